/* Above the questions: stages and signatures, what can be done for all at once, agreement, disputes, requests. */

class Top {
  constructor(page) {
    this.page = page;
    this.saved = h("p", { class: "kf-saved", role: "status" });
    this.progress = h("span", { class: "kf-soft" });
    this.bar = h("progress", { "aria-label": page.t("your_decision") });
    this.heading = h("h1", {});
    const about = [page.page.region, page.page.cycle, page.page.instrument, page.page.author].join(" · ");
    this.node = h("div", { class: "kf-head" },
      h("div", { class: "kf-title" }, h("p", { class: "kf-kicker" }, about), this.heading),
      h("div", { class: "kf-state" }, this.saved, h("div", { class: "kf-page-progress" }, this.bar, this.progress)));
    this.stages = h("ol", { class: "kr-stages", "aria-label": page.t("stages") });
    this.why = h("div", {});
    this.next = button(page.t("next"), () => page.next(), { className: "kf-strong" });
    this.next.append(h("kbd", { "aria-hidden": "true" }, "N"));
    this.acts = h("span", { class: "kr-acts" });
    this.box = h("div", { class: "kr-box", role: "alert", hidden: true });
    this.tools = h("div", { class: "kf-tools" }, this.next, this.acts);
    this.panels = h("div", { class: "kr-panels" });
    this.keys = h("p", { class: "kr-keys kf-soft" }, page.t("keys"));
  }

  paint() {
    const { page } = this;
    const { overview } = page;
    const here = overview.stages.find((one) => one.here);
    const { all, decided, settled } = overview.progress;
    fill(this.heading, `${page.t("title")}: ${here.name}`);
    this.bar.max = Math.max(all, 1);
    this.bar.value = overview.decides ? decided : settled;
    fill(this.progress, overview.decides ? page.t("decided_of", { count: decided, all }) : page.t("settled_of", { count: settled, all }));
    this.tools.hidden = !overview.decides;
    this.keys.hidden = !overview.decides;
    renew(this.stages, overview.stages, (stages) => stages.map((one) => this.stage(one)));
    renew(this.why, overview.why_not, (words) => words && h("p", { class: "kf-notice" }, icon("alert"), h("span", {}, words)));
    renew(this.acts, [overview.decides, overview.ready, overview.equal, overview.to_ask], () => this.actions());
    this.paintPanels();
  }

  stage(one) {
    const { page } = this;
    const sign = { signed: "✓", open: "▸", waiting: "○" }[one.state];
    return h("li", { "data-state": one.state, "aria-current": one.here && "step" },
      h("p", { class: "kr-stage-name" }, h("span", { "aria-hidden": "true" }, `${sign} `), one.name),
      h("p", {}, h("strong", {}, one.score), one.predicate && ` ${one.predicate}`),
      h("p", { class: "kf-soft" }, one.state_words, one.about && h("span", {}, ": ", said(one.about)), one.hash && ` · ${page.t("file_hash", { short: one.hash })}`),
      h("div", { class: "kr-stage-acts" },
        one.here && h("span", { class: "kf-soft" }, page.t("stage_shown")),
        one.shows && button(page.t("stage_show"), () => page.act({ type: "show", stage: one.id }), { className: "kf-small", hidden: one.name }),
        one.signs && button(page.t("sign"), () => this.sign(one), { className: "kf-small", hidden: one.name }),
        one.reopens && button(page.t("reopen"), () => this.reopen(one), { className: "kf-small kf-quiet", hidden: one.name })));
  }

  actions() {
    const { page } = this;
    const { overview } = page;
    return [
      overview.ready > 0 && button(page.t("accept_all", { count: overview.ready }), () => this.acceptAll()),
      overview.equal > 0 && button(page.t("settle_equal", { count: overview.equal }), () => page.act({ type: "settle_equal" })),
      overview.to_ask > 0 && button(page.t("ask", { count: overview.to_ask }), () => this.ask("ask", overview.to_ask))];
  }

  // ---- dialogs --------------------------------------------------------------------------------------------------

  acceptAll() {
    const { page } = this;
    const count = page.overview.ready;
    openDialog(page, {
      title: page.t("accept_all_title"), parts: h("p", {}, page.t("accept_all_help", { count })), yes: page.t("accept_all_yes", { count }),
      listener: () => page.act({ type: "accept_complete" }),
    });
  }

