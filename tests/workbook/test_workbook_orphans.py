"""Answers to questions that the instrument no longer has.

ORP001  They are kept and listed: id, old answer in words, stage, who, when, and how many files belong to them.
ORP002  The reason why they do not count is said; they are in no score.
ORP003  Where there are none, nothing is shown; an emptied answer is none.
ORP004  Evidence that is left without an answer is listed too.
ORP005  An answer of any form is told in words, and what people typed stays text.
ORP006  The start page shows them, and after a refresh those that came since.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kla_widgets.assessment import tables
from kla_widgets.assessment.journal import put
from kla_widgets.assessment.orphans import find_orphans
from kla_widgets.assessment.records import Answer, Case
from kla_widgets.assessment.store import canonical
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.language import language
from kla_widgets.results import score_case
from kla_widgets.workbook.choosing import Opened
from kla_widgets.workbook.orphans import orphans, plain_words
from kla_widgets.workbook.start import StartPage

CASE = Case("32.73", "kla-2024", 2024)
T = language("en")
GONE = "I99.1"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with create_workspace(tmp_path / "ruang") as made:
        instrument = made.library.get(CASE.instrument)
        made.store.save_answers(CASE, "mandiri", [Answer("I8.1", 12)], instrument, "Ani")
        yield made


def left(workspace: Workspace, value: Any, question: str = GONE, note: str = "", author: str = "Budi") -> None:
    """What an earlier edition of the instrument has left behind."""
    row = {"region": CASE.region, "instrument": CASE.instrument, "cycle": CASE.cycle, "stage": "mandiri"}
    row |= {"question": question, "value": canonical(value), "note": note, "source": ""}
    with workspace.store.writing(CASE, author) as (connection, by):
        put(connection, tables.answer, [row], by)


def attached(workspace: Workspace, kinds: list[str], question: str = GONE) -> None:
    key = {"region": CASE.region, "instrument": CASE.instrument, "cycle": CASE.cycle, "question": question}
    about = {"sha256": "ab" * 32, "name": "sk.pdf", "media_type": "application/pdf", "caption": "SK", "year": 2023}
    with workspace.store.writing(CASE, "Cici") as (connection, by):
        put(connection, tables.evidence_file, [{"sha256": "ab" * 32, "size": 5}], by)
        put(connection, tables.evidence, [key | about | {"kind": kind} for kind in kinds], by)


def test_orp001_they_are_listed_with_all_that_is_known_of_them(workspace: Workspace) -> None:
    left(workspace, ["sk", "program"], note="dari 2023")
    attached(workspace, ["SK", "DOK"])
    (found,) = find_orphans(workspace.store, CASE, workspace.library.get(CASE.instrument))
    assert (found.question, found.value, found.note, found.author) == (GONE, ["sk", "program"], "dari 2023", "Budi")
    assert (found.stage, found.files) == ("mandiri", 2)
    text = orphans(workspace, CASE, T).text
    for words in (GONE, "sk; program – dari 2023", "Budi", T.moment(found.at.astimezone())):
        assert words in text
    assert "I8.1" not in text


def test_orp002_they_do_not_count_and_it_is_said_why(workspace: Workspace) -> None:
    before = score_case(workspace, CASE, "mandiri").total
    left(workspace, "perda")
    assert score_case(workspace, CASE, "mandiri").total == before
    text = orphans(workspace, CASE, T).text
    assert "kla-2024 no longer has these questions" in text
    assert "earn no points" in text


def test_orp003_where_there_are_none_nothing_is_shown(workspace: Workspace) -> None:
    assert orphans(workspace, CASE, T).html == ""
    left(workspace, None)
    assert orphans(workspace, CASE, T).html == ""
    left(workspace, None, note="catatan saja")
    assert "not filled in – catatan saja" in orphans(workspace, CASE, T).text


def test_orp004_evidence_without_an_answer_is_listed(workspace: Workspace) -> None:
    attached(workspace, ["SK"], "I99.2")
    (found,) = find_orphans(workspace.store, CASE, workspace.library.get(CASE.instrument))
    assert (found.question, found.stage, found.value, found.author, found.files) == ("I99.2", "", None, "Cici", 1)
    assert "I99.2" in orphans(workspace, CASE, T).text


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "yes"),
        (12.5, "12.5"),
        ("perda", "perda"),
        ([], "none of these"),
        ({"numerator": 40, "denominator": 80}, "part: 40, whole: 80"),
        (
            {"previous": {"numerator": 1, "denominator": 2}, "current": 3},
            "year before: part: 1, whole: 2, year assessed: 3",
        ),
        ([{"nama": "Forum Anak"}, {"nama": "PUSPAGA"}], "nama: Forum Anak; nama: PUSPAGA"),
    ],
)
def test_orp005_an_answer_of_any_form_is_told_in_words(value: Any, words: str) -> None:
    assert plain_words(value, T) == words


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    )
)
def test_orp005_no_form_of_answer_is_too_strange(value: Any) -> None:
    words = plain_words(json.loads(json.dumps(value)), T)
    assert words or value in ("", {})


def test_orp005_what_people_typed_stays_text(workspace: Workspace) -> None:
    left(workspace, "<script>x</script>", note="<b>tebal</b>", author="<img src=x>")
    html = orphans(workspace, CASE, T).html
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;b&gt;tebal&lt;/b&gt;" in html


def test_orp006_the_start_page_shows_them(workspace: Workspace, tmp_path: Path) -> None:
    page = StartPage(Opened(workspace, CASE, "", "Ani", T), tmp_path)
    assert "jawaban-lama" not in page.progress.value
    left(workspace, "perda")
    page.button.click()
    assert 'id="jawaban-lama"' in page.progress.value
    assert GONE in page.progress.value
