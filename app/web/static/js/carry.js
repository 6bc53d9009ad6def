/* Keeping what a stable fact last was: "=" in an empty field, its button, or one button for
   all of a section. Each is a save of its own that can be taken back. */
export function carryByKey(view, carry) {
  view.element.addEventListener("keydown", (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key !== "=" || !isPlain || !view.carry || !view.isEmpty) return;
    if (!event.target.matches("[data-input]")) return;
    event.preventDefault();
    carry();
  });
}

export function carryAll(form, fields) {
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const empty = [...fields.values()].filter(({ view }) => view.carry && view.isEmpty);
    for (const { view } of empty) view.carryButton.click();
    form.hidden = true;
    empty[0]?.view.inputs[0].focus();
  });
}
