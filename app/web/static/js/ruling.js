/* The editor of a rule: what is typed is judged by the server at every pause, and an indicator
   is found by its name and put in where the cursor was. */
import { folded } from "./pasting.js";

const REST = 400;

const form = document.querySelector("[data-check]");
const panel = document.querySelector("[data-check-panel]");
const said = document.querySelector("[data-checked]");
let timer = 0;
let turn = 0;

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(check, REST);
});

/* Only the answer to the newest question is shown. Without a network nothing changes. */
async function check() {
  turn += 1;
  const mine = turn;
  const body = new FormData(form);
  const answer = await fetch(form.dataset.check, { method: "POST", body }).catch(() => null);
  if (mine !== turn || answer?.status !== 200 || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== turn) return;
  panel.replaceChildren(...[...page.body.childNodes].map((one) => document.importNode(one, true)));
  tell(panel.querySelectorAll(".slips > li").length);
}

/* A few words for who listens; the whole of it stands in the panel. */
function tell(slips) {
  const { good, faulty } = said.dataset;
  const words = slips ? faulty.replace("{n}", slips) : panel.querySelector(".is-good") ? good : "";
  if (said.textContent !== words) said.textContent = words;
}

/* --- finding an indicator ------------------------------------------------------------------ */

const finder = document.querySelector("[data-finder]");
const list = document.querySelector("[data-fields]");
const rows = [...document.querySelectorAll("[data-folded]")];
let target = form.elements.expression;

finder.hidden = false;
for (const field of [form.elements.expression, form.elements.message]) {
  field.addEventListener("focus", () => {
    target = field;
  });
}

finder.querySelector("input").addEventListener("input", ({ target: { value } }) => {
  const words = folded(value).split(" ");
  for (const row of rows) row.hidden = !words.every((word) => row.dataset.folded.includes(word));
  list.open = list.open || value.trim() !== "";
  const found = finder.querySelector("[data-found]");
  const count = rows.filter((row) => !row.hidden).length;
  found.textContent = value.trim() ? found.dataset.say.replace("{n}", count) : "";
});

for (const button of document.querySelectorAll("[data-insert]")) {
  button.hidden = false;
  button.addEventListener("click", () => insert(button.dataset.insert));
}

/* In the message an indicator stands in braces. */
function insert(code) {
  const text = target === form.elements.message ? `{${code}}` : code;
  const { selectionStart: start, selectionEnd: end, value } = target;
  const before = start && !/[\s({-]$/.test(value.slice(0, start)) ? " " : "";
  target.setRangeText(before + text, start, end, "end");
  target.focus();
  target.dispatchEvent(new Event("input", { bubbles: true }));
}
