"""JSON Schema of the instrument file for editors: completion and red lines while typing."""

from __future__ import annotations

from typing import Any

from kla_widgets.instrument.answers import Bands
from kla_widgets.instrument.models import Instrument


def instrument_schema() -> dict[str, Any]:
    """The schema of the file as written: with named ``rules`` and ``bands`` and references to them."""
    schema = Instrument.model_json_schema()
    definitions = schema["$defs"]
    answer = definitions["Question"]["properties"]["answer"]
    text = definitions["Text"]
    definitions["Text"] = {"anyOf": [{"type": "string", "minLength": 1}, text]}
    by_rule = {"type": "object", "properties": {"rule": {"type": "string"}}, "required": ["rule"]}
    definitions["Question"]["properties"]["answer"] = {"anyOf": [{"type": "string"}, by_rule, answer]}
    for definition in definitions.values():
        properties = definition.get("properties", {})
        if "bands" in properties and definition.get("title") != "Predicates":
            properties["bands"] = {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Bands"}, {"type": "null"}]}
    definitions.setdefault("Bands", Bands.model_json_schema())
    rule = {"type": "object", "properties": {"type": {"type": "string"}}, "required": ["type", "status"]}
    schema["properties"]["rules"] = {"type": "object", "additionalProperties": rule}
    schema["properties"]["bands"] = {"type": "object", "additionalProperties": {"$ref": "#/$defs/Bands"}}
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "KLA instrument"
    return schema
