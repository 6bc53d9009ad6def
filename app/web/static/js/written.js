/* Words of a reason or an answer that somebody is writing: they stay on this device until the
   server has them, whatever becomes of the page, and are found on every page that asks for them.
   An entry: {words, bound: to which values a reason belongs, sentFrom: the page, '' = not sent}. */
const viewer = document.querySelector("meta[name=viewer]")?.content ?? "";
const PREFIX = `tonghop:words:${viewer}:`;

const keyOf = (area) => PREFIX + area.dataset.written;
const boundOf = (area) => area.closest("[data-inputs]")?.dataset.inputs ?? "";

/* Storage may be full or forbidden, or hold something else: then nothing is kept, and nothing
   is in the way of writing. */
function held(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

const entryOf = (key) => held(() => JSON.parse(localStorage.getItem(key)));
const forget = (key) => held(() => localStorage.removeItem(key));

function keep(area, sentFrom) {
  if (!area.value.trim()) return forget(keyOf(area));
  const entry = { words: area.value, bound: boundOf(area), sentFrom };
  return held(() => localStorage.setItem(keyOf(area), JSON.stringify(entry)));
}

/* A reason that was sent and is asked for anew, for other values, was taken. */
function restore(area) {
  const entry = entryOf(keyOf(area));
  if (!entry?.words || area.value) return;
  if (entry.sentFrom && entry.bound !== boundOf(area)) {
    forget(keyOf(area));
    return;
  }
  area.value = entry.words;
  const note = document.createElement("p");
  note.className = "hint";
  note.textContent = area.dataset.restored;
  area.after(note);
}

/* What was sent from this very page and is asked for no longer has arrived. */
function forgetArrived(areas) {
  const asked = new Set(areas.map(keyOf));
  const names = held(() => Object.keys(localStorage)) ?? [];
  for (const name of names.filter((n) => n.startsWith(PREFIX) && !asked.has(n))) {
    if (entryOf(name)?.sentFrom === location.pathname) forget(name);
  }
}

if (viewer) {
  const areas = [...document.querySelectorAll("[data-written]")];
  areas.forEach(restore);
  forgetArrived(areas);
  document.addEventListener("input", ({ target }) => target.dataset?.written && keep(target, ""));
  document.addEventListener("submit", ({ target }) => {
    for (const area of target.elements) if (area.dataset.written) keep(area, location.pathname);
  });
}
