"""Faults of the upsert: who is found, what is changed, what is left alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.state import Key, SourceAccount
from contracts.reference.values import Call, Claim, Decision, Plan

Replanned = Callable[[Desk, Claim, bool, Plan], Plan]
CONFLICT = Notice(8053)
_FOUND = "upsert/found-is-updated-in-place"
_CONFLICT = "upsert/two-customers-in-one-item-fail"


def replanned(before: Behaviour, change: Replanned) -> Behaviour:
    """The behaviour with the plans of upsert items changed, those that are carried out."""

    def plan_upsert(desk: Desk, claim: Claim, keep: bool) -> Plan:
        plan = before.plan_upsert(desk, claim, keep)
        return plan if plan.errors else change(desk, claim, keep, plan)

    return replace(before, plan_upsert=plan_upsert)


def conflicting(before: Behaviour, settle: Callable[[Desk, Claim, Sequence[int]], Plan]) -> Behaviour:
    """The behaviour with another plan for an item whose identifiers several customers hold."""

    def plan_upsert(desk: Desk, claim: Claim, keep: bool) -> Plan:
        here = desk.behaviour.holders(desk, claim)
        return settle(desk, claim, here) if len(here) > 1 else before.plan_upsert(desk, claim, keep)

    return replace(before, plan_upsert=plan_upsert)


def take_away(desk: Desk, place: Place, identifiers: Sequence[Key]) -> None:
    """Whoever holds those identifiers in the source account loses them."""
    for identifier in identifiers:
        holder = desk.state.holder(place, identifier)
        account = holder.at(place) if holder else None
        if account is not None:
            desk.behaviour.unlink(desk, account, identifier)


def _is_update(plan: Plan) -> bool:
    return plan.customer is not None and plan.overwrite


@fault(_FOUND)
def creates_on_every_upsert(before: Behaviour) -> Behaviour:
    """The search before the write asks an index that is not built yet: every item is somebody new."""

    def change(desk: Desk, claim: Claim, keep: bool, plan: Plan) -> Plan:
        return replace(plan, customer=None, add=claim.identifiers) if _is_update(plan) else plan

    return replanned(before, change)


@fault(_FOUND)
def replaces_the_row(before: Behaviour) -> Behaviour:
    """An update is a delete and an insert: the customer is the same and has another id."""

    def change(desk: Desk, claim: Claim, keep: bool, plan: Plan) -> Plan:
        if not _is_update(plan) or plan.customer is None:
            return plan
        account = desk.state.account(plan.customer, plan.place)
        moved = account.identifiers if account else ()
        take_away(desk, plan.place, moved)
        return replace(plan, customer=None, add=tuple(dict.fromkeys((*moved, *plan.add))))

    return replanned(before, change)


@fault(_CONFLICT)
def finds_by_the_first_identifier(before: Behaviour) -> Behaviour:
    """Only the first identifier of an item is looked up: where it is new, its owner is not found by the others."""

    def plan_upsert(desk: Desk, claim: Claim, keep: bool) -> Plan:
        first = replace(claim, identifiers=claim.identifiers[:1])
        plan = before.plan_upsert(desk, first, keep)
        return plan if plan.errors else replace(plan, add=() if keep and _is_update(plan) else claim.identifiers)

    return replace(before, plan_upsert=plan_upsert)


@fault(_FOUND)
def updates_at_most_once(before: Behaviour) -> Behaviour:
    """A hash of the last item guards against repeats, and a repeat is refused as if it were a conflict."""
    last: Claim | None = None

    def plan_upsert(desk: Desk, claim: Claim, keep: bool) -> Plan:
        nonlocal last
        repeated, last = claim == last, claim
        return Plan(claim.place, errors=(CONFLICT,)) if repeated else before.plan_upsert(desk, claim, keep)

    return replace(before, plan_upsert=plan_upsert)


@fault("upsert/found-is-updated-in-place", breaks="upsert-idempotent")
def upserts_another_on_repeat(before: Behaviour) -> Behaviour:
    """Nothing differs from what is stored, so the update touches no row, and no row touched means insert."""

    def change(desk: Desk, claim: Claim, keep: bool, plan: Plan) -> Plan:
        account = desk.state.account(plan.customer, plan.place)
        if account is None or account.first_name != claim.details.first_name:
            return plan
        return replace(plan, customer=None, add=claim.identifiers)

    return replanned(before, change)


@fault("upsert/other-sources-stay")
def upserts_every_source(before: Behaviour) -> Behaviour:
    """The update is keyed by customer and no longer by source account."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        for each in account.customer.accounts:
            before.write(desk, each, plan)

    def upsert_items(desk: Desk, call: Call) -> Sequence[Decision]:
        return before.upsert_items(desk.behaving(write=write), call)

    return replace(before, upsert_items=upsert_items)


@fault("upsert/kept-identifiers-stay")
def ignores_the_skip_flag(before: Behaviour) -> Behaviour:
    """The parameter was renamed in the client library only: identifiers always change."""
    return replace(before, plan_upsert=lambda desk, claim, keep: before.plan_upsert(desk, claim, False))


