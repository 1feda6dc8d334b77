"""Updates by id and changes of identifiers."""

from __future__ import annotations

from contracts.evidence.intent import CHANGE, UPDATE
from contracts.stories import ALL, INSTORE, Api, payloads, scenario


@scenario("updates/names", promise="update-in-place", operation=UPDATE)
def test_names(api: Api) -> None:
    """A customer's names change in each source account apart, in one of them twice; the identifiers stay."""
    pair = [place for place in api.two_places() if place != INSTORE]
    before, after = payloads.two_sets(api.profile)
    ada = api.person(first_name="Ada")
    work = [{"type": "email", "value": ada["email"].value, "primary": True}]
    first = api.given.add(ada.but(extended=before))
    for place in pair:
        api.given.add_at(ada.but(profile_extra={"commChannels": work}), place)
    customer = first.id or 0
    api.details(ada["mobile"])
    api.get(customer, ALL)
    reached = {"type": "mobile", "value": ada["mobile"].value, "primary": True, "meta": {"residence": True}}
    adele = ada.named("Adèle Юлия 東", "Souza").but(profile_extra={"commChannels": [reached]}).alone
    for where in (INSTORE, pair[-1]):  # the very same body, which is another request all the same
        api.update(customer, adele, where)
    api.update(customer, ada.named("A" * 101, "Hopper").but(extended=after))
    api.details(ada["mobile"])
    api.get(customer, ALL)


@scenario("updates/change-identifiers", promise="change-identifier-adds", operation=CHANGE)
def test_change_identifiers(api: Api) -> None:
    """Identifiers are added and taken away, in one source account and not in the other of the same source."""
    pair, listed = api.two_places(), api.places()
    here, there = pair if pair[0] not in listed else sorted(pair, key=listed.index)
    ada, joe, kim, lee = (api.person() for _ in range(4))
    first = api.given.add_at(ada.only("mobile", "email"), here)
    api.given.add_at(ada.only("mobile", "email"), there)
    customer = first.id or 0
    api.get(customer, here)
    api.lookup(ada["externalId"], here)
    api.change(customer, here, add=[ada["externalId"], kim["email"]])
    api.details(ada["externalId"], here)
    api.add_at(joe.with_(ada["externalId"]), here)
    api.change(customer, there, add=[kim["externalId"]])
    api.details(kim["externalId"], there)
    api.change(customer, here, add=[lee["externalId"]], remove=[ada["email"], ada["externalId"]])
    api.details(ada["externalId"], here)
    api.get(customer, ALL)
    api.add_at(api.person().with_(ada["externalId"]), here)
    api.details(ada["externalId"], here)


@scenario("updates/refused-changes", promise="change-identifier-steals-nothing", operation=CHANGE)
def test_refused_changes(api: Api) -> None:
    """A change that asks for somebody else's identifier, or takes it away, does nothing; nor does one of nobody.

    What somebody gave up is free, over v1.1 as well.
    """
    ada, eve = api.person(), api.person()
    customer = api.given.add(ada.only("mobile", "email")).id or 0
    api.given.add(eve)
    api.change(customer, add=[ada["externalId"], eve["email"]], remove=[ada["email"]])
    api.details(ada["mobile"])
    api.change(customer, remove=[eve["email"]])
    api.lookup(eve["email"])
    api.change(customer, remove=[ada["email"]])
    api.register(api.person().with_(ada["email"]))
    api.update(10**15, eve)
    api.change(10**15, add=[ada["email"]])
    api.get(10**15)
