/* The panel of things to look at, brought up to date after a save. Each card comes as the
   server draws it, so that a reason is bound to the values of now; words somebody is
   writing in a card stay theirs. */
const FOCUSABLE = "a[href], button, input:not([type=hidden]), textarea, summary";

export function showFindings(findings) {
  const panel = document.querySelector("[data-flags]");
  if (!panel) return;
  const list = listOf(panel);
  const ids = new Set(findings.map((f) => f.id));
  for (const card of [...list.querySelectorAll("[data-flag]")]) {
    if (!ids.has(card.dataset.flag) && !card.contains(document.activeElement)) {
      card.closest("li").remove();
    }
  }
  for (const finding of findings) place(list, finding);
  arrange(list, findings);
  const none = panel.querySelector("[data-none]");
  if (none) none.hidden = findings.length > 0;
}

/* The gravest first, as the page comes; not while somebody is in the list. */
function arrange(list, findings) {
  if (list.contains(document.activeElement)) return;
  const cards = findings.map(({ id }) => list.querySelector(`[data-flag="${CSS.escape(id)}"]`));
  const items = cards.map((card) => card.closest("li"));
  if (items.some((item, n) => item !== list.children[n])) list.prepend(...items);
}

export function listOf(panel) {
  return panel.querySelector("ul.flags") ?? newList(panel);
}

function newList(panel) {
  const list = document.createElement("ul");
  list.className = "flags";
  panel.append(list);
  return list;
}

function place(list, finding) {
  const standing = list.querySelector(`[data-flag="${CSS.escape(finding.id)}"]`);
  if (standing?.dataset.inputs === finding.inputs_hash && standing.dataset.status === finding.status) {
    return;
  }
  const page = new DOMParser().parseFromString(finding.html, "text/html");
  const card = document.importNode(page.querySelector("[data-flag]"), true);
  if (standing) exchange(standing, card);
  else {
    const item = document.createElement("li");
    item.append(card);
    list.append(item);
  }
}

function exchange(standing, card) {
  const at = [...standing.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement);
  const written = standing.querySelector("textarea");
  const asked = card.querySelector("textarea");
  if (written && asked) asked.value = written.value;
  standing.replaceWith(card);
  if (at >= 0) [...card.querySelectorAll(FOCUSABLE)][at]?.focus();
}
