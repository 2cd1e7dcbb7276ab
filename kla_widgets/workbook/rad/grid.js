/* The glue between Tabulator and Python. It shows texts and sends texts; what they mean is decided in Python. */

const LIBRARY = Symbol.for("kla.tabulator");
const LASTING = ["change", "paste"];
const NARROW = 600; // CSS pixels

function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/* One copy of the library serves all grids of the page. */
function tabulator(model) {
  window[LIBRARY] ??= new Promise((resolve) => {
    const receive = async (message) => {
      if (message.type !== "library") return;
      model.off("msg:custom", receive);
      const address = URL.createObjectURL(new Blob([message.script], { type: "text/javascript" }));
      resolve((await import(/* webpackIgnore: true */ address)).default);
      URL.revokeObjectURL(address);
    };
    model.on("msg:custom", receive);
    model.send({ type: "library" });
  });
  return window[LIBRARY];
}

class Grid {
  constructor(model, el, Tabulator) {
    this.model = model;
    this.words = model.get("words");
    this.drafts = new Map(); // texts that were not accepted, by row and column; they stay in their cells
    this.take(model.get("sheet"));
    this.build(el);
    this.columnsDrawn = JSON.stringify(this.sheet.columns);
    this.outbox = new Outbox(model, model.get("place"), LASTING, (reply, asked) => this.answered(reply, asked), (state) => this.state(state));
    this.table = new Tabulator(this.holder, this.options());
    this.table.on("cellEdited", (cell) => this.edited(cell));
    this.table.on("rangeChanged", () => this.describe());
    this.table.on("tableBuilt", () => {
      this.table.rowManager.element.setAttribute("aria-describedby", this.keys.id);
      const count = this.outbox.restore();
      if (count) this.tell(this.t("restored", { count }));
      this.shape();
    });
  }

  t(key, values = {}) {
    return this.words[key].replace(/{(\w+)}/g, (_, name) => values[name] ?? "");
  }

  take(content) {
    this.sheet = { ...this.sheet, ...content };
    this.lines = new Map(this.sheet.lines.map((line) => [line.id, line]));
  }

  build(el) {
    const sheet = this.sheet;
    const name = `kg-${sheet.key}`;
    this.heading = node("h2", { class: "kg-title", id: name }, sheet.title);
    this.status = node("span", { class: "kg-state", role: "status" });
    this.bar = node("div", { class: "kg-bar" });
    for (const one of sheet.buttons) this.bar.append(node("button", { type: "button", onclick: () => this.press(one) }, one.label));
    this.bar.append(node("button", { type: "button", onclick: () => this.outbox.put({ type: "undo" }) }, this.t("undo")), this.status);
    this.box = node("div", { class: "kg-box", role: "alert", hidden: true });
    this.holder = node("div", { class: "kg-table", "aria-labelledby": name });
    this.keys = node("p", { class: "kg-keys", id: `${name}-keys` }, this.t("keys"));
    this.detail = node("p", { class: "kg-detail" });
    this.findings = node("ul", { class: "kg-findings" });
    this.root = node(
      "section",
      { class: "kg-root", "data-lm-suppress-shortcuts": "true", "aria-labelledby": name },
      this.heading, this.bar, this.box, this.holder, this.detail, this.findings, this.keys,
    );
    this.root.addEventListener("paste", (event) => this.pasted(event));
    this.root.addEventListener("focusin", (event) => event.target.matches(".tabulator-cell input") && event.target.select());
    this.root.addEventListener("keydown", (event) => this.key(event), true);
    el.append(this.root);
    this.list();
  }

  options() {
    return {
      data: this.rows(),
      index: "id",
      columns: this.columns(),
      rowHeader: { ...this.headColumn(), frozen: true },
      maxHeight: Math.max(260, Math.min(560, window.innerHeight * 0.7)),
      rowHeight: 52,
      placeholder: this.sheet.empty,
      selectableRange: 1,
      selectableRangeRows: true,
      selectableRangeAutoFocus: false,
      editTriggerEvent: "dblclick",
      clipboard: "copy",
      clipboardCopyStyled: false,
      clipboardCopyRowRange: "range",
      clipboardCopyConfig: { rowHeaders: false, columnHeaders: false },
      keybindings: { navNext: false, navPrev: false }, // Tab leaves the grid
      columnDefaults: { headerSort: false, resizable: "header", headerWordWrap: true, vertAlign: "middle" },
    };
  }

  headColumn() {
    const width = window.innerWidth < NARROW ? 132 : 250;
    return { title: this.sheet.head, field: "head", width, resizable: true, headerSort: false, formatter: (cell) => clamped(cell.getValue()) };
  }

  columns() {
    return this.sheet.columns.map((one) => ({
      title: one.label,
      field: one.key,
      width: one.width,
      hozAlign: one.kind === "number" ? "right" : "left",
      cssClass: one.editable ? "" : "kg-fixed",
      formatter: (cell) => this.shown(cell),
      ...(one.editable ? this.editor(one) : {}),
    }));
  }

