"""What a notebook shows, in its order: the cells and outputs that no tag hides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["data", "text", "error"]


@dataclass(frozen=True)
class Shown:
    """One thing that is shown.

    Parameters
    ----------
    data : mapping
        By mime type, every text in one piece.
    about : mapping
        The metadata that came with it.
    """

    data: Mapping[str, Any]
    about: Mapping[str, Any] = field(default_factory=dict)


def shown(notebook: Mapping[str, Any]) -> Iterator[Shown]:
    """Everything that a reader of the notebook sees but its code.

    Markdown comes as ``text/markdown``, what was printed as ``text/plain``, and an error as ``error``: its name and
    its words. Cells tagged ``remove-cell`` and outputs of cells tagged ``remove-output`` are left out, and so is what
    programs write to their error stream.
    """
    for cell in notebook["cells"]:
        tags = cell["metadata"].get("tags", ())
        if "remove-cell" in tags:
            continue
        if cell["cell_type"] == "markdown":
            text = _whole(cell["source"])
            for name, kinds in cell.get("attachments", {}).items():
                kind, content = next(iter(kinds.items()))
                text = text.replace(f"attachment:{name}", f"data:{kind};base64,{_whole(content)}")
            yield Shown({"text/markdown": text})
        elif cell["cell_type"] == "code" and "remove-output" not in tags:
            yield from filter(None, map(_output, cell["outputs"]))


def _output(output: Mapping[str, Any]) -> Shown | None:
    kind = output["output_type"]
    if kind in ("display_data", "execute_result"):
        data = {name: _whole(content) for name, content in output["data"].items()}
        return Shown(data, output.get("metadata", {}))
    if kind == "error":
        return Shown({"error": (str(output["ename"]), str(output["evalue"]))})
    if kind == "stream" and output["name"] == "stdout":
        return Shown({"text/plain": _whole(output["text"])})
    return None


def _whole(text: Any) -> Any:
    """Notebook files may hold a text as a list of its lines."""
    return "".join(text) if isinstance(text, list) and all(isinstance(line, str) for line in text) else text
