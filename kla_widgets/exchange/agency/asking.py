"""Who is asked what: the questions of an agency, as the district has assigned them, else as the instrument says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kla_widgets.assessment.carryover import Earlier, earlier_answers
from kla_widgets.assessment.editing import NOTHING, Held, held
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Message, fail
from kla_widgets.instrument.models import Indicator, Instrument, Question
from kla_widgets.language import N_
from kla_widgets.regions import Region

NO_AGENCIES = Message(
    "AGW-001",
    N_("The instrument {instrument} does not say which agency answers which question."),
    N_("Give the questions to agencies in the workbook, or use an instrument that names them."),
)
UNKNOWN_AGENCY = Message(
    "AGW-002", N_("Nothing is asked of an agency “{agency}”."), N_("Use the id of one of these: {known}.")
)

REQUEST = "request"
"""Kind of the record that an agency was asked, with what and until when; its id is the agency's."""


@dataclass(frozen=True)
class Asked:
    """A question to an agency.

    Parameters
    ----------
    held : Held
        What the workspace holds of it.
    earlier : Earlier, optional
        The answer of an earlier cycle.
    leads : bool
        The agency is the first of those that are asked.
    """

    question: Question
    indicator: Indicator
    held: Held
    earlier: Earlier | None
    leads: bool


@dataclass(frozen=True)
class Request:
    """Everything that one agency is asked.

    Parameters
    ----------
    deadline : date, optional
    contact : str
        In words; empty where not known.
    """

    region: Region
    case: Case
    instrument: Instrument
    agency: str
    asked: tuple[Asked, ...]
    deadline: date | None = None
    contact: str = ""

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators of its questions, in the instrument's order."""
        return tuple({one.indicator.id: one.indicator for one in self.asked}.values())


def agencies_of(question: Question, touched: Mapping[str, Held]) -> tuple[str, ...]:
    """Who answers a question, the leading agency first."""
    given = touched.get(question.id, NOTHING).agencies
    return given or question.agencies


def assigned(instrument: Instrument, touched: Mapping[str, Held]) -> dict[str, tuple[Question, ...]]:
    """The questions of every agency that has any, in the instrument's order of agencies."""
    found: dict[str, list[Question]] = {agency: [] for agency in instrument.agencies}
    for question in instrument.questions:
        for agency in agencies_of(question, touched):
            found.setdefault(agency, []).append(question)
    return {agency: tuple(questions) for agency, questions in found.items() if questions}


def read_requests(
    workspace: Workspace,
    case: Case,
    agencies: Sequence[str] = (),
    deadline: date | None = None,
    contact: str = "",
) -> tuple[Request, ...]:
    """What agencies are asked, with what is known already.

    Parameters
    ----------
    case : Case
        Nothing need be stored of it yet.
    agencies : sequence of str
        Ids; all agencies that are asked anything if empty.

    Raises
    ------
    KlaError
        ``AGW-001``, ``AGW-002``, ``REG-…``, ``INS-…``.
    """
    instrument = workspace.library.get(case.instrument)
    region = workspace.regions.get(case.region)
    touched = held(workspace.store, case, instrument.claim_stage.id, list(instrument.question))
    everyone = assigned(instrument, touched)
    if not everyone:
        raise fail(NO_AGENCIES, path=case.region, instrument=instrument.id)
    for agency in agencies:
        if agency not in everyone:
            raise fail(UNKNOWN_AGENCY, path=case.region, agency=agency, known=", ".join(everyone))
    earlier = earlier_answers(workspace, case)
    above = {question.id: indicator for indicator in instrument.indicators for question in indicator.questions}

    def asked(agency: str, questions: Iterable[Question]) -> tuple[Asked, ...]:
        return tuple(
            Asked(
                one,
                above[one.id],
                touched.get(one.id, NOTHING),
                earlier.get(one.id),
                agencies_of(one, touched)[0] == agency,
            )
            for one in questions
        )

    return tuple(
        Request(region, case, instrument, agency, asked(agency, everyone[agency]), deadline, contact)
        for agency in dict.fromkeys(agencies or everyone)
    )
