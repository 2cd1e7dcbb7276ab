"""What the commands about a plan do: make and store it, tell its progress, read an edited matrix."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_
from kla_widgets.planning.asking import plan_for_safety
from kla_widgets.planning.drafting import (
    ID,
    Basis,
    accepted,
    bands_of,
    new_actions,
    new_rows,
    settings_of,
    told_by_predicate,
    with_changes,
)
from kla_widgets.planning.drafting import search as search_plan
from kla_widgets.planning.goals import MOST_YEARS, Objective, threshold
from kla_widgets.planning.keeping import (
    PROGRESS,
    PROPOSAL,
    SETTINGS,
    DistrictPlan,
    Kept,
    Proposal,
    Settings,
    delete,
    read_plan,
    save,
)
from kla_widgets.planning.matrix import check_matrix
from kla_widgets.planning.monitoring import Doing, Progress, check_progress, realised
from kla_widgets.reporting.facts import read_facts
from kla_widgets.reporting.rad_export import read_bytes
from kla_widgets.reporting.rad_facts import DRAWS, RadFacts, rad_of
from kla_widgets.reporting.rad_import import changed_rows, read_matrix

NOT_A_PAIR = Message("RAD-001", N_("“{text}” is not understood."), N_("Write it like {example}."))
NOT_A_QUARTER = Message("RAD-003", N_("“{text}” is not a quarter."), N_("Write the year and 1 to 4, such as 2025-1."))
NOT_A_STATE = Message("RAD-004", N_("“{text}” is no state of an action."), N_("Use one of: {known}."))
NOTHING_STORED = Message(
    "RAD-005",
    N_("There is no plan of this region yet."),
    N_("Make one in the workbook, or with “kla plan propose --save”."),
)


@dataclass(frozen=True)
class Wish:
    """What a plan is asked for on the command line; what is empty stays as it is stored.

    Parameters
    ----------
    reach : str
        Predicate, by name or id.
    by : int
    budget, capacity : sequence of str
        ``2026=500000000``; ``dinkes=40``.
    minimise : str
        ``cost`` or ``effort``.
    most : bool
        Most points instead of a predicate.
    margin, chance : float, optional
    standing : str
        The predicate that the region has, where nothing is answered.
    first : int
        First year of the plan.
    """

    reach: str = ""
    by: int = 0
    budget: Sequence[str] = ()
    capacity: Sequence[str] = ()
    minimise: str = ""
    most: bool = False
    margin: float | None = None
    chance: float | None = None
    standing: str = ""
    first: int = 0


@dataclass(frozen=True)
class Imported:
    """What became of an edited matrix: rows by what they are, and what its check finds."""

    changed: int
    new: int
    same: int
    absent: int
    findings: tuple[Fault, ...]


def make_rad(
    workspace: Workspace, region: str, cycle: int, instrument: str, wish: Wish, language_code: str = "id"
) -> RadFacts:
    """Search for a plan as wished; nothing is stored.

    Raises
    ------
    KlaError
        ``RAD-001``, ``PLN-…``, and what :func:`kla_widgets.reporting.facts.read_facts` raises.
    """
    facts = read_facts(workspace, region, cycle, instrument, "", language_code)
    kept = read_plan(workspace.store, facts.case)
    before = settings_of(facts.score, kept, cycle)
    settings = _wished(before.record, facts.instrument, wish)
    basis = Basis(facts.score, settings)
    actions = with_changes(kept.kept_actions, *new_actions(basis, kept))
    known = [one.record for one in actions]
    if wish.chance is not None and settings.predicate:
        settings, proposal = _safe(basis, realised(known, kept.progress), wish.chance)
        basis = Basis(facts.score, settings)
    else:
        proposal = search_plan(basis, known, kept)
    asked = replace(before, record=settings)
    answered = replace(kept.proposal or Kept(PROPOSAL, ID, proposal), record=proposal)
    now = DistrictPlan(asked, answered, actions, kept.kept_rows, kept.kept_progress)
    return rad_of(facts, now, workspace.store.now().astimezone().date())


def store_rad(workspace: Workspace, rad: RadFacts, author: str, accept: bool = False) -> None:
    """Store what :func:`make_rad` made.

    Parameters
    ----------
    accept : bool
        Also accept everything that is proposed, and fill the matrix from it; what people wrote in it stays.

    Raises
    ------
    KlaError
        ``STO-042`` if somebody changed the plan since.
    """
    case, t, store = rad.facts.case, rad.t, workspace.store
    before = read_plan(store, case)
    stored, gone = new_actions(rad.basis, before)
    kept = with_changes(before.kept_actions, stored, gone)
    changed: dict[str, Kept[Any]] = {one.id: one for one in stored}
    if accept:
        taken = accepted(kept, rad.plan)
        changed |= {one.id: one for one in taken}
        kept = with_changes(kept, taken, ())
    rows, gone_rows = new_rows(rad.basis, [one.record for one in kept], before, t) if accept else ((), ())
    single: list[Kept[Any]] = [
        replace(before.settings or Kept(SETTINGS, ID, rad.settings), record=rad.settings),
        replace(before.proposal or Kept(PROPOSAL, ID, rad.proposal), record=rad.proposal),
    ]
    save(store, case, [*single, *changed.values(), *rows], author, t("plan proposed"))
    if gone or gone_rows:
        delete(store, case, [*gone, *gone_rows], author, t("plan proposed"))


def tell_progress(
    workspace: Workspace,
    region: str,
    cycle: int,
    instrument: str,
    action: str,
    quarter: str,
    state: str,
    spent: str,
    remark: str,
    author: str,
) -> None:
    """Store how an action stands in a quarter.

    Raises
    ------
    KlaError
        ``RAD-001``, ``RAD-003``, ``RAD-004``, ``PLN-060`` to ``PLN-062``.
    """
    facts = read_facts(workspace, region, cycle, instrument)
    kept = read_plan(workspace.store, facts.case)
    found = re.fullmatch(r"(\d{4})-?[QT]?([1-4])", quarter.strip(), re.IGNORECASE)
    if found is None:
        raise fail(NOT_A_QUARTER, text=quarter)
    if state not in [*Doing]:
        raise fail(NOT_A_STATE, text=state, known=", ".join(Doing))
    told = Progress(
        action=action,
        year=int(found[1]),
        quarter=int(found[2]),
        doing=Doing(state),
        spent=read_amount(spent) if spent else None,
        remark=remark,
    )
    if faults := check_progress(kept.actions, [told]):
        raise KlaError(*faults)
    name = f"{told.when}:{action}"[:80]
    old = next((one for one in kept.kept_progress if one.id == name), None)
    save(workspace.store, facts.case, [replace(old or Kept(PROGRESS, name, told), record=told)], author)


def import_matrix(
    workspace: Workspace, region: str, cycle: int, instrument: str, file: Path, author: str, dry_run: bool = False
) -> Imported:
    """Store what an edited matrix says otherwise, all of it or nothing.

    Raises
    ------
    KlaError
        ``RAD-002``, ``RAD-005``, ``RAD-020`` to ``RAD-024``, ``RCP-…``; ``STO-042`` for each row that somebody changed
        since the file was written.
    """
    facts = read_facts(workspace, region, cycle, instrument)
    kept = read_plan(workspace.store, facts.case)
    if kept.settings is None:
        raise fail(NOTHING_STORED, path=region)
    limits = kept.settings.record.limits
    read = read_matrix(read_bytes(file), file.name, facts.instrument, limits.years)
    changed = changed_rows(kept.kept_rows, read, len(limits.years))
    if changed and not dry_run:
        save(workspace.store, facts.case, changed, author, file.name)
    stored = {one.id for one in kept.kept_rows}
    new = sum(one.id not in stored for one in changed)
    findings = check_matrix(facts.instrument, [one.record for one in read], limits)
    absent = len(stored - {one.id for one in read})
    return Imported(len(changed) - new, new, len(read) - len(changed), absent, findings)


def read_amount(text: str) -> float:
    """Digits, with dots, commas or spaces between groups of three; raises ``RAD-001``."""
    plain = re.sub(r"^rp\.?\s*", "", text.strip(), flags=re.IGNORECASE)
    if not re.fullmatch(r"-?(\d+|\d{1,3}([.,_ ]\d{3})+)", plain):
        raise fail(NOT_A_PAIR, text=text, example="500000000")
    return float(re.sub(r"[.,_ ]", "", plain))


def _wished(before: Settings, instrument: Instrument, wish: Wish) -> Settings:
    """The settings with what was asked for."""
    changes: dict[str, Any] = {}
    if wish.most:
        changes["predicate"] = ""
    elif wish.reach:
        changes["predicate"] = threshold(instrument.predicates, _predicate(instrument, wish.reach)).band.id
    by = wish.by or before.by
    first = wish.first or (before.first if by < before.first + MOST_YEARS else by - MOST_YEARS + 1)
    changes |= {"by": by, "first": first, "last": max(by, first + before.last - before.first)}
    changes["last"] = min(changes["last"], first + MOST_YEARS - 1)
    if wish.minimise:
        changes["objective"] = Objective(wish.minimise)
    if wish.margin is not None:
        changes["margin"] = wish.margin
    if wish.budget:
        changes["budget"] = before.budget | {_year(name): read_amount(value) for name, value in _pairs(wish.budget)}
    if wish.capacity:
        years = range(first, changes["last"] + 1)
        given = {_agency(instrument, name): read_amount(value) for name, value in _pairs(wish.capacity, "dinkes=40")}
        changes["capacity"] = before.capacity | {agency: dict.fromkeys(years, days) for agency, days in given.items()}
    if wish.standing:
        changes["told"] = told_by_predicate(instrument, _predicate(instrument, wish.standing))
    return before.model_copy(update=changes)


def _safe(basis: Basis, actions: Sequence[Any], chance: float) -> tuple[Settings, Proposal]:
    """The plan with the least margin that is likely enough, and the settings that ask for it."""
    asked = basis.settings
    found = plan_for_safety(
        basis.situation,
        actions,
        asked.limits,
        asked.predicate,
        asked.by,
        chance,
        basis.drop,
        asked.objective,
        asked.measure,
        draws=DRAWS,
    )
    settings = asked.model_copy(update={"margin": found.margin})
    return settings, Proposal(plan=found.plan, bands=bands_of(basis, actions, found.plan))


def _predicate(instrument: Instrument, words: str) -> str:
    """The id of a predicate that is named by id or name; the words themselves if there is none."""
    bands = instrument.predicates.bands if instrument.predicates else ()
    wanted = words.strip().casefold()
    return next((one.id for one in bands if wanted in (one.id.casefold(), one.name.casefold())), words)


def _agency(instrument: Instrument, words: str) -> str:
    """The id of an agency that is named by id or short name; raises ``RAD-001`` for an unknown one."""
    wanted = words.casefold()
    for key, one in instrument.agencies.items():
        if wanted in (key.casefold(), one.short.id.casefold(), one.short.en.casefold()):
            return key
    raise fail(NOT_A_PAIR, text=words, example=", ".join(f"{name}=40" for name in list(instrument.agencies)[:3]))


def _pairs(texts: Sequence[str], example: str = "2026=500000000") -> list[tuple[str, str]]:
    if faults := [Fault(NOT_A_PAIR, text=text, example=example) for text in texts if not re.search(r"\S=\S", text)]:
        raise KlaError(*faults)
    parts = (text.partition("=") for text in texts)
    return [(name.strip(), value.strip()) for name, _, value in parts]


def _year(text: str) -> int:
    if not re.fullmatch(r"\d{4}", text):
        raise fail(NOT_A_PAIR, text=text, example="2026=500000000")
    return int(text)
