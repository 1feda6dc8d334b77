"""Faults of a primary mismatch that only one kind of secondary, detail or position in a batch shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.primary_mismatch import (
    ONE_OWNER,
    STAYS,
    STRICT_RESERVES,
    anew,
    is_neither,
    is_skip,
    is_strict,
    unheld,
    where,
)
from contracts.reference.faults.registry import fault
from contracts.reference.faults.upsert import take_away
from contracts.reference.state import SourceAccount
from contracts.reference.values import Call, Claim, Decision, Details, Plan

FAMILY = "primary-mismatch"


@fault(STAYS)
def moves_external_ids_under_skip(before: Behaviour) -> Behaviour:
    """Skip drops emails of others; external ids are not unique to the new code, and follow the newcomer."""

    def instead(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
        ids = tuple(held for held in claim.identifiers if held.type == "externalId")
        free = unheld(desk, claim)
        take_away(desk, claim.place, ids)
        return anew(claim, *(held for held in claim.identifiers if held in ids or held in free))

    return where(before, is_skip, instead)


@fault(STAYS)
def shares_external_ids_under_skip(before: Behaviour) -> Behaviour:
    """Skip drops emails of others; an external id stays with its owner and goes to the newcomer as well."""
    return where(before, is_skip, _sharing_external_ids)


@fault(STAYS)
def shares_the_last_secondary_under_skip(before: Behaviour) -> Behaviour:
    """Of two secondaries that others hold the first is skipped, and the loop has ended."""

    def instead(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
        free = unheld(desk, claim)
        foreign = [held for held in claim.identifiers if held not in free]
        return anew(claim, *(held for held in claim.identifiers if held in free or held in foreign[1:]))

    return where(before, is_skip, instead)


@fault(STAYS, breaks="skip-registers-a-new-customer")
def gives_the_owner_the_channels_under_skip(before: Behaviour) -> Behaviour:
    """Under skip channels are saved by the identifier that was skipped, so that its owner has the newcomer's."""
    return where(before, is_skip, lambda desk, claim, strangers: _spilled(before, desk, claim, strangers))


@fault(STRICT_RESERVES)
def gives_the_owner_the_fields_that_strict_refused(before: Behaviour) -> Behaviour:
    """Custom fields and channels are saved while the item is matched; the refusal comes too late for them."""
    return where(before, is_strict, lambda desk, claim, strangers: _spilled(before, desk, claim, strangers))


@fault(STRICT_RESERVES)
def gives_the_owner_what_was_free_and_refuses(before: Behaviour) -> Behaviour:
    """Under strict the other new identifiers of a refused item are attached to the owner of the secondary."""

    def instead(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
        account = desk.state.account(strangers[0], claim.place)
        primary = desk.organisation.primary
        for held in unheld(desk, claim) if account else ():
            if account is not None and held.type != primary:
                desk.behaviour.link(desk, account, held)
        return before.mismatch(desk, claim, strangers)

    return where(before, is_strict, instead)


@fault("primary-mismatch/strict-refuses")
def overlooks_external_ids_under_strict(before: Behaviour) -> Behaviour:
    """The strict check was written for emails: an external id of somebody else makes a customer without it."""

    def instead(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
        free = unheld(desk, claim)
        foreign = {held.type for held in claim.identifiers if held not in free}
        return anew(claim, *free) if foreign == {"externalId"} else before.mismatch(desk, claim, strangers)

    return where(before, is_strict, instead)


@fault(ONE_OWNER)
def makes_a_second_owner_of_an_external_id(before: Behaviour) -> Behaviour:
    """With both switches off emails are searched for and external ids are not: two customers hold one."""

    def instead(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
        free = unheld(desk, claim)
        foreign = {held.type for held in claim.identifiers if held not in free}
        is_hit = foreign == {"externalId"}
        return anew(claim, *claim.identifiers) if is_hit else before.mismatch(desk, claim, strangers)

    return where(before, is_neither, instead)


@fault(STAYS)
def knows_skip_for_the_first_item_of_a_batch(before: Behaviour) -> Behaviour:
    """The owners of secondaries are read once for each batch: what its own items hold is not skipped."""

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        at_first = {held for each in desk.state for account in each.accounts for held in account.identifiers}

        def mismatch(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
            is_new = any(held not in at_first for held in claim.identifiers if held not in unheld(desk, claim))
            skips = is_skip(desk.organisation.flags)
            return anew(claim, *claim.identifiers) if skips and is_new else before.mismatch(desk, claim, strangers)

        return before.add_items(desk.behaving(mismatch=mismatch), call)

    return replace(before, add_items=add_items)


def _sharing_external_ids(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
    free = unheld(desk, claim)
    return anew(claim, *(held for held in claim.identifiers if held in free or held.type == "externalId"))


def _spilled(before: Behaviour, desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
    """The plan for a mismatch, after the owner was given channels and fields of the item."""
    account: SourceAccount | None = desk.state.account(strangers[0], claim.place)
    if account is not None:
        kept = Details(channels=claim.details.channels, fields=claim.details.fields)
        before.write(desk, account, Plan(claim.place, strangers[0], details=kept, overwrite=True))
    return before.mismatch(desk, claim, strangers)
