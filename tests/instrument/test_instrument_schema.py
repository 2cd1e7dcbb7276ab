"""The JSON Schema for editors accepts instrument files as they are written, and marks broken ones."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kla_widgets.instrument.schema import instrument_schema
from kla_widgets.instrument.source import read_source
from kla_widgets.resources import templates

FILES = sorted((templates() / "instruments").glob("*.yaml"))


def as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_json(entry) for key, entry in value.items()}
    return [as_json(entry) for entry in value] if isinstance(value, tuple) else value


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(instrument_schema())


def test_the_schema_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(instrument_schema())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_schema_accepts_a_shipped_file_as_written(validator: Draft202012Validator, file) -> None:
    assert list(validator.iter_errors(as_json(read_source(file).data))) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"colour": "red"},
        {"id": 5},
        {"max": "1000"},
        {"unit": "planet"},
        {"clusters": []},
        {"predicates": {"edge": "middle", "status": "official", "bands": []}},
        {"bands": {"halves": {"steps": [{"at": 0, "credit": 2}]}}},
        {"clusters": [{"id": "A", "name": "A", "short": "A", "status": "guessed"}]},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_the_schema_rejects_a_broken_file(validator: Draft202012Validator, changes: dict[str, Any]) -> None:
    good = as_json(read_source(templates() / "instruments" / "kla-2022.yaml").data)
    assert validator.is_valid(good)
    assert not validator.is_valid(good | changes)


def test_the_schema_rejects_a_file_without_an_id(validator: Draft202012Validator) -> None:
    good = as_json(read_source(templates() / "instruments" / "kla-2022.yaml").data)
    del good["id"]
    assert not validator.is_valid(good)
