"""What the records of an instrument are made of: frozen, two languages, and where each thing comes from."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Record(BaseModel):
    """A frozen record that accepts no unknown field and guesses no type (a code stays text)."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Status(StrEnum):
    """How sure a fact is."""

    OFFICIAL = "official"
    SECONDARY = "secondary"
    INFERRED = "inferred"


class Text(Record):
    """Words in both languages; a single string in YAML stands for both."""

    id: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    @model_validator(mode="before")
    @classmethod
    def _same_in_both(cls, value: Any) -> Any:
        return {"id": value, "en": value} if isinstance(value, str) else value


class Provenance(Record):
    """Where a fact comes from (ids of the instrument's ``sources``) and how sure it is."""

    status: Annotated[Status, Field(strict=False)]
    source: tuple[str, ...] = ()
    note: Text | None = None
