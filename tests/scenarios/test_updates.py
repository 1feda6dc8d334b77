"""Updates by id and changes of identifiers."""

from __future__ import annotations

from contracts.intent import CHANGE, UPDATE
from contracts.scenario import INSTORE, Api, scenario


@scenario("updates/names", promise="update-in-place", operation=UPDATE)
def test_names(api: Api) -> None:
    """A customer's names change in one source account and in no other; the identifiers stay."""
    place = api.another_place()
    ada = api.person(first_name="Ada")
    first = api.given.add(ada)
    api.given.add_at(ada, place)
    api.details(ada["mobile"], INSTORE)
    api.update(first.id or 0, ada.named("Adele"))
    api.details(ada["mobile"], INSTORE)
    api.details(ada["mobile"], place)


@scenario("updates/change-identifiers", promise="change-identifier-adds", operation=CHANGE)
def test_change_identifiers(api: Api) -> None:
    """An identifier is added, one is taken away and free again, and one that is somebody else's is refused."""
    ada, eve = api.person(), api.person()
    first = api.given.add(ada.only("mobile"))
    api.given.add(eve)
    customer = first.id or 0
    api.change(customer, add=[ada["email"]])
    api.lookup(ada["email"])
    api.change(customer, add=[eve["email"]])
    api.lookup(eve["email"])
    api.change(customer, remove=[ada["email"]])
    api.lookup(ada["email"])
    api.add(api.person().with_(ada["email"]))
    api.update(10**15, eve)
    api.get(10**15)
