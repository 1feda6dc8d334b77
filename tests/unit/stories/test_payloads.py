"""Payloads hold what is there and nothing else, and names that are almost a source are none."""

from __future__ import annotations

import random

import pytest
from lines import CAST

from contracts.documents.profile import CITIES, DOCUMENTED_SOURCES, Profile
from contracts.stories.payloads import encode, enrolment, near_misses, sampled, two_sets, v2_customer, v11_customer


def test_payloads_leave_out_what_is_absent() -> None:
    ada = CAST.person("mobile", first_name=None)
    body = v2_customer(ada, None)
    assert set(body) == {"profiles"}
    assert set(body["profiles"][0]) == {"lastName", "identifiers"}
    assert set(v11_customer(ada)) == {"mobile", "lastname"}


def test_payloads_hold_what_is_there() -> None:
    ada = CAST.person().but(fields={"f": "1"}, extended={"e": "2"}, enrolments=(enrolment(11, 5),), extra={"x": 1})
    body = v2_customer(ada, "LINE", "l1")
    profile = body["profiles"][0]
    assert (profile["source"], profile["accountId"], profile["fields"]) == ("LINE", "l1", {"f": "1"})
    assert (body["extendedFields"], body["x"]) == ({"e": "2"}, 1)
    assert body["loyaltyProgramEnrollments"][0]["loyaltyPoints"] == 5
    item = v11_customer(ada)
    assert item["custom_fields"] == {"field": [{"name": "f", "value": "1"}]}
    assert item["extended_fields"] == {"field": [{"name": "e", "value": "2"}]}
    assert item["external_id"] == ada["externalId"].value


def test_two_sets_differ_in_each_field_of_several_samples() -> None:
    """So that a value that was not changed shows; a city of them is no city that there is."""
    fields = ("city", "gender", "state", "area", "zip", "dob", "own_text")
    one, other = two_sets(Profile(extended_fields=fields))
    assert (*one,) == (*other,) == fields
    assert all(one[name] != other[name] for name in fields)
    assert {one["city"], other["city"]} == set(CITIES)
    assert two_sets(Profile()) == ({}, {})


@pytest.mark.parametrize("source", DOCUMENTED_SOURCES)
def test_near_misses_are_no_source(source: str) -> None:
    found = list(near_misses(source, DOCUMENTED_SOURCES))
    folded = {"".join(filter(str.isalnum, name)).casefold() for name in DOCUMENTED_SOURCES}
    assert found
    assert len(found) == len(set(found))
    assert not {"".join(filter(str.isalnum, name)).casefold() for name in found} & folded


def test_payloads_are_compact_and_in_utf8() -> None:
    assert encode({"name": "Zoë", "n": [1, 2]}) == '{"name":"Zoë","n":[1,2]}'.encode()


def test_half_a_surrogate_pair_stays_an_escape() -> None:
    """UTF-8 does not have it; JSON does, as an escape."""
    assert encode(["\ud800", "\U0001f600"]) == '["\\ud800","\U0001f600"]'.encode()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_json_does_not_have_is_never_sent_as_json(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        encode({"points": [number]})


def test_samples_keep_their_order() -> None:
    population = list("abcdefgh")
    some = sampled(random.Random(1), population, 3)
    assert some == sorted(some)
    assert len(some) == 3
    assert sampled(random.Random(1), population, 8) == population
    assert sampled(random.Random(1), population, 99) == population
