"""Every fault of an instrument file is told: with its code, its place, once, and all of them together."""

from __future__ import annotations

from pathlib import Path

import pytest

from kla_widgets.errors import Fault, KlaError
from kla_widgets.instrument.library import Library
from kla_widgets.instrument.loading import check_instrument, load_instrument, parse_instrument
from kla_widgets.language import language
from kla_widgets.resources import templates

KLA_2024 = (templates() / "instruments" / "kla-2024.yaml").read_text(encoding="utf-8")
MADE_UP = (Path(__file__).parent / "made-up.yaml").read_text(encoding="utf-8")


def faults(text: str) -> tuple[Fault, ...]:
    try:
        parse_instrument(text, "file.yaml")
    except KlaError as error:
        return error.faults
    return ()


def changed(text: str, old: str, new: str, after: str = "") -> str:
    """The text with the first ``old`` behind ``after`` replaced."""
    start = text.index(after)
    place = text.index(old, start)
    return text[:place] + new + text[place + len(old) :]


def line_of(text: str, words: str, after: str = "") -> int:
    return text[: text.index(words, text.index(after))].count("\n") + 1


# old, new, after; code, words that stand in the line told, path
IN_KLA_2024 = {
    "a duplicate id": ("id: I19.2b", "id: I19.2a", "", "INS-003", "id: I19.2a", "I19.2a"),
    "weights that do not add up": ("weight: 12", "weight: 13", "", "INS-004", "max: 96", "I1 max"),
    "a missing weight": ("            weight: 12\n", "", "", "INS-005", "- id: I1.1\n", "I1.1"),
    "an unknown band": (
        "bands: fifths\n",
        "bands: fifth\n",
        "",
        "INS-002",
        "bands: fifth\n",
        "rules.trained_share.bands",
    ),
    "an unknown rule": ("answer: policy_level", "answer: policy", "", "INS-001", "answer: policy\n", "I1.1 answer"),
    "an unknown agency": (
        "[bagian_hukum, dp3a]",
        "[bagian_hukm, dp3a]",
        "id: I1.1",
        "INS-007",
        "bagian_hukm",
        "I1.1 agencies",
    ),
    "an unknown evidence kind": ("[PERDA, SK, SE]", "[PERDA, SX, SE]", "", "INS-007", "SX", "I1.1 evidence_suggested"),
    "an unknown source": ("source: [OI]", "source: [OX]", "id: I1.1", "INS-007", "OX", "I1.1 source"),
    "needless overflow": ("max: 96", "max: 96\n        overflow: cap", "", "INS-006", "overflow: cap", "I1 overflow"),
    "steps that do not rise": ("{at: 40,", "{at: 10,", "", "INS-008", "  fifths:", "bands.fifths"),
    "credit against direction": ("credit: 0.6}", "credit: 0.1}", "", "INS-009", "  fifths:", "bands.fifths"),
    "credit against a direction that is written": (
        "credit: 0.6}",
        "credit: 0.9}",
        "fifths_falling:",
        "INS-009",
        "    direction: lower",
        "rules.percent_lower.direction",
    ),
    "a trend the wrong way round": (
        "worse: 0",
        "worse: 1",
        "two_year_fall:",
        "INS-015",
        "    trend:",
        "rules.two_year_fall.trend",
    ),
    "predicates that overlap": ("min: 601", "min: 600", "", "INS-010", "- id: madya", "madya"),
    "predicates that end too early": (
        "max: 1000\n  variants",
        "max: 999\n  variants",
        "",
        "INS-011",
        "  bands:\n    - id: pratama",
        "predicates.bands",
    ),
    "no self-assessment": ("kind: claim", "kind: award", "", "INS-012", "stages:", "stages"),
    "an open matrix without a number of rows": (
        "    expected: 5\n",
        "",
        "five_rows:",
        "INS-013",
        "  five_rows:",
        "rules.five_rows",
    ),
    "the id of the whole": ("- id: KEL\n", "- id: TOTAL\n", "", "INS-016", "- id: TOTAL", "TOTAL id"),
    "a missing field": ("            kind: policy\n", "", "id: I1.1", "INS-020", "- id: I1.1\n", "I1.1"),
    "a missing field of a rule": (
        "    status: inferred\n",
        "",
        "policy_form:",
        "INS-020",
        "  policy_form:",
        "rules.policy_form",
    ),
    "a missing type of a rule": (
        "    type: percent\n",
        "",
        "percent_higher:",
        "INS-020",
        "  percent_higher:",
        "rules.percent_higher",
    ),
    "an unknown field": (
        "kind: policy",
        "kind: policy\n            colour: red",
        "",
        "INS-021",
        "colour: red",
        "I1.1 colour",
    ),
    "an unquoted no as id": ("id: I1.1\n", "id: no\n", "", "INS-022", "id: no\n", "I1 questions.0.id"),
    "an unquoted 1.10 as id": ("id: I1.1\n", "id: 1.10\n", "", "INS-022", "id: 1.10\n", "I1 questions.0.id"),
    "a number as words": ("short: Dinas PPPA", "short: 5", "", "INS-022", "short: 5", "agencies.dp3a.short"),
    "a weight as text": ("weight: 12", 'weight: "12"', "", "INS-023", 'weight: "12"', "I1.1 weight"),
    "a weight that is yes": ("weight: 12", "weight: yes", "", "INS-023", "weight: yes", "I1.1 weight"),
    "a weight that is infinite": ("weight: 12", "weight: !!float inf", "", "INS-023", "weight: !!float", "I1.1 weight"),
    "a weight of 400 digits": ("weight: 12", f"weight: 1{400 * '0'}", "", "INS-023", "weight: 1000", "I1.1 weight"),
    "an unknown kind": ("kind: policy", "kind: politics", "", "INS-024", "kind: politics", "I1.1 kind"),
    "an unknown type of answer": (
        "type: percent",
        "type: procent",
        "percent_higher:",
        "INS-024",
        "  percent_higher:",
        "rules.percent_higher",
    ),
    "a negative weight": ("weight: 12", "weight: -12", "", "INS-025", "weight: -12", "I1.1 weight"),
    "credit above one": (
        "{at: 100, credit: 1}",
        "{at: 100, credit: 1.5}",
        "",
        "INS-025",
        "{at: 100, credit: 1.5}",
        "bands.fifths.steps.5.credit",
    ),
    "an id with a blank": ("id: I1.1\n", "id: I1 1\n", "", "INS-026", "id: I1 1\n", "I1 1 id"),
    "an id of 41 signs": ("id: I1.1\n", f"id: {41 * 'x'}\n", "", "INS-026", "id: xxx", f"{41 * 'x'} id"),
    "something else than a list": (
        "agencies: [bagian_hukum, dp3a]",
        "agencies: dp3a",
        "id: I1.1",
        "INS-027",
        "agencies: dp3a",
        "I1.1 agencies",
    ),
    "words that are empty": (
        "en: Is there a regional",
        'en: ""\n              #',
        "",
        "INS-034",
        'en: ""',
        "I1.1 text.en",
    ),
    "a number for fields": ("{at: 60, credit: 0.6}", "5", "", "INS-033", "      - 5", "bands.fifths.steps.3"),
    "a rule that is a number": (
        "policy_level:\n",
        "policy_level: 5\n  other_level:\n",
        "",
        "INS-033",
        "policy_level: 5",
        "rules.policy_level",
    ),
    "a key written twice": (
        "weight: 12",
        "weight: 12\n            weight: 12",
        "",
        "YML-006",
        "weight: 12\n          ",
        "",
    ),
    "a Python tag": ("weight: 12", "weight: !!python/object:os.system 12", "", "YML-005", "weight: !!python", ""),
    "an alias": ("weight: 12", "weight: &w 12\n            note: *w", "", "YML-004", "note: *w", ""),
    "a list as the name of a field": (
        "weight: 12",
        "weight: 12\n            ? [a]\n            : 1",
        "",
        "YML-008",
        "? [a]",
        "",
    ),
}


