/* Moving between cells and pasting a block: Enter and arrows go down a cell, Shift+Enter
   and up go back, "?" says not yet known, "/" says not applicable. */
import { grouped } from "./numbers.js";
import { blockOf, cleaned, folded, isBlock, linesOf } from "./pasting.js";
import { tellPasted } from "./pasted.js";

const CELL = "input[data-input]:not([type=radio]):not([data-column])";

/* put(view, saver, answer) puts a whole answer into a field and saves it. */
export function arrangeGrid(form, fields, { put, say }) {
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
    if (event.target.matches?.(CELL)) pasteBlock(event, cells(), { fields, put, say });
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
  // In the middle of a number, as in "97,61/100", the stroke belongs to what is typed, and in a
  // date anyway: a key that answers must not take anything away.
  if (!state || !field || !isAtStart(event.target)) return false;
  if (field.view.type === "date" && event.key === "/") return false;
  event.preventDefault();
  field.view.value = "";
  field.view.pick(state);
  field.view.picker.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

/* Nothing stands before the caret: the cell is empty, or all of it is chosen, as when one comes
   by Tab or Enter. */
function isAtStart({ selectionStart }) {
  return selectionStart === 0;
}

/* Every line goes where its label or its place says. What found no cell is told, and all of it
   can be taken back at once. */
function pasteBlock(event, cells, { fields, put, say }) {
  const text = event.clipboardData.getData("text/plain");
  if (!isBlock(text)) return;
  event.preventDefault();
  const lines = linesOf(blockOf(text));
  const found = byLabel(lines, cells);
  const placed = found ?? inOrder(lines, cells, cells.indexOf(event.target));
  const said = placed.filter(({ value }) => value);
  const done = said.filter(({ cell }) => cell).map(({ cell, value }) => fill(cell, value, fields));
  tellPasted(event.target.closest("[data-field]"), say, {
    words: say(found ? "pastedByName" : "pastedInOrder").replace("{n}", done.length),
    left: said.filter(({ cell }) => !cell).map(({ label, value }) => [label, value].filter(Boolean).join(": ")),
    undo: () => done.forEach(({ field, before }) => before && put(field.view, field.saver, before)),
  });
}

function fill(cell, value, fields) {
  const field = fields.get(cell.closest("[data-field]").dataset.field);
  const before = field.view.read();
  cell.value = ["int", "vnd"].includes(field.view.type) ? grouped(withDots(value)) : value;
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  return { field, before };
}

/* Excel in English groups by commas: in a whole number they can be nothing else. */
function withDots(value) {
  return /^[1-9]\d{0,2}(?:,\d{3})+$/.test(value) ? value.replaceAll(",", ".") : value;
}

function inOrder(lines, cells, from) {
  return lines.map(({ label, value }, n) => ({ label, value, cell: cells[from + n] }));
}

/* A block that carries the labels of these fields goes where they stand, whatever its order.
   Of fields with the same label the next one below the line before is meant. */
function byLabel(lines, cells) {
  const names = cells.map((cell) =>
    folded(cell.closest("[data-field]").querySelector(".field__label").firstChild.textContent),
  );
  let last = -1;
  const placed = lines.filter(({ label }) => label).map(({ label, value }) => {
    const below = names.indexOf(folded(label), last + 1);
    const at = below < 0 ? names.indexOf(folded(label)) : below;
    if (at >= 0) last = at;
    return { label, value, cell: cells[at] };
  });
  const found = placed.filter(({ cell }) => cell).length;
  return found >= 2 && found * 2 >= placed.length ? placed : null;
}

/* insertText keeps the browser's undo, which setting the value would lose. */
function pasteText(event) {
  const text = event.clipboardData.getData("text/plain");
  const clean = cleaned(text);
  if (clean === text) return;
  event.preventDefault();
  document.execCommand("insertText", false, clean);
}
