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
