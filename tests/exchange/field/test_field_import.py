"""What phones sent comes in.

FI001  KoboToolbox and ODK Central, CSV and JSON, give the same visits, answers and photos.
FI002  Answers go into the stage of field verification; photos are evidence; a checklist answers no question.
FI003  Coordinates are rounded as chosen; devices, accounts and telephone numbers are not kept.
FI004  The same file again changes nothing; with attachments later, only photos are added.
FI005  Visits that disagree, and answers of others, are listed and not overwritten.
FI006  Bad submissions are told with their place; nothing is half-imported.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import pytest
from field_exports import CASE, HERE, JPEG, SHAPES, UUID, central_json, fixed, kobo_csv, kobo_json, visit, written

from kla_widgets.assessment.items import read_items
from kla_widgets.assessment.journal import replay
from kla_widgets.assessment.records import Answer
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError
from kla_widgets.exchange.field.checklists import find_checklist
from kla_widgets.exchange.field.describe import describe_plan
from kla_widgets.exchange.field.forms import checklist_form, instrument_form
from kla_widgets.exchange.field.importing import KIND, FieldPlan, apply_field, plan_field
from kla_widgets.instrument.answers import Checklist
from kla_widgets.instrument.library import shipped_library
from kla_widgets.language import language

KLA = shipped_library().get("kla-2024")
FORM = instrument_form(KLA, "00.01", 2024, [one.id for one in KLA.indicators])
RBRA = checklist_form(find_checklist("rbra", KLA), "00.01", 2024)
KTR = checklist_form(find_checklist("ktr", KLA), "00.01", 2024)
LIST = next(one for one in KLA.questions if isinstance(one.answer, Checklist))
MANY = LIST.id.replace(".", "_")
CHOSEN = [one.id for one in LIST.answer.items[:2]]
SAID: dict[str, Any] = {
    "I11_2_cek": "ya",
    "I11_2_bagian": "3",
    "I11_2_seluruh": "4",
    "I11_2_catatan": "Satu belum berpagar",
    "I11_2_foto": "taman.jpg",
    "I17_3a_cek": "tidak",
    "I12_4_cek": "ya",
    "I12_4_previous": "5",
    "I12_4_current": "4",
    f"{MANY}_cek": "ya",
    MANY: CHOSEN,
}


def plan(workspace: Workspace, file: Path, **options: Any) -> FieldPlan:
    return plan_field(workspace, file, "00.01", 2024, **options)


def bring(workspace: Workspace, file: Path, **options: Any) -> tuple[FieldPlan, int]:
    made = plan(workspace, file, **options)
    assert made.faults == ()
    return made, apply_field(workspace, made, "penguji")


def codes(faults: tuple[Any, ...]) -> list[str]:
    return [fault.code for fault in faults]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "lampiran" / UUID
    folder.mkdir(parents=True)
    (folder / "taman.jpg").write_bytes(JPEG)
    return tmp_path / "lampiran"


@pytest.mark.parametrize("shape", SHAPES)
def test_fi001_every_server_gives_the_same(workspace: Workspace, tmp_path: Path, photos: Path, shape: str) -> None:
    file = written(tmp_path, shape, SHAPES[shape](FORM, [visit(FORM, **SAID)]))
    made, _ = bring(workspace, file, attachments=photos)
    answers = {question: one.value for question, one in workspace.store.answers(CASE, "lapangan").items()}
    assert answers == {
        "I11.2": {"numerator": 3, "denominator": 4},
        "I12.4": {"previous": 5, "current": 4},
        LIST.id: CHOSEN,
    }
    (item,) = read_items(workspace.store, CASE, KIND)
    assert (item.id, item.content["location"]) == (UUID, [-6.92, 107.62])
    assert item.content["values"]["petugas"] == "Ibu Sari"
    (file_,) = workspace.store.evidence(CASE)
    assert (file_.question, file_.kind, file_.name, file_.year) == ("I11.2", "FOTO", "taman.jpg", 2024)
    assert file_.sha256 == item.content["photos"][0]["sha256"]
    assert workspace.evidence.path(file_.sha256).read_bytes() == JPEG
    assert "1" in describe_plan(made, language("id")).splitlines()[0]


def test_fi002_the_claim_is_not_touched_and_the_visit_is_the_source(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, written(tmp_path, "a.json", kobo_json(FORM, [visit(FORM, **SAID)])))
    assert workspace.store.answers(CASE, "mandiri") == {}
    saved = workspace.store.answers(CASE, "lapangan")["I11.2"]
    assert (saved.note, saved.source) == ("Satu belum berpagar", f"field-visit {UUID}")


def test_fi002_a_checklist_supports_a_question_and_answers_none(
    workspace: Workspace, tmp_path: Path, photos: Path
) -> None:
    said = visit(KTR, jenis="pendidikan", b_tanda="ya", b_perokok="tidak", foto_1="taman.jpg")
    bring(workspace, written(tmp_path, "a.csv", kobo_csv(KTR, [said])), attachments=photos)
    assert workspace.store.answers(CASE, "lapangan") == {}
    assert [one.question for one in workspace.store.evidence(CASE)] == ["I17.3b"]
    (item,) = read_items(workspace.store, CASE, KIND)
    assert (item.content["form"], item.content["values"]["b_tanda"]) == ("ktr", "ya")


def test_fi002_nothing_of_a_list_is_an_empty_list(workspace: Workspace, tmp_path: Path) -> None:
    said = visit(FORM, **{f"{MANY}_cek": "ya", MANY: ["tidak_satu_pun"]})
    bring(workspace, written(tmp_path, "a.json", central_json(FORM, [said])))
    assert workspace.store.answers(CASE, "lapangan")[LIST.id].value == []


@pytest.mark.parametrize(("decimals", "kept"), [(0, [-7, 108]), (3, [-6.917, 107.619]), (6, list(HERE)), (None, None)])
def test_fi003_coordinates_are_rounded_as_chosen(
    workspace: Workspace, tmp_path: Path, decimals: int | None, kept: list[float] | None
) -> None:
    bring(workspace, written(tmp_path, "a.json", kobo_json(RBRA, [visit(RBRA)])), decimals=decimals)
    (item,) = read_items(workspace.store, CASE, KIND)
    assert item.content["location"] == kept


@pytest.mark.parametrize("shape", SHAPES)
def test_fi003_nothing_more_exact_or_more_personal_is_stored(workspace: Workspace, tmp_path: Path, shape: str) -> None:
    bring(workspace, written(tmp_path, shape, SHAPES[shape](RBRA, [visit(RBRA, foto_1="a.jpg")])))
    everything = json.dumps([[entry.old, entry.new] for entry in workspace.store.journal()])
    for secret in ("6.9174", "107.6191", "ee.kobo", "0812000000", "petugas_01", "https://a"):
        assert secret not in everything


@pytest.mark.parametrize("shape", SHAPES)
def test_fi004_again_changes_nothing(workspace: Workspace, tmp_path: Path, photos: Path, shape: str) -> None:
    file = written(tmp_path, shape, SHAPES[shape](FORM, [visit(FORM, **SAID), visit(FORM, tempat="Lain")]))
    first = bring(workspace, file, attachments=photos)[1]
    lines = len(workspace.store.journal())
    made, again = bring(workspace, file, attachments=photos)
    assert (first > 0, again, made.conflicts, len(workspace.store.journal())) == (True, 0, (), lines)


def test_fi004_attachments_may_come_later_and_are_not_forgotten(
    workspace: Workspace, tmp_path: Path, photos: Path
) -> None:
    file = written(tmp_path, "a.json", kobo_json(RBRA, [visit(RBRA, foto_1="taman.jpg")]))
    made, _ = bring(workspace, file)
    assert codes(made.notices) == ["FLD-033"]
    assert bring(workspace, file, attachments=photos)[1] > 0
    assert len(workspace.store.evidence(CASE)) == 1
    assert bring(workspace, file)[1] == 0


def test_fi004_an_edited_submission_replaces_its_own_answer(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, written(tmp_path, "a.json", kobo_json(FORM, [visit(FORM, **SAID)])))
    edited = visit(FORM, **(SAID | {"I11_2_bagian": "2"}))
    made, _ = bring(workspace, written(tmp_path, "b.json", kobo_json(FORM, [edited])))
    assert made.conflicts == ()
    assert workspace.store.answers(CASE, "lapangan")["I11.2"].value == {"numerator": 2, "denominator": 4}


def test_fi005_visits_that_disagree_are_listed(workspace: Workspace, tmp_path: Path) -> None:
    other = visit(FORM, **(SAID | {"I11_2_bagian": "1"}))
    made, _ = bring(workspace, written(tmp_path, "a.json", kobo_json(FORM, [visit(FORM, **SAID), other])))
    assert codes(made.conflicts) == ["FLD-052"]
    assert "I11.2" not in workspace.store.answers(CASE, "lapangan")
    assert "I12.4" in workspace.store.answers(CASE, "lapangan")


def test_fi005_answers_of_others_stay(workspace: Workspace, tmp_path: Path) -> None:
    own = {"numerator": 1, "denominator": 4}
    workspace.store.save_answers(CASE, "lapangan", [Answer("I11.2", own)], KLA, "evaluator")
    file = written(tmp_path, "a.json", kobo_json(FORM, [visit(FORM, **SAID)]))
    made, _ = bring(workspace, file)
    assert codes(made.conflicts) == ["FLD-053"]
    assert workspace.store.answers(CASE, "lapangan")["I11.2"].value == own
    bring(workspace, file, overwrite=True)
    assert workspace.store.answers(CASE, "lapangan")["I11.2"].value == {"numerator": 3, "denominator": 4}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kla_wilayah": "32.73"}, "FLD-050"),
        ({"kla_tahun": "2023"}, "FLD-050"),
        ({"kla_instrumen": "kla-2022"}, "FLD-050"),
        ({"I11_2_bagian": "banyak"}, "FLD-041"),
        ({"I11_2_bagian": "9"}, "ANS-005"),
        ({"I11_2_bagian": "-1"}, "ANS-003"),
        ({"I11_2_bagian": "nan"}, "FLD-041"),
        ({"I11_2_cek": "mungkin"}, "FLD-040"),
        ({MANY: ["lain"]}, "FLD-040"),
    ],
)
def test_fi006_bad_submissions_are_told(
    workspace: Workspace, tmp_path: Path, change: dict[str, Any], code: str
) -> None:
    good = visit(FORM, **(SAID | {"tempat": "Baik"}))
    bad = {**visit(FORM, **SAID), **change}
    made = plan(workspace, written(tmp_path, "a.json", kobo_json(FORM, [good, bad])))
    assert codes(made.faults) == [code]
    assert made.faults[0].where == "a.json#2"
    assert workspace.store.cases() == ()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "TAB-002"),
        (b"{", "FLD-021"),
        (b"[1, 2]", "FLD-020"),
        (b"[]", "FLD-020"),
        (b'{"results": {}}', "FLD-020"),
        (b"[" * 100_000, "FLD-021"),
        (b"Nama;Warna\nA;B\n", "FLD-020"),
        (b"PK\x03\x04", "RCP-008"),
    ],
)
def test_fi006_files_that_are_no_export(workspace: Workspace, tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(KlaError) as caught:
        plan(workspace, written(tmp_path, "a.json", data))
    assert caught.value.faults[0].code == code


def test_fi006_ids_places_and_rejections(workspace: Workspace, tmp_path: Path) -> None:
    content = json.loads(kobo_json(RBRA, [visit(RBRA)] * 4))
    records = content["results"]
    for name in ("_uuid", "meta/instanceID"):
        records[0][name] = "../../etc"
    records[1]["g_kunjungan/lokasi"] = "95.0 200.0"
    records[2]["_validation_status"] = {"uid": "validation_status_not_approved"}
    records[3] |= {
        "_uuid": records[1]["_uuid"],
        "meta/instanceID": "uuid:" + records[1]["_uuid"],
        "g_foto/catatan": "x",
    }
    made = plan(workspace, written(tmp_path, "a.json", json.dumps(content).encode()))
    assert codes(made.faults) == ["FLD-022", "FLD-023"]
    assert codes(made.notices) == ["FLD-024", "FLD-025"]


def test_fi006_photos_are_looked_at_and_never_followed_out(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "lampiran"
    folder.mkdir()
    (tmp_path / "rahasia.jpg").write_bytes(JPEG)
    (folder / "palsu.jpg").write_bytes(b"MZ program")
    said = visit(RBRA, foto_1="../rahasia.jpg", foto_2="palsu.jpg", foto_3="tidak-ada.jpg")
    made, _ = bring(workspace, written(tmp_path, "a.json", kobo_json(RBRA, [said])), attachments=folder)
    assert codes(made.notices) == ["FLD-031", "FLD-032", "FLD-031"]
    assert workspace.store.evidence(CASE) == ()
    with pytest.raises(KlaError) as caught:
        plan(workspace, tmp_path / "a.json", attachments=tmp_path / "a.json")
    assert caught.value.faults[0].code == "FLD-030"


@pytest.mark.parametrize(
    ("order", "tag", "told"), [("little", 0x8825, True), ("big", 0x8825, True), ("big", 0x0112, False)]
)
def test_fi003_photos_that_tell_their_place_are_pointed_out(
    workspace: Workspace, tmp_path: Path, order: Literal["little", "big"], tag: int, told: bool
) -> None:
    folder = tmp_path / "lampiran"
    folder.mkdir()
    mark = b"II*\x00" if order == "little" else b"MM\x00*"
    entry = tag.to_bytes(2, order) + bytes(10)
    exif = b"Exif\x00\x00" + mark + (8).to_bytes(4, order) + (1).to_bytes(2, order) + entry
    (folder / "a.jpg").write_bytes(b"\xff\xd8\xff\xe1\x00\x40" + exif + JPEG)
    file = written(tmp_path, "a.json", kobo_json(RBRA, [visit(RBRA, foto_1="a.jpg")]))
    assert codes(plan(workspace, file, attachments=folder).notices) == (["FLD-034"] if told else [])


def test_fi006_personal_numbers_are_pointed_out(workspace: Workspace, tmp_path: Path) -> None:
    said = visit(RBRA, catatan="NIK 3273010101010001")
    made = plan(workspace, written(tmp_path, "a.json", kobo_json(RBRA, [said])))
    assert codes(made.notices) == ["FLD-054"]


def test_fi006_an_instrument_without_a_field_stage(workspace: Workspace, tmp_path: Path) -> None:
    file = written(tmp_path, "a.json", kobo_json(RBRA, [visit(RBRA)]))
    with pytest.raises(KlaError) as caught:
        plan(workspace, file, instrument="ape-pug")
    assert caught.value.faults[0].code == "FLD-051"


def test_fi006_the_store_is_what_the_journal_says(workspace: Workspace, tmp_path: Path, photos: Path) -> None:
    bring(workspace, written(tmp_path, "a.csv", kobo_csv(FORM, [visit(FORM, **SAID)])), attachments=photos)
    assert replay(workspace.store.journal()) == workspace.store.state()
    assert fixed(FORM)["kla_form"] == "instrument"
