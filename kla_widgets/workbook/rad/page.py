"""The page “Rencana aksi”: from gaps over a goal and a proposal to decisions, the matrix and its progress."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import ipywidgets

from kla_widgets.assessment.records import Case, author_name
from kla_widgets.exchange.demo import open_or_example
from kla_widgets.figures import Figure, notice, paragraph, section, stack
from kla_widgets.language import language as language_of
from kla_widgets.planning.plan import Outlook
from kla_widgets.results import choose_instrument
from kla_widgets.workbook.faults import faults_told
from kla_widgets.workbook.looks import Look
from kla_widgets.workbook.panel import draw, on_press, panel, say, shown
from kla_widgets.workbook.rad.actions import ActionSheet
from kla_widgets.workbook.rad.desk import Desk
from kla_widgets.workbook.rad.goal import GoalControls
from kla_widgets.workbook.rad.grid import Grid
from kla_widgets.workbook.rad.limits import LimitSheet
from kla_widgets.workbook.rad.matrix import MatrixSheet
from kla_widgets.workbook.rad.progress import ProgressSheet
from kla_widgets.workbook.rad.told import gap_head, late, proposed

POLL_SECONDS = 1.0


class PlanPage:
    """The page with its controls and grids.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        t, look = desk.t, Look()
        self.head, self.result, self.overdue = panel(), panel(), panel()
        self.goal = GoalControls(desk, look)
        self.button = ipywidgets.Button(description=t("Propose a plan"), button_style="primary", **look.button)
        self.status = shown(stack())
        on_press(self.button, self.propose, self.status, t)
        self.progress = ProgressSheet(desk)
        self.limits, self.actions, self.matrix, self.told = (
            Grid(sheet) for sheet in (LimitSheet(desk), ActionSheet(desk), MatrixSheet(desk), self.progress)
        )
        self.quarter = ipywidgets.Dropdown(
            description=t("Quarter"),
            options=[(t("{quarter} of {year}", quarter=f"Q{q}", year=year), (year, q)) for year, q in self._quarters()],
            value=(self.progress.year, self.progress.quarter),
            **look.choice,
        )
        self.quarter.observe(self._choose_quarter, "value")
        words = t(
            "Decide about each action: accept it, lock it in a year, drop it, or mark it as done. A year you enter "
            "locks the action there. What you decided stays when a plan is proposed again."
        )
        about = t("Tell for each quarter how the actions go. Actions past their year are listed by agency below.")
        self.view = ipywidgets.VBox(
            [
                self.head,
                self.goal.view,
                self.limits,
                self._controls(look, self.button, self.status),
                self.result,
                panel(section(t("Decisions"), paragraph(words), anchor="keputusan")),
                self.actions,
                self.matrix,
                panel(section(t("Monitoring"), paragraph(about), anchor="pantau")),
                self._controls(look, self.quarter),
                self.told,
                self.overdue,
            ],
            **look.plain,
        )
        self.refresh()
        self._watch()

    @property
    def grids(self) -> tuple[Grid, ...]:
        return (self.limits, self.actions, self.matrix, self.told)

    def propose(self) -> Figure:
        """Store the goal and search for a plan; says how it ended."""
        t = self.desk.t
        self.button.disabled = True
        say(self.status, paragraph(t("Looking for the best plan. One moment…")))
        try:
            self.goal.save()
            found = self.desk.propose().plan
            self.goal.show()  # with the margin that was found for a chance
            self.renew()
        finally:
            self.button.disabled = False
        if found.outlook in (Outlook.BEST, Outlook.GOOD):
            words = t("{count} actions are proposed.", count=len(found.chosen))
            return notice(" ".join((words, t("Saved {at}", at=self.desk.clock()))))
        return notice(t("No plan reaches the goal within the limits; see below what is missing."), "warning")

    def refresh(self) -> None:
        """Draw the words between the grids as things are now."""
        plan = self.desk.plan
        draw(self.head, gap_head(self.desk.snapshot()))
        draw(self.result, proposed(self.desk, plan))
        draw(self.overdue, late(self.desk, plan))

    def renew(self) -> None:
        """Show everywhere what is stored by now."""
        self.desk.news()
        self.refresh()
        for grid in self.grids:
            grid.renew()

    def _choose_quarter(self, change: Any) -> None:
        self.progress.year, self.progress.quarter = change["new"]
        self.told.renew()

    def _quarters(self) -> list[tuple[int, int]]:
        """The quarters of the plan, and those up to today."""
        limits, today = self.desk.settings().record.limits, self.desk.today()
        first, last = min(limits.first, today.year), max(limits.last, today.year)
        return [(year, quarter) for year in range(first, last + 1) for quarter in range(1, 5)]

    @staticmethod
    def _controls(look: Look, *widgets: Any) -> Any:
        box = ipywidgets.VBox(list(widgets), **look.plain)
        box.add_class("kla-controls")
        return box

    def _watch(self) -> None:
        """Look for what was stored, as long as the kernel's loop runs; without one there is nobody to tell."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._watcher = loop.create_task(self._look())

    async def _look(self) -> None:
        while self.actions.comm is not None:
            await asyncio.sleep(POLL_SECONDS)
            try:
                if self.desk.news():
                    self.renew()
            except Exception:  # a locked database now is read a second later
                logging.getLogger(__name__).exception("looking for changes failed")


def open_plan(
    workspace: str,
    region: str,
    cycle: int,
    instrument: str = "",
    stage: str = "",
    language: str = "id",
    author: str = "",
) -> Any:
    """The page of the plan; parameters as for :func:`kla_widgets.workbook.form.open_form`.

    Returns
    -------
    ipywidgets widget

    Raises
    ------
    PageFault
        After the page has said what is wrong.
    """
    t = language_of(language)
    with faults_told(t):
        opened = open_or_example(workspace)
        place = opened.regions.resolve(region)
        case = Case(place.code, choose_instrument(opened, place.code, cycle, instrument).id, cycle)
        signer = author_name(author)
        opened.store.add_case(case, None, signer)
        return PlanPage(Desk(opened, case, stage, signer, t)).view
