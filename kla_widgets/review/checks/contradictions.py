"""Answers that contradict each other. Each pair is data; they are read from the words of the questions (inferred)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kla_widgets.language import N_
from kla_widgets.review.checks.models import Check, Hit, Rule, Severity
from kla_widgets.review.checks.quantities import (
    Condition,
    chosen,
    full,
    not_full,
    nothing,
    some_in,
    some_now,
    something,
)
from kla_widgets.review.facts import CheckFacts

WHY = N_("A verifier who sees both answers doubts both.")
CURE = N_("Compare both answers with their documents, and correct the wrong one.")
LISTS = frozenset({"MATRIKS", "DATA1", "DATA2"})
"""Kinds of evidence that can hold a list of villages."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers that cannot both be right.

    Parameters
    ----------
    instrument : str
        Id of the instrument whose questions are meant.
    check : Check
    first, second : Condition
    """

    instrument: str
    check: Check
    first: Condition
    second: Condition


def _pair(number: int, title: str, what: str, first: Condition, second: Condition) -> Pair:
    check = Check(f"CHK-{number}", Severity.ERROR, title, what, WHY, CURE)
    return Pair("kla-2024", check, first, second)


PAIRS = (
    _pair(
        301,
        N_("All have birth certificates, but not all are registered"),
        N_("{first} says that all children have a birth certificate, but by {second} not all are registered."),
        Condition("I4.2", full),
        Condition("I4.1", not_full),
    ),
    _pair(
        302,
        N_("All have birth certificates, but not in every village"),
        N_("{first} says that all children have a birth certificate, but by {second} some villages are below 90 %."),
        Condition("I4.2", full),
        Condition("I26.6", not_full),
    ),
    _pair(
        303,
        N_("No village with child marriages, but marriages recorded"),
        N_("{first} says that no village has child marriages, but {second} counts some."),
        Condition("I26.7", full),
        Condition("I7.1", some_now),
    ),
    _pair(
        304,
        N_("No sub-district with child marriages, but marriages recorded"),
        N_("{first} says that no sub-district has child marriages, but {second} counts some."),
        Condition("I25.6", full),
        Condition("I7.1", some_now),
    ),
    _pair(
        305,
        N_("No village with stunting, but stunted children"),
        N_("{first} says that no village has cases of stunting, but {second} counts stunted children."),
        Condition("I26.8d", nothing),
        Condition("I13.3", something),
    ),
    _pair(
        306,
        N_("No village with underweight, but underweight children"),
        N_("{first} says that no village has cases of poor nutrition, but {second} counts underweight children."),
        Condition("I26.8b", nothing),
        Condition("I13.1", something),
    ),
    _pair(
        307,
        N_("No village with overweight, but overweight children"),
        N_("{first} says that no village has cases of overweight, but {second} counts overweight children."),
        Condition("I26.8c", nothing),
        Condition("I13.2", something),
    ),
    _pair(
        308,
        N_("RAD monitored that does not exist"),
        N_("{first} says that the RAD is monitored every year, but by {second} there is none."),
        Condition("I2.5", chosen("ada", "sebagian")),
        Condition("I2.4", nothing),
    ),
    _pair(
        309,
        N_("Work of a business forum that does not exist"),
        N_("{first} names work of the business forum, but by {second} it does not exist."),
        Condition("I3.3", something),
        Condition("I3.2", chosen("tidak_ada")),
    ),
    _pair(
        310,
        N_("Children heard on a regulation that does not exist"),
        N_("{first} says that children's views went into the regulation on KLA, but by {second} there is none."),
        Condition("I1.4", chosen("ada", "sebagian")),
        Condition("I1.1", chosen("tidak_ada")),
    ),
    _pair(
        311,
        N_("Sanctions in a regulation that does not exist"),
        N_("{first} says that the perda on smoke-free areas has sanctions, but by {second} there is no such perda."),
        Condition("I17.2", chosen("ada", "sebagian")),
        Condition("I1.2q", chosen("perbup_perwali", "sk_instruksi", "se", "tidak_ada")),
    ),
    _pair(
        312,
        N_("No child works, but working children are helped"),
        N_(
            "{first} says that no child works in the villages, but {second} counts working children who were withdrawn."
        ),
        Condition("I26.17", chosen("tidak")),
        Condition("I21C.1", some_in("jumlah_anak")),
    ),
)

NO_LIST = Check(
    "CHK-320",
    Severity.WARNING,
    N_("All villages, but no list of villages"),
    N_("{question} claims all of them, but no list of the villages is attached."),
    N_("A claim of 100 % is looked at first; without a list it cannot be checked."),
    N_("Attach a list with every village (matrix or data), signed by the head of the agency."),
)
LISTED = {"kla-2024": ("I26.15",)}
"""By instrument: questions whose full claim needs a list of villages (PATBM)."""


def no_list(facts: CheckFacts) -> Iterator[Hit]:
    for name in LISTED.get(facts.case.instrument, ()):
        if Condition(name, full).met(facts.values) and not facts.kinds(name) & LISTS:
            yield name, {"question": name}


def contradicting(pair: Pair) -> Callable[[CheckFacts], Iterator[Hit]]:
    """The function that looks for one pair."""

    def find(facts: CheckFacts) -> Iterator[Hit]:
        meant = pair.instrument == facts.case.instrument
        if meant and pair.first.met(facts.values) and pair.second.met(facts.values):
            yield pair.first.question, {"first": pair.first.question, "second": pair.second.question}

    return find


RULES = (*(Rule(pair.check, contradicting(pair)) for pair in PAIRS), Rule(NO_LIST, no_list))
