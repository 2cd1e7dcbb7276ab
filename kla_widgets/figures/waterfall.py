"""Falls of points from step to step: where something begins, what each step takes or gives, and what is left.

All bars share one scale that begins at zero, so that losses can be compared with what they are taken from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kla_widgets.figures.figure import Figure, aligned, drawing
from kla_widgets.figures.svg import WIDTH, Sign, legend, line, paint, rect, text, wrap
from kla_widgets.language import Language

_NAMES, _END = 138, WIDTH - 66
"""Where bars begin, right of the names of steps, and where they end, left of the numbers."""
_THICK = 11
_LEAST = 1.6
"""Width of the narrowest bar, so that a small loss is still seen."""

_WHOLE = paint("mid")
_LEFT = paint("deep")
_LOSS = paint("accent")
_GAIN = paint("pale", "edge", 1)
_TRACK = paint("none", "hair", 1)
_THREAD = paint("none", "edge", 1, "2 2")


@dataclass(frozen=True, slots=True)
class Step:
    """Where a fall has come after a step; ``value`` is None where that is not known."""

    label: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Fall:
    """One fall.

    Parameters
    ----------
    label : str
        What falls.
    steps : sequence of Step
        The first is where it begins.
    maximum : float, optional
        Most points that could be had; shown by the track.
    """

    label: str
    steps: Sequence[Step]
    maximum: float | None = None

    @property
    def largest(self) -> float:
        """The furthest that its bars and its track reach."""
        return max([self.maximum or 0.0, *(step.value for step in self.steps if step.value is not None)])


def waterfall(
    falls: Sequence[Fall], t: Language, title: str, alt: str, key: str, names: tuple[str, str, str, str] | None = None
) -> Figure:
    """Falls below each other, each step in a line of its own.

    Parameters
    ----------
    falls : sequence of Fall
    t : Language
        Writes numbers.
    title, alt, key : str
        Headline, description, and name of the figure within its page.
    names : tuple of four str, optional
        What the beginning, a loss, a gain and the end are called.
    """
    names = names or (t("At the beginning"), t("Taken away"), t("Given back"), t("Left"))
    largest = max((fall.largest for fall in falls), default=0.0)
    scale = (_END - _NAMES) / largest if largest > 1e-6 else 0
    drawn, y = _legend(falls, names, t)
    parts = [drawn]
    for fall in falls:
        shapes, y = _fall(fall, y, scale, names[3], t)
        parts += shapes
    return drawing(key, title, alt, max(y - 6, 20), "".join(parts), _plain(falls, names[3], t))


@dataclass(frozen=True, slots=True)
class _Bar:
    """One line of a fall: its bar reaches from ``low`` to ``high``, and the next one begins at ``level``."""

    label: str
    said: str
    look: str = _WHOLE
    low: float = 0.0
    high: float | None = None
    level: float | None = None
    whole: bool = False


def _bars(fall: Fall, end: str, t: Language) -> Iterator[_Bar]:
    here: float | None = None
    for place, step in enumerate(fall.steps):
        if step.value is None:
            yield _Bar(step.label, t.number(None), level=here, whole=place == 0)
        elif here is None:
            yield _Bar(step.label, t.number(step.value), _WHOLE, 0.0, step.value, step.value, whole=True)
        else:
            low, high = sorted((here, step.value))
            look = _LOSS if step.value < here else _GAIN
            end_of_bar = high if high > low else None  # where nothing changes there is nothing to draw
            yield _Bar(step.label, signed(step.value - here, t), look, low, end_of_bar, step.value)
        here = here if step.value is None else step.value
    if len(fall.steps) > 1 and here is not None:
        yield _Bar(end, t.number(here), _LEFT, 0.0, here, here, whole=True)


def _fall(fall: Fall, y: float, scale: float, end: str, t: Language) -> tuple[list[str], float]:
    """The drawing of a fall from ``y`` downwards, and where it ends."""
    parts = []
    for words in wrap(fall.label, WIDTH, 13, bold=True):
        y += 15
        parts.append(text(0, y, words, bold=True))
    y += 5
    thread: tuple[float, float] | None = None
    for bar in _bars(fall, end, t):
        if thread:
            parts.append(line(thread[0], thread[1], thread[0], y + 2, _THREAD))
        if fall.maximum:
            parts.append(line(_NAMES, y + 14.5, _NAMES + fall.maximum * scale, y + 14.5, _TRACK))
        if bar.high is not None:
            wide = max((bar.high - bar.low) * scale, _LEAST)
            parts.append(rect(min(_NAMES + bar.low * scale, _END - wide), y + 2, wide, _THICK, bar.look))
        lines = wrap(bar.label, _NAMES - 8, 12)
        for number, words in enumerate(lines):
            parts.append(text(0, y + 11 + 13 * number, words, 12, colour="ink" if bar.whole else "muted"))
        parts.append(text(WIDTH, y + 11, bar.said, 12, bold=bar.whole, align="end"))
        thread = None if bar.level is None else (_NAMES + bar.level * scale, y + 2 + _THICK)
        y += 13 * max(len(lines), 1) + 4
    return parts, y + 8


def signed(change: float, t: Language) -> str:
    """A change with its sign: ``−9,90``, ``+2,00``; without one where nothing changes."""
    words = t.number(abs(change))
    if words == t.number(0):
        return words
    return f"−{words}" if change < 0 else f"+{words}"


def _legend(falls: Sequence[Fall], names: tuple[str, str, str, str], t: Language) -> tuple[str, float]:
    """Signs of what occurs; none are needed when there is only one."""
    looks = {bar.look for fall in falls for bar in _bars(fall, names[3], t) if bar.high is not None}
    items = [(_swatch(look), name) for look, name in zip((_WHOLE, _LOSS, _GAIN, _LEFT), names, strict=True)]
    shown: list[tuple[Sign, str]] = [
        item for item, look in zip(items, (_WHOLE, _LOSS, _GAIN, _LEFT), strict=True) if look in looks
    ]
    if any(fall.maximum for fall in falls):
        shown.append((lambda x, y: line(x, y, x + 20, y, _TRACK), t("Maximum")))
    if len(shown) < 2:
        return "", 0
    drawn, y = legend(shown)
    return drawn, y + 4


def _swatch(look: str) -> Sign:
    return lambda x, y: rect(x + 0.5, y - 5, 18, 10, look)


def _plain(falls: Sequence[Fall], end: str, t: Language) -> str:
    rows = [(fall.label, bar.label, bar.said) for fall in falls for bar in _bars(fall, end, t)]
    return aligned(rows, (False, False, True)) if rows else ""
