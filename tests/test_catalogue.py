"""Every word that a user sees is in the catalogue, and numbers and dates are written in the reader's language.

CAT001  Every template of the code has an Indonesian translation, and none of them is a guess.
CAT002  The catalogue holds nothing that the code no longer says.
CAT003  A translation keeps the placeholders, command line options and line breaks of its template.
CAT004  No template is written inside an f-string: before Python 3.12 the extraction does not see it there.
CAT005  Error codes are well-formed, and each belongs to one message.
CAT006  A message says all it has to say in both languages, and whoever reports it gives it all its values.
CAT007  Numbers, percentages and dates are written as Indonesian and English readers write them.
"""

from __future__ import annotations

import ast
import importlib
import math
import pkgutil
import re
import string
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st

import kla_widgets
from kla_widgets.errors import Fault, KlaError, Message
from kla_widgets.language import LANGUAGES, MISSING, N_, language, preferred_language

PACKAGE = Path(kla_widgets.__file__).parent
MARKERS = ("t", "N_")
KEPT = re.compile(r"\{\w*\}|--[a-z-]+|\n")
OUTSIDE_ITS_TOOL = "kla_widgets.assessment.migrations.env"  # runs a migration when imported

codes = st.sampled_from(LANGUAGES)
amounts = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (PACKAGE / "locale" / "id.po").open("rb") as file:
        return read_po(file, locale="id")


@pytest.fixture(scope="module")
def translations(catalogue: Catalog) -> dict[str, str]:
    return {str(entry.id): str(entry.string) for entry in catalogue if entry.id}


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in sorted(PACKAGE.rglob("*.py"))}


@pytest.fixture(scope="module")
def extracted() -> set[str]:
    """What ``make messages`` finds."""
    found = extract_from_dir(str(PACKAGE), method_map=[("**.py", "python")], keywords=dict.fromkeys(MARKERS))
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


@pytest.fixture(scope="module")
def modules() -> dict[Path, ModuleType]:
    names = [one.name for one in pkgutil.walk_packages([str(PACKAGE)], "kla_widgets.") if one.name != OUTSIDE_ITS_TOOL]
    loaded = [importlib.import_module(name) for name in names]
    return {Path(module.__file__): module for module in loaded if module.__file__}


@pytest.fixture(scope="module")
def messages(modules: dict[Path, ModuleType]) -> list[Message]:
    """Every message constant of the package, once even where it is imported elsewhere."""
    constants = (value for module in modules.values() for value in vars(module).values() if isinstance(value, Message))
    return list({id(message): message for message in constants}.values())


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Calls of a function or method of one of these names, with something given."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            if name in names:
                yield node


def templates(tree: ast.AST) -> set[str]:
    """The templates that a piece of code marks."""
    written = (call.args[0] for call in calls(tree, *MARKERS))
    return {str(node.value) for node in written if isinstance(node, ast.Constant)}


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


# ---- the catalogue ---------------------------------------------------------------------------------------------------


def test_cat001_every_template_has_an_indonesian_translation(
    trees: dict[Path, ast.Module], extracted: set[str], translations: dict[str, str]
) -> None:
    wanted = extracted.union(*map(templates, trees.values()))
    assert len(wanted) > 300, "the extraction finds no texts any more"
    assert sorted(template for template in wanted if not translations.get(template, "").strip()) == []


def test_cat001_no_translation_is_a_guess(catalogue: Catalog) -> None:
    assert [entry.id for entry in catalogue if entry.id and entry.fuzzy] == []


def test_cat002_the_catalogue_holds_nothing_obsolete(
    catalogue: Catalog, trees: dict[Path, ast.Module], extracted: set[str], translations: dict[str, str]
) -> None:
    said = extracted.union(*map(templates, trees.values()))
    assert sorted(translations.keys() - said) == []
    assert list(catalogue.obsolete) == []


def test_cat003_translations_keep_placeholders_options_and_line_breaks(translations: dict[str, str]) -> None:
    changed = [
        (template, text)
        for template, text in translations.items()
        if sorted(KEPT.findall(template)) != sorted(KEPT.findall(text)) or placeholders(template) != placeholders(text)
    ]
    assert changed == []


def test_cat004_no_template_hides_inside_an_f_string(trees: dict[Path, ast.Module]) -> None:
    hidden = [
        f"{file.relative_to(PACKAGE)}:{node.lineno} {sorted(inside)}"
        for file, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and (inside := templates(node))
    ]
    assert hidden == []


def test_the_catalogue_is_what_the_program_speaks(translations: dict[str, str]) -> None:
    t = language("id")
    assert {template: t(template) for template in translations} == translations


# ---- error messages --------------------------------------------------------------------------------------------------


def test_cat005_error_codes_are_unique(messages: list[Message]) -> None:
    counts = Counter(message.code for message in messages)
    assert len(counts) > 50, "the messages are not found any more"
    assert [code for code, count in counts.items() if count > 1] == []


def test_cat005_error_codes_are_well_formed(messages: list[Message]) -> None:
    assert [message.code for message in messages if not re.fullmatch(r"[A-Z]{3}-[0-9]{3}", message.code)] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_cat006_a_message_with_its_values_leaves_nothing_open(code: str, messages: list[Message]) -> None:
    t = language(code)
    for message in messages:
        values = dict.fromkeys(placeholders(message.cause) | placeholders(message.cure), "§")
        told = Fault(message, "rekap.xlsx", "32.73", **values).describe(t)
        assert told.startswith(f"[{message.code}] rekap.xlsx 32.73: ")
        assert "unknown" not in told
        assert not re.search(r"[{}]", told), told


