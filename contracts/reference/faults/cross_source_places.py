"""Faults of one source, account, order or position: everywhere else all is well."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.cross_source import JOINS
from contracts.reference.faults.registry import fault
from contracts.reference.faults.spoiling import within
from contracts.reference.notices import Notice
from contracts.reference.state import Key, SourceAccount
from contracts.reference.values import Call, Claim, Decision, Plan

FAMILY = "cross-source"
KEPT_APART = "cross-source/details-kept-per-source"
KEPT_IDENTIFIERS = "cross-source/identifiers-kept-per-source"
LISTED = "invalid-source/listed-source-is-accepted"
STAYS = "delivery/accepted-write-stays"


@fault("duplicate-source/known-identifier-is-8006", breaks="accepted-write-stays")
def loses_identifiers_in_taobao(before: Behaviour) -> Behaviour:
    """Adds of TAOBAO are mirrored from its own shard, whose index is never read."""
    return _unlinked(before, lambda account, identifier: account.place.source == "TAOBAO")


@fault("reads/details-show-every-identifier", breaks="accepted-write-stays")
def loses_emails_in_martjack(before: Behaviour) -> Behaviour:
    """The mapping of MARTJACK has columns for its own id and a mobile, and none for an email."""
    return _unlinked(
        before, lambda account, identifier: account.place.source == "MARTJACK" and identifier.type == "email"
    )


@fault(LISTED)
def refuses_the_second_app(before: Behaviour) -> Behaviour:
    """The list of apps was copied when there was one: the second account of MOBILE_APP is unknown."""

    def place(desk: Desk, source: str, account: str) -> Place | Notice:
        is_second = source == "MOBILE_APP" and account in desk.organisation.accounts(source)[1:]
        return Notice(3217) if is_second else before.place(desk, source, account)

    return replace(before, place=place)


@fault(LISTED, breaks="fresh-registration-succeeds")
def refuses_martjack_upserts(before: Behaviour) -> Behaviour:
    """The bulk job maps sources to topics, and MARTJACK has none."""

    def place(desk: Desk, source: str, account: str) -> Place | Notice:
        return Notice(3217) if source == "MARTJACK" else before.place(desk, source, account)

    return within(before, "upsert_items", place=place)


@fault(JOINS)
def shares_the_website_with_instore(before: Behaviour) -> Behaviour:
    """The web shop was once a till: for WEBSITE the duplicate is searched for in INSTORE as well."""
    return _refusing_known_at(before, "WEBSITE", Place("INSTORE"))


@fault(JOINS)
def takes_taobao_for_tmall(before: Behaviour) -> Behaviour:
    """Both belong to one company, and share a partition: who is in TMALL is known in TAOBAO."""
    return _refusing_known_at(before, "TAOBAO", Place("TMALL"))


@fault(JOINS, breaks="account-separates-multi-account-sources")
def takes_the_second_app_for_the_first(before: Behaviour) -> Behaviour:
    """Both apps use one tenant of the push provider, and its tenant is the key of MOBILE_APP."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        accounts = desk.organisation.accounts("MOBILE_APP")
        first = Place("MOBILE_APP", accounts[0]) if accounts else claim.place
        known = claim.place.source == "MOBILE_APP" and _holder(desk, first, claim)
        return Plan(claim.place, errors=(Notice(8006),)) if known else before.plan_add(desk, claim)

    return replace(before, plan_add=plan_add)


@fault(KEPT_APART)
def forgets_the_first_account_at_the_third(before: Behaviour) -> Behaviour:
    """Two profiles fit into the row of a customer; the third one takes the room of the first one's names."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        before.write(desk, account, plan)
        accounts = account.customer.accounts
        if len(accounts) > 2 and account is accounts[-1] and not plan.overwrite:
            accounts[0].first_name = accounts[0].last_name = None

    return replace(before, write=write)


@fault(KEPT_APART)
def fills_the_third_account_from_the_second(before: Behaviour) -> Behaviour:
    """A third profile is cloned from the one before it, and an add fills only what is empty."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        accounts = account.customer.accounts
        if len(accounts) > 2 and account is accounts[-1] and account.first_name is None:
            account.first_name, account.last_name = accounts[-2].first_name, accounts[-2].last_name
        before.write(desk, account, plan)

    return replace(before, write=write)


