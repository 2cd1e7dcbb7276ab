"""Which reports a batch consists of: regions, provinces or agencies, from what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kla_widgets.assessment.checks import UNKNOWN_STAGE
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.language import N_
from kla_widgets.regions import codes
from kla_widgets.reporting.batch.region_list import read_region_list
from kla_widgets.reporting.jobs import AGENCY, COUNTRY, NO_PARAMETERS, PARAMETERS, Job, Template

NOTHING_TO_REPORT = Message(
    "REP-010", N_("There is no assessment to report on."), N_("Import a recap first, or check --region and --cycle.")
)
WHICH = Message(
    "REP-011",
    N_("No region is named."),
    N_("Name one with --region CODE; --all takes all, --province those of a province, --from those of a list."),
)
NOT_ABOUT_PROVINCES = Message(
    "REP-013",
    N_("The template “{name}” is not about whole provinces."),
    N_("Use --template province, or take all districts of a province with --province CODE."),
)
UNKNOWN_AGENCY = Message(
    "REP-014", N_("The instrument {instrument} has no agency “{agency}”."), N_("Use “all” or one of: {known}.")
)

ALL = "all"


@dataclass(frozen=True)
class Wanted:
    """What was asked for.

    Parameters
    ----------
    regions : tuple of str
        Codes or names.
    provinces : tuple of str
        Codes or names of provinces.
    every_province : bool
        One report for every province with data.
    everything : bool
        All assessments; for a template about provinces, one report on the whole country.
    listed : Path, optional
        A file with codes or names.
    cycle : int, optional
    instrument : str
        Only these; empty for all.
    """

    regions: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    every_province: bool = False
    everything: bool = False
    listed: Path | None = None
    cycle: int | None = None
    instrument: str = ""


@dataclass(frozen=True)
class Look:
    """What the reports are like; see :class:`~kla_widgets.reporting.jobs.Job`."""

    template: Template
    formats: tuple[str, ...]
    language: str = "id"
    stage: str = ""
    agency: str = ""
    values: tuple[tuple[str, str], ...] = ()


def choose_jobs(workspace: Workspace, wanted: Wanted, look: Look, out: Path) -> list[Job]:
    """The reports that were asked for, by cycle and region.

    A region that is named but of which nothing is stored stays among them, to be told with the others.

    Raises
    ------
    KlaError
        ``REP-010`` nothing at all is stored, ``REP-011`` nothing was asked for, ``REP-002``, ``REP-013``,
        ``REP-014``, ``STO-011``, ``REG-…``, ``BAT-005``.
    """
    if not (wanted.regions or wanted.provinces or wanted.every_province or wanted.everything or wanted.listed):
        raise fail(WHICH)
    if wanted.every_province and not look.template.covers_province:
        raise fail(NOT_ABOUT_PROVINCES, name=look.template.path.stem)
    _check_values(look)
    stored = workspace.store.cases(cycle=wanted.cycle, instrument=wanted.instrument or None)
    named = _named(workspace, wanted)
    cases = [*(_summed_up if look.template.covers_province else _single)(stored, named, wanted)]
    absent = _absent(cases, named, wanted)
    if not cases:
        raise fail(NOTHING_TO_REPORT, "", ", ".join(case.region for case in absent))
    _check_stage(workspace, cases, look.stage)
    return [job for case in (*cases, *absent) for job in _jobs(workspace, case, look, out)]


def _named(workspace: Workspace, wanted: Wanted) -> tuple[str, ...]:
    regions = workspace.regions
    codes_ = [regions.resolve(one).code for one in (*wanted.regions, *wanted.provinces)]
    listed = read_region_list(wanted.listed, regions) if wanted.listed else ()
    return tuple(dict.fromkeys((*codes_, *listed)))


def _single(stored: Iterable[Case], named: tuple[str, ...], wanted: Wanted) -> Iterator[Case]:
    """Single assessments: a province that is named stands for all that lies in it."""
    inside = tuple(f"{code}." for code in named if codes.level(code) == 0)
    for case in stored:
        if wanted.everything or case.region in named or case.region.startswith(inside):
            yield case


def _summed_up(stored: Iterable[Case], named: tuple[str, ...], wanted: Wanted) -> Iterator[Case]:
    """Provinces with data, or the whole country; one a cycle."""
    every = wanted.every_province
    places = {(case.cycle, case.region[:2]) for case in stored if every or case.region[:2] in named}
    if wanted.everything:
        places |= {(case.cycle, "") for case in stored}
    for cycle, place in sorted(places):
        yield Case(place, wanted.instrument, cycle)


def _absent(cases: Iterable[Case], named: tuple[str, ...], wanted: Wanted) -> list[Case]:
    """Regions that are named, and of which nothing is stored."""
    there = {case.region for case in cases}
    there |= {region[:2] for region in there}
    return [Case(code, wanted.instrument, wanted.cycle or 0) for code in named if code not in there]


def _jobs(workspace: Workspace, case: Case, look: Look, out: Path) -> Iterator[Job]:
    folder = out / str(case.cycle) / (case.region or COUNTRY)
    for agency in _agencies(workspace, case, look) if look.template.wants_agency else [""]:
        yield Job(
            case, look.template.path, folder, look.formats, look.language, look.stage, agency=agency, values=look.values
        )


def _agencies(workspace: Workspace, case: Case, look: Look) -> list[str]:
    """The agencies to report on: the one named, or all that a question is for."""
    try:
        instrument = workspace.library.get(case.instrument)
    except KlaError:
        return [""]  # an instrument that is not there is told with the report that cannot be made
    if look.agency in ("", ALL):
        asked = {agency for question in instrument.questions for agency in question.agencies}
        asked |= {agency for indicator in instrument.indicators for agency in indicator.lead_agencies}
        asked |= {agency for cluster in instrument.clusters for agency in cluster.lead_agencies}
        return [agency for agency in instrument.agencies if agency in asked]
    if look.agency not in instrument.agencies:
        known = ", ".join(instrument.agencies) or "–"
        raise fail(UNKNOWN_AGENCY, agency=look.agency, instrument=instrument.id, known=known)
    return [look.agency]


def _check_values(look: Look) -> None:
    """Whether the template has all parameters that were given."""
    names = [name for name, _ in look.values] + ([AGENCY] if look.agency else [])
    own = [name for name in look.template.parameters if name not in PARAMETERS]
    faults = [Fault(NO_PARAMETERS, str(look.template.path), "", name=name) for name in names if name not in own]
    if faults:
        raise KlaError(*faults)


def _check_stage(workspace: Workspace, cases: Iterable[Case], stage: str) -> None:
    if not stage:
        return
    for identifier in sorted({case.instrument for case in cases} & workspace.library.files.keys()):
        stages = workspace.library.get(identifier).stage
        if stage not in stages:
            raise fail(UNKNOWN_STAGE, stage=stage, known=", ".join(stages))
