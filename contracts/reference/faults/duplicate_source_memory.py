"""Faults of uniqueness within one source account: what the check remembers, and what a refusal leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.duplicate_source import DUPLICATE, KNOWN_IS_8006, blinded, overlooking
from contracts.reference.faults.memory import remembering
from contracts.reference.faults.registry import fault
from contracts.reference.faults.upsert import take_away
from contracts.reference.notices import Notice
from contracts.reference.state import Key, SourceAccount
from contracts.reference.values import Claim, Decision, Plan

FAMILY = "duplicate-source"
RESERVES_NOTHING = "duplicate-source/refused-add-reserves-nothing"
STAYS = "delivery/accepted-write-stays"
CHANGES_NOTHING = "duplicate-source/refused-add-changes-nothing"


@fault("delivery/accepted-write-stays")
def remembers_the_last_twenty_identifiers(before: Behaviour) -> Behaviour:
    """A cache of the latest identifiers stands in for the index, and has room for twenty."""
    return _remembering(before, 20)


@fault("delivery/accepted-write-stays")
def remembers_the_last_fifty_identifiers(before: Behaviour) -> Behaviour:
    """A cache of the latest identifiers stands in for the index, and has room for fifty."""
    return _remembering(before, 50)


@fault(STAYS)
def loses_the_index_with_its_pod(before: Behaviour) -> Behaviour:
    """The index lives in a process that is recycled every hundred requests, and is not loaded again."""
    known: set[Key] = set()
    generation = 0

    def link(desk: Desk, account: SourceAccount, identifier: Key) -> None:
        nonlocal generation
        if desk.state.answers // 100 > generation:
            generation = desk.state.answers // 100
            known.clear()
        known.add(identifier)
        before.link(desk, account, identifier)

    return overlooking(replace(before, link=link), lambda desk, claim, held, owner: held in known)


@fault("cross-api/upserted-customers-are-known", breaks="accepted-write-stays")
def pages_the_holders_by_a_hundred(before: Behaviour) -> Behaviour:
    """The search for holders reads the first page of customers, which has a hundred, and no other."""
    first = 0

    def sees(desk: Desk, claim: Claim, held: Key, owner: int) -> bool:
        nonlocal first
        first = first or next(iter(desk.state)).id
        return owner < first + 100

    return overlooking(before, sees)


@fault(KNOWN_IS_8006)
def compares_with_the_latest_customer_only(before: Behaviour) -> Behaviour:
    """ORDER BY id DESC LIMIT 1 stands before the comparison: only the customer made last can be a duplicate."""
    return overlooking(before, lambda desk, claim, held, owner: owner == desk.state.next_id - 1)


@fault(KNOWN_IS_8006)
def compares_with_a_lagging_replica(before: Behaviour) -> Behaviour:
    """The check reads a replica that is one write behind: who was registered last can be registered once more."""
    return overlooking(before, lambda desk, claim, held, owner: owner != desk.state.next_id - 1)


@fault(KNOWN_IS_8006)
def indexes_identifiers_of_registration_only(before: Behaviour) -> Behaviour:
    """The index is filled when somebody registers; identifiers that are added to a customer later are not in it."""
    late: set[Key] = set()

    def settle(desk: Desk, plan: Plan) -> Decision:
        decision = before.settle(desk, plan)
        if not decision.errors and not decision.created:
            late.update(plan.add)
        return decision

    return overlooking(replace(before, settle=settle), lambda desk, claim, held, owner: held not in late)


@fault(KNOWN_IS_8006)
def opens_the_breaker_after_three_refusals(before: Behaviour) -> Behaviour:
    """A circuit breaker counts duplicates as failures of the check; after three in a row the check is left out."""
    refusals = 0

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        nonlocal refusals
        is_open = refusals >= 3
        plan = before.plan_add(blinded(desk, lambda place, held, owner: False) if is_open else desk, claim)
        refusals = refusals + 1 if _is_duplicate(plan) else 0
        return plan

    return replace(before, plan_add=plan_add)


@fault(KNOWN_IS_8006)
def lets_a_repeated_add_in(before: Behaviour) -> Behaviour:
    """A refused add sent again to the letter is taken for the till's confirmation, and registered."""
    refused: set[tuple[Place, tuple[Key, ...]]] = set()

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        key = (claim.place, claim.identifiers)
        plan = before.plan_add(blinded(desk, lambda *_: False) if key in refused else desk, claim)
        if _is_duplicate(plan):
            refused.add(key)
        return plan

    return replace(before, plan_add=plan_add)


@fault(KNOWN_IS_8006)
def answers_a_duplicate_with_the_known_id(before: Behaviour) -> Behaviour:
    """The add was made idempotent for retries: a known customer is answered as if it had just been created."""
    return _on_duplicate(before, lambda desk, claim, owners: Plan(claim.place, owners[0]))


