/* Answers that this device still keeps and the server would not take, because somebody was first
   or the part is locked: told on every page with their words, until each is opened where it
   belongs and settled there, or put away. */
import { forget, toLines } from "./keeping.js";

const panel = document.querySelector("[data-unsent]");

export function tellUnsent(entries) {
  if (!panel) return;
  panel.querySelector("ul").replaceChildren(...entries.map(itemOf));
  panel.hidden = !entries.length;
}

function itemOf(entry) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = entry.place ?? entry.url.replace(/\/answers\/.*/, "");
  link.textContent = entry.label ?? entry.url.split("/").at(-1);
  const words = document.createElement("span");
  words.className = "unsent__words";
  words.textContent = saidBy(entry);
  item.append(link, words, dropper(entry, item));
  return item;
}

function saidBy({ value, state, reason }) {
  if (Array.isArray(value)) return toLines(value);
  return value || reason || panel.dataset[state === "not_known" ? "notKnown" : "empty"];
}

function dropper(entry, item) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = panel.dataset.drop;
  button.addEventListener("click", () => {
    forget(entry.url);
    item.remove();
    panel.hidden = !panel.querySelector("li");
  });
  return button;
}
