"""Who signs: the name given, or the computer's user, or the program where there is none."""

from __future__ import annotations

import getpass

import pytest

from kla_widgets.assessment.records import author_name
from kla_widgets.cli import console


def test_the_name_given_signs() -> None:
    assert author_name("Ani B. 🙂") == "Ani B. 🙂"


def test_without_a_name_the_computer_s_user_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "budi")
    assert author_name("") == "budi"


@pytest.mark.parametrize("error", [OSError, KeyError, ImportError])
def test_where_there_is_no_user_the_program_signs(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", unknown)
    assert author_name("") == "kla-widgets"


def test_command_line_and_workbook_share_it() -> None:
    assert console.author_name is author_name
