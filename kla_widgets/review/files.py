"""Evidence files that are not what was attached, as faults that stop a signature."""

from __future__ import annotations

from kla_widgets.assessment.evidence import GONE
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Fault, Message
from kla_widgets.language import N_
from kla_widgets.review.file_states import FileState, file_state

CHANGED = Message(
    "REV-030",
    N_("The evidence file “{name}” ({sha256}) is not what was attached any more."),
    N_("Restore it from a backup."),
)
UNREADABLE = Message(
    "REV-031", N_("The evidence file “{name}” cannot be read."), N_("Check your access rights to the folder.")
)
_MESSAGES = {FileState.MISSING: GONE, FileState.UNREADABLE: UNREADABLE}


def file_faults(workspace: Workspace, case: Case) -> tuple[Fault, ...]:
    """What is wrong with the files of a case; each is read whole and hashed again.

    Returns
    -------
    tuple of Fault
        ``EVD-005`` for files that are gone, ``REV-030`` for changed and ``REV-031`` for unreadable ones, each with a
        question that uses it.
    """
    files = {one.sha256: one for one in reversed(workspace.store.evidence(case))}
    found = []
    for sha256, one in files.items():
        state = file_state(workspace.evidence, sha256, one.size, content=True)
        if state is not FileState.GOOD:
            message = _MESSAGES.get(state, CHANGED)
            found.append(Fault(message, "", one.question, name=one.name, sha256=sha256[:12]))
    return tuple(found)
