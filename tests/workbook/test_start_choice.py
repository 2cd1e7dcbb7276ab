"""The choice of district, cycle and instrument on the start page.

CH001  The chosen assessment is stored as a case; what is stored of it already stays.
CH002  A district is found by code or by name; a province, nothing and nonsense are refused in words.
CH003  Only instruments that ask a district questions are offered; cycles reach from the oldest of them to next year.
CH004  In a workshop the workbook of the choice is written beside this one, and a relative link leads to it.
CH005  Elsewhere the page says which command opens it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.instrument.base import Text
from kla_widgets.language import language
from kla_widgets.workbook.choosing import Choice, Opened, instruments_to_fill_in
from kla_widgets.workbook.looks import Look
from kla_widgets.workbook.notebooks import build
from kla_widgets.workbook.workshop.copies import Parameters

CASE = Case("32.73", "kla-2024", 2024)
T = language("en")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with create_workspace(tmp_path / "ruang") as made:
        made.store.add_case(CASE, None, "Ani")
        yield made


@pytest.fixture
def elsewhere(workspace: Workspace, tmp_path: Path) -> Choice:
    return Choice(Opened(workspace, CASE, "", "Ani", T), tmp_path, Look())


def test_ch001_the_choice_is_stored(elsewhere: Choice, workspace: Workspace) -> None:
    elsewhere.region.value, elsewhere.cycle.value = "64.01 Kabupaten Paser", 2025
    elsewhere.button.click()
    assert workspace.store.cases() == (CASE, Case("64.01", "kla-2024", 2025))


def test_ch001_what_is_there_stays(elsewhere: Choice, workspace: Workspace) -> None:
    known = Case("64.01", "kla-2024", 2025)
    workspace.store.add_case(known, Text(id="catatan", en="note"), "Budi")
    elsewhere.region.value, elsewhere.cycle.value = "64.01", 2025
    elsewhere.button.click()
    assert workspace.store.case_note(known) == Text(id="catatan", en="note")


def test_ch001_the_open_assessment_is_recognised(elsewhere: Choice, workspace: Workspace) -> None:
    elsewhere.button.click()
    assert "the workbook you have open" in elsewhere.status.value
    assert workspace.store.cases() == (CASE,)


@pytest.mark.parametrize("typed", ["32.73", "kota bandung", "32.73 Kota Bandung"])
def test_ch002_a_district_is_found_by_code_or_name(elsewhere: Choice, typed: str) -> None:
    elsewhere.region.value = typed
    elsewhere.button.click()
    assert "the workbook you have open: Kota Bandung" in elsewhere.status.value


@pytest.mark.parametrize(
    ("typed", "code"), [("", "WBK-010"), ("32", "WBK-011"), ("Atlantis Raya", "REG-003"), ("11.1", "REG-002")]
)
def test_ch002_what_is_no_district_is_refused(elsewhere: Choice, workspace: Workspace, typed: str, code: str) -> None:
    elsewhere.region.value = typed
    elsewhere.button.click()
    assert f"[{code}]" in elsewhere.status.value
    assert workspace.store.cases() == (CASE,)
    assert elsewhere.region.value == typed


def test_ch003_offers_what_a_district_can_answer(elsewhere: Choice, workspace: Workspace) -> None:
    offered = [name for _, name in elsewhere.instrument.options]
    assert "kla-2024" in offered
    assert all(one.unit == "district" and one.questions for one in instruments_to_fill_in(workspace))
    assert "drppa" not in offered
    cycles = list(elsewhere.cycle.options)
    assert (cycles[0], cycles[-1]) == (date.today().year + 1, 2024)


def test_ch004_in_a_workshop_the_other_workbook_is_written_and_linked(workspace: Workspace) -> None:
    here = workspace.folder / "buku-kerja" / "32.73-2024"
    here.mkdir(parents=True)
    choice = Choice(Opened(workspace, CASE, "", "Ani", T), here, Look())
    choice.region.value, choice.cycle.value = "64.01", 2025
    choice.button.click()
    folder = Parameters(str(workspace.folder), "64.01", 2025, "kla-2024", "", "en", "Ani").folder
    assert f'href="../{folder.name}/00_mulai.ipynb"' in choice.status.value
    start = folder / "00_mulai.ipynb"
    assert {file.name for file in start.parent.iterdir()} == set(build(workspace.library.get("kla-2024")))
    told = "".join("".join(cell["source"]) for cell in json.loads(start.read_text(encoding="utf-8"))["cells"])
    for line in ("region = '64.01'", "cycle = 2025", "instrument = 'kla-2024'", "author = 'Ani'", "language = 'en'"):
        assert line in told


def test_ch004_another_instrument_gets_its_own_pages(workspace: Workspace) -> None:
    here = workspace.folder / "buku-kerja" / "32.73-2024"
    here.mkdir(parents=True)
    choice = Choice(Opened(workspace, CASE, "", "Ani", T), here, Look())
    choice.instrument.value = "ape-pug"
    choice.cycle.value = 2025
    choice.button.click()
    folder = Parameters(str(workspace.folder), "32.73", 2025, "ape-pug", "", "en", "Ani").folder
    assert (folder / "01_pug.ipynb").is_file()


def test_ch005_elsewhere_the_command_is_told(elsewhere: Choice, workspace: Workspace) -> None:
    elsewhere.region.value, elsewhere.cycle.value = "64.01", 2025
    elsewhere.button.click()
    assert "kla workshop --region 64.01 --cycle 2025 --instrument kla-2024" in elsewhere.status.value
    assert not (workspace.folder / "buku-kerja").exists()
