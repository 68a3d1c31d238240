// The text beside the case: what is selected in a paragraph becomes the passage that the form below attaches.
// Places are counted in code points of the paragraph as its hash sees it, which is the text that is shown.
import { studio } from "./studio.js";

const MOST_WORDS = 25;
const points = (text) => [...text].length;

studio.register("reader", (root) => {
  const form = root.querySelector("form.attach");
  const quote = form.querySelector("[data-quote]");
  const empty = form.querySelector("[data-empty]");
  let typed = false;

  const take = (paragraph, first, last, words) => {
    const fields = form.elements;
    fields.paragraph.value = paragraph.dataset.number;
    fields.hash.value = paragraph.dataset.hash;
    fields.first.value = first ?? "";
    fields.last.value = last ?? "";
    const listed = words.split(" ");
    quote.textContent = listed.length > 60 ? `${listed.slice(0, 60).join(" ")} …` : words;
    quote.hidden = false;
    empty.hidden = true;
    if (!typed) fields.text.value = listed.slice(0, MOST_WORDS).join(" ") + (listed.length > MOST_WORDS ? " …" : "");
    form.querySelector("button").disabled = false;
    form.classList.add("taking");
    for (const other of root.querySelectorAll(".paragraph.taken")) other.classList.remove("taken");
    paragraph.classList.add("taken");
  };

  const clear = () => {
    typed = false;
    quote.hidden = true;
    empty.hidden = false;
    form.elements.text.value = "";
    form.querySelector("button").disabled = true;
    form.classList.remove("taking");
    for (const other of root.querySelectorAll(".paragraph.taken")) other.classList.remove("taken");
  };

  const kind = () => {
    const chosen = form.elements.as.value;
    for (const field of form.querySelectorAll("[data-for]")) field.hidden = !field.dataset.for.split(" ").includes(chosen);
  };

  document.addEventListener("selectionchange", () => {
    if (!root.isConnected) return;
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    const said = (range.startContainer.nodeType === 1 ? range.startContainer : range.startContainer.parentElement)?.closest(".said");
    if (!said || !root.contains(said)) return;
    const before = document.createRange();
    before.setStart(said, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const inside = range.cloneRange();
    // A selection that runs over the end of a paragraph is of that paragraph.
    if (!said.contains(range.endContainer)) inside.setEnd(said, said.childNodes.length);
    const raw = inside.toString();
    const words = raw.trim();
    if (!words) return;
    const first = points(before.toString()) + points(raw.slice(0, raw.length - raw.trimStart().length));
    const last = first + points(words);
    const whole = first === 0 && last === points(said.textContent);
    take(said.closest(".paragraph"), whole ? null : first, whole ? null : last, words);
  });

  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take]");
    if (!button) return;
    getSelection().removeAllRanges();
    const paragraph = button.closest(".paragraph");
    take(paragraph, null, null, paragraph.querySelector(".said").textContent);
    form.elements.as.focus();
  });

  form.addEventListener("input", (event) => {
    if (event.target.name === "text") typed = event.target.value !== "";
    if (event.target.name === "as") kind();
  });
  form.addEventListener("reset", () => setTimeout(() => {
    clear();
    kind();
  }));
  kind();
});

studio.register("copy", (root) => {
  const keep = (name, data) => studio.keep(root.dataset.source, name, data);

  root.querySelector("input[type=file]").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (file) await keep(file.name, new Uint8Array(await file.arrayBuffer()));
    event.target.value = "";
  });
  root.querySelector("[data-paste]").addEventListener("click", (event) => {
    event.preventDefault();
    const area = root.querySelector("textarea");
    if (area.value.trim()) keep(`${root.dataset.source}.txt`, new TextEncoder().encode(area.value));
  });
});
