"""Checks of a workspace on disk: what is read, and what was changed behind the program's back.

CHW001  What the program itself writes is never called changed: answers, undoing, evidence, plans, signatures.
CHW002  A row changed, taken away or put in by SQL is named with its question and both contents, author and time too.
CHW003  A line of the journal that was changed or taken away is named.
CHW004  An evidence file that is missing, of another size or of other content is named with its question.
CHW005  A signed answer that was changed by SQL is named, also when the journal was changed along with it.
CHW006  A training district that was made a real one is named.
CHW007  Reading many assessments at once gives each the same as reading it alone.
CHW008  Nothing is written, and no document is opened: files that no PDF reader would take do not stop a check.
CHW009  The assessment of the nearest earlier cycle is what jumps are measured against.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from kla_widgets.assessment.editing import Edit, save_edit, undo
from kla_widgets.assessment.items import Item, delete_items, save_items
from kla_widgets.assessment.records import Answer, Case, Reported
from kla_widgets.assessment.workspace import DATABASE, Attachment, Workspace, create_workspace, open_workspace
from kla_widgets.errors import KlaError
from kla_widgets.regions import Region, RegionKind
from kla_widgets.review import gathering
from kla_widgets.review.checking import check_cases, choose, grouped
from kla_widgets.review.checks.models import Finding, Percentage, Severity
from kla_widgets.review.gathering import gather
from kla_widgets.review.stages import sign

CASE = Case("00.01", "kla-2024", 2024)
UNLOCKED = ("DROP TRIGGER journal_no_update", "DROP TRIGGER journal_no_delete")
"""The journal refuses changes; who knows SQL knows how to make it take them."""
BY_HAND = {"CHK-801", "CHK-802", "CHK-803", "CHK-804", "CHK-805", "CHK-702", "CHK-105"}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small assessment of a training district: three answers, and a file."""
    folder = tmp_path_factory.mktemp("kecil")
    document = folder / "sk gugus tugas.pdf"
    document.write_bytes(b"%PDF-1.7 /Encrypt and no page at all")
    with create_workspace(folder / "ruang kerja") as workspace:
        instrument = workspace.library.get(CASE.instrument)
        regions = [Region("00", "Provinsi Latihan", RegionKind.PROVINCE, None, True)]
        regions += [Region("00.01", "Kabupaten Latihan", RegionKind.KABUPATEN, "00", True)]
        workspace.store.save_regions(regions, "Sari")
        answers = [Answer("I2.1", "ada"), Answer("I2.4", ["kelembagaan"]), Answer("I2.7", "sebagian")]
        workspace.store.save_answers(CASE, instrument.claim_stage.id, answers, instrument, "Sari")
        workspace.attach(CASE, [Attachment("I2.1", "SK", document, "SK 2023", 2023)], instrument, "Sari")
    return folder / "ruang kerja"


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "ruang kerja"))


@pytest.fixture
def workspace(folder: Path) -> Iterator[Workspace]:
    with open_workspace(folder) as opened:
        yield opened


def by_hand(folder: Path, *statements: str) -> None:
    """Change the database as somebody would who knows SQL."""
    connection = sqlite3.connect(folder / DATABASE)
    with connection:
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, statement
    connection.close()


def found(workspace: Workspace, *ids: str) -> list[Finding]:
    return [one for one in check_cases(workspace, [CASE]) if one.check.id in (ids or BY_HAND)]


def claim(workspace: Workspace) -> str:
    return workspace.library.get(CASE.instrument).claim_stage.id


# ---- the program's own writing ---------------------------------------------------------------------------------------


def test_chw001_the_demo_is_as_the_program_wrote_it(demo: Workspace) -> None:
    written = [one for one in check_cases(demo, demo.store.cases()) if one.check.id in BY_HAND]
    assert written == []


