"""What the list of reports holds.

SIT-L1  Scores, predicates and completeness are those of the reports, to the last digit, at each region's own stage.
SIT-L2  Reports of this run and of earlier ones are listed together, each with what became of it.
SIT-L3  What cannot be known of one report costs the others nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kla_widgets.assessment.records import Case, Reported
from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.errors import Fault, Message
from kla_widgets.language import language
from kla_widgets.reporting.batch.ledger import write_note
from kla_widgets.reporting.batch.orders import make_order
from kla_widgets.reporting.batch.record import run_record
from kla_widgets.reporting.jobs import Job, Outcome, Written, find_template
from kla_widgets.reporting.site.listing import Row, State, list_reports
from kla_widgets.reporting.site.standing import place_cases
from kla_widgets.results import score_case

BANDUNG = Case("32.73", "kla-2024", 2024)
TRAINING = Case("00.01", "kla-2024", 2024)
METRO = Case("18.72", "kla-2024", 2022)
BROKEN = Message("TST-001", "Cell {cell} failed.", "Mend it.")


@pytest.fixture
def workspace(demo_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A demo workspace of the test's own."""
    folder = shutil.copytree(demo_folder, tmp_path / "workspace")
    opened = open_workspace(folder)
    yield opened
    opened.close()


def job(case: Case, out: Path, template: str = "district", formats: tuple[str, ...] = ("html",)) -> Job:
    return Job(case, find_template(template), out / str(case.cycle) / case.region, formats)


def lay(workspace: Workspace, job: Job) -> None:
    """Files as a batch leaves them."""
    job.folder.mkdir(parents=True, exist_ok=True)
    for file in job.files:
        file.write_text("x", encoding="utf-8")
    written = {ending: Written(job.file(ending), 1, "") for ending in job.formats}
    write_note(job, make_order(workspace, job).made_of, written)


def by_region(rows: tuple[Row, ...]) -> dict[str, Row]:
    return {row.region.code: row for row in rows}


def test_sit_l1_the_list_has_the_numbers_of_the_reports(demo: Workspace) -> None:
    cases = demo.store.cases()
    placed = place_cases(demo, [(case, "") for case in cases])
    assert len(placed) == len(cases)
    for case in cases:
        score, found = score_case(demo, case), placed[case, ""]
        assert (found.total, found.points, found.standing) == (score.total, score.own(score.total), score.standing)
    assert placed[BANDUNG, ""].points == 880.39
    assert placed[BANDUNG, ""].completeness is None  # known as a sum: no question is answered, and that is no lack
    assert placed[TRAINING, ""].completeness == 1
    assert placed[BANDUNG, ""].rank > placed[TRAINING, ""].rank  # type: ignore[operator]


def test_sit_l1_every_region_is_shown_at_its_own_furthest_stage(workspace: Workspace) -> None:
    instrument = workspace.library.get("kla-2024")
    reached = {case: score_case(workspace, case).stage for case in (TRAINING, BANDUNG)}
    further = next(stage.id for stage in reversed(instrument.stages) if stage.id not in reached.values())
    workspace.store.save_reported(BANDUNG, further, [Reported("TOTAL", 701.25, "test")], instrument, "test")
    placed = place_cases(workspace, [(BANDUNG, ""), (TRAINING, ""), (BANDUNG, reached[BANDUNG])])
    assert score_case(workspace, BANDUNG).stage != score_case(workspace, TRAINING).stage
    for case in (BANDUNG, TRAINING):
        score = score_case(workspace, case)
        assert placed[case, ""].points == score.own(score.total)
    assert placed[BANDUNG, reached[BANDUNG]].points == 880.39


