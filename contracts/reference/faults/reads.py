"""Faults of look-ups, details and reads by id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.claims import V11_MEMBERS
from contracts.reference.faults.envelope import retold
from contracts.reference.faults.memory import viewing
from contracts.reference.faults.registry import fault
from contracts.reference.state import Key, SourceAccount
from contracts.reference.values import ALL, Call, Decision, Endpoint, Plan

READS = (Endpoint.LOOKUP, Endpoint.DETAILS, Endpoint.GET)
PREFIX = 8
Shown = dict[str, Any]
_FINDS = "reads/lookup-finds-the-holder"
_NOBODY = "reads/unknown-is-8015"
_ELSEWHERE = "reads/lookup-stays-in-its-source-account"
_SHOWS = "reads/details-show-what-was-stored"


def found(before: Behaviour, find: Callable[[Desk, Place | None, Key], int | None]) -> Behaviour:
    """The behaviour with another search, used where the conforming one finds nobody."""

    def search(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        own = before.find(desk, place, identifier)
        return find(desk, place, identifier) if own is None else own

    return replace(before, find=search)


def shown(before: Behaviour, change: Callable[[Desk, Shown, Place | None], Shown | None]) -> Behaviour:
    """The behaviour with customers shown otherwise."""

    def view(desk: Desk, customer_id: int, place: Place | None) -> Mapping[str, Any] | None:
        told = before.view(desk, customer_id, place)
        return change(desk, dict(told), place) if told is not None else None

    return replace(before, view=view)


def profiles(told: Shown, change: Callable[[Shown], Shown]) -> Shown:
    """A customer as shown with each profile changed."""
    return {**told, "profiles": [change(dict(profile)) for profile in told["profiles"]]}


@fault(_NOBODY)
def looks_up_by_prefix(before: Behaviour) -> Behaviour:
    """An exact match became a search for what begins alike when the search engine was changed."""

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        start = identifier.value[:PREFIX]
        return next(
            (
                customer.id
                for customer in desk.state
                for account in customer.accounts
                for held in account.identifiers
                if held.type == identifier.type and held.value.startswith(start)
            ),
            None,
        )

    return found(before, find)


@fault(_ELSEWHERE)
def looks_up_in_every_source(before: Behaviour) -> Behaviour:
    """The filter by source was dropped from the query: customers of one source are found in all."""
    return found(before, lambda desk, place, identifier: before.find(desk, None, identifier))


@fault(_ELSEWHERE)
def looks_up_in_every_account(before: Behaviour) -> Behaviour:
    """The look-up takes the source and never the account."""

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        accounts = desk.organisation.accounts(place.source) if place else ()
        if place is None or not accounts:
            return before.find(desk, place, identifier)
        others = (before.find(desk, Place(place.source, each), identifier) for each in accounts)
        return next((customer for customer in others if customer is not None), None)

    return found(before, find)


@fault(_NOBODY)
def looks_up_under_any_type(before: Behaviour) -> Behaviour:
    """The look-up compares values only: a mobile is found under an external id of the same digits."""

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        others = (Key(kind, identifier.value) for kind in ("mobile", "email", "externalId"))
        hits = (before.find(desk, place, other) for other in others)
        return next((customer for customer in hits if customer is not None), None)

    return found(before, find)


@fault(_FINDS)
def looks_up_the_primary_only(before: Behaviour) -> Behaviour:
    """Only the primary identifier is in the index of the look-up."""

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        return before.find(desk, place, identifier) if identifier.type == desk.organisation.primary else None

    return replace(before, find=find)


@fault(_FINDS)
def looks_up_one_write_late(before: Behaviour) -> Behaviour:
    """Reads go to a replica that is always one write behind."""
    fresh: set[Key] = set()

    def settle(desk: Desk, plan: Plan) -> Decision:
        decision = before.settle(desk, plan)
        if decision.customer is not None:
            fresh.clear()
            fresh.update(plan.add)
        return decision

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        return None if identifier in fresh else before.find(desk, place, identifier)

    return replace(before, settle=settle, find=find)


@fault("envelope/success-and-failure-exclude-each-other", breaks="lookup-unknown-is-8015")
def answers_null_for_nobody(before: Behaviour) -> Behaviour:
    """Nobody found is an empty result and no error any more: entity null, without errors."""

    def change(told: Shown) -> Any:
        return {"entity": None, "warnings": []} if "errors" in told else told

    return retold(before, change, Endpoint.LOOKUP)


@fault("envelope/success-and-failure-exclude-each-other", breaks="lookup-unknown-is-8015")
def answers_minus_one_for_nobody(before: Behaviour) -> Behaviour:
    """The client library's value for not found leaks through: entity -1, a success."""

    def change(told: Shown) -> Any:
        return {"entity": -1, "warnings": []} if "errors" in told else told

    return retold(before, change, Endpoint.LOOKUP)


