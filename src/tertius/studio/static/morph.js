// Makes an element's content that of some HTML, keeping the elements that stay: their focus, what is typed
// into them, their scroll places, and which details are open. Elements are matched by data-key, id or place.

export function morph(place, html) {
  const made = new DOMParser().parseFromString(`<body>${html}`, "text/html").body;
  children(place, made);
}

const keyOf = (node) => (node.nodeType === 1 ? node.dataset?.key || node.id || "" : "");
const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

function children(from, to) {
  const keyed = new Map();
  for (const node of from.childNodes) if (keyOf(node)) keyed.set(keyOf(node), node);
  let here = from.firstChild;
  for (const want of [...to.childNodes]) {
    const key = keyOf(want);
    let match = key ? keyed.get(key) : null;
    if (!match && here && !key && alike(here, want)) match = here;
    if (match && alike(match, want)) {
      keyed.delete(key);
      if (match === here) here = here.nextSibling;
      else move(from, match, here);
      node(match, want);
    } else from.insertBefore(document.importNode(want, true), here);
  }
  while (here) {
    const next = here.nextSibling;
    here.remove();
    here = next;
  }
}

/** Moving an element that has the focus takes it away; it gets it back. */
function move(parent, element, before) {
  const held = element.contains(document.activeElement) ? document.activeElement : null;
  parent.insertBefore(element, before);
  if (held && document.activeElement !== held) held.focus({ preventScroll: true });
}

function node(from, to) {
  if (from.nodeType !== 1) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  for (const { name } of [...from.attributes]) {
    // What is open, and what a choice hides, is up to the page.
    const kept = (name === "open" && from.nodeName === "DETAILS") || (name === "hidden" && from.hasAttribute("data-for"));
    if (!to.hasAttribute(name) && !kept) from.removeAttribute(name);
  }
  const typed = from === document.activeElement && "defaultValue" in from && from.value !== from.defaultValue;
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  if (from.nodeName === "TEXTAREA") {
    if (from.defaultValue !== to.defaultValue || !typed) {
      const [start, end] = [from.selectionStart, from.selectionEnd];
      from.defaultValue = to.defaultValue;
      if (!typed && from.value !== to.defaultValue) from.value = to.defaultValue;
      if (from === document.activeElement) from.setSelectionRange(start, end);
    }
    return;
  }
  if (from.nodeName === "INPUT") {
    if (["checkbox", "radio"].includes(from.type)) from.checked = to.hasAttribute("checked");
    else if (!typed && from.value !== (to.getAttribute("value") ?? "") && !from.closest("form.add, form.pattern, form.attach")) from.value = to.getAttribute("value") ?? "";
    return;
  }
  children(from, to);
  if (from.nodeName === "SELECT" && from !== document.activeElement) {
    const chosen = [...from.options].findIndex((option) => option.hasAttribute("selected"));
    if (chosen >= 0) from.selectedIndex = chosen;
  }
}
