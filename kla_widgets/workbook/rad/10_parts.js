/* Small things that the grid is built of. */

function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
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
