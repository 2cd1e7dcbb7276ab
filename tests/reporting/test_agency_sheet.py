"""One agency's sheet.

AG001  It holds the questions that the agency leads and those it supports, and no others.
AG002  Its points are those of the district's own gaps; what is not known is not zero.
AG003  What the district decided on who answers comes before the instrument.
AG004  Without a named agency the one with most points to be had is taken; an unknown one is refused with the known.
AG005  A deadline and a contact are shown when given; else a line to fill in and a remark that they are missing.
AG006  Evidence that is wanted, there and missing is told question by question.
AG007  Made-up data carry the watermark; ids are unique; the sheet speaks English on request.
AG008  Known only as a sum is said, and nothing is made of it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kla_widgets.assessment.editing import Edit, save_edit
from kla_widgets.assessment.members import save_member
from kla_widgets.assessment.records import Case, Member
from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.errors import KlaError
from kla_widgets.figures import Figure, stack
from kla_widgets.figures.content import Grid, KeyFigures
from kla_widgets.reporting import agency_sheet
from kla_widgets.reporting.agency import AgencyFacts, load_agency, read_agency
from kla_widgets.reporting.facts import read_facts
from kla_widgets.scoring.gaps import Why

SECTIONS = (
    agency_sheet.head,
    agency_sheet.summary,
    agency_sheet.dates,
    agency_sheet.gaps,
    agency_sheet.unanswered,
    agency_sheet.evidence,
    agency_sheet.leading,
    agency_sheet.supporting,
    agency_sheet.record,
)
CASE = Case("00.01", "kla-2024", 2024)


def whole(own: AgencyFacts) -> Figure:
    return stack(*(section(own) for section in SECTIONS))


def grid(figure: Figure) -> Grid:
    return next(block for block in figure.content if isinstance(block, Grid))


def column(figure: Figure, key: str) -> list[str]:
    found = grid(figure)
    place = [field.key for field in found.fields].index(key)
    return [line.words[place] for line in found.lines if line.role == "row"]


def sheet(workspace: Workspace, agency: str = "", region: str = "00.01", stage: str = "", **more: str) -> AgencyFacts:
    return read_agency(workspace, read_facts(workspace, region, 2024, stage=stage), agency, **more)


@pytest.fixture
def changed(demo_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of the demo workspace that may be written to."""
    shutil.copytree(demo_folder, tmp_path / "copy")
    with open_workspace(tmp_path / "copy") as opened:
        yield opened


def test_ag001_the_sheets_of_all_agencies_hold_every_question_once(demo: Workspace) -> None:
    instrument = demo.library.get("kla-2024")
    led: list[str] = []
    for agency in instrument.agencies:
        own = sheet(demo, agency)
        led += [one.id for one in own.leading]
        assert all(one.agencies[0] == agency for one in own.leading)
        assert all(agency in one.agencies[1:] for one in own.supporting)
    assert sorted(led) == sorted(one.id for one in instrument.questions if one.agencies)


def test_ag001_the_tables_show_exactly_these(demo: Workspace) -> None:
    own = sheet(demo, "dinkes")
    assert column(agency_sheet.leading(own), "id") == [one.id for one in own.leading]
    assert column(agency_sheet.supporting(own), "id") == [one.id for one in own.supporting]
    assert {line.anchor for line in grid(agency_sheet.leading(own)).lines if line.role == "row"} == {
        f"q-{one.id}" for one in own.leading
    }


def test_ag002_points_are_those_of_the_district(demo: Workspace) -> None:
    own = sheet(demo, "dinkes", stage="mandiri")
    gaps = {gap.target: gap for gap in own.facts.gaps}
    mine = [gaps[one.id].points for one in own.leading if one.id in gaps]
    assert own.points() == pytest.approx(sum(mine))
    rows = [line for line in grid(agency_sheet.gaps(own)).lines if line.role == "row"]
    assert [line.values[2] for line in rows] == sorted((points for points in mine if points > 0), reverse=True)


def test_ag002_what_is_not_filled_in_is_listed_with_its_worth_and_is_not_zero(changed: Workspace) -> None:
    instrument = changed.library.get("kla-2024")
    own = sheet(changed, "dinkes", stage="mandiri")
    one = own.leading[0]
    revision = own.facts.answers[one.id].revision
    save_edit(changed.store, CASE, "mandiri", Edit(one.id, "value", None, revision), instrument, "tester")
    own = sheet(changed, "dinkes", stage="mandiri")
    assert [question.id for question in own.unanswered] == [one.id]
    assert own.points(Why.UNANSWERED) == one.weight
    assert column(agency_sheet.unanswered(own), "points") == [own.t.number(one.weight)]
    first = grid(agency_sheet.leading(own)).lines[0]
    assert first.words[2] == own.t("not filled in")
    assert first.values[4] is None


