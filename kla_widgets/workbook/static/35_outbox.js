/* Edits on their way: one at a time per question, so that each is based on the revision that the one before made.

   Python answers each with ack, refused, conflict or unsaved. An answer to an older edit never clears a newer one. */

const RETRY_EVERY = 5000;
const ANSWER_WITHIN = 8000;

class Outbox {
  constructor(form) {
    this.form = form;
    this.flying = new Map(); // question id -> {n, since}
    this.sent = new Map(); // n -> field
    this.timer = setInterval(() => this.retry(), RETRY_EVERY);
  }

  carries(field) {
    const flight = this.flying.get(field.id);
    return flight !== undefined && this.sent.get(flight.n) === field;
  }

  /* Send the next edit of a question, unless one is on its way. */
  push(id) {
    if (this.flying.has(id)) return;
    const field = this.form.fieldsOf(id).find((one) => one.ready);
    if (!field) return;
    const { n, value } = field.pending;
    const edit = { type: "edit", n, client: this.form.client, id, field: field.name, value, base: field.base };
    this.sent.set(n, field);
    if (this.form.send(edit)) this.flying.set(id, { n, since: Date.now() });
  }

  /* The field that an answer is about, its flight ended; undefined for an answer to another client or a repeated one. */
  land({ n, client, id }) {
    if (client !== this.form.client) return undefined;
    const field = this.sent.get(n);
    this.sent.delete(n);
    if (this.flying.get(id)?.n === n) this.flying.delete(id);
    return field;
  }

  acknowledged(message) {
    const field = this.land(message);
    if (field) {
      if (field.pending?.n === message.n) field.settle();
      field.receive(message.state, true);
      if (field.pending) field.keep();
    }
    this.after(message.id, field);
  }

  refused(message) {
    const field = this.land(message);
    if (field?.pending?.n === message.n) {
      field.trouble = { kind: "refused", message: message.message };
      this.form.announce(message.message);
    } else if (!field) this.tell(message);
    this.after(message.id, field);
  }

  conflict(message) {
    const field = this.land(message);
    if (field?.pending) {
      const { theirs } = message;
      const already = same(this.form.latest(message.id)[field.name], field.pending.value);
      if (already && field.pending.n === message.n) field.settle();
      else if (field.base < theirs.revision) {
        field.trouble = { kind: "conflict", message: message.message, theirs };
        this.form.announce(message.message);
      } // otherwise it is the own earlier edit, delivered late: send again on top of it
    }
    this.after(message.id, field);
  }

  unsaved(message) {
    const field = this.land(message);
    if (field?.pending) {
      field.trouble = { kind: "unsaved", message: message.message };
      this.form.announce(`${this.form.t("not_saved")} ${message.message}`);
    }
    if (field) this.form.fieldChanged(field);
    else this.tell(message);
  }

  /* What went wrong with something that is no field's edit: a file to detach, an undo. */
  tell(message) {
    if (message.client === this.form.client) this.form.toast(message.message, "kf-bad");
  }

  after(id, field) {
    if (field) this.form.fieldChanged(field);
    this.push(id);
  }

  /* What could not be written, and what was never answered. */
  retry() {
    for (const [id, { since }] of this.flying) if (Date.now() - since > ANSWER_WITHIN) this.flying.delete(id);
    if (this.form.connection.alive) for (const id of this.form.waiting()) this.push(id);
  }

  /* The connection is back: whatever was on its way may have been lost. */
  sendAgain() {
    this.flying.clear();
    this.retry();
  }

  stop() {
    clearInterval(this.timer);
  }
}
