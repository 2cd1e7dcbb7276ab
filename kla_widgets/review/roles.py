"""People of an assessment: the list, and what the roles mean.

The rule of who may do what stands in :mod:`kla_widgets.assessment.people`, beside the saving that it guards.
"""

from __future__ import annotations

import hashlib

from kla_widgets.assessment.items import Item, delete_items, items_in, put_items
from kla_widgets.assessment.people import PERSON, Action, Person, Role, may, people_in, person_called, require, spelled
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.store import Store
from kla_widgets.errors import Message, fail
from kla_widgets.language import N_

__all__ = ["HONESTY", "ROLE_NAMES", "Action", "Person", "Role", "may", "person_called"]

ROLE_NAMES = {
    Role.FACILITATOR: N_("facilitator"),
    Role.AGENCY: N_("agency"),
    Role.EVALUATOR: N_("evaluator"),
    Role.VIEWER: N_("viewer"),
}
EVERYONE = N_("Nobody is named yet, so everyone may do everything. That is right for a workshop on one laptop.")
HONESTY = N_(
    "A workspace is a folder of files. The program refuses what a role does not allow, signs every change with a "
    "name, keeps it in the journal, and finds out when signed answers or files were changed by hand. It cannot stop "
    "somebody who may write to the folder from changing the database with other tools, or from giving another name "
    "on a computer of their own; on a shared JupyterHub the name comes from the hub. Whoever needs more keeps the "
    "folder where only the right people may write, and sends a copy to the other side after each signature."
)
"""What roles and signatures are worth."""

NO_NAME = Message("REV-050", N_("The person has no name."), N_("Give the name with which the person signs."))
TOO_LONG = Message("REV-051", N_("The name has {length} characters."), N_("Keep it under {limit}."))
UNKNOWN_ROLE = Message("REV-052", N_("There is no role “{role}”."), N_("Use one of: {known}."))
NOT_LISTED = Message("REV-053", N_("{name} is not in the list of people."), N_("Check the spelling: kla people list."))
LONGEST = 200


def people(store: Store, case: Case) -> tuple[Person, ...]:
    """The people of an assessment, by name; empty where everyone may do everything."""
    with store.reading() as connection:
        return people_in(connection, case)


def named_role(role: str) -> Role:
    """A role by its id; raises ``REV-052``."""
    if role not in list(Role):
        raise fail(UNKNOWN_ROLE, role=role, known=", ".join(Role))
    return Role(role)


def set_person(store: Store, case: Case, person: Person, author: str) -> None:
    """Name somebody, or give them another role.

    Raises
    ------
    KlaError
        ``REV-05x`` for a name that cannot be, ``REV-004`` when the author may not change the list.
    """
    name = " ".join(person.name.split())
    if not name:
        raise fail(NO_NAME, "", case.region)
    if len(name) > LONGEST:
        raise fail(TOO_LONG, "", case.region, length=len(name), limit=LONGEST)
    with store.writing(case, author) as (connection, by):
        require(connection, case, author, Action.PEOPLE)
        old = items_in(connection, case, PERSON).get(_id(name))
        content = {"name": name, "role": str(person.role), "agency": person.agency.strip()}
        put_items(connection, case, [Item(PERSON, _id(name), content, old.revision if old else 0)], by)


def remove_person(store: Store, case: Case, name: str, author: str) -> None:
    """Take somebody off the list; raises ``REV-053`` if the name is not in it, ``REV-004``."""
    with store.reading() as connection:
        require(connection, case, author, Action.PEOPLE)
        found = items_in(connection, case, PERSON).get(_id(name))
    if found is None:
        raise fail(NOT_LISTED, "", case.region, name=name)
    delete_items(store, case, [found], author)


def _id(name: str) -> str:
    return hashlib.sha256(spelled(name).encode("utf-8", "surrogatepass")).hexdigest()[:32]