@fault(KNOWN_IS_8006)
def answers_a_duplicate_as_a_conflict(before: Behaviour) -> Behaviour:
    """The duplicate is found by the code of the update, which has a code of its own for it."""
    return _on_duplicate(before, lambda desk, claim, owners: Plan(claim.place, errors=(Notice(8007),)))


@fault(KNOWN_IS_8006)
def moves_a_known_identifier_to_the_newcomer(before: Behaviour) -> Behaviour:
    """The insert became a replace: the newcomer takes the identifier, and its owner loses it."""

    def take(desk: Desk, claim: Claim, owners: Sequence[int]) -> Plan:
        take_away(desk, claim.place, claim.identifiers)
        return Plan(claim.place, None, claim.identifiers, details=claim.details, warnings=(Notice(8107),))

    return _on_duplicate(before, take)


@fault(RESERVES_NOTHING)
def reserves_what_a_refused_add_names(before: Behaviour) -> Behaviour:
    """Identifiers are put into the index before the duplicate is found, and stay there without an owner."""
    reserved: set[tuple[Place, Key]] = set()

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        named = {(claim.place, identifier) for identifier in claim.identifiers}
        plan = before.plan_add(desk, claim)
        if not plan.errors and named & reserved:
            return Plan(claim.place, errors=(Notice(DUPLICATE),))
        if plan.errors:
            reserved.update(named)
        return plan

    return replace(before, plan_add=plan_add)


@fault(RESERVES_NOTHING, breaks="refused-add-changes-nothing")
def gives_the_owner_what_a_refused_add_names(before: Behaviour) -> Behaviour:
    """The refused add has half committed: what was new in its list now belongs to the owner of the rest."""

    def give(desk: Desk, claim: Claim, owners: Sequence[int]) -> Plan:
        account = desk.state.account(owners[0], claim.place)
        for identifier in claim.identifiers:
            if account and desk.behaviour.holder(desk, claim.place, identifier) is None:
                desk.behaviour.link(desk, account, identifier)
        return _refusal(claim, owners)

    return _on_duplicate(before, give)


@fault(RESERVES_NOTHING)
def creates_a_shadow_and_refuses(before: Behaviour) -> Behaviour:
    """The customer is inserted first and its identifiers one by one; the duplicate ends it without a rollback."""

    def shadow(desk: Desk, claim: Claim, owners: Sequence[int]) -> Plan:
        free = tuple(held for held in claim.identifiers if desk.behaviour.holder(desk, claim.place, held) is None)
        if free:
            desk.behaviour.settle(desk, Plan(claim.place, None, free, details=claim.details))
        return _refusal(claim, owners)

    return _on_duplicate(before, shadow)


@fault("duplicate-source/add-never-updates")
def renames_the_owner_on_a_refused_add(before: Behaviour) -> Behaviour:
    """The profile is saved before the duplicate is reported: the owner has the newcomer's name."""

    def rename(desk: Desk, claim: Claim, owners: Sequence[int]) -> Plan:
        account = desk.state.account(owners[0], claim.place)
        if account:
            desk.behaviour.write(desk, account, Plan(claim.place, details=claim.details, overwrite=True))
        return _refusal(claim, owners)

    return _on_duplicate(before, rename)


@fault(CHANGES_NOTHING)
def rolls_the_owner_back(before: Behaviour) -> Behaviour:
    """The compensation of a refused add deletes index entries by value, and with them the owner's."""

    def roll_back(desk: Desk, claim: Claim, owners: Sequence[int]) -> Plan:
        take_away(desk, claim.place, claim.identifiers)
        return _refusal(claim, owners)

    return _on_duplicate(before, roll_back)


@fault("duplicate-source/repeatable-type-is-no-duplicate")
def holds_emails_unique_against_the_setting(before: Behaviour) -> Behaviour:
    """The setting by which emails may repeat is not read since the index was rebuilt."""
    return replace(before, is_unique=lambda desk, identifier_type: True)


def _remembering(before: Behaviour, room: int) -> Behaviour:
    before, latest = remembering(before, room)
    return overlooking(before, lambda desk, claim, held, owner: held in latest)


def _on_duplicate(before: Behaviour, instead: Callable[[Desk, Claim, Sequence[int]], Plan]) -> Behaviour:
    def plan_add(desk: Desk, claim: Claim) -> Plan:
        plan = before.plan_add(desk, claim)
        owners = desk.behaviour.holders(desk, claim) if _is_duplicate(plan) else ()
        return instead(desk, claim, owners) if owners else plan

    return replace(before, plan_add=plan_add)


def _is_duplicate(plan: Plan) -> bool:
    return any(notice.code == DUPLICATE for notice in plan.errors)


def _refusal(claim: Claim, owners: Sequence[int]) -> Plan:
    return Plan(claim.place, errors=(Notice(DUPLICATE, str(owners[0])),))
