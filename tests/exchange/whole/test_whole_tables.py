"""Tidy tables: the same numbers as the score, the columns that the README tells, and no formula in any CSV."""

from __future__ import annotations

import csv
import io
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.assessment.records import Answer, Case
from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.errors import KlaError
from kla_widgets.exchange.whole.columns import COUNTS, NUMBERS, TABLES, YES_OR_NO
from kla_widgets.exchange.whole.tables import as_it_was, choose_cases, csv_text, export_tables, harmless
from kla_widgets.exchange.whole.tidy import tidy_tables
from kla_widgets.instrument.models import TOTAL
from kla_widgets.language import language, printable
from kla_widgets.results import score_case
from kla_widgets.scoring.gaps import find_gaps

TRAINING = Case("00.01", "kla-2024", 2024)
EN = language("en")
POINTS = ["max", "claimed", "supported", "verified", "gap"]


@pytest.fixture(scope="module")
def folder(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All tables of the demo workspace as CSV."""
    place = tmp_path_factory.mktemp("tables")
    with open_workspace(demo_folder) as workspace:
        export_tables(workspace, workspace.store.cases(), place, "csv", EN)
    return place


def read(folder: Path, table: str) -> pd.DataFrame:
    """A table as an analyst reads it."""
    kinds = {name: "float64" if name in NUMBERS else "Int64" if name in COUNTS else "str" for name in TABLES[table]}
    kinds |= dict.fromkeys(YES_OR_NO & set(kinds), "bool")
    return pd.read_csv(folder / f"{table}.csv", dtype=kinds, keep_default_na=False, na_values=[""])


def none(value: float) -> float | None:
    return None if value != value else value


def test_scores_of_every_case_are_those_of_the_score_to_the_last_digit(demo: Workspace, folder: Path) -> None:
    table = read(folder, "scores").set_index(["region", "instrument", "cycle"]).sort_index()
    for case in demo.store.cases():
        score = score_case(demo, case)
        mine = table.loc[(case.region, case.instrument, case.cycle)]
        parts = score.parts | {TOTAL: score.total}
        assert list(mine["id"].sort_values()) == sorted(parts)
        assert set(mine["stage"]) == {score.stage}
        for row in mine.itertuples():
            part = parts[str(row.id)]
            assert [none(getattr(row, name)) for name in POINTS] == [getattr(part, name) for name in POINTS]
            counts = (row.answered, row.evidenced, row.questions)
            assert counts == (part.answered, part.evidenced, part.questions)


def test_gaps_and_predicates_are_those_of_the_score(demo: Workspace, folder: Path) -> None:
    score = score_case(demo, TRAINING)
    gaps = read(folder, "gaps")
    mine = gaps[gaps["region"] == "00.01"]
    wanted = [(gap.target, gap.points, gap.at_risk, gap.why.value) for gap in find_gaps(score)]
    found = mine[["target", "points", "at_risk", "why"]].itertuples(index=False, name=None)
    assert list(found) == wanted
    standing = read(folder, "assessments").set_index("region").loc["00.01"]
    assert (standing["points"], standing["missing"]) == (score.total.verified, score.standing.missing)
    assert (standing["predicate"], standing["next"]) == ("Madya", "Nindya")


def test_at_a_stage_asked_for_all_regions_are_shown_there(demo: Workspace) -> None:
    table = tidy_tables(demo, [TRAINING], "mandiri")["assessments"]
    assert set(table["stage"]) == {"mandiri"}
    assert table["points"].tolist() == [score_case(demo, TRAINING, "mandiri").total.claimed]


def test_answers_carry_their_number_and_their_credit(demo: Workspace, folder: Path) -> None:
    table = read(folder, "answers")
    mine = table[(table["region"] == "00.01") & (table["stage"] == "mandiri")].set_index("question")
    instrument = demo.library.get("kla-2024")
    stored = demo.store.answers(TRAINING, "mandiri")
    assert set(mine.index) == set(stored)
    for question, answer in stored.items():
        rule = instrument.question[question].answer
        assert mine.loc[question, "credit"] == rule.credit(answer.value)
        if rule.type == "percent":
            share = answer.value["numerator"] / answer.value["denominator"]
            assert mine.loc[question, "number"] == pytest.approx(100 * share)
        if rule.type == "choice":
            assert pd.isna(mine.loc[question, "number"])
    assert {"choice", "percent", "two_year"} <= set(mine["type"])


def test_every_table_has_the_columns_that_the_readme_tells(folder: Path) -> None:
    words = (folder / "README.md").read_text(encoding="utf-8")
    assert "TRAINING DATA" in words
    for table, columns in TABLES.items():
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == list(columns)
        section = words.split(f"## {table}.csv\n")[1].split("\n## ")[0]
        assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == list(columns)


def test_made_up_regions_are_marked_in_every_table_that_speaks_of_them(folder: Path) -> None:
    for table, columns in TABLES.items():
        if "region" in columns:
            frame = read(folder, table)
            assert frame["synthetic"].tolist() == frame["region"].str.startswith("00").tolist()
            assert frame["synthetic"].any()


def test_tables_without_a_row_keep_their_columns(demo: Workspace) -> None:
    frames = tidy_tables(demo, [Case("32.73", "kla-2024", 2024)])
    assert frames["evidence"].empty
    assert {name: list(frame) for name, frame in frames.items()} == {name: list(told) for name, told in TABLES.items()}
    assert csv_text(frames["evidence"]).startswith("region,instrument")


def test_a_region_a_province_or_all_are_chosen(demo: Workspace) -> None:
    assert choose_cases(demo, ["00.01"]) == choose_cases(demo, ["00"]) == (TRAINING,)
    assert {case.region for case in choose_cases(demo, ["19"], cycle=2019, instrument="ape-pug")} == {
        f"19.{number}" for number in ("01", "02", "03", "04", "05", "06", "71")
    }
    assert choose_cases(demo, (), everything=True) == demo.store.cases()


@pytest.mark.parametrize(
    ("regions", "cycle", "code"), [([], 0, "TBL-002"), (["32.74"], 0, "TBL-003"), (["32.73"], 1999, "TBL-003")]
)
def test_a_choice_of_nothing_is_told(demo: Workspace, regions: list[str], cycle: int, code: str) -> None:
    with pytest.raises(KlaError, match=code):
        choose_cases(demo, regions, cycle=cycle)


def test_parquet_without_its_package_is_refused_before_anything_is_written(
    demo: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(KlaError, match=r"TBL-001.*kla-widgets\[tables\]"):
        export_tables(demo, [TRAINING], tmp_path / "x", "parquet", EN)
    assert not (tmp_path / "x").exists()


def test_parquet_holds_the_same_as_the_tables(demo: Workspace, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    frames = tidy_tables(demo, demo.store.cases())
    export_tables(demo, demo.store.cases(), tmp_path, "parquet", EN)
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / f"{name}.parquet"), frame, check_dtype=False)


# ---- hostile text ----------------------------------------------------------------------------------------------------

nasty = st.text(st.sampled_from("=+-@＝ '\";\t\r\nabc,\x00\ufeff😀"), max_size=12)


def is_formula(cell: str) -> bool:
    return cell.strip('\ufeff \t\r\n"\ufffd\x00').startswith(tuple("=+-@＝"))


@given(nasty | st.text())
def test_no_text_begins_a_formula_wherever_a_spreadsheet_ends_a_cell(text: str) -> None:
    cells = [harmless(text)]
    for sign in ";\t\r\n":
        cells = [part for cell in cells for part in cell.split(sign)]
    assert not any(map(is_formula, cells))


@given(nasty | st.text())
def test_what_was_made_harmless_can_be_undone(text: str) -> None:
    assert as_it_was(harmless(text)) == printable(text)


@given(st.lists(nasty, min_size=1, max_size=5))
def test_csv_is_read_back_cell_by_cell(texts: list[str]) -> None:
    lines = list(csv.reader(io.StringIO(csv_text(pd.DataFrame({"note": pd.Series(texts, dtype="str")})), newline="")))
    assert lines[0] == ["note"]
    assert [line[0] if line else "" for line in lines[1:]] == [harmless(text) for text in texts]


def test_a_hostile_note_is_text_in_the_csv(demo_folder: Path, tmp_path: Path) -> None:
    note = '=HYPERLINK("http://x";"y")'
    with open_workspace(shutil.copytree(demo_folder, tmp_path / "ws")) as workspace:
        instrument = workspace.library.get("kla-2024")
        answer = Answer(instrument.questions[0].id, "perda", note, "-cmd")
        workspace.store.save_answers(TRAINING, "mandiri", [answer], instrument, "@me")
        export_tables(workspace, [TRAINING], tmp_path, "csv", EN)
    table = read(tmp_path, "answers")
    row = table[(table["stage"] == "mandiri") & (table["question"] == instrument.questions[0].id)].iloc[0]
    assert (row["note"], row["source"], row["author"]) == (f"'{note}", "'-cmd", "'@me")
    assert as_it_was(row["note"]) == note
