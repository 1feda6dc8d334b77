"""People and their identifiers: everybody whom a run registers is made here.

The **seed** decides shapes and order, the **run id** who the people are: the same seed is
fresh on a system that other runs have used, and seed and run id together repeat every byte.
"""

from __future__ import annotations

import copy
import random
import zlib
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.documents.profile import Place
from contracts.engine.exchange import Who
from contracts.evidence.intent import Identifier
from contracts.stories.namespace import Namespace
from contracts.stories.occupied import Occupied
from contracts.stories.riders import SHARED, Riders
from contracts.stories.shapes import ANY_FORM, Latitude, Shapes
from contracts.stories.trials import Trials
from contracts.stories.twins import Model, Twins

_OTHERS = 100_000
"""From here on numbers are of addresses that nobody is registered by."""
_FAMILY = 8
"""So many people share an address."""
_ADDRESSES = 8
"""So many of them are a person's."""
_KNOWN_MAX = 120
_FIRST = ("Ada", "Grace", "Mary", "Jean", "Neil", "Zoe", "Raj", "Li", "Tom", "Asha", "Noor", "Kim")
_LAST = ("Lovelace", "Hopper", "Smith", "Souza", "Curie", "Singh", "Tan", "Sawyer", "Rao", "Khan")
"""Of letters: `shapes` has the other characters that the documents allow, stories ask what becomes of the rest."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to register: names, identifiers in order, and whatever else a payload may say."""

    number: int
    identifiers: tuple[Identifier, ...]
    first_name: str | None = None
    last_name: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    extended: Mapping[str, str] = field(default_factory=dict)
    enrolments: tuple[Mapping[str, Any], ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Members of the customer object that nothing else covers."""
    profile_extra: Mapping[str, Any] = field(default_factory=dict)
    """Members of the v2 profile that nothing else covers."""
    own: tuple[Identifier, ...] = ()
    """The identifiers that the person was made with: nobody else's, whatever a story puts in their place."""
    rides_alone: bool = False
    """Whether no riders are to go with the person."""

    def __getitem__(self, type_: str) -> Identifier:
        """The person's identifier of that type."""
        found = next((i for i in self.identifiers if i.type == type_), None)
        if found is None:
            raise KeyError(f"person {self.number} has no {type_}")
        return found

    @property
    def alone(self) -> Person:
        """The same person without riders, for stories about the members that ride, or about bare requests."""
        return replace(self, rides_alone=True)

    @property
    def model(self) -> Model:
        """The person as one of whom others are near-twins."""
        return Model(self.identifiers, self.first_name, self.last_name)

    def named(self, first_name: str | None, last_name: str | None = None) -> Person:
        """The same person under another name."""
        return replace(self, first_name=first_name, last_name=last_name or self.last_name)

    @property
    def nameless(self) -> Person:
        """The same person without names."""
        return replace(self, first_name=None, last_name=None)

    def only(self, *types: str) -> Person:
        """The same person with only those types of identifier, in that order."""
        return replace(self, identifiers=tuple(self[type_] for type_ in types))

    def with_(self, *identifiers: Identifier) -> Person:
        """The same person with these identifiers in place of those of the same types, in place."""
        new = {identifier.type: identifier for identifier in identifiers}
        kept = tuple(new.pop(i.type, i) for i in self.identifiers)
        return replace(self, identifiers=kept + tuple(new.values()))

    def known_by(self, *identifiers: Identifier) -> Person:
        """The same person with these identifiers and no others, for whoever was made for a case that names them so."""
        types = {identifier.type for identifier in identifiers}
        others = (i for i in self.own if i.type not in types)
        return replace(self, identifiers=identifiers, own=(*identifiers, *others), rides_alone=True)

    def ordered(self, *types: str) -> Person:
        """The same person, the identifiers in another order."""
        return replace(self, identifiers=tuple(sorted(self.identifiers, key=lambda i: types.index(i.type))))

    def bringing(self, foreign: Identifier, position: int) -> Person:
        """The same person with somebody's identifier in place of the own one of that type, at a place in the list."""
        others = [i.type for i in self.identifiers if i.type != foreign.type]
        return self.with_(foreign).ordered(*others[:position], foreign.type, *others[position:])

    def but(self, **changes: Any) -> Person:
        """The same person with other fields, extended fields, enrolments or extra members."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Known:
    """Somebody who is registered: where, by which operation, and the id that was told."""

    person: Person
    place: Place
    operation: str
    id: int


class Cast:
    """Makes people: fresh ones each time, the same for the same seed and run id."""

    def __init__(self, namespace: Namespace, seed: int, latitude: Latitude = ANY_FORM) -> None:
        self.namespace = namespace = copy.copy(namespace)
        self.seed = seed
        self.rng = random.Random(seed)
        self._latitude = latitude
        self._shapes = Shapes(namespace, seed, latitude)
        self._twins = Twins(namespace, seed, latitude.numbers)
        self.registered: list[Person] = []
        """People registered in INSTORE, two in twenty, for whoever wants to know later whether they are remembered."""
        self.everywhere: Person | None = None
        """Somebody registered in several sources, once that was done."""
        self.stops: list[Place] = []
        """The source accounts of that one."""
        self.denied: dict[Who, Person] = {}
        """Whom somebody without the right to write has tried to add, for whoever asks later what came of it."""
        self.residents: dict[Place, Identifier] = {}
        """By what somebody is known in a source account, where that was seen to."""
        self.duplicates: Counter[str] = Counter()
        """How often an add was refused as a duplicate, by source."""
        self.visits: Counter[Place] = Counter()
        """How often a story has chosen a source account, so that stories spread over all of them."""
        self.enabled: dict[str, bool] = {}
        """Sources that no profile lists: whether the target took somebody in there."""
        self.riders = Riders(seed)
        self.trials = Trials(seed)
        self.known: deque[Known] = deque(maxlen=_KNOWN_MAX)
        """Whom generated cases have registered last."""
        self._count = 0
        self._seen = 0
        self._sent: Counter[int] = Counter()

    @property
    def top(self) -> int:
        """The number behind that of everybody who was made so far."""
        return self._count + self.namespace.shift

    @property
    def taken(self) -> Occupied:
        """The values of everybody who was made so far."""
        return self._twins.taken

    def move_on(self, top: int, taken: Occupied) -> None:
        """Number everybody who is made from now on from there on, and give nobody what is taken.

        Forms and order stay as they would be.
        """
        self.namespace.shift = top - self._count
        self._twins.taken |= taken

    def turn(self, place: Place) -> tuple[int, int]:
        """When it is the turn of a source account: first those where the run has been least, in the seed's order."""
        return self.visits[place], zlib.crc32(f"{self.seed} {place}".encode())

    def remember(self, person: Person) -> None:
        """Note that somebody was registered in INSTORE."""
        self._twins.prefer(person.number)
        if self._seen % 20 < 2:
            self.registered.append(person)
        self._seen += 1

    def turn_of(self, person: Person) -> int:
        """How often somebody of that number was sent before; from now on once more."""
        self._sent[person.number] += 1
        return self._sent[person.number] - 1

    def another(self, person: Person, type_: str, number: int) -> str:
        """A value that is no identifier of anybody: the nth address of a person, or (-2) that of a family."""
        nth = person.number // _FAMILY if number == SHARED else person.number
        return self.identifier(type_, _OTHERS + nth * _ADDRESSES + min(number, _ADDRESSES - 3) % _ADDRESSES).value

    def nearly(self, person: Person, type_: str) -> Identifier:
        """An identifier that nobody has, and that differs from the person's in one thing."""
        twin = self._twins.of(type_, person.identifiers)
        number = self._next()
        found = Identifier(type_, twin) if twin else self.identifier(type_, number)
        self._twins.take((found,))
        return found

    def person(self, *types: str, first_name: str | None = "", plain: bool = False) -> Person:
        """Somebody new, with identifiers of these types (default: mobile, email, externalId).

        Two people differ in form; every other one is a near-twin of somebody made before. `plain` ones are neither.
        """
        number = self._next()
        model = self._twins.model() if number % 2 and not plain else None
        made = self._made(number, types, first_name, 0 if plain else number // 2, model)
        if not number % 2 and not plain:
            self._twins.note(number, made.model)
        return made

    def crowd(self, count: int) -> list[Person]:
        """So many new people at once, each in another form than those before."""
        return [self._made(number, (), "", number) for number in (self._next() for _ in range(count))]

    def twins(self, people: Iterable[Person]) -> list[Person]:
        """Somebody new for each of these people, a near-twin in every identifier."""
        return [self._made(self._next(), (), "", 0, self._twins.model(person.model)) for person in people]

    def centre(self, of_digits: bool = False) -> Person:
        """Somebody new of whom there can be near-twins of many kinds: by letters and signs, or by the digits of a
        number with zeros before it, where such numbers may be external ids."""
        number = self._next()
        values = {type_: self._shapes.central(type_, number) for type_ in ("externalId", "email")}
        if of_digits and self._latitude.numbers:
            values["externalId"] = f"000{self.namespace.digits(number)}"
        central = self._made(number, (), "", 0).with_(*(Identifier(*each) for each in values.items()))
        self._twins.take(central.identifiers)
        return replace(central, own=central.identifiers)

    def circle(self, centre: Person) -> list[Person]:
        """Somebody new for each way in which one can be a near-twin of the centre."""
        made = [self._made(self._next(), (), "", 0).with_(*twins) for twins in self._twins.around(centre.model)]
        return [replace(person, own=person.identifiers) for person in made]

    def _next(self) -> int:
        number, self._count = self._count, self._count + 1
        return number

    def _made(
        self, number: int, types: Sequence[str], first_name: str | None, turn: int, model: Model | None = None
    ) -> Person:
        """Person number n, in the forms of that turn; a near-twin of the model, if there is one."""
        first = self._shapes.first_name(self.rng.choice(_FIRST), turn) if first_name == "" else first_name
        last = self._shapes.last_name(self.rng.choice(_LAST), _letters(number), turn)
        chosen = types or ("mobile", "email", "externalId")
        identifiers = tuple(Identifier(type_, self._shapes.value(type_, number, turn)) for type_ in chosen)
        if model:
            identifiers = self._twins.identifiers(identifiers, model, reordered=not types)
            if first_name == "" and self._twins.is_namesake():
                first, last = model.first_name, model.last_name
        self._twins.take(identifiers)
        return Person(number, identifiers, first_name=first, last_name=last, own=identifiers)

    def identifier(self, type_: str, number: int) -> Identifier:
        """An identifier of that type for person number n, in plain form."""
        return Identifier(type_, self._shapes.value(type_, number, 0))


def _letters(number: int) -> str:
    """An ending by which last names differ, so that a leaked one tells whose it is."""
    letters = ""
    for _ in range(3):
        number, rest = divmod(number, 26)
        letters = chr(ord("a") + rest) + letters
    return "q" + letters
