"""Stories without anybody in them: what a run made up is taken out of requests, and others are put in its place.

A number stands for each person of a story, in the order in which they are named: `{{mobile 0}}` is the mobile of the
first, `{{n 0}}` what tells that one's external id and address from others', `{{id 0}}` the id that the target told.
Around these marks every character stays, so that the forms of identifiers do.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contracts.documents.profile import Profile
from contracts.engine.exchange import Pairs, Request, Who
from contracts.evidence.intent import CHANGE, GET, GET_V11, UPDATE, V11_TYPES, Identifier
from contracts.evidence.validity import Validity, validity
from contracts.stories.namespace import Namespace

_BLOCKS = 20
"""Ten thousand mobiles each."""
_DIGITS_MIN, _DIGITS_MAX = 7, 15
"""Of what a telephone could take for a number (E.164)."""
_MARK = re.compile(r"\{\{(mobile|twin|six|short|n|head|label|LABEL|run|RUN|domain)(?: (\d{1,4}))?\}\}")
_ID = re.compile(r"\{\{id (\d{1,4})\}\}")
_IN_PATH = re.compile(r"/customers/([^/?]+)")


@dataclass(frozen=True)
class Step:
    """A request of a story, with marks in the place of people."""

    operation: str
    query: Pairs = ()
    headers: Pairs = ()
    body: str = ""
    id: str = ""
    """In the path, where it has one: the mark of somebody, or an id that is nobody's."""


@dataclass(frozen=True)
class Template:
    """A story that can be sent about anybody."""

    steps: tuple[Step, ...]
    tries: str = ""
    """What it was made to try, in words."""
    mixes: bool = False
    """Whether it is an item of a batch that may stand beside others: it was answered for itself."""

    @property
    def operation(self) -> str:
        """Of the request that it is about, the last one."""
        return self.steps[-1].operation

    @property
    def people(self) -> int:
        """How many it is about."""
        texts = (text for step in self.steps for text in _texts(step))
        found = [int(number) for text in texts for number in re.findall(r"\{\{[a-z]+ (\d{1,4})\}\}", text)]
        return max(found, default=-1) + 1


