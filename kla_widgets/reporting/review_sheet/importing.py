"""Storing what a review sheet says: all of it in one transaction, or nothing; decisions on older claims wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kla_widgets.assessment.people import Action, require, spelled
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Message, fail
from kla_widgets.exchange.recap.grid import file_bytes, read_book
from kla_widgets.language import N_, Language
from kla_widgets.reporting.facts import data_hash
from kla_widgets.reporting.review_sheet.marks import SheetMark
from kla_widgets.reporting.review_sheet.reading import Given, find_mark, read_decisions
from kla_widgets.reporting.review_sheet.rows import by_question, claim_state
from kla_widgets.review.decisions import decide
from kla_widgets.review.desk import Desk, read_desk
from kla_widgets.review.records import Decided, Verdict
from kla_widgets.review.stages import require_name, require_open

OTHER_REGION = Message("RSH-020", N_("The sheet is of {found}, not of {wanted}."), N_("Choose the sheet of {wanted}."))
OTHER_CYCLE = Message(
    "RSH-021", N_("The sheet is of the cycle {found}, not of {wanted}."), N_("Choose the sheet of {wanted}.")
)
OTHER_STAGE = Message(
    "RSH-022",
    N_("The sheet is of the stage “{found}”, not of “{wanted}”."),
    N_("Choose the sheet of that stage, or name the other stage."),
)
OTHER_EVALUATOR = Message(
    "RSH-023",
    N_("The sheet was made for {found}, not for {wanted}."),
    N_("Each evaluator decides in a sheet of one's own (kla export review)."),
)
NO_CASE = Message(
    "RSH-024",
    N_("This workspace has no assessment of {region} in the cycle {cycle} with the instrument {instrument}."),
    N_("Choose the workspace from which the sheet was made."),
)


@dataclass(frozen=True)
class Sorted:
    """The decisions of a sheet by what becomes of them.

    Parameters
    ----------
    new, replaced, same : tuple of Given
        Not decided before by this evaluator; decided otherwise before; decided just so before.
    older : tuple of Given
        Taken about claims or evidence that were changed since the sheet was made.
    """

    new: tuple[Given, ...]
    replaced: tuple[Given, ...]
    same: tuple[Given, ...]
    older: tuple[Given, ...]


@dataclass(frozen=True)
class Imported:
    """What became of a sheet.

    Parameters
    ----------
    mark : SheetMark
    found : Sorted
    empty : int
        Claims that the sheet does not decide.
    data : str
        Short name of the assessment's state when it was read.
    accepted_older : bool
        Whether older decisions count all the same.
    stored : int
        Decisions that were stored; 0 when only told.
    """

    mark: SheetMark
    found: Sorted
    empty: int
    data: str
    accepted_older: bool
    stored: int

    @property
    def is_incomplete(self) -> bool:
        """Whether decisions were left out."""
        return bool(self.found.older) and not self.accepted_older

    def describe(self, t: Language) -> str:
        """What the sheet says and what becomes of it, in words."""
        found, case = self.found, self.mark.case
        head = t(
            "Review sheet of {evaluator}: {region}, cycle {cycle}, stage “{stage}”",
            evaluator=self.mark.evaluator,
            region=case.region,
            cycle=case.cycle,
            stage=self.mark.stage,
        )
        lines = [
            head,
            t(
                "New decisions: {new}; changed: {replaced}; as before: {same}; without a decision: {empty}",
                new=len(found.new),
                replaced=len(found.replaced),
                same=len(found.same),
                empty=self.empty,
            ),
        ]
        if self.mark.data != self.data:
            lines.append(
                t(
                    "The sheet shows the data {found}; now they are {now}. Decisions on unchanged claims hold.",
                    found=self.mark.data,
                    now=self.data,
                )
            )
        if found.older:
            said = (
                t("Taken although claim or evidence changed since: {count}", count=len(found.older))
                if self.accepted_older
                else t("Left out because claim or evidence changed since: {count}", count=len(found.older))
            )
            lines += [said, *(f"  {one.place} {one.question}" for one in found.older)]
        if self.is_incomplete:
            lines.append(t("Look at these again in a new sheet, or take them all the same with --accept-older."))
        return "\n".join(lines)


def import_review_sheet(
    workspace: Workspace,
    file: Path,
    evaluator: str,
    stage: str,
    region: str = "",
    cycle: int = 0,
    accept_older: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Read a review sheet and store its decisions as the evaluator's own.

    Parameters
    ----------
    region, cycle
        Refuse a sheet of another one; any that the workspace has if empty or 0.
    accept_older : bool
        Take decisions on claims that were changed since the sheet was made.
    dry_run : bool
        Tell only.

    Raises
    ------
    KlaError
        ``RSH-…``, ``RCP-001`` to ``RCP-009`` for what is no readable workbook, ``REV-…`` where the stage is not open or
        the role does not allow it. Nothing is stored then.
    """
    require_name(evaluator)
    sheets = read_book(file_bytes(file), file.name)
    mark = find_mark(sheets, file.name)
    _refuse_other(workspace, mark, file.name, evaluator, stage, region, cycle)
    desk = read_desk(workspace, mark.case, stage)
    with workspace.store.reading() as connection:
        require(connection, mark.case, evaluator, Action.DECIDE, desk.stage)
        require_open(connection, mark.case, desk.instrument, stage)
    given = read_decisions(sheets, file.name, desk)
    attached = by_question(workspace.store.evidence(mark.case))
    states = {name: claim_state(claim, attached.get(name, ())) for name, claim in desk.claims.items()}
    found = _sort(given, desk, states, evaluator)
    counted = [*found.new, *found.replaced, *(found.older if accept_older else ())]
    data = data_hash(workspace, mark.case)
    if counted and not dry_run:
        decide(workspace, mark.case, stage, [one.decision for one in counted], evaluator)
    empty = len(set(desk.to_decide) - {one.question for one in given})
    return Imported(mark, found, empty, data, accept_older, 0 if dry_run else len(counted))


