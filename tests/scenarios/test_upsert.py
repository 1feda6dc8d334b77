"""Update or create, item by item (Upsert customer)."""

from __future__ import annotations

from contracts import cases
from contracts.errors import NotAsked
from contracts.intent import UPSERT
from contracts.profile import Place
from contracts.scenario import INSTORE, Api, scenario


@scenario("upsert/create-then-update", promise="upsert-updates-in-place", operation=UPSERT, depth="smoke")
def test_create_then_update(api: Api) -> None:
    """Somebody unknown is created, updated twice, and set back by the very request that created; twice in one."""
    ada, joe = api.person(first_name="Ada"), api.person()
    api.upsert(ada)
    for _ in range(2):
        api.upsert(ada.named("Adele"))
    api.upsert(ada)
    api.details(ada["mobile"])
    api.add(ada)
    api.upsert(joe, joe)


@scenario("upsert/partial-failure", promise="upsert-partial-failure-is-contained", operation=UPSERT, depth="smoke")
def test_partial_failure(api: Api) -> None:
    """Of three items one lacks every identifier: the others are carried out, in order, and counted."""
    ada, nobody, eve = api.person(), api.person().but(identifiers=()), api.person()
    cities = [{"city": city} if "city" in (api.profile.extended_fields or ()) else {} for city in ("Pune", "Delhi")]
    api.given.add(ada.but(extended=cities[0]))
    api.upsert(eve, nobody, ada.named("Adele").but(extended=cities[1]))
    api.details(ada["mobile"])


@scenario("upsert/two-customers-in-one-item", promise="upsert-conflict-is-an-item-error", operation=UPSERT)
def test_two_customers_in_one_item(api: Api) -> None:
    """An item names identifiers of two customers: it fails, and each keeps its own."""
    ada, eve = api.person(), api.person()
    api.given.upsert(ada, eve)
    api.upsert(ada.only("mobile").with_(eve["email"]).named("Conflict"))
    api.details(eve["email"])
    api.details(ada["mobile"])


@scenario("upsert/new-identifier", promise="upsert-changes-identifiers", operation=UPSERT)
def test_new_identifier(api: Api) -> None:
    """A new email beside a known mobile: added when identifiers may change, ignored when they may not."""
    ada, eve = api.person(), api.person()
    api.given.upsert(ada.only("mobile"), eve.only("mobile"))
    api.upsert(ada.only("mobile", "email").named("Adele"))
    api.details(ada["email"])
    api.upsert(eve.only("mobile", "email").named("Eva"), skip=True)
    api.lookup(eve["email"])
    api.details(eve["mobile"])


@scenario("upsert/other-source", promise="upsert-leaves-other-sources-alone", operation=UPSERT)
def test_other_source(api: Api) -> None:
    """An update in one source account leaves the profile of another as it was."""
    here, there = _two_places(api)
    ada = api.person(first_name="Ada")
    api.given.add_at(ada, here)
    api.upsert(ada.named("Adele"), place=there)
    api.upsert(ada.named("Adela"), place=there)
    api.details(ada["mobile"], here)
    api.details(ada["mobile"], there)


@scenario("upsert/unknown-source", promise="upsert-unknown-source", operation=UPSERT)
def test_unknown_source(api: Api) -> None:
    """An item in a source that nobody has fails and stores nothing, whatever source the item before it was in."""
    ada, joe = api.person(), api.person()
    query = (("skipChangeIdentifier", "false"),)
    items = [cases.v2_customer(joe, "INSTORE"), cases.v2_customer(ada, "NO_SUCH_SOURCE")]
    api.send(UPSERT, items, people=(joe, ada), query=query)
    api.add(ada)
    api.send(UPSERT, [cases.v2_customer(ada, None)], people=(ada,), query=query)


@scenario("upsert/invalid-status-label", promise="upsert-invalid-status-label", operation=UPSERT)
def test_invalid_status_label(api: Api) -> None:
    """A status label that the organisation does not have is an error of its item, and counted."""
    api.upsert(api.person().but(extra={"statusLabel": "ct no such label"}))


@scenario("upsert/empty-array", promise="upsert-empty-array", operation=UPSERT)
def test_empty_array(api: Api) -> None:
    """An array without items is refused, or answered with nothing."""
    api.upsert()


def _two_places(api: Api) -> tuple[Place, Place]:
    """Two accounts of one source, or else INSTORE and another source."""
    try:
        return api.two_accounts()
    except NotAsked:
        return INSTORE, api.another_place()
