/* The word count under each narrative. */
export function countWords(unit) {
  for (const mark of document.querySelectorAll("[data-words-of]")) {
    const area = document.getElementById(mark.dataset.wordsOf);
    const count = () => {
      const words = area.value.trim().split(/\s+/).filter(Boolean).length;
      mark.textContent = `${words.toLocaleString("vi")} ${unit}`;
    };
    area.addEventListener("input", count);
    count();
  }
}
