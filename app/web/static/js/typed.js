/* What a person typed, read by the type of its field: the grammar that the server reads by.
   checks: the rules document, whose `problems` and `bounds` both sides share. */
import { decimalsOf, grouped, numberOf, ONE } from "./decimals.js";

const LINE_ENDS = /\r\n|[\r\u000b\u000c\u0085\u2028\u2029]/g;
const UNWANTED =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]/gu;
const NOT_APPLICABLE = /^NA\s*(?::(?<reason>.*))?$/is;
const KINDS = { int: "whole", vnd: "whole", pct: "rate", score: "rate", m2: "area" };
const ISO = /^(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})$/;
const DAY_FIRST = /^(?<day>[0-9]{1,2}) ?(?<mark>[/.-]) ?(?<month>[0-9]{1,2}) ?\k<mark> ?(?<year>[0-9]{4})$/;
// A telephone's numeric keys have no stroke.
const DAY_IN_DIGITS = /^(?<day>[0-9]{2})(?<month>[0-9]{2})(?<year>[0-9]{4})$/;
const NOTHING = /^(?:[-\u2013\u2014]|(?:không|ko|chưa)(?: [^0-9]{0,30})?)$/u;

/* One composed text, without control characters, surrogates and marks that reorder it. */
export function clean(text) {
  return text
    .replace(LINE_ENDS, "\n")
    .replace(UNWANTED, "")
    .normalize("NFC")
    .replace(/[ \t]+(?=\n)/g, "")
    .trim();
}

/* A template's {names} replaced by their values. */
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/* null where nothing was typed; else {state, value, decimals, problem}: a number in
   millionths, a yes or no, a day as "2026-06-14", a text. Row tables are the server's. */
export function readTyped(type, typed, checks) {
  const text = clean(typed);
  if (!text) return null;
  if (text === "?") return { state: "not_known" };
  const match = NOT_APPLICABLE.exec(text);
  if (match) {
    return clean(match.groups.reason ?? "")
      ? { state: "not_applicable" }
      : { state: "invalid", problem: checks.problems.no_reason };
  }
  const { value, problem } = valueOf(type, text, checks);
  if (problem) return { state: "invalid", problem };
  return { state: "value", value, decimals: decimalsOf(text) ?? printed(type, value) };
}

/* Decimals of a value that was not typed as a bare share. */
function printed(type, value) {
  if (!KINDS[type] || KINDS[type] === "whole") return 0;
  return String(value % ONE).padStart(6, "0").replace(/0+$/, "").length;
}

function valueOf(type, text, checks) {
  if (KINDS[type]) return number(type, text, checks);
  if (type === "bool") return yesOrNo(text, checks);
  if (type === "date") return day(text, checks);
  return type === "text" ? narrative(text, checks) : { value: text };
}

function number(type, text, { problems, bounds }) {
  const bare = type === "pct" ? text.replace(/%$/, "").trimEnd() : text;
  const value = numberOf(KINDS[type], bare);
  if (value === null) return { problem: slip(text, problems) || none(text, problems) || said(problems[KINDS[type]], text) };
  if (value <= BigInt(bounds[type]) * ONE) return { value };
  return { problem: fill(problems.too_large, { most: grouped(bounds[type]) }) };
}

function yesOrNo(text, { problems }) {
  const word = text.replace(/[\t\n ]+/g, " ").toUpperCase().toLowerCase();
  if (["có", "true", "1"].includes(word)) return { value: true };
  if (["không", "false", "0"].includes(word)) return { value: false };
  return { problem: said(problems.bool, text) };
}

function day(text, { problems, bounds }) {
  const value = dayOf(text);
  if (!value) return { problem: slip(text, problems) || said(problems.date, text) };
  const [earliest, latest] = bounds.date;
  if (value >= earliest && value <= latest) return { value };
  const [year, month, date] = value.split("-").map(Number);
  const years = { earliest: earliest.slice(0, 4), latest: latest.slice(0, 4) };
  return { problem: fill(problems.far_day, { day: `${date}/${month}/${year}`, ...years }) };
}

/* "14/6/2026", "14-6-2026", "14062026" or "2026-06-14" → "2026-06-14"; null when there is no such day. */
function dayOf(text) {
  const parts = (ISO.exec(text) ?? DAY_FIRST.exec(text) ?? DAY_IN_DIGITS.exec(text))?.groups;
  if (!parts) return null;
  const iso = `${parts.year}-${parts.month.padStart(2, "0")}-${parts.day.padStart(2, "0")}`;
  const moment = new Date(`${iso}T00:00:00Z`);
  // A 31st of June would come back as the 1st of July.
  const isReal = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(iso);
  return isReal && parts.year !== "0000" ? iso : null;
}

function narrative(text, { problems, bounds }) {
  const length = [...text].length;
  if (length <= bounds.text) return { value: text };
  const most = grouped(bounds.text);
  return { problem: fill(problems.long, { length: grouped(length), most }) };
}

/* The slips that deserve a sentence of their own, or "". */
function slip(text, problems) {
  if (/(?![0-9])\p{Nd}/u.test(text)) return said(problems.foreign_digit, text);
  return /^[-\u2212\u2013]\s*[0-9]/.test(text) ? said(problems.negative, text) : "";
}

/* People write in words that there was none: is that 0, or is nothing known? */
function none(text, problems) {
  const word = text.replace(/[\t\n ]+/g, " ").toLowerCase();
  return NOTHING.test(word) ? said(problems.nothing, text) : "";
}

function said(template, text) {
  const signs = [...text];
  const start = signs.length <= 40 ? text : `${signs.slice(0, 39).join("")}…`;
  return fill(template, { said: start });
}
