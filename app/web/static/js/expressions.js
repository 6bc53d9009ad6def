/* Rules written as expressions: the tree that was published with the rule, in exact fractions.
   A leaf of a tree is [kind, text], everything else [kind, part, …]. */
import { divided, ONE, plain, shown } from "./decimals.js";

/* A fraction {top, bottom}; the bottom is never negative. */
const fraction = (top, bottom = 1n) =>
  bottom < 0n ? { top: -top, bottom: -bottom } : { top, bottom };
const ofMillionths = (value) => fraction(value, ONE);
const compared = (a, b) => a.top * b.bottom - b.top * a.bottom;
const plus = (a, b) => fraction(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
const negated = ({ top, bottom }) => fraction(-top, bottom);
const smaller = (a, b) => (compared(b, a) < 0n ? b : a);
const larger = (a, b) => (compared(b, a) > 0n ? b : a);

const SIGNS = {
  "==": (a, b) => isSame(a, b),
  "!=": (a, b) => !isSame(a, b),
  "<": (a, b) => compared(a, b) < 0n,
  "<=": (a, b) => compared(a, b) <= 0n,
  ">": (a, b) => compared(a, b) > 0n,
  ">=": (a, b) => compared(a, b) >= 0n,
};
const SUMS = {
  "+": plus,
  "-": (a, b) => plus(a, negated(b)),
  "*": (a, b) => fraction(a.top * b.top, a.bottom * b.bottom),
  "/": (a, b) => fraction(a.top * b.bottom, a.bottom * b.top),
};
const MANY = { sum: plus, min: smaller, max: larger };

const isSame = (a, b) => (typeof a === "boolean" ? a === b : compared(a, b) === 0n);

/* "0.5" → one half. */
function written(text) {
  const [whole, part = ""] = text.split(".");
  return fraction(BigInt(whole + part), 10n ** BigInt(part.length));
}

/* The value of a tree. Whatever must be stated is in `seen`, and divisors are guarded. */
function valueOf([kind, ...parts], seen) {
  if (kind === "number") return written(parts[0]);
  if (kind === "yes") return parts[0] === "true";
  if (kind === "code") return seen.values.get(parts[0]);
  if (kind === "value") return seen.values.get(parts[0][1]) ?? written(parts[1][1]);
  if (kind === "has") return seen.stated.has(parts[0][1]);
  if (kind === "and") return valueOf(parts[0], seen) && valueOf(parts[1], seen);
  if (kind === "or") return valueOf(parts[0], seen) || valueOf(parts[1], seen);
  const values = parts.map((part) => valueOf(part, seen));
  if (kind in MANY) return values.reduce(MANY[kind]);
  if (kind === "not") return !values[0];
  if (kind === "neg") return negated(values[0]);
  if (kind === "abs") return values[0].top < 0n ? negated(values[0]) : values[0];
  return (SIGNS[kind] ?? SUMS[kind])(...values);
}

/* Every indicator that a tree looks at: code → {isNeeded, instead}. */
function asked([kind, ...parts], found = new Map(), around = null) {
  if (kind === "code") note(found, parts[0], around);
  else if (kind === "has" || kind === "value") asked(parts[0], found, [kind, ...parts]);
  else parts.filter(Array.isArray).forEach((part) => asked(part, found));
  return found;
}

function note(found, code, around) {
  const was = found.get(code) ?? { isNeeded: false, instead: null };
  const instead = around?.[0] === "value" ? around[2][1] : was.instead;
  found.set(code, { isNeeded: was.isNeeded || !around, instead });
}

/* What a tree sees, or null where a needed term is not stated or an asked one not yet known. */
function sight(tree, figures) {
  const seen = { codes: [], values: new Map(), stated: new Set(), assumed: [] };
  for (const [code, { isNeeded, instead }] of asked(tree)) {
    const value = known(code, figures);
    seen.codes.push(code);
    if (figures.numbers.has(code)) seen.stated.add(code);
    if (value !== null) seen.values.set(code, ofMillionths(value));
    else if (isNeeded || figures.notKnown.has(code)) return null;
    else if (instead !== null) seen.assumed.push([code, instead]);
  }
  return seen;
}

function known(code, { numbers, notApplicable, derived }) {
  if (numbers.has(code)) return numbers.get(code);
  return notApplicable.has(code) ? 0n : (derived.get(code)?.value ?? null);
}

export function judgeExpression(rule, figures, words) {
  const seen = sight(rule.when, figures);
  if (!seen || valueOf(rule.when, seen) !== rule.flags_when) return [];
  const assumed = seen.assumed.map(([code]) => code);
  const [expected, actual] = sides(rule.when, seen);
  const isHard = rule.severity === "error" && !assumed.length;
  const fields = seen.codes.filter((code) => !assumed.includes(code));
  const message = said(rule.message_vi, words) + assumption(seen.assumed, words);
  return [{ fields, assumed, expected, actual, message: message + words.remedy(rule, isHard) }];
}

/* The two numbers of a single comparison, to six decimals. */
function sides([kind, ...parts], seen) {
  const values = kind in SIGNS ? parts.map((part) => valueOf(part, seen)) : [];
  if (!values.length || typeof values[0] === "boolean") return [null, null];
  return values.map(rounded);
}

function rounded({ top, bottom }) {
  const units = divided(top < 0n ? -top : top, bottom, 6);
  return (top < 0n && units ? "-" : "") + plain(units);
}

const BRACES = /\{\s*([^{}]*?)\s*\}/g;

/* A message with its numbers, as Vietnamese readers expect them. */
function said(message, words) {
  const { numbers } = words.figures;
  const number = (code) => (numbers.has(code) ? shown(numbers.get(code)) : words.standIn(code));
  return message.replace(BRACES, (_, code) => number(code));
}

function assumption(assumed, words) {
  const one = ([code, instead]) =>
    words.say("assumed_as", {
      name: words.quoted([code]),
      value: shown(divided(written(instead).top, written(instead).bottom, 6)),
    });
  return assumed.map(one).join("");
}
