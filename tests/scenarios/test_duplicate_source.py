"""In one source account an identifier belongs to one customer."""

from __future__ import annotations

import pytest

from contracts.intent import Identifier
from contracts.scenario import Api, scenario

TYPES = ("mobile", "email", "externalId")


@scenario("duplicate-source/same-person-twice", promise="one-owner-per-source", depth="smoke")
def test_same_person_twice(api: Api) -> None:
    """A till registers a shopper twice, the second time under another name: nothing changes."""
    ada = api.person(first_name="Ada")
    api.given.add(ada)
    api.add(ada.named("Eve"))
    api.details(ada["mobile"])


@pytest.mark.parametrize("type_", TYPES)
@scenario("duplicate-source/one-known-identifier", promise="position-and-type-do-not-matter")
def test_one_known_identifier(api: Api, type_: str) -> None:
    """Of a newcomer's identifiers one is known; it stands first, in the middle or last, and it is refused."""
    ada, eve = api.person(), api.person()
    api.given.add(ada)
    clash = eve.with_(ada[type_])
    others = [other for other in TYPES if other != type_]
    api.add(clash.ordered(type_, *others))
    api.add(clash.ordered(others[0], type_, others[1]))
    api.add(clash.ordered(*others, type_))
    api.add(eve.only(*others))
