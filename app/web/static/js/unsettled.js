/* What the page itself finds, in the panel of things to look at, until the server has judged:
   its cards then take their place. */
import { shown } from "./decimals.js";
import { listOf, showFindings } from "./findings.js";

const idOf = ({ key }) => key.replace(":", "-");

/* found: of judge(); answers: the Map it was given; checks: the rules document. */
export function showUnsettled(found, answers, checks) {
  const panel = document.querySelector("[data-flags]");
  if (!panel) return;
  const held = clear(panel);
  const list = listOf(panel);
  const rules = new Set(checks.rules.map(({ rule }) => rule));
  const standing = standingCards(list, rules);
  for (const [id, card] of standing) overrule(card, found.find((one) => idOf(one) === id));
  const isSaid = (one) => standing.get(idOf(one))?.closest("li").hidden === false;
  const fresh = found.filter((one) => !isSaid(one));
  list.prepend(...fresh.map((one) => cardOf(one, answers, checks)));
  finish(panel, fresh.length);
  if (held) list.querySelector(`[data-unsettled-card="${CSS.escape(held)}"] a`)?.focus();
}

/* The server has judged: what it says stands. */
export function settle(findings) {
  const panel = document.querySelector("[data-flags]");
  if (!panel) return;
  const held = clear(panel);
  showFindings(findings);
  finish(panel, 0);
  if (held) panel.querySelector(`[data-flag="${CSS.escape(held)}"] a`)?.focus();
}

/* Take back what was shown before; the id of the card that somebody is in, if any. */
function clear(panel) {
  const held = document.activeElement.closest("[data-unsettled-card]")?.dataset.unsettledCard;
  for (const item of panel.querySelectorAll("[data-unsettled-card]")) item.remove();
  for (const item of panel.querySelectorAll("li[hidden]")) item.hidden = false;
  return held;
}

/* The server's cards of rules that are judged here too. A fault of the uploaded file is no
   matter of the numbers on the page. */
function standingCards(list, rules) {
  const cards = [...list.querySelectorAll("[data-flag]")];
  return new Map(
    cards
      .filter((card) => rules.has(card.dataset.flag.split("-")[0]))
      .filter((card) => !card.querySelector("input[name=code]"))
      .map((card) => [card.dataset.flag, card]),
  );
}

/* A card stands as long as it says what is found now; one that somebody is in is left alone. */
function overrule(card, now) {
  const isSame = now?.message === card.querySelector(".flag__message")?.textContent;
  card.closest("li").hidden = !isSame && !card.contains(document.activeElement);
}

function cardOf(one, answers, checks) {
  const tone = one.isHard ? "error" : one.severity === "info" ? "info" : "warning";
  const template = document.querySelector(`template[data-unsettled="${tone}"]`);
  const item = document.importNode(template.content.firstElementChild, true);
  item.dataset.unsettledCard = idOf(one);
  item.querySelector(".flag__title").textContent = one.title;
  item.querySelector(".flag__message").textContent = one.message;
  item.querySelector("tbody").append(...one.fields.map((code) => termOf(code, answers, checks)));
  return item;
}

/* A line of the card: the field, by a link to it, and its number. */
function termOf(code, answers, { fields, sentences }) {
  const { name, label = name, section, unit } = fields[code];
  const value = answers.get(code)?.value;
  const row = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  const link = document.createElement("a");
  link.href = `${section}#f-${code}`;
  link.textContent = label;
  head.append(link);
  const cell = row.insertCell();
  cell.className = "num";
  cell.textContent = value === undefined ? sentences.not_applicable : `${shown(value)} ${unit}`;
  row.prepend(head);
  return row;
}

function finish(panel, count) {
  const said = document.querySelector("[data-unsettled-count]");
  const words = count ? said.dataset.say.replace("{n}", count) : "";
  // A live region speaks at every writing, the same words included.
  if (said.textContent !== words) said.textContent = words;
  const none = panel.querySelector("[data-none]");
  if (none) none.hidden = panel.querySelector("ul.flags > li:not([hidden])") !== null;
}
