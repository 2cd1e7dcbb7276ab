"""Reading the facts of many assessments in few queries, a batch of regions at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, func, select

from kla_widgets.assessment import tables
from kla_widgets.assessment.journal import moment
from kla_widgets.assessment.records import Answer, Case, Evidence, Statement, StatementKind
from kla_widgets.assessment.signing import SIGNATURE, Signed, signatures
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.instrument.values import read_value
from kla_widgets.regions import shipped_regions
from kla_widgets.results import score_regions
from kla_widgets.review.breaks import broken_signatures
from kla_widgets.review.facts import Answers, CheckFacts, Past
from kla_widgets.review.file_states import FileState, file_state
from kla_widgets.review.proof import case_differences, region_differences

BATCH = 50
"""Regions read at once: few queries, and little memory."""
PLAN_ROW = "rad-row"
"""Kind of the records that are rows of the RAD."""

_EVIDENCE = ("question", "kind", "sha256", "name", "media_type", "caption", "year", "author")

Stages = dict[str, dict[str, Answer]]


def gather(workspace: Workspace, cases: Collection[Case], thorough: bool = True) -> Iterator[CheckFacts]:
    """The facts of assessments, by cycle, instrument and region.

    Parameters
    ----------
    workspace : Workspace
    cases : collection of Case
    thorough : bool
        Read the journal and the content of all evidence files too.
    """
    reader = _Reader(workspace, thorough)
    together = sorted(cases, key=lambda case: (case.cycle, case.instrument, case.region))
    for (cycle, instrument), group in groupby(together, key=lambda case: (case.cycle, case.instrument)):
        regions = [case.region for case in group]
        for start in range(0, len(regions), BATCH):
            yield from reader.read(instrument, cycle, regions[start : start + BATCH])


class _Reader:
    """Reads batches, and looks at a file that several assessments use only once."""

    def __init__(self, workspace: Workspace, thorough: bool) -> None:
        self._workspace = workspace
        self._thorough = thorough
        self._files: dict[str, FileState] = {}
        self._official = shipped_regions()

    def read(self, instrument: str, cycle: int, regions: Sequence[str]) -> Iterator[CheckFacts]:
        cases = [Case(region, instrument, cycle) for region in regions]
        with self._workspace.store.reading() as connection:
            batch = _Batch(connection, instrument, cycle, regions)
            answers, evidence = batch.answers(), batch.evidence()
            reported, statements, assigned, plan = batch.reported(), batch.statements(), batch.assigned(), batch.plan()
            differences = case_differences(connection, regions) if self._thorough else {}
            renamed = region_differences(connection) if self._thorough else {}
            past = self._read_past(connection, cases, batch.earlier())
            regions_signed = batch.signed()
            marked = [case for case in cases if case.region in regions_signed]
            signed = {case: _signed(connection, case) for case in marked}
            breaks = {case: broken_signatures(connection, case) for case in marked if self._thorough and signed[case]}
        shares = self._shares(instrument, cycle, [case.region for case in past])
        asked = self._workspace.library.get(instrument)
        for case in cases:
            region, found = case.region, tuple(differences.get(case, ()))
            yield CheckFacts(
                case=case,
                instrument=asked,
                counts=self._official.counts(region) if region in self._official else None,
                answers=answers[region],
                reported=reported[region],
                evidence=tuple(evidence[region]),
                files={one.sha256: self._look_at(one) for one in evidence[region]},
                statements=tuple(statements[region]),
                assigned=assigned[region],
                plan_rows=plan.get(region, 0),
                share=shares.get(region),
                past=past.get(case),
                signed=signed.get(case, ()),
                breaks=breaks.get(case, ()),
                differences=(*found, renamed[region]) if region in renamed else found,
            )

    def _look_at(self, one: Evidence) -> FileState:
        if one.sha256 not in self._files:
            folder = self._workspace.evidence
            self._files[one.sha256] = file_state(folder, one.sha256, one.size, content=self._thorough)
        return self._files[one.sha256]

    def _read_past(
        self, connection: Connection, cases: Sequence[Case], earlier: Mapping[str, Sequence[Case]]
    ) -> dict[Case, Past]:
        pairs = [(case, past) for case in cases if (past := _nearest(case, earlier[case.region]))]
        found = {}
        pairs.sort(key=lambda pair: (pair[1].instrument, pair[1].cycle))
        for (instrument, cycle), group in groupby(pairs, key=lambda pair: (pair[1].instrument, pair[1].cycle)):
            members = list(group)
            regions = [case.region for case, _ in members]
            asked = self._workspace.library.get(instrument)
            answers = _Batch(connection, instrument, cycle, regions).answers()
            shares = self._shares(instrument, cycle, regions)
            for case, past in members:
                claims: Answers = answers[case.region].get(asked.claim_stage.id, {})
                found[case] = Past(past, asked, claims, shares.get(case.region))
        return found

    def _shares(self, instrument: str, cycle: int, regions: Sequence[str]) -> dict[str, float]:
        """What is claimed as a share of the maximum, where both are known."""
        asked = self._workspace.library.get(instrument)
        if not regions or not asked.max:
            return {}
        claimed = score_regions(self._workspace, asked, cycle, regions, asked.claim_stage.id).total.claimed[:, 0]
        return {
            region: points / asked.max
            for region, points in zip(regions, claimed.tolist(), strict=True)
            if points == points
        }


class _Batch:
    """The rows of some regions in one cycle, read with one instrument."""

    def __init__(self, connection: Connection, instrument: str, cycle: int, regions: Collection[str]) -> None:
        self._connection = connection
        self._instrument, self._cycle, self._regions = instrument, cycle, regions

    def answers(self) -> Mapping[str, Stages]:
        found: dict[str, Stages] = defaultdict(lambda: defaultdict(dict))
        names = ("region", "stage", "question", "value", "note", "source")
        for region, stage, question, value, note, source in self._rows(tables.answer, names):
            given = None if value is None else read_value(value)
            found[region][stage][question] = Answer(question, given, note, source)
        return found

    def evidence(self) -> Mapping[str, list[Evidence]]:
        table, files = tables.evidence, tables.evidence_file
        query = select(table, files.c.size).join_from(table, files, isouter=True).where(*self._mine(table))
        found: dict[str, list[Evidence]] = defaultdict(list)
        for row in self._connection.execute(query.order_by(*table.primary_key)).mappings().all():
            size = row["size"] or 0  # none where somebody took the line away by hand
            found[row["region"]].append(
                Evidence(**{name: row[name] for name in _EVIDENCE}, size=size, at=moment(row["at"]))
            )
        return found

    def reported(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        found: dict[str, dict[str, frozenset[str]]] = defaultdict(lambda: defaultdict(frozenset))
        for region, stage, target in self._rows(tables.reported, ("region", "stage", "target")):
            found[region][stage] |= {target}
        return found

    def statements(self) -> Mapping[str, list[Statement]]:
        found: dict[str, list[Statement]] = defaultdict(list)
        names = ("region", "id", "place", "kind", "text_id", "text_en", "source")
        for region, name, place, kind, *words in self._rows(tables.statement, names):
            found[region].append(Statement(name, place, StatementKind(kind), *words))
        return found

    def assigned(self) -> Mapping[str, dict[str, tuple[str, ...]]]:
        found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
        for region, question, agencies in self._rows(tables.assignment, ("region", "question", "agencies")):
            found[region][question] = tuple(map(str, read_value(agencies)))
        return found

    def plan(self) -> dict[str, int]:
        """Rows of the RAD by region."""
        table = tables.item
        query = select(table.c.region, func.count()).where(table.c.kind == PLAN_ROW, *self._mine(table))
        return {row[0]: row[1] for row in self._connection.execute(query.group_by(table.c.region))}

    def signed(self) -> frozenset[str]:
        """Regions with a signature, or one that was taken back."""
        table = tables.item
        query = select(table.c.region).where(table.c.kind == SIGNATURE, *self._mine(table))
        return frozenset(self._connection.execute(query).scalars())

    def earlier(self) -> Mapping[str, Sequence[Case]]:
        """The regions' assessments of earlier cycles."""
        table = tables.case
        query = select(table.c.region, table.c.instrument, table.c.cycle).where(
            table.c.region.in_(self._regions), table.c.cycle < self._cycle
        )
        found: dict[str, list[Case]] = defaultdict(list)
        for region, instrument, cycle in self._connection.execute(query):
            found[region].append(Case(region, instrument, cycle))
        return found

    def _rows(self, table: Table, names: Sequence[str]) -> Any:
        query = select(*(table.c[name] for name in names)).where(*self._mine(table)).order_by(*table.primary_key)
        return self._connection.execute(query).all()

    def _mine(self, table: Table) -> list[Any]:
        return [
            table.c.region.in_(self._regions),
            table.c.instrument == self._instrument,
            table.c.cycle == self._cycle,
        ]


def _signed(connection: Connection, case: Case) -> tuple[Signed, ...]:
    """The signatures of a case; none where a record was written by hand, which the journal tells."""
    try:
        return tuple(signatures(connection, case).values())
    except (AttributeError, KeyError, TypeError, ValueError):
        return ()


def _nearest(case: Case, earlier: Sequence[Case]) -> Case | None:
    """The assessment of the nearest earlier cycle; of several that year, the one with the same instrument."""
    return max(earlier, key=lambda one: (one.cycle, one.instrument == case.instrument), default=None)
