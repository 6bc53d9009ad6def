/* The return composer: the letter shows what is written as it is written. */
const form = document.querySelector("[data-composer]");

function write() {
  const sections = form.querySelector("[data-letter-sections]");
  form.querySelector("[data-letter-note]").textContent = form.elements.note.value;
  form.querySelector("[data-letter-due]").textContent = form.elements.due_on.value;
  sections.replaceChildren(...chosen().map(item));
}

function chosen() {
  return [...form.querySelectorAll("input[name=section]:checked")];
}

function item(box) {
  const line = document.createElement("li");
  const title = document.createElement("b");
  title.textContent = box.labels[0].querySelector("b").textContent;
  line.append(title, `: ${form.elements[`reason.${box.value}`].value}`);
  return line;
}

/* A reason written is a section chosen. */
form?.addEventListener("input", (event) => {
  const { name, value } = event.target;
  if (name.startsWith("reason.") && value.trim()) {
    const code = name.slice("reason.".length);
    form.querySelector(`input[name=section][value="${CSS.escape(code)}"]`).checked = true;
  }
  write();
});