  editor(column) {
    if (column.kind !== "choice") return { editor: typing };
    const editorParams = { values: column.choices, autocomplete: true, listOnEmpty: true, freetext: true, allowEmpty: true, emptyValue: "" };
    return { editor: "list", editorParams };
  }

  rows() {
    return this.sheet.lines.map((line) => ({ id: line.id, head: line.head, ...line.cells, ...this.draftsOf(line.id) }));
  }

  draftsOf(id) {
    return Object.fromEntries([...this.drafts.values()].filter((one) => one.id === id).map((one) => [one.field, one.text]));
  }

  /* A cell: its text in two lines at most, and a sign where something is to be checked. */
  shown(cell) {
    const { id } = cell.getData();
    const field = cell.getField();
    const draft = this.drafts.get(`${id} ${field}`);
    const mark = draft?.message ?? this.lines.get(id)?.marks[field];
    const made = clamped(cell.getValue());
    cell.getElement().classList.toggle("kg-marked", Boolean(mark));
    cell.getElement().classList.toggle("kg-draft", Boolean(draft));
    if (mark) made.prepend(node("span", { class: "kg-mark", role: "img", "aria-label": `${this.t("finding")}: ${mark}`, title: mark }, "!"));
    return made;
  }

  // ---- what people do -------------------------------------------------------------------------------------------

  edited(cell) {
    const { id } = cell.getData();
    const one = { id, field: cell.getField(), text: String(cell.getValue() ?? "") };
    const draft = this.drafts.has(`${id} ${one.field}`); // then the old value is no text of Python's
    this.change([draft ? one : { ...one, seen: String(cell.getOldValue() ?? "") }]);
  }

  /* Without another word, what Python said last is what its writer saw. */
  change(changes) {
    const known = changes.map((one) => ({ seen: this.lines.get(one.id)?.cells[one.field] ?? "", ...one }));
    for (const one of known) this.drafts.delete(`${one.id} ${one.field}`);
    this.outbox.put({ type: "change", changes: known });
  }

  pasted(event) {
    if (event.target.matches("input, textarea")) return; // into an opened cell, as anywhere
    const cell = this.first();
    const text = event.clipboardData.getData("text/plain");
    if (!cell || !text) return;
    event.preventDefault();
    event.stopPropagation();
    this.outbox.put({ type: "paste", id: cell.getData().id, field: cell.getField(), text });
  }

  key(event) {
    if (event.target.matches("input, textarea, button") || event.ctrlKey || event.metaKey || event.altKey) return;
    const cell = this.first();
    if (!cell) return;
    const column = this.sheet.columns.find((one) => one.key === cell.getField());
    if (event.key === "Delete" || event.key === "Backspace") this.clear();
    else if (column?.editable && (event.key.length === 1 || event.key === "F2")) cell.edit(); // the sign goes into the field
  }

  clear() {
    const editable = new Set(this.sheet.columns.filter((one) => one.editable).map((one) => one.key));
    const cells = this.chosen().flat().filter((cell) => editable.has(cell.getField()) && cell.getValue());
    if (cells.length) this.change(cells.map((cell) => ({ id: cell.getData().id, field: cell.getField(), text: "" })));
  }

  press(one) {
    const id = this.first()?.getData().id ?? "";
    if (one.row && !id) this.tell(this.t("choose_row"));
    else this.outbox.put({ type: "press", key: one.key, id });
  }

  chosen() {
    return this.table.getRanges()[0]?.getStructuredCells() ?? [];
  }

  first() {
    return this.chosen()[0]?.find((cell) => cell.getField() !== "head");
  }

  // ---- what Python says -----------------------------------------------------------------------------------------

  answered(reply, asked) {
    if (asked?.type === "change" && (reply.type === "refused" || reply.type === "conflict"))
      for (const one of asked.changes) this.drafts.set(`${one.id} ${one.field}`, { ...one, message: reply.message });
    if (reply.lines) this.renew(reply);
    if (reply.type === "saved") {
      this.state("saved_at", { at: reply.at });
      this.tell(reply.message);
      if (reply.go) this.goTo(reply.go);
    }
    if (reply.type === "refused") {
      this.state("");
      this.tell(reply.message);
    }
    if (reply.type === "conflict") {
      this.state("");
      this.ask(reply.message, asked.changes ?? []);
    }
  }

  /* Other contents, with the cursor where it was; an opened cell stays open. */
  async renew(content) {
    this.take(content);
    this.heading.textContent = this.sheet.title;
    this.list();
    const now = JSON.stringify([this.sheet.columns, this.rows(), this.sheet.lines]);
    if (now === this.drawn || this.waits()) return;
    this.drawn = now;
    const at = this.first();
    const [id, field] = at ? [at.getData().id, at.getField()] : [];
    const columns = JSON.stringify(this.sheet.columns);
    if (columns !== this.columnsDrawn) this.table.setColumns(this.columns());
    this.columnsDrawn = columns;
    const same = this.table.getData().map((row) => row.id).join() === this.sheet.lines.map((line) => line.id).join();
    const rows = this.rows();
    if (!same) await this.table.replaceData(rows);
    else if (rows.length) await this.table.updateData(rows);
    if (this.waits()) { // somebody was quicker than the table
      this.drawn = "";
      return;
    }
    for (const row of this.table.getRows()) row.reformat();
    if (!same && id && this.lines.has(id)) this.goTo(id, field, false);
    this.shape();
  }

