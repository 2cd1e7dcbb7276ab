"""What the commands about a plan do: make and store it, tell its progress, read an edited matrix."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.language import N_
from kla_widgets.planning.changes import differences
from kla_widgets.planning.drafting import Basis, accepted, filled, proposed, settings_of
from kla_widgets.planning.keeping import PROGRESS, Kept, read_plan, save
from kla_widgets.planning.matrix import check_matrix
from kla_widgets.planning.monitoring import Doing, Progress, check_progress
from kla_widgets.reporting.facts import read_facts
from kla_widgets.reporting.rad_asking import Wish, read_amount, wished
from kla_widgets.reporting.rad_export import read_bytes
from kla_widgets.reporting.rad_facts import RadFacts, rad_of
from kla_widgets.reporting.rad_import import changed_rows, read_matrix
from kla_widgets.results import rescorer

NOT_A_QUARTER = Message("RAD-003", N_("“{text}” is not a quarter."), N_("Write the year and 1 to 4, such as 2025-1."))
NOT_A_STATE = Message("RAD-004", N_("“{text}” is no state of an action."), N_("Use one of: {known}."))
NOTHING_STORED = Message(
    "RAD-005",
    N_("There is no plan of this region yet."),
    N_("Make one in the workbook, or with “kla plan propose --save”."),
)


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
    settings = wished(before.record, facts.instrument, cycle, wish)
    asked = replace(kept, settings=replace(before, record=settings))
    basis = Basis(facts.score, facts.gaps, settings)
    today = workspace.store.now().astimezone().date()
    return rad_of(facts, proposed(basis, asked), today, rescorer(workspace, facts.case, facts.score.stage))


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
    store, t = workspace.store, rad.t
    after = filled(rad.basis, accepted(rad.kept), t) if accept else rad.kept
    stored, gone = differences(read_plan(store, rad.facts.case), after)
    save(store, rad.facts.case, stored, author, t("plan proposed"), gone)


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
