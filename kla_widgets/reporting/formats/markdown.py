"""Markdown of a notebook, as HTML."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import mistune
from mistune.renderers.html import HTMLRenderer

from kla_widgets.figures.svg import identifier

_PLUGINS = ["table", "strikethrough", "url"]


def to_html(text: str) -> str:
    """Markdown as HTML; headings have their words as ``id``."""
    return str(_html()(text))


class _Page(HTMLRenderer):
    def heading(self, text: str, level: int, **attrs: Any) -> str:
        words = "".join(part.rpartition(">")[2] for part in text.split("<"))
        return f'<h{level} id="{identifier(words)}">{text}</h{level}>\n'


@lru_cache(maxsize=1)
def _html() -> mistune.Markdown:
    return mistune.create_markdown(renderer=_Page(escape=False, allow_harmful_protocols=["data:"]), plugins=_PLUGINS)
