"""District reports by other ways than ours, for :mod:`bench_batch`: ``plain_reports.py WAY WORKSPACE OUT REGION..``."""

from __future__ import annotations

import json
import logging
import re
import sys
import warnings
from importlib import import_module
from pathlib import Path

CYCLE, INSTRUMENT = 2024, "kla-2024"
PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{{ title }}</title>{{ style }}</head>
<body><main>{% for part in parts %}{{ part }}{% endfor %}</main></body></html>"""


def api(workspace: str, out: Path, regions: list[str]) -> None:
    """papermill's API, then nbconvert's exporter, as its documentation shows them."""
    import papermill
    from nbconvert.exporters.html import HTMLExporter

    from kla_widgets.reporting.jobs import find_template

    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    exporter = HTMLExporter(exclude_input=True)
    for region in regions:
        values = {"workspace": workspace, "region": region, "cycle": CYCLE, "instrument": INSTRUMENT}
        target = out / f"{region}.ipynb"
        notebook = papermill.execute_notebook(
            str(find_template("district")), str(target), parameters=values, progress_bar=False
        )
        page, _ = exporter.from_notebook_node(notebook)
        target.with_suffix(".html").write_text(page, "utf-8")


def floor(workspace: str, out: Path, regions: list[str]) -> None:
    """The same numbers, tables and charts by a plain function; what is shown, and no more."""
    from jinja2 import Environment

    from kla_widgets.figures import stylesheet
    from kla_widgets.reporting.facts import load_facts
    from kla_widgets.reporting.jobs import find_template

    cells = json.loads(find_template("district").read_text("utf-8"))["cells"]
    calls = re.findall(r"(\w+)\.(\w+)\(report\)", "".join(line for cell in cells for line in cell["source"]))
    sections = [getattr(import_module(f"kla_widgets.reporting.{room}"), name) for room, name in calls]
    page = Environment(autoescape=False).from_string(PAGE)
    for region in regions:
        facts = load_facts(workspace, region, CYCLE, INSTRUMENT)
        parts = [section(facts).html for section in sections]
        text = page.render(title=facts.region.name, style=stylesheet().html, parts=parts)
        (out / f"{region}.html").write_text(text, "utf-8")


if __name__ == "__main__":
    {"api": api, "floor": floor}[sys.argv[1]](sys.argv[2], Path(sys.argv[3]), sys.argv[4:])
