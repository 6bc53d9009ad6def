/* What a finding says: the numbers that disagree, by how much, and the remedy. The sentences
   are the rules document's own. */
import { shown } from "./decimals.js";
import { fill } from "./typed.js";

export class Wording {
  constructor({ fields, sentences }, figures) {
    Object.assign(this, { fields, sentences, figures });
  }

  say(name, values) {
    return fill(this.sentences[name], values);
  }

  name(code) {
    return this.fields[code]?.name ?? code;
  }

  /* "Hồ sơ đã giải quyết (4.337)", or what stands in for the number. */
  stated(code) {
    const value = this.figures.numbers.get(code);
    if (value === undefined) return `${this.name(code)} (${this.standIn(code)})`;
    return `${this.name(code)} (${shown(value)}${this.fields[code]?.type === "pct" ? "%" : ""})`;
  }

  standIn(code) {
    const { notApplicable, derived } = this.figures;
    if (notApplicable.has(code)) return this.sentences.not_applicable;
    if (derived.has(code)) return this.say("derived", { value: shown(derived.get(code).value) });
    return this.sentences.not_stated;
  }

  /* "A (3) + B (4) = 7"; the total only where there is more than one part. Terms taken as 0
     are named in a sentence of their own. */
  side({ terms, constant }, total) {
    const { numbers, notApplicable, derived } = this.figures;
    const isSaid = ({ code }) => [numbers, notApplicable, derived].some((known) => known.has(code));
    const parts = terms.filter(isSaid).map(({ code }) => this.stated(code));
    if (constant || !parts.length) parts.push(shown(constant));
    const text = parts.join(" + ");
    return parts.length === 1 ? text : `${text} = ${shown(total)}`;
  }

  quoted(codes, joint = ", ") {
    return codes.map((code) => `“${this.name(code)}”`).join(joint);
  }

  assumption(codes) {
    return codes.length ? this.say("assumed", { names: this.quoted(codes) }) : "";
  }

  remedy(rule, isHard) {
    const mend = rule.mend_vi ? ` ${rule.mend_vi}` : "";
    if (isHard) return mend + this.sentences.hard;
    return rule.severity === "info" ? mend : `${mend} ${rule.excuse_vi}`;
  }
}
