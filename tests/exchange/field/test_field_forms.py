"""Forms for phones go out.

FF001  pyxform accepts every form without a warning: checklists, the questions that ask for photos, and all questions.
FF002  Both languages are complete; the first is Indonesian.
FF003  Questions depend on whether they were checked; answers have the limits of the instrument; photos are asked.
FF004  The form says for which district, year and instrument it is, and that training data are made up.
FF005  Wrong names and checklists are refused with what is known.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from kla_widgets.errors import KlaError
from kla_widgets.exchange.field.checklists import find_checklist, shipped_checklists
from kla_widgets.exchange.field.forms import Form, checklist_form, instrument_form
from kla_widgets.exchange.field.xlsform import LANGUAGES, form_bytes, write_form
from kla_widgets.instrument.answers import Matrix
from kla_widgets.instrument.base import Status
from kla_widgets.instrument.library import shipped_library

KLA = shipped_library().get("kla-2024")
EVERYTHING = [one.id for one in KLA.indicators]
FORMS = {
    **{name: checklist_form(find_checklist(name, KLA), "00.01", 2024) for name in shipped_checklists()},
    "photos": instrument_form(KLA, "00.01", 2024),
    "all": instrument_form(KLA, "00.01", 2024, EVERYTHING),
}


def xform(form: Form, folder: Path) -> str:
    out = folder / "formulir.xlsx"
    write_form(form, out)
    warnings: list[str] = []
    done = convert(str(out), warnings=warnings)
    assert (done.warnings, warnings) == ([], [])
    return str(done.xform)


@pytest.mark.parametrize("name", FORMS)
def test_ff001_pyxform_accepts_every_form(name: str, tmp_path: Path) -> None:
    text = xform(FORMS[name], tmp_path)
    assert all(f"<{field}" in text for field in FORMS[name].fields)


def test_ff001_what_no_phone_can_ask_is_told() -> None:
    tables = {one.id for one in KLA.questions if isinstance(one.answer, Matrix)}
    asked = {one.question for one in FORMS["all"].fields.values()} - {""}
    assert set(FORMS["all"].left_out) == tables
    assert asked | tables == set(KLA.question)


def test_ff002_both_languages_are_complete(tmp_path: Path) -> None:
    out = tmp_path / "formulir.xlsx"
    write_form(FORMS["rbra"], out)
    survey = list(load_workbook(out)["survey"].iter_rows(values_only=True))
    head = list(survey[0])
    for row in survey[1:]:
        if row[0] not in ("start", "end", "calculate", "end_group"):
            assert all(row[head.index(f"label::{name}")] for name in LANGUAGES.values())
    settings = dict(zip(*load_workbook(out)["settings"].iter_rows(values_only=True), strict=True))
    assert settings["default_language"] == "Bahasa Indonesia (id)"


def test_ff003_skip_logic_limits_and_photos() -> None:
    fields = instrument_form(KLA, "00.01", 2024, ["I11.2", "I17.3a", "I11.4"]).fields
    assert fields["I11_2_bagian"].relevant == "${I11_2_cek} = 'ya'"
    assert fields["I11_2_seluruh"].constraint == ". > 0 and . >= ${I11_2_bagian}"
    assert fields["I17_3a_previous_seluruh"].part == "previous.denominator"
    assert [one.id for one in fields["I11_4"].options] == [one.id for one in KLA.question["I11.4"].answer.options]
    assert {name for name, one in fields.items() if one.kind == "photo"} == {"I11_2_foto", "I17_3a_foto", "I11_4_foto"}
    assert FORMS["ruang-asi"].fields["b_air"].relevant == "${b_ada} = 'ya'"


def test_ff003_nothing_of_a_list_is_an_answer_of_its_own() -> None:
    lists = [one for one in FORMS["all"].fields.values() if one.kind == "many"]
    assert lists
    for one in lists:
        assert one.options[-1].name == "tidak_satu_pun"
        assert "tidak_satu_pun" in one.constraint


def test_ff004_the_form_says_what_it_is_for(tmp_path: Path) -> None:
    text = xform(FORMS["ktr"], tmp_path)
    for value in ("ktr", "kla-2024", "00.01", "2024"):
        assert f"calculate=\"'{value}'\"" in text
    out = tmp_path / "latihan.xlsx"
    write_form(FORMS["ktr"], out, synthetic=True)
    settings = dict(zip(*load_workbook(out)["settings"].iter_rows(values_only=True), strict=True))
    assert settings["form_title"].startswith("DATA LATIHAN")
    assert settings["form_id"] == "kla_ktr_kla_2024_00_01_2024"


def test_ff004_the_version_changes_with_the_form_only() -> None:
    def version(form: Form) -> object:
        from io import BytesIO

        page = load_workbook(BytesIO(form_bytes(form)))["settings"]
        return dict(zip(*page.iter_rows(values_only=True), strict=True))["version"]

    assert version(FORMS["ktr"]) == version(checklist_form(find_checklist("ktr", KLA), "00.01", 2024))
    assert version(FORMS["ktr"]) != version(FORMS["pisa"])


def test_ff005_shipped_checklists_are_marked_inferred() -> None:
    assert {"ktr", "pisa", "rbra", "ruang-asi"} == set(shipped_checklists())
    for name in shipped_checklists():
        checklist = find_checklist(name, KLA)
        assert checklist.status is Status.INFERRED
        assert "Bukan standar resmi" in checklist.note.id if checklist.note else False


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("kind: count", "kind: angka", "FLD-002"),
        ("question: I11.2", "question: I99.1", "FLD-003"),
        ("needs: sertifikat", "needs: terbuka", "FLD-004"),
        ("- id: aman", "- id: terbuka", "FLD-005"),
        ("- id: aman", "- id: Aman/dua", "FLD-002"),
    ],
)
def test_ff005_a_wrong_checklist_is_told_by_line(tmp_path: Path, old: str, new: str, code: str) -> None:
    text = shipped_checklists()["rbra"].read_text("utf-8")
    assert old in text
    file = tmp_path / "milik-sendiri.yaml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(KlaError) as caught:
        find_checklist(str(file), KLA)
    assert caught.value.faults[0].code == code
    assert "milik-sendiri.yaml:" in caught.value.faults[0].where


def test_ff005_unknown_names_are_refused() -> None:
    with pytest.raises(KlaError, match="rbra") as caught:
        find_checklist("taman", KLA)
    assert caught.value.faults[0].code == "FLD-001"
    with pytest.raises(KlaError) as caught:
        instrument_form(KLA, "00.01", 2024, ["I99"])
    assert caught.value.faults[0].code == "FLD-011"
    with pytest.raises(KlaError) as caught:
        instrument_form(KLA, "00.01", 2024, ["I5.1"])
    assert caught.value.faults[0].code == "FLD-010"
