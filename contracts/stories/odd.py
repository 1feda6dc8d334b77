"""Odd shapes: requests of which one member is of another JSON type than documented, or holds nothing.

Which member, and what stands in its place, takes its turn by the seed: first null and one value of each other JSON
type, at which code breaks that takes a member for what it should be, then the rest. What becomes of such a request is
open; that nothing breaks is not (promise no-server-error).
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from contracts.documents.members import Member, Part
from contracts.stories.payloads import v2_customer, v11_customer
from contracts.stories.people import Person

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
"""A value of each JSON type, to stand where the documents have another."""
_V11 = "addCustomerV11"


def customers(
    operation: str, members: Iterable[Member], people: Iterator[Person], rng: random.Random, each: int = 1
) -> Iterator[Any]:
    """Customers of an operation without end, of somebody else each, with so many odd members, none in another."""
    of = [member for member in members if member.operation == operation and member.part is Part.CUSTOMER]
    first = [(member.path, odd) for member in of for type_, odd in _BREAKING if type_ not in member.types]
    rest = [(member.path, odd) for member in of for odd in ODD if not _is_among(odd, member.path, first)]
    turns: list[tuple[str, Any]] = []
    while True:
        if len(turns) < each * len(ODD):
            turns += rng.sample(first, len(first)) + rng.sample(rest, len(rest))
        customer = _whole(operation, next(people))
        chosen: list[str] = []
        while len(chosen) < each:
            path, odd = turns.pop(0)
            if not any(path.startswith(other) or other.startswith(path) for other in chosen):
                chosen.append(path)
                customer = spoilt(customer, path, odd)
        yield customer


def _is_among(odd: Any, path: str, turns: Iterable[tuple[str, Any]]) -> bool:
    """Whether the same stands there in one of the turns: true is not 1."""
    return any(path == there and odd == other and type(odd) is type(other) for there, other in turns)


def spoilt(customer: Mapping[str, Any], path: str, odd: Any) -> dict[str, Any]:
    """The customer with something odd at a path, which begins at the customer; `[]` follows a list, of which the last
    entry is taken. What the path leads through is made where it is not there."""
    body = copy.deepcopy(dict(customer))
    *outer, last = path.split(".")
    node: Any = body
    for name in outer:
        node = _entered(node, name)
    if last.endswith("[]"):
        node.setdefault(last[:-2], [])
        node[last[:-2]] = [*node[last[:-2]], odd]
    else:
        node[last] = odd
    return body


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
