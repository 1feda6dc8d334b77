"""What is stored about each customer; most of the many of a long run take little room until somebody asks."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass, field, fields

from contracts.documents.profile import Place
from contracts.evidence.intent import PRIMARY_TYPES, Identifier

Accepted = tuple[object, ...]
"""Values of which any may be stored."""

WARM_MAX = 300
"""So many portraits are as they were used; a gate has no more, and a story goes back to hardly any others."""


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
    made_without_till: str = ""
    """By which operation, where and in whose name an answered registration made the customer; empty once a write may
    have named a till."""
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
class Portraits:
    """The portraits of customers by id: as they are, or packed, which takes a tenth of the room.

    What is handed out may be changed until `cool` is called: then it may be packed as it is.
    """

    _warm: dict[int, Portrait] = field(default_factory=dict)
    _cold: dict[int, bytes] = field(default_factory=dict)

    def __contains__(self, customer: int) -> bool:
        return customer in self._warm or customer in self._cold

    def get(self, customer: int) -> Portrait | None:
        """The portrait of a customer; None where there is none."""
        if customer in self._cold:
            self._warm[customer] = _unpacked(self._cold.pop(customer))
        return self._warm.get(customer)

    def of(self, customer: int) -> Portrait:
        """The portrait of a customer; an empty one from now on where there was none."""
        return self.get(customer) or self._warm.setdefault(customer, Portrait())

    def pop(self, customer: int) -> Portrait | None:
        """The portrait of a customer, who has none any more."""
        found = self.get(customer)
        self._warm.pop(customer, None)
        return found

    def move(self, place: Place, to: Place) -> None:
        """Let what is known of one place be known of another, of every customer."""
        for portrait in self._warm.values():
            portrait.move(place, to)
        for customer, packed in self._cold.items():
            portrait = _unpacked(packed)
            portrait.move(place, to)
            self._cold[customer] = _packed(portrait)

    def cool(self) -> None:
        """Pack those that were used least of late, beyond so many."""
        while len(self._warm) > WARM_MAX:
            customer = next(iter(self._warm))
            self._cold[customer] = _packed(self._warm.pop(customer))


_MEMBERS = tuple(member.name for member in fields(Portrait))


def _plain(portrait: Portrait) -> bytes:
    return pickle.dumps(tuple(getattr(portrait, name) for name in _MEMBERS), pickle.HIGHEST_PROTOCOL)


_HERE = Place("INSTORE")
_CHANNEL = "commChannels[mobile 7700900000]"
_USUAL = _plain(
    Portrait(
        {
            _HERE: {
                "firstName": ("Ada",),
                "lastName": (None, ""),
                _CHANNEL: (True,),
                f"{_CHANNEL}.primary": (True, "true"),
            }
        },
        given={("fields.city", "text"): {_HERE}, (_CHANNEL, True): {_HERE}},
        identifiers={_HERE: {Identifier(type_, "") for type_ in PRIMARY_TYPES}},
    )
)
"""What portraits have in common, which the packed ones refer to."""


def _packed(portrait: Portrait) -> bytes:
    packing = zlib.compressobj(1, zdict=_USUAL)
    return packing.compress(_plain(portrait)) + packing.flush()


def _unpacked(packed: bytes) -> Portrait:
    return Portrait(*pickle.loads(zlib.decompressobj(zdict=_USUAL).decompress(packed)))  # noqa: S301 - packed above
