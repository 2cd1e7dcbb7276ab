"""Plans and their parts as JSON and back, unchanged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from kla_widgets.errors import Message, fail
from kla_widgets.instrument.base import Record
from kla_widgets.language import N_

UNREADABLE = Message(
    "PLN-001",
    N_("What was stored cannot be read as “{kind}”: {place} {reason}."),
    N_("Open an older version from the journal, or make the plan anew."),
)

R = TypeVar("R", bound=Record)
T = TypeVar("T")


def to_json(record: Record) -> str:
    """One record as JSON text."""
    return record.model_dump_json()


def from_json(kind: type[R], text: str) -> R:
    """One record from its JSON text.

    Raises
    ------
    KlaError
        ``PLN-001`` if the text is not such a record.
    """
    return _read(TypeAdapter(kind), kind, text)


def list_to_json(records: Iterable[Record]) -> str:
    """Several records as a JSON list."""
    return f"[{','.join(map(to_json, records))}]"


def list_from_json(kind: type[R], text: str) -> tuple[R, ...]:
    """Several records from a JSON list; raises like :func:`from_json`."""
    several: TypeAdapter[tuple[R, ...]] = TypeAdapter(tuple[kind, ...])  # type: ignore[valid-type]  # a value here
    return _read(several, kind, text)


def _read(adapter: TypeAdapter[T], kind: type[Record], text: str) -> T:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise fail(UNREADABLE, kind=kind.__name__, place=place, reason=first["msg"]) from error
