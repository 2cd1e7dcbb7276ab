"""Two small notebooks that stand in for the workbook: what the workshop does is the same for any."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PARAMETERS = """workspace = ""
region = "00.01"
cycle = 2024
instrument = ""
stage = ""
language = "id"
author = ""
"""
BUTTON = """import ipywidgets

clicks = []
button = ipywidgets.Button(description="Tekan", layout={"width": "auto"})
answer = ipywidgets.HTML(f"<p>{region} {cycle} oleh {author}</p><a href='01_lanjut.ipynb'>Lanjut</a>")


def count(_):
    clicks.append(1)
    answer.value = f"<p>Ditekan {len(clicks)} kali</p>"


button.on_click(count)
ipywidgets.VBox([button, answer])
"""


def code(name: str, source: str, *tags: str) -> dict[str, Any]:
    metadata = {"tags": list(tags)} if tags else {}
    cell = {"cell_type": "code", "id": name, "metadata": metadata, "source": source}
    return cell | {"outputs": [], "execution_count": None}


def write_pages(folder: Path, **sources: str) -> Path:
    """Write a notebook for each name; its one cell after the parameters says what is given."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in sources.items():
        cells = [code("parameters", PARAMETERS, "parameters"), code("page", source)]
        notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return folder


def two_pages(folder: Path) -> Path:
    return write_pages(folder, **{"00_mulai": BUTTON, "01_lanjut": "print('Halaman kedua', region)"})
