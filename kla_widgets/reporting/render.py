"""One report: papermill executes a template for a region, and the result is written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import logging
import tempfile
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import nbformat
import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillException

from kla_widgets import __version__
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.files import write_whole
from kla_widgets.language import N_, language
from kla_widgets.reporting.facts import data_hash, instrument_hash
from kla_widgets.reporting.page import to_page
from kla_widgets.resources import templates

FORMATS = ("ipynb", "html")

NO_TEMPLATE = Message(
    "REP-001", N_("There is no report template “{name}”."), N_("Use one of: {known}; or the path of a notebook.")
)
NO_PARAMETERS = Message(
    "REP-002",
    N_("The template has no parameter “{name}”."),
    N_("Add it to the cell tagged “parameters”."),
)
BAD_FORMAT = Message("REP-003", N_("The format “{name}” is not known."), N_("Use: {known}."))
CELL_FAILED = Message(
    "REP-004", N_("Cell {cell} of the template failed: {reason}."), N_("Open {notebook} to see the cell and its error.")
)
CANNOT_WRITE = Message(
    "REP-005", N_("The report cannot be written: {reason}."), N_("Check free space and access rights.")
)
NOT_RUN = Message("REP-006", N_("The template could not be run: {reason}."), N_("Run “make setup” again, then retry."))

PARAMETERS = ("workspace", "region", "cycle", "instrument", "stage", "language")


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
        ``REP-001``; ``REP-002`` if it lacks a parameter.
    """
    folder = templates() / "reports"
    path = Path(name) if name.endswith(".ipynb") else folder / f"{name}.ipynb"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in folder.glob("*.ipynb")))
        raise fail(NO_TEMPLATE, name=name, known=known)
    declared = papermill.inspect_notebook(str(path))
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


def render(workspace: Workspace, job: Job, resume: bool = False) -> Outcome:
    """Make one report.

    Parameters
    ----------
    resume : bool
        Leave a report alone that was made of exactly the same data, instrument, template and program.

    Returns
    -------
    Outcome
        Faults are returned, not raised, so that a batch goes on.
    """
    files = tuple(job.file(ending) for ending in job.formats)
    try:
        made_of = fingerprint(workspace, job)
        if resume and all(_is_made_of(file, made_of) for file in files):
            return Outcome(job, files, fresh=False)
        notebook = _execute(workspace, job)
        about = {"fingerprint": made_of, "language": job.language, "title": page_title(workspace, job)}
        notebook.metadata["kla"] = notebook.metadata.get("kla", {}) | about
        writers: dict[str, Callable[[NotebookNode], str]] = {"ipynb": nbformat.writes, "html": to_page}
        for ending in job.formats:
            _write(job.file(ending), writers[ending](notebook))
    except KlaError as error:
        return Outcome(job, (), error.faults)
    return Outcome(job, files)


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
    return f"{t('TRAINING DATA')} – {words}" if region.synthetic else words


def _execute(workspace: Workspace, job: Job) -> NotebookNode:
    values = {
        "workspace": str(workspace.folder.resolve()),
        "region": job.case.region,
        "cycle": job.case.cycle,
        "instrument": job.case.instrument,
        "stage": job.stage,
        "language": job.language,
    }
    logging.getLogger("papermill").setLevel(logging.ERROR)
    failed = job.folder / f"{job.name}.failed.ipynb"
    try:
        job.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="kla-") as scratch, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # libraries' own deprecations are not the reader's business
            draft = Path(scratch) / "draft.ipynb"
            try:
                notebook: NotebookNode = papermill.execute_notebook(
                    str(job.template),
                    str(draft),
                    parameters=values,
                    kernel_name="python3",
                    progress_bar=False,
                    request_save_on_cell_execute=False,  # saving after every cell is quadratic, and of no use here
                    store_widget_state=False,
                    extra_arguments=["--IPKernelApp.log_level=ERROR"],  # its warnings would break the progress bar
                )
            except PapermillException as error:
                if draft.is_file():
                    _write(failed, draft.read_text("utf-8"))
                cell, reason = getattr(error, "exec_count", "?"), getattr(error, "evalue", "") or str(error)
                raise fail(
                    CELL_FAILED, str(job.template), job.case.region, cell=cell, reason=reason, notebook=failed
                ) from error
        failed.unlink(missing_ok=True)
    except OSError as error:
        raise fail(CANNOT_WRITE, str(job.folder), job.case.region, reason=error.strerror or error) from error
    except (RuntimeError, ValueError) as error:
        raise fail(NOT_RUN, str(job.template), job.case.region, reason=error) from error
    return notebook


def _is_made_of(file: Path, made_of: str) -> bool:
    """Whether a file that is there carries this fingerprint."""
    try:
        return made_of in file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def _write(file: Path, text: str) -> None:
    """Write a file so that it is never there by half."""
    try:
        write_whole(file, text)
    except OSError as error:
        raise fail(CANNOT_WRITE, str(file), reason=error.strerror or error) from error


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
