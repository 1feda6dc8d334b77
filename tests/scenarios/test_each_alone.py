"""By night each thing that the documents allow is asked alone, where by day several go together.

They come between the rounds of the suites that go on and on, so that a short night has some of each.
"""

from __future__ import annotations

import pytest

from contracts.evidence.intent import ADD, CHANGE, PRIMARY_TYPES, REGISTER, UPDATE, UPSERT
from contracts.stories import ALL, INSTORE, Api, Identifier, Person, Reply, Setting, alone, scenario

SKIP = Setting("skip", {"flags": {"skip_secondary_on_mismatch": True, "strict_check": False}})


@scenario("each-alone/identifiers", promise="register-only-identifiers", depth="nightly")
def test_identifiers(api: Api) -> None:
    """In every source account one identifier of each type is enough, with and without names; so it is in batches."""
    for place in api.places():
        for number, type_ in enumerate(PRIMARY_TYPES):
            person = api.person(type_).alone
            api.add_at(person if number % 2 else person.nameless, place)
    for type_ in PRIMARY_TYPES:
        api.register(api.person(type_).nameless.alone)
        api.register(api.person(type_).alone)
        api.upsert(api.person(type_).alone)


@pytest.mark.parametrize(("round_", "operation"), [*enumerate([ADD, REGISTER, UPSERT, UPDATE], 1)])
@scenario("each-alone/members", promise="details-show-what-was-stored", depth="nightly")
def test_members(api: Api, round_: int, operation: str) -> None:
    """Each form that a member may take is stored, on somebody who has no other."""
    for number in range(len(alone.forms(api, operation, api.person(plain=True)))):
        person = api.person(plain=True)
        form = alone.forms(api, operation, person)[number]
        reply = _write(api, operation, alone.carrying(person, form, operation))
        if reply.id is not None:
            api.get(reply.id)


@pytest.mark.parametrize("round_", [2])
@scenario("each-alone/pairs-of-places", promise="known-elsewhere-joins-the-customer", depth="nightly")
def test_pairs_of_places(api: Api, round_: int) -> None:
    """Whoever is in one source account joins each other one, in whichever order; all of them are shown."""
    places = api.places()
    for order in (places, places[::-1]):
        person, customer = api.person(), 0
        for number, place in enumerate(order):
            customer = api.add_at(person.named(f"Stop {number}"), place).id or customer
            api.get(customer, place)
        api.get(customer, ALL)


@pytest.mark.parametrize("round_", [3])
@scenario("each-alone/beginnings", promise="change-identifier-removes", operation=CHANGE, depth="nightly")
def test_beginnings(api: Api, round_: int) -> None:
    """An identifier is removed, and one that begins or ends with it stays, in INSTORE and elsewhere."""
    for place in api.places():
        ada = api.person(plain=True)
        short = ada["externalId"]
        longer = [Identifier("externalId", value) for value in (f"{short.value}-1", f"x-{short.value}")]
        customer = api.given.add_at(ada.alone, place).id or 0
        if all(api.change(customer, place, add=[each]).ok for each in longer):
            for each in (short, *longer):  # which of them are kept beside each other is the target's
                api.lookup(each, place)
            api.change(customer, place, remove=[short])
            for each in longer:
                api.details(each, place)


@pytest.mark.parametrize("round_", [3])
@scenario("each-alone/other-accounts", promise="account-separates-multi-account-sources", depth="nightly")
def test_other_accounts(api: Api, round_: int) -> None:
    """Whoever is in one account of a source is read by id, and looked up, in each other one."""
    for place in api.places():
        others = [each for each in api.places() if each.source == place.source and each != place]
        if not others:
            continue
        ada = api.person()
        customer = api.given.add_at(ada, place).id or 0
        for other in others:
            api.get(customer, other)
            api.details(ada["email"], other)


@pytest.mark.parametrize("round_", [4])
@scenario("each-alone/newly-over-v11", promise="one-identity-space", operation=REGISTER, depth="nightly")
def test_newly_over_v11(api: Api, round_: int) -> None:
    """Whoever is in another source alone comes over v1.1 by each type of identifier."""
    for place in api.places():
        if place == INSTORE:
            continue
        for type_ in PRIMARY_TYPES:
            ada = api.person()
            api.given.add_at(ada, place)
            api.register(ada.only(type_))


@scenario(
    "each-alone/mismatch-within-a-batch",
    promise="mismatch-never-two-owners",
    operation=REGISTER,
    depth="nightly",
    settings=[SKIP],
)
def test_mismatch_within_a_batch(api: Api) -> None:
    """A secondary that an earlier item of the same batch brought comes with another primary, and stays where it is."""
    ada, eve = api.person(plain=True), api.person(plain=True)
    api.register(ada, api.person(plain=True), eve.with_(ada["email"]))
    api.details(ada["email"])
    api.details(eve["mobile"])


def _write(api: Api, operation: str, person: Person) -> Reply:
    """Somebody is written by that operation; whom an update is of was added bare before."""
    if operation == UPDATE:
        first = api.given.add(person.but(extra={}, profile_extra={}))
        reply = api.update(first.id or 0, person)
        return first if reply.ok else reply
    writes = {ADD: api.add, REGISTER: api.register, UPSERT: api.upsert}
    return writes[operation](person)
