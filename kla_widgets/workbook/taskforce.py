"""The task force: which agencies and people fill in the workbook."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import ipywidgets

from kla_widgets.assessment.records import Case, Member
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Message, fail
from kla_widgets.figures import Column, Figure, notice, paragraph, stack, table
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language
from kla_widgets.words import agency_name
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
    t : Language
    """

    def __init__(self, workspace: Workspace, case: Case, author: str, t: Language) -> None:
        self._workspace, self._case, self._author, self._t = workspace, case, author, t
        self._instrument = workspace.library.get(case.instrument)
        look = {"style": {"description_width": "9.5rem"}, "layout": {"width": "100%", "max_width": "44rem"}}
        agencies = sorted(
            (agency_name(self._instrument, one, t) for one in self._instrument.agencies), key=str.casefold
        )
        self.table = panel()
        self.who = ipywidgets.Dropdown(description=t("Line"), **look)
        self.agency = ipywidgets.Combobox(options=agencies, description=t("Agency"), **look)
        self.name = ipywidgets.Text(description=t("Name"), **look)
        self.role = ipywidgets.Text(description=t("Role"), placeholder=t("for example: chair, data officer"), **look)
        self.save = ipywidgets.Button(description=t("Save line"), button_style="primary")
        self.remove = ipywidgets.Button(description=t("Remove line"))
        self.status = shown(stack())
        self.who.observe(self._fill, "value")
        on_press(self.save, self.save_line, self.status, t)
        on_press(self.remove, self.remove_line, self.status, t)
        fields = ipywidgets.VBox(
            [self.who, self.agency, self.name, self.role, ipywidgets.HBox([self.save, self.remove]), self.status]
        )
        fields.add_class("kla-controls")
        self.view = ipywidgets.VBox([self.table, fields])
        self._show()

    @property
    def members(self) -> tuple[Member, ...]:
        """As stored now, by whomever."""
        return self._workspace.store.members(self._case)

    def save_line(self) -> Figure:
        """Store the fields as a new line or in place of the one chosen."""
        row = typed_member(
            self._instrument, self.agency.value, self.name.value, self.role.value, self._t, self.who.value or NEW
        )
        return self._store([*(one for one in self.members if one.id != row.id), row])

    def remove_line(self) -> Figure:
        """Take the chosen line away."""
        t = self._t
        if not self.who.value:
            return notice(t("Choose the line to be removed first."))
        return self._store([one for one in self.members if one.id != self.who.value])

    def _store(self, rows: list[Member]) -> Figure:
        self._workspace.store.save_members(self._case, rows, self._author)
        self._show()
        t = self._t
        return notice(t("Saved {at}", at=t.clock(self._workspace.store.now())))

    def _show(self) -> None:
        members, t = self.members, self._t
        draw(self.table, member_table(self._instrument, members, t))
        lines = [(_title(self._instrument, one, t), one.id) for one in members]
        self.who.options = [(t("new line"), NEW), *lines]
        self.who.value = NEW
        self._fill()

    def _fill(self, _change: Any = None) -> None:
        """Put the chosen line into the fields."""
        chosen = next((one for one in self.members if one.id == self.who.value), None)
        self.agency.value = agency_name(self._instrument, chosen.agency, self._t) if chosen else ""
        self.name.value = chosen.name if chosen else ""
        self.role.value = chosen.role if chosen else ""


def _title(instrument: Instrument, one: Member, t: Language) -> str:
    return " – ".join(filter(None, (agency_name(instrument, one.agency, t) if one.agency else "", one.name)))
