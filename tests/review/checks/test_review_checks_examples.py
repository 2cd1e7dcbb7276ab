"""Every check finds what it is for, and nothing else.

CHX001  Each check has an assessment that it objects to, and a nearly equal one that it does not.
CHX002  What it finds names the question and the agency, and says in both languages what, why and what to do.
CHX003  Ids are unique and well-formed, and a family has a hundred of its own.
CHX004  An empty assessment is found fault with by no check.
CHX005  Pairs of questions are those of the instrument that they are meant for.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from check_examples import CASE, EXAMPLES, INSTRUMENT, facts, file, share, years
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.instrument.library import shipped_library
from kla_widgets.language import LANGUAGES, language
from kla_widgets.review.checking import RULES, every_check, findings_of
from kla_widgets.review.checks.contradictions import LISTED, PAIRS
from kla_widgets.review.checks.models import Rule
from kla_widgets.review.checks.numbers import EXCLUDING, WITHIN
from kla_widgets.review.checks.plan import RAD_QUESTIONS
from kla_widgets.review.checks.sources import FIGURES, percentages
from kla_widgets.review.wording import told

by_id = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.check.id)


def test_chx001_every_check_has_its_pair_of_examples() -> None:
    assert sorted(EXAMPLES) == sorted(check.id for check in every_check())


@by_id
def test_chx001_a_check_finds_its_failing_example(rule: Rule) -> None:
    assert list(rule.findings(EXAMPLES[rule.check.id][0]))


@by_id
def test_chx001_a_check_is_silent_about_its_passing_example(rule: Rule) -> None:
    assert list(rule.findings(EXAMPLES[rule.check.id][1])) == []


@by_id
@pytest.mark.parametrize("code", LANGUAGES)
def test_chx002_a_finding_is_told_in_full(rule: Rule, code: str) -> None:
    t = language(code)
    for one in rule.findings(EXAMPLES[rule.check.id][0]):
        words = told(one, INSTRUMENT, t)
        for text in (words.title, words.what, words.why, words.cure):
            assert text
            assert not re.search(r"[{}]|\bunknown\b|Term\(|Text\(|Fault\(|None", text), text
        assert words.where.startswith(one.question)
        assert (one.agency == "") == (one.question not in INSTRUMENT.question)


def test_chx002_the_agency_that_the_district_named_goes_before_that_of_the_instrument() -> None:
    failing = EXAMPLES["CHK-101"][0]
    own = replace(failing, assigned={"I2.1": ("dinkes", "bappeda")})
    asked = INSTRUMENT.question["I2.1"].agencies[0]
    assert {one.agency for one in findings_of(failing)} == {asked}
    assert {one.agency for one in findings_of(own)} == {"dinkes"}


def test_chx003_ids_are_unique_and_well_formed() -> None:
    ids = [check.id for check in every_check()]
    assert len(set(ids)) == len(ids)
    assert [one for one in ids if not re.fullmatch(r"CHK-[1-8]\d\d", one)] == []


def test_chx004_an_empty_assessment_is_in_order() -> None:
    assert list(findings_of(facts())) == []


def test_chx005_pairs_name_questions_of_their_instrument() -> None:
    library = shipped_library()
    named = [(pair.instrument, question) for pair in PAIRS for question in (pair.first.question, pair.second.question)]
    named += [(one.instrument, part.question) for one in WITHIN for part in (*one.parts, one.whole)]
    named += [(one.instrument, question) for one in EXCLUDING for question in (one.first, one.second)]
    named += [(one.instrument, one.question) for one in FIGURES]
    named += [(name, question) for table in (LISTED, RAD_QUESTIONS) for name, ids in table.items() for question in ids]
    assert [pair for pair in named if pair[1] not in library.get(pair[0]).question] == []


def test_chx005_another_instrument_is_left_alone_by_the_pairs() -> None:
    other = INSTRUMENT.model_copy(update={"id": "kla-2030"})
    moved = replace(EXAMPLES["CHK-301"][0], case=replace(CASE, instrument="kla-2030"), instrument=other)
    assert "CHK-301" in {one.check.id for one in findings_of(EXAMPLES["CHK-301"][0])}
    assert "CHK-301" not in {one.check.id for one in findings_of(moved)}


def test_signed_points_known_above_a_question_count_as_answered() -> None:
    failing = EXAMPLES["CHK-701"][0]
    stage = INSTRUMENT.claim_stage.id
    open_ = {one.question for one in findings_of(failing) if one.check.id == "CHK-701"}
    known = replace(failing, reported={stage: frozenset({"I4"})})
    still = {one.question for one in findings_of(known) if one.check.id == "CHK-701"}
    assert {one for one in open_ - still if not one.startswith("I4.")} == set()
    assert open_ - still == {one.id for one in INSTRUMENT.questions if one.id.startswith("I4.") and one.weight}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("stunting 21,5 %", [21.5]),
        ("14.3% pada 2023 dan 12 persen pada 2024", [14.3, 12.0]),
        ("2023: 140 % kenaikan", []),
        ("tidak ada angka 2024", []),
    ],
)
def test_percentages_are_read_from_indonesian_text(text: str, found: list[float]) -> None:
    assert percentages(text) == found


counts = st.integers(0, 1000)


@given(certificates=counts, registered=counts)
def test_a_sub_group_is_objected_to_exactly_when_it_is_larger(certificates: int, registered: int) -> None:
    now = facts(
        I4_2=years(share(0, 1000), share(certificates, 1000)), I4_1=years(share(1000, 1000), share(registered, 1000))
    )
    found = [one for one in findings_of(now) if one.check.id == "CHK-203"]
    assert bool(found) == (certificates > registered)


@given(year=st.integers(2000, 2030), kind=st.sampled_from(["DOK", "SK"]))
def test_standing_documents_may_be_old_and_none_may_be_of_the_future(year: int, kind: str) -> None:
    found = [one for one in findings_of(facts(file("I2.1", kind, year=year))) if one.check.id == "CHK-107"]
    assert bool(found) == (year > 2024 or (kind == "DOK" and year < 2022))


@given(st.dictionaries(st.sampled_from(INSTRUMENT.questions), st.none() | st.text(max_size=3) | counts, max_size=9))
def test_no_answer_however_odd_stops_the_checks(answers: dict[Any, Any]) -> None:
    odd = facts(**{question.id.replace(".", "_"): value for question, value in answers.items()})
    fitting = {name for name, value in odd.values.items() if value is not None}
    wrong = {one.question for one in findings_of(odd) if one.check.id in ("CHK-201", "CHK-202")}
    assert wrong == {question.id for question, value in answers.items() if value is not None} - fitting
