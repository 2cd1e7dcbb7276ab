"""The columns of the matrix as an Excel file has them, and what agencies and kinds of evidence are called in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language

FUNDS = ("APBD Kabupaten/Kota", "APBD Provinsi", "APBN", "DAK Nonfisik", "Dana Desa", "CSR", "BOS", "BOK", "BLUD")
"""Usual sources of funds, offered and not required; official names, the same in every language."""

CODE, REVISION = N_("Row code"), N_("Revision")
TEXTS: Mapping[str, str] = {
    "cluster": N_("Cluster"),
    "indicator": N_("Indicator"),
    "action": N_("Action code"),
    "issue": N_("Issue"),
    "program": N_("Programme"),
    "activity": N_("Activity"),
    "sub_activity": N_("Sub-activity"),
    "measure": N_("Performance indicator"),
    "unit": N_("Unit"),
    "location": N_("Location"),
    "funds": N_("Source of funds"),
    "remark": N_("Note"),
}
LEAD, SUPPORTING, EVIDENCE = N_("Leading agency"), N_("Supporting agencies"), N_("Evidence")
BASELINE, TARGET, BUDGET = N_("Baseline"), N_("Target {year}"), N_("Budget {year} (Rp)")

BETWEEN = "; "


@dataclass(frozen=True)
class FileColumn:
    """A column: field of the row, place in its tuple, heading; ``kind`` is how its cells are written."""

    field: str
    heading: str
    kind: str = "text"
    place: int = -1
    year: int = 0


def file_columns(years: Sequence[int], t: Language) -> tuple[FileColumn, ...]:
    """All columns from left to right."""
    texts = {name: FileColumn(name, t(label)) for name, label in TEXTS.items()}
    return (
        FileColumn("id", t(CODE)),
        FileColumn("revision", t(REVISION), "count"),
        texts["action"],
        *(texts[name] for name in ("cluster", "indicator", "issue", "program", "activity", "sub_activity")),
        texts["measure"],
        texts["unit"],
        FileColumn("baseline", t(BASELINE), "number"),
        *(FileColumn("targets", t(TARGET, year=year), "number", place, year) for place, year in enumerate(years)),
        texts["location"],
        *(FileColumn("budget", t(BUDGET, year=year), "money", place, year) for place, year in enumerate(years)),
        texts["funds"],
        FileColumn("lead", t(LEAD), "agency"),
        FileColumn("supporting", t(SUPPORTING), "agencies"),
        FileColumn("evidence", t(EVIDENCE), "kinds"),
        texts["remark"],
    )


def file_names(instrument: Instrument, kind: str, t: Language) -> dict[str, str]:
    """What ids are called in a file; a name that two of them share is no name."""
    if kind == "kinds":
        found = {key: t.pick(one.name) for key, one in instrument.evidence_kinds.items()}
    else:
        found = {key: t.pick(one.short) for key, one in instrument.agencies.items()}
    counts = [*found.values()]
    clear = {key: words for key, words in found.items() if counts.count(words) == 1 and BETWEEN.strip() not in words}
    return {key: clear.get(key, key) for key in found}
