"""The review sheet: what goes out, what comes back, and what is refused.

RVS-1  A row for each claim: hidden id, answer, points, evidence, and the anchor that the report has.
RVS-2  Sheet, decisions and score are equal to the last digit; a second import changes nothing.
RVS-3  A sheet of another region, cycle, stage, evaluator or workspace is refused.
RVS-4  Every fault is told with its cell, and nothing is stored then.
RVS-5  Decisions on claims or evidence that changed since are listed and left out, unless they are wanted.
RVS-6  Rows may be sorted and the sheet saved by another program; rows that lost their marks are told.
RVS-7  Hostile texts stay text; training data are marked.
RVS-8  Anchors are the same in every run and language.
"""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from review_sheets import DECISION, POINTS, REASON, STAGE, Filled, fill, filled_cells, place_of, places, rows
from verified_training import ANI, BUDI, CASE, CITRA, FRESH

from kla_widgets.assessment.records import Answer
from kla_widgets.assessment.workspace import Attachment, Workspace, create_workspace, open_workspace
from kla_widgets.errors import KlaError
from kla_widgets.exchange.recap.cells import Sheet
from kla_widgets.exchange.recap.grid import read_book
from kla_widgets.language import language
from kla_widgets.reporting import district_gaps
from kla_widgets.reporting.facts import read_facts
from kla_widgets.reporting.review_sheet.exporting import export_review_sheet
from kla_widgets.reporting.review_sheet.importing import Imported, import_review_sheet
from kla_widgets.reporting.review_sheet.marks import VERDICT_WORDS, read_sheet_mark, read_verdict
from kla_widgets.reporting.review_sheet.reading import read_decisions
from kla_widgets.reporting.review_sheet.rows import claim_state, read_review_sheet
from kla_widgets.results import score_case
from kla_widgets.review.decisions import settle_equal
from kla_widgets.review.desk import Desk, read_desk
from kla_widgets.review.records import Claim, Decision, Verdict
from kla_widgets.review.stages import reopen, sign


def word(verdict: Verdict, code: str = "id") -> str:
    return language(code)(VERDICT_WORDS[verdict])


ACCEPT, REDUCE, REJECT, COMPLETE = map(word, Verdict)
FILLED: Filled = {
    "I1.1": (ACCEPT, None, None),
    "I3.2": (REJECT, None, "Tanpa data dukung"),
    "I4.5": (REDUCE, 1.55, "Sebagian tidak terbaca"),
    "I4.7": (word(Verdict.COMPLETION, "en"), None, "Unggah SK"),
    "I5.9": (word(Verdict.REDUCE, "en"), "1,25", "Satu layanan saja"),
}


@pytest.fixture(scope="session")
def read(made_sheet: Path) -> tuple[Sheet, ...]:
    """The empty sheet as it is read."""
    return read_book(made_sheet.read_bytes(), made_sheet.name)


@pytest.fixture(scope="session")
def desk(claimed_folder: Path) -> Desk:
    with open_workspace(claimed_folder) as opened:
        return read_desk(opened, CASE, STAGE)


def take(workspace: Workspace, file: Path, **more: object) -> Imported:
    return import_review_sheet(workspace, file, BUDI, STAGE, **more)  # type: ignore[arg-type]


def codes(error: pytest.ExceptionInfo[KlaError]) -> list[str]:
    return [one.code for one in error.value.faults]


def test_rvs_1_there_is_a_row_for_each_claim_with_the_anchor_of_the_report(workspace: Workspace, sheet: Path) -> None:
    page = load_workbook(sheet).worksheets[0]
    claims = read_desk(workspace, CASE, STAGE).claims
    assert list(rows(page)) == list(claims)
    html = district_gaps.answers(read_facts(workspace, CASE.region, CASE.cycle)).html
    ids = set(re.findall(r'<tr id="([^"]*)"', html))
    column = places(page)
    for question, row in rows(page).items():
        assert page.cell(row, column["claimed"]).value == claims[question].points
        assert page.cell(row, column["maximum"]).value == claims[question].maximum
        file, anchor = str(page.cell(row, column["link"]).value).split("#")
        assert (file, anchor) == ("district-kla-2024.html", f"q-{question}")
        assert anchor in ids
    assert page.cell(rows(page)["I1.1"], column["evidence"]).value not in (None, "")
    assert (page.row_dimensions[1].hidden, page.column_dimensions["A"].hidden) == (True, True)
    lists = [one.formula1 for one in page.data_validations.dataValidation if one.type == "list"]
    assert lists == ['"' + ",".join((ACCEPT, REDUCE, REJECT, COMPLETE)) + '"']


