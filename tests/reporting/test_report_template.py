"""The report template: thin, annotated, stripped, runnable by itself."""

from __future__ import annotations

from pathlib import Path

import nbformat
import papermill
import pytest

from kla_widgets.errors import KlaError
from kla_widgets.reporting.jobs import PARAMETERS, check_formats, find_template
from kla_widgets.resources import templates

NOTEBOOKS = sorted((templates() / "reports").glob("*.ipynb"))


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_parameters_are_annotated_with_type_and_help(notebook: Path) -> None:
    declared = papermill.inspect_notebook(str(notebook))
    assert set(PARAMETERS) <= set(declared)
    for one in declared.values():
        assert one["inferred_type_name"] in ("str", "int")
        assert one["help"]
    assert declared["region"]["inferred_type_name"] == "str"


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_are_thin_and_stripped(notebook: Path) -> None:
    cells = nbformat.read(notebook, as_version=4).cells
    for cell in cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
        if "parameters" not in cell.metadata.get("tags", []):
            assert len(cell.source.splitlines()) <= 4


def test_an_unknown_template_is_refused_with_the_known_ones() -> None:
    with pytest.raises(KlaError, match=r"REP-001.*district"):
        find_template("provinsi")


def test_a_template_without_our_parameters_is_refused(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
    file = tmp_path / "own.ipynb"
    nbformat.write(notebook, file)
    with pytest.raises(KlaError) as caught:
        find_template(str(file))
    assert {fault.values["name"] for fault in caught.value.faults} == set(PARAMETERS)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(KlaError, match="REP-003"):
        check_formats(["html", "docs"])
    assert check_formats(["html", "html"]) == ("html",)
