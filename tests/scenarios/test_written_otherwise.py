"""By night known people are asked for, and others written, by identifiers that are spelt otherwise than theirs.

Whether the two are one is open: what a target makes of it is told with its readings, and a profile may pin it. They
come between the rounds of the suites that go on and on.
"""

from __future__ import annotations

import pytest

from contracts.evidence.intent import ADD, REGISTER, UPSERT
from contracts.evidence.validity import national
from contracts.stories import Api, Identifier, Person, scenario


@pytest.mark.parametrize("round_", [4])
@scenario("written-otherwise/capitals", promise="lookup-finds", depth="nightly")
def test_capitals(api: Api, round_: int) -> None:
    """An external id in other capitals is looked up, and brought by somebody new in each way of writing."""
    ada = api.person(plain=True)
    api.given.add(ada)
    api.lookup(in_capitals(ada))
    api.details(in_capitals(ada))
    for operation in (ADD, UPSERT, REGISTER):
        eve, other = api.person(plain=True).alone, api.person(plain=True).alone
        write = {ADD: api.add, UPSERT: api.upsert, REGISTER: api.register}[operation]
        (api.given.register if operation == REGISTER else api.given.add)(eve)
        write(other.with_(in_capitals(eve)))
        api.details(other["mobile"])


@pytest.mark.parametrize("round_", [4])
@scenario("written-otherwise/country-code", promise="lookup-finds", depth="nightly")
def test_country_code(api: Api, round_: int) -> None:
    """A mobile is looked up without its country code; nobody is added with it, for it may be somebody's elsewhere."""
    ada = api.person(plain=True)
    short = national(ada["mobile"].value)
    if short is None:  # mobiles of the profile are of another country, or have no code
        return
    api.given.add(ada)
    api.lookup(Identifier("mobile", short))
    api.details(Identifier("mobile", short))


def in_capitals(person: Person) -> Identifier:
    """The external id of a person, in other capitals."""
    return Identifier("externalId", person["externalId"].value.swapcase())
