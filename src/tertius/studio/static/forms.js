// Forms in which a choice decides what else is asked: data-widget="depends" on the form, data-decides on the choice,
// data-for="this that" on what is asked only then.
import { studio } from "./studio.js";

studio.register("depends", (form) => {
  const show = () => {
    const chosen = form.querySelector("[data-decides]").value;
    for (const field of form.querySelectorAll("[data-for]")) field.hidden = !field.dataset.for.split(" ").includes(chosen);
  };
  form.addEventListener("input", (event) => {
    if (event.target.matches("[data-decides]")) show();
  });
  form.addEventListener("reset", () => setTimeout(show));
  new MutationObserver(show).observe(form, { childList: true, subtree: true });
  show();
});
