/* Questions to the person in a dialog, and questions to Python that have an answer. */

const ASK_AGAIN_AFTER = 6000; // milliseconds; a server that is told too much at once lets messages fall
const ASK_AT_MOST = 5;

/* A dialog with what is to be known and one thing to do. `yes` does it, and may be missing. */
function openDialog(page, { title, parts, yes, listener, focus }) {
  const close = () => { node.close(); node.remove(); before?.focus?.(); };
  const before = document.activeElement;
  const act = () => { close(); listener(); };
  const heading = h("h2", { tabindex: "-1" }, title);
  const node = h("dialog", { class: "kf-dialog", "aria-label": title, on: { cancel: (event) => { event.preventDefault(); close(); } } },
    heading, parts,
    h("div", { class: "kf-actions" },
      yes && button(yes, act, { className: "kf-strong" }), button(page.t(yes ? "cancel" : "close"), close)));
  page.root.append(node);
  node.showModal();
  (focus ?? heading).focus();
}

/* A labelled field for a dialog. */
function dialogField(page, label, attributes, tag = "input") {
  const id = `${page.uid}-${unique()}`;
  const input = h(tag, { id, class: "kr-field", ...attributes });
  return { input, node: h("p", { class: "kr-line" }, h("label", { for: id, class: "kf-label" }, label), input) };
}

/* What was asked of Python and not answered yet. */
class Inquiries {
  constructor(page) {
    this.page = page;
    this.open = new Map(); // n -> resolve
  }

  /* The answer to a message, asked again while none comes; nothing when none came at all. */
  async ask(message) {
    for (let time = 0; time < ASK_AT_MOST; time += 1) {
      const n = `q${this.page.number()}-${this.page.client}`;
      const answer = new Promise((resolve) => {
        this.open.set(n, resolve);
        setTimeout(() => resolve(null), ASK_AGAIN_AFTER);
      });
      this.page.send({ ...message, n });
      const found = await answer;
      this.open.delete(n);
      if (found) return found;
    }
    return null;
  }

  /* Whether the message was an answer that somebody waited for. */
  received(message, buffers) {
    const resolve = this.open.get(message.n);
    resolve?.({ ...message, buffers });
    return Boolean(resolve);
  }
}
