"""Faults of updates by id and of changes of identifiers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.registry import fault
from contracts.reference.faults.upsert import take_away
from contracts.reference.notices import Notice
from contracts.reference.state import Key, SourceAccount
from contracts.reference.values import Call, Claim, Decision, Details, Plan

_UPDATED = "updates/known-customer-is-updated"
_SHOWN = "updates/update-is-shown"
_ADDED = "updates/added-identifier-is-held"
_REMOVED = "updates/removed-identifier-is-gone"
_STOLEN = "updates/held-identifier-is-not-stolen"

Work = Callable[[Desk, Call], Decision]


def _replanned(before: Behaviour, change: Callable[[Desk, Plan], Plan]) -> Behaviour:
    """The behaviour with the plans of updates changed."""
    return replace(
        before, plan_update=lambda desk, claim, customer: change(desk, before.plan_update(desk, claim, customer))
    )


def _rechanged(before: Behaviour, change: Callable[[Desk, Plan], Plan]) -> Behaviour:
    """The behaviour with the plans of changes of identifiers changed, those that are carried out."""

    def plan_change(desk: Desk, add: Claim, remove: Claim, customer: int) -> Plan:
        plan = before.plan_change(desk, add, remove, customer)
        return plan if plan.errors else change(desk, plan)

    return replace(before, plan_change=plan_change)


def _refused(told: Plan | Decision, *codes: int) -> bool:
    return any(error.code in codes for error in told.errors)


def _acknowledging(work: Work) -> Work:
    """The same work, to which an id that no customer has is as good as another."""

    def acknowledged(desk: Desk, call: Call) -> Decision:
        decision = work(desk, call)
        nobody = _refused(decision, 8009) and call.customer is not None
        return Decision(call.customer) if nobody else decision

    return acknowledged


def _unchecked(claim: Claim, customer: int, remove: Claim) -> Plan:
    return Plan(claim.place, customer, add=claim.identifiers, remove=remove.identifiers)


@fault("updates/other-sources-stay")
def updates_every_source(before: Behaviour) -> Behaviour:
    """The statement lost its condition on the source: an update reaches every profile of the customer."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        for each in account.customer.accounts:
            before.write(desk, each, plan)

    def update(desk: Desk, call: Call) -> Decision:
        return before.update(desk.behaving(write=write), call)

    return replace(before, update=update)


@fault("updates/other-sources-stay")
def updates_instore(before: Behaviour) -> Behaviour:
    """The update reads its source from the body, where there is none, and takes the default."""

    def plan_update(desk: Desk, claim: Claim, customer: int) -> Plan:
        plan = before.plan_update(desk, claim, customer)
        here = Place("INSTORE")
        return replace(plan, place=here) if desk.behaviour.is_present(desk, customer, here) else plan

    return replace(before, plan_update=plan_update)


@fault("reads/details-show-every-identifier", breaks="update-leaves-identifiers-alone")
def updates_identifiers_away(before: Behaviour) -> Behaviour:
    """An update is a whole profile: without identifiers in the body, all but the primary one are removed."""

    def change(desk: Desk, plan: Plan) -> Plan:
        account = desk.state.account(plan.customer, plan.place)
        held = account.identifiers if account else ()
        return replace(plan, remove=tuple(each for each in held if each.type != desk.organisation.primary))

    return _replanned(before, change)


@fault(_UPDATED)
def answers_the_row_of_the_profile(before: Behaviour) -> Behaviour:
    """The id in the answer is the key of the profile that was written, not the customer's."""

    def update(desk: Desk, call: Call) -> Decision:
        decision = before.update(desk, call)
        return decision if decision.customer is None else replace(decision, customer=decision.customer + 7_000_000)

    return replace(before, update=update)


@fault(_SHOWN)
def answers_an_update_and_forgets_it(before: Behaviour) -> Behaviour:
    """The update is validated and answered; the call that stores it is behind a switch that is off."""
    return _replanned(before, lambda desk, plan: replace(plan, details=Details()))


