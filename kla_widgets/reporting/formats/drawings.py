"""Drawings and pictures on a page: how wide, and in which type."""

from __future__ import annotations

import base64
import re

from kla_widgets.figures.svg import FONT
from kla_widgets.reporting.formats.layout import PORTRAIT
from kla_widgets.reporting.formats.pieces import Raster

PRINT_FONT = "Libertinus Serif"
"""The typesetter brings it along; those of a screen may not be there."""

_SIZE = re.compile(r'<svg[^>]*?\bviewBox="[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)"')
_UNIT = 0.78
"""Points on paper for a unit of a drawing, so that its type is about as large as that of the text."""
_TALLEST = 640.0


def for_print(svg: str) -> str:
    """The drawing with the type of the page."""
    return svg.replace(f'font-family="{FONT}"', f'font-family="{PRINT_FONT}"', 1)


def drawing_size(svg: str) -> tuple[float, float]:
    """Width and height of a drawing on an upright page, in points."""
    found = _SIZE.search(svg)
    if found is None:
        return PORTRAIT * 0.7, PORTRAIT * 0.5
    width, height = float(found[1]) or 1, float(found[2]) or 1
    scale = min(_UNIT, PORTRAIT / width, _TALLEST / height)
    return width * scale, height * scale


def drawing_width(svg: str) -> float:
    return drawing_size(svg)[0]


def raster_size(raster: Raster) -> tuple[float, float]:
    """Width and height of a picture on an upright page, in points: 96 dots an inch, or smaller if it must fit."""
    scale = min(0.75, PORTRAIT / max(raster.width, 1), _TALLEST / max(raster.height, 1))
    return raster.width * scale, raster.height * scale


def raster_as_svg(raster: Raster) -> tuple[str, float]:
    """A picture as a drawing that holds it, and its width in points."""
    kind = {"png": "image/png", "jpg": "image/jpeg"}[raster.kind]
    width, height = raster.width, raster.height
    content = base64.b64encode(raster.data).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:{kind};base64,{content}"/></svg>',
        raster_size(raster)[0],
    )