@pytest.mark.parametrize(("old", "new", "after", "code", "words", "path"), IN_KLA_2024.values(), ids=IN_KLA_2024)
def test_a_fault_of_kla_2024_is_told_once_with_code_line_and_path(
    old: str, new: str, after: str, code: str, words: str, path: str
) -> None:
    text = changed(KLA_2024, old, new, after)
    found = faults(text)
    assert [(fault.code, fault.path) for fault in found] == [(code, path)]
    told = int(found[0].where.removeprefix("file.yaml:"))
    assert words.splitlines()[0] in text.splitlines()[told - 1]
    for name in ("id", "en"):
        assert "unknown" not in found[0].describe(language(name))


def test_all_faults_of_a_file_are_told_at_once() -> None:
    text = changed(KLA_2024, "weight: 12", "weight: 13")
    text = changed(text, "answer: policy_level", "answer: policy")
    text = changed(text, "id: I19.2b", "id: I19.2a")
    text = changed(text, "kind: data", "kind: date", "- id: I19.2a")
    text = changed(text, "min: 601", "min: 600")
    found = {(fault.code, fault.path) for fault in faults(text)}
    assert found == {
        ("INS-004", "I1 max"),
        ("INS-001", "I1.1 answer"),
        ("INS-003", "I19.2a"),
        ("INS-024", "I19.2a kind"),
        ("INS-010", "madya"),
    }


def test_the_first_use_of_a_duplicate_id_is_named() -> None:
    text = changed(KLA_2024, "id: I19.2b", "id: I19.2a")
    (fault,) = faults(text)
    assert fault.values["first"] == f"file.yaml:{line_of(text, '- id: I19.2a')}"