def test_rvs_1_the_mark_names_the_data_that_the_report_was_made_of(workspace: Workspace, sheet: Path) -> None:
    mark = read_sheet_mark(str(load_workbook(sheet).worksheets[0]["A1"].value))
    assert mark is not None
    assert (mark.case, mark.stage, mark.evaluator) == (CASE, STAGE, BUDI)
    assert mark.data == read_facts(workspace, CASE.region, CASE.cycle).record.data_hash


def test_rvs_2_sheet_decisions_and_score_are_equal_to_the_last_digit(workspace: Workspace, sheet: Path) -> None:
    done = take(workspace, fill(sheet, FILLED))
    assert (len(done.found.new), done.stored, done.empty) == (5, 5, 247)
    desk = read_desk(workspace, CASE, STAGE)
    kept = {one.question: (one.verdict, one.points, one.decision.reason) for one in desk.own.values()}
    assert kept == {
        "I1.1": (Verdict.ACCEPT, desk.claims["I1.1"].points, ""),
        "I3.2": (Verdict.REJECT, 0.0, "Tanpa data dukung"),
        "I4.5": (Verdict.REDUCE, 1.55, "Sebagian tidak terbaca"),
        "I4.7": (Verdict.COMPLETION, None, "Unggah SK"),
        "I5.9": (Verdict.REDUCE, 1.25, "Satu layanan saja"),
    }
    assert set(settle_equal(workspace, CASE, STAGE, BUDI)) == set(FILLED) - {"I4.7"}
    parts = score_case(workspace, CASE, STAGE).parts
    assert [parts[one].verified for one in ("I3.2", "I4.5", "I5.9")] == [0.0, 1.55, 1.25]


@pytest.mark.slow
def test_rvs_2_a_whole_sheet_gives_the_total_computed_by_hand(workspace: Workspace, tmp_path: Path) -> None:
    sheet, _ = export_review_sheet(workspace, FRESH, STAGE, BUDI, tmp_path / "out")
    claims = read_desk(workspace, FRESH, STAGE).claims
    filled: Filled = {question: (ACCEPT, None, None) for question, claim in claims.items() if claim.counts}
    filled |= {question: values for question, values in FILLED.items() if question != "I4.7"}
    assert take(workspace, fill(sheet, filled)).empty == 0
    settle_equal(workspace, FRESH, STAGE, BUDI)
    sign(workspace, FRESH, STAGE, BUDI)
    # 724.14 claimed; less 2 (rejected), 2.4 - 1.55 and 4 - 1.25
    assert score_case(workspace, FRESH, STAGE).total.verified == 718.54


def test_rvs_2_a_second_import_and_a_sheet_made_anew_change_nothing(
    workspace: Workspace, sheet: Path, tmp_path: Path
) -> None:
    take(workspace, fill(sheet, FILLED))
    before = workspace.store.state()
    again = take(workspace, sheet)
    assert (len(again.found.same), again.stored) == (5, 0)
    anew, _ = export_review_sheet(workspace, CASE, STAGE, BUDI, tmp_path / "anew", "en")
    prefilled = take(workspace, anew)
    assert (len(prefilled.found.same), prefilled.stored, prefilled.is_incomplete) == (5, 0, False)
    assert workspace.store.state() == before


def test_rvs_2_a_dry_run_tells_and_stores_nothing(workspace: Workspace, sheet: Path) -> None:
    before = workspace.store.state()
    done = take(workspace, fill(sheet, FILLED), dry_run=True)
    assert (len(done.found.new), done.stored) == (5, 0)
    assert workspace.store.state() == before
    assert "5" in done.describe(language("en"))


