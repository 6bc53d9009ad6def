/* A session that ended in the middle of typing: sign in again here, without leaving the
   page. What this page kept is sent only if the same person comes back. */
import { renewToken, viewer } from "./keeping.js";

const panel = document.querySelector("[data-signed-out]");
const form = panel?.querySelector("[data-sign-in]");
let wasAt = null;

function tell(words, isProblem = false) {
  const problem = panel.querySelector("[data-sign-in-problem]");
  problem.hidden = !isProblem;
  if (isProblem) problem.querySelector("span").textContent = words;
  else panel.querySelector("[data-signed-out-words]").textContent = words;
}

async function signIn() {
  const words = panel.querySelector("[data-signed-out-words]");
  const before = [...words.childNodes].map((node) => node.cloneNode(true));
  tell(panel.dataset.trying);
  const reply = await sent().catch(() => ({ problem: panel.dataset.failed }));
  words.replaceChildren(...before);
  form.elements.password.value = "";
  if (reply.viewer === viewer()) return back();
  if (reply.viewer) form.hidden = true;
  return tell(reply.viewer ? panel.dataset.other : reply.problem || panel.dataset.failed, true);
}

/* The page's own token went with its session: the sign-in page gives a new one. */
async function sent() {
  const fresh = await fetch(form.action, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await fresh.text(), "text/html");
  const body = new FormData(form);
  body.set("csrf_token", page.querySelector('meta[name="csrf-token"]').content);
  const response = await fetch(form.action, {
    method: "POST",
    credentials: "same-origin",
    headers: { Accept: "application/json" },
    body,
  });
  return response.json();
}

async function back() {
  await renewToken();
  panel.hidden = true;
  if (wasAt?.isConnected) wasAt.focus();
  window.dispatchEvent(new Event("signed-in"));
}

/* Somebody far down the page sees only its header, which says that one must sign in. */
function leadHere() {
  const mark = document.querySelector("[data-page-saved]");
  if (!mark || mark.querySelector("a")) return;
  const link = document.createElement("a");
  link.href = "#again-email";
  link.textContent = mark.textContent;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    form.elements.email.focus();
  });
  mark.replaceChildren(link);
}

if (panel) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    signIn();
  });
  form.addEventListener("focusin", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) wasAt = event.relatedTarget;
  });
}

/* A session has ended, and this has been said in the page's header. */
export function ask() {
  if (!panel) return;
  panel.hidden = false;
  leadHere();
}
