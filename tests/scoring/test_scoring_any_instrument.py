"""No instrument is written into the code: one that nobody uses, with other names, is scored by the same code."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kla_widgets
from kla_widgets.instrument.library import shipped_library
from kla_widgets.scoring.scores import Scores

PACKAGE = Path(kla_widgets.__file__).parent
ROOMS = ("instrument", "scoring", "planning", "assessment", "figures")
FILES = [file for room in ROOMS for file in sorted((PACKAGE / room).rglob("*.py"))]
WORDS_OF_DATA = {"drop.py": {"mandiri", "final"}}
"""The table of published scores has stages of its own; these are its words, whatever instrument is used."""
PREDICATES = re.compile(r"\b(pratama|madya|nindya|utama)\b", re.IGNORECASE)


def literals(tree: ast.Module) -> Iterator[str]:
    """Strings that the code works with; docstrings, which may give examples, are left out."""
    described = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, described)
        for statement in node.body
        if isinstance(statement, ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def of_kla() -> set[str]:
    """Ids that mean something in the KLA instruments only: instruments, parts, questions, stages and predicates."""
    found = set()
    for instrument in shipped_library().all():
        if instrument.id.startswith("kla-"):
            found |= {instrument.id, *instrument.parents, *instrument.stage}
            found |= {band.id for band in instrument.predicates.bands} if instrument.predicates else set()
            found |= {*instrument.agencies, *instrument.evidence_kinds}
    return found - {"desa", "kecamatan"}  # words of the regions as well


def test_the_rooms_are_there() -> None:
    assert {file.relative_to(PACKAGE).parts[0] for file in FILES} == set(ROOMS)
    assert {"kla-2024", "I19.2a", "KEL", "mandiri", "pratama"} <= of_kla()


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_the_code_names_no_id_and_no_predicate_of_kla(file: Path) -> None:
    words = set(literals(ast.parse(file.read_text(encoding="utf-8"))))
    assert words & of_kla() == WORDS_OF_DATA.get(file.name, set())
    assert [text for text in words if PREDICATES.search(text)] == []


def test_an_instrument_with_other_names_is_scored_from_end_to_end(scored: Callable[..., Scores]) -> None:
    answers = {
        ("north", "A1.1"): "met",
        ("north", "A1.2"): {"numerator": 3, "denominator": 4},
        ("north", "A2.1"): 0,
        ("north", "A2.2"): ["one", "two", "three", "four"],
        ("south", "A1.1"): "partly",
    }
    scores = scored(answers, [("north", "A1.1", "PAPER")], regions=["north", "south", "west"])
    north, south, west = (scores.of(region) for region in ("north", "south", "west"))
    assert [part.claimed for part in (north.total, south.total, west.total)] == [50, 4, None]
    assert north.total.supported == 5
    assert [one.predicate.name if one.predicate else None for one in scores.standings()] == ["Seed", None, None]
    assert north.standing.next is not None
    assert (north.standing.next.name, north.standing.missing) == ("Tree", 1)
    assert [part.id for part in north.clusters] == ["A", "B"]
    assert [part.id for part in north.indicators] == ["A1", "A2", "B1"]
