/* All questions by indicator, with a sign for how far each is; one Tab stop, arrows inside. */

const SIGNS = { nothing: "–", open: "○", changed: "↻", completed: "↻", asked: "…", decided: "✓", disputed: "≠", settled: "✓✓" };

class QuestionList {
  constructor(page) {
    this.page = page;
    this.filter = "all";
    this.items = new Map();
    const name = `${page.uid}-show`;
    this.filters = ["all", "waiting", "disputed"].map((key) => ({ key, ...tick(page, "radio", name, page.t(`show_${key}`), () => this.choose(key)) }));
    for (const one of this.filters) one.node.append(one.counter = h("span", { class: "kf-counter" }));
    this.filters[0].input.checked = true;
    this.empty = h("p", { class: "kf-nothing", hidden: true }, page.t("nothing_here"));
    this.groups = page.clusters.flatMap((cluster) => cluster.indicators.map((indicator) => this.group(cluster, indicator)));
    this.scroller = h("div", { class: "kr-scroller" }, this.groups.map((one) => one.node), this.empty);
    this.node = h("nav", { class: "kr-list", "aria-label": page.t("questions") },
      h("fieldset", { class: "kf-filter" }, h("legend", { class: "kf-unseen" }, page.t("filter")), this.filters.map((one) => one.node)), this.scroller);
    this.paint(this.items.keys());
  }

  group(cluster, indicator) {
    const items = indicator.questions.map((question) => this.item(question));
    const node = h("section", {}, h("h2", {}, [indicator.number, indicator.name].filter(Boolean).join(" ")), h("ul", {}, items.map((one) => one.node)));
    return { node, items };
  }

  item(question) {
    const sign = h("span", { class: "kr-sign", "aria-hidden": "true" });
    const words = h("span", { class: "kf-unseen" });
    const points = h("span", { class: "kf-soft" });
    const opener = h("button", { type: "button", class: "kr-item", tabindex: "-1", on: { click: () => this.page.open(question.id) } },
      sign, h("span", { class: "kr-item-words" }, h("span", { class: "kf-id" }, question.id), " ", question.text), points, words);
    const made = { id: question.id, opener, sign, words, points, node: h("li", {}, opener) };
    this.items.set(question.id, made);
    return made;
  }

  choose(key) {
    this.filter = key;
    this.sift();
  }

  fits(id) {
    const state = this.page.states[id];
    if (this.filter === "waiting") return state.waits;
    return this.filter !== "disputed" || state.standing === "disputed";
  }

  sift() {
    let shown = 0;
    for (const { node, items } of this.groups) {
      for (const one of items) one.node.hidden = !(this.fits(one.id) || one.id === this.page.current);
      const count = items.filter((one) => !one.node.hidden).length;
      node.hidden = count === 0;
      shown += count;
    }
    this.empty.hidden = shown > 0;
  }

  paint(ids) {
    for (const id of ids) {
      const one = this.items.get(id);
      const { standing, claim } = this.page.states[id];
      one.sign.textContent = SIGNS[standing];
      one.opener.dataset.standing = standing;
      one.words.textContent = ` – ${this.page.t(`standing_${standing}`)}`;
      one.opener.title = this.page.t(`standing_${standing}`);
      one.points.textContent = claim ? claim.points_text : "";
    }
    const states = Object.values(this.page.states);
    const counts = { all: states.length, waiting: states.filter((one) => one.waits).length, disputed: states.filter((one) => one.standing === "disputed").length };
    for (const one of this.filters) one.counter.textContent = String(counts[one.key]);
  }

  mark(id) {
    for (const one of this.items.values()) {
      one.opener.tabIndex = one.id === id ? 0 : -1;
      if (one.id === id) one.opener.setAttribute("aria-current", "true");
      else one.opener.removeAttribute("aria-current");
    }
    this.sift();
    const { opener } = this.items.get(id);
    const [inner, outer] = [opener.getBoundingClientRect(), this.scroller.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom) this.scroller.scrollTop += inner.top - outer.top - outer.height / 3;
  }

  /* The question before or after another one, among those shown. */
  beside(id, step) {
    const shown = [...this.items.values()].filter((one) => !one.node.hidden && !one.node.closest("[hidden]")).map((one) => one.id);
    return shown[shown.indexOf(id) + step];
  }
}