@fault(KEPT_IDENTIFIERS)
def takes_identifiers_from_the_first_account_at_the_third(before: Behaviour) -> Behaviour:
    """Opening a third profile compacts the customer: identifiers that the second one has leave the first."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        before.write(desk, account, plan)
        first, *others = account.customer.accounts
        for identifier in first.identifiers if len(others) > 1 and account is others[-1] else ():
            if identifier in others[0].identifiers:
                desk.behaviour.unlink(desk, first, identifier)

    return replace(before, write=write)


@fault(KEPT_APART, breaks="account-separates-multi-account-sources")
def writes_names_into_every_account_of_a_source(before: Behaviour) -> Behaviour:
    """Names are saved by customer and source: both accounts of a source have those that came last."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        before.write(desk, account, plan)
        for other in account.customer.accounts:
            if plan.details.first_name and other.place.source == account.place.source:
                other.first_name, other.last_name = account.first_name, account.last_name

    return replace(before, write=write)


@fault(KEPT_APART, breaks="one-identity-space")
def renames_whom_v11_has_registered(before: Behaviour) -> Behaviour:
    """A v2 add that joins somebody of v1.1 migrates the old record, with the names of the new request."""
    by_v11: set[int] = set()

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        decisions = before.add_items(desk, call)
        by_v11.update(each.customer for each in decisions if each.created and each.customer is not None)
        return decisions

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        before.write(desk, account, plan)
        first = account.customer.accounts[0]
        if account.customer.id in by_v11 and first is not account and plan.details.first_name:
            first.first_name, first.last_name = account.first_name, account.last_name

    return replace(within(before, "add", write=write), add_items=add_items)


@fault("identifiers/a-new-customer-has-a-new-id", breaks="one-identity-space")
def hides_other_sources_from_v11(before: Behaviour) -> Behaviour:
    """v1.1 is of INSTORE and searches there: whoever is in another source only is somebody new."""

    def owners(desk: Desk, place: Place, identifier: Key) -> Sequence[int]:
        return tuple(
            owner for owner in before.owners(desk, place, identifier) if desk.behaviour.is_present(desk, owner, place)
        )

    return within(before, "add_items", owners=owners)


@fault("upsert/known-elsewhere-is-joined")
def hides_accounts_from_the_upsert(before: Behaviour) -> Behaviour:
    """The bulk job searches other sources by name: who is in another account of its own source is not found."""

    def owners(desk: Desk, place: Place, identifier: Key) -> Sequence[int]:
        found = before.owners(desk, place, identifier)
        return tuple(owner for owner in found if _sources(desk, owner) != {place.source} or _is_at(desk, owner, place))

    return within(before, "upsert_items", owners=owners)


@fault("reads/details-show-every-identifier")
def stores_three_identifiers(before: Behaviour) -> Behaviour:
    """The row has three columns for identifiers: the fourth one and those after it are answered and not stored."""

    def plan(make: Callable[..., Plan]) -> Callable[..., Plan]:
        def planned(desk: Desk, *rest: Any) -> Plan:
            plan = make(desk, *rest)
            return replace(plan, add=plan.add[:3])

        return planned

    return replace(before, plan_add=plan(before.plan_add), plan_upsert=plan(before.plan_upsert))


@fault("reads/details-show-every-identifier")
def keeps_one_identifier_of_a_type(before: Behaviour) -> Behaviour:
    """Identifiers of a request are a map by type: of two emails the later one is stored."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        plan = before.plan_add(desk, claim)
        return replace(plan, add=tuple({held.type: held for held in plan.add}.values()))

    return replace(before, plan_add=plan_add)


@fault("reads/details-show-every-identifier")
def loses_the_middle_of_three(before: Behaviour) -> Behaviour:
    """The list is changed while it is gone through: of three identifiers of two types the second is stepped over."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        plan = before.plan_add(desk, claim)
        is_hit = len(plan.add) == 3 and len({held.type for held in plan.add}) == 2
        return replace(plan, add=(plan.add[0], plan.add[2])) if is_hit else plan

    return replace(before, plan_add=plan_add)


