"""The notebooks of one region: copies.

WSC001  The repository's notebooks stay byte-identical.
WSC002  A copy has the region's parameters after the default ones, as papermill writes them, and replaces older ones.
WSC003  A copy's code is folded, and its cells can be neither deleted nor edited.
WSC004  Every start makes the copies anew, but leaves those that are open.
WSC005  Missing or broken notebooks and pages are said with their codes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from workshop_pages import two_pages

from kla_widgets.errors import KlaError
from kla_widgets.resources import notebooks
from kla_widgets.workbook.workshop.copies import Parameters, copy_pages, filled, find_page, pages


def parameters(workspace: Path, **changes: Any) -> Parameters:
    values = {"region": "32.73", "cycle": 2024, "instrument": "kla-2024", "stage": "mandiri", "language": "id"}
    return Parameters(**({"workspace": str(workspace), "author": "Ani"} | values | changes))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return two_pages(tmp_path / "notebooks")


@pytest.mark.parametrize("shipped", [False, True])
def test_wsc001_the_originals_stay_as_they_are(tmp_path: Path, source: Path, shipped: bool) -> None:
    folder = notebooks() if shipped else source
    before = {file: file.read_bytes() for file in folder.iterdir() if file.is_file()}
    assert before
    made = copy_pages(parameters(tmp_path / "ws"), folder)
    assert {file: file.read_bytes() for file in folder.iterdir() if file.is_file()} == before
    assert {file.parent for file in made.values()} == {parameters(tmp_path / "ws").folder}


def test_wsc001_the_shipped_notebooks_become_valid_copies(tmp_path: Path) -> None:
    for file in copy_pages(parameters(tmp_path)).values():
        nbformat.validate(nbformat.read(file, as_version=4))


@given(region=st.text(), author=st.text(), cycle=st.integers(2000, 2100))
def test_wsc002_parameters_arrive_as_they_were_given(region: str, author: str, cycle: int) -> None:
    wanted = parameters(Path("ws"), region=region, author=author, cycle=cycle)
    cells = filled({"cells": [], "metadata": {}}, wanted)["cells"]
    said: dict[str, Any] = {}
    exec(cells[0]["source"], said)
    assert (said["region"], said["author"], said["cycle"]) == (region, author, cycle)


def test_wsc002_parameters_follow_the_defaults_and_replace_older_ones(tmp_path: Path, source: Path) -> None:
    first = copy_pages(parameters(tmp_path), source)["00_mulai"]
    again = filled(json.loads(first.read_text(encoding="utf-8")), parameters(tmp_path, region="11.10"))
    tags = [cell["metadata"].get("tags", []) for cell in again["cells"]]
    assert tags == [["parameters"], ["injected-parameters"], []]
    assert "region = '11.10'" in again["cells"][1]["source"]


def test_wsc003_code_is_folded_and_safe(tmp_path: Path, source: Path) -> None:
    notebook = json.loads(copy_pages(parameters(tmp_path), source)["00_mulai"].read_text(encoding="utf-8"))
    assert len(notebook["cells"]) == 3
    for cell in notebook["cells"]:
        assert cell["metadata"]["deletable"] is False
        assert cell["metadata"]["editable"] is False
        assert cell["metadata"]["jupyter"]["source_hidden"] is True


def test_wsc004_copies_are_made_anew_unless_open(tmp_path: Path, source: Path) -> None:
    made = copy_pages(parameters(tmp_path), source)
    for file in made.values():
        file.write_text("changed", encoding="utf-8")
    copy_pages(parameters(tmp_path), source, leave=[made["00_mulai"]])
    assert made["00_mulai"].read_text(encoding="utf-8") == "changed"
    assert "Halaman kedua" in made["01_lanjut"].read_text(encoding="utf-8")


def test_wsc005_no_notebooks(tmp_path: Path) -> None:
    with pytest.raises(KlaError, match="WKS-002"):
        pages(tmp_path)


@pytest.mark.parametrize("content", ["no notebook", "[]", '{"cells": [{}], "metadata": {}}'])
def test_wsc005_a_broken_notebook(tmp_path: Path, source: Path, content: str) -> None:
    (source / "00_mulai.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(KlaError, match=r"WKS-004.*00_mulai"):
        copy_pages(parameters(tmp_path), source)


def test_wsc005_a_place_that_cannot_be_written(tmp_path: Path, source: Path) -> None:
    (tmp_path / "buku-kerja").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(KlaError, match="WKS-001"):
        copy_pages(parameters(tmp_path), source)


@pytest.mark.parametrize(("asked", "found"), [("", "00_mulai"), ("01", "01_lanjut"), ("01_lanjut", "01_lanjut")])
def test_wsc005_a_page_is_found_by_name_or_number(asked: str, found: str) -> None:
    assert find_page(asked, ["01_lanjut", "00_mulai"]) == found


@pytest.mark.parametrize("asked", ["0", "9", "lanjut", "../secret"])
def test_wsc005_an_unknown_or_unclear_page_is_refused(asked: str) -> None:
    with pytest.raises(KlaError, match=r"WKS-003.*00_mulai, 01_lanjut"):
        find_page(asked, ["01_lanjut", "00_mulai"])


def test_wsc005_each_author_has_copies_of_their_own_so_that_nobody_signs_for_another(tmp_path: Path) -> None:
    authors = ["Ani", "ani", "Budi", "Ani B.", "آني", "🙂", "../../x"]
    folders = [parameters(tmp_path, author=author).folder for author in authors]
    assert len({folder.name.casefold() for folder in folders}) == len(authors)
    assert {folder.parent for folder in folders} == {tmp_path / "buku-kerja"}
    copy_pages(parameters(tmp_path, author="Ani"))
    hers = {file: file.read_bytes() for file in folders[0].iterdir()}
    copy_pages(parameters(tmp_path, author="Budi"))
    assert {file: file.read_bytes() for file in folders[0].iterdir()} == hers


def test_wsc005_each_stage_has_copies_of_its_own(tmp_path: Path) -> None:
    stages = [parameters(tmp_path, stage=stage).folder for stage in ("mandiri", "verifikasi")]
    assert len(set(stages)) == 2
