"""schemathesis, reduced to what it does best here: it makes cases, and it checks shapes.

Nothing is ever sent by it: its own sending delivers a POST twice where a kept-alive
connection was cut, and is blind to an error told under HTTP 200. Cases are drawn with a
seed and given away as plain values, which are all that may be sent of them: what the spec
marks `x-generate: false` is in none of them, and whether a case is one that the spec
allows is asked of these values. Answers come back with the status that their decoded
outcome stands for.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

import hypothesis
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.core import NotSet
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.transport import Response as SchemathesisResponse
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from contracts.documents.spec import METHODS
from contracts.engine.exchange import Exchange, Pairs
from contracts.engine.jsontext import MARK
from contracts.stories.chance import drawing
from contracts.stories.drawing import STATUS, prepared

_CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
_NOWHERE = "http://localhost"
"""The checks want to know where a request went, and never go there."""
_HEADER_VALUE = re.compile(r"[!-~]([ -~]*[!-~])?|")
"""What reaches every server as it was sent."""


@dataclass(frozen=True)
class Made:
    """A case: all that a request to an operation would say beside whom it is about."""

    operation: str
    positive: bool
    """Whether it is what the spec allows, its objects taken as closed."""
    body: Any
    """A JSON value, bytes, or None for no body."""
    query: Pairs
    headers: Pairs
    case: Any
    """schemathesis's own, to hand back for its checks."""


class Bridge:
    """Draws cases from an OpenAPI document, and checks answers against it."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        config = schemathesis.Config.from_dict({"generation": {"database": "none"}})
        self._cache: dict[tuple[Any, ...], list[Made]] = {}
        raw, self._forms = prepared(document)
        self._schema = schemathesis.openapi.from_dict(raw, config=config)
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
            yield from self._cache[key]

    def allows(self, made: Made) -> bool:
        """Whether the spec allows what a case says, its objects taken as closed."""
        return self._forms[made.operation].allows(made.query, made.headers, made.body)

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
        status = STATUS.get(outcome, response.status)
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

    def _made(self, operation: str, case: Any) -> Made | None:
        """What would be sent of a case; None where that may not be sent."""
        form = self._forms[operation]
        headers = tuple((name, text) for name, text in _pairs(case.headers) if form.headers.declares(name))
        drawn = tuple(_pairs(case.query))
        query = (*form.query.always, *drawn)
        body = None if isinstance(case.body, NotSet) else b"null" if case.body is None else case.body
        carried = all(_HEADER_VALUE.fullmatch(text) for _, text in headers)
        if not carried or form.withholds(drawn, headers, body):
            return None
        return Made(operation, form.allows(query, headers, body), body, query, headers, case)

    def _drawn(self, operation: str, seed: int, count: int, mode: Any) -> list[Made]:
        if not count:
            return []
        found: list[Made] = []
        positive = mode is schemathesis.GenerationMode.POSITIVE
        cases = self._operations[operation].as_strategy(
            generation_mode=mode, path_parameters=dict.fromkeys(self._forms[operation].path, 1)
        )
        strategy = cases.map(partial(self._made, operation)).filter(
            lambda made: made is not None and made.positive is positive
        )

        @hypothesis.seed(seed)
        @drawing(count)
        @hypothesis.given(made=strategy)
        def collect(made: Made) -> None:
            found.append(made)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            collect()
        return found[:count]


def _methods(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method.upper()


def _pairs(values: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """Names and values as they are written into a request; a list is its entries."""
    for name, value in (values or {}).items():
        for entry in value if isinstance(value, list) else [value]:
            yield str(name), entry if isinstance(entry, str) else json.dumps(entry, allow_nan=False)
