/* One pass of the rules over the answers of one report. A rule is data, published with its
   form; what judges it is named by its detector, as on the server. */
import { ONE, plain, quotient, shown } from "./decimals.js";
import { judgeExpression } from "./expressions.js";
import { Figures, sideOf } from "./figures.js";
import { judgeClauses } from "./relations.js";
import { Wording } from "./wording.js";

const JUDGES = {
  relation: judgeClauses,
  expression: judgeExpression,
  range: judgeRange,
  full_rate: judgeFullRate,
  processed_resolved: judgeProcessed,
  unsupported_rate: judgeUnsupported,
};

/* answers: a Map of what readTyped gave. Findings in rule order: {rule, key, title, severity,
   isHard, fields, assumed, expected, actual, message, follows}. */
export function judge(checks, answers, periodKind) {
  const figures = new Figures(answers, checks.derived);
  const words = new Wording(checks, figures);
  const found = checks.rules
    .filter((rule) => !rule.period_kinds?.length || rule.period_kinds.includes(periodKind))
    .flatMap((rule) =>
      JUDGES[rule.detector](rule, figures, words, checks).map((one) => named(rule, one)),
    );
  return found.map((one) => ({ ...one, follows: causesOf(one, found) }));
}

function named(rule, found) {
  return {
    ...found,
    rule: rule.rule,
    key: found.clause ? `${rule.rule}:${found.clause}` : rule.rule,
    title: rule.title_vi,
    severity: rule.severity,
    isHard: rule.severity === "error" && !found.assumed.length,
    earlier: rule.follows ?? [],
  };
}

/* What must be mended first: a hard finding of a rule it follows shares one of its fields. */
function causesOf({ earlier, fields }, found) {
  return found
    .filter((one) => one.isHard && earlier.includes(one.rule))
    .filter((one) => one.fields.some((code) => fields.includes(code)))
    .map((one) => one.key);
}

/* Every share, or every score, lies between two bounds. */
function judgeRange(rule, figures, words, { fields }) {
  const [least, most] = [rule.least, rule.most].map((bound) => BigInt(bound) * ONE);
  return Object.keys(fields)
    .filter((code) => fields[code].type === rule.field_type && figures.numbers.has(code))
    .map((code) => [code, figures.numbers.get(code)])
    .filter(([, value]) => value < least || value > most)
    .map(([code, value]) => {
      const { least: from, most: to } = rule;
      const sentence = words.say("range", { rate: words.stated(code), least: from, most: to });
      return {
        fields: [code],
        assumed: [],
        expected: plain(value),
        actual: plain(value > most ? most : least),
        message: sentence + words.remedy(rule, true),
        clause: code,
      };
    });
}

/* A rate stated as 100 beside a count of cases that were not so. */
function judgeFullRate(rule, figures, words) {
  return rule.exceptions
    .filter(({ rate }) => figures.numbers.get(rate) === 100n * ONE)
    .map((exception) => {
      const codes = exception.count ? [exception.count] : [exception.of, exception.in];
      const amounts = codes.map((code) => figures.amount(sideOf([code]), true));
      if (amounts.includes(null)) return null;
      const left = amounts.length > 1 ? amounts[1] - amounts[0] : amounts[0];
      return left > 0n ? fullRate(rule, exception.rate, codes, left, figures, words) : null;
    })
    .filter(Boolean);
}

function fullRate(rule, rate, codes, left, figures, words) {
  const { stated, assumed } = figures.trace(sideOf(codes));
  const sentence = words.say("full_rate", {
    rate: words.name(rate),
    count: shown(left),
    shown: codes.map((code) => words.stated(code)).join(", "),
  });
  return {
    fields: [rate, ...stated],
    assumed,
    expected: "100",
    actual: plain(left),
    message: sentence + words.assumption(assumed) + words.remedy(rule, !assumed.length),
    clause: rate,
  };
}

/* All petitions processed, yet fewer resolved than received: two different words. */
function judgeProcessed(rule, figures, words) {
  const codes = [rule.rate, rule.done, rule.total];
  const [rate, done, total] = codes.map((code) => figures.numbers.get(code));
  if ([rate, done, total].includes(undefined) || rate < 100n * ONE || done >= total) return [];
  const sentence = words.say("processed", {
    rate: words.stated(rule.rate),
    done: words.stated(rule.done),
    total: words.stated(rule.total),
    count: shown(total - done),
    share: quotient(100n * done, total, 2),
  });
  const message = sentence + words.remedy(rule, false);
  return [{ fields: codes, assumed: [], expected: plain(done), actual: plain(total), message }];
}

/* A rate without either of the figures it is made of. */
function judgeUnsupported(rule, figures, words, { fields, sentences }) {
  const isKnown = (code) => figures.numbers.has(code) || figures.notKnown.has(code);
  return Object.keys(fields)
    .filter((code) => fields[code].ratio && figures.numbers.has(code))
    .filter((code) => !fields[code].ratio.some(isKnown))
    .map((code) => {
      const names = words.quoted(fields[code].ratio, sentences.and);
      const sentence = words.say("unsupported", { rate: words.stated(code), names });
      return {
        fields: [code],
        assumed: [],
        expected: plain(figures.numbers.get(code)),
        actual: null,
        message: sentence + words.remedy(rule, false),
        clause: code,
      };
    });
}
