"""The OpenAPI documents: which operations there are, and what their answers look like."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from contracts.documents import libyaml
from contracts.documents.members import Kept
from contracts.documents.overlay import overlaid
from contracts.documents.schemas import Schema
from contracts.engine.errors import UsageError

METHODS = ("get", "post", "put", "delete", "patch")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a spec."""

    id: str
    method: str
    path: str
    title: str
    """Title of the API it belongs to."""

    @property
    def label(self) -> str:
        """Method and path, as people say it."""
        return f"{self.method} {self.path}"


class Spec:
    """Some OpenAPI documents taken together; operationIds are unique among them.

    `overlays` has, for each of them or for none, an OpenAPI Overlay that narrows it to what is worth sending,
    `kept` what of each operation's members must be kept (`members.kept`).
    Raises UsageError for a text that is not an OpenAPI document or repeats an operationId.
    """

    def __init__(
        self,
        texts: Sequence[str],
        codes: frozenset[int] = frozenset(),
        overlays: Sequence[str] = (),
        kept: Mapping[str, Kept] | None = None,
    ) -> None:
        self.codes = codes
        """Codes of the catalogue; empty where there is none."""
        self._kept = kept or {}
        self.documents: list[dict[str, Any]] = []
        """As they are published: what an answer has to be."""
        self.narrowed: list[dict[str, Any]] = []
        """As cases are drawn from them: what of a request is ordinary."""
        self.operations: dict[str, Operation] = {}
        self._of: dict[str, int] = {}
        self._answers: dict[tuple[str, str], Schema | None] = {}
        self._members: dict[tuple[str, str], Schema | None] = {}
        self.sha256 = hashlib.sha256("\0".join((*texts, *overlays)).encode()).hexdigest()
        for number, text in enumerate(texts):
            document = libyaml.data(text)
            if not isinstance(document, dict) or "openapi" not in document:
                raise UsageError("a spec is not an OpenAPI document: the key 'openapi' is missing")
            self._take(document)
            self.narrowed.append(overlaid(document, libyaml.data(overlays[number])) if overlays else document)

    def _take(self, document: dict[str, Any]) -> None:
        for path, item in document.get("paths", {}).items():
            for method in METHODS:
                if method not in item:
                    continue
                id_ = item[method]["operationId"]
                if id_ in self.operations:
                    raise UsageError(f"operationId {id_!r} occurs twice in the specs")
                self.operations[id_] = Operation(id_, method.upper(), path, document["info"]["title"])
                self._of[id_] = len(self.documents)
        self.documents.append(document)

    def kept(self, operation: str) -> Kept:
        """Path in the details of what the operation must keep -> the other forms in which it may come back."""
        return self._kept.get(operation, {})

    def document_of(self, operation: str) -> dict[str, Any]:
        """The document that declares the operation."""
        return self.documents[self._of[operation]]

    def mismatch(self, operation: str, outcome: str, body: Any) -> tuple[str, str, Any] | None:
        """Where a body is not what the operation answers on that outcome ("success", "failure").

        Returns (place, what the schema wants, what is there) of the most telling error, or None.
        NaN and Infinity pass for numbers here: that they are no JSON is told by a rule of its own.
        """
        schema = self._answer(operation, outcome)
        return schema.mismatch(body) if schema else None

    def shows(self, operation: str, member: str, value: Any) -> bool:
        """Whether a member of a customer that a request names, or of its profile, holds what the documents show.

        What the contract allows beyond that, such as a text without end, is shown nowhere.
        """
        key = (operation, member)
        if key not in self._members:
            document = self.narrowed[self._of[operation]]
            schema = _members(document, self._requested(document, operation)).get(member)
            self._members[key] = Schema(document, schema, FORMATS) if schema else None
        shown = self._members[key]
        return shown is not None and shown.takes(value)

    @cache  # noqa: B019 - there is one spec in a process
    def answered(self, operation: str) -> frozenset[str]:
        """Every name that the documents give to a member of the operation's answers."""
        document, op = self.document_of(operation), self.operations[operation]
        return frozenset(_named_in(document, document["paths"][op.path][op.method.lower()]["responses"]))

    def _requested(self, document: Mapping[str, Any], operation: str) -> dict[str, Any]:
        op = self.operations[operation]
        declared = document["paths"][op.path][op.method.lower()]
        schema: dict[str, Any] = declared["requestBody"]["content"]["application/json"]["schema"]
        return schema

    def _answer(self, operation: str, outcome: str) -> Schema | None:
        key = (operation, outcome)
        if key not in self._answers:
            schema = self._schema(operation, outcome)
            self._answers[key] = Schema(self.document_of(operation), schema) if schema else None
        return self._answers[key]

    def _schema(self, operation: str, outcome: str) -> dict[str, Any] | None:
        document = self.document_of(operation)
        op = self.operations[operation]
        answers = document["paths"][op.path][op.method.lower()]["responses"]
        schema = answers["200"]["content"]["application/json"]["schema"]
        for branch in _branches(schema):
            name = branch.get("$ref", "").rpartition("/")[2]
            component = document["components"]["schemas"].get(name, branch)
            if component.get("x-outcome") == outcome:
                return branch
        return None

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """operationId -> API title."""
        return {id_: operation.title for id_, operation in self.operations.items()}

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that the documents give to a member, a query parameter or a header."""
        return frozenset(_names(self.documents))


def _names(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        yield from node.get("properties", {})
        if "in" in node and isinstance(node.get("name"), str):
            yield node["name"]
        for value in node.values():
            yield from _names(value)
    elif isinstance(node, list):
        for entry in node:
            yield from _names(entry)


def _named_in(document: Mapping[str, Any], node: Any) -> Iterator[str]:
    """The names of the members that a part of a document speaks of, in what it refers to as well."""
    left, followed = [node], set[str]()
    while left:
        part = left.pop()
        if isinstance(part, list):
            left += part
        elif isinstance(part, Mapping):
            properties = part.get("properties")
            yield from properties if isinstance(properties, Mapping) else ()
            reference = part.get("$ref")
            if isinstance(reference, str) and reference.startswith("#/components/") and reference not in followed:
                followed.add(reference)
                left.append(_resolved(document, reference))
            left += part.values()


def _is_moment(text: str) -> bool:
    return datetime.fromisoformat(text).tzinfo is not None


def _is_day(text: str) -> bool:
    return bool(date.fromisoformat(text))


FORMATS = {"date-time": _is_moment, "date": _is_day}
"""Those that the documents speak of: a moment says its offset."""


_LEVELS = frozenset({"root", "customer", "profiles"})
"""Members of a request that hold a customer, or one of its profiles."""


def _members(document: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Name -> schema of the members of the customers that a request schema describes, and of their profiles."""
    while "$ref" in schema or "items" in schema:
        schema = _resolved(document, schema["$ref"]) if "$ref" in schema else schema["items"]
    found: dict[str, Any] = {}
    for name, member in schema.get("properties", {}).items():
        found |= _members(document, member) if name in _LEVELS else {name: member}
    return found


def _resolved(document: Mapping[str, Any], reference: str) -> Any:
    node: Any = document
    for part in reference.removeprefix("#/").split("/"):
        node = node[part]
    return node


def _branches(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for keyword in ("oneOf", "anyOf"):
        yield from schema.get(keyword, ())
    if "oneOf" not in schema and "anyOf" not in schema:
        yield schema
