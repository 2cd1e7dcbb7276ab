"""People of an assessment and what their roles let them do.

As long as nobody is named everyone may do everything: a workshop on one laptop needs no list. Once somebody is named,
whoever is not in the list may only look.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from kla_widgets.assessment import tables
from kla_widgets.assessment.records import Case
from kla_widgets.errors import Message, fail
from kla_widgets.instrument.models import Stage
from kla_widgets.language import N_

PERSON = "person"
"""Kind of the records."""


class Role(StrEnum):
    """What somebody is in an assessment."""

    FACILITATOR = "facilitator"
    AGENCY = "agency"
    EVALUATOR = "evaluator"
    VIEWER = "viewer"


class Action(StrEnum):
    """What can be done."""

    ANSWER = "answer"
    """Store answers or points of a stage."""
    EVIDENCE = "evidence"
    REPLY = "reply"
    """Answer a request for completion."""
    DECIDE = "decide"
    """Decide, settle, ask for completion."""
    SIGN = "sign"
    REOPEN = "reopen"
    PEOPLE = "people"
    """Name people and their roles."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, under the name with which changes are signed.

    Parameters
    ----------
    name : str
    role : Role
    agency : str
        Agency id of the instrument, or in one's own words; may be empty.
    """

    name: str
    role: Role
    agency: str = ""


NOT_ALLOWED = Message(
    "REV-004",
    N_("{name} has the role “{role}” in this assessment and may not do this ({action})."),
    N_("Ask somebody with the role “{needed}”, or have the list of people changed (kla people set)."),
)

_CLAIMANTS = frozenset({Role.FACILITATOR, Role.AGENCY})
_ALLOWED = {
    Action.EVIDENCE: _CLAIMANTS,
    Action.REPLY: _CLAIMANTS,
    Action.DECIDE: frozenset({Role.EVALUATOR}),
    Action.PEOPLE: frozenset({Role.FACILITATOR}),
}


def roles_for(action: Action, stage: Stage | None = None) -> frozenset[Role]:
    """The roles that may do something at a stage."""
    if action in _ALLOWED:
        return _ALLOWED[action]
    acting = Role(stage.acting_role) if stage else Role.FACILITATOR
    return _CLAIMANTS if action is Action.ANSWER and acting is Role.FACILITATOR else frozenset({acting})


def may(person: Person | None, action: Action, stage: Stage | None = None) -> bool:
    """Whether somebody may do something.

    Parameters
    ----------
    person : Person, optional
        From :func:`person_called`; None where nobody is named: then everyone may everything.
    """
    return person is None or person.role in roles_for(action, stage)


def person_called(people: Sequence[Person], name: str) -> Person | None:
    """Who signs with that name: a viewer if not in the list, None if there is no list."""
    if not people:
        return None
    same = (one for one in people if spelled(one.name) == spelled(name))
    return next(same, Person(name, Role.VIEWER))


def spelled(name: str) -> str:
    """A name without differences that nobody means: spaces and capitals."""
    return " ".join(name.split()).casefold()


def people_in(connection: Connection, case: Case) -> tuple[Person, ...]:
    """The people of a case, by name."""
    item = tables.item
    query = select(item.c.content).where(
        *tables.of_case(item, case),
        item.c.kind == PERSON,
    )
    rows = map(json.loads, connection.execute(query).scalars())
    return tuple(sorted((Person(row["name"], Role(row["role"]), row["agency"]) for row in rows), key=lambda p: p.name))


def require(connection: Connection, case: Case, name: str, action: Action, stage: Stage | None = None) -> None:
    """Refuse what the role of the one who signs does not allow.

    Raises
    ------
    KlaError
        ``REV-004``.
    """
    people = people_in(connection, case)
    person = person_called(people, name)
    if person is None or may(person, action, stage):
        return
    needed = roles_for(action, stage)
    if action is Action.PEOPLE and not any(one.role in needed for one in people):
        return  # nobody else could ever change the list again
    listed = ", ".join(sorted(needed))
    raise fail(NOT_ALLOWED, "", case.region, name=name, role=person.role, action=action, needed=listed)
