"""What jsonschema-rs takes at once, and what jsonschema has the last word on."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest

from contracts.documents.schemas import Schema
from contracts.engine import jsontext

NAN = jsontext.read(b"NaN").value
DOCUMENT = {"components": {"schemas": {"Name": {"type": "string", "maxLength": 3, "pattern": "^[a-z]*$"}}}}
NAMED = {"type": "object", "required": ["name"], "properties": {"name": {"$ref": "#/components/schemas/Name"}}}


def nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("value", [{"name": "ada"}, {"name": "", "more": 1}])
def test_what_is_shown_is_asked_of_the_quick_one_alone(value: Any) -> None:
    schema = Schema(DOCUMENT, NAMED)
    with mock.patch.object(Schema, "_thorough", None):
        assert schema.takes(value)
        assert schema.mismatch(value) is None


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ({}, ("$", "required: ['name']", {})),
        ({"name": 1}, ("$.name", "type: string", 1)),
        ({"name": "ADA"}, ("$.name", "pattern: ^[a-z]*$", "ADA")),
        ([], ("$", "type: object", [])),
    ],
)
def test_what_is_not_shown_is_told_with_its_place(value: Any, told: tuple[str, str, Any]) -> None:
    schema = Schema(DOCUMENT, NAMED)
    assert not schema.takes(value)
    assert schema.mismatch(value) == told


@pytest.mark.parametrize(
    ("shown", "value"),
    [
        ({"type": "number"}, NAN),
        ({"type": "integer"}, NAN),
        ({"type": "string", "pattern": "^[0-9]+$"}, "12\n"),
        ({"type": "string"}, "\ud800"),
        ({"type": "object"}, {"\ud800": 1}),
        ({"type": "array"}, nested(90)),
        ({"type": "integer"}, 10**40),
        ({"type": "integer"}, 2.0),
        ({"enum": [200]}, 200.0),
        ({"type": "string", "format": "email"}, "nobody"),
    ],
    ids=repr,
)
def test_what_jsonschema_takes_is_taken(shown: dict[str, Any], value: Any) -> None:
    schema = Schema({}, shown)
    assert schema.takes(value)
    assert schema.mismatch(value) is None


@pytest.mark.parametrize("text", ["no", "error"])
def test_a_format_says_no_or_raises(text: str) -> None:
    def is_fine(value: str) -> bool:
        if value == "error":
            raise ValueError(value)
        return value == "yes"

    schema = Schema({}, {"type": ["string", "null"], "format": "answer"}, {"answer": is_fine})
    assert schema.takes("yes")
    assert schema.takes(None)
    assert schema.mismatch(text) == ("$", "format: answer", text)
