"""Checklists of facilities (``templates/checklists``): what a visitor can see there, and which question it supports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.instrument.base import Provenance, Record, Text
from kla_widgets.instrument.models import Instrument
from kla_widgets.instrument.source import KeyPath, Source, at, read_source
from kla_widgets.language import N_
from kla_widgets.resources import templates

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=30)]
"""Names become elements of a form; no sign in them may be read as a path."""

NO_CHECKLIST = Message(
    "FLD-001", N_("There is no checklist “{name}”."), N_("Use one of: {known}; or the path of a YAML file.")
)
BAD_FIELD = Message("FLD-002", N_("The field “{field}” is not right: {reason}."), N_("Correct it."))
UNKNOWN_QUESTION = Message(
    "FLD-003",
    N_("The instrument {instrument} has no question “{question}”."),
    N_("Correct the id, or the instrument that the checklist names."),
)
BAD_NEED = Message(
    "FLD-004", N_("“{needs}” is no yes-or-no item above this one."), N_("Name an item that is asked before.")
)
SAME_ID = Message("FLD-005", N_("The id “{id}” is used twice."), N_("Give each entry an id of its own."))


class Place(Record):
    """A kind of facility, and the question that a visit of it supports."""

    id: Name
    label: Text
    question: str


class CheckItem(Record):
    """One thing to look at.

    Parameters
    ----------
    needs : str
        Id of a yes-or-no item above it; it is asked only where that is yes.
    """

    id: Name
    text: Text
    kind: Literal["yesno", "count", "text"]
    needs: str = ""


class Checklist(Provenance):
    """What is looked at in one kind of facility."""

    format: Literal[1]
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=30)]
    instrument: str
    title: Text
    places: tuple[Place, ...] = Field(min_length=1)
    items: tuple[CheckItem, ...] = Field(min_length=1)


def shipped_checklists() -> dict[str, Path]:
    """The shipped checklists by id."""
    return {file.stem: file for file in sorted((templates() / "checklists").glob("*.yaml"))}


def find_checklist(name: str, instrument: Instrument) -> Checklist:
    """A shipped checklist by id, or a file by its path.

    Raises
    ------
    KlaError
        ``FLD-001`` to ``FLD-005``, ``YML-…``: every fault of the file.
    """
    shipped = shipped_checklists()
    path = Path(name) if name.endswith((".yaml", ".yml")) else shipped.get(name)
    if path is None or not path.is_file():
        raise fail(NO_CHECKLIST, name=name, known=", ".join(shipped))
    source = read_source(path)
    try:
        checklist = Checklist.model_validate(source.data)
    except ValidationError as error:
        raise KlaError(*(_field_fault(source, one["loc"], one["msg"]) for one in error.errors())) from error
    if faults := list(_faults(source, checklist, instrument)):
        raise KlaError(*faults)
    return checklist


def _field_fault(source: Source, place: tuple[int | str, ...], reason: str) -> Fault:
    path: KeyPath = ()
    for key in place:  # up to where the file has something
        if at(source.data, (*path, key)) is None:
            break
        path = (*path, key)
    return source.fault(BAD_FIELD, path, field=place[-1] if place else "", reason=reason)


def _faults(source: Source, checklist: Checklist, instrument: Instrument) -> Iterator[Fault]:
    for place, one in enumerate(checklist.places):
        if one.question not in instrument.question:
            where: KeyPath = ("places", place, "question")
            yield source.fault(UNKNOWN_QUESTION, where, instrument=instrument.id, question=one.question)
    seen: dict[str, str] = {}
    for place, item in enumerate(checklist.items):
        if item.id in seen:
            yield source.fault(SAME_ID, ("items", place, "id"), id=item.id)
        if item.needs and seen.get(item.needs) != "yesno":
            yield source.fault(BAD_NEED, ("items", place, "needs"), needs=item.needs)
        seen[item.id] = item.kind
