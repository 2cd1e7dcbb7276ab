/* The card of one question: text, worth, help, answer, evidence, agencies, note, and how saving stands. */

/* "open": not answered; "partial": answered, evidence missing; "done". Shown by a drawing and by words. */
function progressOf(state) {
  if (!state.done) return "open";
  return state.proven ? "done" : "partial";
}

const MARKS = { open: "empty", partial: "half", done: "check" };

class Card {
  constructor(form, question) {
    Object.assign(this, { form, question });
    const { id } = question;
    const messages = `${form.uid}-${id}-messages`;
    const build = (name, make) => {
      const control = make(form, question, (atOnce) => this.field(name).changed(atOnce), messages);
      control.node.addEventListener("focusout", () => setTimeout(() => this.left(name, control)));
      return control;
    };
    const answer = build("value", CONTROLS[question.control.type]);
    const agencies = build("agencies", agenciesControl);
    const note = build("note", noteControl);
    this.answer = answer;
    this.evidence = evidenceSection(form, question);
    this.mark = h("span", { class: "kf-progress-mark" });
    this.derived = h("p", { class: "kf-derived kf-from-python" });
    this.earned = h("div", { class: "kf-earned" });
    this.warning = h("div", { class: "kf-warning-slot" });
    this.suggestion = h("div", {});
    this.messages = h("div", { id: messages, class: "kf-messages" });
    this.line = h("span", { class: "kf-line" });
    this.node = h("article", { class: "kf-card", id: `${form.uid}-${id}`, "aria-label": id },
      this.head(),
      h("fieldset", { class: "kf-question" },
        h("legend", {}, h("span", { class: "kf-id" }, id), " ", h("span", {}, question.text)),
        this.help(), answer.node, this.derived),
      this.messages, this.suggestion, this.warning, this.earned,
      h("div", { class: "kf-lower" }, this.evidence.node, h("div", { class: "kf-who" }, agencies.node, note.node)),
      h("div", { class: "kf-foot" }, this.line,
        button(form.t("history"), () => openHistory(form, question), { className: "kf-quiet kf-small", sign: "clock", hidden: id })));
    this.fields = [["value", answer], ["agencies", agencies], ["note", note]].map(([name, control]) => new Field(form, id, name, control));
    this.paint();
  }

  field(name) {
    return this.fields.find((field) => field.name === name);
  }

  left(name, control) {
    if (control.node.contains(document.activeElement)) return;
    const field = this.field(name);
    if (field.timer !== null || !field.pending) field.flush();
  }

  head() {
    const { question, form } = this;
    const worth = question.weight === null ? form.t("worth_unknown") : form.t("worth", { points: showNumber(form, question.weight) });
    return h("div", { class: "kf-card-head" }, this.mark, h("span", { class: "kf-tag" }, question.kind), h("span", { class: "kf-weight" }, worth));
  }

  help() {
    const { question, form } = this;
    const rule = question.inferred ? form.t("rule_inferred") : form.t("rule_official");
    return h("details", { class: "kf-help" },
      h("summary", {}, form.t("help_and_rule"), h("span", { class: "kf-unseen" }, ` ${question.id}`),
        question.inferred && h("span", { class: "kf-inferred" }, form.t("inferred"))),
      question.help && h("p", {}, question.help),
      h("p", { class: "kf-rule" }, h("strong", {}, rule), " ", question.rule));
  }

  /* A state from Python; `theirs` when somebody else's change made it. */
  receive(state, mine, theirs) {
    this.fields.forEach((field) => field.receive(state, mine));
    this.paint();
    if (theirs) flash(this.node);
  }

  /* Everything but the controls, from the state and the fields. */
  paint() {
    const { form, question, fields } = this;
    const state = form.states[question.id];
    const progress = progressOf(state);
    this.node.dataset.progress = progress;
    this.node.dataset.status = worst(fields);
    renew(this.mark, progress, () => [icon(MARKS[progress]), h("span", {}, form.t(`progress_${progress}`))]);
    renew(this.line, [worst(fields), state.at, state.author], () => stateLine(form, fields, state));
    renew(this.messages, fields.map((field) => [field.status, field.trouble, field.pending?.fault, field.pending?.wait]),
      () => troubles(form, fields));
    const live = this.answer.node.querySelector(".kf-derived:not(:empty)");
    renew(this.derived, !live && !fields[0].pending && state.derived, (words) => words);
    renew(this.earned, [state.points, state.points_text, state.left_text], () => earned(form, question, state));
    renew(this.warning, state.warning, (words) => words && h("p", { class: "kf-warning" }, icon("alert"), " ", said(words)));
    renew(this.suggestion, state.done ? null : state.suggestion, (given) => given && this.suggest(given));
    this.evidence.show(state);
  }

  suggest(suggestion) {
    const { form, question } = this;
    const accept = () => {
      const field = this.field("value");
      field.control.show(suggestion.value);
      field.changed(true);
    };
    return h("div", { class: "kf-suggestion" },
      h("p", {}, h("strong", {}, form.t("suggestion", { cycle: suggestion.cycle })), " ", said(suggestion.words)),
      button(form.t("accept_suggestion"), accept, { className: "kf-small", sign: "check", hidden: question.id }));
  }
}

/* What the answer earns, and what is still to be had, in words and as a bar. */
function earned(form, question, state) {
  if (!state.points_text && !state.left_text) return null;
  const share = question.weight && state.points !== null ? Math.min(1, state.points / question.weight) : 0;
  const bar = h("span", { class: "kf-meter", "aria-hidden": "true" }, h("span", { style: `width:${share * 100}%` }));
  return [bar, h("span", {}, h("strong", {}, state.points_text), state.left_text && h("span", { class: "kf-soft" }, ` · ${state.left_text}`))];
}

/* The second of two equal animations begins anew without the page being laid out in between. */
function flash(node) {
  node.classList.add("kf-flash");
  node.classList.toggle("kf-again");
}
