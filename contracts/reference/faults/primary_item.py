"""Faults in telling the primary identifier of a v1.1 item from its secondaries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.duplicate_source import blinded
from contracts.reference.faults.primary_mismatch import STRICT, anew
from contracts.reference.faults.registry import fault
from contracts.reference.values import Claim, Plan

FAMILY = "primary-mismatch"
FOREIGN = "identifiers/foreign-secondary-stays-v11"


@fault(STRICT)
def takes_the_mobile_for_primary(before: Behaviour) -> Behaviour:
    """The registration key of the organisation is not read: the mobile is primary wherever one is sent."""

    def plan_item(desk: Desk, claim: Claim) -> Plan:
        organisation = desk.organisation.model_copy(update={"primary_identifier": "mobile"})
        return before.plan_item(replace(desk, organisation=organisation), claim)

    return replace(before, plan_item=plan_item)


@fault(STRICT)
def takes_emails_alone_for_secondaries(before: Behaviour) -> Behaviour:
    """Beside the primary only the email is compared: a known mobile or external id goes unnoticed."""
    return _without(before, lambda kind: kind != "email")


@fault(STRICT, breaks="mismatch-never-two-owners")
def overlooks_external_ids_as_secondaries(before: Behaviour) -> Behaviour:
    """External ids are compared where they are primary, and nowhere else."""
    return _without(before, lambda kind: kind == "externalId")


@fault("primary-mismatch/absent-primary-makes-nobody-new")
def registers_anew_without_a_primary(before: Behaviour) -> Behaviour:
    """Without a primary identifier there is nothing to compare: a known email alone makes a second customer."""

    def plan_item(desk: Desk, claim: Claim) -> Plan:
        if claim.errors or any(held.type == desk.organisation.primary for held in claim.identifiers):
            return before.plan_item(desk, claim)
        return anew(claim, *claim.identifiers)

    return replace(before, plan_item=plan_item)


@fault("identifiers/foreign-secondary-moves-nothing-v11")
def registers_whom_the_secondary_names(before: Behaviour) -> Behaviour:
    """The search goes through the identifiers from the back: the email's owner is updated, not the mobile's."""

    def plan_item(desk: Desk, claim: Claim) -> Plan:
        holders = desk.behaviour.holders(desk, claim)
        if claim.errors or len(holders) < 2:
            return before.plan_item(desk, claim)
        return Plan(claim.place, holders[-1], details=claim.details, overwrite=True)

    return replace(before, plan_item=plan_item)


@fault(FOREIGN)
def moves_a_foreign_secondary(before: Behaviour) -> Behaviour:
    """Whoever is registered again takes every identifier of the item, also those of others."""

    def plan_item(desk: Desk, claim: Claim) -> Plan:
        plan = before.plan_item(desk, claim)
        holders = desk.behaviour.holders(desk, claim)
        if plan.errors or plan.customer is None or len(holders) < 2:
            return plan
        for owner in holders:
            customer = desk.state.customer(owner)
            account = customer.at(claim.place) if customer and owner != plan.customer else None
            for identifier in set(account.identifiers) & set(claim.identifiers) if account else ():
                desk.behaviour.unlink(desk, account, identifier) if account else None
        return replace(plan, add=claim.identifiers)

    return replace(before, plan_item=plan_item)


@fault(FOREIGN)
def merges_with_the_owner_of_a_foreign_secondary(before: Behaviour) -> Behaviour:
    """An item that names two customers proves that they are one, and they are merged."""

    def plan_item(desk: Desk, claim: Claim) -> Plan:
        plan = before.plan_item(desk, claim)
        others = [owner for owner in desk.behaviour.holders(desk, claim) if owner != plan.customer]
        return replace(plan, victims=tuple(others)) if plan.customer is not None and not plan.errors else plan

    return replace(before, plan_item=plan_item)


def _without(before: Behaviour, ignored: Callable[[str], bool]) -> Behaviour:
    """Items whose secondaries of some types are stored without being compared."""

    def plan_item(desk: Desk, claim: Claim) -> Plan:
        primary = desk.organisation.primary
        if claim.errors or not any(held.type == primary for held in claim.identifiers):
            return before.plan_item(desk, claim)
        overlooked = blinded(desk, lambda place, held, owner: held.type == primary or not ignored(held.type))
        plan = before.plan_item(overlooked, claim)
        return replace(plan, add=claim.identifiers) if plan.customer is None and not plan.errors else plan

    return replace(before, plan_item=plan_item)
