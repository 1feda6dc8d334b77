"""Faults of reading back: caches that one way of writing does not clear, and members of another account or customer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.envelope import retold
from contracts.reference.faults.reads import Shown, profiles, shown
from contracts.reference.faults.registry import fault
from contracts.reference.state import Key
from contracts.reference.values import Call, Claim, Decision, Endpoint, Plan

FAMILY = "reads"
SHOWS = "reads/details-show-what-was-stored"
IDENTIFIERS = "reads/details-show-every-identifier"
ASKED_FOR = "reads/get-shows-the-customer-asked-for"
ACCOUNT = "reads/asked-source-account-is-shown"
SCHEMA = "envelope/answer-matches-the-schema"
SHOWING = (Endpoint.DETAILS, Endpoint.GET)
DATES = ("createDate", "modifiedDate", "autoUpdateTime")
View = Mapping[str, Any] | None


@fault("upsert/update-is-shown")
def caches_details_over_an_upsert(before: Behaviour) -> Behaviour:
    """Details are cached; every write clears the cache but the bulk job, which writes to the database itself."""
    return _caching(before, Endpoint.UPSERT)


@fault("updates/update-is-shown")
def caches_details_over_an_update(before: Behaviour) -> Behaviour:
    """Details are cached; registrations clear the cache, and an update sends an event that nobody hears."""
    return _caching(before, Endpoint.UPDATE)


@fault(SHOWS, breaks="reregistration-v11")
def caches_details_over_v11(before: Behaviour) -> Behaviour:
    """Details are cached by v2, and v1.1 does not know of the cache: who registers again is shown as before."""
    return _caching(before, Endpoint.ADD_V11)


@fault("cross-source/joined-customer-is-found", breaks="details-kept-per-source")
def caches_all_accounts_over_a_join(before: Behaviour) -> Behaviour:
    """A read of all sources is cached by customer; a join makes a profile of its own and clears nothing."""
    cache: dict[int, View] = {}

    def view(desk: Desk, customer_id: int, place: Place | None) -> View:
        if place is None and customer_id not in cache:
            cache[customer_id] = before.view(desk, customer_id, place)
        return cache[customer_id] if place is None else before.view(desk, customer_id, place)

    def settle(desk: Desk, plan: Plan) -> Decision:
        joins = plan.customer is not None and not desk.behaviour.is_present(desk, plan.customer, plan.place)
        if plan.customer is not None and not joins:
            cache.pop(plan.customer, None)
        return before.settle(desk, plan)

    return replace(before, view=view, settle=settle)


@fault("updates/update-is-shown", breaks="get-by-id")
def caches_reads_by_id_over_an_update(before: Behaviour) -> Behaviour:
    """Reads by id are cached at the gateway for some minutes, and look-ups are not."""
    cache: dict[tuple[int | None, str, str], Decision] = {}

    def get(desk: Desk, call: Call) -> Decision:
        key = (call.customer, call.query.get("source", ""), call.query.get("accountId", ""))
        if key not in cache:
            decision = before.get(desk, call)
            if decision.errors:
                return decision
            cache[key] = decision
        return cache[key]

    def settle(desk: Desk, plan: Plan) -> Decision:
        if not plan.overwrite:
            cache.clear()
        return before.settle(desk, plan)

    return replace(before, get=get, settle=settle)


@fault("reads/lookup-finds-the-holder", breaks="upsert-creates")
def caches_nobody_over_an_upsert(before: Behaviour) -> Behaviour:
    """A look-up that found nobody is cached until somebody is added; an upsert clears nothing."""
    return _caching_nobody(before, "add", "add_items", "change")


@fault("updates/added-identifier-is-held", breaks="lookup-finds")
def caches_nobody_over_a_change(before: Behaviour) -> Behaviour:
    """A look-up that found nobody is cached until somebody registers; an identifier that is added clears nothing."""
    return _caching_nobody(before, "add", "add_items", "upsert_items")


@fault(ACCOUNT)
def shows_one_account_for_all(before: Behaviour) -> Behaviour:
    """A read of all sources is joined to the customer's first profile since the query got a limit."""

    def change(desk: Desk, told: Shown, place: Place | None) -> Shown:
        return {**told, "profiles": told["profiles"][:1]} if place is None else told

    return shown(before, change)


