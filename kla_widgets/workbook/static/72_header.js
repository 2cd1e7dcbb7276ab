/* The bar at the top: where we are, whether all is saved, filter, indicators, text size, undo. */

const TEXT_SIZES = [0.85, 1, 1.15, 1.3, 1.5, 1.75];

class Header {
  constructor(form) {
    this.form = form;
    const { page } = form;
    this.saved = h("p", { class: "kf-saved", role: "status" });
    this.progress = h("span", { class: "kf-soft" });
    this.bar = h("progress", { "aria-label": form.t("answered") });
    const place = [page.region, page.cycle, page.stage].filter(Boolean).join(" · ");
    this.node = h("div", { class: "kf-head" },
      h("div", { class: "kf-title" }, h("p", { class: "kf-kicker" }, place), pageTitle(form)),
      h("div", { class: "kf-state" }, this.saved, h("div", { class: "kf-page-progress" }, this.bar, this.progress)));
    this.filter = filterChoice(form);
    this.jump = jumpList(form);
    this.tools = h("div", { class: "kf-tools" }, this.filter.node, this.jump.node,
      button(form.t("undo"), () => form.send({ type: "undo", n: form.number(), client: form.client }), { className: "kf-undo", sign: "undo" }),
      textSize(form));
  }

  paint() {
    const { form } = this;
    const states = form.page.indicators.flatMap((indicator) => indicator.questions.map((question) => form.states[question.id]));
    const answered = states.filter((state) => state.done).length;
    this.bar.max = Math.max(states.length, 1);
    this.bar.value = answered;
    this.progress.textContent = form.t("answered_of", { count: answered, all: states.length });
    this.filter.paint();
    this.jump.paint();
    this.paintSaved();
  }

  paintSaved() {
    const { form } = this;
    const fields = form.allFields.filter((field) => field.pending);
    const lost = fields.filter((field) => !["saving", "incomplete"].includes(field.status)).length;
    const status = lost ? "lost" : !form.connection?.alive ? "lost" : fields.some((field) => field.status === "saving") ? "saving" : "clean";
    const words = lost ? form.t("not_saved_count", { count: lost })
      : { lost: form.t("connection_lost"), saving: form.t("saving"), clean: form.t("all_saved") }[status];
    if (this.saved.dataset.words === words) return;
    this.saved.dataset.words = words;
    this.saved.dataset.status = status;
    fill(this.saved, icon({ lost: "alert", saving: "clock", clean: "check" }[status]), h("span", {}, words));
  }
}

/* The cluster's name; on a phone its short one, the whole is then for screen readers. */
function pageTitle({ page, model }) {
  const short = model.get("score").clusters.find((cluster) => cluster.id === page.id)?.short ?? page.title;
  return h("h1", {}, h("span", { class: "kf-title-long" }, page.title), h("span", { class: "kf-title-short", "aria-hidden": "true" }, short));
}

/* All, not filled in, evidence missing. A card at work does not vanish: the filter applies when it is chosen. */
function filterChoice(form) {
  const tests = { all: () => true, open: (state) => !state.done, unproven: (state) => !state.proven };
  const name = `${form.uid}-filter`;
  const empty = h("p", { class: "kf-nothing", hidden: true }, form.t("filter_nothing"));
  const counters = {};
  const questions = form.page.indicators.flatMap((indicator) => indicator.questions);
  const apply = (test) => {
    let shown = 0;
    for (const { id } of questions) {
      const fits = tests[test](form.states[id]);
      form.cards.get(id).node.hidden = !fits;
      shown += fits;
    }
    form.sections.forEach((section) => { section.hidden = !section.querySelector(".kf-card:not([hidden])"); });
    empty.hidden = shown > 0;
    form.announce(form.t("filter_shown", { count: shown }));
  };
  const options = Object.keys(tests).map((test) => {
    const made = tick(form, "radio", name, form.t(`filter_${test}`), () => apply(test));
    made.input.checked = test === "all";
    counters[test] = h("span", { class: "kf-counter" });
    made.node.append(counters[test]);
    return made.node;
  });
  const paint = () => {
    for (const test of Object.keys(tests))
      counters[test].textContent = String(questions.filter(({ id }) => tests[test](form.states[id])).length);
  };
  const reset = () => { options[0].querySelector("input").checked = true; apply("all"); };
  return { node: h("fieldset", { class: "kf-filter" }, h("legend", { class: "kf-unseen" }, form.t("filter")), options), paint, empty, reset };
}

function jumpList(form) {
  const counters = form.page.indicators.map(() => h("span", { class: "kf-counter" }));
  const go = (place) => {
    node.open = false;
    if (form.sections[place].hidden) form.header.filter.reset();
    const title = form.sections[place].querySelector("h2");
    title.focus({ preventScroll: true });
    title.scrollIntoView();
    requestAnimationFrame(() => title.scrollIntoView()); // cards above may only now have got their height
  };
  const items = form.page.indicators.map((indicator, place) => h("li", {},
    h("button", { type: "button", class: "kf-jump-item", on: { click: () => go(place) } },
      h("span", { class: "kf-jump-name" }, h("span", { class: "kf-id" }, indicator.number || indicator.id), " ", indicator.name), " ", counters[place])));
  const node = h("details", { class: "kf-jump" }, h("summary", { class: "kf-button" }, icon("list"), h("span", {}, form.t("indicators"))), h("ul", {}, items));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !node.open) return;
    node.open = false;
    node.firstElementChild.focus();
  });
  node.addEventListener("focusout", () => setTimeout(() => { if (!node.contains(document.activeElement)) node.open = false; }));
  const paint = () => form.page.indicators.forEach((indicator, place) => {
    const done = indicator.questions.filter(({ id }) => form.states[id].done).length;
    counters[place].textContent = form.t("count_of", { count: done, all: indicator.questions.length });
  });
  return { node, paint };
}

/* A- and A+, remembered for the next page and the next day. */
function textSize(form) {
  let place = TEXT_SIZES.indexOf(readJson("localStorage", "kla-text-size"));
  if (place < 0) place = 1;
  const apply = () => form.root.style.setProperty("--kf-scale", TEXT_SIZES[place]);
  const change = (step) => () => {
    place = Math.min(TEXT_SIZES.length - 1, Math.max(0, place + step));
    writeJson("localStorage", "kla-text-size", TEXT_SIZES[place]);
    apply();
    form.announce(form.t("text_size", { percent: Math.round(TEXT_SIZES[place] * 100) }));
  };
  apply();
  const key = (text, label, step) => h("button", { type: "button", class: "kf-button", "aria-label": form.t(label), title: form.t(label), on: { click: change(step) } }, text);
  return h("div", { class: "kf-size", role: "group", "aria-label": form.t("text_size_label") }, key("A−", "text_smaller", -1), key("A+", "text_larger", 1));
}
