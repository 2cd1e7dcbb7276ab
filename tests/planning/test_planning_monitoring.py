"""Monitoring: what was told last counts, what is overdue is listed by agency, and done actions flow back."""

from __future__ import annotations

from datetime import date

import pytest
from planning_cases import FIRST, MADE_UP, action, situation

from kla_widgets.errors import KlaError
from kla_widgets.planning.actions import State
from kla_widgets.planning.effects import after, score_after
from kla_widgets.planning.monitoring import (
    Doing,
    Progress,
    by_agency,
    check_progress,
    latest,
    overdue,
    realised,
    spending,
    suggestions,
)
from kla_widgets.planning.records import list_from_json, list_to_json

ACTIONS = (
    action("a", {"A1.1": 1.0}, lead="north", state=State.ACCEPTED, year=FIRST, evidence=("PAPER",)),
    action("b", {"A1.2": 0.5, "A2.2": 1.0}, lead="south", state=State.LOCKED, year=FIRST),
    action("c", {"B1.1": 1.0}, lead="north", state=State.ACCEPTED, year=FIRST + 1),
    action("d", {"B1.2": 1.0}, lead="north"),
)


def told(name: str, doing: Doing, year: int = FIRST, quarter: int = 1, **fields: object) -> Progress:
    return Progress.model_validate({"action": name, "year": year, "quarter": quarter, "doing": doing, **fields})


def test_what_was_told_last_counts_whatever_the_order() -> None:
    entries = [told("a", Doing.DONE, quarter=3), told("a", Doing.LATE, quarter=2), told("a", Doing.LATE, quarter=1)]
    assert latest(entries)["a"].doing is Doing.DONE
    again = [told("a", Doing.LATE, quarter=3), told("a", Doing.DONE, quarter=3)]
    assert latest(again)["a"].doing is Doing.DONE


def test_actions_past_their_year_are_overdue_by_agency() -> None:
    found = overdue(ACTIONS, [told("b", Doing.ON_THE_WAY)], date(FIRST + 1, 1, 31))
    assert [(one.action, one.days, one.doing) for one in found] == [("a", 31, None), ("b", 31, Doing.ON_THE_WAY)]
    assert {agency: [one.action for one in ones] for agency, ones in by_agency(found).items()} == {
        "north": ["a"],
        "south": ["b"],
    }


def test_nothing_is_overdue_on_the_last_day_of_its_year() -> None:
    assert overdue(ACTIONS, [], date(FIRST, 12, 31)) == ()


@pytest.mark.parametrize("doing", [Doing.DONE, Doing.STOPPED])
def test_what_is_done_or_stopped_is_not_overdue(doing: Doing) -> None:
    entries = [told("a", doing), told("b", doing)]
    assert overdue(ACTIONS, entries, date(FIRST + 1, 6, 1)) == ()


def test_what_is_told_late_is_listed_before_its_year_ends() -> None:
    (late,) = overdue(ACTIONS, [told("a", Doing.LATE)], date(FIRST, 5, 1))
    assert (late.action, late.days, late.doing) == ("a", 0, Doing.LATE)


def test_spending_adds_up_and_unknown_is_not_zero() -> None:
    entries = [
        told("a", Doing.ON_THE_WAY, spent=5.0),
        told("a", Doing.DONE, quarter=2, spent=7.0),
        told("b", Doing.LATE),
    ]
    assert spending(entries) == {"a": 12.0}


def test_realised_actions_suggest_answers_for_the_next_cycle() -> None:
    after_all = realised(ACTIONS, [told("a", Doing.DONE), told("b", Doing.DONE), told("c", Doing.ON_THE_WAY)])
    assert [one.state for one in after_all] == [State.DONE, State.DONE, State.ACCEPTED, State.PROPOSED]
    start = situation({"A1.1": 0.4})
    end = after(start, [one for one in after_all if one.state is State.DONE])
    found = suggestions(MADE_UP, after_all, dict(zip(end.places, end.credits, strict=True)))
    assert [(one.question, one.credit, one.value, one.actions) for one in found] == [
        ("A1.1", 1.0, "met", ("a",)),
        ("A1.2", 0.5, None, ("b",)),
        ("A2.2", 1.0, ["one", "two", "three", "four"], ("b",)),
    ]
    assert found[0].evidence == ("PAPER",)
    assert score_after(end).claimed > score_after(start).claimed


def test_the_least_answer_that_earns_the_credit_is_suggested() -> None:
    done = action("x", {"A1.1": 0.3}, state=State.DONE)
    (found,) = suggestions(MADE_UP, [done], {"A1.1": 0.3})
    assert found.value == "partly"


def test_progress_that_cannot_be_is_told() -> None:
    entries = [
        told("z", Doing.DONE),
        told("c", Doing.DONE),
        told("a", Doing.DONE, spent=-1.0),
        told("b", Doing.DONE, spent=1e18),
        told("a", Doing.DONE, spent=0.0),
    ]
    assert [fault.code for fault in check_progress(ACTIONS, entries)] == ["PLN-060", "PLN-062", "PLN-061", "PLN-061"]


def test_progress_is_stored_and_read_back_unchanged() -> None:
    entries = (told("a", Doing.LATE, spent=2.5, evidence=("PAPER",), remark="menunggu"), told("b", Doing.DONE))
    assert list_from_json(Progress, list_to_json(entries)) == entries
    with pytest.raises(KlaError) as error:
        list_from_json(Progress, '[{"action": "a", "year": 2026, "quarter": 5, "doing": "done"}]')
    assert error.value.faults[0].code == "PLN-001"
