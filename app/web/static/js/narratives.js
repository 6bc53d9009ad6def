/* Beside a narrative: the numbers of the section, to be put into it as text. */

/* What is inserted is text: it does not follow its cell, the hints say where they part. */
export function offerInserts(fields) {
  for (const box of document.querySelectorAll("[data-insert]")) {
    const select = box.querySelector("select");
    const area = document.getElementById(box.dataset.insert);
    box.hidden = !numbersOf(fields).length;
    const fill = () => refill(select, numbersOf(fields).filter(({ value }) => value));
    select.addEventListener("pointerdown", fill);
    select.addEventListener("focus", fill);
    select.addEventListener("change", () => insert(area, select));
  }
}

const NUMBERS = ["int", "pct", "score", "vnd", "m2"];

function numbersOf(fields) {
  const computed = [...document.querySelectorAll("[data-computed]")].map((output) => ({
    element: output.closest("[data-field]"),
    value: /\d/.test(output.textContent) ? output.textContent : "",
  }));
  const typed = [...fields.values()]
    .filter(({ view }) => NUMBERS.includes(view.type))
    .map(({ view }) => ({ element: view.element, value: view.read()?.value ?? "" }));
  return [...typed, ...computed];
}

function refill(select, numbers) {
  const options = numbers.map(({ element, value }) => {
    const label = element.querySelector(".field__label").firstChild.textContent.trim();
    const unit = element.querySelector(".unit").textContent.trim();
    const text = /^[%/]/.test(unit) ? `${value}${unit}` : `${value} ${unit}`.trim();
    return new Option(`${label}: ${text}`, text);
  });
  select.replaceChildren(select.options[0], ...options);
}

/* insertText keeps the browser's undo and tells the field that it was typed in. */
function insert(area, select) {
  const text = select.value;
  select.value = "";
  if (!text) return;
  area.focus();
  document.execCommand("insertText", false, text);
}
