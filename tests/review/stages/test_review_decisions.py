"""Decisions: what is refused, what they give, what waits for whom, and what counts in the end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_training import CASE, accept_rest, refused

from kla_widgets.assessment.journal import replay
from kla_widgets.assessment.records import Answer
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.instrument.answers import Choice
from kla_widgets.instrument.library import shipped_library
from kla_widgets.results import score_case
from kla_widgets.review.decisions import accept_complete, decide, settle, settle_equal, with_complete_evidence
from kla_widgets.review.desk import points_of, read_desk
from kla_widgets.review.records import Decision, Verdict
from kla_widgets.review.stages import reopen, sign

STAGE = "administrasi"
LESS = Decision("I5.9", Verdict.REDUCE, 1.0, reason="Sebagian")  # 4 points are claimed


def verified(workspace: Workspace, question: str = "I5.9", stage: str = STAGE) -> float | None:
    return score_case(workspace, CASE, stage).parts[question].verified


@pytest.mark.parametrize(
    ("decision", "codes"),
    [
        (Decision("I99.9", Verdict.ACCEPT), ["STO-010"]),
        (Decision("I5.9", Verdict.REDUCE, 4.01, reason="x"), ["STO-013"]),
        (Decision("I5.9", Verdict.REDUCE, -1, reason="x"), ["STO-016"]),
        (Decision("I5.9", Verdict.REDUCE, float("nan"), reason="x"), ["STO-016"]),
        (Decision("I5.9", Verdict.REDUCE, float("inf"), reason="x"), ["STO-016"]),
        (Decision("I5.9", Verdict.REDUCE, reason="x"), ["REV-021"]),
        (Decision("I5.9", Verdict.REDUCE, 1, "sebagian", "x"), ["REV-021"]),
        (Decision("I5.9", Verdict.REDUCE, answer="entah", reason="x"), ["ANS-001"]),
        (Decision("I5.9", Verdict.REDUCE, 1), ["REV-022"]),
        (Decision("I5.9", Verdict.REDUCE, answer="sebagian", reason="  "), ["REV-022"]),
        (Decision("I5.9", Verdict.REJECT), ["REV-022"]),
        (Decision("I5.9", Verdict.COMPLETION), ["REV-022"]),
    ],
)
def test_what_cannot_be_decided_so_is_refused_and_nothing_is_stored(
    claimed: Workspace, decision: Decision, codes: list[str]
) -> None:
    good = Decision("I1.1", Verdict.ACCEPT)
    before = claimed.store.state(CASE.region)
    with refused(*codes):
        decide(claimed, CASE, STAGE, [good, decision], "Budi")
    with refused(*codes):
        settle(claimed, CASE, STAGE, [good, decision], "Budi")
    assert claimed.store.state(CASE.region) == before


def test_what_is_not_claimed_cannot_be_decided(workspace: Workspace) -> None:
    instrument = workspace.library.get(CASE.instrument)
    workspace.store.save_answers(CASE, "mandiri", [Answer("I5.9", None)], instrument, "Ani")
    sign(workspace, CASE, "mandiri", "Ani")
    with refused("REV-020"):
        decide(workspace, CASE, STAGE, [Decision("I5.9", Verdict.ACCEPT)], "Budi")


def test_a_claim_is_nothing_to_decide_about_at_its_own_stage(workspace: Workspace) -> None:
    with refused("REV-018"):
        decide(workspace, CASE, "mandiri", [Decision("I5.9", Verdict.ACCEPT)], "Budi")


def test_a_reduction_that_changes_nothing_needs_no_reason(claimed: Workspace) -> None:
    (one,) = decide(claimed, CASE, STAGE, [Decision("I5.9", Verdict.REDUCE, answer="ada")], "Budi")
    assert (one.points, one.claimed) == (4, 4)


@pytest.mark.parametrize(
    ("decision", "points", "answer"),
    [
        (Decision("I5.9", Verdict.ACCEPT), 4, "ada"),
        (LESS, 1, None),
        (Decision("I5.9", Verdict.REDUCE, answer="sebagian", reason="x"), 2, "sebagian"),
        (Decision("I5.9", Verdict.REJECT, reason="x"), 0, None),
    ],
)
def test_what_counts_becomes_the_answer_or_the_points_of_the_stage(
    claimed: Workspace, decision: Decision, points: float, answer: str | None
) -> None:
    for first in (Decision("I5.9", Verdict.REJECT, reason="x"), Decision("I5.9", Verdict.ACCEPT)):
        revision = {name: one.revision for name, one in read_desk(claimed, CASE, STAGE).settled.items()}
        settle(claimed, CASE, STAGE, [first], "Budi", revision)
    (settled,) = settle(claimed, CASE, STAGE, [decision], "Budi", {"I5.9": 2})
    stored = claimed.store.answers(CASE, STAGE).get("I5.9")
    assert (settled.points, verified(claimed)) == (points, points)
    assert (stored.value if stored else None) == answer
    assert ("I5.9" in claimed.store.reported(CASE, STAGE)) is (answer is None)
    assert replay(claimed.store.journal()) == claimed.store.state()


def test_evaluators_decide_alone_and_nothing_counts_until_it_is_settled(claimed: Workspace) -> None:
    before = verified(claimed)
    decide(claimed, CASE, STAGE, [LESS], "Budi")
    decide(claimed, CASE, STAGE, [Decision("I5.9", Verdict.REJECT, reason="Tidak ada")], "Citra")
    desk = read_desk(claimed, CASE, STAGE)
    assert [(one.evaluator, one.points) for one in desk.decisions_on("I5.9")] == [("Budi", 1), ("Citra", 0)]
    assert (desk.disputed(), desk.equal()) == (("I5.9",), ())
    assert verified(claimed) == before == 4
    assert settle_equal(claimed, CASE, STAGE, "Budi") == ()
    decide(claimed, CASE, STAGE, [LESS], " citra ")  # the same evaluator, spelled otherwise
    assert settle_equal(claimed, CASE, STAGE, "Budi") == ("I5.9",)
    assert verified(claimed) == 1
    assert read_desk(claimed, CASE, STAGE).settled["I5.9"].decision.reason == "Sebagian"


def test_nobody_settles_over_what_they_have_not_seen(claimed: Workspace) -> None:
    settle(claimed, CASE, STAGE, [LESS], "Budi")
    with refused("STO-042"):
        settle(claimed, CASE, STAGE, [Decision("I5.9", Verdict.ACCEPT)], "Citra")
    settle(claimed, CASE, STAGE, [Decision("I5.9", Verdict.ACCEPT)], "Citra", {"I5.9": 1})
    assert verified(claimed) == 4


def test_the_next_undecided_follows_the_instrument_and_begins_again(claimed: Workspace) -> None:
    desk = read_desk(claimed, CASE, STAGE)
    first, second, *_, last = desk.to_decide
    assert desk.next_undecided("Budi") == first
    assert desk.next_undecided("Budi", first) == second
    assert desk.next_undecided("Budi", last) == first
    accept_rest(claimed, STAGE, "Budi")
    desk = read_desk(claimed, CASE, STAGE)
    assert (desk.next_undecided("Budi"), desk.next_undecided("Citra")) == (None, first)


def test_all_with_complete_evidence_are_accepted_at_once_and_no_others(claimed: Workspace) -> None:
    decide(claimed, CASE, STAGE, [LESS], "Budi")
    accepted = accept_complete(claimed, CASE, STAGE, "Budi")
    desk = read_desk(claimed, CASE, STAGE)
    complete = with_complete_evidence(claimed, CASE)
    assert set(accepted) == (set(desk.to_decide) & complete) - {"I5.9"}
    assert set(desk.undecided("Budi")) == set(desk.to_decide) - complete - {"I5.9"}
    assert 0 < len(accepted) < len(desk.to_decide)
    kept = desk.of("Budi", "I5.9")
    assert kept is not None
    assert kept.verdict is Verdict.REDUCE


@pytest.mark.parametrize("first", [Decision("I5.9", Verdict.ACCEPT), LESS], ids=["accepted", "reduced"])
def test_a_decision_about_another_claim_waits_again(claimed: Workspace, first: Decision) -> None:
    decide(claimed, CASE, STAGE, [first], "Budi")
    settle_equal(claimed, CASE, STAGE, "Budi")
    reopen(claimed, CASE, "mandiri", "Ani", "Salah isi")
    instrument = claimed.library.get(CASE.instrument)
    claimed.store.save_answers(CASE, "mandiri", [Answer("I5.9", "sebagian")], instrument, "Ani")
    with refused("REV-010"):
        decide(claimed, CASE, STAGE, [Decision("I5.9", Verdict.ACCEPT)], "Budi")
    sign(claimed, CASE, "mandiri", "Ani")
    desk = read_desk(claimed, CASE, STAGE)
    assert "I5.9" in desk.undecided("Budi")
    assert "I5.9" in desk.unsettled()
    assert desk.equal() == ()
    decide(claimed, CASE, STAGE, [Decision("I5.9", Verdict.ACCEPT)], "Budi")
    assert settle_equal(claimed, CASE, STAGE, "Budi") == ("I5.9",)
    assert verified(claimed) == 2


CHOICES = [one for one in shipped_library().get("kla-2024").questions if isinstance(one.answer, Choice) and one.weight]


@given(st.sampled_from(CHOICES), st.data())
def test_an_answer_never_gives_more_points_than_the_question_has(question, data) -> None:  # type: ignore[no-untyped-def]
    option = data.draw(st.sampled_from(question.answer.options))
    points = points_of(question, option.id)
    assert points is not None
    assert 0 <= points <= question.weight
    assert points == pytest.approx(option.credit * question.weight)
