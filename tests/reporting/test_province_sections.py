"""What a report on many districts says, section by section.

PS001  The ranking shows ties, marks what is provisional, and lists who has no score without ranking them.
PS002  Nothing that is not known is shown as zero.
PS003  Common gaps, kinds and agencies add up to the gaps of the districts, one by one.
PS004  Who is near the next predicate stands in order, with the points that the district's own report names.
PS005  The map and the heat map show what the scores say.
PS006  History names its sources and marks what is disputed.
PS007  Drops are claimed less verified, beside the published pairs.
PS008  Completeness counts answers; sums are not counted as unanswered.
PS009  Made-up data carry the watermark, real ones do not.
PS010  Other instruments and stages are told; so is what the numbers are not.
PS011  Ids are unique, drawings described, and the report speaks English on request.
PS012  Words from the workspace are shown as text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from kla_widgets.assessment.records import Answer, Case, Reported
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.figures import Figure, stack
from kla_widgets.figures.content import Grid
from kla_widgets.regions import Region, RegionKind
from kla_widgets.reporting import province, province_gaps, province_history, province_map, province_sources
from kla_widgets.reporting.province_facts import ProvinceFacts, read_province
from kla_widgets.scoring.gaps import find_gaps

SECTIONS = (
    province.head,
    province.summary,
    province_map.district_map,
    province.ranking,
    province_map.cluster_heat,
    province_gaps.near,
    province_gaps.common,
    province_gaps.agencies,
    province_history.completeness,
    province_history.verification,
    province_history.history,
    province_sources.notes,
    province_sources.record,
)
TOTALS = {"00.10": 650.001, "00.11": 650.004, "00.12": 700.5, "00.13": 700.5}


def whole(facts: ProvinceFacts) -> Figure:
    return stack(*(section(facts) for section in SECTIONS))


def grid(figure: Figure, key: str) -> Grid:
    return next(block for block in figure.content if isinstance(block, Grid) and block.key == key)


def column(found: Grid, key: str) -> list[str]:
    place = [field.key for field in found.fields].index(key)
    return [line.words[place] for line in found.lines if line.role == "row"]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A made-up province: four districts known by their total (one of them verified), three by answers, one empty."""
    with create_workspace(tmp_path / "w") as made:
        codes = [*TOTALS, "00.20", "00.21", "00.22", "00.30"]
        places = [Region("00", "Provinsi Latihan", RegionKind.PROVINCE, None, True)]
        places += [Region(code, f"Kabupaten <b>{code}</b>", RegionKind.KABUPATEN, "00", True) for code in codes]
        made.store.save_regions(places, "test")
        instrument = made.library.get("kla-2024")
        for code, points in TOTALS.items():
            told = [Reported("TOTAL", points, "rekaan")]
            made.store.save_reported(Case(code, "kla-2024", 2024), "mandiri", told, instrument, "test")
        for place, code in enumerate(("00.20", "00.21", "00.22")):
            chosen = [one for one in instrument.questions if one.answer.type == "choice"][: 40 + 20 * place]
            given = [Answer(one.id, one.answer.options[place % 2].id) for one in chosen]  # type: ignore[union-attr]
            made.store.save_answers(Case(code, "kla-2024", 2024), "mandiri", given, instrument, "test")
        told = [Reported("TOTAL", 600.25, "rekaan")]
        made.store.save_reported(Case("00.12", "kla-2024", 2024), "lapangan", told, instrument, "test")
        yield made


@pytest.fixture
def facts(workspace: Workspace) -> ProvinceFacts:
    return read_province(workspace, "00", 2024)


def test_ps001_ties_share_a_rank_and_rounding_decides_nothing(facts: ProvinceFacts) -> None:
    found = grid(province.ranking(facts), "peringkat-tabel")
    assert column(found, "rank")[:4] == ["1 =", "1 =", "3", "4"]
    assert column(found, "own")[:4] == ["700,50", "700,50", "650,00", "650,00"]
    assert [line.anchor for line in found.lines][2:4] == ["d-00.11", "d-00.10"]


def test_ps001_provisional_scores_are_marked_and_the_rest_is_listed(facts: ProvinceFacts) -> None:
    figure = province.ranking(facts)
    notes = column(grid(figure, "peringkat-tabel"), "note")
    mark = facts.t("provisional")
    assert [mark in note for note in notes] == [False] * 4 + [True] * 3
    assert "00.30" in " ".join(column(grid(figure, "tanpa-nilai"), "who"))
    assert "d-00.30" not in figure.html


