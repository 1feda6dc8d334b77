"""Batches of v1.1: empty ones, good items beside failing ones, the same item twice."""

from __future__ import annotations

from contracts.engine.verdict import Breach
from contracts.evidence.envelope import Kind, truth
from contracts.evidence.intent import REGISTER
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, rule
from contracts.rules.grounds import is_authentic, loses_no_good_item, repeated_item, status_of_request


@rule("batch/empty-batch-fails", source="empty-batch-fails", grade="a", on=(REGISTER,), whole=True)
def empty_batch_fails(seen: Seen) -> Judgement:
    """A v1.1 batch without items MUST be refused."""
    if seen.intent.malformed or seen.intent.items or not seen.outcome.is_decided or not is_authentic(seen):
        return
    succeeded = seen.outcome.kind is Kind.SUCCESS and truth((status_of_request(seen) or {}).get("success")) is not False
    yield Breach("status.success", "false", "true") if succeeded else None


@rule("batch/good-items-are-not-lost", source="items-are-independent", grade="b", on=(REGISTER,), whole=True)
def good_items_are_not_lost(seen: Seen) -> Judgement:
    """In a v1.1 batch, an item of somebody unknown MUST succeed although others fail."""
    yield from loses_no_good_item(seen)


@rule(
    "batch/repeated-item-is-one-customer", source="repeated-item-is-one-customer", grade="a", on=(REGISTER,), whole=True
)
def repeated_item_is_one_customer(seen: Seen) -> Judgement:
    """The same item twice in one v1.1 batch MUST NOT make two customers."""
    yield from repeated_item(seen, "user_id")
