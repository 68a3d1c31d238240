// A new name that is left in its field is taken when the form is left, so that no button has to be pressed and nothing is lost.
// What a pointer presses comes first: what it aims at must not move away under it. But saving waits for the name, and undo lets it stand.
import { send } from "./studio.js";

let down = false;
let left = null;

document.addEventListener("pointerdown", () => {
  down = true;
}, true);
for (const end of ["pointerup", "pointercancel"]) {
  document.addEventListener(end, () => setTimeout(() => {
    down = false;
    leave();
  }), true);
}

/** Take the name that was left in its field while a pointer was down; or forget that it was. */
export function leave(take = true) {
  const form = left;
  left = null;
  if (form && take && document.hasFocus() && !form.contains(document.activeElement) && form.checkValidity()) send(form, false);
}

document.addEventListener("focusout", (event) => {
  const form = event.target.closest("form[data-leave]");
  if (!form || form.contains(event.relatedTarget)) return;
  left = form;
  if (!down) leave();
});
