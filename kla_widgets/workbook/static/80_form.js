/* The whole form: its parts, the messages of Python, and what the parts ask of each other. */

class Form {
  constructor(model, element) {
    Object.assign(this, { model, client: unique(), uid: `kf${unique()}`, counter: 0, uploads: new Map(), writers: new Map(), around: new Set() });
    this.page = model.get("page");
    this.words = model.get("words");
    this.states = { ...model.get("states") };
    this.root = h("div", { class: "kf-root", lang: this.page.language });
    this.drafts = new Drafts(this.page);
    this.outbox = new Outbox(this);
    this.history = historyDialog(this);
    this.live = h("div", { class: "kf-unseen", "aria-live": "assertive" });
    this.toasts = h("div", { class: "kf-toasts", role: "status" });
    this.banner = connectionBanner(this);
    this.score = new ScorePanel(this);
    this.cards = new Map();
    this.sections = this.page.indicators.map((indicator) => this.section(indicator));
    this.allFields = [...this.cards.values()].flatMap((card) => card.fields);
    this.unfolding = new Unfolding(this.root, this.cards.values());
    this.header = new Header(this);
    this.connection = new Connection(this, (alive) => this.connected(alive), () => this.beat());
    this.listener = (message, buffers) => this.receive(message, buffers);
    model.on("msg:custom", this.listener);
    this.assemble(element);
    this.score.show(model.get("score"));
    this.header.paint();
    this.bringBack();
  }

  assemble(element) {
    const main = h("div", { class: "kf-main" }, notices(this), this.header.filter.empty, this.sections);
    this.top = h("div", { class: "kf-top" }, this.banner.node, this.header.node);
    put(this.root, [this.top, this.header.tools,
      h("div", { class: "kf-body" }, this.score.aside, main), this.toasts, this.live, this.history.node]);
    element.append(this.root);
    this.sizes = new ResizeObserver(() => this.measure());
    this.sizes.observe(this.root);
    this.sizes.observe(this.top);
    this.scroller = scrollerOf(this.root);
    this.sizes.observe(this.scroller);
    this.measure();
  }

  /* The layout follows the room that the form has, not the window: JupyterLab may keep some for itself. */
  measure() {
    const width = this.root.clientWidth || window.innerWidth; // not on the page yet
    const wide = width >= 1000;
    if (wide !== this.wide) this.score.node.open = wide;
    this.wide = wide;
    this.root.classList.toggle("kf-wide", wide);
    this.root.classList.toggle("kf-narrow", width < 640);
    this.root.style.setProperty("--kf-head", `${this.top.offsetHeight}px`);
    this.root.style.setProperty("--kf-room", `${Math.min(this.scroller.clientHeight, window.innerHeight)}px`);
    openAround(this.root, this.around);
  }

  section(indicator) {
    const cards = indicator.questions.map((question) => {
      const card = new Card(this, question);
      this.cards.set(question.id, card);
      return card.node;
    });
    const worth = indicator.max === null ? null : this.t("worth_most", { points: showNumber(this, indicator.max) });
    return h("section", { class: "kf-indicator" },
      h("h2", { tabindex: "-1" }, indicator.number && h("span", { class: "kf-id" }, indicator.number), " ", indicator.name,
        worth && h("span", { class: "kf-soft" }, ` · ${worth}`)), cards);
  }

  /* A text of the page's language with its values. */
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

  fieldsOf(id) {
    return this.cards.get(id)?.fields ?? [];
  }

  /* Questions with an edit to be sent. */
  waiting() {
    return new Set(this.allFields.filter((field) => field.ready).map((field) => field.id));
  }

  /* The newest state known, from messages or from the shared traits. */
  latest(id) {
    const [own, shared] = [this.states[id], this.model.get("states")?.[id]];
    return shared && shared.revision > own.revision ? shared : own;
  }

  fieldChanged(field) {
    this.cards.get(field.id).paint();
    this.header.paintSaved();
  }

