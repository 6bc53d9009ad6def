/* The progress of an upload. Without this module the form posts as any other. */
const BUSY = "aria-busy";

function send(form) {
  const box = form.querySelector("[data-upload-progress]");
  const bar = box.querySelector("progress");
  const words = box.querySelector("[role=status]");
  const button = form.querySelector("button");
  const request = new XMLHttpRequest();
  const fail = () => {
    words.textContent = words.dataset.failed;
    form.removeAttribute(BUSY);
    button.disabled = false;
  };
  box.hidden = false;
  form.setAttribute(BUSY, "true");
  words.textContent = words.dataset.sending;
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
  });
  request.upload.addEventListener("load", () => {
    words.textContent = words.dataset.reading;
    bar.removeAttribute("value");
  });
  request.addEventListener("load", () => show(request, fail));
  request.addEventListener("error", fail);
  request.open("POST", form.action);
  request.send(new FormData(form));
  button.disabled = true;
}

/* The answer is a whole page (after a redirect, with what it has to say); its main part
   takes the place of ours, so that nothing it says is lost. */
function show(request, fail) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = page.querySelector("main");
  if (!main) return fail();
  document.title = page.title;
  document.querySelector("main").replaceWith(document.importNode(main, true));
  if (request.status < 400) history.replaceState(null, "", request.responseURL);
  document.querySelector("main").focus();
  return import("./live.js").then(({ watch }) => watch());
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-upload]")) return;
  event.preventDefault();
  send(event.target);
});

document.addEventListener("dragover", (event) => {
  const drop = event.target.closest?.("[data-upload]");
  if (!drop) return;
  event.preventDefault();
  drop.classList.add("drop--over");
});

document.addEventListener("dragleave", (event) => {
  event.target.closest?.("[data-upload]")?.classList.remove("drop--over");
});

document.addEventListener("drop", (event) => {
  const drop = event.target.closest?.("[data-upload]");
  if (!drop || !event.dataTransfer.files.length) return;
  event.preventDefault();
  drop.classList.remove("drop--over");
  drop.querySelector("input[type=file]").files = event.dataTransfer.files;
});
