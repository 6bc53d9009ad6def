/* A long list by keyboard: rows to walk and to choose, and how many are chosen. The legend at
   the foot of the page names every key; ? shows it or puts it away. */
const list = document.querySelector("[data-listing]");
const rows = [...document.querySelectorAll("[data-row]")];
const boxes = () => [...list.querySelectorAll("[data-choose]")];
const boxOf = (row) => row?.closest("tr").querySelector("[data-choose]");
let at = -1;

function go(to) {
  at = Math.max(0, Math.min(to, rows.length - 1));
  const fold = rows[at]?.closest("details");
  if (fold) fold.open = true;
  rows[at]?.focus();
  rows[at]?.scrollIntoView({ block: "nearest" });
}

/* Each place that says how many are chosen says it in the page's words: {n} stands for it. Rows
   that are worked on together are counted by themselves. */
function tell() {
  for (const place of list.querySelectorAll("[data-chosen]")) {
    const within = place.closest("[data-together]") ?? list;
    const chosen = within.querySelectorAll("[data-choose]:checked").length;
    place.textContent = place.dataset.chosen.replace("{n}", String(chosen));
  }
}

function choose(row) {
  const box = boxOf(row);
  if (!box) return;
  box.checked = !box.checked;
  tell();
}

/* What is chosen goes on; where nothing is, the row that one stands on. */
function proceed() {
  const box = boxOf(rows[Math.max(at, 0)]);
  if (box && !boxes().some((one) => one.checked)) box.checked = true;
  if (boxes().some((one) => one.checked)) list.querySelector("[data-proceed]")?.click();
}

/* A button that is named by a key: of the row that one stands on, of the rows with it, or of the
   page. */
function press(key) {
  const row = rows[Math.max(at, 0)];
  const near = [row?.closest("tr"), row?.closest("[data-together]")];
  const named = `[data-press="${CSS.escape(key)}"]`;
  const button = near.map((part) => part?.querySelector(named)).find(Boolean);
  (button ?? document.querySelector(`nav ${named}`))?.click();
}

const KEYS = {
  j: () => go(at + 1),
  k: () => go(at - 1),
  ArrowDown: () => go(at + 1),
  ArrowUp: () => go(at - 1),
  x: () => choose(rows[Math.max(at, 0)]),
  d: proceed,
  "/": () => document.querySelector("[data-seek]")?.focus(),
  "?": () => document.querySelector("[data-legend]")?.toggleAttribute("hidden"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (!KEYS[key]) return press(key);
  event.preventDefault();
  KEYS[key]();
});
document.addEventListener("focusin", (event) => {
  const row = event.target.closest("tr")?.querySelector("[data-row]");
  if (row) at = rows.indexOf(row);
});
list?.addEventListener("change", tell);
if (list) tell();
/* Coming back to the list, one goes on where the address says. */
const named = rows.findIndex((row) => row.id && `#${row.id}` === location.hash);
if (named >= 0) go(named);

/* Where the address names a part of the page, the next key leads to its first row. */
function stand() {
  const part = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  const first = part ? rows.findIndex((row) => row !== part && part.contains(row)) : -1;
  if (first >= 0) at = first - 1;
}

addEventListener("hashchange", stand);
stand();

/* A long list of parts beside the page shows the one that is open. */
const open = document.querySelector("[data-beside] [aria-current]");
const beside = open?.closest("ol");
beside?.scrollTo(open.offsetLeft - beside.clientWidth / 4, open.offsetTop - beside.clientHeight / 2);
