"""Templates that tests write themselves, and workspaces with odd regions."""

from __future__ import annotations

import json
from pathlib import Path

from kla_widgets.reporting.jobs import PARAMETERS

MARKED = "import os; from pathlib import Path; print('laporan', region, instrument)"
"""A report that takes no time and says which region it is about."""


def write_template(folder: Path, name: str, *sources: str, about: dict[str, str] | None = None) -> Path:
    """A template with these cells after its parameters."""
    folder.mkdir(parents=True, exist_ok=True)
    parameters = "\n".join([*(f'{one}: str = ""' for one in PARAMETERS if one != "cycle"), "cycle: int = 2024"])
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{number}",
            "metadata": {"tags": ["parameters"] if number == 0 else []},
            "outputs": [],
            "source": source,
        }
        for number, source in enumerate((parameters, *sources))
    ]
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    content = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "kla": about or {}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    file = folder / f"{name}.ipynb"
    file.write_text(json.dumps(content), "utf-8")
    return file
