"""Records of other rooms: kept with a journal, never overwritten unseen, all or none."""

from __future__ import annotations

import pytest

from kla_widgets.assessment.items import LARGEST, Item, delete_items, item_history, read_items, save_items
from kla_widgets.assessment.journal import replay
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError


def codes(error: pytest.ExceptionInfo[KlaError]) -> list[str]:
    return [fault.code for fault in error.value.faults]


def test_a_record_comes_back_as_it_was_with_who_and_when(workspace: Workspace, case: Case) -> None:
    content = {"title": "Pelatihan KHA – 日本", "cost": [1.5, None], "deep": {"a": [True]}}
    (saved,) = save_items(workspace.store, case, [Item("action", "a.1", content)], "Ani")
    assert read_items(workspace.store, case, "action") == (saved,)
    assert (saved.content, saved.revision, saved.author) == (content, 1, "Ani")
    assert saved.at is not None
    assert read_items(workspace.store, case, "row") == ()
    assert read_items(workspace.store, Case("32.01", "kla-2024", 2024), "action") == ()


def test_nobody_overwrites_what_they_have_not_seen(workspace: Workspace, case: Case) -> None:
    (first,) = save_items(workspace.store, case, [Item("action", "a", {"by": "Ani"})], "Ani")
    save_items(workspace.store, case, [Item("action", "a", {"by": "Budi"}, first.revision)], "Budi")
    late = [Item("action", "b", {}), Item("action", "a", {"by": "Citra"}, first.revision)]
    with pytest.raises(KlaError) as error:
        save_items(workspace.store, case, late, "Citra")
    assert codes(error) == ["STO-042"]
    assert "Budi" in str(error.value)
    assert [one.content for one in read_items(workspace.store, case, "action")] == [{"by": "Budi"}]
    with pytest.raises(KlaError) as error:
        delete_items(workspace.store, case, [first], "Citra")
    assert codes(error) == ["STO-042"]


def test_what_is_taken_away_stays_in_the_journal(workspace: Workspace, case: Case) -> None:
    saved = save_items(workspace.store, case, [Item("row", "r", {"n": 1})], "Ani", "first plan")
    assert delete_items(workspace.store, case, saved, "Budi", "not needed") == 1
    assert read_items(workspace.store, case, "row") == ()
    lines = item_history(workspace.store, case, "row", "r")
    assert [(one.author, one.reason) for one in lines] == [("Ani", "first plan"), ("Budi", "not needed")]
    assert lines[1].new is None
    assert replay(workspace.store.journal()) == workspace.store.state()


def test_what_cannot_be_kept_is_refused_and_nothing_is_stored(workspace: Workspace, case: Case) -> None:
    bad = [
        Item("action", "good", {}),
        Item("action", "../evil", {}),
        Item("a" * 41, "x", {}),
        Item("action", "long", {"note": "x" * LARGEST}),
    ]
    with pytest.raises(KlaError) as error:
        save_items(workspace.store, case, bad, "Ani")
    assert codes(error) == ["STO-040", "STO-040", "STO-041"]
    assert read_items(workspace.store, case, "action") == ()
