/* One report at the desk by keyboard: the legend at the foot of the page names every key.
   What is decided or written is sent without leaving the page; without scripts the same
   forms are sent as forms. */
import "./claim.js";
import { forget, restore } from "./kept.js";

const DO = { a: "accept", b: "dismiss", h: "ask" };
const KEYS = "cdtsn";
const says = document.querySelector("[data-desk-says]");
const fault = document.querySelector("[data-desk-fault]");
let isSending = false;

/* --- where one is ------------------------------------------------------------ */

const stops = () => [...document.querySelectorAll("[data-stop]")].filter((s) => s.offsetParent !== null);

function current(all = stops()) {
  const here = document.activeElement?.closest("[data-stop]");
  return here ? all.indexOf(here) : all.findIndex((s) => s.getAttribute("aria-current") === "true");
}

function go(stop) {
  if (!stop) return;
  for (const other of document.querySelectorAll("[data-stop][aria-current]")) other.removeAttribute("aria-current");
  stop.setAttribute("aria-current", "true");
  stop.focus({ preventScroll: true });
  stop.scrollIntoView({ block: "nearest" });
  show(stop);
}

/* The figures that a card speaks of, in sight beside it. */
function show(stop) {
  const rows = rowsOf(stop);
  for (const row of document.querySelectorAll(".is-here")) row.classList.remove("is-here");
  for (const row of rows) row.classList.add("is-here");
  if (matchMedia("(min-width: 75rem)").matches) rows[0]?.scrollIntoView({ block: "center" });
}

function rowsOf(stop) {
  const codes = (stop?.dataset.codes ?? "").split(" ").filter(Boolean);
  return codes.map((code) => document.getElementById(`row-${code}`)).filter(Boolean);
}

function step(by) {
  const all = stops();
  const at = current(all);
  const next = at < 0 ? 0 : at + by;
  if (next < 0 || next >= all.length) hint(by < 0 ? "first" : "last");
  go(all[Math.max(0, Math.min(next, all.length - 1))]);
}

/* --- keys -------------------------------------------------------------------- */

function press(key) {
  const all = stops();
  const here = all[current(all)];
  if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  if (key === "r") return write(here?.dataset.place);
  if (key === "o") return look(here);
  if (DO[key] && !here) return hint("choose");
  if (DO[key]) return push(here.querySelector(`[data-do="${DO[key]}"]:not([disabled])`));
  const named = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (named || KEYS.includes(key)) push(named);
}

/* A key never does nothing: where its button is not there the status line says why. */
function push(button) {
  if (button) button.click();
  else hint(says.dataset.unable ? "unable" : "nothing");
}

function look(stop) {
  const row = rowsOf(stop)[0];
  row?.scrollIntoView({ block: "center" });
  row?.querySelector("a, button, summary")?.focus({ preventScroll: true });
}

/* A new remark about a section or a field: where one stands, unless said otherwise. */
function write(at) {
  const box = document.getElementById("remark-new");
  if (!box) return push(null);
  box.open = true;
  const chosen = box.querySelector("select");
  if (at) chosen.value = at;
  if (chosen.selectedIndex < 0) chosen.value = at.split(":")[0];
  box.querySelector("textarea").focus();
}

const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") return keep(event.target.form);
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") leave(event.target);
  } else if (event.key === "?") {
    document.querySelector("[data-legend]")?.classList.toggle("is-turned");
  } else if (event.key.length === 1) {
    const key = event.key.toLowerCase();
    if (key === "r") event.preventDefault();
    press(key);
  }
});

/* What is written is kept from the keyboard; a note beside a decision is not a decision. */
function keep(form) {
  if (form?.matches("[data-swap]:not(.decide)")) form.requestSubmit();
}

function leave(control) {
  control.blur();
  go(control.closest("[data-stop]") ?? stops()[current()]);
}

document.addEventListener("click", (event) => {
  const at = event.target.closest("[data-remark-at]")?.dataset.remarkAt;
  if (at) write(at);
  const box = event.target.closest("[data-stop] summary, .begin > summary")?.parentElement;
  if (box) setTimeout(() => box.open && box.querySelector("textarea")?.focus());
});

/* --- sending ------------------------------------------------------------------ */

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-swap]")) return;
  event.preventDefault();
  if (!isSending) send(form, event.submitter);
});

async function send(form, button) {
  isSending = true;
  const all = stops();
  const at = current(all);
  const ids = all.slice(Math.max(at, 0)).map((stop) => stop.id);
  try {
    const page = await post(button?.getAttribute("formaction") ?? form.action, new FormData(form));
    forget(form);
    swap(page);
    say(button);
    land(form, ids);
  } catch (error) {
    tell(error.message);
  } finally {
    isSending = false;
  }
}

async function post(url, body) {
  const sent = { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } };
  const answer = await fetch(url, sent).catch(() => null);
  if (!answer) throw new Error(words("offline"));
  if (answer.ok) return new DOMParser().parseFromString(await answer.text(), "text/html");
  const said = await answer.json().catch(() => ({}));
  throw new Error(said.message || words(answer.status === 401 ? "signed-out" : "refused"));
}

const words = (name) => fault.dataset[name.replace(/-./g, (pair) => pair[1].toUpperCase())];

/* Panes that changed are put in place of the old ones; each stays scrolled where it was. */
function swap(page) {
  fault.hidden = true;
  for (const pane of document.querySelectorAll("[data-pane]")) {
    const fresh = page.getElementById(pane.id);
    if (!fresh) throw new Error(words("refused"));
    if (fresh.innerHTML === pane.innerHTML) continue;
    const top = pane.scrollTop;
    pane.replaceChildren(...fresh.childNodes);
    pane.scrollTop = top;
  }
  ready();
}

function say(button) {
  const named = button?.textContent.trim();
  tellSoon(named ? `${words("done")}: ${named}` : words("done"));
}

const hint = (name) => tellSoon(says.dataset[name]);

/* Emptied first, so that the same words are read out again. */
function tellSoon(text) {
  says.textContent = "";
  setTimeout(() => (says.textContent = text), 50);
}

/* On a decision to the card that follows; after writing, to what was written. */
function land(form, ids) {
  const written = form.action.match(/remarks\/([^/]+)$/)?.[1];
  const follows = form.elements.follows?.value;
  const target = document.getElementById(`remark-${follows || written}`);
  if (target) return go(target);
  const shown = stops();
  const next = ids.slice(1).find((id) => shown.some((stop) => stop.id === id));
  go(document.getElementById(next ?? ids[0]) ?? shown.at(-1));
}

function tell(message) {
  fault.hidden = false;
  fault.querySelector("[data-desk-fault-words]").textContent = message;
  fault.scrollIntoView({ block: "nearest" });
}

/* --- a page, whole or in part, is there --------------------------------------- */

function ready() {
  for (const button of document.querySelectorAll("[data-remark-at]")) button.hidden = false;
  restore();
  document.dispatchEvent(new Event("desk:ready"));
}

ready();
