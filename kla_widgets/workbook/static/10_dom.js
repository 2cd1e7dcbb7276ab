/* Building the page by functions only: data never becomes markup, so text is text. */

const KEYBOARD_TARGETS = new Set(["a", "button", "input", "select", "summary", "textarea", "dialog"]);
const SVG = "http://www.w3.org/2000/svg";

/* An element with attributes and children; `on` holds listeners, null and false children are left out.
   Each element that can have the focus keeps the notebook's single-key shortcuts away from its keys. */
function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const name in attributes) {
    const value = attributes[name];
    if (name === "on") for (const event in value) node.addEventListener(event, value[event]);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  if (KEYBOARD_TARGETS.has(tag) || "tabindex" in attributes) node.setAttribute("data-lm-suppress-shortcuts", "true");
  put(node, children);
  return node;
}

function put(node, children) {
  for (const child of children) {
    if (Array.isArray(child)) put(node, child);
    else if (child !== null && child !== undefined && child !== false && child !== "") node.append(child);
  }
}

/* Replace what a node holds. */
function fill(node, ...children) {
  node.replaceChildren();
  put(node, children);
  return node;
}

const drawn = new WeakMap(); // node -> what it shows, as text

/* Build anew what a node holds, but only when what it shows has changed: its buttons may have the focus. */
function renew(node, shown, build) {
  const now = canonical(shown);
  if (drawn.get(node) === now) return;
  drawn.set(node, now);
  fill(node, build(shown));
}

/* Text that people typed: shown in its own direction, emoji and right-to-left scripts included. */
function said(text, className) {
  return h("bdi", { class: className, dir: "auto" }, String(text ?? ""));
}

const ICONS = {
  check: "M3 8.5l3.2 3.2L13 4.8",
  empty: "M8 2.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11z",
  half: "M8 2.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11zM8 5v3.4M8 10.6v.5",
  alert: "M8 2L1.8 13.5h12.4zM8 6.5v3.3M8 11.4v.5",
  clock: "M8 2.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11zM8 5v3.2l2.2 1.4",
  undo: "M5.5 3L2.5 6l3 3M3 6h6a4 4 0 010 8H6",
  list: "M2 4h1M5.5 4H14M2 8h1M5.5 8H14M2 12h1M5.5 12H14",
  plus: "M8 3v10M3 8h10",
  file: "M4 1.8h5l3.2 3.2v9.2H4zM9 1.8V5h3.2",
  cross: "M4 4l8 8M12 4l-8 8",
  people: "M6 8a2.5 2.5 0 100-5 2.5 2.5 0 000 5zM1.5 13.5c0-2.5 2-4 4.500-4s4.500 1.500 4.500 4M10.500 3.200a2.400 2.400 0 010 4.600M12 9.800c1.600.500 2.500 1.800 2.500 3.700",
  link: "M7 9.500a2.500 2.500 0 003.600 0l2.100-2.100a2.500 2.500 0 00-3.500-3.600L8.300 4.700M9 6.500a2.500 2.500 0 00-3.600 0L3.300 8.600a2.500 2.500 0 003.500 3.600l.900-.900",
};

const drawnIcons = new Map();

/* A small drawing that says nothing to a screen reader: words always stand beside it. Drawn once, then copied. */
function icon(name) {
  if (!drawnIcons.has(name)) drawnIcons.set(name, drawIcon(name));
  return drawnIcons.get(name).cloneNode(true);
}

function drawIcon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 16 16", class: "kf-icon", "aria-hidden": "true" }))
    svg.setAttribute(key, value);
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

function button(label, listener, { className = "", sign = null, hidden = "" } = {}) {
  return h(
    "button",
    { type: "button", class: `kf-button ${className}`, on: { click: listener } },
    sign && icon(sign),
    h("span", {}, label),
    hidden && h("span", { class: "kf-unseen" }, ` ${hidden}`),
  );
}

function unique() {
  return `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 10)}`;
}

/* Whether two JSON values say the same, whatever the order of their keys. */
function same(one, other) {
  return canonical(one) === canonical(other);
}

function canonical(value) {
  return JSON.stringify(value ?? null, (_, part) =>
    part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
