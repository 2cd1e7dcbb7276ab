/* The decision about one question: four buttons, and what each of them needs besides. */

const VERDICTS = { accept: "A", reduce: "K", reject: "T", completion: "L" };
const ANSWERABLE = ["choice", "checklist", "number", "percent", "two_year"]; // a whole table is not answered here

class DecisionForm {
  constructor(page, question) {
    Object.assign(this, { page, question, verdict: null, by: "points", typed: false });
    const uid = `${page.uid}-${unique()}`;
    this.buttons = Object.entries(VERDICTS).map(([verdict, key]) => this.verdictButton(verdict, key));
    this.errors = { points: this.errorLine(`${uid}-points`), reason: this.errorLine(`${uid}-reason`) };
    this.points = numberInput(page, page.t("by_points_label", { maximum: showNumber(page, question.weight) }),
      { whole: false, describedBy: `${uid}-points` }, (left) => this.changed(left));
    this.answer = ANSWERABLE.includes(question.control.type)
      ? CONTROLS[question.control.type](page, { ...question, id: `${question.id}-${uid}` }, () => this.changed(false), `${uid}-points`)
      : null;
    this.ways = ["points", "answer"].map((way) => tick(page, "radio", `${uid}-way`, page.t(`by_${way}`), () => { this.by = way; this.paint(); this.changed(false); }));
    this.reason = h("textarea", { id: `${uid}-why`, rows: 3, dir: "auto", class: "kr-field", "aria-describedby": `${uid}-reason`,
      on: { input: () => this.changed(false), change: () => this.changed(true), keydown: (event) => this.entered(event) } });
    this.reasonLabel = h("label", { for: `${uid}-why`, class: "kf-label" });
    this.reducing = h("fieldset", { class: "kr-reduce" },
      h("legend", { class: "kf-unseen" }, page.t("verdict_reduce")),
      this.answer && h("div", { class: "kr-ways" }, this.ways.map((way) => way.node)),
      this.pointsBox = h("div", {}, this.points.node), this.answerBox = h("div", {}, this.answer?.node), this.errors.points);
    this.reasoning = h("div", { class: "kr-why" }, this.reasonLabel, this.reason, this.errors.reason);
    this.line = h("p", { class: "kr-saved", role: "status" });
    this.save = button(page.t("save"), () => this.commit(), { className: "kf-strong" });
    this.node = h("section", { class: "kr-decision", "aria-label": page.t("your_decision") },
      h("h3", {}, page.t("your_decision")),
      h("div", { class: "kr-verdicts", role: "group", "aria-label": page.t("decision") }, this.buttons.map((one) => one.node)),
      this.reducing, this.reasoning, h("div", { class: "kr-save" }, this.save, this.line));
    this.points.input.addEventListener("keydown", (event) => this.entered(event));
    this.show();
  }

  verdictButton(verdict, key) {
    const node = button(this.page.t(`verdict_${verdict}`), () => this.choose(verdict), { className: "kr-verdict" });
    node.append(h("kbd", { "aria-hidden": "true" }, key));
    node.setAttribute("aria-keyshortcuts", key);
    return { verdict, node };
  }

  errorLine(id) {
    return h("p", { id, class: "kr-bad", role: "alert", hidden: true });
  }

  /* What is stored, or what was begun here before. */
  show() {
    const draft = this.page.drafts.get(this.question.id);
    const own = draft ?? this.page.states[this.question.id].own;
    this.typed = Boolean(draft);
    this.verdict = own?.verdict ?? null;
    this.by = own?.answer !== null && own?.answer !== undefined && this.answer ? "answer" : "points";
    this.points.set(own?.points ?? null);
    this.answer?.show(own?.answer ?? null);
    this.reason.value = own?.reason ?? "";
    this.refuse([]);
    this.paint();
  }

  /* A newer state of Python, unless somebody is at work here. */
  receive() {
    if (this.typed || this.node.contains(document.activeElement)) this.paint();
    else this.show();
  }

  choose(verdict) {
    this.verdict = verdict;
    this.typed = true;
    this.refuse([]);
    this.paint();
    if (verdict === "accept") this.commit();
    else {
      this.keep();
      (verdict === "reduce" ? this.firstOfReduce() : this.reason).focus();
    }
  }

  firstOfReduce() {
    return this.by === "points" ? this.points.input : this.answerBox.querySelector("input");
  }

  /* Something was typed; what is complete is saved when its field is left. */
  changed(left) {
    this.typed = true;
    this.refuse([]);
    this.keep();
    this.paint();
    if (left && this.complete) this.commit();
  }

  get complete() {
    if (!this.verdict || this.page.states[this.question.id].claim === null) return false;
    if (this.verdict === "accept") return true;
    const { points, answer } = this.value();
    return this.reason.value.trim() !== "" && (this.verdict !== "reduce" || points !== null || answer !== null);
  }

  /* Enter saves; with Shift it begins a line. */
  entered(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.commit(true);
  }

  value() {
    const reduces = this.verdict === "reduce";
    return {
      verdict: this.verdict,
      points: reduces && this.by === "points" ? this.points.read().value ?? null : null,
      answer: reduces && this.by === "answer" ? this.answer.read().value ?? null : null,
      reason: this.reason.value.trim(),
    };
  }

  commit(onwards = false) {
    if (!this.verdict || !this.page.overview.decides) return;
    const read = this.verdict === "reduce" && (this.by === "points" ? this.points : this.answer).read();
    if (read?.fault ?? read?.wait) {
      this.refuse([{ field: "points", words: read.fault ?? read.wait }]);
      return;
    }
    this.keep();
    this.page.decide(this.question.id, this.value());
    if (onwards) this.page.card.focus();
  }

  saved() {
    this.typed = false;
    this.refuse([]);
    this.paint();
  }

  /* Faults beside their fields; the first of them has the focus. */
  refuse(faults) {
    for (const [field, line] of Object.entries(this.errors)) {
      const words = faults.filter((one) => one.field === field || (field === "reason" && !one.field)).map((one) => one.words);
      fill(line, words.length > 0 && icon("alert"), words.join(" "));
      line.hidden = words.length === 0;
      const input = field === "reason" ? this.reason : this.points.input;
      if (words.length) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    if (faults.length) (faults[0].field === "points" ? this.firstOfReduce() : this.reason).focus();
  }

  keep() {
    if (this.verdict || this.reason.value.trim()) this.page.drafts.set(this.question.id, this.value());
  }

  paint() {
    const { page, verdict } = this;
    const state = page.states[this.question.id];
    for (const one of this.buttons) one.node.setAttribute("aria-pressed", String(one.verdict === verdict));
    this.ways.forEach((way, place) => { way.input.checked = ["points", "answer"][place] === this.by; });
    this.reducing.hidden = verdict !== "reduce";
    this.pointsBox.hidden = this.by !== "points";
    this.answerBox.hidden = this.by !== "answer";
    this.reasoning.hidden = !verdict;
    this.save.hidden = !this.typed;
    fill(this.reasonLabel, page.t(`reason_for_${verdict ?? "accept"}`), h("span", { class: "kf-unseen" }, ` ${this.question.id}`));
    const words = this.typed ? page.t("draft") : state.own ? page.t("saved_words", { at: state.own.at }) : "";
    fill(this.line, words && icon(this.typed ? "half" : "check"), words && h("span", {}, words));
  }
}
