"""``kla regions``: a code or a name, as people write it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Kla = Callable[..., Any]
"""Runs a command; see the fixture."""


def found(kla: Kla, *query: str) -> list[dict[str, object]]:
    done = kla("regions", *query, "--format", "json")
    assert done.code == 0
    rows = json.loads(done.out)
    assert isinstance(rows, list)
    return rows


@pytest.mark.parametrize("query", ["32.73", "3273", "Kota Bandung", "kota  bandung", "KOTA BANDUNG"])
def test_a_code_or_a_name_finds_its_region_first(kla: Kla, query: str) -> None:
    best = found(kla, query)[0]
    assert (best["code"], best["name"], best["province"]) == ("32.73", "Kota Bandung", "Jawa Barat")
    assert list(best) == ["code", "name", "kind", "province", "score", "how"]


def test_words_may_be_given_without_quotation_marks(kla: Kla) -> None:
    assert found(kla, "Kab.", "Paser") == found(kla, "Kab. Paser")
    assert found(kla, "Kab.", "Paser")[0]["code"] == "64.01"


def test_an_ambiguous_name_shows_all_it_may_mean(kla: Kla) -> None:
    assert {"32.04", "32.73"} <= {row["code"] for row in found(kla, "Bandung")}


def test_a_code_that_lost_its_zero_shows_what_it_may_have_been_and_says_so(kla: Kla) -> None:
    done = kla("regions", "11.1", "--format", "json")
    rows = json.loads(done.out)
    assert {"11.10", "11.01"} <= {row["code"] for row in rows}
    assert {row["how"] for row in rows} == {"similar"}
    assert done.err.strip()
    assert kla("regions", "11.10").err == ""


def test_table_and_json_show_the_same_regions(kla: Kla) -> None:
    codes = [row["code"] for row in found(kla, "Bandung")]
    table = [line.split()[0] for line in kla("regions", "Bandung").out.splitlines() if line[:1].isdigit()]
    assert table == codes


def test_regions_are_known_without_a_workspace_and_own_ones_with_it(kla: Kla, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(kla, "Kabupaten Latihan")[0]["code"] == "00.01"
    monkeypatch.delenv("KLA_WORKSPACE")
    assert found(kla, "32.73")[0]["name"] == "Kota Bandung"
    assert kla("regions", "00.01").code == 2
