/* What became of a pasted block, told beside the field where it was pasted until somebody has
   read it: how many cells it filled, what found no place, and a way to take all of it back. */

const SHOWN = 5;

/* words: a sentence; left: texts without a place; undo() takes the whole block back. */
export function tellPasted(element, say, { words, left, undo }) {
  document.querySelector(".pasted")?.remove();
  const box = document.createElement("div");
  box.className = left.length ? "pasted pasted--look" : "pasted";
  box.setAttribute("role", "status");
  element.querySelector(".field__answer").append(box);
  box.append(part("p", words));
  if (left.length) box.append(part("p", say("pastedLeft").replace("{n}", left.length)), listOf(left));
  const actions = part("p", "");
  actions.className = "actions";
  if (undo) actions.append(button(say("pastedUndo"), box, element, undo));
  actions.append(button(say("pastedClose"), box, element, () => {}));
  box.append(actions);
}

function listOf(left) {
  const list = document.createElement("ul");
  list.append(...left.slice(0, SHOWN).map((text) => part("li", text)));
  if (left.length > SHOWN) list.append(part("li", "…"));
  return list;
}

function part(name, words) {
  const made = document.createElement(name);
  made.textContent = words;
  return made;
}

function button(words, box, element, act) {
  const made = part("button", words);
  made.type = "button";
  made.className = "button button--quiet button--small";
  made.addEventListener("click", () => {
    box.remove();
    element.querySelector("[data-input]")?.focus();
    act();
  });
  return made;
}
