"""The look of the figures for whoever opens a report's notebook; rendered pages have it in their head."""

from __future__ import annotations

from kla_widgets.figures import Figure
from kla_widgets.resources import templates


def stylesheet() -> Figure:
    """The stylesheet as something a cell can show."""
    css = (templates() / "html" / "kla" / "kla.css").read_text("utf-8")
    return Figure(f"<style>{css}</style>", "")
