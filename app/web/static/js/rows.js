/* Repeated rows: an empty one always stands at the end, a row emptied is a row dropped; rows
   are moved, removed and pasted from a sheet. */
import { tellPasted } from "./pasted.js";
import { blockOf, folded, isBlock, withoutCount } from "./pasting.js";

/* act(work) runs a change of the whole table as one doing: saved, and taken back by one key. */
export function arrangeRows(element, say, act) {
  const table = element.querySelector("[data-rows]");
  const tools = element.querySelector("[data-tools]");
  if (!table || !tools) return;
  element.querySelector("[data-tools-head]").hidden = false;
  for (const row of rowsOf(table)) {
    const cell = row.insertCell();
    cell.className = "rowtable__tools";
    cell.append(...tools.cloneNode(true).children);
  }
  const add = element.querySelector("[data-row-add]");
  add.hidden = false;
  add.addEventListener("click", () => rowsOf(table).at(-1).querySelector("input").focus());
  table.addEventListener("input", () => grow(table));
  table.addEventListener("click", ({ target }) => byButton(target, table, act));
  table.addEventListener("keydown", (event) => byKey(event, table, act));
  table.addEventListener("paste", (event) => pasteBlock(event, table, say, act));
}

/* Put a whole list into a table, as when a kept one is taken up again. */
export function fillRows(table, list) {
  growTo(table, list.length + 1);
  rowsOf(table).forEach((row, n) => {
    for (const input of inputsOf(row)) input.value = list[n]?.[input.dataset.column] ?? "";
  });
}

const rowsOf = (table) => [...table.querySelectorAll("[data-row]")];
const inputsOf = (row) => [...row.querySelectorAll("[data-column]")];
const isUsed = (row) => inputsOf(row).some((input) => input.value.trim());

function byButton(target, table, act) {
  const row = target.closest("[data-row]");
  if (target.matches("[data-row-up]")) move(row, -1, target, act);
  else if (target.matches("[data-row-down]")) move(row, 1, target, act);
  else if (target.matches("[data-row-remove]")) remove(row, table, act);
}

function byKey(event, table, act) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  move(event.target.closest("[data-row]"), step, event.target, act);
}

/* The empty row at the end stays there: nothing goes below it. */
function move(row, step, focus, act) {
  const rows = rowsOf(row.parentElement);
  const other = rows[rows.indexOf(row) + step];
  if (!other || !isUsed(row) || !isUsed(other)) return;
  act(() => {
    if (step < 0) other.before(row);
    else other.after(row);
    renumber(row.parentElement);
  });
  focus.focus();
}

function remove(row, table, act) {
  const rows = rowsOf(table);
  if (!isUsed(row) || rows.length < 2) return;
  const next = rows[rows.indexOf(row) + 1] ?? rows.at(-2);
  act(() => {
    row.remove();
    renumber(table);
    grow(table);
  });
  next.querySelector("input").focus();
}

function pasteBlock(event, table, say, act) {
  const text = event.clipboardData.getData("text/plain");
  if (!event.target.matches("[data-column]") || !isBlock(text)) return;
  event.preventDefault();
  const row = rowsOf(table).indexOf(event.target.closest("[data-row]"));
  const column = inputsOf(event.target.closest("[data-row]")).indexOf(event.target);
  const { lines, columns } = arranged(blockOf(text), table, column);
  const left = [];
  act(() => {
    growTo(table, row + lines.length + 1);
    lines.forEach((cells, down) => {
      const inputs = inputsOf(rowsOf(table)[row + down]);
      cells.forEach((cell, n) => {
        if (inputs[columns[n]]) inputs[columns[n]].value = cell;
        else if (cell) left.push(cell);
      });
    });
    grow(table);
  });
  const words = say("pastedRows").replace("{n}", lines.length);
  if (left.length) tellPasted(table.closest("[data-field]"), say, { words, left });
}

/* The lines of a block and the column of each of their cells. A block copied with a head goes
   under the same words of the table's own; else from where one stands to the right, without a
   column that only counts the lines. */
function arranged(block, table, from) {
  const heads = [...table.querySelectorAll("thead th")].map((head) => folded(head.textContent));
  const named = block[0].map((cell) => heads.indexOf(folded(cell)));
  const known = named.filter((at) => at >= 0).length;
  const isHead = block.length > 1 && known && (known > 1 || known === block[0].length);
  const body = isHead ? block.slice(1) : block;
  const lines = isHead && named[0] >= 0 ? body : withoutCount(body);
  if (isHead) return { lines, columns: lines === body ? named : named.slice(1) };
  const widest = Math.max(...lines.map((cells) => cells.length));
  return { lines, columns: Array.from({ length: widest }, (_, n) => from + n) };
}

function grow(table) {
  const rows = rowsOf(table);
  if (isUsed(rows.at(-1))) growTo(table, rows.length + 1);
}

function growTo(table, count) {
  const body = table.querySelector("tbody");
  while (body.children.length < count) body.append(emptyAfter(body.lastElementChild));
  renumber(table);
}

function emptyAfter(row) {
  const next = row.cloneNode(true);
  for (const input of inputsOf(next)) input.value = "";
  return next;
}

/* Names carry the order to a server that gets the whole form. */
function renumber(table) {
  rowsOf(table).forEach((row, n) => {
    for (const input of inputsOf(row)) {
      input.name = input.name.replace(/\.\d+\./, `.${n + 1}.`);
      input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+$/, n + 1));
    }
  });
}
