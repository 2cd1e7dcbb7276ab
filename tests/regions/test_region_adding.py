"""A workspace adds sub-districts, villages and synthetic regions without changing what was there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kla_widgets.errors import KlaError
from kla_widgets.regions import Region, RegionKind, shipped_regions

REGIONS = shipped_regions()
SUKASARI = Region("32.73.01", "Kecamatan Sukasari", RegionKind.SUBDISTRICT, "32.73")
GEGERKALONG = Region("32.73.01.1001", "Gegerkalong", RegionKind.URBAN_VILLAGE, "32.73.01")
PROVINCE = Region("00", "Provinsi Contoh", RegionKind.PROVINCE, synthetic=True)
DISTRICT = Region("00.01", "Kabupaten Contoh", RegionKind.KABUPATEN, "00", synthetic=True)


def faults_of(*extra: Region) -> list[tuple[str, str]]:
    with pytest.raises(KlaError) as caught:
        REGIONS.with_regions(extra)
    return [(fault.code, fault.path) for fault in caught.value.faults]


def test_sub_districts_and_villages_can_be_added_in_any_order() -> None:
    regions = REGIONS.with_regions([GEGERKALONG, SUKASARI])
    assert len(regions) == 554
    assert regions.get("3273011001") is GEGERKALONG
    assert regions.children("32.73") == (SUKASARI,)
    assert regions.children("32.73.01") == (GEGERKALONG,)
    assert regions.province_of(GEGERKALONG).name == "Jawa Barat"
    assert regions.counts("32.73.01") is None
    assert regions.resolve("Kec. Sukasari") is regions.resolve("sukasari, kota bandung, jabar") is SUKASARI
    assert regions.resolve("Kel. Gegerkalong") is GEGERKALONG
    assert GEGERKALONG.full_name == "Kelurahan Gegerkalong"
    assert [region.code for region in regions] == sorted(region.code for region in regions)


def test_a_synthetic_district_can_be_added() -> None:
    regions = REGIONS.with_regions([DISTRICT, PROVINCE])
    assert regions.get("0001") is regions.resolve("Kab. Contoh") is DISTRICT
    assert regions.get("00.01").synthetic
    assert not any(region.synthetic for region in REGIONS)
    assert regions.districts("00") == (DISTRICT,)
    assert len(regions.districts()) == 515


def test_a_code_without_its_leading_zeros_names_the_synthetic_district() -> None:
    regions = REGIONS.with_regions([PROVINCE, DISTRICT])
    for damaged in ("1.0", "1", "0.01", "0.1"):
        with pytest.raises(KlaError, match=r"REG-002.*00\.01 Kabupaten Contoh"):
            regions.get(damaged)


def test_duplicates_are_refused() -> None:
    again = Region("32.73", "Kota Bandung", RegionKind.KOTA, "32")
    assert faults_of(again) == [("REG-009", "32.73")]
    assert faults_of(SUKASARI, SUKASARI) == [("REG-009", "32.73.01")]


def test_the_region_above_must_exist_and_fit_the_code() -> None:
    assert faults_of(GEGERKALONG) == [("REG-011", "32.73.01.1001")]
    assert faults_of(DISTRICT) == [("REG-011", "00.01")]
    assert faults_of(Region("32.73.01", "Sukasari", RegionKind.SUBDISTRICT, "32.04")) == [("REG-010", "32.73.01")]
    assert faults_of(Region("32.73.01", "Sukasari", RegionKind.SUBDISTRICT)) == [("REG-010", "32.73.01")]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("32.73.1", RegionKind.SUBDISTRICT),
        ("327301", RegionKind.SUBDISTRICT),
        ("32.73.01", RegionKind.VILLAGE),
        ("32.80", RegionKind.PROVINCE),
        ("", RegionKind.PROVINCE),
    ],
)
def test_codes_must_have_the_shape_of_their_kind(code: str, kind: RegionKind) -> None:
    assert faults_of(Region(code, "Contoh", kind, "32.73")) == [("REG-008", code)]


def test_a_region_needs_a_name() -> None:
    assert faults_of(Region("32.73.01", "–", RegionKind.SUBDISTRICT, "32.73")) == [("REG-012", "32.73.01")]


def test_all_faults_are_told_at_once() -> None:
    nameless = Region("32.73.02", "", RegionKind.SUBDISTRICT, "32.73")
    assert faults_of(SUKASARI, SUKASARI, nameless, DISTRICT) == [
        ("REG-009", "32.73.01"),
        ("REG-012", "32.73.02"),
        ("REG-011", "00.01"),
    ]


@st.composite
def subdistricts(draw: st.DrawFn) -> Region:
    """A sub-district anywhere, often with the name of a district or of a province."""
    district = draw(st.sampled_from(REGIONS.districts()))
    borrowed = st.sampled_from([region.name for region in REGIONS])
    name = draw(
        st.one_of(borrowed, borrowed.map(lambda n: f"Kecamatan {n}"), st.sampled_from(["Metro", "Solo", "Inhu"]))
    )
    code = f"{district.code}.{draw(st.integers(1, 99)):02d}"
    return Region(code, name, RegionKind.SUBDISTRICT, district.code)


@settings(max_examples=25)
@given(
    st.lists(subdistricts(), max_size=20, unique_by=lambda region: region.code),
    st.lists(st.sampled_from(tuple(REGIONS)), min_size=1, max_size=20),
)
def test_adding_regions_never_changes_existing_ones(extra: list[Region], probes: list[Region]) -> None:
    before = tuple(REGIONS)
    regions = REGIONS.with_regions(extra)
    assert tuple(REGIONS) == before
    assert len(regions) == len(before) + len(extra)
    for region in probes:
        assert regions.get(region.code) is regions.resolve(region.full_name) is region
        assert regions.counts(region.code) == REGIONS.counts(region.code)
    for name in ("metro", "Solo", "Inhu", "Kab. Paser", "Babel"):
        assert regions.resolve(name) is REGIONS.resolve(name)
    for region in extra:
        assert regions.get(region.code) is region
