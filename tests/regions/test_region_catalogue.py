"""The shipped regions are complete, and are found by code and by name as people write them."""

from __future__ import annotations

import csv
import pickle
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.errors import KlaError
from kla_widgets.regions import Region, RegionKind, Regions, shipped_regions

REGIONS = shipped_regions()
ANY = st.sampled_from(tuple(REGIONS))


def rows(name: str) -> list[dict[str, str]]:
    text = files("kla_widgets.regions").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def is_part(short: str, long: str) -> bool:
    """Whether the letters of one word appear in the other in the same order."""
    rest = iter(long)
    return all(letter in rest for letter in short)


def fault_of(query: str, regions: Regions = REGIONS) -> tuple[str, str]:
    """Code of the error that a query meets, and the choices it names."""
    with pytest.raises(KlaError) as caught:
        regions.resolve(query)
    (fault,) = caught.value.faults
    return fault.code, str(fault.values.get("choices", ""))


def test_all_provinces_and_districts_are_there() -> None:
    kinds = [region.kind for region in REGIONS]
    assert len(REGIONS) == 552
    assert (len(REGIONS.provinces), len(REGIONS.districts())) == (38, 514)
    assert (kinds.count(RegionKind.KABUPATEN), kinds.count(RegionKind.KOTA)) == (416, 98)
    assert sum(len(REGIONS.districts(province.code)) for province in REGIONS.provinces) == 514


def test_codes_stay_text() -> None:
    assert all(isinstance(region.code, str) for region in REGIONS)
    assert REGIONS.get("11.10").name == "Kabupaten Aceh Singkil"
    assert REGIONS.get("11.01").name == "Kabupaten Aceh Selatan"


@pytest.mark.parametrize("number", [11.1, 3273, None])
def test_a_number_is_refused_as_a_code(number: object) -> None:
    for look_up in (REGIONS.get, REGIONS.resolve, REGIONS.find):
        with pytest.raises(KlaError, match="REG-006"):
            look_up(number)  # type: ignore[operator]


@given(ANY)
def test_every_code_round_trips(region: Region) -> None:
    compact = region.code.replace(".", "")
    for text in (region.code, compact, f" {region.code} ", f"'{region.code}"):
        assert REGIONS.get(text) is region
        assert REGIONS.resolve(text) is region
    best = REGIONS.find(region.code)[0]
    assert (best.region, best.how, best.score) == (region, "code", 1.0)


def test_every_full_name_resolves_to_its_own_region() -> None:
    for region in REGIONS:
        for name in (region.full_name, region.full_name.upper(), f"  {region.full_name.lower()}.", str(region)):
            assert REGIONS.resolve(name) is region
        if region.kind.is_district:
            assert REGIONS.resolve(region.name) is region
            assert REGIONS.resolve(f"{region.name}, {REGIONS.province_of(region).name}") is region


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Kab. Paser", "64.01"),
        ("Kota Metro", "18.72"),
        ("metro", "18.72"),
        ("Singkawang", "61.72"),
        ("Pesibar", "18.13"),
        ("Pesbar", "18.13"),
        ("kab pesisir barat", "18.13"),
        ("Inhu", "14.02"),
        ("Kab. Inhu", "14.02"),
        ("KABUPATEN ADM. KEP. SERIBU", "31.01"),
        ("Jakpus", "31.71"),
        ("Tangsel", "36.74"),
        ("Gunung Kidul", "34.03"),
        ("Palangka Raya", "62.71"),
        ("Tolitoli", "72.04"),
        ("Kab. Kota Baru", "63.02"),
        ("50 Kota", "13.07"),
        ("Lima Puluh Kota", "13.07"),
        ("Pemkot Bandung", "32.73"),
        ("Bandung, Kota", "32.73"),
        ("Banjar, Jawa Barat", "32.79"),
        ("Banjar, Kalsel", "63.03"),
        ("Bandung, Kota, Jawa Barat", "32.73"),
        ("Babel", "19"),
        ("Bangka Belitung", "19"),
        ("Kep. Riau", "21"),
        ("Provinsi Jambi", "15"),
        ("DKI Jakarta", "31"),
        ("Prov. D.I. Yogyakarta", "34"),
        ("Yogyakarta", "34.71"),
        ("Toba Samosir", "12.12"),
        ("KAB. MALUKU TENGGARA BARAT", "81.03"),
        ("Kabupaten Pontianak", "61.02"),
        ("Pontianak", "61.71"),
        ("32.73 Kota Bandung", "32.73"),
    ],
)
def test_names_are_understood_as_people_write_them(written: str, code: str) -> None:
    assert REGIONS.resolve(written).code == code


