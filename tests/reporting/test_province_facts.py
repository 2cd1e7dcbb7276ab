"""What a report on many districts is made of.

PF001  Every score is the one that the district's own report gives, to the last digit.
PF002  A score from a part of the questions or clusters is provisional; one known as a whole is not.
PF003  The instrument is the named one, else the one most districts use; the others are counted.
PF004  The stage is the named one, else the one that most districts have reached.
PF005  A made-up district belongs to no real country; its own province says that it is made up.
PF006  Only a province, or nothing for the whole country, can be asked for.
PF007  The record changes with the data and only then.
PF008  A district with nothing is missing, not zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kla_widgets.assessment.records import Answer, Case, Reported
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.errors import KlaError
from kla_widgets.regions import Region, RegionKind
from kla_widgets.reporting.province_facts import load_province, own_points, read_province
from kla_widgets.results import score_case

CLUSTERS = {"KEL": 100, "K1": 60, "K2": 80, "K3": 90, "K4": 70, "K5": 100, "KD": 50}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A province that does not exist, with districts in every state."""
    with create_workspace(tmp_path / "w") as made:
        places = [Region("00", "Provinsi Latihan", RegionKind.PROVINCE, None, True)]
        places += [Region(f"00.0{n}", f"Kabupaten {n}", RegionKind.KABUPATEN, "00", True) for n in range(1, 8)]
        made.store.save_regions(places, "test")
        instrument = made.library.get("kla-2024")
        whole = [Reported(name, points, "rekaan") for name, points in CLUSTERS.items()]
        made.store.save_reported(Case("00.01", "kla-2024", 2024), "mandiri", whole, instrument, "test")
        made.store.save_reported(Case("00.02", "kla-2024", 2024), "mandiri", whole[:3], instrument, "test")
        some = [Answer("I1.1", "perda")]
        made.store.save_answers(Case("00.03", "kla-2024", 2024), "mandiri", some, instrument, "test")
        total = [Reported("TOTAL", 550, "rekaan")]
        made.store.save_reported(Case("00.04", "kla-2024", 2024), "mandiri", total, instrument, "test")
        made.store.save_reported(Case("00.04", "kla-2024", 2024), "lapangan", total, instrument, "test")
        made.store.add_case(Case("00.05", "kla-2024", 2024), None, "test")
        made.store.add_case(Case("00.06", "kla-2022", 2024), None, "test")
        yield made


def test_pf001_scores_are_those_of_the_districts_alone(demo: Workspace) -> None:
    for province, cycle, stage in (("32", 2024, ""), ("00", 2024, ""), ("00", 2024, "mandiri")):
        facts = read_province(demo, province, cycle, stage=stage)
        for row in facts.scored:
            alone = score_case(demo, Case(row.region.code, "kla-2024", cycle), facts.scores.stage)
            assert (row.own, row.claimed, row.supported) == (
                alone.own(alone.total),
                alone.total.claimed,
                alone.total.supported,
            )
            assert row.standing == alone.standing
            assert (row.answered, row.questions) == (alone.total.answered, alone.total.questions)


def test_pf002_a_score_is_provisional_while_something_is_not_known(workspace: Workspace) -> None:
    rows = {row.region.code: row for row in read_province(workspace, "00", 2024).rows}
    assert [(rows[f"00.0{n}"].own, rows[f"00.0{n}"].provisional) for n in (1, 2, 4)] == [
        (550, False),
        (240, True),
        (550, False),
    ]
    assert rows["00.03"].provisional
    assert rows["00.01"].sums_only
    assert not rows["00.03"].sums_only


def test_pf003_the_instrument_is_that_of_most_districts(workspace: Workspace) -> None:
    facts = read_province(workspace, "00", 2024)
    assert facts.instrument.id == "kla-2024"
    assert facts.others == {"kla-2022": 1}
    other = read_province(workspace, "00", 2024, "kla-2022")
    assert other.others == {"kla-2024": 5}
    assert [row.region.code for row in other.rows if row.stored] == ["00.06"]


def test_pf003_of_instruments_used_alike_the_one_that_asks_most_is_taken(demo: Workspace) -> None:
    facts = read_province(demo, "19", 2019)
    assert facts.instrument.id == "kla-2024"
    assert facts.others == {}


def test_pf003_without_assessments_the_instrument_of_the_cycle_is_taken(demo: Workspace) -> None:
    assert read_province(demo, "51", 2024).instrument.id == "kla-2024"
    with pytest.raises(KlaError, match="INS-032"):
        read_province(demo, "51", 2005)


def test_pf004_the_stage_is_the_one_that_most_have_reached(workspace: Workspace) -> None:
    facts = read_province(workspace, "00", 2024)
    assert facts.stages == {"mandiri": 4, "lapangan": 1}
    assert facts.scores.stage == "mandiri"
    assert facts.furthest.stage == "lapangan"
    later = read_province(workspace, "00", 2024, stage="lapangan")
    assert [row.region.code for row in later.scored] == ["00.04"]
    assert {row.region.code for row in later.rows if row.claimed is not None} == {"00.01", "00.02", "00.03", "00.04"}
    with pytest.raises(KlaError, match="STO-011"):
        read_province(workspace, "00", 2024, stage="besok")


def test_pf005_made_up_districts_belong_to_no_country(workspace: Workspace) -> None:
    facts = read_province(workspace, "", 2024)
    assert len(facts.rows) == 514
    assert facts.scored == ()
    assert not facts.synthetic
    assert facts.left_out == 6
    assert read_province(workspace, "00", 2024).synthetic


def test_pf006_a_district_is_no_province(demo: Workspace) -> None:
    with pytest.raises(KlaError, match=r"PRV-001.*Kota Bandung"):
        read_province(demo, "32.73", 2024)
    with pytest.raises(KlaError, match="REG-001"):
        read_province(demo, "77", 2024)


def test_pf006_without_a_workspace_the_training_province_is_shown() -> None:
    facts = load_province("", "00", 2024)
    assert [row.region.code for row in facts.rows] == ["00.01"]
    assert facts.synthetic


def test_pf007_the_record_follows_the_data(workspace: Workspace) -> None:
    before, again = (read_province(workspace, "00", 2024).record.data_hash for _ in range(2))
    assert before == again
    instrument = workspace.library.get("kla-2024")
    workspace.store.save_answers(Case("00.07", "kla-2024", 2024), "mandiri", [Answer("I1.1", "perda")], instrument, "a")
    assert read_province(workspace, "00", 2024).record.data_hash != before


def test_pf008_nothing_known_is_missing_and_not_zero(workspace: Workspace) -> None:
    facts = read_province(workspace, "00", 2024)
    rows = {row.region.code: row for row in facts.rows}
    for code in ("00.05", "00.06", "00.07"):
        assert rows[code].own is None
        assert rows[code].standing.predicate is None
        assert not rows[code].provisional
    assert [rows[code].stored for code in ("00.05", "00.06", "00.07")] == [True, False, False]
    assert np.isnan(own_points(facts.scores, facts.scores.clusters)[rows["00.05"].place]).all()
