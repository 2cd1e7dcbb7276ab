"""A score on a rising stair of named bands, and how far it is to the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from kla_widgets.figures.figure import Figure, drawing
from kla_widgets.figures.svg import WIDTH, escape, line, paint, polygon, rect, text, width_of, wrap
from kla_widgets.language import Language

_FOOT, _RISE = 20, 19
_HERE, _BELOW, _ABOVE = paint("deep", "paper", 1), paint("mid", "paper", 1), paint("pale", "paper", 1)


@dataclass(frozen=True, slots=True)
class Band:
    """A band of the scale.

    Parameters
    ----------
    name : str
        What it is called.
    start : float
        The smallest score in it.
    label : str
        How the start is written, when not as the number itself.
    """

    name: str
    start: float
    label: str = ""


def predicate_ladder(
    bands: Sequence[Band],
    value: float | None,
    maximum: float,
    t: Language,
    title: str,
    alt: str,
    key: str,
    missing: float | None = None,
) -> Figure:
    """Bands as steps from 0 to the maximum, with a pointer at the score.

    Parameters
    ----------
    bands : sequence of Band
        In rising order of ``start``; each ends where the next one starts.
    value : float, optional
        The score; none shows the stair without a pointer.
    maximum : float
        End of the scale.
    t : Language
        Writes numbers and the sentence about the next band.
    title, alt, key : str
        Headline, description, and name of the figure within its page.
    missing : float, optional
        Points to the next band, if known already; the distance to its start by default.
    """
    stair = _Stair(tuple(bands), maximum, WIDTH / (max([maximum, value or 0, *(band.start for band in bands)]) or 1))
    place = sum(1 for band in bands if value is not None and band.start <= value) - 1
    score, name, distance = _said(value, place, bands, missing, t)
    body, base = _headline(score, name, distance, stair)
    body += "".join(_step(number, stair, base, place, t) for number in range(len(bands)))
    body += line(0, base, WIDTH, base, paint("none", "ink", 1.2)) + _ends(value, stair, base, t)
    steps = " | ".join(f"{band.label or t.short(band.start)} {band.name}" for band in bands)
    words = "\n".join(filter(None, (f"{score} {name}", distance, f"{t.short(0)} | {steps} | {t.short(maximum)}")))
    return drawing(key, title, alt, base + 26, body, words)


@dataclass(frozen=True, slots=True)
class _Stair:
    """Where the steps are: ``scale`` units a point, each step higher than the one before it."""

    bands: tuple[Band, ...]
    maximum: float
    scale: float

    def left(self, place: int) -> float:
        return self.bands[place].start * self.scale

    def right(self, place: int) -> float:
        return self.left(place + 1) if place + 1 < len(self.bands) else self.maximum * self.scale

    def height(self, place: int) -> float:
        return _FOOT + _RISE * place

    def name_from(self, place: int) -> float:
        """Where the name begins: it ends with its step and may reach back over the lower ones."""
        return max(self.right(place) - width_of(self.bands[place].name, 12, bold=True), 0)


def _headline(score: str, name: str, distance: str, stair: _Stair) -> tuple[str, float]:
    """The words at the top left, and the base line of a stair that moves up beside them as far as it touches none."""
    head = wrap(distance, WIDTH, 12.5) if distance else []
    wide = max(
        [width_of(score, 26, bold=True) + width_of(name, 15, bold=True) + 12, *(width_of(one, 12.5) for one in head)]
    )
    tall = 34 + 17 * len(head)
    steps = range(len(stair.bands))
    under = [tall + 18 + stair.height(place) for place in steps if stair.name_from(place) < wide + 14]
    base = max([tall + 4, _FOOT + _RISE * len(steps) + 2, *under])
    said = f'{escape(score)}<tspan dx="9" font-size="15">{escape(name)}</tspan>'
    lines = [f'<text x="0" y="24" font-size="26" font-weight="600" {paint("ink")}>{said}</text>']
    lines += [text(0, 43 + 17 * number, one, 12.5, colour="muted") for number, one in enumerate(head)]
    return "".join(lines), base


def _said(
    value: float | None, place: int, bands: Sequence[Band], missing: float | None, t: Language
) -> tuple[str, str, str]:
    """The score, the name of its band, and the sentence about the next one."""
    if value is None:
        return t.number(None), t("not filled in"), ""
    name = bands[place].name if place >= 0 else ""
    if place + 1 == len(bands):
        return t.number(value), name, t("The highest band is reached.") if bands else ""
    ahead = bands[place + 1]
    if missing is None:
        # Rounded up: who gains as many points as it says must arrive.
        missing = ceil(round((ahead.start - value) * 100, 6)) / 100
    distance = t("{points} more points to {band}", points=t.number(missing), band=ahead.name)
    return t.number(value), name or t("below {band}", band=ahead.name), distance


def _step(number: int, stair: _Stair, base: float, place: int, t: Language) -> str:
    """A step with its name above and its threshold at the foot; ``place`` is the step that is reached."""
    band, here = stair.bands[number], number == place
    look = _HERE if here else _BELOW if number < place else _ABOVE
    left, right, top = stair.left(number), stair.right(number), base - stair.height(number)
    parts = [rect(left, top, right - left, base - top, look)]
    threshold = band.label or t.short(band.start)
    if width_of(threshold, 11.5) + 4 <= right - left:
        parts.append(text(left + 4, base - 6, threshold, 11.5, colour="paper" if here else "ink"))
    start, colour = stair.name_from(number), "ink" if here else "muted"
    x, align = (right - 2, "end") if start else (0, "start")
    parts.append(text(x, top - 5, band.name, 12, here, colour, align))
    return "".join(parts)


def _ends(value: float | None, stair: _Stair, base: float, t: Language) -> str:
    """The pointer with its score below the scale, and 0 and the maximum where there is room."""
    x, half, parts = 2.0 * WIDTH, 0.0, []
    if value is not None:
        words = t.number(value)
        half = width_of(words, 12, bold=True) / 2
        x = value * stair.scale
        parts.append(polygon([(x, base - 1), (x + 6, base + 9), (x - 6, base + 9)], paint("ink")))
        x = min(max(x, half), WIDTH - half)
        parts.append(text(x, base + 22, words, 12, bold=True, align="middle"))
    for at, words, align in ((0.0, t.short(0), "start"), (stair.maximum * stair.scale, t.short(stair.maximum), "end")):
        if abs(at - x) > half + width_of(words, 11.5) + 6:
            parts.append(text(at, base + 15, words, 11.5, colour="muted", align=align))
    return "".join(parts)
