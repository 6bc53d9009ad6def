/* A claim lasts while its reviewer is at work: any key, click or scroll renews it, at most
   once a minute. Says how long it still holds, and who took it over. */
const EVERY = 60_000;
let at = 0;
let until = 0;

const box = () => document.querySelector("[data-claim]");

function read() {
  const shown = box();
  if (shown) until = Date.now() + Number(shown.dataset.left) * 60_000;
  tick();
}

function tick() {
  const shown = box();
  if (!shown) return;
  const left = Math.ceil((until - Date.now()) / 60_000);
  const words = left > 0 ? shown.dataset.words.replace("{n}", left) : shown.dataset.over;
  const line = shown.querySelector("span");
  if (line.textContent !== words) line.textContent = words;
}

async function renew() {
  const shown = box();
  if (!shown || Date.now() - at < EVERY) return;
  at = Date.now();
  const token = document.querySelector("meta[name=csrf-token]").content;
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
  const answer = await fetch(shown.dataset.keep, { method: "POST", headers }).catch(() => null);
  if (answer?.ok) {
    const { seconds } = await answer.json();
    if (seconds) until = Date.now() + seconds * 1000;
    tick();
  } else if (answer?.status === 409) {
    lost((await answer.json()).message);
  }
}

/* Somebody else is at it now. What was typed stays in the page and on this device. */
function lost(message) {
  const shown = box();
  shown.querySelector("span").textContent = message;
  shown.classList.add("is-mend");
  delete shown.dataset.claim;
}

for (const kind of ["keydown", "pointerdown", "input", "wheel", "touchmove"]) {
  document.addEventListener(kind, renew, { passive: true });
}
document.addEventListener("desk:ready", read);
setInterval(tick, 15_000);
