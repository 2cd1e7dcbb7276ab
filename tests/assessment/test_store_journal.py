"""The journal: complete, append-only, and enough to derive everything from."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kla_widgets.assessment.journal import replay
from kla_widgets.assessment.records import Answer, Case, Evidence, Reported, Statement, StatementKind
from kla_widgets.assessment.store import Store
from kla_widgets.assessment.workspace import DATABASE, Workspace, create_workspace
from kla_widgets.instrument.base import Text
from kla_widgets.instrument.library import shipped_library
from kla_widgets.instrument.models import Instrument
from kla_widgets.regions import Region, RegionKind

CASES = [Case("11.10", "kla-2024", 2024), Case("11.01", "kla-2024", 2024), Case("11.10", "kla-2024", 2023)]
WORDS = st.text(max_size=8)
VALUES = {
    "I1.1": st.sampled_from(["perda", "tidak_ada", None]),
    "I8.1": st.none() | st.integers(0, 5) | st.just(2.0),
    "I2.2": st.fixed_dictionaries({"numerator": st.integers(0, 3), "denominator": st.integers(3, 4)}),
}


def signed(number: int, kind: str, name: str) -> Evidence:
    now = datetime(2024, 1, 1, tzinfo=UTC)
    return Evidence("I1.1", kind, f"{number:064}", name, number, "text/plain", "", None, "Ani", now)


answers = st.sampled_from(sorted(VALUES)).flatmap(lambda id: st.builds(Answer, st.just(id), VALUES[id], WORDS, WORDS))
operations = st.one_of(
    st.tuples(st.just("answers"), st.sampled_from(["mandiri", "lapangan"]), st.lists(answers, max_size=3)),
    st.tuples(
        st.just("reported"),
        st.builds(Reported, st.sampled_from(["K1", "TOTAL", "I1.1"]), st.sampled_from([0, 1, 0.5]), WORDS, WORDS),
    ),
    st.tuples(
        st.just("statement"),
        st.builds(
            Statement,
            st.sampled_from(["s1", "s2"]),
            st.sampled_from(["TOTAL", "K1"]),
            st.sampled_from(StatementKind),
            WORDS,
            WORDS,
            WORDS,
        ),
    ),
    st.tuples(st.just("attach"), st.builds(signed, st.integers(1, 2), st.sampled_from(["SK", "FOTO"]), WORDS)),
    st.tuples(st.just("detach"), st.integers(1, 2), st.sampled_from(["SK", "FOTO"])),
    st.tuples(st.just("note"), st.sampled_from([None, Text(id="a", en="b"), Text(id="c", en="d")])),
    st.tuples(st.just("region"), st.booleans()),
)


def apply(store: Store, case: Case, operation: tuple[Any, ...], instrument: Instrument) -> None:
    match operation:
        case ("answers", stage, given):
            store.save_answers(case, stage, given, instrument, "Ani")
        case ("reported", points):
            store.save_reported(case, "mandiri", [points], instrument, "Ani")
        case ("statement", statement):
            store.save_statements(case, [statement], instrument, "Ani")
        case ("attach", evidence):
            store.save_evidence(case, [evidence], instrument, "Ani")
        case ("detach", number, kind):
            store.detach(case, "I1.1", kind, f"{number:064}", "Ani")
        case ("note", note):
            store.add_case(case, note, "Ani")
        case ("region", synthetic):
            store.save_regions([Region("11.10.01", "Ujung", RegionKind.SUBDISTRICT, "11.10", synthetic)], "Ani")


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("blank")
    create_workspace(folder).close()
    return folder


@pytest.fixture
def another(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where Hypothesis makes its workspaces."""
    folder = tmp_path_factory.mktemp("journal")
    yield folder
    shutil.rmtree(folder)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(CASES), operations), max_size=12))
def test_the_state_is_what_a_replay_of_the_journal_gives_and_writing_again_changes_nothing(
    blank: Path, another: Path, done: list[tuple[Case, tuple[Any, ...]]]
) -> None:
    instrument = shipped_library().get("kla-2024")
    shutil.copyfile(blank / DATABASE, another / DATABASE)
    with create_workspace(another) as workspace:
        for case, operation in done:
            apply(workspace.store, case, operation, instrument)
            length = len(workspace.store.journal())
            apply(workspace.store, case, operation, instrument)
            if not _changes_itself(operation):
                assert len(workspace.store.journal()) == length
        assert replay(workspace.store.journal()) == workspace.store.state()
        for region in {case.region for case, _ in done}:
            assert replay(workspace.store.journal(region)) == workspace.store.state(region)
        numbers = [entry.number for entry in workspace.store.journal()]
        assert numbers == list(range(1, len(numbers) + 1))


def _changes_itself(operation: tuple[Any, ...]) -> bool:
    """Whether an operation says two things of one question, so that doing it again is a change and back."""
    asked = [answer.question for answer in operation[2]] if operation[0] == "answers" else []
    return len(asked) != len(set(asked))


def test_the_same_write_twice_changes_nothing(workspace: Workspace, case: Case, instrument: Instrument) -> None:
    given = [Answer("I2.2", {"numerator": 8, "denominator": 10}, "n", "s"), Answer("I8.1", 2)]
    again = [Answer("I2.2", {"denominator": 10, "numerator": 8}, "n", "s"), Answer("I8.1", 2)]
    assert workspace.store.save_answers(case, "mandiri", given, instrument, "Ani") == 2
    journal = workspace.store.journal()
    assert workspace.store.save_answers(case, "mandiri", again, instrument, "Budi") == 0
    assert workspace.store.journal() == journal
    assert workspace.store.answers(case, "mandiri")["I2.2"].author == "Ani"


def test_a_detached_file_leaves_its_line(workspace: Workspace, case: Case, instrument: Instrument) -> None:
    evidence = signed(1, "SK", "sk.txt")
    workspace.store.save_evidence(case, [evidence], instrument, "Ani")
    assert workspace.store.detach(case, "I1.1", "SK", evidence.sha256, "Budi", "salah berkas")
    assert not workspace.store.detach(case, "I1.1", "SK", evidence.sha256, "Budi")
    assert workspace.store.evidence(case) == ()
    last = workspace.store.journal()[-1]
    assert (last.author, last.reason, last.new) == ("Budi", "salah berkas", None)
    assert last.old is not None
    assert last.old["name"] == "sk.txt"


@pytest.mark.parametrize("statement", ["UPDATE journal SET author = 'x'", "DELETE FROM journal"])
def test_the_database_itself_refuses_to_change_the_journal(
    workspace: Workspace, case: Case, instrument: Instrument, statement: str
) -> None:
    workspace.store.save_answers(case, "mandiri", [Answer("I8.1", 2)], instrument, "Ani")
    journal = workspace.store.journal()
    with closing(sqlite3.connect(workspace.folder / DATABASE)) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement)
        connection.rollback()
    assert workspace.store.journal() == journal
    assert len(journal) == 2
