"""RK: what a key means."""

from __future__ import annotations

import pytest

from kla_widgets.exchange.recap.keys import Level, index_keys
from kla_widgets.instrument.models import Instrument


# RK-01: every usual way to write a key is understood, whatever the column.
@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Indikator 21 A", "I21A"),
        ("Indikator 21A", "I21A"),
        ("INDIKATOR 21.A", "I21A"),
        ("Ind. 21A", "I21A"),
        ("21 A", "I21A"),
        ("21A. Pencegahan kekerasan", "I21A"),
        ("Indikator 4 - Kutipan Akta", "I4"),
        ("kutipan akta kelahiran", "I4"),
        ("Fasilitas Informasi dan Layanan", "I5"),
        ("Klaster I", "K1"),
        ("Klaster 1", "K1"),
        ("KLASTER III - Kesehatan", "K3"),
        ("Klaster V Perlindungan Khusus", "K5"),
        ("V", "K5"),
        ("Perlindungan Khusus", "K5"),
        ("Kelembagaan", "KEL"),
        ("Klaster Kelembagaan", "KEL"),
        ("KELANA/DEKELA", "KD"),
        ("KELANA", "I25"),
        ("DEKELA", "I26"),
        ("Penyelenggaraan KLA di Kecamatan", "I25"),
        ("Penyelenggaraan KLA di Kecamatan...", "KD"),
        ("Penyelenggaraan KLA di Kecamatan…", "KD"),
        ("I21A", "I21A"),
        ("i1.2a", "I1.2a"),
        ("1.2a", "I1.2a"),
        ("K1", "K1"),
    ],
)
def test_keys_are_understood(instrument: Instrument, text: str, target: str) -> None:
    assert index_keys(instrument).find(text, None, None) == {target}


# RK-02: a question's number is looked for among the questions of its indicator only.
@pytest.mark.parametrize(
    "text", ["Pertanyaan 2a", "2 a", "Q2a", "q 2a", "2.a", "Pertanyaan 2a. Apakah ada?", "2a) Apakah ada?"]
)
def test_questions_within_their_indicator(instrument: Instrument, text: str) -> None:
    keys = index_keys(instrument)
    assert keys.find(text, None, "I1") == {"I1.2a"}
    assert keys.find(text, None, "I21A") == {"I21A.2a"}
    assert keys.find(text, None, None) == frozenset()


# RK-03: points and spaces inside a question's number do not matter.
@pytest.mark.parametrize("text", ["Pertanyaan 3.za", "3za", "3 za", "Q3.ZA"])
def test_longer_question_numbers(instrument: Instrument, text: str) -> None:
    assert index_keys(instrument).find(text, Level.QUESTION, "I21A") == {"I21A.3.za"}


# RK-04: in a column of its own a plain number is of that level; elsewhere it is not a cluster.
def test_plain_numbers_take_the_level_of_their_column(instrument: Instrument) -> None:
    keys = index_keys(instrument)
    assert keys.find("1", Level.CLUSTER, None) == {"K1"}
    assert keys.find("1", Level.INDICATOR, "I4") == {"I1"}
    assert keys.find("1", Level.QUESTION, "I4") == {"I4.1"}
    assert keys.find("1", None, "I4") == {"I1", "I4.1"}
    assert keys.find("KELANA", Level.CLUSTER, None) == {"I25"}


# RK-05: ranges, several keys at once, unknown numbers and longer words are never taken for one of their parts.
@pytest.mark.parametrize(
    "text",
    [
        "Klaster I - V",
        "Klaster 1-5",
        "Klaster I s.d. V",
        "Klaster VI",
        "Indikator 4 dan 5",
        "Indikator 4-5",
        "Indikator 21",
        "21 A dan B",
        "Indikator 99",
        "4 orang anak",
        "Pertanyaan 1.9",
        "Pertanyaan 1.9z",
        "Iklan rokok",
        "KLA",
        "Indikator",
        "",
    ],
)
def test_nothing_is_guessed(instrument: Instrument, text: str) -> None:
    assert index_keys(instrument).find(text, None, "I1") == frozenset()


# RK-06: the way up from a question ends at the whole.
def test_chain(instrument: Instrument) -> None:
    keys = index_keys(instrument)
    assert keys.chain("I21A.3.za") == ("I21A.3.za", "I21A", "K5", "TOTAL")
    assert keys.above("I21A.3.za", Level.CLUSTER) == "K5"
    assert keys.above("K5", Level.INDICATOR) is None