def test_ps001_a_country_lists_who_is_missing_by_province(demo: Workspace) -> None:
    found = grid(province.ranking(read_province(demo, "", 2024)), "tanpa-nilai")
    rows = dict(zip(column(found, "code"), column(found, "count"), strict=True))
    assert (rows["32"], rows["19"]) == ("26", "7")


def test_ps002_what_is_not_known_is_never_zero(demo: Workspace) -> None:
    facts = read_province(demo, "19", 2019)
    for section in (province.summary, province.ranking, province_map.cluster_heat, province_gaps.near):
        assert not re.search(r"(?<![\d.,])0,00", section(facts).text)
    assert "Pratama: 0" in province_map.district_map(facts).html  # a count of districts, which is zero


def test_ps003_common_gaps_are_the_sum_of_the_districts_gaps(facts: ProvinceFacts) -> None:
    expected: dict[str, list[float]] = defaultdict(list)
    by_lead: dict[str, float] = defaultdict(float)
    for row in facts.answering:
        for gap in find_gaps(facts.scores.of(row.region.code)):
            if gap.kind is not None and gap.points > 0:
                expected[gap.target].append(gap.points)
                by_lead[gap.lead] += gap.points
    found = province_gaps.common_gaps(facts)
    assert {one.question.id for one in found} == set(expected)
    for one in found:
        assert one.points == pytest.approx(sum(expected[one.question.id]), abs=1e-9)
        assert one.lacking == len(expected[one.question.id])
        assert one.known == 3
        assert one.unanswered <= one.lacking
    assert [one.points for one in found] == sorted((one.points for one in found), reverse=True)
    rows = grid(province_gaps.agencies(facts), "per-opd").lines
    total = next(line for line in rows if line.role == "total")
    assert total.values[3] == pytest.approx(sum(points for lead, points in by_lead.items() if lead))


def test_ps003_only_districts_with_answers_are_counted_and_it_is_said(facts: ProvinceFacts) -> None:
    text = province_gaps.common(facts).text
    assert "hanya 3 " in text or "only the 3 " in text.lower()
    largest = province_gaps.common_gaps(facts)[0]
    assert re.search(rf"\b{largest.lacking} (dari|of) 3\b", text)


def test_ps003_of_sums_alone_no_common_gap_can_be_told(demo: Workspace) -> None:
    facts = read_province(demo, "32", 2024)
    assert province_gaps.common_gaps(facts) == ()
    assert not any(isinstance(block, Grid) for block in province_gaps.agencies(facts).content)


def test_ps004_the_nearest_stands_first_with_its_missing_points(facts: ProvinceFacts) -> None:
    found = grid(province_gaps.near(facts), "dekat")
    missing = [line.values[1] for line in found.lines]
    assert missing == sorted(missing)
    by_name = dict(zip(column(found, "name"), missing, strict=True))
    for row in facts.scored:
        if row.standing.missing is not None:
            assert by_name[row.region.name + ("*" if row.provisional else "")] == row.standing.missing


def test_ps004_bandung_lacks_19_62_points_to_kla(demo: Workspace) -> None:
    text = province_gaps.near(read_province(demo, "32", 2024)).text
    assert re.search(r"Kota Bandung +19,62 +KLA +880,39 +Utama", text)


def test_ps005_the_map_shows_each_districts_predicate(demo: Workspace) -> None:
    figure = province_map.district_map(read_province(demo, "32", 2024))
    assert figure.html.count("data-code=") == 27
    assert re.search(r'data-code="32.73"[^>]*><title>Kota Bandung · Utama</title>', figure.html)
    assert "Utama: 1" in figure.html
    assert "MIT" in province_sources.notes(read_province(demo, "32", 2024)).text


def test_ps005_a_province_without_boundaries_has_no_map_and_says_so(facts: ProvinceFacts) -> None:
    figure = province_map.district_map(facts)
    assert "<svg" not in figure.html
    assert figure.text


def test_ps005_the_heat_map_holds_shares_of_the_maximum(demo: Workspace) -> None:
    facts = read_province(demo, "32", 2024)
    found = grid(province_map.cluster_heat(facts), "klaster-panas-angka")
    assert column(found, "name") == ["Kota Bandung"]
    points = (145.24, 103, 136, 142.5, 105.6, 179.2, 68.85)
    maxima = [cluster.max for cluster in facts.instrument.clusters]
    assert found.lines[0].values[1:] == pytest.approx(
        [own / top for own, top in zip(points, maxima, strict=True) if top]
    )