def test_ag003_the_district_decides_who_answers(changed: Workspace) -> None:
    instrument = changed.library.get("kla-2024")
    own = sheet(changed, "dinkes")
    one = own.leading[0]
    held = own.facts.answers[one.id].revision
    edit = Edit(one.id, "agencies", ["bappeda", "dinkes"], held)
    save_edit(changed.store, CASE, "mandiri", edit, instrument, "tester")
    own = sheet(changed, "dinkes")
    assert one.id not in [question.id for question in own.leading]
    assert one.id in [question.id for question in own.supporting]
    assert one.id in [question.id for question in sheet(changed, "bappeda").leading]
    assert own.decided == {one.id}


def test_ag004_without_a_name_the_agency_with_most_points_is_taken(demo: Workspace) -> None:
    instrument = demo.library.get("kla-2024")
    points = {agency: sheet(demo, agency).points() for agency in instrument.agencies}
    assert sheet(demo).agency == max(points, key=lambda agency: points[agency])


def test_ag004_an_unknown_agency_is_refused_with_the_known_ones(demo: Workspace) -> None:
    with pytest.raises(KlaError, match=r"PRV-002.*dinkes"):
        sheet(demo, "dinas-kesehatan")


def test_ag004_an_instrument_without_agencies_is_refused(demo: Workspace) -> None:
    with pytest.raises(KlaError, match="PRV-003"):
        read_agency(demo, read_facts(demo, "19.01", 2019, "ape-pug"))


def test_ag005_a_missing_deadline_is_a_marked_gap(demo: Workspace) -> None:
    own = sheet(demo, "dinkes")
    figure = agency_sheet.dates(own)
    assert "kla-notice-warning" in figure.html
    assert agency_sheet.TO_FILL in column(figure, "value")[0]


def test_ag005_a_deadline_and_a_contact_are_shown() -> None:
    own = load_agency("", "00.01", 2024, agency="dinkes", deadline=" 31 Mei 2024 ", contact="Sekretariat, 0812")
    figure = agency_sheet.dates(own)
    assert "kla-notice-warning" not in figure.html
    assert column(figure, "value")[:2] == ["31 Mei 2024", "Sekretariat, 0812"]


def test_ag005_the_agencys_people_in_the_task_force_are_named(changed: Workspace) -> None:
    save_member(changed.store, CASE, Member("m1", "dinkes", "Siti <i>", "ketua"), "tester")
    save_member(changed.store, CASE, Member("m2", "bappeda", "Budi", "anggota"), "tester")
    figure = agency_sheet.dates(sheet(changed, "dinkes"))
    assert "Siti <i>, ketua" in column(figure, "value")
    assert "<i>" not in figure.html
    assert "Budi" not in figure.html


def test_ag006_evidence_is_told_question_by_question(demo: Workspace) -> None:
    own = sheet(demo, "dinkes", stage="mandiri")
    lines = grid(agency_sheet.evidence(own)).lines
    seen = 0
    for line in lines:
        if line.role != "row":
            continue
        part = own.facts.score.parts[line.words[0]]
        assert part.claimed is not None
        assert part.supported is not None
        assert line.values[4] == part.claimed - part.supported
        assert (line.words[3] == "–") == (part.claimed == part.supported)
        attached = {file.kind for file in own.facts.evidence if file.question == part.id}
        assert (line.words[2] == "–") == (not attached)
        seen += 1
    assert seen == len(own.leading)


def test_ag007_the_sheet_of_a_made_up_district_is_marked(demo: Workspace) -> None:
    html = whole(sheet(demo, "dinkes")).html
    assert "kla-watermark" in html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert html.count("<h1") == 1
    assert "kla-watermark" not in whole(sheet(demo, "dinkes", "32.73")).html


def test_ag007_the_sheet_speaks_english_on_request(demo: Workspace) -> None:
    facts = read_facts(demo, "00.01", 2024, language_code="en")
    text = whole(read_agency(demo, facts, "dinkes")).text
    assert "Questions you answer" in text
    assert "Pertanyaan" not in text


def test_ag008_known_only_as_a_sum_is_said(demo: Workspace) -> None:
    own = sheet(demo, "dinkes", "32.73")
    assert own.leading
    assert own.unanswered == ()
    summary = agency_sheet.summary(own)
    keys = next(block for block in summary.content if isinstance(block, KeyFigures))
    assert [value for _, value, _ in keys.items][2:] == ["–", "–"]
    assert "kla-notice" in summary.html
    assert not re.search(r"(?<![\d.,])0,00", whole(own).text)
