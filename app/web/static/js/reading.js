/* The document and the answers point at each other; every choice has a key. */
import { keepChosen, restoreChosen } from "./chosen.js";

const pane = document.querySelector(".paper--pane");
const both = document.querySelector("[data-reading]");
const narrow = matchMedia("(max-width: 59.99rem)");
const KEYS = { d: "confirm", s: "correct", b: "reject", n: "append" };
const PLACE = `reading:${location.pathname}`;

/* On a narrow screen one side is shown at a time. */
function show(side) {
  if (!both) return;
  both.dataset.shows = side;
  for (const link of document.querySelectorAll("[data-side]")) {
    link.toggleAttribute("aria-current", link.dataset.side === side);
  }
}

function showMark(mark) {
  if (!mark || !pane) return;
  for (const other of pane.querySelectorAll(".is-here")) other.classList.remove("is-here");
  mark.classList.add("is-here");
  const top = mark.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  if (top < 0 || top > pane.clientHeight - 40) pane.scrollTop += top - pane.clientHeight / 3;
}

const markOf = (line) => document.getElementById(line.dataset.anchor);

function wire(root) {
  for (const line of root.querySelectorAll("[data-anchor]")) {
    line.addEventListener("focusin", () => showMark(markOf(line)));
    line.addEventListener("mouseenter", () => showMark(markOf(line)));
  }
  for (const choice of root.querySelectorAll("[data-correct]")) {
    document.getElementById(choice.dataset.correct).addEventListener("input", () => {
      choice.checked = true;
      count();
    });
  }
}

/* From the document to the line that speaks of the phrase, or to the list of numbers. */
function follow(mark) {
  const line = mark.dataset.number
    ? document.getElementById(`number-${mark.dataset.number}`)?.closest("[data-anchor]")
    : document.querySelector(`[data-anchor="${CSS.escape(mark.id)}"]`);
  if (!line) return;
  show("answers");
  const details = line.closest("details");
  if (details) details.open = true;
  line.scrollIntoView({ block: "center" });
  const control = line.querySelector("input, a");
  if (mark.dataset.number) control.checked = true;
  control?.focus({ preventScroll: true });
}

pane?.addEventListener("click", (event) => {
  const mark = event.target.closest("mark");
  if (mark) follow(mark);
});

/* A link into the document shows that side first, else there is nothing to scroll to. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const mark = link && document.getElementById(link.hash.slice(1));
  if (link?.dataset.side) return turn(event, link.dataset.side);
  if (!mark || !pane?.contains(mark) || !narrow.matches) return;
  event.preventDefault();
  show("text");
  showMark(mark);
  mark.scrollIntoView({ block: "center" });
  pane.focus({ preventScroll: true });
});

function turn(event, side) {
  if (!narrow.matches) return;
  event.preventDefault();
  show(side);
  scrollTo(0, 0);
}

/* How many choices go with the button. */
function count() {
  const chosen = document.querySelectorAll("[data-choices] input[type=radio][value]:checked:not([value=''])");
  for (const place of document.querySelectorAll("[data-chosen]")) place.textContent = chosen.length;
  keepChosen();
}

document.addEventListener("change", count);

/* One answer for all that differ; each can still be changed. */
for (const offer of document.querySelectorAll("[data-all]")) {
  offer.hidden = false;
  offer.addEventListener("click", (event) => {
    const what = event.target.dataset.choose;
    const same = offer.closest("section").querySelectorAll(`input[value="${what}"]`);
    for (const radio of same) radio.checked = true;
    count();
  });
}

const stops = () => [...document.querySelectorAll("[data-choices] [data-stop]")];

function go(at) {
  const all = stops();
  const stop = all[Math.max(0, Math.min(at, all.length - 1))];
  if (!stop) return;
  for (const other of all) other.toggleAttribute("aria-current", other === stop);
  stop.focus();
  stop.scrollIntoView({ block: "nearest" });
}

function here() {
  const all = stops();
  const stop = document.activeElement?.closest("[data-stop]");
  return stop ? all.indexOf(stop) : all.findIndex((s) => s.hasAttribute("aria-current"));
}

function choose(what) {
  const at = here();
  const radio = stops()[at]?.querySelector(`input[type=radio][value="${what}"]`);
  if (!radio || radio.disabled) return;
  radio.checked = true;
  count();
  if (what === "correct") document.getElementById(radio.dataset.correct).select();
  else go(at + 1);
}

function press(key) {
  if (key === "j") go(here() + 1);
  else if (key === "k") go(here() - 1);
  else if (key === "g") document.querySelector("[data-choices] [data-save]")?.click();
  else if (KEYS[key]) choose(KEYS[key]);
}

const isTyping = (target) => target.closest("input:not([type=radio]), select, textarea") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && event.target.matches("[data-value]")) {
    event.preventDefault();
    go(here() + 1);
  } else if ("jkgdsbn".includes(event.key.toLowerCase()) && !isTyping(event.target)) {
    // The key must not be typed into the field that it leads to.
    event.preventDefault();
    press(event.key.toLowerCase());
  }
});

/* After saving, the document stands where it stood. */
addEventListener("pagehide", () => pane && sessionStorage.setItem(PLACE, String(pane.scrollTop)));
if (pane) pane.scrollTop = Number(sessionStorage.getItem(PLACE) ?? 0);
/* Until it is read, the page only waits (live.js); then it comes anew. */
document.addEventListener("calm", () => location.reload());
wire(document);
restoreChosen();
count();
show("answers");