def test_rvs_3_a_sheet_that_does_not_belong_here_is_refused(workspace: Workspace, sheet: Path, tmp_path: Path) -> None:
    for more, code in (({"region": "00.51"}, "RSH-020"), ({"cycle": 2023}, "RSH-021")):
        with pytest.raises(KlaError) as error:
            take(workspace, sheet, **more)
        assert codes(error) == [code]
    with pytest.raises(KlaError) as error:
        import_review_sheet(workspace, sheet, BUDI, "final")
    assert codes(error) == ["RSH-022"]
    with pytest.raises(KlaError) as error:
        import_review_sheet(workspace, sheet, CITRA, STAGE)
    assert codes(error) == ["RSH-023"]
    with create_workspace(tmp_path / "other") as other, pytest.raises(KlaError) as error:
        import_review_sheet(other, sheet, f" {BUDI.upper()} ", STAGE)
    assert codes(error) == ["RSH-024"]


def test_rvs_3_a_stage_that_is_not_open_or_decides_nothing_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(KlaError) as error:
        export_review_sheet(workspace, CASE, "mandiri", BUDI, tmp_path / "out")
    assert codes(error) == ["REV-018"]
    file, _ = export_review_sheet(workspace, CASE, "final", BUDI, tmp_path / "out")
    with pytest.raises(KlaError) as error:
        import_review_sheet(workspace, fill(file, FILLED), BUDI, "final")
    assert codes(error) == ["REV-010"]


@pytest.mark.slow
def test_rvs_3_other_files_are_told_apart(workspace: Workspace, sheet: Path, tmp_path: Path) -> None:
    book = load_workbook(sheet)
    book.worksheets[0]["A1"].value = None
    book.save(tmp_path / "unmarked.xlsx")
    book.worksheets[0]["A1"].value = f"kla|review|2|00.01|kla-2024|2024|{STAGE}|abc|{BUDI}"
    book.save(tmp_path / "newer.xlsx")
    book.worksheets[0]["A1"].value = f"kla|review|1|00.01|kla-2024|2024|{STAGE}|abc|{BUDI}"
    book.worksheets[1]["A30"].value = f"kla|review|1|00.01|kla-2024|2024|final|abc|{BUDI}"
    book.save(tmp_path / "several.xlsx")
    (tmp_path / "text.xlsx").write_text("not a workbook")
    found = {}
    for name in ("unmarked", "newer", "several", "text", "missing"):
        with pytest.raises(KlaError) as error:
            take(workspace, tmp_path / f"{name}.xlsx")
        found[name] = codes(error)
    assert found == {
        "unmarked": ["RSH-001"],
        "newer": ["RSH-003"],
        "several": ["RSH-002"],
        "text": ["RCP-007"],
        "missing": ["RCP-001"],
    }


@pytest.mark.parametrize(
    ("values", "code", "at"),
    [
        (("mungkin", None, None), "RSH-010", DECISION),
        ((None, 1, None), "RSH-011", POINTS),
        ((None, None, "sebab"), "RSH-011", REASON),
        ((REDUCE, None, "sebab"), "RSH-012", DECISION),
        ((ACCEPT, 1, None), "RSH-013", POINTS),
        ((REJECT, 1, "sebab"), "RSH-013", POINTS),
        ((COMPLETE, 1, "sebab"), "RSH-013", POINTS),
        ((REDUCE, 1, None), "RSH-014", DECISION),
        ((REJECT, None, "  "), "RSH-014", DECISION),
        ((COMPLETE, None, None), "RSH-014", DECISION),
        ((REDUCE, 4.01, "sebab"), "STO-013", POINTS),
        ((REDUCE, -1, "sebab"), "STO-016", POINTS),
        ((REDUCE, "satu", "sebab"), "AGW-021", POINTS),
        ((REDUCE, "=1+1", "sebab"), "AGW-020", POINTS),
        (("=1+1", None, None), "AGW-020", DECISION),
    ],
)
def test_rvs_4_a_fault_is_told_with_its_cell(
    read: tuple[Sheet, ...], desk: Desk, values: tuple[object, object, object], code: str, at: str
) -> None:
    with pytest.raises(KlaError) as error:
        read_decisions(filled_cells(read, "I5.9", values), "lembar.xlsx", desk)
    assert [(one.code, one.where, one.path) for one in error.value.faults] == [
        (code, f"lembar.xlsx:{place_of(read, 'I5.9', at)}", "I5.9")
    ]


def test_rvs_4_all_faults_are_told_at_once_and_nothing_is_stored(workspace: Workspace, sheet: Path) -> None:
    wrong: Filled = {"I5.9": (REDUCE, 9, "x"), "I3.2": (REJECT, None, None), "I1.1": ("?", None, None)}
    before = workspace.store.state()
    with pytest.raises(KlaError) as error:
        take(workspace, fill(sheet, FILLED | wrong))
    assert sorted(codes(error)) == ["RSH-010", "RSH-014", "STO-013"]
    assert workspace.store.state() == before


