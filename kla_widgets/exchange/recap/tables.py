"""Which sheets of a workbook are the recap."""

from __future__ import annotations

from collections.abc import Sequence

from kla_widgets.errors import Message, fail
from kla_widgets.exchange.recap.cells import Sheet
from kla_widgets.exchange.recap.headers import Table, find_table
from kla_widgets.exchange.recap.keys import Keys, Level
from kla_widgets.exchange.recap.rows import Rows, read_rows
from kla_widgets.language import N_

NO_TABLE = Message(
    "RCP-020",
    N_("No row has a heading for the part (klaster, indikator, pertanyaan or bagian) and one for the points (nilai)."),
    N_("Name the columns, for example “Klaster”, “Indikator”, “Pertanyaan”, “Nilai Maks” and “Nilai”."),
)
SEVERAL_TABLES = Message(
    "RCP-021",
    N_("Several sheets hold a recap: {sheets}; they are not one cluster each."),
    N_("Keep the sheet that is to be imported, and delete or hide the others."),
)


def choose_tables(sheets: Sequence[Sheet], keys: Keys, cycle: int, file_name: str) -> tuple[tuple[Table, Rows], ...]:
    """The tables that make up the recap, with their rows.

    Several sheets are read together when each is about one cluster and no two about the same.

    Raises
    ------
    KlaError
        ``RCP-020`` when no sheet has a table, ``RCP-021`` when several have and they overlap.
    """
    tables = [table for sheet in sheets if (table := find_table(sheet, cycle, file_name))]
    if not tables:
        raise fail(NO_TABLE, where=file_name)
    read = tuple((table, read_rows(table, keys, file_name)) for table in tables)
    used = tuple((table, rows) for table, rows in read if rows.keyed or rows.faults)
    clusters = [_clusters(rows, keys) for _, rows in used]
    if len(used) > 1 and (any(len(one) != 1 for one in clusters) or len(set().union(*clusters)) < len(used)):
        names = ", ".join(f"“{table.sheet.name}”" for table, _ in used)
        raise fail(SEVERAL_TABLES, where=file_name, sheets=names)
    return used or read


def _clusters(rows: Rows, keys: Keys) -> set[str | None]:
    return {keys.above(row.target, Level.CLUSTER) for row in rows.keyed}
