"""A report template of one's own: begun from a notebook, and checked before it is given hundreds of regions.

TPL-N1  A new template is a clean notebook with typed parameters; nothing is ever overwritten.
TPL-S1  What is wrong with a template as it is written is found, with its cell, cause and cure.
TPL-S2  What only looks wrong is not.
TPL-R1  A template that is sound passes: the new one, and each that is shipped.
TPL-R2  It is run for two regions: one that fails, ends Python or takes too long is told with cell and region.
TPL-R3  What it wants of the network is refused and told, also where the template keeps quiet about it.
TPL-R4  A report that is the same for every region, blank, empty, or different in a batch is told.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.errors import Fault, KlaError
from kla_widgets.language import language
from kla_widgets.reporting.jobs import PARAMETERS, read_template
from kla_widgets.reporting.own_template import check_template, new_template, starts
from kla_widgets.reporting.own_template.reading import findings, read_notebook

GOOD = """workspace: str = ""
region: str = "00.01"
cycle: int = 2024
instrument: str = ""
stage: str = ""
language: str = "id\""""


def write(folder: Path, *sources: str, parameters: str = GOOD, **changes: Any) -> Path:
    """A template whose first cell has the parameters and whose other cells are these, folded away."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
    first = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    others = [nbformat.v4.new_code_cell(one, metadata={"jupyter": {"source_hidden": True}}) for one in sources]
    notebook.cells = [first, *others]
    content = json.loads(nbformat.writes(notebook)) | changes
    file = folder / "templat.ipynb"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def found(file: Path) -> list[tuple[str, Any]]:
    """Codes and cells of what reading the template finds."""
    return seen(findings(read_notebook(file)))


def seen(faults: Sequence[Fault]) -> list[tuple[str, Any]]:
    for fault in faults:
        for code in ("id", "en"):
            assert "unknown" not in fault.describe(language(code))
    return sorted((fault.code, fault.values.get("cell", fault.values.get("cells"))) for fault in faults)


# ---- beginning -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", sorted(starts()))
def test_tpl_n1_a_new_template_is_clean_and_typed(tmp_path: Path, start: str) -> None:
    file = new_template("laporan-kami", tmp_path / "baru", start)
    assert file == tmp_path / "baru" / "laporan-kami.ipynb"
    nbformat.validate(nbformat.read(file, as_version=4))
    assert found(file) == []
    declared = papermill.inspect_notebook(str(file))
    assert set(PARAMETERS) <= set(declared)
    assert {one["inferred_type_name"] for one in declared.values()} <= {"str", "int"}
    assert read_template(str(file)).path == file.resolve()


def test_tpl_n1_explanations_for_the_author_stay_out_of_the_report(tmp_path: Path) -> None:
    cells = nbformat.read(new_template("x", tmp_path), as_version=4).cells
    explained = [cell for cell in cells if cell.cell_type == "markdown"]
    assert len(explained) >= 5
    assert all("remove-cell" in cell.metadata.tags for cell in explained)


def test_tpl_n1_nothing_is_overwritten(tmp_path: Path) -> None:
    file = new_template("x", tmp_path)
    file.write_text("mine", encoding="utf-8")
    for name in ("x", "x.ipynb"):
        with pytest.raises(KlaError, match="TPL-001"):
            new_template(name, tmp_path)
    assert file.read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "a b", ".x", "1x", "con", "NUL", "é", "x.y", "x\n", "{x}"])
def test_tpl_n1_names_that_are_no_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(KlaError, match="TPL-002"):
        new_template(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_tpl_n1_an_unknown_beginning_and_a_folder_that_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(KlaError, match=r"TPL-003.*district"):
        new_template("x", tmp_path, "kabupaten")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(KlaError, match="TPL-004"):
        new_template("x", tmp_path / "file" / "folder")


# ---- reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        (GOOD, []),
        (GOOD.replace("region: str", "region"), [("TPL-013", 1)]),
        (GOOD.replace('region: str = "00.01"', "region: float = 11.10"), [("TPL-015", 1)]),
        (GOOD.replace('region: str = "00.01"', "region = 11.10"), [("TPL-015", 1)]),
        (GOOD.replace('region: str = "00.01"', "region: str = 11.10"), [("TPL-014", 1)]),
        (GOOD.replace("cycle: int = 2024", 'cycle: str = "2024"'), [("TPL-015", 1)]),
        (GOOD.replace("cycle: int = 2024", "cycle: int = 2000 + 24"), [("TPL-014", 1)]),
        (GOOD.replace("cycle: int = 2024", "cycle: int = True"), [("TPL-014", 1)]),
        (GOOD.replace('stage: str = ""', ""), [("TPL-012", 1)]),
        (GOOD + "\nbatas: float = 3", []),
        (GOOD + "\nbatas: list = []", [("TPL-013", 1)]),
        (GOOD + "\nbatas: int", [("TPL-014", 1)]),
        ("x: int = 1", [("TPL-012", 1)] * len(PARAMETERS)),
        ("region = (", [("TPL-022", 1)]),
    ],
)
def test_tpl_s1_parameters(tmp_path: Path, parameters: str, expected: list[tuple[str, int]]) -> None:
    assert found(write(tmp_path, "region", parameters=parameters)) == expected


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ('region = "32.73"', "TPL-016"),
        ("for cycle in range(3): pass", "TPL-016"),
        ("workspace, x = 1, 2", "TPL-016"),
        ("code = int(region)", "TPL-017"),
        ("x = float(region) + 1", "TPL-017"),
        ("if x\n    y", "TPL-022"),
        ('open("/home/ani/data.csv")', "TPL-021"),
        ("p = r'C:\\Users\\Ani\\data.csv'", "TPL-021"),
        ("p = 'D:/data/kla.xlsx'", "TPL-021"),
        (r"p = '\\\\server\\bagian\\x.csv'", "TPL-021"),
        ('p = "~/data"', "TPL-021"),
        ('f"{region} /Users/ani/x.png"', "TPL-021"),
        ("%cd /tmp/data", "TPL-021"),
        ("!cp /mnt/data/x.csv .", "TPL-021"),
        ('u = "file:///home/ani/x.html"', "TPL-021"),
    ],
)
def test_tpl_s1_code(tmp_path: Path, source: str, code: str) -> None:
    assert found(write(tmp_path, "region", source)) == [(code, 3)]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "# /home/ani/data.csv",
        'html = "<div><br/></div>"',
        'words = "kabupaten/kota; 1/2; dan/atau; 12 km/jam"',
        'u = "https://www.kemenpppa.go.id/a/b"',
        '"data/berkas.csv"',
        "%matplotlib inline",
        "def f(region): return region",
        "int(cycle), str(region)",
        "r'\\d+/\\w+'",
        "await show()",
    ],
)
def test_tpl_s2_what_only_looks_wrong_is_let_through(tmp_path: Path, source: str) -> None:
    assert found(write(tmp_path, "region", source)) == []


def test_tpl_s1_what_is_stored(tmp_path: Path) -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "1"}
    cells = [
        {"cell_type": "code", "source": GOOD, "metadata": {"tags": ["parameters"]}, "outputs": []},
        {"cell_type": "code", "source": ["1\n", "1"], "metadata": {}, "outputs": [output]},
        {"cell_type": "markdown", "source": "![](file:///home/ani/x.png) [/a/b](x.png)", "metadata": {}},
        {"cell_type": "code", "source": GOOD, "metadata": {"tags": ["parameters"]}, "outputs": []},
        {"cell_type": "code", "source": "2", "metadata": {"tags": ["hide-input"]}, "outputs": [output]},
    ]
    file = write(tmp_path, cells=cells, metadata={"widgets": {"x": {"state": {}}}})
    assert found(file) == [
        ("TPL-011", 4),
        ("TPL-018", "2, 5"),
        ("TPL-019", None),
        ("TPL-020", "2"),
        ("TPL-021", 3),
    ]


def test_tpl_s1_without_a_cell_of_parameters(tmp_path: Path) -> None:
    assert found(write(tmp_path, cells=[])) == [("TPL-010", None)]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"cells": 3}', '{"cells": [{}], "metadata": {}}', "\0", "[" * 9999]
)
def test_tpl_s1_what_is_no_notebook_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.ipynb"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KlaError, match="TPL-005"):
        read_notebook(file)
    with pytest.raises(KlaError, match="TPL-005"):
        read_notebook(tmp_path / "nowhere.ipynb")


@given(source=st.text(max_size=80))
def test_tpl_s1_reading_never_breaks(tmp_path_factory: pytest.TempPathFactory, source: str) -> None:
    file = write(tmp_path_factory.getbasetemp(), source)
    assert {code for code, _ in found(file)} <= {"TPL-016", "TPL-017", "TPL-021", "TPL-022"}


# ---- running ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("start", sorted(starts()))
def test_tpl_r1_a_new_template_is_sound(tmp_path: Path, demo_folder: Path, start: str) -> None:
    assert [
        fault.describe(language("en")) for fault in check_template(new_template("x", tmp_path, start), demo_folder)
    ] == []


@pytest.mark.slow
def test_tpl_r2_a_failing_cell_and_the_end_of_python_are_told_with_their_region(
    tmp_path: Path, demo_folder: Path
) -> None:
    breaking = "import os\nif region == '00.01': raise ValueError('kesalahan buatan')\nos._exit(3)"
    faults = check_template(write(tmp_path, "print(region)", "", breaking), demo_folder, ("00.01", "32.73"))
    assert [(fault.code, fault.values["region"]) for fault in faults] == [("TPL-030", "00.01"), ("TPL-032", "32.73")]
    assert faults[0].values["cell"] == 4
    assert "kesalahan buatan" in faults[0].describe(language("id"))


@pytest.mark.slow
def test_tpl_r2_a_cell_that_takes_too_long_is_ended(tmp_path: Path, demo_folder: Path) -> None:
    file = write(tmp_path, "print(region)", "while region == '00.01': pass")
    faults = check_template(file, demo_folder, ("00.01", "32.73"), timeout=6)
    assert [(fault.code, fault.values["region"]) for fault in faults] == [("TPL-031", "00.01")]


LEAKY = """import socket, sys, urllib.request
from IPython.display import HTML, SVG, display
try:
    urllib.request.urlopen("http://example.org/data.csv", timeout=1)