def test_rvs_4_a_reduction_that_changes_nothing_and_points_that_fit_need_no_reason(
    read: tuple[Sheet, ...], desk: Desk
) -> None:
    one = read_decisions(filled_cells(read, "I5.9", (REDUCE, 4, None)), "x", desk)
    other = read_decisions(filled_cells(read, "I4.7", (ACCEPT, 2, None)), "x", desk)
    assert [given.decision for given in (*one, *other)] == [
        Decision("I5.9", Verdict.REDUCE, 4),
        Decision("I4.7", Verdict.ACCEPT),
    ]


def test_rvs_5_claims_that_changed_since_are_left_out_unless_they_are_wanted(workspace: Workspace, sheet: Path) -> None:
    fill(sheet, FILLED)
    reopen(workspace, CASE, "mandiri", ANI, "Salah isi")
    instrument = workspace.library.get(CASE.instrument)
    workspace.store.save_answers(CASE, "mandiri", [Answer("I5.9", "sebagian")], instrument, ANI)
    sign(workspace, CASE, "mandiri", ANI)
    done = take(workspace, sheet)
    assert ([one.question for one in done.found.older], done.stored, done.is_incomplete) == (["I5.9"], 4, True)
    told = done.describe(language("en"))
    assert re.search(r"!I\d+ I5\.9$", told, re.MULTILINE)
    assert done.mark.data in told
    all_ = take(workspace, sheet, accept_older=True)
    assert ([one.question for one in all_.found.older], all_.stored, all_.is_incomplete) == (["I5.9"], 1, False)
    own = read_desk(workspace, CASE, STAGE).of(BUDI, "I5.9")
    assert own is not None
    assert (own.points, own.claimed) == (1.25, 2.0)
    assert take(workspace, sheet).stored == 0


def test_rvs_5_evidence_that_came_since_makes_a_decision_older(
    workspace: Workspace, sheet: Path, tmp_path: Path
) -> None:
    fill(sheet, FILLED)
    reopen(workspace, CASE, "mandiri", ANI, "Satu berkas lagi")
    file = tmp_path / "SK.pdf"
    file.write_bytes(b"%PDF-1.4 SK")
    instrument = workspace.library.get(CASE.instrument)
    kind = next(iter(instrument.evidence_kinds))
    workspace.attach(CASE, [Attachment("I4.5", kind, file, "SK", 2024)], instrument, ANI)
    sign(workspace, CASE, "mandiri", ANI)
    assert [one.question for one in take(workspace, sheet).found.older] == ["I4.5"]


def test_rvs_5_what_was_decided_about_another_claim_is_not_filled_in_again(workspace: Workspace, sheet: Path) -> None:
    take(workspace, fill(sheet, FILLED))
    reopen(workspace, CASE, "mandiri", ANI, "Salah isi")
    instrument = workspace.library.get(CASE.instrument)
    workspace.store.save_answers(CASE, "mandiri", [Answer("I5.9", "sebagian")], instrument, ANI)
    found = {one.question.id: one.own for one in read_review_sheet(workspace, CASE, STAGE, BUDI).rows}
    assert found["I5.9"] is None
    assert found["I4.5"] is not None


def test_rvs_6_rows_may_be_sorted_and_columns_moved(workspace: Workspace, sheet: Path) -> None:
    fill(sheet, FILLED)
    book = load_workbook(sheet)
    page = book.worksheets[0]
    head = min(rows(page).values())
    lines = [[cell.value for cell in row] for row in page.iter_rows(min_row=head)]
    lines.sort(key=lambda line: str(line[2]))
    for row, line in enumerate(lines, head):
        for column, value in enumerate(line, 1):
            page.cell(row, column).value = value
    for row in rows(page).values():
        page.cell(row, places(page)["link"]).hyperlink = None  # openpyxl leaves them behind when columns move
    page.insert_cols(3)
    book.save(sheet)
    assert take(workspace, sheet).stored == 5


