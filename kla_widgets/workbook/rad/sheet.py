"""A grid without its widget: columns, rows as texts, and what edits and pasted cells do to the records behind them.

The browser shows texts and sends texts; what they mean is decided here. An edit names the text that it replaces, so
that nobody overwrites in a cell what they have not seen.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from kla_widgets.assessment.items import CHANGED
from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.language import N_
from kla_widgets.planning.keeping import DistrictPlan, Kept
from kla_widgets.workbook.rad.desk import Desk
from kla_widgets.workbook.rad.typed import read_block

Data = dict[str, Any]

TOO_WIDE = Message(
    "PLN-052",
    N_("{count} columns were pasted; from “{field}” on there are only {room}."),
    N_("Begin further left or copy fewer columns. Nothing was changed."),
)
UNEVEN = Message(
    "PLN-055",
    N_("Line {line} of what was pasted has {found} columns instead of {wanted}."),
    N_("Copy a full block of cells. Nothing was changed."),
)
TOO_LONG = Message(
    "PLN-056",
    N_("{count} lines were pasted; from this row on there are only {room}."),
    N_("Add rows first or copy fewer lines. Nothing was changed."),
)
READ_ONLY = Message(
    "PLN-057", N_("The column “{field}” is filled in by the kit."), N_("Change one of the other columns.")
)
GONE = Message("PLN-058", N_("This row does not exist any more; somebody took it away."), N_("Choose another row."))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid.

    Parameters
    ----------
    key, label : str
    kind : {"text", "number", "choice"}
    choices : tuple of str
        Names to choose from; what else is typed the sheet takes or refuses.
    width : int
        CSS pixels.
    editable : bool
    """

    key: str
    label: str
    kind: Literal["text", "number", "choice"] = "text"
    choices: tuple[str, ...] = ()
    width: int = 150
    editable: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a grid: texts by column, and what is wrong with some of them."""

    id: str
    head: str
    cells: Mapping[str, str]
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Button:
    """A button above a grid; one that acts on the chosen row says so by ``row``."""

    key: str
    label: str
    row: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One cell's new text, and the text that it replaces as its writer saw it; None where nobody looked."""

    id: str
    field: str
    text: str
    seen: str | None = None


