"""Faults of joining: what the joined customer gains and loses, and what becomes of several at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.cross_source import KEPT_APART, SEVERAL_TOLD
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.state import SourceAccount
from contracts.reference.values import Claim, Decision, Plan

FAMILY = "cross-source"


@fault("duplicate-source/known-identifier-is-8006", breaks="known-elsewhere-joins-the-customer")
def drops_what_is_new_when_joining(before: Behaviour) -> Behaviour:
    """Only the identifier by which the customer was found is registered in the new source; the rest is lost."""

    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        plan = before.join(desk, claim, known)
        kept = tuple(held for held in plan.add if desk.behaviour.owners(desk, claim.place, held))
        return replace(plan, add=kept) if known else plan

    return replace(before, join=join)


@fault("cross-source/identifiers-kept-per-source")
def copies_every_identifier_when_joining(before: Behaviour) -> Behaviour:
    """The joined profile is a deep copy of the other: it holds identifiers that nobody sent to this source."""

    def settle(desk: Desk, plan: Plan) -> Decision:
        decision = before.settle(desk, plan)
        customer = desk.state.customer(decision.customer) if decision.customer is not None else None
        account = customer.at(plan.place) if customer else None
        if customer and account and len(customer.accounts) > 1:
            for identifier in [held for other in customer.accounts for held in other.identifiers]:
                if desk.behaviour.holder(desk, plan.place, identifier) is None:
                    desk.behaviour.link(desk, account, identifier)
        return decision

    return replace(before, settle=settle)


@fault(KEPT_APART)
def shares_fields_between_sources(before: Behaviour) -> Behaviour:
    """Custom fields are kept once for each customer: what one source says of them overwrites the others' values."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        before.write(desk, account, plan)
        for other in account.customer.accounts:
            other.fields = {**(other.fields or {}), **(plan.details.fields or {})} or None

    return replace(before, write=write)


@fault(SEVERAL_TOLD)
def takes_one_of_several_owners_silently(before: Behaviour) -> Behaviour:
    """The search ends at its first hit: that identifiers of two customers met is not noticed."""
    return _on_several(before, lambda desk, claim, known: before.join(desk, claim, known[:1]))


@fault(SEVERAL_TOLD)
def makes_several_owners_a_third(before: Behaviour) -> Behaviour:
    """Where the search is ambiguous, joining is skipped and a third customer is made of both."""
    return _on_several(before, lambda desk, claim, known: before.join(desk, claim, ()))


@fault(SEVERAL_TOLD)
def merges_several_owners_silently(before: Behaviour) -> Behaviour:
    """The merge that was meant for care agents runs on every add, and its notice is swallowed."""
    return _on_several(
        before,
        lambda desk, claim, known: replace(before.join(desk, claim, known[:1]), victims=tuple(known[1:])),
    )


@fault("cross-source/several-owners-lose-nothing")
def moves_identifiers_of_several_owners(before: Behaviour) -> Behaviour:
    """The conflict is warned about and then resolved by moving the second customer's identifier to the first."""

    def move(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        for owner in known[1:]:
            customer = desk.state.customer(owner)
            for account in customer.accounts if customer else ():
                for identifier in set(account.identifiers) & set(claim.identifiers):
                    desk.behaviour.unlink(desk, account, identifier)
        plan = before.join(desk, claim, known[:1])
        return replace(plan, warnings=(*plan.warnings, Notice(8052)))

    return _on_several(before, move)


@fault("cross-source/several-owners-lose-nothing")
def refuses_several_owners_and_merges(before: Behaviour) -> Behaviour:
    """The merge is committed in a transaction of its own, and the refusal that follows does not undo it."""

    def merge(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        survivor, *victims = [customer for owner in known if (customer := desk.state.customer(owner))]
        for victim in victims:
            desk.behaviour.merge(desk, victim, survivor)
        return Plan(claim.place, errors=(Notice(8052),))

    return _on_several(before, merge)


@fault("cross-source/owner-with-a-profile-here-is-refused")
def registers_an_owner_who_is_here_again(before: Behaviour) -> Behaviour:
    """Joining does not look whether the customer has a profile here already, and makes a second customer."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        def acquainted(desk: Desk, claim: Claim) -> Sequence[int]:
            known = before.acquainted(desk, claim)
            return [owner for owner in known if not before.is_present(desk, owner, claim.place)]

        return before.plan_add(replace(desk, behaviour=replace(desk.behaviour, acquainted=acquainted)), claim)

    return replace(before, plan_add=plan_add)


def _on_several(before: Behaviour, instead: Callable[[Desk, Claim, Sequence[int]], Plan]) -> Behaviour:
    def join(desk: Desk, claim: Claim, known: Sequence[int]) -> Plan:
        return instead(desk, claim, known) if len(known) > 1 else before.join(desk, claim, known)

    return replace(before, join=join)
