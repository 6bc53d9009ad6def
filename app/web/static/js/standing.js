/* What the section computes and complains of, asked for once a row of saves rests: a save is
   acknowledged before anything is judged, and ten of them are judged once. */
import { settle } from "./unsettled.js";

const PAUSE = 500;
const LONGEST = 4000;

export class Standing {
  /* url of the section's standing; onCarried(code, words) marks a field; onSettled(answers)
     hears which numbers were judged. */
  constructor(url, onCarried, onSettled) {
    Object.assign(this, { url, onCarried, onSettled, timer: 0, asked: 0, since: 0 });
  }

  /* A field was saved. Somebody who types on without a rest is still told now and then. */
  saved() {
    clearTimeout(this.timer);
    this.since ||= Date.now();
    const left = Math.max(0, LONGEST - (Date.now() - this.since));
    this.timer = setTimeout(() => this.ask(), Math.min(PAUSE, left));
  }

  async ask() {
    this.since = 0;
    this.asked += 1;
    const turn = this.asked;
    const headers = { Accept: "application/json" };
    const answer = await fetch(this.url, { headers }).catch(() => null);
    // A later question has gone out: its answer is the newer one.
    if (!answer?.ok || turn !== this.asked) return;
    const standing = await answer.json().catch(() => null);
    if (standing) this.show(standing);
  }

  show({ findings, totals, changes, hints, carried, answers }) {
    for (const [code, display] of Object.entries(totals)) {
      const output = document.querySelector(`[data-computed="${CSS.escape(code)}"]`);
      if (output) output.textContent = display || "–";
    }
    for (const [code, words] of Object.entries(carried)) this.onCarried(code, words);
    showChanges(changes);
    showHints(hints);
    settle(findings);
    this.onSettled(answers);
  }
}

/* How the numbers now stand against the same period last year. */
function showChanges(changes) {
  for (const [code, { change, is_jump: isJump }] of Object.entries(changes)) {
    const mark = document.querySelector(`[data-change="${CSS.escape(code)}"]`);
    if (!mark) continue;
    mark.classList.toggle("is-look", isJump);
    mark.firstElementChild.hidden = !isJump;
    mark.lastElementChild.textContent = change;
  }
}

/* What a narrative repeats, and where it parts from the cells. */
function showHints(hints) {
  for (const [code, html] of Object.entries(hints)) {
    const place = document.querySelector(`[data-hints="${CSS.escape(code)}"]`);
    if (!place) continue;
    const fresh = new DOMParser().parseFromString(html, "text/html").body;
    if (fresh.innerHTML.trim() !== place.innerHTML.trim()) place.replaceChildren(...fresh.childNodes);
  }
}
