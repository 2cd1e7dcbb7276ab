"""What verification may leave: drawn from published pairs, reproducible, kinder to evidence, honest about its basis."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planning_cases import FIRST, QUARTERS, QUESTIONS, action, situation

from kla_widgets.assessment.history import PublishedScore, published_history
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError
from kla_widgets.instrument.library import shipped_library
from kla_widgets.language import language
from kla_widgets.planning.actions import State
from kla_widgets.planning.asking import plan_for_predicate, plan_for_safety
from kla_widgets.planning.drop import Drop, Pair, coverage, fit, pairs_of
from kla_widgets.planning.effects import after, score_after
from kla_widgets.planning.goals import Limits
from kla_widgets.planning.plan import Outlook
from kla_widgets.planning.situation import assume, empty_situation, situation_of
from kla_widgets.planning.uncertainty import Assumptions, assumptions, expected_path, simulate
from kla_widgets.results import find_case, score_case

PAIRS = pairs_of(score for scores in published_history().scores.values() for score in scores)
DROP = fit(PAIRS)
FULL = situation(dict.fromkeys(QUESTIONS, 1.0))
KLA = shipped_library().get("kla-2024")


# ---- the published pairs ---------------------------------------------------------------------------------------------


def test_pairs_are_totals_of_the_same_district_and_year() -> None:
    assert len(PAIRS) == 10
    found = {(pair.region, pair.year): (pair.claimed, pair.verified) for pair in PAIRS}
    assert found["62.02", 2023] == (721, 588.4)
    assert found["33.08", 2022] == (955, 885.4)
    assert {pair.region for pair in PAIRS if pair.doubtful} == {"33.14", "32.05"}
    assert len({pair.event for pair in PAIRS}) == 5


def test_a_final_score_counts_before_a_verification() -> None:
    def one(stage: str, points: float) -> PublishedScore:
        return PublishedScore(2023, "01.01", stage, "total", points, 1000.0, "s", "")

    (pair,) = pairs_of([one("mandiri", 800), one("verifikasi", 700), one("final", 650)])
    assert (pair.claimed, pair.verified) == (800, 650)
    assert pairs_of([one("mandiri", 800), one("unclear", 700)]) == ()


def test_coverage_of_pairs_held_back_is_reported_as_it_is() -> None:
    alone, together = coverage(PAIRS), coverage(PAIRS, by_event=True)
    assert (alone.inside, alone.tried) == (9, 10)
    assert (together.inside, together.tried) == (9, 10)
    assert 0.25 < together.width < 0.4
    assert 0.05 < alone.error < 0.1


def test_a_band_can_miss() -> None:
    odd = [Pair("a", 1, 100, kept, str(kept), False) for kept in (80, 81, 82, 20)]
    assert coverage(odd).inside == 3


def test_too_few_pairs_are_refused() -> None:
    with pytest.raises(KlaError) as error:
        fit(PAIRS[:2])
    assert error.value.faults[0].code == "PLN-050"


def test_the_assumptions_are_told_in_words() -> None:
    said = assumptions(DROP, coverage(PAIRS), 5, 2, language("en"))
    assert said[0].startswith("The drop rests on 10 published pairs")
    assert said[1].startswith("In these pairs, verification left 80 % of the claimed total (90 % band")
    assert "9 of 10 pairs" in said[2]
    assert "inferred" in " ".join(said[3:])


# ---- the draws -------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_draws_and_another_does_not() -> None:
    one, two, other = (simulate(FULL, DROP, draws=200, seed=seed) for seed in (1, 1, 2))
    assert (one.totals == two.totals).all()
    assert (one.totals != other.totals).any()


@given(
    st.fixed_dictionaries(dict.fromkeys(QUESTIONS, QUARTERS)),
    st.fixed_dictionaries(dict.fromkeys(QUESTIONS, QUARTERS)),
    st.fixed_dictionaries(dict.fromkeys(QUESTIONS, QUARTERS)),
)
@settings(max_examples=40, deadline=None)
def test_more_evidence_never_lowers_any_draw(
    credits: dict[str, float], shares: dict[str, float], more: dict[str, float]
) -> None:
    better = {question: max(shares[question], more[question]) for question in QUESTIONS}
    less, better_off = (simulate(situation(credits, one), DROP, draws=100) for one in (shares, better))
    assert (better_off.totals >= less.totals - 1e-9).all()


@given(st.fixed_dictionaries(dict.fromkeys(QUESTIONS, QUARTERS)))
@settings(max_examples=20, deadline=None)
def test_what_was_accepted_is_lost_less_often(credits: dict[str, float]) -> None:
    open_, accepted = (simulate(situation(credits, accepted=one), DROP, draws=100) for one in ({}, credits))
    assert (accepted.totals >= open_.totals - 1e-9).all()


@given(st.dictionaries(st.sampled_from(QUESTIONS), QUARTERS), st.fixed_dictionaries(dict.fromkeys(QUESTIONS, QUARTERS)))
@settings(max_examples=30, deadline=None)
def test_no_draw_is_above_the_claim(credits: dict[str, float], shares: dict[str, float]) -> None:
    start = situation(credits, shares)
    drawn = simulate(start, DROP, draws=100)
    assert (drawn.totals <= score_after(start).claimed + 1e-9).all()
    assert (drawn.totals >= 0).all()


def test_on_average_and_in_spread_the_draws_fit_the_pairs() -> None:
    claims = assume(empty_situation(KLA), {"TOTAL": 850.0})  # evidence as usual
    kept = simulate(claims, DROP).totals / score_after(claims).claimed
    seen = [pair.kept for pair in PAIRS]
    assert np.median(kept) == pytest.approx(np.median(seen), abs=0.03)
    low, high = DROP.band()
    assert np.quantile(kept, 0.05) == pytest.approx(low, abs=0.03)
    assert np.quantile(kept, 0.95) == pytest.approx(high, abs=0.03)


def test_the_chances_of_all_bands_are_everything() -> None:
    drawn = simulate(FULL, DROP, draws=1000)
    chances = {one.band.id if one.band else "": one.chance for one in drawn.chances()}
    assert list(chances) == ["", "seed", "tree"]
    assert sum(chances.values()) == pytest.approx(1.0)
    assert drawn.chance("tree") == pytest.approx(chances["tree"])
    assert drawn.chance("seed") == pytest.approx(1 - chances[""])


def test_the_question_on_which_a_predicate_hangs_comes_first() -> None:
    # A1.2 brings 20 of 26 points; the first predicate needs 20.
    drawn = simulate(situation({"A1.1": 0.6, "A1.2": 1.0}), Drop(1.4, 0.5, 10), draws=2000)
    first, second = drawn.deciding("seed")
    assert (first.question, first.if_kept, first.if_lost) == ("A1.2", 1.0, 0.0)
    assert (second.question, second.swing) == ("A1.1", 0.0)


def test_a_known_sum_alone_is_spread_before_it_is_drawn() -> None:
    drawn = simulate(situation(told={"A": 50.0}), DROP, draws=500)
    assert drawn.situation.assumed
    assert drawn.totals.std() > 1
    assert drawn.totals.max() <= 50 + 1e-3


def test_without_any_answer_nothing_is_drawn() -> None:
    drawn = simulate(situation(), DROP, draws=50)
    assert not drawn.totals.any()
    assert drawn.deciding("seed") == ()


def test_other_assumptions_give_other_chances() -> None:
    bare = situation(dict.fromkeys(QUESTIONS, 1.0), dict.fromkeys(QUESTIONS, 0.0))
    hard, soft = (simulate(bare, DROP, Assumptions(unsupported=one), draws=500) for one in (0.0, 1.0))
    assert hard.totals.max() == 0
    assert soft.quantile(0.5) > 50


# ---- plans -----------------------------------------------------------------------------------------------------------


def test_every_year_of_a_plan_has_its_band() -> None:
    some = [
        action("done", {"A1.1": 1.0}, state=State.DONE),
        action("now", {"A1.2": 1.0}),
        action("later", {"B1.1": 1.0}, lead_time=1),
    ]
    limits = Limits(first=FIRST, last=FIRST + 1)
    start = situation(dict.fromkeys(QUESTIONS, 0.0))
    one, two = expected_path(start, some, limits, {"now": FIRST, "later": FIRST}, DROP, "seed", draws=500)
    drawn = simulate(after(start, some[:2]), DROP, draws=500)
    assert (one.year, one.low, one.middle, one.high) == (FIRST, *(drawn.quantile(q) for q in (0.05, 0.5, 0.95)))
    assert one.chance == drawn.chance("seed")
    assert two.middle >= one.middle
    assert two.chance is not None
    assert two.chance >= one.chance


def test_the_safe_plan_is_likely_enough_and_dearer_than_the_bare_one() -> None:
    start = situation(dict.fromkeys(QUESTIONS, 0.0))
    some = [action(f"a{n}", {question: 1.0}) for n, question in enumerate(QUESTIONS)]
    limits = Limits(first=FIRST, last=FIRST)
    bare = plan_for_predicate(start, some, limits, "seed", FIRST)
    safe = plan_for_safety(start, some, limits, "seed", FIRST, 0.9, DROP, draws=2000)
    assert safe.likely_enough
    assert safe.chance >= 0.9
    assert safe.margin > 0
    assert safe.plan.effort > bare.effort
    (certain,) = expected_path(start, some, limits, bare.starts, DROP, "seed", draws=2000)
    assert certain.chance is not None
    assert certain.chance < 0.9


def test_where_no_plan_is_likely_enough_the_likeliest_is_given() -> None:
    some = [action("a", {"A1.2": 1.0})]
    limits = Limits(first=FIRST, last=FIRST)
    zero = situation(dict.fromkeys(QUESTIONS, 0.0))
    safe = plan_for_safety(zero, some, limits, "seed", FIRST, 0.99, DROP, draws=500)
    assert not safe.likely_enough
    assert 0.5 < safe.chance < 0.99
    none = plan_for_safety(zero, [], limits, "seed", FIRST, 0.5, DROP, draws=50)
    assert none.plan.outlook is Outlook.IMPOSSIBLE


@pytest.mark.parametrize("chance", [0.0, 1.0, -1.0, float("nan")])
def test_a_chance_that_is_none_is_refused(chance: float) -> None:
    with pytest.raises(KlaError) as error:
        plan_for_safety(FULL, [], Limits(first=FIRST, last=FIRST), "seed", FIRST, chance, DROP)
    assert error.value.faults[0].code == "PLN-033"


def test_the_training_district_gets_a_chance_for_every_predicate(demo: Workspace) -> None:
    start = situation_of(score_case(demo, find_case(demo, "00.01", 2024), "mandiri"))
    drawn = simulate(start, DROP, draws=2000)
    assert 0 < drawn.chance("madya") < drawn.chance("pratama") < 1
    deciding = drawn.deciding("madya")
    assert len(deciding) == 5
    assert deciding[0].swing >= deciding[-1].swing > 0