@fault(ACCOUNT)
def shows_two_accounts_for_all(before: Behaviour) -> Behaviour:
    """A read of all sources reads a page of two profiles, and nobody has asked for the next one."""

    def change(desk: Desk, told: Shown, place: Place | None) -> Shown:
        return {**told, "profiles": told["profiles"][:2]} if place is None else told

    return shown(before, change)


@fault("cross-source/details-kept-per-source", breaks="account-separates-multi-account-sources")
def shows_the_first_account_id(before: Behaviour) -> Behaviour:
    """The account of a profile is looked up by its source, and the first one is found."""

    def change(desk: Desk, told: Shown, place: Place | None) -> Shown:
        return profiles(told, lambda each: {**each, "accountId": next(_accounts(desk, each), each["accountId"])})

    return shown(before, change)


@fault(ACCOUNT)
def gets_whatever_account_there_is(before: Behaviour) -> Behaviour:
    """A read by id in an account where the customer is not shows that of the same source."""

    def get(desk: Desk, call: Call) -> Decision:
        source = call.query.get("source", "")
        decision = before.get(desk, call)
        customer = desk.state.customer(call.customer)
        others = [each.place for each in customer.accounts if each.place.source == source] if customer else []
        if not decision.errors or not others or decision.errors[0].code != 8015:
            return decision
        return before.get(desk, replace(call, query={**call.query, "accountId": others[0].account}))

    return replace(before, get=get)


@fault(ASKED_FOR, breaks="details-show-what-was-stored")
def shows_the_user_id_of_the_customer_before(before: Behaviour) -> Behaviour:
    """`userId` is set on the mapper once, and is that of whoever was shown first."""
    first: list[int] = []

    def change(desk: Desk, told: Shown, place: Place | None) -> Shown:
        first.append(told["id"])
        return profiles(told, lambda each: {**each, "userId": first[max(len(first) - 2, 0)]})

    return shown(before, change)


@fault(ASKED_FOR, breaks="details-show-what-was-stored")
def shows_keys_of_rows_for_user_ids(before: Behaviour) -> Behaviour:
    """`userId` of a second profile is the key of its row; that of the first one happens to be the customer's id."""

    def change(desk: Desk, told: Shown, place: Place | None) -> Shown:
        each, *others = told["profiles"]
        return {**told, "profiles": [each, *({**other, "userId": other["userId"] + 1_000} for other in others)]}

    return shown(before, change)


@fault(SCHEMA, breaks="details-show-what-was-stored")
def writes_dates_as_milliseconds(before: Behaviour) -> Behaviour:
    """The serialiser of the read model writes moments as numbers of milliseconds."""
    return retold(before, lambda told: _redated(told, lambda date: 1_735_689_600_000), *SHOWING)


@fault(SCHEMA, breaks="details-show-what-was-stored")
def writes_dates_that_are_none(before: Behaviour) -> Behaviour:
    """Profiles of upserts have no date of creation, and the driver shows the date nought."""
    return retold(before, lambda told: _redated(told, lambda date: "0000-00-00T00:00:00Z"), Endpoint.UPSERT)


@fault(IDENTIFIERS)
def lists_identifiers_of_two_accounts(before: Behaviour) -> Behaviour:
    """All identifiers of a customer are gathered from the profile shown and the first one."""

    def change(desk: Desk, told: Shown, place: Place | None) -> Shown:
        customer = desk.state.customer(told["id"])
        late = [held for each in (customer.accounts[2:] if customer else ()) for held in each.identifiers]
        early = [held for each in (customer.accounts[:2] if customer else ()) for held in each.identifiers]
        gone = [{"type": held.type, "value": held.value} for held in late if held not in early]
        return profiles(told, lambda each: {**each, "identifiersAll": _without(each["identifiersAll"], gone)})

    return shown(before, change)


@fault(IDENTIFIERS)
def shows_two_identifiers_of_details(before: Behaviour) -> Behaviour:
    """Identifiers of details are joined with a limit of two, since nobody sent more in the test."""
    return shown(
        before, lambda desk, told, place: profiles(told, lambda each: {**each, "identifiers": each["identifiers"][:2]})
    )


