"""Storing a recap: read, plan, and then all of it in one transaction, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kla_widgets.assessment.checks import UNKNOWN_STAGE
from kla_widgets.assessment.records import Case, Reported
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.exchange.recap.describe import describe
from kla_widgets.exchange.recap.grid import read_grid
from kla_widgets.exchange.recap.plan import RecapPlan, plan_recap
from kla_widgets.language import N_, Language
from kla_widgets.regions import Regions
from kla_widgets.results import choose_instrument

REFUSED = Message(
    "RCP-040",
    N_("Nothing was stored: {count} faults."),
    N_("Correct the file and import it again; “--partial” stores the rows that are clear."),
)
WRONG_FILE = Message(
    "RCP-041",
    N_("Nothing was stored: the recap is of another year or district."),
    N_("Choose the right file, or correct --region and --cycle."),
)
_DISTRICT = re.compile(r"\b(kabupaten|kab\.?|kota)\s+([^\d,;:()|/–-]+)", re.IGNORECASE)


@dataclass(frozen=True)
class RecapImport:
    """What became of an import.

    Parameters
    ----------
    plan : RecapPlan
    changed : int
        Lines that were new or different.
    dry_run : bool
        Nothing was to be stored.
    refusal : Fault, optional
        Why nothing was stored.
    """

    plan: RecapPlan
    changed: int
    dry_run: bool
    refusal: Fault | None

    @property
    def left_out(self) -> bool:
        """Whether some rows were left out because of faults."""
        return bool(self.plan.faults)

    def describe(self, t: Language) -> str:
        """The reconciliation, and what was done."""
        if self.refusal or self.dry_run:
            done = t("Stored: nothing.")
        elif self.changed:
            done = t("Stored: {count} new or changed lines.", count=self.changed)
        else:
            done = t("Stored: nothing new; all of it was there already.")
        return f"{describe(self.plan, t)}\n{done}"


def import_recap(
    workspace: Workspace,
    file: Path,
    region: str,
    cycle: int,
    stage: str,
    instrument: str,
    author: str,
    partial: bool = False,
    dry_run: bool = False,
) -> RecapImport:
    """Import a recap; the same file again changes nothing.

    Parameters
    ----------
    region : str
        Code or name.
    instrument : str
        Id; empty for the one that the region uses in that cycle, or else the cycle's own.
    partial : bool
        Store what is clear although some rows are at fault.
    dry_run : bool
        Tell only.

    Raises
    ------
    KlaError
        When the file cannot be read as a recap at all, or region, instrument or stage are not known.
    """
    place = workspace.regions.resolve(region)
    questionnaire = choose_instrument(workspace, place.code, cycle, instrument)
    if stage not in questionnaire.stage:
        raise fail(UNKNOWN_STAGE, stage=stage, known=", ".join(questionnaire.stage))
    plan = plan_recap(read_grid(file), questionnaire, place.code, cycle, file.name, district_finder(workspace.regions))
    refusal = None
    if plan.wrong_file:
        refusal = Fault(WRONG_FILE, file.name)
    elif plan.faults and not (partial and plan.points):
        refusal = Fault(REFUSED, file.name, count=len(plan.faults))
    if refusal or dry_run:
        return RecapImport(plan, 0, dry_run, refusal)
    points = [
        Reported(one.target, one.points, one.source_note or file.name, one.where if one.source_note else "")
        for one in plan.points
    ]
    case = Case(place.code, questionnaire.id, cycle)
    changed = workspace.store.save_reported(case, stage, points, questionnaire, author, f"recap {file.name}")
    return RecapImport(plan, changed, dry_run, None)


def district_finder(regions: Regions) -> Callable[[str], str | None]:
    """A function that gives the code of the district that a title names, None where it names none for sure."""

    def find(text: str) -> str | None:
        for match in _DISTRICT.finditer(text):
            words = match.group(2).split()[:4]
            for length in range(len(words), 0, -1):
                try:
                    found = regions.resolve(f"{match.group(1)} {' '.join(words[:length])}")
                except KlaError:
                    continue
                if found.kind.is_district:
                    return found.code
        return None

    return find
