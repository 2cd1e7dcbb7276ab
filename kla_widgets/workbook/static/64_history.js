/* The history of one question in a dialog: who, when, before, after. Escape and the button close it. */

function historyDialog(form) {
  const title = h("h2", { tabindex: "-1" });
  const body = h("div", { class: "kf-history", tabindex: "0", role: "region", "aria-label": form.t("history") });
  const node = h("dialog", { class: "kf-dialog", "aria-label": form.t("history") },
    title, body, h("div", { class: "kf-actions" }, button(form.t("close"), () => node.close(), { className: "kf-strong" })));
  return { node, title, body, n: null };
}

function openHistory(form, question) {
  const dialog = form.history;
  dialog.n = form.number();
  fill(dialog.title, form.t("history_of", { id: question.id }));
  fill(dialog.body, h("p", {}, form.t("loading")));
  dialog.node.showModal();
  dialog.title.focus();
  form.send({ type: "history", n: dialog.n, client: form.client, id: question.id });
}

function showHistory(form, message) {
  const dialog = form.history;
  if (message.n !== dialog.n) return;
  if (!message.entries.length) {
    fill(dialog.body, h("p", {}, form.t("history_empty")));
    return;
  }
  const heads = ["history_at", "history_author", "history_old", "history_new"];
  const rows = message.entries.map((entry) => h("tr", {},
    h("td", { class: "kf-when" }, entry.at), h("td", {}, said(entry.author)),
    h("td", {}, said(entry.old || "–")),
    h("td", {}, said(entry.new || "–"), entry.reason && h("span", { class: "kf-caption" }, said(entry.reason)))));
  fill(dialog.body, h("table", { class: "kf-table" },
    h("thead", {}, h("tr", {}, heads.map((key) => h("th", { scope: "col" }, form.t(key))))), h("tbody", {}, rows)));
}
