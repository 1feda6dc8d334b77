"""Update or create, item by item (Upsert customer)."""

from __future__ import annotations

from contracts import cases
from contracts.intent import UPSERT
from contracts.profile import Place
from contracts.scenario import INSTORE, Api, scenario


@scenario("upsert/create-then-update", promise="upsert-updates-in-place", operation=UPSERT)
def test_create_then_update(api: Api) -> None:
    """Somebody unknown is created, then updated in place, and the same item again changes nothing."""
    ada = api.person(first_name="Ada")
    api.upsert(ada)
    api.upsert(ada.named("Adele"))
    api.upsert(ada.named("Adele"))
    api.details(ada["mobile"])
    api.add(ada)


@scenario("upsert/partial-failure", promise="upsert-partial-failure-is-contained", operation=UPSERT)
def test_partial_failure(api: Api) -> None:
    """Of three items one lacks every identifier: the others are carried out, in order, and counted."""
    ada, nobody, eve = api.person(), api.person().but(identifiers=()), api.person()
    api.given.add(ada)
    api.upsert(eve, nobody, ada.named("Adele"))
    api.details(ada["mobile"])


@scenario("upsert/two-customers-in-one-item", promise="upsert-conflict-is-an-item-error", operation=UPSERT)
def test_two_customers_in_one_item(api: Api) -> None:
    """An item names identifiers of two customers: it fails, and each keeps its own."""
    ada, eve = api.person(), api.person()
    api.given.add(ada)
    api.given.add(eve)
    api.upsert(ada.only("mobile").with_(eve["email"]))
    api.lookup(ada["mobile"])
    api.lookup(eve["email"])


@scenario("upsert/new-identifier", promise="upsert-changes-identifiers", operation=UPSERT)
def test_new_identifier(api: Api) -> None:
    """A new email beside a known mobile: added when identifiers may change, ignored when they may not."""
    ada, eve = api.person(), api.person()
    api.given.add(ada.only("mobile"))
    api.given.add(eve.only("mobile"))
    api.upsert(ada.only("mobile", "email").named("Adele"))
    api.details(ada["email"])
    api.upsert(eve.only("mobile", "email").named("Eva"), skip=True)
    api.lookup(eve["email"])
    api.details(eve["mobile"])


@scenario("upsert/other-source", promise="upsert-leaves-other-sources-alone", operation=UPSERT)
def test_other_source(api: Api) -> None:
    """An update in one source leaves the profile of another as it was."""
    place = api.another_place()
    ada = api.person(first_name="Ada")
    api.given.add(ada)
    api.upsert(ada.named("Adele"), place=place)
    api.upsert(ada.named("Adela"), place=place)
    api.details(ada["mobile"], INSTORE)
    api.details(ada["mobile"], place)


@scenario("upsert/unknown-source", promise="upsert-unknown-source", operation=UPSERT)
def test_unknown_source(api: Api) -> None:
    """An item in a source that nobody has fails and stores nothing."""
    ada = api.person()
    api.upsert(ada, place=Place("NO_SUCH_SOURCE"))
    api.add(ada)
    api.send(UPSERT, [cases.v2_customer(ada, None)], people=(ada,), query=(("skipChangeIdentifier", "false"),))


@scenario("upsert/invalid-status-label", promise="upsert-invalid-status-label", operation=UPSERT)
def test_invalid_status_label(api: Api) -> None:
    """A status label that the organisation does not have is an error of its item, and counted."""
    api.upsert(api.person().but(extra={"statusLabel": "ct no such label"}))


@scenario("upsert/empty-array", promise="upsert-empty-array", operation=UPSERT)
def test_empty_array(api: Api) -> None:
    """An array without items is refused, or answered with nothing."""
    api.upsert()