@fault(STAYS, breaks="upsert-updates-in-place")
def flushes_the_last_upsert_with_the_next(before: Behaviour) -> Behaviour:
    """The last of several items waits in a buffer for a full page, and is stored when the next bulk comes."""
    waiting: list[Plan] = []

    def upsert_items(desk: Desk, call: Call) -> Sequence[Decision]:
        while waiting:
            before.settle(desk, waiting.pop())
        left = [len(call.body)]

        def settle(desk: Desk, plan: Plan) -> Decision:
            left[0] -= 1
            if left[0] or len(call.body) < 2 or plan.errors or plan.customer is None:
                return before.settle(desk, plan)
            waiting.append(plan)
            return Decision(plan.customer, plan.late_errors, plan.warnings)

        return before.upsert_items(desk.behaving(settle=settle), call)

    return replace(before, upsert_items=upsert_items)


@fault("envelope/echo-v11", breaks="no-mixing-of-customers")
def names_middle_items_like_the_first(before: Behaviour) -> Behaviour:
    """Items between the first and the last are written in one statement, with the names of the first."""

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        items = call.body["root"]["customer"]
        named = [
            {**item, **{name: items[0][name] for name in ("firstname", "lastname") if name in items[0]}}
            if 0 < index < len(items) - 1
            else item
            for index, item in enumerate(items)
        ]
        return before.add_items(desk, replace(call, body={"root": {"customer": named}}))

    return replace(before, add_items=add_items)


@fault("upsert/found-is-updated-in-place", breaks="upsert-joins-known-elsewhere")
def upserts_into_the_account_that_was_added_first(before: Behaviour) -> Behaviour:
    """The bulk job finds who was added in another account of the source, and writes there."""

    def plan_upsert(desk: Desk, claim: Claim, keep: bool) -> Plan:
        plan = before.plan_upsert(desk, claim, keep)
        found = desk.state.customer(plan.customer)
        accounts = [each.place for each in found.accounts if each.place.source == claim.place.source] if found else []
        return replace(plan, place=accounts[0]) if accounts else plan

    return replace(before, plan_upsert=plan_upsert)


@fault("invalid-source/listed-source-is-accepted", breaks="fresh-registration-succeeds")
def wants_a_mobile_in_wechat(before: Behaviour) -> Behaviour:
    """WECHAT is registered by a form that asks for a mobile, and its check now guards the source."""

    def claim(desk: Desk, place: Place, customer: Mapping[str, Any]) -> Claim:
        found = before.claim(desk, place, customer)
        lacks = place.source == "WECHAT" and all(held.type != "mobile" for held in found.identifiers)
        return replace(found, errors=(*found.errors, Notice(8014))) if lacks else found

    return replace(before, claim=claim)


@fault("cross-source/joined-customer-is-found", breaks="account-separates-multi-account-sources")
def finds_nobody_in_second_accounts(before: Behaviour) -> Behaviour:
    """The look-up sends no account to the index, which answers for the first one."""

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        accounts = desk.organisation.accounts(place.source) if place else ()
        return None if place and place.account in accounts[1:] else before.find(desk, place, identifier)

    return replace(before, find=find)


def _unlinked(before: Behaviour, is_lost: Callable[[SourceAccount, Key], bool]) -> Behaviour:
    """The behaviour that lets no source account hold some identifiers."""

    def link(desk: Desk, account: SourceAccount, identifier: Key) -> None:
        if not is_lost(account, identifier):
            before.link(desk, account, identifier)

    return replace(before, link=link)


def _refusing_known_at(before: Behaviour, source: str, other: Place) -> Behaviour:
    """The behaviour that refuses in that source who is known at another place."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        is_known = claim.place.source == source and _holder(desk, other, claim)
        return Plan(claim.place, errors=(Notice(8006),)) if is_known else before.plan_add(desk, claim)

    return replace(before, plan_add=plan_add)


def _holder(desk: Desk, place: Place, claim: Claim) -> bool:
    return any(desk.behaviour.holder(desk, place, held) is not None for held in claim.identifiers)


def _sources(desk: Desk, customer_id: int) -> set[str]:
    customer = desk.state.customer(customer_id)
    return {account.place.source for account in customer.accounts} if customer else set()


def _is_at(desk: Desk, customer_id: int, place: Place) -> bool:
    return desk.behaviour.is_present(desk, customer_id, place)
