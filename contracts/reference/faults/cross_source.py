"""Faults of customers who are known in several source accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.duplicate_source import KNOWN_IS_8006
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.state import Customer, Key, SourceAccount
from contracts.reference.values import Claim, Decision, Plan

JOINS = "cross-source/known-elsewhere-joins-the-customer"
FOUND = "cross-source/joined-customer-is-found"
KEPT_APART = "cross-source/details-kept-per-source"
SEVERAL_TOLD = "cross-source/several-owners-are-told"


@fault(JOINS)
def refuses_who_is_known_elsewhere(before: Behaviour) -> Behaviour:
    """The unique index was rebuilt without the source among its columns: known anywhere is known here."""

    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        return _refused(claim, known[0]) if known else before.join(desk, claim, known)

    return replace(before, join=join)


@fault(JOINS)
def looks_mobiles_up_in_every_source(before: Behaviour) -> Behaviour:
    """AND binds tighter than OR: mobile = ? OR email = ? AND source = ? finds the mobile in every source."""

    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        mobiles = [held for held in claim.identifiers if held.type == "mobile"]
        if any(desk.behaviour.owners(desk, claim.place, held) for held in mobiles):
            return _refused(claim, known[0])
        return before.join(desk, claim, known)

    return replace(before, join=join)


@fault(JOINS)
def makes_anew_who_is_known_elsewhere(before: Behaviour) -> Behaviour:
    """Each source has a database of its own since the split, and nobody looks into the others."""
    return replace(before, join=lambda desk, claim, known: before.join(desk, claim, ()))


@fault(JOINS)
def joins_the_latest_customer(before: Behaviour) -> Behaviour:
    """The id to join is taken from the last insert of the connection instead of the search."""

    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        return before.join(desk, claim, known and (desk.state.next_id - 1,))

    return replace(before, join=join)


@fault(JOINS)
def joins_by_mobile_only(before: Behaviour) -> Behaviour:
    """The search across sources goes through an index that has mobiles only."""
    return _acquainted_by(before, lambda claim: [held for held in claim.identifiers if held.type == "mobile"])


@fault(JOINS)
def joins_by_the_first_identifier(before: Behaviour) -> Behaviour:
    """The search across sources takes the first identifier of the list for the customer's."""
    return _acquainted_by(before, lambda claim: claim.identifiers[:1])


@fault(JOINS)
def leaves_one_source_out_of_joins(before: Behaviour) -> Behaviour:
    """ECOMMERCE came with an acquisition and is still an island: its customers are never those of other sources."""

    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        return before.join(desk, claim, () if claim.place.source == "ECOMMERCE" else known)

    return replace(before, join=join)


@fault(JOINS)
def has_room_for_two_sources(before: Behaviour) -> Behaviour:
    """The table of customers has two columns for sources; in the third one a customer is somebody new."""

    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        room = [owner for owner in known if len(_accounts(desk, owner)) < 2]
        return before.join(desk, claim, room)

    return replace(before, join=join)


@fault(JOINS)
def answers_with_the_id_of_the_source_account(before: Behaviour) -> Behaviour:
    """Source accounts have keys of their own, and the add answers with that of the row it has inserted."""

    def settle(desk: Desk, plan: Plan) -> Decision:
        decision = before.settle(desk, plan)
        if decision.customer is None or not desk.state.customer(decision.customer):
            return decision
        position = [account.place for account in _accounts(desk, decision.customer)].index(plan.place)
        return replace(decision, customer=decision.customer + position * 1_000_000)

    return replace(before, settle=settle)


@fault("reads/lookup-stays-in-its-source-account", breaks="account-separates-multi-account-sources")
def takes_accounts_of_a_source_for_one(before: Behaviour) -> Behaviour:
    """The account is validated and then left out of the key: all accounts of a source are the same place."""

    def place(desk: Desk, source: str, account: str) -> Place | Notice:
        found = before.place(desk, source, account)
        return found if isinstance(found, Notice) else Place(found.source)

    return replace(before, place=place)


@fault("cross-source/another-account-is-another-source-account")
def takes_accounts_for_strangers(before: Behaviour) -> Behaviour:
    """Joining asks whether the other profile is of another source, and never of another account of the same."""

    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        others = [
            owner
            for owner in known
            if all(account.place.source != claim.place.source for account in _accounts(desk, owner))
        ]
        return before.join(desk, claim, others)

    return replace(before, join=join)


@fault(KNOWN_IS_8006, breaks="account-separates-multi-account-sources")
def joins_in_the_first_account(before: Behaviour) -> Behaviour:
    """Whoever joins is written into the default account of the source, whichever was named."""

    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        plan = before.join(desk, claim, known)
        first = desk.organisation.accounts(claim.place.source)[:1]
        return replace(plan, place=Place(claim.place.source, first[0])) if known and first else plan

    return replace(before, join=join)


@fault(FOUND)
def joins_without_a_profile(before: Behaviour) -> Behaviour:
    """The customer was found, so nothing is inserted: the new source account is answered and never stored."""

    def settle(desk: Desk, plan: Plan) -> Decision:
        joins = plan.customer is not None and not desk.behaviour.is_present(desk, plan.customer, plan.place)
        return (
            Decision(plan.customer, warnings=plan.warnings) if joins and not plan.errors else before.settle(desk, plan)
        )

    return replace(before, settle=settle)


@fault(FOUND)
def moves_identifiers_to_the_latest_source(before: Behaviour) -> Behaviour:
    """The index has one row for each identifier of a customer, and joining another source moves it there."""

    def link(desk: Desk, account: SourceAccount, identifier: Key) -> None:
        before.link(desk, account, identifier)
        for other in account.customer.accounts:
            if other is not account and identifier in other.identifiers:
                desk.behaviour.unlink(desk, other, identifier)

    return replace(before, link=link)


@fault(KEPT_APART)
def gives_the_names_to_every_source(before: Behaviour) -> Behaviour:
    """Names moved from the profile to the person: what one source says overwrites what the others said."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        before.write(desk, account, plan)
        for other in account.customer.accounts:
            other.first_name, other.last_name = account.first_name, account.last_name

    return replace(before, write=write)


@fault(KEPT_APART)
def keeps_the_names_of_the_first_source(before: Behaviour) -> Behaviour:
    """A joining profile starts as a copy of the customer's first one, and an add fills only what is empty."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        first = account.customer.accounts[0]
        if first is not account and account.first_name is None:
            account.first_name, account.last_name = first.first_name, first.last_name
        before.write(desk, account, plan)

    return replace(before, write=write)


def _acquainted_by(before: Behaviour, used: Callable[[Claim], Sequence[Key]]) -> Behaviour:
    def plan_add(desk: Desk, claim: Claim) -> Plan:
        known = before.acquainted(desk, replace(claim, identifiers=tuple(used(claim))))
        searching = replace(desk.behaviour, acquainted=lambda desk, claim: known)
        return before.plan_add(replace(desk, behaviour=searching), claim)

    return replace(before, plan_add=plan_add)


def _accounts(desk: Desk, customer_id: int) -> Sequence[SourceAccount]:
    customer: Customer | None = desk.state.customer(customer_id)
    return customer.accounts if customer else ()


def _refused(claim: Claim, owner: int) -> Plan:
    return Plan(claim.place, errors=(Notice(8006, str(owner)),))
