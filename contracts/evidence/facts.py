"""The values of which the knowledge of a target is made: who holds what, and what is stored about whom."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from contracts.documents.profile import Place
from contracts.evidence.intent import Identifier
from contracts.evidence.portraits import Accepted as Accepted
from contracts.evidence.portraits import Portraits

V11 = Place("v1.1")
"""Where v1.1 customers live unless the profile says that they share INSTORE with v2."""


class Hold(enum.Enum):
    """Who holds an identifier in a place, where it is not a known customer."""

    NOBODY = "nobody"
    SOMEBODY = "somebody"
    """Certainly held, by a customer whose id was never told."""
    UNSURE = "unsure"


ESTABLISHED = 2
"""So many answers alike, and none otherwise, settle for the run what no profile says."""
Holder = int | Hold
"""A customer id, or what is known in its stead."""

KeyT = TypeVar("KeyT")
ValueT = TypeVar("ValueT")
_NOTHING: Any = object()


@dataclass(slots=True)
class Index(Generic[KeyT, ValueT]):
    """Several values by a key; one alone stands there as it is, for a set of one takes 216 bytes."""

    _held: dict[KeyT, ValueT | set[ValueT]] = field(default_factory=dict)

    def of(self, key: KeyT) -> Collection[ValueT]:
        """The values; none where there is no such key."""
        held = self._held.get(key, _NOTHING)
        if isinstance(held, set):
            return held
        return () if held is _NOTHING else (held,)

    def add(self, key: KeyT, value: ValueT) -> None:
        """Add a value."""
        held = self._held.setdefault(key, value)
        if isinstance(held, set):
            held.add(value)
        elif held != value:
            self._held[key] = {held, value}

    def discard(self, key: KeyT, value: ValueT) -> None:
        """Take a value away; the key stays."""
        if key in self._held:
            self._held[key] = set(self.of(key)) - {value}

    def __contains__(self, key: KeyT) -> bool:
        return key in self._held


def mark(spot: str, value: object) -> int:
    """What stands for a value at a spot: the two themselves take five times the room, and are never looked at.

    That two of a run have one mark is as good as impossible: it has 64 bits, and of a night's values there are 2 ** 20.
    """
    return hash((spot, value))


@dataclass(frozen=True, slots=True)
class Stay:
    """Who holds an identifier in one place, and since when; behind it what is known of other places."""

    place: Place
    holder: Holder
    since: int
    """Index of the exchange."""
    operation: str
    others: Stay | None = None

    def __iter__(self) -> Iterator[Stay]:
        stay: Stay | None = self
        while stay is not None:
            yield stay
            stay = stay.others

    def without(self, place: Place) -> Stay | None:
        """The same without that place; None where it was all."""
        others = self.others.without(place) if self.others else None
        return others if self.place == place else replace(self, others=others)

    def beside(self, stays: Stay | None) -> Stay:
        """This one among others, in the place of the one of the same place."""
        if stays is None or stays.place == self.place:
            return replace(self, others=stays.others) if stays and stays.others else self
        return replace(stays, others=self.beside(stays.others))


@dataclass(slots=True)
class Facts:
    """All that is known of one target; whoever asks has `Knowledge` of it, and `Memory` alone changes it."""

    places: dict[Place, Place] = field(default_factory=dict)
    """Each place once, for all who stay there."""
    held: dict[Identifier, Stay] = field(default_factory=dict)
    newest: Stay | None = None
    """The last one that was noted: the identifiers of one item share it."""
    former: Index[Identifier, int] = field(default_factory=Index)
    """Who held an identifier before whoever is told to hold it now."""
    spellings: Index[Identifier, Identifier] = field(default_factory=Index)
    """Of the identifiers of which something is known those with capitals, by what they are without."""
    clouded: set[Identifier] = field(default_factory=set)
    refused: dict[Identifier, str] = field(default_factory=dict)
    stakes: dict[tuple[int, Place], str] = field(default_factory=dict)
    contested: dict[Identifier, str] = field(default_factory=dict)
    found: dict[tuple[Place, Identifier], tuple[str, int]] = field(default_factory=dict)
    told: dict[tuple[int, Place], tuple[str, str]] = field(default_factory=dict)
    """The names with which reads have shown a customer in a place since the last write."""
    loose: set[str] = field(default_factory=set)
    """Last names that a write without an answer may have given to anybody."""
    given: Index[int, int | None] = field(default_factory=Index)
    """Mark of an extended field and its value -> who was given it; None: somebody of whom no answer told."""
    spoken: Index[int, int | str | None] = field(default_factory=Index)
    """Mark of a custom field or channel, its spot and value -> about whom writes named it.

    A customer, a refused write, or None: nobody knows whom.
    """
    survivor: dict[int, int] = field(default_factory=dict)
    portraits: Portraits = field(default_factory=Portraits)
    holders_of_value: Index[str, int] = field(default_factory=Index)
    reached: Index[str, int] = field(default_factory=Index)
    """Address -> customers who have a channel to it, whether or not it is an identifier of theirs."""
    card_owners: dict[str, int] = field(default_factory=dict)
    doubled: set[tuple[str, str]] = field(default_factory=set)
    """Types and values of channels that one write named twice."""
    shows_no_defaults: bool = False
    mismatch_refused: bool = False
    """Whether an add to INSTORE with a new primary identifier and a known one was refused as a duplicate, a mismatch
    setting being on."""
    mismatch_taken: bool = False
    """Whether another such add was accepted."""
    keeps_tills: set[str] = field(default_factory=set)
    """Operations that name a till with which a customer was then shown."""
    channels_are_optional: bool = False
    types_taken: set[str] = field(default_factory=set)
    types_spurned: Counter[str] = field(default_factory=Counter)
    ids_told: set[int] = field(default_factory=set)
    dispensed_with: dict[str, set[str]] = field(default_factory=dict)
    oddities: set[int] = field(default_factory=set)
    """Marks of what items held of which the documents leave something open."""
    tills_of_nobody: dict[str, set[str]] = field(default_factory=dict)
    """How customers were made without a till -> tills of the organisation with which they were shown."""
    forms_refused: dict[str, set[str]] = field(default_factory=dict)
    """Member of which the documents have several forms -> those that were refused with nothing else."""
    points: set[int] = field(default_factory=set)
    in_flight: frozenset[Identifier] = frozenset()
    now: int = 0
    operation: str = ""
    """Of the exchange that is being judged."""
    last_write: float = float("-inf")
    sources_seen: set[str] = field(default_factory=set)
    callers: set[tuple[str, str, bool]] = field(default_factory=set)
    """Who asked for which operation, and whether they were let in."""
    outsiders: set[int] = field(default_factory=set)
    """Who may not be in the loyalty programme: of those who became one, that one."""
    known_to_both: set[int] = field(default_factory=set)
    """Customers of v1.1 alone whom v2 has shown by the same id, while nobody says that the two share identities."""
    known_to_one: bool = False
    """Whether v2 has shown a customer of v1.1 alone to be nobody, or somebody else."""
