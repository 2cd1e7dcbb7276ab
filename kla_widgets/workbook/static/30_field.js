/* One field of one question (its answer, note or agencies): what is shown, what is typed, what is on its way.

   `shown` and `base` are the value and revision that the person saw when beginning to type. They move only when the
   field was not changed by somebody else, so an edit never overwrites silently what its author has not seen. */

const TYPING_PAUSE = 600;

class Field {
  constructor(form, id, name, control) {
    Object.assign(this, { form, id, name, control, key: `${id}|${name}` });
    const state = form.states[id];
    this.shown = state[name];
    this.base = state.revision;
    this.read = null; // what the control held when it last changed
    this.pending = null; // {n, value}: to be saved; {n, fault} or {n, wait}: cannot be sent as it is
    this.trouble = null; // {kind: "refused" | "unsaved" | "conflict", message, theirs?}
    this.timer = null;
    control.show(this.shown);
  }

  /* The person changed the control. */
  changed(atOnce) {
    clearTimeout(this.timer);
    this.timer = null;
    const read = this.control.read();
    if (this.pending && same(read, this.read) && this.trouble?.kind !== "unsaved") {
      if (atOnce) this.form.outbox.push(this.id); // the field was left: the same is on its way, or was refused
      return;
    }
    this.read = read;
    const nothingNew = "value" in read && same(read.value, this.shown) && !this.form.outbox.carries(this);
    if (nothingNew && this.trouble?.kind !== "conflict") this.settle();
    else {
      this.pending = { n: this.form.number(), ...read };
      if (this.trouble?.kind !== "conflict") this.trouble = null;
      this.keep();
      if (atOnce) this.form.outbox.push(this.id);
      else this.timer = setTimeout(() => this.flush(), TYPING_PAUSE);
    }
    this.form.fieldChanged(this);
  }

  /* The pause is over, or the field was left. */
  flush() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.pending) this.form.outbox.push(this.id);
    else this.receive(this.form.states[this.id], false);
  }

  get ready() {
    const stopped = this.trouble?.kind === "conflict" || this.trouble?.kind === "refused";
    return this.pending !== null && "value" in this.pending && this.timer === null && !stopped;
  }

  get busy() {
    return this.pending !== null || this.control.typing();
  }

  /* A state that Python sent: `mine` when this client's own change made it. */
  receive(state, mine) {
    const unchanged = same(state[this.name], this.shown);
    if (this.busy && !mine && !unchanged) return;
    this.base = Math.max(this.base, state.revision);
    this.shown = state[this.name];
    if (!this.busy && !same(this.control.read().value, this.shown)) this.control.show(this.shown);
  }

  /* Everything typed is saved or given up. */
  settle() {
    clearTimeout(this.timer);
    Object.assign(this, { read: null, pending: null, trouble: null, timer: null });
    this.form.drafts.delete(this.key);
  }

  keep() {
    this.form.drafts.set(this.key, { raw: this.control.snapshot(), base: this.base, shown: this.shown });
  }

  /* Put back what was typed before a reload; false when it has been saved since. */
  restore(draft) {
    this.control.restore(draft.raw);
    const read = this.control.read();
    this.read = read;
    if ("value" in read && same(read.value, this.shown)) {
      this.form.drafts.delete(this.key);
      return false;
    }
    if (!same(draft.shown, this.shown)) this.base = draft.base;
    this.pending = { n: this.form.number(), ...read };
    this.keep();
    return true;
  }

  /* After a conflict: save the own value over theirs, now that it has been seen. */
  keepMine() {
    this.base = Math.max(this.base, this.trouble.theirs.revision);
    this.trouble = null;
    this.pending.n = this.form.number();
    this.form.outbox.push(this.id);
    this.form.fieldChanged(this);
  }

  takeTheirs() {
    this.settle();
    const state = this.form.latest(this.id);
    this.shown = state[this.name];
    this.base = state.revision;
    this.control.show(this.shown);
    this.form.fieldChanged(this);
  }

  /* What its state line says: "clean", "typing", "incomplete", "invalid", "saving", or the kind of trouble. */
  get status() {
    if (this.trouble) return this.trouble.kind;
    if (!this.pending) return "clean";
    if ("fault" in this.pending) return "invalid";
    if ("wait" in this.pending) return "incomplete";
    return "saving";
  }
}
