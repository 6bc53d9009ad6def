/* The return composer: the letter shows what is written as it is written, and no word of it
   is lost when the claim ran out meanwhile. */
import "./claim.js";
import { forget, restore } from "./kept.js";

const form = document.querySelector("[data-composer]");
const unlocks = form.querySelector("[data-unlocks]");

function write() {
  form.querySelector("[data-letter-note]").textContent = form.elements.note.value;
  form.querySelector("[data-letter-due]").textContent = form.elements.due_on.value;
  const sections = chosen();
  form.querySelector("[data-letter-sections]").replaceChildren(...sections.map(part));
  const names = sections.map((box) => box.value).join(", ");
  unlocks.textContent = names ? unlocks.dataset.some.replace("{sections}", names) : unlocks.dataset.none;
}

/* A section goes back where it was chosen, or one of its requests. */
function chosen() {
  return [...form.querySelectorAll("input[name=section]")].filter((box) => box.checked);
}

function part(box) {
  const item = document.createElement("li");
  const title = document.createElement("b");
  title.textContent = box.labels[0].querySelector("b").textContent;
  const list = document.createElement("ul");
  list.append(...requests(box).map(line));
  item.append(title, list);
  return item;
}

/* As the ward reads them: what was gathered, then a request for each line. */
function requests(box) {
  const own = box.closest("li");
  const gathered = [...own.querySelectorAll("[data-item]")].filter((i) => i.querySelector("input").checked);
  const told = gathered.map((i) => `${i.querySelector("[data-place]").textContent}: ${i.querySelector("textarea").value}`);
  const about = form.elements[`code.${box.value}`].selectedOptions[0];
  const before = about.value ? `${box.value} · ${about.textContent}: ` : "";
  const lines = form.elements[`reason.${box.value}`].value.split("\n").filter((l) => l.trim());
  return [...told, ...lines.map((l) => before + l.trim())];
}

function line(words) {
  const item = document.createElement("li");
  item.textContent = words;
  return item;
}

/* A request written or chosen is a section chosen. */
form.addEventListener("input", (event) => {
  const { name, type, checked, value } = event.target;
  const isAsked = name.startsWith("reason.") ? value.trim() : name === "item" && type === "checkbox" && checked;
  if (isAsked) event.target.closest(".reasons > li").querySelector("input[name=section]").checked = true;
  if (name === "section" && !checked) {
    for (const item of event.target.closest("li").querySelectorAll("input[name=item]")) item.checked = false;
  }
  write();
});

/* Sent here first, to know that the server has it; what it refuses is sent as a form, so that
   its page says why. */
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const sent = { method: "POST", body: new FormData(form), redirect: "manual" };
  const answer = await fetch(form.action, sent).catch(() => null);
  if (answer?.type !== "opaqueredirect") return form.submit();
  forget(form);
  location.assign(form.dataset.after);
});

form.elements.note.dataset.kept = "note";
form.elements.due_on.dataset.kept = "due_on";
if (restore(form)) {
  form.querySelector("[data-restored]").hidden = false;
  for (const area of form.querySelectorAll("textarea[name^='reason.']")) {
    if (area.value.trim()) area.closest(".reasons > li").querySelector("input[name=section]").checked = true;
  }
}
write();
document.dispatchEvent(new Event("desk:ready"));
