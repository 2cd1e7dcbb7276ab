"""The catalogue of actions: every fault is told, every gap is served, agreements come in with their source."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError
from kla_widgets.instrument.base import Status
from kla_widgets.instrument.library import shipped_library
from kla_widgets.language import language
from kla_widgets.planning.actions import Action, State, check_actions
from kla_widgets.planning.catalogue import Catalogue, load_catalogue, parse_catalogue, shipped_catalogue
from kla_widgets.planning.effects import score_after
from kla_widgets.planning.propose import propose
from kla_widgets.planning.situation import assume, situation_of
from kla_widgets.resources import templates
from kla_widgets.results import find_case, score_case
from kla_widgets.scoring.gaps import Gap, Why, find_gaps
from kla_widgets.scoring.scores import RegionScore

KLA = shipped_library().get("kla-2024")
FILE = templates() / "actions" / "kla-2024.yaml"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shipped_catalogue(KLA)


def proposed(
    demo: Workspace, catalogue: Catalogue, region: str, cycle: int, stage: str | None = None
) -> tuple[RegionScore, tuple[Gap, ...], tuple[Action, ...]]:
    score = score_case(demo, find_case(demo, region, cycle, "kla-2024"), stage)
    gaps = find_gaps(score)
    return score, gaps, propose(score, gaps, catalogue)


# ---- every gap is served ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "cycle", "stage"),
    [("00.01", 2024, None), ("00.01", 2024, "mandiri"), ("18.72", 2022, None), ("64.01", 2021, None)],
)
def test_every_gap_is_served_by_an_action_that_closes_some_of_it(
    demo: Workspace, catalogue: Catalogue, region: str, cycle: int, stage: str | None
) -> None:
    score, gaps, actions = proposed(demo, catalogue, region, cycle, stage)
    start = situation_of(score)
    assert not check_actions(KLA, actions)
    for gap in gaps:
        serving = [one for one in actions if gap.target in one.questions]
        assert serving, gap.target
    end = score_after(start, actions)
    assert end.supported > score_after(start).supported + 0.6 * sum(gap.points for gap in gaps)


def test_gaps_that_one_effort_can_close_become_one_action(demo: Workspace, catalogue: Catalogue) -> None:
    _, gaps, actions = proposed(demo, catalogue, "18.72", 2022)
    training = [one for one in actions if one.template == "pelatihan-kha"]
    leads = {gap.lead for gap in gaps if gap.kind == "trained_staff"}
    assert len(training) <= len(leads)
    assert max(len(one.questions) for one in training) >= 3
    assert len(actions) < len(gaps) / 2


def test_what_only_lacks_evidence_is_collected_once_for_each_agency(demo: Workspace, catalogue: Catalogue) -> None:
    _, gaps, actions = proposed(demo, catalogue, "00.01", 2024, "mandiri")
    lacking = [gap for gap in gaps if gap.why is Why.EVIDENCE_MISSING]
    drives = [one for one in actions if one.template == "data-dukung"]
    assert {one.lead for one in drives} == {gap.lead for gap in gaps if gap.at_risk > 0}
    assert {gap.target for gap in lacking} <= {question for one in drives for question in one.questions}
    assert all(effect.raises_to is None and effect.evidence == 1 for one in drives for effect in one.effects)


def test_a_claim_that_was_not_accepted_can_be_restored(demo: Workspace, catalogue: Catalogue) -> None:
    score, gaps, actions = proposed(demo, catalogue, "00.01", 2024)
    refused = next(gap for gap in gaps if gap.why is Why.NOT_ACCEPTED)
    part = score.parts[refused.target]
    (effect,) = (
        one
        for action in actions
        if action.template == "data-dukung"
        for one in action.effects
        if one.question == refused.target
    )
    assert part.claimed is not None
    assert part.max
    assert effect.raises_to == pytest.approx(part.claimed / part.max)


def test_where_only_sums_are_known_actions_serve_the_questions_below_them(
    demo: Workspace, catalogue: Catalogue
) -> None:
    score, gaps, actions = proposed(demo, catalogue, "32.73", 2024)
    assert {gap.why for gap in gaps} == {Why.SUM_ONLY}
    fill_in, others = actions[0], actions[1:]
    assert (fill_in.template, fill_in.effects) == ("lengkapi-jawaban", ())  # the only thing that is sure to help
    served = {effect.question for one in others for effect in one.effects}
    assert len(served) > 200
    assert "data-dukung" not in {one.template for one in others}  # of evidence nothing is known
    start = assume(situation_of(score))
    for one in others:
        assert score_after(start, [one]).claimed >= score_after(start).claimed


def test_proposals_are_inferred_and_have_no_cost(demo: Workspace, catalogue: Catalogue) -> None:
    _, _, actions = proposed(demo, catalogue, "00.01", 2024)
    assert {one.status for one in actions} == {Status.INFERRED}
    assert {one.cost for one in actions} == {None}
    assert all(one.effort > 0 for one in actions)


def test_prerequisites_point_to_actions_that_exist(demo: Workspace, catalogue: Catalogue) -> None:
    _, _, actions = proposed(demo, catalogue, "18.72", 2022)
    required = {one.id: one.requires for one in actions if one.requires}
    assert required["monev-rad"] == ("rad",)
    assert {name for names in required.values() for name in names} <= {one.id for one in actions}


# ---- agreements ------------------------------------------------------------------------------------------------------


def test_the_agreements_of_a_district_come_in_as_accepted_actions(demo: Workspace, catalogue: Catalogue) -> None:
    _, _, actions = proposed(demo, catalogue, "64.01", 2021)
    agreed = {one.id: one for one in actions if one.state is State.ACCEPTED}
    assert len(agreed) == 12
    assert agreed["paser-kanal-ila"].lead == "kominfo"
    assert agreed["paser-kanal-ila"].questions == ("I5.1", "I5.3")
    assert agreed["paser-kia"].questions == ("I4.3",)
    assert agreed["paser-kha-registrasi"].questions == ("I4.5",)
    assert "forum_anak" in agreed["paser-forum-kegiatan"].supporting
    assert {one.source for one in agreed.values()} == {("PASER",)}
    assert "19 Oktober 2021" in catalogue.sources["PASER"].title.id


def test_agreements_stay_in_their_district(demo: Workspace, catalogue: Catalogue) -> None:
    _, _, actions = proposed(demo, catalogue, "18.72", 2022)
    assert not [one for one in actions if one.state is State.ACCEPTED]


# ---- faults of the file ----------------------------------------------------------------------------------------------


def changed(old: str, new: str) -> str:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('questions: ["I1.2*"]', 'questions: ["X1.2*"]', "PLN-013"),
        ("indicators: [I12]", "indicators: [I99]", "PLN-013"),
        ("kinds: [standard]", "kinds: [splendour]", "PLN-010"),
        ("lead: bagian_hukum", "lead: bagian_humas", "PLN-012"),
        ("supporting: [dp3a]", "supporting: [dp3z]", "PLN-012"),
        ("evidence: [PERDA,", "evidence: [PERDANA,", "PLN-017"),
        ("requires: [rad]", "requires: [radd]", "PLN-014"),
        ("requires: [rad]", "requires: [monev-rad]", "PLN-015"),
        ("  - id: perbup-topik", "  - id: perda-kla", "PLN-009"),
        ("source: [PASER]", "source: [PASIR]", "PLN-019"),
        ("question: I1.2c", "question: I1.2q9", "PLN-013"),
        ("instrument: kla-2024", "instrument: kla-2025", "PLN-003"),
        ("effort: 3", "effort: 4", "PLN-010"),
        ("raises_to: 0.75", "raises_to: 7", "PLN-010"),
        ("yearly: true", "yearly: true\n    colour: blue", "PLN-010"),
        ("format: 1", "format: 1\nformat: 1", "YML-006"),
    ],
)
def test_every_fault_of_the_file_has_its_code_and_line(old: str, new: str, code: str) -> None:
    text = changed(old, new)
    with pytest.raises(KlaError) as error:
        parse_catalogue(text, KLA, "actions.yaml")
    assert code in {fault.code for fault in error.value.faults}
    assert all(fault.where.startswith("actions.yaml:") for fault in error.value.faults)
    assert "unknown" not in error.value.describe(language("en"))


def test_an_instrument_without_actions_says_so() -> None:
    with pytest.raises(KlaError) as error:
        shipped_catalogue(shipped_library().get("kla-2022"))
    assert error.value.faults[0].code == "PLN-002"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KlaError) as error:
        load_catalogue(tmp_path / "none.yaml", KLA)
    assert error.value.faults[0].code == "YML-001"


def test_the_shipped_file_marks_everything_as_inferred(catalogue: Catalogue) -> None:
    assert {template.status for template in catalogue.templates} == {Status.INFERRED}
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert not [entry["id"] for entry in data["templates"] if "cost" in entry]
