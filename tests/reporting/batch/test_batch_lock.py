"""One batch at a time in a folder; a lock whose holder has gone is taken over."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kla_widgets.errors import KlaError
from kla_widgets.reporting.batch import lock
from kla_widgets.reporting.batch.lock import LOCK, folder_lock

HOLD = """
import sys, time
from pathlib import Path
from kla_widgets.reporting.batch.lock import folder_lock
with folder_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock until its stdin ends."""
    command = [sys.executable, "-c", HOLD, str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.communicate()
    assert process.stdout is not None


def test_a_second_batch_is_refused_and_told_by_whom(tmp_path: Path) -> None:
    first = holder(tmp_path)
    with pytest.raises(KlaError) as refused, folder_lock(tmp_path):
        pass
    (fault,) = refused.value.faults
    assert fault.code == "BAT-004"
    assert fault.values["process"] == first.pid
    assert fault.values["host"] == socket.gethostname()
    end(first)
    with folder_lock(tmp_path):
        pass


def test_the_lock_of_a_killed_batch_is_taken_over(tmp_path: Path) -> None:
    first = holder(tmp_path)
    first.kill()
    end(first)
    assert json.loads((tmp_path / LOCK).read_text("utf-8"))["process"] == first.pid
    with folder_lock(tmp_path):
        assert json.loads((tmp_path / LOCK).read_text("utf-8"))["process"] == os.getpid()


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"), folder_lock(tmp_path):
        raise OSError(28, "full")
    with folder_lock(tmp_path):
        pass


@pytest.mark.parametrize(
    ("held", "refused"),
    [
        ({"process": os.getpid(), "host": socket.gethostname(), "since": "x"}, True),
        ({"process": 2**22 + 5, "host": socket.gethostname(), "since": "x"}, False),
        ({"process": 1, "host": "another-computer", "since": "x"}, True),
        ({}, False),
    ],
    ids=["alive", "gone", "elsewhere", "nobody"],
)
def test_where_the_file_system_knows_no_locks_the_text_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: dict[str, object], refused: bool
) -> None:
    monkeypatch.setattr(lock, "_take", lambda _stream: None)
    (tmp_path / LOCK).write_text(json.dumps(held), "utf-8")
    if refused:
        with pytest.raises(KlaError, match="BAT-004"), folder_lock(tmp_path):
            pass
    else:
        with folder_lock(tmp_path):
            pass


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(KlaError, match="REP-005"), folder_lock(tmp_path / "file"):
        pass
