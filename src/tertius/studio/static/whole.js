// The case as a whole: undo, save, open, import, export.
import { leave } from "./leaving.js";
import { post, queued, settle } from "./studio.js";
import { dialog, tell } from "./telling.js";

const one = (query, root = document) => root.querySelector(query);

export function act(name, button) {
  if (document.activeElement?.matches("input, textarea") && name !== "close") document.activeElement.blur();
  leave(name !== "undo" && name !== "redo");
  if (name === "undo" || name === "redo") return queued(async () => settle(await post(`/${name}`)) && tell(name === "undo" ? "Undone" : "Redone"));
  if (name === "save") return save(button?.dataset.name ? button.dataset.suggest : null);
  if (name === "save_as") return save(one('[data-act="save_as"]').dataset.suggest);
  if (name === "close") return open({ kind: "close" });
  if (name === "export") return take(button.dataset.kind);
  if (name === "reload" || name === "forget") return queued(async () => settle(await post(`/${name}`)));
  return null;
}

async function save(suggested) {
  const name = suggested === null ? "" : await dialog("Save as", { buttons: { Save: "ok", Cancel: "" }, field: suggested });
  if (suggested !== null && !name) return;
  await queued(async () => {
    let answer = await post("/save", { fields: { name } });
    if (answer.disk) {
      const choice = await dialog(`${answer.disk}.`, { buttons: { "Save under another name": "as", [answer.gone ? "Write it anew" : "Overwrite"]: "over", ...(name || answer.gone ? {} : { "Take what is on disk": "reload" }), Cancel: "" } });
      if (choice === "over") answer = await post("/save", { fields: { name, over: true } });
      else if (choice === "reload") answer = await post("/reload");
      else {
        if (choice === "as") setTimeout(() => save(name || suggest()), 0);
        return;
      }
    }
    if (settle(answer) && answer.saved) tell(`Saved as ${answer.saved}`);
  });
}

const suggest = () => one('[data-act="save_as"]').dataset.suggest;

export function open(fields) {
  return queued(async () => {
    let answer = await post("/open", { fields });
    if (answer.unsaved) {
      const choice = await dialog("The case has changes that are not saved.", { buttons: { "Keep working on it": "", "Give them up": "discard" } });
      if (choice !== "discard") return;
      fields = { ...fields, discard: true };
      answer = await post("/open", { fields });
    }
    if (answer.aside) {
      const choice = await dialog(`${answer.aside}.`, { buttons: { "Set it aside and import": "aside", Cancel: "" } });
      if (choice !== "aside") return;
      answer = await post("/open", { fields: { ...fields, aside: true } });
    }
    if (answer.go) location.assign(answer.go);
    else settle(answer);
  });
}

export async function upload(input) {
  const file = input.files[0];
  if (!file) return;
  if (file.size > 14e6) {
    tell("That file is too large.", true);
    return;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let k = 0; k < bytes.length; k += 8192) text += String.fromCharCode(...bytes.subarray(k, k + 8192));
  await open({ kind: "upload", name: file.name, content: btoa(text) });
  input.value = "";
}

function take(kind) {
  tell("Working…");
  return queued(async () => {
    const answer = await post("/export", { fields: { kind } });
    if (answer.refused) {
      settle(answer);
      return;
    }
    const list = [...answer.left_out.map((x) => `Left out: ${x}`), ...answer.notes];
    if (list.length && (await dialog(`${answer.name} has no place for all of the case.`, { list, buttons: { Download: "ok", Cancel: "" } })) !== "ok") return;
    Object.assign(document.createElement("a"), { href: answer.href, download: answer.name }).click();
    tell(`${answer.name} is among your downloads.`);
  });
}
