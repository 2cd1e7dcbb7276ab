/* The glue between Tabulator and Python. It shows texts and sends texts; what they mean is decided in Python. */

const LASTING = ["change", "paste"];
const IN_A_ROW = 700; // milliseconds within which clicks and keys belong together

class Grid {
  constructor(model, el, Tabulator) {
    this.model = model;
    this.words = model.get("words");
    this.drafts = new Map(); // texts that were not accepted, by row and column; they stay in their cells
    this.pressed = this.pointed = -IN_A_ROW;
    this.drawing = false;
    this.going = ""; // the row that a button made, until it is shown
    this.held = []; // keys pressed while the table was drawn
    this.take(model.get("sheet"));
    this.drawn = new Map(this.rows().map((row) => [row.id, this.looks(row)]));
    this.build(el);
    this.columnsDrawn = JSON.stringify(this.sheet.columns);
    this.outbox = new Outbox(model, model.get("place"), LASTING, (reply, asked) => this.answered(reply, asked), (state) => this.state(state));
    this.table = fitted(new Tabulator(this.holder, tableOptions(this)));
    this.table.on("cellEdited", (cell) => this.edited(cell));
    this.table.on("rangeChanged", () => this.describe());
    this.table.on("tableBuilt", () => {
      this.table.rowManager.element.setAttribute("aria-describedby", this.keys.id);
      const count = this.outbox.restore();
      if (count) this.notice.tell(this.t("restored", { count }));
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
    this.notice = new Notice((key, values) => this.t(key, values));
    this.holder = node("div", { class: "kg-table", "aria-labelledby": name });
    this.keys = node("p", { class: "kg-keys", id: `${name}-keys` }, this.t("keys"));
    this.detail = node("p", { class: "kg-detail" });
    this.findings = node("ul", { class: "kg-findings" });
    this.root = node(
      "section",
      { class: "kg-root", "data-lm-suppress-shortcuts": "true", "aria-labelledby": name },
      this.heading, this.bar, this.notice.element, this.holder, this.detail, this.findings, this.keys,
    );
    this.holder.addEventListener("pointerdown", () => { this.pressed = this.pointed = performance.now(); }, true);
    this.root.addEventListener("paste", (event) => this.pasted(event));
    this.root.addEventListener("focusin", (event) => event.target.matches(".tabulator-cell input") && event.target.select());
    this.root.addEventListener("keydown", (event) => this.key(event), true);
    el.append(this.root);
    this.list();
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
    for (const one of known) {
      this.drafts.delete(`${one.id} ${one.field}`);
      this.drawn.delete(one.id); // its cell shows what was typed, which may not be what comes back
    }
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
    this.pressed = performance.now();
    if (this.drawing) { // the cursor is not where it was; the keys are for the cell that it comes back to
      event.preventDefault();
      event.stopImmediatePropagation();
      this.held.push(event.key);
      return;
    }
    const cell = this.first();
    if (!cell) return;
    const column = this.sheet.columns.find((one) => one.key === cell.getField());
    if (event.key === "Delete" || event.key === "Backspace") this.clear();
    else if (column?.editable && (event.key.length === 1 || event.key === "F2")) cell.edit(); // the sign goes into the field
  }

  /* Give the keys that came while the table was drawn to the cell they were meant for. */
  release() {
    const keys = this.held.splice(0);
    if (!keys.length) return;
    const text = keys.filter((key) => key.length === 1).join("");
    if (keys[0].length > 1 && keys[0] !== "Enter" && keys[0] !== "F2") {
      for (const key of keys) this.table.rowManager.element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      return;
    }
    this.first()?.edit();
    const field = this.root.querySelector(".tabulator-editing input");
    if (!field || !text) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  clear() {
    const editable = new Set(this.sheet.columns.filter((one) => one.editable).map((one) => one.key));
    const cells = this.chosen().flat().filter((cell) => editable.has(cell.getField()) && cell.getValue());
    if (cells.length) this.change(cells.map((cell) => ({ id: cell.getData().id, field: cell.getField(), text: "" })));
  }

  press(one) {
    const id = this.first()?.getData().id ?? "";
    if (one.row && !id) this.notice.tell(this.t("choose_row"));
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
    this.going = reply.go || this.going;
    if (reply.lines) this.renew(reply);
    if (reply.type === "saved") this.state("saved_at", { at: reply.at });
    if (reply.type === "refused" || reply.type === "conflict") this.state("");
    if (reply.type === "saved" || reply.type === "refused") this.notice.tell(reply.message);
    if (reply.type === "conflict") this.ask(reply.message, asked.changes ?? []);
  }

  /* Other contents, with the cursor where it was; an opened cell stays open, and what is as before stays untouched. */
  async renew(content) {
    this.take(content);
    this.heading.textContent = this.sheet.title;
    this.list();
    const columns = JSON.stringify(this.sheet.columns);
    const rows = this.rows();
    const same = this.table.getData().map((row) => row.id).join() === rows.map((row) => row.id).join();
    const other = rows.filter((row) => this.drawn.get(row.id) !== this.looks(row));
    const asBefore = same && columns === this.columnsDrawn && !other.length;
    if (asBefore) this.arrive();
    if (asBefore || this.waits()) return;
    this.drawing = true;
    try {
      await this.draw(columns, rows, same, other);
    } finally {
      this.drawing = false;
      this.arrive();
      this.release();
      if (this.open()) this.waits(); // and what could not be drawn is drawn later
    }
  }

  /* Go to the row that a button made, once it is shown; whoever has opened a cell since stays there. */
  arrive() {
    if (this.going && !this.open()) goTo(this.table, this.going, this.sheet.columns.find((one) => one.editable)?.key);
    this.going = "";
  }

  async draw(columns, rows, same, other) {
    const at = this.first();
    const [id, field] = at ? [at.getData().id, at.getField()] : [];
    const began = performance.now();
    const otherColumns = columns !== this.columnsDrawn;
    this.columnsDrawn = columns;
    if (!same || otherColumns) {
      await inPlace(this.table, id, async () => {
        if (otherColumns) this.table.setColumns(tableColumns(this));
        if (!same) await this.table.replaceData(rows);
      });
      if (this.lines.has(id) && this.pointed < began) point(this.table, id, field);
    }
    if (same && other.length) await this.table.updateData(other);
    if (this.open()) return; // somebody was quicker than the table; what was not drawn is drawn later
    for (const row of other) {
      this.table.getRow(row.id)?.reformat();
      this.drawn.set(row.id, this.looks(row));
    }
    this.shape();
  }

  /* Everything that is seen of a row. */
  looks(row) {
    return JSON.stringify([row, this.lines.get(row.id)?.marks]);
  }

  /* Whether a cell is open. */
  open() {
    return Boolean(this.root.querySelector(".tabulator-editing"));
  }

  /* Whether the table is renewed later: a cell is open, it is just being drawn, or a click or key may be the first of
     several that must all meet the same cell. */
  waits() {
    const busy = this.drawing || this.open() || performance.now() - this.pressed < IN_A_ROW;
    if (this.open()) this.going = "";
    clearTimeout(this.later);
    if (busy) this.later = setTimeout(() => this.renew(this.sheet), IN_A_ROW);
    return busy;
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

  ask(words, changes) {
    const pairs = changes.map((one) => ({ mine: one.text, theirs: this.lines.get(one.id)?.cells[one.field] }));
    const keepMine = () => this.change(changes.map(({ id, field, text }) => ({ id, field, text })));
    const takeTheirs = () => {
      for (const one of changes) this.drafts.delete(`${one.id} ${one.field}`);
      this.renew(this.sheet);
    };
    this.notice.ask(words, pairs, keepMine, takeTheirs);
  }

  stop() {
    clearTimeout(this.later);
    this.outbox.stop();
    this.table.destroy();
  }
}
