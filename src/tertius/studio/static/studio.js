// The studio's page. What it may do is written in the HTML as data; nothing here knows a panel.
//   data-do, data-with      an edit and its fixed fields; of a form, a button, an input (on change)
//   data-pick, data-value   what this page has open under a name (a state, an actor)
//   data-panel              open a panel;  data-act  undo, redo, save ...
//   data-part               where the HTML of a part goes;  data-key  what is the same before and after
import { morph } from "./morph.js";
import { sortable } from "./sort.js";
import { known, late } from "./tabs.js";
import { dialog, hush, tell } from "./telling.js";
import { act, open, upload } from "./whole.js";

const one = (query, root = document) => root.querySelector(query);
const all = (query, root = document) => [...root.querySelectorAll(query)];
const working = document.body.classList.contains("bench");
let rev = Number(document.body.dataset.rev);
let turn = Promise.resolve();
let waiting = 0;
const widgets = new Map();

export const studio = { edit, keep: keepCopy, refresh, pick, tell, post, register, ask: asked, idle: () => turn };

/** A widget: called once for each element with data-widget of that name, also for those that come later. */
function register(name, make) {
  widgets.set(name, make);
  dress(document);
}

function dress(root) {
  for (const element of all("[data-widget]", root)) {
    const make = widgets.get(element.dataset.widget);
    if (make && !element.dressed) {
      element.dressed = true;
      make(element, studio);
    }
  }
}

// -- what this page asks for: in its address, so that a reload shows the same ------------------------

function query() {
  return new URLSearchParams(location.search);
}

function asked() {
  const found = {};
  for (const [key, value] of query()) {
    if (key === "lever") (found.lever ||= []).push(value);
    else if (key !== "panel") found[key] = value;
  }
  return found;
}

function keep(params) {
  history.replaceState(null, "", params.size ? `?${params}` : location.pathname);
}

/** Set what the page has open, or a layer: pick("pick.state", "YN"), pick("reading", ""). */
function pick(name, value, more = {}) {
  const params = query();
  for (const [key, x] of Object.entries({ [name]: value, ...more })) {
    params.delete(key);
    for (const each of Array.isArray(x) ? x : [x]) if (each !== "" && each !== null) params.append(key, each);
  }
  keep(params);
  return refresh();
}

const shown = () => all("[data-part]").map((element) => element.dataset.part);

// -- talking to the server ---------------------------------------------------------------------------

export async function post(path, body = {}) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ rev, ask: asked(), parts: shown(), ...body }),
  });
  return { status: answer.status, ...(await answer.json().catch(() => ({ refused: "The studio gave no answer." }))) };
}

/** One request after the other, so that each knows the revision that the last one made. */
export function queued(work) {
  const next = turn.then(work).catch((error) => tell(gone(error), true));
  turn = next;
  return next;
}

const gone = (error) => (error instanceof TypeError ? "The studio does not answer. Is it still running? What was accepted is kept." : String(error));

function edit(name, fields = {}) {
  return queued(async () => {
    const answer = await post("/edit", { do: name, fields });
    if (answer.uses) {
      const choice = await dialog(`${answer.refused.split(":")[0]}. These would go with it:`, { list: answer.uses, buttons: { "Remove all of it": "take", Cancel: "" } });
      if (choice !== "take") return false;
      return settle(await post("/edit", { do: name, fields: { ...fields, take: true } }));
    }
    return settle(answer);
  });
}

/** Put a copy of a source's text beside the case. */
function keepCopy(source, name, bytes) {
  let text = "";
  for (let k = 0; k < bytes.length; k += 32768) text += String.fromCharCode(...bytes.subarray(k, k + 32768));
  return queued(async () => settle(await post("/copy", { fields: { source, name }, data: btoa(text) })));
}

/** Show an answer: true, false where it was refused, null where another tab was quicker, "there" where the answer says what has the focus. */
export function settle(answer) {
  if (answer.pick && Object.keys(answer.pick).length) {
    const params = query();
    for (const [name, value] of Object.entries(answer.pick)) params.set(`pick.${name}`, value);
    keep(params);
  }
  if (answer.html) show(answer);
  if (answer.stale) tell(answer.stale, true);
  if (answer.stale) return null;
  if (answer.refused) tell(answer.refused, true);
  else hush();
  if (answer.status === 200 && answer.focus && goTo(answer.focus)) return "there";
  return answer.status === 200;
}