def test_an_alias_bomb_is_refused_line_by_line_and_never_unfolded() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join(9 * [f'*a{n - 1}'])}]\n" for n in range(1, 30)
    )
    assert [(fault.code, fault.where) for fault in faults(bomb)] == [
        ("YML-004", f"file.yaml:{n}") for n in range(2, 31)
    ]


def test_an_alias_to_itself_is_refused() -> None:
    assert {fault.code for fault in faults("a: &a [*a]")} == {"YML-004"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "YML-007"),
        ("# nothing but a comment\n", "YML-007"),
        ("- id: a\n- id: b\n", "YML-007"),
        ("only words", "YML-007"),
        ("5", "YML-007"),
        ("a: [1, 2", "YML-003"),
        ("a: b: c", "YML-003"),
        ("a: *nowhere", "YML-003"),
        ("a: 1\n---\na: 2\n", "YML-003"),
        ("a: \x00", "YML-003"),
        ("a: \ud800", "YML-003"),
        ("[" * 300_000, "YML-009"),
        ("a: " + "[" * 5_000 + "]" * 5_000, "YML-009"),
        ("!!python/object/apply:os.system [ls]", "YML-005"),
        ("!!python/name:os.system k: 1", "YML-005"),
    ],
    ids=lambda text: repr(text[:24]),
)
def test_what_is_no_instrument_at_all_is_told_once(text: str, code: str) -> None:
    assert [fault.code for fault in faults(text)] == [code]


def test_a_file_of_6_mb_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    file.write_text("#" * 6_000_000, encoding="utf-8")
    assert [fault.code for fault in check_instrument(file)] == ["YML-002"]


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "old.yaml"
    file.write_bytes(MADE_UP.replace("First", "Prémière").encode("latin-1"))
    (fault,) = check_instrument(file)
    assert (fault.code, fault.values["reason"]) == ("YML-001", "not UTF-8")


def test_a_file_with_the_mark_that_windows_puts_first_is_read(tmp_path: Path) -> None:
    file = tmp_path / "made-up.yaml"
    file.write_text(MADE_UP, encoding="utf-8-sig")
    assert load_instrument(file).id == "made-up"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    (fault,) = check_instrument(tmp_path / "none.yaml")
    assert (fault.code, fault.where) == ("YML-001", str(tmp_path / "none.yaml"))


def test_a_folder_is_told(tmp_path: Path) -> None:
    assert [fault.code for fault in check_instrument(tmp_path)] == ["YML-001"]


def test_a_plain_reference_to_a_rule_without_its_words_is_told_at_the_rule() -> None:
    text = changed(MADE_UP, "answer: met", "answer: share", "A1.1")
    assert [(fault.code, fault.path, fault.values["field"]) for fault in faults(text)] == [
        ("INS-020", "rules.share", "numerator"),
        ("INS-020", "rules.share", "denominator"),
    ]


def test_a_rule_that_lacks_words_is_told_at_the_question_that_should_give_them() -> None:
    text = changed(MADE_UP, "              denominator: Whole\n", "", "A1.2")
    assert [(fault.code, fault.path) for fault in faults(text)] == [("INS-020", "A1.2 answer")]


def test_a_choice_of_one_is_told() -> None:
    text = changed(MADE_UP, "      - {id: partly, label: Partly, credit: 0.4}\n", "")
    text = changed(text, "      - {id: not_met, label: Not met, credit: 0}\n", "")
    assert [(fault.code, fault.path) for fault in faults(text)] == [("INS-028", "rules.met.options")]


def test_overflow_without_a_maximum_is_told() -> None:
    text = changed(MADE_UP, "        max: 40\n", "", "id: B1")
    assert ("INS-006", "B1 overflow") in {(fault.code, fault.path) for fault in faults(text)}


def test_a_two_year_percentage_without_a_whole_is_told() -> None:
    text = changed(MADE_UP, "              denominator: Whole\n", "", "id: B1.1")
    assert [(fault.code, fault.path) for fault in faults(text)] == [("INS-014", "B1.1 answer")]


def test_a_later_folder_replaces_an_instrument_and_names_must_fit(tmp_path: Path) -> None:
    (tmp_path / "made-up.yaml").write_text(MADE_UP, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(MADE_UP, encoding="utf-8")
    library = Library((templates() / "instruments", tmp_path))
    assert library.get("made-up").title.en == "Made up"
    with pytest.raises(KlaError, match="INS-031"):
        library.get("other")
    with pytest.raises(KlaError, match="INS-030"):
        library.get("nothing")


def test_the_instrument_of_a_cycle_is_the_one_with_the_most_questions(tmp_path: Path) -> None:
    library = Library((templates() / "instruments",))
    assert library.for_cycle(2024).id == "kla-2024"
    with pytest.raises(KlaError, match="INS-032"):
        library.for_cycle(1999)