@fault("security/nobody-elses-data")
def shows_the_neighbour(before: Behaviour) -> Behaviour:
    """Details are fetched by position in a page that counts from one."""

    def view(desk: Desk, customer_id: int, place: Place | None) -> Mapping[str, Any] | None:
        return before.view(desk, customer_id - 1, None) or before.view(desk, customer_id, place)

    def lookup(desk: Desk, call: Call) -> Decision:
        return before.lookup(desk.behaving(view=view), call)

    return replace(before, lookup=lookup)


@fault("cross-source/identifiers-kept-per-source")
def shows_identifiers_of_all_sources(before: Behaviour) -> Behaviour:
    """A profile lists the identifiers of the customer, not those of its source account."""
    return shown(
        before, lambda desk, told, place: profiles(told, lambda each: {**each, "identifiers": each["identifiersAll"]})
    )


@fault("security/nobody-elses-data")
def shows_identifiers_of_the_customer_before(before: Behaviour) -> Behaviour:
    """The list of all identifiers is gathered in a buffer that keeps those of the customer shown before."""
    piled: list[Any] = []

    def change(desk: Desk, told: Shown, place: Place | None) -> Shown:
        former = list(piled)
        piled[:] = [entry for profile in told["profiles"] for entry in profile["identifiersAll"]]
        return profiles(told, lambda each: {**each, "identifiersAll": [*each["identifiersAll"], *former]})

    return shown(before, change)


@fault("reads/details-show-every-identifier")
def hides_identifiers(before: Behaviour) -> Behaviour:
    """A profile shows its primary identifier only since the others are loaded lazily."""

    def change(desk: Desk, told: Shown, place: Place | None) -> Shown:
        return profiles(told, lambda each: {**each, "identifiers": each["identifiers"][:1]})

    return shown(before, change)


@fault(_SHOWS)
def swaps_first_and_last_name(before: Behaviour) -> Behaviour:
    """Names are read from columns by position, and the positions changed."""
    names = {"firstName": "lastName", "lastName": "firstName"}

    def change(desk: Desk, told: Shown, place: Place | None) -> Shown:
        return profiles(told, lambda each: {names.get(name, name): value for name, value in each.items()})

    return shown(before, change)


@fault(_SHOWS)
def shows_no_fields(before: Behaviour) -> Behaviour:
    """Custom fields live in another service now, and its failure shows as none."""
    return shown(before, lambda desk, told, place: profiles(told, lambda each: {**each, "fields": {}, "allFields": {}}))


@fault("reads/extended-fields-are-their-own")
def shows_extended_fields_of_the_customer_before(before: Behaviour) -> Behaviour:
    """All answers share one map of extended fields, which is filled by those who have some and cleared by nobody."""
    shared: dict[str, Any] = {}

    def change(desk: Desk, told: Shown, place: Place | None) -> Shown:
        shared.update(told["extendedFields"])
        return {**told, "extendedFields": dict(shared)}

    return shown(before, change)


