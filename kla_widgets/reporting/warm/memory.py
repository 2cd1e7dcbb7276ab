"""What modules, classes and functions hold, put back after a template has run in the same process.

Everything that can be reached from a loaded module is noted before: what names are bound to, what containers hold, the
attributes of classes and of objects, the code and the defaults of functions. Afterwards whatever is another is put
back. Objects of other packages are followed two steps deep (a module's object and the objects in it), our own to the
end. What is not reached: what C code keeps to itself, and objects that only objects further away know.
"""

from __future__ import annotations

import builtins
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from types import CellType, FunctionType, MappingProxyType, ModuleType
from typing import Any

from kla_widgets.reporting.warm.imports import new_modules
from kla_widgets.reporting.warm.noted import (
    KINDS,
    LRU_CACHE,
    Caches,
    Cells,
    Classes,
    Functions,
    Groups,
    Kind,
    Names,
    Rows,
    Slots,
    slots_of,
)

OURS = ("kla_widgets",)
WRITING = ("kla_widgets.errors", "kla_widgets.files", "kla_widgets.language", "kla_widgets.reporting")
"""Of ours, what has work to do after a template has run."""
NEEDED = frozenset(
    [
        *("base64", "builtins", "codecs", "collections", "copy", "datetime", "decimal", "functools", "hashlib", "html"),
        *(
            "io",
            "itertools",
            "json",
            "locale",
            "math",
            "os",
            "pathlib",
            "pickle",
            "posixpath",
            "re",
            "shutil",
            "string",
        ),
        *("struct", "tempfile", "textwrap", "time", "typing", "uuid", "warnings", "zipfile", "zlib"),
    ]
)
"""Python's modules that writing files needs."""
NOT_FOLLOWED = (
    "_thread",
    "_weakrefset",
    "asyncio",
    "concurrent",
    "gc",
    "importlib",
    "multiprocessing",
    "sys",
    "threading",
    "weakref",
)
"""What runs this process: names in them are put back, but not what their objects hold at the moment."""
DEEP = 2
"""Steps from object to object in other packages."""
GROWTH = 1.5
"""How many times more things than at first may be noted before all is noted anew."""
ATOMS = frozenset({str, bytes, int, float, complex, bool, type(None), type(len), type(str.join), ModuleType})


