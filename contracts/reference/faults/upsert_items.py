"""Faults of the upsert as a bulk: items that touch each other, sources that fall back, labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.engine.exchange import Answer, Request, Response, Rest
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.batch import Snapshot, telling, transaction
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.values import Call, Claim, Decision, Plan

FAMILY = "upsert"
PATH = "/v2/integrations/customer/upsert/bulk"
_CONTAINED = "upsert/failing-item-keeps-nobody-back"
_SOURCE = {"breaks": "upsert-unknown-source", "first": "invalid-source/unknown-source-never-registers"}


def in_place(before: Behaviour, fallback: str) -> Behaviour:
    """The behaviour that takes an unknown source of an upsert for that one."""

    def place(desk: Desk, source: str, account: str) -> Place | Notice:
        return before.place(desk, source if desk.organisation.lists(source) else fallback, account)

    def upsert_items(desk: Desk, call: Call) -> Sequence[Decision]:
        return before.upsert_items(desk.behaving(place=place), call)

    return replace(before, upsert_items=upsert_items)


@fault(_CONTAINED)
def rolls_upserts_back(before: Behaviour) -> Behaviour:
    """The bulk became one transaction: an item with errors undoes the others, and they say so."""
    return replace(before, upsert_items=telling(transaction(before.upsert_items), lambda call: call.body))


@fault("upsert/failing-item-keeps-nobody-back")
def rolls_upserts_back_in_silence(before: Behaviour) -> Behaviour:
    """The transaction of the bulk fails at its end, when every entry has been written as a success."""
    return replace(before, upsert_items=transaction(before.upsert_items))


@fault(_CONTAINED)
def gives_up_after_an_error(before: Behaviour) -> Behaviour:
    """An item with errors ends the loop; the entries after it carry its error."""

    def upsert_items(desk: Desk, call: Call) -> Sequence[Decision]:
        decisions: list[Decision] = []
        for item in call.body:
            failed = next((decision for decision in decisions if decision.errors), None)
            decisions += (
                [Decision(errors=failed.errors)] if failed else before.upsert_items(desk, replace(call, body=[item]))
            )
        return decisions

    return replace(before, upsert_items=upsert_items)


@fault("upsert/repeated-item-is-one-customer")
def checks_an_upsert_before_it_begins(before: Behaviour) -> Behaviour:
    """One query finds the customers of all items beforehand: somebody new who is there twice is created twice."""
    snapshot = Snapshot(before)
    return replace(snapshot.behaviour, upsert_items=snapshot.during(before.upsert_items))


@fault("upsert/found-is-updated-in-place", breaks="upsert-envelope")
def blames_the_next_item(before: Behaviour) -> Behaviour:
    """Errors are keyed by a row number that begins at one: the item after the failed one shows them."""

    def upsert_items(desk: Desk, call: Call) -> Sequence[Decision]:
        decisions = list(before.upsert_items(desk, call))
        failed = [at for at, decision in enumerate(decisions[:-1]) if decision.customer is None]
        for at in failed:
            decisions[at : at + 2] = decisions[at + 1], decisions[at]
        return decisions

    return replace(before, upsert_items=upsert_items)


@fault("upsert/found-is-updated-in-place", breaks="upsert-envelope")
def repeats_the_first_entry(before: Behaviour) -> Behaviour:
    """The closure that maps an item to its entry holds on to the first item."""

    def upsert_items(desk: Desk, call: Call) -> Sequence[Decision]:
        decisions = before.upsert_items(desk, call)
        return [replace(decisions[0]) if decision.customer is not None else decision for decision in decisions]

    return replace(before, upsert_items=upsert_items)


@fault(**_SOURCE)
def takes_an_unknown_source_for_instore(before: Behaviour) -> Behaviour:
    """The switch over sources has a default."""
    return in_place(before, "INSTORE")


@fault("invalid-source/unknown-source-never-registers", breaks="upsert-unknown-source")
def takes_an_unknown_source_for_the_last(before: Behaviour) -> Behaviour:
    """The source of an item is set on the connection; where that fails, the one before stays."""
    last = "INSTORE"

    def place(desk: Desk, source: str, account: str) -> Place | Notice:
        nonlocal last
        found = before.place(desk, source, account)
        last = source if isinstance(found, Place) else last
        return before.place(desk, last, account) if found == Notice(3217) else found

    def upsert_items(desk: Desk, call: Call) -> Sequence[Decision]:
        return before.upsert_items(desk.behaving(place=place), call)

    return replace(before, upsert_items=upsert_items)


@fault("invalid-source/refused-source-stores-nothing", breaks="upsert-unknown-source")
def refuses_a_source_and_stores(before: Behaviour) -> Behaviour:
    """The customer is made first and its source account second: the error comes too late, and INSTORE has somebody."""
    lenient = in_place(before, "INSTORE")

    def upsert_items(desk: Desk, call: Call) -> Sequence[Decision]:
        decisions = lenient.upsert_items(desk, call)
        sources = [(item.get("profiles") or [{}])[0].get("source") or "INSTORE" for item in call.body]
        pairs = zip(decisions, sources, strict=True)
        return [each if desk.organisation.lists(source) else Decision(errors=(Notice(3217),)) for each, source in pairs]

    return replace(before, upsert_items=upsert_items)


@fault("upsert/other-sources-stay")
def ignores_accounts_of_upserts(before: Behaviour) -> Behaviour:
    """The bulk job has the accounts of a source in a list, and takes the first."""

    def place(desk: Desk, source: str, account: str) -> Place | Notice:
        found = before.place(desk, source, account)
        listed = desk.organisation.accounts(source)
        return Place(source, listed[0]) if listed and isinstance(found, Place) else found

    def upsert_items(desk: Desk, call: Call) -> Sequence[Decision]:
        return before.upsert_items(desk.behaving(place=place), call)

    return replace(before, upsert_items=upsert_items)


@fault("upsert/invalid-status-label-is-3017")
def takes_any_label(before: Behaviour) -> Behaviour:
    """The check of labels moved to the console, so that bulk jobs go without."""

    def upsert_items(desk: Desk, call: Call) -> Sequence[Decision]:
        return before.upsert_items(desk.behaving(knows_label=lambda desk, label: True), call)

    return replace(before, upsert_items=upsert_items)


@fault("upsert/invalid-status-label-is-3017")
def takes_any_label_of_a_known_customer(before: Behaviour) -> Behaviour:
    """Labels are checked where customers are made; the path that updates one was split off, and checks none."""

    def plan_upsert(desk: Desk, claim: Claim, keep: bool) -> Plan:
        plan = before.plan_upsert(desk, claim, keep)
        return replace(plan, late_errors=()) if plan.overwrite else plan

    return replace(before, plan_upsert=plan_upsert)


@fault("envelope/upsert-result-is-the-customer")
def shows_the_result_of_the_item_before(before: Behaviour) -> Behaviour:
    """The result is read back while the search index still answers with the customer written before."""
    shown: Mapping[str, Any] | None = None

    def upsert_items(desk: Desk, call: Call) -> Sequence[Decision]:
        nonlocal shown
        decisions = []
        for decision in before.upsert_items(desk, call):
            former, shown = shown, decision.view or shown
            decisions.append(replace(decision, view=former) if decision.view and former else decision)
        return decisions

    return replace(before, upsert_items=upsert_items)


@fault("robustness/no-server-error", breaks="upsert-empty-array")
def breaks_on_an_empty_array(before: Behaviour) -> Behaviour:
    """The job reads the source of the first item before it looks whether there is one."""

    def handle(desk: Desk, request: Request) -> Answer | Rest:
        if request.path == PATH and request.json == []:
            return Answer(
                Response(500, (("Content-Type", "application/json"),), b'{"message": "index 0 out of range"}')
            )
        return before.handle(desk, request)

    return replace(before, handle=handle)


@fault("upsert/found-is-updated-in-place", breaks="add-and-upsert-know-the-same-customers")
def forgets_who_was_added(before: Behaviour) -> Behaviour:
    """The bulk job keeps an index of its own, in which nobody is whom another API registered."""
    own: set[int] = set()

    def upsert_items(desk: Desk, call: Call) -> Sequence[Decision]:
        def holders(desk: Desk, claim: Any) -> Sequence[int]:
            return tuple(customer for customer in before.holders(desk, claim) if customer in own)

        def owners(desk: Desk, place: Place, identifier: Any) -> Sequence[int]:
            return tuple(customer for customer in before.owners(desk, place, identifier) if customer in own)

        blind = desk.behaving(holders=holders, owners=owners)
        decisions = before.upsert_items(blind, call)
        own.update(decision.customer for decision in decisions if decision.customer is not None)
        return decisions

    return replace(before, upsert_items=upsert_items)
