"""Whether signatures still stand for what is stored; what differs is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from kla_widgets.assessment.items import items_in
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.signing import COMPLETION, CONTENT, DECISION, Signed, signatures
from kla_widgets.review.manifest import content_hash, covered, digests, stage_content

WHOLE = "signature"
"""The section of a break that no single place explains: the signature itself was changed."""


@dataclass(frozen=True, slots=True)
class Break:
    """Something signed that is not what was signed.

    Parameters
    ----------
    signed : Signed
    section : str
        ``answers``, ``points``, ``decisions``, ``completions``, ``evidence``, or :data:`WHOLE`.
    place : str
        The question, or the part whose points these are; empty for :data:`WHOLE`.
    """

    signed: Signed
    section: str
    place: str


def broken_signatures(connection: Connection, case: Case) -> tuple[Break, ...]:
    """What was changed after it was signed, in any of the signed stages of a case.

    Evidence that came later, for a completion, is no break; the files themselves are not read.
    """
    valid = signatures(connection, case)
    if not valid:
        return ()
    lists = items_in(connection, case, CONTENT)
    questions = _questions(connection, case)
    found: list[Break] = []
    for stage, signed in valid.items():
        listed: Mapping[str, Mapping[str, str]] = lists[stage].content if stage in lists else {}
        now = covered(stage_content(connection, case, stage), listed)
        differing = list(_differing(listed, digests(now)))
        found += [Break(signed, section, questions.get(place, place.partition("/")[0])) for section, place in differing]
        if not differing and content_hash(now) != signed.hash:
            found.append(Break(signed, WHOLE, ""))
    return tuple(found)


def _differing(
    listed: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, str]]:
    for section, places in now.items():
        before = listed.get(section, {})
        for place in sorted(places.keys() | before.keys()):
            if places.get(place) != before.get(place):
                yield section, place


def _questions(connection: Connection, case: Case) -> dict[str, str]:
    """The question of every decision and request, by the id of its record."""
    items = items_in(connection, case, DECISION) | items_in(connection, case, COMPLETION)
    return {name: str(item.content.get("question", "")) for name, item in items.items()}
