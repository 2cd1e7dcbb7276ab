/* Sending one file in small pieces, each after Python has asked for it, so that no size breaks the connection. */

const CHUNK = 512 * 1024;

class Upload {
  /* `watch` is called with {sent (0..1)}, {done} or {failed: message}. */
  constructor(form, question, kind, file, about, watch) {
    Object.assign(this, { form, question, kind, file, about, watch });
    this.pieces = Math.ceil(file.size / CHUNK);
    this.begin();
  }

  /* Also after the connection was lost: Python then knows nothing of the first attempt. */
  begin() {
    this.form.uploads.delete(this.id);
    this.id = unique();
    this.form.uploads.set(this.id, this);
    this.watch({ sent: 0 });
    this.form.send({
      type: "upload_begin", n: this.form.number(), client: this.form.client, upload: this.id, id: this.question.id,
      kind: this.kind, name: this.file.name, size: this.file.size, ...this.about,
    });
  }

  async answered(message) {
    if (message.status === "next") return this.next(message.index ?? 0);
    this.form.uploads.delete(this.id);
    if (message.status === "done") this.watch({ done: true });
    else this.watch({ failed: message.message });
  }

  async next(index) {
    this.watch({ sent: this.pieces ? index / this.pieces : 1 });
    if (index >= this.pieces) return this.form.send({ type: "upload_end", upload: this.id });
    const id = this.id;
    try {
      const piece = await this.file.slice(index * CHUNK, (index + 1) * CHUNK).arrayBuffer();
      if (id === this.id && this.form.uploads.has(id))
        this.form.send({ type: "upload_chunk", upload: id, index }, [new DataView(piece)]);
    } catch {
      this.cancel();
      this.watch({ failed: this.form.t("file_unreadable") });
    }
  }

  cancel() {
    this.form.uploads.delete(this.id);
    this.form.send({ type: "upload_cancel", upload: this.id });
  }
}