@fault(_SHOWN)
def updates_only_what_was_empty(before: Behaviour) -> Behaviour:
    """The update shares the add's rule that what is stored is not overwritten."""
    return _replanned(before, lambda desk, plan: replace(plan, overwrite=False))


@fault(_SHOWN)
def writes_the_update_before(before: Behaviour) -> Behaviour:
    """The request body is bound to a field of a singleton, and the handler reads it a moment too early."""
    last = Details(first_name="Previous")

    def plan_update(desk: Desk, claim: Claim, customer: int) -> Plan:
        nonlocal last
        former, last = last, claim.details
        return before.plan_update(desk, replace(claim, details=former), customer)

    return replace(before, plan_update=plan_update)


@fault(_UPDATED)
def refuses_a_second_update(before: Behaviour) -> Behaviour:
    """The version of a profile is checked against the one at its creation: it can be updated once."""
    touched: set[tuple[int, Place]] = set()

    def plan_update(desk: Desk, claim: Claim, customer: int) -> Plan:
        plan = before.plan_update(desk, claim, customer)
        if plan.errors or (customer, claim.place) not in touched:
            touched.add((customer, claim.place))
            return plan
        return Plan(claim.place, errors=(Notice(500, "version"),))

    return replace(before, plan_update=plan_update)


@fault("updates/nobody-is-not-updated")
def updates_nobody_with_success(before: Behaviour) -> Behaviour:
    """No row was touched, which is no error to the database, and so none to the API."""
    return replace(before, update=_acknowledging(before.update))


@fault("updates/nobody-is-not-updated")
def makes_the_customer_to_update(before: Behaviour) -> Behaviour:
    """Put creates what is not there, says the framework: the id of a request becomes a customer."""

    def plan_update(desk: Desk, claim: Claim, customer: int) -> Plan:
        if desk.state.customer(customer) is None:
            return Plan(claim.place, details=claim.details)
        return before.plan_update(desk, claim, customer)

    return replace(before, plan_update=plan_update)


@fault("updates/nobody-is-not-updated")
def changes_identifiers_of_nobody(before: Behaviour) -> Behaviour:
    """A change for an id that no customer has is queued, and the queue never complains."""
    return replace(before, change=_acknowledging(before.change))


@fault(_STOLEN)
def adds_without_asking(before: Behaviour) -> Behaviour:
    """The check for other holders guards registration only: a change gives an identifier a second owner."""

    def plan_change(desk: Desk, add: Claim, remove: Claim, customer: int) -> Plan:
        plan = before.plan_change(desk, add, remove, customer)
        held = _refused(plan, 8007, 8053)
        return _unchecked(add, customer, remove) if held else plan

    return replace(before, plan_change=plan_change)


@fault(_STOLEN)
def moves_an_identifier_over(before: Behaviour) -> Behaviour:
    """An identifier that somebody else holds is moved: whoever asks last has it."""

    def plan_change(desk: Desk, add: Claim, remove: Claim, customer: int) -> Plan:
        plan = before.plan_change(desk, add, remove, customer)
        if not _refused(plan, 8007, 8053):
            return plan
        take_away(desk, add.place, add.identifiers)
        return _unchecked(add, customer, remove)

    return replace(before, plan_change=plan_change)


@fault("updates/refused-change-changes-nothing")
def moves_an_identifier_and_refuses(before: Behaviour) -> Behaviour:
    """The former holder is cleared before the new one is checked; the refusal comes, the clearing stays."""

    def plan_change(desk: Desk, add: Claim, remove: Claim, customer: int) -> Plan:
        plan = before.plan_change(desk, add, remove, customer)
        if _refused(plan, 8007):
            take_away(desk, add.place, add.identifiers)
        return plan

    return replace(before, plan_change=plan_change)


