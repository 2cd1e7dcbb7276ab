"""The grid of progress: what is told of each action that people accepted, for one quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kla_widgets.errors import KlaError
from kla_widgets.language import N_
from kla_widgets.planning.actions import State
from kla_widgets.planning.keeping import PROGRESS, DistrictPlan, Kept
from kla_widgets.planning.monitoring import Doing, Progress, check_progress
from kla_widgets.words import agency_name, evidence_name
from kla_widgets.workbook.rad.desk import Desk
from kla_widgets.workbook.rad.sheet import Column, Line, Sheet
from kla_widgets.workbook.rad.typed import read_choice, read_choices, read_number, write_choices, write_number

DOINGS: Mapping[Doing, str] = {
    Doing.DONE: N_("done"),
    Doing.ON_THE_WAY: N_("on the way"),
    Doing.LATE: N_("late"),
    Doing.STOPPED: N_("stopped"),
}


class ProgressSheet(Sheet):
    """One quarter.

    Attributes
    ----------
    year, quarter : int
        Which; the page lets people choose.
    """

    key = "pemantauan"
    empty = N_("No action is accepted yet, so there is nothing to follow up.")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        today = desk.today()
        self.year, self.quarter = today.year, (today.month - 1) // 3 + 1

    @property
    def title(self) -> str:
        return self.t("Progress in quarter {quarter} of {year}", quarter=self.quarter, year=self.year)

    @property
    def head(self) -> str:
        return self.t("Action")

    def columns(self, plan: DistrictPlan) -> tuple[Column, ...]:
        t = self.t
        return (
            Column("doing", t("State"), "choice", tuple(t(words) for words in DOINGS.values()), width=130),
            Column("spent", t("Spent in the quarter (Rp)"), "number", width=170),
            Column("evidence", t("Evidence that exists"), width=220),
            Column("remark", t("Note"), width=220),
            Column("year", t("Planned for"), width=90, editable=False),
            Column("lead", t("Leading agency"), width=150, editable=False),
        )

    def lines(self, plan: DistrictPlan) -> tuple[Line, ...]:
        t, instrument = self.t, self.desk.instrument
        told = self._told(plan)
        wanted = (State.ACCEPTED, State.LOCKED, State.DONE)
        found = []
        for one in sorted(plan.actions, key=lambda action: (action.year or 9999, action.lead, action.id)):
            if one.state not in wanted:
                continue
            kept = told.get(one.id)
            cells = {"year": str(one.year or ""), "lead": agency_name(instrument, one.lead, t)}
            cells |= dict.fromkeys(("doing", "spent", "evidence", "remark"), "")
            if kept:
                cells |= {
                    "doing": t(DOINGS[kept.record.doing]),
                    "spent": write_number(kept.record.spent, t),
                    "evidence": write_choices(kept.record.evidence, self._evidence),
                    "remark": kept.record.remark,
                }
            faults = check_progress(plan.actions, [kept.record]) if kept else ()
            said = " ".join(f"{fault.cause(t)} {fault.cure(t)}" for fault in faults)
            found.append(Line(one.id, t.pick(one.title), cells, {"doing": said} if said else {}))
        return tuple(found)

    def edited(self, plan: DistrictPlan, id: str, texts: Mapping[str, str]) -> Sequence[Kept[Any]]:
        kept = self._told(plan).get(id)
        if kept is None:
            first = Progress(action=id, year=self.year, quarter=self.quarter, doing=Doing.ON_THE_WAY)
            kept = Kept(PROGRESS, f"{self.year}-Q{self.quarter}:{id}"[:80], first)
        values: dict[str, Any] = {}
        for name, text in texts.items():
            match name:
                case "doing":
                    named = {str(doing): self.t(words) for doing, words in DOINGS.items()}
                    values["doing"] = Doing(read_choice(text, named) or Doing.ON_THE_WAY)
                case "spent":
                    values["spent"] = read_number(text, self.t)
                case "evidence":
                    values["evidence"] = read_choices(text, self._evidence)
                case "remark":
                    values["remark"] = text
        changed = kept.changed(**values)
        if faults := [one for one in check_progress(plan.actions, [changed.record]) if one.code == "PLN-061"]:
            raise KlaError(*faults)
        return [changed]

    def author_of(self, plan: DistrictPlan, id: str) -> str:
        told = self._told(plan).get(id)
        return told.author if told else "–"

    @property
    def _evidence(self) -> dict[str, str]:
        instrument = self.desk.instrument
        return {kind: evidence_name(instrument, kind, self.t) for kind in instrument.evidence_kinds}

    def _told(self, plan: DistrictPlan) -> dict[str, Kept[Progress]]:
        return {
            one.record.action: one
            for one in plan.kept_progress
            if (one.record.year, one.record.quarter) == (self.year, self.quarter)
        }
