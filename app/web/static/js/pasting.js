/* What comes out of the clipboard: blocks of a sheet as cells, text of Word as plain text. */

/* Rows of cells. A cell with a line break or a tab in it comes quoted, its quotes doubled. */
export function blockOf(text) {
  const rows = [[""]];
  let isQuoted = false;
  const plain = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let at = 0; at < plain.length; at += 1) {
    const row = rows.at(-1);
    const sign = plain[at];
    if (isQuoted && sign === '"' && plain[at + 1] === '"') {
      row[row.length - 1] += '"';
      at += 1;
    } else if (sign === '"' && (isQuoted || (row.at(-1) === "" && closes(plain, at)))) {
      isQuoted = !isQuoted;
    } else if (!isQuoted && sign === "\t") row.push("");
    else if (!isQuoted && sign === "\n") rows.push([""]);
    else row[row.length - 1] += sign;
  }
  return rows.map((row) => row.map((cell) => cell.replace(/\s+/g, " ").trim()));
}

/* A cell may simply begin with a quotation: it is a quoted cell only if it ends as one. */
function closes(text, from) {
  return /^"(?:[^"]|"")*"(?=\t|\n|$)/.test(text.slice(from));
}

export function isBlock(text) {
  return /[\t\n]/.test(text.replace(/\r?\n$/, ""));
}

const isValue = (cell) =>
  (/\d/.test(cell) && /^[\d.,/%\s\u00a0-]+$/.test(cell)) || /^(có|không)$/i.test(cell);

/* Each line's label, if it has one, and its value: the last after the label, or whatever words
   stand where the other lines have theirs; without any label the whole block, line by line.
   Titles and heads above the values, and a column that only counts the lines, stay behind. */
export function linesOf(block) {
  if (block.every((row) => row.length === 1)) return withoutHead(block.map(([value]) => line("", value)));
  const lines = block.map(lineOf);
  if (!lines.some(({ label }) => label)) return withoutCount(block).flat().map((value) => line("", value));
  const place = commonest(lines.filter(({ at }) => at >= 0).map(({ at }) => at));
  for (const one of lines) if (one.at < 0 && place > one.from) one.value = one.cells[place] ?? "";
  return withoutHead(lines);
}

const line = (label, value) => ({ label, value });

function lineOf(cells) {
  const from = cells.findIndex((cell) => cell && !isValue(cell));
  const at = cells.findLastIndex((cell, n) => n > from && isValue(cell));
  return { label: cells[from] ?? "", value: cells[at] ?? "", cells, from, at };
}

function commonest(numbers) {
  const count = (n) => numbers.filter((other) => other === n).length;
  return numbers.reduce((best, n) => (count(n) > count(best) ? n : best), numbers[0] ?? -1);
}

/* A line above the first value that has words where values stand, other than "there was none". */
function withoutHead(lines) {
  const first = lines.findIndex(({ value }) => isValue(value));
  const head = lines.findLastIndex(({ value }, n) => n < first && value && !/^(?:không|ko|chưa|[-–—])/i.test(value));
  return lines.slice(head + 1);
}

/* 1, 2, 3 … down the first column. */
export function withoutCount(block) {
  const isCount = block.length > 1 && block.every((row, n) => row.length > 1 && row[0] === `${n + 1}`);
  return isCount ? block.map((row) => row.slice(1)) : block;
}

/* For holding labels against each other: letters and digits alone, without marks. */
export function folded(text) {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/đ/g, "d")
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/* Text as it comes out of Word: composed letters, plain spaces, lists with a dash, the cells
   of a table row by semicolons, no runs of empty lines. Quotation marks stay as written. */
export function cleaned(text) {
  return text
    .normalize("NFC")
    .replace(/\r\n?|[\u000b\u2028\u2029]/g, "\n")
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000]/g, " ")
    .replace(/[\u200b-\u200f\u00ad\u2060\ufeff]/g, "")
    .replace(/[\u201e\u201f]/g, "“")
    .replace(/[\u2010\u2011]/g, "-")
    .replace(/^[ \t]*(?:[\u00b7\u2022\u25aa\u25cf\u25cb\u2013\uf000-\uf0ff]|[o§](?=\t))[ \t]*/gm, "- ")
    .replace(/^([ \t]*(?:\d{1,2}|[a-zđ])[.)])\t/gm, "$1 ")
    .replace(/^(- .*)\t/gm, "$1 ")
    .replace(/[ \t]*\t[ \t]*/g, "; ")
    .replace(/^(?:; )+|(?:; ?)+$/gm, "")
    .replace(/[ \t]+$/gm, "")
    .replace(/ {2,}/g, " ")
    .replace(/\n{3,}/g, "\n\n");
}
