// What is told and asked: to a screen reader, in a box at the foot of the page, in a dialog.
const one = (query, root = document) => root.querySelector(query);

export function tell(text, loud = false) {
  if (!loud) {
    one("#said").textContent = text;
    return;
  }
  const toast = one("#toast");
  toast.textContent = text;
  toast.dir = "auto";
  toast.hidden = false;
}

export function hush() {
  one("#toast").hidden = true;
}

/** Ask something; gives the value of the button, with a file name where one was asked for. */
export function dialog(text, { list = [], buttons, field = null }) {
  const box = one("#asking");
  one("#asking-text").textContent = text;
  one("#asking-list").replaceChildren(...list.slice(0, 30).map((line) => Object.assign(document.createElement("li"), { textContent: line, dir: "auto" })));
  const input = one("#asking-field input");
  one("#asking-field").hidden = field === null;
  input.value = field ?? "";
  return new Promise((done) => {
    const close = (value) => {
      box.close();
      done(field === null || !value ? value : input.value.trim());
    };
    one("#asking-buttons").replaceChildren(...Object.entries(buttons).map(([label, value], k) => {
      const button = Object.assign(document.createElement("button"), { textContent: label, type: "button" });
      if (k === 0) button.className = "primary";
      button.addEventListener("click", () => close(value));
      return button;
    }));
    input.onkeydown = (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // or the button that has the focus next is pressed by the same key
      close("ok");
    };
    box.oncancel = (event) => {
      event.preventDefault();
      close("");
    };
    box.showModal();
    (field === null ? one("#asking-buttons button") : input).focus();
    input.select();
  });
}
