"""What can go wrong, said so that it helps: a code, the place, the cause and the cure.

Every message a user can meet is one :class:`Message` constant beside the code that reports it. Its templates are
English and are translated by the catalogue when shown (:mod:`kla_widgets.language`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Translate = Callable[..., str]
"""Turns an English template and its values into a sentence of the reader's language."""


@dataclass(frozen=True)
class Message:
    """One kind of fault.

    Parameters
    ----------
    code : str
        Stable and unique, for example ``INS-003``; users search for it, tests cite it.
    cause : str
        Template of what is wrong.
    cure : str
        Template of what to do about it.
    """

    code: str
    cause: str
    cure: str


class Fault:
    """One occurrence of a :class:`Message` at a place.

    Parameters
    ----------
    message : Message
        What kind of fault.
    where : str
        File and line, or sheet and row, as the user would look for it.
    path : str
        The thing concerned, such as ``I19.2a`` or a region code.
    **values
        What fills the templates.
    """

    __slots__ = ("message", "path", "values", "where")

    def __init__(self, message: Message, where: str = "", path: str = "", **values: object) -> None:
        self.message = message
        self.where = where
        self.path = path
        self.values = values

    @property
    def code(self) -> str:
        return self.message.code

    def cause(self, t: Translate) -> str:
        return t(self.message.cause, **self.values)

    def cure(self, t: Translate) -> str:
        return t(self.message.cure, **self.values)

    def describe(self, t: Translate) -> str:
        """The whole message on one line: code, place, cause, cure."""
        place = " ".join(part for part in (self.where, self.path) if part)
        head = f"[{self.code}] {place}: " if place else f"[{self.code}] "
        return f"{head}{self.cause(t)} {self.cure(t)}"

    def __repr__(self) -> str:
        return f"Fault({self.code!r}, where={self.where!r}, path={self.path!r}, values={self.values!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fault) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


class KlaError(Exception):
    """One or more faults that stop what was asked for.

    Parameters
    ----------
    *faults : Fault
        At least one; all that were found, not only the first.
    """

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults

    def describe(self, t: Translate) -> str:
        return "\n".join(fault.describe(t) for fault in self.faults)

    def __str__(self) -> str:
        return self.describe(_as_written)


def _as_written(template: str, **values: object) -> str:
    return template.format_map(Known(values))


class Known(dict[str, object]):
    """Template values of which a missing one prints as ``unknown`` instead of raising while an error is shown."""

    def __missing__(self, key: str) -> str:
        return "unknown"


def fail(message: Message, where: str = "", path: str = "", **values: object) -> KlaError:
    """A :class:`KlaError` of one fault, to be raised."""
    return KlaError(Fault(message, where, path, **values))