@fault("upsert/update-is-shown", breaks="upsert-result-shows-the-customer")
def shows_the_result_of_before_the_upsert(before: Behaviour) -> Behaviour:
    """The result is read in the transaction of the look-up, which began before the write."""

    def upsert_items(desk: Desk, call: Call) -> Sequence[Decision]:
        former = {customer.id: before.view(desk, customer.id, None) for customer in desk.state}
        return [
            replace(each, view=former.get(each.customer) or each.view) if each.customer is not None else each
            for each in before.upsert_items(desk, call)
        ]

    return replace(before, upsert_items=upsert_items)


@fault("duplicate-source/refused-add-reserves-nothing", breaks="invalid-primary-mobile")
def stores_the_rest_of_an_invalid_person(before: Behaviour) -> Behaviour:
    """An invalid mobile is refused after the other identifiers have been saved: the person can be looked up by them."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        plan = before.plan_add(desk, claim)
        if claim.identifiers and any(each.code == 8014 for each in plan.errors):
            desk.behaviour.settle(desk, desk.behaviour.join(desk, replace(claim, errors=()), ()))
        return plan

    return replace(before, plan_add=plan_add)


@fault("reads/unknown-is-8015", breaks="refused-add-reserves-nothing")
def finds_whom_it_refused(before: Behaviour) -> Behaviour:
    """The search index is fed by requests and not by what was stored: new identifiers of a refused add are found."""
    refused: dict[Key, int] = {}

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        plan = before.plan_add(desk, claim)
        holders = desk.behaviour.holders(desk, claim) if plan.errors else ()
        refused.update({held: owner for held in claim.identifiers for owner in holders})
        return plan

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        own = before.find(desk, place, identifier)
        return refused.get(identifier) if own is None else own

    return replace(before, plan_add=plan_add, find=find)


@fault("reads/reads-agree")
def shows_fields_by_id_only(before: Behaviour) -> Behaviour:
    """Details by an identifier come from the search index, which has no custom fields; those by id are whole."""

    def change(told: dict[str, Any]) -> Any:
        if "profiles" not in told:
            return told
        return profiles(told, lambda each: {**each, "fields": {}, "allFields": {}})

    return retold(before, change, Endpoint.DETAILS)


@fault(SHOWS, breaks="get-by-id")
def shows_no_channels_by_id(before: Behaviour) -> Behaviour:
    """A read by id takes another projection, in which channels were thought to be private."""

    def change(told: dict[str, Any]) -> Any:
        return profiles(told, lambda each: {**each, "commChannels": []}) if "profiles" in told else told

    return retold(before, change, Endpoint.GET)


def _caching(before: Behaviour, blind: Endpoint) -> Behaviour:
    """The behaviour that caches what it shows, until a write other than that one."""
    cache: dict[tuple[int, Place | None], View] = {}

    def view(desk: Desk, customer_id: int, place: Place | None) -> View:
        if cache.get((customer_id, place)) is None:
            cache[customer_id, place] = before.view(desk, customer_id, place)
        return cache[customer_id, place]

    def perform(desk: Desk, call: Call) -> Any:
        if call.endpoint.writes and call.endpoint is not blind:
            cache.clear()
        return before.perform(desk if not call.endpoint.writes else desk.behaving(view=before.view), call)

    return replace(before, view=view, perform=perform)


def _caching_nobody(before: Behaviour, *clearing: str) -> Behaviour:
    """The behaviour that caches look-ups which found nobody, until one of those steps is done."""
    nobody: set[tuple[Place | None, Key]] = set()

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        found = None if (place, identifier) in nobody else before.find(desk, place, identifier)
        if found is None:
            nobody.add((place, identifier))
        return found

    def cleared(step: Callable[..., Any]) -> Callable[..., Any]:
        def done(*given: Any) -> Any:
            nobody.clear()
            return step(*given)

        return done

    steps: dict[str, Any] = {name: cleared(getattr(before, name)) for name in clearing}
    return replace(before, find=find, **steps)


def _accounts(desk: Desk, profile: Shown) -> Any:
    return iter(desk.organisation.accounts(profile["source"]))


def _redated(value: Any, change: Callable[[str], Any]) -> Any:
    if isinstance(value, dict):
        return {
            name: change(inner) if name in DATES and isinstance(inner, str) else _redated(inner, change)
            for name, inner in value.items()
        }
    return [_redated(inner, change) for inner in value] if isinstance(value, list) else value


def _without(some: list[Any], gone: list[Any]) -> list[Any]:
    return [each for each in some if each not in gone]
