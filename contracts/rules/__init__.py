"""The law: what a target must do, one rule for each promise, judged on one `Seen` at a time.

A rule is a generator: each `yield None` is one time it was exercised and held, each
`yield Breach(...)` one time it was broken. Yielding nothing means that it does not apply.
Rules are pure; they know nothing of the reference.
"""

from __future__ import annotations

import enum
import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from contracts.engine.docstrings import docstring
from contracts.engine.location import Location, location
from contracts.engine.verdict import Breach, Grade
from contracts.evidence.seen import Seen

Judgement = Iterator[Breach | None]


class Scope(enum.Flag):
    """What a rule is shown."""

    ITEM = enum.auto()
    """Each item of each request."""
    ITEMLESS = enum.auto()
    """Each exchange whose request has no item."""
    EXCHANGE = enum.auto()
    TOGETHER = enum.auto()
    """All exchanges that were under way at the same moment, once: `Seen.together`."""


@dataclass(frozen=True)
class Rule:
    """A promise made executable."""

    id: str
    source: str
    """Anchor in specs/promises.md."""
    grade: Grade
    judge: Callable[[Seen], Judgement]
    operations: frozenset[str]
    """Operations it applies to; empty for all."""
    scope: Scope
    also: tuple[str, ...]
    """Anchors of further promises that the same check keeps."""
    reading: str
    """The reading that makes it a finding when pinned, though the promise is only inferred."""

    @property
    def family(self) -> str:
        """First part of the id."""
        return self.id.partition("/")[0]

    @property
    def must(self) -> str:
        """The promise in one MUST sentence."""
        return " ".join(docstring(self.judge).split())

    @property
    def location(self) -> Location:
        """Where it is written."""
        return location(self.judge)


_LAW: dict[str, Rule] = {}


def rule(
    id: str,  # noqa: A002 - the word of the field
    *,
    source: str,
    grade: str,
    on: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    whole: bool = False,
    together: bool = False,
    itemless: bool = False,
    reading: str = "",
) -> Callable[[Callable[[Seen], Judgement]], Callable[[Seen], Judgement]]:
    """Declare a rule; ids are `family/claim`, and each is declared once."""

    def declare(judge: Callable[[Seen], Judgement]) -> Callable[[Seen], Judgement]:
        if id in _LAW:
            raise ValueError(f"rule {id} is declared in {_LAW[id].judge.__module__} already")
        if "MUST" not in docstring(judge):
            raise ValueError(f"rule {id} needs a docstring with its MUST sentence")
        scope = Scope.TOGETHER if together else Scope.EXCHANGE if whole else Scope.ITEM
        if itemless:
            scope |= Scope.ITEMLESS
        _LAW[id] = Rule(id, source, Grade(grade), judge, frozenset(on), scope, also, reading)
        return judge

    return declare


@cache
def law() -> Mapping[str, Rule]:
    """All rules by id, in the order in which they speak: by module, as listed in `ORDER`, then as written."""
    for module in ORDER:
        importlib.import_module(f"{__name__}.{module}")
    rank = {f"{__name__}.{module}": position for position, module in enumerate(ORDER)}
    return dict(sorted(_LAW.items(), key=lambda pair: rank[pair[1].judge.__module__]))


ORDER = (
    "concurrency",
    "security",
    "duplicate_source",
    "cross_source",
    "invalid_source",
    "primary_mismatch",
    "counts",
    "identifiers",
    "validation",
    "upsert",
    "updates",
    "aftermath",
    "reads",
    "side_effects",
    "warnings",
    "robustness",
    "shapes",
    "envelope",
    "answers",
    "readings.observed",
    "schema",
)
"""Modules of rules, the telling ones first: where one answer breaks several, the cause speaks before the symptom."""