@pytest.mark.parametrize(
    ("written", "choices"),
    [
        ("Bandung", "32.04 Kabupaten Bandung, 32.73 Kota Bandung"),
        ("Kabupaten/Kota Bandung", "32.04 Kabupaten Bandung, 32.73 Kota Bandung"),
        ("bogor", "32.01 Kabupaten Bogor, 32.71 Kota Bogor"),
        ("Solok", "13.02 Kabupaten Solok, 13.72 Kota Solok"),
        ("Jambi", "15 Provinsi Jambi, 15.71 Kota Jambi"),
        ("Gorontalo", "75 Provinsi Gorontalo, 75.01 Kabupaten Gorontalo, 75.71 Kota Gorontalo"),
        ("Mura", "16.05 Kabupaten Musi Rawas, 62.12 Kabupaten Murung Raya"),
    ],
)
def test_an_ambiguous_name_is_answered_with_the_choices(written: str, choices: str) -> None:
    assert fault_of(written) == ("REG-005", choices)


def test_a_longer_name_is_only_a_suggestion() -> None:
    found = {match.region.code: match for match in REGIONS.find("Bandung")}
    assert [found[code].how for code in ("32.04", "32.73", "32.17")] == ["name", "name", "similar"]
    assert found["32.17"].score < found["32.04"].score == found["32.73"].score == 1.0


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Singkwang", "61.72"),
        ("Kab. Singkawang", "61.72"),
        ("Kab. Pesisr Barat", "18.13"),
        ("Lima Pulu Kota", "13.07"),
        ("Kabupaten Paser 2024", "64.01"),
        ("Kota Adminstrasi Jakarta Utara", "31.72"),
    ],
)
def test_a_misspelt_name_is_answered_with_suggestions_and_never_guessed(written: str, meant: str) -> None:
    code, choices = fault_of(written)
    assert code == "REG-004"
    assert choices.startswith(meant)
    best = REGIONS.find(written)[0]
    assert (best.region.code, best.how) == (meant, "similar")


@pytest.mark.parametrize(
    ("written", "fault"), [("Kota Bandung, Jawa Timur", "REG-004"), ("32.73 Kota Metro", "REG-004")]
)
def test_contradictory_words_are_not_resolved(written: str, fault: str) -> None:
    assert fault_of(written)[0] == fault


@pytest.mark.parametrize("written", ["xyzzy", "", "?!"])
def test_what_resembles_nothing_is_unknown(written: str) -> None:
    assert fault_of(written)[0] == "REG-003"
    assert REGIONS.find(written) == ()


@pytest.mark.parametrize(
    ("damaged", "choices"),
    [
        ("11.1", "11.10 Kabupaten Aceh Singkil, 11.01 Kabupaten Aceh Selatan"),
        ("16.1", "16.10 Kabupaten Ogan Ilir, 16.01 Kabupaten Ogan Komering Ulu"),
        ("91.1", "91.10 Kabupaten Sarmi, 91.01 → 93.01 Kabupaten Merauke"),
        ("3.1", "31 Provinsi Daerah Khusus Ibukota Jakarta"),
        ("32.0", "32 Provinsi Jawa Barat"),
        ("3273.0", "32.73 Kota Bandung"),
        ("3.273", "32.73 Kota Bandung"),
    ],
)
def test_a_code_that_lost_its_zero_is_answered_with_the_likely_codes(damaged: str, choices: str) -> None:
    assert fault_of(damaged) == ("REG-002", choices)
    assert all(match.how == "similar" for match in REGIONS.find(damaged))


@pytest.mark.parametrize(("written", "fault"), [("32.99", "REG-001"), ("99", "REG-001"), ("1.0", "REG-007")])
def test_an_unknown_code_is_said_to_be_unknown(written: str, fault: str) -> None:
    assert fault_of(written) == (fault, "")
    assert REGIONS.find(written) == ()


def test_every_old_code_leads_to_the_region_of_that_name() -> None:
    changed = [row for row in rows("region_code_changes") if row["change"] == "code_changed"]
    assert len({row["old_code"] for row in changed}) == 26
    for row in changed:
        for text in (row["old_code"], row["old_code"].replace(".", "")):
            assert REGIONS.get(text) is REGIONS.resolve(row["old_name"]) is REGIONS.get(row["new_code"])
        (match,) = REGIONS.find(row["old_code"])
        assert (match.region.name, match.how) == (row["new_name"], "old code")


