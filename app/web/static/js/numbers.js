/* Thousands dots while typing, without moving the caret away from its digit. */
const DIGITS = /\d/;

export function grouped(text) {
  const digits = text.replace(/[.\s\u00a0\u202f]/g, "");
  if (!/^\d+$/.test(digits)) return text;
  return digits.replace(/\B(?=(\d{3})+$)/g, ".");
}

export function groupWhileTyping(input) {
  const before = input.value;
  const after = grouped(before);
  if (after === before) return;
  const digitsLeft = [...before.slice(0, input.selectionStart)].filter((c) => DIGITS.test(c)).length;
  input.value = after;
  let caret = 0;
  for (let seen = 0; caret < after.length && seen < digitsLeft; caret += 1) {
    if (DIGITS.test(after[caret])) seen += 1;
  }
  input.setSelectionRange(caret, caret);
}

/* The values of a block copied from a sheet: the last filled cell of each line. */
export function columnOf(text) {
  const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n");
  return lines.map((line) => line.split("\t").filter((cell) => cell.trim()).at(-1)?.trim() ?? "");
}

/* Text as it comes out of Word: composed letters, plain spaces, no runs of empty lines. */
export function cleaned(text) {
  return text
    .normalize("NFC")
    .replace(/\r\n?/g, "\n")
    .replace(/[\u00a0\u202f]/g, " ")
    .replace(/[\u200b\u00ad\ufeff]/g, "")
    .replace(/^[ \t]*[\u00b7\uf0b7\u2022]\s*/gm, "- ")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n");
}
