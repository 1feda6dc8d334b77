"""What a rule reads of a request, thing by thing: what makes two judgements of one rule two questions.

A question is a rule, with the case that it judges - operation, what the history says of the item, source account,
place in the batch - and one thing that it reads there: a member in a form, an identifier in a form and a place, a
parameter, a header, the sender. Of a value counts its form and never the value itself, so that people who differ in a
counter are asked about once; of a name that no document has counts only that it is there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterator
from typing import Any

from contracts.documents.profile import Profile
from contracts.documents.spec import Spec
from contracts.engine.jsontext import NOT_JSON
from contracts.evidence.intent import Identifier
from contracts.evidence.seen import Seen

Case = tuple[Hashable, ...]
Thing = tuple[Hashable, ...]

_LENGTHS = (1, 50, 100, 250, 255)
"""Upper bounds, of a class of lengths each: those that the documents name, and one of them alone."""
_DIGITS_MAX = 19
"""So many digits are told apart by their number."""
_DEPTH_MAX = 8
_TELLING = frozenset(" +._-'%@")
"""Signs that are forms of their own; the others are one."""
_OTHER = "*"
"""In place of a name or a sign that no document has."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d")
_SWITCH = {"true": "True", "false": "False"}


class Questions:
    """The distinct questions that rules have asked of one target."""

    def __init__(self, profile: Profile, spec: Spec) -> None:
        self._known = frozenset({*spec.names, *(profile.custom_fields or ()), *(profile.extended_fields or ())})
        self._asked: dict[Case, dict[str, int]] = {}
        """Case -> rule -> the things that it read, a bit for each: as sets they would be most of what a run keeps."""
        self._numbers: dict[Thing, int] = {}
        self._last: tuple[int, int] = (-1, 0)
        self._read: tuple[dict[str, int], int] = ({}, 0)

    def note(self, seen: Seen, rules: Collection[str]) -> None:
        """Rules were exercised by a request, or by one item of it; of a whole request they read the first item."""
        if not rules:
            return
        which = (seen.exchange.index, seen.index)
        if self._last != which:
            self._last, self._read = which, self._reading(seen)
        asked, things = self._read
        for rule in rules:
            asked[rule] = asked.get(rule, 0) | things

    def _reading(self, seen: Seen) -> tuple[dict[str, int], int]:
        numbers, things = self._numbers, 0
        for thing in things_of(seen, self._known):
            things |= 1 << numbers.setdefault(thing, len(numbers))
        return self._asked.setdefault(case_of(seen), {}), things

    def __len__(self) -> int:
        return sum(things.bit_count() for rules in self._asked.values() for things in rules.values())


def case_of(seen: Seen) -> Case:
    """What is asked for, what the history says of it, in which source account, and where in the request."""
    asked, situation = seen.asked, seen.situation
    place = situation.place or (_json_form(asked.source), _json_form(asked.account))
    return seen.operation, situation.category, place, _position(seen.index, len(seen.intent.items))


def things_of(seen: Seen, known: Collection[str]) -> Iterator[Thing]:
    """What there is to read of an item, and of the request around it.

    `known` are the names that mean something: of the specs, and of the fields of the organisation.
    """
    request, asked = seen.exchange.request, seen.asked
    yield "sender", request.as_who
    yield "first name", form(asked.first_name)
    yield "last name", form(asked.last_name)
    for index, identifier in enumerate(asked.identifiers):
        yield "identifier", min(index, 3), *_identifier(identifier)
    for identifier in asked.removed:
        yield "removed", *_identifier(identifier)
    for path, held in _members(_sent(seen), known):
        yield "member", path, held
    for name, value in request.query:
        yield "parameter", *_parameter(name, value, known)
    for name, _ in request.headers:
        yield "header", name if name in known else _OTHER


def form(value: object) -> Hashable:
    """The form of a text: how long it is, and of which signs; of any other value that of JSON."""
    if not isinstance(value, str) or not value:
        return _json_form(value)
    if value.isascii() and value.isdigit() and len(value) <= _DIGITS_MAX:
        return len(value), "from 0" if value.startswith("0") else "digits"
    return next((most for most in _LENGTHS if len(value) <= most), 0), frozenset(map(_sign, frozenset(value)))


def _json_form(value: object) -> str:
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return "nought" if value == 0 else "negative" if value < 0 else "number" if value < 2**63 else "beyond 64 bits"
    if isinstance(value, str):
        if not value.strip():
            return "blank" if value else "empty"
        return "digits" if value.isdigit() else "moment" if _MOMENT.match(value) else "text"
    return type(value).__name__ if value else f"empty {type(value).__name__}"


def _sign(sign: str) -> str:
    if not sign.isalnum():
        return sign if sign in _TELLING else _OTHER
    if not sign.isascii():
        return "beyond ASCII"
    return "digit" if sign.isdigit() else "small" if sign.islower() else "capital"


def _identifier(identifier: Identifier) -> Thing:
    return identifier.type if identifier.type.isalnum() else _OTHER, form(identifier.value)


def _position(index: int, count: int) -> str:
    if count <= 1:
        return "only"
    return "first" if index == 0 else "last" if index == count - 1 else "middle"


def _sent(seen: Seen) -> Any:
    """The item as it was sent; of a request without items the whole body."""
    body = seen.asked.raw if seen.intent.items else seen.exchange.request.json
    return None if body is NOT_JSON else body


def _members(value: Any, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Path and form of each member, down to those that no document nests so deeply; entries of a list share a path."""
    level = [("", value)]
    for _ in range(_DEPTH_MAX):
        yield from ((path, _json_form(held)) for path, held in level)
        level = [inner for path, held in level for inner in _inner(path, held, known)]


def _inner(path: str, value: Any, known: Collection[str]) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from ((f"{path}.{name if name in known else _OTHER}", held) for name, held in value.items())
    elif isinstance(value, list):
        yield from ((f"{path}[]", entry) for entry in value)


def _parameter(name: str, value: str, known: Collection[str]) -> tuple[str, str]:
    if name not in known:
        return _OTHER, _OTHER
    return name, _SWITCH.get(value.lower()) or _json_form(value)