@fault("cross-source/details-kept-per-source")
def shows_names_of_the_first_source(before: Behaviour) -> Behaviour:
    """Names are joined from the customer's first source account, whatever source is asked for."""

    def change(desk: Desk, told: Shown, place: Place | None) -> Shown:
        customer = desk.state.customer(told["id"])
        first = customer.accounts[0] if customer else None
        return profiles(told, lambda each: {**each, "firstName": first.first_name if first else None})

    return shown(before, change)


@fault("reads/lookup-finds-the-holder")
def finds_nobody_by_ids_of_a_source(before: Behaviour) -> Behaviour:
    """The list of types that the look-up takes was written before sources brought ids of their own."""

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        return before.find(desk, place, identifier) if identifier.type in V11_MEMBERS.values() else None

    return replace(before, find=find)


@fault("updates/update-is-shown", breaks="details-show-what-was-stored")
def never_shows_a_change(before: Behaviour) -> Behaviour:
    """Details are cached by customer and source, and no write clears the cache."""
    return viewing(before, {})


@fault("reads/get-shows-the-customer-asked-for")
def gets_the_last_customer(before: Behaviour) -> Behaviour:
    """A read by id answers from the cache of the last customer written, whoever that is."""
    last = 0

    def settle(desk: Desk, plan: Plan) -> Decision:
        nonlocal last
        decision = before.settle(desk, plan)
        last = decision.customer or last
        return decision

    def get(desk: Desk, call: Call) -> Decision:
        return before.get(desk, replace(call, customer=last, query={**call.query, "source": ALL}))

    return replace(before, settle=settle, get=get)


@fault("reads/nobody-is-not-found")
def gets_somebody_for_nobody(before: Behaviour) -> Behaviour:
    """An id that no customer has is answered with an empty customer of that id."""

    def get(desk: Desk, call: Call) -> Decision:
        decision = before.get(desk, call)
        if not decision.errors or call.customer is None or desk.state.customer(call.customer):
            return decision
        return Decision(call.customer, view={"id": call.customer, "profiles": []})

    return replace(before, get=get)


@fault("cross-source/known-elsewhere-joins-the-customer", breaks="reads-change-nothing")
def opens_a_profile_by_reading(before: Behaviour) -> Behaviour:
    """A look-up in a source where the customer is unknown links the identifier there, to be quicker next time."""

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        own = before.find(desk, place, identifier)
        known: Sequence[int] = before.owners(desk, place, identifier) if place and own is None else ()
        customer = desk.state.customer(known[0]) if known else None
        if customer is not None and place is not None:
            account: SourceAccount = desk.state.open_account(customer, place)
            desk.behaviour.link(desk, account, identifier)
        return own

    return replace(before, find=find)


@fault("reads/unknown-source-is-refused")
def reads_any_source(before: Behaviour) -> Behaviour:
    """A source that nobody has is left out of the query, so that all are searched."""

    def asked(call: Call, desk: Desk) -> Call:
        known = desk.organisation.lists(call.query.get("source", ""))
        return call if known else replace(call, query={**call.query, "source": ALL})

    return replace(
        before,
        lookup=lambda desk, call: before.lookup(desk, asked(call, desk)),
        get=lambda desk, call: before.get(desk, asked(call, desk)),
    )


@fault("reads/lookup-finds-the-holder", breaks="reads-agree")
def disagrees_with_itself(before: Behaviour) -> Behaviour:
    """The look-up and the details ask two stores, and one of them numbers customers anew."""

    def body(desk: Desk, call: Call, decisions: Sequence[Decision]) -> Any:
        told = before.body(desk, call, decisions)
        if call.endpoint is not Endpoint.LOOKUP or "entity" not in told:
            return told
        return {**told, "entity": told["entity"] + 1_000_000}

    return replace(before, body=body)
