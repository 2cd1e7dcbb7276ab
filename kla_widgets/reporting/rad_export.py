"""The documents of a RAD as files: Word, PDF, and the matrix for Excel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kla_widgets.errors import Message, fail
from kla_widgets.language import N_
from kla_widgets.reporting.batch.writing import cannot_write, write_file
from kla_widgets.reporting.formats import docx, pdf
from kla_widgets.reporting.rad_chapters import document
from kla_widgets.reporting.rad_facts import RadFacts
from kla_widgets.reporting.rad_sheet import write_matrix
from kla_widgets.reporting.rad_template import fill_template

NO_FILE = Message("RAD-002", N_("The file cannot be read: {reason}."), N_("Check its name and your access rights."))
NOT_FOR_WORD = Message(
    "RAD-007",
    N_("A Word template was given, but no Word document is asked for."),
    N_("Ask for docx too, or leave the template out."),
)

DOCUMENTS: Mapping[str, Callable[[RadFacts], bytes]] = {
    "docx": lambda rad: docx.write(document(rad)),
    "pdf": lambda rad: pdf.write(document(rad)),
    "xlsx": write_matrix,
}
"""Endings that are written here; pages and notebooks are rendered from ``templates/reports/rad.ipynb``."""

NAMES = {"docx": "rencana-aksi", "pdf": "rencana-aksi", "xlsx": "matriks-rad"}


def write_documents(rad: RadFacts, endings: Sequence[str], out: Path, template: Path | None = None) -> tuple[Path, ...]:
    """Write documents to ``<cycle>/<code>/`` in a folder.

    Parameters
    ----------
    endings : sequence of str
        Of :data:`DOCUMENTS`.
    template : Path, optional
        The district's own Word template, in place of ours.

    Returns
    -------
    tuple of Path
        The files, in the order of ``endings``.

    Raises
    ------
    KlaError
        ``RAD-002`` to ``RAD-013``, ``RAD-025``, ``FMT-002``, ``REP-005``, ``REP-007``. Nothing is written before
        everything is made.
    """
    case = rad.facts.case
    folder = out / str(case.cycle) / case.region
    spoken = "" if rad.t.code == "id" else f"-{rad.t.code}"
    made: dict[Path, bytes] = {}
    for ending in endings:
        own = template if ending == "docx" else None
        content = fill_template(read_bytes(own), own.name, rad) if own else DOCUMENTS[ending](rad)
        made[folder / f"{NAMES[ending]}-{case.instrument}{spoken}.{ending}"] = content
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(write_file(file, content).path for file, content in made.items())
    except OSError as error:
        raise cannot_write(error, folder, case.region) from error


def read_bytes(file: Path) -> bytes:
    """A file that a user names; raises ``RAD-002``."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise fail(NO_FILE, where=str(file), reason=error.strerror or error) from error
