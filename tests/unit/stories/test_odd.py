"""Requests of which a member is odd: each once before any comes again, with the rest of them whole."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.documents.files import load_members
from contracts.documents.members import BEFORE_CUSTOMER
from contracts.documents.profile import People
from contracts.stories import odd
from contracts.stories.namespace import Namespace
from contracts.stories.payloads import v2_customer, v11_customer
from contracts.stories.people import Cast, Person


def people() -> Iterator[Person]:
    cast = Cast(Namespace(People(), "abc1234"), 0)
    return iter(cast.person, None)


def customers(
    operation: str, people: Iterator[Person], rng: random.Random, each: int = 1, vital_every: int = 4
) -> Iterator[Any]:
    """Odd customers of an operation, about those people."""
    return map(odd.Customers(operation, load_members(), rng, each, vital_every).about, people)


@pytest.mark.parametrize("operation", BEFORE_CUSTOMER)
def test_every_member_is_odd_in_every_way(operation: str) -> None:
    """Each member holds each odd value, one in each body, and each body is JSON."""
    ada = itertools.repeat(next(people()))
    made = customers(operation, ada, random.Random(1))
    pairs = len(odd.members_of(operation, load_members())) * len(odd.ODD)
    assert len({json.dumps(body) for body in itertools.islice(made, 4 * pairs)}) == pairs


@pytest.mark.parametrize("operation", BEFORE_CUSTOMER)
def test_as_many_are_odd_as_have_room(operation: str) -> None:
    """Ten bodies hold more than half of what code breaks at, and the first values come before any others."""
    bodies = itertools.islice(customers(operation, people(), random.Random(1), each=60), 10)
    assert sum(_count(body) for body in bodies) >= 100


def _count(value: Any) -> int:
    """Nulls, empty objects, empty arrays and flags."""
    if isinstance(value, dict):
        return sum(map(_count, value.values())) if value else 1
    if isinstance(value, list):
        return sum(map(_count, value)) if value else 1
    return value is None or value is True


def test_the_rest_is_whole() -> None:
    """What is not odd is as the person is registered."""
    ada = next(people())
    whole = v2_customer(ada, "INSTORE")
    assert odd.spoilt(whole, "profiles[].fields", 7) == {"profiles": [{**whole["profiles"][0], "fields": 7}]}
    assert odd.spoilt(whole, "statusLabel", None) == {**whole, "statusLabel": None}
    assert odd.spoilt(v11_customer(ada), "custom_fields.field[].name", True)["custom_fields"] == {
        "field": [{"name": True}]
    }
    assert whole == v2_customer(ada, "INSTORE")


def test_the_last_entry_of_a_list_is_odd() -> None:
    ada = next(people())
    body = odd.spoilt(v2_customer(ada, "INSTORE"), "profiles[].identifiers[].value", [])
    identifiers = body["profiles"][0]["identifiers"]
    assert identifiers[-1]["value"] == []
    assert all(isinstance(each["value"], str) for each in identifiers[:-1])


def test_each_odd_member_of_a_list_has_an_entry_of_its_own() -> None:
    """What the customer's own entries hold stays, and each entry that is added is odd in one thing."""
    ada = next(people())
    mine = v2_customer(ada, "INSTORE")["profiles"][0]["identifiers"]
    made = customers("addCustomer", itertools.repeat(ada), random.Random(1), 99, vital_every=1)
    (profile,) = next(body["profiles"] for body in made if _has_entries(body, len(mine) + 10))
    assert profile["identifiers"][: len(mine)] == mine
    added = profile["identifiers"][len(mine) :]
    assert all(sum(each[name] != mine[0].get(name) for name in each) == 1 for each in added)


def _has_entries(body: Any, count: int) -> bool:
    """Whether a customer's one profile has more than so many identifiers."""
    profiles = body["profiles"]
    mine = profiles[0].get("identifiers") if isinstance(profiles, list) else None
    return isinstance(mine, list) and len(mine) > count


def test_several_are_odd_at_once() -> None:
    """Several odd members of one body stand beside each other, and none in another."""
    for body in itertools.islice(customers("addCustomer", people(), random.Random(2), each=5), 50):
        assert isinstance(body, dict)
        json.dumps(body)


def test_the_same_seed_gives_the_same() -> None:
    def some(seed: int) -> list[str]:
        made = customers("upsertCustomers", people(), random.Random(seed))
        return [json.dumps(body) for body in itertools.islice(made, 20)]

    assert some(3) == some(3)
    assert some(3) != some(4)
