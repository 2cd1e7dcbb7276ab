"""From a recap to a plan: which points would be stored for which id, what is in doubt, and how the sums compare.

Nothing is stored here. The plan is shown first; another module applies it in one transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kla_widgets.errors import Fault, Message
from kla_widgets.exchange.recap.cells import Sheet
from kla_widgets.exchange.recap.checks import WRONG_REGION, WRONG_YEAR, FindRegion, check_region, check_year
from kla_widgets.exchange.recap.keys import Keys, Level, index_keys
from kla_widgets.exchange.recap.reconcile import Difference, compare_maxima, compare_sums
from kla_widgets.exchange.recap.rows import RowText
from kla_widgets.exchange.recap.tables import choose_tables
from kla_widgets.exchange.recap.values import Valued, read_values, short
from kla_widgets.instrument.models import TOTAL, Instrument
from kla_widgets.language import N_

NOTHING_UNDERSTOOD = Message(
    "RCP-023",
    N_("No row of the recap fits the instrument “{instrument}”."),
    N_("Check that the instrument is the right one, and write keys such as “Klaster I” or “Indikator 4”."),
)
TWICE_DIFFERENT = Message(
    "RCP-031",
    N_("The recap gives different points for the same part: {values} ({places})."),
    N_("Keep the right row and delete the others."),
)
TWICE_SAME = Message(
    "RCP-032",
    N_("The recap gives the same points twice ({places}); they were taken once."),
    N_("Nothing needs to be done."),
)


@dataclass(frozen=True)
class PlannedPoints:
    """Points that would be stored.

    Parameters
    ----------
    target : str
        Id of a question, indicator or cluster, or :data:`~kla_widgets.instrument.models.TOTAL`.
    points : float
        Points, 0 to the maximum of the target.
    where : str
        The row that they come from.
    printed_max : float or None
        The maximum printed beside them, in points.
    source_note : str
        The row's source and remarks.
    level : Level
        The level of the target.
    """

    target: str
    points: float
    where: str
    printed_max: float | None
    source_note: str
    level: Level


@dataclass(frozen=True)
class RecapPlan:
    """What a recap says, and what would be stored.

    Parameters
    ----------
    file : str
        Name of the file.
    points : tuple of PlannedPoints
        In the order of the instrument, each group before its parts, the total last. What is at fault is not in it.
    unanswered : tuple of (str, str)
        Id and place of every row without an answer; nothing is stored for it.
    faults : tuple of Fault
        What stops the import, unless only the rest is to be stored.
    differences : tuple of Difference
        Printed maxima and sums that are not what they should be.
    notices : tuple of Fault
        What stops nothing but is good to know.
    not_understood : tuple of RowText
        Rows with a number or a key that mean nothing in this instrument.
    """

    file: str
    points: tuple[PlannedPoints, ...]
    unanswered: tuple[tuple[str, str], ...]
    faults: tuple[Fault, ...]
    differences: tuple[Difference, ...]
    notices: tuple[Fault, ...]
    not_understood: tuple[RowText, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing is left to decide: no fault, no difference, and every row understood."""
        return not (self.faults or self.differences or self.not_understood)

    @property
    def wrong_file(self) -> bool:
        """Whether the recap is of another year or district; then nothing of it should be stored, not even in part."""
        return any(fault.message in (WRONG_YEAR, WRONG_REGION) for fault in self.faults)


def plan_recap(
    sheets: Sequence[Sheet],
    instrument: Instrument,
    region_code: str,
    cycle: int,
    file_name: str,
    find_region: FindRegion = lambda text: None,
) -> RecapPlan:
    """Plan the import of a recap.

    Parameters
    ----------
    sheets : sequence of Sheet
        From :func:`~kla_widgets.exchange.recap.grid.read_grid`.
    instrument : Instrument
        What the keys of the rows refer to.
    region_code : str
        The district whose recap it should be.
    cycle : int
        The year of the evaluation that it should be of.
    file_name : str
        For places; a year in it is compared with ``cycle``.
    find_region : callable
        The code of the district that a line of the title names, or None.

    Returns
    -------
    RecapPlan
        The plan, with all faults of the rows.

    Raises
    ------
    KlaError
        ``RCP-020`` to ``RCP-022`` when it cannot be told which table, or which column of it, is meant.
    """
    keys = index_keys(instrument)
    chosen = choose_tables(sheets, keys, cycle, file_name)
    tables = tuple(table for table, _ in chosen)
    values = tuple(
        value for table, rows in chosen for value in read_values(table, rows.keyed, instrument.maxima, file_name)
    )
    order = {target: place for place, target in enumerate(_in_order(instrument))}
    values = tuple(sorted(values, key=lambda value: order[value.row.target]))
    good, twice, notices = _settled(values)
    faults = (
        *check_year(tables, cycle, file_name),
        *check_region(tables, region_code, find_region, file_name),
        *(fault for _, rows in chosen for fault in rows.faults),
        *(fault for value in values for fault in value.faults),
        *twice,
    )
    if not values and not faults:
        faults = (Fault(NOTHING_UNDERSTOOD, file_name, instrument=instrument.id),)
    return RecapPlan(
        file=file_name,
        points=tuple(_planned(value, keys) for value in good),
        unanswered=_unanswered(values, keys),
        faults=faults,
        differences=compare_maxima(values, instrument.maxima) + compare_sums(values, instrument),
        notices=(
            *(notice for sheet in sheets for notice in sheet.notices),
            *(notice for value in values for notice in value.notices),
            *notices,
        ),
        not_understood=tuple(text for _, rows in chosen for text in rows.not_understood),
    )


def _in_order(instrument: Instrument) -> Iterator[str]:
    for cluster in instrument.clusters:
        yield cluster.id
        for indicator in cluster.indicators:
            yield indicator.id
            yield from (question.id for question in indicator.questions)
    yield TOTAL


def _settled(values: Iterable[Valued]) -> tuple[tuple[Valued, ...], tuple[Fault, ...], tuple[Fault, ...]]:
    """One row of points for each id; a fault where rows contradict each other, a notice where they repeat."""
    rows: dict[str, list[Valued]] = defaultdict(list)
    for value in values:
        if value.points is not None:
            rows[value.row.target].append(value)
    good: list[Valued] = []
    faults: list[Fault] = []
    notices: list[Fault] = []
    for target, same in rows.items():
        given = ", ".join(dict.fromkeys(short(one.points) for one in same if one.points is not None))
        places = ", ".join(one.row.where for one in same)
        if len({one.points for one in same}) > 1:
            faults.append(Fault(TWICE_DIFFERENT, same[-1].row.where, target, values=given, places=places))
            continue
        if len(same) > 1:
            notices.append(Fault(TWICE_SAME, same[-1].row.where, target, places=places))
        if not same[0].faults:
            good.append(same[0])
    return tuple(good), tuple(faults), tuple(notices)


def _unanswered(values: Sequence[Valued], keys: Keys) -> tuple[tuple[str, str], ...]:
    """Rows without an answer. A heading without points above its own rows is no answer that is missing."""
    named = {value.row.target for value in values if value.points is not None or value.faults}
    groups = {above for value in values for above in keys.chain(value.row.target)[1:]}
    found: dict[str, str] = {}
    for value in values:
        row = value.row
        if row.target not in named and (row.points is not None or row.target not in groups):
            found.setdefault(row.target, row.where)
    return tuple(found.items())


def _planned(value: Valued, keys: Keys) -> PlannedPoints:
    row = value.row
    assert value.points is not None
    return PlannedPoints(row.target, value.points, row.where, value.maximum, row.note, keys.levels[row.target])
