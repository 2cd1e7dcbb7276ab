"""Writing workbooks and letters to a folder, and noting who was asked what until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from kla_widgets.assessment.items import Item, read_items, save_items
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.exchange.agency.asking import REQUEST, Request, read_requests
from kla_widgets.exchange.agency.letter import write_letter
from kla_widgets.exchange.agency.writing import write_workbook
from kla_widgets.files import draft, settle
from kla_widgets.language import N_, Language

ALREADY_THERE = Message(
    "AGW-011",
    N_("The file is there already; an agency may have filled it in."),
    N_("Import it first, or choose another folder; --force replaces it."),
)
CANNOT_WRITE = Message(
    "AGW-012", N_("The file cannot be written: {reason}."), N_("Check free space and access rights.")
)


def export_agencies(
    workspace: Workspace,
    case: Case,
    agencies: Sequence[str],
    out: Path,
    t: Language,
    author: str,
    deadline: date | None = None,
    contact: str = "",
    force: bool = False,
) -> tuple[Path, ...]:
    """Write the workbook and the letter of each agency to ``<cycle>/<code>/`` in a folder.

    Parameters
    ----------
    agencies : sequence of str
        Ids; all that are asked anything if empty.
    force : bool
        Replace files that are there.

    Returns
    -------
    tuple of Path
        A workbook and a letter for each agency.

    Raises
    ------
    KlaError
        ``AGW-001``, ``AGW-002``, ``AGW-010`` to ``AGW-012``. Nothing is written before everything is made.
    """
    known = {item.id: item for item in read_items(workspace.store, case, REQUEST)}
    asked = read_requests(workspace, case, agencies, deadline, contact.strip())
    requests = [_with_earlier(one, known.get(one.agency)) for one in asked]
    folder = out / str(case.cycle) / case.region
    spoken = "" if t.code == "id" else f"-{t.code}"
    made: dict[Path, bytes] = {}
    for one in requests:
        book = folder / f"{one.agency}-{case.instrument}{spoken}.xlsx"
        made[book] = write_workbook(one, t)
        made[book.with_suffix(".docx")] = write_letter(one, book.name, t)
    if not force and (there := [file for file in made if file.exists()]):
        raise KlaError(*(Fault(ALREADY_THERE, str(file)) for file in there))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, content in made.items():
            with draft(folder) as (path, stream):
                stream.write(content)
                settle(path, stream, file)
    except OSError as error:
        raise fail(CANNOT_WRITE, str(folder), reason=error.strerror or error) from error
    items = [_record(one, known.get(one.agency)) for one in requests]
    save_items(workspace.store, case, items, author, "export agency")
    return tuple(made)


def _with_earlier(request: Request, before: Item | None) -> Request:
    """A request with the deadline and the contact that were told before, where none is given now."""
    if before is None:
        return request
    told = before.content["deadline"]
    deadline = request.deadline or (date.fromisoformat(told) if told else None)
    return replace(request, deadline=deadline, contact=request.contact or before.content["contact"])


def _record(request: Request, before: Item | None) -> Item:
    content = {
        "deadline": request.deadline.isoformat() if request.deadline else None,
        "contact": request.contact,
        "asked": [one.question.id for one in request.asked],
    }
    return Item(REQUEST, request.agency, content, before.revision if before else 0)
