// Lists whose items are dragged, and moved with Alt and the arrow keys; every such list has buttons as well.
//   ol[data-sort=EDIT][data-with]  its li are items: EDIT gets {from, to}
//   ol[data-rank={actor}]          classes of states: a state dropped on a class is tied with it, between classes stands alone

export function sortable(edit) {
  let held = null;

  const itemsOf = (list) => [...list.children];
  const listOf = (item) => item?.closest("[data-sort], [data-rank]");

  document.addEventListener("dragstart", (event) => {
    const item = event.target.closest?.("[draggable=true]");
    if (!item) return;
    held = item;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    item.classList.add("held");
  });

  document.addEventListener("dragend", () => {
    held?.classList.remove("held");
    held = null;
    clear();
  });

  document.addEventListener("dragover", (event) => {
    if (!held) return;
    const spot = spotOf(event);
    clear();
    if (!spot) return;
    event.preventDefault();
    spot.element.classList.add(spot.how);
  });

  document.addEventListener("drop", (event) => {
    if (!held) return;
    const spot = spotOf(event);
    const list = listOf(held);
    clear();
    if (!spot) return;
    event.preventDefault();
    const fields = JSON.parse(list.dataset.with || list.dataset.rank || "{}");
    if (list.dataset.rank) {
      const at = Number(spot.element.dataset.class);
      const to = spot.how === "after" ? at + 1 : at;
      edit("move_state", { ...fields, state: held.dataset.state, how: "to", to, tie: spot.how === "into" });
      return;
    }
    const items = itemsOf(list);
    const from = items.indexOf(held);
    let to = items.indexOf(spot.element) + (spot.how === "after" ? 1 : 0);
    if (to > from) to -= 1;
    if (to !== from) edit(list.dataset.sort, { ...fields, from, to });
  });

  document.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !event.altKey) return;
    const list = event.target.closest("[data-sort]");
    const item = list && itemsOf(list).find((x) => x.contains(event.target));
    if (!item) return;
    event.preventDefault();
    const from = itemsOf(list).indexOf(item);
    const to = from + step;
    if (to >= 0 && to < list.children.length) edit(list.dataset.sort, { ...JSON.parse(list.dataset.with || "{}"), from, to });
  });

  function spotOf(event) {
    const list = listOf(held);
    if (list?.dataset.rank) {
      const group = event.target.closest(".class");
      if (!group || listOf(group) !== list) return null;
      const box = group.getBoundingClientRect();
      const part = (event.clientY - box.top) / box.height;
      return { element: group, how: part < 0.25 ? "before" : part > 0.75 ? "after" : "into" };
    }
    const item = [...(list?.children ?? [])].find((x) => x.contains(event.target));
    if (!item || item === held) return null;
    const box = item.getBoundingClientRect();
    return { element: item, how: event.clientY < box.top + box.height / 2 ? "before" : "after" };
  }

  function clear() {
    for (const how of ["before", "after", "into"]) {
      for (const element of document.querySelectorAll(`.${how}`)) element.classList.remove(how);
    }
  }
}
