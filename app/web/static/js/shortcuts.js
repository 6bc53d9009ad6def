/* The review desk by keyboard. The legend at the foot of the page names every key. */
const PLACE = `flag:${location.pathname}`;
const DO = { a: "accept", b: "dismiss", h: "ask" };

const stops = () => [...document.querySelectorAll("[data-flag], [data-row]")];

function current(all) {
  const here = document.activeElement?.closest("[data-flag], [data-row]");
  return here ? all.indexOf(here) : all.findIndex((s) => s.getAttribute("aria-current") === "true");
}

function go(all, at) {
  const stop = all[Math.max(0, Math.min(at, all.length - 1))];
  if (!stop) return;
  for (const other of all) other.removeAttribute("aria-current");
  stop.setAttribute("aria-current", "true");
  stop.focus();
  stop.scrollIntoView({ block: "nearest" });
}

function press(key) {
  const all = stops();
  const at = current(all);
  if (key === "j") return go(all, at + 1);
  if (key === "k") return go(all, at < 0 ? 0 : at - 1);
  if (key === "o") return all[at]?.querySelector("a[href]")?.click();
  if (DO[key]) return decide(all, at, DO[key]);
  return document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.click();
}

/* The page comes back after a decision; it goes on at the card that follows. */
function decide(all, at, what) {
  const button = all[at]?.querySelector(`[data-do="${what}"]`);
  if (!button || button.disabled) return;
  sessionStorage.setItem(PLACE, String(at + 1));
  button.click();
}

function isTyping(target) {
  return target.closest("input, select, textarea, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key.length === 1) press(event.key.toLowerCase());
});

const place = sessionStorage.getItem(PLACE);
if (place !== null) {
  sessionStorage.removeItem(PLACE);
  go(stops(), Number(place));
}
