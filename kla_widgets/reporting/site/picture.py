"""The map of a list: every district shaded by its predicate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from kla_widgets.figures import Figure
from kla_widgets.figures.choropleth import Area, choropleth
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import Language
from kla_widgets.regions import Region, Regions
from kla_widgets.regions.boundaries import Ring, outlines
from kla_widgets.reporting.common import short_name
from kla_widgets.reporting.site.listing import Row

_FEW = 2
"""Provinces of which a map is drawn in full, with names."""
_COARSE = 0.035
"""Degrees by which the map of the country may leave the true line, so that the page stays light."""


def draw_map(rows: Sequence[Row], regions: Regions, t: Language) -> Figure | None:
    """The map of the latest cycle.

    Parameters
    ----------
    rows : sequence of Row
        Assessments of any cycle and instrument; the map shows those of the latest cycle that have predicates, read
        with the instrument that most of them use.
    regions : Regions
    t : Language

    Returns
    -------
    Figure, optional
        None where there is nothing to show.
    """
    fitting = [row for row in rows if row.region.kind.is_district and row.placed and row.placed.instrument.predicates]
    if not fitting:
        return None
    cycle = max(row.cycle for row in fitting)
    used = Counter(row.instrument for row in fitting if row.cycle == cycle)
    instrument_id = max(sorted(used), key=lambda name: used[name])
    shown = {row.region.code: row for row in reversed(fitting) if (row.cycle, row.instrument) == (cycle, instrument_id)}
    first = next(iter(shown.values()))
    assert first.placed
    provinces = sorted({code[:2] for code in shown if outlines(code[:2])})
    if not provinces:
        return None
    whole = len(provinces) > _FEW
    lines = outlines("", _COARSE) if whole else [line for province in provinces for line in outlines(province)]
    areas = [_area(regions.get(line.code), line.rings, shown.get(line.code), t) for line in lines]
    levels = _levels(first.placed.instrument, t)
    scored = sum(1 for area in areas if area.level is not None)
    alt = t("{part} of {whole} districts have a score; the list below gives each.", part=scored, whole=len(areas))
    title = t("Predicates, cycle {cycle}, instrument {instrument}", cycle=cycle, instrument=instrument_id)
    return choropleth(
        areas, levels, t, title, alt, "map", 900 if whole else 600, special=t("training data"), named=not whole
    )


def _area(region: Region, rings: Sequence[Ring], row: Row | None, t: Language) -> Area:
    code, short = region.code, short_name(region)
    if row is None or row.placed is None or row.placed.rank is None:
        return Area(code, region.name, short, rings, None, mark=code[3:])
    predicate = row.placed.standing.predicate
    note = predicate.name if predicate else t("no predicate yet")
    return Area(code, region.name, short, rings, row.placed.rank, note, code[3:], row.region.synthetic)


def _levels(instrument: Instrument, t: Language) -> list[str]:
    assert instrument.predicates
    return [t("no predicate yet"), *(band.name for band in instrument.predicates.bands)]
