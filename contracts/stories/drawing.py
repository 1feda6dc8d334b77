"""An OpenAPI document as cases are drawn from it, and what a request to each of its operations may say.

What the document marks `x-generate: false` - a parameter, a property, or the schema that
either refers to - is left out of it, and what it marks `x-generate: always` is part of
every request. Credentials and path parameters are the run's own: neither is ever drawn.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.documents.members import Part
from contracts.documents.schemas import Schema
from contracts.documents.spec import FORMATS, METHODS
from contracts.engine.exchange import NOT_JSON, Pairs, Request

_BRANCHES = ("oneOf", "anyOf", "allOf")
_FORMATS = {**FORMATS, "email": lambda text: "@" in text}
_SAMPLES = ("example", "examples", "default", "enum", "const")


@dataclass(frozen=True)
class Parameters:
    """What may be said in the query, or in the headers."""

    required: frozenset[str] = frozenset()
    schemas: Mapping[str, Schema] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()
    """What is not to be drawn; in lower case, for a target may not tell the cases apart."""
    always: Pairs = ()
    """What every request says."""
    folds: bool = False
    """Whether names are the same in any case, as those of headers are."""

    def declares(self, name: str) -> bool:
        """Whether there is a parameter of that name."""
        return self._key(name) in self.schemas

    def withholds(self, pairs: Pairs) -> bool:
        """Whether something is said that is not to be drawn."""
        return any(name.lower() in self.withheld for name, _ in pairs)

    def allows(self, pairs: Pairs) -> bool:
        """Whether exactly what is declared is said, each once, and what is required."""
        names = [self._key(name) for name, _ in pairs]
        if len(set(names)) < len(names) or not self.required <= set(names) <= set(self.schemas):
            return False
        return all(any(map(self.schemas[self._key(name)].takes, _readings(text))) for name, text in pairs)

    def _key(self, name: str) -> str:
        return name.lower() if self.folds else name


@dataclass(frozen=True)
class Form:
    """What a request to an operation may say."""

    query: Parameters
    headers: Parameters
    path: tuple[str, ...]
    """Parameters of the path."""
    body: Schema | None
    needs_body: bool
    withheld: frozenset[str]
    """Members that no body has."""

    def allows(self, query: Pairs, headers: Pairs, body: Any) -> bool:
        """Whether the document allows a request, its objects taken as closed; `body`: a JSON value, bytes or None."""
        return self.query.allows(query) and self.headers.allows(headers) and self._allows_body(body)

    def part(self, query: Pairs, headers: Pairs) -> Part:
        """The first part of a request that the document does not allow; where there is none, what it is all about."""
        if not self.query.allows(query):
            return Part.QUERY
        if not self.headers.allows(headers):
            return Part.HEADER
        return Part.QUERY if self.body is None else Part.BODY

    def withholds(self, query: Pairs, headers: Pairs, body: Any) -> bool:
        """Whether something is said that is not to be drawn."""
        said = self.query.withholds(query) or self.headers.withholds(headers)
        return said or not self.withheld.isdisjoint(_members(_value(body)))

    def _allows_body(self, body: Any) -> bool:
        if body is None:
            return not self.needs_body
        value = _value(body)
        return self.body is not None and value is not NOT_JSON and self.body.takes(value)


def prepared(document: Mapping[str, Any]) -> tuple[dict[str, Any], Mapping[str, Form]]:
    """A copy to draw from, its request objects closed, and operationId -> form."""
    raw = copy.deepcopy(dict(document))
    raw.pop("security", None)
    components = raw.setdefault("components", {})
    components.pop("securitySchemes", None)
    withheld = frozenset(_prune(raw, raw))
    forms = {}
    for item in raw["paths"].values():
        shared = item.pop("parameters", [])
        for operation in (item[method] for method in METHODS if method in item):
            operation.pop("security", None)
            declared = _parameters(raw, [*shared, *operation.get("parameters", [])])
            operation["parameters"] = [node for node, generate in declared if generate is None and _is_sent(node)]
            operation["responses"] = {"200": {"description": "nobody asks what is answered"}}
            _close(raw, operation.get("requestBody"), set())
            forms[operation["operationId"]] = _form(raw, operation, declared, withheld)
    return _by_format(raw), forms


OWN_FORMAT = "ct-"
"""Begins the formats that overlays give to texts, each with a strategy of its own (`formats`)."""
_WRITTEN = ("pattern", "minLength", "maxLength")


def _by_format(node: Any) -> Any:
    """A copy in which texts of our formats are said by these alone: to draw by a pattern and a length is what costs."""
    if isinstance(node, list):
        return [_by_format(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    ours = str(node.get("format", "")).startswith(OWN_FORMAT)
    return {key: _by_format(value) for key, value in node.items() if not (ours and key in _WRITTEN)}


def resolved(raw: Mapping[str, Any], node: Any) -> Any:
    """What a node refers to, by however many references within the document; the node itself where it does not."""
    seen: set[str] = set()
    while isinstance(node, dict) and str(node.get("$ref", "")).startswith("#/") and node["$ref"] not in seen:
        seen.add(node["$ref"])
        target: Any = raw
        for part in node["$ref"][2:].split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def _mark(raw: Mapping[str, Any], node: Any) -> object:
    """What `x-generate` says of a node, or of what it refers to; None where it says nothing."""
    for each in (node, resolved(raw, node)):
        if isinstance(each, dict) and "x-generate" in each:
            return each["x-generate"]
    return None


def _parameters(raw: Mapping[str, Any], nodes: Iterable[Any]) -> list[tuple[dict[str, Any], object]]:
    """Parameters with their marks; of two of one name and place, the later one, which is the operation's own."""
    found: dict[tuple[str, str], tuple[dict[str, Any], object]] = {}
    for node in nodes:
        parameter = resolved(raw, node)
        marks = (_mark(raw, node), _mark(raw, parameter.get("schema")))
        found[parameter["in"], parameter["name"]] = parameter, next((mark for mark in marks if mark is not None), None)
    return list(found.values())


