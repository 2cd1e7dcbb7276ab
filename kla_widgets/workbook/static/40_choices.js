/* Controls for a choice and for a checklist.

   Every control has the same face: node, read() -> {value} | {fault} | {wait}, show(value), snapshot() and
   restore(raw) for what is typed, typing() while the keyboard is in a text field. `changed(atOnce)` tells the field. */

function tick(form, kind, name, label, changed) {
  const input = h("input", { type: kind, name, class: "kf-tick", on: { change: changed } });
  return { input, node: h("label", { class: "kf-option" }, input, h("span", {}, label)) };
}

function choiceControl(form, question, changed) {
  const name = `${form.uid}-${question.id}`;
  const options = question.control.options.map((option) => {
    const made = tick(form, "radio", name, option.label, () => { clear.hidden = false; changed(true); });
    const worth = question.weight === null ? null : option.credit * question.weight;
    if (worth !== null) made.node.append(h("span", { class: "kf-worth" }, form.t("points", { points: showNumber(form, worth) })));
    return { id: option.id, ...made };
  });
  const show = (value) => {
    options.forEach((option) => { option.input.checked = option.id === value; });
    clear.hidden = value === null;
  };
  const read = () => ({ value: options.find((option) => option.input.checked)?.id ?? null });
  const clear = clearButton(form, question, () => { options[0].input.focus(); show(null); changed(true); });
  const node = h("div", { class: "kf-options" }, options.map((option) => option.node), clear);
  return { node, read, show, snapshot: () => read().value, restore: show, typing: () => false };
}

function checklistControl(form, question, changed) {
  const items = question.control.items.map((item) => ({
    id: item.id,
    ...tick(form, "checkbox", "", item.label, () => { none.input.checked = false; changed(true); }),
  }));
  const none = tick(form, "checkbox", "", form.t("none_holds"), () => {
    if (none.input.checked) items.forEach((item) => { item.input.checked = false; });
    changed(true);
  });
  none.node.classList.add("kf-none");
  const show = (value) => {
    items.forEach((item) => { item.input.checked = (value ?? []).includes(item.id); });
    none.input.checked = value !== null && value !== undefined && value.length === 0;
  };
  const read = () => {
    const held = items.filter((item) => item.input.checked).map((item) => item.id);
    return { value: held.length || none.input.checked ? held : null };
  };
  const node = h("div", { class: "kf-options" }, items.map((item) => item.node), none.node);
  return { node, read, show, snapshot: () => read().value, restore: show, typing: () => false };
}

/* Takes the answer back: not answered is not the same as "none". */
function clearButton(form, question, listener) {
  return button(form.t("clear_answer"), listener, { className: "kf-quiet kf-clear", hidden: question.id });
}
