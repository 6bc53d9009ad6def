/* Another ward is found while its name is typed, with or without marks. */
const typed = document.querySelector("[data-find]");
const list = document.querySelector("[data-found]");

export const fold = (text) =>
  text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "").trim();

function narrow() {
  const wanted = fold(typed.value);
  list.hidden = !wanted;
  for (const item of list.children) item.hidden = !item.dataset.folded.includes(wanted);
}

typed?.addEventListener("input", narrow);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  if (event.key === "/") {
    event.preventDefault();
    typed.focus();
  } else if (event.key === "t") {
    document.querySelector("[data-key=t]")?.click();
  }
});
