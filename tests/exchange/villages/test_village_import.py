"""Tables of villages come in.

VT001  Yes, no and blank are told apart however people write them; a blank is never a no.
VT002  A percentage is yes of those who answered; with blanks it is not taken over unless asked for.
VT003  Columns are found by the question's id, rows by their code; order and surroundings do not matter.
VT004  The same file again changes nothing; every change is in the journal and one transaction.
VT005  A blank keeps what is stored; an answer that its maker cannot have seen is listed and not overwritten.
VT006  An answer given otherwise in the workbook is not overwritten by a count.
VT007  Villages that fail are listed by name; sub-districts are known from the codes of their villages.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from village_files import CASE, EN, ID, SUBDISTRICT, VILLAGES, answer, book_file, bring, codes_of, csv_file

from kla_widgets.assessment.items import item_history, read_items
from kla_widgets.assessment.records import Answer
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.villages.cells import BAD, FORMULA, SILENT, TAKEN_BACK, sign_of
from kla_widgets.exchange.villages.criteria import Tier, criteria_of
from kla_widgets.exchange.villages.describe import describe_import
from kla_widgets.exchange.villages.export import export_villages
from kla_widgets.exchange.villages.summary import by_criterion, by_place, by_subdistrict, failing, unanswered
from kla_widgets.exchange.villages.table import KIND, NO, OPEN, YES, read_table

HEAD = ["Kode", "Nama", "Kecamatan", "I26.2", "I26.8d"]


def rows(*answers: str) -> list[list[str]]:
    return [
        HEAD,
        *(
            [code, f"Desa {place}", "Hulu", said, said]
            for place, (code, said) in enumerate(zip(VILLAGES, answers, strict=False), 1)
        ),
    ]


@pytest.mark.parametrize(
    ("said", "sign"),
    [
        *((word, YES) for word in ("ya", " YA ", "Y", "yes", "1", 1, 1.0, True, "ada", "✓")),
        *((word, NO) for word in ("tidak", "Tidak", "no", "0", 0, 0.0, False, "tdk", "tidak ada")),
        *((word, SILENT) for word in ("", None, "   ")),
        *((word, TAKEN_BACK) for word in ("kosong", "-", "–")),
        *((word, BAD) for word in ("mungkin", "2", 3.5, "belum", "x", "yaa")),
        *((word, FORMULA) for word in ("=1", '=HYPERLINK("http://a")')),
    ],
)
def test_vt001_what_a_cell_says(said: object, sign: int) -> None:
    assert sign_of(said) == sign


def test_vt001_a_blank_is_stored_as_unanswered_and_not_as_no(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, csv_file(tmp_path, rows("ya", "tidak", "")))
    stored = read_table(workspace.store, CASE.instrument, CASE.cycle).frame
    assert stored.loc[list(VILLAGES[:3]), "I26.2"].tolist() == [YES, NO, OPEN]


def test_vt002_complete_criteria_become_answers(workspace: Workspace, tmp_path: Path) -> None:
    done = bring(workspace, csv_file(tmp_path, rows("ya", "tidak", "ya", "ya")))
    assert answer(workspace, "I26.2") == {"numerator": 3, "denominator": 4}
    assert answer(workspace, "I26.8d") == {"numerator": 3, "denominator": 4}
    assert answer(workspace, "I26.3") is None
    assert "3 dari 4" in describe_import(done, workspace.regions, ID) or "3 of 4" in describe_import(
        done, workspace.regions, EN
    )


def test_vt002_blanks_hold_a_percentage_back_until_it_is_asked_for(workspace: Workspace, tmp_path: Path) -> None:
    file = csv_file(tmp_path, rows("ya", "tidak", "", "ya"))
    done = bring(workspace, file)
    assert answer(workspace, "I26.2") is None
    states = dict(zip(done.plan.counts["question"], done.plan.counts["state"], strict=True))
    assert (states["I26.2"], states["I26.3"]) == ("incomplete", "empty")
    assert "1 blank" in describe_import(done, workspace.regions, EN)
    bring(workspace, file, incomplete=True)
    assert answer(workspace, "I26.2") == {"numerator": 2, "denominator": 3}
    assert workspace.store.answers(CASE, "mandiri")["I26.2"].source == "village-table 3/4"


def test_vt003_moved_columns_and_rows_give_the_same_table(workspace: Workspace, tmp_path: Path) -> None:
    plain = rows("ya", "tidak", "", "ya")
    bring(workspace, csv_file(tmp_path, plain))
    moved = [[row[place] for place in (4, 1, 0, 2, 3)] for row in (plain[0], *reversed(plain[1:]))]
    titled = [["Tabel desa 2024", "", "", "", ""], ["", "", "", "", ""], *moved, ["", "Jumlah", "", "", "3"]]
    other = csv_file(tmp_path, titled, sign="\t", name="lain.tsv")
    assert bring(workspace, other).stored == 0


def test_vt003_headings_may_be_words_and_codes_may_lack_their_dots(workspace: Workspace, tmp_path: Path) -> None:
    text = next(one.text for one in criteria_of(workspace.library.get("kla-2024")) if one.question == "I26.4")
    table = [["KODE DESA", "Nama Desa", f"I26.2 – {text.en}", text.id], ["0001012001", "Suka", "ya", "tidak"]]
    bring(workspace, book_file(tmp_path, {"Lembar": table}))
    stored = read_table(workspace.store, CASE.instrument, CASE.cycle).frame
    assert stored.loc[VILLAGES[0], ["I26.2", "I26.4"]].tolist() == [YES, NO]


def test_vt003_a_list_of_codes_and_names_alone_is_a_table(workspace: Workspace, tmp_path: Path) -> None:
    done = bring(workspace, csv_file(tmp_path, [["Kode", "Nama"], [VILLAGES[0], "Suka"]], sign=","))
    assert (done.plan.merged.added, done.plan.merged.answers) == (2, 0)
    frame = read_table(workspace.store, CASE.instrument, CASE.cycle).frame
    assert frame["name"].to_dict() == {SUBDISTRICT: "", VILLAGES[0]: "Suka"}


def test_vt004_again_changes_nothing_and_the_journal_tells_all(workspace: Workspace, tmp_path: Path) -> None:
    file = csv_file(tmp_path, rows("ya", "tidak", "ya", "ya"))
    first = bring(workspace, file)
    lines = len(workspace.store.journal())
    again = bring(workspace, file)
    assert first.stored > 0
    assert (again.stored, again.plan.conflicts, len(workspace.store.journal())) == (0, (), lines)
    (entry,) = item_history(workspace.store, CASE, KIND, SUBDISTRICT)
    assert (entry.author, entry.reason) == ("penguji", "villages desa.csv")


def test_vt004_a_dry_run_stores_nothing(workspace: Workspace, tmp_path: Path) -> None:
    done = bring(workspace, csv_file(tmp_path, rows("ya")), dry_run=True)
    assert (done.stored, workspace.store.cases(), done.plan.merged.answers) == (0, (), 2)


def test_vt004_one_bad_cell_and_nothing_is_stored(workspace: Workspace, tmp_path: Path) -> None:
    done = bring(workspace, csv_file(tmp_path, rows("ya", "mungkin")))
    assert codes_of(done) == ["VIL-015", "VIL-015"]
    assert done.refusal is not None
    assert workspace.store.cases() == ()
    assert done.plan.faults[0].where == "desa.csv:3"


def test_vt005_a_blank_keeps_what_is_stored(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, csv_file(tmp_path, rows("ya", "tidak")))
    done = bring(workspace, csv_file(tmp_path, rows("", "")))
    assert (done.stored, done.plan.conflicts) == (0, ())


def test_vt005_unseen_answers_are_listed_and_stay(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, csv_file(tmp_path, rows("ya", "tidak")))
    other = csv_file(tmp_path, rows("tidak", "kosong", "ya"), name="lain.csv")
    done = bring(workspace, other)
    frame = read_table(workspace.store, CASE.instrument, CASE.cycle).frame
    assert frame.loc[list(VILLAGES[:3]), "I26.2"].tolist() == [YES, NO, YES]
    assert [fault.code for fault in done.plan.conflicts] == ["VIL-020"] * 4
    assert "Desa 1" in done.plan.conflicts[0].describe(EN)
    bring(workspace, other, overwrite=True)
    frame = read_table(workspace.store, CASE.instrument, CASE.cycle).frame
    assert frame.loc[list(VILLAGES[:3]), "I26.2"].tolist() == [NO, OPEN, YES]


def test_vt005_what_the_template_has_shown_may_be_changed_in_it(workspace: Workspace, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    bring(workspace, csv_file(tmp_path, rows("ya", "tidak")))
    template = tmp_path / "templat.xlsx"
    export_villages(workspace, "00.01", 2024, template, ID)
    book = load_workbook(template)
    page = book.worksheets[2]
    place = next(cell.column for cell in page[2] if str(cell.value).startswith("I26.2 "))
    assert [page.cell(row, place).value for row in (3, 4)] == ["ya", "tidak"]
    page.cell(3, place).value = "tidak"
    book.save(template)
    done = bring(workspace, template, region="00.01")
    assert done.plan.conflicts == ()
    frame = read_table(workspace.store, CASE.instrument, CASE.cycle).frame
    assert frame.loc[VILLAGES[0], "I26.2"] == NO
    page.cell(4, place).value = "ya"  # made on what the template showed, which has changed since
    book.save(template)
    assert [fault.code for fault in bring(workspace, template).plan.conflicts] == ["VIL-020"]


def test_vt006_an_answer_of_the_workbook_stays(workspace: Workspace, tmp_path: Path) -> None:
    instrument = workspace.library.get(CASE.instrument)
    own = {"numerator": 1, "denominator": 9}
    workspace.store.save_answers(CASE, "mandiri", [Answer("I26.2", own, "hitungan sendiri")], instrument, "dinas")
    file = csv_file(tmp_path, rows("ya", "tidak", "ya", "ya"))
    done = bring(workspace, file)
    assert [fault.code for fault in done.plan.conflicts] == ["VIL-035"]
    assert answer(workspace, "I26.2") == own
    bring(workspace, file, overwrite=True)
    saved = workspace.store.answers(CASE, "mandiri")["I26.2"]
    assert (saved.value, saved.note) == ({"numerator": 3, "denominator": 4}, "hitungan sendiri")


def test_vt006_a_count_follows_the_table(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, csv_file(tmp_path, rows("ya", "tidak")))
    assert answer(workspace, "I26.2") == {"numerator": 1, "denominator": 2}
    bring(workspace, csv_file(tmp_path, rows("ya", "tidak", "ya", "ya")))
    assert answer(workspace, "I26.2") == {"numerator": 3, "denominator": 4}


def test_vt007_frames_tell_who_fails_and_where(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, csv_file(tmp_path, rows("ya", "tidak", "", "tidak")))
    criteria = criteria_of(workspace.library.get("kla-2024"))
    one = {criterion.question: criterion for criterion in criteria}
    table = read_table(workspace.store, CASE.instrument, CASE.cycle).frame
    assert failing(table, one["I26.2"])["name"].tolist() == ["Desa 2", "Desa 4"]
    assert failing(table, one["I26.8d"])["name"].tolist() == ["Desa 1"]  # for cases, yes is the failure
    assert unanswered(table, one["I26.2"])["code"].tolist() == [VILLAGES[2]]
    counts = by_criterion(table, criteria).set_index("question").loc["I26.8d"]
    assert (counts["yes"], counts["no"], counts["blank"], counts["met"], counts["total"]) == (1, 2, 1, 2, 4)
    places = by_place(table, criteria)
    assert places.loc[VILLAGES[0], ["asked", "answered", "met"]].tolist() == [18, 2, 1]
    above = by_subdistrict(table, criteria).loc[SUBDISTRICT]
    assert (above["name"], above["villages"], above["complete"], above["answered"]) == ("Hulu", 4, 0, 6)


def test_vt007_the_criteria_are_those_of_indicators_25_and_26(workspace: Workspace) -> None:
    criteria = criteria_of(workspace.library.get("kla-2024"))
    tiers = {tier: [one.question for one in criteria if one.tier is tier] for tier in Tier}
    assert {question.split(".")[0] for question in tiers[Tier.SUBDISTRICT]} == {"I25"}
    assert {question.split(".")[0] for question in tiers[Tier.VILLAGE]} == {"I26"}
    assert (len(tiers[Tier.SUBDISTRICT]), len(tiers[Tier.VILLAGE])) == (15, 18)
    assert [one.question for one in criteria if not one.good] == [
        *(f"I25.7{letter}" for letter in "abcd"), *(f"I26.8{letter}" for letter in "abcd")
    ]  # fmt: skip


def test_vt007_records_are_kept_by_the_region_above(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, csv_file(tmp_path, rows("ya", "tidak")))
    items = {item.id: item.content["rows"] for item in read_items(workspace.store, CASE, KIND)}
    assert {name: [row[0] for row in of_parent] for name, of_parent in items.items()} == {
        "00.01": [SUBDISTRICT],
        SUBDISTRICT: list(VILLAGES[:2]),
    }


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice on this machine")
def test_vt004_a_pass_through_libreoffice_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, csv_file(tmp_path, rows("ya", "tidak", "", "ya")))
    template = tmp_path / "templat.xlsx"
    export_villages(workspace, "00.01", 2024, template, ID)
    profile = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    for ending, file, folder in (("ods", template, tmp_path), ("xlsx", tmp_path / "templat.ods", tmp_path / "lagi")):
        command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(folder), str(file)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    done = bring(workspace, tmp_path / "lagi" / "templat.xlsx", region="00.01")
    assert (done.stored, done.plan.conflicts, done.refusal) == (0, (), None)
    stored = read_table(workspace.store, CASE.instrument, CASE.cycle).frame
    assert done.plan.merged.table[stored.columns].equals(stored)
