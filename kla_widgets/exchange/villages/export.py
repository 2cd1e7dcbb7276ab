"""Writing the table that villages and sub-districts are filled into: two sheets of yes and no, nothing by position.

What is stored stands in it already. A hidden sheet says for whom it was written and what its maker has seen, so that a
later import can tell what was changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # nor are its other modules

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Message, fail
from kla_widgets.exchange.sheets import SAFE
from kla_widgets.exchange.villages.cells import WRITTEN
from kla_widgets.exchange.villages.criteria import Criterion, Tier, criteria_of
from kla_widgets.exchange.villages.headings import ABOUT
from kla_widgets.exchange.villages.table import NO, OPEN, YES, VillageTable, read_table
from kla_widgets.files import draft, settle
from kla_widgets.language import N_, Language, printable
from kla_widgets.regions import Region, codes
from kla_widgets.results import choose_instrument

if TYPE_CHECKING:
    from xlsxwriter.format import Format  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

EMPTY_ROWS = 100
"""Rows to type in, beyond those that are known."""

NOT_WRITTEN = Message("VIL-040", N_("The file cannot be written: {reason}."), N_("Check free space and access rights."))

TITLES = {Tier.SUBDISTRICT: N_("Sub-districts"), Tier.VILLAGE: N_("Villages")}


@dataclass(frozen=True)
class _Sheet:
    """What one sheet holds: a row is code, name, name of the sub-district, and the answers."""

    tier: Tier
    criteria: tuple[Criterion, ...]
    rows: tuple[tuple[str, ...], ...]


def export_villages(workspace: Workspace, region: str, cycle: int, out: Path, t: Language, instrument: str = "") -> int:
    """Write the table of a district, with what is stored of it; whole or not at all.

    Parameters
    ----------
    region : str
        Code or name of a district.
    out : Path
        The workbook.

    Returns
    -------
    int
        Rows that are known; there are empty ones below them.

    Raises
    ------
    KlaError
        ``VIL-001``, ``VIL-040``, ``REG-…``, ``INS-…``.
    """
    district = workspace.regions.resolve(region)
    questionnaire = choose_instrument(workspace, district.code, cycle, instrument)
    criteria = criteria_of(questionnaire)
    stored = read_table(workspace.store, questionnaire.id, cycle, [district.code])
    sheets = tuple(_sheet(workspace, district, stored, criteria, tier) for tier in Tier)
    about = {"region": district.code, "instrument": questionnaire.id, "cycle": str(cycle)}
    revisions = {parent: revision for (_, parent), revision in stored.revisions.items()}
    content = _written(sheets, district, about, revisions, t)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with draft(out.parent) as (path, stream):
            stream.write(content)
            settle(path, stream, out)
    except OSError as error:
        raise fail(NOT_WRITTEN, str(out), reason=error.strerror or error) from error
    return sum(len(sheet.rows) for sheet in sheets)


def _sheet(
    workspace: Workspace, district: Region, stored: VillageTable, criteria: Sequence[Criterion], tier: Tier
) -> _Sheet:
    """The stored rows, and the workspace's own regions that are not among them yet."""
    own = tuple(one for one in criteria if one.tier is tier)
    frame = stored.frame
    names = dict(zip(frame.index, frame["name"], strict=True))
    names |= {
        one.code: names.get(one.code) or one.name
        for one in workspace.regions
        if one.code.startswith(f"{district.code}.")
    }
    chosen = sorted(code for code in names if codes.level(code) == tier.level)
    answers = {
        one.question: dict(zip(frame.index, frame[one.question], strict=True))
        for one in own
        if one.question in frame.columns
    }
    rows = tuple(
        (
            code,
            names[code],
            names.get(codes.parent(code) or "", "") if tier is Tier.VILLAGE else "",
            *(_word(int(answers.get(one.question, {}).get(code, OPEN))) for one in own),
        )
        for code in chosen
    )
    return _Sheet(tier, own, rows)


def _word(sign: int) -> str:
    return "" if sign == OPEN else WRITTEN[sign]


