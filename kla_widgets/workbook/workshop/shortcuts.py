"""The notebook's keyboard shortcuts, which a form must not have: a pressed ``x`` would delete it.

JupyterLab's command mode listens even while a choice inside an output has the focus. What there is to switch off is
read from the installed JupyterLab, so that the list follows its version.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

COMMAND_MODE = (".jp-Notebook.jp-mod-commandMode", "[data-jp-kernel-user]")
"""Beginnings of the selectors of shortcuts that act on cells or on the kernel."""
KEPT = ("command", "args", "selector", "keys", "winKeys", "macKeys", "linuxKeys")


def installed_schemas() -> Path:
    """The folder of the setting schemas of the installed JupyterLab."""
    return Path(sys.prefix) / "share" / "jupyter" / "lab" / "schemas"


def declared(schemas: Path) -> Iterator[dict[str, Any]]:
    """Every shortcut that some part of JupyterLab declares."""
    for file in sorted(schemas.glob("*/*/*.json")):
        content = json.loads(file.read_text("utf-8"))
        if isinstance(content, dict):
            yield from content.get("jupyter.lab.shortcuts") or ()


def disabled(schemas: Path) -> list[dict[str, Any]]:
    """The shortcuts of the notebook's command mode, each switched off.

    Parameters
    ----------
    schemas : Path
        As of :func:`installed_schemas`.

    Returns
    -------
    list of dict
        Entries of the setting ``@jupyterlab/shortcuts-extension:shortcuts``; JupyterLab matches them by keys,
        selector and arguments, which is why these are repeated.
    """
    return [
        {name: shortcut[name] for name in KEPT if name in shortcut} | {"disabled": True}
        for shortcut in declared(schemas)
        if str(shortcut.get("selector", "")).startswith(COMMAND_MODE)
    ]
