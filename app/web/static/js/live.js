/* Keeps regions marked data-live fresh while something is under way (data-live="busy"), or
   twice a minute for what others may do at any time (data-live="slow"): asks for the page
   again and swaps only what changed, without losing focus. */
const FIRST = 1500;
const SLOWEST = 8000;
const SLOW = 30000;
const FOCUSABLE = "a[href], button, input, select, textarea, summary";

let isWatching = false;

export function watch() {
  if (isWatching) return;
  let delay = FIRST;
  const isBusy = () => document.querySelector('[data-live="busy"]') !== null;
  const again = () => {
    const wasWatching = isWatching;
    isWatching = isBusy() || document.querySelector('[data-live="slow"]') !== null;
    if (isWatching) setTimeout(look, isBusy() ? delay : SLOW);
    else if (wasWatching) document.dispatchEvent(new Event("calm"));
  };
  const look = async () => {
    if (!document.hidden) {
      const changed = await refresh().catch(() => false);
      delay = changed ? FIRST : Math.min(delay * 1.3, SLOWEST);
    }
    again();
  };
  again();
}

export async function refresh() {
  const response = await fetch(location.href, { credentials: "same-origin" });
  if (!response.ok || response.redirected) return false;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  let changed = false;
  for (const region of document.querySelectorAll("[data-live][id]")) {
    const next = fresh.getElementById(region.id);
    if (next && !next.isEqualNode(region)) {
      swap(region, next);
      changed = true;
    }
  }
  return changed;
}

function swap(region, next) {
  const before = [...region.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
  const made = document.importNode(next, true);
  region.replaceWith(made);
  if (before >= 0) [...made.querySelectorAll(FOCUSABLE)][before]?.focus();
}

watch();