/** The field of a key, with what it is folded into opened. */
function goTo(key) {
  const field = one(`[data-key="${CSS.escape(key)}"]`);
  for (let box = field?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  field?.focus();
  return document.activeElement === field && Boolean(field);
}

function show(answer) {
  rev = answer.rev;
  const held = document.activeElement?.dataset?.key;
  for (const [name, html] of Object.entries(answer.html)) {
    const place = one(`[data-part="${CSS.escape(name)}"]`);
    if (place) morph(place, html);
  }
  dress(document);
  if (held && document.activeElement === document.body) one(`[data-key="${CSS.escape(held)}"]`)?.focus();
  const title = one("#bar .title")?.textContent;
  if (title) document.title = `${title} · Tertius studio`;
  all(".waiting").forEach((element) => element.classList.remove("waiting"));
  if (answer.waiting?.length) again(answer.waiting);
}

/** Parts that were still being worked out are asked for again. */
function again(names) {
  clearTimeout(waiting);
  waiting = setTimeout(() => ask(names), 250);
}

function ask(names) {
  return queued(async () => {
    const params = query();
    names.forEach((name) => params.append("name", name));
    show(await (await fetch(`/parts?${params}`)).json());
  });
}

function refresh() {
  return ask(shown());
}

// -- forms, buttons, inputs ------------------------------------------------------------------------------

const fixed = (element) => JSON.parse(element.dataset.with || "{}");

function fieldsOf(form) {
  const found = fixed(form);
  for (const element of form.elements) {
    if (!element.name || element.matches("fieldset")) continue;
    if (element.type === "checkbox" && all(`[name="${element.name}"]`, form).length > 1) {
      found[element.name] ||= [];
      if (element.checked) found[element.name].push(element.value);
    } else if (element.type === "checkbox") found[element.name] = element.checked ? (element.value === "on" ? true : element.value) : "";
    else if (element.type === "radio") {
      if (element.checked) found[element.name] = element.value;
    } else found[element.name] = element.value;
  }
  return found;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-do], [data-text], [data-ask]")) return;
  event.preventDefault();
  if (form.dataset.text) {
    const area = form.elements.text;
    const [before, mine] = [known(area), area.value];
    const put = () => queued(async () => settle(await post("/text", { text: mine })));
    put().then((done) => done === null && late(area, { before, mine, again: put }));
    return;
  }
  if (form.dataset.ask) {
    const fields = fieldsOf(form);
    pick(...Object.entries(fields)[0], fields);
    return;
  }
  send(form, true);
});

/** What a form says, once: what is on its way is not sent a second time by leaving the field or by a second Enter. */
export function send(form, stay) {
  const fields = fieldsOf(form);
  const said = JSON.stringify(fields);
  if (form.sent === said) return;
  form.sent = said;
  const first = one("input:not([type=checkbox]):not([type=hidden]), textarea, select", form);
  const before = known(form);
  const emptied = (done) => {
    if (done && !form.dataset.auto && JSON.stringify(fieldsOf(form)) === said) form.reset();
    return done;
  };
  edit(form.dataset.do, fields).then((done) => {
    form.sent = "";
    if (done === null) late(form, { before, again: () => edit(form.dataset.do, fields).then(emptied) });
    if (!done || form.dataset.auto) return;
    emptied(done); // unless more has been typed meanwhile
    const here = form.contains(document.activeElement) || document.activeElement === document.body;
    if (stay && done !== "there" && form.isConnected && here) first?.focus();
  });
}

document.addEventListener("change", (event) => {
  const target = event.target;
  const form = target.closest("form[data-auto]");
  if (form) {
    const [before, fields] = [known(form), fieldsOf(form)];
    const put = () => edit(form.dataset.do, fields);
    put().then((done) => done === null && late(form, { before, again: put }));
  } else if (target.matches("[data-upload]")) {
    upload(target);
  } else if (target.matches("[data-do]")) {
    const value = target.type === "checkbox" ? target.checked : target.value;
    const [before, fields] = [known(target), { ...fixed(target), [target.name]: value }];
    const put = () => edit(target.dataset.do, fields);
    put().then((done) => {
      if (done === null) late(target, { before, mine: value, again: put });
      // What was refused goes back; what was accepted is shown as it is written, unless more has been typed.
      const settled = !done && done !== undefined || (done && target.value === value); // without an answer it stays as it was typed
      if (settled && !done && target.nodeName === "SELECT") target.value = known(target);
      if (settled && target.isConnected && "defaultValue" in target && target.type !== "checkbox" && target.value !== target.defaultValue) target.value = target.defaultValue;
    });
  } else if (target.matches("[data-ask]")) {
    const name = target.dataset.ask;
    if (target.type === "checkbox" && target.dataset.many) {
      pick(name, all(`[data-ask="${name}"]`).filter((x) => x.checked).map((x) => x.value));
    } else pick(name, target.type === "checkbox" ? (target.checked ? target.value : "") : target.value);
  }
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-do], [data-pick], [data-panel], [data-act], [data-open], [data-view]");
  if (!target || target.matches("input, select, textarea, form, body")) return;
  if (target.dataset.open) open(JSON.parse(target.dataset.open));
  else if (target.dataset.panel) {
    event.preventDefault();
    const picks = Object.entries(JSON.parse(target.dataset.picks || "{}"));
    if (target.dataset.pick) picks.push([target.dataset.pick, target.dataset.value]);
    const key = target.dataset.focus;
    panel(target.dataset.panel, Object.fromEntries(picks.map(([name, value]) => [`pick.${name}`, value]))).then(() => key && goTo(key));
  } else if (target.dataset.pick) {
    pick(`pick.${target.dataset.pick}`, target.dataset.value).then(() => {
      if (target.dataset.pick === "state") tell(one('[data-part="why"]')?.innerText ?? "");
    });
  } else if (target.dataset.do) edit(target.dataset.do, fixed(target));
  else if (target.dataset.act) act(target.dataset.act, target);
  else if (target.dataset.view) view(target.dataset.view);
});