def _is_sent(parameter: Mapping[str, Any]) -> bool:
    return parameter["in"] in ("query", "header", "path")


def _form(
    raw: Mapping[str, Any],
    operation: Mapping[str, Any],
    declared: list[tuple[dict[str, Any], object]],
    withheld: frozenset[str],
) -> Form:
    request = resolved(raw, operation.get("requestBody")) or {}
    schema = next((content["schema"] for content in request.get("content", {}).values()), None)
    return Form(
        _place(raw, [each for each in declared if each[0]["in"] == "query"]),
        _place(raw, [each for each in declared if each[0]["in"] == "header"], folds=True),
        tuple(node["name"] for node, _ in declared if node["in"] == "path"),
        None if schema is None else Schema(raw, schema, _FORMATS),
        bool(request.get("required")),
        withheld,
    )


def _place(raw: Mapping[str, Any], declared: list[tuple[dict[str, Any], object]], folds: bool = False) -> Parameters:
    names = {node["name"]: node["name"].lower() if folds else node["name"] for node, _ in declared}
    said = [node for node, mark in declared if mark is not False]
    always = [node for node, mark in declared if mark == "always"]
    return Parameters(
        frozenset(names[node["name"]] for node in said if node.get("required")),
        {names[node["name"]]: Schema(raw, node["schema"], _FORMATS) for node in said},
        frozenset(node["name"].lower() for node, mark in declared if mark is not None),
        tuple((node["name"], _first(resolved(raw, node["schema"]))) for node in always),
        folds,
    )


def _first(schema: Mapping[str, Any]) -> Any:
    return (schema.get("enum") or schema["examples"])[0]


def _prune(raw: Mapping[str, Any], node: Any) -> Iterator[str]:
    """Take what is marked out of all schemas below a node; yields the names of the properties."""
    if isinstance(node, list):
        for entry in node:
            yield from _prune(raw, entry)
    if not isinstance(node, dict):
        return
    properties = node.get("properties")
    if isinstance(properties, dict):
        marked = [name for name, schema in properties.items() if _mark(raw, schema) is False]
        for name in marked:
            del properties[name]
        if marked and "required" in node:
            node["required"] = [name for name in node["required"] if name not in marked]
        yield from marked
    if "enum" in node:  # all that there is; examples would be drawn twice as often
        node.pop("examples", None)
    for keyword in _BRANCHES:
        if isinstance(node.get(keyword), list):
            node[keyword] = [branch for branch in node[keyword] if _mark(raw, branch) is not False]
    for key, value in node.items():
        if key not in _SAMPLES:
            yield from _prune(raw, value)


def _close(raw: dict[str, Any], node: Any, seen: set[str]) -> None:
    """Close the objects of a request schema, so that bodies look like a client's and not like a dictionary."""
    if isinstance(node, list):
        for entry in node:
            _close(raw, entry, seen)
    if not isinstance(node, dict):
        return
    reference = node.get("$ref")
    if isinstance(reference, str) and reference not in seen:
        seen.add(reference)
        _close(raw, resolved(raw, node), seen)
    if node.get("type") == "object" and "properties" in node:
        node.setdefault("additionalProperties", False)
    for key, value in node.items():
        if key not in _SAMPLES:
            _close(raw, value, seen)


def _readings(text: str) -> Iterator[Any]:
    """What a parameter's text may mean: itself, or the boolean or number that it writes."""
    yield text
    if re.fullmatch(r"true|false|-?(0|[1-9][0-9]*)(\.[0-9]+)?", text):
        yield json.loads(text)


def _value(body: Any) -> Any:
    return Request("", "", "", body=body).json if isinstance(body, bytes) else body


def _members(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for entry in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _members(entry)
