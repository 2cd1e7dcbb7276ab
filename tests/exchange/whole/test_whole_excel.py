"""An assessment as Excel file: everything that is stored, exact, and nothing in it is a formula."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from kla_widgets.assessment import tables
from kla_widgets.assessment.journal import moment, put
from kla_widgets.assessment.records import Answer, Case
from kla_widgets.assessment.transfer import take_out
from kla_widgets.assessment.workspace import Attachment, Workspace, create_workspace, open_workspace
from kla_widgets.exchange import sheets
from kla_widgets.exchange.whole.excel import export_excel
from kla_widgets.instrument.models import TOTAL
from kla_widgets.language import language
from kla_widgets.regions import Region, RegionKind
from kla_widgets.results import score_case
from kla_widgets.words import answer_in_words

TRAINING = Case("00.01", "kla-2024", 2024)
EN = language("en")
HOSTILE = ['=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "http://example.org", "1e5", "007", "\t=1", "日本 😀 ‮"]

Rows = list[dict[str, Any]]
Written = tuple[Workspace, Workbook]


def read(file: Path | Workbook, name: str, mark: bool = True) -> Rows:
    """A sheet's rows by heading."""
    book = openpyxl.load_workbook(file) if isinstance(file, Path) else file
    head, *lines = list(book[name].iter_rows(min_row=1 + mark, values_only=True))
    return [dict(zip(map(str, head), line, strict=True)) for line in lines]


