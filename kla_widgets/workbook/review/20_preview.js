/* Evidence: its files with what is known of each, and a look into PDF files and images. */

function evidenceList(page, question, state) {
  const kinds = question.evidence.map((one) => `${one.name} ${page.t(one.required ? "evidence_required" : "evidence_suggested")}`);
  const { files, lacking, complete } = state;
  const told = complete ? page.t("evidence_complete")
    : lacking.length ? page.t("evidence_lacks", { kinds: lacking.join(", ") })
    : files.length ? "" : page.t("evidence_none");
  return h("section", { class: "kr-part", "aria-label": page.t("evidence") },
    h("h3", {}, page.t("evidence")),
    told && h("p", { class: complete ? "kr-good" : "kr-lack" }, icon(complete ? "check" : "alert"), " ", told),
    kinds.length > 0 && h("p", { class: "kf-soft" }, kinds.join("; ")),
    h("ul", { class: "kr-files" }, files.map((file) => fileItem(page, file))));
}

function fileItem(page, file) {
  const place = h("div", { class: "kr-preview", "aria-live": "polite" });
  const opener = button(page.t("preview"), () => look.toggle(), { className: "kf-small", sign: "file", hidden: file.name });
  const look = new Look(page, file, place, opener);
  return h("li", {},
    h("div", { class: "kr-file" },
      h("div", { class: "kr-file-words" },
        h("strong", {}, said(file.name)), " · ", file.kind,
        h("p", {}, file.caption ? said(file.caption) : page.t("caption_none"), " · ", file.year ?? page.t("year_none")),
        h("p", { class: "kf-soft" }, file.size, " · ", page.t("file_hash", { short: file.sha256.slice(0, 10) }), " · ", said(file.by)),
        file.also.length > 0 && h("p", { class: "kr-lack" }, icon("link"), " ", page.t("also_used", { questions: file.also.join(", ") })),
        file.fault && h("p", { class: "kr-bad" }, icon("alert"), " ", file.fault)),
      opener),
    place);
}

class Look {
  constructor(page, file, place, opener) {
    Object.assign(this, { page, file, place, opener, address: null, opened: 0 });
    opener.setAttribute("aria-expanded", "false");
  }

  toggle() {
    if (this.opener.getAttribute("aria-expanded") === "true") this.close();
    else this.open();
  }

  close() {
    this.opened += 1;
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = null;
    this.opener.setAttribute("aria-expanded", "false");
    fill(this.opener.querySelector("span"), this.page.t("preview"));
    fill(this.place);
  }

  async open() {
    const { page, file } = this;
    const turn = (this.opened += 1);
    const valid = () => turn === this.opened && this.place.isConnected;
    this.opener.setAttribute("aria-expanded", "true");
    fill(this.opener.querySelector("span"), page.t("preview_close"));
    fill(this.place, h("p", { class: "kf-soft" }, page.t("loading")));
    const head = await page.inquiries.ask({ type: "preview", sha256: file.sha256 });
    if (!valid()) return;
    if (!head || head.type !== "preview") this.tell(head?.message ?? page.t("preview_failed"));
    else if (!head.media) this.tell(head.words);
    else await this.show(head, valid);
  }

  async show(head, valid) {
    const { page, file } = this;
    const parts = [];
    for (let place = 0; place < head.pieces; place += 1) {
      const reply = await page.inquiries.ask({ type: "piece", sha256: file.sha256, place });
      if (!valid()) return;
      if (!reply?.buffers?.length) {
        this.tell(reply?.message ?? page.t("preview_failed"));
        return;
      }
      parts.push(reply.buffers[0]);
      fill(this.place, h("p", { class: "kf-soft" }, page.t("preview_loading", { percent: Math.round((100 * (place + 1)) / head.pieces) })));
    }
    this.address = URL.createObjectURL(new Blob(parts, { type: head.media }));
    const title = page.t("preview_of", { name: file.name });
    const picture = head.media.startsWith("image/");
    fill(this.place,
      h("p", { class: "kf-soft" }, head.words, " · ", h("a", { href: this.address, download: file.name }, page.t("preview_save"))),
      picture ? h("img", { src: this.address, alt: title, on: { error: () => this.tell(page.t("preview_failed")) } })
        : h("iframe", { src: `${this.address}#navpanes=0&view=FitH`, title }));
  }

  tell(words) {
    fill(this.place, h("p", { class: "kr-lack", role: "status" }, icon("alert"), " ", words));
  }
}
