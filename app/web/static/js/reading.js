/* The document and the answers point at each other. */
const pane = document.querySelector(".paper--pane");

function showMark(anchor) {
  const mark = anchor && document.getElementById(anchor);
  if (!mark || !pane) return;
  for (const other of pane.querySelectorAll(".is-here")) other.classList.remove("is-here");
  mark.classList.add("is-here");
  const top = mark.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  if (top < 0 || top > pane.clientHeight - 40) pane.scrollTop += top - pane.clientHeight / 3;
}

for (const line of document.querySelectorAll("[data-anchor]")) {
  line.addEventListener("focusin", () => showMark(line.dataset.anchor));
  line.addEventListener("mouseenter", () => showMark(line.dataset.anchor));
}

pane?.addEventListener("click", (event) => {
  const mark = event.target.closest("mark");
  const line = mark?.id && document.querySelector(`[data-anchor="${CSS.escape(mark.id)}"]`);
  line?.scrollIntoView({ block: "center" });
  line?.querySelector("input, a")?.focus({ preventScroll: true });
});

/* Typing a value means that the reading is corrected. */
for (const choice of document.querySelectorAll("[data-correct]")) {
  document.getElementById(choice.dataset.correct).addEventListener("input", () => {
    choice.checked = true;
  });
}
