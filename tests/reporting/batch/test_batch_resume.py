"""What is up to date is known by what it was made of, and by nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kla_widgets.assessment.digest import case_digests, region_states
from kla_widgets.assessment.records import Answer, Case
from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.errors import KlaError
from kla_widgets.reporting.batch.ledger import MadeOf, is_up_to_date, note_file, read_note, write_note
from kla_widgets.reporting.batch.orders import Order, make_order, prepare
from kla_widgets.reporting.batch.writing import write_file
from kla_widgets.reporting.jobs import Job, Outcome, find_template

BANDUNG = Case("32.73", "kla-2024", 2024)
TRAINING = Case("00.01", "kla-2024", 2024)


@pytest.fixture
def own(demo_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A demo workspace that may be changed."""
    with open_workspace(Path(shutil.copytree(demo_folder, tmp_path / "workspace"))) as workspace:
        yield workspace


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(TRAINING, find_template("district"), tmp_path / "out", ("html", "pdf"))


def finish(order: Order) -> None:
    """Write something in place of a report."""
    job = order.job
    job.folder.mkdir(exist_ok=True)
    write_note(job, order.made_of, {one: write_file(job.file(one), one.encode()) for one in job.formats})


def stale(workspace: Workspace, job: Job) -> bool:
    (told,) = prepare(workspace, [job], force=False)
    return isinstance(told, Order)


def answer(workspace: Workspace, value: str) -> None:
    instrument = workspace.library.get("kla-2024")
    workspace.store.save_answers(TRAINING, "mandiri", [Answer("I1.1", value)], instrument, "tester")


def test_a_report_is_up_to_date_until_its_data_change_and_again_when_the_change_is_taken_back(
    own: Workspace, job: Job
) -> None:
    before = own.store.answers(TRAINING, "mandiri")["I1.1"]
    assert stale(own, job)
    finish(make_order(own, job))
    assert not stale(own, job)
    answer(own, "se")
    assert stale(own, job)
    instrument = own.library.get("kla-2024")
    back = Answer("I1.1", before.value, before.note, before.source)
    own.store.save_answers(TRAINING, "mandiri", [back], instrument, "tester")
    assert not stale(own, job)


def test_an_edit_elsewhere_changes_nothing(own: Workspace, job: Job) -> None:
    other = replace(job, case=BANDUNG)
    finish(make_order(own, job))
    finish(make_order(own, other))
    answer(own, "se")
    assert (stale(own, job), stale(own, other)) == (True, False)


@pytest.mark.parametrize("missing", ["html", "pdf"])
def test_each_missing_or_cut_off_file_makes_it_stale(own: Workspace, job: Job, missing: str) -> None:
    finish(make_order(own, job))
    job.file(missing).write_bytes(b"")
    assert stale(own, job)
    job.file(missing).unlink()
    assert stale(own, job)


def test_formats_are_kept_apart(own: Workspace, job: Job) -> None:
    html = replace(job, formats=("html",))
    finish(make_order(own, html))
    assert not stale(own, html)
    assert stale(own, job)
    finish(make_order(own, replace(job, formats=("pdf",))))
    assert not stale(own, job)
    answer(own, "se")
    finish(make_order(own, html))
    assert not stale(own, html)
    assert stale(own, job), "the PDF is of the day before"


@pytest.mark.parametrize("note", [b"", b"{}", b"[]", b"null", b'{"format": 1, "files": {"html": {}}}', b"\xff\x00"])
def test_a_damaged_note_is_as_good_as_none(own: Workspace, job: Job, note: bytes) -> None:
    finish(make_order(own, job))
    note_file(job).write_bytes(note)
    assert read_note(job) == {}
    assert stale(own, job)