class Sheet(ABC):
    """What one grid shows and edits.

    Parameters
    ----------
    desk : Desk
    """

    key: str
    empty: str = N_("There are no rows yet.")

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.t = desk.t

    @property
    @abstractmethod
    def title(self) -> str: ...

    @property
    @abstractmethod
    def head(self) -> str:
        """The heading of the rows' names."""

    @abstractmethod
    def columns(self, plan: DistrictPlan) -> tuple[Column, ...]: ...

    @abstractmethod
    def lines(self, plan: DistrictPlan) -> tuple[Line, ...]: ...

    @abstractmethod
    def edited(self, plan: DistrictPlan, id: str, texts: Mapping[str, str]) -> Sequence[Kept[Any]]:
        """The records to be stored once cells of a row have other texts; raises what a text cannot mean."""

    def buttons(self) -> tuple[Button, ...]:
        return ()

    def press(self, key: str, id: str) -> str:
        """Do what a button is for; the row to go to, if any."""
        raise NotImplementedError(key)

    def findings(self, plan: DistrictPlan) -> tuple[str, ...]:
        """What is missing in the whole and belongs to no row."""
        return ()

    # ---- messages of the browser ------------------------------------------------------------------------------------

    def handle(self, message: Mapping[str, Any]) -> Data:
        """The answer to a message; a fault of the user's is an answer (``refused``, ``conflict``, ``unsaved``)."""
        about = {"n": message.get("n")}
        try:
            match message.get("type"):
                case "open":
                    return about | {"type": "sheet"} | self.whole()
                case "change":
                    changes = [Change(**one) for one in message["changes"]]
                    self.change(changes)
                    return about | self._saved()
                case "paste":
                    count = self.paste(str(message["id"]), str(message["field"]), str(message["text"]))
                    return about | self._saved(self.t("{count} cells pasted", count=count))
                case "press":
                    go_to = self.press(str(message["key"]), str(message.get("id", "")))
                    return about | self._saved() | {"go": go_to}
                case "undo":
                    undone = self.desk.undo()
                    return about | self._saved(self.t("Undone") if undone else self.t("There is nothing to undo."))
        except KlaError as error:
            return about | self._refused(error)
        return about | {"type": "refused", "message": self.t("The grid sent something unknown; reload the page.")}

    def whole(self) -> Data:
        """Everything that a view needs to begin."""
        return {
            "key": self.key,
            "title": self.title,
            "head": self.head,
            "empty": self.t(self.empty),
            "buttons": [asdict(one) for one in self.buttons()],
            **self.content(),
        }

    def content(self) -> Data:
        """Columns, rows and findings as they are now."""
        plan = self.desk.plan
        return {
            "columns": [asdict(one) for one in self.columns(plan)],
            "lines": [asdict(one) for one in self.lines(plan)],
            "findings": list(self.findings(plan)),
        }

    def change(self, changes: Sequence[Change]) -> None:
        """Store other texts in cells, all or none.

        Raises
        ------
        KlaError
            ``STO-042`` for a cell whose text is not the one that the change replaces, ``PLN-057``, ``PLN-058``, and
            what a text cannot mean.
        """
        plan = self.desk.plan
        columns = {one.key: one for one in self.columns(plan)}
        lines = {one.id: one for one in self.lines(plan)}
        by_line: dict[str, dict[str, str]] = {}
        for one in changes:
            if one.id not in lines:
                raise fail(GONE, path=one.id)
            if not columns[one.field].editable:
                raise fail(READ_ONLY, path=one.id, field=columns[one.field].label)
            there = lines[one.id].cells.get(one.field, "")
            if one.seen is not None and there not in (one.seen, one.text):
                raise fail(CHANGED, path=one.id, author=self.author_of(plan, one.id))
            if there != one.text.strip():
                by_line.setdefault(one.id, {})[one.field] = one.text.strip()
        kept: dict[tuple[str, str], Kept[Any]] = {}
        faults: list[Fault] = []
        for name, texts in by_line.items():
            try:
                for record in self.edited(_with(plan, kept), name, texts):
                    kept[record.kind, record.id] = record
            except KlaError as error:
                faults += error.faults
        if faults:
            raise KlaError(*faults)
        if kept:
            self.desk.store([*kept.values()])

    def paste(self, id: str, first: str, text: str) -> int:
        """Store cells from the clipboard of a spreadsheet, beginning at a cell; how many they are.

        Raises
        ------
        KlaError
            ``PLN-052``, ``PLN-055``, ``PLN-056`` where they do not fit, and what :meth:`change` raises.
        """
        plan = self.desk.plan
        block = read_block(text)
        if not block:
            return 0
        lines, columns = [one.id for one in self.lines(plan)], self.columns(plan)
        if id not in lines:
            raise fail(GONE, path=id)
        down, right = lines.index(id), [one.key for one in columns].index(first)
        wanted = len(block[0])
        for number, cells in enumerate(block, 1):
            if len(cells) != wanted:
                raise fail(UNEVEN, line=number, found=len(cells), wanted=wanted)
        if wanted > len(columns) - right:
            raise fail(TOO_WIDE, count=wanted, field=columns[right].label, room=len(columns) - right)
        if len(block) > len(lines) - down:
            raise fail(TOO_LONG, count=len(block), room=len(lines) - down)
        self.change(
            [
                Change(lines[down + row], columns[right + place].key, cell)
                for row, cells in enumerate(block)
                for place, cell in enumerate(cells)
            ]
        )
        return wanted * len(block)

    def author_of(self, plan: DistrictPlan, id: str) -> str:
        """Who stored a row last."""
        everything: Sequence[Kept[Any]] = (*plan.kept_actions, *plan.kept_rows, *plan.kept_progress)
        return next((one.author for one in everything if one.id == id), "–")

    # ---- answers ----------------------------------------------------------------------------------------------------

    def _saved(self, words: str = "") -> Data:
        return {"type": "saved", "at": self.desk.clock(), "message": words, **self.content()}

    def _refused(self, error: KlaError) -> Data:
        codes = {fault.code for fault in error.faults}
        busy = bool(codes & {"STO-001", "STO-002", "STO-004", "STO-009"})  # not now: the browser tries again
        kind = "unsaved" if busy else "conflict" if CHANGED.code in codes else "refused"
        words = [f"[{fault.code}] {fault.cause(self.t)} {fault.cure(self.t)}" for fault in error.faults]
        content = {} if busy else self.content()
        return {"type": kind, "message": "\n".join(dict.fromkeys(words)), **content}


def _with(plan: DistrictPlan, kept: Mapping[tuple[str, str], Kept[Any]]) -> DistrictPlan:
    """The plan with records that are about to be stored, so that two rows of one paste see each other."""
    if not kept:
        return plan

    def renewed(old: tuple[Kept[Any], ...]) -> tuple[Kept[Any], ...]:
        return tuple(kept.get((one.kind, one.id), one) for one in old)

    settings = next((one for (kind, _), one in kept.items() if kind == "plan"), plan.settings)
    progress = {(one.kind, one.id): one for one in plan.kept_progress}
    progress |= {key: one for key, one in kept.items() if key[0] == "progress"}
    return DistrictPlan(
        settings, plan.proposal, renewed(plan.kept_actions), renewed(plan.kept_rows), tuple(progress.values())
    )
