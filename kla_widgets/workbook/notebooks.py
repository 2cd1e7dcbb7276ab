"""The workbook's notebooks, made from an instrument: ``python -m kla_widgets.workbook.notebooks`` writes them anew.

A notebook is its parameters and two calls. What differs between two cluster pages is one parameter, so the notebooks
are made here and never edited by hand.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kla_widgets.instrument.library import shipped_library
from kla_widgets.instrument.models import Instrument

INSTRUMENT = "kla-2024"
"""The instrument whose notebooks the repository holds."""

_NAMES: Mapping[str, str] = {
    "KEL": "kelembagaan",
    "K1": "klaster_1",
    "K2": "klaster_2",
    "K3": "klaster_3",
    "K4": "klaster_4",
    "K5": "klaster_5",
    "KD": "kelana_dekela",
}
"""File names of clusters; others are named after their id."""

_CYCLE, _REGION = 2024, "00.01"
"""The training district's assessment, which a notebook shows that is run as it is."""


@dataclass(frozen=True, slots=True)
class Page:
    """One notebook.

    Parameters
    ----------
    file : str
        Its name, ``02_klaster_1.ipynb``.
    kind : {"start", "cluster", "score", "plan", "review"}
    cluster : str
        Id of the cluster asked there; empty for other pages.
    """

    file: str
    kind: Literal["start", "cluster", "score", "plan", "review"]
    cluster: str = ""


def pages(instrument: Instrument) -> tuple[Page, ...]:
    """The notebooks of an instrument, in the order in which they are worked through."""
    clusters = [
        Page(f"{place:02}_{_name(cluster.id)}.ipynb", "cluster", cluster.id)
        for place, cluster in enumerate(instrument.clusters, 1)
    ]
    score = Page(f"{len(clusters) + 1:02}_skor_dan_kesenjangan.ipynb", "score")
    plan = Page(f"{len(clusters) + 2:02}_rencana_aksi.ipynb", "plan")
    review = Page(f"{len(clusters) + 3:02}_verifikasi.ipynb", "review")
    return (Page("00_mulai.ipynb", "start"), *clusters, score, plan, review)


def build(instrument: Instrument) -> dict[str, str]:
    """All notebooks of an instrument: the text of each file by its name."""
    return {page.file: _written(_notebook(page)) for page in pages(instrument)}


def write(folder: Path, instrument: Instrument) -> None:
    """Write all notebooks of an instrument into a folder; other files there stay."""
    for name, text in build(instrument).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _name(cluster: str) -> str:
    return _NAMES.get(cluster, re.sub(r"\W+", "_", cluster.lower()))


def _notebook(page: Page) -> dict[str, Any]:
    cells = [
        _cell("parameters", _parameters(page), ["parameters"]),
        _cell("navigation", _NAVIGATION.format(here="cluster" if page.cluster else f'"{page.kind}"')),
        _cell(page.kind if page.kind != "cluster" else "form", _CALLS[page.kind]),
    ]
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "kla": {"page": page.kind},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _parameters(page: Page) -> str:
    lines = [
        "# Filled in by “kla workshop”; run as it is, the notebook shows the training district.",
        'workspace: str = ""  # Folder of the workspace; empty shows the training district in a temporary one',
        f'region: str = "{_REGION}"  # Region code, always text: "11.10" is not 11.1',
        f"cycle: int = {_CYCLE}  # Year of the evaluation",
        'instrument: str = ""  # Instrument id; empty for the one that the region uses in that cycle',
        'stage: str = ""  # Stage that is filled in; empty for the self-assessment',
        'language: str = "id"  # id (Indonesian) or en (English)',
        'author: str = ""  # Who signs the edits; empty for the user of this computer',
    ]
    if page.cluster:
        lines.append(f'cluster: str = "{page.cluster}"  # Id of the cluster that is filled in on this page')
    return "\n".join(lines)


_NAVIGATION = """\
from kla_widgets.workbook.navigation import open_navigation

open_navigation(workspace, region, cycle, instrument, language, here={here})"""

_CALLS = {
    "start": """\
from kla_widgets.workbook.start import open_start

open_start(workspace, region, cycle, instrument, stage, language, author)""",
    "cluster": """\
from kla_widgets.workbook.form import open_form

open_form(workspace, region, cycle, instrument, stage, language, author, cluster=cluster)""",
    "score": """\
from kla_widgets.workbook.scoreboard import open_scoreboard

open_scoreboard(workspace, region, cycle, instrument, stage, language)""",
    "plan": """\
from kla_widgets.workbook.rad.page import open_plan

open_plan(workspace, region, cycle, instrument, stage, language, author)""",
    "review": """\
from kla_widgets.workbook.review.page import open_review

open_review(workspace, region, cycle, instrument, stage, language, author)""",
}


def _cell(name: str, source: str, tags: list[str] | None = None) -> dict[str, Any]:
    """A code cell with its code folded away, which nobody deletes or edits by accident."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {
            "deletable": False,
            "editable": False,
            "jupyter": {"source_hidden": True},
            "tags": tags or [],
        },
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }


def _written(notebook: dict[str, Any]) -> str:
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "notebooks"
    write(target, shipped_library().get(INSTRUMENT))
