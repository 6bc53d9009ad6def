import { toLines } from "./keeping.js";
import { fillRows } from "./rows.js";

/* One field on the page: reading what stands in it, writing into it, painting its state. */
export class FieldView {
  constructor(element, say) {
    this.element = element;
    this.say = say;
    this.type = element.dataset.type;
    this.code = element.dataset.field;
    this.picker = element.querySelector("[data-state-pick]");
    this.reason = element.querySelector("[data-reason]");
    this.mark = element.querySelector("[data-saved]");
    this.problem = element.querySelector("[data-problem]");
    this.revisionInput = element.querySelector("[data-revision-input]");
    this.carryButton = element.querySelector("[data-carry]");
    this.carriedMark = element.querySelector("[data-carried]");
    this.isCarried = false;
    this.offerCarry();
  }

  get inputs() {
    return [...this.element.querySelectorAll("[data-input]")];
  }

  get label() {
    return this.element.querySelector(".field__label").firstChild.textContent.trim();
  }

  get hasFocus() {
    return this.element.contains(document.activeElement);
  }

  /* Whether a control says something else than the page came with. */
  get isTouched() {
    const chosen = [...(this.picker?.options ?? [])].find((o) => o.defaultSelected);
    return (
      this.inputs.some((i) => i.value !== i.defaultValue || i.checked !== i.defaultChecked) ||
      Boolean(chosen && chosen.value !== this.picker.value)
    );
  }

  get value() {
    if (this.type === "bool") return this.inputs.find((i) => i.checked)?.value ?? "";
    if (this.type === "rows") return this.rows();
    return this.inputs[0].value.trim();
  }

  set value(typed) {
    if (this.type === "bool") {
      for (const input of this.inputs) input.checked = input.value === typed;
    } else if (this.type === "rows") {
      fillRows(this.element.querySelector("[data-rows]"), typed || []);
    } else {
      this.inputs[0].value = typed;
    }
  }

  rows() {
    const rows = [...this.element.querySelectorAll("[data-row]")].map((row) =>
      Object.fromEntries(
        [...row.querySelectorAll("[data-column]")].map((i) => [i.dataset.column, i.value.trim()]),
      ),
    );
    return rows.filter((row) => Object.values(row).some(Boolean));
  }

  get isEmpty() {
    return (this.picker?.value ?? "value") === "value" && !this.value.length;
  }

  /* What a stable fact last was, or null. */
  get carry() {
    if (!this.carryButton) return null;
    const { carryState, carryValue, carryReason } = this.carryButton.dataset;
    return { value: carryValue, state: carryState, reason: carryReason };
  }

  /* Keeping it is offered only while nothing stands here. */
  offerCarry() {
    if (this.carryButton) this.carryButton.hidden = !this.isEmpty;
  }

  /* null while "not applicable" still waits for its reason. */
  read() {
    const state = this.picker?.value ?? "value";
    const reason = this.reason?.value.trim() ?? "";
    if (this.lacksReason) return null;
    const value = state === "value" ? this.value : "";
    const answer = { value, state, reason: state === "not_applicable" ? reason : "" };
    return this.isCarried ? { ...answer, carried: true } : answer;
  }

  /* "Not applicable" is nothing that could be sent before its reason is written. */
  get lacksReason() {
    return this.picker?.value === "not_applicable" && !this.reason.value.trim();
  }

  pick(state) {
    if (this.picker) this.picker.value = state;
  }

  show(state, words) {
    this.mark.dataset.state = state;
    this.mark.textContent = words;
  }

  setRevision(revision) {
    this.element.dataset.revision = revision;
    if (this.revisionInput) this.revisionInput.value = revision;
  }

  setProblem(words) {
    this.problem.hidden = !words;
    this.problem.querySelector("span").textContent = words ?? "";
    this.element.classList.toggle("field--mend", Boolean(words));
    for (const input of this.inputs) {
      if (words) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  /* Both values, who and when; the person chooses, and focus stays where it was. */
  askWhich({ theirs }, mine, { onMine, onTheirs }) {
    this.element.querySelector(".conflict")?.remove();
    const box = document.createElement("div");
    box.className = "conflict";
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", this.say("conflict"));
    box.append(
      line(`${[theirs.who, theirs.at].filter(Boolean).join(", ")}: ${theirs.display || theirs.typed || "–"}`),
      line(`${this.say("yours")}: ${shown(mine)}`),
    );
    const actions = document.createElement("p");
    actions.className = "actions";
    const close = (then) => () => {
      box.remove();
      this.inputs[0]?.focus();
      then();
    };
    actions.append(
      button(this.say("theirs"), close(onTheirs)),
      button(this.say("mine"), close(onMine)),
    );
    box.append(actions);
    this.element.querySelector(".field__answer").append(box);
  }
}

function shown(answer) {
  if (Array.isArray(answer.value)) return `\n${toLines(answer.value)}`;
  return answer.value || answer.reason || "–";
}

function line(text) {
  const p = document.createElement("p");
  p.textContent = text;
  return p;
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--quiet button--small";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}
