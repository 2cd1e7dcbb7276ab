"""What a district's report says, section by section, without papermill."""

from __future__ import annotations

import re

import pytest

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.cli.score_output import score_json
from kla_widgets.figures import Figure, stack
from kla_widgets.reporting import district, district_gaps, district_sources
from kla_widgets.reporting.facts import Facts, load_facts, read_facts

SECTIONS = (
    district.head,
    district.summary,
    district_sources.statements,
    district.clusters,
    district.indicators,
    district_gaps.gaps,
    district_gaps.agencies,
    district_gaps.unanswered,
    district_gaps.evidence,
    district_sources.history,
    district_gaps.answers,
    district_sources.notes,
    district_sources.record,
)


def whole(facts: Facts) -> Figure:
    return stack(*(section(facts) for section in SECTIONS))


def test_bandung_adds_up_to_880_39_utama_and_tells_of_the_printed_880_38(demo: Workspace) -> None:
    facts = read_facts(demo, "32.73", 2024)
    text = whole(facts).text
    assert facts.score.total.claimed == 880.39
    assert facts.score.standing.predicate is not None
    assert facts.score.standing.predicate.name == "Utama"
    assert "880,39" in text
    notes = district_sources.notes(facts).text
    assert "880,38" in notes
    assert re.search(r"880,39.*0,01", notes, re.DOTALL)


def test_bandung_cluster_points_are_the_published_ones(demo: Workspace) -> None:
    text = district.clusters(read_facts(demo, "32.73", 2024)).text
    for points in ("145,24", "103,00", "136,00", "142,50", "105,60", "179,20", "68,85"):
        assert points in text


def test_what_is_known_only_per_cluster_is_not_split_among_indicators(demo: Workspace) -> None:
    facts = read_facts(demo, "32.73", 2024)
    assert "<table" not in district.indicators(facts).html
    assert {gap.target for gap in facts.gaps} == {"KEL", "K1", "K2", "K3", "K4", "K5", "KD"}
    assert sum(gap.points for gap in facts.gaps) == pytest.approx(119.61)


@pytest.mark.parametrize(
    ("region", "cycle", "instrument", "said"),
    [
        ("61.72", 2021, "kla-2024", ("peraturan daerah", "Forum Anak", "kemitraan", "RAD")),
        ("18.13", 2021, "kla-2024", ("Gugus Tugas", "500–600")),
        ("64.01", 2021, "kla-2024", ("ILA", "Kartu Identitas Anak", "Konvensi Hak Anak", "UANG")),
        ("18.72", 2022, "kla-2024", ("Pojok ASI", "501–600")),
        ("19.71", 2019, "kla-2024", ("lima klaster", "Hotel Rentz")),
        ("19.04", 2019, "ape-pug", ("tujuh prasyarat PUG",)),
    ],
)
def test_the_seed_districts_say_what_the_reports_say_and_nothing_else_is_answered(
    demo: Workspace, region: str, cycle: int, instrument: str, said: tuple[str, ...]
) -> None:
    facts = read_facts(demo, region, cycle, instrument)
    text = district_sources.statements(facts).text
    page = re.sub(r"<[^>]+>", " ", district_sources.statements(facts).html)
    for words in said:
        assert words in page, words
    assert all(one.source for one in facts.statements)
    assert facts.answers == {}
    assert facts.score.total.claimed is None
    assert "–" in district.summary(facts).text
    assert text


def test_unanswered_is_never_shown_as_zero(demo: Workspace) -> None:
    facts = read_facts(demo, "18.72", 2022)
    for section in (district.summary, district.clusters):
        assert not re.search(r"(?<!\d)0,00", section(facts).text)
    assert "274" in district_gaps.unanswered(facts).text


def test_synthetic_data_says_so(demo: Workspace) -> None:
    facts = read_facts(demo, "00.01", 2024)
    head = district.head(facts)
    assert "kla-watermark" in head.html
    assert "DATA LATIHAN" in head.html
    assert "DATA LATIHAN" in head.text
    for region, cycle in (("32.73", 2024), ("61.72", 2021)):
        assert "LATIHAN" not in whole(read_facts(demo, region, cycle)).html


