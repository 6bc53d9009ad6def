/* Numbers as whole millionths, so that nothing is rounded on the way: what is typed, and back.
   '.' or a space groups by three and ',' is the decimal mark; a percentage or a score takes
   either mark as decimal. */
export const ONE = 1000000n;
const LONGEST = 40;
const GROUPED = "[1-9][0-9]{0,2}(?<mark>[. \\u00a0\\u202f])[0-9]{3}(?:\\k<mark>[0-9]{3})*";
const PATTERNS = {
  whole: new RegExp(`^(?<whole>[0-9]+|${GROUPED})$`),
  area: new RegExp(`^(?<whole>[0-9]+|${GROUPED})(?:,(?<part>[0-9]{1,6}))?$`),
  rate: /^(?<whole>[0-9]+)(?:[.,](?<part>[0-9]{1,6}))?$/,
};

/* kind: whole, area or rate; null where the text is none. */
export function numberOf(kind, text) {
  const match = text.length <= LONGEST ? PATTERNS[kind].exec(text) : null;
  if (!match) return null;
  const { whole, part = "" } = match.groups;
  return BigInt(whole.replace(/[. \u00a0\u202f]/g, "") + part.padEnd(6, "0"));
}

/* How many decimals a bare percentage or score was typed with; null if it is not one. */
export function decimalsOf(text) {
  const match = PATTERNS.rate.exec(text.trim().replace(/%$/, "").trim());
  return match && (match.groups.part ?? "").length;
}

/* 4410000000n → "4410"; 97610000n → "97.61". */
export function plain(value) {
  const part = String(value % ONE).padStart(6, "0").replace(/0+$/, "");
  return part ? `${value / ONE}.${part}` : String(value / ONE);
}

export function grouped(whole) {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, ".");
}

/* 4410000000n → "4.410"; 97610000n → "97,61". */
export function shown(value) {
  const [whole, part] = plain(value).split(".");
  return part ? `${grouped(whole)},${part}` : grouped(whole);
}

/* top / bottom in whole units of 10^-places; a half goes up, or to the even neighbour. */
export function divided(top, bottom, places, isHalfUp = false) {
  const scaled = top * 10n ** BigInt(places);
  const whole = scaled / bottom;
  const twice = (scaled % bottom) * 2n;
  const isUp = twice > bottom || (twice === bottom && (isHalfUp || whole % 2n === 1n));
  return isUp ? whole + 1n : whole;
}

/* The same as text, ungrouped: "86,36". */
export function quotient(top, bottom, places, isHalfUp = false) {
  const units = divided(top, bottom, places, isHalfUp) * 10n ** BigInt(6 - places);
  return plain(units).replace(".", ",");
}

export const gap = (one, other) => (one > other ? one - other : other - one);
