"""Faults of ids and identifiers: who is registered, under which id, by what."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.state import Key, SourceAccount
from contracts.reference.values import Call, Claim, Decision, Plan

NEW_ID = "identifiers/a-new-customer-has-a-new-id"
KEEPS_ID = "identifiers/known-customer-keeps-its-id-v11"
NO_IDENTIFIER = 1007


@fault(NEW_ID)
def reuses_ids_after_forty(before: Behaviour) -> Behaviour:
    """The sequence of ids cycles: after forty customers it starts over, on those that are there."""
    return _numbered(before, lambda number: 500_000_001 + number % 40)


@fault("envelope/success-shape-v2", breaks="ids-are-positive-unique-stable")
def runs_out_of_thirty_two_bits(before: Behaviour) -> Behaviour:
    """Ids are signed integers of 32 bits, and this organisation has reached their end: they go on below zero."""
    return _numbered(before, lambda number: (2_147_483_640 + number + 2**31) % 2**32 - 2**31)


@fault(NEW_ID)
def passes_ids_through_a_float(before: Behaviour) -> Behaviour:
    """Ids travel through a floating-point number of 32 bits, in which neighbours are the same."""

    return replace(before, encode=lambda desk, value: before.encode(desk, _floated(value)))


@fault(NEW_ID)
def answers_with_the_id_before(before: Behaviour) -> Behaviour:
    """The generated key is read from the connection before the insert has returned: it is the one of last time."""
    last = 0

    def settle(desk: Desk, plan: Plan) -> Decision:
        nonlocal last
        decision = before.settle(desk, plan)
        if decision.customer is None or not decision.created:
            return decision
        told, last = last or decision.customer, decision.customer
        return replace(decision, customer=told)

    return replace(before, settle=settle)


@fault(NEW_ID)
def gives_a_batch_one_id(before: Behaviour) -> Behaviour:
    """The next id is fetched once for each request, and the new customers of a batch share it."""

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        number = before.allot(desk)
        return before.add_items(desk.behaving(allot=lambda desk: number), call)

    return replace(before, add_items=add_items)


@fault(NEW_ID)
def counts_ids_for_each_api(before: Behaviour) -> Behaviour:
    """v1.1 and v2 draw ids from sequences of their own, which begin at the same number."""
    numbers = count(500_000_001)

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        return before.add_items(desk.behaving(allot=lambda desk: next(numbers)), call)

    return replace(before, add_items=add_items)


@fault(NEW_ID)
def takes_namesakes_for_one_person(before: Behaviour) -> Behaviour:
    """Fuzzy matching was switched on: who has the same first and last name is the same customer."""
    named: dict[tuple[Place, str, str], int] = {}

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        plan = before.plan_add(desk, claim)
        key = (claim.place, claim.details.first_name or "", claim.details.last_name or "")
        if plan.errors or plan.customer is not None or not all(key[1:]):
            return plan
        return replace(plan, customer=named.setdefault(key, desk.state.next_id))

    return replace(before, plan_add=plan_add)


@fault("identifiers/at-least-one-identifier")
def registers_nobody_in_particular(before: Behaviour) -> Behaviour:
    """Guest checkout: an add without any identifier makes a customer whom nobody can find."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        return before.plan_add(desk, _guest(claim))

    return replace(before, plan_add=plan_add)


@fault("identifiers/at-least-one-identifier-v11")
def registers_nobody_over_v11(before: Behaviour) -> Behaviour:
    """The check for an identifier is in the controller of v2, and v1.1 relies on it."""

    def plan_item(desk: Desk, claim: Claim) -> Plan:
        return before.plan_item(desk, _guest(claim))

    return replace(before, plan_item=plan_item)


@fault("identifiers/at-least-one-valid-identifier")
def takes_blanks_for_an_identifier(before: Behaviour) -> Behaviour:
    """The value is asked to be there, not to say anything: a blank is an email, and the first to send it has it."""

    def is_valid(desk: Desk, identifier: Key) -> bool:
        return not identifier.value.strip() or before.is_valid(desk, identifier)

    return replace(before, is_valid=is_valid)


@fault(KEEPS_ID)
def makes_a_second_customer_of_a_repeated_item(before: Behaviour) -> Behaviour:
    """v1.1 inserts and never searches: each registration of the same mobile is a customer of its own."""

    def plan_item(desk: Desk, claim: Claim) -> Plan:
        plan = before.plan_item(desk, claim)
        known = plan.customer is not None and set(desk.behaviour.holders(desk, claim)) == {plan.customer}
        return replace(plan, customer=None, add=claim.identifiers) if known else plan

    return replace(before, plan_item=plan_item)


@fault("identifiers/reregistration-answers-v11")
def refuses_a_repeated_item_with_a_code_of_v2(before: Behaviour) -> Behaviour:
    """v1.1 was put on top of v2, whose 8006 no client of v1.1 knows."""

    def plan_item(desk: Desk, claim: Claim) -> Plan:
        plan = before.plan_item(desk, claim)
        known = plan.customer is not None and desk.behaviour.is_present(desk, plan.customer, claim.place)
        return Plan(claim.place, errors=(Notice(8006),)) if known and not plan.errors else plan

    return replace(before, plan_item=plan_item)


@fault("identifiers/card-has-one-owner")
def issues_a_card_twice(before: Behaviour) -> Behaviour:
    """The owner of a card is compared within the source only, and with the adding customer's own cards."""
    return replace(before, guard_cards=lambda desk, plan: plan, card_owner=lambda desk, card: None)


@fault("identifiers/card-has-one-owner")
def moves_a_card_to_the_newcomer(before: Behaviour) -> Behaviour:
    """Issuing takes the card from whoever has it, as when the till replaces a lost one."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        for card in claim.cards:
            owner = desk.state.card_owner(card.number)
            if owner is not None:
                desk.state.withdraw(owner, card.number)
        return before.plan_add(desk, claim)

    return replace(before, plan_add=plan_add)


@fault("reads/details-show-every-identifier", breaks="accepted-write-stays")
def keeps_two_identifiers_of_a_list(before: Behaviour) -> Behaviour:
    """The table has a primary and a secondary identifier; the third of a list is answered and not stored."""

    def link(desk: Desk, account: SourceAccount, identifier: Key) -> None:
        if len(account.identifiers) < 2 or identifier in account.identifiers:
            before.link(desk, account, identifier)

    return replace(before, link=link)


def _numbered(before: Behaviour, number: Callable[[int], int]) -> Behaviour:
    numbers = count()
    return replace(before, allot=lambda desk: number(next(numbers)))


def _guest(claim: Claim) -> Claim:
    return replace(claim, errors=tuple(notice for notice in claim.errors if notice.code != NO_IDENTIFIER))


def _floated(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _floated(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_floated(inner) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool) and value > 2**24:
        return int(struct.unpack("f", struct.pack("f", value))[0])
    return value
