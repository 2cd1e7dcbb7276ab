"use strict";
(() => {
  const table = document.querySelector(".ks-table");
  const form = document.querySelector(".ks-form");
  const count = document.querySelector(".ks-count");
  const none = document.querySelector(".ks-none");
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];

  // ---- words as people write them: without accents and capitals, "Kab." as "kabupaten", "Gunungkidul" as two words
  const SPELT = {
    kab: "kabupaten", pemkab: "kabupaten", kotamadya: "kota", kodya: "kota", pemkot: "kota", kep: "kepulauan",
    peg: "pegunungan", tj: "tanjung", prov: "", prop: "", provinsi: "", propinsi: "", adm: "", administrasi: "",
    administratif: "", kec: "kecamatan", distrik: "kecamatan", kel: "kelurahan", pemda: "", pemerintah: "",
  };
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (text) =>
    (plain(text).match(/[0-9]+(?:\.[0-9]+)*|[\p{L}\p{N}]+/gu) ?? [])
      .map((word) => SPELT[word] ?? word)
      .filter(Boolean);

  const column = Object.fromEntries(heads.map((head, number) => [head.dataset.key, number]));
  const rows = [...body.rows].map((row) => {
    const [name, where] = [row.cells[0].firstElementChild.textContent, row.cells[0].lastElementChild.textContent];
    const own = words(`${name} ${where}`);
    return {
      row,
      code: where.split(" ")[0],
      name: plain(name).replace(/^(kabupaten|kota) /, ""),
      kind: plain(name).split(" ")[0],
      words: [...own, ...own.filter((word) => word.includes(".")).map((code) => code.replaceAll(".", ""))],
      joined: words(name).join(""),
      province: where.slice(0, 2),
      predicate: row.cells[column.predicate].firstChild.textContent.trim(),
      state: row.cells[column.state].dataset.s,
      cycle: column.cycle === undefined ? "" : row.cells[column.cycle].dataset.s,
    };
  });

  // ---- filter
  const fits = (one, query, chosen) =>
    chosen.every(([key, value]) => one[key] === value) &&
    query.every((word) => one.words.some((own) => own.startsWith(word)) || (word.length > 3 && one.joined.includes(word)));

  function filter() {
    const wish = Object.fromEntries(new FormData(form));
    const query = words(wish.query);
    const chosen = Object.entries(wish).filter(([key, value]) => key !== "query" && value);
    let fitting = 0;
    for (const one of rows) {
      one.row.hidden = !fits(one, query, chosen);
      fitting += !one.row.hidden;
    }
    count.textContent = count.dataset.words.replace("{shown}", fitting).replace("{all}", rows.length);
    shade();
    none.hidden = fitting > 0 || rows.length === 0;
  }

  // ---- sort: missing values last either way, equal ones in the order of the list
  function sorted(number, by, down) {
    const sign = down ? -1 : 1;
    if (by === "name") {
      const { compare } = new Intl.Collator("id", { numeric: true });
      return rows.slice().sort((a, b) => sign * (compare(a.name, b.name) || compare(a.kind, b.kind)));
    }
    const value = (one) => parseFloat(one.row.cells[number].dataset.s);
    return rows.slice().sort((a, b) => {
      const [left, right] = [value(a), value(b)];
      return isNaN(left) || isNaN(right) ? isNaN(left) - isNaN(right) : sign * (left - right);
    });
  }

  function sort(head) {
    const first = head.dataset.first === "down" ? "descending" : "ascending";
    const other = first === "descending" ? "ascending" : "descending";
    const next = { [first]: other, [other]: null }[head.getAttribute("aria-sort")];
    const way = next === undefined ? first : next; // the third press gives the list's own order back
    for (const one of heads) one.removeAttribute("aria-sort");
    if (way) head.setAttribute("aria-sort", way);
    const order = way ? sorted(heads.indexOf(head), head.dataset.by, way === "descending") : rows;
    body.append(...order.map((one) => one.row));
  }

  for (const head of heads.filter((one) => one.dataset.by)) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(head));
  }

  // ---- the map: a district leads to its row, those that the filter hides are pale
  const areas = [...document.querySelectorAll(".ks-map [data-code]")];
  const shown = new Map();

  function shade() {
    shown.clear();
    for (const one of rows) shown.set(one.code, shown.get(one.code) || !one.row.hidden);
    const filtered = rows.some((one) => one.row.hidden);
    for (const area of areas) area.classList.toggle("ks-out", filtered && !shown.get(area.dataset.code));
  }

  for (const area of areas.filter((one) => document.getElementById(`r-${one.dataset.code}`))) {
    area.classList.add("ks-known");
    area.addEventListener("click", () => {
      location.hash = `r-${area.dataset.code}`;
      reveal();
    });
  }

  // ---- a link to a row works even where the filter hides it
  function reveal() {
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (row?.hidden) {
      form.reset();
      filter();
      row.scrollIntoView();
    }
  }

  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  addEventListener("hashchange", reveal);
  addEventListener("pageshow", filter); // browsers keep what was typed when one comes back to a page
})();
