"""The law: what a target must do, one rule for each promise, judged on one `Seen` at a time.

A rule is a generator: each `yield None` is one time it was exercised and held, each
`yield Breach(...)` one time it was broken. Yielding nothing means that it does not apply.
Rules are pure; they know nothing of the reference. A family is a file: `duplicate-source/...` stands in
`duplicate_source.py`, `readings/...` in the folder `readings`. What rules share stands in `grounds` and `shown`.
"""

from __future__ import annotations

import enum
import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType

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


class Tier(enum.IntEnum):
    """Who speaks first where one exchange breaks several rules."""

    CAUSE = enum.auto()
    """What was done or told is wrong."""
    AFTERMATH = enum.auto()
    """Something that was done before shows."""
    SHAPE = enum.auto()
    """The form of an answer."""


FAMILIES = (
    "concurrency",
    "security",
    "duplicate-source",
    "delivery",
    "cross-api",
    "cross-source",
    "invalid-source",
    "primary-mismatch",
    "counts",
    "batch",
    "identifiers",
    "validation",
    "operations",
    "upsert",
    "updates",
    "reads",
    "reads-v11",
    "side-effects",
    "warnings",
    "robustness",
    "codes",
    "readings",
    "envelope",
)
"""The telling ones first."""


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
    also: Mapping[str, Callable[[Seen], bool]]
    """Anchors of further promises that the same check keeps: whether what it is shown is a case of theirs."""
    reading: str
    """The reading that makes it a finding when pinned, though the promise is only inferred."""
    tier: Tier

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
    also: Mapping[str, Callable[[Seen], bool]] = MappingProxyType({}),
    whole: bool = False,
    together: bool = False,
    itemless: bool = False,
    reading: str = "",
    tier: Tier = Tier.CAUSE,
) -> Callable[[Callable[[Seen], Judgement]], Callable[[Seen], Judgement]]:
    """Declare a rule; ids are `family/claim`, and each is declared once."""
    family = id.partition("/")[0]
    if family not in FAMILIES:
        raise ValueError(f"rule {id} is of no family: {family} is to be entered in FAMILIES")

    def declare(judge: Callable[[Seen], Judgement]) -> Callable[[Seen], Judgement]:
        if id in _LAW:
            raise ValueError(f"rule {id} is declared in {_LAW[id].judge.__module__} already")
        if "MUST" not in docstring(judge):
            raise ValueError(f"rule {id} needs a docstring with its MUST sentence")
        scope = Scope.TOGETHER if together else Scope.EXCHANGE if whole else Scope.ITEM
        if itemless:
            scope |= Scope.ITEMLESS
        _LAW[id] = Rule(id, source, Grade(grade), judge, frozenset(on), scope, also, reading, tier)
        return judge

    return declare


aftermath = partial(rule, tier=Tier.AFTERMATH)
"""Declare a rule of what is shown later."""
shape = partial(rule, tier=Tier.SHAPE)
"""Declare a rule of the form of answers."""


@cache
def law() -> Mapping[str, Rule]:
    """All rules by id, in the order in which they speak: by tier, then by family, then as written."""
    for family in FAMILIES:
        importlib.import_module(module_of(family))
    rank = {family: position for position, family in enumerate(FAMILIES)}
    return dict(sorted(_LAW.items(), key=lambda pair: (pair[1].tier, rank[pair[1].family])))


def module_of(family: str) -> str:
    """Full name of the module, or of the folder, where the rules of a family stand."""
    return f"{__name__}.{family.replace('-', '_')}"
