"""What is to be rendered: which region, from which template, into which files, and whether that is still up to date.

Light on purpose: papermill takes seconds to import and is not needed to see that there is nothing to do.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kla_widgets import __version__
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.language import N_, language
from kla_widgets.reporting.facts import data_hash, instrument_hash
from kla_widgets.resources import templates

FORMATS = ("ipynb", "html")
PARAMETERS = ("workspace", "region", "cycle", "instrument", "stage", "language")

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
    template : Path
        A notebook with a ``parameters`` cell.
    folder : Path
        Where the files go.
    formats : tuple of str
        Of :data:`FORMATS`.
    language, stage : str
        ``stage`` empty for the furthest one.
    """

    case: Case
    template: Path
    folder: Path
    formats: tuple[str, ...] = FORMATS
    language: str = "id"
    stage: str = ""

    @property
    def name(self) -> str:
        """File name without ending: template, instrument, and the language where it is not Indonesian."""
        parts = [self.template.stem, self.case.instrument, self.stage, "" if self.language == "id" else self.language]
        return "-".join(part for part in parts if part)

    def file(self, ending: str) -> Path:
        return self.folder / f"{self.name}.{ending}"

    @property
    def files(self) -> tuple[Path, ...]:
        return tuple(self.file(ending) for ending in self.formats)


@dataclass(frozen=True)
class Outcome:
    """What became of a job: its files, or the faults that prevented them; ``fresh`` if it was made now."""

    job: Job
    files: tuple[Path, ...]
    faults: tuple[Fault, ...] = ()
    fresh: bool = True


def find_template(name: str) -> Path:
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
    declared = set(_declared(path))
    missing = [Fault(NO_PARAMETERS, str(path), "", name=one) for one in PARAMETERS if one not in declared]
    if missing:
        raise KlaError(*missing)
    return path.resolve()


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


def fingerprint(workspace: Workspace, job: Job) -> str:
    """A name for everything that decides what a report looks like."""
    instrument = workspace.library.get(job.case.instrument)
    region = workspace.regions.get(job.case.region)
    parts = (
        __version__,
        _program(),
        _digest(job.template),
        instrument_hash(instrument),
        data_hash(workspace, job.case),
    )
    text = json.dumps([*parts, str(region), job.language, job.stage])
    return hashlib.sha256(text.encode()).hexdigest()


def page_title(workspace: Workspace, job: Job) -> str:
    """The title of the page; it says so when the data are made up."""
    t = language(job.language)
    region = workspace.regions.get(job.case.region)
    instrument = workspace.library.get(job.case.instrument)
    words = f"{region.name} – {t.pick(instrument.title)}, {job.case.cycle}"
    mark = t("TRAINING DATA")
    return f"{mark} – {words}" if region.synthetic else words


def is_up_to_date(workspace: Workspace, job: Job) -> bool:
    """Whether the files are there and made of exactly the same data, instrument, template and program."""
    made_of = fingerprint(workspace, job)
    return all(_is_made_of(file, made_of) for file in job.files)


def _declared(notebook: Path) -> Iterator[str]:
    """The names that the cell tagged ``parameters`` sets; none where the notebook cannot be read."""
    try:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        source = ["".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", ())]
        statements = ast.parse("\n".join(source)).body
    except (OSError, ValueError, KeyError, TypeError, SyntaxError):
        return
    for statement in statements:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        yield from (target.id for target in targets if isinstance(target, ast.Name))


def _is_made_of(file: Path, made_of: str) -> bool:
    """Whether a file that is there carries this fingerprint."""
    try:
        return made_of in file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False


@lru_cache(maxsize=1)
def _program() -> str:
    """A name for the code and templates of this package as they are now."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for folder, pattern in ((package, "**/*.py"), (package, "locale/*.po"), (templates() / "html", "**/*")):
        for file in sorted(path for path in folder.glob(pattern) if path.is_file()):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
