"""The shipped dossiers: real districts with a source for every line, and one training district that says what it is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kla_widgets.assessment.journal import replay
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.demo import build_demo
from kla_widgets.exchange.dossier import Dossier, read_dossier
from kla_widgets.instrument.library import shipped_library
from kla_widgets.regions import shipped_regions
from kla_widgets.resources import templates

FILES = sorted((templates() / "demo").glob("*.yaml"))
DISTRICTS = {"18.13", "18.72", "19.01", "19.02", "19.03", "19.04", "19.05", "19.06", "19.71", "32.73", "61.72", "64.01"}
TRAINING = "00.01"


@pytest.fixture(scope="module", params=FILES, ids=lambda file: file.stem)
def dossier(request: pytest.FixtureRequest) -> Dossier:
    return read_dossier(request.param)


def own_codes(dossier: Dossier) -> set[str]:
    return {region.code for region in dossier.own_regions}


def test_all_of_them_come_into_the_demo_workspace(demo: Workspace) -> None:
    regions = {case.region for case in demo.store.cases()}
    assert regions == DISTRICTS | {TRAINING}
    assert replay(demo.store.journal()) == demo.store.state()


def test_building_the_demo_again_changes_nothing(tmp_path: Path) -> None:
    with build_demo(tmp_path) as first:
        journal, state = first.store.journal(), first.store.state()
    files = sorted(file.name for file in (tmp_path / "evidence").rglob("*"))
    with build_demo(tmp_path) as again:
        assert again.store.journal() == journal
        assert again.store.state() == state
    assert sorted(file.name for file in (tmp_path / "evidence").rglob("*")) == files


def test_every_region_is_official_or_brought_along_as_made_up(dossier: Dossier) -> None:
    official = shipped_regions()
    assert all(region.synthetic for region in dossier.own_regions)
    for assessment in dossier.assessments:
        for code in assessment.regions:
            assert code in own_codes(dossier) or official.get(code).code == code


def test_every_place_exists_in_its_instrument(dossier: Dossier) -> None:
    for assessment in dossier.assessments:
        instrument = shipped_library().get(assessment.instrument)
        assert {one.place for one in assessment.statements} <= set(instrument.maxima)
        assert {one.target for one in assessment.reported} <= set(instrument.maxima)
        assert {one.question for one in assessment.answers} <= set(instrument.question)
        assert {one.question for one in assessment.evidence} <= set(instrument.question)
        assert {kind for one in assessment.evidence for kind in one.kinds} <= set(instrument.evidence_kinds)
        assert {one.stage for one in (*assessment.answers, *assessment.reported)} <= {"", *instrument.stage}


def test_every_line_of_a_real_district_has_a_source_that_names_publisher_or_place(dossier: Dossier) -> None:
    for assessment in dossier.assessments:
        if set(assessment.regions) <= own_codes(dossier):
            continue
        assert assessment.note is not None
        assert assessment.evidence == ()
        for one in (*assessment.answers, *assessment.reported, *assessment.statements):
            cited = dossier.sources[one.source]
            assert cited.title
            assert cited.publisher or cited.url


def test_every_source_that_is_listed_is_used(dossier: Dossier) -> None:
    used = {
        entry.source
        for assessment in dossier.assessments
        for entry in (*assessment.answers, *assessment.reported, *assessment.statements)
    }
    assert used == set(dossier.sources)


def test_statement_ids_of_one_assessment_are_not_used_twice(dossier: Dossier) -> None:
    used = Counter(
        (code, assessment.instrument, assessment.cycle, one.id)
        for assessment in dossier.assessments
        for code in assessment.regions
        for one in assessment.statements
    )
    assert [key for key, count in used.items() if count > 1] == []


def test_the_training_district_is_made_up_and_says_so(demo: Workspace) -> None:
    region = demo.regions.get(TRAINING)
    (case,) = demo.store.cases(TRAINING)
    note = demo.store.case_note(case)
    assert region.synthetic
    assert note is not None
    assert "rekaan" in note.id
    assert "made up" in note.en
    official = shipped_regions()
    assert region.code not in {one.code for one in official}
    assert region.name not in {one.name for one in official}


def test_the_training_district_is_answered_in_full(demo: Workspace) -> None:
    (case,) = demo.store.cases(TRAINING)
    instrument = demo.library.get(case.instrument)
    answers = demo.store.answers(case, instrument.claim_stage.id)
    assert len(instrument.questions) == 274
    assert {name for name, one in answers.items() if one.value is not None} == set(instrument.question)


def test_no_real_district_has_evidence_and_every_specimen_says_what_it_is(demo: Workspace) -> None:
    for case in demo.store.cases():
        attached = demo.store.evidence(case)
        assert bool(attached) == (case.region == TRAINING)
        for one in attached:
            specimen = demo.evidence.path(one.sha256).read_text("utf-8")
            assert specimen.startswith("DATA LATIHAN")
            assert "TRAINING DATA" in specimen
