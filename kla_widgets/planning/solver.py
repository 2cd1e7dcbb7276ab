"""Mixed-integer programmes, and HiGHS, which solves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import isfinite

import highspy
import numpy as np

from kla_widgets.errors import Message, fail
from kla_widgets.language import N_

SOLVER_FAILED = Message(
    "PLN-030",
    N_("The solver stopped without an answer ({state})."),
    N_("Try again with fewer actions or wider limits; tell the maintainers if it persists."),
)

_TOLERANCE = 1e-9
INFINITE = float("inf")


class Answer(StrEnum):
    """What is known at the end of a search."""

    BEST = "best"
    GOOD = "good"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Solution:
    """The answer of a solver.

    Parameters
    ----------
    answer : Answer
        ``BEST`` is proven; ``GOOD`` may be improved by ``gap`` at most; ``NONE`` means that nothing fits all rows;
        ``UNKNOWN`` that the time was too short to find anything.
    values : tuple of float
        By column; empty without a solution.
    objective : float
    gap : float
        Largest possible improvement as a share of the objective; 0 when proven.
    """

    answer: Answer
    values: tuple[float, ...] = ()
    objective: float = 0.0
    gap: float = 0.0


@dataclass
class Programme:
    """Columns and rows, written down one after another; the objective is minimised."""

    costs: list[float] = field(default_factory=list)
    bounds: list[tuple[float, float]] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[float, float]] = field(default_factory=list)
    entries: list[dict[int, float]] = field(default_factory=list)

    def column(self, lower: float, upper: float, whole: bool = False) -> int:
        """A new variable; returns its number."""
        self.costs.append(0.0)
        self.bounds.append((lower, upper))
        self.whole.append(whole)
        return len(self.costs) - 1

    def row(self, lower: float, upper: float, entries: Mapping[int, float]) -> None:
        """``lower <= sum of entries <= upper``."""
        self.rows.append((lower, upper))
        self.entries.append(dict(entries))


def solve(programme: Programme, seconds: float, gap: float) -> Solution:
    """Solve a programme; the same programme gives the same answer unless time runs out.

    Parameters
    ----------
    seconds : float
        Time limit.
    gap : float
        The search ends once no improvement beyond this share of the objective is possible.

    Raises
    ------
    KlaError
        ``PLN-030`` if the solver fails.
    """
    if not programme.costs:
        return Solution(Answer.BEST if all(low <= 0 <= high for low, high in programme.rows) else Answer.NONE)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor alone is not typed
    options: dict[str, bool | float | str] = {
        "output_flag": False,
        "time_limit": seconds,
        "mip_rel_gap": gap,
        "mip_feasibility_tolerance": _TOLERANCE,
        "primal_feasibility_tolerance": _TOLERANCE,
    }
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(_model(programme))
    solver.run()
    return _solution(solver)


def _model(programme: Programme) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(programme.costs), len(programme.rows)
    model.col_cost_ = np.array(programme.costs)
    model.col_lower_, model.col_upper_ = (np.array(side, float) for side in zip(*programme.bounds, strict=True))
    rows = np.array(programme.rows, float).reshape(-1, 2)
    model.row_lower_, model.row_upper_ = rows[:, 0], rows[:, 1]
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    model.integrality_ = [kinds[whole] for whole in programme.whole]
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.cumsum([0, *(len(row) for row in programme.entries)])
    matrix.index_ = np.array([column for row in programme.entries for column in row], np.int32)
    matrix.value_ = np.array([value for row in programme.entries for value in row.values()], float)
    return model


def _solution(solver: highspy.Highs) -> Solution:
    status, state = solver.getModelStatus(), highspy.HighsModelStatus
    if status in (state.kInfeasible, state.kUnboundedOrInfeasible):
        return Solution(Answer.NONE)
    if status not in (state.kOptimal, state.kTimeLimit, state.kModelEmpty):
        raise fail(SOLVER_FAILED, state=solver.modelStatusToString(status))
    info = solver.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Solution(Answer.UNKNOWN)
    values = tuple(float(value) for value in solver.getSolution().col_value)
    proven = status == state.kOptimal
    gap = float(info.mip_gap) if isfinite(info.mip_gap) else float(not proven)
    return Solution(Answer.BEST if proven else Answer.GOOD, values, float(info.objective_function_value), gap)
