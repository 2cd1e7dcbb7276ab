"""Which modules may stay loaded between reports, and which a notebook will want."""

from __future__ import annotations

import ast
import contextlib
import importlib
import site
import sys
import sysconfig
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType

from nbformat import NotebookNode

AT_WORK_WHEN_IMPORTED = ("matplotlib_inline", "this", "antigravity", "__main__")
"""Modules whose import does something for the notebook that imports them; they are imported anew by each."""


def installed(module: ModuleType) -> bool:
    """Whether a module belongs to Python, to what is installed beside it, or to this package.

    Any other, such as a helper that lies beside a template or that a template wrote, may hold a region's numbers: it
    never stays.
    """
    name = module.__name__
    if name.partition(".")[0] in AT_WORK_WHEN_IMPORTED:
        return False
    spec = getattr(module, "__spec__", None)
    origin = getattr(spec, "origin", None)
    if origin in ("built-in", "frozen"):
        return True
    places = [origin] if origin else list(getattr(spec, "submodule_search_locations", None) or ())
    return bool(places) and all(any(Path(place).is_relative_to(home) for home in _homes()) for place in places)


def new_modules(before: Iterable[str]) -> tuple[list[str], list[str]]:
    """Names of the modules loaded since, in the order of loading: those that may stay, and those that may not."""
    known = set(before)
    stay: list[str] = []
    go: list[str] = []
    for name, module in list(sys.modules.items()):
        if name not in known:
            (stay if isinstance(module, ModuleType) and installed(module) else go).append(name)
    return stay, go


def preload(names: Iterable[str]) -> None:
    """Import modules by name, as far as they can be and may stay.

    Their own modules count, not what lies in the working folder: an import there would run a user's file.
    """
    for name in names:
        with contextlib.suppress(Exception, SystemExit):
            importlib.import_module(name)


def imports_of(notebook: NotebookNode) -> tuple[str, ...]:
    """The modules that the code cells of a notebook import, as far as their import statements tell."""
    found: dict[str, None] = {}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        lines = [line for line in cell.source.splitlines() if not line.lstrip().startswith(("%", "!", "?"))]
        with contextlib.suppress(SyntaxError, ValueError):
            for node in ast.walk(ast.parse("\n".join(lines))):
                if isinstance(node, ast.Import):
                    found |= dict.fromkeys(alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found[node.module] = None
                    found |= dict.fromkeys(f"{node.module}.{alias.name}" for alias in node.names if alias.name != "*")
    return tuple(found)


@cache
def _homes() -> tuple[Path, ...]:
    paths = sysconfig.get_paths()
    homes = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    homes |= {site.getusersitepackages(), str(Path(__file__).resolve().parents[2])}
    return tuple(Path(home) for home in homes)
