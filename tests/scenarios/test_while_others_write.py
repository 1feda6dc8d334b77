"""Requests at the same moment."""

from __future__ import annotations

from contracts.evidence.intent import ADD, REGISTER, UPSERT
from contracts.stories import INSTORE, Api, scenario


@scenario("concurrency/same-person-v2", promise="concurrent-adds-one-winner", operation=ADD)
def test_same_person_v2(api: Api) -> None:
    """A double click: the same person is added twice at the same moment, and others so in other source accounts.

    Nobody is answered about, or stored as, somebody else.
    """
    names = ("Ada", "Bob", "Cid")
    places = [(api.person(first_name=n), place) for n, place in zip(names, (INSTORE, *api.elsewhere()), strict=False)]
    api.together(*(lambda api, who=who, place=place: api.add_at(who, place) for who, place in places for _ in "12"))
    who, place = places[-1]
    api.details(who["mobile"], place)


@scenario("concurrency/same-person-v11", promise="concurrent-registrations-v11", operation=REGISTER)
def test_same_person_v11(api: Api) -> None:
    """The same person is registered over v1.1 several times at the same moment."""
    ada = api.person()
    api.together(*(lambda api: api.register(ada) for _ in range(2)))


@scenario("concurrency/unknown-person-upserts", promise="concurrent-upserts-lose-nothing", operation=UPSERT)
def test_unknown_person_upserts(api: Api) -> None:
    """Bulk jobs bring the same unknown person at the same moment: one customer is made."""
    ada = api.person()
    api.together(*(lambda api: api.upsert(ada) for _ in range(2)))


@scenario("concurrency/upserts", promise="concurrent-upserts-lose-nothing", operation=UPSERT)
def test_upserts(api: Api) -> None:
    """Two upserts of one customer bring different identifiers at the same moment: none is lost."""
    ada = api.person()
    api.add(ada.only("mobile").nameless.alone)  # refused where names are mandatory, and then the upserts make her
    api.together(
        lambda api: api.upsert(ada.only("mobile", "email")),
        lambda api: api.upsert(ada.only("mobile", "externalId")),
    )
    api.lookup(ada["email"])
    api.details(ada["externalId"])
