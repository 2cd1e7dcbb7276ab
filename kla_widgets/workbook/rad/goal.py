"""The controls of the goal: what is to be reached, by when, and what a plan must save."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ipywidgets

from kla_widgets.errors import Message, fail
from kla_widgets.figures import paragraph, section
from kla_widgets.language import N_
from kla_widgets.planning.effects import Measure
from kla_widgets.planning.goals import MOST_YEARS, Objective, require_possible
from kla_widgets.planning.keeping import Settings
from kla_widgets.scoring.predicate import thresholds
from kla_widgets.workbook.looks import Look
from kla_widgets.workbook.panel import panel
from kla_widgets.workbook.rad.desk import Desk
from kla_widgets.workbook.rad.typed import read_number, write_number

OBJECTIVES = {
    Objective.EFFORT: N_("least effort (person-days)"),
    Objective.COST: N_("least cost (needs the cost of every action)"),
}
MEASURES = {
    Measure.SUPPORTED: N_("points that evidence supports"),
    Measure.CLAIMED: N_("points claimed"),
}
NO_CHANCE = Message(
    "PLN-034",
    N_("“{percent}” is no chance in percent."),
    N_("Enter a number above 0 and below 100, or leave it empty."),
)
YEARS_AHEAD = 10


class GoalControls:
    """What the search is asked.

    Parameters
    ----------
    desk : Desk
    look : Look
    """

    def __init__(self, desk: Desk, look: Look) -> None:
        self._desk = desk
        t, settings = desk.t, desk.settings().record
        years = range(min(desk.case.cycle + 1, settings.first), desk.case.cycle + YEARS_AHEAD + MOST_YEARS)
        steps = thresholds(desk.instrument.predicates) if desk.instrument.predicates else ()
        predicates = [
            (t("{name} (from {points} points)", name=one.band.name, points=t.short(one.least)), one.band.id)
            for one in steps
        ]

        def choice(label: str, value: Any, options: Any) -> Any:
            return ipywidgets.Dropdown(description=label, value=value, options=options, **look.choice)

        most = (t("as many points as possible"), "")
        self.predicate = choice(t("Goal"), settings.predicate, [*predicates, most])
        self.by = choice(t("Reached in"), settings.by, list(years))
        self.first = choice(t("First year"), settings.first, list(years))
        self.last = choice(t("Last year"), settings.last, list(years))
        self.objective = choice(
            t("Best plan"),
            settings.objective if settings.objective in OBJECTIVES else Objective.EFFORT,
            [(t(words), one) for one, words in OBJECTIVES.items()],
        )
        self.measure = choice(t("Counted are"), settings.measure, [(t(words), one) for one, words in MEASURES.items()])
        self.margin = ipywidgets.Text(
            description=t("Points to spare"), value=write_number(settings.margin, t), **look.text
        )
        self.chance = ipywidgets.Text(
            description=t("Chance after verification (%)"),
            value=self._chance_text(settings),
            placeholder=t("e.g. 80; empty: not asked for"),
            **look.text,
        )
        self.fields = (
            self.predicate,
            self.by,
            self.first,
            self.last,
            self.objective,
            self.measure,
            self.margin,
            self.chance,
        )
        words = t(
            "Choose the goal. Below it stand the limits of money and people: an empty cell means no limit, 0 means "
            "that nothing is possible. Where you ask for a chance, the fewest points to spare that are safe enough are "
            "searched for; that takes longer."
        )
        self.view = ipywidgets.VBox(
            [panel(section(t("The goal"), paragraph(words), anchor="tujuan")), *self.fields], **look.plain
        )
        self.view.add_class("kla-controls")

    def typed(self) -> Settings:
        """The settings with what the controls say.

        Raises
        ------
        KlaError
            ``PLN-053`` for a margin or a chance that is no number, ``PLN-034`` for a chance that is none.
        """
        percent = read_number(self.chance.value.strip().removesuffix("%"), self._desk.t)
        if percent is not None and not 0 < percent < 100:
            raise fail(NO_CHANCE, percent=self.chance.value)
        return self._desk.settings().record.model_copy(
            update={
                "predicate": self.predicate.value,
                "by": self.by.value,
                "first": self.first.value,
                "last": self.last.value,
                "objective": self.objective.value,
                "measure": self.measure.value,
                "margin": read_number(self.margin.value, self._desk.t) or 0.0,
                "chance": None if percent is None else percent / 100,
            }
        )

    def _chance_text(self, settings: Settings) -> str:
        """The chance asked for as people write it; empty where nobody asked."""
        return "" if settings.chance is None else write_number(round(100 * settings.chance, 6), self._desk.t)

    def save(self) -> None:
        """Store the goal.

        Raises
        ------
        KlaError
            ``PLN-021`` to ``PLN-026``, ``PLN-034`` and ``PLN-053`` for a goal that cannot be, ``STO-042`` if somebody
            changed it since.
        """
        desk = self._desk
        kept, settings = desk.settings(), self.typed()
        goal = settings.goal(desk.instrument)
        require_possible(desk.instrument, settings.limits, goal)
        if settings != kept.record or not kept.revision:
            desk.store([replace(kept, record=settings)], reason=desk.t("goal changed"))

    def show(self) -> None:
        """Put what is stored into the controls, where they show something else and can show it."""
        stored = self._desk.settings().record
        for control, value in (
            (self.predicate, stored.predicate),
            (self.by, stored.by),
            (self.first, stored.first),
            (self.last, stored.last),
            (self.measure, stored.measure),
            (self.margin, write_number(stored.margin, self._desk.t)),
            (self.chance, self._chance_text(stored)),
        ):
            if control.value != value:
                control.value = value
