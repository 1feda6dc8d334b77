"""Faults of v1.1 items: an unknown primary beside somebody's secondary, and which of them is the primary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from contracts.documents.profile import Flags
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.duplicate_source import blinded
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.state import Key
from contracts.reference.values import Call, Claim, Decision, Plan

SKIP = "primary-mismatch/skip-registers-a-new-customer"
STRICT = "primary-mismatch/strict-refuses"
STRICT_RESERVES = "primary-mismatch/strict-refusal-reserves-nothing"
STAYS = "primary-mismatch/secondary-stays-with-its-owner"
ONE_OWNER = "primary-mismatch/no-flag-has-one-owner"
MISMATCH = Notice(1047)

Mismatch = Callable[[Desk, Claim, Sequence[int]], Plan]


def anew(claim: Claim, *identifiers: Key) -> Plan:
    """A new customer with these identifiers."""
    return Plan(claim.place, None, identifiers, details=claim.details, warnings=claim.warnings)


def matched(claim: Claim, owner: int) -> Plan:
    """The owner of the secondary, registered again."""
    return Plan(claim.place, owner, details=claim.details, overwrite=True, warnings=claim.warnings)


def refused(claim: Claim) -> Plan:
    """Nobody."""
    return Plan(claim.place, errors=(MISMATCH,))


def unheld(desk: Desk, claim: Claim) -> tuple[Key, ...]:
    """The identifiers of the claim that nobody holds here."""
    return tuple(held for held in claim.identifiers if desk.behaviour.holder(desk, claim.place, held) is None)


def where(before: Behaviour, applies: Callable[[Flags], bool], instead: Mismatch) -> Behaviour:
    """Another plan for a mismatch under some settings of the flags."""

    def mismatch(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
        chosen = instead if applies(desk.organisation.flags) else before.mismatch
        return chosen(desk, claim, strangers)

    return replace(before, mismatch=mismatch)


def is_skip(flags: Flags) -> bool:
    """Whether secondaries of others are to be skipped."""
    return bool(flags.skip_secondary_on_mismatch)


def is_strict(flags: Flags) -> bool:
    """Whether a mismatch is to be refused."""
    return bool(flags.strict_check) and not is_skip(flags)


def is_neither(flags: Flags) -> bool:
    """Whether both switches are off."""
    return not flags.strict_check and not is_skip(flags)


@fault("primary-mismatch/skip-overrides-strict")
def strict_wins_over_skip(before: Behaviour) -> Behaviour:
    """The switches are read in the order of the settings page: the strict check refuses before skipping is asked."""

    def mismatch(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
        if desk.organisation.flags.strict_check:
            return refused(claim)
        return before.mismatch(desk, claim, strangers)

    return replace(before, mismatch=mismatch)


@fault(SKIP)
def matches_the_owner_under_skip(before: Behaviour) -> Behaviour:
    """The skip setting was renamed, and the code still asks for the old name: it is never on."""
    return where(before, is_skip, lambda desk, claim, strangers: matched(claim, strangers[0]))


@fault(SKIP)
def refuses_under_skip(before: Behaviour) -> Behaviour:
    """Skipping was read as skipping the item."""
    return where(before, is_skip, lambda desk, claim, strangers: refused(claim))


@fault(STRICT)
def swaps_the_two_switches(before: Behaviour) -> Behaviour:
    """Two booleans are passed in the wrong order."""

    def mismatch(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
        flags = desk.organisation.flags
        swapped = Flags(skip_secondary_on_mismatch=flags.strict_check, strict_check=flags.skip_secondary_on_mismatch)
        organisation = desk.organisation.model_copy(update={"flags": swapped})
        return before.mismatch(replace(desk, organisation=organisation), claim, strangers)

    return replace(before, mismatch=mismatch)


@fault(STRICT)
def registers_anew_under_strict(before: Behaviour) -> Behaviour:
    """The strict check runs after the insert, when the primary identifier is known already."""
    return where(before, is_strict, lambda desk, claim, strangers: anew(claim, *unheld(desk, claim)))


@fault(STRICT)
def matches_the_owner_under_strict(before: Behaviour) -> Behaviour:
    """The strict check is left to the caller since a refactoring, and no caller does it."""
    return where(before, is_strict, lambda desk, claim, strangers: matched(claim, strangers[0]))


@fault(STRICT)
def warns_where_strict_should_refuse(before: Behaviour) -> Behaviour:
    """1047 is put among the warnings, and the item goes through."""

    def warn(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
        return replace(matched(claim, strangers[0]), warnings=(MISMATCH,))

    return where(before, is_strict, warn)


@fault(STRICT_RESERVES)
def reserves_the_primary_that_strict_refused(before: Behaviour) -> Behaviour:
    """The primary identifier is inserted to be compared with, and stays when the comparison refuses it."""

    def shadow(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
        desk.behaviour.settle(desk, anew(replace(claim, warnings=()), *unheld(desk, claim)))
        return refused(claim)

    return where(before, is_strict, shadow)


@fault(STRICT_RESERVES)
def gives_the_owner_the_primary_that_strict_refused(before: Behaviour) -> Behaviour:
    """The item is matched and saved before the strict check looks at it; the answer alone is a refusal."""

    def give(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
        account = desk.state.account(strangers[0], claim.place)
        if account:
            for identifier in unheld(desk, claim):
                desk.behaviour.link(desk, account, identifier)
        return refused(claim)

    return where(before, is_strict, give)


@fault(STRICT_RESERVES)
def renames_the_owner_whom_strict_protects(before: Behaviour) -> Behaviour:
    """Names are saved while the item is matched; the refusal comes too late for them."""
    return where(before, is_strict, _renaming(lambda desk, claim, strangers: refused(claim)))


@fault(STAYS)
def renames_the_owner_whom_skip_protects(before: Behaviour) -> Behaviour:
    """Under skip the identifier is left with its owner, and the newcomer's name is saved with it all the same."""
    return where(before, is_skip, _renaming(before.mismatch))