class Memory:
    """What is loaded, as it was when it was last noted.

    Parameters
    ----------
    thorough : bool
        If False, only what names are bound to in the modules that writing files needs: enough for the next steps of a
        process that ends after them. To look at more would make a copied process copy its memory.
    """

    def __init__(self, thorough: bool = True) -> None:
        self.thorough = thorough
        self._seen: set[int] = set()
        self._noted: dict[type[Kind], list[list[Any]]] = {}  # of [thing, what it held, how deep; None: not followed]
        self._first = 0
        self._modules: dict[str, ModuleType] = {}
        self._kept: dict[str, ModuleType] = {}
        self._builtins: dict[str, Any] = {}
        self._tools: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self._methods: list[tuple[object, str, Any]] = []
        self.note()

    def note(self) -> None:
        """Take what is loaded now for what should be; after the first time, only what changed since is looked at."""
        if not self._first or self._size() > GROWTH * self._first:  # what is noted stays in memory: forget what is gone
            # Not the environment: the operating system has a copy, through which it is put back with the surroundings.
            self._seen = {id(vars(os.environ)["_data"])}
            self._noted = {kind: [] for kind in KINDS}
        todo: list[tuple[Any, int]] = []
        for changed, kind in list(self._changes()):
            changed[1] = kind.read(changed[0])
            if changed[2] is not None:
                todo += ((value, changed[2]) for value in kind.inside(changed[1]))
        self._modules = dict(sys.modules)
        self._builtins = dict(vars(builtins))
        self._tools = [
            (vars(sys.modules[name]), vars(sys.modules[name]).copy()) for name in (__name__, Kind.__module__)
        ]
        self._methods = [
            (tool, name, value)
            for tool in (Memory, *KINDS)
            for name, value in vars(tool).items()
            if isinstance(value, FunctionType | staticmethod)
        ]
        kept = (name for name in self._modules if self.thorough or name in NEEDED or _within(name, WRITING))
        self._kept = {name: self._modules[name] for name in kept}
        for name, module in self._kept.items():
            names = getattr(module, "__dict__", None)
            if type(names) is dict and id(names) not in self._seen:
                followed = self.thorough and not _within(name, NOT_FOLLOWED)
                self._add(Names, names, 0 if followed else None)
                if followed:
                    todo += ((value, 0) for value in names.values())
        while todo:
            found, depth = todo.pop()
            if type(found) not in ATOMS and id(found) not in self._seen:
                todo += ((value, deeper) for value, deeper in self._look_at(found, depth) if type(value) not in ATOMS)
        self._first = self._first or self._size()

    def loaded(self) -> tuple[str, ...]:
        """Names of the modules loaded since, as far as they may stay."""
        return tuple(self._new()[0])

    def restore(self) -> None:
        """Put everything back that is another now than when it was noted."""
        vars(builtins).update(self._builtins)  # first what the following lines are made of
        for names, saved in self._tools:
            names.update(saved)
        for tool, name, value in self._methods:
            setattr(tool, name, value)
        stay, go = self._new()
        for name in go:
            sys.modules.pop(name, None)
        sys.modules.update(self._kept)
        for changed, kind in list(self._changes()):
            kind.put_back(changed[0], changed[1])
        for name in stay:  # loaded meanwhile, and to be loaded from the start by the process that takes over
            parent, _, child = name.rpartition(".")
            if parent in sys.modules:
                vars(sys.modules[parent])[child] = sys.modules[name]

    def _new(self) -> tuple[list[str], list[str]]:
        """The modules loaded since; in a copied process their number tells whether there are any."""
        same = not self.thorough and len(sys.modules) == len(self._modules)
        return ([], []) if same else new_modules(self._modules)

    def _size(self) -> int:
        return sum(map(len, self._noted.values()))

    def _changes(self) -> Iterator[tuple[list[Any], type[Kind]]]:
        for kind, noted in self._noted.items():
            differs = kind.differs
            for one in noted:
                if differs(one[0], one[1]):
                    yield one, kind

    def _add(self, kind: type[Kind], thing: Any, depth: int | None) -> Iterable[Any]:
        self._seen.add(id(thing))
        saved = kind.read(thing)
        self._noted[kind].append([thing, saved, depth])
        return kind.inside(saved)

    def _look_at(self, found: Any, depth: int) -> Iterable[tuple[Any, int]]:
        """Note one thing.

        Returns
        -------
        iterable of (object, int)
            What is in it, and how deep that is.
        """
        of_type = type(found)
        module = getattr(of_type, "__module__", "")
        inside: Iterable[Any] = ()
        if isinstance(found, dict):
            inside = self._add(Names, found, depth)
        elif of_type in (tuple, frozenset):
            inside = found
        elif of_type in (list, deque):
            inside = self._add(Rows, found, depth)
        elif of_type is set:
            inside = self._add(Groups, found, depth)
        elif of_type is FunctionType:
            inside = self._add(Functions, found, depth)
        elif of_type is CellType:
            inside = self._add(Cells, found, depth)
        elif of_type is LRU_CACHE:
            inside = self._add(Caches, found, depth)
            inside = inside if _within(found.__module__, OURS) else (found.__dict__,)
        elif of_type is MappingProxyType:
            inside = found.values()
        elif of_type in (classmethod, staticmethod):
            inside = (found.__func__,)
        elif of_type is property:
            inside = (found.fget, found.fset, found.fdel)
        elif isinstance(found, type):
            if not _within(found.__module__, NOT_FOLLOWED):
                inside = self._add(Classes, found, depth)
        elif _within(module, OURS) and not _within(module, NOT_FOLLOWED):
            slots = self._add(Slots, found, depth) if slots_of(of_type) else ()  # type: ignore[arg-type]  # a class has a hash
            return ((value, 0) for value in (_attributes(found), *slots))
        elif depth < DEEP and not _within(module, NOT_FOLLOWED):
            return ((_attributes(found), depth + 1),)
        return ((value, depth) for value in inside)


def _within(name: object, packages: tuple[str, ...]) -> bool:
    return isinstance(name, str) and f"{name}.".startswith(tuple(f"{one}." for one in packages))


def _attributes(found: object) -> Any:
    try:
        return object.__getattribute__(found, "__dict__")
    except Exception:  # a class may make of its attributes what it likes
        return None
