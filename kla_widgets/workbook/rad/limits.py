"""The grid of limits: the budget of each year, and the person-days of each agency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kla_widgets.errors import KlaError
from kla_widgets.language import N_
from kla_widgets.planning.goals import Limits, require_possible
from kla_widgets.planning.keeping import DistrictPlan, Kept
from kla_widgets.words import agency_name
from kla_widgets.workbook.rad.sheet import Column, Line, Sheet
from kla_widgets.workbook.rad.typed import read_number, write_number

BUDGET = "budget"


class LimitSheet(Sheet):
    """The budget first, then the agencies of the instrument by name."""

    key = "batas"
    empty = N_("The instrument names no agencies.")

    @property
    def title(self) -> str:
        return self.t("Budget and capacity")

    @property
    def head(self) -> str:
        return self.t("Money or agency")

    def columns(self, plan: DistrictPlan) -> tuple[Column, ...]:
        years = self.desk.settings(plan).record.limits.years
        return tuple(Column(str(year), str(year), "number", width=130) for year in years)

    def lines(self, plan: DistrictPlan) -> tuple[Line, ...]:
        settings, t, instrument = self.desk.settings(plan).record, self.t, self.desk.instrument
        years = settings.limits.years

        def texts(amounts: Mapping[int, float]) -> dict[str, str]:
            return {str(year): write_number(amounts.get(year), t) for year in years}

        names = {one: agency_name(instrument, one, t) for one in instrument.agencies}
        return (
            Line(BUDGET, t("Budget of all actions (Rp)"), texts(settings.budget)),
            *(
                Line(f"agency:{one}", t("{agency}: person-days", agency=name), texts(settings.capacity.get(one, {})))
                for one, name in sorted(names.items(), key=lambda pair: pair[1].casefold())
            ),
        )

    def edited(self, plan: DistrictPlan, id: str, texts: Mapping[str, str]) -> Sequence[Kept[Any]]:
        kept = self.desk.settings(plan)
        settings = kept.record
        agency = id.removeprefix("agency:")
        before = settings.budget if id == BUDGET else settings.capacity.get(agency, {})
        amounts = dict(before)
        for year, text in texts.items():
            amount = read_number(text, self.t)
            if amount is None:
                amounts.pop(int(year), None)
            else:
                amounts[int(year)] = amount
        if id == BUDGET:
            changed = kept.changed(budget=amounts)
        else:
            changed = kept.changed(capacity={**settings.capacity, agency: amounts})
        self._check(changed.record.limits, plan)
        return [changed]

    def author_of(self, plan: DistrictPlan, id: str) -> str:
        return plan.settings.author if plan.settings else "–"

    def _check(self, limits: Limits, plan: DistrictPlan) -> None:
        """Refuse amounts that cannot be; a goal that does not fit any more is the business of its own controls."""
        try:
            settings = self.desk.settings(plan).record
            require_possible(self.desk.instrument, limits, settings.goal(self.desk.instrument))
        except KlaError as error:
            if faults := [fault for fault in error.faults if fault.code in ("PLN-020", "PLN-025")]:
                raise KlaError(*faults) from None