def test_the_fingerprint_depends_on_everything_that_is_shown(own: Workspace, tmp_path: Path) -> None:
    template = find_template("district")
    other = tmp_path / "district.ipynb"
    other.write_bytes(template.read_bytes() + b"\n")
    first = Job(TRAINING, template, tmp_path)
    jobs = [
        first,
        replace(first, case=BANDUNG),
        replace(first, language="en"),
        replace(first, stage="mandiri"),
        replace(first, template=other),
        replace(first, agency="dp3a"),
        replace(first, values=(("a", "1"),)),
        replace(first, values=(("a", "2"),)),
    ]
    assert len({make_order(own, job).fingerprint for job in jobs}) == len(jobs)
    assert make_order(own, first).fingerprint == make_order(own, replace(first, folder=tmp_path / "x")).fingerprint


def test_a_changed_instrument_makes_its_reports_stale(own: Workspace, job: Job) -> None:
    finish(make_order(own, job))
    (own.folder / "instruments").mkdir()
    shipped = own.library.files["kla-2024"]
    text = shipped.read_text("utf-8")
    assert text.count("resolution: 0.01") == 1
    (own.folder / "instruments" / shipped.name).write_text(text.replace("resolution: 0.01", "resolution: 1"), "utf-8")
    assert stale(open_workspace(own.folder), job)


def test_a_province_is_as_fresh_as_all_its_districts(own: Workspace, tmp_path: Path) -> None:
    job = Job(Case("00", "", 2024), find_template("district"), tmp_path / "out")
    finish(make_order(own, job))
    assert not stale(own, job)
    answer(own, "se")
    assert stale(own, job)


def test_a_workspace_restored_from_elsewhere_is_told_by_its_content(own: Workspace, job: Job, tmp_path: Path) -> None:
    finish(make_order(own, job))
    states = region_states(own.store)
    other = MadeOf(make_order(own, job).made_of.basis, "another journal", make_order(own, job).made_of.content)
    assert is_up_to_date(job, other)
    assert not is_up_to_date(job, replace(other, content=""))
    assert not is_up_to_date(job, replace(other, basis="another program"))
    assert states["00.01"] != states["32.73"]


def test_what_cannot_be_made_is_told_and_the_rest_ordered(own: Workspace, tmp_path: Path) -> None:
    from sqlalchemy import text

    with own.store.writing(Case("18.01", "gone-2020", 2024), "tester") as (connection, _):
        connection.execute(text("SELECT 1"))
    template = find_template("district")
    cases = (Case("32.74", "kla-2024", 2024), Case("18.01", "gone-2020", 2024), TRAINING)
    told = list(prepare(own, [Job(case, template, tmp_path) for case in cases]))
    codes = [one.faults[0].code if isinstance(one, Outcome) else "" for one in told]
    assert codes == ["REP-012", "INS-030", ""]
    with pytest.raises(KlaError, match="REP-012"):
        make_order(own, Job(cases[0], template, tmp_path))


def test_synthetic_data_are_marked_in_the_title(own: Workspace, tmp_path: Path) -> None:
    template = find_template("district")
    made_up, real = (make_order(own, Job(case, template, tmp_path)) for case in (TRAINING, BANDUNG))
    assert (made_up.synthetic, real.synthetic) == (True, False)
    assert made_up.title.startswith("DATA LATIHAN")
    assert real.title.startswith("Kota Bandung")


def test_a_digest_names_the_content_and_not_who_wrote_it(own: Workspace) -> None:
    before = case_digests(own.store, 2024)
    assert set(before) == set(own.store.cases(cycle=2024))
    saved = own.store.answers(TRAINING, "mandiri")["I1.1"]
    instrument = own.library.get("kla-2024")
    for value in ("se", saved.value):
        changed = Answer("I1.1", value, saved.note, saved.source)
        own.store.save_answers(TRAINING, "mandiri", [changed], instrument, "somebody else")
        after = case_digests(own.store, 2024, ["00.01", "32.73"])
        assert after[BANDUNG] == before[BANDUNG]
        assert (after[TRAINING] == before[TRAINING]) is (value == saved.value)
