"""Faults of v1.1 batches: order, independence, completeness."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from contracts.engine.exchange import Answer, Request, Response, Rest
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.envelope_v11 import with_items
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.render import v11_envelope
from contracts.reference.state import State
from contracts.reference.values import Call, Decision

PAGE = 2
_ORDER = "counts/items-in-order-v11"
_ENTRIES = "counts/one-answer-for-each-item"
_ALONE = "batch/good-items-are-not-lost"
ABORTED = Notice(500, "aborted")

Items = Callable[[Desk, Call], Sequence[Decision]]


def items_of(call: Call) -> list[Any]:
    """The items of a v1.1 batch."""
    return list(call.body["root"]["customer"])


def transaction(items: Items) -> Items:
    """The same work on a batch, undone as a whole where an item fails; a sequence of ids never goes back."""

    def work(desk: Desk, call: Call) -> Sequence[Decision]:
        former = copy.deepcopy(vars(desk.state))
        decisions = items(desk, call)
        if any(decision.errors for decision in decisions):
            vars(desk.state).update(former, next_id=desk.state.next_id)
        return decisions

    return work


def telling(items: Items, items_of: Callable[[Call], Sequence[Any]]) -> Items:
    """The same transaction, whose good items say that they were undone."""

    def work(desk: Desk, call: Call) -> Sequence[Decision]:
        decisions = items(desk, call)
        if not any(decision.errors for decision in decisions):
            return decisions
        pairs = zip(decisions, items_of(call), strict=True)
        return [each if each.errors else Decision(errors=(ABORTED,), echo=item) for each, item in pairs]

    return work


def with_only(call: Call, items: Sequence[Any]) -> Call:
    """The v1.1 batch of those items."""
    return replace(call, body={**call.body, "root": {**call.body["root"], "customer": list(items)}})


@fault(_ORDER)
def answers_backwards(before: Behaviour) -> Behaviour:
    """Answers are pushed on a stack and popped."""
    return replace(before, add_items=lambda desk, call: tuple(reversed(before.add_items(desk, call))))


@fault(_ORDER)
def answers_failures_last(before: Behaviour) -> Behaviour:
    """Answers are successes followed by failures, two lists joined."""

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        return sorted(before.add_items(desk, call), key=lambda decision: bool(decision.errors))

    return replace(before, add_items=add_items)


@fault(_ORDER)
def answers_by_id(before: Behaviour) -> Behaviour:
    """Items are read back from the database, in the order of their ids."""

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        return sorted(before.add_items(desk, call), key=lambda decision: decision.customer or 0)

    return replace(before, add_items=add_items)


@fault(_ENTRIES)
def stops_at_the_first_failure(before: Behaviour) -> Behaviour:
    """The loop over the items returns where it should continue: what follows a failed item is not even answered."""

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        decisions: list[Decision] = []
        for item in items_of(call):
            decisions += before.add_items(desk, with_only(call, [item]))
            if decisions[-1].errors:
                break
        return decisions

    return replace(before, add_items=add_items)


@fault(_ALONE)
def fails_all_after_a_failure(before: Behaviour) -> Behaviour:
    """The first failure poisons the transaction, and every later item of the batch fails on it."""

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        decisions: list[Decision] = []
        for item in items_of(call):
            poisoned = any(decision.errors for decision in decisions)
            done = () if poisoned else before.add_items(desk, with_only(call, [item]))
            decisions += done or [Decision(errors=(ABORTED,), echo=item)]
        return decisions

    return replace(before, add_items=add_items)


@fault(_ALONE)
def rolls_a_batch_back(before: Behaviour) -> Behaviour:
    """The whole batch became one transaction: one failed item undoes the others, and they say so."""
    return replace(before, add_items=telling(transaction(before.add_items), items_of))


@fault("identifiers/known-customer-keeps-its-id-v11", breaks="items-are-independent")
def rolls_a_batch_back_in_silence(before: Behaviour) -> Behaviour:
    """One transaction for the batch, and answers that were written before it failed: successes that are not stored."""
    return replace(before, add_items=transaction(before.add_items))


@fault(_ENTRIES)
def takes_two_items_at_most(before: Behaviour) -> Behaviour:
    """The batch is read by pages, and the second page is never fetched."""
    return replace(before, add_items=lambda desk, call: before.add_items(desk, with_only(call, items_of(call)[:PAGE])))


@fault(_ENTRIES)
def skips_empty_items(before: Behaviour) -> Behaviour:
    """Items without an identifier are filtered out before the loop, and so out of the answer."""

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        kept = [item for item in items_of(call) if any(item.get(m) for m in ("mobile", "email", "external_id"))]
        return before.add_items(desk, with_only(call, kept)) if kept else before.add_items(desk, call)

    return replace(before, add_items=add_items)


@fault(_ENTRIES)
def answers_a_customer_once(before: Behaviour) -> Behaviour:
    """Answers are collected by customer id: the same customer twice in a batch has one answer."""

    def add_items(desk: Desk, call: Call) -> Sequence[Decision]:
        decisions = before.add_items(desk, call)
        return list({decision.customer or -at: decision for at, decision in enumerate(decisions, 1)}.values())

    return replace(before, add_items=add_items)


@fault("counts/counts-are-true-v11", breaks="at-least-one-identifier-v11")
def shares_the_status_of_the_last_item(before: Behaviour) -> Behaviour:
    """All items point to one status object, which shows what came of the last of them."""

    def items(told: list[dict[str, Any]]) -> Any:
        return [{**item, "item_status": told[-1]["item_status"]} for item in told]

    return with_items(before, items)


@fault("batch/repeated-item-is-one-customer")
def checks_a_batch_before_it_begins(before: Behaviour) -> Behaviour:
    """All items are checked against what was stored before: the same person twice in a batch is two customers."""
    snapshot = Snapshot(before)
    return replace(snapshot.behaviour, add_items=snapshot.during(before.add_items))


class Snapshot:
    """Finds holders as they were when a batch began, while it is under way."""

    def __init__(self, before: Behaviour) -> None:
        self._frozen: State | None = None
        self.behaviour = replace(
            before,
            holder=lambda desk, place, identifier: before.holder(self._then(desk), place, identifier),
            owners=lambda desk, place, identifier: before.owners(self._then(desk), place, identifier),
        )

    def during(self, items: Items) -> Items:
        """The same work on a batch, with the state of its beginning to find holders in."""

        def work(desk: Desk, call: Call) -> Sequence[Decision]:
            self._frozen = copy.deepcopy(desk.state)
            decisions = items(desk, call)
            self._frozen = None
            return decisions

        return work

    def _then(self, desk: Desk) -> Desk:
        return replace(desk, state=self._frozen or desk.state)


@fault("batch/empty-batch-fails")
def takes_an_empty_batch_for_done(before: Behaviour) -> Behaviour:
    """All of no items succeeded, so the request did."""

    def handle(desk: Desk, request: Request) -> Answer | Rest:
        answer = before.handle(desk, request)
        body = request.json
        if not request.path.startswith("/v1.1/") or body != {"root": {"customer": []}}:
            return answer
        done = json.dumps(v11_envelope(desk, 200, "Success", 0, 0, ())).encode()
        return Answer(Response(200, (("Content-Type", "application/json"),), done))

    return replace(before, handle=handle)
