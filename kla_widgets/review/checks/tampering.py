"""What was changed behind the program's back: rows of the database, and evidence files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kla_widgets.assessment.records import Json
from kla_widgets.language import N_
from kla_widgets.review.checks.models import Check, Hit, Rule, Severity, Term
from kla_widgets.review.facts import CheckFacts
from kla_widgets.review.file_states import FileState
from kla_widgets.review.proof import Difference

ROW_CHANGED = Check(
    "CHK-801",
    Severity.ERROR,
    N_("Changed outside the program"),
    N_("{table} {key}: the journal tells “{told}”, but “{stored}” is stored."),
    N_("Somebody changed the database by hand; nobody knows who, when and why."),
    N_("Find out what is right; restore a backup, or enter it again in the workbook so that it is signed."),
)
LINE_MISSING = Check(
    "CHK-802",
    Severity.ERROR,
    N_("A line of the journal is missing or changed"),
    N_("{table} {key}: a line begins with “{stored}”, but the one before it ended with “{told}”."),
    N_("The journal was changed by hand; what happened between the two lines is not known."),
    N_("Compare with a backup, and restore it if need be."),
)
FILE_SIZE = Check(
    "CHK-803",
    Severity.ERROR,
    N_("An evidence file has another size"),
    N_("The file “{name}” of {question} no longer has the {size} bytes with which it was attached."),
    N_("It is not the document any more that was attached."),
    N_("Restore it from a backup, or attach the document again."),
)
FILE_CONTENT = Check(
    "CHK-804",
    Severity.ERROR,
    N_("An evidence file has another content"),
    N_("The content of the file “{name}” of {question} was changed after it was attached."),
    N_("It is not the document any more that was attached."),
    N_("Restore it from a backup, or attach the document again."),
)
FILE_UNREADABLE = Check(
    "CHK-805",
    Severity.WARNING,
    N_("An evidence file cannot be read"),
    N_("The file “{name}” of {question} lies in the evidence folder, but cannot be read."),
    N_("Whether it is still the document that was attached is not known."),
    N_("Check the access rights and the disk."),
)

NOTHING = Term(N_("nothing"))
TABLES = {
    "region": N_("Region"),
    "case": N_("Assessment"),
    "answer": N_("Answer"),
    "reported": N_("Points"),
    "statement": N_("Statement"),
    "assignment": N_("Agencies"),
    "member": N_("Member of the task force"),
    "evidence": N_("Evidence"),
    "item": N_("Record"),
}
_CASE = ("region", "instrument", "cycle")
_LONGEST = 80


def row_changed(facts: CheckFacts) -> Iterator[Hit]:
    return (_hit(one) for one in facts.differences if not one.gap)


def line_missing(facts: CheckFacts) -> Iterator[Hit]:
    return (_hit(one) for one in facts.differences if one.gap)


def in_state(state: FileState) -> Callable[[CheckFacts], Iterator[Hit]]:
    """The function that names the files in a state."""

    def find(facts: CheckFacts) -> Iterator[Hit]:
        for one in facts.evidence:
            if facts.files.get(one.sha256) is state:
                yield one.question, {"question": one.question, "name": one.name, "size": one.size}

    return find


def _hit(one: Difference) -> Hit:
    question = str(one.key.get("question") or one.key.get("target") or one.key.get("place") or "")
    key = " ".join(str(value) for name, value in one.key.items() if name not in _CASE)
    told, stored = _apart(one.told, one.stored)
    return question, {"table": Term(TABLES.get(one.table, one.table)), "key": key, "told": told, "stored": stored}


def _apart(told: Mapping[str, Json] | None, stored: Mapping[str, Json] | None) -> tuple[object, object]:
    """What differs in two rows; all of a row where there is only one."""
    names = [name for name in {**(told or {}), **(stored or {})} if not (told and stored) or told[name] != stored[name]]
    return _written(told, names), _written(stored, names)


def _written(row: Mapping[str, Json] | None, names: list[str]) -> object:
    if row is None:
        return NOTHING
    text = ", ".join(f"{name}: {row.get(name)}" for name in names)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


RULES = (
    Rule(ROW_CHANGED, row_changed, thorough=True),
    Rule(LINE_MISSING, line_missing, thorough=True),
    Rule(FILE_SIZE, in_state(FileState.OTHER_SIZE)),
    Rule(FILE_CONTENT, in_state(FileState.OTHER_CONTENT), thorough=True),
    Rule(FILE_UNREADABLE, in_state(FileState.UNREADABLE)),
)
