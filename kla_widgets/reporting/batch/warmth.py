"""What a worker does before its first report: what every report needs is read once, and then is there for all.

Only instruments and what ships with the package is read, and the report that is drawn to this end is about nothing: an
assessment that no workspace holds. No region's numbers can stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import nbformat
from nbformat import v4

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import OWN_INSTRUMENTS, open_workspace
from kla_widgets.errors import KlaError
from kla_widgets.instrument.library import shipped_library
from kla_widgets.language import LANGUAGES, language
from kla_widgets.regions import shipped_regions
from kla_widgets.reporting import district, district_gaps, district_sources, formats
from kla_widgets.reporting.facts import facts_of, with_findings

_NOTHING = Case("32.73", "kla-2024", 0)
"""An assessment that no workspace holds: there was no cycle in the year 0."""
_SECTIONS = (district.head, district.summary, district.clusters, district_gaps.gaps, district_sources.notes)


def warm_up(workspace: Path, endings: Iterable[str]) -> None:
    """Read languages and instruments, and go once through what a report goes through; cheap when done before."""
    for code in LANGUAGES:
        language(code)
    library = shipped_library(workspace / OWN_INSTRUMENTS)
    for identifier in library.files:
        with suppress(KlaError):  # the report that needs it will tell
            _ = library.get(identifier).content_hash
    formats.prepare(endings)
    with suppress(KlaError):
        _rehearse(workspace)


@lru_cache(maxsize=1)
def _rehearse(folder: Path) -> None:
    """Draw and check a report about nothing, so that nobody's first one waits for compiled queries and checks."""
    with open_workspace(folder) as workspace:
        facts = with_findings(facts_of(workspace, _NOTHING, shipped_regions()), workspace)
    bundles = [section(facts)._repr_mimebundle_() for section in _SECTIONS]
    outputs = [v4.new_output("display_data", data=bundle) for bundle in bundles]
    notebook = v4.new_notebook(cells=[v4.new_code_cell("", outputs=outputs)])
    nbformat.validate(notebook)
    for ending in ("ipynb", "html"):
        formats.write(ending, notebook)
