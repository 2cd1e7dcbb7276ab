"""What the RAD report says, section by section."""

from __future__ import annotations

import pytest

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.figures import Figure, stack
from kla_widgets.figures.content import Grid
from kla_widgets.planning.keeping import PROGRESS, Kept, save
from kla_widgets.planning.monitoring import Doing, Progress
from kla_widgets.reporting import rad, rad_course, rad_matrix, rad_sensitivity
from kla_widgets.reporting.rad_facts import RadFacts, load_rad, read_rad

SECTIONS = (
    rad.head,
    rad.goal,
    rad.gaps,
    rad.years,
    rad_course.costs,
    rad_course.path,
    rad_matrix.matrix,
    rad_matrix.checks,
    rad_course.monitoring,
    rad_course.assumptions,
    rad_sensitivity.rules,
    rad_course.record,
)


def whole(facts: RadFacts) -> Figure:
    return stack(*(section(facts) for section in SECTIONS))


def test_the_report_runs_alone_on_the_training_district() -> None:
    facts = load_rad("", "00.01", 2024)
    assert "DATA LATIHAN" in whole(facts).html
    assert facts.chosen


def test_a_real_district_is_not_marked_as_training_data(metro: RadFacts) -> None:
    assert "LATIHAN" not in whole(metro).html


def test_an_assumed_start_says_so(metro: RadFacts, training: RadFacts) -> None:
    assert "550,00" in rad.head(metro).text
    assert len(rad.standing_of_plan(metro)) == 1
    assert rad.standing_of_plan(training) == []


def test_every_planned_action_stands_in_chart_table_and_matrix(training: RadFacts) -> None:
    chart, listed = rad.year_chart(training).text, rad.action_table(training).html
    for one in training.chosen:
        assert one.title.id in chart
        assert one.title.id in listed
    assert {one.id for one in training.chosen} == {row.action for row in training.rows}


def test_unknown_costs_are_open_and_not_zero(training: RadFacts) -> None:
    assert all(one.cost is None for one in training.chosen)
    text = rad_course.costs(training).text
    assert f"{len(training.chosen)}" in text
    assert "(Rp)" not in text  # no table of costs that would be all zero


def test_what_only_people_can_write_is_a_marked_gap_in_the_matrix(training: RadFacts) -> None:
    mark = rad_matrix.open_mark(training)
    open_texts = sum(len(row.open_fields) for row in training.rows)
    grids = [one for one in rad_matrix.matrix(training).content if type(one).__name__ == "Grid"]
    cells = [word for grid in grids for line in grid.lines for word in line.words]
    assert sum(cell.endswith(mark) for cell in cells) == open_texts


def test_the_chance_told_is_that_of_the_simulation(metro: RadFacts) -> None:
    chance = next(one.chance for one in metro.bands if one.year == 2027)
    assert metro.chance == chance
    assert metro.t.percent(chance) in rad.goal(metro).text


def test_overdue_actions_are_told_by_agency(planned: Workspace) -> None:
    before = read_rad(planned, "18.72", 2022)
    late = next(one for one in before.chosen if before.starts[one.id] == 2027)
    told = Progress(action=late.id, year=2027, quarter=1, doing=Doing.STOPPED)
    save(planned.store, before.facts.case, [Kept(PROGRESS, f"2027-Q1:{late.id}"[:80], told)], "ani")
    after = read_rad(planned, "18.72", 2022)
    text = rad_course.monitoring(after).text
    assert "2027-Q1" in text
    assert len(before.chosen) > 1


def test_numbers_are_written_the_indonesian_way(training: RadFacts) -> None:
    assert "613,55" in rad.goal(training).text
    assert "613.55" not in whole(training).text


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_has_words_for_who_cannot_see_it(section: object, training: RadFacts) -> None:
    figure = section(training)  # type: ignore[operator]
    assert figure.text
    assert figure.content


def test_conclusions_that_change_with_an_inferred_rule_are_told(training: RadFacts, metro: RadFacts) -> None:
    told = rad_sensitivity.rules(training)
    assert training.t("Conclusions that change") in told.text
    changed = [one for one in told.content if isinstance(one, Grid)]
    assert len(changed) == 1
    assert 1 <= len(changed[0].lines) <= 6
    words = "Where answers are assumed, other rules for answers cannot show what they change."
    assert training.t(words) not in told.text
    assert metro.t(words) in rad_sensitivity.rules(metro).text


def test_a_matrix_that_rests_on_assumed_answers_says_so(training: RadFacts, metro: RadFacts) -> None:
    words = "Baselines and targets rest on assumed answers: only sums or the predicate are known."
    assert metro.t(words) in rad_matrix.matrix(metro).text
    assert training.t(words) not in rad_matrix.matrix(training).text


def test_without_capacity_the_goal_says_that_nothing_spreads_the_work(metro: RadFacts) -> None:
    assert metro.t("Capacity open") in rad.goal(metro).text
