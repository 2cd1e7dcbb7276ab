"""Whether a recap is of the year and the district that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import PurePath

from kla_widgets.errors import Fault, Message
from kla_widgets.exchange.recap.headers import Table, years
from kla_widgets.language import N_

WRONG_YEAR = Message(
    "RCP-050",
    N_("The recap is of {found}, not of {cycle}: “{text}”."),
    N_("Choose the recap of {cycle}, or give the cycle {found} when importing."),
)
WRONG_REGION = Message(
    "RCP-051",
    N_("The recap names another district ({found}), not {wanted}: “{text}”."),
    N_("Choose the file of the district {wanted}, or give the other district when importing."),
)

FindRegion = Callable[[str], str | None]


def check_year(tables: Iterable[Table], cycle: int, file_name: str) -> tuple[Fault, ...]:
    """One fault for each of file name, title and heading that names years but not the one asked for.

    Several years in one of them are well: data of the two years before are part of an evaluation.
    """
    named = [(file_name, PurePath(file_name).stem)]
    for table in tables:
        place = table.sheet.place(file_name, table.sheet.rows[0][0])
        named.append((place, " ".join([table.sheet.name, *_lines(table).values()])))
        named.append((place, table.points_heading))
    return tuple(
        Fault(WRONG_YEAR, where, found=", ".join(str(year) for year in sorted(years(text))), cycle=cycle, text=text)
        for where, text in named
        if years(text) and cycle not in years(text)
    )


def check_region(
    tables: Iterable[Table], region_code: str, find_region: FindRegion, file_name: str
) -> tuple[Fault, ...]:
    """A fault for each table whose title names another district, and the one asked for nowhere."""
    faults = []
    for table in tables:
        named = {where: (code, text) for where, text in _lines(table, file_name).items() if (code := find_region(text))}
        if named and region_code not in {code for code, _ in named.values()}:
            where, (code, text) = next(iter(named.items()))
            faults.append(Fault(WRONG_REGION, where, found=code, wanted=region_code, text=text))
    return tuple(faults)


def _lines(table: Table, file_name: str = "") -> dict[str, str]:
    """The rows of the title by place, each as one line."""
    return {
        table.sheet.place(file_name, row[0]): line
        for row in table.title
        if (line := " ".join(cell.text for cell in row if not cell.filled))
    }
