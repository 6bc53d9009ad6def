/* Moving between cells and pasting a block: Enter and arrows go down a cell, Shift+Enter
   and up go back, "?" says not yet known, "/" says not applicable. */
import { cleaned, columnOf, grouped } from "./numbers.js";

const CELL = "input[data-input]:not([type=radio]):not([data-column])";

export function arrangeGrid(form, fields) {
  if (!form) return;
  const cells = () => [...form.querySelectorAll(CELL)].filter((c) => !c.readOnly);
  form.addEventListener("keydown", (event) => {
    const { target } = event;
    if (!target.matches?.(CELL) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (answersByKey(event, fields)) return;
    const step = stepOf(event);
    if (!step) return;
    event.preventDefault();
    const all = cells();
    const next = all[all.indexOf(target) + step];
    next?.focus();
    next?.select();
  });
  form.addEventListener("paste", (event) => {
    if (event.target.matches?.(CELL)) pasteColumn(event, cells());
    else if (event.target.matches?.("textarea")) pasteText(event);
  });
}

function stepOf({ key, shiftKey }) {
  if (key === "Enter") return shiftKey ? -1 : 1;
  if (key === "ArrowDown") return 1;
  if (key === "ArrowUp") return -1;
  return 0;
}

function answersByKey(event, fields) {
  const state = { "?": "not_known", "/": "not_applicable" }[event.key];
  const field = fields.get(event.target.closest("[data-field]")?.dataset.field);
  // In a date the stroke is part of the value.
  if (!state || !field || (field.view.type === "date" && event.key === "/")) return false;
  event.preventDefault();
  field.view.value = "";
  field.view.pick(state);
  field.view.picker.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

function pasteColumn(event, cells) {
  const column = columnOf(event.clipboardData.getData("text/plain"));
  if (column.length < 2) return;
  event.preventDefault();
  const from = cells.indexOf(event.target);
  column.forEach((value, n) => {
    const cell = cells[from + n];
    if (!cell || !value) return;
    cell.value = grouped(value);
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/* insertText keeps the browser's undo, which setting the value would lose. */
function pasteText(event) {
  const text = event.clipboardData.getData("text/plain");
  const clean = cleaned(text);
  if (clean === text) return;
  event.preventDefault();
  document.execCommand("insertText", false, clean);
}
