/* Evidence picked from the workspace's folder: choose files, describe each, attach one after the other. */

const LISTED_AT_ONCE = 200;

/* A request to Python about files that lie there already; it is answered, and repeated after a lost connection, as an
   upload is. `watch` gets the answer. */
class FolderRequest {
  constructor(form, question, message, watch) {
    Object.assign(this, { form, question, message, watch });
    this.begin();
  }

  begin() {
    this.form.uploads.delete(this.id);
    this.id = unique();
    this.form.uploads.set(this.id, this);
    this.form.send({ ...this.message, upload: this.id, id: this.question.id });
  }

  answered(answer) {
    this.form.uploads.delete(this.id);
    this.watch(answer);
  }

  cancel() {
    this.form.uploads.delete(this.id);
  }
}

/* `work` is where all of it happens, `opener` the button that gets the focus back. */
function openFolder(form, question, kind, work, opener) {
  let request = null;
  const close = () => {
    request?.cancel();
    work.replaceChildren();
    opener.disabled = false;
    opener.focus();
  };
  const read = () => {
    const stop = button(form.t("cancel"), close, { className: "kf-small" });
    fill(work, h("div", { class: "kf-folder" }, h("p", { role: "status" }, form.t("loading")), h("div", { class: "kf-actions" }, stop)));
    stop.focus();
    request = new FolderRequest(form, question, { type: "folder" }, (answer) => {
      if (answer.status === "files") chooseFiles(form, question, kind, answer, work, { close, read });
      else failedToRead(form, answer.message, work, { close, read });
    });
  };
  work.onkeydown = (event) => { if (event.key === "Escape" && !work.querySelector(".kf-folder-busy")) close(); };
  opener.disabled = true;
  read();
}

function failedToRead(form, message, work, { close, read }) {
  const again = button(form.t("folder_again"), read, { className: "kf-small" });
  fill(work, h("p", { class: "kf-fault", role: "alert" }, icon("alert"), " ", said(message)),
    h("div", { class: "kf-actions" }, again, button(form.t("close"), close, { className: "kf-small" })));
  again.focus();
}

function chooseFiles(form, question, kind, { folder, files, others }, work, ways) {
  const chosen = new Map();
  const id = unique();
  const filter = h("input", { id, type: "text", dir: "auto", class: "kf-cell", on: { input: () => show() } });
  const list = h("ul", { class: "kf-folder-list" });
  const status = h("p", { class: "kf-soft", role: "status" });
  const fault = h("p", { class: "kf-fault", role: "alert" });
  const tell = () => {
    const shown = list.childElementCount;
    const counts = form.t("folder_counts", { chosen: chosen.size, shown, all: files.length });
    fill(status, counts, fitting().length > shown && ` ${form.t("folder_narrow")}`);
  };
  const fitting = () => {
    const words = filter.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return files.filter((file) => words.every((word) => file.path.toLocaleLowerCase().includes(word)));
  };
  const show = () => {
    fill(list, fitting().slice(0, LISTED_AT_ONCE).map((file) => fileChoice(form, file, chosen, () => { fill(fault); tell(); })));
    tell();
  };
  const go = () => {
    if (chosen.size) describeChosen(form, question, kind, [...chosen.values()], work, ways);
    else fill(fault, icon("alert"), " ", form.t("folder_none_chosen"));
  };
  fill(work, h("div", { class: "kf-folder", role: "group", "aria-label": form.t("folder_title") },
    h("p", {}, h("strong", {}, form.t("folder_title"))),
    h("p", { class: "kf-soft" }, form.t("folder_help"), " ", said(folder, "kf-folder-path")),
    others > 0 && h("p", { class: "kf-soft" }, form.t("folder_others", { count: others })),
    files.length > 0 && [h("label", { for: id }, form.t("folder_filter")), filter, list],
    files.length > 0 ? status : h("p", {}, form.t("folder_empty")),
    fault,
    h("div", { class: "kf-actions" },
      files.length > 0 && button(form.t("folder_go_on"), go, { className: "kf-strong kf-small" }),
      button(form.t("folder_again"), ways.read, { className: "kf-small" }),
      button(form.t("cancel"), ways.close, { className: "kf-small" }))));
  show();
  (files.length ? filter : work.querySelector("button")).focus();
}

/* One line of the list; a file that cannot be attached says why. */
function fileChoice(form, file, chosen, changed) {
  const box = h("input", { type: "checkbox", class: "kf-tick", disabled: Boolean(file.fault), on: { change: () => {
    if (box.checked) chosen.set(file.path, file);
    else chosen.delete(file.path);
    changed();
  } } });
  box.checked = chosen.has(file.path);
  return h("li", {}, h("label", { class: "kf-option" }, box,
    h("span", { class: "kf-file-text" }, said(file.path, "kf-file-name"), h("span", { class: "kf-soft" }, ` ${sizeText(form, file.size)}`),
      file.also.length > 0 && h("span", { class: "kf-also" }, icon("link"), ` ${form.t("also_used", { questions: file.also.join(", ") })}`),
      file.fault && h("span", { class: "kf-also" }, file.fault))));
}

function describeChosen(form, question, kind, files, work, ways, failures = new Map()) {
  const send = () => {
    const ready = entries.map((entry) => ({ ...entry, about: entry.fields.read() }));
    const wrong = ready.find((entry) => !entry.about);
    if (wrong) wrong.fields.read(); // the first of them gets the focus
    else attachAll(form, question, kind, ready, work, ways);
  };
  const entries = files.map((file) => ({ file, fields: aboutFields(form, send, failures.get(file.path)?.about) }));
  fill(work, h("div", { class: "kf-folder", role: "group", "aria-label": form.t("folder_title") },
    entries.map(({ file, fields }) => h("fieldset", { class: "kf-folder-file" },
      h("legend", {}, icon("file"), " ", said(file.path, "kf-file-name"), ` (${sizeText(form, file.size)})`),
      failures.has(file.path) && h("p", { class: "kf-fault", role: "alert" }, icon("alert"), " ", said(failures.get(file.path).message)),
      fields.node)),
    h("div", { class: "kf-actions" }, button(form.t("send_file"), send, { className: "kf-strong kf-small" }),
      button(form.t("cancel"), ways.close, { className: "kf-small" }))));
  entries[0].fields.focus();
}

/* One after the other, so that the form stays alive between large ones; those that are refused can be tried again. */
function attachAll(form, question, kind, entries, work, ways) {
  const failures = new Map();
  const status = h("p", { role: "status", tabindex: "-1" });
  fill(work, h("div", { class: "kf-folder kf-folder-busy" }, status));
  status.focus();
  const attach = (place) => {
    if (place === entries.length) return finish();
    const { file, about } = entries[place];
    fill(status, form.t("folder_attaching", { place: place + 1, all: entries.length, name: file.path }));
    new FolderRequest(form, question, { type: "pick", kind: kind.kind, path: file.path, ...about }, (answer) => {
      if (answer.status !== "done") failures.set(file.path, { about, message: answer.message });
      attach(place + 1);
    });
  };
  const finish = () => {
    form.announce(form.t("folder_attached", { count: entries.length - failures.size, all: entries.length }));
    const left = entries.map((entry) => entry.file).filter((file) => failures.has(file.path));
    if (left.length) describeChosen(form, question, kind, left, work, ways, failures);
    else ways.close();
  };
  attach(0);
}
