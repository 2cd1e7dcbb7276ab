/* The whole page: its parts, the messages of Python, the keys, and what the parts ask of each other. */

class ReviewPage {
  constructor(model, element) {
    Object.assign(this, { model, client: unique(), uid: `kr${unique()}`, counter: 0, writers: new Map(), current: null });
    Object.assign(this, { page: model.get("page"), words: model.get("words"), place: model.get("place") });
    const { stage, overview, states } = model.get("review");
    Object.assign(this, { stage, overview, states: { ...states }, clusters: this.page.clusters });
    this.questions = new Map(this.clusters.flatMap((cluster) => cluster.indicators.flatMap((indicator) =>
      indicator.questions.map((one) => [one.id, { ...one, indicator: [indicator.number, indicator.name].filter(Boolean).join(" ") }]))));
    this.drafts = new DraftStore(`${this.place}:drafts:${this.stage}`);
    this.inquiries = new Inquiries(this);
    this.root = h("div", { class: "kf-root kr-root", lang: this.page.language, tabindex: "-1", on: { keydown: (event) => this.key(event) } });
    this.history = historyDialog(this);
    this.banner = connectionBanner(this);
    this.top = new Top(this);
    this.list = new QuestionList(this);
    this.card = new Desk(this);
    this.build(element);
    this.outbox = new Outbox(model, this.place, ["decide"], (reply, asked) => this.answered(reply, asked), (key) => this.top.state(key));
    this.listener = (message, buffers) => this.receive(message, buffers);
    model.on("msg:custom", this.listener);
    this.connection = new Connection(this, (alive) => this.banner.show(!alive), () => {});
    this.top.state("all_saved");
    const count = this.outbox.restore();
    if (count) this.top.tell(this.t("restored", { count }));
    this.paint();
    this.open([...this.questions.keys()].find((id) => this.states[id].waits) ?? this.questions.keys().next().value, false);
  }

  build(element) {
    const notices = ["unofficial", "synthetic"].filter((kind) => this.page[kind]).map((kind) =>
      h("p", { class: "kf-notice" }, icon("alert"), h("span", {}, this.t(`notice_${kind}`))));
    put(this.root, [this.banner.node, this.top.node, h("div", { class: "kr-above" }, h("div", { class: "kr-notices" }, notices), this.top.stages, this.top.why),
      this.top.tools, this.top.box, h("div", { class: "kr-above" }, this.top.panels, this.top.keys),
      h("div", { class: "kr-body" }, this.list.node, this.card.node), this.history.node]);
    element.append(this.root);
    this.sizes = new ResizeObserver(() => this.measure());
    this.sizes.observe(this.root);
    this.around = new Set();
    this.measure();
  }

  measure() {
    const width = this.root.clientWidth || window.innerWidth;
    this.root.classList.toggle("kf-narrow", width < 700);
    this.root.classList.toggle("kr-wide", width >= 1100);
    openAround(this.root, this.around);
  }

