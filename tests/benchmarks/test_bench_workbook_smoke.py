"""The benchmark of the workbook runs, on its smallest page, and its two forms ask the same."""

from __future__ import annotations

import shutil
from pathlib import Path

import bench_workbook
import ipywidgets
import pytest
from plain_form import LAST, open_plain

from kla_widgets.workbook.form import open_form
from kla_widgets.workbook.opening import open_session

SMALL = "KD"


@pytest.fixture
def workspace(demo_folder: Path, tmp_path: Path) -> Path:
    return shutil.copytree(demo_folder, tmp_path / "ruang")


def test_a_page_is_measured_and_the_plain_one_has_more_models(workspace: Path) -> None:
    rows = {row.name: row for row in bench_workbook.page_rows(workspace, SMALL, runs=1)}
    models = rows["widget models"]
    assert models.plain is not None
    assert models.ours == 2  # the form and its layout
    assert models.plain > 10 * models.ours
    assert rows["in these"].ours > 0


def test_both_forms_ask_the_same_questions(workspace: Path) -> None:
    form = open_form(str(workspace), "00.01", 2024, cluster=SMALL)
    asked = [question["text"] for indicator in form.page["indicators"] for question in indicator["questions"]]
    plain = open_plain(str(workspace), "00.01", 2024, SMALL)
    cards = plain.children[1:]
    assert [LAST in card.children[-1]._dom_classes for card in cards] == [True] * len(asked)
    assert all(text in card.children[0].value for text, card in zip(asked, cards, strict=True))
    form.session.workspace.close()
    ipywidgets.Widget.close_all()


def test_edits_are_timed_and_leave_all_answered(workspace: Path) -> None:
    before = held(workspace)
    seconds, processor = bench_workbook.edit_seconds(workspace, SMALL, 6)
    assert len(seconds) == len(processor) == 6
    assert bench_workbook.percentile_95(seconds) <= max(seconds)
    assert bench_workbook.edit_bytes(workspace, SMALL) > 1000
    assert held(workspace) == before


def test_the_table_says_how_many_times_as_much() -> None:
    assert bench_workbook.table_line(bench_workbook.Row("models", 2, 30, "")).split() == ["models", "2", "30", "15.0"]
    assert bench_workbook.table_line(bench_workbook.Row("edit", 41.6, None, "ms")).split() == ["edit", "42", "ms"]


def held(workspace: Path) -> dict[str, object]:
    session = open_session(str(workspace), "00.01", 2024, cluster=SMALL)
    values = {name: state["value"] for name, state in session.snapshot()[0].items()}
    session.workspace.close()
    return values
