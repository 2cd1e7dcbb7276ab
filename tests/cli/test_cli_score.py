"""``kla score``: the JSON contract, and the same numbers as table and CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from kla_widgets.cli.score_output import NUMBERS
from kla_widgets.instrument.library import shipped_library
from kla_widgets.language import language

Kla = Callable[..., Any]
"""Runs a command; see the fixture."""

CASES = [
    ("32.73", 2024, "kla-2024"),
    ("00.01", 2024, "kla-2024"),
    ("64.01", 2021, "kla-2024"),
    ("19.71", 2019, "ape-pug"),
]
CLUSTERS = ["KEL", "K1", "K2", "K3", "K4", "K5", "KD"]
INDICATORS = [f"I{number}" for number in range(1, 21)]
INDICATORS += ["I21A", "I21B", "I21C", "I22A", "I22B", "I23A", "I23B", "I24A", "I24B", "I25", "I26"]


def strict(text: str) -> Any:
    """JSON as the standard has it: no NaN, no Infinity."""

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    return json.loads(text, parse_constant=refuse)


def score(kla: Kla, region: str, cycle: int, instrument: str, form: str) -> str:
    done = kla("score", "--region", region, "--cycle", cycle, "--instrument", instrument, "--format", form)
    assert (done.code, done.err) == (0, "")
    return done.out


@pytest.mark.parametrize(("region", "cycle", "instrument"), CASES)
def test_the_json_has_exactly_the_agreed_keys(kla: Kla, region: str, cycle: int, instrument: str) -> None:
    found = strict(score(kla, region, cycle, instrument, "json"))
    assert list(found) == ["region", "name", "instrument", "cycle", "stage", "total", "clusters", "indicators"]
    assert (found["region"], found["instrument"], found["cycle"]) == (region, instrument, cycle)
    parts = ["max", "claimed", "supported", "verified", "gap", "answered", "evidenced", "questions"]
    assert list(found["total"]) == [*parts, "predicate", "next"]
    for part in (*found["clusters"], *found["indicators"]):
        assert list(part) == ["id", *parts]
    for part in (found["total"], *found["clusters"], *found["indicators"]):
        assert all(part[name] is None or isinstance(part[name], int | float) for name in parts)
        assert all(isinstance(part[name], int) for name in ("answered", "evidenced", "questions"))
    ahead = found["total"]["next"]
    assert ahead is None or list(ahead) == ["predicate", "points"]
    assert found["total"]["predicate"] is None or isinstance(found["total"]["predicate"], str)


def test_the_ids_are_those_of_the_instrument(kla: Kla) -> None:
    found = strict(score(kla, "00.01", 2024, "kla-2024", "json"))
    assert [part["id"] for part in found["clusters"]] == CLUSTERS
    assert [part["id"] for part in found["indicators"]] == INDICATORS


def test_points_known_per_cluster_only_stay_unknown_below(kla: Kla) -> None:
    found = strict(score(kla, "32.73", 2024, "kla-2024", "json"))
    claimed = {part["id"]: part["claimed"] for part in found["clusters"]}
    assert claimed == {"KEL": 145.24, "K1": 103, "K2": 136, "K3": 142.5, "K4": 105.6, "K5": 179.2, "KD": 68.85}
    assert {part["claimed"] for part in found["indicators"]} == {None}
    assert found["name"] == "Kota Bandung"
    assert found["stage"] == "mandiri"
    assert found["total"]["claimed"] == 880.39
    assert found["total"]["max"] == 1000
    assert (found["total"]["answered"], found["total"]["questions"]) == (0, 274)


def test_what_nobody_answered_is_null_not_zero(kla: Kla) -> None:
    found = strict(score(kla, "18.13", 2021, "kla-2024", "json"))
    assert found["total"]["claimed"] is None
    assert found["total"]["predicate"] is None
    assert found["total"]["questions"] == 274


def test_the_training_district_is_answered_and_adds_up(kla: Kla) -> None:
    found = strict(score(kla, "00.01", 2024, "kla-2024", "json"))
    for name in ("answered", "evidenced", "questions"):
        assert found["total"][name] == sum(part[name] for part in found["clusters"])
        assert found["total"][name] == sum(part[name] for part in found["indicators"])
    for name in ("max", "claimed", "supported"):
        assert found["total"][name] == pytest.approx(sum(part[name] for part in found["clusters"]))
    instrument = shipped_library().get("kla-2024")
    assert instrument.predicates is not None
    names = [band.name for band in instrument.predicates.bands]
    assert found["total"]["predicate"] in names


def test_the_stage_can_be_chosen(kla: Kla) -> None:
    claim = ("score", "--region", "00.01", "--cycle", 2024, "--stage", "mandiri", "--format", "json")
    chosen, furthest = strict(kla(*claim).out), strict(score(kla, "00.01", 2024, "kla-2024", "json"))
    assert chosen["stage"] == "mandiri"
    assert furthest["stage"] != "mandiri"
    assert chosen["total"]["claimed"] == furthest["total"]["claimed"]
    assert chosen["total"]["verified"] is None
    assert furthest["total"]["verified"] is not None


def test_a_name_means_the_same_as_its_code(kla: Kla) -> None:
    by_code = score(kla, "32.73", 2024, "kla-2024", "json")
    assert score(kla, "Kota Bandung", 2024, "kla-2024", "json") == by_code
    assert score(kla, "3273", 2024, "kla-2024", "json") == by_code


@pytest.mark.parametrize(("region", "cycle", "instrument"), CASES)
def test_csv_and_json_hold_the_same_numbers(kla: Kla, region: str, cycle: int, instrument: str) -> None:
    found = strict(score(kla, region, cycle, instrument, "json"))
    expected = {"TOTAL": found["total"]} | {part["id"]: part for part in (*found["clusters"], *found["indicators"])}
    rows = list(csv.DictReader(io.StringIO(score(kla, region, cycle, instrument, "csv"))))
    assert {row["id"] for row in rows} == set(expected)
    assert len(rows) == len(expected)
    for row in rows:
        assert (row["region"], row["instrument"], row["cycle"]) == (region, instrument, str(cycle))
        assert row["stage"] == found["stage"]
        for name in NUMBERS:
            assert (None if row[name] == "" else float(row[name])) == expected[row["id"]][name]
    levels = [row["level"] for row in rows]
    assert levels.count("cluster") == len(found["clusters"])
    assert levels.count("indicator") == len(found["indicators"])
    assert levels.count("total") == 1


@pytest.mark.parametrize(("region", "cycle", "instrument"), CASES)
def test_table_and_json_hold_the_same_numbers(kla: Kla, spoken: str, region: str, cycle: int, instrument: str) -> None:
    t = language(spoken)
    found = strict(score(kla, region, cycle, instrument, "json"))
    text = score(kla, region, cycle, instrument, "table")
    lines = {line.split()[0]: line.split() for line in text.splitlines() if line.strip()}
    for part in (*found["clusters"], *found["indicators"]):
        shown = [t.number(part[name]) for name in ("max", "claimed", "supported", "verified", "gap")]
        assert lines[part["id"]][-6:] == [*shown, f"{part['answered']}/{part['questions']}"]
    total = [t.number(found["total"][name]) for name in ("max", "claimed", "supported", "verified", "gap")]
    assert any(line[-6:-1] == total for line in lines.values())
    if found["total"]["predicate"]:
        assert found["total"]["predicate"] in text


def test_made_up_numbers_are_marked_in_the_table(kla: Kla, spoken: str) -> None:
    warning = language(spoken)("TRAINING DATA")
    assert warning in score(kla, "00.01", 2024, "kla-2024", "table")
    assert warning not in score(kla, "32.73", 2024, "kla-2024", "table")
