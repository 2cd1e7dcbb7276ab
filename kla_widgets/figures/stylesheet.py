"""The look of figures for a notebook, shown once in it; rendered pages have it in their head."""

from __future__ import annotations

from kla_widgets.figures.figure import Figure
from kla_widgets.resources import templates


def stylesheet() -> Figure:
    """The stylesheet as something a cell can show."""
    css = (templates() / "html/kla/kla.css").read_text("utf-8")
    return Figure(f"<style>{css}</style>", "")
