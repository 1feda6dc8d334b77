"""The values of which the knowledge of a target is made: who holds what, and what is stored about whom."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass, field

from contracts.documents.profile import Place
from contracts.evidence.intent import Identifier

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

Accepted = tuple[object, ...]
"""Values of which any may be stored."""


@dataclass(slots=True)
class Portrait:
    """What is known to be stored about one customer: per place, member -> accepted values."""

    profiles: dict[Place, dict[str, Accepted]] = field(default_factory=dict)
    maybe: set[Place] = field(default_factory=set)
    """Places where a profile may have been made by a write without an answer."""
    extended: dict[str, str] = field(default_factory=dict)
    """Extended fields: the customer's, whatever the place."""
    till: tuple[str, str] | None = None
    """The till that the customer is certainly associated with, and the operation that named it."""
    given: dict[tuple[str, object], set[Place | None]] = field(default_factory=dict)
    """Custom field or channel, by spot and value -> where writes gave it, or may have; None: anywhere."""
    identifiers: dict[Place, set[Identifier]] = field(default_factory=dict)
    """What the customer certainly held, once; `Knowledge.holder` says who holds it now."""

    def move(self, place: Place, to: Place) -> None:
        """Let what is known of one place be known of another; where both had details, those are open."""
        if place in self.identifiers:
            self.identifiers.setdefault(to, set()).update(self.identifiers.pop(place))
        if place in self.profiles:
            details = self.profiles.pop(place)
            self.profiles[to] = {} if to in self.profiles or to in self.maybe else details
            self.maybe.discard(to)
        if place in self.maybe:
            self.maybe.discard(place)
            if to in self.profiles:
                self.profiles[to] = {}
            else:
                self.maybe.add(to)
        for places in self.given.values():
            if place in places:
                places.discard(place)
                places.add(to)


@dataclass(slots=True)
class Facts:
    """All that is known of one target; whoever asks has `Knowledge` of it, and `Memory` alone changes it."""

    held: dict[Identifier, dict[Place, Holder]] = field(default_factory=dict)
    spellings: dict[tuple[str, str], set[Identifier]] = field(default_factory=dict)
    """Identifiers of which something is known, by type and value without regard to case."""
    clouded: set[Identifier] = field(default_factory=set)
    refused: dict[Identifier, str] = field(default_factory=dict)
    stakes: dict[tuple[int, Place], str] = field(default_factory=dict)
    contested: dict[Identifier, str] = field(default_factory=dict)
    since: dict[tuple[Place, Identifier], tuple[int, str]] = field(default_factory=dict)
    found: dict[tuple[Place, Identifier], tuple[str, int]] = field(default_factory=dict)
    loose: set[str] = field(default_factory=set)
    """Last names that a write without an answer may have given to anybody."""
    given: dict[tuple[str, str], set[int | None]] = field(default_factory=dict)
    """Extended field and value -> who was given it; None: somebody of whom no answer told."""
    spoken: dict[tuple[str, object], set[int | str | None]] = field(default_factory=dict)
    """Custom field or channel, by spot and value -> about whom writes named it.

    A customer, a refused write, or None: nobody knows whom.
    """
    survivor: dict[int, int] = field(default_factory=dict)
    portraits: dict[int, Portrait] = field(default_factory=dict)
    holders_of_value: dict[str, set[int]] = field(default_factory=dict)
    reached: dict[str, set[int]] = field(default_factory=dict)
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
    """Who may not be in the loyalty programme."""
    known_to_both: set[int] = field(default_factory=set)
    """Customers of v1.1 alone whom v2 has shown by the same id, while nobody says that the two share identities."""
    known_to_one: bool = False
    """Whether v2 has shown a customer of v1.1 alone to be nobody, or somebody else."""
