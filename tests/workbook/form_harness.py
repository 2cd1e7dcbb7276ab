"""The form in a bare page: a model that answers as Python would, or as a test tells it to. No Jupyter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import kla_widgets.workbook
from kla_widgets.language import language
from kla_widgets.workbook.words import WORDS

STATIC = Path(kla_widgets.workbook.__file__).parent / "static"

MODEL = """
class Model {
  constructor(traits) {
    Object.assign(this, { traits, listeners: [], sent: [], bytes: [], rule: {}, dead: false });
  }
  get(name) { return structuredClone(this.traits[name]); }
  set(name, value) { this.traits[name] = value; }
  save_changes() {}
  on(name, listener) { if (name === "msg:custom") this.listeners.push(listener); }
  off(name, listener) { this.listeners = this.listeners.filter((one) => one !== listener); }
  emit(message) { for (const listener of this.listeners) listener(structuredClone(message), []); }
  send(message, callbacks, buffers = []) {
    if (this.dead) throw new Error("Cannot send");
    if (message.type !== "ping") this.sent.push(structuredClone(message));
    for (const buffer of buffers) this.bytes.push(buffer.byteLength);
    setTimeout(() => this.answer(message), 5);
  }
  edits(id) { return this.sent.filter((one) => one.type === "edit" && (!id || one.id === id)); }
  answer(message) {
    const rule = this.rule[message.type] ?? "yes";
    if (rule === "silent") return;
    const { n, client, id, upload } = message;
    if (message.type === "ping") this.emit({ type: "pong", n });
    if (message.type === "edit" && rule === "yes") this.accept(message);
    if (message.type === "edit" && rule !== "yes") this.emit({ n, client, id, field: message.field, ...rule });
    if (message.type === "upload_begin") this.emit({ type: "upload", upload, status: "next", index: 0, message: "" });
    if (message.type === "upload_chunk" && rule === "yes")
      this.emit({ type: "upload", upload, status: "next", index: message.index + 1, message: "" });
    if (message.type === "upload_end")
      this.emit({ type: "upload", upload, status: "done", message: "", ...(rule === "yes" ? {} : rule) });
    if (message.type === "history") this.emit({ type: "history", n, id, entries: this.traits.entries ?? [] });
    if (message.type === "undo") this.emit({ type: "undone", n, id: null, message: "Dibatalkan" });
  }
  accept({ n, client, id, field, value }) {
    const state = this.changed(id, { [field]: value, author: "Ani", at: "10.42" });
    this.emit({ type: "patch", states: { [id]: state }, score: this.traits.score, by: client });
    this.emit({ type: "ack", n, client, id, at: "10.42", state });
  }
  changed(id, news) {
    const old = this.traits.states[id];
    const state = { ...old, ...news, revision: old.revision + 1 };
    state.done = state.value !== null;
    this.traits.states[id] = state;
    return state;
  }
  other(id, news) {
    const state = this.changed(id, { author: "Budi", at: "10.43", ...news });
    this.emit({ type: "patch", states: { [id]: state }, score: this.traits.score, by: "somebody" });
  }
}
"""

PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>form</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>body{margin:0}%(css)s</style></head>
<body><div id="here"></div><script>%(model)s
window.model = new Model(%(traits)s);
const source = new Blob([%(source)s], { type: "text/javascript" });
window.began = performance.now();
import(URL.createObjectURL(source)).then((module) => {
  window.began = performance.now();
  window.leave = module.default.render({ model: window.model, el: document.getElementById("here") });
  window.built = performance.now() - window.began;
  requestAnimationFrame(() => setTimeout(() => { window.painted = performance.now() - window.began; }));
});
</script></body></html>"""


def static(ending: str) -> str:
    """The hand-written files of one kind as the package joins them."""
    return "\n".join(file.read_text("utf-8") for file in sorted(STATIC.glob(f"*{ending}")))


def write_page(file: Path, page: dict[str, Any], states: dict[str, Any], score: dict[str, Any], **more: Any) -> Path:
    """Write the bare page with these traits."""
    t = language(page["language"])
    words = {key: t(template) for key, template in WORDS.items()}
    traits = {"page": page, "states": states, "score": score, "words": words, **more}
    parts = {"css": static(".css"), "model": MODEL, "traits": embedded(traits), "source": embedded(static(".js"))}
    file.write_text(PAGE % parts, encoding="utf-8")
    return file


def embedded(data: Any) -> str:
    """JSON that cannot end the script it stands in."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


def card(form: Page, name: str) -> Any:
    return form.get_by_role("article", name=name, exact=True)


def edits(form: Page, name: str) -> list[dict[str, Any]]:
    return form.evaluate("id => window.model.edits(id)", name)


def values(form: Page, name: str) -> list[Any]:
    return [edit["value"] for edit in edits(form, name)]


def saved(form: Page, name: str, value: Any) -> None:
    """The last value sent is this one, and the card says that it is saved."""
    expect(card(form, name).locator(".kf-line")).to_contain_text("saved 10.42")
    assert values(form, name)[-1] == value


def rule(form: Page, **rules: Any) -> None:
    """How the model answers from now on."""
    form.evaluate("rules => Object.assign(window.model.rule, rules)", rules)


def press(form: Page, *keys: str) -> None:
    for key in keys:
        form.keyboard.press(key)


def tab_to(form: Page, target: Any) -> None:
    """Reach a control with the Tab key alone."""
    for _ in range(300):
        if target.evaluate("node => node === document.activeElement"):
            return
        form.keyboard.press("Tab")
    pytest.fail("the Tab key never reaches it")
