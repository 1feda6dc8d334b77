"""Plays cases that schemathesis has made: its coverage of each constraint, and what Hypothesis draws.

They are loaded when they are asked for, made safe, and recombined: each item of a batch is another case, and members of
one drawn customer go to another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from contracts.documents import files
from contracts.evidence.intent import GET_V11, READS, REGISTER, UPSERT
from contracts.stories import fuzz, own_people
from contracts.stories.flaws import Due, Flaw
from contracts.stories.verbs import Api

if TYPE_CHECKING:
    from contracts.stories.bridge import Bridge, Made

_ITEMS = 20
"""Cases of a batch."""
_DRAW_EVERY = 10
_DRAWS = (6, 2)
"""Of each operation by Hypothesis at once, within the spec and beyond it: a draw costs as much as twenty cases."""
_USES = 4
"""So often each of them is sent, recombined with others."""


def play(api: Api, operation: str, requests: int) -> None:
    """Send so many requests that hold cases of an operation, each of them before any comes again."""
    until = len(api.record.exchanges) + requests
    while len(api.record.exchanges) < until:
        if fuzz.again(api, operation, until - len(api.record.exchanges)):
            continue
        count = _ITEMS if operation in (REGISTER, UPSERT) else 1
        send(api, [own(case, api) for case in _next(api, operation, count)])


def send(api: Api, made: Sequence[Made]) -> None:
    """Send cases: several of a batch as its items, another one as it is; and count what came of them."""
    first = made[0]
    items = [item for each in made for item in _items(each)] if len(made) > 1 else []
    body = items if first.operation == UPSERT else {"root": {"customer": items}}
    known = fuzz.somebody(api) if "{id}" in api.spec.operations[first.operation].path else None
    reply = api.send(
        first.operation,
        body if items else first.body,
        query=first.query,
        headers=first.headers,
        id=known.id if known else None,
    )
    for number, each in enumerate(made):
        fuzz.count(api, flaw_of(each), reply.item(number), known)


def own(drawn: Made, api: Api) -> Made:
    """The case about the run's own people, as it is sent; with them it may be within the spec, or no longer."""
    body = own_people.body(drawn.body, api.cast, api.profile, drawn.positive)
    query = own_people.query(drawn.query, api.cast) if drawn.operation in READS else drawn.query
    made = replace(drawn, body=body, query=query)
    return replace(made, positive=bridge(made.operation).allows(made))


def flaw_of(made: Made) -> Flaw:
    """What a case tries, in the words in which cases are counted."""
    due = Due.SUCCESS if made.positive else Due.UNDECIDED
    return Flaw(made.operation, made.constraint or "drawn", made.path, due=due)


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


def _next(api: Api, operation: str, count: int) -> list[Made]:
    """The next cases: first those of coverage, then draws with another seed each time, and then from the beginning."""
    trials, source = api.cast.trials, bridge(operation)
    found: list[Made] = []
    for _ in range(count):
        turn = trials.count(("drawn", operation))
        if turn % _DRAW_EVERY == _DRAW_EVERY - 1:
            found.append(_draw(api, operation, turn // _DRAW_EVERY))
        else:
            found.append(trials.deal((operation, fuzz.COVERAGE), lambda: source.coverage(operation)))
    return found


def _draw(api: Api, operation: str, turn: int) -> Made:
    drawn = _draws(operation, api.cast.seed, turn // (sum(_DRAWS) * _USES))
    case = drawn[turn % len(drawn)]
    others = [each for each in drawn if each.positive and each is not case]
    if not case.positive or not others or operation in (GET_V11, *READS):
        return case
    other = others[api.cast.trials.rng.randrange(len(others))]
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
    """The first customer of a batch."""
    body = made.body
    if made.operation == REGISTER and isinstance(body, dict):
        root = body.get("root")
        body = root.get("customer") if isinstance(root, dict) else None
    return body[:1] if isinstance(body, list) else []


def _has_profile(customer: Mapping[str, Any]) -> bool:
    profiles = customer.get("profiles")
    return isinstance(profiles, list) and len(profiles) == 1
