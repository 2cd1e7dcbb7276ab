"""The board: which agency has delivered what, and what is late. A pure function of what a workspace holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kla_widgets.assessment.editing import held
from kla_widgets.assessment.items import Item, read_items
from kla_widgets.assessment.records import Case, Evidence, SavedAnswer
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.agency.asking import REQUEST, assigned
from kla_widgets.exchange.agency.importing import DELIVERY
from kla_widgets.instrument.models import Instrument, Question


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One agency.

    Parameters
    ----------
    agency : str
        Id.
    asked : int
        Questions that are assigned to it.
    answered : int
        Those that have an answer by now, whoever gave it.
    documented, to_document : int
        Those with every kind of evidence that the source asks for, and those for which it asks for any.
    sent : bool
        A workbook went out.
    deadline : date, optional
    delivered : datetime, optional
        When the agency's workbook first came in.
    file : str
        The workbook that came in last.
    late : int
        Days after the deadline: of the delivery, or until today where nothing has come.
    """

    agency: str
    asked: int
    answered: int
    documented: int
    to_document: int
    sent: bool
    deadline: date | None
    delivered: datetime | None
    file: str
    late: int


def make_board(
    questions: Mapping[str, Sequence[Question]],
    answers: Mapping[str, SavedAnswer],
    evidence: Iterable[Evidence],
    requests: Iterable[Item],
    deliveries: Iterable[Item],
    today: date,
) -> tuple[BoardRow, ...]:
    """The board of one assessment.

    Parameters
    ----------
    questions : mapping of str to sequence of Question
        By agency, as :func:`~kla_widgets.exchange.agency.asking.assigned` gives them.
    requests, deliveries : iterable of Item
        Records of those kinds.

    Returns
    -------
    tuple of BoardRow
        Latest first, then those that wait for a deadline, then by id.
    """
    attached: dict[str, set[str]] = {}
    for one in evidence:
        attached.setdefault(one.question, set()).add(one.kind)
    asked = {item.id: item.content for item in requests}
    came = {item.id: item.content for item in deliveries}
    rows = []
    for agency, theirs in questions.items():
        wanted = [one for one in theirs if one.evidence]
        told, delivery = asked.get(agency, {}), came.get(agency, {})
        deadline = date.fromisoformat(told["deadline"]) if told.get("deadline") else None
        delivered = datetime.fromisoformat(delivery["first"]) if delivery else None
        until = delivered.astimezone().date() if delivered else today
        rows.append(
            BoardRow(
                agency=agency,
                asked=len(theirs),
                answered=sum(one.id in answers and answers[one.id].value is not None for one in theirs),
                documented=sum(set(one.evidence) <= attached.get(one.id, set()) for one in wanted),
                to_document=len(wanted),
                sent=bool(told),
                deadline=deadline,
                delivered=delivered,
                file=str(delivery.get("file", "")),
                late=max((until - deadline).days, 0) if deadline else 0,
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.late, row.delivered is not None, row.agency)))


def read_board(workspace: Workspace, case: Case, today: date) -> tuple[BoardRow, ...]:
    """The board of an assessment as it is stored now."""
    store = workspace.store
    instrument: Instrument = workspace.library.get(case.instrument)
    stage = instrument.claim_stage.id
    return make_board(
        assigned(instrument, held(store, case, stage, list(instrument.question))),
        store.answers(case, stage),
        store.evidence(case),
        read_items(store, case, REQUEST),
        read_items(store, case, DELIVERY),
        today,
    )
