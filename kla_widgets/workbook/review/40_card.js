/* One question on the desk: claim, evidence and rule on one side, the decision on the other. */

class Desk {
  constructor(page) {
    Object.assign(this, { page, question: null, form: null });
    this.facts = h("div", { class: "kr-facts" });
    this.deciding = h("div", { class: "kr-deciding" });
    this.head = h("div", {});
    this.node = h("article", { class: "kr-card", tabindex: "-1", "aria-label": page.t("choose_question") },
      h("p", { class: "kf-nothing" }, page.t("choose_question")));
  }

  focus() {
    this.node.focus({ preventScroll: true });
    this.node.scrollIntoView({ block: "start" });
  }

  show(question) {
    this.question = question;
    this.node.setAttribute("aria-label", question.id);
    this.own = h("div", {});
    this.others = h("div", {});
    this.form = this.page.overview.decides && this.page.states[question.id].claim ? new DecisionForm(this.page, question) : null;
    fill(this.head, this.title(question));
    fill(this.node, this.head, h("div", { class: "kr-columns" }, this.facts, fill(this.deciding, this.form?.node, this.own, this.others)));
    this.paint();
  }

  /* The state of the question shown has changed. */
  paint() {
    if (!this.question) return;
    const { page, question } = this;
    const state = page.states[question.id];
    renew(this.facts, [question.id, state.claim, state.note, state.agencies, state.files, state.lacking, state.complete], () => this.factsOf(question, state));
    renew(this.own, [this.form !== null, state.own], () => !this.form && state.own && verdictBox(page, state.own, page.t("your_decision")));
    renew(this.others, [question.id, state.hidden, state.others, state.settled, state.earlier, state.request], () => this.othersOf(question, state));
    this.form?.receive();
  }

  title(question) {
    const worth = question.weight === null ? this.page.t("worth_unknown") : this.page.t("worth", { points: showNumber(this.page, question.weight) });
    return [
      h("p", { class: "kf-kicker" }, question.indicator),
      h("h2", {}, h("span", { class: "kf-id" }, question.id), " ", question.text),
      h("p", { class: "kf-soft" }, question.kind, " · ", worth)];
  }

  factsOf(question, state) {
    const { page } = this;
    const { claim } = state;
    return [
      h("section", { class: "kr-part kr-claim", "aria-label": page.t("claim") }, h("h3", {}, page.t("claim")),
        claim ? h("p", {}, h("strong", {}, said(claim.words)), h("span", { class: "kr-points" }, page.t("claimed_points", { points: claim.points_text, maximum: claim.maximum_text })))
          : h("p", {}, page.t("standing_nothing")),
        claim?.rows && h("ol", { class: "kr-rows" }, claim.rows.map((row) => h("li", {}, said(row)))),
        claim && h("p", { class: "kf-soft" }, claim.stage, " · ", page.t("led_by", { agencies: state.agencies })),
        state.note && h("blockquote", {}, h("span", { class: "kf-soft" }, page.t("district_note")), " ", said(state.note))),
      evidenceList(page, question, state),
      h("details", { class: "kr-part kr-rule", open: true }, h("summary", {}, page.t("rule")),
        optionsOf(page, question), question.help && h("p", {}, question.help),
        h("p", { class: "kf-soft" }, h("strong", {}, page.t(question.inferred ? "rule_inferred" : "rule_official")), " ", question.rule))];
  }

  othersOf(question, state) {
    const { page } = this;
    const hidden = state.hidden && h("p", { class: "kf-soft" }, page.t("others_hidden"));
    const settle = page.overview.decides && state.standing === "disputed";
    const seen = state.settled?.revision ?? 0;
    const choices = settle && state.own ? [state.own, ...state.others] : state.others;
    return [
      state.settled && verdictBox(page, state.settled, page.t("settled_decision")),
      state.request && requestBox(page, state.request),
      hidden,
      choices.length > 0 && h("div", { class: "kr-side" }, choices.map((one) => verdictBox(page, one, one.evaluator,
        settle && (() => page.act({ type: "settle", id: question.id, evaluator: one.evaluator, seen }))))),
      state.earlier.length > 0 && h("details", { class: "kr-part" }, h("summary", {}, page.t("earlier_decisions")),
        state.earlier.map((one) => verdictBox(page, one, one.stage))),
      button(page.t("history"), () => openHistory(page, question), { className: "kf-quiet kf-small", sign: "clock", hidden: question.id })];
  }
}

/* What each answer earns. */
function optionsOf(page, question) {
  if (question.control.type !== "choice") return null;
  return h("ul", { class: "kr-options" }, question.control.options.map((option) => h("li", {}, option.label,
    question.weight !== null && h("span", { class: "kf-soft" }, ` – ${page.t("points", { points: showNumber(page, option.credit * question.weight) })}`))));
}

function verdictBox(page, one, who, settle) {
  return h("div", { class: "kr-verdict-box" },
    h("p", {}, h("span", { class: "kf-label" }, said(who)), " – ", h("strong", {}, one.words), one.result && ` · ${one.result}`),
    one.reason && h("p", {}, said(one.reason)),
    h("p", { class: "kf-soft" }, said(one.author), ", ", one.when),
    settle && button(page.t("use_this"), settle, { className: "kf-small", hidden: who }));
}

function requestBox(page, one) {
  return h("div", { class: "kr-request", "data-state": one.state },
    h("p", {}, h("strong", {}, one.state_words), one.deadline && ` · ${page.t("deadline")}: ${one.deadline}`),
    h("p", {}, said(one.text)), h("p", { class: "kf-soft" }, said(one.by)),
    one.reply && h("p", {}, h("span", { class: "kf-label" }, page.t("reply_of")), " ", said(one.reply), h("span", { class: "kf-soft" }, " – ", said(one.reply_by))));
}
