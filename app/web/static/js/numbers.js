/* Thousands dots while typing, without moving the caret away from its digit. Only a number
   that is whole is grouped anew: a mark that somebody typed elsewhere may be a decimal one. */
const DIGITS = /\d/;
const WHOLE = /^(?:\d*|[1-9]\d{0,2}([. \u00a0\u202f])\d{3}(?:\1\d{3})*)$/;

const before = new WeakMap();
document.addEventListener("beforeinput", ({ target }) => before.set(target, target.value), true);

export function grouped(text) {
  return WHOLE.test(text) ? dotted(text) : text;
}

function dotted(text) {
  const digits = text.replace(/[.\s\u00a0\u202f]/g, "");
  return /^0\d/.test(digits) ? digits : digits.replace(/\B(?=(\d{3})+$)/g, ".");
}

export function groupWhileTyping(input) {
  const typed = input.value;
  const was = before.get(input) ?? "";
  const isDigits = WHOLE.test(was) && /^\d*$/.test(added(was, typed));
  const after = isDigits ? dotted(typed) : grouped(typed);
  if (after === typed) return;
  const digitsLeft = [...typed.slice(0, input.selectionStart)].filter((c) => DIGITS.test(c)).length;
  input.value = after;
  let caret = 0;
  for (let seen = 0; caret < after.length && seen < digitsLeft; caret += 1) {
    if (DIGITS.test(after[caret])) seen += 1;
  }
  input.setSelectionRange(caret, caret);
}

/* What was put in between two texts: a keyboard may hand over the whole number anew. */
function added(was, now) {
  const most = Math.min(was.length, now.length);
  let start = 0;
  while (start < most && was[start] === now[start]) start += 1;
  let end = 0;
  while (end < most - start && was.at(-1 - end) === now.at(-1 - end)) end += 1;
  return now.slice(start, now.length - end);
}
