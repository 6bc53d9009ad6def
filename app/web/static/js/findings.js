/* The panel of things to look at, brought up to date after a save. A card somebody is
   writing in is never taken away. */
export function showFindings(findings) {
  const panel = document.querySelector("[data-flags]");
  const template = document.querySelector("[data-flag-template]");
  if (!panel || !template) return;
  const list = panel.querySelector("ul") ?? newList(panel);
  const ids = new Set(findings.map((f) => f.id));
  for (const card of [...panel.querySelectorAll("[data-flag]")]) {
    if (!ids.has(card.dataset.flag) && !card.contains(document.activeElement)) {
      card.closest("li").remove();
    }
  }
  for (const finding of findings) place(list, template, finding);
  const none = panel.querySelector("[data-none]");
  if (none) none.hidden = findings.length > 0;
}

function newList(panel) {
  const list = document.createElement("ul");
  list.className = "flags";
  panel.append(list);
  return list;
}

function place(list, template, finding) {
  const standing = list.querySelector(`[data-flag="${CSS.escape(finding.id)}"]`);
  const card = standing ?? newCard(list, template, finding);
  card.querySelector(".flag__message").textContent = finding.message;
}

function newCard(list, template, finding) {
  const item = template.content.firstElementChild.cloneNode(true);
  const card = item.querySelector("article");
  card.id = `flag-${finding.id}`;
  card.dataset.flag = finding.id;
  card.classList.add(finding.is_hard ? "flag--error" : "flag--warning");
  card.querySelector(".flag__title").textContent = finding.title;
  card.querySelector(finding.is_hard ? '[data-tag="soft"]' : '[data-tag="hard"]').remove();
  list.append(item);
  return card;
}
