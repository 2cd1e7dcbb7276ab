"""Tidy tables as files in a folder, CSV or Parquet, with a README that explains every column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import pandas as pd

from kla_widgets import __version__
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Message, fail
from kla_widgets.exchange.whole.columns import COUNTS, NUMBERS, TABLES, YES_OR_NO
from kla_widgets.exchange.whole.tidy import tidy_tables
from kla_widgets.exchange.whole.writing import new_file
from kla_widgets.language import N_, Language, printable
from kla_widgets.words import support_rule

Format = Literal["csv", "parquet"]
README = "README.md"

NO_PARQUET = Message(
    "TBL-001",
    N_("Parquet needs the package pyarrow, which is not installed."),
    N_("Install it with “pip install kla-widgets[tables]”, or use --format csv."),
)
NOBODY_NAMED = Message("TBL-002", N_("No region is named."), N_("Name some with --region, or all of them with --all."))
NOTHING_THERE = Message(
    "TBL-003", N_("Nothing is stored that fits."), N_("Name other regions, another cycle or instrument, or --all.")
)

_FORMULA = re.compile(r"(^|[;\t\r\n])([\s\x00-\x1f\ufeff\u200b-\u200f\u2060\ufffd\"']*)(?=[=+\-@＝＋－＠])")
"""Where a spreadsheet may begin a formula: at the start, and after what some of them take for the end of a cell."""


def choose_cases(
    workspace: Workspace, regions: Sequence[str], everything: bool = False, cycle: int = 0, instrument: str = ""
) -> tuple[Case, ...]:
    """The assessments of some regions, or of all.

    Parameters
    ----------
    regions : sequence of str
        Codes or names; a province stands for all regions in it.
    cycle : int
        0 for all cycles.
    instrument : str
        Id; empty for all.

    Raises
    ------
    KlaError
        ``TBL-002`` and ``TBL-003``; ``REG-…`` for a name that is not known.
    """
    if not (regions or everything):
        raise fail(NOBODY_NAMED)
    codes = () if everything else tuple(workspace.regions.resolve(one).code for one in regions)
    found = tuple(
        case
        for case in workspace.store.cases(cycle=cycle or None, instrument=instrument or None)
        if everything or any(f"{case.region}.".startswith(f"{code}.") for code in codes)
    )
    if not found:
        raise fail(NOTHING_THERE)
    return found


def export_tables(
    workspace: Workspace, cases: Sequence[Case], folder: Path, form: Format, t: Language, stage: str | None = None
) -> tuple[Path, ...]:
    """Write every table as a file, and a README; no file is ever there by half.

    Parameters
    ----------
    stage : str, optional
        The stage whose score counts; of each region the furthest one with anything stored if not given.

    Returns
    -------
    tuple of Path
        What was written, the README last.

    Raises
    ------
    KlaError
        ``TBL-001`` for Parquet without pyarrow; ``WHO-001``; ``STO-011`` for an unknown stage.
    """
    if form == "parquet" and find_spec("pyarrow") is None:
        raise fail(NO_PARQUET)
    frames = tidy_tables(workspace, cases, stage)
    written = []
    for name, frame in frames.items():
        with new_file(folder / f"{name}.{form}") as stream:
            if form == "csv":
                stream.write(csv_text(frame).encode("utf-8", "replace"))
            else:
                frame.to_parquet(stream, engine="pyarrow", index=False)
        written.append(folder / f"{name}.{form}")
    with new_file(folder / README) as stream:
        stream.write(readme(frames, form, t).encode("utf-8", "replace"))
    return (*written, folder / README)


def csv_text(frame: pd.DataFrame) -> str:
    """A table as CSV after RFC 4180: comma, decimal point, shortest exact numbers, nothing where nothing is known."""
    texts = [str(name) for name in frame if name not in NUMBERS | COUNTS | YES_OR_NO]
    return str(
        frame.assign(**{name: _harmless_column(frame[name]) for name in texts}).to_csv(
            index=False, lineterminator="\r\n"
        )
    )


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe stands before each ``= + - @`` that may begin one.

    The rule can be undone: :func:`as_it_was`.
    """
    return _FORMULA.sub(r"\1\2'", printable(text))


def as_it_was(text: str) -> str:
    """The text before :func:`harmless`, but for characters that no document holds."""
    return _FORMULA.sub(lambda found: found[0].removesuffix("'"), text)


def _harmless_column(column: pd.Series[str]) -> pd.Series[str]:
    """The same with every different text looked at once."""
    changed = {text: harmless(text) for text in column.dropna().unique()}
    return column.map(changed, na_action="ignore")


def readme(frames: Mapping[str, pd.DataFrame], form: Format, t: Language) -> str:
    """What the files hold, in Markdown: columns, units, and how sure the rules are."""
    return "\n".join(_readme(frames, form, t)) + "\n"


def _readme(frames: Mapping[str, pd.DataFrame], form: Format, t: Language) -> Iterator[str]:
    title, mark = t("Tables of KLA assessments"), t("TRAINING DATA")
    yield f"# {title}"
    yield ""
    if bool(frames["regions"]["synthetic"].any()):
        words = t("Regions with “synthetic” true are made up, and so are their figures.")
        yield f"**{mark}.** {words}"
        yield ""
    notes = [
        t("Not known is missing (an empty cell), never zero."),
        t("Codes of regions are text: read them as such, or 11.10 becomes 11.1."),
        t("Moments are UTC. Points are exact to a billionth; percentages go from 0 to 100, shares from 0 to 1."),
        t("Weights and the rule from an answer to points are not official; the table “parts” gives their status."),
        support_rule(t),
        t("The columns “author” name people: leave them out of what you publish."),
    ]
    if form == "csv":
        notes += [
            t("CSV in UTF-8 without a byte order mark, with commas, decimal points and line ends of Windows."),
            t(
                "In texts, an apostrophe stands before every = + - @ that a spreadsheet could take for the beginning "
                "of a formula; Parquet has the texts as they are."
            ),
            t("In Excel, use Data – From Text/CSV; “kla export excel” is meant for reading."),
        ]
    yield from (f"- {note}" for note in notes)
    headings = t("Column"), t("Type"), t("What it holds")
    for name, columns in TABLES.items():
        yield ""
        yield f"## {name}.{form}"
        yield ""
        yield t("{count} rows", count=t.number(len(frames[name]), 0))
        yield ""
        yield f"| {' | '.join(headings)} |"
        yield "|---|---|---|"
        yield from (f"| `{column}` | {_type(column, t)} | {t(words)} |" for column, words in columns.items())
    yield ""
    yield f"kla-widgets {__version__}"


def _type(column: str, t: Language) -> str:
    if column in NUMBERS:
        return t("number")
    if column in COUNTS:
        return t("whole number")
    return t("true or false") if column in YES_OR_NO else t("text")
