/* The numbers of one report as the rules see them: a value counts, not applicable counts as 0
   in sums, not yet known makes a sum unknown; what is not stated is 0 for an optional term,
   worked out from its split where the rules derive it, or else unknown. */
import { ONE } from "./decimals.js";

/* ["a", "b(0)", 5] → {terms: [{code, isOptional}], constant}. */
export function sideOf(written) {
  const terms = written
    .filter((term) => typeof term === "string")
    .map((term) => ({ code: term.replace("(0)", ""), isOptional: term.endsWith("(0)") }));
  const constants = written.filter((term) => typeof term === "number");
  return { terms, constant: constants.reduce((sum, n) => sum + BigInt(n) * ONE, 0n) };
}

export class Figures {
  /* answers: a Map of what readTyped gave; derived: [{code, terms}]. */
  constructor(answers, derived) {
    this.answers = answers;
    this.numbers = new Map();
    this.notApplicable = new Set();
    this.notKnown = new Set();
    this.derived = new Map();
    for (const [code, answer] of answers) this.sort(code, answer);
    for (const { code, terms } of derived) this.derive(code, sideOf(terms));
  }

  sort(code, { state, value }) {
    if (state === "value" && typeof value === "bigint") this.numbers.set(code, value);
    else if (state === "not_applicable") this.notApplicable.add(code);
    else if (state === "not_known") this.notKnown.add(code);
  }

  derive(code, side) {
    if (this.numbers.has(code) || this.isSettled(code)) return;
    if (!side.terms.some((term) => this.numbers.has(term.code))) return;
    const value = this.amount(side);
    if (value !== null) this.derived.set(code, { value, side });
  }

  isSettled(code) {
    return this.notApplicable.has(code) || this.notKnown.has(code);
  }

  /* The sum of a side, or null where a term is unknown (or spared). */
  amount(side, sparesNotApplicable = false) {
    let total = side.constant;
    for (const term of side.terms) {
      const value = this.numbers.get(term.code) ?? this.instead(term, sparesNotApplicable);
      if (value === null) return null;
      total += value;
    }
    return total;
  }

  instead({ code, isOptional }, sparesNotApplicable) {
    if (this.notApplicable.has(code)) return sparesNotApplicable ? null : 0n;
    if (this.notKnown.has(code)) return null;
    return isOptional ? 0n : (this.derived.get(code)?.value ?? null);
  }

  /* Which codes some sums read, and which they took as 0 because nobody stated them. */
  trace(...sides) {
    const stated = new Set();
    const assumed = new Set();
    for (const { code } of sides.flatMap((side) => side.terms)) {
      if (this.derived.has(code)) {
        const inner = this.trace(this.derived.get(code).side);
        inner.stated.forEach((found) => stated.add(found));
        inner.assumed.forEach((found) => assumed.add(found));
      } else if (this.numbers.has(code) || this.notApplicable.has(code)) stated.add(code);
      else assumed.add(code);
    }
    return { stated: [...stated], assumed: [...assumed] };
  }
}
