"""Recaps of a self-assessment as districts keep them (CSV, XLSX): read, understood, checked, never stored from here."""

from kla_widgets.exchange.recap.cells import Cell, Sheet
from kla_widgets.exchange.recap.describe import describe
from kla_widgets.exchange.recap.grid import read_grid
from kla_widgets.exchange.recap.keys import Level
from kla_widgets.exchange.recap.plan import PlannedPoints, RecapPlan, plan_recap
from kla_widgets.exchange.recap.reconcile import Difference
from kla_widgets.exchange.recap.rows import RowText

__all__ = [
    "Cell",
    "Difference",
    "Level",
    "PlannedPoints",
    "RecapPlan",
    "RowText",
    "Sheet",
    "describe",
    "plan_recap",
    "read_grid",
]
