"""From jobs to orders: what a worker must be told, and whether there is anything to do.

Only this side knows the workspace's content as a whole; a worker opens it for one region.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path

from kla_widgets import __version__
from kla_widgets.assessment.digest import case_digests, region_states
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError, Message, fail
from kla_widgets.language import N_, language
from kla_widgets.regions import codes
from kla_widgets.reporting.batch.ledger import MadeOf, is_up_to_date
from kla_widgets.reporting.jobs import Job, Outcome
from kla_widgets.reporting.shipped import is_shipped
from kla_widgets.resources import templates

NOT_STORED = Message(
    "REP-012",
    N_("Nothing is stored for this region that fits what was asked for."),
    N_("Import a recap or answer in the workbook first; check the cycle and the instrument."),
)
UNREADABLE = Message(
    "REP-008", N_("The template cannot be read: {reason}."), N_("Check the file and your access to it.")
)

_AT_ONCE = 256
"""Regions whose content is read together at most."""


@dataclass(frozen=True, slots=True)
class Order:
    """All that a worker is told.

    Parameters
    ----------
    job : Job
    workspace : Path
    made_of : MadeOf
    title : str
        Of the document.
    synthetic : bool
        Whether it is about a region that is made up.
    trusted : bool
        Whether the template is one of ours, as it ships.
    """

    job: Job
    workspace: Path
    made_of: MadeOf
    title: str
    synthetic: bool
    trusted: bool = False

    @property
    def fingerprint(self) -> str:
        """A name for everything that decides what the report looks like."""
        return name_of(self.made_of.basis, self.made_of.content)


def prepare(workspace: Workspace, jobs: Iterable[Job], force: bool = True) -> Iterator[Order | Outcome]:
    """Say what is to be done, in the order of the jobs.

    Parameters
    ----------
    force : bool
        Order also what is up to date.

    Yields
    ------
    Order
        For a report that must be made.
    Outcome
        For one that is up to date, or cannot be made at all.
    """
    desk = _Desk(workspace)
    remaining, at_once = iter(jobs), 4  # so few at first that the workers can begin
    while some := list(islice(remaining, at_once)):
        yield from desk.orders(some, force)
        at_once = min(4 * at_once, _AT_ONCE)


def make_order(workspace: Workspace, job: Job) -> Order:
    """The order for one report.

    Raises
    ------
    KlaError
        When its region, instrument or assessment is not there.
    """
    (order,) = prepare(workspace, [job])
    if isinstance(order, Outcome):
        raise KlaError(*order.faults)
    return order


class _Desk:
    """Answers what many jobs have in common once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._regions = workspace.regions
        self._states = region_states(workspace.store)
        self._stored = {(case.region, case.cycle, case.instrument): case for case in workspace.store.cases()}
        self._instruments = workspace.library.files
        self._digests: dict[Path, str] = {}
        self._shipped: dict[Path, bool] = {}

    def orders(self, jobs: Sequence[Job], force: bool) -> Iterator[Order | Outcome]:
        """Order what is not up to date; the content is read only where a look at the journal does not tell."""
        drafts = [(job, self._made_of(job)) for job in jobs]
        stale = [
            job for job, made_of in drafts if isinstance(made_of, MadeOf) and (force or not is_up_to_date(job, made_of))
        ]
        contents = self._contents(stale)
        for job, made_of in drafts:
            if isinstance(made_of, KlaError):
                yield Outcome.failed(job, made_of.faults)
                continue
            whole = replace(made_of, content=contents.get(job, ""))
            if job not in contents or (not force and is_up_to_date(job, whole)):
                yield Outcome(job, job.files, fresh=False)
            else:
                yield self._order(job, whole)

    def _order(self, job: Job, made_of: MadeOf) -> Order | Outcome:
        synthetic = any(self._regions.get(case.region).synthetic for case in self._concerned(job))
        try:
            title = self._title(job, synthetic)
            return Order(job, self._workspace.folder, made_of, title, synthetic, self._is_shipped(job.template))
        except KlaError as error:  # an instrument with faults
            return Outcome.failed(job, error.faults)

    def _made_of(self, job: Job) -> MadeOf | KlaError:
        try:
            concerned = self._concerned(job)
            if not concerned:
                raise fail(NOT_STORED, "", job.case.region)
            places = [self._regions.get(case.region) for case in concerned]
            basis = name_of(
                __version__,
                program(),
                self._file(job.template),
                *(self._instrument(one) for one in sorted({case.instrument for case in concerned})),
                *map(repr, places),
                *(job.language, job.stage, job.agency, repr(job.values)),
            )
        except KlaError as error:
            return error
        except OSError as error:
            return fail(UNREADABLE, str(job.template), job.case.region, reason=error.strerror or error)
        return MadeOf(basis, name_of(*(self._states.get(place.code, "") for place in places)))

    def _concerned(self, job: Job) -> list[Case]:
        """The assessments that a report is about: its own, and those of all districts of a province."""
        case = job.case
        own = self._stored.get((case.region, case.cycle, case.instrument))
        if codes.level(case.region) > 0:
            return [own] if own else []
        head = f"{case.region}." if case.region else ""
        below = {
            one
            for one in self._stored.values()
            if one.region.startswith(head) and one.cycle == case.cycle and case.instrument in ("", one.instrument)
        }
        return sorted(below | ({own} if own else set()))

    def _contents(self, jobs: Sequence[Job]) -> dict[Job, str]:
        """A name for what is stored about every job."""
        cases = {job: self._concerned(job) for job in jobs}
        regions: dict[int, set[str]] = {}
        for case in (case for some in cases.values() for case in some):
            regions.setdefault(case.cycle, set()).add(case.region)
        digests: dict[Case, str] = {}
        for cycle, wanted in regions.items():
            ordered = sorted(wanted)
            for start in range(0, len(ordered), _AT_ONCE):
                digests |= case_digests(self._workspace.store, cycle, ordered[start : start + _AT_ONCE])
        return {job: name_of(*(digests.get(case, "") for case in some)) for job, some in cases.items()}

    def _instrument(self, identifier: str) -> str:
        """A name for an instrument's file: reading the instrument would take longer than all the rest."""
        file = self._instruments.get(identifier)
        return self._file(file) if file else self._workspace.library.get(identifier).id  # says that there is none

    def _file(self, file: Path) -> str:
        if file not in self._digests:
            self._digests[file] = hashlib.sha256(file.read_bytes()).hexdigest()
        return self._digests[file]

    def _is_shipped(self, template: Path) -> bool:
        if template not in self._shipped:
            self._shipped[template] = is_shipped(template)
        return self._shipped[template]

    def _title(self, job: Job, synthetic: bool) -> str:
        """The title of the document; it says so when the data are made up."""
        t = language(job.language)
        place = self._regions.get(job.case.region) if job.case.region else None
        words = ["Indonesia" if place is None else place.name if place.kind.is_district else place.full_name]
        if job.case.instrument:
            instrument = self._workspace.library.get(job.case.instrument)
            if job.agency in instrument.agencies:
                words.append(t.pick(instrument.agencies[job.agency].short))
            words.append(t.pick(instrument.title))
        text = f"{' – '.join(words)}, {job.case.cycle}"
        mark = t("TRAINING DATA")
        return f"{mark} – {text}" if synthetic else text


def name_of(*parts: str) -> str:
    """One short name for several texts."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@lru_cache(maxsize=1)
def program() -> str:
    """A name for the code and the templates of this package as they were when it was started."""
    package = Path(__file__).resolve().parents[2]
    sources = [(package, "**/*.py"), (package, "**/*.po"), (package, "**/*.csv")]
    sources += [(templates() / folder, "**/*") for folder in ("html", "documents")]
    digest = hashlib.sha256()
    for folder, pattern in sources:
        for file in sorted(path for path in folder.glob(pattern) if path.is_file()):
            digest.update(file.read_bytes())
    return digest.hexdigest()