  ask(type, count = 0) {
    const { page } = this;
    const field = dialogField(page, page.t("deadline"), { type: "datetime-local", value: page.overview.deadline });
    const help = type === "ask" && h("p", { class: "kf-soft" }, page.t("deadline_help"));
    openDialog(page, {
      title: page.t(`${type}_title`), parts: [field.node, help], yes: page.t(`${type}_yes`, { count }), focus: field.input,
      listener: () => page.act({ type, deadline: field.input.value }),
    });
  }

  sign(stage) {
    const { page } = this;
    const { author } = page.page;
    const missing = stage.missing.length > 0 && [h("p", {}, h("strong", {}, page.t("sign_missing"))), h("ul", { class: "kr-missing" }, stage.missing.map((one) => h("li", {}, one)))];
    openDialog(page, {
      title: page.t("sign_title", { stage: stage.name }), parts: [h("p", {}, page.t("sign_help", { author })), missing],
      yes: page.t("sign_yes", { author }), listener: () => page.act({ type: "sign", stage: stage.id }),
    });
  }

  reopen(stage) {
    const { page } = this;
    const field = dialogField(page, page.t("reason"), { rows: 3, dir: "auto" }, "textarea");
    openDialog(page, {
      title: page.t("reopen_title", { stage: stage.name }), parts: [h("p", {}, page.t("reopen_help")), field.node], yes: page.t("reopen"),
      focus: field.input, listener: () => page.act({ type: "reopen", stage: stage.id, reason: field.input.value }),
    });
  }

  // ---- panels ---------------------------------------------------------------------------------------------------

  paintPanels() {
    const { page } = this;
    const { overview } = page;
    this.made ??= ["agreement", "disputes", "requests", "roles"].map((key) => {
      const [title, body] = [h("span", {}), h("div", { class: "kr-panel-body" })];
      const node = h("details", { class: "kr-panel" }, h("summary", {}, title), body);
      this.panels.append(node);
      return { key, title, body, node };
    });
    const counts = { disputes: overview.disputes.length, requests: overview.requests.reduce((sum, one) => sum + one.items.length, 0) };
    for (const { key, title, body, node } of this.made) {
      const shown = { agreement: [overview.evaluators, overview.agreement], disputes: overview.disputes, requests: overview.requests, roles: overview.roles }[key];
      node.hidden = counts[key] === 0 || (key === "agreement" && overview.evaluators.length === 0);
      fill(title, page.t(key, { count: counts[key] }));
      renew(body, [shown, overview.decides], () => this[`${key}Of`](shown));
    }
  }

  agreementOf([evaluators, agreement]) {
    return h("ul", {}, evaluators.map((one) => h("li", {}, h("strong", {}, said(one.name)), `: ${one.words}`)),
      agreement.map((one) => h("li", {}, h("strong", {}, said(one.who)), `: ${one.words}`)));
  }

  disputesOf(disputes) {
    const { page } = this;
    const settle = (one, decision) => page.overview.decides && (() => page.act({ type: "settle", id: one.id, evaluator: decision.evaluator, seen: one.seen }));
    return disputes.map((one) => h("section", { class: "kr-dispute", "aria-label": one.id },
      h("p", {}, h("span", { class: "kf-id" }, one.id), " ", one.text, " ",
        button(page.t("open_question", { id: one.id }), () => page.open(one.id), { className: "kf-small kf-quiet" })),
      h("div", { class: "kr-side" }, one.decisions.map((decision) => verdictBox(page, decision, decision.evaluator, settle(one, decision))))));
  }

  requestsOf(requests) {
    const { page } = this;
    const open = requests.some((one) => one.items.some((item) => item.state !== "answered"));
    return [
      page.overview.decides && open && button(page.t("extend"), () => this.ask("extend"), { className: "kf-small" }),
      requests.map((one) => h("section", {}, h("h2", {}, one.agency), one.items.map((item) => h("div", {},
        button(page.t("open_question", { id: item.id }), () => page.open(item.id), { className: "kf-small kf-quiet" }), requestBox(page, item)))))];
  }

  rolesOf(words) {
    return h("p", {}, words);
  }

  // ---- how it went ----------------------------------------------------------------------------------------------

  state(key, values) {
    const status = { saving: "saving", not_saved: "lost" }[key] ?? "clean";
    this.saved.dataset.status = status;
    fill(this.saved, icon({ lost: "alert", saving: "clock", clean: "check" }[status]), h("span", {}, this.page.t(key, values)));
  }

  tell(words, bad = false) {
    this.box.hidden = !words;
    this.box.classList.toggle("kr-bad-box", bad);
    fill(this.box, words && said(words), words && button(this.page.t("close"), () => this.tell(""), { className: "kf-small kf-quiet" }));
    if (words && bad) this.box.scrollIntoView({ block: "nearest" });
  }
}
