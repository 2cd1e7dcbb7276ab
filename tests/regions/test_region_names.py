"""Names as people write them become comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.regions import RegionKind
from kla_widgets.regions.names import Reading, readings, words


@pytest.mark.parametrize(
    ("written", "kind", "key"),
    [
        ("Kab. Paser", RegionKind.KABUPATEN, "paser"),
        ("KAB.PASER", RegionKind.KABUPATEN, "paser"),
        ("Kotamadya Bandung", RegionKind.KOTA, "bandung"),
        ("Bandung, Kota", RegionKind.KOTA, "bandung"),
        ("KABUPATEN ADM. KEP. SERIBU", RegionKind.KABUPATEN, "kepulauanseribu"),
        ("Kota Administrasi Jakarta Pusat", RegionKind.KOTA, "jakartapusat"),
        ("Prov. D.I. Yogyakarta", RegionKind.PROVINCE, "diyogyakarta"),
        ("Pemerintah Kabupaten Gunung Kidul", RegionKind.KABUPATEN, "gunungkidul"),
        ("Tj. Pinang", None, "tanjungpinang"),
        ("Kec. Sukasari", RegionKind.SUBDISTRICT, "sukasari"),
        ("Fákfák", None, "fakfak"),
    ],
)
def test_kind_and_name_are_told_apart(written: str, kind: RegionKind | None, key: str) -> None:
    first = readings(written)[0]
    assert (first.kind, first.key) == (kind, key)


def test_a_word_for_a_kind_may_be_part_of_the_name() -> None:
    assert Reading(None, ("lima", "puluh", "kota")) in readings("Lima Puluh Kota")
    assert Reading(None, ("kota", "baru")) in readings("Kota Baru")
    assert readings("Kota") == (Reading(None, ("kota",)),)


def test_two_kinds_before_a_name_leave_the_kind_open() -> None:
    assert Reading(None, ("bandung",)) in readings("Kabupaten/Kota Bandung")


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    found = readings(text)
    assert bool(found) == bool(words(text))
    assert all(reading.key.isascii() and reading.key == reading.key.lower() for reading in found)


@given(st.text(max_size=30))
def test_case_and_punctuation_do_not_matter(text: str) -> None:
    assert words(" ".join(words(text)).upper()) == words(text)
