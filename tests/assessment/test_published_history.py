"""What was published: known regions, real years, a source for every line, and doubts kept in sight."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from kla_widgets.assessment.history import published_history
from kla_widgets.regions import shipped_regions


def raw(name: str) -> list[dict[str, str]]:
    text = files("kla_widgets.assessment").joinpath("published", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize("name", ["awards.csv", "scores.csv"])
def test_every_line_speaks_of_a_known_district_by_its_name(name: str) -> None:
    regions = shipped_regions()
    districts = {region.code: region.name for region in regions.districts()}
    rows = raw(name)
    assert rows
    wrong = [(row["code"], row["region"]) for row in rows if districts.get(row["code"]) != row["region"]]
    assert wrong == []


@pytest.mark.parametrize("name", ["awards.csv", "scores.csv"])
def test_every_line_has_a_source_and_a_year(name: str) -> None:
    for row in raw(name):
        assert row["source"].strip()
        assert 2006 <= int(row["year"]) <= 2026


def test_nothing_of_the_files_is_lost_and_all_of_it_is_sorted() -> None:
    history = published_history()
    assert sum(map(len, history.awards.values())) == len(raw("awards.csv"))
    assert sum(map(len, history.scores.values())) == len(raw("scores.csv"))
    for code in {*history.awards, *history.scores}:
        for found in (history.awards_of(code), history.scores_of(code)):
            assert [one.year for one in found] == sorted(one.year for one in found)
            assert {one.region for one in found} <= {code}


def test_contested_lines_are_kept_and_marked() -> None:
    doubted = [row for row in raw("awards.csv") if any(word in row["note"] for word in ("CONFLICT", "DOUBT", "INCONS"))]
    marked = [award for awards in published_history().awards.values() for award in awards if award.contested]
    assert sorted((a.year, a.region, a.predicate) for a in marked) == sorted(
        (int(row["year"]), row["code"], row["predicate"]) for row in doubted
    )
    assert marked
    assert not any(award.certain for award in marked)


def test_lines_of_which_only_the_site_is_known_are_not_certain() -> None:
    awards = [award for found in published_history().awards.values() for award in found]
    assert {award.certain for award in awards if not award.page_known} == {False}
    assert any(award.certain for award in awards)


def test_years_that_contradict_each_other_are_marked_on_both_sides() -> None:
    for awards in published_history().awards.values():
        by_year: dict[int, set[str]] = {}
        for award in awards:
            if not award.contested:
                by_year.setdefault(award.year, set()).add(award.predicate)
        assert [found for found in by_year.values() if len(found - {"unknown"}) > 1] == []


def test_predicates_are_those_that_exist() -> None:
    known = {"Pratama", "Madya", "Nindya", "Utama", "KLA", "none", "unknown"}
    assert {award.predicate for found in published_history().awards.values() for award in found} <= known


def test_a_region_without_history_has_none() -> None:
    assert published_history().awards_of("00.01") == ()
    assert published_history().scores_of("00.01") == ()
