/* Words being written at the desk stay on this device until the server has them:
   a claim that ran out, a lost network or a closed tab loses none. */
const viewer = document.querySelector("meta[name=viewer]")?.content ?? "";
const place = `desk:${viewer}:${location.pathname}:`;

const keyOf = (area) => place + area.dataset.kept;

function put(area) {
  if (area.value === area.defaultValue) localStorage.removeItem(keyOf(area));
  else localStorage.setItem(keyOf(area), area.value);
}

/* Put back what was not sent; whether there was anything. */
export function restore(root = document) {
  let found = false;
  for (const area of root.querySelectorAll("[data-kept]")) {
    const words = localStorage.getItem(keyOf(area));
    if (words === null || words === area.value) continue;
    area.value = words;
    found = true;
    for (let box = area.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  }
  return found;
}

export function forget(form) {
  for (const area of form.querySelectorAll("[data-kept]")) localStorage.removeItem(keyOf(area));
}

document.addEventListener("input", (event) => {
  if (event.target.dataset?.kept) put(event.target);
});
