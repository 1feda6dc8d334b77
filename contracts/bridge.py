"""schemathesis, reduced to what it does best here: it makes cases, and it checks shapes.

Nothing is ever sent by it: its own sending delivers a POST twice where a kept-alive
connection was cut, and is blind to an error told under HTTP 200. Cases are drawn with a
seed and given away as plain values; answers come back to it with the status that their
decoded outcome stands for.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis.checks import not_a_server_error
from schemathesis.core import NotSet
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response as SchemathesisResponse
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from contracts.exchange import Exchange
from contracts.jsontext import MARK
from contracts.spec import METHODS

_CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
_STATUS = {"success": 200, "failure": 400}
_NOWHERE = "http://localhost"
"""The checks want to know where a request went, and never go there."""


@dataclass(frozen=True)
class Made:
    """A case: what one request to an operation could be."""

    operation: str
    positive: bool
    """Whether it is what the spec allows."""
    body: Any
    """A JSON value, bytes, or None."""
    query: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    path: Mapping[str, Any]
    case: Any
    """schemathesis's own, to hand back for its checks."""


class Bridge:
    """Draws cases from an OpenAPI document, and checks answers against it."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        config = schemathesis.Config.from_dict({"generation": {"database": "none"}})
        self._cache: dict[tuple[Any, ...], list[Any]] = {}
        self._schema = schemathesis.openapi.from_dict(_prepared(document), config=config)
        self._operations = {
            operation.definition.raw["operationId"]: operation
            for operation in (self._schema[path][method] for path, method in _methods(document))
        }

    def draw(self, operation: str, seed: int, positive: int, negative: int) -> Iterator[Made]:
        """So many cases of an operation that the spec allows, and so many that it does not; same seed, same cases."""
        modes = (
            (positive, schemathesis.GenerationMode.POSITIVE),
            (negative, schemathesis.GenerationMode.NEGATIVE),
        )
        for count, mode in modes:
            key = (operation, seed, count, mode)
            if key not in self._cache:  # drawing is the cost of a case: ten times that of sending it
                self._cache[key] = self._drawn(*key)
            for case in self._cache[key]:
                yield _made(operation, case, mode is schemathesis.GenerationMode.POSITIVE)

    def problems(self, made: Made, exchange: Exchange, outcome: str) -> Iterator[tuple[str, str]]:
        """What schemathesis finds wrong with an answer: check and message.

        `outcome` is "success" or "failure", whose virtual status stands for the one on the
        wire; any other outcome is checked under its own status.
        """
        response = exchange.response
        if response is None:
            return
        headers: dict[str, list[str]] = {}
        for name, value in response.headers:
            headers.setdefault(name.lower(), []).append(value)
        status = _STATUS.get(outcome, response.status)
        sent: Any = SimpleNamespace(url=_NOWHERE + exchange.request.path, method=exchange.request.method, headers={})
        seen = SchemathesisResponse(
            status_code=status,
            headers=headers,
            content=response.body.removeprefix(MARK),
            request=sent,
            elapsed=0.0,
            verify=True,
        )
        for check in _CHECKS:
            try:
                made.case.validate_response(seen, checks=[check])
            except FailureGroup as group:
                for failure in group.exceptions:
                    yield check.__name__, str(getattr(failure, "title", failure))
            except Failure as failure:
                yield check.__name__, str(failure.title)

    def _drawn(self, operation: str, seed: int, count: int, mode: Any) -> list[Any]:
        if not count:
            return []
        found: list[Any] = []
        strategy = self._operations[operation].as_strategy(generation_mode=mode)

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(case=strategy)
        def collect(case: Any) -> None:
            found.append(case)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            collect()
        return found[:count]


def _methods(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method.upper()


def _made(operation: str, case: Any, positive: bool) -> Made:
    body = None if isinstance(case.body, NotSet) else case.body
    return Made(
        operation,
        positive,
        body,
        tuple((str(k), _text(v)) for k, v in (case.query or {}).items()),
        tuple((str(k), _text(v)) for k, v in (case.headers or {}).items()),
        dict(case.path_parameters or {}),
        case,
    )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _prepared(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy for schemathesis: one schema per outcome and status, request objects closed, odd parameters left out."""
    raw = copy.deepcopy(dict(document))
    for item in raw["paths"].values():
        for operation in item.values():
            if not isinstance(operation, dict) or "responses" not in operation:
                continue
            operation["parameters"] = [p for p in operation.get("parameters", ()) if p.get("x-generate") is not False]
            operation["responses"] = _virtual(raw, operation["responses"]["200"])
            if "requestBody" in operation:
                _close(raw, operation["requestBody"], set())
    return raw


def _virtual(raw: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """The documented answer, split by outcome: 200 for a success, 400 for a failure."""
    schema = answer["content"]["application/json"]["schema"]
    branches = schema.get("oneOf") or [schema]
    found = {}
    for branch in branches:
        name = branch.get("$ref", "").rpartition("/")[2]
        outcome = raw["components"]["schemas"].get(name, branch).get("x-outcome", "success")
        found[str(_STATUS[outcome])] = {
            "description": outcome,
            "content": {"application/json": {"schema": branch}},
        }
    return found


def _close(raw: dict[str, Any], node: Any, seen: set[str]) -> None:
    """Close the objects of a request schema, so that bodies look like a client's and not like a dictionary."""
    if isinstance(node, list):
        for entry in node:
            _close(raw, entry, seen)
    if not isinstance(node, dict):
        return
    reference = node.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/") and reference not in seen:
        seen.add(reference)
        target: Any = raw
        for part in reference[2:].split("/"):
            target = target[part]
        _close(raw, target, seen)
    if node.get("type") == "object" and "properties" in node:
        node.setdefault("additionalProperties", False)
    for key, value in node.items():
        if key not in ("example", "examples", "default", "enum", "const"):
            _close(raw, value, seen)