class Marks:
    """What a run makes up, by which its people are known in any text."""

    def __init__(self, names: Namespace) -> None:
        self._names = names
        *mobiles, self._digits, self._short = names.heads(_BLOCKS)
        self._blocks = {head: (("mobile", "twin")[place % 2], place // 2) for place, head in enumerate(mobiles)}
        label, run, domain = map(re.escape, (names.people.label, names.run_id, names.people.email_domain))
        self._ours = re.compile(
            rf"(?P<block>{'|'.join(mobiles)})(?P<mobile>[0-9]{{4}})"
            rf"|{self._digits}(?P<zero>[0-9])(?P<six>[0-9]{{6}})"
            rf"|(?P<label>{label})(?P<one>[-._ ])(?P<run>{run})(?:(?P<two>[-._+ %])(?P<n>[0-9]+))?"
            rf"|{self._short}(?P<short>[0-9]{{3,}})"
            rf"|@(?P<sub>([a-z0-9-]+\.)*){domain}",
            re.IGNORECASE | re.ASCII,
        )
        self._left = re.compile("|".join((run, *self._blocks, self._digits, self._short)), re.IGNORECASE | re.ASCII)

    def people(self, text: str) -> list[int]:
        """The numbers of the run's people who are named in a text, in order."""
        return [number for found in self._ours.finditer(text) if (number := self._number(found)) is not None]

    def removed(self, text: str, places: dict[int, int]) -> str:
        """The text with marks in the place of people; `places` has which of a story each is, and learns of more."""

        def mark(found: re.Match[str]) -> str:
            number = self._number(found)
            place = None if number is None else places.setdefault(number, len(places))
            if found["block"]:
                return f"{{{{{self._blocks[found['block']][0]} {place}}}}}"
            if found["six"]:
                return f"{{{{head}}}}{found['zero']}{{{{six {place}}}}}"
            if found["short"]:
                return f"{{{{short {place}}}}}"
            if found["label"] is None:
                return f"@{found['sub']}{{{{domain}}}}"
            label, run = ("LABEL", "RUN") if found["label"].isupper() else ("label", "run")
            behind = "" if place is None else f"{found['two']}{{{{n {place}}}}}"
            return f"{{{{{label}}}}}{found['one']}{{{{{run}}}}}{behind}"

        return self._ours.sub(mark, text)

    def is_free(self, text: str) -> bool:
        """Whether nothing in a text tells of the run any more."""
        return not self._left.search(text)

    def filled(self, text: str, numbers: Sequence[int]) -> str:
        """The text with people of the run in the place of the marks."""
        names, people = self._names, self._names.people

        def value(found: re.Match[str]) -> str:
            kind = found[1]
            plain = {"label": people.label, "run": names.run_id, "domain": people.email_domain, "head": self._digits}
            if kind.lower() in plain:
                return plain[kind.lower()].upper() if kind.isupper() else plain[kind]
            number = numbers[int(found[2] or 0)]
            made: Mapping[str, Callable[[], str]] = {
                "mobile": lambda: names.mobile(number),
                "twin": lambda: names.twin_of(names.mobile(number)),
                "six": lambda: f"{number + names.shift:06d}",
                "short": lambda: names.short(number),
                "n": lambda: str(number + names.shift),
            }
            return made[kind]()

        return _MARK.sub(value, text)

    def _number(self, found: re.Match[str]) -> int | None:
        if found["block"]:
            return self._blocks[found["block"]][1] * 10_000 + int(found["mobile"])
        text = found["six"] or found["short"] or found["n"]
        return int(text) if text else None


def template(
    requests: Iterable[Request],
    marks: Marks,
    ids: Mapping[str, int],
    nobody: Collection[str],
    tries: str = "",
    mixes: bool = False,
) -> Template | None:
    """The story of these requests; None where it cannot be told without anybody in it.

    `ids` has of which of the run's people an id is; those that are `nobody` stay.
    """
    places: dict[int, int] = {}
    steps = []
    for request in requests:
        if b"\0" in request.body or request.as_who is not Who.WRITER:
            return None
        found = _IN_PATH.search(request.path)
        id_ = found[1] if found and _names_one(request) else ""
        if id_ in ids:
            id_ = f"{{{{id {places.setdefault(ids[id_], len(places))}}}}}"
        elif id_ and id_ not in nobody:
            return None
        try:
            body = request.body.decode()
        except UnicodeDecodeError:
            return None
        step = Step(
            request.operation,
            tuple((name, marks.removed(value, places)) for name, value in request.query),
            tuple((name, marks.removed(value, places)) for name, value in request.headers),
            marks.removed(body, places),
            id_,
        )
        if not all(map(marks.is_free, _texts(step))):
            return None
        steps.append(step)
    return Template(tuple(steps), tries, mixes and len(steps) == 1)


def mixed(stories: Sequence[Template]) -> Template:
    """One batch with the items of several, each about people of its own; the rest is as in the first."""
    items, people = [], 0
    for story in stories:
        body = story.steps[0].body
        items.append(_moved(body[body.index("[") + 1 : body.rindex("]")], people))
        people += story.people
    first = stories[0].steps[0]
    start, end = first.body.index("[") + 1, first.body.rindex("]")
    return Template((replace(first, body=first.body[:start] + ",".join(items) + first.body[end:]),), stories[0].tries)


def _moved(text: str, by: int) -> str:
    return re.sub(r"\{\{([a-z]+) (\d{1,4})\}\}", lambda found: f"{{{{{found[1]} {int(found[2]) + by}}}}}", text)


def people_of(marks: Marks, identifiers: Iterable[Identifier]) -> list[int]:
    """The numbers of the people whom identifiers name."""
    return [number for identifier in identifiers for number in marks.people(identifier.value)]


def told_ids(text: str) -> list[int]:
    """The people of a story of whose id there is a mark in a text."""
    return [int(place) for place in _ID.findall(text)]


def unmarked(requests: Iterable[Request], marks: Marks) -> set[Identifier]:
    """Whatever requests name that is nothing of the run's own."""
    return {each for request in requests for each in _asked(request) if not marks.people(each.value)}


def strangers(request: Request, names: Namespace, marks: Marks, profile: Profile) -> list[Identifier]:
    """Whoever may be found by what a request says, or reached, and is nobody of the run's own."""
    return [
        identifier
        for identifier in _asked(request)
        if _may_be_somebody(identifier, profile)
        and not (names.owns(identifier.value) or marks.people(identifier.value))
    ]


def _may_be_somebody(identifier: Identifier, profile: Profile) -> bool:
    """Whether somebody could be found by it or reached at it, wherever it stands."""
    is_number = _DIGITS_MIN <= sum(map(str.isdigit, identifier.value)) <= _DIGITS_MAX
    return is_number or "@" in identifier.value or validity(identifier, profile) is Validity.VALID


def _asked(request: Request) -> list[Identifier]:
    """Whatever in a request looks like an identifier or a way to reach somebody."""
    found = [*_named(request.json)]
    query = dict(request.query)
    found += [Identifier(query.get("identifierName", ""), query.get("identifierValue", ""))]
    if request.operation == GET_V11:
        found += [
            Identifier(V11_TYPES[name], value)
            for name, text in request.query
            if name in V11_TYPES
            for value in text.split(",")
        ]
    return found


def _named(value: Any) -> Iterator[Identifier]:
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            pairs = [(value.get("type"), value.get("value")), *((V11_TYPES.get(k), v) for k, v in value.items())]
            for type_, text in pairs:
                if isinstance(type_, str) and isinstance(text, (str, int, float)) and not isinstance(text, bool):
                    yield Identifier(type_, str(text))
        waiting += value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _names_one(request: Request) -> bool:
    return request.operation in (GET, UPDATE, CHANGE)


def _texts(step: Step) -> Iterator[str]:
    yield from itertools.chain((step.body, step.id), *step.query, *step.headers)