def test_ps005_a_country_is_shown_by_province_with_averages(demo: Workspace) -> None:
    found = grid(province_map.cluster_heat(read_province(demo, "", 2024)), "klaster-panas-angka")
    assert column(found, "name") == ["Jawa Barat (1)"]


def test_ps006_history_has_sources_and_marks_disputed_years(demo: Workspace) -> None:
    figure = province_history.history(read_province(demo, "19", 2019))
    years = grid(figure, "riwayat-tahun")
    assert len(column(years, "name")) == 7
    bangka = years.lines[0].words
    assert any(word.endswith("?") for word in bangka)
    assert any("Madya" in word or "Nindya" in word for word in bangka)
    sources = grid(figure, "penghargaan")
    assert all(source for source in column(sources, "source"))
    assert len(sources.lines) == sum(len(read_province(demo, "19", 2019).history.awards_of(f"19.{n}"))
                                     for n in ("01", "02", "03", "04", "05", "06", "71"))  # fmt: skip


def test_ps006_a_made_up_province_has_no_history(facts: ProvinceFacts) -> None:
    assert province_history.history(facts).html == ""


def test_ps007_drops_are_claimed_less_verified(facts: ProvinceFacts, demo: Workspace) -> None:
    own = province_history.own_pairs(facts)
    assert [(one.claimed, one.verified, one.drop) for one in own] == [(700.5, 600.25, 100.25)]
    published = province_history.published_pairs(read_province(demo, "32", 2024))
    assert [(one.name, one.year, one.drop) for one in published] == [("Kabupaten Garut", 2021, 174.26)]
    everywhere = province_history.published_pairs(read_province(demo, "", 2024))
    assert len(everywhere) == 10
    assert "10 pa" in province_history.verification(facts).text


def test_ps008_completeness_counts_answers_and_leaves_sums_out(facts: ProvinceFacts) -> None:
    found = grid(province_history.completeness(facts), "kelengkapan-tabel")
    assert column(found, "answered") == ["–"] * 4 + ["40", "60", "80"]
    assert column(found, "questions")[4:] == ["274"] * 3
    total = next(line for line in found.lines if line.role == "total")
    assert total.values[1:3] == (180, 822)


@pytest.mark.parametrize(("region", "cycle"), [("32", 2024), ("19", 2019), ("", 2024)])
def test_ps009_real_districts_carry_no_watermark(demo: Workspace, region: str, cycle: int) -> None:
    html = whole(read_province(demo, region, cycle)).html
    assert "kla-watermark" not in html
    assert "LATIHAN" not in html


def test_ps009_made_up_districts_carry_the_watermark(facts: ProvinceFacts) -> None:
    assert "kla-watermark" in province.head(facts).html
    assert all(
        facts.t("training data") in note for note in column(grid(province.ranking(facts), "peringkat-tabel"), "note")
    )


def test_ps010_other_instruments_and_stages_are_told(workspace: Workspace) -> None:
    workspace.store.add_case(Case("00.30", "kla-2022", 2024), None, "test")
    text = province.head(read_province(workspace, "00", 2024)).text
    assert "kla-2022 (1)" in text
    assert re.search(r"mandiri: 7, .*lapangan: 1", text)
    later = province.ranking(read_province(workspace, "00", 2024, stage="lapangan")).text
    assert "700,50" in later


def test_ps010_the_status_of_single_numbers_is_told(demo: Workspace) -> None:
    assert "6 Juni 2024" in province_sources.notes(read_province(demo, "32", 2024)).html


def test_ps010_an_instrument_without_thresholds_gives_no_predicate(demo: Workspace) -> None:
    facts = read_province(demo, "19", 2019, "ape-pug")
    text = whole(facts).text
    assert "Pratama" not in province.summary(facts).text + province.ranking(facts).text
    assert text


def test_ps011_ids_are_unique_and_drawings_described(demo: Workspace, facts: ProvinceFacts) -> None:
    for one in (facts, read_province(demo, "32", 2024), read_province(demo, "", 2024)):
        html = whole(one).html
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        assert html.count("<h1") == 1
        for drawing in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
            assert 'aria-hidden="true"' in drawing or re.search(r"<title[^>]*>[^<]+</title><desc[^>]*>[^<]+", drawing)


def test_ps011_the_report_speaks_english_on_request(demo: Workspace) -> None:
    text = whole(read_province(demo, "32", 2024, language_code="en")).text
    assert "880.39" in text
    assert "Ranking of districts" in text
    assert "Peringkat" not in text


def test_ps012_names_are_shown_as_text(facts: ProvinceFacts) -> None:
    html = whole(facts).html
    assert "<b>" not in html
    assert "&lt;b&gt;00.10" in html
