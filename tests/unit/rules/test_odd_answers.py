"""Answers of which one value is odd: the law says what it has to say of them, and never breaks down itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from histories import *

from contracts.stories.payloads import enrolment

ODD = (None, True, 0, -7, 7, 2.5, "", "7", "x", [], [7], ["x"], [{}], [[]], {}, {"7": 7})
POINTS = {"effect": "loyalty-points", "rawAwardedPoints": "50.000", "awardedPoints": "50", "type": "points"}
WHOLE = {
    "loyaltyInfo": {"loyaltyType": "loyalty"},
    "extendedFields": {"city": "Pune"},
    "cardDetails": [{"cardNumber": "7"}],
    "segments": {"s": {}},
}
FIELDS = {"custom_fields": {"field": [{"name": "employee", "value": "x"}]}, "side_effects": {"effect": [POINTS]}}
NOISE = {"code": "1017", "message": "said", "status": "false"}


def told(line: Line) -> Any:
    """What the answer says."""
    return json.loads(line.exchange(0).response.body)  # type: ignore[union-attr]


def whole(customer: int, who: Person) -> dict[str, Any]:
    """A customer with all that details may show."""
    return json.loads(shows(customer, shown(who, fields={"employee": "x"}, commChannels=[{}]), **WHOLE).body)  # type: ignore[no-any-return]


LINES = {
    "an add": add(ADA.but(enrolments=(enrolment(470, 5000),))).answers(created(7, 8107, 8050, sideEffects=[POINTS])),
    "another add": add(KIM).answers(created(7, 8107, sideEffects=[POINTS])),
    "a refused add": add(ADA).answers(refused(8006)),
    "a batch": register(EVE, KIM, ADA.only("email")).answers(
        registered(done(8, EVE, NOISE, **FIELDS), failed(1007), done(9, KIM))
    ),
    "a batch again": register(EVE).answers(registered(done(8, EVE))),
    "an upsert": upsert(ADA, KIM).answers(upserted(kept(7, 8050, result=whole(7, ADA)), wrong(3017, entityId=9))),
    "a look-up": lookup(ADA["mobile"]).answers(found(7, 8069)),
    "nobody": lookup(ADA["mobile"]).answers(refused(8015)),
    "details": details(ADA["mobile"]).answers(says(whole(7, ADA))),
    "a read by id": get(7).answers(says({**whole(7, ADA), "warnings": notices(8069)})),
    "an update": update(7, ADA.named("Eve")).answers(created(7, 1213)),
    "a change": change(7, add=[EVE["email"]], remove=[ADA["email"]]).answers(created(7, 8077)),
}


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a value."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from paths(each, (*path, key))


def with_(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """The value, with something odd in that place."""
    if not path:
        return odd
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[path[0]] = with_(value[path[0]], path[1:], odd)
    return copy


@pytest.mark.parametrize("name", LINES)
def test_the_judge_never_raises_at_a_value_of_another_kind(name: str) -> None:
    """Every value of every answer in turn gives way to others; what was proved before goes on."""
    line, body = LINES[name], told(LINES[name])
    clerk = judge(org(programs=(469,)))
    for index, before in enumerate(LINES.values()):
        clerk.judge(before.exchange(index))
    cases = [(path, odd) for path in paths(body) for odd in ODD]
    for index, (path, odd) in enumerate(cases, len(LINES)):
        response = says(with_(body, path, odd))
        try:
            clerk.judge(replace(line, answer=response).exchange(index))
        except Exception as error:
            pytest.fail(f"{odd!r} in {path}: {error!r}")
