"use strict";
// Everything works without this: print shows what is folded, and a link opens what it leads to.
const closed = [];
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details:not([open])")) { part.open = true; closed.push(part); }
});
addEventListener("afterprint", () => { while (closed.length) closed.pop().open = false; });
function reveal() {
  const goal = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!goal) return;
  const inner = goal.tagName === "TBODY" && goal.querySelector("details.reason");
  if (inner) inner.open = true;
  for (let part = goal; part; part = part.parentElement) if (part.tagName === "DETAILS") part.open = true;
  goal.scrollIntoView();
}
addEventListener("hashchange", reveal);
addEventListener("DOMContentLoaded", reveal);
