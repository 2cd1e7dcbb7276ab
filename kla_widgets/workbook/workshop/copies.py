"""The notebooks of one region and cycle: copies with their parameters, made anew at every start.

The repository's notebooks stay as they are. Answers live in the database, so nothing is lost with an old copy.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from kla_widgets.errors import Message, fail
from kla_widgets.files import write_whole
from kla_widgets.language import N_
from kla_widgets.resources import notebooks
from kla_widgets.workbook.workshop.folders import CANNOT_WRITE

FOLDER = "buku-kerja"
WORKSHOP_MARK = "workshop"
"""Key in a copy's metadata ``kla``: the server runs the cells of marked notebooks only."""

NO_NOTEBOOKS = Message("WKS-002", N_("The workbook's notebooks are not there."), N_("Install kla-widgets again."))
NO_PAGE = Message("WKS-003", N_("There is no page “{page}”."), N_("Use one of: {known}."))
BROKEN = Message("WKS-004", N_("The notebook cannot be read: {reason}."), N_("Install kla-widgets again."))


@dataclass(frozen=True)
class Parameters:
    """What a notebook is told; the names of its ``parameters`` cell.

    Parameters
    ----------
    workspace : str
        Absolute path.
    region, instrument, stage, language, author : str
    cycle : int
    """

    workspace: str
    region: str
    cycle: int
    instrument: str
    stage: str
    language: str
    author: str

    @property
    def folder(self) -> Path:
        """Where the copies lie: one folder for each author and stage, because a copy says who signs what is typed."""
        plain = "".join(sign for sign in self.author.casefold() if sign.isascii() and sign.isalnum())[:20]
        told = "\n".join((self.author, self.instrument, self.stage, self.language))
        own = hashlib.sha256(told.encode()).hexdigest()[:6]  # differs on every file system, whatever signs a name has
        return Path(self.workspace) / FOLDER / "-".join(filter(None, (self.region, str(self.cycle), plain, own)))


def pages(source: Path | None = None) -> dict[str, Path]:
    """The workbook's notebooks by name, in the order of their numbers.

    Raises
    ------
    KlaError
        ``WKS-002``.
    """
    folder = source or notebooks()
    found = {file.stem: file for file in sorted(folder.glob("[0-9][0-9]_*.ipynb"))}
    if not found:
        raise fail(NO_NOTEBOOKS, str(folder))
    return found


def find_page(name: str, known: Collection[str]) -> str:
    """The page of that name, or beginning with it (``02``); the first one for an empty name.

    Raises
    ------
    KlaError
        ``WKS-003`` if none is, or several are.
    """
    fitting = [name] if name in known else [page for page in sorted(known) if page.startswith(name)]
    if not fitting or (name and len(fitting) > 1):
        raise fail(NO_PAGE, page=name, known=", ".join(sorted(known)))
    return fitting[0]


def copy_pages(parameters: Parameters, source: Path | None = None, leave: Collection[Path] = ()) -> dict[str, Path]:
    """Write the copies.

    Parameters
    ----------
    parameters : Parameters
    source : Path, optional
        Folder of the notebooks; the shipped ones if not given.
    leave : collection of Path
        Copies that somebody has open; they stay as they are.

    Returns
    -------
    dict of str to Path
        The copy of every page.

    Raises
    ------
    KlaError
        ``WKS-001``, ``WKS-002``, ``WKS-004``.
    """
    copies = {}
    for name, original in pages(source).items():
        file = copies[name] = parameters.folder / original.name
        if file in leave:
            continue
        try:
            notebook = json.loads(original.read_text("utf-8"))
            text = json.dumps(filled(notebook, parameters), indent=1, ensure_ascii=False) + "\n"
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise fail(BROKEN, str(original), reason=error) from error
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, text)
        except OSError as error:
            raise fail(CANNOT_WRITE, str(file), reason=error.strerror or error) from error
    return copies


def filled(notebook: dict[str, Any], parameters: Parameters) -> dict[str, Any]:
    """A notebook (nbformat 4) with the parameters set as papermill sets them, its code folded and kept from harm."""
    made = copy.deepcopy(notebook)
    lines = [f"{name} = {value!r}" for name, value in asdict(parameters).items()]
    cells = [cell for cell in made["cells"] if "injected-parameters" not in _tags(cell)]
    after = next((at for at, cell in enumerate(cells, 1) if "parameters" in _tags(cell)), 0)
    cells.insert(after, _code("kla-parameters", "\n".join(lines), ["injected-parameters"]))
    for cell in cells:
        cell["metadata"] |= {"deletable": False, "editable": False}
        if cell["cell_type"] == "code":
            cell["metadata"]["jupyter"] = cell["metadata"].get("jupyter", {}) | {"source_hidden": True}
            cell.update(outputs=[], execution_count=None)
    made["cells"] = cells
    made["metadata"]["kla"] = made["metadata"].get("kla", {}) | {WORKSHOP_MARK: True}
    made["metadata"]["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return made


def _tags(cell: dict[str, Any]) -> list[str]:
    tags: list[str] = cell["metadata"].get("tags", [])
    return tags


def _code(identifier: str, source: str, tags: list[str]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": identifier,
        "metadata": {"tags": tags},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }
