/* The evidence of one question: what is asked for, what is attached, and attaching more. */

const YEAR_SHAPE = /^(19|20)\d\d$/;
const ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.odt,.ods,.odp";

function sizeText(form, bytes) {
  const [value, unit] = bytes >= 1e6 ? [bytes / 1048576, "MB"] : [bytes / 1024, "KB"];
  return `${showNumber(form, Math.round(value * 10) / 10)} ${unit}`;
}

/* node, and show(state) that redraws the lists without touching a file being described or sent. */
function evidenceSection(form, question) {
  const kinds = evidenceKinds(form, question);
  const known = new Set(kinds.map((kind) => kind.kind));
  const rows = kinds.map((kind, place) => evidenceRow(form, question, kind, (file) => place === 0 && !known.has(file.kind)));
  const head = h("div", { class: "kf-label" }, icon("file"), " ", form.t("evidence"),
    h("span", { class: "kf-soft" }, ` ${form.t("evidence_hint", { limit: form.page.limit_mb })}`));
  const node = h("div", { class: "kf-evidence" }, head, h("ul", { class: "kf-evidence-list" }, rows.map((row) => row.node)));
  let drawn = null;
  const show = ({ files }) => {
    if (drawn === canonical(files)) return;
    drawn = canonical(files);
    rows.forEach((row) => row.show(files));
  };
  return { node, show };
}

/* What is asked for; where nothing is named, one general row so that something can be attached all the same. */
function evidenceKinds(form, question) {
  if (question.evidence.length) return question.evidence;
  const general = form.page.evidence_kinds.find((kind) => kind.id === "DOK") ?? form.page.evidence_kinds[0];
  return general ? [{ kind: general.id, name: general.name, required: false }] : [];
}

/* `strays` says which files of a kind that nobody asks for are shown here. */
function evidenceRow(form, question, kind, strays) {
  const mark = h("span", { class: "kf-mark" });
  const files = h("ul", { class: "kf-files" });
  const work = h("div", { class: "kf-sending", "aria-live": "polite" });
  const input = h("input", {
    type: "file", class: "kf-unseen kf-file-input", accept: ACCEPTED, "aria-label": form.t("attach_to", { kind: kind.name, id: question.id }),
    on: { change: () => { if (input.files[0]) describeFile(form, question, kind, input.files[0], work); input.value = ""; } },
  });
  const attach = h("label", { class: "kf-button kf-small kf-attach" }, input, icon("plus"), h("span", { "aria-hidden": "true" }, form.t("attach")));
  const picking = h("div", { class: "kf-picking" });
  const folder = button(form.t("folder_open"), () => openFolder(form, question, kind, picking, folder),
    { className: "kf-small", sign: "list", hidden: `${kind.name}, ${question.id}` });
  const name = h("span", { class: "kf-kind" }, kind.name, " ",
    h("span", { class: "kf-soft" }, form.t(kind.required ? "evidence_required" : "evidence_suggested")));
  const ways = h("span", { class: "kf-ways" }, attach, folder);
  const node = h("li", {}, h("div", { class: "kf-evidence-row" }, mark, name, ways), files, work, picking);
  const show = (all) => {
    const own = all.filter((file) => file.kind === kind.kind);
    fill(mark, icon(own.length ? "check" : "empty"),
      h("span", { class: "kf-unseen" }, form.t(own.length ? "attached" : "not_attached")));
    node.classList.toggle("kf-held", own.length > 0);
    fill(files, all.filter((file) => own.includes(file) || strays(file)).map((file) => attachedFile(form, question, file)));
  };
  return { node, show };
}

function attachedFile(form, question, file) {
  const about = [file.year, file.size_text].filter(Boolean).join(" · ");
  const actions = h("span", { class: "kf-file-actions" });
  const ask = () => {
    const sure = button(form.t("detach_yes"), () => form.detach(question.id, file), { className: "kf-small kf-danger", hidden: file.name });
    fill(actions, h("span", {}, form.t("detach_ask"), " "), sure, button(form.t("cancel"), rest, { className: "kf-small" }));
    sure.focus();
  };
  const detach = button(form.t("detach"), ask, { className: "kf-quiet kf-small", hidden: file.name });
  const rest = () => { fill(actions, detach); detach.focus(); };
  put(actions, [detach]);
  return h("li", { class: "kf-file" },
    h("span", { class: "kf-file-text" }, said(file.name, "kf-file-name"),
      h("span", { class: "kf-soft" }, ` ${about}`), file.caption && h("span", { class: "kf-caption" }, said(file.caption)),
      file.also?.length > 0 && h("span", { class: "kf-also" }, icon("link"), ` ${form.t("also_used", { questions: file.also.join(", ") })}`)),
    actions);
}