def test_chw001_what_the_program_changes_is_not_tampering(workspace: Workspace, tmp_path: Path) -> None:
    store, instrument = workspace.store, workspace.library.get(CASE.instrument)
    stage = claim(workspace)
    revision = store.answers(CASE, stage)["I2.1"].revision
    save_edit(store, CASE, stage, Edit("I2.1", "note", "baru", revision), instrument, "Sari")
    undo(store, CASE, stage, "Sari")
    store.save_answers(CASE, stage, [Answer("I2.1", None)], instrument, "Sari")
    document = tmp_path / "sk.pdf"
    document.write_bytes(b"%PDF-1.7 /Encrypt")
    workspace.attach(CASE, [Attachment("I2.1", "SK", document)], instrument, "Sari")
    attached = next(one for one in store.evidence(CASE) if one.name == "sk.pdf")
    store.detach(CASE, "I2.1", "SK", attached.sha256, "Sari")
    row = save_items(store, CASE, [Item("rad-row", "a", {"x": 1})], "Sari")
    delete_items(store, CASE, row, "Sari")
    sign(workspace, CASE, stage, "Sari")
    assert found(workspace) == []


# ---- rows and lines --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "question"),
    [
        ("UPDATE answer SET value = '\"tidak_ada\"' WHERE region = '00.01' AND question = 'I2.1'", "I2.1"),
        ("UPDATE answer SET value = 'bukan json' WHERE region = '00.01' AND question = 'I2.1'", "I2.1"),
        ("DELETE FROM answer WHERE region = '00.01' AND question = 'I2.1'", "I2.1"),
        ("DELETE FROM evidence WHERE region = '00.01' AND question = 'I2.1'", "I2.1"),
        ("UPDATE evidence SET year = 1999 WHERE region = '00.01' AND question = 'I2.1'", "I2.1"),
        ("UPDATE answer SET author = 'Orang lain' WHERE region = '00.01' AND question = 'I2.1'", "I2.1"),
        ("UPDATE answer SET at = '2020-01-01T00:00:00.000000Z' WHERE region = '00.01' AND question = 'I2.1'", "I2.1"),
        (
            "INSERT INTO reported VALUES ('00.01', 'kla-2024', 2024, 'final', 'TOTAL', 900, '', '', 'x', "
            "'2024-01-01T00:00:00.000000Z')",
            "TOTAL",
        ),
    ],
    ids=lambda value: value[:40],
)
def test_chw002_a_row_changed_by_hand_is_named(
    workspace: Workspace, folder: Path, statement: str, question: str
) -> None:
    by_hand(folder, statement)
    (one,) = found(workspace, "CHK-801")
    assert one.question == question
    assert one.severity is Severity.ERROR
    assert one.values["told"] != one.values["stored"]


def test_chw002_both_contents_are_told(workspace: Workspace, folder: Path) -> None:
    by_hand(folder, "UPDATE answer SET value = '\"tidak_ada\"' WHERE region = '00.01' AND question = 'I2.1'")
    (one,) = found(workspace, "CHK-801")
    assert one.values["stored"] == 'value: "tidak_ada"'
    assert str(one.values["told"]).startswith('value: "')


@pytest.mark.parametrize("change", ["DELETE FROM journal", "UPDATE journal SET new = replace(new, 'sebagian', 'ada')"])
def test_chw003_a_changed_journal_is_named(workspace: Workspace, folder: Path, change: str) -> None:
    instrument, stage = workspace.library.get(CASE.instrument), claim(workspace)
    for value in ("ada", "sebagian", "tidak_ada"):
        workspace.store.save_answers(CASE, stage, [Answer("I2.1", value)], instrument, "Sari")
    lines = [one for one in workspace.store.journal(CASE.region) if one.key.get("question") == "I2.1"]
    middle = next(one.number for one in lines if one.new and one.new.get("value") == '"sebagian"')
    by_hand(folder, *UNLOCKED, f"{change} WHERE number = {middle}")
    (one,) = found(workspace)
    assert (one.check.id, one.question) == ("CHK-802", "I2.1")