def _refuse_other(
    workspace: Workspace, mark: SheetMark, file: str, evaluator: str, stage: str, region: str, cycle: int
) -> None:
    case = mark.case
    wanted = workspace.regions.resolve(region).code if region else case.region
    if wanted != case.region:
        raise fail(OTHER_REGION, file, found=case.region, wanted=wanted)
    if cycle and cycle != case.cycle:
        raise fail(OTHER_CYCLE, file, found=case.cycle, wanted=cycle)
    if stage != mark.stage:
        raise fail(OTHER_STAGE, file, found=mark.stage, wanted=stage)
    if spelled(evaluator) != spelled(mark.evaluator):
        raise fail(OTHER_EVALUATOR, file, found=mark.evaluator, wanted=evaluator)
    if not workspace.store.cases(case.region, case.cycle, case.instrument):
        raise fail(NO_CASE, file, region=case.region, cycle=case.cycle, instrument=case.instrument)


def _sort(given: Sequence[Given], desk: Desk, states: Mapping[str, str], evaluator: str) -> Sorted:
    new: list[Given] = []
    replaced: list[Given] = []
    same: list[Given] = []
    older: list[Given] = []
    for one in given:
        own = desk.of(evaluator, one.question)
        if own and _says_the_same(own, one, desk):
            same.append(one)
        elif states.get(one.question) != one.state:
            older.append(one)
        else:
            (replaced if own else new).append(one)
    return Sorted(tuple(new), tuple(replaced), tuple(same), tuple(older))


def _says_the_same(own: Decided, one: Given, desk: Desk) -> bool:
    """Whether the evaluator decided just so before; a reduction to an answer is told in a sheet by its points."""
    claim, told = desk.claims.get(one.question), one.decision
    if claim is None or not own.fits(claim) or own.verdict is not told.verdict:
        return False
    same_points = told.verdict is not Verdict.REDUCE or own.points == told.points
    return same_points and own.decision.reason.strip() == told.reason.strip()