def test_cat006_a_message_is_reported_with_all_its_values(
    trees: dict[Path, ast.Module], modules: dict[Path, ModuleType]
) -> None:
    seen, forgotten = 0, []
    for file, module in modules.items():
        for call in calls(trees[file], "fail", "Fault", "fault"):
            message = vars(module).get(getattr(call.args[0], "id", ""))
            given = {keyword.arg for keyword in call.keywords}
            if isinstance(message, Message) and None not in given:  # None stands for **values
                seen += 1
                missing = (placeholders(message.cause) | placeholders(message.cure)) - given
                forgotten += [f"{file.relative_to(PACKAGE)}:{call.lineno} {sorted(missing)}"] if missing else []
    assert seen > 50, "the reports are not found any more"
    assert forgotten == []


def test_a_missing_value_does_not_hide_the_error() -> None:
    fault = Fault(Message("TST-001", "“{name}” is not {wanted}.", "Correct it."), "rekap.csv", name="x")
    assert fault.describe(language("en")) == "[TST-001] rekap.csv: “x” is not unknown. Correct it."


# ---- languages -------------------------------------------------------------------------------------------------------


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(KlaError, match=r"LNG-001.*“fr”"):
        language("fr")


def test_the_reader_chooses_the_language_and_gets_indonesian_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    spoken = {}
    for wish in ("id", "en", "fr", ""):
        monkeypatch.setenv("KLA_LANGUAGE", wish)
        spoken[wish] = preferred_language().code
    monkeypatch.delenv("KLA_LANGUAGE")
    assert spoken == {"id": "id", "en": "en", "fr": "id", "": "id"}
    assert preferred_language().code == "id"


def test_words_are_translated_and_filled() -> None:
    assert language("id")("{part} of {whole}", part=3, whole=5) == "3 dari 5"
    assert language("en")("{part} of {whole}", part=3, whole=5) == "3 of 5"


def test_a_text_that_is_not_in_the_catalogue_stays_as_it_is() -> None:
    assert language("id")("Kota {name}", name="Metro") == "Kota Metro"
    assert N_("Kota {name}") == "Kota {name}"


# ---- numbers and dates -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (770.36, "770,36", "770.36"),
        (1234567.8, "1.234.567,80", "1,234,567.80"),
        (-1234.5, "-1.234,50", "-1,234.50"),
        (0, "0,00", "0.00"),
        (-0.0, "0,00", "0.00"),
        (-0.004, "0,00", "0.00"),
        (-0.006, "-0,01", "-0.01"),
        (None, MISSING, MISSING),
        (math.nan, MISSING, MISSING),
    ],
)
def test_cat007_numbers(value: float | None, indonesian: str, english: str) -> None:
    assert language("id").number(value) == indonesian
    assert language("en").number(value) == english


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (4.5, "4,5"),
        (96, "96"),
        (100, "100"),
        (1000, "1.000"),
        (1 / 3, "0,3333"),
        (0, "0"),
        (-0.00001, "0"),
        (None, MISSING),
        (math.nan, MISSING),
    ],
)
def test_cat007_short_numbers(value: float | None, written: str) -> None:
    assert language("id").short(value) == written


@pytest.mark.parametrize(
    ("share", "decimals", "written"),
    [
        (0.5, 0, "50 %"),
        (0.4567, 1, "45,7 %"),
        (1, 0, "100 %"),
        (0, 0, "0 %"),
        (-0.001, 0, "0 %"),
        (None, 0, MISSING),
        (math.nan, 0, MISSING),
    ],
)
def test_cat007_percentages(share: float | None, decimals: int, written: str) -> None:
    assert language("id").percent(share, decimals) == written


def test_cat007_missing_is_not_zero() -> None:
    assert MISSING == "–"


def test_cat007_dates() -> None:
    assert language("id").date(date(2026, 11, 22)) == "22 November 2026"
    assert language("id").date(date(2026, 8, 17)) == "17 Agustus 2026"
    assert language("en").date(date(2026, 8, 17)) == "August 17, 2026"


def test_cat007_moments() -> None:
    at = datetime(2026, 5, 3, 7, 4, tzinfo=UTC)
    assert language("id").moment(at) == "3 Mei 2026 07.04"
    assert language("en").moment(at) == "3 May 2026 07:04"


@given(value=amounts, decimals=st.integers(0, 6), code=codes)
def test_cat007_a_written_number_reads_back_as_the_rounded_one(value: float, decimals: int, code: str) -> None:
    written = language(code).number(value, decimals)
    assert parse_decimal(written, locale=code, strict=True) == round(Decimal(value), decimals)


@given(value=amounts, code=codes)
def test_cat007_a_short_number_reads_back_and_ends_in_nothing_needless(value: float, code: str) -> None:
    written = language(code).short(value)
    decimal = {"id": ",", "en": "."}[code]
    assert parse_decimal(written, locale=code) == round(Decimal(value), 4)
    assert written != "-0"
    assert not written.endswith(decimal)
    assert decimal not in written or not written.endswith("0")
