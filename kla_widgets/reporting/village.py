"""The report on villages and sub-districts: what each criterion adds up to, where, and who is still missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.big_tables import read_big_tables
from kla_widgets.exchange.demo import open_or_example
from kla_widgets.exchange.villages.criteria import Criterion, Tier, criteria_of
from kla_widgets.exchange.villages.describe import RULE
from kla_widgets.exchange.villages.export import TITLES
from kla_widgets.exchange.villages.importing import plan_villages
from kla_widgets.exchange.villages.summary import (
    by_criterion,
    by_place,
    by_subdistrict,
    counts_of,
    failing,
    unanswered,
)
from kla_widgets.exchange.villages.table import read_table, with_questions
from kla_widgets.figures import (
    Column,
    Figure,
    HeatRow,
    Tile,
    cover,
    heat_map,
    notice,
    paragraph,
    section,
    stack,
    table,
    tiles,
)
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language
from kla_widgets.regions import Region
from kla_widgets.reporting.common import instrument_line, record_section, training_mark, unofficial
from kla_widgets.reporting.facts import Facts, Record, read_facts
from kla_widgets.resources import templates

EXAMPLE = templates() / "demo" / "desa-latihan-2024.csv"
"""Made-up villages of the training district, shown where no workspace is named."""
SIDE_BY_SIDE = 9
"""Criteria of one shaded table."""
LONGEST_LIST = 40
"""Names of a list; the others are counted."""
_CRITERIA = {Tier.SUBDISTRICT: N_("Criteria of sub-districts"), Tier.VILLAGE: N_("Criteria of villages")}


@dataclass(frozen=True)
class VillageFacts:
    """What the report shows.

    Parameters
    ----------
    table : DataFrame
        As :mod:`kla_widgets.exchange.villages.table` has it.
    criteria : tuple of Criterion
    stage : str
        Name of the stage, for the record.
    """

    t: Language
    region: Region
    case: Case
    instrument: Instrument
    table: pd.DataFrame
    criteria: tuple[Criterion, ...]
    stage: str
    record: Record

    @cached_property
    def places(self) -> pd.DataFrame:
        return by_place(self.table, self.criteria)

    @cached_property
    def subdistricts(self) -> pd.DataFrame:
        return by_subdistrict(self.table, self.criteria)

    def of(self, tier: Tier) -> tuple[Criterion, ...]:
        return tuple(one for one in self.criteria if one.tier is tier)


def load_villages(
    workspace: str, region: str, cycle: int, instrument: str = "", stage: str = "", language_code: str = "id"
) -> VillageFacts:
    """Read the table of a district; parameters as :func:`kla_widgets.reporting.facts.load_facts`.

    Raises
    ------
    KlaError
        ``VIL-001`` when the instrument asks nothing village by village, and those of
        :func:`~kla_widgets.reporting.facts.load_facts`.
    """
    with open_or_example(workspace) as opened:
        facts = read_facts(opened, region, cycle, instrument, stage, language_code)
        return read_villages(opened, facts, example=not workspace)


def read_villages(workspace: Workspace, facts: Facts, example: bool = False) -> VillageFacts:
    """The same from an opened workspace; with ``example`` the made-up villages, which are not stored."""
    case, instrument = facts.case, facts.instrument
    criteria = criteria_of(instrument)
    if example:
        sheets = read_big_tables(EXAMPLE)
        frame = plan_villages(workspace, sheets, instrument, case.cycle, EXAMPLE.name, case.region).merged.table
    else:
        frame = read_table(workspace.store, instrument.id, case.cycle, [case.region]).frame
    frame = with_questions(frame, [one.question for one in criteria])
    return VillageFacts(facts.t, facts.region, case, instrument, frame, criteria, facts.stage_name, facts.record)


def head(own: VillageFacts) -> Figure:
    """Cover: which district, and that the figures are not official."""
    t = own.t
    details = [
        (t("District"), f"{own.region.name} ({own.region.code})"),
        (t("Cycle"), str(own.case.cycle)),
        (t("Instrument"), instrument_line(own.instrument, t)),
        (t("Made on"), t.date(own.record.made_at.date())),
    ]
    parts = [cover(own.region.name, t("Villages and sub-districts"), t("One answer for each of them"), details)]
    if own.region.synthetic:
        words = t("Training data: this district does not exist; every number is made up.")
        parts = [training_mark(t), *parts, notice(words, "warning")]
    return stack(*parts, *unofficial(own.instrument, t))


def summary(own: VillageFacts) -> Figure:
    """How many there are, how complete the table is, and by which rule it is counted."""
    t, places = own.t, own.places
    if places.empty:
        words = t("No table is stored. Write one with “kla export villages”, fill it in, and import it.")
        return section(t("Summary"), notice(words, "warning"), anchor="ringkasan")
    asked, answered = int(places["asked"].sum()), int(places["answered"].sum())
    complete = int((places["asked"] == places["answered"]).sum())
    keys = [
        Tile(t("Sub-districts"), t.number(int((places["level"] == 2).sum()), 0)),
        Tile(t("Villages"), t.number(int((places["level"] == 3).sum()), 0)),
        Tile(t("Filled in"), t.percent(answered / asked if asked else None, 1),
             t("{count} answers missing", count=t.number(asked - answered, 0))),
        Tile(t("Complete"), t.number(complete, 0), t("places without a blank")),
    ]  # fmt: skip
    return section(t("Summary"), tiles(*keys), paragraph(t(RULE)), anchor="ringkasan")


def criteria(own: VillageFacts) -> Figure:
    """What each criterion adds up to."""
    if own.places.empty:
        return stack()
    return section(own.t("By criterion"), *(_counts(own, tier) for tier in Tier if own.of(tier)), anchor="kriteria")


def subdistricts(own: VillageFacts) -> Figure:
    """What the villages of each sub-district fulfil."""
    t, frame = own.t, own.subdistricts
    if frame.empty:
        return stack()
    rows = [
        {"code": code, "name": name or str(code), "villages": villages, "complete": complete, "share": share,
         "filled": answered / asked if asked else None}
        for code, name, villages, complete, asked, answered, _, share in frame.itertuples(name=None)
    ]  # fmt: skip
    columns = [
        Column("code", t("Code"), "id"),
        Column("name", t("Sub-district")),
        Column("villages", t("Villages"), "count", total=True),
        Column("complete", t("Without a blank"), "count", total=True),
        Column("filled", t("Filled in"), "percent"),
        Column("share", t("Fulfilled"), "share"),
    ]
    words = t("Fulfilled: criteria met of all that are asked; a blank is not yet met, and is no “no” either.")
    parts = [paragraph(words), table(columns, rows, t, t("Villages by sub-district"), "kecamatan"), *_shades(own)]
    return section(t("By sub-district"), *parts, anchor="per-kecamatan")


def villages(own: VillageFacts) -> Figure:
    """Each village and sub-district with what it fulfils."""
    t, frame = own.t, own.places
    if frame.empty:
        return stack()
    names = dict(zip(frame.index, frame["name"], strict=True))
    rows = [
        {"code": code, "name": name or None, "above": names.get(parent) or parent, "met": met,
         "blank": asked - answered, "share": share}
        for code, name, parent, level, asked, answered, met, share in frame.itertuples(name=None)
        if level == Tier.VILLAGE.level
    ]  # fmt: skip
    if not rows:
        return stack()
    columns = [
        Column("code", t("Code"), "id"),
        Column("name", t("Village")),
        Column("met", t("Fulfilled"), "count"),
        Column("blank", t("Blank"), "count"),
        Column("share", t("Share"), "share"),
    ]
    figure = table(columns, rows, t, t("Every village"), "desa", group_by="above")
    return section(t("By village"), figure, anchor="per-desa")


def missing(own: VillageFacts) -> Figure:
    """Who does not fulfil a criterion, and who has not answered."""
    t = own.t
    if own.places.empty:
        return stack()
    rows = [
        {
            "id": one.question,
            "name": t.pick(one.text),
            "failing": _names(failing(own.table, one), t) or None,
            "blank": _names(unanswered(own.table, one), t) or None,
        }
        for one in own.criteria
    ]
    columns = [
        Column("id", t("No."), "id"),
        Column("name", t("Criterion"), width="26%"),
        Column("failing", t("Not fulfilled by"), width="38%"),
        Column("blank", t("Not filled in by")),
    ]
    figure = table(columns, rows, t, t("Who is still missing"), "belum")
    return section(t("Still missing"), figure, anchor="belum-terpenuhi")


def record(own: VillageFacts) -> Figure:
    """What the report was made of."""
    data = f"{own.case.region} · {own.case.cycle}"
    return record_section(own.instrument, own.record, data, own.stage, own.t)


def _counts(own: VillageFacts, tier: Tier) -> Figure:
    t, chosen = own.t, own.of(tier)
    texts = {one.question: t.pick(one.text) for one in chosen}
    rows = [
        {"id": one.question, "name": texts[one.question], "yes": one.yes, "no": one.no, "blank": one.blank,
         "share": one.share}
        for one in counts_of(by_criterion(own.table, chosen))
    ]  # fmt: skip
    columns = [
        Column("id", t("No."), "id"),
        Column("name", t("Criterion"), width="46%"),
        Column("yes", t("Yes"), "count"),
        Column("no", t("No"), "count"),
        Column("blank", t("Blank"), "count"),
        Column("share", t("Share of yes"), "share"),
    ]
    return table(columns, rows, t, t(_CRITERIA[tier]), f"kriteria-{tier.value}")


def _shades(own: VillageFacts) -> Iterator[Figure]:
    """Share of villages that fulfil each criterion, by sub-district; as many criteria side by side as can be read."""
    t, chosen = own.t, own.of(Tier.VILLAGE)
    inside = {
        f"{code} {name}": own.table[own.table.index.str.startswith(f"{code}.")]
        for code, name in zip(own.subdistricts.index, own.subdistricts["name"], strict=True)
    }
    alt = t("Share of the villages of each sub-district that fulfil each criterion, of those that answered.")
    for number, start in enumerate(range(0, len(chosen), SIDE_BY_SIDE), 1):
        part = chosen[start : start + SIDE_BY_SIDE]
        rows = [HeatRow(name, _shares(villages, part)) for name, villages in inside.items()]
        title = t("Fulfilled by the villages: {first} – {last}", first=part[0].question, last=part[-1].question)
        key = f"peta-kecamatan-{number}"
        yield heat_map(rows, [one.question for one in part], t, title, alt, key, t(TITLES[Tier.SUBDISTRICT]))


def _shares(villages: pd.DataFrame, chosen: Sequence[Criterion]) -> tuple[float | None, ...]:
    if villages.empty:
        return tuple(None for _ in chosen)
    met = {
        one.question: one.met / one.answered if one.answered else None
        for one in counts_of(by_criterion(villages, chosen))
    }
    return tuple(met[one.question] for one in chosen)


def _names(frame: pd.DataFrame, t: Language) -> str:
    names = [name or code for name, code in zip(frame["name"].tolist(), frame["code"].tolist(), strict=True)]
    more = len(names) - LONGEST_LIST
    shown = ", ".join(names[:LONGEST_LIST])
    rest = t("… and {count} more", count=more)
    return f"{shown}, {rest}" if more > 0 else shown
