"""What verification left in many districts.

PD1  By kind of question: points before and after are those of the districts' questions, added up exactly.
PD2  A district in the middle of its verification is left out and counted, not taken for a great loss.
PD3  The published pairs stand beside it, with how many and how doubtful they are.
PD4  Where only sums are known nothing is said by kind.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from verified_training import BUDI, CASE, FRESH

from kla_widgets.assessment.history import published_history
from kla_widgets.assessment.records import Case, Reported
from kla_widgets.assessment.workspace import Workspace, create_workspace, open_workspace
from kla_widgets.planning.drop import fit, pairs_of
from kla_widgets.regions import Region, RegionKind
from kla_widgets.reporting import province_drop
from kla_widgets.reporting.province_facts import read_province
from kla_widgets.reporting.province_history import own_pairs
from kla_widgets.results import score_case
from kla_widgets.review.decisions import decide, settle_equal
from kla_widgets.review.records import Decision, Verdict


@pytest.fixture
def workspace(claimed_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """The training district, verified by its dossier; beside it one that begins to be verified."""
    shutil.copytree(claimed_folder, tmp_path / "w")
    with open_workspace(tmp_path / "w") as opened:
        decide(opened, FRESH, "administrasi", [Decision("I5.9", Verdict.REJECT, reason="x")], BUDI)
        settle_equal(opened, FRESH, "administrasi", BUDI)
        yield opened


def test_pd1_kinds_add_up_to_the_questions_one_by_one(workspace: Workspace) -> None:
    facts = read_province(workspace, "00", 2024)
    found = {one.kind: one for one in province_drop.drops_by_kind(facts)}
    scores = [score_case(workspace, case, "administrasi").parts for case in (CASE, FRESH)]
    for kind, one in found.items():
        mine = [question.id for question in facts.instrument.questions if question.kind is kind]
        both = [parts[question] for parts in scores for question in mine]
        parts = [part for part in both if part.claimed and part.verified is not None]
        assert one.claims == len(parts)
        assert one.reduced == sum(part.verified < part.claimed for part in parts)  # type: ignore[operator]
        assert one.claimed == pytest.approx(sum(part.claimed or 0 for part in parts), abs=1e-9)
        assert one.verified == pytest.approx(sum(part.verified or 0 for part in parts), abs=1e-9)
    assert sum(one.claims for one in found.values()) == 252 + 1
    assert round(sum(one.lost for one in found.values()), 9) == pytest.approx(110.59 + 4)


def test_pd2_who_is_half_verified_is_left_out_and_counted(workspace: Workspace) -> None:
    facts = read_province(workspace, "00", 2024)
    assert [pair.verified for pair in own_pairs(facts)] == [613.55]
    said = facts.t("Left out are districts in the middle of their verification: {count}.", count=1)
    assert said in province_drop.drop(facts).text


def test_pd3_the_published_pairs_stand_beside_it(workspace: Workspace) -> None:
    facts = read_province(workspace, "00", 2024)
    pairs = pairs_of(score for scores in published_history().scores.values() for score in scores)
    published, text = fit(pairs), province_drop.drop(facts).text
    low, high = published.band()
    for words in (facts.t.percent(published.share, 1), facts.t.percent(low), facts.t.percent(high), str(len(pairs))):
        assert words in text
    assert low < 613.55 / 724.14 < high
    assert facts.t("as usual") in text


def test_pd4_sums_say_nothing_of_kinds_and_no_verification_says_nothing(tmp_path: Path) -> None:
    with create_workspace(tmp_path / "w") as made:
        places = [Region("00", "Provinsi Latihan", RegionKind.PROVINCE, None, True)]
        places.append(Region("00.10", "Kabupaten Jumlah", RegionKind.KABUPATEN, "00", True))
        made.store.save_regions(places, "test")
        case, instrument = Case("00.10", "kla-2024", 2024), made.library.get("kla-2024")
        made.store.save_reported(case, "mandiri", [Reported("TOTAL", 700, "rekaan")], instrument, "test")
        assert province_drop.drop(read_province(made, "00", 2024)).text == ""
        made.store.save_reported(case, "final", [Reported("TOTAL", 350, "rekaan")], instrument, "test")
        facts = read_province(made, "00", 2024)
        text = province_drop.drop(facts).text
    assert province_drop.drops_by_kind(facts) == ()
    assert "350,00" in text
    assert facts.t("less than usual") in text
