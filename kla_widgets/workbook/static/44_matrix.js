/* The control for a table: named rows when the question names them, own rows otherwise. */

function matrixControl(form, question, changed, describedBy) {
  const { columns, rows: named, expected } = question.control;
  const own = named.length === 0;
  let rows = [];
  const body = h("tbody");
  const counted = h("output", { class: "kf-derived" });

  const renumber = () => rows.forEach((row, place) => row.number(place + 1));
  const add = (item) => {
    const row = matrixRow(form, columns, item, describedBy, changed, own && ((removed) => {
      const place = rows.indexOf(removed);
      rows = rows.filter((one) => one !== removed);
      removed.node.remove();
      renumber();
      (rows[Math.min(place, rows.length - 1)]?.first ?? more).focus();
      changed(true);
    }));
    rows.push(row);
    body.append(row.node);
    renumber();
    return row;
  };
  const more = button(form.t("add_row"), () => add(null).first.focus(), { className: "kf-small", sign: "plus", hidden: question.id });

  const read = () => {
    const found = rows.map((row) => row.read());
    const filled = found.filter((one) => one.complete).length;
    const whole = own ? expected : named.length;
    counted.textContent = whole ? form.t("rows_filled", { filled, expected: whole }) : "";
    const bad = found.find((one) => one.fault);
    if (bad) return { fault: bad.fault };
    const value = found.filter((one) => Object.keys(one.cells).length).map((one) => ({ ...one.row, ...one.cells }));
    return { value: value.length ? value : null };
  };
  const build = (count) => {
    rows = [];
    body.replaceChildren();
    if (own) for (let place = 0; place < Math.max(count, 1); place += 1) add(null);
    else named.forEach((item) => add(item));
  };
  const show = (value) => {
    const given = value ?? [];
    build(given.length);
    if (own) given.forEach((cells, place) => rows[place].set(cells));
    else rows.forEach((row, place) => row.set(given.find((cells) => cells.row === named[place].id) ?? {}));
    read();
  };
  const restore = (raw) => {
    build(raw?.length ?? 0);
    rows.forEach((row, place) => row.restore(raw?.[place] ?? []));
    read();
  };
  const head = h("tr", {},
    h("th", { scope: "col", class: own && "kf-row-number" }, own ? form.t("row_number") : form.t("row_name")),
    columns.map((column) => h("th", { scope: "col" }, column.label,
      column.required && h("span", { class: "kf-required" }, ` ${form.t("required_mark")}`))),
    own && h("th", {}, h("span", { class: "kf-unseen" }, form.t("remove"))));
  const table = h("table", { class: "kf-table" }, h("thead", {}, head), body);
  const node = h("div", { class: "kf-matrix" },
    h("div", { class: "kf-scroll" }, table), h("div", { class: "kf-under" }, own && more, counted));
  return {
    node, read, show, restore,
    snapshot: () => rows.map((row) => row.snapshot()),
    typing: () => body.contains(document.activeElement),
  };
}

function matrixRow(form, columns, item, describedBy, changed, remove) {
  const cells = columns.map((column) => matrixCell(form, column, describedBy, changed));
  const head = h("th", { scope: "row" }, item ? item.label : "");
  const row = {
    first: cells[0].input,
    number: (place) => {
      if (!item) head.textContent = String(place);
      cells.forEach((cell, at) => cell.input.setAttribute("aria-label", `${item?.label ?? place}: ${columns[at].label}`));
      discard?.setAttribute("aria-label", form.t("remove_row", { row: place }));
    },
    read: () => {
      const found = cells.map((cell) => cell.read());
      const fault = found.find((one) => "fault" in one)?.fault;
      const complete = !fault && columns.every((column, at) => !column.required || found[at].value !== null);
      const filled = columns.map((column, at) => [column.id, found[at].value ?? null]).filter(([, value]) => value !== null);
      return { fault, complete, row: item ? { row: item.id } : {}, cells: Object.fromEntries(filled) };
    },
    set: (values) => cells.forEach((cell, at) => cell.set(values[columns[at].id] ?? null)),
    snapshot: () => cells.map((cell) => cell.input.value),
    restore: (raw) => cells.forEach((cell, at) => { cell.input.value = raw[at] ?? ""; }),
  };
  const discard = remove ? button("", () => remove(row), { className: "kf-quiet", sign: "cross" }) : null;
  row.node = h("tr", {}, head, cells.map((cell) => h("td", {}, cell.input)), discard && h("td", {}, discard));
  return row;
}

function matrixCell(form, column, describedBy, changed) {
  const attributes = { class: "kf-cell", "aria-describedby": describedBy };
  if (column.kind === "yesno") {
    const options = [["", "–"], ["true", form.t("yes")], ["false", form.t("no")]];
    const input = h("select", { ...attributes, on: { change: () => changed(true) } },
      options.map(([value, label]) => h("option", { value }, label)));
    const read = () => ({ value: input.value === "" ? null : input.value === "true" });
    return { input, read, set: (value) => { input.value = value === null ? "" : String(value); } };
  }
  const numeric = column.kind === "number";
  const listeners = { input: () => changed(false), change: () => changed(true) };
  const input = h("input", { ...attributes, type: "text", dir: "auto", autocomplete: "off",
    inputmode: numeric && "decimal", on: listeners });
  if (!numeric) return { input, read: () => ({ value: input.value.trim() || null }), set: (value) => { input.value = value ?? ""; } };
  const read = () => {
    const found = readNumber(form, input.value, false);
    input.setAttribute("aria-invalid", String("fault" in found));
    return found;
  };
  return { input, read, set: (value) => { input.value = writeNumber(form, value); } };
}
