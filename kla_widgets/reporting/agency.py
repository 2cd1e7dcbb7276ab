"""One agency's sheet: what it is asked, what it has answered, what is missing, and by when; for who runs the agency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import fsum

from kla_widgets.assessment.editing import held
from kla_widgets.assessment.records import Case, Member
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Message, fail
from kla_widgets.exchange.demo import open_or_example
from kla_widgets.instrument.models import Instrument, Question
from kla_widgets.language import N_, Language
from kla_widgets.reporting.facts import Facts, read_facts
from kla_widgets.scoring.gaps import Gap, Why, sum_gaps

UNKNOWN_AGENCY = Message(
    "PRV-002",
    N_("The instrument {instrument} knows no agency “{agency}”."),
    N_("Use one of its ids: {known}."),
)
NO_AGENCIES = Message(
    "PRV-003",
    N_("The instrument {instrument} does not say which agency answers which question."),
    N_("Use an instrument that does, or give the questions to agencies in the workbook."),
)


@dataclass(frozen=True)
class AgencyFacts:
    """What concerns one agency of a district.

    Parameters
    ----------
    facts : Facts
        Of the district.
    agency : str
        Id.
    agencies : mapping of str to tuple of str
        Who answers each question, the leading agency first: as the district has decided, else as the instrument says.
    decided : frozenset of str
        Questions that the district gave to agencies itself.
    members : tuple of Member
        The agency's people in the task force.
    deadline, contact : str
        In words; empty where not known.
    """

    facts: Facts
    agency: str
    agencies: Mapping[str, tuple[str, ...]]
    decided: frozenset[str]
    members: tuple[Member, ...]
    deadline: str
    contact: str

    @property
    def t(self) -> Language:
        return self.facts.t

    @property
    def name(self) -> str:
        return self.t.pick(self.facts.instrument.agencies[self.agency].name)

    @cached_property
    def leading(self) -> tuple[Question, ...]:
        """The questions that the agency answers, in the instrument's order."""
        return tuple(one for one in self.facts.instrument.questions if self.agencies[one.id][:1] == (self.agency,))

    @cached_property
    def supporting(self) -> tuple[Question, ...]:
        """The questions that it helps another agency to answer."""
        return tuple(one for one in self.facts.instrument.questions if self.agency in self.agencies[one.id][1:])

    @cached_property
    def gaps(self) -> dict[str, Gap]:
        """What the questions it leads still have to give, largest first."""
        own = {one.id for one in self.leading}
        return {gap.target: gap for gap in self.facts.gaps if gap.target in own}

    @property
    def unanswered(self) -> tuple[Question, ...]:
        return tuple(one for one in self.leading if self.is_open(one))

    def is_open(self, question: Question) -> bool:
        """Whether nothing is known of a question at the stage shown."""
        return self.facts.score.own(self.facts.score.parts[question.id]) is None and not self.by_sum(question)

    def by_sum(self, question: Question) -> bool:
        """Whether only a sum above the question is known."""
        part = self.facts.score.parts[question.id]
        return self.facts.score.own(part) is None and part.gap is None and part.max is not None

    def points(self, *whys: Why) -> float:
        """Points to be had for these reasons; for all of them if none is named."""
        return fsum(gap.points for gap in self.gaps.values() if not whys or gap.why in whys)


def load_agency(
    workspace: str,
    region: str,
    cycle: int,
    instrument: str = "",
    stage: str = "",
    language_code: str = "id",
    agency: str = "",
    deadline: str = "",
    contact: str = "",
) -> AgencyFacts:
    """Read what concerns an agency.

    Parameters
    ----------
    workspace, region, cycle, instrument, stage, language_code
        As :func:`kla_widgets.reporting.facts.load_facts`.
    agency : str
        Id in the instrument; empty for the one that leads most points to be had.
    deadline, contact : str
        In words; nothing is known of either but what is given here.

    Raises
    ------
    KlaError
        ``PRV-002`` for an agency that the instrument does not know, ``PRV-003`` when it knows none; and those of
        :func:`~kla_widgets.reporting.facts.load_facts`.
    """
    with open_or_example(workspace) as opened:
        facts = read_facts(opened, region, cycle, instrument, stage, language_code)
        return read_agency(opened, facts, agency, deadline.strip(), contact.strip())


def read_agency(
    workspace: Workspace, facts: Facts, agency: str = "", deadline: str = "", contact: str = ""
) -> AgencyFacts:
    """The same from an opened workspace and the facts of the district."""
    instrument, case = facts.instrument, facts.case
    if not instrument.agencies:
        raise fail(NO_AGENCIES, path=case.region, instrument=instrument.id)
    if agency and agency not in instrument.agencies:
        known = ", ".join(instrument.agencies)
        raise fail(UNKNOWN_AGENCY, path=case.region, instrument=instrument.id, agency=agency, known=known)
    decided = _decided(workspace, case, instrument)
    agencies = {one.id: decided.get(one.id, one.agencies) for one in instrument.questions}
    chosen = agency or _most(facts, agencies)
    members = tuple(one for one in workspace.store.members(case) if one.agency == chosen)
    return AgencyFacts(facts, chosen, agencies, frozenset(decided), members, deadline, contact)


def _decided(workspace: Workspace, case: Case, instrument: Instrument) -> dict[str, tuple[str, ...]]:
    """Questions that the district gave to agencies of its own choice."""
    questions = [one.id for one in instrument.questions]
    found = held(workspace.store, case, instrument.claim_stage.id, questions)
    return {question: one.agencies for question, one in found.items() if one.agencies}


def _most(facts: Facts, agencies: Mapping[str, tuple[str, ...]]) -> str:
    """The agency that leads most points to be had; without any, the first of the instrument."""
    sums = sum_gaps(facts.gaps, lambda gap: (agencies.get(gap.target) or ("",))[0] or None)
    known = [one.key for one in sums if one.key in facts.instrument.agencies]
    return known[0] if known else next(iter(facts.instrument.agencies))
