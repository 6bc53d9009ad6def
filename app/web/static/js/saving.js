/* Saves one field: a pause or leaving sends it; one request in flight, the newest
   waiting; the revision always comes from the last reply. */
import { forget, keep, send } from "./keeping.js";

const PAUSE = 700;
const RETRIES = [2000, 5000, 10000, 30000];

export class FieldSaver {
  /* read() -> {value, state, reason} or null while it is not ready to be sent;
     show(state, words) paints the field; onChange(answer), onReply(reply), onConflict(conflict);
     about: what a page elsewhere says of an answer that is still kept: {label, place}. */
  constructor({ url, revision, about, read, show, onChange, onReply, onConflict }) {
    Object.assign(this, { url, revision, about, read, show, onChange, onReply, onConflict });
    this.waiting = null;
    // What was sent last and not answered: the server may have it by now, or not.
    this.sent = null;
    this.isSending = false;
    this.isStopped = false;
    this.timer = 0;
    this.failures = 0;
  }

  get isDirty() {
    return this.waiting !== null || this.isSending;
  }

  changed() {
    const answer = this.read();
    if (!answer) return;
    this.isStopped = false;
    this.waiting = answer;
    this.hold();
    this.onChange(answer);
    this.show("saving");
    this.after(PAUSE);
  }

  /* On this device, until the server has it. With what is under way: a page that is opened
     anew must know this person's own value from somebody else's. */
  hold() {
    this.isKept = keep(this.url, { ...this.waiting, ...this.about, revision: this.revision, sent: this.sent });
  }

  after(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  async flush() {
    clearTimeout(this.timer);
    if (this.isSending || this.isStopped || !this.waiting) return;
    const answer = this.waiting;
    this.waiting = null;
    this.sent = answer;
    this.isSending = true;
    try {
      const response = await send(this.url, { ...answer, revision: this.revision });
      await this.take(response, answer);
    } catch {
      this.delayed(answer);
    } finally {
      this.isSending = false;
    }
    if (this.waiting && !this.isStopped && !this.failures) this.flush();
  }

  async take(response, answer) {
    if (response.status >= 500) return this.delayed(answer);
    this.failures = 0;
    this.sent = null;
    const reply = await response.json().catch(() => ({}));
    if (response.ok) return this.saved(reply);
    this.stop(response.status, reply, answer);
  }

  saved(reply) {
    this.revision = reply.revision;
    if (this.waiting) return this.hold();
    forget(this.url);
    this.show(reply.problem ? "invalid" : "saved");
    this.onReply(reply);
  }

  stop(status, reply, answer) {
    this.isStopped = true;
    this.waiting ??= answer;
    if (status === 409 && reply.theirs) {
      this.show("conflict");
      this.onConflict(reply, this.waiting);
    } else if (status === 401) {
      this.isStopped = false;
      this.failures += 1;
      this.show("signedOut");
      this.after(RETRIES.at(-1));
    } else if (status === 403 || status === 423 || status === 409) {
      this.show("locked", reply.message);
    } else {
      this.show("refused", reply.message);
    }
  }

  /* No network or no server: the newest value stays on this device and is tried again. */
  delayed(answer) {
    this.waiting ??= answer;
    this.hold();
    this.show(this.isKept ? "kept" : "refused");
    this.after(RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
    this.failures += 1;
  }

  /* Back on line: do not wait for the timer. */
  retry() {
    this.failures = 0;
    this.flush();
  }

  keepMine(revision) {
    this.revision = revision;
    this.isStopped = false;
    this.waiting = this.read() ?? this.waiting;
    this.show("saving");
    this.flush();
  }

  takeTheirs(revision) {
    this.revision = revision;
    this.isStopped = false;
    this.waiting = null;
    forget(this.url);
    this.show("saved");
  }
}
