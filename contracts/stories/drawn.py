"""Plays cases that schemathesis has made: its coverage of each constraint, and what Hypothesis draws.

They are loaded when they are asked for, made safe, and recombined: members of one drawn customer go to another. The
items of a batch are cases of one kind, and what no item can hold goes alone. Those who are registered are read back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from contracts.documents import files
from contracts.documents.members import Part
from contracts.documents.profile import Place
from contracts.evidence.intent import CHANGE, READS, REGISTER, REGISTRATIONS, UPDATE, UPSERT
from contracts.stories import fuzz, interest, own_people
from contracts.stories.flaws import Due, Flaw
from contracts.stories.people import Known, Person
from contracts.stories.reply import Reply
from contracts.stories.verbs import INSTORE, Api

if TYPE_CHECKING:
    from contracts.stories.bridge import Bridge, Made

_SIZES = (2, 5, 20)
"""Cases of the first batches of a kind, and of all later ones: even a short night has some of each kind."""
_DRAW_EVERY = 10
_DRAWS = (6, 2)
"""Of each operation by Hypothesis at once, within the spec and beyond it: a draw costs as much as twenty cases."""
_USES = 4
"""So often each of them is sent, recombined with others."""
_DRAWN = ""
"""The constraint of what Hypothesis draws, which may be anything."""
_OF_SHAPE = frozenset({_DRAWN, "incorrect type", "invalid enum value", "object unexpected properties"})
"""Constraints for which a server may refuse a whole batch, since it cannot read it: each has batches of its own."""


def play(api: Api, operation: str, requests: int) -> None:
    """Send so many requests: cases of an operation, each before any comes again, and reads of who is registered."""
    until = len(api.record.exchanges) + requests
    while (left := until - len(api.record.exchanges)) > 0:
        if fuzz.again(api, operation, left):
            continue
        for known in send(api, _together(api, operation)):
            is_turn = api.cast.trials.count("drawn back") % fuzz.BACK_EVERY == 0
            if is_turn and len(api.record.exchanges) < until:
                fuzz.look(api, known)


def send(api: Api, made: Sequence[Made]) -> list[Known]:
    """Send a case as it is, or several of a batch as its items; count what came of each item, and tell who is known."""
    first = made[0]
    operation, items = first.operation, [item for each in made for item in _items(each)]
    said = next((each for each in made if each.constraint == _DRAWN), first)  # of a batch, what any says will do
    whom = said.whom or (fuzz.somebody(api) if _is_about_an_id(api, operation) else None)
    reply = api.send(
        operation,
        first.body if len(made) == 1 else _batch(operation, items),
        query=said.query,
        headers=said.headers,
        id=whom.id if whom else None,
    )
    found = []
    for number, each in enumerate(made if len(made) > 1 else [first] * max(1, len(items))):
        flaw, item = flaw_of(each), reply.item(number)
        fuzz.count(api, flaw, item, whom)
        known = _known(api, each, item)
        if known is not None:
            interest.remember(api, flaw, item)
            api.cast.known.append(known)
            found.append(known)
    return found


def own(drawn: Made, api: Api) -> Made:
    """The case about the run's own people, as it is sent; with them it may be within the spec, or no longer.

    Where it is within, every other one of them is a near-twin of somebody before, and whom a read, an update or a
    change is about is there.
    """
    people: list[Person] = []

    def meet() -> Person:
        people.append(api.person(plain=not drawn.positive))
        return people[-1]

    body = own_people.body(drawn.body, api.cast, api.profile, drawn.positive, meet)
    query = own_people.query(drawn.query, api.cast) if drawn.operation in READS else drawn.query
    whom = None
    if drawn.positive and (drawn.operation in READS or _is_about_an_id(api, drawn.operation)):
        whom = fuzz.somebody(api)
    if whom is not None:
        body = own_people.body_about(body, whom) if drawn.operation in (UPDATE, CHANGE) else body
        query = own_people.query_about(query, whom)
    made = replace(drawn, body=body, query=query, people=tuple(people), whom=whom)
    return replace(made, positive=bridge(made.operation).allows(made))


def _is_about_an_id(api: Api, operation: str) -> bool:
    return "{id}" in api.spec.operations[operation].path


def flaw_of(made: Made) -> Flaw:
    """What a case tries, in the words in which cases are counted."""
    due = Due.SUCCESS if made.positive else Due.UNDECIDED
    return Flaw(made.operation, made.constraint or "drawn", made.path, part=made.part, due=due)


def recombined(customer: Any, other: Any) -> Any:
    """A customer with what another one has beside it, which is as much within the spec where both are."""
    if not isinstance(customer, dict) or not isinstance(other, dict):
        return customer
    whole = {**other, **customer}
    first, second = (each["profiles"][0] if _has_profile(each) else None for each in (customer, other))
    if isinstance(first, dict) and isinstance(second, dict):
        own_ = {name: value for name, value in second.items() if name not in ("identifiers", "source", "accountId")}
        whole["profiles"] = [{**own_, **first}]
    return whole


def bridge(operation: str) -> Bridge:
    """Where cases of an operation are made."""
    return _bridges()[files.load_spec().operations[operation].title]


@cache
def _bridges() -> Mapping[str, Bridge]:
    from contracts.stories.bridge import Bridge

    return {document["info"]["title"]: Bridge(document) for document in files.load_spec().narrowed}


def _together(api: Api, operation: str) -> list[Made]:
    """The next cases that go in one request: one that goes alone, or as many of a kind as a batch has items."""
    while True:
        made = own(_next(api, operation), api)
        if _goes_alone(made):
            return [made]
        trials, kind = api.cast.trials, (operation, _kind(made))
        waiting = trials.waiting[kind]
        waiting.append(made)
        if len(waiting) >= _SIZES[min(trials.batches[kind], len(_SIZES) - 1)]:
            together = [*waiting]
            waiting.clear()
            trials.batches[kind] += 1
            return together


def _goes_alone(made: Made) -> bool:
    """Whether a case is more than an item, or something else."""
    items = _items(made)
    is_item = len(items) == 1 and made.body == _batch(made.operation, items)
    return not is_item or made.part in (Part.QUERY, Part.HEADER)


def _kind(made: Made) -> str:
    """What an item may stand beside: a batch that is refused as a whole is to hide nothing of other items."""
    if made.positive:
        return "within"
    return made.constraint if made.constraint in _OF_SHAPE else "beyond"


def _known(api: Api, made: Made, item: Reply) -> Known | None:
    """Whom an item has registered, by what the run alone can have made up; None where that is nobody."""
    operation = made.operation
    if operation not in REGISTRATIONS or not item.ok or item.id is None or item.index >= len(item.judged.intent.items):
        return None
    asked = item.judged.intent.items[item.index]
    named = [each for each in asked.identifiers if api.cast.namespace.owns(each.value)]
    person = next((each for each in made.people if {*each.identifiers} & {*named}), None)
    place = INSTORE if operation == REGISTER else Place(_text(asked.source) or "", _text(asked.account) or "")
    if person is None or not place.source:
        return None
    person = person.but(first_name=_text(asked.first_name), last_name=_text(asked.last_name))
    return Known(person.known_by(*named), place, operation, item.id)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _next(api: Api, operation: str) -> Made:
    """The next case: first those of coverage, then draws with another seed each time, and then from the beginning."""
    trials, source = api.cast.trials, bridge(operation)
    turn = trials.count(("drawn", operation))
    if turn % _DRAW_EVERY == _DRAW_EVERY - 1:
        return _draw(api, operation, turn // _DRAW_EVERY)
    return trials.in_turn((operation, fuzz.COVERAGE), lambda: source.coverage(operation))


def _draw(api: Api, operation: str, turn: int) -> Made:
    drawn = _draws(operation, api.cast.seed, turn // (sum(_DRAWS) * _USES))
    case = drawn[turn % len(drawn)]
    others = [each for each in drawn if each.positive and each is not case]
    if not case.positive or not others or operation in READS:
        return case
    (other,) = api.cast.trials.some(others)
    if operation == UPSERT:
        body: Any = [recombined(mine, theirs) for mine, theirs in zip(case.body, other.body, strict=False)]
    elif operation == REGISTER:
        body = case.body
    else:
        body = recombined(case.body, other.body)
    return replace(case, body=body)


@cache
def _draws(operation: str, seed: int, round_: int) -> list[Made]:
    return list(bridge(operation).draw(operation, seed + round_, *_DRAWS))


def _items(made: Made) -> list[Any]:
    """The items of a batch; none where there is no such list."""
    body = made.body if made.operation in (REGISTER, UPSERT) else None
    if made.operation == REGISTER and isinstance(body, dict):
        root = body.get("root")
        body = root.get("customer") if isinstance(root, dict) else None
    return body if isinstance(body, list) else []


def _batch(operation: str, items: list[Any]) -> Any:
    return items if operation == UPSERT else {"root": {"customer": items}}


def _has_profile(customer: Mapping[str, Any]) -> bool:
    profiles = customer.get("profiles")
    return isinstance(profiles, list) and len(profiles) == 1
