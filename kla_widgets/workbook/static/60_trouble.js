/* What a card says about saving: its state line, and the boxes for what went wrong or has to be decided. */

const WORST_FIRST = ["conflict", "unsaved", "refused", "invalid", "saving", "incomplete", "clean"];

function worst(fields) {
  const found = new Set(fields.map((field) => field.status));
  return WORST_FIRST.find((status) => found.has(status)) ?? "clean";
}

/* "saved 10.42 · Ani", "saving…", or loudly that it is not saved. */
function stateLine(form, fields, state) {
  const status = worst(fields);
  if (status === "clean") {
    if (!state.at) return [h("span", { class: "kf-soft" }, form.t("nothing_yet"))];
    const who = state.author ? [" · ", said(state.author)] : [];
    return [icon("check"), h("span", {}, form.t("saved_at", { at: state.at }), who)];
  }
  if (status === "saving") return [icon("clock"), h("span", {}, form.t("saving"))];
  if (status === "incomplete") return [icon("half"), h("span", {}, form.t("incomplete"))];
  return [icon("alert"), h("strong", {}, form.t("not_saved"))];
}

/* One line or box per field in trouble; empty when all is well. */
function troubles(form, fields) {
  return fields.flatMap((field) => {
    const { trouble, pending } = field;
    if (trouble?.kind === "conflict") return [conflictBox(form, field)];
    if (trouble) return [h("p", { class: "kf-fault", role: "alert" }, icon("alert"), " ", said(trouble.message))];
    if (pending?.fault) return [h("p", { class: "kf-fault" }, icon("alert"), " ", said(pending.fault))];
    if (pending?.wait) return [h("p", { class: "kf-wait" }, icon("half"), " ", pending.wait)];
    return [];
  });
}

/* Somebody else changed the same: show theirs, and ask. */
function conflictBox(form, field) {
  const { theirs, message } = field.trouble;
  const when = form.t("theirs_by", { author: theirs.author, at: theirs.at });
  return h("div", { class: "kf-conflict", role: "group", "aria-label": form.t("conflict_title") },
    h("p", { class: "kf-conflict-title" }, icon("people"), " ", h("strong", {}, form.t("conflict_title"))),
    h("p", {}, said(message)),
    h("blockquote", {}, said(theirs.words || "–"), h("footer", {}, said(when))),
    h("div", { class: "kf-actions" },
      button(form.t("keep_mine"), () => field.keepMine(), { className: "kf-strong", hidden: field.id }),
      button(form.t("take_theirs"), () => field.takeTheirs(), { hidden: field.id })));
}
