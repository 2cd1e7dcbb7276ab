"""``kla instrument``: list, show, check, schema."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kla_widgets.assessment.workspace import create_workspace
from kla_widgets.instrument.library import shipped_library
from kla_widgets.resources import templates

Kla = Callable[..., Any]
"""Runs a command; see the fixture."""

SHIPPED = sorted((templates() / "instruments").glob("*.yaml"))


def test_list_shows_every_shipped_instrument(kla: Kla) -> None:
    done = kla("instrument", "list")
    assert (done.code, done.err) == (0, "")
    first = {line.split()[0] for line in done.out.splitlines() if line.strip()}
    assert {file.stem for file in SHIPPED} <= first
    (line,) = (line for line in done.out.splitlines() if line.startswith("kla-2024 "))
    assert {"7", "31", "274"} <= set(line.split())


def test_list_and_show_know_the_instruments_of_the_workspace(kla: Kla, tmp_path: Path) -> None:
    create_workspace(tmp_path / "kerja").close()
    own = tmp_path / "kerja" / "instruments"
    own.mkdir()
    text = (templates() / "instruments" / "drppa.yaml").read_text("utf-8").replace("id: drppa", "id: milik-kami", 1)
    (own / "milik-kami.yaml").write_text(text, encoding="utf-8")
    assert "milik-kami" in kla("instrument", "list", "-w", tmp_path / "kerja").out
    assert "milik-kami" not in kla("instrument", "list").out
    assert kla("instrument", "show", "milik-kami", "-w", tmp_path / "kerja").code == 0
    assert kla("instrument", "show", "milik-kami").code == 2


def test_show_names_every_part(kla: Kla) -> None:
    done = kla("instrument", "show", "kla-2024")
    assert done.code == 0
    instrument = shipped_library().get("kla-2024")
    named = {line.split()[0] for line in done.out.splitlines() if line.strip()}
    for part in (*instrument.clusters, *instrument.indicators, *instrument.questions):
        assert part.id in named


def test_check_finds_shipped_instruments_good(kla: Kla) -> None:
    done = kla("instrument", "check", *SHIPPED)
    assert (done.code, done.err) == (0, "")
    assert [line.rpartition(": ")[0] for line in done.out.splitlines()] == [str(file) for file in SHIPPED]


def test_check_tells_all_faults_of_all_files_with_their_lines(kla: Kla, tmp_path: Path) -> None:
    text = (templates() / "instruments" / "drppa.yaml").read_text("utf-8")
    bad = tmp_path / "buruk.yaml"
    bad.write_text(text.replace("id: drppa", "id: 7\nwarna: biru", 1), encoding="utf-8")
    missing = tmp_path / "tidak-ada.yaml"
    done = kla("instrument", "check", bad, SHIPPED[0], missing)
    assert done.code == 2
    assert len(done.out.splitlines()) == 3
    told = done.err.splitlines()
    assert sum(str(bad) in line for line in told) >= 2
    assert any(line.startswith("[INS-021]") and f"{bad}:" in line for line in told)
    assert any(line.startswith("[YML-001]") and str(missing) in line for line in told)
    assert not any(str(SHIPPED[0]) in line for line in told)


def test_schema_is_json(kla: Kla) -> None:
    schema = json.loads(kla("instrument", "schema").out)
    assert {"clusters", "stages"} <= set(schema["properties"])
