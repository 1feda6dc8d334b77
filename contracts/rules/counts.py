"""Batches: one answer for each item, and counts that are true."""

from __future__ import annotations

from typing import Any

from contracts.engine.verdict import Breach
from contracts.evidence.classification import Case
from contracts.evidence.envelope import Kind, as_code, truth
from contracts.evidence.intent import REGISTER, UPSERT
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, rule
from contracts.rules.aftermath import is_demanded_otherwise
from contracts.rules.identifiers import has_undefined_field


@rule("counts/one-answer-for-each-item", source="items-in-order", grade="a", on=(REGISTER, UPSERT), whole=True)
def one_answer_for_each_item(seen: Seen) -> Judgement:
    """A batch MUST be answered with one entry for each item."""
    if not _is_answered_batch(seen):
        return
    items, results = len(seen.intent.items), len(seen.outcome.results)
    if not results and (seen.outcome.kind is Kind.FAILURE or not _is_list(seen)):
        return
    yield None if items == results else Breach("entries", items, results)


@rule("counts/items-in-order-v11", source="items-in-order", grade="a", on=(REGISTER,), whole=True)
def items_in_order_v11(seen: Seen) -> Judgement:
    """The entries of a v1.1 answer MUST stand in the order of the items."""
    if not _is_answered_batch(seen) or len(seen.intent.items) != len(seen.outcome.results):
        return
    asked = [{i.value.casefold() for i in item.identifiers} for item in seen.intent.items]
    told = [_echoed(result.body) for result in seen.outcome.results]
    for own, echo in zip(asked, told, strict=True):
        if own and echo:
            foreign = not own & echo and any(other & echo for other in asked)
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


@rule("batch/empty-batch-fails", source="empty-batch-fails", grade="a", on=(REGISTER,), whole=True)
def empty_batch_fails(seen: Seen) -> Judgement:
    """A v1.1 batch without items MUST be refused."""
    if seen.intent.malformed or seen.intent.items or not seen.outcome.is_decided or not _is_authentic(seen):
        return
    succeeded = seen.outcome.kind is Kind.SUCCESS and truth((_status(seen) or {}).get("success")) is not False
    yield Breach("status.success", "false", "true") if succeeded else None


@rule("batch/good-items-are-not-lost", source="items-are-independent", grade="b", on=(REGISTER,), whole=True)
def good_items_are_not_lost(seen: Seen) -> Judgement:
    """In a v1.1 batch, an item of somebody unknown MUST succeed although others fail."""
    yield from _not_lost(seen)


@rule(
    "upsert/failing-item-keeps-nobody-back",
    source="upsert-partial-failure-is-contained",
    grade="a",
    on=(UPSERT,),
    whole=True,
)
def failing_item_keeps_nobody_back(seen: Seen) -> Judgement:
    """An upsert item with errors MUST NOT keep the other items of its request from being applied."""
    yield from _not_lost(seen)


@rule("upsert/empty-array-is-empty", source="upsert-empty-array", grade="a", on=(UPSERT,), whole=True)
def empty_array_is_empty(seen: Seen) -> Judgement:
    """An upsert without items MUST be refused, or answered by an empty list with totalCount 0."""
    body = seen.outcome.body
    if seen.intent.malformed or seen.intent.items or not seen.outcome.is_decided or not _is_authentic(seen):
        return
    empty = seen.outcome.kind is Kind.FAILURE or (body.get("totalCount") == 0 and not seen.outcome.results)
    yield None if empty else Breach("totalCount", 0, body.get("totalCount"))


def _not_lost(seen: Seen) -> Judgement:
    if not _is_answered_batch(seen) or len(seen.intent.items) < 2:
        return
    if len(seen.outcome.results) != len(seen.intent.items) or all(r.ok for r in seen.outcome.results):
        return
    for index, result in enumerate(seen.outcome.results):
        at = seen.at(index)
        complete = len(at.asked.identifiers) >= 3 and not is_demanded_otherwise(at) and not has_undefined_field(at)
        if at.situation.case is Case.FRESH and at.situation.plain and complete:
            yield None if result.ok is not False else Breach("entries", "success", f"item {index + 1} failed")


def _is_list(seen: Seen) -> bool:
    """Whether the entries of an answer stand in an array; that they must has a rule of its own."""
    body = seen.outcome.body.get("response")
    customers = body.get("customers") if isinstance(body, dict) else {"customer": body}
    return isinstance(customers, dict) and isinstance(customers.get("customer"), list)


def _is_answered_batch(seen: Seen) -> bool:
    return seen.outcome.is_decided and bool(seen.intent.items) and _is_authentic(seen)


def _is_authentic(seen: Seen) -> bool:
    return seen.exchange.request.as_who.is_authentic


def _status_of_batch(seen: Seen) -> dict[str, Any] | None:
    return _status(seen) if _is_answered_batch(seen) else None


def _status(seen: Seen) -> dict[str, Any] | None:
    body = seen.outcome.body
    response = body.get("response") if isinstance(body, dict) else None
    status = response.get("status") if isinstance(response, dict) else None
    return status if isinstance(status, dict) else None


def _echoed(entry: Any) -> set[str]:
    if not isinstance(entry, dict):
        return set()
    members = ("mobile", "email", "external_id")
    return {v.casefold() for m in members if isinstance(v := entry.get(m), str) and v}
