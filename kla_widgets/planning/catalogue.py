"""The catalogue of actions that usually close a gap, beside each instrument: loading it, and every fault it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.instrument.answers import Credit
from kla_widgets.instrument.base import Provenance, Record, Text
from kla_widgets.instrument.models import Id, Instrument, Kind, Question
from kla_widgets.instrument.models import Source as Reference
from kla_widgets.instrument.source import KeyPath, Source, at, parse_source, read_source
from kla_widgets.language import N_
from kla_widgets.planning.actions import CYCLE, UNKNOWN_AGENCY, UNKNOWN_REQUIREMENT, Effect, find_cycle
from kla_widgets.resources import templates

NO_CATALOGUE = Message(
    "PLN-002",
    N_("There are no proposed actions for the instrument “{instrument}”."),
    N_("Add actions of your own; those of “kla-2024” show the form of the file."),
)
OTHER_INSTRUMENT = Message(
    "PLN-003",
    N_("The actions belong to the instrument “{found}”, not to “{instrument}”."),
    N_("Use the file that is named after the instrument."),
)
BAD_FIELD = Message("PLN-010", N_("The field “{field}” cannot be read: {reason}."), N_("Correct it or remove it."))
SERVES_NOTHING = Message(
    "PLN-013", N_("“{pattern}” is no question or indicator of the instrument."), N_("Correct its id; “I5.1” is one.")
)
UNKNOWN_EVIDENCE = Message(
    "PLN-017", N_("The evidence kind “{kind}” is not in the instrument."), N_("Use one of its kinds: {known}.")
)
UNKNOWN_REFERENCE = Message(
    "PLN-019", N_("The source “{name}” is not described in the file."), N_("Add it under “sources”.")
)
SAME_ID = Message("PLN-009", N_("The id “{id}” is used twice."), N_("Give every entry an id of its own."))

Merge = Literal["all", "agency", "partner", "indicator", "question"]


class Serves(Record):
    """Which gaps a template serves; patterns may hold ``*``."""

    questions: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    kinds: tuple[Annotated[Kind, Field(strict=False)], ...] = ()

    def rank(self, question: Question, indicator: str) -> int:
        """How closely a question is meant: 3 by itself, 2 by its indicator, 1 by its kind, 0 not at all."""
        if any(fnmatchcase(question.id, pattern) for pattern in self.questions):
            return 3
        if any(fnmatchcase(indicator, pattern) for pattern in self.indicators):
            return 2
        return int(question.kind in self.kinds)


class ActionTemplate(Provenance):
    """An action that usually closes certain gaps.

    Parameters
    ----------
    serves : Serves
    mends : {"answer", "evidence", "sum"}
        What it does: raises answers, completes the evidence of claims, or replaces a sum by answers.
    merge : {"all", "agency", "partner", "indicator", "question"}
        Gaps that become one action.
    raises_to : float, optional
        Credit that is reached.
    adds : float
        Credit that is gained, for numbers that improve step by step.
    evidence : tuple of str
        Evidence kinds that it yields.
    lead : str
        Usual lead; empty for the question's own.
    effort : {1, 2, 3}
        Class of effort; the file says how many person-days a class stands for.
    per_question : float
        Person-days of each further question.
    """

    id: Id
    title: Text
    program: Text
    activity: Text
    serves: Serves
    mends: Literal["answer", "evidence", "sum"] = "answer"
    merge: Merge
    raises_to: Credit | None = None
    adds: Credit = 0.0
    evidence: tuple[str, ...] = ()
    lead: str = ""
    supporting: tuple[str, ...] = ()
    effort: Literal[1, 2, 3]
    per_question: Annotated[float, Field(ge=0)] = 0.0
    lead_time: Annotated[int, Field(ge=0, le=4)] = 0
    yearly: bool = False
    requires: tuple[str, ...] = ()


class Agreement(Provenance):
    """What a district has agreed, as reported."""

    id: Id
    region: str
    title: Text
    effects: tuple[Effect, ...] = ()
    evidence: tuple[str, ...] = ()
    lead: str = ""
    supporting: tuple[str, ...] = ()
    effort: Literal[1, 2, 3]
    lead_time: Annotated[int, Field(ge=0, le=4)] = 0
    yearly: bool = False


class Catalogue(Provenance):
    """The templates of one instrument, and agreements reported from districts."""

    format: Literal[1]
    instrument: Id
    sources: dict[str, Reference]
    effort_days: dict[str, Annotated[float, Field(gt=0)]]
    templates: tuple[ActionTemplate, ...]
    agreements: tuple[Agreement, ...] = ()


def shipped_catalogue(instrument: Instrument) -> Catalogue:
    """The shipped catalogue of an instrument; raises ``PLN-002`` if there is none."""
    file = templates() / "actions" / f"{instrument.id}.yaml"
    if not file.is_file():
        raise fail(NO_CATALOGUE, instrument=instrument.id)
    return load_catalogue(file, instrument)


def load_catalogue(path: Path, instrument: Instrument) -> Catalogue:
    """Load and check a catalogue.

    Raises
    ------
    KlaError
        Every fault of the file: ``YML-…`` for its YAML, ``PLN-…`` for its content.
    """
    return _build(read_source(path), instrument)


def parse_catalogue(text: str, instrument: Instrument, file: str = "<text>") -> Catalogue:
    """The same from text."""
    return _build(parse_source(text, file), instrument)


def _build(source: Source, instrument: Instrument) -> Catalogue:
    try:
        catalogue = Catalogue.model_validate(source.data)
    except ValidationError as error:
        raise KlaError(*(_field_fault(source, detail) for detail in error.errors())) from error
    if catalogue.instrument != instrument.id:
        path = ("instrument",)
        raise KlaError(source.fault(OTHER_INSTRUMENT, path, found=catalogue.instrument, instrument=instrument.id))
    if faults := [*_template_faults(source, catalogue, instrument), *_shared_faults(source, catalogue, instrument)]:
        raise KlaError(*faults)
    return catalogue


def _field_fault(source: Source, detail: ErrorDetails) -> Fault:
    path: KeyPath = ()
    for key in detail["loc"]:  # up to where the file has something
        if at(source.data, (*path, key)) is None:
            break
        path = (*path, key)
    return source.fault(BAD_FIELD, path, field=detail["loc"][-1], reason=detail["msg"])


def _template_faults(source: Source, catalogue: Catalogue, instrument: Instrument) -> Iterator[Fault]:
    known = {template.id for template in catalogue.templates}
    indicators = [indicator.id for indicator in instrument.indicators]
    for place, template in enumerate(catalogue.templates):
        here: KeyPath = ("templates", place)
        for field, ids in (("questions", list(instrument.question)), ("indicators", indicators)):
            for pattern in getattr(template.serves, field):
                if not any(fnmatchcase(one, pattern) for one in ids):
                    yield source.fault(SERVES_NOTHING, (*here, "serves", field), pattern=pattern)
        for required in template.requires:
            if required not in known:
                yield source.fault(UNKNOWN_REQUIREMENT, (*here, "requires"), required=required)
    if cycle := find_cycle({template.id: template.requires for template in catalogue.templates}):
        yield source.fault(CYCLE, ("templates",), cycle=" → ".join(cycle))


def _shared_faults(source: Source, catalogue: Catalogue, instrument: Instrument) -> Iterator[Fault]:
    """Faults that templates and agreements may both have."""
    groups: dict[str, Sequence[ActionTemplate | Agreement]]
    groups = {"templates": catalogue.templates, "agreements": catalogue.agreements}
    for group, entries in groups.items():
        seen: set[str] = set()
        for place, entry in enumerate(entries):
            here: KeyPath = (group, place)
            if entry.id in seen:
                yield source.fault(SAME_ID, (*here, "id"), id=entry.id)
            seen.add(entry.id)
            yield from _named(source, here, entry, catalogue, instrument)
    for place, agreement in enumerate(catalogue.agreements):
        for effect in agreement.effects:
            if effect.question not in instrument.question:
                yield source.fault(SERVES_NOTHING, ("agreements", place, "effects"), pattern=effect.question)


def _named(
    source: Source, here: KeyPath, entry: ActionTemplate | Agreement, catalogue: Catalogue, instrument: Instrument
) -> Iterator[Fault]:
    for agency in _unknown((entry.lead, *entry.supporting), instrument.agencies):
        yield source.fault(UNKNOWN_AGENCY, (*here, "lead"), agency=agency, known=", ".join(instrument.agencies))
    for kind in _unknown(entry.evidence, instrument.evidence_kinds):
        known = ", ".join(instrument.evidence_kinds)
        yield source.fault(UNKNOWN_EVIDENCE, (*here, "evidence"), kind=kind, known=known)
    for name in _unknown(entry.source, catalogue.sources):
        yield source.fault(UNKNOWN_REFERENCE, (*here, "source"), name=name)


def _unknown(names: Iterable[str], known: Iterable[str]) -> list[str]:
    present = set(known)
    return [name for name in names if name and name not in present]