@fault(STAYS)
def moves_the_secondary_under_skip(before: Behaviour) -> Behaviour:
    """The new customer is saved with all that was sent, and the index follows the latest holder."""
    return where(before, is_skip, _take_all)


@fault(STAYS)
def shares_the_secondary_under_skip(before: Behaviour) -> Behaviour:
    """Skip leaves out the check of secondaries instead of the secondaries: both customers hold it."""
    return where(before, is_skip, lambda desk, claim, strangers: anew(claim, *claim.identifiers))


@fault(ONE_OWNER)
def makes_a_second_owner_without_flags(before: Behaviour) -> Behaviour:
    """Only the primary identifier is searched for: without flags the secondary belongs to two customers."""
    return where(before, is_neither, lambda desk, claim, strangers: anew(claim, *claim.identifiers))


@fault(ONE_OWNER)
def moves_the_secondary_without_flags(before: Behaviour) -> Behaviour:
    """Without flags the last one to send an identifier has it."""
    return where(before, is_neither, lambda desk, claim, strangers: _take_all(desk, claim, strangers))


@fault("primary-mismatch/no-flag-matches-the-owner")
def refuses_a_mismatch_without_flags(before: Behaviour) -> Behaviour:
    """A setting that is not there is read as on."""
    return where(before, is_neither, lambda desk, claim, strangers: refused(claim))


@fault("reads/details-show-every-identifier", breaks="no-flag-matches-the-owner")
def replaces_the_primary_of_the_owner(before: Behaviour) -> Behaviour:
    """The matched owner gets the new primary identifier in place of the old one, which leads to nobody."""

    def exchange(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
        account = desk.state.account(strangers[0], claim.place)
        kind = desk.organisation.primary
        old = tuple(held for held in (account.identifiers if account else ()) if held.type == kind)
        return replace(matched(claim, strangers[0]), add=unheld(desk, claim), remove=old)

    return where(before, is_neither, exchange)


@fault(STRICT)
def knows_strict_for_the_first_item_of_a_batch(before: Behaviour) -> Behaviour:
    """The settings are read into a context that the first item consumes; later ones are handled without flags."""

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        items = call.body["root"]["customer"]
        plain = replace(desk, organisation=desk.organisation.model_copy(update={"flags": Flags()}))
        desks = [desk, *[plain] * (len(items) - 1)]
        calls = [replace(call, body={"root": {"customer": [item]}}) for item in items]
        return [decision for own, one in zip(desks, calls, strict=True) for decision in before.add_items(own, one)]

    return replace(before, add_items=add_items)


def _take(desk: Desk, claim: Claim, owners: Sequence[int]) -> None:
    """Those owners lose what the claim names."""
    for owner in owners:
        account = desk.state.account(owner, claim.place)
        if account:
            for identifier in set(account.identifiers) & set(claim.identifiers):
                desk.behaviour.unlink(desk, account, identifier)


def _take_all(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
    _take(desk, claim, strangers)
    return anew(claim, *claim.identifiers)


def _renaming(then: Mismatch) -> Mismatch:
    def rename(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
        account = desk.state.account(strangers[0], claim.place)
        if account:
            desk.behaviour.write(desk, account, Plan(claim.place, details=claim.details, overwrite=True))
        return then(desk, claim, strangers)

    return rename


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
        _take(desk, claim, [owner for owner in holders if owner != plan.customer])
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