@fault("upsert/new-identifiers-are-added")
def always_skips_identifiers(before: Behaviour) -> Behaviour:
    """The flag is on as soon as it is sent, and it is sent as false."""
    return replace(before, plan_upsert=lambda desk, claim, keep: before.plan_upsert(desk, claim, True))


@fault("upsert/new-identifiers-are-added")
def inverts_the_skip_flag(before: Behaviour) -> Behaviour:
    """A negation was lost when the flag changed its name from changing to skipping."""
    return replace(before, plan_upsert=lambda desk, claim, keep: before.plan_upsert(desk, claim, not keep))


@fault("reads/lookup-finds-the-holder", breaks="upsert-updates-in-place")
def loses_identifiers_left_out(before: Behaviour) -> Behaviour:
    """An update writes the whole set of identifiers: those of other types that the item does not repeat are gone."""

    def change(desk: Desk, claim: Claim, keep: bool, plan: Plan) -> Plan:
        account = desk.state.account(plan.customer, plan.place)
        held = account.identifiers if account else ()
        return replace(plan, remove=tuple(each for each in held if each not in claim.identifiers))

    return replanned(before, change)


@fault(_CONFLICT)
def merges_a_conflict(before: Behaviour) -> Behaviour:
    """Two customers with identifiers of one item must be one person: the bulk job merges them."""

    def settle(desk: Desk, claim: Claim, here: Sequence[int]) -> Plan:
        return Plan(claim.place, here[0], claim.identifiers, victims=tuple(here[1:]), details=claim.details)

    return conflicting(before, settle)


@fault(_CONFLICT)
def steals_in_a_conflict(before: Behaviour) -> Behaviour:
    """The first customer found wins and takes the other identifiers along."""

    def settle(desk: Desk, claim: Claim, here: Sequence[int]) -> Plan:
        take_away(desk, claim.place, claim.identifiers)
        return Plan(claim.place, here[0], claim.identifiers, details=claim.details, overwrite=True)

    return conflicting(before, settle)


@fault(_CONFLICT)
def leaves_a_conflict_to_the_first(before: Behaviour) -> Behaviour:
    """The search stops at the first hit: that customer is updated, and nobody learns of the other."""

    def settle(desk: Desk, claim: Claim, here: Sequence[int]) -> Plan:
        return Plan(claim.place, here[0], details=claim.details, overwrite=True)

    return conflicting(before, settle)


@fault("upsert/conflict-changes-nothing")
def steals_and_refuses(before: Behaviour) -> Behaviour:
    """The identifiers are moved before the conflict is noticed, and nothing moves them back."""

    def settle(desk: Desk, claim: Claim, here: Sequence[int]) -> Plan:
        account = desk.state.account(here[0], claim.place)
        if account is not None:
            take_away(desk, claim.place, claim.identifiers)
            for identifier in claim.identifiers:
                desk.behaviour.link(desk, account, identifier)
        return Plan(claim.place, errors=(CONFLICT,))

    return conflicting(before, settle)


@fault("upsert/conflict-leaves-details-alone")
def renames_both_in_a_conflict(before: Behaviour) -> Behaviour:
    """Details are written as a first step, to all customers that were found; then the item fails."""

    def settle(desk: Desk, claim: Claim, here: Sequence[int]) -> Plan:
        for customer in map(desk.state.customer, here):
            account = customer.at(claim.place) if customer else None
            if account is not None:
                desk.behaviour.write(desk, account, Plan(claim.place, details=claim.details, overwrite=True))
        return Plan(claim.place, errors=(CONFLICT,))

    return conflicting(before, settle)


@fault("upsert/known-elsewhere-is-joined")
def knows_nobody_of_other_sources(before: Behaviour) -> Behaviour:
    """The bulk job looks in its own source only, and makes a second customer of whoever is known elsewhere."""

    def change(desk: Desk, claim: Claim, keep: bool, plan: Plan) -> Plan:
        return plan if _is_update(plan) else replace(plan, customer=None)

    return replanned(before, change)


@fault("upsert/update-is-shown")
def updates_only_names_it_lacks(before: Behaviour) -> Behaviour:
    """The merge of old and new took its arguments the wrong way round: what is stored wins."""
    return replanned(before, lambda desk, claim, keep, plan: replace(plan, overwrite=False))


@fault("upsert/details-and-identifiers-together")
def does_one_thing_at_a_time(before: Behaviour) -> Behaviour:
    """Where identifiers change, the wrapper calls the one API for it and returns: details have to wait."""

    def change(desk: Desk, claim: Claim, keep: bool, plan: Plan) -> Plan:
        account = desk.state.account(plan.customer, plan.place)
        if not _is_update(plan) or account is None or set(plan.add) <= set(account.identifiers):
            return plan
        return replace(plan, details=type(plan.details)())

    return replanned(before, change)