function view(name) {
  document.body.dataset.view = name;
  for (const tab of all("[role=tab][data-view]")) {
    const chosen = tab.dataset.view === name;
    tab.setAttribute("aria-selected", chosen);
    tab.tabIndex = chosen ? 0 : -1;
  }
}

function panel(name, more = {}) {
  const params = query();
  params.set("panel", name);
  for (const [key, value] of Object.entries(more)) params.set(key, value);
  keep(params);
  const place = one("#editor .pane");
  if (place.dataset.part !== name) {
    place.dataset.part = name;
    place.replaceChildren();
  }
  for (const link of all("nav.panels a")) {
    if (link.dataset.panel === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  one("nav.panels [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  view("edit");
  return refresh().then(() => {
    scrollTo({ top: 0 });
    one("#editor").scrollTo({ top: 0 });
    const line = Number(one("[data-line]")?.dataset.line ?? 0);
    if (name === "text" && line) toLine(one("textarea.source"), line);
    else one("#editor").focus({ preventScroll: true });
  });
}

function toLine(area, line) {
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 6);
}

// -- keyboard ------------------------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox]):not([type=file]):not([type=range]), textarea, select");
  const typed = typing && "defaultValue" in event.target && event.target.value !== event.target.defaultValue;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && working) {
    const key = event.key.toLowerCase();
    if (key === "s") {
      event.preventDefault();
      act("save", one('[data-act="save"]'));
    } else if ((key === "z" || key === "y") && !typed) {
      event.preventDefault();
      act(key === "y" || event.shiftKey ? "redo" : "undo");
    }
    return;
  }
  if ((event.key === "Enter" || event.key === " ") && event.target.matches("g[role=button]")) {
    event.preventDefault();
    event.target.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  }
  if (event.key === "Escape") event.target.closest("form[data-leave]")?.reset();
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const group = event.target.closest("[role=tablist], [data-rove]");
  if (step && group && !typing && !event.altKey) {
    const stops = all("button, a", group).filter((x) => !x.disabled);
    const next = stops[(stops.indexOf(event.target) + step + stops.length) % stops.length];
    event.preventDefault();
    next?.focus();
    if (next?.matches("[role=tab]")) next.click();
  }
});

document.addEventListener("pointerdown", (event) => {
  if (event.target.closest("#toast")) hush();
});

sortable(edit);

// -- what others do: another tab, the file on disk -------------------------------------------------------------

async function pulse() {
  if (document.hidden) return;
  const found = await (await fetch("/pulse")).json();
  if (found.rev === -1) {
    if (rev !== -1) location.assign("/");
    return;
  }
  if (found.rev !== rev) {
    await queued(async () => {
      if (found.rev > rev) {
        const params = query();
        shown().forEach((name) => params.append("name", name));
        show(await (await fetch(`/parts?${params}`)).json());
        tell("The case was changed in another tab; this page shows the newest version.", true);
      }
    });
  } else if (!["same", "none"].includes(found.disk) && one("#disk-notice")?.hidden) refresh();
}

if (working) {
  one("nav.panels [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  setInterval(() => pulse().catch(() => {}), 1500);
  document.addEventListener("visibilitychange", () => pulse().catch(() => {}));
  const late = all("[data-waiting]").map((x) => x.dataset.part);
  if (late.length) ask(late);
  addEventListener("popstate", refresh);
  one("#editor [data-first]")?.focus();
  one("#editor [data-first]")?.select();
}
document.documentElement.dataset.ready = "yes";
