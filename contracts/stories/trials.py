"""What the generated cases of a run have tried so far, and what came of it."""

from __future__ import annotations

import itertools
import random
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from contracts.engine.exchange import Request
from contracts.evidence.intent import Identifier
from contracts.stories.corpus import Corpus
from contracts.stories.recast import Step
from contracts.stories.search import Search

_NEAR_EVERY = 3
"""Every so many cases of a search that learns one is near to those that brought something unseen."""
_BASES_MAX = 20


class Tried(Protocol):
    """What one case tries."""

    @property
    def operation(self) -> str:
        """operationId."""

    @property
    def constraint(self) -> str:
        """Of the documents, or of JSON."""

    @property
    def direction(self) -> str:
        """Whether it is within it."""

    @property
    def path(self) -> str:
        """The member or parameter."""


@dataclass(frozen=True)
class Origin:
    """How somebody came to be registered."""

    flaw: Tried
    request: Request
    """Of nobody else."""
    identifiers: tuple[Identifier, ...]


T = TypeVar("T", bound=Hashable)
AnyT = TypeVar("AnyT")
TriedT = TypeVar("TriedT", bound=Tried)


class Trials:
    """Deals what cases try so that each comes before any comes again, and counts what came of each.

    The same for the same seed and requests.
    """

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(f"{seed}/trials")
        self.counted: Counter[tuple[str, str, str, str]] = Counter()
        """Operation, constraint, direction and outcome -> how many items."""
        self._documented: Counter[tuple[str, str, str]] = Counter()
        """Operation, constraint and direction -> how many cards all decks have of it."""
        self._dealt: dict[int, tuple[str, str, str]] = {}
        """By identity, each card that was dealt: decks last as long as the run."""
        self._expected: set[tuple[str, str]] = set()
        self._decks: defaultdict[Hashable, deque[Any]] = defaultdict(deque)
        self._cards: dict[Hashable, Sequence[Any]] = {}
        self._untried: dict[Hashable, set[tuple[str, str, str]]] = {}
        """Of each deck: operation, constraint and direction of which nothing was dealt."""
        self._turns: Counter[tuple[Hashable, Hashable]] = Counter()
        self.reads_items_alone: defaultdict[str, bool] = defaultdict(bool)
        """Operation -> whether the target last took the items of a batch beside one that it could not read."""
        self.learns = False
        """Whether what brings something unseen has more turns."""
        self.corpus = Corpus()
        self.search = Search(self.rng)
        self.bases: defaultdict[str, deque[Step]] = defaultdict(lambda: deque(maxlen=_BASES_MAX))
        """Operation -> registrations of one customer that brought something unseen with nothing wrong."""
        self.odd: dict[str, Any] = {}
        """Operation -> what makes its customers with odd members."""
        self.waiting: defaultdict[Hashable, list[Any]] = defaultdict(list)
        """Cases that wait until there are enough to fill a batch, by what they may stand beside."""
        self.batches: Counter[Hashable] = Counter()
        """How many batches of them were sent."""
        self.origins: dict[int, Origin] = {}
        """Id of a customer -> the case that registered it, where anybody wants to know."""

    def deal(self, key: Hashable, cards: Callable[[], Sequence[TriedT]]) -> TriedT:
        """The next of a deck, or where the search learns at times one near to what brought something unseen."""
        made = self.cards(key, cards)
        if self.learns and not self.lacks(key) and self.count(("near", key)) % _NEAR_EVERY == _NEAR_EVERY - 1:
            near = self.search.near(key, made)
            if near is not None:
                return self._as_dealt(near)
        return self.in_turn(key, cards)

    def in_turn(self, key: Hashable, cards: Callable[[], Sequence[TriedT]]) -> TriedT:
        """The next of a deck, which is made where there is none of that key yet: each before any comes again."""
        deck = self._decks[key]
        if not deck:
            deck.extend(self._shuffled(self.cards(key, cards)))
        dealt: TriedT = deck.popleft()
        return self._as_dealt(dealt)

    @property
    def watches(self) -> bool:
        """Whether anybody wants to know what is unseen."""
        return self.learns or self.corpus.keep is not None

    def cards(self, key: Hashable, cards: Callable[[], Sequence[TriedT]]) -> Sequence[TriedT]:
        """All of a deck, made the first time; what they try is listed, whether it is dealt or not."""
        if key not in self._cards:
            self._cards[key] = cards()
            self._documented.update(map(_what, self._cards[key]))
            self._untried[key] = set(map(_what, self._cards[key])) - set(self._dealt.values())
        return self._cards[key]

    def lacks(self, key: Hashable) -> bool:
        """Whether a deck that was made has a constraint of which nothing was dealt yet."""
        return bool(self._untried.get(key))

    def expect(self, operation: str, deck: str) -> None:
        """List a deck that is dear to make, by the key under which it is dealt, whether anybody comes to make it."""
        self._expected.add((operation, deck))

    def turn(self, kind: Hashable, options: Sequence[T]) -> T:
        """The option of which it is the turn: one that came least often, by chance among those."""
        least = min(self._turns[kind, option] for option in options)
        (chosen,) = self.some([option for option in options if self._turns[kind, option] == least])
        self._turns[kind, chosen] += 1
        return chosen

    def some(self, options: Sequence[AnyT], count: int = 1) -> list[AnyT]:
        """So many of the options by chance, each once; all of them where there are fewer.

        Chance moves on by `count` whatever there is to choose from: what a target takes changes nothing that is made
        after it, and a rehearsal foretells a run.
        """
        lots = [self.rng.random() for _ in range(count)]
        left = list(options)
        return [left.pop(int(lot * len(left))) for lot in lots if left]

    def count(self, kind: Hashable) -> int:
        """How often that was asked before."""
        self._turns[kind, None] += 1
        return self._turns[kind, None] - 1

    def note(self, flaw: Tried, outcome: str) -> None:
        """Count what came of a case: "accepted", "refused" or "undecided"."""
        self.counted[flaw.operation, flaw.constraint, flaw.direction, outcome] += 1

    def summed(self) -> dict[str, dict[str, dict[str, int]]]:
        """Operation -> constraint, with its direction -> how many cards there are of it ("documented"), how many of
        those were "dealt", and how many cases had each outcome; of a deck that was not made its name -> nothing.
        """
        dealt = Counter(self._dealt.values())
        rows = {what: {"documented": cards, "dealt": dealt[what]} for what, cards in self._documented.items()}
        for (*what, outcome), number in sorted(self.counted.items()):
            rows.setdefault((what[0], what[1], what[2]), {})[outcome] = number
        found: dict[str, dict[str, dict[str, int]]] = {}
        for (operation, constraint, direction), told in sorted(rows.items()):
            found.setdefault(operation, {})[f"{constraint}, {direction}"] = told
        for operation, deck in sorted(self._expected - self._cards.keys()):
            found.setdefault(operation, {})[deck] = {}
        return found

    def _as_dealt(self, card: TriedT) -> TriedT:
        self._dealt[id(card)] = _what(card)
        for untried in self._untried.values():
            untried.discard(_what(card))
        return card

    def _shuffled(self, flaws: Sequence[TriedT]) -> Iterator[TriedT]:
        """The flaws, those of one constraint after those of another, as long as there are any.

        Where the search learns, and goes on until it has tried them all, those within it and beyond it are two.
        """
        by_constraint: dict[str, list[TriedT]] = {}
        for flaw in flaws:
            name = f"{flaw.constraint}, {flaw.direction}" if self.learns else flaw.constraint
            by_constraint.setdefault(name, []).append(flaw)
        decks = [by_constraint[name] for name in sorted(by_constraint)]
        for deck in decks:
            self.rng.shuffle(deck)
        self.rng.shuffle(decks)
        for row in itertools.zip_longest(*decks):
            yield from (flaw for flaw in row if flaw is not None)


def _what(card: Tried) -> tuple[str, str, str]:
    return card.operation, card.constraint, card.direction
