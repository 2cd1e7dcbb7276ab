"""An executed notebook as one self-contained HTML page: no code shown, nothing loaded from anywhere."""

from __future__ import annotations

from typing import Any

from nbconvert.exporters.html import HTMLExporter
from nbformat import NotebookNode
from traitlets.config import Config

from kla_widgets.resources import templates


def page_exporter() -> HTMLExporter:
    """nbconvert's HTML exporter with our template (``templates/html/kla``)."""
    return HTMLExporter(  # type: ignore[no-untyped-call]  # nbconvert is not typed here
        template_name="kla",
        extra_template_basedirs=[str(templates() / "html")],
        exclude_input=True,
        config=Config({"HTMLExporter": {"preprocessors": []}}),
    )


def to_page(notebook: NotebookNode, exporter: HTMLExporter | None = None) -> str:
    """Write an executed notebook as HTML.

    Parameters
    ----------
    notebook : NotebookNode
        Its metadata ``kla`` (title, language, fingerprint) describes the page; each may be missing.
    exporter : HTMLExporter, optional
        One made before, to write many pages.
    """
    about: dict[str, Any] = notebook.metadata.get("kla", {})
    defaults = {"title": "Report", "language": "id", "fingerprint": ""}
    resources = {f"kla_{name}": about.get(name, default) for name, default in defaults.items()}
    page, _ = (exporter or page_exporter()).from_notebook_node(notebook, resources=resources)
    return str(page)