def test_the_training_district_shows_claimed_supported_and_verified(demo: Workspace) -> None:
    facts = read_facts(demo, "00.01", 2024)
    total = facts.score.total
    assert total.answered == total.questions == 274
    assert total.claimed is not None
    assert total.supported is not None
    assert total.verified is not None
    assert total.verified < total.claimed
    text = district.clusters(facts).text
    for value in (total.claimed, total.supported, total.verified):
        assert facts.t.number(value) in text


def test_numbers_of_the_report_are_those_of_kla_score(demo: Workspace) -> None:
    import json

    facts = read_facts(demo, "00.01", 2024)
    printed = json.loads(score_json(facts.score, facts.region, facts.case, facts.t))
    lines = district.indicators(facts).text
    for one in printed["indicators"]:
        for column in ("max", "claimed", "supported", "verified", "gap"):
            assert facts.t.number(one[column]) in lines


def test_history_is_shown_with_sources_and_contested_years_are_marked(demo: Workspace) -> None:
    text = district_sources.history(read_facts(demo, "19.01", 2019, "kla-2024")).text
    assert "Madya" in text
    assert "Nindya" in text
    html = district_sources.history(read_facts(demo, "19.01", 2019, "kla-2024")).html
    assert "https://" in html
    assert "bertentangan" in html


def test_known_defects_and_the_record_are_in_the_report(demo: Workspace) -> None:
    facts = read_facts(demo, "00.01", 2024)
    notes = district_sources.notes(facts)
    for defect in facts.instrument.known_defects:
        assert facts.t.pick(defect.text)[:40] in notes.html
    record = district_sources.record(facts).text
    assert facts.record.version in record
    assert facts.record.data_hash in record
    assert facts.record.instrument_hash in record


def test_an_instrument_without_thresholds_gives_no_predicate_and_says_so(demo: Workspace) -> None:
    facts = read_facts(demo, "19.01", 2019, "ape-pug")
    text = district.summary(facts).text
    assert "Pratama" not in text
    assert "tidak diketahui" in text


def test_every_drawing_has_a_title_and_a_description(demo: Workspace) -> None:
    for region, cycle in (("00.01", 2024), ("32.73", 2024), ("61.72", 2021)):
        html = whole(read_facts(demo, region, cycle)).html
        drawings = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
        assert drawings
        for drawing in drawings:
            assert 'role="img"' in drawing or 'aria-hidden="true"' in drawing
            if 'role="img"' in drawing:
                assert re.search(r"<title[^>]*>[^<]+</title>", drawing)
                assert re.search(r"<desc[^>]*>[^<]+</desc>", drawing)


def test_ids_are_unique_in_a_page_and_every_answer_has_its_anchor(demo: Workspace) -> None:
    facts = read_facts(demo, "00.01", 2024)
    html = whole(facts).html
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {f"q-{question.id}" for question in facts.instrument.questions} <= set(ids)


def test_the_report_speaks_english_on_request(demo: Workspace) -> None:
    facts = read_facts(demo, "32.73", 2024, language_code="en")
    text = whole(facts).text
    assert "880.39" in text
    assert "Summary" in text
    assert "Ringkasan" not in text


def test_without_a_workspace_the_training_district_is_shown() -> None:
    facts = load_facts("", "00.01", 2024)
    assert facts.region.synthetic


def test_script_in_a_note_is_shown_as_text(demo_folder, tmp_path) -> None:  # type: ignore[no-untyped-def]
    import shutil

    from kla_widgets.assessment.records import Answer, Case
    from kla_widgets.assessment.workspace import open_workspace

    folder = tmp_path / "copy"
    shutil.copytree(demo_folder, folder)
    workspace = open_workspace(folder)
    try:
        case = Case("00.01", "kla-2024", 2024)
        instrument = workspace.library.get("kla-2024")
        answer = Answer("I1.1", "perda", note="<script>alert(1)</script>")
        workspace.store.save_answers(case, "mandiri", [answer], instrument, "tester")
        html = whole(read_facts(workspace, "00.01", 2024)).html
    finally:
        workspace.close()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
