"""Several programs at one workspace, and one that is killed: nothing that was acknowledged is lost, nothing is half."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kla_widgets.assessment.journal import replay
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import DATABASE, Workspace, create_workspace, open_workspace

EDITS = 200

WRITER = """
import sys
from pathlib import Path

from kla_widgets.assessment.records import Answer, Case
from kla_widgets.assessment.workspace import open_workspace

folder, region, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
workspace = open_workspace(folder)
instrument = workspace.library.get("kla-2024")
case = Case(region, "kla-2024", 2024)
for number in range(count):
    pair = [Answer("I8.1", number), Answer("I1.1", None, str(number))]
    workspace.store.save_answers(case, "mandiri", pair, instrument, "Ani")
    print(number, flush=True)
workspace.close()
"""


def start(folder: Path, region: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), region, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")


def revisions(workspace: Workspace, region: str) -> list[int]:
    """The values that a writer wrote, from the journal."""
    lines = [entry for entry in workspace.store.journal(region) if entry.key.get("question") == "I8.1"]
    return [json.loads(entry.new["value"]) for entry in lines if entry.new]


def test_two_writers_get_all_their_edits_in_and_a_reader_sees_no_half_edit(workspace: Workspace) -> None:
    writers = {region: start(workspace.folder, region, EDITS) for region in ("11.10", "11.01")}
    seen = 0
    while any(writer.poll() is None for writer in writers.values()):
        for region in writers:
            found = workspace.store.answers(Case(region, "kla-2024", 2024), "mandiri")
            assert len(found) in (0, 2)
            if found:
                assert found["I1.1"].note == str(found["I8.1"].value)
                seen += 1
    for writer in writers.values():
        out, err = writer.communicate(timeout=60)
        assert (writer.returncode, err) == (0, "")
        assert len(out.splitlines()) == EDITS
    assert seen > 0
    for region in writers:
        assert revisions(workspace, region) == list(range(EDITS))
    assert replay(workspace.store.journal()) == workspace.store.state()


@pytest.mark.parametrize("after", [1, 7, 40])
def test_a_writer_killed_in_the_middle_loses_nothing_it_acknowledged(workspace: Workspace, after: int) -> None:
    writer = start(workspace.folder, "11.10", 1_000_000)
    assert writer.stdout is not None
    acknowledged = [int(writer.stdout.readline()) for _ in range(after)]
    writer.kill()
    acknowledged += [int(line) for line in writer.communicate(timeout=60)[0].split()]
    with open_workspace(workspace.folder) as again:
        stored = revisions(again, "11.10")
        found = again.store.answers(Case("11.10", "kla-2024", 2024), "mandiri")
        assert replay(again.store.journal()) == again.store.state()
    assert stored == list(range(len(stored)))
    assert len(stored) in (len(acknowledged), len(acknowledged) + 1)  # one may have been stored but not yet told
    assert found["I8.1"].value == stored[-1]
    assert found["I1.1"].note == str(stored[-1])


def test_a_workspace_made_by_two_at_once_is_one_workspace(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        for workspace in pool.map(create_workspace, [tmp_path] * 4):
            assert workspace.store.cases() == ()
            workspace.close()
    assert (tmp_path / DATABASE).is_file()
