"""Writing a review sheet to where the report lies."""

from __future__ import annotations

from pathlib import Path

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Message, fail
from kla_widgets.language import N_
from kla_widgets.reporting.batch.writing import cannot_write, write_file
from kla_widgets.reporting.review_sheet.rows import read_review_sheet
from kla_widgets.reporting.review_sheet.writing import sheet_name, write_review_sheet
from kla_widgets.review.stages import require_name

ALREADY_THERE = Message(
    "RSH-030",
    N_("The file is there already; decisions may be filled in."),
    N_("Choose another folder, or replace it with --force."),
)


def export_review_sheet(
    workspace: Workspace,
    case: Case,
    stage: str,
    evaluator: str,
    out: Path,
    language_code: str = "id",
    force: bool = False,
) -> tuple[Path, Path]:
    """Write the sheet of an evaluator to ``<cycle>/<code>/`` in a folder, where the report of the district lies.

    Parameters
    ----------
    force : bool
        Replace a sheet that is there.

    Returns
    -------
    tuple of (Path, Path)
        The sheet, and the page that its links lead to, which may not be made yet.

    Raises
    ------
    KlaError
        ``RSH-030``, ``REP-005``, ``REP-007``, and what
        :func:`~kla_widgets.reporting.review_sheet.rows.read_review_sheet` raises.
    """
    require_name(evaluator)
    sheet = read_review_sheet(workspace, case, stage, evaluator, language_code)
    folder = out / str(case.cycle) / case.region
    file = folder / sheet_name(sheet)
    if file.exists() and not force:
        raise fail(ALREADY_THERE, str(file))
    content = write_review_sheet(sheet)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return write_file(file, content).path, folder / sheet.report
    except OSError as error:
        raise cannot_write(error, folder, case.region) from error
