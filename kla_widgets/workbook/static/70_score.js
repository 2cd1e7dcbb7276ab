/* The live score: total, steps of the predicates, risk, clusters, progress. At the side, or folded on top of a phone.

   Each part is drawn anew only when what it says has changed. */

class ScorePanel {
  constructor(form) {
    this.form = form;
    this.total = h("div", { class: "kf-total", "aria-live": "polite", "aria-atomic": "true" });
    this.risk = h("div", {});
    this.ladder = h("div", {});
    this.clusters = new ClusterBars(form);
    this.counts = ["answered", "evidenced"].map((key) => countRow(form, key));
    this.short = h("span", { class: "kf-short" });
    const summary = h("summary", {}, h("span", {}, form.t("score")), this.short);
    this.node = h("details", { class: "kf-score" }, summary, h("div", { class: "kf-score-body" },
      this.total, this.risk, this.ladder, this.clusters.node,
      h("section", { class: "kf-counts" }, this.counts.map((count) => count.node))));
    this.aside = h("aside", { class: "kf-aside", tabindex: "0", "aria-label": form.t("score") }, this.node);
    this.previous = null;
  }

  show(score) {
    const { form } = this;
    const predicate = score.predicate || form.t("no_predicate");
    const { total_text, max_text, distance } = score;
    renew(this.short, [total_text, predicate], () => [h("strong", {}, total_text), ` · ${predicate}`]);
    renew(this.total, [total_text, max_text, predicate, distance], () => [
      h("p", { class: "kf-kicker" }, form.t("score")),
      h("p", { class: "kf-figure" }, total_text, " ", h("span", { class: "kf-soft" }, form.t("out_of", { max: max_text }))),
      h("p", { class: "kf-predicate" }, predicate),
      distance && h("p", { class: "kf-distance" }, distance)]);
    renew(this.risk, score.risk, (risk) => risk && h("p", { class: "kf-risk" }, icon("alert"), h("span", {}, risk)));
    const steps = [...(score.ladder ?? [])].sort((one, other) => other.from - one.from);
    const reached = steps.filter((step) => (score.total ?? 0) >= step.from).length;
    renew(this.ladder, [steps, reached], () => ladder(form, steps, reached));
    this.clusters.show(score);
    this.counts.forEach((count) => count.show(score));
    if (this.previous !== null && this.previous !== total_text) flash(this.total);
    this.previous = total_text;
  }
}

/* The predicates as steps, highest on top; the lowest `count` of them are reached and ticked. */
function ladder(form, steps, count) {
  if (!steps.length) return null;
  const here = steps[steps.length - count];
  return h("ol", { class: "kf-ladder", reversed: true, "aria-label": form.t("predicates") }, steps.map((step, place) => {
    const reached = place >= steps.length - count;
    return h("li", { class: reached ? (step === here ? "kf-here" : "kf-reached") : "", "aria-current": step === here && "step" },
      icon(reached ? "check" : "empty"), h("span", {}, step.name),
      reached && h("span", { class: "kf-unseen" }, ` ${form.t("reached")}`),
      h("span", { class: "kf-from" }, stepStart(form, step)));
  }));
}

/* "from 600.01": where there is little room, the number alone is seen. */
function stepStart(form, step) {
  return form.t("from_points").split("{points}").flatMap((words, place) => [
    place > 0 && showNumber(form, step.from), words && h("span", { class: "kf-word" }, words)]);
}

/* Claimed and supported points of every cluster, one bar over the other. */
class ClusterBars {
  constructor(form) {
    this.form = form;
    this.rows = new Map();
    this.list = h("ul", {});
    this.keys = ["claimed", "supported"].map((name) => {
      const words = h("span", {});
      return { name, words, node: h("li", {}, h("span", { class: `kf-swatch kf-${name}` }), words) };
    });
    this.node = h("section", { class: "kf-clusters", "aria-label": form.t("clusters") },
      h("h2", {}, form.t("clusters")), h("ul", { class: "kf-key" }, this.keys.map((key) => key.node)), this.list);
  }

  show(score) {
    for (const { name, words } of this.keys) words.textContent = this.form.t(name, { points: score[`${name}_text`] || "–" });
    for (const cluster of score.clusters) {
      if (!this.rows.has(cluster.id)) this.add(cluster.id);
      renew(this.rows.get(cluster.id), cluster, () => clusterBar(this.form, cluster));
    }
  }

  add(id) {
    const row = h("li", { class: id === this.form.page.id && "kf-current" });
    this.rows.set(id, row);
    this.list.append(row);
  }
}

function clusterBar(form, cluster) {
  const { id, short, max, claimed, supported } = cluster;
  const bar = (name, value) =>
    h("span", { class: `kf-${name}`, style: `width:${max && value !== null ? Math.min(100, (100 * value) / max) : 0}%` });
  return [
    h("div", { class: "kf-bar-head" },
      h("span", {}, short, id === form.page.id && h("span", { class: "kf-unseen" }, ` (${form.t("this_page")})`)),
      h("span", { class: "kf-bar-number" }, showNumber(form, claimed, 1), h("span", { class: "kf-soft" }, ` / ${showNumber(form, max)}`))),
    h("div", { class: "kf-bar", "aria-hidden": "true" }, bar("claimed", claimed), bar("supported", supported)),
    h("span", { class: "kf-unseen" }, form.t("supported_points", { points: showNumber(form, supported, 1) }))];
}

/* How many questions are filled in, or have all their evidence. */
function countRow(form, key) {
  const label = form.t(key);
  const bar = h("progress", { "aria-label": label });
  const words = h("span", { class: "kf-bar-number" });
  const show = (score) => {
    bar.max = Math.max(score.questions, 1);
    bar.value = score[key];
    words.textContent = form.t("count_of", { count: showNumber(form, score[key]), all: showNumber(form, score.questions) });
  };
  return { node: h("div", { class: "kf-count" }, h("span", {}, label), words, bar), show };
}
