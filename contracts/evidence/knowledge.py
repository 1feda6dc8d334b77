"""What the history proves: who holds which identifier where, and what is stored about whom.

Everything has three states - certain, certainly not, unsure - because a write without an
answer may or may not have happened, and because a shared system holds people that nobody
here has made. A query or an update costs the same however long the history is.
"""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from contracts.documents.profile import Place, Profile
from contracts.engine.exchange import Exchange
from contracts.evidence.intent import PRIMARY_TYPES, WRITES, Identifier
from contracts.evidence.validity import Validity, validity

V11 = Place("v1.1")
"""Where v1.1 customers live unless the profile says that they share INSTORE with v2."""


class Hold(enum.Enum):
    """Who holds an identifier in a place, where it is not a known customer."""

    NOBODY = "nobody"
    SOMEBODY = "somebody"
    """Certainly held, by a customer whose id was never told."""
    UNSURE = "unsure"


_WORD = re.compile(r"[\w.+@-]+")
_LAST_NAME = re.compile(r"\b[\w-]*q[a-z]{3}\b")
"""Last names that a run makes up end so, each in its own way."""

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
    identifiers: dict[Place, set[Identifier]] = field(default_factory=dict)
    """What the customer certainly held, once; `Knowledge.holder` says who holds it now."""


