/* Only the first cards are shown at once; the others unfold one by one while the browser has nothing better to do.

   They are all built, and what is far away is laid out late as it is (content-visibility). But a browser that looks for
   fields to fill in by itself lays out whatever it can find, at once: on a large page nothing else would move for a
   second. What is folded costs it nothing, and what has been unfolded is laid out already. */

const SHOWN_AT_ONCE = 3; // more than a screen holds
const ENOUGH = 20; // milliseconds that must be left for one more

class Unfolding {
  /* Somebody who searches, tabs or prints wants the whole page; who scrolls, what comes into view. */
  constructor(root, cards) {
    this.root = root;
    this.folded = new Set([...cards].map((card) => card.node).slice(SHOWN_AT_ONCE));
    this.folded.forEach((node) => node.classList.add("kf-later"));
    this.whole = () => this.finish();
    this.near = ({ target, skipped }) => { if (!skipped) this.unfold(target); };
    window.addEventListener("keydown", this.whole, true);
    window.addEventListener("beforeprint", this.whole);
    root.addEventListener("contentvisibilityautostatechange", this.near, true);
    this.frame = requestAnimationFrame(() => this.rest());
  }

  rest() {
    if (!this.folded.size) this.stop();
    else if (window.requestIdleCallback) this.next = requestIdleCallback((idle) => this.some(idle), { timeout: 500 });
    else this.next = setTimeout(() => this.some({ timeRemaining: () => 0 }), 20);
  }

  /* At least one, so that it ends on a busy machine too. */
  some(idle) {
    for (const node of this.folded) {
      this.unfold(node);
      void node.firstElementChild.offsetHeight; // lays this one out now
      if (idle.timeRemaining() < ENOUGH) break;
    }
    this.rest();
  }

  unfold(node) {
    if (this.folded.delete(node)) node.classList.remove("kf-later");
  }

  finish() {
    this.folded.forEach((node) => this.unfold(node));
    this.stop();
  }

  stop() {
    cancelAnimationFrame(this.frame);
    (window.cancelIdleCallback ?? clearTimeout)(this.next);
    window.removeEventListener("keydown", this.whole, true);
    window.removeEventListener("beforeprint", this.whole);
    this.root.removeEventListener("contentvisibilityautostatechange", this.near, true);
  }
}
