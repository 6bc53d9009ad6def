/* A rule tried on one period after the other, each shown as it comes, with what they make up
   together. */
const trial = document.querySelector("[data-trial]");
const waiting = [...trial.querySelectorAll("[data-period]:not([data-reports])")];
const progress = trial.querySelector("[data-progress]");
const bar = progress.querySelector("progress");

async function tryAll() {
  progress.hidden = !waiting.length;
  const all = trial.querySelector("[data-all]");
  if (all) all.hidden = true;
  for (const section of waiting) {
    if (!(await tryOne(section))) break;
    bar.value += 1;
    total();
  }
  progress.hidden = true;
  if (all && trial.querySelector("[data-period]:not([data-reports])")) all.hidden = false;
}

/* False where no answer came: the links stay for trying by hand. */
async function tryOne(section) {
  const answer = await fetch(section.dataset.period).catch(() => null);
  if (answer?.status !== 200 || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const made = page.getElementById(section.id);
  if (!made) return false;
  section.replaceWith(document.importNode(made, true));
  return true;
}

function total() {
  const done = [...trial.querySelectorAll("[data-reports]")];
  const sum = (name) => done.reduce((found, one) => found + Number(one.dataset[name]), 0);
  const words = trial.dataset.say.replace(/\{(\w+)\}/g, (_, name) => sum(name));
  const flagged = sum("flagged");
  const share = flagged ? ` (${Math.round((100 * sum("confirmed")) / flagged)}%)` : "";
  trial.querySelector("[data-total]").textContent = `${words}${share}.`;
}

tryAll();
