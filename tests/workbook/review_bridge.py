"""The training district, and the evaluators' page in a bare browser page whose messages a real session answers."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from form_harness import embedded
from playwright.sync_api import Page

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import create_workspace
from kla_widgets.exchange.demo import AUTHOR, EXAMPLE
from kla_widgets.exchange.dossier import import_dossier
from kla_widgets.resources import templates
from kla_widgets.workbook.review.page import ReviewPage
from kla_widgets.workbook.review.session import ReviewSession

PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>review</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>body{margin:0}</style></head>
<body><div id="here"></div><script>
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer);
class Model {
  constructor() { Object.assign(this, { traits: {}, listeners: [], dead: false }); }
  get(name) { return this.traits[name]; }
  set(name, value) { this.traits[name] = value; }
  on(name, listener) { if (name === "msg:custom") this.listeners.push(listener); }
  off(name, listener) { this.listeners = this.listeners.filter((one) => one !== listener); }
  emit(message, buffers = []) { for (const listener of [...this.listeners]) listener(message, buffers.map(bytes)); }
  send(message) {
    if (this.dead) throw new Error("Cannot send");
    this.pass(message);
  }
  async pass(message) {
    for (const { buffers, ...reply } of await window.python(message)) this.emit(reply, buffers);
  }
}
window.model = new Model();
const source = new Blob([%s], { type: "text/javascript" });
import(URL.createObjectURL(source)).then((module) =>
  module.default.render({ model: window.model, el: document.getElementById("here") }));
</script></body></html>"""


CASE = Case("00.01", "kla-2024", 2024)


def training(folder: Path) -> Path:
    """A workspace with the training district alone."""
    with create_workspace(folder) as made:
        import_dossier(made, templates() / "demo" / EXAMPLE, AUTHOR)
    return folder


class Bridge:
    """Brings messages of the browser to a page's widget, and its replies back."""

    def __init__(self, session: ReviewSession, page: Page, file: Path) -> None:
        self.widget, self.page = ReviewPage(session), page
        self.replies: list[dict[str, Any]] = []
        self.widget.send = self._keep  # type: ignore[method-assign]
        page.expose_function("python", self._answer)
        file.write_text(PAGE % embedded(self.widget._esm), encoding="utf-8")
        page.goto(file.as_uri())
        page.locator(".kr-item[aria-current]").wait_for()

    def news(self) -> None:
        """What the kernel's loop does every second."""
        for reply in self._taken(lambda: self.widget._deliver(self.widget.news())):
            self.page.evaluate("reply => window.model.emit(reply)", reply)

    def _answer(self, message: dict[str, Any]) -> list[dict[str, Any]]:
        return self._taken(lambda: self.widget._receive(self.widget, message, []))

    def _keep(self, reply: dict[str, Any], buffers: Any = ()) -> None:
        coded = [base64.b64encode(bytes(one)).decode() for one in buffers]
        self.replies.append(json.loads(json.dumps(reply)) | {"buffers": coded})

    def _taken(self, act: Any) -> list[dict[str, Any]]:
        self.replies = []
        act()
        return self.replies
