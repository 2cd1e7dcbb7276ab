"""An assessment as an Excel file for those who want to look: one row a question, and everything around it.

It is not read back; the zip file of :mod:`kla_widgets.exchange.whole.export` is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from kla_widgets import __version__
from kla_widgets.assessment.journal import moment
from kla_widgets.assessment.records import Case, StatementKind
from kla_widgets.assessment.transfer import Row, Rows, take_out
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.sheets import Cell, Heading, Sheet, write_book
from kla_widgets.exchange.whole.excel_questions import point_headings, points, question_sheet
from kla_widgets.exchange.whole.writing import new_file
from kla_widgets.instrument.base import Status
from kla_widgets.instrument.models import TOTAL, Instrument
from kla_widgets.language import Language
from kla_widgets.regions import Region
from kla_widgets.results import score_case
from kla_widgets.scoring.scores import Part, RegionScore
from kla_widgets.words import STATEMENTS, STATUSES, agency_name, evidence_name, part_name, stage_name, support_rule


def export_excel(workspace: Workspace, case: Case, file: Path, t: Language, stage: str | None = None) -> None:
    """Write everything that is stored of an assessment, whole or not at all.

    Parameters
    ----------
    stage : str, optional
        The stage whose score is shown; the furthest one if not given.

    Raises
    ------
    KlaError
        ``WHO-001``; ``STO-011`` for a stage that the instrument does not have.
    """
    score = score_case(workspace, case, stage)
    region = workspace.regions.get(case.region)
    sheets = sheets_of(region, case, take_out(workspace.store, case), score, t)
    book = write_book(
        sheets, f"{region} – {case.instrument} {case.cycle}", t("TRAINING DATA") if region.synthetic else "", t
    )
    with new_file(file) as stream:
        stream.write(book)


def sheets_of(region: Region, case: Case, rows: Rows, score: RegionScore, t: Language) -> list[Sheet]:
    """The sheets that are always there, and those of which something is stored."""
    instrument = score.instrument
    always = [_about(region, case, rows, score, t), question_sheet(rows, score, t), _indicators(score, t)]
    perhaps = [
        _reported(rows["reported"], instrument, t),
        _evidence(rows, instrument, t),
        _statements(rows["statement"], instrument, t),
        _members(rows["member"], t),
        _items(rows["item"], t),
    ]
    return [*always, _clusters(score, t), *(sheet for sheet in perhaps if sheet.rows), _journal(rows["journal"], t)]


def _about(region: Region, case: Case, rows: Rows, score: RegionScore, t: Language) -> Sheet:
    instrument, predicate = score.instrument, score.standing.predicate
    note = rows["case"][0][f"note_{t.code}"] if rows["case"] else ""
    lines: list[tuple[str, Cell]] = [
        (t("Region"), str(region)),
        (t("Cycle"), str(case.cycle)),
        (t("Instrument"), f"{instrument.id} – {t.pick(instrument.title)}"),
        (t("Stage"), stage_name(instrument, score.stage, t)),
        (t("Total"), t.number(score.own(score.total))),
        (t("Predicate"), predicate.name if predicate else t("none yet")),
        (t("Questions and weights"), _statuses((one.status for one in instrument.questions), t)),
        (t("Rules from answer to points"), _statuses((one.answer.status for one in instrument.questions), t)),
        (t("Supported"), support_rule(t)),
        (t("Note"), note),
        (t("Moments"), "UTC"),
        (t("Program"), f"kla-widgets {__version__}"),
    ]
    return Sheet(t("About this file"), (Heading(t("What"), 32), Heading(t("Value"), 100)), lines)


def _indicators(score: RegionScore, t: Language) -> Sheet:
    columns = (
        Heading(t("Cluster"), 24),
        Heading(t("Id"), 8, "id"),
        Heading(t("Indicator"), 60),
        *point_headings(t),
        *_count_headings(t),
        Heading(t("Leading agencies"), 28),
    )
    rows = [
        (
            t.pick(cluster.short),
            one.id,
            t.pick(one.name),
            *points(score.parts[one.id]),
            *_counts(score.parts[one.id]),
            "; ".join(agency_name(score.instrument, agency, t) for agency in one.lead_agencies),
        )
        for cluster in score.instrument.clusters
        for one in cluster.indicators
    ]
    return Sheet(t("Indicators"), columns, rows, 2)


def _clusters(score: RegionScore, t: Language) -> Sheet:
    columns = (Heading(t("Id"), 8, "id"), Heading(t("Cluster"), 60), *point_headings(t), *_count_headings(t))
    parts = [(one.id, score.parts[one.id]) for one in score.instrument.clusters] + [(TOTAL, score.total)]
    rows = [(name, part_name(score.instrument, name, t), *points(part), *_counts(part)) for name, part in parts]
    return Sheet(t("Clusters"), columns, rows, 1)


def _reported(rows: list[Row], instrument: Instrument, t: Language) -> Sheet:
    columns = (
        Heading(t("Stage"), 22),
        Heading(t("Id"), 10, "id"),
        Heading(t("Part"), 50),
        Heading(t("Points"), 10, "points"),
        Heading(t("Source"), 50),
        Heading(t("Note"), 40),
        *_signature_headings(t),
    )
    lines = [
        (
            stage_name(instrument, row["stage"], t),
            row["target"],
            part_name(instrument, row["target"], t),
            row["points"],
            row["source"],
            row["note"],
            *_signature(row),
        )
        for row in rows
    ]
    return Sheet(t("Reported points"), columns, lines, 2)


def _evidence(rows: Rows, instrument: Instrument, t: Language) -> Sheet:
    columns = (
        Heading(t("Question"), 10, "id"),
        Heading(t("Evidence"), 32),
        Heading(t("File name"), 40),
        Heading(t("Year"), 8, "count"),
        Heading(t("Caption"), 40),
        Heading(t("Bytes"), 12, "count"),
        Heading(t("Media type"), 22),
        Heading("SHA-256", 20, "raw"),
        *_signature_headings(t),
    )
    sizes = {row["sha256"]: row["size"] for row in rows["evidence_file"]}
    lines = [
        (
            row["question"],
            evidence_name(instrument, row["kind"], t),
            row["name"],
            row["year"],
            row["caption"],
            sizes.get(row["sha256"]),
            row["media_type"],
            row["sha256"],
            *_signature(row),
        )
        for row in rows["evidence"]
    ]
    return Sheet(t("Evidence"), columns, lines, 1)


def _statements(rows: list[Row], instrument: Instrument, t: Language) -> Sheet:
    columns = (
        Heading(t("Concerns"), 32),
        Heading(t("What it is"), 24),
        Heading(t("What the source says"), 80),
        Heading(t("Source"), 50),
        *_signature_headings(t),
    )
    lines = [
        (
            part_name(instrument, row["place"], t),
            t(STATEMENTS[StatementKind(row["kind"])]),
            row[f"text_{t.code}"],
            row["source"],
            *_signature(row),
        )
        for row in rows
    ]
    return Sheet(t("Statements"), columns, lines)


def _members(rows: list[Row], t: Language) -> Sheet:
    columns = (Heading(t("Name"), 32), Heading(t("Agency"), 32), Heading(t("Role"), 32), *_signature_headings(t))
    return Sheet(
        t("Task force"), columns, [(row["name"], row["agency"], row["role"], *_signature(row)) for row in rows]
    )


def _items(rows: list[Row], t: Language) -> Sheet:
    columns = (
        Heading(t("What it is"), 14, "id"),
        Heading(t("Id"), 28, "id"),
        Heading(t("Content (JSON)"), 100, "raw"),
        Heading(t("Revision"), 10, "count"),
        *_signature_headings(t),
    )
    lines = [(row["kind"], row["id"], row["content"], row["revision"], *_signature(row)) for row in rows]
    return Sheet(t("Plan and other records"), columns, lines, 2)


def _journal(rows: list[Row], t: Language) -> Sheet:
    columns = (
        Heading(t("Line"), 8, "count"),
        *_signature_headings(t),
        Heading(t("What it is"), 14, "id"),
        Heading(t("Key"), 36, "raw"),
        Heading(t("Before (JSON)"), 50, "raw"),
        Heading(t("After (JSON)"), 50, "raw"),
        Heading(t("Why it was changed"), 30),
    )
    lines = [
        (number, *_signature(row), row["table_name"], _which(row), row["old"], row["new"], row["reason"])
        for number, row in enumerate(rows, 1)
    ]
    return Sheet(t("Journal"), columns, lines, 1)


def _which(row: Row) -> str:
    """The key of a line without the case, which is the same in all."""
    key = json.loads(row["key"])
    return " · ".join(str(value) for name, value in key.items() if name not in ("region", "instrument", "cycle"))


def _statuses(found: Iterable[Status], t: Language) -> str:
    counts = Counter(found)
    return ", ".join(f"{t(STATUSES[one])}: {counts[one]}" for one in Status if counts[one])


def _count_headings(t: Language) -> tuple[Heading, ...]:
    labels = (t("Questions"), t("Answered"), t("Supported in full"))
    return tuple(Heading(label, 11, "count") for label in labels)


def _counts(part: Part) -> tuple[int, int, int]:
    return part.questions, part.answered, part.evidenced


def _signature_headings(t: Language) -> tuple[Heading, ...]:
    return Heading(t("Who"), 20), Heading(t("When"), 18, "moment")


def _signature(row: Row) -> tuple[Cell, Cell]:
    return row["author"], moment(row["at"])
