"""The stylesheet: small, self-contained, kept to its own names, and readable."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from kla_widgets import resources
from kla_widgets.figures.svg import PALETTE

CSS = (resources.templates() / "html" / "kla" / "kla.css").read_text(encoding="utf-8")
BARE = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(PALETTE[one]), luminance(PALETTE[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_stylesheet_is_small_and_loads_nothing() -> None:
    assert len(CSS.encode()) < 12_000
    assert not re.search(r"@import|url\(|https?:", CSS)


def test_every_rule_keeps_to_its_own_names() -> None:
    selectors = [one.strip() for rule in re.findall(r"([^{}]+)\{", BARE) for one in rule.split(",")]
    foreign = [one for one in selectors if not re.match(r"\.kla-|body\.kla-|:root$|@media|@page", one)]
    assert foreign == []


def test_the_colours_of_drawings_are_those_of_the_stylesheet() -> None:
    for name, colour in PALETTE.items():
        value = re.search(rf"--kla-{name}: (#[0-9a-f]+);", CSS)
        assert value, name
        assert colour in (value[1], f"#{value[1][1:] * 2}")
        assert f".kla-f-{name} {{ fill: var(--kla-{name}); }} .kla-s-{name} {{ stroke: var(--kla-{name}); }}" in CSS


@pytest.mark.parametrize("name", ["ink", "muted", "deep", "accent"])
def test_words_contrast_enough_with_the_paper(name: str) -> None:
    assert contrast(name, "paper") >= 4.5


@pytest.mark.parametrize("ground", ["mid", "pale"])
def test_ink_contrasts_enough_with_the_fills_it_stands_on(ground: str) -> None:
    assert contrast("ink", ground) >= 4.5


@pytest.mark.parametrize("name", ["edge", "mid", "deep", "accent"])
def test_shapes_contrast_enough_with_the_paper(name: str) -> None:
    assert contrast(name, "paper") >= 3


def test_fills_are_told_apart_in_black_and_white() -> None:
    assert all(contrast(darker, lighter) >= 2.5 for darker, lighter in pairwise(("deep", "mid", "pale")))


def test_printing_repeats_heads_keeps_rows_whole_and_shows_the_watermark() -> None:
    printed = BARE[BARE.index("@media print") :]
    assert "table-header-group" in printed
    assert re.search(r"\.kla-watermark-print \{[^}]*position: fixed", printed)
    assert "break-inside: avoid" in BARE
    assert "@page { size: A4" in BARE
