/* Balances, bounds, minimums and rate checks: the clauses of a rule. */
import { divided, gap, plain, quotient, shown } from "./decimals.js";
import { sideOf } from "./figures.js";

const SIGNS = { "=": (a, b) => a === b, "<=": (a, b) => a <= b, ">=": (a, b) => a >= b };

/* One finding per broken clause. Clauses are independent of each other. */
export function judgeClauses(rule, figures, words) {
  return rule.clauses
    .map((clause) => {
      const found = clause.rate
        ? rateFinding(rule, clause, figures, words)
        : relationFinding(rule, clause, figures, words);
      const name = clause.rate ?? sideOf(clause.left).terms[0].code;
      return found && { ...found, clause: rule.clauses.length > 1 ? name : "" };
    })
    .filter(Boolean);
}

function relationFinding(rule, clause, figures, words) {
  const { relation, requires_any: required = [] } = clause;
  if (required.length && !required.some((code) => figures.numbers.has(code))) return null;
  const sides = [sideOf(clause.left), sideOf(clause.right)];
  const left = figures.amount(sides[0], clause.spares_not_applicable);
  const right = figures.amount(sides[1]);
  if (left === null || right === null || SIGNS[relation](left, right)) return null;
  const { stated, assumed } = figures.trace(...sides);
  const sentence = words.say(relation, {
    left: words.side(sides[0], left),
    right: words.side(sides[1], right),
    gap: shown(gap(left, right)),
  });
  const remedy = words.remedy(rule, rule.severity === "error" && !assumed.length);
  return {
    fields: stated,
    assumed,
    expected: plain(left),
    actual: plain(right),
    message: sentence + words.assumption(assumed) + remedy,
  };
}

function rateFinding(rule, clause, figures, words) {
  const stated = figures.numbers.get(clause.rate);
  if (stated === undefined) return null;
  const formulas = clause.of.map((of) => [sideOf(of.numerator), sideOf(of.denominator)]);
  const codes = formulas.flat().flatMap((side) => side.terms.map((term) => term.code));
  if (codes.some((code) => figures.notKnown.has(code))) return null;
  const { decimals } = figures.answers.get(clause.rate);
  const usable = formulas.map((sides) => parted(sides, figures)).filter(Boolean);
  if (!usable.length || usable.some((parts) => agrees(stated, parts, decimals))) return null;
  const missing = usable.length < formulas.length ? unstated(codes, figures) : [];
  return brokenRate(rule, clause.rate, stated, usable, decimals, missing, figures, words);
}

/* Null where a part is unknown, not applicable, or nothing is divided by. */
function parted(sides, figures) {
  const [top, bottom] = sides.map((side) => figures.amount(side, true));
  return top !== null && bottom ? { sides, top, bottom } : null;
}

/* Within half a unit of the last decimal as typed, inclusive; compared without dividing. */
function agrees(stated, { top, bottom }, decimals) {
  const apart = gap(stated * bottom, 100n * top * 1000000n);
  return apart * 2n * 10n ** BigInt(decimals) <= bottom * 1000000n;
}

/* Terms of the other formula that nobody stated: by it, the rate may be right. */
function unstated(codes, figures) {
  const isKnown = (code) => figures.numbers.has(code) || figures.derived.has(code);
  return [...new Set(codes)].filter((code) => !isKnown(code) && !figures.isSettled(code)).sort();
}

function brokenRate(rule, rate, stated, usable, decimals, missing, figures, words) {
  const [{ sides, top, bottom }] = usable;
  const trace = figures.trace(...usable.flatMap((parts) => parts.sides));
  const assumed = [...trace.assumed, ...missing];
  const places = Math.max(2, decimals);
  const apart = gap(stated * bottom, 100n * top * 1000000n);
  const sentence = words.say("rate", {
    rate: words.stated(rate),
    top: words.side(sides[0], top),
    bottom: words.side(sides[1], bottom),
    computed: quotient(100n * top, bottom, places),
    gap: quotient(apart, bottom * 1000000n, places),
  });
  const other = missing.length ? words.say("other_formula", { names: words.quoted(missing) }) : "";
  const remedy = words.remedy(rule, rule.severity === "error" && !assumed.length);
  return {
    fields: [rate, ...trace.stated],
    assumed,
    expected: plain(stated),
    actual: plain(divided(100n * top, bottom, 6)),
    message: sentence + words.assumption(trace.assumed) + other + remedy,
  };
}
