"""Dossiers: what sources say about regions, as a file, each line with its source.

A dossier brings answers, reported points, statements and evidence of some assessments into a workspace. It is how the
demo's districts are shipped, and how anyone may write down what was published about a district.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from kla_widgets.assessment.records import Answer, Case, Reported, Statement, StatementKind
from kla_widgets.assessment.workspace import Attachment, Workspace
from kla_widgets.errors import Fault, KlaError, Message
from kla_widgets.instrument.base import Record, Text
from kla_widgets.instrument.source import KeyPath, Source, read_source
from kla_widgets.language import N_
from kla_widgets.regions import Region, RegionKind, Regions

BAD_FIELD = Message(
    "DOS-001", N_("This is not as a dossier has it: {reason}."), N_("Compare with the files in templates/demo.")
)
UNKNOWN_SOURCE = Message(
    "DOS-002", N_("The source “{name}” is not listed."), N_("Add it under “sources”, or correct the name.")
)
NO_SPECIMEN = Message(
    "DOS-003",
    N_("Evidence without a file is possible for synthetic regions only."),
    N_("Give “file”, or write down a statement of kind “evidence”."),
)


class Citation(Record):
    """A source: what, by whom, when, where."""

    title: str
    publisher: str = ""
    date: str = ""
    url: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.publisher, f"“{self.title}”", self.date, self.url) if part)


class OwnRegion(Record):
    """A region that the dossier brings along, such as a training district."""

    code: str
    name: str
    kind: Annotated[RegionKind, Field(strict=False)]
    parent: str | None = None
    synthetic: bool


class DossierAnswer(Record):
    """An answer; ``value`` as :mod:`kla_widgets.instrument.answers` describes."""

    question: str
    value: Any
    source: str
    note: str = ""
    stage: str = ""


class DossierReported(Record):
    """Points known only as points."""

    target: str
    points: float
    source: str
    note: str = ""
    stage: str = ""


class DossierStatement(Record):
    """What a source says that is no answer."""

    id: str
    place: str
    kind: Annotated[StatementKind, Field(strict=False)]
    text: Text
    source: str


class DossierEvidence(Record):
    """Evidence of some kinds for a question; without ``file`` a specimen sheet is made (synthetic regions only)."""

    question: str
    kinds: tuple[str, ...]
    caption: str
    year: int | None = None
    file: str = ""


class Assessment(Record):
    """What is known of one cycle of a region, or of several regions of which a source says the same."""

    regions: Annotated[tuple[str, ...], Field(min_length=1)]
    cycle: int
    instrument: str
    note: Text | None = None
    answers: tuple[DossierAnswer, ...] = ()
    reported: tuple[DossierReported, ...] = ()
    statements: tuple[DossierStatement, ...] = ()
    evidence: tuple[DossierEvidence, ...] = ()


class Dossier(Record):
    """Everything of one file."""

    format: Literal[1]
    sources: dict[str, Citation]
    own_regions: tuple[OwnRegion, ...] = ()
    assessments: Annotated[tuple[Assessment, ...], Field(min_length=1)]


def read_dossier(path: Path) -> Dossier:
    """Read a dossier file.

    Raises
    ------
    KlaError
        ``YML-…``, ``DOS-…``: all faults at once.
    """
    return _read(path)[1]


def _read(path: Path) -> tuple[Source, Dossier]:
    source = read_source(path)
    try:
        dossier = Dossier.model_validate(source.data)
    except ValidationError as error:
        faults = [
            source.fault(BAD_FIELD, tuple(one["loc"]), reason=one["msg"])
            for one in error.errors()
            if not (one["type"] == "too_short" and one["input"])  # counts good entries only; the others are told
        ]
        raise KlaError(*faults) from error
    if faults := [*_unknown_sources(source, dossier)]:
        raise KlaError(*faults)
    return source, dossier


def import_dossier(workspace: Workspace, path: Path, author: str) -> tuple[Case, ...]:
    """Bring a dossier into a workspace; doing it again changes nothing.

    An assessment is stored whole before the next; sources and regions are checked before the first.

    Returns
    -------
    tuple of Case
        The assessments that it speaks of.

    Raises
    ------
    KlaError
        ``YML-…``, ``DOS-…``, ``STO-…``, ``ANS-…``, ``REG-…``, with the file and line.
    """
    source, dossier = _read(path)
    own = [Region(one.code, one.name, one.kind, one.parent, one.synthetic) for one in dossier.own_regions]
    missing = [region for region in own if region not in workspace.store.own_regions()]
    with _located(source, ("own_regions",)):
        regions = workspace.regions.with_regions(missing)
    if faults := [*_region_faults(source, dossier, regions)]:
        raise KlaError(*faults)
    workspace.store.save_regions(own, author)
    cases = []
    for number, assessment in enumerate(dossier.assessments):
        for region in map(regions.get, assessment.regions):
            case = Case(region.code, assessment.instrument, assessment.cycle)
            with _located(source, ("assessments", number), assessment):
                _store(workspace, case, assessment, dossier.sources, author)
                _attach(workspace, case, assessment.evidence, region, path.parent, author)
            cases.append(case)
    return tuple(cases)


def _store(workspace: Workspace, case: Case, assessment: Assessment, sources: dict[str, Citation], author: str) -> None:
    instrument = workspace.library.get(case.instrument)
    claim = instrument.claim_stage.id
    cited = {name: str(citation) for name, citation in sources.items()}
    answers: dict[str, list[Answer]] = defaultdict(list)
    for told in assessment.answers:
        answers[told.stage or claim].append(Answer(told.question, _as_json(told.value), told.note, cited[told.source]))
    points: dict[str, list[Reported]] = defaultdict(list)
    for printed in assessment.reported:
        points[printed.stage or claim].append(
            Reported(printed.target, printed.points, cited[printed.source], printed.note)
        )
    statements = [
        Statement(one.id, one.place, one.kind, one.text.id, one.text.en, cited[one.source])
        for one in assessment.statements
    ]
    workspace.store.add_case(case, assessment.note, author)
    for stage, given in answers.items():
        workspace.store.save_answers(case, stage, given, instrument, author)
    for stage, reported in points.items():
        workspace.store.save_reported(case, stage, reported, instrument, author)
    workspace.store.save_statements(case, statements, instrument, author)


def _attach(
    workspace: Workspace,
    case: Case,
    evidence: Sequence[DossierEvidence],
    region: Region,
    folder: Path,
    author: str,
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        attachments = []
        for one in evidence:
            for kind in one.kinds:
                file = folder / one.file if one.file else _specimen(Path(scratch), region, one, kind)
                attachments.append(Attachment(one.question, kind, file, one.caption, one.year))
        workspace.attach(case, attachments, workspace.library.get(case.instrument), author)


def _specimen(folder: Path, region: Region, evidence: DossierEvidence, kind: str) -> Path:
    """A text file that says it is a specimen; for exercises."""
    file = folder / f"{evidence.question}-{kind}.txt"
    file.write_text(
        f"DATA LATIHAN - bukan dokumen asli / TRAINING DATA - not a real document\n\n"
        f"{region.name}\n{evidence.question} {kind}\n{evidence.caption}\n",
        encoding="utf-8",
    )
    return file


def _unknown_sources(source: Source, dossier: Dossier) -> Iterator[Fault]:
    for number, assessment in enumerate(dossier.assessments):
        for table in ("answers", "reported", "statements"):
            for place, entry in enumerate(getattr(assessment, table)):
                if entry.source not in dossier.sources:
                    yield source.fault(
                        UNKNOWN_SOURCE, ("assessments", number, table, place, "source"), name=entry.source
                    )


def _region_faults(source: Source, dossier: Dossier, regions: Regions) -> Iterator[Fault]:
    """Regions that are not known, and real ones with evidence that nobody has."""
    for number, assessment in enumerate(dossier.assessments):
        for place, code in enumerate(assessment.regions):
            try:
                real = not regions.get(code).synthetic
            except KlaError as error:
                yield from _with_line(source, ("assessments", number, "regions", place), error)
                continue
            for line, evidence in enumerate(assessment.evidence):
                if real and not evidence.file:
                    yield source.fault(NO_SPECIMEN, ("assessments", number, "evidence", line))


@contextmanager
def _located(source: Source, path: KeyPath, assessment: Assessment | None = None) -> Iterator[None]:
    """Say of faults that arise here in which line of the dossier their cause stands."""
    try:
        yield
    except KlaError as error:
        raise KlaError(*_with_line(source, path, error, assessment)) from error


def _with_line(source: Source, path: KeyPath, error: KlaError, assessment: Assessment | None = None) -> Iterator[Fault]:
    for fault in error.faults:
        entry = _entry(assessment, (fault.path, fault.values.get("id"))) if assessment else ()
        yield Fault(fault.message, source.where((*path, *entry)), fault.path or fault.where, **fault.values)


def _entry(assessment: Assessment, named: tuple[object, ...]) -> KeyPath:
    """Where in an assessment the thing of that id is written; empty if nowhere."""
    fields = {"answers": "question", "reported": "target", "statements": "place", "evidence": "question"}
    for table, field in fields.items():
        for place, entry in enumerate(getattr(assessment, table)):
            if getattr(entry, field) in named:
                return (table, place)
    return ()


def _as_json(value: Any) -> Any:
    """YAML lists come as tuples; answers are JSON."""
    if isinstance(value, tuple):
        return [_as_json(entry) for entry in value]
    if isinstance(value, dict):
        return {key: _as_json(entry) for key, entry in value.items()}
    return value
