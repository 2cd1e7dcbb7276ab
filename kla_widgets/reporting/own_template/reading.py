"""What can be said of a template without running it."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kla_widgets.errors import Fault, Message, fail
from kla_widgets.language import N_
from kla_widgets.reporting.jobs import PARAMETERS

UNREADABLE = Message("TPL-005", N_("This is not a notebook: {reason}."), N_("Name a file that JupyterLab can open."))
NO_CELL = Message(
    "TPL-010",
    N_("No cell has the tag “parameters”."),
    N_("Give the cell with the parameters that tag (gear wheel at the right in JupyterLab)."),
)
SEVERAL_CELLS = Message(
    "TPL-011", N_("Cell {cell}: a second cell has the tag “parameters”."), N_("Keep all parameters in one cell.")
)
MISSING = Message(
    "TPL-012",
    N_("Cell {cell}: the parameter “{name}” is missing."),
    N_("Add the line “{name}: {type} = {value}”."),
)
NOT_TYPED = Message(
    "TPL-013",
    N_("Cell {cell}: the parameter “{name}” does not say its type."),
    N_("Write “{name}: str = …”; int, float and bool are possible too."),
)
BAD_VALUE = Message(
    "TPL-014",
    N_("Cell {cell}: the value of the parameter “{name}” is not of its type {type}."),
    N_('Write a plain value, such as "text", 2024 or True; nothing calculated.'),
)
WRONG_TYPE = Message(
    "TPL-015",
    N_("Cell {cell}: the parameter “{name}” must be of the type {type}."),
    N_("Write “{name}: {type} = {value}”. Region codes are text: as a number, 11.10 would become 11.1."),
)
SET_AGAIN = Message(
    "TPL-016",
    N_("Cell {cell} sets the parameter “{name}” again; the report would be the same for every region."),
    N_("Use another name there."),
)
MADE_A_NUMBER = Message(
    "TPL-017",
    N_("Cell {cell} makes a number of the region code; 11.10 would become 11.1."),
    N_("Leave region codes as text."),
)
HAS_OUTPUTS = Message(
    "TPL-018",
    N_("Outputs of an earlier run are stored in the cells {cells}."),
    N_("Clear all outputs (Kernel menu in JupyterLab) and save."),
)
HAS_WIDGETS = Message(
    "TPL-019",
    N_("The state of controls (widgets) is stored in the notebook."),
    N_("Switch off “Save Widget State Automatically” in the Settings menu, clear all outputs and save."),
)
NOT_HIDDEN = Message(
    "TPL-020",
    N_("The code of the cells {cells} is not folded away."),
    N_("Select the cells, choose “Collapse Selected Code” in the View menu, and save."),
)
ABSOLUTE = Message(
    "TPL-021",
    N_("Cell {cell} names a place of this computer: {place}."),
    N_("Read data through the parameter “workspace”, or name files as seen from the template's folder."),
)
NOT_PYTHON = Message("TPL-022", N_("Cell {cell} is not valid Python: {reason}."), N_("Correct the cell."))

PARAMETERS_TAG = "parameters"
_TYPES = {"str": str, "int": int, "float": float, "bool": bool}
_EXPECTED = {name: ("int", "2024") if name == "cycle" else ("str", '""') for name in PARAMETERS}
_HIDING = {PARAMETERS_TAG, "hide-input", "remove-input", "hide-cell", "remove-cell"}
_PLACE = re.compile(
    r"""(?:^|(?<=[\s"'=(,:]))(?:file:/{2,}\S+|[A-Za-z]:[\\/][^\s"']+|\\\\[\w.-]+\\[^\s"']+|~[\\/][^\s"']*|/(?:[\w.@+-]+/)+[\w.@+-]*)"""
)


@dataclass(frozen=True)
class Cell:
    """A cell of a template; its number counts from 1, as a reader counts."""

    number: int
    kind: str
    source: str
    tags: tuple[str, ...]
    hidden: bool
    outputs: Sequence[Any]

    @property
    def is_code(self) -> bool:
        return self.kind == "code"


@dataclass(frozen=True)
class Read:
    """A template that was read: its cells, and the metadata of the notebook."""

    file: Path
    cells: tuple[Cell, ...]
    metadata: dict[str, Any]

    def fault(self, message: Message, **values: object) -> Fault:
        return Fault(message, self.file.name, "", **values)


def read_notebook(file: Path) -> Read:
    """Read a notebook.

    Raises
    ------
    KlaError
        ``TPL-005``.
    """
    try:
        content = json.loads(file.read_text("utf-8-sig"))
        cells = tuple(_cell(number, cell) for number, cell in enumerate(content["cells"], 1))
        return Read(file, cells, dict(content["metadata"]))
    except OSError as error:
        raise fail(UNREADABLE, str(file), reason=error.strerror or error) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise fail(UNREADABLE, str(file), reason=error or type(error).__name__) from error


def findings(notebook: Read) -> tuple[Fault, ...]:
    """All that is wrong with a template as it is written."""
    return (*_parameters(notebook), *_source(notebook), *_stored(notebook))


def _cell(number: int, cell: dict[str, Any]) -> Cell:
    metadata = cell.get("metadata", {})
    tags = tuple(metadata.get("tags", ()))
    hidden = bool(metadata.get("jupyter", {}).get("source_hidden")) or bool(_HIDING.intersection(tags))
    return Cell(number, cell["cell_type"], "".join(cell["source"]), tags, hidden, cell.get("outputs", ()))


# ---- the parameters --------------------------------------------------------------------------------------------------


def _parameters(notebook: Read) -> Iterator[Fault]:
    tagged = [cell for cell in notebook.cells if cell.is_code and PARAMETERS_TAG in cell.tags]
    if not tagged:
        yield notebook.fault(NO_CELL)
        return
    for cell in tagged[1:]:
        yield notebook.fault(SEVERAL_CELLS, cell=cell.number)
    tree = _parsed(tagged[0].source)
    if isinstance(tree, ast.Module):
        declared = dict(_declared(tree))
        for name, (kind, value) in _EXPECTED.items():
            if name not in declared:
                yield notebook.fault(MISSING, cell=tagged[0].number, name=name, type=kind, value=value)
        for name, (kind_given, node) in declared.items():
            yield from _parameter(notebook, tagged[0].number, name, kind_given, node)


def _declared(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ast.expr | None]]]:
    """Names, the types that they are said to have, and their values."""
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, (ast.unparse(node.annotation), node.value)
        elif isinstance(node, ast.Assign):
            yield from ((target.id, ("", node.value)) for target in node.targets if isinstance(target, ast.Name))


