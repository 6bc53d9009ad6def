/* Taking back what was last done to a field: one step, and the same button does it again.
   A stay in a field is one doing, however often it was saved on the way. */
export class Undo {
  /* apply(answer) puts an answer into the field and saves it. */
  constructor(view, say, apply) {
    this.view = view;
    this.say = say;
    this.button = view.element.querySelector("[data-undo]");
    this.standing = view.read();
    this.before = null;
    this.isWithin = false;
    view.element.addEventListener("focusout", (event) => {
      if (!view.element.contains(event.relatedTarget)) this.settle();
    });
    this.button?.addEventListener("click", () => this.swap(apply));
  }

  /* Something is about to be, or has just been, done; `whole` where it stands by itself. */
  begin(whole = null) {
    if (this.isWithin && !whole) return;
    this.before = whole ?? this.standing;
    this.isWithin = true;
    this.name("undo");
  }

  /* The doing is over: what stands now is what the next one starts from. */
  settle() {
    this.isWithin = false;
    this.standing = this.view.read() ?? this.standing;
  }

  /* After a save: there is something to take back where the field says something else. */
  saved() {
    if (!this.view.hasFocus) this.settle();
    this.offer();
  }

  offer() {
    if (!this.button) return;
    this.button.hidden = !this.before || same(this.before, this.view.read());
  }

  swap(apply) {
    const now = this.view.read();
    const back = this.before;
    if (!back) return;
    this.before = now ?? this.standing;
    this.name(this.button.dataset.does === "redo" ? "undo" : "redo");
    apply(back);
    this.settle();
  }

  name(does) {
    if (!this.button) return;
    this.button.dataset.does = does;
    this.button.textContent = this.say(does);
  }
}

function same(one, other) {
  const said = (answer) => answer && JSON.stringify([answer.value, answer.state, answer.reason]);
  return said(one) === said(other);
}
