/* What was chosen over a file and not sent yet stays on this device, so that neither a closed
   tab nor an ended session takes an hour of looking with it. A choice holds as long as the
   draft's field stands as the person saw it. */
const viewer = document.querySelector("meta[name=viewer]")?.content ?? "";
const PLACE = `tonghop:choices:${viewer}:${location.pathname}`;

const stops = () => [...document.querySelectorAll("[data-choices] [data-stop]")];
const seenBy = (stop) => stop.querySelector("input[name^='seen.']")?.value ?? "";
const typedIn = (stop) => stop.querySelector("[data-value]");

export function keepChosen() {
  const chosen = stops().flatMap((stop) => {
    const choice = stop.querySelector("input[type=radio]:checked")?.value;
    return choice ? [{ id: stop.id, seen: seenBy(stop), choice, value: typedIn(stop)?.value }] : [];
  });
  try {
    if (chosen.length) localStorage.setItem(PLACE, JSON.stringify(chosen));
    else localStorage.removeItem(PLACE);
  } catch {
    /* Storage may be full or forbidden: choosing goes on without it. */
    return;
  }
}

export function restoreChosen() {
  for (const { id, seen, choice, value } of held()) {
    const stop = document.getElementById(id);
    const radio = stop?.querySelector(`input[type=radio][value="${CSS.escape(choice)}"]`);
    if (!radio || radio.disabled || seenBy(stop) !== seen || stop.querySelector("input:checked")) continue;
    radio.checked = true;
    if (value !== undefined && typedIn(stop)) typedIn(stop).value = value;
  }
}

function held() {
  try {
    return JSON.parse(localStorage.getItem(PLACE)) ?? [];
  } catch {
    return [];
  }
}