def _parameter(notebook: Read, cell: int, name: str, kind: str, node: ast.expr | None) -> Iterator[Fault]:
    expected, example = _EXPECTED.get(name, (kind, ""))
    if kind != expected and (kind or not _fits(node, expected)):
        yield notebook.fault(WRONG_TYPE, cell=cell, name=name, type=expected, value=example)
    elif kind not in _TYPES:
        yield notebook.fault(NOT_TYPED, cell=cell, name=name)
    elif not _fits(node, kind):
        yield notebook.fault(BAD_VALUE, cell=cell, name=name, type=kind)


def _fits(node: ast.expr | None, kind: str) -> bool:
    """Whether a value is a plain one of that type."""
    try:
        value = ast.literal_eval(node) if node is not None else None
    except (ValueError, TypeError, SyntaxError):
        return False
    return type(value) is _TYPES.get(kind) or (kind == "float" and type(value) is int)


# ---- the code --------------------------------------------------------------------------------------------------------


def _source(notebook: Read) -> Iterator[Fault]:
    after = False
    for cell in notebook.cells:
        if not cell.is_code:
            yield from (notebook.fault(ABSOLUTE, cell=cell.number, place=place) for place in _linked(cell.source))
            continue
        tree = _parsed(cell.source)
        if isinstance(tree, SyntaxError):
            yield notebook.fault(NOT_PYTHON, cell=cell.number, reason=tree.msg)
            continue
        for place in _places(tree):
            yield notebook.fault(ABSOLUTE, cell=cell.number, place=place)
        if PARAMETERS_TAG in cell.tags:
            after = True
        elif after:
            for name in _assigned(tree):
                yield notebook.fault(SET_AGAIN, cell=cell.number, name=name)
        if any(_makes_number(node) for node in ast.walk(tree)):
            yield notebook.fault(MADE_A_NUMBER, cell=cell.number)


def _parsed(source: str) -> ast.Module | SyntaxError:
    """Python with IPython's additions (``%magic``, ``!command``)."""
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        with warnings.catch_warnings(action="ignore"):  # IPython's, of odd line ends
            return ast.parse(TransformerManager().transform_cell(source))  # type: ignore[no-untyped-call]
    except SyntaxError as error:
        return error
    except ValueError as error:  # a null byte
        return SyntaxError(str(error))


def _places(tree: ast.Module) -> list[str]:
    """Absolute paths in the texts of a cell."""
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return list(dict.fromkeys(found.group() for text in texts for found in _PLACE.finditer(text)))


def _linked(markdown: str) -> list[str]:
    """Absolute paths of pictures and links."""
    targets = re.findall(r"""(?:\]\(|(?:src|href)\s*=\s*["'])\s*<?([^)"'>\s]+)""", markdown)
    return [target for target in targets if _PLACE.match(target)]


def _assigned(tree: ast.Module) -> list[str]:
    """Parameters that a cell sets for all cells after it."""
    names = []
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names += [one.id for target in targets if target for one in ast.walk(target) if isinstance(one, ast.Name)]
    return [name for name in dict.fromkeys(names) if name in PARAMETERS]


def _makes_number(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("int", "float")
        and any(isinstance(argument, ast.Name) and argument.id == "region" for argument in node.args)
    )


# ---- what is stored --------------------------------------------------------------------------------------------------


def _stored(notebook: Read) -> Iterator[Fault]:
    if kept := [cell.number for cell in notebook.cells if cell.outputs]:
        yield notebook.fault(HAS_OUTPUTS, cells=_numbers(kept))
    if notebook.metadata.get("widgets"):
        yield notebook.fault(HAS_WIDGETS)
    if open_ := [cell.number for cell in notebook.cells if cell.is_code and cell.source.strip() and not cell.hidden]:
        yield notebook.fault(NOT_HIDDEN, cells=_numbers(open_))


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
