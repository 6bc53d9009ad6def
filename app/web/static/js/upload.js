/* Files are sent one after the other, each with its percent, and can be stopped or sent
   again. Without this module the form posts as any other. */
import { refresh, watch } from "./live.js";

const queue = [];
let sending = null;

const inMegabytes = (bytes) =>
  `${(bytes / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MB`;
const wordsOf = (form) => form.querySelector("[data-sending-words]").dataset;
const sizeOf = (files) => files.reduce((sum, file) => sum + file.size, 0);

function take(form) {
  const input = form.querySelector("input[type=file]");
  const files = [...input.files];
  const lots = form.dataset.upload === "each" ? files.map((file) => [file]) : [files];
  for (const lot of lots.filter((l) => l.length)) enqueue(lineFor(form, lot));
  if (form.dataset.upload === "each") input.value = "";
}

function lineFor(form, files) {
  const made = form.querySelector("[data-sending-line]").content.firstElementChild;
  const element = made.cloneNode(true);
  const list = form.querySelector("ul[data-sending]");
  element.querySelector("[data-name]").textContent = files.map((file) => file.name).join(", ");
  list.append(element);
  list.hidden = false;
  const line = { form, files, element, data: new FormData(form) };
  line.data.delete("file");
  for (const file of files) line.data.append("file", file);
  element.querySelector("[data-cancel]").addEventListener("click", () => cancel(line));
  element.querySelector("[data-again]").addEventListener("click", () => again(line));
  return line;
}

function say(line, words, isProblem = false) {
  const told = line.element.querySelector("[data-words]");
  told.textContent = words;
  told.classList.toggle("is-mend", isProblem);
  if (isProblem) told.setAttribute("role", "alert");
  if (isProblem) announce(line, words);
}

function announce(line, words) {
  const name = line.element.querySelector("[data-name]").textContent;
  line.form.querySelector("[data-sending-status]").textContent = `${name}: ${words}`;
}

function enqueue(line) {
  const words = wordsOf(line.form);
  const size = sizeOf(line.files);
  if (size > Number(line.form.dataset.largest)) {
    return stop(line, words.large.replace("{size}", inMegabytes(size)), false);
  }
  say(line, words.queued);
  queue.push(line);
  return next();
}

function next() {
  if (sending || !queue.length) return;
  sending = queue.shift();
  send(sending);
}

function send(line) {
  const request = new XMLHttpRequest();
  const words = wordsOf(line.form);
  line.request = request;
  request.upload.addEventListener("progress", (event) => showPercent(line, event));
  request.upload.addEventListener("load", () => {
    line.element.querySelector("progress").removeAttribute("value");
    say(line, words.arrived);
  });
  request.addEventListener("load", () => settle(line, request));
  request.addEventListener("error", () => stop(line, words.failed));
  request.open("POST", line.form.action);
  request.setRequestHeader("Accept", "application/json");
  line.data.set("csrf_token", line.form.elements.csrf_token.value);
  request.send(line.data);
}

function showPercent(line, event) {
  const size = event.total || sizeOf(line.files);
  const percent = Math.floor((100 * event.loaded) / size);
  line.element.querySelector("progress").value = percent;
  const told = { percent, done: inMegabytes(event.loaded), size: inMegabytes(size) };
  say(line, wordsOf(line.form).sent.replace(/\{(\w+)\}/g, (_all, name) => told[name]));
}

async function settle(line, request) {
  const words = wordsOf(line.form);
  const reply = parsed(request.responseText);
  if (request.status === 401) {
    window.dispatchEvent(new Event("signed-out"));
    return stop(line, words.ended);
  }
  if (request.status === 413) return stop(line, words.large.replace("{size}", inMegabytes(sizeOf(line.files))), false);
  if (request.status >= 400 || !reply.url) return stop(line, reply.problem || words.failed, !reply.problem);
  sending = null;
  if (line.form.dataset.upload !== "each") return location.assign(reply.url);
  announce(line, words.kept);
  await refresh().catch(() => false);
  remove(line);
  watch();
  return next();
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/* The line stays with what went wrong; sending again is offered where it may help. */
function stop(line, words, mayHelp = true) {
  line.element.querySelector("progress").hidden = true;
  line.element.querySelector("[data-cancel]").hidden = true;
  line.element.querySelector("[data-again]").hidden = !mayHelp;
  say(line, words, true);
  if (sending === line) sending = null;
  next();
}

function cancel(line) {
  line.request?.abort();
  if (queue.includes(line)) queue.splice(queue.indexOf(line), 1);
  stop(line, wordsOf(line.form).cancelled);
  line.element.querySelector("[data-again]").focus();
}

function again(line) {
  const bar = line.element.querySelector("progress");
  bar.hidden = false;
  bar.value = 0;
  line.element.querySelector("[data-again]").hidden = true;
  line.element.querySelector("[data-cancel]").hidden = false;
  line.element.querySelector("[data-cancel]").focus();
  enqueue(line);
}

function remove(line) {
  const list = line.element.parentElement;
  if (line.element.contains(document.activeElement)) line.form.querySelector("input[type=file]").focus();
  line.element.remove();
  list.hidden = !list.children.length;
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-upload]")) return;
  event.preventDefault();
  take(event.target);
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

window.addEventListener("beforeunload", (event) => {
  if (sending) event.preventDefault();
});
