/* Controls for words and people: the note, and the agencies that answer. */

function noteControl(form, question, changed, describedBy) {
  const id = `${form.uid}-${question.id}-note`;
  const input = h("textarea", {
    id, rows: 1, dir: "auto", class: "kf-note", "aria-describedby": describedBy,
    on: { input: () => { changed(false); grow(); }, change: () => changed(true) },
  });
  const grow = () => { input.rows = Math.min(10, Math.max(1, input.value.split("\n").length + Math.floor(input.value.length / 90))); };
  const show = (value) => { input.value = value ?? ""; grow(); };
  const node = h("div", { class: "kf-note-field" },
    h("label", { for: id, class: "kf-label" }, form.t("note"), h("span", { class: "kf-unseen" }, ` ${question.id}`)), input);
  return {
    node, show, restore: show,
    read: () => ({ value: input.value }),
    snapshot: () => input.value,
    typing: () => input === document.activeElement,
  };
}

/* Chosen agencies as chips; all of them as a list that is built only when it is opened. */
function agenciesControl(form, question, changed) {
  const names = new Map(form.page.agencies.map((agency) => [agency.id, agency.name]));
  let chosen = [];
  let ticks = null;
  const chips = h("span", { class: "kf-chips" });
  const list = h("div", { class: "kf-agencies", role: "group", "aria-label": `${form.t("agencies")} ${question.id}` });
  const paint = () => {
    const kept = chosen.map((id) => h("span", { class: "kf-chip" }, names.get(id) ?? id));
    fill(chips, kept.length ? kept : h("span", { class: "kf-soft" }, form.t("no_agency")));
    ticks?.forEach(({ id, input }) => { input.checked = chosen.includes(id); });
  };
  const build = () => {
    if (ticks) return;
    ticks = form.page.agencies.map((agency) => ({
      id: agency.id,
      ...tick(form, "checkbox", "", agency.name, (event) => {
        chosen = event.target.checked ? [...chosen, agency.id] : chosen.filter((id) => id !== agency.id);
        paint();
        changed(true);
      }),
    }));
    fill(list, ticks.map((one) => one.node));
    paint();
  };
  const show = (value) => { chosen = [...(value ?? [])]; paint(); };
  const opened = h("details", { class: "kf-picker", on: { toggle: build } },
    h("summary", { "aria-label": `${form.t("change_agencies")} ${question.id}` }, form.t("change_agencies")), list);
  const node = h("div", { class: "kf-agency-field" },
    h("div", { class: "kf-label" }, icon("people"), " ", form.t("agencies")), h("div", { class: "kf-agency-row" }, chips, opened));
  return { node, show, restore: show, read: () => ({ value: chosen }), snapshot: () => chosen, typing: () => false };
}

const CONTROLS = {
  choice: choiceControl, checklist: checklistControl, number: numberControl,
  percent: percentControl, two_year: twoYearControl, matrix: matrixControl,
};