/* Ask for caption and year before anything is sent; a file that is too large is not even begun. */
function describeFile(form, question, kind, file, work, before = {}) {
  const size = sizeText(form, file.size);
  const title = h("p", { class: "kf-file-chosen" }, icon("file"), " ", said(file.name, "kf-file-name"), ` (${size})`);
  const close = () => {
    const here = work.contains(document.activeElement);
    work.replaceChildren();
    if (here) work.parentNode.querySelector(".kf-file-input").focus();
  };
  if (file.size > form.page.limit_mb * 1048576) {
    const message = form.t("file_too_large", { size, limit: form.page.limit_mb });
    fill(work, title, h("p", { class: "kf-fault", role: "alert" }, icon("alert"), " ", message), button(form.t("close"), close));
    return;
  }
  const fields = aboutFields(form, start, before);
  function start() {
    const about = fields.read();
    if (about) showSending(form, question, kind, file, about, work, title, close);
  }
  fill(work, title, fields.node,
    h("div", { class: "kf-actions" }, button(form.t("send_file"), start, { className: "kf-strong kf-small" }),
      button(form.t("cancel"), close, { className: "kf-small" })));
  fields.focus();
}

/* What is asked of every file: node, focus(), and read() -> {caption, year}, or null after saying what is wrong.
   `enter` is called when Enter is pressed in a field. */
function aboutFields(form, enter, before = {}) {
  const ids = [unique(), unique()];
  const caption = h("input", { id: ids[0], type: "text", dir: "auto", class: "kf-cell", value: before.caption });
  const year = h("input", { id: ids[1], type: "text", inputmode: "numeric", class: "kf-number kf-year-input", value: before.year ?? form.page.cycle - 1 });
  const fault = h("p", { class: "kf-fault", role: "alert" });
  const listener = (event) => { if (event.key === "Enter") { event.preventDefault(); enter(); } };
  for (const input of [caption, year]) input.addEventListener("keydown", listener);
  const node = h("div", {},
    h("div", { class: "kf-describe" },
      h("div", {}, h("label", { for: ids[0] }, form.t("caption")), caption),
      h("div", {}, h("label", { for: ids[1] }, form.t("document_year")), year)),
    fault);
  const read = () => {
    const about = { caption: caption.value.trim(), year: year.value.trim() ? Number(year.value) : null };
    const [wrong, where] = whatIsWrong(about);
    fill(fault, wrong && [icon("alert"), " ", form.t(wrong)]);
    if (wrong) (where === "caption" ? caption : year).focus();
    return wrong ? null : about;
  };
  return { node, read, focus: () => caption.focus() };
}

/* The word for what is missing or wrong about a file, and the field that it is about. */
function whatIsWrong({ caption, year }) {
  if (!caption) return ["caption_missing", "caption"];
  if (year === null) return []; // not every document has one
  if (!YEAR_SHAPE.test(String(year))) return ["year_wrong", "year"];
  return year > new Date().getFullYear() ? ["year_future", "year"] : [];
}

function showSending(form, question, kind, file, about, work, title, close) {
  const bar = h("progress", { max: 100, value: 0, "aria-label": form.t("sending_file", { name: file.name }) });
  const percent = h("span", { class: "kf-percent" }, "0 %");
  const stop = button(form.t("cancel"), () => { upload.cancel(); close(); form.announce(form.t("sending_cancelled")); }, { className: "kf-small" });
  fill(work, title, h("div", { class: "kf-progress" }, bar, percent, stop));
  stop.focus();
  const watch = ({ sent, done, failed }) => {
    if (done) {
      close();
      form.announce(form.t("file_attached", { name: file.name }));
    } else if (failed !== undefined) {
      const again = button(form.t("try_again"), () => describeFile(form, question, kind, file, work, about), { className: "kf-small" });
      fill(work, title, h("p", { class: "kf-fault", role: "alert" }, icon("alert"), " ", failed),
        h("div", { class: "kf-actions" }, again, button(form.t("close"), close, { className: "kf-small" })));
    } else {
      bar.value = Math.round(sent * 100);
      percent.textContent = `${Math.round(sent * 100)} %`;
    }
  };
  const upload = new Upload(form, question, kind.kind, file, about, watch);
}
