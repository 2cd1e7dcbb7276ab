/* The box above a grid: what went wrong, and whose text is to stay where two people changed the same cell. */

class Notice {
  constructor(t) {
    this.t = t;
    this.element = node("div", { class: "kg-box", role: "alert", hidden: true });
  }

  tell(words) {
    const close = () => node("button", { type: "button", onclick: () => this.tell("") }, this.t("close"));
    this.element.replaceChildren(...(words ? [node("p", {}, words), close()] : []));
    this.element.hidden = !words;
  }

  /* `pairs` holds both texts of each cell; without any there is nothing to choose. */
  ask(words, pairs, keepMine, takeTheirs) {
    const named = (text) => text || this.t("empty_text");
    const lines = pairs.map(({ mine, theirs }) =>
      node("p", {}, `${this.t("mine", { text: named(mine) })} · ${this.t("theirs", { text: named(theirs) })}`));
    const choice = (key, choose) => {
      const chosen = () => {
        this.tell("");
        choose();
      };
      return node("button", { type: "button", onclick: chosen }, this.t(key));
    };
    const choices = pairs.length ? [choice("keep_mine", keepMine), choice("take_theirs", takeTheirs)] : [];
    this.element.replaceChildren(node("p", {}, words), ...lines, ...choices);
    this.element.hidden = false;
  }
}
