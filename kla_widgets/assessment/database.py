"""The database behind the store: opening, settings, migration, and faults told so that they help.

SQLite by default: write-ahead log so that readers never wait, foreign keys, a busy timeout, and every write
transaction begun with ``BEGIN IMMEDIATE`` (a deferred one that reads and then writes fails with "locked").
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError

from kla_widgets.errors import KlaError, Message, fail
from kla_widgets.language import N_

HEAD = "0003"
"""The schema this version of the package works with."""
BUSY_TIMEOUT_MS = 10_000

READ_ONLY = Message(
    "STO-001",
    N_("The workspace cannot be written to."),
    N_("Check the access rights of the folder, or copy it elsewhere."),
)
DISK_FULL = Message("STO-002", N_("The disk is full; nothing was saved."), N_("Free some space and try again."))
NEWER = Message(
    "STO-003",
    N_("The database was made by a newer version (schema {found}; this version knows {known})."),
    N_("Update kla-widgets; the workspace was left as it was."),
)
LOCKED = Message(
    "STO-004", N_("The database is in use by another program."), N_("Close it or wait a moment, then try again.")
)
NOT_A_DATABASE = Message(
    "STO-005", N_("The file is damaged or is not a database of this program."), N_("Restore it from a backup.")
)
FAILED = Message(
    "STO-009", N_("The database refused: {reason}."), N_("Try again; if it stays so, report this message.")
)


def open_database(url: URL) -> Engine:
    """Connect, and bring the schema up to date.

    Parameters
    ----------
    url : URL
        SQLAlchemy address, such as :func:`database_url` gives.

    Raises
    ------
    KlaError
        ``STO-…``.
    """
    engine = _engine(url)
    try:
        with translated(engine):
            _bring_up_to_date(engine)
    except KlaError:
        engine.dispose()  # nothing of a refused database stays open, and no log file stays beside it
        raise
    return engine


@lru_cache(maxsize=4)
def _engine(url: URL) -> Engine:
    """One engine for a database, however often it is opened: it keeps the queries that it has compiled."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _settle)
        event.listen(engine, "begin", _begin)
    return engine


def database_url(file: Path) -> URL:
    """The address of a SQLite file, whatever signs its path has."""
    return URL.create("sqlite", database=str(file.resolve()))


@contextmanager
def reading(source: Engine | Connection) -> Iterator[Connection]:
    """One consistent view for reading; a connection is one already."""
    if isinstance(source, Connection):
        yield source
        return
    with translated(source), source.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it is stored, or nothing."""
    with (
        translated(engine),
        engine.connect().execution_options(kla_begin="BEGIN IMMEDIATE") as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Turn what SQLAlchemy raises into coded faults."""
    try:
        yield
    except DatabaseError as error:
        raise _explained(_place(engine), error) from error


def _place(engine: Engine) -> str:
    return engine.url.database or str(engine.url)


def _explained(place: str, error: DatabaseError) -> KlaError:
    reason = str(error.orig or error)
    known = {
        "readonly": READ_ONLY,
        "unable to open": READ_ONLY,
        "disk is full": DISK_FULL,
        "locked": LOCKED,
        "not a database": NOT_A_DATABASE,
        "malformed": NOT_A_DATABASE,
    }
    for sign, message in known.items():
        if sign in reason:
            return fail(message, place)
    return fail(FAILED, place, reason=reason)


def _settle(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's own BEGIN events decide, see _begin
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")  # an acknowledged edit survives a power cut
    cursor.close()


def _begin(connection: Connection) -> None:
    if statement := connection.get_execution_options().get("kla_begin", "BEGIN"):
        connection.exec_driver_sql(statement)


def _bring_up_to_date(engine: Engine) -> None:
    found = _schema(engine)
    if found == HEAD:
        return
    if found is not None and not _is_older(found):
        raise fail(NEWER, _place(engine), found=found, known=HEAD)
    from alembic import command  # imported late: needed once in the life of a workspace, and slow

    if found is None and engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.execution_options(kla_begin="").exec_driver_sql("PRAGMA journal_mode = WAL")  # kept in the file
    with writing(engine) as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def alembic_config() -> Any:
    """Alembic's configuration, without a file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _schema(engine: Engine) -> str | None:
    try:
        with engine.connect() as connection:
            return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    except OperationalError as error:
        if "no such table" not in str(error):
            raise
    if inspect(engine).get_table_names():
        raise fail(NOT_A_DATABASE, _place(engine))
    return None


def _is_older(found: str) -> bool:
    return found.isdigit() and int(found) < int(HEAD)
