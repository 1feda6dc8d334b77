"""A state machine over people, sources, accounts, identifiers and all APIs at once.

Each step is a verb with a relation: what the identifiers that it sends have to do with those that are there already.
Steps and relations take turns by the seed, so that few requests bring many of their pairs; what a step has written is
read back, or followed by a link of the specs. The verbs send, the law judges: the machine has no oracle of its own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from contracts.documents.profile import Place
from contracts.engine.errors import NotAsked
from contracts.engine.exchange import Who
from contracts.evidence.intent import ADD, REGISTER, UPSERT, Identifier
from contracts.stories import flaws, interest, looks, payloads
from contracts.stories.people import Known, Person
from contracts.stories.reply import Reply
from contracts.stories.verbs import ALL, INSTORE, Api

TYPES = ("mobile", "email", "externalId")
_STRANGERS = (Who.NOBODY, Who.READER, Who.GARBAGE_TOKEN, Who.UNKNOWN_USER, Who.EMPTY)
"""Who may not write; nobody who writes with another password, which may lock that user."""
_PEOPLE_MAX = 12
"""So many are remembered in a story."""


class Machine:
    """A story: whom it has registered, and what may happen to them."""

    def __init__(self, api: Api, until: int) -> None:
        self._api = api
        self._trials = api.cast.trials
        self._until = until
        self._places = [INSTORE, *(place for place in api.places() if place != INSTORE)]
        self._known: list[Known] = []

    @property
    def left(self) -> int:
        """How many requests it may still send."""
        return self._until - len(self._api.record.exchanges)

    def step(self) -> None:
        """One step; of an operation that the target lacks there is none."""
        name = self._trials.turn("step", tuple(STEPS)) if self._known else "add"
        with contextlib.suppress(NotAsked):
            STEPS[name](self)

    def add(self) -> None:
        """An add."""
        person, place = self._person(ADD)
        self._take(self._api.add_at(person, place), person, place)

    def register(self) -> None:
        """A registration over v1.1."""
        person, _ = self._person(REGISTER)
        self._take(self._api.register(person), person, INSTORE)

    def upsert(self) -> None:
        """An upsert that may change identifiers, or may not."""
        person, place = self._person(UPSERT)
        skip = self._trials.turn("skip", (True, False))
        self._take(self._api.upsert(person, place=place, skip=skip), person, place)

    def registrations(self) -> None:
        """Several over v1.1: a newcomer stands between others."""
        people = [self._person(REGISTER)[0], self._api.person(), self._person(REGISTER)[0], self._flawed()]
        reply = self._api.register(*people)
        self._take(reply.item(1), people[1], INSTORE)

    def upserts(self) -> None:
        """Several upserts in as many source accounts, one of which is none."""
        pairs = [self._person(UPSERT), (self._api.person(), self._other()), (self._api.person(), Place("CT_NOWHERE"))]
        pairs.append((self._api.person(), INSTORE))
        reply = self._api.upsert_at(*pairs)
        self._take(reply.item(1), *pairs[1])
        self._look(Known(pairs[3][0], INSTORE, UPSERT, reply.item(3).id or 0))

    def update(self) -> None:
        """An update of names and fields, here or in another profile of the customer."""
        known = self._somebody()
        name = self._trials.turn("name", ("Renamed", "Łé", "N" * 100, "O'Neil-Jo 2"))
        self._api.update(known.id, known.person.named(name, "Other"), known.place)
        self._look(replace(known, operation="updateCustomer"))

    def change_by_adding(self) -> None:
        """An identifier more: new, somebody else's, or one's own."""
        known, kind = self._somebody(), self._trials.turn("adds", ("new", "another's", "own", "in place"))
        type_ = self._type()
        new = {
            "new": lambda: self._api.cast.nearly(known.person, type_),
            "another's": lambda: self._somebody().person[type_],
            "own": lambda: known.person[type_],
            "in place": lambda: self._api.person()[type_],
        }[kind]()
        remove = [known.person[type_]] if kind == "in place" else []
        self._api.change(known.id, known.place, add=[new], remove=remove)
        self._api.lookup(new, known.place)
        self._look(replace(known, operation="changeIdentifier"))

    def change_by_removing(self) -> None:
        """An identifier less, which is free then: somebody else may have it."""
        known, type_ = self._somebody(), self._type()
        gone = known.person[type_]
        if not self._api.change(known.id, known.place, remove=[gone]).ok:
            return
        self._look(replace(known, operation="changeIdentifier"))
        other = self._api.person().with_(gone)
        self._known.remove(known)
        self._take(self._api.add_at(other, known.place), other, known.place)

    def read(self) -> None:
        """Somebody is read in two ways, one after the other."""
        known = self._somebody()
        for _ in range(2):
            self._look(known)

    def read_elsewhere(self) -> None:
        """Somebody is looked for where nobody registered them, under another type, or is nobody."""
        known = self._somebody()
        match self._trials.turn("elsewhere", ELSEWHERE):
            case "by id":
                self._api.get(known.id, self._another_account(known.place))
            case "place":
                self._api.lookup(known.person[self._type()], self._other())
            case "type":
                self._api.lookup(Identifier("externalId", known.person["mobile"].value), known.place)
            case "nobody":
                self._api.details(self._api.cast.nearly(known.person, self._type()), known.place)
            case "nobody over v1.1":
                self._api.get_v11(self._api.cast.nearly(known.person, self._type()))
            case _:
                nobody = self._api.person()
                self._api.get_v11(known.person["mobile"], nobody["mobile"], self._somebody().person["mobile"])

    def nowhere(self) -> None:
        """A source that is none, or an account that is none; nothing is stored."""
        person, place = self._api.person(), self._other()
        accounts = self._api.profile.accounts(place.source)
        names = list(payloads.near_misses(place.source, self._api.sources()))
        words = [*names[:3], "FAX", "", f"INSTORE,{place.source}", None]
        source = self._trials.turn("source", words)
        if accounts and self._trials.turn("wrong", ("source", "account")) == "account":
            self._api.add(person, place.source, self._trials.turn("account", ("no-such-account", accounts[0] + "0")))
        else:
            self._api.add(person, source, place.account or None)
        self._api.add_at(person, place)

    def stranger(self) -> None:
        """Somebody without the right to tries to write; nothing changes."""
        who = self._trials.turn("who", _STRANGERS)
        known, person, stranger = self._somebody(), self._api.person(), self._api.as_(who)
        match self._trials.turn("tries", ("add", "register", "upsert", "update", "change", "read")):
            case "add":
                stranger.add(person)
            case "register":
                stranger.register(person)
            case "upsert":
                stranger.upsert(person)
            case "update":
                stranger.update(known.id, known.person.named("Stranger"), known.place)
            case "change":
                stranger.change(known.id, known.place, remove=[known.person[self._type()]])
            case _:
                stranger.details(known.person[self._type()], known.place)
        self._look(known)
        self._api.lookup(person["mobile"])

    def tour(self) -> None:
        """Somebody comes to several source accounts under other names, or none, and by another external id to each."""
        places = [self._place(), self._other()]
        places += [self._another_account(places[1]), *(self._other() for _ in range(self._trials.turn("stops", STOPS)))]
        person, reply = self._marked(self._api.person()), None
        held: list[tuple[Person, Place]] = []
        for place in dict.fromkeys(places):
            name = self._trials.turn("name of a stop", ("First", None, "Third"))
            there = person.but(first_name=name, last_name=name)
            there = there.with_(self._api.person()["externalId"]) if held else there
            reply = self._api.add_at(there, place)
            held.append((there, place))
        if reply is not None and reply.id is not None:
            self._api.get(reply.id, ALL)
            self._api.details(person["mobile"], ALL)
            self._look(Known(*self._trials.some(held)[0], ADD, reply.id))

    def together(self) -> None:
        """Two writes of one person at the same moment."""
        known, person = self._somebody(), self._api.person()
        one, other = known.person.named("One"), known.person.named("Other")
        kinds: Mapping[str, tuple[Callable[[Api], object], ...]] = {
            "adds": (lambda api: api.add(person), lambda api: api.add(person)),
            "registrations": (lambda api: api.register(person), lambda api: api.register(person)),
            "upserts": (
                lambda api: api.upsert(person.only("mobile", "email")),
                lambda api: api.upsert(person.only("mobile", "externalId")),
            ),
            "updates": (
                lambda api: api.update(known.id, one, known.place),
                lambda api: api.update(known.id, other, known.place),
            ),
            "changes": (
                lambda api: api.change(known.id, known.place, add=[person["email"]]),
                lambda api: api.change(known.id, known.place, add=[person["externalId"]]),
            ),
            "change and update": (
                lambda api: api.change(known.id, known.place, add=[person["email"]]),
                lambda api: api.update(known.id, other, known.place),
            ),
            "people": (lambda api: api.add(person), lambda api: api.add(self._api.person(first_name="Zed"))),
        }
        kind = self._trials.turn("together", tuple(kinds))
        if kind == "upserts":  # of somebody known, who has one more identifier from each of them
            self._api.add(person.only("mobile"))
        self._api.together(*kinds[kind])
        if kind in ("updates", "changes", "change and update"):
            self._api.details(known.person[self._type()], known.place)
            self._look(known)
        else:
            self._api.details(person["mobile"])
        if kind in ("upserts", "changes", "change and update"):
            self._api.lookup(person["email"], INSTORE if kind == "upserts" else known.place)

    def values(self) -> None:
        """A value at a limit, or one that is none, and what is stored of it."""
        person = self._flawed()
        place = self._place()
        verb = self._trials.turn("value by", ("add", "register", "upsert"))
        if verb == "add":
            reply = self._api.add_at(person, place)
        elif verb == "register":
            place, reply = INSTORE, self._api.register(person)
        else:
            reply = self._api.upsert(person, place=place)
        if reply.id is not None:
            self._api.get(reply.id, place)

    def _flawed(self) -> Person:
        """Somebody new with a value at a limit, or one that is none."""
        person = self._api.person(plain=True)
        email, mobile = person["email"].value, person["mobile"].value
        kinds: Mapping[str, Callable[[], Person]] = {
            "names of 100": lambda: person.named("A" * 100, "B" * 100),
            "names of 101": lambda: person.named("A" * 101, "B" * 150),
            "markup": lambda: person.named("<b>Ada", "O'Neil; --"),
            "beyond Latin": lambda: person.named("Юлия", "山田"),
            "letters in a mobile": lambda: person.with_(Identifier("mobile", mobile[:-2] + "AB")),
            "symbols in a mobile": lambda: person.with_(Identifier("mobile", "#" + mobile)),
            "a mobile alone that is none": lambda: person.only("mobile").with_(Identifier("mobile", "AB" + mobile)),
            "no at": lambda: person.with_(Identifier("email", email.replace("@", "."))),
            "an email of 256": lambda: person.with_(Identifier("email", f"{'n' * (255 - len(email))}.{email}")),
            "an external id of 250": lambda: person.with_(
                Identifier("externalId", (person["externalId"].value + "-" + "n" * 250)[:250])
            ),
            "nobody": lambda: person.but(identifiers=()),
            "no names": lambda: person.but(first_name=None, last_name=None),
            "one identifier": lambda: person.only(self._type()),
            "an undefined field": lambda: person.but(fields={"ct_undefined": "x"}),
            "a label that is none": lambda: person.but(extra={"statusLabel": "no such label"}),
            "a programme that is none": lambda: person.but(enrolments=(payloads.enrolment(10**9, 7),)),
        }
        return kinds[self._trials.turn("flaw", tuple(kinds))]()

    def _person(self, operation: str) -> tuple[Person, Place]:
        """Whom a registration names and where, by the relation whose turn it is."""
        fresh = self._marked(self._api.person())
        if not self._known:
            return fresh, self._place()
        known, other = self._somebody(), self._somebody()
        relation = self._trials.turn(("relation", operation), RELATIONS)
        type_, second = self._type(), self._type()
        place = known.place
        match relation:
            case "again":
                return known.person.named("Again", "Other"), place
            case "elsewhere":
                return known.person.named("Elsewhere", "Other"), self._other()
            case "in another account":
                return known.person, self._another_account(place)
            case "one beside new ones":
                return fresh.with_(known.person[type_]), place
            case "one beside new ones, elsewhere":
                return fresh.with_(known.person[type_]), self._other()
            case "one alone":
                return known.person.only(type_), place
            case "one of each of two":
                return fresh.with_(known.person[type_], other.person[second]), place
            case "one of each of two, elsewhere":
                return fresh.with_(known.person[type_], other.person[second]), self._other()
            case "in another order":
                order = list(TYPES)
                self._trials.rng.shuffle(order)
                return known.person.ordered(*order).named("Reordered"), place
            case "nearly":
                return fresh.with_(self._api.cast.nearly(known.person, type_)), place
            case "by one identifier":
                return fresh.only(type_), self._place()
            case "under another type":
                return fresh.with_(Identifier("externalId", known.person["mobile"].value)), place
            case _:
                return fresh, self._place()

    def _marked(self, person: Person) -> Person:
        """The person, every other one with a city that nobody else has."""
        has_cities = "city" in (self._api.profile.extended_fields or ())
        if not has_cities or self._trials.count("marked") % 2:
            return person
        return person.but(extended={"city": f"Ct {person.number}"})

    def _take(self, reply: Reply, person: Person, place: Place) -> None:
        """Remember who was registered, and look back, or follow a link."""
        if not reply.ok or reply.id is None:
            if self._known and self.left > 0:
                self._look(self._somebody())
            return
        known = Known(person, place, reply.exchange.request.operation, reply.id)
        if {i.type for i in person.identifiers} >= set(TYPES):
            self._known = [*self._known, known][-_PEOPLE_MAX:]
        by_link = self.left > 0 and self._trials.turn("back", ("link", "look")) == "link"
        if not by_link or not self._follow(reply, person):
            self._look(known)

    def _follow(self, reply: Reply, person: Person) -> bool:
        """Go from link to link, as far as it is the turn to go; whether there was one."""
        step = 0
        for step in range(self._trials.turn("links", LINKS)):
            followed = looks.along_a_link(self._api, reply, person) if self.left > 0 else None
            if followed is None:
                return step > 0
            reply = followed
        return True

    def _look(self, known: Known) -> None:
        if self.left > 0 and known.id:
            looks.back(self._api, known)

    def _somebody(self) -> Known:
        return self._trials.some(self._known)[0]

    def _type(self) -> str:
        return self._trials.turn("type", TYPES)

    def _place(self) -> Place:
        return INSTORE if self._trials.count("here") % 2 else self._trials.turn("place", self._places)

    def _other(self) -> Place:
        others = self._places[1:]
        if not others:
            raise NotAsked("no other source is known")
        return self._trials.turn("place", others)

    def _another_account(self, place: Place) -> Place:
        same = [each for each in self._places if each.source == place.source and each != place]
        return self._trials.turn("account", same) if same else self._other()


ELSEWHERE = ("place", "by id", "type", "nobody", "nobody over v1.1", "several over v1.1")
STOPS = (0, 0, 3)
"""Source accounts of a tour beyond the first three."""
LINKS = (1, 2, 7)
"""Of a chain: as many as lead from a registration through all reads and changes to an upsert, and fewer."""
RELATIONS = (
    *("somebody new", "again", "elsewhere", "in another account", "one beside new ones"),
    *("one beside new ones, elsewhere", "one alone", "one of each of two", "one of each of two, elsewhere"),
    *("in another order", "nearly", "by one identifier", "under another type"),
)
STEPS: Mapping[str, Callable[[Machine], None]] = {
    "add": Machine.add,
    "add again": Machine.add,
    "register": Machine.register,
    "upsert": Machine.upsert,
    "upsert again": Machine.upsert,
    "registrations": Machine.registrations,
    "upserts": Machine.upserts,
    "update": Machine.update,
    "change by adding": Machine.change_by_adding,
    "change by removing": Machine.change_by_removing,
    "read": Machine.read,
    "read elsewhere": Machine.read_elsewhere,
    "nowhere": Machine.nowhere,
    "stranger": Machine.stranger,
    "together": Machine.together,
    "tour": Machine.tour,
    "values": Machine.values,
}


def play(api: Api, requests: int) -> None:
    """Play a story of so many requests, or a few more."""
    machine = Machine(api, len(api.record.exchanges) + requests)
    idle = 0
    while machine.left > 0 and idle < len(STEPS):
        before, seen = machine.left, len(api.record.judged)
        machine.step()
        for judged in api.record.judged[seen:]:
            interest.note(api, flaws.nothing(judged.exchange.request.operation), Reply(judged))
        idle = idle + 1 if machine.left == before else 0
