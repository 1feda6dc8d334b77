"""Requests at the same moment: one winner, nothing mixed up, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.documents.codes import Code
from contracts.engine.verdict import Breach
from contracts.evidence.attribution import Episode
from contracts.evidence.intent import ADD, REGISTER, UPSERT
from contracts.evidence.overlapping import is_single, shares
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, aftermath, rule
from contracts.rules.grounds import may_tell_another_reason
from contracts.rules.shown import SHOW_HOLDERS, SHOW_PROFILES, shown_details, shown_holder

REFUSALS = (Code.HELD, Code.BUSY)
"""Of adds that lose a race: duplicate, or several actions for one customer (status codes)."""


@rule("concurrency/one-winner", source="concurrent-adds-one-winner", grade="a", on=(ADD,), together=True)
def one_winner(seen: Seen) -> Judgement:
    """Of simultaneous adds with one identifier in one source account at most one MUST create a customer."""
    for group in _groups(seen, ADD):
        won = [each for each in group if each.ok]
        ids = tuple(each.result.id for each in won)
        yield None if len(won) <= 1 else Breach("createdId", "at most one success", ids)
        for each in group:
            if not each.ok:
                fine = each.codes.intersection(REFUSALS) or may_tell_another_reason(each)
                yield None if fine else Breach("errors[].code", REFUSALS, each.told)


@rule("concurrency/one-customer-v11", source="concurrent-registrations-v11", grade="a", on=(REGISTER,), together=True)
def one_customer_v11(seen: Seen) -> Judgement:
    """Simultaneous v1.1 registrations of one person MUST leave one customer."""
    yield from _one_customer(seen, REGISTER, "user_id")


@rule(
    "concurrency/one-customer-of-upserts",
    source="concurrent-upserts-lose-nothing",
    grade="a",
    on=(UPSERT,),
    together=True,
)
def one_customer_of_upserts(seen: Seen) -> Judgement:
    """Simultaneous upserts of one person MUST leave one customer."""
    yield from _one_customer(seen, UPSERT, "entityId")


@rule("concurrency/no-cross-talk", source="concurrent-adds-no-cross-talk", grade="a", on=(ADD, REGISTER), together=True)
def no_cross_talk(seen: Seen) -> Judgement:
    """Simultaneous registrations of different people MUST each be answered about their own person."""
    told: dict[int, Seen] = {}
    for each in seen.together:
        if not (is_single(each, ADD) or is_single(each, REGISTER)) or each.result.id is None:
            continue
        other = told.setdefault(each.result.id, each)
        if not set(other.asked.identifiers) & set(each.asked.identifiers):
            yield Breach("id", "an id for each person", each.result.id)
        elif other is each:
            yield None


@aftermath("concurrency/no-lost-update", source="concurrent-upserts-lose-nothing", grade="a", on=SHOW_HOLDERS)
def no_lost_update(seen: Seen) -> Judgement:
    """What simultaneous requests were answered to have written MUST all be there afterwards."""
    yield from shown_holder(seen, Episode.CONCURRENT)


@aftermath("concurrency/each-stores-its-own", source="concurrent-adds-no-cross-talk", grade="a", on=SHOW_PROFILES)
def each_stores_its_own(seen: Seen) -> Judgement:
    """What simultaneous requests stored MUST be what one of them sent for that person."""
    yield from shown_details(seen, Episode.CONCURRENT)


def _one_customer(seen: Seen, operation: str, where: str) -> Judgement:
    for group in _groups(seen, operation):
        ids = {each.customer for each in group if each.customer is not None}
        yield None if len(ids) <= 1 else Breach(where, "one customer", tuple(sorted(ids)))


def _groups(seen: Seen, operation: str) -> Iterator[list[Seen]]:
    """Sets of simultaneous requests by one operation that share identifiers in one source account."""
    left = [each for each in seen.together if is_single(each, operation)]
    while left:
        first = left.pop(0)
        group = [first, *(each for each in left if shares(first, each))]
        left = [each for each in left if each not in group]
        if len(group) > 1:
            yield group
