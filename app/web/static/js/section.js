/* A section being filled: every field saves itself. */
import { forget, kept } from "./keeping.js";
import { FieldView } from "./fieldview.js";
import { FieldSaver } from "./saving.js";
import { arrangeGrid } from "./grid.js";
import { countWords } from "./words.js";
import { groupWhileTyping } from "./numbers.js";
import { arrangeRows } from "./rows.js";
import { keepPresence } from "./here.js";
import { offerInserts } from "./narratives.js";
import { Standing } from "./standing.js";
import { Undo } from "./undo.js";
import { Checking } from "./checking.js";
import { carryAll, carryByKey } from "./carry.js";

const root = document.querySelector("[data-entry]");
const pageMark = document.querySelector("[data-page-saved]");
const say = (name) => root.dataset[`say${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
const WORDS = {
  saving: "saving", saved: "saved", kept: "kept", invalid: "invalid",
  conflict: "conflict", locked: "locked", refused: "refused", signedOut: "keptSignedOut",
};
// What the page says as long as any field is in such a state, the worst first.
const UNSAVED = ["conflict", "refused", "locked", "saving"];
const signedOut = document.querySelector("[data-signed-out]");
const fields = new Map();
const checking = root?.dataset.checks ? new Checking(root, fields) : null;
const standing =
  root &&
  new Standing(root.dataset.standingUrl, markCarried, (numbers) => checking?.settled(numbers));

function start(element) {
  const view = new FieldView(element, say);
  const saver = new FieldSaver({
    url: element.dataset.save,
    revision: Number(element.dataset.revision),
    about: { label: view.label, place: `${location.pathname}#${element.id}` },
    read: () => view.read(),
    show: (state, words) => {
      view.show(state, words || say(WORDS[state]));
      showPage(state);
    },
    onChange: (answer) => checking?.noted(view, answer),
    onReply: (reply) => {
      take(view, reply);
      undo.saved();
    },
    onConflict: (conflict, mine) => choose(view, saver, conflict, mine),
  });
  const undo = new Undo(view, say, (answer) => put(view, saver, answer));
  fields.set(view.code, { view, saver, undo });
  listen(element, view, saver, undo);
  // On a slow line people type before this module has come: that is an answer too.
  if (view.isTouched) saver.changed();
}

/* Put a whole answer into a field, and save it at once. */
function put(view, saver, answer) {
  view.isCarried = Boolean(answer.carried);
  view.pick(answer.state);
  if (view.reason) view.reason.value = answer.reason;
  view.value = answer.value;
  saver.changed();
  return saver.flush();
}

function listen(element, view, saver, undo) {
  element.addEventListener("input", (event) => {
    const { target } = event;
    undo.begin();
    view.isCarried = false;
    if (target.matches("[data-input]")) {
      view.pick("value");
      if (["int", "vnd"].includes(view.type)) groupWhileTyping(target);
    }
    view.offerCarry();
    saver.changed();
  });
  element.addEventListener("focusout", ({ relatedTarget }) => {
    saver.flush();
    checking?.left(view);
    if (!view.lacksReason || element.contains(relatedTarget)) return;
    view.show("refused", say("noReason"));
    showPage("refused");
  });
  const carry = () => {
    undo.begin(view.read());
    put(view, saver, { ...view.carry, carried: true });
    view.offerCarry();
    view.inputs[0].focus();
  };
  view.carryButton?.addEventListener("click", carry);
  carryByKey(view, carry);
  arrangeRows(element, say, (work) => {
    undo.begin(view.read());
    work();
    view.pick("value");
    saver.changed();
    undo.settle();
    undo.offer();
  });
  element.addEventListener("change", (event) => {
    if (event.target !== view.picker) return;
    undo.begin();
    view.isCarried = false;
    view.offerCarry();
    picked(view, saver);
  });
}

