"""Links of the specs: which request may follow an answer, and what of both it is made of (OpenAPI, Link Object).

Of runtime expressions these are read: `$request.body#/...`, `$request.query.x`, `$request.path.id`,
`$response.body#/...`, and constants.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.documents.spec import Spec
from contracts.engine.exchange import NOT_JSON, Exchange, Pairs

_ID = re.compile(r"/customers/([^/?]+)")


@dataclass(frozen=True)
class Link:
    """A request that may follow."""

    name: str
    operation: str
    """operationId of what follows."""
    parameters: tuple[tuple[str, Any], ...]
    """Name and runtime expression, or constant."""


@dataclass(frozen=True)
class Followed:
    """The parameters of a request that follows."""

    operation: str
    query: Pairs
    id: str | None
    """Of the path, where there is one."""


def of(spec: Spec, operation: str) -> Sequence[Link]:
    """What may follow the success of an operation."""
    document, declared = spec.document_of(operation), spec.operations[operation]
    answer = document["paths"][declared.path][declared.method.lower()]["responses"]["200"]
    found = []
    for name, node in answer.get("links", {}).items():
        link = _resolved(document, node)
        target = link.get("operationId") or _referred(spec, link["operationRef"])
        found.append(Link(name, target, tuple(link["parameters"].items())))
    return found


def follow(link: Link, exchange: Exchange) -> Followed | None:
    """The request that follows an exchange by a link; None where the exchange has not all that it needs."""
    values = {name: _value(expression, exchange) for name, expression in link.parameters}
    if any(value is None for name, value in values.items() if name != "accountId"):
        return None
    id_ = values.pop("id", None)
    query = tuple((name, str(value)) for name, value in values.items() if value is not None)
    return Followed(link.operation, query, None if id_ is None else str(id_))


def _value(expression: Any, exchange: Exchange) -> Any:
    if not isinstance(expression, str) or not expression.startswith("$"):
        return expression
    place, _, pointer = expression.partition("#")
    request, response = exchange.request, exchange.response
    if place == "$request.body":
        return _at(request.json, pointer)
    if place == "$response.body":
        return _at(response.text.value if response else None, pointer)
    if place.startswith("$request.query."):
        return dict(request.query).get(place.rpartition(".")[2])
    found = _ID.search(request.path)
    return found[1] if found else None


def _at(value: Any, pointer: str) -> Any:
    """What a JSON pointer leads to; None where it leads nowhere, or to something that is no text or number."""
    for part in filter(None, pointer.split("/")):
        if isinstance(value, list) and part.isdigit():
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value if isinstance(value, (str, int)) and value is not NOT_JSON and value != "" else None


def _referred(spec: Spec, reference: str) -> str:
    """The operation of a reference into another of the documents."""
    path, method = reference.partition("#/paths/")[2].rsplit("/", 1)
    path = path.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")
    return next(one.id for one in spec.operations.values() if (one.path, one.method.lower()) == (path, method))


def _resolved(document: Mapping[str, Any], node: Any) -> Any:
    while "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node
