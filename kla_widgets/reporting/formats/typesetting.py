"""The typesetter: its compilers are kept for all documents of a process, with the fonts it brings along and no others.

The same document is set the same on every machine: fonts of the system are not looked at, and nothing is loaded.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

import typst

from kla_widgets.errors import Message, fail
from kla_widgets.language import N_
from kla_widgets.resources import templates

CANNOT_SET = Message(
    "FMT-002", N_("The pages cannot be set: {reason}."), N_("Use the other formats, and report this with the notebook.")
)

_REMEMBERED = 11


def to_pdf(template: str, **inputs: str) -> bytes:
    """A PDF of a template in ``templates/documents``.

    Parameters
    ----------
    template : str
        File name.
    **inputs : str
        What the template finds in ``sys.inputs``.

    Raises
    ------
    KlaError
        ``FMT-002``.
    """
    typesetter = _typesetter()
    typesetter.forget()
    # Tags for screen readers would make the file five times as large; the page and the Word document have theirs.
    return typesetter.set(template, format="pdf", sys_inputs=inputs, pdf_tags=False)


def svg_to_png(svg: str, width: float, dots_per_inch: int) -> bytes:
    """A drawing as dots.

    Parameters
    ----------
    svg : str
    width : float
        In points.
    dots_per_inch : int

    Raises
    ------
    KlaError
        ``FMT-002``.
    """
    inputs = {"svg": svg, "width": f"{width}"}
    return _typesetter().set("drawing.typ", format="png", ppi=dots_per_inch, sys_inputs=inputs)


class _Typesetter:
    """The compilers of one process, one for each template.

    It works with threads, which a forked copy of the process would lack and wait for without end. So a process that is
    to be forked may import this module but must leave the setting to its copies.
    """

    def __init__(self) -> None:
        self._process = os.getpid()
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
        self._compilers: dict[str, typst.Compiler] = {}

    def set(self, template: str, **how: Any) -> bytes:
        """Set a template; one page of it where the format has one file a page."""
        if os.getpid() != self._process:
            raise RuntimeError("pages were set before this process was forked; set them in the copies only")
        if template not in self._compilers:
            folder = templates() / "documents"
            self._compilers[template] = typst.Compiler(
                input=str(folder / template), root=str(folder), font_paths=self._fonts, ignore_system_fonts=True
            )
        try:
            made = self._compilers[template].compile(**how)
        except typst.TypstError as error:
            raise fail(CANNOT_SET, where=template, reason=error) from error
        assert isinstance(made, bytes)
        return made

    def forget(self) -> None:
        """Forget what was set before: the last ten documents are remembered, each in 50 MB of memory."""
        if self._compilers:
            for _ in range(_REMEMBERED):
                self.set("empty.typ", format="pdf")


@lru_cache(maxsize=1)
def _typesetter() -> _Typesetter:
    return _Typesetter()