@fault("updates/refused-change-changes-nothing")
def adds_one_and_refuses_the_other(before: Behaviour) -> Behaviour:
    """Identifiers are added one by one, each in a transaction: a refused change has done its first half."""

    def plan_change(desk: Desk, add: Claim, remove: Claim, customer: int) -> Plan:
        plan = before.plan_change(desk, add, remove, customer)
        account = desk.state.account(customer, add.place)
        if account is not None and _refused(plan, 8007):
            for identifier in remove.identifiers:
                desk.behaviour.unlink(desk, account, identifier)
            for identifier in add.identifiers:
                if not desk.behaviour.owners(desk, add.place, identifier):
                    desk.behaviour.link(desk, account, identifier)
        return plan

    return replace(before, plan_change=plan_change)


@fault("reads/extended-fields-are-their-own")
def extends_the_newest_customer(before: Behaviour) -> Behaviour:
    """Extended fields go out in a second statement, to the id that was drawn last."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        kept = account.customer.extended
        before.write(desk, account, plan)
        newest = desk.state.customer(desk.state.next_id - 1)
        if plan.overwrite and plan.details.extended and newest is not None and newest is not account.customer:
            newest.extended, account.customer.extended = account.customer.extended, kept

    return replace(before, write=write)


@fault(_ADDED)
def answers_an_addition_and_forgets_it(before: Behaviour) -> Behaviour:
    """The addition goes to a queue that nobody reads."""
    return _rechanged(before, lambda desk, plan: replace(plan, add=()))


@fault(_ADDED)
def adds_everywhere_but_here(before: Behaviour) -> Behaviour:
    """The change is written to the customer's first source account, whichever was named."""

    def change(desk: Desk, plan: Plan) -> Plan:
        found = desk.state.customer(plan.customer)
        return plan if found is None else replace(plan, place=found.accounts[0].place)

    return _rechanged(before, change)


@fault(_REMOVED)
def never_removes(before: Behaviour) -> Behaviour:
    """The list of removals is read under its former name."""
    return _rechanged(before, lambda desk, plan: replace(plan, remove=()))


@fault("updates/added-identifier-is-held", breaks="change-identifier-removes")
def removes_the_whole_type(before: Behaviour) -> Behaviour:
    """The removal is by type, and its value is not compared."""

    def plan_change(desk: Desk, add: Claim, remove: Claim, customer: int) -> Plan:
        plan = before.plan_change(desk, add, remove, customer)
        account = None if plan.errors else desk.state.account(plan.customer, plan.place)
        types = {identifier.type for identifier in remove.identifiers}
        return replace(
            plan, remove=tuple(held for held in (account.identifiers if account else ()) if held.type in types)
        )

    return replace(before, plan_change=plan_change)


@fault("updates/removed-identifier-is-free")
def never_frees_what_was_removed(before: Behaviour) -> Behaviour:
    """A removed identifier leaves the customer and stays in the index of uniqueness."""
    gone: dict[tuple[Place, Key], int] = {}

    def unlink(desk: Desk, account: SourceAccount, identifier: Key) -> None:
        before.unlink(desk, account, identifier)
        gone[account.place, identifier] = account.customer.id

    def owners(desk: Desk, place: Place, identifier: Key) -> Sequence[int]:
        return before.owners(desk, place, identifier) or tuple(
            customer for (_, held), customer in gone.items() if held == identifier
        )

    return replace(before, unlink=unlink, owners=owners)


@fault("updates/other-sources-stay")
def removes_it_from_every_source(before: Behaviour) -> Behaviour:
    """A removal is by customer: the identifier is gone from all source accounts."""

    def change(desk: Desk, plan: Plan) -> Plan:
        found = desk.state.customer(plan.customer)
        for account in found.accounts if found else ():
            for identifier in plan.remove:
                if identifier in account.identifiers:
                    desk.behaviour.unlink(desk, account, identifier)
        return replace(plan, remove=())

    return _rechanged(before, change)


@fault("updates/added-identifier-is-held")
def reads_additions_by_position(before: Behaviour) -> Behaviour:
    """Of each list of a change only the last entry is kept: a map by nothing."""

    def changes(desk: Desk, place: Place, sent: Sequence[Mapping[str, Any]]) -> Claim:
        return before.changes(desk, place, sent[-1:])

    return replace(before, changes=changes)