class Knowledge:
    """The state of one target, as far as its own answers prove it."""

    def __init__(self, profile: Profile, is_ours: Callable[[str], bool]) -> None:
        self.profile = profile
        self._is_ours = is_ours
        self._held: dict[Identifier, dict[Place, Holder]] = {}
        self._spellings: dict[tuple[str, str], set[Identifier]] = {}
        """Identifiers of which something is known, by type and value without regard to case."""
        self._clouded: set[Identifier] = set()
        self._refused: dict[Identifier, str] = {}
        self._stakes: dict[tuple[int, Place], str] = {}
        self._since: dict[tuple[Place, Identifier], tuple[int, str]] = {}
        self._found: dict[tuple[Place, Identifier], tuple[str, int]] = {}
        self._loose: set[str] = set()
        """Last names that a write without an answer may have given to anybody."""
        self._given: dict[tuple[str, str], set[int | None]] = {}
        """Extended field and value -> who was given it; None: somebody of whom no answer told."""
        self.shows_no_defaults = False
        """Whether a customer was shown without extended fields, so that the organisation fills none in by itself."""
        self.channels_are_optional = profile.readings.get("v11-channels-required") == "optional"
        """Whether v1.1 certainly registers people without communication channels."""
        self.types_taken: set[str] = set()
        """Types of identifier of which the target took one that the run has made up."""
        self.types_spurned: Counter[str] = Counter()
        """How often it called one of a type invalid before it had taken any."""
        self.points: set[int] = set()
        """Numbers of points with which requests enrolled somebody, and which no welcome award has by chance."""
        self.in_flight: frozenset[Identifier] = frozenset()
        """Identifiers that several requests named at the same moment, while these are judged."""
        self.now = 0
        """Index of the exchange that is being judged."""
        self.operation = ""
        """Operation of the exchange that is being judged."""
        self._survivor: dict[int, int] = {}
        self._portraits: dict[int, Portrait] = {}
        self._contested: dict[Identifier, str] = {}
        self._holders_of_value: dict[str, set[int]] = {}
        self._card_owners: dict[str, int] = {}
        self.last_write = float("-inf")
        """When the last write ended, on the clock of the exchanges."""
        self.sources_seen: set[str] = set()
        """Documented sources that no profile lists and that an add was seen to accept."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Custom fields that the organisation has certainly defined."""
        return self.profile.custom_fields or ()

    @property
    def v11_place(self) -> Place:
        """Where a v1.1 registration lives."""
        return Place("INSTORE") if self.profile.shared_identity else V11

    def counterpart(self, place: Place | None) -> Place | None:
        """Where a write to that place may be seen, too: INSTORE for v1.1 and v1.1 for INSTORE, while nobody says."""
        if self.profile.shared_identity is not None:
            return None
        return {V11: Place("INSTORE"), Place("INSTORE"): V11}.get(place) if place else None

    def holder(self, place: Place, identifier: Identifier) -> Holder:
        """Who holds the identifier in that place."""
        held = self._held.get(identifier, {})
        if identifier in self.in_flight and not isinstance(held.get(place), int):
            return Hold.UNSURE
        if place in held and held[place] is not Hold.NOBODY:
            holder = held[place]
            return self.canonical(holder) if isinstance(holder, int) else holder
        if self.profile.shared_identity is None:
            other_space = [who for where, who in held.items() if (where == V11) != (place == V11)]
            if any(who is not Hold.NOBODY for who in other_space):
                return Hold.UNSURE
        if place in held:
            return Hold.NOBODY
        if identifier in self._clouded or not self._is_ours(identifier.value) or self._has_twin(identifier):
            return Hold.UNSURE
        return Hold.NOBODY

    def elsewhere(self, place: Place, identifier: Identifier) -> tuple[frozenset[int], bool]:
        """The customers that hold it in other places of the same identity space, and whether those are surely all."""
        held = self._held.get(identifier, {})
        owners: set[int] = set()
        sure = identifier not in self._clouded and self._is_ours(identifier.value) and not self._has_twin(identifier)
        for where, who in held.items():
            if where == place:
                continue
            if (where == V11) != (place == V11):
                sure = sure and (self.profile.shared_identity is False or who is Hold.NOBODY)
            elif isinstance(who, int):
                owners.add(self.canonical(who))
            elif who is not Hold.NOBODY:
                sure = False
        return frozenset(owners), sure

    def made_up(self, identifiers: Iterable[Identifier]) -> frozenset[str]:
        """The types of which all identifiers are valid ones that only this run can have made up."""
        flawless: dict[str, bool] = {}
        for i in identifiers:
            fine = validity(i, self.profile) is Validity.VALID and self._is_ours(i.value)
            flawless[i.type] = fine and flawless.get(i.type, True)
        return frozenset(type_ for type_, fine in flawless.items() if fine)

    def is_free(self, identifier: Identifier) -> bool:
        """Whether certainly nobody holds it anywhere."""
        if identifier in self._clouded or identifier in self.in_flight or not self._is_ours(identifier.value):
            return False
        if self._has_twin(identifier):
            return False
        return all(who is Hold.NOBODY for who in self._held.get(identifier, {}).values())

    def _has_twin(self, identifier: Identifier) -> bool:
        """Whether something is known of the same value in other capitals: whether the two are one is undecided."""
        spelled = self._spellings.get((identifier.type, identifier.value.casefold()), set())
        return bool(spelled - {identifier})

    def places_of(self, identifier: Identifier) -> Mapping[Place, Holder]:
        """The places of which something is known."""
        return self._held.get(identifier, {})

    def was_refused(self, identifier: Identifier) -> str:
        """Why a refused write left the identifier free; empty where none did."""
        return self._refused.get(identifier, "")

    def since(self, place: Place, identifier: Identifier) -> tuple[int, str]:
        """How many exchanges ago the holder got the identifier there, and by which operation; (0, "") if unknown."""
        index, operation = self._since.get((place, identifier), (self.now, ""))
        return self.now - index, operation

    def staked(self, customer: int, place: Place) -> str:
        """The episode that put a profile at stake last; empty where none did."""
        return self._stakes.get((self.canonical(customer), place), "")

    def found(self, place: Place, identifier: Identifier) -> tuple[str, int] | None:
        """What the last read of the identifier found there: by which operation, and whom."""
        told = self._found.get((place, identifier))
        return None if told is None else (told[0], self.canonical(told[1]))

    def canonical(self, customer: int) -> int:
        """The id that stands for a customer after merges."""
        while customer in self._survivor:
            customer = self._survivor[customer]
        return customer

    def is_known(self, customer: int) -> bool:
        """Whether an answer told this id before."""
        return self.canonical(customer) in self._portraits

    def is_of_v11_alone(self, customer: int) -> bool:
        """Whether the customer is known from v1.1 only, and v2 may not know it."""
        portrait = self.portrait(customer)
        return portrait is not None and set(portrait.profiles) <= {V11}

    def portrait(self, customer: int) -> Portrait | None:
        """What is known of a customer, or None."""
        return self._portraits.get(self.canonical(customer))

    def has_profile(self, customer: int, place: Place) -> bool | None:
        """Whether the customer has a profile in that place; None where unsure."""
        portrait = self.portrait(customer)
        if portrait is None:
            return None
        if place in portrait.profiles:
            return True
        return None if place in portrait.maybe else False

    def contested(self, identifier: Identifier) -> str:
        """The episode that put the identifier's ownership at stake last; empty where none did."""
        return self._contested.get(identifier, "")

    def card_owner(self, number: str) -> int | None:
        """The customer to whom a card was certainly issued."""
        owner = self._card_owners.get(number)
        return None if owner is None else self.canonical(owner)

    def holders_of_value(self, value: str) -> frozenset[int]:
        """The customers that hold or held the value, under whatever type; none where that became unsure."""
        unsure = value in self._loose or any(
            who is Hold.UNSURE
            for type_ in PRIMARY_TYPES
            for who in self._held.get(Identifier(type_, value), {}).values()
        )
        return frozenset() if unsure else frozenset(map(self.canonical, self._holders_of_value.get(value, ())))

    def ours_in(self, text: str) -> Iterator[str]:
        """The values in a text that this run made up and somebody holds."""
        return (word for word in dict.fromkeys(_WORD.findall(text)) if word in self._holders_of_value)

    def hold(self, place: Place, identifier: Identifier, holder: Holder) -> None:
        """Note who holds the identifier in that place."""
        before = self._held.setdefault(identifier, {}).get(place)
        if before != holder:
            self._since[place, identifier] = (self.now, self.operation)
            self._found.pop((place, identifier), None)
        self._held[identifier][place] = holder
        self._spellings.setdefault((identifier.type, identifier.value.casefold()), set()).add(identifier)
        if isinstance(holder, int):
            portrait = self._portraits.setdefault(self.canonical(holder), Portrait())
            portrait.identifiers.setdefault(place, set()).add(identifier)
            if self.profile.is_unique(identifier.type):
                self._holders_of_value.setdefault(identifier.value, set()).add(holder)
        elif holder is Hold.NOBODY and isinstance(before, int):
            self._holders_of_value.get(identifier.value, set()).discard(before)

    def contest(self, identifiers: Iterable[Identifier], episode: str) -> None:
        """Note that a request put the ownership of identifiers at stake."""
        self._contested.update(dict.fromkeys(identifiers, episode))

    def issue_card(self, number: str, customer: int) -> None:
        """Note to whom a card was issued first."""
        self._card_owners.setdefault(number, customer)

    def take_back_card(self, number: str) -> None:
        """Note that a card is nobody's any more, as far as is known."""
        self._card_owners.pop(number, None)

    def concerned(self, identifiers: Iterable[Identifier]) -> frozenset[int]:
        """All customers who certainly hold one of these, anywhere."""
        return frozenset(
            self.canonical(who)
            for identifier in identifiers
            for who in self._held.get(identifier, {}).values()
            if isinstance(who, int)
        )

    def held_by(self, customer: int, place: Place, type_: str) -> tuple[Identifier, ...]:
        """The identifiers of a type that a customer certainly holds in a place."""
        portrait = self.portrait(customer)
        known = portrait.identifiers.get(place, set()) if portrait else set()
        own = self.canonical(customer)
        return tuple(i for i in known if i.type == type_ and self.holder(place, i) == own)

    def note_write(self, exchange: Exchange) -> None:
        """Note when the last write ended."""
        if exchange.request.operation in WRITES:
            self.last_write = max(self.last_write, exchange.ended)

    def cloud(self, place: Place | None, identifiers: Iterable[Identifier]) -> None:
        """Note that identifiers nobody held may be held from now on, there or (None) anywhere."""
        for identifier in identifiers:
            if place is None:
                self._clouded.add(identifier)
            elif self.holder(place, identifier) in (Hold.NOBODY, Hold.UNSURE):
                self.hold(place, identifier, Hold.UNSURE)  # to be seen from the other identity space, too

    def refuse(self, identifiers: Iterable[Identifier], why: str) -> None:
        """Note that a write that named these was refused, and why."""
        self._refused.update({identifier: why for identifier in identifiers if self.is_free(identifier)})

    def stake(self, customer: int, place: Place, episode: str) -> None:
        """Note which episode touched a profile last."""
        self._stakes[self.canonical(customer), place] = episode

    def find(self, place: Place, identifier: Identifier, operation: str, customer: int) -> None:
        """Note whom a read found."""
        self._found[place, identifier] = (operation, customer)

    def all_held_by(self, customer: int) -> tuple[Identifier, ...]:
        """All identifiers that a customer certainly holds, wherever."""
        portrait = self.portrait(customer)
        own = self.canonical(customer)
        places = portrait.identifiers.items() if portrait else ()
        return tuple(i for place, known in places for i in known if self.holder(place, i) == own)

    def meet(self, customer: int, place: Place | None, details: Mapping[str, Accepted] | None = None) -> None:
        """Note that a customer exists, and what its profile in that place holds."""
        portrait = self._portraits.setdefault(self.canonical(customer), Portrait())
        if place is not None:
            portrait.maybe.discard(place)
            portrait.profiles.setdefault(place, {}).update(details or {})

    def name(self, customer: int | None, last_name: object) -> None:
        """Note whose last name a write has stored, or may have; None: nobody knows whose."""
        for word in _LAST_NAME.findall(last_name) if isinstance(last_name, str) else ():
            if customer is None:
                self._loose.add(word)
            else:
                self._holders_of_value.setdefault(word, set()).add(customer)

    def forget_details(self, customer: int, place: Place | None) -> None:
        """Note that what is stored about a customer may have changed, in that place or (None) in all."""
        portrait = self.portrait(customer)
        if portrait is None:
            return
        for where in [place] if place is not None else list(portrait.profiles):
            if where in portrait.profiles:
                portrait.profiles[where] = {}
            else:
                portrait.maybe.add(where)

    def extend(self, customer: int | None, fields: Mapping[str, object], is_sure: bool) -> None:
        """Note extended fields that a write has set, or (not sure) may have set; None: nobody knows whose."""
        portrait = self.portrait(customer) if customer is not None else None
        for name, value in fields.items():
            if isinstance(value, str) and value.strip():
                self._given.setdefault((name, value.strip()), set()).add(customer)
            if portrait is None:
                continue
            portrait.extended.pop(name, None)
            if is_sure and isinstance(value, str) and value and name in (self.profile.extended_fields or ()):
                portrait.extended[name] = value

    def is_given_to_others(self, customer: int, name: str, value: str) -> bool:
        """Whether the run gave an extended field that value for other customers, and surely never for this one."""
        given = self._given.get((name, value.strip()), set())
        known = {self.canonical(who) for who in given if who is not None}
        return bool(known) and None not in given and self.canonical(customer) not in known

    def merge(self, survivor: int, victims: Iterable[int]) -> None:
        """Note that customers became one."""
        survivor = self.canonical(survivor)
        kept = self._portraits.setdefault(survivor, Portrait())
        for victim in map(self.canonical, victims):
            if victim == survivor:
                continue
            self._survivor[victim] = survivor
            gone = self._portraits.pop(victim, Portrait())
            kept.maybe |= gone.maybe
            for place, identifiers in gone.identifiers.items():
                kept.identifiers.setdefault(place, set()).update(identifiers)
            for place, details in gone.profiles.items():
                kept.profiles[place] = {} if place in kept.profiles else details
