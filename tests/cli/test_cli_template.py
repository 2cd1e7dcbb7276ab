"""``kla template`` and ``kla site``: what is printed where, and the exit codes that scripts rely on.

CLI-T1  ``new`` prints the file; a second time it refuses with 2 and changes nothing.
CLI-T2  ``check`` ends with 0 for a sound template, 1 with findings on stdout, 2 where it cannot check.
CLI-T3  ``site`` writes the list of a folder and prints where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import kla_widgets.reporting.own_template.checking
from kla_widgets.errors import Fault, Message

Kla = Callable[..., Any]
"""Runs a command; see the fixture."""

FOUND = Message("TPL-030", "Cell {cell} fails.", "Mend it.")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What a check was asked for; it finds one fault in a file named ``rusak.ipynb``."""
    calls: list[tuple[Any, ...]] = []

    def check(file: Path, workspace: Path | None, regions: Sequence[str], timeout: float) -> tuple[Fault, ...]:
        calls.append((file, workspace, tuple(regions), timeout))
        return (Fault(FOUND, file.name, cell=3),) if file.stem == "rusak" else ()

    monkeypatch.setattr(kla_widgets.reporting.own_template.checking, "check_template", check)
    return calls


def test_cli_t1_new_writes_a_template_once(kla: Kla) -> None:
    done = kla("template", "new", "laporan-kami")
    assert (done.code, done.out) == (0, "laporan-kami.ipynb\n")
    before = Path("laporan-kami.ipynb").read_bytes()
    again = kla("template", "new", "laporan-kami", "--from", "district")
    assert (again.code, again.out) == (2, "")
    assert "[TPL-001]" in again.err
    assert Path("laporan-kami.ipynb").read_bytes() == before


def test_cli_t1_new_refuses_what_it_does_not_know(kla: Kla) -> None:
    assert kla("template", "new", "a/b").code == 2
    done = kla("template", "new", "x", "--from", "nowhere")
    assert done.code == 2
    assert "[TPL-003]" in done.err
    assert list(Path().iterdir()) == []


def test_cli_t2_check_tells_by_its_exit_code(kla: Kla, asked: list[tuple[Any, ...]]) -> None:
    done = kla("template", "check", "baik.ipynb", "--region", "32.73", "--region", "Kota Metro", "--timeout", 5)
    assert (done.code, done.out) == (0, "")
    failed = kla("template", "check", "rusak.ipynb", "-w", "mine")
    assert failed.code == 1
    assert failed.out == "[TPL-030] rusak.ipynb: Cell 3 fails. Mend it.\n"
    assert asked == [
        (Path("baik.ipynb"), None, ("32.73", "Kota Metro"), 5.0),
        (Path("rusak.ipynb"), Path("mine"), (), 120.0),
    ]


def test_cli_t2_check_cannot_check_what_is_no_notebook(kla: Kla) -> None:
    Path("x.ipynb").write_text("{}", encoding="utf-8")
    for name in ("x.ipynb", "nowhere.ipynb"):
        done = kla("template", "check", name)
        assert (done.code, done.out) == (2, "")
        assert "[TPL-005]" in done.err
        assert "Traceback" not in done.err


def test_cli_t3_site_writes_the_list(kla: Kla) -> None:
    report = Path("hasil", "2024", "32.73", "district-kla-2024.html")
    report.parent.mkdir(parents=True)
    report.write_text("x", encoding="utf-8")
    done = kla("site", "--out", "hasil", "--language", "en")
    assert (done.code, done.out) == (0, f"{Path('hasil', 'index.html')}\n")
    page = Path("hasil", "index.html").read_text("utf-8")
    assert "880.39" in page
    assert "2024/32.73/district-kla-2024.html" in page


def test_cli_t3_site_refuses_a_language_or_workspace_that_is_not_there(kla: Kla) -> None:
    assert "[LNG-001]" in kla("site", "--language", "fr").err
    done = kla("site", "--workspace", "nowhere")
    assert done.code == 2
    assert "[WSP-001]" in done.err
