"""The page of scores and gaps.

SB001  Shows the score, the predicate and the distance that the form's panel shows, to the last digit.
SB002  Lists gaps by points, by agency and by kind of question; every sum is that of the gaps, and each row leads to
       the page on which it is filled in.
SB003  Lists what lacks evidence only, with the kinds that are missing, and counts what may be lost.
SB004  Says why the gaps of questions may add up to more than that of the total.
SB005  Shows what was stored since when it is refreshed.
SB006  Holds for a district of which only sums, or nothing at all, are known.
SB007  Says what is wrong instead of showing a traceback.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from math import fsum
from pathlib import Path

import pytest

from kla_widgets.assessment.records import Answer, Case
from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.language import language
from kla_widgets.results import score_case
from kla_widgets.workbook.faults import PageFault
from kla_widgets.workbook.scoreboard import Scoreboard, gaps, open_scoreboard, summary, without_evidence
from kla_widgets.workbook.snapshot import Snapshot, take_snapshot
from kla_widgets.workbook.states import score_data

TRAINING = Case("00.01", "kla-2024", 2024)
T = language("en")


@pytest.fixture
def own(demo_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A demo workspace to write in."""
    with open_workspace(shutil.copytree(demo_folder, tmp_path / "ruang")) as workspace:
        yield workspace


def look(workspace: Workspace, case: Case = TRAINING) -> Snapshot:
    return take_snapshot(workspace, case, "", T)


def test_sb001_shows_what_the_forms_panel_shows(demo: Workspace) -> None:
    told = score_data(score_case(demo, TRAINING, "mandiri"), T)
    text = summary(look(demo)).text
    for part in ("total_text", "predicate", "distance", "supported_text", "risk"):
        assert told[part]
        assert told[part] in text


def test_sb002_gaps_by_agency_and_kind_add_up_alike(demo: Workspace) -> None:
    seen = look(demo)
    text = gaps(seen).text
    everything = T.number(fsum(gap.points for gap in seen.gaps))
    totals = [line.split() for line in text.splitlines() if line.startswith("Total")]
    assert len(totals) == 3
    assert all(everything in line for line in totals)
    assert re.search(r"^Innovation +\d", text, re.MULTILINE)
    assert re.search(r"^UPTD PPA +\d", text, re.MULTILINE)


def test_sb002_the_largest_gap_comes_first_and_leads_to_its_page(demo: Workspace) -> None:
    figure = gaps(look(demo))
    first = re.search(r"<tbody>.*?</tr>", figure.html, re.DOTALL)
    assert first
    assert "I7.2" in first[0]
    assert 'href="03_klaster_2.ipynb"' in first[0]


def test_sb003_lists_what_lacks_evidence_only(demo: Workspace) -> None:
    seen = look(demo)
    text = without_evidence(seen).text
    lost = (seen.score.total.claimed or 0) - (seen.score.total.supported or 0)
    at_risk = fsum(gap.at_risk for gap in seen.gaps)
    assert at_risk == pytest.approx(lost, abs=0.5)  # apart by what indicators cut off
    assert T.number(at_risk) in text
    row = next(line for line in text.splitlines() if line.startswith("I21B.2"))
    assert "Filled-in matrix" in row


def test_sb004_says_why_gaps_add_up_to_more(demo: Workspace) -> None:
    seen = look(demo)
    assert fsum(gap.points for gap in seen.gaps) > (seen.score.total.gap or 0)
    assert "worth more than the indicator's maximum" in gaps(seen).text


def test_sb005_a_refreshed_page_shows_what_was_stored_since(own: Workspace) -> None:
    page = Scoreboard(own, TRAINING, "", T)
    before = page.body.value
    instrument = own.library.get("kla-2024")
    own.store.save_answers(TRAINING, "mandiri", [Answer("I1.1", "tidak_ada")], instrument, "Ani")
    assert page.body.value == before
    page.button.click()
    assert page.body.value != before
    assert T.number(score_case(own, TRAINING, "mandiri").total.claimed) in page.body.value
    assert "As of" in page.status.value


def test_sb006_a_district_known_by_sums(demo: Workspace) -> None:
    seen = look(demo, Case("32.73", "kla-2024", 2024))
    assert "880.39" in summary(seen).text
    assert "Known only as a sum" in gaps(seen).text
    assert "Nothing that is claimed lacks its evidence" in without_evidence(seen).text


def test_sb006_a_district_without_any_answer(own: Workspace) -> None:
    case = Case("64.01", "kla-2024", 2026)
    own.store.add_case(case, None, "Ani")
    seen = look(own, case)
    assert "none yet" in summary(seen).text
    assert "Not filled in" in gaps(seen).text


@pytest.mark.parametrize(
    ("folder", "region", "cycle", "stage", "code"),
    [
        ("none", "32.73", 2024, "", "WSP-001"),
        ("", "00.01", 2024, "besok", "STO-011"),
        ("", "00.01", 1999, "", "INS-032"),
    ],
    ids=["folder", "stage", "cycle"],
)
def test_sb007_what_is_wrong_is_told_in_words_and_is_a_failure(
    folder: str, region: str, cycle: int, stage: str, code: str, tmp_path: Path
) -> None:
    with pytest.raises(PageFault) as error:
        open_scoreboard(str(tmp_path / folder) if folder else "", region, cycle, stage=stage)
    assert error.value.describe(language("id")).startswith(f"[{code}]")