  detach(id, file) {
    this.send({ type: "detach", n: this.number(), client: this.client, id, kind: file.kind, sha256: file.sha256 });
  }

  receive(message) {
    const known = {
      ack: () => { this.apply({ [message.id]: message.state }, message.client); this.outbox.acknowledged(message); },
      refused: () => this.outbox.refused(message),
      conflict: () => this.outbox.conflict(message),
      unsaved: () => this.outbox.unsaved(message),
      patch: () => { this.remember(message); this.apply(message.states, message.by); this.score.show(message.score); },
      history: () => showHistory(this, message),
      undone: () => this.toast(message.message),
      upload: () => this.uploadAnswered(message),
      pong: () => this.connection.pong(),
      error: () => this.toast(message.message, "kf-bad"),
    };
    known[message.type]?.();
  }

  /* For another view of the same page in this browser: Python does not send all states again with every edit. */
  remember({ states, score }) {
    this.model.set("states", { ...this.model.get("states"), ...states });
    this.model.set("score", score);
  }

  /* Newer states of some questions, made by the client `by`. */
  apply(states, by) {
    const mine = by === this.client;
    for (const [id, state] of Object.entries(states ?? {})) {
      const card = this.cards.get(id);
      if (!card || !state || state.revision < this.states[id].revision || same(state, this.states[id])) continue;
      const news = !mine;
      this.states[id] = state;
      card.receive(state, mine, news);
    }
    this.header.paint();
  }

  uploadAnswered(message) {
    const upload = this.uploads.get(message.upload);
    if (!upload) return;
    if (message.state) this.apply({ [upload.question.id]: message.state }, this.client);
    upload.answered(message);
  }

  connected(alive) {
    this.banner.show(!alive);
    this.header.paintSaved();
    if (!alive) return;
    this.apply(this.model.get("states"), "");
    this.outbox.sendAgain();
    [...this.uploads.values()].forEach((upload) => upload.begin());
  }

  /* Now and then: say that this tab is alive, and look for drafts of tabs that are not. */
  beat() {
    this.drafts.write();
    this.bringBack();
  }

  /* What was typed before a reload and never said to be saved: back in its field, and sent. */
  bringBack() {
    const found = Object.entries(this.drafts.adopt());
    const fields = new Map(this.allFields.map((field) => [field.key, field]));
    const restored = found.filter(([key, draft]) => fields.get(key)?.restore(draft));
    if (!restored.length) return;
    restored.forEach(([key]) => { this.fieldChanged(fields.get(key)); this.outbox.push(fields.get(key).id); });
    this.toast(this.t("restored", { count: restored.length }));
  }

  announce(text) {
    fill(this.live, text);
  }

  toast(text, className = "") {
    const node = h("p", { class: `kf-toast ${className}` }, said(text));
    this.toasts.append(node);
    setTimeout(() => node.remove(), 7000);
  }

  stop() {
    this.allFields.forEach((field) => { if (field.timer !== null) field.flush(); });
    this.model.off("msg:custom", this.listener);
    this.connection.stop();
    this.outbox.stop();
    this.sizes.disconnect();
    this.unfolding.stop();
    this.around.forEach((outer) => outer.classList.remove("kf-around"));
  }
}

/* What scrolls the form: the notebook's panel, or the page. */
function scrollerOf(node) {
  for (let outer = node.parentElement; outer; outer = outer.parentElement)
    if (/auto|scroll/.test(getComputedStyle(outer).overflowY) && outer !== document.body) return outer;
  return document.documentElement;
}

/* What everybody has to know about this page before filling it in. */
function notices(form) {
  const kinds = [["unofficial", form.page.unofficial], ["synthetic", form.page.synthetic]].filter(([, holds]) => holds);
  if (!kinds.length) return null;
  return h("div", { class: "kf-notices" }, kinds.map(([kind]) =>
    h("p", { class: "kf-notice" }, icon("alert"), h("span", {}, form.t(`notice_${kind}`, { instrument: form.page.instrument })))));
}
