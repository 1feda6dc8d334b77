"""The writer of what is known of a target: each method notes one thing that an exchange has shown.

`learning` decides what is noted; nobody else writes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from contracts.documents.profile import Place, Profile
from contracts.engine.exchange import Exchange
from contracts.evidence.facts import ESTABLISHED, V11, Facts, Hold, Holder, Stay, mark
from contracts.evidence.intent import WRITES, Identifier
from contracts.evidence.knowledge import Knowledge
from contracts.evidence.oddities import oddities
from contracts.evidence.portraits import Accepted, Portrait

INSTORE = Place("INSTORE")
_LAST_NAME = re.compile(r"\b[\w-]*q[a-z]{3}\b")
"""Last names that a run makes up end so, each in its own way."""


class Memory(Knowledge):
    """What is known of one target, to be asked and told."""

    def __init__(self, profile: Profile, is_ours: Callable[[str], bool]) -> None:
        optional = profile.readings.get("v11-channels-required") == "optional"
        super().__init__(profile, is_ours, Facts(channels_are_optional=optional))
        self.view = Knowledge(profile, is_ours, self._facts)
        """The same, for those who may only ask."""

    def turn_to(self, exchange: Exchange) -> None:
        """Note which exchange is being judged."""
        self._facts.portraits.cool()
        self._facts.now, self._facts.operation = exchange.index, exchange.request.operation

    def fly(self, identifiers: frozenset[Identifier]) -> None:
        """Note which identifiers several requests named at the same moment, while these are judged."""
        self._facts.in_flight = identifiers

    def note_no_channels(self) -> None:
        """Note that v1.1 registered somebody without communication channels."""
        self._facts.channels_are_optional = True

    def note_no_defaults(self) -> None:
        """Note that a customer was shown without extended fields."""
        self._facts.shows_no_defaults = True

    def note_till(self, customer: int, shown: object) -> None:
        """Note that a customer was shown with a till: whether an operation keeps tills, and what others are shown."""
        till, operation = self.till(customer) or (None, "")
        if till is not None and shown == till:
            self._facts.keeps_tills.add(operation)
        if isinstance(shown, str) and shown in (self.profile.tills or ()) and self.made_without_till(customer):
            self._facts.tills_of_nobody.setdefault(self.made_without_till(customer), set()).add(shown)

    def note_mismatch(self, is_refused: bool) -> None:
        """Note whether an add was refused as a duplicate for which a mismatch setting had another answer."""
        self._facts.mismatch_refused |= is_refused
        self._facts.mismatch_taken |= not is_refused

    def note_source(self, source: str) -> None:
        """Note that an add to that source was accepted."""
        self._facts.sources_seen.add(source)

    def note_outsiders(self, customers: Iterable[int | None]) -> None:
        """Note that a write may have kept customers out of the loyalty programme."""
        self._facts.outsiders.update(self.canonical(customer) for customer in customers if customer is not None)

    def note_points(self, points: int) -> None:
        """Note with how many points a request enrolled somebody."""
        self._facts.points.add(points)

    def note_id(self, customer: int) -> None:
        """Note that an answer to a write told an id, whoever that is."""
        self._facts.ids_told.add(customer)

    def note_dispensed_with(self, operation: str, attributes: Iterable[str]) -> None:
        """Note without which attributes that operation has registered somebody."""
        self._facts.dispensed_with.setdefault(operation, set()).update(attributes)

    def note_oddities(self, raw: object) -> None:
        """Note what an item held of which the documents leave something open."""
        self._facts.oddities.update(oddities(raw))

    def note_form_refused(self, member: str, form: str) -> None:
        """Note a form that was refused with nothing else, of a member of which the documents have several."""
        self._facts.forms_refused.setdefault(member, set()).add(form)

    def note_taken(self, types: Iterable[str]) -> None:
        """Note types of identifier of which one that was made up is taken."""
        self._facts.types_taken.update(types)

    def note_spurned(self, types: Iterable[str]) -> None:
        """Note types of identifier of which one that was made up was called invalid."""
        self._facts.types_spurned.update(types)

    def perhaps_meet(self, customer: int, place: Place) -> None:
        """Note that a customer may have got a profile in that place."""
        portrait = self._portrait(customer)
        if portrait and place not in portrait.profiles:
            portrait.maybe.add(place)

    def hold(self, place: Place, identifier: Identifier, holder: Holder) -> None:
        """Note who holds the identifier in that place."""
        facts, stay = self._facts, self._stay(place, identifier)
        before = stay.holder if stay else None
        if before != holder:
            now = Stay(facts.places.setdefault(place, place), holder, facts.now, facts.operation)
            if now != facts.newest:
                facts.newest = now
            facts.held[identifier] = facts.newest.beside(facts.held.get(identifier))
            facts.found.pop((place, identifier), None)
            if isinstance(before, int):
                facts.former.add(identifier, before)
        if (small := identifier.value.casefold()) != identifier.value:
            facts.spellings.add(Identifier(identifier.type, small), identifier)
        if isinstance(holder, int):
            facts.portraits.of(self.canonical(holder)).identifiers.setdefault(place, set()).add(identifier)
            if self.profile.is_unique(identifier.type):
                facts.holders_of_value.add(identifier.value, holder)
        elif holder is Hold.NOBODY and isinstance(before, int):
            elsewhere = before in self.places_of(identifier).values()
            if not elsewhere and before not in facts.reached.of(identifier.value):
                facts.holders_of_value.discard(identifier.value, before)

    def share(self, identifiers: Iterable[Identifier]) -> None:
        """Note values that anybody may hold beside others, under a type that need not be unique."""
        self._facts.loose.update(i.value for i in identifiers if not self.profile.is_unique(i.type))

    def contest(self, identifiers: Iterable[Identifier], episode: str) -> None:
        """Note that a request put the ownership of identifiers at stake."""
        self._facts.contested.update(dict.fromkeys(identifiers, episode))

    def issue_card(self, number: str, customer: int) -> None:
        """Note to whom a card was issued first."""
        self._facts.card_owners.setdefault(number, customer)

    def take_back_card(self, number: str) -> None:
        """Note that a card is nobody's any more, as far as is known."""
        self._facts.card_owners.pop(number, None)

    def note_caller(self, who: str, operation: str, is_let_in: bool) -> None:
        """Note whether that sender was let in to that operation."""
        self._facts.callers.add((who, operation, is_let_in))

    def note_write(self, exchange: Exchange) -> None:
        """Note when the last write ended."""
        if exchange.request.operation in WRITES:
            self._facts.last_write = max(self._facts.last_write, exchange.ended)

    def cloud(self, place: Place | None, identifiers: Iterable[Identifier]) -> None:
        """Note that identifiers nobody held may be held from now on, there or (None) anywhere."""
        for identifier in identifiers:
            if place is None:
                self._facts.clouded.add(identifier)
            elif self.holder(place, identifier) in (Hold.NOBODY, Hold.UNSURE):
                self.hold(place, identifier, Hold.UNSURE)  # to be seen from the other identity space, too

    def refuse(self, identifiers: Iterable[Identifier], why: str) -> None:
        """Note that a write that named these was refused, and why."""
        self._facts.refused.update({identifier: why for identifier in identifiers if self.is_free(identifier)})

    def stake(self, customer: int, place: Place, episode: str) -> None:
        """Note which episode touched a profile last."""
        self._facts.stakes[self.canonical(customer), place] = episode

    def compare_spaces(self, identifier: Identifier, shown: int | None) -> None:
        """Note whom a v2 read of INSTORE shows for an identifier that only v1.1 was given; None: nobody.

        Once v2 knows several by the ids that v1.1 gave them, and has denied none, the two APIs share identities from
        then on, as if the profile said so (reading: shared-identity).
        """
        places = self.places_of(identifier)
        registered = places.get(V11)
        is_v11s = isinstance(registered, int) and places.get(INSTORE, Hold.NOBODY) is Hold.NOBODY
        if self.profile.shared_identity is not None or not is_v11s:
            return
        if shown is not None and self.canonical(shown) == registered:
            self._facts.known_to_both.add(shown)
        else:
            self._facts.known_to_one = True
        if len(self._facts.known_to_both) >= ESTABLISHED and not self._facts.known_to_one:
            self._share_identities()

    def _share_identities(self) -> None:
        """Let what v1.1 holds be held in INSTORE; where the two say different things it is unsure."""
        shared = self.profile.model_copy(update={"shared_identity": True})
        self.profile = self.view.profile = shared
        facts = self._facts
        for identifier, stays in list(facts.held.items()):
            there, here = self._stay(V11, identifier), self._stay(INSTORE, identifier)
            if there is not None:
                is_one = here is None or here.holder == there.holder
                for stay in () if is_one else (there, here):
                    if stay and isinstance(stay.holder, int):
                        facts.former.add(identifier, stay.holder)
                holder = there.holder if is_one else Hold.UNSURE
                both = replace(here or there, place=INSTORE, holder=holder, others=None)
                facts.held[identifier] = both.beside(stays.without(V11))
        facts.portraits.move(V11, INSTORE)
        for customer, place in [key for key in facts.stakes if key[1] == V11]:
            episode = facts.stakes.pop((customer, place))
            facts.stakes.setdefault((customer, INSTORE), episode)

    def note_found(self, place: Place, identifier: Identifier, operation: str, customer: int) -> None:
        """Note whom a read found."""
        self._facts.found[place, identifier] = (operation, customer)

    def note_told(self, customer: int, place: Place, names: tuple[str, str]) -> None:
        """Note with which names a read has shown a customer."""
        self._facts.told[self.canonical(customer), place] = names

    def forget_told(self) -> None:
        """Note that somebody writes: what reads have shown may be no more."""
        self._facts.told.clear()

    def meet(self, customer: int, place: Place | None, details: Mapping[str, Accepted] | None = None) -> None:
        """Note that a customer exists, and what its profile in that place holds."""
        portrait = self._facts.portraits.of(self.canonical(customer))
        if place is not None:
            portrait.maybe.discard(place)
            portrait.profiles.setdefault(place, {}).update(details or {})

    def name(self, customer: int | None, last_name: object) -> None:
        """Note whose last name a write has stored, or may have; None: nobody knows whose."""
        for word in _LAST_NAME.findall(last_name) if isinstance(last_name, str) else ():
            if customer is None:
                self._facts.loose.add(word)
            else:
                self._facts.holders_of_value.add(word, customer)

    def reach(self, customer: int | None, channels: Iterable[Mapping[str, object]]) -> None:
        """Note by which addresses a write lets a customer be reached, or may; None: nobody knows whose they are."""
        channels = tuple(channels)
        pairs = Counter((str(channel.get("type")), str(channel.get("value"))) for channel in channels)
        self._facts.doubled |= {pair for pair, count in pairs.items() if count > 1}
        for value in (channel.get("value") for channel in channels):
            if not isinstance(value, str) or not self._is_ours(value):
                continue
            if customer is None:
                self._facts.loose.add(value)
            else:
                self._facts.holders_of_value.add(value, customer)
                self._facts.reached.add(value, customer)

    def forget_details(self, customer: int, place: Place | None) -> None:
        """Note that what is stored about a customer may have changed, in that place or (None) in all."""
        portrait = self._portrait(customer)
        if portrait is None:
            return
        for where in [place] if place is not None else list(portrait.profiles):
            if where in portrait.profiles:
                portrait.profiles[where] = {}
            else:
                portrait.maybe.add(where)

    def extend(self, customer: int | None, fields: Mapping[str, object], is_sure: bool) -> None:
        """Note extended fields that a write has set, or (not sure) may have set; None: nobody knows whose."""
        portrait = self._portrait(customer) if customer is not None else None
        for name, value in fields.items():
            if isinstance(value, str) and value.strip():
                self._facts.given.add(mark(name, value.strip()), customer)
            if portrait is None:
                continue
            portrait.extended.pop(name, None)
            if is_sure and isinstance(value, str) and value and name in (self.profile.extended_fields or ()):
                portrait.extended[name] = value

    def speak(self, speaker: int | str | None, values: Mapping[str, object]) -> None:
        """Note what a write named, by spot, and about whom: a customer, nobody for it was refused, or nobody knows."""
        for spot, value in values.items():
            self._facts.spoken.add(mark(spot, value), speaker)

    def give(self, customer: int, place: Place | None, values: Mapping[str, object]) -> None:
        """Note what a write gave, or may have given, to a profile of a customer; None: to any of them."""
        portrait = self._portrait(customer)
        if portrait is None:
            return
        for named in values.items():
            portrait.given.setdefault(named, set()).add(place)

    def forget_members(self, customer: int | None) -> None:
        """Note that what a customer has whatever the place may have changed."""
        portrait = self._portrait(customer) if customer is not None else None
        if portrait is not None:
            portrait.extended, portrait.till, portrait.made_without_till = {}, None, ""

    def associate(self, customer: int | None, till: object, is_sure: bool) -> None:
        """Note the till that a write has given, or (not sure) may have given to a customer."""
        portrait = self._portrait(customer) if customer is not None else None
        if portrait is not None:
            is_ours = is_sure and till in (self.profile.tills or ())
            portrait.made_without_till = ""
            portrait.till = (str(till), self._facts.operation) if is_ours else None

    def begin_without_till(self, customer: int, how: str) -> None:
        """Note that a customer was made by a write that names no till: by which operation, where and in whose name."""
        portrait = self._portrait(customer)
        if portrait is not None:
            portrait.made_without_till = how

    def lose_sight_of(self, customer: int) -> None:
        """Note that a customer may have become one with another: nothing is known of it any more."""
        lost = self.canonical(customer)
        portrait = self._facts.portraits.pop(lost)
        for place, held in portrait.identifiers.items() if portrait else ():
            for identifier in held:
                if self.holder(place, identifier) == lost:
                    self.hold(place, identifier, Hold.UNSURE)
                for who in [who for who in self._facts.former.of(identifier) if self.canonical(who) == lost]:
                    self._facts.former.discard(identifier, who)

    def merge(self, survivor: int, victims: Iterable[int]) -> None:
        """Note that customers became one."""
        survivor = self.canonical(survivor)
        kept = self._facts.portraits.of(survivor)
        for victim in map(self.canonical, victims):
            if victim == survivor:
                continue
            self._facts.survivor[victim] = survivor
            if victim in self._facts.outsiders:
                self._facts.outsiders.add(survivor)
            gone = self._facts.portraits.pop(victim) or Portrait()
            kept.maybe |= gone.maybe
            for named in gone.given:
                kept.given.setdefault(named, set()).add(None)
            kept.till, kept.made_without_till = None, ""
            for name in gone.extended:
                kept.extended.pop(name, None)  # which of two the survivor shows is open
            for place, identifiers in gone.identifiers.items():
                kept.identifiers.setdefault(place, set()).update(identifiers)
            for place, details in gone.profiles.items():
                kept.profiles[place] = {} if place in kept.profiles else details
