"""What a document is made of: the blocks of our figures, and a few kinds more that other people's notebooks show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kla_widgets.figures.content import Block


@dataclass(frozen=True, slots=True)
class Fixed:
    """Words set in type of one width, line by line, such as what a program printed."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; ``numbered`` or not."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture made of dots.

    Parameters
    ----------
    data : bytes
        The file.
    kind : {"png", "jpg"}
    width, height : int
        Dots.
    alt : str
        What it shows.
    """

    data: bytes
    kind: Literal["png", "jpg"]
    width: int
    height: int
    alt: str = ""


Piece = Block | Fixed | Bullets | Raster
