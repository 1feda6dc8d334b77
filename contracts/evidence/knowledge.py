"""What the history proves: who holds which identifier where, and what is stored about whom.

Rules are shown `Knowledge`, which answers and cannot be told anything; `Memory` is its writer.

Everything has three states - certain, certainly not, unsure - because a write without an
answer may or may not have happened, and because a shared system holds people that nobody
here has made. A query or an update costs the same however long the history is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set

from contracts.documents.profile import Place, Profile
from contracts.evidence.facts import V11, Facts, Hold, Holder, Stay, mark
from contracts.evidence.intent import PRIMARY_TYPES, Identifier
from contracts.evidence.oddities import oddity
from contracts.evidence.portraits import Accepted, Portrait
from contracts.evidence.validity import Validity, validity

_WORD = re.compile(r"[\w.+@-]+")


class Knowledge:
    """What is known of one target, to be asked."""

    def __init__(self, profile: Profile, is_ours: Callable[[str], bool], facts: Facts) -> None:
        self.profile = profile
        self._is_ours = is_ours
        self._facts = facts

    @property
    def shows_no_defaults(self) -> bool:
        """Whether a customer was shown without extended fields, so that the organisation fills none in by itself."""
        return self._facts.shows_no_defaults

    @property
    def flags_stay_in_v11(self) -> bool:
        """Whether v2 adds were seen to go by no mismatch setting that is on (reading: flags-reach-v2)."""
        return self._facts.mismatch_refused and not self._facts.mismatch_taken

    @property
    def keeps_tills(self) -> Set[str]:
        """Operations that name a till with which a customer was then shown (reading: associated-till)."""
        return self._facts.keeps_tills

    @property
    def channels_are_optional(self) -> bool:
        """Whether v1.1 certainly registers people without communication channels."""
        return self._facts.channels_are_optional

    @property
    def types_taken(self) -> Set[str]:
        """Types of identifier of which the target took one that the run has made up."""
        return self._facts.types_taken

    @property
    def types_spurned(self) -> Mapping[str, int]:
        """How often the target called one of a type invalid before it had taken any."""
        return self._facts.types_spurned

    def dispensed_with(self, operation: str) -> Set[str]:
        """Attributes without which that operation has registered somebody: no organisation that does demands them."""
        return self._facts.dispensed_with.get(operation, frozenset())

    def may_be_odd(self, name: str, value: object) -> bool:
        """Whether the run itself sent that value of a member, in an item that the documents leave open."""
        return oddity(name, value) in self._facts.oddities

    def forms_refused(self, member: str) -> Set[str]:
        """The forms of a member of which the documents have several that were refused, each with nothing else."""
        return self._facts.forms_refused.get(member, frozenset())

    @property
    def points(self) -> Set[int]:
        """Numbers of points with which requests enrolled somebody, and which no welcome award has by chance."""
        return self._facts.points

    @property
    def in_flight(self) -> Set[Identifier]:
        """Identifiers that several requests named at the same moment, while these are judged."""
        return self._facts.in_flight

    def was_let_in(self, who: str, operation: str) -> bool:
        """Whether that sender's request for that operation was answered by what was asked for."""
        return (who, operation, True) in self._facts.callers

    def was_turned_away(self, who: str, operation: str) -> bool:
        """Whether that sender's request for that operation was refused for its sender."""
        return (who, operation, False) in self._facts.callers

    @property
    def last_write(self) -> float:
        """When the last write ended, on the clock of the exchanges."""
        return self._facts.last_write

    @property
    def sources_seen(self) -> Set[str]:
        """Documented sources that no profile lists and that an add was seen to accept."""
        return self._facts.sources_seen

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
        stay = self._stay(place, identifier)
        if stay is not None and isinstance(stay.holder, int):
            return self.canonical(stay.holder)
        if identifier in self._facts.in_flight:
            return Hold.UNSURE
        if stay is not None and stay.holder is not Hold.NOBODY:
            return stay.holder
        if self.profile.shared_identity is None:
            other_space = (each.holder for each in self._stays(identifier) if (each.place == V11) != (place == V11))
            if any(who is not Hold.NOBODY for who in other_space):
                return Hold.UNSURE
        return Hold.UNSURE if stay is None and self._is_open(identifier) else Hold.NOBODY

    def _stays(self, identifier: Identifier) -> Iterable[Stay]:
        return self._facts.held.get(identifier, ())

    def _stay(self, place: Place, identifier: Identifier) -> Stay | None:
        stays = self._stays(identifier)
        return next((stay for stay in stays if stay.place is place or stay.place == place), None) if stays else None

    def is_unsure(self, place: Place, type_: str, value: object) -> bool:
        """Whether nobody knows who holds an identifier of the run's own in that place."""
        ours = isinstance(value, str) and self._is_ours(value)
        return ours and self.holder(place, Identifier(type_, str(value))) is Hold.UNSURE

    def elsewhere(self, place: Place, identifier: Identifier) -> tuple[frozenset[int], bool]:
        """The customers that hold it in other places of the same identity space, and whether those are surely all."""
        owners: set[int] = set()
        sure = not self._is_open(identifier)
        for stay in self._stays(identifier):
            where, who = stay.place, stay.holder
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
        if identifier in self._facts.in_flight or self._is_open(identifier):
            return False
        return all(stay.holder is Hold.NOBODY for stay in self._stays(identifier))

    def is_gone(self, place: Place, identifier: Identifier) -> bool:
        """Whether certainly nobody holds it in that place, of which something is known."""
        if identifier in self._facts.in_flight or self._is_open(identifier):
            return False
        return any(stay.place == place and stay.holder is Hold.NOBODY for stay in self._stays(identifier))

    def former_holders(self, identifier: Identifier) -> frozenset[int]:
        """The customers who certainly held it, in whatever place, before it came to whoever holds it there now."""
        return frozenset(map(self.canonical, self._facts.former.of(identifier)))

    def _is_open(self, identifier: Identifier) -> bool:
        """Whether somebody of whom nothing is known may hold it.

        Among these are the holders of the same value in other capitals: whether the two are one is undecided.
        """
        if identifier in self._facts.clouded or not self._is_ours(identifier.value):
            return True
        small = Identifier(identifier.type, identifier.value.casefold())
        is_known = small != identifier and small in self._facts.held
        return is_known or any(other != identifier for other in self._facts.spellings.of(small))

    def holder_in_other_capitals(self, place: Place, identifier: Identifier) -> int | None:
        """Who alone holds it there in other capitals, while nothing is known of it as it is spelt; None otherwise."""
        if identifier in self._facts.held or identifier in self._facts.clouded:
            return None
        small = Identifier(identifier.type, identifier.value.casefold())
        stays = (self._stay(place, other) for other in {small, *self._facts.spellings.of(small)})
        holders = {stay.holder for stay in stays if stay is not None}
        (holder,) = holders if len(holders) == 1 else (None,)
        return self.canonical(holder) if isinstance(holder, int) else None

    def places_of(self, identifier: Identifier) -> Mapping[Place, Holder]:
        """The places of which something is known."""
        return {stay.place: stay.holder for stay in self._stays(identifier)}

    def was_refused(self, identifier: Identifier) -> str:
        """Why a refused write left the identifier free; empty where none did."""
        return self._facts.refused.get(identifier, "")

    def since(self, place: Place, identifier: Identifier) -> tuple[int, str]:
        """How many exchanges ago the holder got the identifier there, and by which operation; (0, "") if unknown."""
        stay = self._stay(place, identifier)
        return (self._facts.now - stay.since, stay.operation) if stay else (0, "")

    def staked(self, customer: int, place: Place) -> str:
        """The episode that put a profile at stake last; empty where none did."""
        return self._facts.stakes.get((self.canonical(customer), place), "")

    def found(self, place: Place, identifier: Identifier) -> tuple[str, int] | None:
        """What the last read of the identifier found there: by which operation, and whom."""
        told = self._facts.found.get((place, identifier))
        return None if told is None else (told[0], self.canonical(told[1]))

    def told(self, customer: int, place: Place) -> tuple[str, str] | None:
        """First and last name with which a read has shown a customer in that place, where nobody has written since."""
        return self._facts.told.get((self.canonical(customer), place))

    def canonical(self, customer: int) -> int:
        """The id that stands for a customer after merges."""
        while customer in self._facts.survivor:
            customer = self._facts.survivor[customer]
        return customer

    def is_known(self, customer: int) -> bool:
        """Whether an answer told this id of somebody of whom something is known."""
        return self.canonical(customer) in self._facts.portraits

    def was_told(self, customer: int) -> bool:
        """Whether an answer to a write told this id: of whoever it is, though nothing else is known."""
        return self.is_known(customer) or customer in self._facts.ids_told

    def is_of_v11_alone(self, customer: int) -> bool:
        """Whether the customer is known from v1.1 only, and v2 may not know it."""
        portrait = self._portrait(customer)
        return portrait is not None and set(portrait.profiles) <= {V11}

    def has_profile(self, customer: int, place: Place) -> bool | None:
        """Whether the customer has a profile in that place; None where unsure."""
        portrait = self._portrait(customer)
        if portrait is None:
            return None
        if place in portrait.profiles:
            return True
        return None if place in portrait.maybe else False

    def is_member(self, customer: int) -> bool:
        """Whether no write said that the customer is not of the loyalty programme."""
        return self.canonical(customer) not in self._facts.outsiders

    def contested(self, identifier: Identifier) -> str:
        """The episode that put the identifier's ownership at stake last; empty where none did."""
        return self._facts.contested.get(identifier, "")

    def card_owner(self, number: str) -> int | None:
        """The customer to whom a card was certainly issued."""
        owner = self._facts.card_owners.get(number)
        return None if owner is None else self.canonical(owner)

    def holders_of_value(self, value: str) -> frozenset[int]:
        """The customers that hold or held the value, under whatever type; none where that became unsure."""
        unsure = value in self._facts.loose or any(
            who is Hold.UNSURE
            for type_ in PRIMARY_TYPES
            for who in (*self.places_of(Identifier(type_, value)).values(), self._clouded(type_, value))
        )
        return frozenset() if unsure else frozenset(map(self.canonical, self._facts.holders_of_value.of(value)))

    def _clouded(self, type_: str, value: str) -> Hold:
        return Hold.UNSURE if Identifier(type_, value) in self._facts.clouded else Hold.NOBODY

    def ours_in(self, text: str) -> Iterator[str]:
        """The values in a text that this run made up and somebody holds."""
        return (word for word in dict.fromkeys(_WORD.findall(text)) if word in self._facts.holders_of_value)

    def concerned(self, identifiers: Iterable[Identifier]) -> frozenset[int]:
        """All customers who certainly hold one of these, anywhere."""
        return frozenset(
            self.canonical(stay.holder)
            for identifier in identifiers
            for stay in self._stays(identifier)
            if isinstance(stay.holder, int)
        )

    def perhaps_concerned(self, identifiers: Iterable[Identifier]) -> frozenset[int]:
        """All customers who have held one of these, where it is unsure who holds it now."""
        unsure = {i for i in identifiers if Hold.UNSURE in self.places_of(i).values()}
        former = {self.canonical(who) for i in unsure for who in self._facts.former.of(i)}
        return frozenset(filter(self.is_known, former | self.concerned(unsure)))

    def held_by(self, customer: int, place: Place, type_: str) -> tuple[Identifier, ...]:
        """The identifiers of a type that a customer certainly holds in a place."""
        portrait = self._portrait(customer)
        known = portrait.identifiers.get(place, set()) if portrait else set()
        own = self.canonical(customer)
        return tuple(i for i in known if i.type == type_ and self.holder(place, i) == own)

    def all_held_by(self, customer: int) -> tuple[Identifier, ...]:
        """All identifiers that a customer certainly holds, wherever."""
        portrait = self._portrait(customer)
        own = self.canonical(customer)
        places = portrait.identifiers.items() if portrait else ()
        return tuple(i for place, known in places for i in known if self.holder(place, i) == own)

    def is_given_to_others(self, customer: int, name: str, value: str) -> bool:
        """Whether the run gave an extended field that value for other customers, and surely never for this one."""
        given = self._facts.given.of(mark(name, value.strip()))
        known = {self.canonical(who) for who in given if who is not None}
        return bool(known) and None not in given and self.canonical(customer) not in known

    def was_given(self, name: str, value: str) -> bool:
        """Whether the run gave an extended field that value."""
        return mark(name, value.strip()) in self._facts.given

    def made_without_till(self, customer: int) -> str:
        """How the customer was made, where no write can have associated them with a till; else empty."""
        portrait = self._portrait(customer)
        return portrait.made_without_till if portrait else ""

    def tills_of_others(self, customer: int) -> Set[str]:
        """Tills of the organisation with which customers were shown that were made in the same way, without a till."""
        return self._facts.tills_of_nobody.get(self.made_without_till(customer), frozenset())

    def places(self, customer: int) -> tuple[Place, ...]:
        """Where the customer certainly has a profile."""
        portrait = self._portrait(customer)
        return tuple(portrait.profiles) if portrait else ()

    def stored(self, customer: int | None, place: Place | None) -> Mapping[str, Accepted]:
        """What a profile of the customer holds, by member: the values of which any may be stored."""
        portrait = self._portrait(customer) if customer is not None else None
        return portrait.profiles.get(place, {}) if portrait and place else {}

    def extended(self, customer: int) -> Mapping[str, str]:
        """The extended fields that are certainly stored of the customer."""
        portrait = self._portrait(customer)
        return portrait.extended if portrait else {}

    def was_doubled(self, channel: tuple[str, str]) -> bool:
        """Whether a write named a channel, by type and value, more than once: then it may be listed so, too."""
        return channel in self._facts.doubled

    def was_named_once(self, spot: str, value: object) -> bool:
        """Whether writes named that value at that spot, and all of them about one customer."""
        speakers = self._speakers(spot, value)
        return len(speakers) == 1 and None not in speakers

    def _speakers(self, spot: str, value: object) -> set[int | str | None]:
        """About whom writes named that value at that spot: a customer, who was refused, or nobody knows whom."""
        return {self.canonical(s) if isinstance(s, int) else s for s in self._facts.spoken.of(mark(spot, value))}

    def is_foreign(self, customer: int, place: Place, spot: str, value: object) -> bool:
        """Whether one write alone named that value at that spot, and surely did not give it to this profile.

        It was refused, or about somebody else, or about another profile of the customer.
        """
        portrait = self._portrait(customer)
        if not self.was_named_once(spot, value) or portrait is None:
            return False
        if self.canonical(customer) in self._speakers(spot, value) and (spot, value) not in portrait.given:
            return False  # it was given to the customer before anything was known of the profiles
        places = portrait.given.get((spot, value), set())
        return None not in places and place not in places and self.counterpart(place) not in places - {None}

    def till(self, customer: int) -> tuple[str, str] | None:
        """The till that the customer is certainly associated with."""
        portrait = self._portrait(customer)
        return portrait.till if portrait else None

    def _portrait(self, customer: int) -> Portrait | None:
        return self._facts.portraits.get(self.canonical(customer))