def test_chw006_a_training_district_made_a_real_one_is_named(workspace: Workspace, folder: Path) -> None:
    by_hand(folder, "UPDATE region SET synthetic = 0 WHERE code = '00.01'")
    (one,) = found(workspace, "CHK-801")
    assert (one.question, one.values["key"]) == ("", "00.01")
    assert "synthetic" in str(one.values["stored"])


# ---- files -----------------------------------------------------------------------------------------------------------


def first_file(workspace: Workspace) -> tuple[str, Path]:
    one = workspace.store.evidence(CASE)[0]
    return one.question, workspace.evidence.path(one.sha256)


def test_chw004_a_missing_file_is_named(workspace: Workspace) -> None:
    question, path = first_file(workspace)
    path.unlink()
    assert {(one.check.id, one.question) for one in found(workspace)} == {("CHK-105", question)}


def test_chw004_a_longer_file_is_named(workspace: Workspace) -> None:
    question, path = first_file(workspace)
    path.write_bytes(path.read_bytes() + b"x")
    assert {(one.check.id, one.question) for one in found(workspace)} == {("CHK-803", question)}


def test_chw004_another_content_of_the_same_size_is_named_unless_files_are_not_read(workspace: Workspace) -> None:
    question, path = first_file(workspace)
    path.write_bytes(b"x" * path.stat().st_size)
    assert {(one.check.id, one.question) for one in found(workspace)} == {("CHK-804", question)}
    quick = check_cases(workspace, [CASE], choose(thorough=False))
    assert [one for one in quick if one.check.id in BY_HAND] == []


def test_chw004_a_folder_in_the_place_of_a_file_does_not_stop_the_checks(workspace: Workspace) -> None:
    question, path = first_file(workspace)
    path.unlink()
    path.mkdir()
    assert {(one.check.id, one.question) for one in found(workspace)} == {("CHK-105", question)}


# ---- signatures ------------------------------------------------------------------------------------------------------


def test_chw005_a_signed_answer_changed_by_hand_is_named_twice(workspace: Workspace, folder: Path) -> None:
    sign(workspace, CASE, claim(workspace), "Bu Rina")
    by_hand(folder, "UPDATE answer SET value = '\"tidak_ada\"' WHERE region = '00.01' AND question = 'I2.1'")
    assert {(one.check.id, one.question) for one in found(workspace)} == {("CHK-801", "I2.1"), ("CHK-702", "I2.1")}


@pytest.mark.parametrize("content", ["bukan json", "[]", '{"hash": "x"}', "{}"])
def test_chw005_a_signature_written_by_hand_does_not_stop_the_checks(
    workspace: Workspace, folder: Path, content: str
) -> None:
    sign(workspace, CASE, claim(workspace), "Bu Rina")
    by_hand(folder, f"UPDATE item SET content = '{content}' WHERE kind = 'signature'")
    assert {one.check.id for one in found(workspace)} == {"CHK-801"}


def test_chw005_the_signature_tells_even_when_the_journal_was_changed_too(workspace: Workspace, folder: Path) -> None:
    sign(workspace, CASE, claim(workspace), "Bu Rina")
    stored = "UPDATE answer SET value = '\"tidak_ada\"' WHERE region = '00.01' AND question = 'I2.1'"
    told = (
        "UPDATE journal SET new = json_set(new, '$.value', '\"tidak_ada\"') WHERE table_name = 'answer' "
        "AND json_extract(key, '$.region') = '00.01' AND json_extract(key, '$.question') = 'I2.1'"
    )
    by_hand(folder, stored, *UNLOCKED, told)
    (one,) = found(workspace)
    assert (one.check.id, one.question, one.values["author"]) == ("CHK-702", "I2.1", "Bu Rina")


