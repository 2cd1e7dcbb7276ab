"""What a person is asked about a file, and what the answer means."""

from __future__ import annotations

from dataclasses import dataclass

from kla_widgets.exchange.evidence_bulk.importing import Bulk
from kla_widgets.exchange.evidence_bulk.plan import Proposed
from kla_widgets.exchange.recap.keys import Level
from kla_widgets.language import Language


@dataclass(frozen=True)
class Choice:
    """Where a file goes; no question leaves it out."""

    question: str
    kind: str


def options(bulk: Bulk, one: Proposed, t: Language) -> list[str]:
    """The questions to choose from, as lines."""
    return [f"{id} {t.pick(bulk.instrument.question[id].text)}" for id in one.idea.candidates]


def understand(bulk: Bulk, one: Proposed, typed: str) -> Choice | None:
    """What an answer means; None if it means nothing.

    Parameters
    ----------
    typed : str
        Empty to leave the file out; a number of :func:`options`; or a question (``I5.1``, ``21B.1``). A kind may
        follow.
    """
    first, _, rest = typed.strip().partition(" ")
    kind = next((id for id in bulk.instrument.evidence_kinds if id.casefold() == rest.strip().casefold()), "")
    if not first:
        return Choice("", "")
    if rest.strip() and not kind:
        return None
    question = _question(bulk, one, first)
    if not question:
        return None
    return Choice(question, kind or bulk.proposer.kind(question, one.told, one.is_picture)[0])


def _question(bulk: Bulk, one: Proposed, typed: str) -> str:
    if typed.isascii() and typed.isdigit():
        place = int(typed) - 1
        return one.idea.candidates[place] if 0 <= place < len(one.idea.candidates) else ""
    keys = bulk.proposer.keys
    found = [id for id in keys.find(typed, Level.QUESTION, None) if keys.levels[id] is Level.QUESTION]
    return found[0] if len(found) == 1 else ""
