"""The database: its settings, its migrations, and what is said when it cannot be used; it is left as it was then."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from kla_widgets.assessment.database import HEAD, alembic_config, database_url, open_database, reading, writing
from kla_widgets.assessment.records import Answer, Case
from kla_widgets.assessment.store import Store
from kla_widgets.assessment.tables import metadata
from kla_widgets.assessment.workspace import DATABASE, Workspace, create_workspace, open_workspace
from kla_widgets.errors import KlaError
from kla_widgets.instrument.models import Instrument


def code_of(error: pytest.ExceptionInfo[KlaError]) -> str:
    (fault,) = error.value.faults
    return fault.code


def made(folder: Path) -> Path:
    """The file of a new workspace, closed."""
    create_workspace(folder).close()
    return folder / DATABASE


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}


def test_foreign_keys_are_on_and_the_log_is_written_ahead(tmp_path: Path) -> None:
    engine = open_database(database_url(made(tmp_path)))
    with reading(engine) as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("foreign_keys", "journal_mode", "synchronous", "busy_timeout")
        ]
    assert settings == [1, "wal", 2, 10_000]
    orphan = (
        "INSERT INTO answer (region, instrument, cycle, stage, question, note, source, author, at, revision) "
        "VALUES ('32.73', 'kla-2024', 2024, 'mandiri', 'I1.1', '', '', 'x', 'x', 1)"
    )
    with pytest.raises(KlaError) as error, writing(engine) as connection:
        connection.execute(text(orphan))
    assert code_of(error) == "STO-009"
    assert isinstance(error.value.__cause__, IntegrityError)
    engine.dispose()


def test_a_fresh_database_is_what_the_tables_say(tmp_path: Path) -> None:
    engine = open_database(database_url(made(tmp_path)))
    with reading(engine) as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differences == []


def test_the_schema_of_the_program_is_the_newest_migration() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    assert scripts.get_heads() == [HEAD]
    assert all(script.revision.isdigit() for script in scripts.walk_revisions())


def test_opening_an_up_to_date_database_does_not_load_the_migrations(tmp_path: Path) -> None:
    made(tmp_path)
    program = (
        "import sys, pathlib\n"
        "from kla_widgets.assessment.workspace import open_workspace\n"
        "open_workspace(pathlib.Path(sys.argv[1])).close()\n"
        "print('sqlalchemy' in sys.modules, 'alembic' in sys.modules, 'pandas' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["True", "False", "False"]


@pytest.mark.parametrize("found", ["9999", "a1b2c3"])
@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_a_newer_schema_is_refused_and_its_file_left_as_it_was(tmp_path: Path, found: str, mode: str) -> None:
    with closing(sqlite3.connect(made(tmp_path))) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (found,))
        connection.commit()
        connection.execute(f"PRAGMA journal_mode = {mode}")
    before = files_of(tmp_path)
    with pytest.raises(KlaError) as error:
        open_workspace(tmp_path)
    assert code_of(error) == "STO-003"
    assert found in str(error.value)
    assert files_of(tmp_path) == before


def test_the_database_of_another_program_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        connection.execute("CREATE TABLE photos (name TEXT)")
        connection.commit()
    before = files_of(tmp_path)
    with pytest.raises(KlaError) as error:
        open_workspace(tmp_path)
    assert code_of(error) == "STO-005"
    assert files_of(tmp_path) == before


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 a workbook " * 200, b"hello", b"SQLite format 3\x00" + b"\xff" * 4000]
)
def test_what_is_no_database_is_refused_and_left_as_it_was(tmp_path: Path, content: bytes) -> None:
    (tmp_path / DATABASE).write_bytes(content)
    with pytest.raises(KlaError) as error:
        open_workspace(tmp_path)
    assert code_of(error) == "STO-005"
    assert str(tmp_path / DATABASE) in str(error.value)
    assert (tmp_path / DATABASE).read_bytes() == content


def test_an_empty_file_is_where_making_was_broken_off_and_is_completed(tmp_path: Path) -> None:
    (tmp_path / DATABASE).touch()
    with open_workspace(tmp_path) as workspace:
        assert workspace.store.cases() == ()


@pytest.mark.parametrize("name", ["100% anak #1 {x}", "kab. paser & kota", "日本 ñ"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    create_workspace(tmp_path / name).close()
    assert (tmp_path / name / DATABASE).stat().st_size > 0
    with open_workspace(tmp_path / name) as workspace:
        assert workspace.store.cases() == ()


def test_a_folder_without_a_workspace_is_told_and_stays_empty(tmp_path: Path) -> None:
    with pytest.raises(KlaError) as error:
        open_workspace(tmp_path)
    assert code_of(error) == "WSP-001"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_the_database_is_told(tmp_path: Path) -> None:
    (tmp_path / DATABASE).mkdir()
    with pytest.raises(KlaError) as opening:
        open_workspace(tmp_path)
    with pytest.raises(KlaError) as making:
        create_workspace(tmp_path)
    assert (code_of(opening), code_of(making)) == ("WSP-001", "STO-001")


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "kerja").write_text("x", encoding="utf-8")
    with pytest.raises(KlaError) as error:
        create_workspace(tmp_path / "kerja")
    assert code_of(error) == "WSP-002"


def test_a_folder_that_may_not_be_written_to_gets_no_workspace(
    tmp_path: Path, powerless: Callable[[], AbstractContextManager[None]]
) -> None:
    tmp_path.chmod(0o555)
    with powerless():
        with pytest.raises(KlaError) as inside:
            create_workspace(tmp_path)
        with pytest.raises(KlaError) as below:
            create_workspace(tmp_path / "baru")
    tmp_path.chmod(0o755)
    assert (code_of(inside), code_of(below)) == ("STO-001", "WSP-002")
    assert list(tmp_path.iterdir()) == []


def test_a_workspace_that_became_read_only_is_told_and_stays_as_it_was(
    tmp_path: Path, case: Case, instrument: Instrument, powerless: Callable[[], AbstractContextManager[None]]
) -> None:
    with create_workspace(tmp_path) as workspace:
        workspace.store.save_answers(case, "mandiri", [Answer("I8.1", 1)], instrument, "Ani")
    before = files_of(tmp_path)
    (tmp_path / DATABASE).chmod(0o444)
    tmp_path.chmod(0o555)
    with powerless(), pytest.raises(KlaError) as error:
        _save(tmp_path, case, instrument)
    tmp_path.chmod(0o755)
    assert code_of(error) == "STO-001"
    assert files_of(tmp_path) == before


def test_a_folder_that_may_not_be_looked_into_is_told(
    tmp_path: Path, powerless: Callable[[], AbstractContextManager[None]]
) -> None:
    made(tmp_path / "rahasia")
    (tmp_path / "rahasia").chmod(0)
    with powerless(), pytest.raises(KlaError) as error:
        open_workspace(tmp_path / "rahasia")
    (tmp_path / "rahasia").chmod(0o755)
    assert code_of(error) in ("WSP-001", "WSP-003")  # newer Pythons do not tell the two apart


def _save(folder: Path, case: Case, instrument: Instrument) -> None:
    with open_workspace(folder) as workspace:
        workspace.store.save_answers(case, "mandiri", [Answer("I8.1", 2)], instrument, "Ani")


def test_a_full_disk_keeps_nothing_of_the_edit_and_all_before_it(
    tmp_path: Path, case: Case, instrument: Instrument
) -> None:
    engine = open_database(database_url(made(tmp_path)))
    store = Store(engine)
    store.save_answers(case, "mandiri", [Answer("I8.1", 1)], instrument, "Ani")
    before, journal = store.state(), store.journal()

    def fill(connection: sqlite3.Connection, _record: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    engine.dispose()
    event.listen(engine, "connect", fill)
    many = [Answer(question.id, None, "x" * 1000) for question in instrument.questions]
    with pytest.raises(KlaError) as error:
        store.save_answers(case, "mandiri", many, instrument, "Ani")
    assert code_of(error) == "STO-002"
    assert (store.state(), store.journal()) == (before, journal)
    event.remove(engine, "connect", fill)
    engine.dispose()
    assert store.save_answers(case, "mandiri", many, instrument, "Ani") == len(many)
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="the size of files cannot be limited on Windows")
def test_a_file_that_may_not_grow_is_told_and_keeps_what_it_had(
    tmp_path: Path, case: Case, instrument: Instrument
) -> None:
    with create_workspace(tmp_path) as workspace:
        workspace.store.save_answers(case, "mandiri", [Answer("I8.1", 1)], instrument, "Ani")
        before = workspace.store.state()
    program = (
        "import sys, pathlib, resource, signal\n"
        "from kla_widgets.assessment.records import Answer, Case\n"
        "from kla_widgets.assessment.workspace import open_workspace\n"
        "from kla_widgets.errors import KlaError\n"
        "workspace = open_workspace(pathlib.Path(sys.argv[1]))\n"
        "instrument = workspace.library.get('kla-2024')\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "many = [Answer(question.id, None, 'x' * 1000) for question in instrument.questions]\n"
        "try:\n"
        "    workspace.store.save_answers(Case('32.73', 'kla-2024', 2024), 'mandiri', many, instrument, 'Ani')\n"
        "except KlaError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.startswith(("[STO-002]", "[STO-009]"))
    assert len(done.stdout.splitlines()) == 1
    with open_workspace(tmp_path) as workspace:
        assert workspace.store.state() == before


def test_a_database_that_another_program_holds_is_told(
    workspace: Workspace, case: Case, instrument: Instrument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kla_widgets.assessment.database.BUSY_TIMEOUT_MS", 50)
    with (
        closing(sqlite3.connect(workspace.folder / DATABASE, isolation_level=None)) as other,
        create_workspace(workspace.folder) as impatient,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(KlaError) as error:
            impatient.store.save_answers(case, "mandiri", [Answer("I8.1", 1)], instrument, "Ani")
        assert impatient.store.cases() == ()  # a reader never waits
        other.execute("ROLLBACK")
        assert code_of(error) == "STO-004"
        assert impatient.store.save_answers(case, "mandiri", [Answer("I8.1", 1)], instrument, "Ani") == 1
