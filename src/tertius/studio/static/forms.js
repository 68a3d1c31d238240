// Forms in which a choice decides what else is asked: data-widget="depends" on the form, data-decides on the choice,
// data-for="this that" on what is asked only then.
import { studio } from "./studio.js";

studio.register("depends", (form) => {
  const show = () => {
    const chosen = form.querySelector("[data-decides]").value;
    for (const field of form.querySelectorAll("[data-for]")) {
      const out = !field.dataset.for.split(" ").includes(chosen);
      if (field.hidden !== out) field.hidden = out;
    }
  };
  form.addEventListener("input", (event) => {
    if (event.target.matches("[data-decides]")) show();
  });
  form.addEventListener("reset", () => setTimeout(show));
  // What is drawn anew by an answer comes without `hidden`.
  new MutationObserver(show).observe(form, { childList: true, subtree: true, attributeFilter: ["hidden"] });
  show();
});

// What a word means goes away with Escape, until the pointer or the focus comes to it again.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const word of document.querySelectorAll(".term:is(:hover, :focus), .term:has(+ .means:hover)")) word.classList.add("off");
});
for (const left of ["pointerout", "focusout"]) document.addEventListener(left, (event) => event.target.classList?.remove("off"));

// A range and a number that say the same: the number follows while the range is dragged, the edit is made when it is let go.
studio.register("slide", (box) => {
  const [range, number] = box.querySelectorAll("input");
  range.addEventListener("input", () => {
    number.value = range.value;
    box.classList.remove("unset");
  });
  range.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? { ArrowRight: 10, ArrowUp: 10, ArrowLeft: -10, ArrowDown: -10 }[event.key] : 0;
    if (!step) return;
    event.preventDefault();
    range.value = Number(range.value) + step;
    range.dispatchEvent(new Event("input", { bubbles: true }));
    range.dispatchEvent(new Event("change", { bubbles: true }));
  });
});
