/* How Tabulator shows and edits a sheet. */

const NARROW = 600; // CSS pixels

function tableOptions(grid) {
  return {
    data: grid.rows(),
    index: "id",
    columns: tableColumns(grid),
    rowHeader: { ...headColumn(grid.sheet), frozen: true },
    autoResize: false, // see `fitted`
    maxHeight: Math.max(260, Math.min(560, window.innerHeight * 0.7)),
    rowHeight: 52,
    placeholder: grid.sheet.empty,
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

function headColumn(sheet) {
  const width = window.innerWidth < NARROW ? 132 : 250;
  return { title: sheet.head, field: "head", width, resizable: true, headerSort: false, formatter: (cell) => clamped(cell.getValue()) };
}

function tableColumns(grid) {
  return grid.sheet.columns.map((one) => ({
    title: one.label,
    field: one.key,
    width: one.width,
    hozAlign: one.kind === "number" ? "right" : "left",
    cssClass: one.editable ? "" : "kg-fixed",
    formatter: (cell) => grid.shown(cell),
    ...(one.editable ? editorOf(one) : {}),
  }));
}

function editorOf(column) {
  if (column.kind !== "choice") return { editor: typing };
  const editorParams = { values: column.choices, autocomplete: true, listOnEmpty: true, freetext: true, allowEmpty: true, emptyValue: "" };
  return { editor: "list", editorParams };
}
