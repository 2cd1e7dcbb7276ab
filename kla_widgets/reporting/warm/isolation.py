"""How a report is kept apart from the next one, and what a worker's process is told about it."""

from __future__ import annotations

import sys
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kla_widgets.reporting.warm.memory import Memory


class Isolation(StrEnum):
    """``fork``: every call has a process of its own, copied from a warm one. ``reset``: the warm process makes every
    call, and is put back to what it was."""

    FORK = "fork"
    RESET = "reset"

    @classmethod
    def best(cls) -> Isolation:
        """Fork where that is safe: on Linux. macOS has it, but its own libraries may not be used after it."""
        return cls.FORK if sys.platform == "linux" else cls.RESET


noted: ContextVar[Memory] = ContextVar("noted")
"""What this process knows of its own memory, so that each run looks only at what changed since the last."""


@dataclass(frozen=True)
class Settings:
    """What a worker's process is told when it starts.

    Parameters
    ----------
    key : bytes
        Proves that the one who connects is the one who started it.
    isolation : Isolation
    preload, never : tuple of str
        Modules to load at once, and modules not to keep.
    prepare : tuple
        A function, ``package.module:name``, and its arguments; or nothing.
    """

    key: bytes
    isolation: Isolation
    preload: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    prepare: tuple[Any, ...] = ()
