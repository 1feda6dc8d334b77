"""schemathesis, reduced to what it does best here: it makes cases of its phases examples, coverage and fuzzing.

Nothing is ever sent by it: its own sending delivers a POST twice where a kept-alive connection was cut, and is blind to
an error told under HTTP 200. Cases are given away as plain values, which are all that may be sent of them: what the
spec marks `x-generate: false` is in none of them, and whether a case is one that the spec allows is asked of these
values. What it would check of answers is the law's (`checks`).
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import hypothesis
import schemathesis
from schemathesis.core import NotSet
from schemathesis.specs.openapi.coverage._operation import iter_coverage_cases

from contracts.documents.members import Part
from contracts.documents.spec import METHODS
from contracts.engine.exchange import Pairs
from contracts.stories.chance import drawing
from contracts.stories.drawing import prepared
from contracts.stories.formats import FORMATS
from contracts.stories.people import Known, Person

_HEADER_VALUE = re.compile(r"[!-~]([ -~]*[!-~])?|")
"""What reaches every server as it was sent."""
_MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


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
    constraint: str = ""
    """What of the spec it tries, where it was made to try one thing."""
    path: str = ""
    """The member or parameter that it tries it of."""
    part: Part = Part.BODY
    """Where in a request that stands."""
    people: tuple[Person, ...] = ()
    """Whom it names who are new, once that is settled."""
    whom: Known | None = None
    """Whom a read, an update or a change is about, once that is settled."""

    def __deepcopy__(self, memo: object) -> Made:
        """The same: nothing changes a case, and what was dealt is known by its identity."""
        return self

    @property
    def direction(self) -> str:
        """Whether the spec allows it."""
        return "within" if self.positive else "open"


class Bridge:
    """Draws cases from an OpenAPI document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        for name, strategy in FORMATS.items():
            schemathesis.openapi.format(name, strategy)
        config = schemathesis.Config.from_dict({"generation": {"database": "none"}})
        self._covering: dict[str, list[Made]] = {}
        raw, self._forms = prepared(document)
        self._schema = schemathesis.openapi.from_dict(raw, config=config)
        self._operations = {
            operation.definition.raw["operationId"]: operation
            for operation in (self._schema[path][method] for path, method in _methods(document))
        }

    def coverage(self, operation: str) -> list[Made]:
        """The cases of the phase coverage: each constraint just within and just beyond, one at a time."""
        if operation not in self._covering:
            op = self._operations[operation]
            cases = iter_coverage_cases(
                operation=op,
                generation_modes=list(_MODES),
                generate_duplicate_query_parameters=True,
                unexpected_methods=set(),
                generation_config=self._schema.config.generation,
            )
            self._covering[operation] = [*self._each_once(operation, cases)]
        return self._covering[operation]

    def draw(self, operation: str, seed: int, positive: int, negative: int) -> Iterator[Made]:
        """So many cases of an operation that the spec allows, and so many that it does not; same seed, same cases."""
        for count, mode in zip((positive, negative), _MODES, strict=True):
            yield from self._drawn(operation, seed, count, mode)

    def allows(self, made: Made) -> bool:
        """Whether the spec allows what a case says, its objects taken as closed."""
        return self._forms[made.operation].allows(made.query, made.headers, made.body)

    def _each_once(self, operation: str, cases: Iterable[Any]) -> Iterator[Made]:
        seen: set[str] = set()
        for case in cases:
            told = case.meta.phase.data
            if _part(case) is Part.PATH:
                continue  # ids are the run's own
            named = (told.location or "").rpartition("/properties/")[2].partition("/")[0]
            where = named if case.body is not None and named else told.parameter or ""
            tries = (str(told.scenario.value).replace("_", " "), where)
            made = self._made(operation, case, case.meta.generation.mode.is_positive, *tries)
            key = repr((made.query, made.headers, made.body)) if made else ""
            if made is not None and key not in seen:
                seen.add(key)
                yield made

    def _made(
        self, operation: str, case: Any, positive: bool | None = None, constraint: str = "", path: str = ""
    ) -> Made | None:
        """What would be sent of a case; None where that may not be sent. `positive`: where it is known already."""
        form = self._forms[operation]
        headers = tuple((name, text) for name, text in _pairs(case.headers) if form.headers.declares(name))
        drawn = tuple(_pairs(case.query))
        query = (*form.query.always, *drawn)
        body = None if isinstance(case.body, NotSet) else b"null" if case.body is None else case.body
        carried = all(_HEADER_VALUE.fullmatch(text) for _, text in headers)
        if not carried or form.withholds(drawn, headers, body):
            return None
        allowed = form.allows(query, headers, body) if positive is None else positive
        part = _part(case) or form.part(query, headers)
        return Made(operation, allowed, body, query, headers, constraint, path, part)

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


def _part(case: Any) -> Part | None:
    """Where in a request stands what a case tries; None where schemathesis tells of no one part."""
    location = case.meta.phase.data.parameter_location
    return next((part for part in Part if location is not None and part.value == location.value), None)


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
