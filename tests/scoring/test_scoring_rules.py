"""The rules of scoring by example: missing is not zero, sums, caps, reported points, stages, gaps, evidence."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kla_widgets.instrument.library import shipped_library
from kla_widgets.instrument.loading import parse_instrument
from kla_widgets.instrument.models import Instrument
from kla_widgets.scoring.scores import Inputs, RegionScore, Scores

Scorer = Callable[..., Scores]
R = "01.01"
FULL = {
    "A1.1": "met",
    "A1.2": {"numerator": 5, "denominator": 5},
    "A1.3": "met",
    "A2.1": 0,
    "A2.2": ["one", "two", "three", "four"],
    "B1.1": {"previous": {"numerator": 1, "denominator": 4}, "current": {"numerator": 1, "denominator": 2}},
    "B1.2": {"previous": 3, "current": 2},
    "B1.3": [{"name": "a"}, {"name": "b"}, {"name": "c"}, {"name": "d"}],
    "B1.4": [{"row": "school", "open": True}, {"row": "clinic", "open": True}],
}


def of(region: str, answers: dict[str, Any]) -> dict[tuple[str, str], Any]:
    return {(region, question): value for question, value in answers.items()}


def one(scores: Scores) -> RegionScore:
    return scores.of(R)


def claimed(score: RegionScore, *ids: str) -> list[float | None]:
    return [score.parts[name].claimed for name in ids]


# ---- missing is not zero ---------------------------------------------------------------------------------------------


def test_unanswered_is_missing_all_the_way_up(scored: Scorer) -> None:
    score = one(scored())
    assert {part.claimed for part in [*score.parts.values(), score.total]} == {None}
    assert {part.supported for part in [*score.parts.values(), score.total]} == {None}
    assert (score.total.answered, score.total.questions) == (0, 9)
    assert (score.standing.predicate, score.standing.next, score.standing.missing) == (None, None, None)


def test_an_answer_of_zero_credit_is_zero_and_counted(scored: Scorer) -> None:
    score = one(scored(of(R, {"A1.1": "not_met"})))
    assert claimed(score, "A1.1", "A1.2", "A1", "A2", "A", "B") == [0, None, 0, None, 0, None]
    assert (score.total.claimed, score.total.answered) == (0, 1)
    assert score.standing.next is not None


def test_a_question_without_points_counts_as_answered_and_adds_nothing(scored: Scorer) -> None:
    score = one(scored(of(R, {"A1.3": "met"})))
    assert claimed(score, "A1.3") == [0]
    assert (score.total.claimed, score.total.answered) == (0, 1)
    without = one(scored(of(R, {key: value for key, value in FULL.items() if key != "A1.3"})))
    assert without.total.claimed == one(scored(of(R, FULL))).total.claimed == 100


# ---- overflow --------------------------------------------------------------------------------------------------------


def test_questions_above_a_cap_are_cut(scored: Scorer) -> None:
    score = one(scored(of(R, {"A2.1": 0, "A2.2": FULL["A2.2"]})))
    assert claimed(score, "A2.1", "A2.2", "A2") == [25, 10, 30]


def test_below_a_cap_nothing_is_cut(scored: Scorer) -> None:
    assert claimed(one(scored(of(R, {"A2.1": 1, "A2.2": ["one", "two"]}))), "A2") == [17.5]


def test_questions_that_are_rescaled_shrink_in_proportion(scored: Scorer) -> None:
    score = one(scored(of(R, {"B1.1": FULL["B1.1"]})))
    assert claimed(score, "B1.1", "B1") == [20, 16]
    assert claimed(one(scored(of(R, FULL))), "B1") == [40]


# ---- reported points -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["A1.2", "A1", "A", "TOTAL"])
def test_reported_points_stand_where_nothing_else_is_known(scored: Scorer, target: str) -> None:
    score = one(scored(told={(R, target): 7.5}))
    above = {"A1.2": ["A1.2", "A1", "A"], "A1": ["A1", "A"], "A": ["A"], "TOTAL": []}[target]
    assert {name for name, part in score.parts.items() if part.claimed is not None} == set(above)
    assert {score.parts[name].claimed for name in above} <= {7.5}
    assert score.total.claimed == 7.5


def test_reported_points_stand_while_some_parts_are_unknown(scored: Scorer) -> None:
    assert claimed(one(scored(of(R, {"A1.1": "met"}), told={(R, "A1"): 12.25})), "A1.1", "A1", "A") == [
        10,
        12.25,
        12.25,
    ]


def test_the_sum_of_all_parts_wins_over_reported_points(scored: Scorer) -> None:
    answers = of(R, {"A1.1": "met", "A1.2": {"numerator": 1, "denominator": 2}})
    assert claimed(one(scored(answers, told={(R, "A1"): 12.25})), "A1", "A") == [20, 20]


def test_an_answer_wins_over_reported_points_of_its_question(scored: Scorer) -> None:
    assert claimed(one(scored(of(R, {"A1.1": "partly"}), told={(R, "A1.1"): 9.0})), "A1.1") == [4]


def test_without_reported_points_the_known_parts_are_added(scored: Scorer) -> None:
    score = one(scored(told={(R, "A"): 31.5}))
    assert score.total.claimed == 31.5
    score = one(scored(of(R, {"B1.2": {"previous": 5, "current": 5}}), told={(R, "A1"): 12}))
    assert (score.parts["A"].claimed, score.parts["B"].claimed, score.total.claimed) == (12, 4, 16)


# ---- Kota Bandung 2024 -----------------------------------------------------------------------------------------------

BANDUNG = {"KEL": 145.24, "K1": 103, "K2": 136, "K3": 142.5, "K4": 105.6, "K5": 179.2, "KD": 68.85}


def test_the_seven_parts_of_kota_bandung_give_880_39_and_its_place(scored: Scorer) -> None:
    told = {("32.73", target): points for target, points in (BANDUNG | {"TOTAL": 880.38}).items()}
    score = scored(told=told, regions=["32.73"], instrument=shipped_library().get("kla-2024")).of("32.73")
    assert score.total.claimed == 880.39
    assert score.standing.predicate is not None
    assert score.standing.next is not None
    assert (score.standing.predicate.name, score.standing.next.name) == ("Utama", "KLA")
    assert score.standing.missing == 19.62
    assert score.total.gap == 119.61


def test_of_an_indicator_below_a_sum_no_gap_is_known(scored: Scorer) -> None:
    told = {("32.73", target): points for target, points in BANDUNG.items()}
    score = scored(told=told, regions=["32.73"], instrument=shipped_library().get("kla-2024")).of("32.73")
    assert {part.gap for name, part in score.parts.items() if name not in BANDUNG} == {None}
    assert {name: score.parts[name].gap for name in ("KEL", "KD")} == {"KEL": 18.76, "KD": 31.15}


# ---- gaps ------------------------------------------------------------------------------------------------------------


def test_a_gap_is_the_maximum_less_the_score_and_all_of_it_where_nothing_is_known(scored: Scorer) -> None:
    score = one(scored(of(R, {"A1.1": "partly"})))
    gaps = {name: score.parts[name].gap for name in ("A1.1", "A1.2", "A1", "A2", "A", "B")}
    assert gaps == {"A1.1": 6, "A1.2": 20, "A1": 26, "A2": 30, "A": 56, "B": 40}
    assert score.total.gap == 96


def test_below_a_reported_sum_only_known_parts_have_a_gap(scored: Scorer) -> None:
    score = one(scored(of(R, {"A1.1": "partly"}), told={(R, "A"): 31.5}))
    gaps = {name: score.parts[name].gap for name in ("A1.1", "A1.2", "A1", "A2", "A2.1", "A", "B", "B1.1")}
    assert gaps == {"A1.1": 6, "A1.2": None, "A1": 26, "A2": None, "A2.1": None, "A": 28.5, "B": 40, "B1.1": 20}


# ---- evidence --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "supported"),
    [([], 0), (["PAPER"], 5), (["PHOTO"], 5), (["PAPER", "PAPER"], 5), (["PAPER", "PHOTO"], 10), (["OTHER"], 0)],
)
def test_every_kind_that_is_asked_for_carries_an_equal_part(scored: Scorer, kinds: list[str], supported: float) -> None:
    score = one(scored(of(R, {"A1.1": "met"}), [(R, "A1.1", kind) for kind in kinds]))
    assert score.parts["A1.1"].supported == score.parts["A1"].supported == score.total.supported == supported
    assert score.total.evidenced == (supported == 10)


def test_a_question_that_names_no_kind_needs_one_file_of_any(scored: Scorer) -> None:
    answers = of(R, {"A1.2": {"numerator": 1, "denominator": 2}})
    assert one(scored(answers)).parts["A1.2"].supported == 0
    assert one(scored(answers, [(R, "A1.2", "anything")])).parts["A1.2"].supported == 10
    assert one(scored(answers, [(R, "A1.2", "anything"), (R, "A1.2", "more")])).parts["A1.2"].supported == 10


def test_evidence_without_a_claim_supports_nothing(scored: Scorer) -> None:
    score = one(scored(evidence=[(R, "A1.1", "PAPER"), (R, "A1.1", "PHOTO")]))
    assert (score.parts["A1.1"].supported, score.total.supported, score.total.evidenced) == (None, None, 0)


def test_a_claim_of_nothing_needs_no_evidence(scored: Scorer) -> None:
    score = one(scored(of(R, {"A1.1": "not_met"})))
    assert (score.parts["A1.1"].supported, score.total.evidenced) == (0, 1)


# ---- stages ----------------------------------------------------------------------------------------------------------


def test_a_verification_decides_gap_and_place_beside_the_claim(
    scored: Scorer, tables: Callable[..., Inputs], made_up: Instrument
) -> None:
    checked = tables(of(R, FULL | {"A1.1": "not_met"}))
    score = one(scored(of(R, FULL), stage="check", verification=checked))
    assert (score.total.claimed, score.total.verified, score.total.gap) == (100, 90, 10)
    assert score.own(score.parts["A1.1"]) == 0
    assert score.standing.predicate is not None
    assert score.standing.predicate.id == "tree"
    assert one(scored(of(R, FULL))).total.verified is None


def test_before_anything_is_verified_a_verification_knows_nothing(scored: Scorer) -> None:
    score = one(scored(of(R, FULL), stage="check"))
    assert (score.total.claimed, score.total.verified, score.total.gap, score.total.answered) == (100, None, 100, 0)
    assert score.standing.predicate is None


# ---- what does not belong --------------------------------------------------------------------------------------------


def test_answers_to_vanished_questions_and_of_other_regions_are_passed_over(scored: Scorer) -> None:
    answers = {(R, "Z9"): "met", ("99.99", "A1.1"): "met", (R, "A1.1"): "partly"}
    files = [(R, "Z9", "PAPER"), ("99.99", "A1.1", "PAPER"), (R, "A1.1", "PAPER")]
    score = one(scored(answers, files, {(R, "Z9"): 1.0, ("99.99", "A"): 1.0}))
    assert (score.total.claimed, score.total.supported, score.total.answered) == (4, 2, 1)


@pytest.mark.parametrize(
    ("question", "value"),
    [("A1.1", "renamed"), ("A1.2", {"numerator": 3, "denominator": 2}), ("A2.1", "five"), ("A2.2", [["one"]])],
)
def test_an_answer_that_does_not_fit_any_more_is_no_answer(scored: Scorer, question: str, value: Any) -> None:
    score = one(scored({(R, question): value}))
    assert (score.parts[question].claimed, score.total.claimed, score.total.answered) == (None, None, 0)


# ---- any depth -------------------------------------------------------------------------------------------------------


def test_an_instrument_of_clusters_alone_is_scored_from_reported_points(scored: Scorer) -> None:
    instrument = shipped_library().get("kla-2022")
    maxima = {cluster.id: cluster.max or 0.0 for cluster in instrument.clusters}
    score = one(scored(told={(R, name): points for name, points in maxima.items()}, instrument=instrument))
    assert (score.total.claimed, score.total.gap, score.total.questions) == (1000, 0, 0)
    assert one(scored(instrument=instrument)).total.claimed is None


def test_an_instrument_without_weights_has_no_score_at_all(scored: Scorer) -> None:
    instrument = shipped_library().get("kla-2011")
    score = one(scored(instrument=instrument))
    every = [*score.parts.values(), score.total]
    assert len(every) == 31 + len(instrument.clusters) + 1
    assert {(part.max, part.claimed, part.supported, part.verified, part.gap) for part in every} == {(None,) * 5}


def test_answers_without_known_weight_are_counted_but_earn_no_points(scored: Scorer) -> None:
    text = (Path(__file__).parents[1] / "instrument" / "made-up.yaml").read_text(encoding="utf-8")
    start, end = text.index("id: A1.1"), text.index("- id: A2\n")
    instrument = parse_instrument(text[:start] + re.sub(r"weight: \d+(, )?", "", text[start:end]) + text[end:])
    assert instrument.question["A1.1"].weight is None
    score = one(scored(of(R, {"A1.1": "met"}), instrument=instrument))
    assert (score.parts["A1.1"].claimed, score.parts["A1"].claimed, score.total.claimed) == (None, None, None)
    assert (score.parts["A1"].answered, score.parts["A1"].evidenced) == (1, 0)


def test_no_region_and_no_answer_at_all_are_no_error(scored: Scorer) -> None:
    scores = scored(regions=[])
    assert (scores.regions, scores.standings(), len(scores.total.frame([]))) == ((), (), 0)


# ---- tables ----------------------------------------------------------------------------------------------------------


def test_a_level_is_a_tidy_table(scored: Scorer) -> None:
    scores = scored(of("01.02", {"A1.1": "met"}), regions=["01.01", "01.02"])
    table = scores.clusters.frame(scores.regions)
    assert list(table[["region", "id"]].itertuples(index=False, name=None)) == [
        ("01.01", "A"), ("01.01", "B"), ("01.02", "A"), ("01.02", "B")
    ]  # fmt: skip
    assert table["claimed"].isna().tolist() == [True, True, False, True]
    assert table["questions"].tolist() == [5, 4, 5, 4]
    assert isinstance(table, pd.DataFrame)
