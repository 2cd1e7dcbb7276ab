"""What the tests of figures share: a language, and a reader of drawings that fails on broken XML."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pytest

from kla_widgets.figures import Figure
from kla_widgets.language import Language, language

SVG = "{http://www.w3.org/2000/svg}"

Parse = Callable[[Figure], ElementTree.Element]


@pytest.fixture(scope="session")
def t() -> Language:
    return language("en")


@pytest.fixture(scope="session")
def indonesian() -> Language:
    return language("id")


@pytest.fixture(scope="session")
def parse() -> Parse:
    """The root of a figure's drawing, its names without namespace."""

    def read(figure: Figure) -> ElementTree.Element:
        root = ElementTree.fromstring(figure.svg)
        for element in root.iter():
            element.tag = element.tag.removeprefix(SVG)
        return root

    return read
