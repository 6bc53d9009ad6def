/* Moving between cells and pasting a block: Enter and arrows go down a cell, Shift+Enter
   and up go back, "?" says not yet known, "/" says not applicable. */
import { grouped } from "./numbers.js";
import { blockOf, cleaned, folded, isBlock, linesOf } from "./pasting.js";

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
    if (event.target.matches?.(CELL)) pasteBlock(event, cells());
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

function pasteBlock(event, cells) {
  const text = event.clipboardData.getData("text/plain");
  if (!isBlock(text)) return;
  event.preventDefault();
  const lines = linesOf(blockOf(text));
  const placed = byLabel(lines, cells) ?? inOrder(lines, cells, cells.indexOf(event.target));
  for (const [cell, value] of placed) {
    if (!cell || !value) continue;
    cell.value = grouped(value);
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function inOrder(lines, cells, from) {
  return lines.map(({ value }, n) => [cells[from + n], value]);
}

/* A block that carries the labels of these fields goes where they stand, whatever its order. */
function byLabel(lines, cells) {
  const named = new Map();
  for (const cell of cells) {
    const label = cell.closest("[data-field]").querySelector(".field__label").firstChild;
    const name = folded(label.textContent);
    named.set(name, named.has(name) ? null : cell);
  }
  const labelled = lines.filter(({ label }) => label);
  const placed = labelled.map(({ label, value }) => [named.get(folded(label)), value]);
  const found = placed.filter(([cell]) => cell).length;
  return found >= 2 && found * 2 >= labelled.length ? placed : null;
}

/* insertText keeps the browser's undo, which setting the value would lose. */
function pasteText(event) {
  const text = event.clipboardData.getData("text/plain");
  const clean = cleaned(text);
  if (clean === text) return;
  event.preventDefault();
  document.execCommand("insertText", false, clean);
}
