"""One customer in several source accounts."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.documents.codes import SOURCE_CODES, Code
from contracts.engine.verdict import Breach
from contracts.evidence.attribution import Episode
from contracts.evidence.classification import Category
from contracts.evidence.envelope import Kind, as_code
from contracts.evidence.facts import Hold
from contracts.evidence.intent import ADD, PRIMARY_TYPES
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, aftermath, rule, shape
from contracts.rules.grounds import V2_WRITES, is_demanded_otherwise, may_tell_another_reason
from contracts.rules.shown import SHOW_HOLDERS, SHOW_PROFILES, profiles, shown_details, shown_holder, shown_identifiers


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
    if not seen.is_decided or seen.situation.category is not Category.OWNER_HERE:
        return
    told = seen.codes & {Code.HELD, Code.CANNOT_COMBINE}
    if told or not may_tell_another_reason(seen):
        yield None if told else Breach("errors[].code", (Code.HELD, Code.CANNOT_COMBINE), seen.told)


@rule("cross-source/several-owners-are-told", source="several-owners-answer", grade="b", on=(ADD,))
def several_owners_are_told(seen: Seen) -> Judgement:
    """An add whose identifiers two customers hold elsewhere MUST fail, or succeed with 8052 or (merged) 8051."""
    if not seen.is_decided or seen.situation.category is not Category.SEVERAL_OWNERS:
        return
    told = not seen.ok or {Code.MERGED, Code.CONFLICTING} & set(seen.result.warnings)
    yield None if told else Breach("warnings[].code", (Code.MERGED, Code.CONFLICTING), seen.result.warnings)


@rule("cross-source/nobody-new-is-combined", source="combining-is-a-success", grade="b", on=(ADD,))
def nobody_new_is_combined(seen: Seen) -> Judgement:
    """An add of somebody whom no source knows MUST NOT say that customers were combined or merged."""
    if not seen.is_fresh or not seen.ok:
        return
    told = {Code.COMBINED, Code.MERGED} & set(seen.result.warnings)
    yield Breach("warnings[].code", "no 8050, no 8051", tuple(told)) if told else None


@aftermath(
    "cross-source/several-owners-lose-nothing", source="several-owners-steal-nothing", grade="a", on=SHOW_HOLDERS
)
def several_owners_lose_nothing(seen: Seen) -> Judgement:
    """Where identifiers of several customers met without a merge, each MUST keep its own."""
    yield from shown_holder(seen, Episode.SEVERAL)


@aftermath("cross-source/merge-leaves-one-customer", source="merge-leaves-one-customer", grade="b", on=SHOW_HOLDERS)
def merge_leaves_one_customer(seen: Seen) -> Judgement:
    """After a merge every identifier of both customers MUST lead to the survivor."""
    yield from shown_holder(seen, Episode.MERGED)


@aftermath(
    "cross-source/joined-customer-is-found", source="known-elsewhere-joins-the-customer", grade="a", on=SHOW_HOLDERS
)
def joined_customer_is_found(seen: Seen) -> Judgement:
    """A customer who joined another source MUST be found there and where it was before."""
    yield from shown_holder(seen, Episode.JOINED)


@aftermath("cross-source/details-kept-per-source", source="details-kept-per-source", grade="a", on=SHOW_PROFILES)
def details_kept_per_source(seen: Seen) -> Judgement:
    """The details of each source account MUST be kept apart."""
    yield from shown_details(seen, Episode.JOINED)


@aftermath("cross-source/identifiers-kept-per-source", source="details-kept-per-source", grade="a", on=SHOW_PROFILES)
def identifiers_kept_per_source(seen: Seen) -> Judgement:
    """A profile MUST NOT show an identifier that its customer holds in another source account only."""
    for place, shown in profiles(seen):
        for identifier in shown_identifiers(shown):
            holder = seen.knowledge.holder(place, identifier)
            if holder is Hold.UNSURE or identifier.type not in PRIMARY_TYPES:
                continue
            if seen.knowledge.contested(identifier) == Episode.CHANGE_REMOVED:
                continue  # the rule of the change says it more precisely
            owners, sure = seen.knowledge.elsewhere(place, identifier)
            foreign = holder is Hold.NOBODY and sure and seen.customer in owners
            told = f"the {identifier.type}"
            yield Breach("profiles[].identifiers", "those of this source account", told) if foreign else None


@shape("cross-source/combining-is-a-success", source="combining-is-a-success", grade="b", on=V2_WRITES, whole=True)
def combining_is_a_success(seen: Seen) -> Judgement:
    """An answer with code 8050 MUST be a success with a createdId."""
    body = seen.exchange.response.json if seen.exchange.response else None
    if isinstance(body, dict) and Code.COMBINED in {*_codes(body.get("warnings")), *_codes(body.get("errors"))}:
        yield None if seen.outcome.kind is Kind.SUCCESS else Breach("createdId", "a customer id", body.get("createdId"))


def _joins(seen: Seen) -> bool:
    if seen.codes & SOURCE_CODES:
        return False  # the rules of sources say it more precisely
    if is_demanded_otherwise(seen):
        return False
    return seen.is_decided and seen.situation.category is Category.ELSEWHERE and seen.situation.plain


def _joined(seen: Seen) -> Breach | None:
    same = seen.customer == seen.situation.owner
    return None if same else Breach("createdId", seen.situation.owner, seen.told)


def _same_source(seen: Seen) -> bool:
    place = seen.situation.place
    held = seen.knowledge.places_of(seen.situation.held[0])
    return place is not None and any(
        where.source == place.source and isinstance(who, int) for where, who in held.items()
    )


def _codes(entries: object) -> Iterator[int | None]:
    for entry in entries if isinstance(entries, list) else ():
        yield as_code(entry.get("code")) if isinstance(entry, dict) else None
