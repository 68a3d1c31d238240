"use strict";
// Everything works without this: print shows what is folded, and a link opens what it leads to.
const all = (what, inside = document) => [...inside.querySelectorAll(what)];
const wide = matchMedia("(min-width: 46rem)");
const innerPanel = matchMedia("(min-width: 62rem)");
const closed = [];
document.documentElement.classList.add("scripted");
addEventListener("beforeprint", () => { for (const part of all("details:not([open])")) { part.open = true; closed.push(part); } });
addEventListener("afterprint", () => { while (closed.length) closed.pop().open = false; });
function reveal() {
  const goal = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!goal) return;
  const inner = goal.tagName === "SECTION" ? goal.querySelector(":scope > details.fold") : goal.tagName === "TBODY" && goal.querySelector("details.reason");
  if (inner) inner.open = true;
  for (let part = goal; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  // A situation of the graph: its point is marked, the others are folded, and a point that was clicked stays where it is.
  const panel = goal.closest(".panel");
  if (panel) {
    for (const other of panel.children) other.open = other === goal;
    for (const link of all("a", panel.closest(".evolving").querySelector("svg"))) link.classList.toggle("here", link.getAttribute("href") === location.hash);
    panel.scrollTop = goal.offsetTop - panel.offsetTop;
  }
  if (!panel || !innerPanel.matches) goal.scrollIntoView();
}
addEventListener("DOMContentLoaded", () => {
  const folds = all("details.fold"), contents = document.querySelector("details.toc"), tools = document.querySelector(".tools");
  // A page of some twenty screens or more is an overview first, also where there is room.
  const long = all("details.fold *").length > 3000;
  const spread = () => { if (wide.matches && !long) for (const part of folds) part.open = true; contents.open = matchMedia("(min-width: 68rem)").matches; };
  spread();
  wide.addEventListener("change", spread);
  tools.hidden = false;
  document.getElementById("open-all").addEventListener("click", () => { for (const part of folds) part.open = true; });
  document.getElementById("close-all").addEventListener("click", () => { for (const part of folds) part.open = false; });
  // A link to where one already is opens it too; the list of contents makes way for what it leads to.
  document.addEventListener("click", event => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    if (contents.contains(link) && !matchMedia("(min-width: 68rem)").matches) contents.open = false;
    if (link.hash === location.hash) setTimeout(reveal);
  });
  reveal();
});
addEventListener("hashchange", reveal);
// A situation that is told by what differs: the whole of it, where one is.
addEventListener("click", event => {
  const link = event.target.closest("a.sit"), whole = document.getElementById("situation");
  if (!link || !whole || !whole.showPopover || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  whole.firstElementChild.textContent = link.title;
  whole.showPopover();
});
// What if: the answers are on the page; this picks the one that is asked for.
function whatIf(box) {
  const data = JSON.parse(box.querySelector("script").textContent);
  const boxes = all("input", box), select = box.querySelector("select"), ends = box.querySelector(".ends"), note = box.querySelector(".answering .note");
  const heads = ["A move must pay at once", "With foresight 2"];
  const symbols = { holds: "● holds", fails: "✕ fails", open: "○ open" };
  function show() {
    const reading = data.readings[select.value];
    for (const input of boxes) {
      const own = reading.own.includes(Number(input.value));
      if (own || input.disabled) input.checked = own;
      input.disabled = own;
    }
    const chosen = boxes.filter(i => i.checked && !i.disabled).map(i => Number(i.value)).sort((a, b) => a - b);
    const row = reading.rows[chosen.join("+")], base = reading.rows[""];
    ends.replaceChildren();
    note.textContent = row ? "" : "This set was not worked out; take fewer commitments, or run tertius analyze.";
    if (!row) { for (const place of all(".verdicts .answer", box)) { place.className = "answer"; place.textContent = "–"; } return; }
    const same = row[0] === row[1];
    for (const k of same ? [0] : [0, 1]) {
      const found = data.ends[row[k]], head = document.createElement("dt"), said = document.createElement("dd");
      head.textContent = same ? "With and without foresight" : heads[k];
      said.textContent = found.said;
      said.dir = "auto";
      said.dataset.foresight = same ? "1 2" : String(k + 1);
      said.dataset.states = found.states.join(" ");
      said.dataset.unsettled = found.unsettled;
      if (row[k] !== base[k]) { const mark = document.createElement("span"); mark.className = "badge"; mark.textContent = "elsewhere than without them"; head.append(" ", mark); }
      ends.append(head, said);
    }
    all(".verdicts .answer", box).forEach((place, k) => {
      const verdict = row[2 + k];
      place.className = "answer v v-" + (verdict || "none");
      place.textContent = (symbols[verdict] || "– not about this reading") + (verdict !== base[2 + k] ? " (changed)" : "");
    });
  }
  select.addEventListener("change", show);
  for (const input of boxes) input.addEventListener("change", show);
  box.hidden = false;
  show();
}
addEventListener("DOMContentLoaded", () => all(".whatif").forEach(whatIf));