def test_sit_l2_this_run_and_earlier_ones_are_listed_together(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for case in (BANDUNG, METRO, TRAINING):
        lay(workspace, job(case, out))
    outcomes = [Outcome(job(BANDUNG, out), job(BANDUNG, out).files)]
    before = by_region(list_reports(workspace, out, outcomes).assessments)
    assert {code: row.state for code, row in before.items()} == {
        "32.73": State.MADE,
        "18.72": State.SAME,
        "00.01": State.SAME,
    }
    instrument = workspace.library.get("kla-2024")
    workspace.store.save_reported(METRO, "mandiri", [Reported("TOTAL", 512.0, "test")], instrument, "test")
    after = by_region(list_reports(workspace, out).assessments)
    assert {code: row.state for code, row in after.items()} == {
        "32.73": State.SAME,
        "18.72": State.CHANGED,
        "00.01": State.SAME,
    }


def test_sit_l2_a_failure_is_listed_with_its_reason_and_the_earlier_file(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "out"
    lay(workspace, job(BANDUNG, out))
    faults = (Fault(BROKEN, cell=3),)
    outcomes = [Outcome(job(BANDUNG, out), (), faults), Outcome(job(METRO, out), (), faults)]
    rows = by_region(list_reports(workspace, out, outcomes).assessments)
    assert (rows["32.73"].state, rows["32.73"].reports[0].faults) == (State.FAILED, faults)
    assert rows["32.73"].reports[0].links == (("html", "2024/32.73/district-kla-2024.html"),)
    assert rows["18.72"].reports[0].links == ()


def test_sit_l2_a_failure_of_an_earlier_run_stays_until_the_report_is_made(
    workspace: Workspace, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    lay(workspace, job(BANDUNG, out))
    broken = Outcome(job(METRO, out), (), (Fault(BROKEN, cell="{3}"),))
    with run_record(out, {}) as record:
        record.add(broken)
        record.add(Outcome(job(BANDUNG, out), (), (Fault(BROKEN, cell=1),)))
    with (out / "runs" / "9.jsonl").open("w", encoding="utf-8") as cut:
        cut.write('{"event": "report", "state": "failed"}\n[]\n{"event": "rep')
    rows = by_region(list_reports(workspace, out).assessments)
    assert (rows["18.72"].state, rows["18.72"].reports[0].links) == (State.FAILED, ())
    assert rows["18.72"].reports[0].faults[0].describe(language("en")) == "[TST-001] Cell {3} failed. Mend it."
    assert rows["32.73"].state is State.SAME  # made since, from the same data
    with run_record(out, {}) as record:
        record.add(Outcome(job(METRO, out), ()))
    assert "18.72" not in by_region(list_reports(workspace, out).assessments)


def test_sit_l2_several_reports_of_a_region_are_one_row(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "out" / "2024" / "32.73"
    folder.mkdir(parents=True)
    for name in ("agency-kla-2024-dp3a", "district-kla-2024", "district-kla-2024-en", "milik-kami-kla-2024"):
        (folder / f"{name}.html").write_text("x", encoding="utf-8")
    (row,) = list_reports(workspace, tmp_path / "out").assessments
    assert row.main is not None
    assert row.main.title.template == "district"
    assert [(one.title.template, one.title.agency, one.title.language) for one in row.others] == [
        ("district", "", "en"),
        ("milik-kami", "", "id"),
        ("agency", "dp3a", "id"),
    ]
    assert row.others[1].state is State.EARLIER  # nobody knows from which template that was


def test_sit_l2_reports_of_provinces_stand_apart(workspace: Workspace, tmp_path: Path) -> None:
    for code in ("32", "indonesia"):
        folder = tmp_path / "2024" / code
        folder.mkdir(parents=True)
        (folder / "ringkasan.html").write_text("x", encoding="utf-8")
    listing = list_reports(workspace, tmp_path)
    assert listing.assessments == ()
    assert [row.region.name for row in listing.wide] == ["Indonesia", "Jawa Barat"]


def test_sit_l3_what_this_workspace_does_not_hold_is_listed_all_the_same(workspace: Workspace, tmp_path: Path) -> None:
    lay(workspace, job(BANDUNG, tmp_path / "out"))
    for place in (
        "2024/32.04/district-kla-2024.html",
        "2024/99.99/district-kla-2024.html",
        "2024/32.01/x-kla-1999.html",
    ):
        file = tmp_path / "out" / place
        file.parent.mkdir(parents=True)
        file.write_text("x", encoding="utf-8")
    rows = by_region(list_reports(workspace, tmp_path / "out").assessments)
    assert {code: row.state for code, row in rows.items()} == {
        "32.73": State.SAME,
        "32.04": State.EARLIER,
        "99.99": State.EARLIER,
        "32.01": State.EARLIER,
    }
    assert rows["99.99"].province is None
    assert [row.placed is None for row in rows.values()].count(False) == 1


def test_sit_l3_a_broken_instrument_costs_the_others_nothing(workspace: Workspace, tmp_path: Path) -> None:
    own = workspace.folder / "instruments"
    own.mkdir()
    (own / "rusak.yaml").write_text("id: [", encoding="utf-8")
    workspace.store.add_case(Case("32.04", "rusak", 2024), None, "test")
    broken = job(Case("32.04", "rusak", 2024), tmp_path / "out")
    lay(workspace, job(BANDUNG, tmp_path / "out"))
    broken.folder.mkdir(parents=True)
    broken.files[0].write_text("x", encoding="utf-8")
    rows = by_region(list_reports(workspace, tmp_path / "out").assessments)
    assert rows["32.04"].placed is None
    assert rows["32.73"].placed is not None
    assert rows["32.73"].placed.points == 880.39
