"""A plan from the command line's wishes: goals, limits, what is stored, and what is not."""

from __future__ import annotations

import pytest

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError
from kla_widgets.planning.actions import State
from kla_widgets.planning.keeping import ROW, Kept, read_plan, save
from kla_widgets.planning.monitoring import Doing
from kla_widgets.planning.plan import Outlook
from kla_widgets.reporting.rad_asking import Wish, read_amount
from kla_widgets.reporting.rad_facts import RadFacts, read_rad
from kla_widgets.reporting.rad_making import make_rad, store_rad, tell_progress
from kla_widgets.results import find_case

METRO, TRAINING = ("18.72", 2022), ("00.01", 2024)


def test_metro_known_only_as_pratama_gets_a_plan_to_madya(metro: RadFacts) -> None:
    assert metro.plan.outlook is Outlook.BEST
    assert metro.predicate_at(metro.path[2022]) == "Pratama"
    assert metro.path[2022] == pytest.approx(550, abs=0.01)
    assert metro.predicate_at(metro.path[2027]) == "Madya"
    assert metro.basis.situation.assumed


def test_the_path_of_the_plan_is_that_of_the_scoring_rules(training: RadFacts) -> None:
    told = {one.year: one.points(training.measure) for one in (training.plan.start, *training.plan.years)}
    assert training.path == pytest.approx(told)
    assert training.path[2027] >= 700.01


def test_without_a_stored_plan_one_is_proposed_and_nothing_is_decided(demo: Workspace) -> None:
    rad = read_rad(demo, *TRAINING)
    assert not rad.stored
    assert not rad.decided
    assert rad.chosen
    assert rad.rows
    assert read_plan(demo.store, rad.facts.case).proposal is None


def test_a_proposal_is_stored_without_deciding_anything(planned: Workspace) -> None:
    rad = make_rad(planned, "32.73", 2024, "", Wish("KLA", 2026))
    store_rad(planned, rad, "tester")
    kept = read_plan(planned.store, rad.facts.case)
    assert kept.proposal is not None
    assert kept.proposal.record.plan == rad.plan
    assert {one.state for one in kept.actions} == {State.PROPOSED}
    assert kept.rows == ()


def test_accepting_sets_years_and_fills_the_matrix(training: RadFacts) -> None:
    accepted = {one.id: one.year for one in training.kept.actions if one.state is State.ACCEPTED}
    assert accepted == training.plan.starts
    assert {row.action for row in training.kept.rows} == set(accepted)


def test_proposing_again_keeps_what_people_wrote_in_the_matrix(planned: Workspace) -> None:
    before = read_rad(planned, *TRAINING)
    first = before.kept_rows[0]
    save(planned.store, before.facts.case, [first.changed(funds="APBD", location="Kota")], "budi")
    store_rad(planned, make_rad(planned, *TRAINING, "", Wish("Nindya", 2027, margin=20)), "tester", accept=True)
    rows = {one.id: one.record for one in read_rad(planned, *TRAINING).kept_rows}
    assert (rows[first.id].funds, rows[first.id].location) == ("APBD", "Kota")


@pytest.mark.slow
def test_a_chance_asked_for_leads_to_a_margin(planned: Workspace) -> None:
    rad = make_rad(planned, *METRO, "", Wish(chance=0.5))
    assert rad.settings.margin > 0
    assert rad.chance is not None
    assert rad.chance >= 0.45


def test_out_of_reach_says_so_and_still_reads(planned: Workspace) -> None:
    rad = make_rad(planned, *METRO, "", Wish("KLA", 2023, capacity=("dp3a=0",)))
    assert rad.plan.outlook is Outlook.IMPOSSIBLE
    assert rad.plan.shortfall is not None
    assert rad.settings.capacity["dp3a"] == dict.fromkeys(rad.years, 0.0)


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish("Emas", 2027), "PLN-023"),
        (Wish("Madya", 2027, budget=("2025",)), "RAD-001"),
        (Wish("Madya", 2027, budget=("tahun=3",)), "RAD-001"),
        (Wish("Madya", 2027, budget=("2025=banyak",)), "RAD-001"),
        (Wish("Madya", 2027, budget=("2025=-5",)), "PLN-020"),
        (Wish("Madya", 2027, budget=("2050=5",)), ""),
        (Wish("Madya", 2027, capacity=("dinas-x=4",)), "RAD-001"),
        (Wish("Madya", 2027, chance=1.5), "PLN-033"),
        (Wish("Madya", 2027, margin=9000), "PLN-024"),
        (Wish("Madya", 1990), "PLN-021"),
    ],
)
def test_wishes_that_make_no_sense_are_refused_with_a_code(planned: Workspace, wish: Wish, code: str) -> None:
    if not code:  # a year outside the period is passed over: periods move, budgets stay
        assert make_rad(planned, *METRO, "", wish).settings.limits.budget == {}
        return
    with pytest.raises(KlaError) as refused:
        make_rad(planned, *METRO, "", wish)
    assert refused.value.faults[0].code == code


