"""The report on villages.

VR001  Its numbers are those of the table; blanks are shown beside them and are not a no.
VR002  Every village stands in it once, under its sub-district; who fails is named.
VR003  Without a table it says what to do; made-up data carry the watermark; both languages are complete.
VR004  It is a template like every other.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.exchange.villages.importing import import_villages
from kla_widgets.figures import Figure, stack
from kla_widgets.figures.content import Grid
from kla_widgets.language import language
from kla_widgets.reporting import village
from kla_widgets.reporting.facts import read_facts
from kla_widgets.reporting.jobs import read_template
from kla_widgets.reporting.village import EXAMPLE, VillageFacts, load_villages, read_villages

SECTIONS = (
    village.head,
    village.summary,
    village.criteria,
    village.subdistricts,
    village.missing,
    village.villages,
    village.record,
)


def whole(own: VillageFacts) -> Figure:
    return stack(*(section(own) for section in SECTIONS))


def grids(figure: Figure) -> dict[str, Grid]:
    return {block.key: block for block in figure.content if isinstance(block, Grid)}


def cells(grid: Grid, *keys: str) -> list[tuple[str, ...]]:
    places = [[field.key for field in grid.fields].index(key) for key in keys]
    return [tuple(line.words[place] for place in places) for line in grid.lines if line.role == "row"]


@pytest.fixture(scope="module")
def example() -> VillageFacts:
    return load_villages("", "00.01", 2024, language_code="en")


@pytest.fixture
def copied(demo_folder: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(demo_folder, tmp_path / "copy")
    with open_workspace(tmp_path / "copy") as opened:
        yield opened


def test_vr001_the_counts_are_those_of_the_table(example: VillageFacts) -> None:
    found = grids(village.criteria(example))
    for question, yes, no, blank in cells(found["kriteria-desa"], "id", "yes", "no", "blank"):
        signs = example.table.loc[[code for code in example.table.index if code.count(".") == 3], question]
        assert (int(yes), int(no), int(blank)) == ((signs == 1).sum(), (signs == 0).sum(), (signs == -1).sum())
    assert len(cells(found["kriteria-desa"], "id")) == 18
    assert len(cells(found["kriteria-kecamatan"], "id")) == 15


def test_vr001_the_rule_and_the_blanks_are_said(example: VillageFacts) -> None:
    text = village.summary(example).text
    assert "This rule is ours (inferred)" in text
    assert "4 answers missing" in text


def test_vr002_every_village_once_and_who_fails_by_name(example: VillageFacts) -> None:
    codes = [code for (code,) in cells(grids(village.villages(example))["desa"], "code")]
    assert codes == [code for code in example.table.index if code.count(".") == 3]
    failing = dict(cells(grids(village.missing(example))["belum"], "id", "failing"))
    names = example.table.loc[(example.table["I25.2"] == 0), "name"].tolist()
    assert failing["I25.2"] == ", ".join(names)


def test_vr003_without_a_table_it_says_what_to_do(demo: Workspace) -> None:
    own = read_villages(demo, read_facts(demo, "32.73", 2024, language_code="en"))
    assert "kla export villages" in whole(own).text
    assert "TRAINING DATA" not in whole(own).text


@pytest.mark.parametrize(("code", "mark"), [("id", "DATA LATIHAN"), ("en", "TRAINING DATA")])
def test_vr003_made_up_data_carry_the_watermark(example: VillageFacts, code: str, mark: str) -> None:
    figure = whole(replace(example, t=language(code)))
    assert mark in figure.text
    assert figure.html.count("<h1>") == 1


def test_vr003_a_stored_table_is_shown(copied: Workspace, example: VillageFacts) -> None:
    import_villages(copied, EXAMPLE, 2024, author="penguji", incomplete=True, overwrite=True)
    own = read_villages(copied, read_facts(copied, "00.01", 2024, language_code="en"))
    assert own.table.equals(example.table[own.table.columns])


def test_vr004_it_is_a_template_like_every_other() -> None:
    template = read_template("village")
    assert template.about["template"] == "village"
    assert not template.covers_province
    assert not template.wants_agency
