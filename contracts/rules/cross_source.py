"""One customer in several source accounts."""

from __future__ import annotations

from contracts.engine.verdict import Breach
from contracts.evidence.classification import Case
from contracts.evidence.envelope import MERGED
from contracts.evidence.intent import ADD
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, rule
from contracts.rules.aftermath import is_demanded_otherwise, may_tell_another_reason
from contracts.rules.invalid_source import SOURCE_CODES

CONFLICTING = 8052


@rule(
    "cross-source/known-elsewhere-joins-the-customer", source="known-elsewhere-joins-the-customer", grade="a", on=(ADD,)
)
def known_elsewhere_joins_the_customer(seen: Seen) -> Judgement:
    """An add whose identifier one customer holds in another source MUST succeed with that customer's id."""
    if _joins(seen) and not _same_source(seen):
        yield _joined(seen)


@rule(
    "cross-source/another-account-is-another-source-account",
    source="account-separates-multi-account-sources",
    grade="a",
    on=(ADD,),
)
def another_account_is_another_source_account(seen: Seen) -> Judgement:
    """An add whose identifier is held in another account of its source MUST succeed with the holder's id."""
    if _joins(seen) and _same_source(seen):
        yield _joined(seen)


@rule(
    "cross-source/owner-with-a-profile-here-is-refused",
    source="owner-already-here-is-refused",
    grade="c",
    on=(ADD,),
    reading="owner-already-here",
)
def owner_with_a_profile_here_is_refused(seen: Seen) -> Judgement:
    """An add for somebody with a profile in this source account under other identifiers MUST answer 8006 or 8066."""
    if not seen.is_decided or seen.situation.case is not Case.OWNER_HERE:
        return
    if seen.codes & {8006, 8066} or not may_tell_another_reason(seen):
        yield None if seen.codes & {8006, 8066} else Breach("errors[].code", (8006, 8066), seen.told)


@rule("cross-source/several-owners-are-told", source="several-owners-answer", grade="b", on=(ADD,))
def several_owners_are_told(seen: Seen) -> Judgement:
    """An add whose identifiers two customers hold elsewhere MUST fail, or succeed with 8052 or (merged) 8051."""
    if not seen.is_decided or seen.situation.case is not Case.SEVERAL_OWNERS:
        return
    told = not seen.ok or {MERGED, CONFLICTING} & set(seen.result.warnings)
    yield None if told else Breach("warnings[].code", (MERGED, CONFLICTING), seen.result.warnings)


@rule("cross-source/nobody-new-is-combined", source="combining-is-a-success", grade="b", on=(ADD,))
def nobody_new_is_combined(seen: Seen) -> Judgement:
    """An add of somebody whom no source knows MUST NOT say that customers were combined or merged."""
    if not seen.is_fresh or not seen.ok:
        return
    told = {8050, MERGED} & set(seen.result.warnings)
    yield Breach("warnings[].code", "no 8050, no 8051", tuple(told)) if told else None


def _joins(seen: Seen) -> bool:
    if seen.codes & SOURCE_CODES:
        return False  # the rules of sources say it more precisely
    if is_demanded_otherwise(seen):
        return False
    return seen.is_decided and seen.situation.case is Case.ELSEWHERE and seen.situation.plain


def _joined(seen: Seen) -> Breach | None:
    same = seen.customer == seen.situation.owner
    return None if same else Breach("createdId", seen.situation.owner, seen.told)


def _same_source(seen: Seen) -> bool:
    place = seen.situation.place
    held = seen.knowledge.places_of(seen.situation.held[0])
    return place is not None and any(
        where.source == place.source and isinstance(who, int) for where, who in held.items()
    )
