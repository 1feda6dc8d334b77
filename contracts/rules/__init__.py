"""The law: what a target must do, one rule for each promise, judged on one `Seen` at a time.

A rule is a generator: each `yield None` is one time it was exercised and held, each
`yield Breach(...)` one time it was broken. Yielding nothing means that it does not apply.
Rules are pure; they know nothing of the reference.
"""

from __future__ import annotations

import enum
import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

from contracts.docstrings import docstring
from contracts.envelope import Kind, Outcome, Result
from contracts.exchange import Exchange
from contracts.intent import Asked, Intent
from contracts.knowledge import Knowledge
from contracts.profile import Profile
from contracts.situation import Case, Situation, classify
from contracts.spec import Spec
from contracts.verdict import Breach, Grade, Phrase


@dataclass(frozen=True)
class Seen:
    """One exchange, or one item of it, with what was known before it."""

    exchange: Exchange
    intent: Intent
    outcome: Outcome
    knowledge: Knowledge
    spec: Spec
    together: tuple[Seen, ...] = ()
    """All exchanges that were under way at the same moment, this one among them; empty where it was alone."""
    index: int = 0
    """Which item of the request; rules on whole exchanges see the first."""

    def at(self, index: int) -> Seen:
        """The same exchange, seen at another of its items."""
        return replace(self, index=index)

    @property
    def profile(self) -> Profile:
        """The organisation."""
        return self.knowledge.profile

    @property
    def operation(self) -> str:
        """operationId."""
        return self.exchange.request.operation

    @property
    def asked(self) -> Asked:
        """The item as requested; nothing where the request has no items."""
        return self.intent.items[self.index] if self.index < len(self.intent.items) else _NOTHING

    @property
    def result(self) -> Result:
        """The item as answered; of unknown result where the answer has no such item."""
        return self.outcome.results[self.index] if self.index < len(self.outcome.results) else _NO_RESULT

    @cached_property
    def situation(self) -> Situation:
        """What the history says about the item."""
        return classify(self.intent, self.index, self.knowledge)

    @cached_property
    def is_decided(self) -> bool:
        """Whether the answer to an authentic sender tells what became of the item."""
        return self.exchange.request.as_who.is_authentic and self.outcome.is_decided and self.is_told

    @property
    def is_told(self) -> bool:
        """Whether the item has an outcome of its own, or shares that of a refused request."""
        return self.result.ok is not None or (not self.outcome.results and self.ok is False)

    @property
    def ok(self) -> bool | None:
        """Whether the item was carried out."""
        return False if self.outcome.kind is Kind.FAILURE else self.result.ok

    @property
    def customer(self) -> int | None:
        """The customer, after merges, for whom the item was carried out; None where it was not, or names nobody."""
        return self.knowledge.canonical(self.result.id) if self.ok and self.result.id is not None else None

    @property
    def is_fresh(self) -> bool:
        """Whether the answer tells what became of a registration of somebody unknown that leaves nothing open."""
        return self.is_decided and self.situation.case is Case.FRESH and self.situation.plain

    @property
    def codes(self) -> frozenset[int]:
        """All error codes that speak of the item."""
        return frozenset((*self.result.codes, *self.outcome.codes)) - {0}

    @property
    def is_speechless(self) -> bool:
        """Whether the item was refused without a code that can be read: the rules of shapes speak of that."""
        return self.ok is False and not self.codes

    @property
    def told(self) -> object:
        """The outcome in a word, for a breach: the id on success, else the codes."""
        if self.ok:
            return Phrase(f"success, id {self.result.id}")
        return tuple(sorted(self.codes)) or Phrase("refused without a code")


_NO_RESULT = Result(None)
_NOTHING = Asked(None)
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
    rank = {name: position for position, name in enumerate(ORDER)}
    return dict(sorted(_LAW.items(), key=lambda pair: rank[pair[1].judge.__module__.rpartition(".")[2]]))


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
    "observed",
    "schema",
)
"""Modules of rules, the telling ones first: where one answer breaks several, the cause speaks before the symptom."""
