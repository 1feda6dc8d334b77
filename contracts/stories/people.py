"""People and their identifiers: everybody whom a run registers is made here.

The **seed** decides shapes and order, the **run id** who the people are: the same seed is
fresh on a system that other runs have used, and seed and run id together repeat every byte.
"""

from __future__ import annotations

import hashlib
import random
import re
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.documents.profile import People, Place
from contracts.evidence.intent import Identifier
from contracts.stories.riders import Riders

_BLOCK = 10_000
_OTHERS = 5_000_000
"""From here on people are numbered who have addresses and are never registered."""
_FIRST = ("Ada", "Grace", "Mary", "Jean", "Neil", "Zoe", "Raj", "Li", "Tom", "Asha", "Noor", "Kim")
_LAST = ("Lovelace", "Hopper", "Smith", "Souza", "Curie", "Singh", "Tan", "Sawyer", "Rao", "Khan")
"""Plain names: what becomes of other characters is asked by stories of their own."""


class Namespace:
    """The values that one run may make up, and no other run does.

    Mobiles are the profile's test prefix, five digits drawn from the run id, and a counter;
    emails and external ids carry the run id itself.
    """

    def __init__(self, people: People, run_id: str) -> None:
        self.people = people
        self.run_id = run_id
        self._room = people.mobile_digits - len(people.mobile_prefix)
        self._blocks: dict[int, str] = {}
        self._prefixes: set[str] = set()
        label, run, domain = map(re.escape, (people.label, run_id, people.email_domain))
        self._ours = re.compile(
            rf"(?ai:{label}\.{run}\.[0-9]+(\+[a-z0-9]+)?@{domain})|([A-Za-z]+_)?{label}-{run}-[0-9]+([^\w].*)?"
        )

    def mobile(self, number: int) -> str:
        """The mobile of the run's person number n."""
        return f"{self._block(number // _BLOCK)}{number % _BLOCK:04d}"

    def email(self, number: int) -> str:
        """The email of the run's person number n."""
        return f"{self.people.label}.{self.run_id}.{number}@{self.people.email_domain}"

    def external_id(self, number: int) -> str:
        """The external id of the run's person number n."""
        return f"{self.people.label}-{self.run_id}-{number}"

    def owns(self, value: str) -> bool:
        """Whether only this run can have made the value up."""
        if value.isascii() and value.isdigit():
            return len(value) == self.people.mobile_digits and value[:-4] in self._prefixes
        return bool(self._ours.fullmatch(value))

    def _block(self, index: int) -> str:
        if index not in self._blocks:
            digits = self._room - 4
            digest = int(hashlib.sha256(f"{self.run_id}/{index}".encode()).hexdigest(), 16)
            prefix = f"{self.people.mobile_prefix}{digest % 10**digits:0{digits}d}"
            self._blocks[index] = prefix
            self._prefixes.add(prefix)
        return self._blocks[index]


@dataclass(frozen=True)
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

    def named(self, first_name: str | None, last_name: str | None = None) -> Person:
        """The same person under another name."""
        return replace(self, first_name=first_name, last_name=last_name or self.last_name)

    def only(self, *types: str) -> Person:
        """The same person with only those types of identifier, in that order."""
        return replace(self, identifiers=tuple(self[type_] for type_ in types))

    def with_(self, *identifiers: Identifier) -> Person:
        """The same person with these identifiers in place of those of the same types, in place."""
        new = {identifier.type: identifier for identifier in identifiers}
        kept = tuple(new.pop(i.type, i) for i in self.identifiers)
        return replace(self, identifiers=kept + tuple(new.values()))

    def ordered(self, *types: str) -> Person:
        """The same person, the identifiers in another order."""
        return replace(self, identifiers=tuple(sorted(self.identifiers, key=lambda i: types.index(i.type))))

    def but(self, **changes: Any) -> Person:
        """The same person with other fields, extended fields, enrolments or extra members."""
        return replace(self, **changes)


class Cast:
    """Makes people: fresh ones each time, the same for the same seed and run id."""

    def __init__(self, namespace: Namespace, seed: int) -> None:
        self.namespace = namespace
        self.seed = seed
        self.rng = random.Random(seed)
        self.registered: list[Person] = []
        """People registered in INSTORE, two in twenty, for whoever wants to know later whether they are remembered."""
        self.everywhere: Person | None = None
        """Somebody registered in several sources, once that was done."""
        self.stops: list[Place] = []
        """The source accounts of that one."""
        self.visits: Counter[Place] = Counter()
        """How often a story has chosen a source account, so that stories spread over all of them."""
        self.enabled: dict[str, bool] = {}
        """Sources that no profile lists: whether the target took somebody in there."""
        self.riders = Riders(seed)
        self._count = 0
        self._seen = 0
        self._sent: set[int] = set()

    def turn(self, place: Place) -> tuple[int, int]:
        """When it is the turn of a source account: first those where the run has been least, in the seed's order."""
        return self.visits[place], zlib.crc32(f"{self.seed} {place}".encode())

    def remember(self, person: Person) -> None:
        """Note that somebody was registered in INSTORE."""
        if self._seen % 20 < 2:
            self.registered.append(person)
        self._seen += 1

    def is_new(self, person: Person) -> bool:
        """Whether nobody of that number was sent before; from now on somebody was."""
        is_new = person.number not in self._sent
        self._sent.add(person.number)
        return is_new

    def another(self, type_: str, number: int) -> str:
        """A value of that type for person number n that is no identifier of anybody's."""
        return self.identifier(type_, _OTHERS + number).value

    def person(self, *types: str, first_name: str | None = "") -> Person:
        """Somebody new, with identifiers of these types (default: mobile, email, externalId)."""
        number, self._count = self._count, self._count + 1
        chosen = types or ("mobile", "email", "externalId")
        first = self.rng.choice(_FIRST) if first_name == "" else first_name
        own = tuple(self.identifier(type_, number) for type_ in chosen)
        return Person(
            number,
            own,
            first_name=first,
            last_name=self.rng.choice(_LAST) + _letters(number),
            own=own,
        )

    def identifier(self, type_: str, number: int) -> Identifier:
        """An identifier of that type for person number n; types of a source's own look like external ids."""
        match type_:
            case "mobile":
                return Identifier(type_, self.namespace.mobile(number))
            case "email":
                return Identifier(type_, self.namespace.email(number))
            case "externalId":
                return Identifier(type_, self.namespace.external_id(number))
            case _:
                return Identifier(type_, f"{type_}_{self.namespace.external_id(number)}")


def _letters(number: int) -> str:
    """An ending by which last names differ, so that a leaked one tells whose it is."""
    letters = ""
    for _ in range(3):
        number, rest = divmod(number, 26)
        letters = chr(ord("a") + rest) + letters
    return "q" + letters
