"""Which question, kind, year and caption the names of files and folders tell, and how sure that is.

EV001  A number of the instrument in the name tells the question, however it is written.
EV002  A folder of an indicator tells the questions that short numbers mean.
EV003  Words tell the question where they fit one clearly better than any other; else the choice is offered.
EV004  Indonesian words tell the kind; of several, the one that stands first.
EV005  What contradicts itself, or may number a list, is never sure.
EV006  Dates, decree numbers and long numbers are no numbers of questions.
EV007  The year is told by the name; what a camera wrote is no caption.
EV008  Any name in any script is read without a fault.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_widgets.exchange.evidence_bulk.names import Clues, read_names
from kla_widgets.exchange.evidence_bulk.proposing import CONTRADICTION, Idea, Proposer, Trust
from kla_widgets.instrument.library import shipped_library
from kla_widgets.resources import templates

PICTURES = (".jpg", ".jpeg", ".png")
PROPOSER = Proposer(shipped_library(templates() / "none").get("kla-2024"))


def idea(path: str) -> Idea:
    return PROPOSER.propose(clues(path), path.endswith(PICTURES))


def clues(path: str) -> Clues:
    return read_names(path, PROPOSER.keys)


@pytest.mark.parametrize(
    ("path", "question"),
    [
        ("21B.1 SK Tim.pdf", "I21B.1"),
        ("21b-1.pdf", "I21B.1"),
        ("21 B.1 matriks.xlsx", "I21B.1"),
        ("I21B.1.pdf", "I21B.1"),
        ("1.2.a Perda.pdf", "I1.2a"),
        ("1.2a_SK.pdf", "I1.2a"),
        ("1.2za SK.pdf", "I1.2za"),
        ("Kelembagaan/2_1 SK.pdf", "I2.1"),
        ("SK Tim (21B.1).pdf", "I21B.1"),
        ("Indikator 21B.1/SK.pdf", "I21B.1"),
        ("data dukung/25.7a.xlsx", "I25.7a"),
        ("Pertanyaan 4.1 data.xlsx", "I4.1"),
    ],
)
def test_ev001_a_number_tells_the_question(path: str, question: str) -> None:
    found = idea(path)
    assert (found.question, clues(path).strong) == (question, True)
    assert found.trust >= Trust.LIKELY


@pytest.mark.parametrize(
    ("path", "question"),
    [
        ("Klaster IV/Ind. 19/2a data.xlsx", "I19.2a"),
        ("Klaster 4/Indikator 19/7 SOP.pdf", "I19.7"),
        ("21B/1 matriks.xlsx", "I21B.1"),
        ("I5/Q2 foto.jpg", "I5.2"),
        ("KLASTER_5/IND_21C/2 SOP.pdf", "I21C.2"),
    ],
)
def test_ev002_short_numbers_count_within_the_folder_of_an_indicator(path: str, question: str) -> None:
    assert idea(path).question == question


@pytest.mark.parametrize(
    ("path", "question"),
    [
        ("SK Gugus Tugas KLA.pdf", "I2.1"),
        ("Klaster V/SOP pekerja anak.pdf", "I21C.2"),
        ("Ind 25/Forum Anak kecamatan.xlsx", "I25.2"),
        ("Kawasan tanpa rokok/foto fasilitas kesehatan.jpg", "I17.3a"),
    ],
)
def test_ev003_words_tell_a_likely_question(path: str, question: str) -> None:
    assert (idea(path).question, idea(path).trust) == (question, Trust.LIKELY)


def test_ev003_where_several_questions_fit_they_are_offered_and_none_is_taken() -> None:
    found = idea("Klaster I/Ind 5/Foto ILA.jpg")
    assert (found.question, found.kind, found.trust) == ("", "FOTO", Trust.UNSURE)
    assert {"I5.1", "I5.2"} <= set(found.candidates)
    assert all(one.startswith("I5.") for one in found.candidates)
    assert idea("IMG_2002.jpg").candidates == ()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("2.3 undangan rapat.pdf", "UNDANGAN"),
        ("2.3 absen.pdf", "HADIR"),
        ("2.3 Daftar_Hadir.pdf", "HADIR"),
        ("2.3 notulen.pdf", "NOTULA"),
        ("2.3 gambar.jpg", "FOTO"),
        ("2.3.jpg", "FOTO"),
        ("2.2 sertifikat.pdf", "SERT"),
        ("1.3a DPA.pdf", "APBD"),
        ("26.3 APBDes.pdf", "APBDES"),
        ("3.1a matrik.xlsx", "MATRIKS"),
        ("1.1 SE Bupati.pdf", "SE"),
        ("2.3 rapat se-Kabupaten.pdf", "DOK"),
        ("4.1 data.xlsx", "DATA2"),
        ("15.1 data.xlsx", "DATA1"),
        ("2.3 undangan penyusunan SK.pdf", "UNDANGAN"),
        ("Undangan/2.3.pdf", "UNDANGAN"),
        ("2.4 bukti.pdf", "DOK"),
        ("2.1.pdf", "SK"),
    ],
)
def test_ev004_words_tell_the_kind(path: str, kind: str) -> None:
    assert idea(path).kind == kind


def test_ev005_folder_and_name_that_contradict_are_not_followed() -> None:
    found = idea("Klaster II/Ind 9/21B.1 SK Tim.pdf")
    assert (found.question, found.trust, found.reason) == ("", Trust.UNSURE, CONTRADICTION)
    assert found.candidates == ("I21B.1",)


def test_ev005_what_may_number_a_list_is_likely_at_most() -> None:
    assert idea("1.1 Undangan.pdf").trust is Trust.LIKELY
    assert idea("1.1 Perda.pdf").trust is Trust.SURE
    assert idea("Undangan/1.pdf").question == ""


@pytest.mark.parametrize(
    "path",
    [
        "12.01.2024 rapat.pdf",
        "2023-01-15.pdf",
        "SK Bupati Nomor 21.1 Tahun 2023.pdf",
        "2.120231.pdf",
        "99.9 surat.pdf",
        "Nomor 2.1 Tahun 2023.pdf",
        "Lampiran I 2.1 daftar.pdf",
    ],
)
def test_ev006_other_numbers_are_no_questions(path: str) -> None:
    assert clues(path).question == ""


@pytest.mark.parametrize(
    ("path", "year", "caption"),
    [
        ("21B.1 SK Tim 2023.pdf", 2023, "SK Tim 2023"),
        ("2023/1.3a DPA.pdf", 2023, "DPA"),
        ("IMG_20230105_101112.jpg", 2023, ""),
        ("WhatsApp Image 2023-01-05 at 10.11.12.jpeg", 2023, ""),
        ("DSC_0042.jpg", None, ""),
        ("foto_forum_anak_12-01-2022.jpg", 2022, "Foto forum anak 12-01-2022"),
        ("6401012345678901 akta.pdf", None, "Akta"),
        ("data 2022-2023.xlsx", 2023, "Data 2022-2023"),
    ],
)
def test_ev007_year_and_caption(path: str, year: int | None, caption: str) -> None:
    assert (clues(path).year, clues(path).caption) == (year, caption)


NAMES = st.lists(st.text(st.characters(exclude_characters="/\x00"), min_size=1, max_size=12), min_size=1, max_size=4)


@settings(max_examples=80, deadline=None)
@given(NAMES)
def test_ev008_any_name_is_read(parts: list[str]) -> None:
    found = idea("/".join(parts))
    instrument = PROPOSER.instrument
    assert found.question == "" or found.question in instrument.question
    assert found.kind in instrument.evidence_kinds
    assert set(found.candidates) <= set(instrument.question)
    assert found.trust is Trust.UNSURE or found.question
