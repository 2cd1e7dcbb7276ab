"""A page of a workspace that cannot be used.

FLT001  The page says what is wrong in the reader's language, with code, cause and cure, and shows no traceback.
FLT002  Whoever runs the notebook sees a failure all the same.
FLT003  The workspace is left as it was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

from kla_widgets.assessment.database import LOCKED, NEWER, NOT_A_DATABASE, READ_ONLY
from kla_widgets.assessment.workspace import DATABASE, create_workspace
from kla_widgets.errors import Message, fail
from kla_widgets.language import language
from kla_widgets.workbook.faults import PageFault, faults_told, page_notice

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
ID = language("id")


def newer(folder: Path) -> None:
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def damaged(folder: Path) -> None:
    (folder / DATABASE).write_bytes(b"PK\x03\x04" * 500)


def unwritable(folder: Path) -> None:
    (folder / f"{DATABASE}-wal").unlink(missing_ok=True)
    (folder / f"{DATABASE}-wal").mkdir()  # where even an administrator may not write


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "spoil", "message"),
    [
        ("00_mulai", newer, NEWER),
        ("02_klaster_1", newer, NEWER),
        ("08_skor_dan_kesenjangan", newer, NEWER),
        ("02_klaster_1", damaged, NOT_A_DATABASE),
        ("02_klaster_1", unwritable, READ_ONLY),
    ],
)
def test_flt001_flt002_the_page_says_why_and_the_run_fails(
    page: str, spoil: Callable[[Path], None], message: Message, tmp_path: Path
) -> None:
    folder = tmp_path / "ruang"
    create_workspace(folder).close()
    spoil(folder)
    before = files_of(folder)
    made = tmp_path / "jadi.ipynb"
    source, given = NOTEBOOKS / f"{page}.ipynb", {"workspace": str(folder), "region": "32.73"}
    with pytest.raises(PapermillExecutionError) as error:
        papermill.execute_notebook(str(source), str(made), given, progress_bar=False, kernel_name="python3")
    cure = ID(message.cure)
    assert cure in str(error.value)
    assert f"[{message.code}]" in str(error.value)
    outputs = [one for cell in nbformat.read(made, as_version=4).cells for one in cell.get("outputs", ())]
    (shown,) = [one.data["text/html"] for one in outputs if "kla-stopped" in one.get("data", {}).get("text/html", "")]
    assert f"[{message.code}]" in shown
    assert cure in shown
    (failure,) = [one for one in outputs if one.output_type == "error"]
    assert "Traceback" not in "".join(failure.traceback)
    assert files_of(folder) == before  # FLT003


def test_flt001_the_notice_hides_what_the_failed_cell_shows_besides() -> None:
    html = page_notice(fail(LOCKED), ID).html
    assert 'class="kla-main kla-panel kla-stopped" role="alert"' in html
    assert ".kla-stopped)" in html  # its stylesheet comes with it


def test_flt002_only_told_faults_are_turned_and_all_of_them_are_kept() -> None:
    with pytest.raises(PageFault) as error, faults_told(ID):
        raise fail(LOCKED, "kla.sqlite")
    assert [fault.code for fault in error.value.faults] == [LOCKED.code]
    assert error.value.__suppress_context__
    with pytest.raises(ZeroDivisionError), faults_told(ID):
        raise ZeroDivisionError
