"use strict";
// Everything works without this: print shows what is folded, and a link opens what it leads to.
const all = (what, inside = document) => [...inside.querySelectorAll(what)];
const wide = matchMedia("(min-width: 46rem)");
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
  goal.scrollIntoView();
}
addEventListener("DOMContentLoaded", () => {
  const folds = all("details.fold"), contents = document.querySelector("details.toc"), tools = document.querySelector(".tools");
  const spread = () => { if (wide.matches) for (const part of folds) part.open = true; contents.open = matchMedia("(min-width: 68rem)").matches; };
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