def test_no_old_code_belongs_to_another_region_today() -> None:
    changed = {row["old_code"] for row in rows("region_code_changes") if row["change"] == "code_changed"}
    assert changed.isdisjoint(region.code for region in REGIONS)


def test_today_wins_where_an_old_code_is_given_anew() -> None:
    regions = REGIONS.with_regions([Region("91.01", "Kabupaten Baru Sekali", RegionKind.KABUPATEN, "91")])
    assert regions.get("91.01").name == regions.resolve("9101").name == "Kabupaten Baru Sekali"
    found = [(match.region.name, match.how) for match in regions.find("91.01")]
    assert found == [("Kabupaten Baru Sekali", "code"), ("Kabupaten Merauke", "old code")]


def test_every_old_name_is_understood() -> None:
    for row in rows("region_code_changes"):
        assert REGIONS.resolve(row["old_name"]).code == row["new_code"]


FORMER_OR_NICK_NAMES = {
    "NAD", "Nanggroe Aceh Darussalam", "Irian Jaya Barat", "Sawahlunto Sijunjung", "50 Kota", "Lima Puluh Koto",
    "Muara Jambi", "Padang Sidempuan", "Jogja", "Jogjakarta", "Solo", "Kabupaten Pontianak", "Pasir", "Ujung Pandang",
    "Kepulauan Sitaro", "Matra", "MTB", "Polewali Mamasa", "Polmas",
}  # fmt: skip
"""Aliases that are no abbreviation of today's name."""


def test_every_alias_has_the_code_of_the_region_it_names() -> None:
    aliases = rows("aliases")
    for row in aliases:
        region = REGIONS.get(row["code"])
        assert region.code == row["code"]
        assert region.name == row["name"]
        alias, name = ("".join(filter(str.isalnum, text.lower())) for text in (row["alias"], region.full_name))
        assert is_part(alias, name) != (row["alias"] in FORMER_OR_NICK_NAMES), row
        assert row["code"] in {match.region.code for match in REGIONS.find(row["alias"]) if match.how == "alias"}
    assert len({(row["alias"], row["code"]) for row in aliases}) == len(aliases)


def test_every_alias_resolves_unless_regions_share_it() -> None:
    for row in rows("aliases"):
        if row["alias"] == "Mura":
            assert fault_of("Mura")[0] == "REG-005"
        else:
            assert REGIONS.resolve(row["alias"]).code == row["code"]


def test_sizes_are_those_of_the_source() -> None:
    counts = [REGIONS.counts(region.code) for region in REGIONS.districts()]
    found = [size for size in counts if size is not None]
    assert len(found) == 514
    assert sum(size.kecamatan for size in found) == 7285
    assert sum(size.kelurahan for size in found) == 8496
    assert sum(size.desa for size in found) == 75266
    assert sum(size.area_km2 for size in found) == pytest.approx(1_890_179.8, abs=0.1)
    assert sum(size.population for size in found) == 284_973_643
    assert REGIONS.counts("32") is None


def test_neighbours() -> None:
    bandung = REGIONS.get("32.73")
    assert REGIONS.province_of(bandung) is REGIONS.get("32") is REGIONS.province_of(REGIONS.get("32"))
    assert REGIONS.children("32") == REGIONS.districts("32")
    assert bandung in REGIONS.districts("32")
    assert REGIONS.children("32.73") == ()


@given(st.text(max_size=40), st.integers(1, 12))
def test_any_search_is_answered_best_first_and_within_its_limit(query: str, limit: int) -> None:
    found = REGIONS.find(query, limit)
    scores = [match.score for match in found]
    assert len(found) <= limit
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert len({match.region.code for match in found}) == len(found)
    assert all((match.score < 0.8) == (match.how == "similar") for match in found)


@given(st.sampled_from(REGIONS.districts()), st.data())
def test_one_missing_letter_still_suggests_the_region(region: Region, data: st.DataObject) -> None:
    name = region.name
    letters = [place for place in range(len(region.kind.value) + 1, len(name)) if name[place].isalpha()]
    place = data.draw(st.sampled_from(letters))
    assert region in [match.region for match in REGIONS.find(name[:place] + name[place + 1 :], limit=20)]


def test_the_catalogue_survives_being_sent_to_another_process() -> None:
    copy = pickle.loads(pickle.dumps(REGIONS))
    assert tuple(copy) == tuple(REGIONS)
    assert copy.resolve("Kab. Paser") == REGIONS.resolve("Kab. Paser")
