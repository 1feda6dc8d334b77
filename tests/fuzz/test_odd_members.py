"""Members of another JSON type than documented, or that hold nothing: many in one request."""

from __future__ import annotations

import itertools

import pytest

from contracts.documents.files import load_members
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
    people, members, rng = iter(api.person, None), load_members(), api.cast.rng
    deep: object = "x"
    lists: object = []
    for _ in range(200):
        deep, lists = {"n": [deep]}, [lists]
    adds = odd.customers(ADD, members, people, rng, IN_A_REQUEST)
    for customer in (next(adds) | {"ctDeep": deep, "ctLists": lists}, *itertools.islice(adds, ADDS - 1)):
        api.send(ADD, customer)
    plain = api.person(plain=True)
    items = itertools.islice(odd.customers(REGISTER, members, people, rng, IN_AN_ITEM), ITEMS)
    whole = [*items, {}, None, {"mobile": int(plain["mobile"].value)}]
    api.send(REGISTER, {"root": {"customer": whole}}, query=(("format", "json"),))
    pairs = ((None, plain["externalId"].value), ("externalId", None))
    flawed = [{"identifiers": [{"type": type_, "value": value}], "source": "INSTORE"} for type_, value in pairs]
    upserts = itertools.islice(odd.customers(UPSERT, members, people, rng, IN_AN_ITEM), ITEMS)
    api.send(UPSERT, [*upserts, {}, *({"profiles": [each]} for each in flawed)])
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
    updates = odd.customers(UPDATE, load_members(), iter(api.person, None), api.cast.rng, IN_A_REQUEST)
    for number, body in enumerate(itertools.islice(updates, UPDATES)):
        api.send(UPDATE, body, query=query, id=customer if number else "ct-none")
    for body in LISTS:
        api.send(CHANGE, body, query=query, id=customer)


@pytest.mark.parametrize("round_", range(0, ROUNDS, 2))
@scenario("robustness/more-odd-members", promise="no-server-error", depth="nightly")
def test_more_odd_members(api: Api, round_: int) -> None:
    """Many more of them, until the budget of time or requests is spent."""
    people, members, rng = iter(api.person, None), load_members(), api.cast.rng
    for customer in itertools.islice(odd.customers(ADD, members, people, rng, IN_A_REQUEST), 4):
        api.send(ADD, customer)
    items = list(itertools.islice(odd.customers(REGISTER, members, people, rng, IN_AN_ITEM), ITEMS))
    api.send(REGISTER, {"root": {"customer": items}}, query=(("format", "json"),))
    api.send(UPSERT, list(itertools.islice(odd.customers(UPSERT, members, people, rng, IN_AN_ITEM), ITEMS)))
    known = fuzz.somebody(api)
    for body in itertools.islice(odd.customers(UPDATE, members, people, rng, IN_A_REQUEST), 3):
        api.send(UPDATE, body, query=(("source", "INSTORE"),), id=known.id if known else 0)
