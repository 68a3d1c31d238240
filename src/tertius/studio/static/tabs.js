// Two tabs edit one case. What was written into a field here, while the other tab was quicker, is not lost: where the other tab
// left that field alone the change is made after all, and otherwise it is offered back beside what stands there now.
import { hush, tell } from "./telling.js";

const BOTH = "The case was changed in another tab as well; your change is made on top of it.";

/** What a field or a form says as the server knows it, to be compared with what it says when the newest version is shown. */
export function known(element) {
  if (element.nodeName === "FORM") return JSON.stringify([...element.elements].filter((x) => x.name).map(known));
  if (element.type === "checkbox" || element.type === "radio") return element.defaultChecked;
  if (element.nodeName === "SELECT") return ([...element.options].find((x) => x.hasAttribute("selected")) ?? element.options[0])?.value ?? "";
  return element.defaultValue;
}

/** The words of what was written: a field's, or those of a form's fields that say something. */
function words(element, mine) {
  if (element.type === "checkbox") return mine ? "yes" : "no";
  if (element.nodeName === "SELECT") return [...element.options].find((x) => x.value === mine)?.textContent ?? mine;
  return String(mine);
}

const labelOf = (element) => element.getAttribute("aria-label") || element.labels?.[0]?.querySelector(".label, .vh")?.textContent || element.labels?.[0]?.textContent.trim() || "";

/**
 * A change that came too late. before: what `known` said of the element when it was written; mine: what was written into a field;
 * again: make the change on the newest version.
 */
export async function late(element, { before, mine = null, again }) {
  const now = element.isConnected ? element : element.dataset.key ? document.querySelector(`[data-key="${CSS.escape(element.dataset.key)}"]`) : null;
  if (now && (known(now) === before || now.matches("form.add, form.attach"))) {
    if (await again()) tell(BOTH, true);
    return;
  }
  if (now && mine !== null && known(now) === mine) return; // both wrote the same
  hush();
  offer(element, now, mine, again);
}

function offer(element, now, mine, again) {
  const box = document.getElementById("mine");
  const item = Object.assign(document.createElement("div"), { className: "contested" });
  const said = (tag, text) => Object.assign(document.createElement(tag), { textContent: text, dir: "auto" });
  const form = element.nodeName === "FORM";
  const label = labelOf(element);
  item.append(said("p", `${label ? `“${label}”` : "This"} ${now ? "was changed in another tab" : "is gone: another tab removed it"}. ${form ? "What you chose is kept here." : "You wrote:"}`));
  if (!form) item.append(said("blockquote", words(element, mine)));
  if (now && !form) item.append(said("p", `There stands now: ${words(now, known(now)) || "nothing"}`));
  const buttons = Object.assign(document.createElement("div"), { className: "buttons" });
  const button = (text, work) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    made.addEventListener("click", async () => {
      if ((await work()) === false) return;
      item.remove();
      box.hidden = !box.children.length;
      if (element.isConnected) element.focus();
    });
    buttons.append(made);
  };
  if (now) button("Use mine", () => again().then(Boolean));
  button(now ? "Leave it as it is" : "Close", () => true);
  item.append(buttons);
  box.append(item);
  box.hidden = false;
}