def _written(
    sheets: Sequence[_Sheet], district: Region, about: dict[str, str], revisions: dict[str, int], t: Language
) -> bytes:
    file = BytesIO()
    book = Workbook(file, SAFE | {"in_memory": True})
    title = t("Villages and sub-districts")
    book.set_properties({"title": f"{title} – {district.name}", "author": "kla-widgets"})
    font = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
    looks = {
        "title": book.add_format(font | {"bold": True, "font_size": 14}),
        "words": book.add_format(font | {"text_wrap": True}),
        "mark": book.add_format(font | {"bold": True, "font_color": "#B4450F"}),
        "head": book.add_format(
            font | {"bold": True, "text_wrap": True, "bg_color": "#DCE9F2", "bottom": 1, "num_format": "@"}
        ),
        "text": book.add_format(font | {"num_format": "@"}),
        "cell": book.add_format(font | {"num_format": "@", "align": "center"}),
    }
    _write_help(book.add_worksheet(t("How to fill in")), district, about, looks, t)
    for sheet in sheets:
        tab = t(TITLES[sheet.tier]).replace("/", "-")  # a sign that Excel takes in no name of a sheet
        _write_sheet(book.add_worksheet(tab), sheet, district, looks, t)
    hidden = book.add_worksheet("kla")
    for row, pair in enumerate([(ABOUT, "1"), *about.items(), *((key, str(one)) for key, one in revisions.items())]):
        hidden.write_row(row, 0, pair, looks["text"])
    hidden.hide()
    book.close()
    return file.getvalue()


def _write_help(
    sheet: Worksheet, district: Region, about: dict[str, str], looks: dict[str, Format], t: Language
) -> None:
    lines = [
        t("Write “ya” or “tidak” for each criterion; 1 and 0 are understood too."),
        t("Leave a cell empty where you do not know: empty is not “tidak”. An answer that is stored stays."),
        t("Write “kosong” to take a stored answer back."),
        t("Add the missing villages below: write the code as text (32.73.01.1001) and the name."),
        t("Rows and columns may be moved. Keep the question's id, such as I26.2, in the heading."),
        t("The percentage is counted from those who answered. This rule is ours; no official one is known."),
    ]
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, t("Villages and sub-districts"), looks["title"])
    sheet.write_string(1, 0, f"{printable(district.name)} ({district.code}) · {about['cycle']} · {about['instrument']}")
    for row, line in enumerate(lines, 4):
        sheet.write_string(row, 0, line, looks["words"])
    if district.synthetic:
        sheet.write_string(2, 0, t("TRAINING DATA"), looks["mark"])


def _write_sheet(sheet: Worksheet, content: _Sheet, district: Region, looks: dict[str, Format], t: Language) -> None:
    village = content.tier is Tier.VILLAGE
    head = [t("Code"), t("Name"), *([t("Sub-district")] if village else [])]
    first = len(head)
    title = f"{t(TITLES[content.tier])} – {printable(district.name)}"
    mark = t("TRAINING DATA")
    sheet.write_string(0, 0, f"{title} – {mark}" if district.synthetic else title, looks["title"])
    head += [f"{one.question} – {t.pick(one.text)}" for one in content.criteria]
    sheet.set_row(1, 110)
    for column, words in enumerate(head):
        sheet.write_string(1, column, words, looks["head"])
    rows = [row if village else (*row[:2], *row[3:]) for row in content.rows]
    for number, row in enumerate(rows, 2):
        for column, words in enumerate(row):
            sheet.write_string(number, column, printable(words), looks["text" if column < first else "cell"])
    last = len(rows) + 1 + EMPTY_ROWS
    sheet.set_column(0, 0, 15, looks["text"])
    sheet.set_column(1, first - 1, 26, looks["text"])
    sheet.set_column(first, len(head) - 1, 13, looks["cell"])
    choices = {"validate": "list", "source": [WRITTEN[YES], WRITTEN[NO], WRITTEN[OPEN]], "error_type": "warning"}
    told = {"error_title": t("Yes or no"), "error_message": t("Write “ya” or “tidak”, or leave the cell empty.")}
    sheet.data_validation(2, first, last, len(head) - 1, choices | told)
    sheet.freeze_panes(2, first)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
