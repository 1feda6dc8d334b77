"""Odd shapes: requests of which one member is of another JSON type than documented, or holds nothing.

Which member, and what stands in its place, takes its turn by the seed: first null and one value of each other JSON
type, at which code breaks that takes a member for what it should be, then the rest. What becomes of such a request is
open; that nothing breaks is not (promise no-server-error).
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from contracts.documents import files
from contracts.documents.members import Member, Part
from contracts.evidence.intent import ADD, UPDATE
from contracts.stories.payloads import v2_customer, v11_customer
from contracts.stories.people import Cast, Person

ODD: tuple[Any, ...] = (None, [], {}, 7, -0.5, True, "x", [None], {"a": [1]}, 2**70, "")
"""What stands in place of a member, whatever its type."""
_BREAKING: tuple[tuple[str, Any], ...] = (
    ("null", None),
    ("object", {}),
    ("array", []),
    ("integer", 7),
    ("boolean", True),
    ("string", "x"),
)
"""A value of each JSON type, to stand where the documents have another; of lists that with null for an entry, too."""
_V11 = "addCustomerV11"
_LIKE = {UPDATE: (ADD,)}
"""Whoever writes a client of an operation may send it the members of others."""
_PROFILE = "profiles[]."
_VITALS = frozenset(
    {
        *("profiles", "profiles[].source", "profiles[].identifiers"),
        *("profiles[].identifiers[].type", "profiles[].identifiers[].value"),
        *("mobile", "email", "external_id", "source"),
    }
)


def members_of(operation: str, members: Iterable[Member]) -> Sequence[Member]:
    """What may stand in a customer of an operation: its own members, and those of operations like it."""
    alike = (*_LIKE.get(operation, ()), operation)
    of = [member for member in members if member.operation in alike and member.part is Part.CUSTOMER]
    return list({member.path: member for member in sorted(of, key=lambda each: alike.index(each.operation))}.values())


class Customers:
    """Makes customers of an operation without end, each with up to so many odd members, none in another.

    What decides who and where a customer is has its turn every so many times, alone: a target that refuses such a
    member at once does not look at the others.
    """

    def __init__(
        self,
        operation: str,
        members: Iterable[Member],
        rng: random.Random,
        each: int = 1,
        vital_every: int = 4,
    ) -> None:
        of = members_of(operation, members)
        self._decks = [
            _Deck([member for member in of if _is_vital(member.path) is vital], rng) for vital in (False, True)
        ]
        self._operation, self._each, self._vital_every = operation, each, vital_every
        self._count = 0

    def about(self, person: Person) -> Any:
        """The next one, who is that person otherwise."""
        self._count += 1
        whole = _whole(self._operation, person)
        body = copy.deepcopy(whole)
        for path, odd in self._decks[self._count % self._vital_every == 0].draw(self._each):
            _add_entry(body, whole, _list_of(path))
            _spoil(body, path, odd)
        return body


def of_run(cast: Cast, operation: str, each: int) -> Customers:
    """What makes the odd customers of an operation in a run: over all its stories each pair comes before any comes
    again."""
    made: dict[str, Customers] = cast.trials.odd
    if operation not in made:
        made[operation] = Customers(operation, files.load_members(), cast.rng, each)
    return made[operation]


class _Deck:
    """Pairs of a member and something odd, each dealt once before any comes again.

    First every member is null, then of each other JSON type than its own, at which code breaks, then the rest.
    """

    def __init__(self, members: Sequence[Member], rng: random.Random) -> None:
        first = [(member.path, odd) for member in members for type_, odd in _BREAKING if type_ not in member.types]
        first += [(member.path, [None]) for member in members if "array" in member.types]
        there = {(path, repr(odd)) for path, odd in first}
        rest = [(m.path, odd) for m in members for odd in ODD if (m.path, repr(odd)) not in there]
        nulls, others = ([pair for pair in first if (pair[1] is None) is null] for null in (True, False))
        self._turns = (nulls, others, rest)
        self._rng = rng
        self._left: list[tuple[str, Any]] = []

    def draw(self, count: int) -> list[tuple[str, Any]]:
        """Up to so many pairs, of which none stands within another; of a list each may have an entry of its own."""
        if len(self._left) < count:
            for turns in self._turns:
                self._left += self._rng.sample(turns, len(turns))
        drawn: list[tuple[str, Any]] = []
        waiting: list[tuple[str, Any]] = []
        for pair in self._left:
            fits = len(drawn) < count and not any(_are_in_the_way(pair[0], other) for other, _ in drawn)
            (drawn if fits else waiting).append(pair)
        self._left = waiting
        return drawn


def _is_vital(path: str) -> bool:
    """Whether a member is of those by which a target knows who and where a customer is."""
    return path in _VITALS


@cache
def _are_in_the_way(path: str, other: str) -> bool:
    """Whether one of two paths leads to, or through, what the other leads to, and no list gives each its own entry."""
    if _list_of(path) and _list_of(path) == _list_of(other):
        return False
    one, another = (f"{each}.".replace("[].", ".[].") for each in (path, other))
    return one.startswith(another) or another.startswith(one)


def _list_of(path: str) -> str:
    """The list, other than that of the profiles, whose entry has what a path leads to; empty: there is none."""
    head = _PROFILE if path.startswith(_PROFILE) else ""
    name, entry, _ = path.removeprefix(head).partition("[].")
    return head + name if entry else ""


def spoilt(customer: Mapping[str, Any], path: str, odd: Any) -> dict[str, Any]:
    """The customer with something odd at a path, which begins at the customer; `[]` follows a list, of which the last
    entry is taken. What the path leads through is made where it is not there."""
    body = copy.deepcopy(dict(customer))
    _spoil(body, path, odd)
    return body


def _spoil(body: dict[str, Any], path: str, odd: Any) -> None:
    node, last = _led(body, path)
    if last.endswith("[]"):
        node[last[:-2]] = [*node.get(last[:-2], ()), odd]
    else:
        node[last] = odd


def _add_entry(body: dict[str, Any], whole: Mapping[str, Any], list_: str) -> None:
    """One more entry of a list, like the first one that the customer has when nothing is odd."""
    if list_:
        node, name = _led(body, list_)
        there, first = _led(copy.deepcopy(dict(whole)), list_)
        node.setdefault(name, []).append(next(iter(there.get(first, ())), {}))


def _led(body: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """Where a path leads, and the last name of it."""
    *outer, last = path.split(".")
    node = body
    for name in outer:
        node = _entered(node, name)
    return node, last


def _entered(node: dict[str, Any], name: str) -> dict[str, Any]:
    plain = name.removesuffix("[]")
    if plain == name:
        inner = node.setdefault(plain, {})
        return inner if isinstance(inner, dict) else node
    entries = node.setdefault(plain, [])
    if not entries or not isinstance(entries[-1], dict):
        entries.append({})
    entry: dict[str, Any] = entries[-1]
    return entry


def _whole(operation: str, person: Person) -> dict[str, Any]:
    return v11_customer(person) if operation == _V11 else v2_customer(person, "INSTORE")
