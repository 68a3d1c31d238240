// A grid of fields: data-widget="grid" around inputs with data-cell="row:column". Arrow keys and Enter go from cell to cell;
// buttons with data-mark fill the cell that has the focus and go on.
import { studio } from "./studio.js";

studio.register("grid", (grid) => {
  const at = (row, column) => grid.querySelector(`[data-cell="${row}:${column}"]`);
  const place = (cell) => cell.dataset.cell.split(":").map(Number);

  function go(row, column) {
    const next = at(row, column);
    next?.focus();
    next?.select();
    return Boolean(next);
  }

  grid.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-cell]")) event.target.select();
  });

  grid.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.matches("[data-cell]") || event.altKey || event.ctrlKey || event.metaKey) return;
    const [row, column] = place(cell);
    // As in a spreadsheet: the arrows go from cell to cell until something is typed; then they move in it, up to its ends.
    const whole = cell.value === cell.defaultValue || (cell.selectionStart === 0 && cell.selectionEnd === cell.value.length);
    const first = whole || cell.selectionEnd === 0;
    const last = whole || cell.selectionStart === cell.value.length;
    let went = false;
    if (event.key === "ArrowUp") went = go(row - 1, column);
    else if (event.key === "ArrowDown") went = go(row + 1, column);
    else if (event.key === "ArrowLeft" && first) went = go(row, column - 1);
    else if (event.key === "ArrowRight" && last) went = go(row, column + 1);
    else if (event.key === "Enter") went = go(row, column + 1) || go(row + 1, 0);
    if (went) event.preventDefault();
  });

  // The cell keeps the focus while a mark is pressed.
  grid.addEventListener("pointerdown", (event) => {
    if (event.target.closest("[data-mark]")) event.preventDefault();
  });

  grid.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mark]");
    const cell = document.activeElement;
    if (!button || !cell?.matches("[data-cell]") || !button.parentElement.parentElement.contains(cell)) return;
    cell.value = button.dataset.mark;
    cell.dispatchEvent(new Event("change", { bubbles: true }));
    const [row, column] = place(cell);
    if (!go(row, column + 1)) go(row + 1, 0);
  });
});
