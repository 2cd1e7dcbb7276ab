/* The live score: total, steps of the predicates, risk, clusters, progress. At the side, or folded on top of a phone. */

class ScorePanel {
  constructor(form) {
    this.form = form;
    this.total = h("div", { class: "kf-total", "aria-live": "polite", "aria-atomic": "true" });
    this.rest = h("div", {});
    this.short = h("span", { class: "kf-short" });
    const summary = h("summary", {}, h("span", {}, form.t("score")), this.short);
    this.node = h("details", { class: "kf-score" }, summary, h("div", { class: "kf-score-body" }, this.total, this.rest));
    this.aside = h("aside", { class: "kf-aside", tabindex: "0", "aria-label": form.t("score") }, this.node);
    this.previous = null;
  }

  show(score) {
    const { form } = this;
    const predicate = score.predicate || form.t("no_predicate");
    fill(this.short, h("strong", {}, score.total_text), ` · ${predicate}`);
    fill(this.total,
      h("p", { class: "kf-kicker" }, form.t("score")),
      h("p", { class: "kf-figure" }, score.total_text, " ", h("span", { class: "kf-soft" }, form.t("out_of", { max: score.max_text }))),
      h("p", { class: "kf-predicate" }, predicate),
      score.distance && h("p", { class: "kf-distance" }, score.distance));
    fill(this.rest,
      score.risk && h("p", { class: "kf-risk" }, icon("alert"), h("span", {}, score.risk)),
      ladder(form, score), clusterBars(form, score), counts(form, score));
    if (this.previous !== null && this.previous !== score.total_text) flash(this.total);
    this.previous = score.total_text;
  }
}

/* The predicates as steps, highest on top; reached ones ticked. */
function ladder(form, score) {
  if (!score.ladder?.length) return null;
  const steps = [...score.ladder].sort((a, b) => b.from - a.from);
  const total = score.total ?? 0;
  const here = steps.find((step) => total >= step.from);
  return h("ol", { class: "kf-ladder", reversed: true, "aria-label": form.t("predicates") }, steps.map((step) => {
    const reached = total >= step.from;
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

function clusterBars(form, score) {
  const share = (value, max) => (max && value !== null ? `${Math.min(100, (100 * value) / max)}%` : "0%");
  const rows = score.clusters.map((cluster) => h("li", { class: cluster.id === form.page.id && "kf-current" },
    h("div", { class: "kf-bar-head" }, h("span", {}, cluster.short, cluster.id === form.page.id && h("span", { class: "kf-unseen" }, ` (${form.t("this_page")})`)),
      h("span", { class: "kf-bar-number" }, showNumber(form, cluster.claimed, 1), h("span", { class: "kf-soft" }, ` / ${showNumber(form, cluster.max)}`))),
    h("div", { class: "kf-bar", "aria-hidden": "true" },
      h("span", { class: "kf-claimed", style: `width:${share(cluster.claimed, cluster.max)}` }),
      h("span", { class: "kf-supported", style: `width:${share(cluster.supported, cluster.max)}` })),
    h("span", { class: "kf-unseen" }, form.t("supported_points", { points: showNumber(form, cluster.supported, 1) }))));
  return h("section", { class: "kf-clusters", "aria-label": form.t("clusters") },
    h("h2", {}, form.t("clusters")),
    h("ul", { class: "kf-key" },
      h("li", {}, h("span", { class: "kf-swatch kf-claimed" }), form.t("claimed", { points: score.claimed_text || "–" })),
      h("li", {}, h("span", { class: "kf-swatch kf-supported" }), form.t("supported", { points: score.supported_text || "–" }))),
    h("ul", {}, rows));
}

function counts(form, score) {
  const row = (label, value) => {
    const bar = h("progress", { max: Math.max(score.questions, 1), value, "aria-label": label });
    const words = form.t("count_of", { count: showNumber(form, value), all: showNumber(form, score.questions) });
    return h("div", { class: "kf-count" }, h("span", {}, label), h("span", { class: "kf-bar-number" }, words), bar);
  };
  return h("section", { class: "kf-counts" },
    row(form.t("answered"), score.answered), row(form.t("evidenced"), score.evidenced));
}