except OSError:
    pass"""
WARM = "print('kla_widgets.reporting.warm.shell' in sys.modules)"
TIME = "import time; print(time.time_ns(), object())"
REMOTE = """display(HTML('<img src="https://example.org/x.png"> <a href="https://example.org">tautan</a>'))"""
WIDGET = "import ipywidgets; ipywidgets.IntSlider()"


@pytest.mark.slow
def test_tpl_r3_r4_network_blank_alike_and_restless(tmp_path: Path, demo_folder: Path) -> None:
    file = write(tmp_path, LEAKY, WARM, TIME, REMOTE, WIDGET)
    faults = check_template(file, demo_folder)
    assert seen(faults) == [
        ("TPL-033", 2),
        ("TPL-034", 5),
        ("TPL-035", 6),
        ("TPL-037", 3),
        ("TPL-037", 3),
    ]
    assert {fault.values.get("host") for fault in faults} == {None, "example.org"}


@pytest.mark.slow
def test_tpl_r4_a_report_that_is_the_same_for_all_is_told(tmp_path: Path, demo_folder: Path) -> None:
    assert seen(check_template(write(tmp_path, "print(1)"), demo_folder)) == [("TPL-036", None)]


@pytest.mark.slow
def test_tpl_r4_an_empty_report_is_told(tmp_path: Path, demo_folder: Path) -> None:
    assert seen(check_template(write(tmp_path, "x = region"), demo_folder)) == [("TPL-038", None)] * 2


def test_tpl_r2_two_regions_with_data_are_needed(tmp_path: Path, demo_folder: Path) -> None:
    for regions in (("32.73",), ("32.73", "32.04")):
        with pytest.raises(KlaError, match=r"TPL-006.*32\.73"):
            check_template(write(tmp_path, "region"), demo_folder, regions)
