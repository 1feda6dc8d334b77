"""What no case of a run had brought before, and which cases have more turns for it."""

from __future__ import annotations

import random
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from contracts.rules.judge import Judged

_TURNS = 6
"""So many cases near one that brought something unseen."""
_PROMISING_MAX = 40
_DEPTH = 2
"""Deeper than this an answer is what somebody is called, not how it is told."""
_ENTRIES = 3


class Aimed(Protocol):
    """What one case tries, of which member or parameter, by which value."""

    @property
    def operation(self) -> str:
        """operationId."""

    @property
    def constraint(self) -> str:
        """Of the documents, or of JSON."""

    @property
    def path(self) -> str:
        """The member or parameter."""


AimedT = TypeVar("AimedT", bound=Aimed)


class Search:
    """Remembers what answers were like, and deals cases that are near to those that brought another kind."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._seen: set[int] = set()
        self._promising: defaultdict[str, deque[tuple[Aimed, int]]] = defaultdict(lambda: deque(maxlen=_PROMISING_MAX))
        self._near: dict[Hashable, tuple[Mapping[Hashable, list[Any]], ...]] = {}

    def __len__(self) -> int:
        return len(self._seen)

    def is_unseen(self, judged: Judged, item: int | None = None) -> bool:
        """Whether an answer, or what it says of one item of a batch, is of a kind that was not seen; now it is."""
        kind = hash(kind_of(judged, item))  # the kinds themselves are large, and nobody looks at them
        if kind in self._seen:
            return False
        self._seen.add(kind)
        return True

    def credit(self, case: Aimed) -> None:
        """Give more turns to what is near to a case."""
        self._promising[case.operation].append((case, _TURNS))

    def near(self, deck: Hashable, cards: Sequence[AimedT]) -> AimedT | None:
        """A card of a deck that has the member, or the value, of a case that is promising; None where there is none."""
        if not cards or not self._promising[cards[0].operation]:
            return None
        waiting = self._promising[cards[0].operation]
        case, turns = waiting.popleft()
        if turns > 1:
            waiting.append((case, turns - 1))
        if deck not in self._near:
            self._near[deck] = tuple(_by(cards, key) for key in _KEYS)
        turn = self._rng.randrange(len(_KEYS))
        found = self._near[deck][turn].get(_KEYS[turn](case))
        chosen: AimedT | None = self._rng.choice(found) if found else None
        return chosen


def kind_of(judged: Judged, item: int | None = None) -> Hashable:
    """What an answer is like: operation, codes, warnings, the shape of its envelope, the answers to readings.

    Of one item of a batch the same, but for the readings, which are those of the whole.
    """
    outcome, operation = judged.outcome, judged.exchange.request.operation
    if item is not None and len(judged.intent.items) > 1:
        if item >= len(outcome.results):
            return (operation, outcome.kind, frozenset(outcome.codes))
        result = outcome.results[item]
        return (operation, result.ok, frozenset(result.codes), frozenset(result.warnings), shape(result.body))
    codes = {code for result in outcome.results for code in result.codes}.union(outcome.codes)
    warnings = {code for result in outcome.results for code in result.warnings}
    body = shape(outcome.body) if len(judged.intent.items) == 1 else None
    return (operation, outcome.kind, frozenset(codes), frozenset(warnings), body, judged.readings)


def shape(value: Any, depth: int = _DEPTH) -> Hashable:
    """The members of a JSON value with their types, to some depth; a list is what its first entries are."""
    if not depth:
        return ...
    if isinstance(value, dict):
        return frozenset((name, shape(held, depth - 1)) for name, held in value.items())
    if isinstance(value, list):
        return ("list", frozenset(shape(entry, depth - 1) for entry in value[:_ENTRIES]))
    return type(value).__name__


def _by(cards: Sequence[AimedT], key: Callable[[Aimed], Hashable]) -> Mapping[Hashable, list[AimedT]]:
    found: defaultdict[Hashable, list[AimedT]] = defaultdict(list)
    for card in cards:
        found[key(card)].append(card)
    return found


_KEYS: tuple[Callable[[Aimed], Hashable], ...] = (
    lambda case: case.path,
    lambda case: (case.path, case.constraint),
    lambda case: (case.constraint, getattr(case, "name", "")),
)
"""In what a case is near to another: the same member, the same constraint of it, the same value of another."""
