"""The list of a batch: what was rendered now and earlier, and where every region stands."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Fault, KlaError
from kla_widgets.instrument.models import Instrument
from kla_widgets.regions import Region, RegionKind, Regions, codes
from kla_widgets.reporting.batch.orders import Order, prepare
from kla_widgets.reporting.jobs import Job, Outcome
from kla_widgets.reporting.site.earlier import Name, earlier_failures
from kla_widgets.reporting.site.found import ENDINGS, Found, Title, find_reports, read_name
from kla_widgets.reporting.site.standing import Placed, place_cases
from kla_widgets.resources import templates

MAIN = ("district", "province", "village")
"""Templates whose report describes a region as a whole."""


class State(StrEnum):
    """What became of a report, the worst last."""

    MADE = "made"
    SAME = "same"
    EARLIER = "earlier"
    CHANGED = "changed"
    FAILED = "failed"

    @property
    def weight(self) -> int:
        return list(State).index(self)


@dataclass(frozen=True)
class Report:
    """One report in all its formats.

    Parameters
    ----------
    title : Title
    state : State
    links : tuple of (str, str)
        Formats, and where their files lie, seen from the folder of all reports.
    faults : tuple of Fault
        Why it failed.
    """

    title: Title
    state: State
    links: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Row:
    """One assessment and its reports.

    Parameters
    ----------
    region : Region
    province : Region, optional
        None where the workspace does not know the region.
    cycle : int
    instrument, stage : str
        ``stage`` empty for the furthest one.
    placed : Placed, optional
        None where the workspace holds no such assessment, and for the report of a province.
    reports : tuple of Report
    """

    region: Region
    province: Region | None
    cycle: int
    instrument: str
    stage: str
    placed: Placed | None
    reports: tuple[Report, ...]

    @property
    def state(self) -> State:
        return max((report.state for report in self.reports), key=lambda state: state.weight)

    @property
    def main(self) -> Report | None:
        """The report on the region as a whole; None where there are only some on single agencies."""
        first = self.reports[0]
        return None if first.title.agency else first

    @property
    def others(self) -> tuple[Report, ...]:
        return self.reports[1:] if self.main else self.reports

    @property
    def is_wide(self) -> bool:
        """Whether it is about a province or the whole country."""
        return self.region.kind.level == 0


@dataclass(frozen=True)
class Listing:
    """All rows: assessments by cycle and region, and reports on provinces and the whole country."""

    assessments: tuple[Row, ...]
    wide: tuple[Row, ...]
    instruments: tuple[Instrument, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return (*self.wide, *self.assessments)

    @property
    def synthetic(self) -> bool:
        """Whether anything in it is made up."""
        return any(row.region.synthetic for row in self.rows)


@dataclass(frozen=True, order=True)
class _Place:
    """What makes one row: an assessment at a stage."""

    cycle: int
    region: str
    instrument: str
    stage: str

    @property
    def case(self) -> Case:
        return Case(self.region, self.instrument, self.cycle)


def list_reports(workspace: Workspace, out: Path, outcomes: Sequence[Outcome] = ()) -> Listing:
    """List the reports of a folder.

    Parameters
    ----------
    workspace : Workspace
        Where the scores come from.
    out : Path
        The folder of all reports.
    outcomes : sequence of Outcome
        What a batch has just done; reports in the folder that are not among them are listed too.

    Raises
    ------
    OSError
        When the folder may not be looked into.
    """
    gathered: dict[_Place, list[Report]] = defaultdict(list)
    done = set()
    for outcome in outcomes:
        job = outcome.job
        done.add((job.case.cycle, job.case.region, job.name))
        gathered[_place(job)].append(_rendered(outcome, out))
    failures = earlier_failures(out)
    there = find_reports(out)
    absent = failures.keys() - {(one.cycle, one.region, one.name) for one in there}
    several = [*there, *(Found(*name, endings=()) for name in sorted(absent))]
    earlier = [found for found in several if (found.cycle, found.region, found.name) not in done]
    for job, report in _found(workspace, out, earlier, failures):
        gathered[_place(job)].append(report)
    placed = place_cases(workspace, ((place.case, place.stage) for place in gathered))
    order = sorted(gathered, key=lambda place: (-place.cycle, place))
    regions = workspace.regions
    rows = [_row(regions, place, placed.get((place.case, place.stage)), gathered[place]) for place in order]
    instruments = {row.placed.instrument.id: row.placed.instrument for row in rows if row.placed}
    return Listing(
        tuple(row for row in rows if not row.is_wide),
        tuple(row for row in rows if row.is_wide),
        tuple(instruments[name] for name in sorted(instruments)),
    )


def _place(job: Job) -> _Place:
    return _Place(job.case.cycle, job.case.region, job.case.instrument, job.stage)


def _rendered(outcome: Outcome, out: Path) -> Report:
    """A report of this batch; where it failed, what an earlier one left is still linked."""
    job = outcome.job
    there = [(ending, file) for ending in ENDINGS if (file := job.file(ending)).is_file()]
    links = tuple((ending, os.path.relpath(file, out).replace(os.sep, "/")) for ending, file in there)
    state = State.FAILED if outcome.faults else State.MADE if outcome.fresh else State.SAME
    return Report(_title(job), state, links, outcome.faults)


def _title(job: Job) -> Title:
    return Title(job.template.stem, job.case.instrument, job.stage, job.agency, job.language)


def _found(
    workspace: Workspace, out: Path, several: Iterable[Found], failures: Mapping[Name, tuple[Fault, ...]]
) -> Iterator[tuple[Job, Report]]:
    """Reports of earlier runs, as jobs that would make them again, and whether that would change them.

    Of a report made from somebody's own template the latter is not known: its name does not say where that lies.
    """
    jobs = {_job(workspace, out, found): found for found in several}
    shipped = [job for job in jobs if job.template.is_file() and job.formats]
    states = dict(zip(shipped, (_state(one) for one in prepare(workspace, shipped, force=False)), strict=True))
    for job, found in jobs.items():
        links = tuple((ending, found.link(ending)) for ending in found.endings)
        faults = failures.get((found.cycle, found.region, found.name), ())
        state = states.get(job, State.EARLIER)
        failed = bool(faults) and state is not State.SAME  # it may have been made since, by hand
        yield job, Report(_title(job), State.FAILED if failed else state, links, faults if failed else ())


def _job(workspace: Workspace, out: Path, found: Found) -> Job:
    title = read_name(found.name, workspace.library.files, lambda name: _stages(workspace, name))
    return Job(
        case=Case(found.region, title.instrument, found.cycle),
        template=(templates() / "reports" / f"{title.template}.ipynb").resolve(),
        folder=out / found.link("").rpartition("/")[0],
        formats=found.endings,
        language=title.language,
        stage=title.stage,
        agency=title.agency,
    )


def _stages(workspace: Workspace, instrument: str) -> tuple[str, ...]:
    try:
        return tuple(workspace.library.get(instrument).stage)
    except KlaError:  # a broken instrument must not cost the list
        return ()


def _state(prepared: Order | Outcome) -> State:
    if isinstance(prepared, Order):
        return State.CHANGED
    return State.EARLIER if prepared.faults else State.SAME  # a region or assessment that this workspace does not hold


def _row(regions: Regions, place: _Place, placed: Placed | None, reports: Iterable[Report]) -> Row:
    region, province = _where(regions, place.region)
    return Row(region, province, place.cycle, place.instrument, place.stage, placed, tuple(sorted(reports, key=_rank)))


def _rank(report: Report) -> tuple[bool, bool, bool, Title]:
    """Reports that describe the region as a whole come first."""
    title = report.title
    return bool(title.agency), title.template not in MAIN, title.language != "id", title


def _where(regions: Regions, code: str) -> tuple[Region, Region | None]:
    if not code:
        return Region("", "Indonesia", RegionKind.PROVINCE), None
    try:
        region = regions.get(code)
        return region, regions.province_of(region)
    except KlaError:
        kind = (RegionKind.PROVINCE, RegionKind.KABUPATEN, RegionKind.SUBDISTRICT, RegionKind.VILLAGE)[code.count(".")]
        return Region(code, code, kind, codes.parent(code)), None
