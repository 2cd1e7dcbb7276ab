"""The workbook's notebooks: what the generator makes, nothing more, and safe in the hands of a workshop.

NB001  The notebooks of the repository are those that the generator makes.
NB002  They are valid, without outputs, with stable ids; their code is folded away and cannot be deleted or edited.
NB003  Each declares all parameters, each with a type and a help text; region and codes are text.
NB004  Each cell beside the parameters is one import and one call.
NB005  There is one page for every cluster of the instrument, between the start and the score; then come the plan and,
       last, the evaluators' page.
NB006  The package knows clusters by the notebooks' parameter only.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import nbformat
import papermill
import pytest

import kla_widgets
from kla_widgets.instrument.library import shipped_library
from kla_widgets.workbook.notebooks import INSTRUMENT, build, pages, write

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PARAMETERS = {"workspace", "region", "cycle", "instrument", "stage", "language", "author"}

each = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)


def code(notebook: Path) -> list[nbformat.NotebookNode]:
    cells: list[nbformat.NotebookNode] = nbformat.read(notebook, as_version=4).cells
    return cells


def test_nb001_the_repository_holds_what_the_generator_makes() -> None:
    built = build(shipped_library().get(INSTRUMENT))
    assert {file.name for file in NOTEBOOKS} == set(built)
    assert {file.name: file.read_text(encoding="utf-8") for file in NOTEBOOKS} == built


def test_nb001_writing_leaves_other_files_alone(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("kept", encoding="utf-8")
    write(tmp_path, shipped_library().get(INSTRUMENT))
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "kept"
    assert (tmp_path / NOTEBOOKS[0].name).read_bytes() == NOTEBOOKS[0].read_bytes()


@each
def test_nb002_notebooks_are_valid_stripped_folded_and_locked(notebook: Path) -> None:
    nbformat.validate(json.loads(notebook.read_text(encoding="utf-8")))
    cells = code(notebook)
    assert [cell.id for cell in cells] in (
        ["parameters", "navigation", "start"],
        ["parameters", "navigation", "form"],
        ["parameters", "navigation", "score"],
        ["parameters", "navigation", "plan"],
        ["parameters", "navigation", "review"],
    )
    for cell in cells:
        assert cell.outputs == []
        assert cell.execution_count is None
        assert cell.metadata.jupyter.source_hidden is True
        assert cell.metadata.deletable is False
        assert cell.metadata.editable is False


@each
def test_nb003_parameters_have_type_and_help(notebook: Path) -> None:
    declared = papermill.inspect_notebook(str(notebook))
    assert set(declared) - {"cluster"} == PARAMETERS
    assert all(one["help"] for one in declared.values())
    types = {name: one["inferred_type_name"] for name, one in declared.items()}
    assert types.pop("cycle") == "int"
    assert set(types.values()) == {"str"}


@each
def test_nb004_a_cell_is_one_import_and_one_call(notebook: Path) -> None:
    for cell in code(notebook)[1:]:
        imported, call = ast.parse(cell.source).body
        assert isinstance(imported, ast.ImportFrom)
        assert isinstance(call, ast.Expr)
        assert isinstance(call.value, ast.Call)


def test_nb005_every_cluster_has_its_page() -> None:
    instrument = shipped_library().get(INSTRUMENT)
    assert [page.file for page in pages(instrument)] == [file.name for file in NOTEBOOKS]
    kinds = [page.kind for page in pages(instrument)]
    assert kinds == ["start", *["cluster"] * len(instrument.clusters), "score", "plan", "review"]
    asked = [papermill.inspect_notebook(str(file)).get("cluster", {}).get("default") for file in NOTEBOOKS]
    assert asked == [None, *(f'"{cluster.id}"' for cluster in instrument.clusters), None, None, None]


def test_nb005_another_instrument_has_pages_of_its_own() -> None:
    names = [page.file for page in pages(shipped_library().get("ape-pug"))]
    own = ["00_mulai.ipynb", "01_pug.ipynb", "02_skor_dan_kesenjangan.ipynb", "03_rencana_aksi.ipynb"]
    assert names == [*own, "04_verifikasi.ipynb"]


def test_nb006_no_other_module_of_the_workbook_names_a_cluster() -> None:
    ids = {cluster.id for cluster in shipped_library().get(INSTRUMENT).clusters}
    quoted = re.compile("|".join(f"[\"']{one}[\"']" for one in sorted(ids)))
    files = (Path(kla_widgets.__file__).parent / "workbook").rglob("*.py")
    assert [file.name for file in files if quoted.search(file.read_text(encoding="utf-8"))] == ["notebooks.py"]
