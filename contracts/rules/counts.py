"""Batches: one answer for each item, and counts that are true."""

from __future__ import annotations

from typing import Any

from contracts.engine.verdict import Breach
from contracts.evidence.envelope import Kind, as_code, truth
from contracts.evidence.intent import REGISTER, UPSERT
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, rule
from contracts.rules.grounds import is_answered_batch, status_of_request


@rule("counts/one-answer-for-each-item", source="items-in-order", grade="a", on=(REGISTER, UPSERT), whole=True)
def one_answer_for_each_item(seen: Seen) -> Judgement:
    """A batch MUST be answered with one entry for each item."""
    if not is_answered_batch(seen):
        return
    items, results = len(seen.intent.items), len(seen.outcome.results)
    if not results and (seen.outcome.kind is Kind.FAILURE or not _is_list(seen)):
        return
    yield None if items == results else Breach("entries", items, results)


@rule("counts/items-in-order-v11", source="items-in-order", grade="a", on=(REGISTER,), whole=True)
def items_in_order_v11(seen: Seen) -> Judgement:
    """The entries of a v1.1 answer MUST stand in the order of the items."""
    if not is_answered_batch(seen) or len(seen.intent.items) != len(seen.outcome.results):
        return
    asked = [{i.value.casefold() for i in item.identifiers} for item in seen.intent.items]
    results = seen.outcome.results
    for own, result in zip(asked, results, strict=True):
        echo = _echoed(result.body)
        if own and echo:
            others = zip(asked, results, strict=True)  # of the same customer an item may show what another one named
            told_of = (other for other, answer in others if answer.id is None or answer.id != result.id)
            foreign = not own & echo and any(other & echo for other in told_of)
            yield Breach("customer[]", "the order of the items", "another item's answer") if foreign else None


@rule("counts/counts-are-true-v11", source="counts-are-true-v11", grade="a", on=(REGISTER,), whole=True)
def counts_are_true_v11(seen: Seen) -> Judgement:
    """`total` MUST be the number of items and `success_count` the number of those that succeeded."""
    status = _status_of_batch(seen)
    if status is None:
        return
    results = seen.outcome.results
    if not results:
        return  # refused as a whole, before anything was counted
    total = as_code(status.get("total"))
    yield None if total == len(seen.intent.items) else Breach("status.total", len(seen.intent.items), total)
    if len(results) == len(seen.intent.items) and all(result.ok is not None for result in results):
        succeeded = sum(1 for result in results if result.ok)
        told = as_code(status.get("success_count"))
        yield None if told == succeeded else Breach("status.success_count", succeeded, told)


@rule("counts/all-succeeded-is-200", source="all-succeeded-is-200", grade="a", on=(REGISTER,), whole=True)
def all_succeeded_is_200(seen: Seen) -> Judgement:
    """A v1.1 batch of which every item succeeded MUST have the code 200 and success "true"."""
    status = _status_of_batch(seen)
    if status is None or not all(r.ok for r in seen.outcome.results):
        return
    if seen.outcome.results:
        told = (as_code(status.get("code")), truth(status.get("success")))
        yield None if told == (200, True) else Breach("status.code, status.success", (200, True), told)


@rule("counts/all-failed-is-500", source="all-failed-is-500", grade="a", on=(REGISTER,), whole=True)
def all_failed_is_500(seen: Seen) -> Judgement:
    """A v1.1 batch of which every item failed MUST have the code 500, success "false" and success_count "0"."""
    status = _status_of_batch(seen)
    if status is None:
        return
    results = seen.outcome.results
    if results and not any(r.ok is not False for r in results):
        told = (as_code(status.get("code")), truth(status.get("success")), as_code(status.get("success_count")))
        yield None if told == (500, False, 0) else Breach("status", (500, False, 0), told)


@rule("counts/partial-batch-is-201-or-200", source="partial-batch-code", grade="b", on=(REGISTER,), whole=True)
def partial_batch_is_201_or_200(seen: Seen) -> Judgement:
    """A v1.1 batch of which some items failed MUST have the code 201 or 200."""
    status = _status_of_batch(seen)
    if status is None:
        return
    oks = {result.ok for result in seen.outcome.results}
    if oks == {True, False}:
        code = as_code(status.get("code"))
        yield None if code in (200, 201) else Breach("status.code", (201, 200), code)


@rule("counts/counts-are-true-upsert", source="upsert-counts", grade="a", on=(UPSERT,), whole=True)
def counts_are_true_upsert(seen: Seen) -> Judgement:
    """`totalCount` MUST be the number of items and `failureCount` the number of those with errors."""
    body = seen.outcome.body
    if seen.outcome.kind is not Kind.SUCCESS or seen.intent.malformed:
        return
    total = as_code(body.get("totalCount"))
    if total is not None:
        yield None if total == len(seen.intent.items) else Breach("totalCount", len(seen.intent.items), total)
    failed = sum(1 for entry in body["response"] if isinstance(entry, dict) and entry.get("errors"))
    told = as_code(body.get("failureCount"))
    if told is not None:
        yield None if told == failed else Breach("failureCount", failed, told)


def _is_list(seen: Seen) -> bool:
    """Whether the entries of an answer stand in an array; that they must has a rule of its own."""
    body = seen.outcome.body.get("response")
    customers = body.get("customers") if isinstance(body, dict) else {"customer": body}
    return isinstance(customers, dict) and isinstance(customers.get("customer"), list)


def _status_of_batch(seen: Seen) -> dict[str, Any] | None:
    return status_of_request(seen) if is_answered_batch(seen) else None


def _echoed(entry: Any) -> set[str]:
    if not isinstance(entry, dict):
        return set()
    members = ("mobile", "email", "external_id")
    return {v.casefold() for m in members if isinstance(v := entry.get(m), str) and v}
