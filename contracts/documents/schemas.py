"""Schemas of the documents, compiled once: whether a value is what one shows, and where it is not.

jsonschema-rs says yes, a hundred times as fast. Every no is asked again of jsonschema, which tells where and why, and
which is loaded for that alone. So it has the last word on what the two take differently: NaN and Infinity, a line break
at the end of a text, text that is no Unicode, and what is nested too deep for one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from contracts.engine.jsontext import Constant

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

Formats = Mapping[str, Callable[[str], bool]]
"""Name of a format -> whether a text has it; it may raise ValueError for no."""


class Schema:
    """A schema that stands in a document, whose components it may refer to; other formats than those given are free."""

    def __init__(self, document: Mapping[str, Any], schema: Mapping[str, Any], formats: Formats | None = None) -> None:
        self._formats = formats or {}
        self._whole = {**schema, "components": _components(document, schema)}
        checks = {name: _answering(check) for name, check in self._formats.items()}
        self._quick = jsonschema_rs.Draft202012Validator(self._whole, formats=checks, validate_formats=bool(checks))

    def takes(self, value: Any) -> bool:
        """Whether a value is what the schema shows."""
        return self._takes_at_once(value) or bool(self._thorough.is_valid(value))

    def mismatch(self, value: Any) -> tuple[str, str, Any] | None:
        """Where a value is not what the schema shows, what it wants there, and what is there: the most telling error.

        NaN and Infinity pass for numbers: that they are no JSON is for others to tell.
        """
        if self._takes_at_once(value):
            return None
        from jsonschema.exceptions import best_match

        error = best_match(self._thorough.iter_errors(value))
        if error is None:
            return None
        title = error.schema.get("title") if isinstance(error.schema, dict) else None
        return error.json_path, title or f"{error.validator}: {_short(error.validator_value)}", error.instance

    def _takes_at_once(self, value: Any) -> bool:
        try:
            return self._quick.is_valid(value)
        except ValueError:  # nothing that it can read: half a character, or too deep
            return False

    @cached_property
    def _thorough(self) -> Draft202012Validator:
        from jsonschema import Draft202012Validator, FormatChecker
        from jsonschema.validators import extend

        usual = Draft202012Validator.TYPE_CHECKER
        types = usual.redefine(
            "integer", lambda _, value: isinstance(value, Constant) or usual.is_type(value, "integer")
        )
        checker = FormatChecker(formats=())
        for name, check in self._formats.items():
            checker.checks(name, raises=ValueError)(_of_texts(check))
        made: type[Draft202012Validator] = extend(Draft202012Validator, type_checker=types)  # type: ignore[no-untyped-call]
        return made(self._whole, format_checker=checker)


def _components(document: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The components that a schema refers to, and those that they refer to: to compile all of a document takes time."""
    found: dict[str, dict[str, Any]] = {}
    left: list[Any] = [schema]
    while left:
        node = left.pop()
        left += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        reference = node.get("$ref") if isinstance(node, dict) else None
        if isinstance(reference, str) and reference.startswith("#/components/"):
            kind, name = reference.split("/")[2:4]
            if name not in found.setdefault(kind, {}):
                found[kind][name] = document["components"][kind][name]
                left.append(found[kind][name])
    return found


def _answering(check: Callable[[str], bool]) -> Callable[[str], bool]:
    """A check that raises nothing."""

    def answer(text: str) -> bool:
        try:
            return check(text)
        except ValueError:
            return False

    return answer


def _of_texts(check: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or check(value)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:77] + "..."