def test_signed_with_gaps_is_told(workspace: Workspace) -> None:
    assert found(workspace, "CHK-701") == []
    sign(workspace, CASE, claim(workspace), "Bu Rina")
    weighty = {one.id for one in workspace.library.get(CASE.instrument).questions if one.weight}
    assert {one.question for one in found(workspace, "CHK-701")} == weighty - {"I2.1", "I2.4", "I2.7"}


# ---- reading ---------------------------------------------------------------------------------------------------------


def test_chw007_many_at_once_are_as_one_by_one(demo: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = demo.store.cases()
    assert len({case.instrument for case in cases}) > 1
    together = {facts.case: facts for facts in gather(demo, cases, thorough=False)}
    assert together.keys() == set(cases)
    monkeypatch.setattr(gathering, "BATCH", 2)
    assert {facts.case: facts for facts in gather(demo, cases, thorough=False)} == together
    for case in cases[::5]:
        assert list(gather(demo, [case], thorough=False)) == [together[case]]


def test_chw008_a_check_writes_nothing(workspace: Workspace) -> None:
    state, journal = workspace.store.state(), workspace.store.journal()
    assert list(check_cases(workspace, workspace.store.cases()))
    assert (workspace.store.state(), workspace.store.journal()) == (state, journal)


def test_chw009_the_nearest_earlier_cycle_is_the_one_compared(workspace: Workspace) -> None:
    store, instrument, stage = workspace.store, workspace.library.get(CASE.instrument), claim(workspace)
    value = {"numerator": 1, "denominator": 100}
    for cycle in (2020, 2022):
        past = Case(CASE.region, CASE.instrument, cycle)
        store.save_answers(past, stage, [Answer("I26.2", value, source=str(cycle))], instrument, "Sari")
    (read,) = gather(workspace, [CASE])
    assert read.past is not None
    assert (read.past.case.cycle, read.past.answers["I26.2"].source) == (2022, "2022")
    now = {"numerator": 90, "denominator": 100}
    store.save_answers(CASE, stage, [Answer("I26.2", now)], instrument, "Sari")
    assert {one.question for one in found(workspace, "CHK-401")} == {"I26.2"}


def test_chw009_the_whole_claim_is_compared_by_its_share(workspace: Workspace) -> None:
    instrument, stage = workspace.library.get(CASE.instrument), claim(workspace)
    for cycle, points in ((2023, 500.0), (2024, 800.0)):
        case = Case("00.01", CASE.instrument, cycle)
        if cycle == CASE.cycle:
            gone = [Answer(name, None) for name in workspace.store.answers(case, stage)]
            workspace.store.save_answers(case, stage, gone, instrument, "Sari")
        workspace.store.save_reported(case, stage, [Reported("TOTAL", points, "rekap")], instrument, "Sari")
    (one,) = found(workspace, "CHK-402")
    assert (one.question, one.values["cycle"]) == ("", "2023")
    assert (one.values["before"], one.values["now"]) == (Percentage(50.0), Percentage(80.0))


# ---- choosing and grouping -------------------------------------------------------------------------------------------


def test_an_unknown_check_is_refused() -> None:
    with pytest.raises(KlaError, match=r"CHK-001.*CHK-999.*CHK-101"):
        choose(["CHK-101", "CHK-999"])


def test_checks_are_chosen_by_id_severity_and_cost() -> None:
    assert [rule.check.id for rule in choose(["CHK-106", "CHK-101"])] == ["CHK-101", "CHK-106"]
    assert {rule.check.severity for rule in choose(severity=Severity.ERROR)} == {Severity.ERROR}
    assert not any(rule.thorough for rule in choose(thorough=False))


@pytest.mark.parametrize("by", ["region", "agency", "check"])
def test_groups_hold_every_finding_once(workspace: Workspace, by: str) -> None:
    findings = list(check_cases(workspace, [CASE]))
    groups = grouped(findings, by)  # type: ignore[arg-type]  # one of the three
    assert sorted(map(repr, findings)) == sorted(repr(one) for members in groups.values() for one in members)
    assert list(groups) == sorted(groups)
