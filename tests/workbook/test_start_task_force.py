"""The task force: people and agencies, entered in the room.

TF001  A line is added, changed and removed, and is stored at once.
TF002  An agency of the list is stored by its id; other bodies are kept as typed.
TF003  An empty or too long line is refused in words; what was typed stays in the fields.
TF004  Two facilitators who add people at once both keep theirs.
TF005  Whatever goes wrong is told on the page.
TF006  Of two who change the same line, the second is shown what the first has made of it before anything is replaced.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kla_widgets.assessment.records import Case, Member
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.language import language
from kla_widgets.workbook.looks import Look
from kla_widgets.workbook.taskforce import LONGEST, TaskForce

CASE = Case("32.73", "kla-2024", 2024)
T = language("en")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with create_workspace(tmp_path) as made:
        made.store.add_case(CASE, None, "Ani")
        yield made


@pytest.fixture
def page(workspace: Workspace) -> TaskForce:
    return TaskForce(workspace, CASE, "Ani", Look(), T)


def enter(page: TaskForce, agency: str = "", name: str = "", role: str = "") -> None:
    page.agency.value, page.name.value, page.role.value = agency, name, role
    page.save.click()


def stored(workspace: Workspace) -> list[tuple[str, str, str]]:
    return sorted((one.agency, one.name, one.role) for one in workspace.store.members(CASE))


def test_tf001_a_line_is_added(page: TaskForce, workspace: Workspace) -> None:
    assert "Nobody is entered yet" in page.table.value
    enter(page, "Dinkes", "Budi", "chair")
    assert stored(workspace) == [("dinkes", "Budi", "chair")]
    assert "Budi" in page.table.value
    assert "Saved" in page.status.value
    assert (page.agency.value, page.name.value, page.role.value) == ("", "", "")


def test_tf001_a_line_is_changed(page: TaskForce, workspace: Workspace) -> None:
    enter(page, "Dinkes", "Budi", "chair")
    page.who.value = workspace.store.members(CASE)[0].id
    assert (page.agency.value, page.name.value, page.role.value) == ("Dinkes", "Budi", "chair")
    page.name.value = "Budi S."
    page.save.click()
    assert stored(workspace) == [("dinkes", "Budi S.", "chair")]


def test_tf001_a_line_is_removed(page: TaskForce, workspace: Workspace) -> None:
    enter(page, "Dinkes", "Budi")
    enter(page, "Disdik", "Cici")
    page.who.value = next(one.id for one in workspace.store.members(CASE) if one.name == "Budi")
    page.remove.click()
    assert stored(workspace) == [("disdik", "Cici", "")]


def test_tf001_without_a_chosen_line_nothing_is_removed(page: TaskForce, workspace: Workspace) -> None:
    enter(page, "Dinkes", "Budi")
    page.remove.click()
    assert len(stored(workspace)) == 1
    assert "Choose the line" in page.status.value


def test_tf002_other_bodies_are_kept_as_typed(page: TaskForce, workspace: Workspace) -> None:
    enter(page, "dinkes", "Budi")
    enter(page, "  Yayasan Anak  ", "Dewi")
    assert stored(workspace) == [("Yayasan Anak", "Dewi", ""), ("dinkes", "Budi", "")]


def test_tf003_an_empty_line_is_refused(page: TaskForce, workspace: Workspace) -> None:
    enter(page, role="chair")
    assert "[WBK-012]" in page.status.value
    assert page.role.value == "chair"
    assert stored(workspace) == []


@pytest.mark.parametrize(("length", "kept"), [(LONGEST, 1), (LONGEST + 1, 0)])
def test_tf003_a_name_has_a_limit(page: TaskForce, workspace: Workspace, length: int, kept: int) -> None:
    enter(page, name="x" * length)
    assert len(stored(workspace)) == kept
    assert ("[WBK-013]" in page.status.value) == (not kept)


def test_tf003_script_is_shown_as_text(page: TaskForce) -> None:
    enter(page, "<script>alert(1)</script>", "<b>Budi</b> 👩🏽‍🏫 ש")
    assert "<script>" not in page.table.value
    assert "&lt;b&gt;Budi&lt;/b&gt; 👩🏽‍🏫 ש" in page.table.value


def test_tf004_two_facilitators_keep_both_their_lines(page: TaskForce, workspace: Workspace) -> None:
    other = TaskForce(workspace, CASE, "Budi", Look(), T)
    enter(page, "Dinkes", "Ani")
    enter(other, "Disdik", "Budi")
    assert stored(workspace) == [("dinkes", "Ani", ""), ("disdik", "Budi", "")]
    assert all(name in other.table.value for name in ("Ani", "Budi"))


def test_tf005_an_unexpected_fault_is_told(page: TaskForce, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> tuple[Member, ...]:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(page, "_store", broken)
    enter(page, "Dinkes", "Ani")
    assert "RuntimeError: disk on fire" in page.status.value
    assert page.name.value == "Ani"


@pytest.fixture
def both(page: TaskForce, workspace: Workspace) -> tuple[TaskForce, TaskForce]:
    """Two facilitators who have chosen the same line."""
    enter(page, "Dinkes", "Budi", "chair")
    other = TaskForce(workspace, CASE, "Budi", Look(), T)
    (line,) = workspace.store.members(CASE)
    page.who.value = other.who.value = line.id
    return page, other


def test_tf006_a_line_that_somebody_else_changed_is_not_replaced_unseen(
    both: tuple[TaskForce, TaskForce], workspace: Workspace
) -> None:
    first, second = both
    first.name.value = "Budi S."
    first.save.click()
    second.role.value = "secretary"
    second.save.click()
    assert "[STO-023]" in second.status.value
    assert "Budi S." in second.table.value
    assert second.role.value == "secretary"
    assert stored(workspace) == [("dinkes", "Budi S.", "chair")]
    second.save.click()  # now that it has been seen
    assert stored(workspace) == [("dinkes", "Budi", "secretary")]


def test_tf006_a_line_that_somebody_else_changed_is_not_removed_unseen(
    both: tuple[TaskForce, TaskForce], workspace: Workspace
) -> None:
    first, second = both
    first.name.value = "Budi S."
    first.save.click()
    second.remove.click()
    assert "[STO-023]" in second.status.value
    assert stored(workspace) == [("dinkes", "Budi S.", "chair")]
    second.remove.click()
    assert stored(workspace) == []


def test_tf006_a_line_that_somebody_else_removed_is_not_brought_back_unseen(
    both: tuple[TaskForce, TaskForce], workspace: Workspace
) -> None:
    first, second = both
    first.remove.click()
    second.save.click()
    assert "[STO-023]" in second.status.value
    assert stored(workspace) == []
    second.remove.click()
    assert "Choose the line" in second.status.value


def test_tf006_the_journal_tells_each_change_of_a_line(both: tuple[TaskForce, TaskForce], workspace: Workspace) -> None:
    first = both[0]
    first.name.value = "Budi S."
    first.save.click()
    TaskForce(workspace, CASE, "Cici", Look(), T).save.click()  # nothing typed: nothing stored
    lines = [one for one in workspace.store.journal() if one.table == "member"]
    assert [(one.author, one.new["name"] if one.new else None) for one in lines] == [
        ("Ani", "Budi"),
        ("Ani", "Budi S."),
    ]
