"""Reading YAML as data with a line number for everything, and nothing else: no tags, no aliases, no surprises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kla_widgets.errors import Fault, KlaError, Message, fail
from kla_widgets.language import N_

Key = str | int
KeyPath = tuple[Key, ...]

LARGEST_FILE = 5_000_000
DEEPEST = 60
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C scanner is ten times faster where it is built in

NO_FILE = Message("YML-001", N_("The file cannot be read: {reason}."), N_("Check the name and your access to it."))
TOO_BIG = Message(
    "YML-002", N_("The file has {size} bytes."), N_("Files of this kind have at most 5 MB; is it the right one?")
)
NOT_YAML = Message(
    "YML-003", N_("This is not valid YAML: {reason}."), N_("Check indentation, quotes and colons near this line.")
)
ALIAS = Message(
    "YML-004", N_("Aliases (*name) are not allowed."), N_("Write the value out, or make it a named rule or band.")
)
TAG = Message(
    "YML-005",
    N_("The tag {tag} is not allowed."),
    N_("Remove it; plain text, numbers and lists are all that is needed."),
)
TWICE = Message("YML-006", N_("The key “{key}” is written twice; first in line {first}."), N_("Remove one of the two."))
NOT_A_KEY = Message("YML-008", N_("This cannot be the name of a field."), N_("Use a plain word before the colon."))
TOO_DEEP = Message(
    "YML-009", N_("The file is nested too deeply."), N_("Check brackets and indentation near this line.")
)
NOT_A_MAPPING = Message("YML-007", N_("The file holds no fields."), N_("Begin with lines such as “id: my-instrument”."))


@dataclass(frozen=True)
class Source:
    """The content of one file.

    Parameters
    ----------
    file : str
        The name shown in messages.
    data : dict
        Plain data: dict, tuple, str, int, float, bool, None.
    lines : dict of KeyPath to int
        The 1-based line of every key and list entry.
    """

    file: str
    data: dict[str, Any]
    lines: dict[KeyPath, int]

    def where(self, path: KeyPath) -> str:
        """``file:line`` of a path, or of the nearest thing above it that is written in the file."""
        for length in range(len(path), -1, -1):
            if line := self.lines.get(path[:length]):
                return f"{self.file}:{line}"
        return self.file

    def name(self, path: KeyPath) -> str:
        """A path as people name it: the last id on the way, then the rest (``I19.2a weight``)."""
        node: Any = self.data
        known, rest = "", []
        for key in path:
            node = _child(node, key)
            rest.append(str(key))
            if isinstance(key, int) and isinstance(node, dict) and isinstance(node.get("id"), str):
                known, rest = node["id"], []
        return " ".join(part for part in (known, ".".join(rest)) if part)

    def fault(self, message: Message, path: KeyPath, **values: object) -> Fault:
        return Fault(message, self.where(path), self.name(path), **values)


def read_source(path: Path) -> Source:
    """Read a YAML file.

    Raises
    ------
    KlaError
        ``YML-…``: unreadable, too big, not YAML, or with aliases, tags or repeated keys (all of these at once).
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise fail(TOO_BIG, str(path), size=size)
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise fail(NO_FILE, str(path), reason=getattr(error, "strerror", None) or "not UTF-8") from error
    return parse_source(text, str(path))


def parse_source(text: str, file: str) -> Source:
    """The same from text; ``file`` is the name used in messages."""
    try:
        aliases = list(_aliases(text, file))
        root = yaml.compose(text, Loader=_Loader)
    except (yaml.YAMLError, UnicodeError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or next(iter(str(error).splitlines()), "")
        raise fail(NOT_YAML, _where(file, mark), reason=reason) from error
    builder = _Builder(file)
    data = builder.build(root, ()) if root is not None else None
    if aliases or builder.faults:
        raise KlaError(*dict.fromkeys([*aliases, *builder.faults]))
    if not isinstance(data, dict):
        raise fail(NOT_A_MAPPING, file)
    return Source(file, data, builder.lines)


def _aliases(text: str, file: str) -> Iterator[Fault]:
    """The aliases of a text. Reads it as a stream, so that deep nesting is refused before anything recurses."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise fail(TOO_DEEP, _where(file, event.start_mark))
        if isinstance(event, yaml.AliasEvent):
            yield Fault(ALIAS, _where(file, event.start_mark))


def _where(file: str, mark: Any) -> str:
    return f"{file}:{mark.line + 1}" if mark else file


class _Builder:
    """Walks the node tree once, collecting data, lines and faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[KeyPath, int] = {}
        self.faults: list[Fault] = []
        self._seen: set[int] = set()

    def build(self, node: yaml.Node, path: KeyPath) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if id(node) in self._seen:
            return None  # an alias, told already; following it could take forever
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, path)) if node.tag.endswith(":map") else self._refuse(TAG, line, tag=node.tag)
        if isinstance(node, yaml.SequenceNode):
            if not node.tag.endswith(":seq"):
                return self._refuse(TAG, line, tag=node.tag)
            return tuple(self.build(child, (*path, place)) for place, child in enumerate(node.value))
        return self._scalar(node, line)

    def _pairs(self, node: yaml.MappingNode, path: KeyPath) -> Iterator[tuple[str, Any]]:
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(NOT_A_KEY, line)
                continue
            self._scalar(key_node, line)  # a field's name is its text, whatever it looks like; only tags are refused
            key = str(key_node.value)
            if key in first:
                self._refuse(TWICE, line, key=key, first=first[key])
                continue
            first[key] = line
            self.lines[(*path, key)] = line
            yield key, self.build(value_node, (*path, key))

    def _scalar(self, node: yaml.Node, line: int) -> Any:
        kind = node.tag.rsplit(":", 1)[-1]
        if not node.tag.startswith("tag:yaml.org,2002:") or kind not in _SCALARS:
            return self._refuse(TAG, line, tag=node.tag)
        try:
            return _SCALARS[kind](node.value)
        except ValueError:
            return node.value

    def _refuse(self, message: Message, line: int, **values: object) -> None:
        self.faults.append(Fault(message, f"{self.file}:{line}", "", **values))


_SCALARS: dict[str, Any] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": lambda text: text.lower() in ("true", "yes", "on"),
    "null": lambda text: None,
    "timestamp": str,  # a date stays text; what needs a date parses it
    "merge": str,
}


def at(data: Any, path: KeyPath) -> Any:
    """What lies at a path; None if there is nothing."""
    for key in path:
        data = _child(data, key)
    return data


def _child(node: Any, key: Key) -> Any:
    if isinstance(node, dict):
        return node.get(str(key))
    if isinstance(node, tuple) and isinstance(key, int) and key < len(node):
        return node[key]
    return None