def test_rvs_6_rows_that_lost_their_mark_or_got_another_one_are_told(workspace: Workspace, sheet: Path) -> None:
    fill(sheet, FILLED)
    book = load_workbook(sheet)
    page = book.worksheets[0]
    place = rows(page)
    page.cell(place["I5.9"], 1).value = None
    page.cell(place["I4.7"], 1).value = page.cell(place["I4.5"], 1).value
    page.cell(place["I1.1"], 1).value = page.cell(place["I3.2"], 1).value
    page.cell(place["I1.1"], places(page)["number"]).value = "I3.2"
    book.save(sheet)
    with pytest.raises(KlaError) as error:
        take(workspace, sheet)
    assert sorted(codes(error)) == ["RSH-015", "RSH-016", "RSH-017"]


@pytest.mark.slow
def test_rvs_7_hostile_texts_stay_text_and_training_data_are_marked(workspace: Workspace, tmp_path: Path) -> None:
    hostile = '=HYPERLINK("http://x","y") <script>&\x00\ud800'
    reopen(workspace, CASE, "mandiri", ANI, "Uji")
    instrument = workspace.library.get(CASE.instrument)
    note = hostile.replace("\x00", "").replace("\ud800", "") * 2000
    workspace.store.save_answers(CASE, "mandiri", [Answer("I5.9", "ada", note)], instrument, ANI)
    sign(workspace, CASE, "mandiri", ANI)
    who = "=cmd|' /C calc'!A0"
    sheet, _ = export_review_sheet(workspace, CASE, STAGE, who, tmp_path / "out")
    with ZipFile(sheet) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    assert not any(re.search(r"<f[ >]", text) for name, text in parts.items() if "worksheets" in name)
    assert re.fullmatch(r"[a-zA-Z0-9._-]+", sheet.name)
    book = load_workbook(sheet)
    page = book.worksheets[0]
    assert "DATA" in str(page["B3"].value)
    assert page.oddHeader.right is not None
    assert "DATA" in str(page.oddHeader.right.text)
    cell = page.cell(rows(page)["I5.9"], places(page)["answer"])
    assert cell.data_type == "s"
    assert len(str(cell.value)) <= 32_767
    filled = fill(sheet, {"I5.9": (REJECT, None, "'=1+1 <b>")})
    assert import_review_sheet(workspace, filled, who, STAGE).stored == 1
    own = read_desk(workspace, CASE, STAGE).of(who, "I5.9")
    assert own is not None
    assert own.decision == Decision("I5.9", Verdict.REJECT, reason="'=1+1 <b>")


def test_rvs_7_a_sheet_that_is_there_is_not_overwritten(workspace: Workspace, tmp_path: Path) -> None:
    made, _ = export_review_sheet(workspace, CASE, STAGE, BUDI, tmp_path / "out")
    made.write_bytes(b"filled in")
    with pytest.raises(KlaError) as error:
        export_review_sheet(workspace, CASE, STAGE, BUDI, tmp_path / "out")
    assert codes(error) == ["RSH-030"]
    assert made.read_bytes() == b"filled in"
    export_review_sheet(workspace, CASE, STAGE, BUDI, tmp_path / "out", force=True)
    assert made.read_bytes() != b"filled in"


def test_rvs_8_anchors_are_the_same_in_every_run_and_language(workspace: Workspace) -> None:
    pages = [
        district_gaps.answers(read_facts(workspace, CASE.region, CASE.cycle, stage=stage, language_code=code)).html
        for stage, code in (("", "id"), ("", "id"), ("", "en"), ("mandiri", "id"))
    ]
    ids = [re.findall(r'<tr id="(q-[^"]*)"', page) for page in pages]
    assert ids[0] == ids[1] == ids[2] == ids[3]
    assert len(ids[0]) == len(set(ids[0])) == 274


def test_rvs_8_a_claims_state_does_not_depend_on_the_order_of_files(workspace: Workspace) -> None:
    files = workspace.store.evidence(CASE)[:3]
    claim = Claim("I5.9", {"b": 1, "a": 2}, 4.0, 4.0, "mandiri")
    same = Claim("I5.9", {"a": 2, "b": 1}, 4.0, 4.0, "review")
    assert claim_state(claim, files) == claim_state(same, reversed(files))
    assert claim_state(claim, files) != claim_state(claim, files[:2])


def test_words_of_the_list_are_read_in_both_languages() -> None:
    for verdict in Verdict:
        for code in ("id", "en"):
            assert read_verdict(f" {word(verdict, code).upper()} ") is verdict
    assert read_verdict("") is None
