/* Answers kept on this device until the server has confirmed them. One entry per person and
   field: {owner, url, value, state, reason, revision, sent, at}. */
const PREFIX = "tonghop:answer:";

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

/* Who this page was made for: an id, since two people may share a name. */
export const viewer = () => meta("viewer");

function key(url) {
  return `${PREFIX}${meta("viewer")}:${url}`;
}

/* Storage may be full or forbidden (private windows): typing must go on, so the
   failure is told to the caller and nothing is thrown. */
export function keep(url, answer) {
  try {
    const entry = { ...answer, url, owner: meta("viewer"), at: Date.now() };
    localStorage.setItem(key(url), JSON.stringify(entry));
    return true;
  } catch {
    return false;
  }
}

export function forget(url) {
  try {
    localStorage.removeItem(key(url));
  } catch {
    /* Nothing was kept where storage is forbidden. */
    return;
  }
}

/* This person's kept answers, oldest first. */
export function kept() {
  const mine = entries().filter(({ entry }) => entry?.owner === meta("viewer"));
  for (const { name, entry } of mine) if (name === PREFIX + entry.url) rename(name, key(entry.url));
  return mine.map(({ entry }) => entry).sort((a, b) => a.at - b.at);
}

/* Kept before entries carried their person's name: several people may share a device. */
function rename(from, to) {
  try {
    localStorage.setItem(to, localStorage.getItem(from));
    localStorage.removeItem(from);
  } catch {
    /* No room for both: it stays under its old name. */
    return;
  }
}

function entries() {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
    return names.map((name) => ({ name, entry: parsed(localStorage.getItem(name)) }));
  } catch {
    return [];
  }
}

/* One entry that is damaged must not hide the others. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/* A page left open outlives its session or token. When the person has signed in again
   elsewhere, this page takes the new token and goes on. */
export async function renewToken() {
  const response = await fetch(location.href, { credentials: "same-origin" });
  if (!response.ok || response.redirected) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const owner = page.querySelector('meta[name="viewer"]')?.content;
  const token = page.querySelector('meta[name="csrf-token"]')?.content;
  if (owner !== meta("viewer") || !token || token === meta("csrf-token")) return false;
  document.querySelector('meta[name="csrf-token"]').content = token;
  for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = token;
  return true;
}

export async function send(url, answer) {
  const response = await sendOnce(url, answer);
  if (![400, 401].includes(response.status) || !(await renewToken())) return response;
  return sendOnce(url, answer);
}

function sendOnce(url, { value, state, reason, revision, carried }) {
  const body = JSON.stringify({ value, state, reason, revision, carried });
  return fetch(url, {
    method: "PATCH",
    credentials: "same-origin",
    // A closing tab may still deliver small bodies; longer ones stay on the device, and a
    // browser refuses those that promise to be small and are not.
    keepalive: new TextEncoder().encode(body).length < 30000,
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      "X-CSRFToken": meta("csrf-token"),
    },
    body,
  });
}

/* Rows of a table as people read them, a line each. */
export function toLines(rows) {
  return rows.map((row) => Object.values(row).filter(Boolean).join("; ")).join("\n");
}

/* Send what was kept for fields that are not on this page. Refusals stay kept, are given back,
   and show at the field when its section is opened. */
export async function replay() {
  const refused = [];
  if (!meta("viewer") || !navigator.onLine) return refused;
  const here = new Set([...document.querySelectorAll("[data-save]")].map((e) => e.dataset.save));
  for (const entry of kept()) {
    if (here.has(entry.url)) continue;
    try {
      const answer = await send(entry.url, entry);
      if (answer.ok) forget(entry.url);
      else if (answer.status < 500 && answer.status !== 401) refused.push(entry);
    } catch {
      return refused;
    }
  }
  return refused;
}