  t(key, values = {}) {
    return (this.words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  }

  number() {
    this.counter += 1;
    return this.counter;
  }

  send(message, buffers) {
    return this.connection.send(message, buffers);
  }

  // ---- what people do -------------------------------------------------------------------------------------------

  open(id, focus = true) {
    if (!id) return;
    this.current = id;
    this.card.show(this.questions.get(id));
    this.list.mark(id);
    if (focus) this.card.focus();
  }

  next() {
    const ids = [...this.questions.keys()];
    const at = ids.indexOf(this.current);
    const found = [...ids.slice(at + 1), ...ids.slice(0, at + 1)].find((id) => this.states[id].waits);
    if (found) this.open(found);
    else this.top.tell(this.t("none_left"));
  }

  decide(id, { verdict, points, answer, reason }) {
    this.outbox.put({ type: "decide", stage: this.stage, id, verdict, points, answer, reason });
  }

  act(message) {
    this.top.tell("");
    this.outbox.put(message);
  }

  key(event) {
    const { target, key } = event;
    const writes = target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
    if (writes || event.ctrlKey || event.metaKey || event.altKey || target.closest("dialog")) return;
    const verdict = Object.keys(VERDICTS).find((one) => VERDICTS[one] === key.toUpperCase());
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    const inList = this.list.scroller.contains(target);
    if (verdict && this.card.form) this.card.form.choose(verdict);
    else if (key.toUpperCase() === "N" && this.overview.decides) this.next();
    else if (step && (inList || target === this.card.node || target === this.root)) this.step(step, inList);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  step(step, inList) {
    const id = this.list.beside(this.current, step);
    if (!id) return;
    this.open(id, !inList);
    if (inList) this.list.items.get(id).opener.focus({ preventScroll: true });
  }

  // ---- what Python says -----------------------------------------------------------------------------------------

  receive(message, buffers) {
    if (this.inquiries.received(message, buffers)) return;
    const known = {
      patch: () => message.stage === this.stage && this.apply(message),
      whole: () => this.begin(message),
      history: () => showHistory(this, message),
      pong: () => this.connection.pong(),
      error: () => this.top.tell(message.message, true),
    };
    known[message.type]?.();
  }

  answered(reply, asked) {
    if (!asked) return;
    const shown = asked.type === "decide" && asked.id === this.current && asked.stage === this.stage ? this.card.form : null;
    if (reply.type === "saved") {
      if (reply.own) this.decided(reply, shown);
      if (reply.at) this.top.state("saved_words", { at: reply.at });
      else this.top.state("all_saved");
      if (reply.message) this.top.tell(reply.message);
      return;
    }
    this.top.state("not_saved");
    if (shown) shown.refuse(reply.faults ?? []);
    if (!shown || !(reply.faults ?? []).some((one) => one.field)) this.top.tell([asked.id, reply.message].filter(Boolean).join(": "), true);
  }

  /* An own decision is stored; the counts follow with the next patch. */
  decided(reply, form) {
    if (reply.stage !== this.stage) return;
    this.drafts.delete(reply.id);
    const state = this.states[reply.id];
    const standing = reply.own.verdict === "completion" ? "asked" : "decided";
    this.states[reply.id] = { ...state, own: reply.own, waits: false, standing };
    form?.saved();
    this.list.paint([reply.id]);
    if (reply.id === this.current) this.card.paint();
  }

  apply({ overview, states }) {
    const could = this.overview.decides;
    this.overview = overview;
    Object.assign(this.states, states);
    this.list.paint(Object.keys(states));
    this.top.paint();
    if (could !== overview.decides) this.open(this.current, false);
    else if (states[this.current]) this.card.paint();
  }

  /* Another stage, in all views of this page. */
  begin({ page, review }) {
    Object.assign(this, { page, stage: review.stage, overview: review.overview, states: { ...review.states } });
    this.drafts = new DraftStore(`${this.place}:drafts:${this.stage}`);
    this.list.paint(this.questions.keys());
    this.paint();
    this.open([...this.questions.keys()].find((id) => this.states[id].waits) ?? this.current, false);
  }

  paint() {
    this.top.paint();
    this.list.sift();
  }

  stop() {
    this.model.off("msg:custom", this.listener);
    this.connection.stop();
    this.outbox.stop();
    this.sizes.disconnect();
    this.around.forEach((outer) => outer.classList.remove("kf-around"));
  }
}

/* Decisions that are begun and not saved; they outlive a reload. */
class DraftStore {
  constructor(place) {
    this.place = place;
    this.drafts = readJson("localStorage", place) ?? {};
  }

  get(id) {
    return this.drafts[id];
  }

  set(id, draft) {
    this.drafts[id] = draft;
    writeJson("localStorage", this.place, this.drafts);
  }

  delete(id) {
    delete this.drafts[id];
    writeJson("localStorage", this.place, Object.keys(this.drafts).length ? this.drafts : null);
  }
}

export default {
  render({ model, el }) {
    const page = new ReviewPage(model, el);
    return () => page.stop();
  },
};