  /* Whether a cell is open; then the table is renewed later. */
  waits() {
    const open = Boolean(this.root.querySelector(".tabulator-editing"));
    clearTimeout(this.later);
    if (open) this.later = setTimeout(() => this.renew(this.sheet), 1000);
    return open;
  }

  goTo(id, field = this.sheet.columns.find((one) => one.editable)?.key, focus = true) {
    const row = this.table.getRow(id);
    const cell = row && row.getCell(field);
    if (!cell) return;
    row.scrollTo("nearest", false).catch(() => {});
    this.table.getRanges()[0]?.setBounds(cell, cell);
    if (focus) this.table.rowManager.element.focus();
  }

  list() {
    this.findings.replaceChildren(...this.sheet.findings.map((one) => node("li", {}, one)));
    this.findings.hidden = !this.sheet.findings.length;
  }

  describe() {
    const cell = this.first();
    const column = cell && this.sheet.columns.find((one) => one.key === cell.getField());
    const mark = cell && (this.drafts.get(`${cell.getData().id} ${column?.key}`)?.message ?? this.lines.get(cell.getData().id)?.marks[column?.key]);
    const text = cell ? String(cell.getValue() ?? "") || this.t("empty_text") : "";
    this.detail.replaceChildren(...(column ? [node("strong", {}, `${column.label}: `), text] : []));
    if (mark) this.detail.append(node("span", { class: "kg-finding" }, ` ${this.t("finding")}: ${mark}`));
  }

  /* What has the focus is the group of the rows; Tabulator gives that role to the element inside it. */
  shape() {
    const body = this.table.rowManager.element;
    body.setAttribute("role", this.sheet.lines.length ? "rowgroup" : "row");
    body.setAttribute("aria-label", this.sheet.title);
    body.querySelector(".tabulator-table")?.setAttribute("role", "presentation");
    body.querySelector(".tabulator-placeholder")?.setAttribute("role", "gridcell");
    this.holder.removeAttribute("aria-owns");
    this.describe();
  }

  state(key, values) {
    this.status.textContent = key ? this.t(key, values) : "";
    this.status.classList.toggle("kg-bad", key === "not_saved");
    this.status.title = key === "not_saved" ? this.t("not_saved_help") : "";
  }

  tell(words) {
    this.box.replaceChildren(...(words ? [node("p", {}, words), node("button", { type: "button", onclick: () => this.tell("") }, this.t("close"))] : []));
    this.box.hidden = !words;
  }

  ask(words, changes) {
    const lines = changes.map((one) => {
      const theirs = this.lines.get(one.id)?.cells[one.field] || this.t("empty_text");
      return node("p", {}, `${this.t("mine", { text: one.text || this.t("empty_text") })} · ${this.t("theirs", { text: theirs })}`);
    });
    const mine = () => {
      this.tell("");
      this.change(changes.map(({ id, field, text }) => ({ id, field, text })));
    };
    const theirs = () => {
      this.tell("");
      for (const one of changes) this.drafts.delete(`${one.id} ${one.field}`);
      this.renew(this.sheet);
    };
    this.box.replaceChildren(
      node("p", {}, words), ...lines,
      ...(changes.length ? [node("button", { type: "button", onclick: mine }, this.t("keep_mine")), node("button", { type: "button", onclick: theirs }, this.t("take_theirs"))] : []),
    );
    this.box.hidden = false;
  }

  stop() {
    clearTimeout(this.later);
    this.outbox.stop();
    this.table.destroy();
  }
}

function clamped(value) {
  const text = String(value ?? "");
  return node("div", { class: "kg-text", title: text }, text);
}

/* A field for words and numbers: Enter and leaving it keep what was typed, Escape does not. */
function typing(cell, onRendered, success, cancel) {
  const field = node("input", { type: "text", "aria-label": cell.getColumn().getDefinition().title });
  field.value = cell.getValue() ?? "";
  let over = false;
  const end = (how, value) => {
    if (over) return;
    over = true;
    how(value);
  };
  onRendered(() => {
    field.focus();
    field.select();
  });
  field.addEventListener("blur", () => end(success, field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") end(success, field.value);
    else if (event.key === "Escape") end(cancel);
    else if (!["Tab"].includes(event.key)) return event.stopPropagation(); // arrows move in the text
    event.stopPropagation();
    return undefined;
  });
  return field;
}

async function render({ model, el }) {
  const grid = new Grid(model, el, await tabulator(model));
  return () => grid.stop();
}

export default { render };