def test_amounts_may_be_written_as_people_write_them() -> None:
    assert read_amount("Rp 1.250.000") == read_amount("1250000") == read_amount("1,250,000") == 1_250_000
    for bad in ("1.25", "", "dua", "1e9", "12 34"):
        with pytest.raises(KlaError, match="RAD-001"):
            read_amount(bad)


def test_progress_is_stored_and_told_again(planned: Workspace) -> None:
    rad = read_rad(planned, *METRO)
    name = rad.chosen[0].id
    tell_progress(planned, *METRO, "", name, "2027-1", "late", "1.000.000", "", "ani")
    tell_progress(planned, *METRO, "", name, "2027-Q1", "done", "2.000.000", "", "ani")
    kept = read_plan(planned.store, rad.facts.case)
    (told,) = kept.progress
    assert (told.doing, told.spent, told.when) == (Doing.DONE, 2_000_000, "2027-Q1")
    assert name not in {one.id for one in read_rad(planned, *METRO).chosen}  # it counts from the start now


@pytest.mark.parametrize(
    ("action", "quarter", "state", "code"),
    [
        ("", "2027-1", "done", "PLN-060"),
        ("x", "2027-1", "done", "PLN-060"),
        ("first", "2027-5", "done", "RAD-003"),
        ("first", "2027-1", "sudah", "RAD-004"),
        ("first", "2020-1", "done", "PLN-062"),
    ],
)
def test_progress_that_cannot_be_is_refused(
    planned: Workspace, action: str, quarter: str, state: str, code: str
) -> None:
    name = read_rad(planned, *METRO).chosen[0].id if action == "first" else action
    with pytest.raises(KlaError, match=code):
        tell_progress(planned, *METRO, "", name, quarter, state, "", "", "ani")


def test_somebody_elses_change_is_not_overwritten(planned: Workspace) -> None:
    case = find_case(planned, *METRO)
    row = read_plan(planned.store, case).kept_rows[0]
    save(planned.store, case, [row.changed(location="Utara")], "budi")
    with pytest.raises(KlaError, match="STO-042"):
        save(planned.store, case, [Kept(ROW, row.id, row.record, row.made, row.revision)], "ani")


@pytest.mark.parametrize(
    ("wish", "code"),
    [(Wish(by=2199), "RAD-006"), (Wish(first=2199), "RAD-006"), (Wish("Nindya", margin=-5), "PLN-026")],
    ids=["year", "first year", "margin"],
)
def test_a_year_out_of_sight_and_a_margin_below_zero_are_refused(demo: Workspace, wish: Wish, code: str) -> None:
    with pytest.raises(KlaError) as error:
        make_rad(demo, *TRAINING, "", wish)
    assert [fault.code for fault in error.value.faults] == [code]


def test_a_chance_is_kept_until_somebody_asks_for_a_margin(planned: Workspace) -> None:
    store_rad(planned, make_rad(planned, *TRAINING, "", Wish(chance=0.6)), "tester")
    again = make_rad(planned, *TRAINING, "", Wish())
    assert (again.settings.chance, again.settings.margin) == (0.6, again.plan.goal.margin)
    assert make_rad(planned, *TRAINING, "", Wish(margin=3)).settings.chance is None


def test_what_somebody_changed_since_is_not_overwritten_and_nothing_is_stored_by_half(planned: Workspace) -> None:
    rad = make_rad(planned, *METRO, "", Wish("Nindya", 2027))
    first = next(one for one in rad.kept.kept_actions if one.id in rad.plan.starts)
    before = read_plan(planned.store, rad.facts.case)
    there = next(one for one in before.kept_actions if one.id == first.id)
    save(planned.store, rad.facts.case, [there.changed(remark="Budi")], "Budi")
    with pytest.raises(KlaError) as error:
        store_rad(planned, rad, "tester", accept=True)
    assert {fault.code for fault in error.value.faults} == {"STO-042"}
    after = read_plan(planned.store, rad.facts.case)
    assert after.settings == before.settings
    assert after.kept_rows == before.kept_rows


def test_rows_come_and_go_in_one_transaction(planned: Workspace) -> None:
    case = find_case(planned, *METRO)
    rows = read_plan(planned.store, case).kept_rows
    old = rows[0].changed(remark="lama")
    save(planned.store, case, [old], "Budi")
    with pytest.raises(KlaError):  # the second was changed since, so the first is not stored either
        save(planned.store, case, [rows[1].changed(remark="baru")], "Ani", gone=[rows[0]])
    now = {one.id: one for one in read_plan(planned.store, case).kept_rows}
    assert now[rows[1].id].record.remark == rows[1].record.remark
    assert rows[0].id in now
    (stored,) = save(planned.store, case, [rows[1].changed(remark="baru")], "Ani", gone=[now[rows[0].id]])
    assert stored.record.remark == "baru"
    assert rows[0].id not in {one.id for one in read_plan(planned.store, case).kept_rows}
