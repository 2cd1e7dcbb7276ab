/* What is on its way to Python, in order, kept in the browser until it has arrived.

   `lasting` names the types of messages that may be sent twice; they outlive a reload. */

const ANSWER_WITHIN = 20000; // milliseconds until an entry counts as not saved; a search for a plan may take ten seconds

class Outbox {
  constructor(model, place, lasting, onReply, onState) {
    Object.assign(this, { model, place, lasting, onReply, onState, queue: [], number: 0, busy: null, timer: 0 });
    this.kept = this.read();
    this.receive = (message) => this.received(message);
    model.on("msg:custom", this.receive);
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.place) ?? "[]");
    } catch {
      return [];
    }
  }

  keep() {
    const lasting = this.queue.filter((one) => this.lasting.includes(one.type));
    try {
      if (lasting.length) localStorage.setItem(this.place, JSON.stringify(lasting));
      else localStorage.removeItem(this.place);
    } catch { /* a full or forbidden storage: the entry still lives in this page */ }
  }

  restore() {
    for (const message of this.kept) this.put(message);
    return this.kept.length;
  }

  put(message) {
    this.queue.push(message);
    this.keep();
    this.pump();
  }

  pump() {
    if (this.busy || !this.queue.length) return;
    this.busy = { ...this.queue[0], n: `${this.place}:${Date.now()}:${(this.number += 1)}` };
    this.onState("saving");
    this.timer = setTimeout(() => this.failed(), ANSWER_WITHIN);
    try {
      this.model.send(this.busy);
    } catch {
      this.failed();
    }
  }

  failed() {
    clearTimeout(this.timer);
    const repeatable = this.busy && this.lasting.includes(this.busy.type);
    if (!repeatable) this.queue.shift(); // adding a row twice would be worse than asking again
    this.onState("not_saved");
    this.timer = setTimeout(() => {
      this.busy = null;
      this.pump();
    }, ANSWER_WITHIN / 2);
  }

  received(message) {
    if (message.type === "news") this.onReply(message, null);
    if (!this.busy || message.n !== this.busy.n) return;
    clearTimeout(this.timer);
    if (message.type === "unsaved") {
      this.failed();
      return;
    }
    const asked = this.queue.shift();
    this.busy = null;
    this.keep();
    this.onReply(message, asked);
    this.pump();
  }

  stop() {
    clearTimeout(this.timer);
    this.model.off("msg:custom", this.receive);
  }
}
