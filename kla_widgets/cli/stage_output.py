"""How the stages of an assessment are printed: a table for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.figures import Column, table
from kla_widgets.language import Language
from kla_widgets.regions import Region
from kla_widgets.results import score_case
from kla_widgets.review.naming import STATES
from kla_widgets.review.stages import StageState, stage_states


@dataclass(frozen=True)
class Line:
    """A stage, and the total points at it; None where nothing is known."""

    of: StageState
    points: float | None


def read_lines(workspace: Workspace, case: Case) -> tuple[Line, ...]:
    """The stages of an assessment with their points."""
    instrument = workspace.library.get(case.instrument)
    lines = []
    for one in stage_states(workspace.store, case, instrument):
        score = score_case(workspace, case, one.stage.id)
        lines.append(Line(one, score.own(score.total)))
    return tuple(lines)


def stages_json(lines: Sequence[Line]) -> str:
    rows = [
        {
            "stage": line.of.stage.id,
            "state": str(line.of.state),
            "points": line.points,
            "author": line.of.signature.author if line.of.signature else None,
            "role": line.of.signature.role if line.of.signature else None,
            "at": line.of.signature.at.isoformat() if line.of.signature else None,
            "hash": line.of.signature.hash if line.of.signature else None,
            "deadline": line.of.deadline.isoformat() if line.of.deadline else None,
        }
        for line in lines
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2, allow_nan=False)


def stages_table(lines: Sequence[Line], region: Region, t: Language) -> str:
    rows = [_row(line, t) for line in lines]
    columns = [
        Column("stage", t("Stage"), "id"),
        Column("name", t("Name")),
        Column("state", t("State")),
        Column("points", t("Points"), "points"),
        Column("author", t("Signed by")),
        Column("at", t("On")),
        Column("hash", t("Hash"), "id"),
        Column("deadline", t("Completion until")),
    ]
    lines_ = [table(columns, rows, t, f"{region.code} {region.name}", "stages").text]
    if region.synthetic:
        lines_.append(t("TRAINING DATA"))
    return "\n".join(lines_)


def _row(line: Line, t: Language) -> dict[str, object]:
    one = line.of
    signed = one.signature
    return {
        "stage": one.stage.id,
        "name": t.pick(one.stage.name),
        "state": t(STATES[one.state]),
        "points": line.points,
        "author": signed.author if signed else "",
        "at": t.moment(signed.at.astimezone()) if signed else "",
        "hash": signed.hash[:12] if signed else "",
        "deadline": t.moment(one.deadline.astimezone()) if one.deadline else "",
    }
