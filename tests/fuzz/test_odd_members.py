"""Members of another JSON type than documented, or that hold nothing: many in one request."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.evidence.intent import ADD, CHANGE, GET, REGISTER, UPDATE, UPSERT
from contracts.stories import Api, Identifier, fuzz, odd, payloads, scenario

ITEMS = 45
IN_AN_ITEM = 8
IN_A_REQUEST = 100
"""Odd members of one customer at most: where each request has but one customer, as many as have room."""
ADDS, UPDATES = 5, 3
ROUNDS = 100
LISTS = (
    {"add": {}, "remove": {}},
    {"add": [{"type": 7, "value": True}, {"type": "email", "value": ""}, {"type": "mobile"}, None], "remove": "x"},
    {"add": None, "remove": [[], {"value": {}}, {"type": "externalId", "value": None}]},
)
"""Changes of identifiers."""


@scenario("robustness/odd-members", promise="no-server-error")
def test_odd_members(api: Api) -> None:
    """Members that are null, of another type, or nested deeply crash nothing, alone or in batches."""
    deep: object = "x"
    lists: object = []
    for _ in range(200):
        deep, lists = {"n": [deep]}, [lists]
    adds = _several(api, ADD, IN_A_REQUEST, ADDS)
    for customer in (adds[0] | {"ctDeep": deep, "ctLists": lists}, *adds[1:]):
        api.send(ADD, customer)
    plain = api.person(plain=True)
    whole = [*_several(api, REGISTER, IN_AN_ITEM, ITEMS), {}, None, {"mobile": int(plain["mobile"].value)}]
    api.send(REGISTER, {"root": {"customer": whole}}, query=(("format", "json"),))
    pairs = ((None, plain["externalId"].value), ("externalId", None))
    flawed = [{"identifiers": [{"type": type_, "value": value}], "source": "INSTORE"} for type_, value in pairs]
    api.send(UPSERT, [*_several(api, UPSERT, IN_AN_ITEM, ITEMS), {}, *({"profiles": [each]} for each in flawed)])
    unclear = (("skipChangeIdentifier", "maybe"),)
    api.send(UPSERT, [None, payloads.v2_customer(api.person(), "INSTORE")], query=unclear)
    api.details(Identifier("mobile", ""))
    api.lookup(Identifier("mobile", "+" + api.person()["mobile"].value))
    api.send(GET, None, query=(("source", "INSTORE"),), id=2**70)


@scenario("robustness/odd-changes", promise="no-server-error", operation=UPDATE)
def test_odd_changes(api: Api) -> None:
    """The same of updates, and of the lists of identifiers to add and to remove."""
    known = fuzz.somebody(api)
    customer, query = known.id if known else 0, (("source", "INSTORE"),)
    for number, body in enumerate(_several(api, UPDATE, IN_A_REQUEST, UPDATES)):
        api.send(UPDATE, body, query=query, id=customer if number else "ct-none")
    for body in LISTS:
        api.send(CHANGE, body, query=query, id=customer)


@pytest.mark.parametrize("round_", range(0, ROUNDS, 2))
@scenario("robustness/more-odd-members", promise="no-server-error", depth="nightly")
def test_more_odd_members(api: Api, round_: int) -> None:
    """Many more of them, until the budget of time or requests is spent."""
    for customer in _several(api, ADD, IN_A_REQUEST, 8):
        api.send(ADD, customer)
    items = _several(api, REGISTER, IN_AN_ITEM, ITEMS)
    api.send(REGISTER, {"root": {"customer": items}}, query=(("format", "json"),))
    api.send(UPSERT, _several(api, UPSERT, IN_AN_ITEM, ITEMS))
    known = fuzz.somebody(api)
    for body in _several(api, UPDATE, IN_A_REQUEST, 3):
        api.send(UPDATE, body, query=(("source", "INSTORE"),), id=known.id if known else 0)


def _several(api: Api, operation: str, each: int, count: int) -> list[Any]:
    """So many customers, of somebody else each, with up to so many odd members."""
    return [odd.of_run(api.cast, operation, each).about(api.person()) for _ in range(count)]