function picked(view, saver) {
  if (view.picker.value === "not_applicable" && !view.reason.value.trim()) view.reason.focus();
  else saver.changed();
}

function take(view, reply) {
  view.setRevision(reply.revision);
  view.setProblem(reply.problem);
  // A control that somebody is in is never rewritten under the caret.
  if (!view.hasFocus && !reply.problem && reply.state === "value") view.value = reply.typed;
  view.offerCarry();
  standing.saved();
}

function markCarried(code, words) {
  const mark = fields.get(code)?.view.carriedMark;
  if (mark) mark.textContent = words;
}

function choose(view, saver, conflict, mine) {
  view.askWhich(conflict, mine, {
    onMine: () => saver.keepMine(conflict.theirs.revision),
    onTheirs: () => {
      view.pick(conflict.theirs.state || "value");
      view.value = conflict.theirs.typed;
      view.setRevision(conflict.theirs.revision);
      saver.takeTheirs(conflict.theirs.revision);
      const taken = view.read();
      if (taken) checking?.noted(view, taken);
    },
  });
}

/* The state of the whole page, in the sticky header; a live region, so kept short. */
function showPage(state) {
  if (!pageMark) return;
  if (state === "signedOut") {
    pageMark.textContent = say("signedOut");
    window.dispatchEvent(new Event("signed-out"));
    return;
  }
  if (signedOut && state === "saved") signedOut.hidden = true;
  const marks = [...document.querySelectorAll("[data-saved]")].map((m) => m.dataset.state);
  const waiting = marks.filter((m) => m === "kept" || m === "signedOut").length;
  if (waiting) pageMark.textContent = `${waiting} ${say("someKept")}`;
  else pageMark.textContent = say(UNSAVED.find((name) => marks.includes(name)) ?? "allSaved");
}

/* What this device still holds for fields on this page. What the server already has
   is dropped without a question; what somebody changed since is shown as a conflict. */
function takeUpKept() {
  for (const entry of kept()) {
    const field = [...fields.values()].find(({ saver }) => saver.url === entry.url);
    if (field) takeUp(field, entry);
  }
}

function takeUp({ view, saver }, entry) {
  const standing = view.read();
  if (isSame(standing, entry)) return forget(entry.url);
  const theirs = { typed: view.value, display: view.value, state: standing?.state, revision: saver.revision };
  // What stands is what this device sent before the page was gone: nobody else's word.
  if (entry.revision < saver.revision && !isSame(standing, entry.sent)) {
    view.pick(entry.state);
    view.value = entry.value;
    saver.waiting = entry;
    saver.isStopped = true;
    saver.show("conflict");
    return choose(view, saver, { theirs: { ...theirs, who: say("server"), at: "" } }, entry);
  }
  return put(view, saver, entry);
}

function isSame(one, other) {
  const told = (answer) => JSON.stringify([answer.state, answer.value, answer.reason || ""]);
  return Boolean(one && other) && told(one) === told(other);
}

function flushAll() {
  for (const { saver } of fields.values()) saver.flush();
}

function retryAll() {
  for (const { saver } of fields.values()) saver.retry();
}

if (root) {
  document.querySelectorAll("[data-save]").forEach(start);
  arrangeGrid(document.querySelector("[data-section]"), fields, { put, say });
  countWords(say("words"));
  offerInserts(fields);
  carryAll(document.querySelector("[data-carry-all]"), fields);
  takeUpKept();
  keepPresence(document.querySelector("[data-here]"));
  window.addEventListener("online", retryAll);
  window.addEventListener("signed-in", retryAll);
  // The server was there to say so: it also gives what is needed to sign in again.
  window.addEventListener("signed-out", () => import("./signing.js").then(({ ask }) => ask()));
  // Somebody who signed in again in another tab comes back to this one.
  window.addEventListener("focus", retryAll);
  window.addEventListener("pagehide", flushAll);
  document.addEventListener("visibilitychange", () => document.hidden && flushAll());
}
