/* Judging what is typed at once, with or without a network, by the rules of this form: the
   document is the server's own, and whatever it says when it answers takes the place of this. */
import { quotient } from "./decimals.js";
import { judge } from "./judging.js";
import { readTyped } from "./typed.js";
import { showUnsettled } from "./unsettled.js";

const REST = 800;

export class Checking {
  /* root carries the rules' address, the kind of period and the report's numbers as typed;
     fields: a Map of code → {view, saver} of what can be filled here. */
  constructor(root, fields) {
    const { checks, periodKind, answers } = root.dataset;
    Object.assign(this, { fields, url: checks, periodKind, checks: null, timer: 0 });
    this.typed = new Map(Object.entries(JSON.parse(answers)));
    this.touched = new Set();
    this.own = new Set([...root.querySelectorAll("[data-field]")].map((e) => e.dataset.field));
    this.load();
    window.addEventListener("online", () => this.checks ?? this.load());
  }

  /* Without the rules the server alone judges, as it does in the end anyway. */
  async load() {
    const headers = { Accept: "application/json" };
    const answer = await fetch(this.url, { headers }).catch(() => null);
    if (answer?.status !== 200) return;
    this.checks = await answer.json();
    if (!this.touched.size) return;
    for (const code of [...this.touched]) this.say(this.fields.get(code).view);
    this.judge();
  }

  /* A field was changed. Somebody in the middle of a number is not interrupted. */
  noted(view, { state, value, reason }) {
    if (view.type === "rows") return;
    const words = { not_applicable: `NA:${reason}`, not_known: "?" };
    this.typed.set(view.code, words[state] ?? value);
    this.touched.add(view.code);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.judge(), REST);
  }

  left(view) {
    if (!this.checks || !this.touched.has(view.code)) return;
    this.say(view);
    this.judge();
  }

  /* What is wrong with a field by itself, once it is left. */
  say(view) {
    if (view.hasFocus) return;
    this.touched.delete(view.code);
    view.setProblem(readTyped(view.type, this.typed.get(view.code), this.checks)?.problem ?? "");
  }

  judge() {
    clearTimeout(this.timer);
    if (!this.checks) return;
    const answers = this.answers();
    const found = judge(this.checks, answers, this.periodKind).filter(
      ({ fields, follows }) => !follows.length && fields.some((code) => this.own.has(code)),
    );
    showUnsettled(found, answers, this.checks);
    this.showRates(answers);
  }

  answers() {
    const answers = new Map();
    for (const [code, { type }] of Object.entries(this.checks.fields)) {
      const answer = readTyped(type, this.typed.get(code) ?? "", this.checks);
      if (answer) answers.set(code, answer);
    }
    return answers;
  }

  /* A rate from its two parts, to two decimals as the server shows it. */
  showRates(answers) {
    for (const output of document.querySelectorAll("[data-computed]")) {
      const { ratio, type } = this.checks.fields[output.dataset.computed];
      const [top, bottom] = ratio.map((code) => answers.get(code)?.value);
      const times = type === "pct" ? 100n : 1n;
      const isGiven = top !== undefined && bottom;
      output.textContent = isGiven ? quotient(times * top, bottom, 2, true) : "–";
    }
  }

  /* The server has judged these numbers. What is still on its way is judged here. */
  settled(numbers) {
    const waiting = [...this.fields].filter(([, { saver }]) => saver.isDirty).map(([code]) => code);
    const kept = waiting.filter((code) => this.typed.has(code));
    const others = [...this.typed].filter(([code]) => !(code in (this.checks?.fields ?? {})));
    const mine = kept.map((code) => [code, this.typed.get(code)]);
    this.typed = new Map([...Object.entries(numbers), ...others, ...mine]);
    if (waiting.length) this.judge();
  }
}
