/* Controls for numbers: one number, a part of a whole, and the same for two years. */

/* A labelled field for one number; what cannot be a number stays in it and is said below at once. */
function numberInput(form, label, { whole = true, unit = "", describedBy = "" }, changed) {
  const id = `${form.uid}-${unique()}`;
  const input = h("input", {
    id, type: "text", inputmode: whole ? "numeric" : "decimal", autocomplete: "off", class: "kf-number",
    "aria-describedby": describedBy, on: { input: () => changed(false), change: () => changed(true) },
  });
  const read = () => {
    const found = readNumber(form, input.value, whole);
    if ("fault" in found) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    return found;
  };
  const node = h(
    "div", { class: "kf-number-field" },
    h("label", { for: id }, label),
    h("span", { class: "kf-number-row" }, input, unit && h("span", { class: "kf-unit" }, unit)),
  );
  return { node, input, read, set: (value) => { input.value = writeNumber(form, value); read(); } };
}

/* What two or four number fields have in common as a control. */
function textual(fields, node, read, show) {
  return {
    node, read, show,
    snapshot: () => fields.map((field) => field.input.value),
    restore: (raw) => { fields.forEach((field, place) => { field.input.value = raw?.[place] ?? ""; }); read(); },
    typing: () => fields.some((field) => field.input === document.activeElement),
  };
}

function numberControl(form, question, changed, describedBy) {
  const { unit, whole } = question.control;
  const field = numberInput(form, form.t("number_label"), { whole, unit, describedBy }, changed);
  return textual([field], field.node, () => field.read(), field.set);
}

/* Numerator and denominator side by side, the percentage beside them while typing. */
function partFields(form, labels, describedBy, changed, unseen) {
  const options = { whole: false, describedBy };
  const fields = [labels.numerator, labels.denominator].map((label) =>
    numberInput(form, [unseen && h("span", { class: "kf-unseen" }, `${unseen} `), label], options, changed));
  const share = h("output", { class: "kf-derived" });
  const read = () => {
    const [top, bottom] = fields.map((field) => field.read());
    const found = "fault" in top ? top : "fault" in bottom ? bottom : readPart(form, top.value, bottom.value);
    const percent = found.value ? `${showNumber(form, percentOf(found.value), 1)} %` : "";
    share.textContent = percent && `= ${percent}`;
    return found;
  };
  const set = (value) => { fields[0].set(value?.numerator); fields[1].set(value?.denominator); read(); };
  return { fields, read, set, node: h("div", { class: "kf-part" }, fields.map((field) => field.node), share) };
}

function percentControl(form, question, changed, describedBy) {
  const part = partFields(form, question.control, describedBy, changed, "");
  return textual(part.fields, part.node, part.read, part.set);
}

function twoYearControl(form, question, changed, describedBy) {
  const { of, numerator, direction } = question.control;
  const whole = { whole: true, describedBy };
  const years = [["previous", -1], ["current", 0]].map(([key, shift]) => {
    const year = form.t("year", { year: Number(form.page.cycle) + shift });
    const name = h("span", { class: "kf-year" }, form.t(`${key}_year`), " ", h("span", { class: "kf-soft" }, year));
    if (of === "percent") return { key, name, ...partFields(form, question.control, describedBy, changed, year) };
    const field = numberInput(form, [h("span", { class: "kf-unseen" }, `${year} `), numerator], whole, changed);
    return { key, name, fields: [field], read: field.read, set: field.set, node: field.node };
  });
  const trend = h("output", { class: "kf-derived kf-trend" });
  const read = () => {
    const [previous, current] = years.map((year) => year.read());
    const bad = [previous, current].find((one) => "fault" in one) ?? [previous, current].find((one) => "wait" in one);
    trend.textContent = "";
    if (bad) return bad;
    if (previous.value === null && current.value === null) return { value: null };
    if (previous.value === null || current.value === null) return { wait: form.t("fill_both_years") };
    trend.textContent = trendInWords(form, previous.value, current.value, of, direction);
    return { value: { previous: previous.value, current: current.value } };
  };
  const show = (value) => { years.forEach((year) => year.set(value?.[year.key])); read(); };
  const rows = years.map((year) => h("div", { class: "kf-year-row" }, year.name, year.node));
  return textual(years.flatMap((year) => year.fields), h("div", { class: "kf-years" }, rows, trend), read, show);
}

/* "70,0 % -> 80,0 %: improving", in the direction that is better for this question. */
function trendInWords(form, previous, current, of, direction) {
  const [before, now] = [previous, current].map((value) => (of === "percent" ? percentOf(value) : value));
  const text = (value) => (of === "percent" ? `${showNumber(form, value, 1)} %` : showNumber(form, value));
  const best = direction === "lower" ? now === 0 : of === "percent" && now >= 100;
  const better = best || (direction === "lower" ? now < before : now > before);
  const words = form.t(better ? "trend_better" : now === before ? "trend_same" : "trend_worse");
  return `${text(before)} → ${text(now)}: ${words}`;
}
