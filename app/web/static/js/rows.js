/* Repeated rows: an empty row always stands at the end; a row emptied is a row dropped. */
export function growRows() {
  for (const table of document.querySelectorAll("[data-rows]")) {
    table.addEventListener("input", () => {
      const rows = table.querySelectorAll("[data-row]");
      const last = rows[rows.length - 1];
      const isUsed = [...last.querySelectorAll("input")].some((i) => i.value.trim());
      if (isUsed) last.after(emptyAfter(last, rows.length));
    });
  }
}

/* Put a whole list into a table, as when a kept one is taken up again. */
export function fillRows(table, list) {
  const body = table.querySelector("tbody");
  while (body.children.length < list.length + 1) {
    body.append(emptyAfter(body.lastElementChild, body.children.length));
  }
  [...body.children].forEach((row, n) => {
    for (const input of row.querySelectorAll("[data-column]")) {
      input.value = list[n]?.[input.dataset.column] ?? "";
    }
  });
}

function emptyAfter(row, count) {
  const next = row.cloneNode(true);
  for (const input of next.querySelectorAll("input")) {
    input.value = "";
    input.name = input.name.replace(/\.\d+\./, `.${count + 1}.`);
    input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+$/, count + 1));
  }
  return next;
}
