"""What is to be rendered: which region, from which template, into which files; and what became of it.

Light on purpose: papermill takes seconds to import and is not needed to see that there is nothing to do.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from kla_widgets.assessment.records import Case
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.language import N_
from kla_widgets.reporting.formats import FORMATS
from kla_widgets.resources import templates

PARAMETERS = ("workspace", "region", "cycle", "instrument", "stage", "language")
"""What every template is given."""
AGENCY = "agency"
"""The parameter of templates that are rendered once for every agency."""
COUNTRY = "indonesia"
"""The folder of a report on all regions, whose region code is empty."""

NO_TEMPLATE = Message(
    "REP-001", N_("There is no report template “{name}”."), N_("Use one of: {known}; or the path of a notebook.")
)
NO_PARAMETERS = Message(
    "REP-002",
    N_("The template has no parameter “{name}”."),
    N_("Add it to the cell tagged “parameters”."),
)
BAD_FORMAT = Message("REP-003", N_("The format “{name}” is not known."), N_("Use: {known}."))


@dataclass(frozen=True)
class Job:
    """One report to be made.

    Parameters
    ----------
    case : Case
        Its region may be a province, or empty for all regions; its instrument is empty for the one mostly used.
    template : Path
        A notebook with a ``parameters`` cell.
    folder : Path
        Where the files go.
    formats : tuple of str
        Of :data:`FORMATS`.
    language, stage : str
        ``stage`` empty for the furthest one.
    agency : str
        Id of an agency, for templates that have it as a parameter.
    values : tuple of (str, str)
        Further parameters of the template, always as text.
    """

    case: Case
    template: Path
    folder: Path
    formats: tuple[str, ...] = ("ipynb", "html")
    language: str = "id"
    stage: str = ""
    agency: str = ""
    values: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """File name without ending, of ids only: template, instrument, stage, agency; language if not Indonesian."""
        spoken = "" if self.language == "id" else self.language
        parts = (self.template.stem, self.case.instrument, self.stage, self.agency, spoken)
        return "-".join(part for part in parts if part)

    def file(self, ending: str) -> Path:
        return self.folder / f"{self.name}.{ending}"

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(self.file(ending) for ending in self.formats)

    def parameters(self, workspace: Path) -> dict[str, str | int]:
        """What the template is given."""
        given: dict[str, str | int] = {
            "workspace": str(workspace.resolve()),
            "region": self.case.region,
            "cycle": self.case.cycle,
            "instrument": self.case.instrument,
            "stage": self.stage,
            "language": self.language,
        }
        return given | ({AGENCY: self.agency} if self.agency else {}) | dict(self.values)


@dataclass(frozen=True)
class Written:
    """A file that was written: its size in bytes, and the SHA-256 of its content."""

    path: Path
    size: int
    sha256: str


@dataclass(frozen=True)
class Outcome:
    """What became of a job.

    Parameters
    ----------
    job : Job
    files : tuple of Path
        The files that are there now; none where the job failed.
    faults : tuple of Fault
        What prevented them.
    fresh : bool
        Whether it was made now, rather than found up to date.
    seconds : float
        Wall time of the last attempt.
    attempts : int
    memory : int
        Bytes that the process which made it had in use.
    written : tuple of Written
        Size and content of the files made now.
    """

    job: Job
    files: tuple[Path, ...]
    faults: tuple[Fault, ...] = ()
    fresh: bool = True
    seconds: float = 0.0
    attempts: int = 1
    memory: int = 0
    written: tuple[Written, ...] = field(default=(), repr=False)

    @classmethod
    def failed(cls, job: Job, faults: Sequence[Fault], seconds: float = 0.0, attempts: int = 1) -> Self:
        """What could not be made; faults that do not tell their place and region are given those of the job."""
        place, region = str(job.folder / job.name), job.case.region
        told = tuple(Fault(one.message, one.where or place, one.path or region, **one.values) for one in faults)
        return cls(job, (), told, seconds=seconds, attempts=attempts)


@dataclass(frozen=True)
class Template:
    """A notebook that reports are made from.

    Parameters
    ----------
    path : Path
    parameters : tuple of str
        Those that its cell tagged ``parameters`` sets.
    about : mapping
        What its metadata says of itself under ``kla``: ``template`` is ``district``, ``province``, ``agency`` ...
    """

    path: Path
    parameters: tuple[str, ...]
    about: Mapping[str, Any]

    @property
    def covers_province(self) -> bool:
        """Whether a report is about all districts of a province."""
        return self.about.get("template") == "province"

    @property
    def wants_agency(self) -> bool:
        """Whether there is a report for every agency."""
        return AGENCY in self.parameters


def read_template(name: str) -> Template:
    """A shipped template by name, or a notebook by path.

    Raises
    ------
    KlaError
        ``REP-001``; ``REP-002`` for each parameter that it lacks.
    """
    folder = templates() / "reports"
    path = Path(name) if name.endswith(".ipynb") else folder / f"{name}.ipynb"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in folder.glob("*.ipynb")))
        raise fail(NO_TEMPLATE, name=name, known=known)
    parameters, about = _declared(path)
    missing = [Fault(NO_PARAMETERS, str(path), "", name=one) for one in PARAMETERS if one not in parameters]
    if missing:
        raise KlaError(*missing)
    return Template(path.resolve(), parameters, about)


def find_template(name: str) -> Path:
    """Where that template is; see :func:`read_template`."""
    return read_template(name).path


def check_formats(formats: Sequence[str]) -> tuple[str, ...]:
    """The formats, each once.

    Raises
    ------
    KlaError
        ``REP-003``.
    """
    faults = [Fault(BAD_FORMAT, name=one, known=", ".join(FORMATS)) for one in formats if one not in FORMATS]
    if faults:
        raise KlaError(*faults)
    return tuple(dict.fromkeys(formats))


def _declared(notebook: Path) -> tuple[tuple[str, ...], Mapping[str, Any]]:
    """The names that the cell tagged ``parameters`` sets, and the metadata; nothing where it cannot be read."""
    try:
        content = json.loads(notebook.read_text("utf-8"))
        cells = [cell for cell in content["cells"] if "parameters" in cell["metadata"].get("tags", ())]
        statements = ast.parse("\n".join("".join(cell["source"]) for cell in cells)).body
        about = content["metadata"].get("kla", {})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError):
        return (), {}
    targets = [
        target
        for statement in statements
        for target in (statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)])
    ]
    names = tuple(target.id for target in targets if isinstance(target, ast.Name))
    return names, about if isinstance(about, dict) else {}