@pytest.fixture(scope="module")
def written(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    """The demo workspace, and the Excel file of its training district."""
    file = tmp_path_factory.mktemp("excel") / "all.xlsx"
    with open_workspace(demo_folder) as workspace:
        export_excel(workspace, TRAINING, file, EN)
        yield workspace, openpyxl.load_workbook(file)


def test_there_is_one_row_a_question_with_its_answer_in_words_and_as_stored(
    written: Written,
) -> None:
    workspace, file = written
    instrument = workspace.library.get(TRAINING.instrument)
    stored = {stage.id: workspace.store.answers(TRAINING, stage.id) for stage in instrument.stages}
    rows = read(file, "Questions")
    assert [row["Id"] for row in rows] == [question.id for question in instrument.questions]
    for row, question in zip(rows, instrument.questions, strict=True):
        for stage in ("mandiri", "administrasi"):
            name, answer = EN.pick(instrument.stage[stage].name), stored[stage].get(question.id)
            if answer is None:
                assert row[f"{name}: Answer (JSON)"] is None
                continue
            assert json.loads(row[f"{name}: Answer (JSON)"]) == answer.value
            assert row[f"{name}: Answer"] == answer_in_words(question.answer, answer.value, EN)
            assert row[f"{name}: Who"] == answer.author
            at = row[f"{name}: When"].replace(tzinfo=UTC)
            assert abs((at - answer.at).total_seconds()) < 0.01  # Excel keeps milliseconds


def test_points_at_every_level_are_those_of_the_score_to_the_last_digit(written: Written) -> None:
    workspace, file = written
    score = score_case(workspace, TRAINING)
    parts = score.parts | {TOTAL: score.total}
    seen = [row for name in ("Questions", "Indicators", "Clusters") for row in read(file, name)]
    assert {row["Id"] for row in seen} == set(parts)
    for row in seen:
        part = parts[row["Id"]]
        shown = [row[name] for name in ("Maximum", "Claimed", "Supported", "Verified", "Gap")]
        assert shown == [part.max, part.claimed, part.supported, part.verified, part.gap]


def test_evidence_reported_points_and_journal_are_all_there(written: Written) -> None:
    workspace, file = written
    rows = take_out(workspace.store, TRAINING)
    assert [row["SHA-256"] for row in read(file, "Evidence")] == [row["sha256"] for row in rows["evidence"]]
    assert [row["Points"] for row in read(file, "Reported points")] == [row["points"] for row in rows["reported"]]
    journal = read(file, "Journal")
    assert [row["After (JSON)"] for row in journal] == [row["new"] for row in rows["journal"]]
    assert journal[-1]["When"].replace(microsecond=0, tzinfo=UTC) == moment(rows["journal"][-1]["at"]).replace(
        microsecond=0
    )
    attached = sum(row["Files attached"] for row in read(file, "Questions"))
    assert attached == len(rows["evidence"]) > 0


def test_a_region_that_is_made_up_is_marked_on_every_sheet_and_printed_page(
    written: Written,
) -> None:
    for sheet in written[1]:
        assert sheet["A1"].value == "TRAINING DATA"
        assert "TRAINING DATA" in str(sheet.oddHeader.right.text)


def test_every_sheet_has_a_filter_and_a_heading_that_stays(written: Written) -> None:
    for sheet in written[1]:
        assert sheet.auto_filter.ref.startswith("A2:")
        assert sheet.freeze_panes.endswith("3")


def test_a_real_region_bears_no_mark_and_what_is_not_known_stays_empty(written: Written, tmp_path: Path) -> None:
    case = Case("32.73", "kla-2024", 2024)
    export_excel(written[0], case, tmp_path / "x.xlsx", language("id"))
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert all(sheet["A1"].value != "DATA LATIHAN" for sheet in book)
    rows = read(tmp_path / "x.xlsx", book.sheetnames[1], mark=False)
    assert {row["Nilai mandiri"] for row in rows} == {None}
    assert {type(row["Nilai maks."]) for row in rows} <= {int, float}


def test_hostile_text_stays_text_and_starts_nothing(tmp_path: Path) -> None:
    case = Case("00.01", "kla-2024", 2024)
    with create_workspace(tmp_path / "ws") as workspace:
        workspace.store.save_regions(
            [
                Region("00", "=1+1", RegionKind.PROVINCE, None, True),
                Region("00.01", "=1+1", RegionKind.KABUPATEN, "00", True),
            ],
            "=author",
        )
        instrument = workspace.library.get(case.instrument)
        questions = [question.id for question in instrument.questions[: len(HOSTILE)]]
        answers = [Answer(one, None, text, text) for one, text in zip(questions, HOSTILE, strict=True)]
        workspace.store.save_answers(case, "mandiri", answers, instrument, "=author")
        (tmp_path / "=SUM(A1).pdf").write_bytes(b"x")
        kind = next(iter(instrument.evidence_kinds))
        attachment = Attachment(questions[0], kind, tmp_path / "=SUM(A1).pdf", "@caption\x07\x00")
        workspace.attach(case, [attachment], instrument, "=author")
        export_excel(workspace, case, tmp_path / "x.xlsx", EN)
    rows = read(tmp_path / "x.xlsx", "Questions")
    assert [row["Self-assessment: Note"] for row in rows[: len(HOSTILE)]] == HOSTILE
    assert read(tmp_path / "x.xlsx", "Evidence")[0]["Caption"] == "@caption��"
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        for name in book.namelist():
            if name.startswith("xl/worksheets"):
                text = book.read(name).decode()
                assert "<f>" not in text
                assert "<hyperlink" not in text
                assert "_x0000_" not in text


def test_an_answer_to_a_question_that_is_gone_is_still_shown(demo_folder: Path, tmp_path: Path) -> None:
    with open_workspace(shutil.copytree(demo_folder, tmp_path / "ws")) as workspace:
        key = {"region": "00.01", "instrument": "kla-2024", "cycle": 2024, "stage": "dulu", "question": "Z9"}
        with workspace.store.writing(TRAINING, "Ani") as (connection, by):
            put(connection, tables.answer, [key | {"value": "1", "note": "", "source": ""}], by)
        export_excel(workspace, TRAINING, tmp_path / "x.xlsx", EN)
    last = read(tmp_path / "x.xlsx", "Questions")[-1]
    assert (last["Id"], last["Question"]) == ("Z9", "not in the instrument any more")
    assert (last["dulu: Answer (JSON)"], last["dulu: Answer"], last["Maximum"]) == ("1", None, None)


def test_a_text_longer_than_a_cell_is_cut_and_says_so(tmp_path: Path) -> None:
    sheet = sheets.Sheet("x", (sheets.Heading("a", 10),), [("😀" * 40_000,)])
    (tmp_path / "x.xlsx").write_bytes(sheets.write_book([sheet], "x", "", EN))
    text = read(tmp_path / "x.xlsx", "x", mark=False)[0]["a"]
    assert len(text.encode("utf-16-le")) // 2 <= sheets.LONGEST_TEXT
    assert "more characters" in text
    assert text.startswith("😀" * 16_000)


def test_more_rows_than_a_sheet_holds_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    sheet = sheets.Sheet("x", (sheets.Heading("a", 10, "count"),), [(number,) for number in range(5)])
    (tmp_path / "x.xlsx").write_bytes(sheets.write_book([sheet], "x", "", EN))
    found = [row["a"] for row in read(tmp_path / "x.xlsx", "x", mark=False)]
    assert found == [0, 1, 2, "… (2 more rows; the other formats have them all)"]
