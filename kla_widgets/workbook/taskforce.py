"""The task force: which agencies and people fill in the workbook."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import ipywidgets

from kla_widgets.assessment.members import remove_member, save_member
from kla_widgets.assessment.records import Case, Member
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError, Message, fail
from kla_widgets.figures import Column, Figure, notice, paragraph, section, stack, table
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language
from kla_widgets.words import agency_name
from kla_widgets.workbook.looks import Look
from kla_widgets.workbook.panel import draw, on_press, panel, shown

LONGEST = 200
NEW = ""

NO_PERSON = Message("WBK-012", N_("Neither an agency nor a name is given."), N_("Fill in at least one of them."))
TOO_LONG = Message(
    "WBK-013", N_("“{text} …” has {length} characters."), N_("Shorten it to {limit} characters or fewer.")
)


def typed_member(
    instrument: Instrument, agency: str, name: str, role: str, t: Language, identifier: str = NEW
) -> Member:
    """One line of the task force from what was typed.

    Parameters
    ----------
    agency : str
        As written on the screen, or in one's own words.
    identifier : str
        Of the line that is changed; a new line gets one that no other browser gives at the same time.

    Raises
    ------
    KlaError
        ``WBK-012`` when it says nothing, ``WBK-013`` when something is too long.
    """
    names = {agency_name(instrument, one, t).casefold(): one for one in instrument.agencies}
    typed = agency.strip()
    found = Member(
        id=identifier or uuid.uuid4().hex[:12],
        agency=names.get(typed.casefold(), typed),
        name=name.strip(),
        role=role.strip(),
    )
    if not (found.agency or found.name):
        raise fail(NO_PERSON)
    for text in asdict(found).values():
        if len(text) > LONGEST:
            raise fail(TOO_LONG, text=text[:20], length=len(text), limit=LONGEST)
    return found


def member_table(instrument: Instrument, members: Sequence[Member], t: Language) -> Figure:
    """The task force as a table, agencies together."""
    if not members:
        return paragraph(t("Nobody is entered yet."))
    rows = sorted(
        (
            {"agency": agency_name(instrument, one.agency, t), "name": one.name or "–", "role": one.role or "–"}
            for one in members
        ),
        key=lambda row: (row["agency"].casefold(), row["name"].casefold()),
    )
    columns = [
        Column("agency", t("Agency"), width="35%"),
        Column("name", t("Name")),
        Column("role", t("Role")),
    ]
    return table(columns, rows, t, t("Task force"), "gugus-tugas")


class TaskForce:
    """A table of people and one line of fields to add, change or remove one.

    Parameters
    ----------
    workspace : Workspace
    case : Case
    author : str
    look : Look
    t : Language
    """

    def __init__(self, workspace: Workspace, case: Case, author: str, look: Look, t: Language) -> None:
        self._workspace, self._case, self._author, self._t = workspace, case, author, t
        self._instrument = workspace.library.get(case.instrument)
        self._seen: Member | None = None
        agencies = sorted(
            (agency_name(self._instrument, one, t) for one in self._instrument.agencies), key=str.casefold
        )
        self.table = panel()
        self.who = ipywidgets.Dropdown(description=t("Line"), **look.choice)
        self.agency = ipywidgets.Combobox(options=agencies, description=t("Agency"), **look.text)
        self.name = ipywidgets.Text(description=t("Name"), **look.text)
        example = t("for example: chair, data officer")
        self.role = ipywidgets.Text(description=t("Role"), placeholder=example, **look.text)
        self.save = ipywidgets.Button(description=t("Save line"), button_style="primary", **look.button)
        self.remove = ipywidgets.Button(description=t("Remove line"), **look.button)
        self.status = shown(stack())
        self.who.observe(self._fill, "value")
        on_press(self.save, self.save_line, self.status, t)
        on_press(self.remove, self.remove_line, self.status, t)
        buttons = ipywidgets.HBox([self.save, self.remove], **look.plain)
        fields = ipywidgets.VBox([self.who, self.agency, self.name, self.role, buttons, self.status], **look.plain)
        fields.add_class("kla-controls")
        self.view = ipywidgets.VBox([self.table, fields], **look.plain)
        self._show()

    @property
    def members(self) -> tuple[Member, ...]:
        """As stored now, by whomever."""
        return self._workspace.store.members(self._case)

    def save_line(self) -> Figure:
        """Store the fields as a new line or in place of the one chosen."""
        typed = typed_member(
            self._instrument, self.agency.value, self.name.value, self.role.value, self._t, self.who.value or NEW
        )
        return self._store(lambda: save_member(self._workspace.store, self._case, typed, self._author, self._seen))

    def remove_line(self) -> Figure:
        """Take the chosen line away."""
        seen, t = self._seen, self._t
        if seen is None:
            return notice(t("Choose the line to be removed first."))
        return self._store(lambda: remove_member(self._workspace.store, self._case, seen, self._author))

    def _store(self, change: Callable[[], object]) -> Figure:
        try:
            change()
        except KlaError:
            self._draw()  # what somebody else has made of the line; what was typed stays in the fields
            self._seen = self._stored(self.who.value)
            raise
        self._show()
        t = self._t
        return notice(t("Saved {at}", at=t.clock(self._workspace.store.now())))

    def _show(self) -> None:
        t = self._t
        self._draw()
        lines = [(_title(self._instrument, one, t), one.id) for one in self.members]
        self.who.options = [(t("new line"), NEW), *lines]
        self.who.value = NEW
        self._fill()

    def _draw(self) -> None:
        t = self._t
        people = t("Who takes part. Choose a line to change or remove it; each is saved when you press the button.")
        listed = member_table(self._instrument, self.members, t)
        draw(self.table, section(t("Task force"), paragraph(people), listed, anchor="anggota"))

    def _stored(self, identifier: str) -> Member | None:
        return next((one for one in self.members if one.id == identifier), None)

    def _fill(self, _change: Any = None) -> None:
        """Put the chosen line into the fields, and remember what it says."""
        self._seen = chosen = self._stored(self.who.value)
        self.agency.value = agency_name(self._instrument, chosen.agency, self._t) if chosen else ""
        self.name.value = chosen.name if chosen else ""
        self.role.value = chosen.role if chosen else ""


def _title(instrument: Instrument, one: Member, t: Language) -> str:
    return " – ".join(filter(None, (agency_name(instrument, one.agency, t) if one.agency else "", one.name)))
