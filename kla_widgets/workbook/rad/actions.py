"""The grid of actions: what people decide about each, its year, agency, cost, and why it was proposed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from kla_widgets.errors import KlaError, Message, fail
from kla_widgets.instrument.base import Status, Text
from kla_widgets.language import N_
from kla_widgets.planning.actions import Action, Effect, State, check_actions
from kla_widgets.planning.goals import outside
from kla_widgets.planning.keeping import ACTION, DistrictPlan, Kept
from kla_widgets.planning.merging import merge, redirect
from kla_widgets.planning.wording import describe_chosen
from kla_widgets.words import agency_name
from kla_widgets.workbook.rad.sheet import GONE, Button, Column, Line, Sheet
from kla_widgets.workbook.rad.typed import (
    read_choice,
    read_choices,
    read_number,
    write_choices,
    write_number,
)

NO_YEAR = Message(
    "PLN-051",
    N_("The action “{action}” cannot be locked without a year."),
    N_("Choose its year first, or let a plan be proposed."),
)

STATES: Mapping[State, str] = {
    State.PROPOSED: N_("open"),
    State.ACCEPTED: N_("accepted"),
    State.LOCKED: N_("locked"),
    State.DROPPED: N_("dropped"),
    State.DONE: N_("done"),
}
ORDER = (State.LOCKED, State.ACCEPTED, State.PROPOSED, State.DONE, State.DROPPED)
OWN = "own-"
"""How ids of actions begin that a district added itself."""


class ActionSheet(Sheet):
    """Actions by decision and year; those of the proposal before those that it left out."""

    key = "tindakan"
    empty = N_("There are no actions yet. Press “Propose a plan”, or add an action of your own.")

    @property
    def title(self) -> str:
        return self.t("Actions")

    @property
    def head(self) -> str:
        return self.t("Action")

    def columns(self, plan: DistrictPlan) -> tuple[Column, ...]:
        t = self.t
        years = tuple(str(year) for year in self.desk.settings(plan).record.limits.years)
        agencies = tuple(sorted(self._agencies.values(), key=str.casefold))
        titles = tuple(one.id for one in plan.kept_actions)
        return (
            Column("state", t("Decision"), "choice", tuple(t(STATES[one]) for one in State), width=115),
            Column("year", t("Year"), "choice", years, width=80),
            Column("proposed", t("Proposed for"), width=95, editable=False),
            Column("why", t("Why it is in"), width=330, editable=False),
            Column("lead", t("Leading agency"), "choice", agencies, width=150),
            Column("cost", t("Cost per year (Rp)"), "number", width=150),
            Column("effort", t("Person-days per year"), "number", width=110),
            Column("title", t("Name"), width=260),
            Column("questions", t("Questions it serves"), width=190),
            Column("supporting", t("Supporting agencies"), width=190),
            Column("remark", t("Note"), width=180),
            Column("into", t("Merge into"), "choice", titles, width=150),
        )

    def lines(self, plan: DistrictPlan) -> tuple[Line, ...]:
        chosen = {one.action: one for one in plan.proposal.record.plan.chosen} if plan.proposal else {}
        left = {one.action: one.adds for one in plan.proposal.record.plan.left_out} if plan.proposal else {}
        faults = {}
        for fault in check_actions(self.desk.instrument, plan.actions):
            faults[fault.path] = f"{fault.cause(self.t)} {fault.cure(self.t)}"

        def place(one: Action) -> tuple[int, int, int, float, str]:
            year = one.year or (chosen[one.id].year if one.id in chosen else 9999)
            return ORDER.index(one.state), one.id not in chosen, year, -left.get(one.id, 0.0), one.id

        found = []
        for one in sorted(plan.actions, key=place):
            if one.id in chosen:
                why = describe_chosen(chosen[one.id], self.t)
            elif left.get(one.id):
                why = self.t("Not in the plan; it would add {points} points.", points=self.t.number(left[one.id]))
            else:
                why = ""
            cells = self._cells(one) | {
                "why": why,
                "proposed": str(chosen[one.id].year) if one.id in chosen else "",
            }
            marks = {"state": faults[one.id]} if one.id in faults else {}
            found.append(Line(one.id, self.t.pick(one.title), cells, marks))
        return tuple(found)

    def edited(self, plan: DistrictPlan, id: str, texts: Mapping[str, str]) -> Sequence[Kept[Any]]:
        kept = _find(plan, id)
        if texts.get("into"):
            return self._merged(plan, kept, texts["into"])
        values: dict[str, Any] = {}
        for name, text in texts.items():
            values |= self._value(kept.record, name, text)
        return [kept.changed(**self._decided(plan, kept.record, values))]

    def buttons(self) -> tuple[Button, ...]:
        t = self.t
        return (
            Button("accept", t("Accept everything proposed")),
            Button("add", t("Add an action")),
        )

    def press(self, key: str, id: str) -> str:
        if key == "accept":
            self.desk.accept_all()
            return ""
        name = OWN + uuid.uuid4().hex[:8]
        words = self.t("New action")
        action = Action(id=name, title=Text(id=words, en=words), status=Status.SECONDARY)
        self.desk.store([Kept(ACTION, name, action)], reason=self.t("action added"))
        return name

    # ---- from texts to values ---------------------------------------------------------------------------------------

    @property
    def _agencies(self) -> dict[str, str]:
        instrument = self.desk.instrument
        return {one: agency_name(instrument, one, self.t) for one in instrument.agencies}

    def _cells(self, one: Action) -> dict[str, str]:
        t, agencies = self.t, self._agencies
        return {
            "state": t(STATES[one.state]),
            "year": str(one.year) if one.year else "",
            "lead": agencies.get(one.lead, one.lead),
            "cost": write_number(one.cost, t),
            "effort": write_number(one.effort, t),
            "title": t.pick(one.title),
            "questions": "; ".join(one.questions),
            "supporting": write_choices(one.supporting, agencies),
            "remark": one.remark,
            "into": "",
        }

    def _value(self, one: Action, name: str, text: str) -> dict[str, Any]:
        t = self.t
        match name:
            case "state":
                named = {str(state): t(words) for state, words in STATES.items()}
                return {"state": State(read_choice(text, named) or State.PROPOSED)}
            case "year":
                year = read_number(text, t)
                return {"year": None if year is None else int(year)}
            case "lead":
                return {"lead": read_choice(text, self._agencies)}
            case "supporting":
                return {"supporting": read_choices(text, self._agencies)}
            case "cost":
                return {"cost": read_number(text, t)}
            case "effort":
                return {"effort": read_number(text, t) or 0.0}
            case "title":
                words = text or self.t("New action")
                return {"title": Text(id=words, en=words)}
            case "questions":
                return {"effects": self._effects(one, text)}
            case "remark":
                return {"remark": text}
        return {}

    def _effects(self, one: Action, text: str) -> tuple[Effect, ...]:
        """What it does to each question named; questions new to it are taken to reach their full points."""
        known = {effect.question: effect for effect in one.effects}
        names = read_choices(text, {name: name for name in self.desk.instrument.question})
        return tuple(known.get(name) or Effect(question=name, raises_to=1.0, evidence=1.0) for name in names)

    def _decided(self, plan: DistrictPlan, one: Action, values: dict[str, Any]) -> dict[str, Any]:
        """With the proposed year where a decision needs one and nobody gave one; faults of what cannot be planned."""
        state, year = values.get("state", one.state), values.get("year", one.year)
        starts = plan.proposal.record.plan.starts if plan.proposal else {}
        limits = self.desk.settings(plan).record.limits
        if "year" in values and state is State.PROPOSED and year is not None:
            state = State.LOCKED  # whoever moves an action to a year wants it there
        if state in (State.ACCEPTED, State.LOCKED) and year is None:
            year = starts.get(one.id)
        if state is State.LOCKED and year is None:
            raise fail(NO_YEAR, path=one.id, action=self.t.pick(one.title))
        if year is not None and year not in limits.years and state in (State.ACCEPTED, State.LOCKED):
            raise KlaError(outside(limits, year, one.id))
        changed = one.model_copy(update=values | {"state": state, "year": year})
        others = [changed if other.id == one.id else other for other in plan.actions]
        if faults := [fault for fault in check_actions(self.desk.instrument, others) if fault.path == one.id]:
            raise KlaError(*faults)
        return values | {"state": state, "year": year}

    def _merged(self, plan: DistrictPlan, kept: Kept[Action], target: str) -> list[Kept[Any]]:
        """The target with what this action does, this action dropped, and others waiting for the target instead."""
        into = _find(plan, read_choice(target, {one.id: one.id for one in plan.kept_actions}))
        whole = replace(into, record=merge(into.record, kept.record))
        words = self.t("merged into “{action}”", action=self.t.pick(into.record.title))
        dropped = kept.changed(state=State.DROPPED, year=None, remark=words)
        others = [replace(one, record=redirect(one.record, kept.id, into.id)) for one in plan.kept_actions]
        moved = [
            new
            for new, old in zip(others, plan.kept_actions, strict=True)
            if new != old and new.id not in (kept.id, into.id)
        ]
        whole = replace(whole, record=redirect(whole.record, kept.id, into.id))
        return [whole, dropped, *moved]


def _find(plan: DistrictPlan, id: str) -> Kept[Action]:
    found = next((one for one in plan.kept_actions if one.id == id), None)
    if found is None:
        raise fail(GONE, path=id)
    return found
