"""Districts on a map, and their clusters as a heat map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kla_widgets.figures import Area, Figure, HeatRow, choropleth, heat_map, paragraph, section
from kla_widgets.regions.boundaries import Ring, outlines
from kla_widgets.reporting.common import short_name
from kla_widgets.reporting.province import predicate_name
from kla_widgets.reporting.province_facts import ProvinceFacts, Row
from kla_widgets.reporting.province_rank import ranked

COARSE = 0.03
"""Degrees by which the map of the country may leave the true line, so that it stays light."""
_FIFTHS = 5


def district_map(facts: ProvinceFacts) -> Figure:
    """The predicate of every district on a map; the share of the maximum where there are no predicates."""
    t, whole = facts.t, facts.region is None
    lines = outlines("", COARSE) if whole else outlines(facts.region.code if facts.region else "")
    if not lines:
        words = t("No boundaries are known for this province, so there is no map.")
        return section(t("Map"), paragraph(words), anchor="peta")
    rings = {line.code: line.rings for line in lines}
    names = _levels(facts)
    areas = [_area(facts, row, rings.get(row.region.code, ())) for row in facts.rows]
    counts = [sum(1 for area in areas if area.level == level) for level in range(len(names))]
    levels = [f"{name}: {t.number(count, 0)}" for name, count in zip(names, counts, strict=True)]
    alt = t("{part} of {whole} districts have a score. {levels}.", part=len(facts.scored), whole=len(areas),
            levels="; ".join(levels))  # fmt: skip
    title = t("Predicates") if facts.instrument.predicates else t("Share of the maximum")
    figure = choropleth(
        areas,
        levels,
        t,
        f"{title}, {facts.name}, {facts.cycle}",
        alt,
        "peta-gambar",
        width=900 if whole else 600,
        special=t("training data"),
        named=not whole,
    )
    words = t(
        "Boundaries are simplified and not meant for questions of borders. Hatched districts have no data; that says "
        "nothing about how they do."
    )
    if any(row.provisional for row in facts.scored):
        words = " ".join((words, t("* marks a provisional score: something is not known yet.")))
    return section(t("Map"), figure, paragraph(words), anchor="peta")


def cluster_heat(facts: ProvinceFacts) -> Figure:
    """Shares of the maximum: districts by clusters; for the whole country provinces by clusters."""
    t, level = facts.t, facts.scores.clusters
    kept = [place for place, top in enumerate(level.max) if top > 0]
    shares = (facts.own(level) / level.max)[:, kept] if kept else np.empty((len(facts.rows), 0))
    if not np.isfinite(shares).any():
        return section(t("Clusters"), paragraph(t("No points of clusters are known yet.")), anchor="klaster")
    named = {cluster.id: t.pick(cluster.short) for cluster in facts.instrument.clusters}
    columns = [named[level.ids[place]] for place in kept]
    if facts.region:
        rows, title, first = _district_rows(facts, shares), t("Share of the maximum per cluster"), t("District")
    else:
        rows = _province_rows(facts, shares)
        title, first = t("Share of the maximum per cluster, average of the districts with data"), t("Province")
    alt = t("{rows} rows, {columns} clusters; each cell says its share.", rows=len(rows), columns=len(columns))
    words = t("Only districts of which something is known are shown. A cell with “–” is not known, which is not zero.")
    figure = heat_map(rows, columns, t, title, alt, "klaster-panas", first)
    return section(t("Clusters"), figure, paragraph(words), anchor="klaster")


def _levels(facts: ProvinceFacts) -> list[str]:
    t = facts.t
    if facts.instrument.predicates:
        return [t("no predicate yet"), *(band.name for band in facts.instrument.predicates.bands)]
    return [f"{t.percent(step / _FIFTHS)} – {t.percent((step + 1) / _FIFTHS)}" for step in range(_FIFTHS)]


def _area(facts: ProvinceFacts, row: Row, rings: Sequence[Ring]) -> Area:
    level, note = None, ""
    if row.own is not None and facts.instrument.predicates:
        reached = row.standing.predicate
        level = 0 if reached is None else 1 + facts.instrument.predicates.bands.index(reached)
        note = predicate_name(facts, row)
    elif row.own is not None and facts.instrument.max:
        share = row.own / facts.instrument.max
        level, note = min(int(share * _FIFTHS), _FIFTHS - 1), facts.t.percent(share)
    if level is not None and row.provisional:
        note = f"{note}*"
    code = row.region.code
    return Area(code, row.region.name, short_name(row.region), rings, level, note, code[3:], row.region.synthetic)


def _district_rows(facts: ProvinceFacts, shares: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[HeatRow]:
    """Best first, then those without a total of which some cluster is known."""
    order = [one.row for one in ranked(facts.rows)] + [row for row in facts.rows if row.own is None]
    return [
        HeatRow(row.region.name.replace("Kabupaten ", "Kab. ", 1), _plain(shares[row.place]))
        for row in order
        if np.isfinite(shares[row.place]).any()
    ]


def _province_rows(facts: ProvinceFacts, shares: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> list[HeatRow]:
    codes = np.array([row.region.code[:2] for row in facts.rows], object)
    found = []
    for code, province in facts.provinces.items():
        own = shares[codes == code]
        known = np.isfinite(own)
        if known.any():
            sums, counts = np.where(known, own, 0).sum(axis=0), known.sum(axis=0)
            means = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
            found.append(HeatRow(f"{province.name} ({int(known.any(axis=1).sum())})", _plain(means)))
    return found


def _plain(shares: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(share) else float(share) for share in shares)
