/* Where a table is scrolled to, and where its cursor stands: both stay when it is drawn again.

   Tabulator throws both back to the beginning when it gets other rows or columns. If it watches its size by itself it
   does so too when it comes into sight for the first time – that is, under the click or key that brought it there. */

/* Draw the table again where it gets another width, or one at all. */
function fitted(table) {
  table.on("tableBuilt", () => {
    let width = table.element.clientWidth; // 0 as long as nothing of it is shown
    let drawn = width > 0;
    const watch = new ResizeObserver(() => {
      if (table.element.clientWidth === width) return;
      width = table.element.clientWidth;
      if (!width) return;
      table.redraw(!drawn); // what was drawn without a width is measured anew
      drawn = true;
    });
    watch.observe(table.element);
    table.on("tableDestroyed", () => watch.disconnect());
  });
  return table;
}

/* Give the table other contents; the row of the cursor stays in sight if it was. */
async function inPlace(table, id, change) {
  const body = table.rowManager.element;
  const { scrollLeft: left, scrollTop: top } = body;
  const seen = inSight(body, id && table.getRow(id));
  await change();
  scrollBody(body, left, top);
  if (!seen) return;
  reveal(table, id);
  scrollBody(body, left, body.scrollTop);
}

function inSight(body, row) {
  if (!row) return false;
  const [inner, outer] = [row.getElement().getBoundingClientRect(), body.getBoundingClientRect()];
  return inner.height > 0 && inner.bottom > outer.top && inner.top < outer.bottom;
}

function scrollBody(body, left, top) {
  body.scrollLeft = left;
  body.scrollTop = top;
  body.dispatchEvent(new Event("scroll")); // Tabulator is to know it at once, not with the next frame
}

function reveal(table, id) {
  const row = table.getRow(id);
  if (row) row.scrollTo("nearest", false).catch(() => {});
  return row;
}

/* Put the cursor into a cell. */
function point(table, id, field) {
  const row = table.getRow(id);
  const cell = row && row.getCell(field);
  if (cell) table.getRanges()[0]?.setBounds(cell, cell);
}

/* Lead somebody to a cell: it is seen, and keys are for it. */
function goTo(table, id, field) {
  if (!reveal(table, id)) return;
  point(table, id, field);
  table.rowManager.element.focus();
}
