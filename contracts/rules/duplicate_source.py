"""Uniqueness within one source account."""

from __future__ import annotations

from contracts.documents.codes import Code
from contracts.engine.verdict import Breach
from contracts.evidence.attribution import Episode
from contracts.evidence.classification import Category
from contracts.evidence.doubts import Doubt
from contracts.evidence.intent import ADD, PRIMARY_TYPES, Identifier
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, aftermath, rule
from contracts.rules.grounds import (
    LONG_AGO,
    blames_a_value,
    freed_by,
    is_demanded_otherwise,
    is_duplicate,
    known_for,
    known_through,
    may_be_mismatch,
    told_as_duplicate,
)
from contracts.rules.shown import SHOW_HOLDERS, SHOW_PROFILES, shown_details, shown_holder


@rule(
    "duplicate-source/known-identifier-is-8006",
    source="one-owner-per-source",
    grade="a",
    on=(ADD,),
    also={
        "position-and-type-do-not-matter": lambda seen: not set(seen.asked.identifiers[:1]) & set(seen.situation.held),
        "unique-secondary-has-one-owner": lambda seen: all(i.type != seen.profile.primary for i in seen.situation.held),
    },
)
def known_identifier_is_8006(seen: Seen) -> Judgement:
    """An add whose identifier is already held in the same source account MUST be refused with 8006."""
    if is_duplicate(seen) and known_for(seen) <= LONG_AGO and known_through(seen) == ADD:
        yield from told_as_duplicate(seen)


@rule(
    "duplicate-source/repeatable-type-is-no-duplicate",
    source="repeatable-secondary-is-no-duplicate",
    grade="b",
    on=(ADD,),
)
def repeatable_type_is_no_duplicate(seen: Seen) -> Judgement:
    """Where a type of identifier may repeat, a known value of it MUST NOT be the reason for 8006."""
    place = seen.situation.place
    if not seen.is_fresh or place is None:
        return
    if any(isinstance(seen.knowledge.holder(place, i), int) for i in seen.asked.identifiers):
        yield Breach("errors[].code", "no 8006", seen.told) if Code.HELD in seen.codes else None


@rule("duplicate-source/never-a-second-customer", source="one-owner-per-source", grade="a", on=(ADD,))
def never_a_second_customer(seen: Seen) -> Judgement:
    """Whatever else an add asks for, it MUST NOT make a second customer of an identifier held in its source account."""
    situation = seen.situation
    if not seen.is_decided or situation.category is not Category.HELD or situation.plain or situation.owner is None:
        return
    if seen.asked.doubts & {Doubt.SEVERAL_PROFILES, Doubt.TWO_PLACES} or may_be_mismatch(seen):
        return
    second = seen.customer not in (None, situation.owner)
    yield Breach("createdId", f"no customer beside {situation.owner}", seen.result.id) if second else None


@rule("duplicate-source/only-a-known-identifier-is-8006", source="one-owner-per-source", grade="a", on=(ADD,))
def only_a_known_identifier_is_8006(seen: Seen) -> Judgement:
    """An add of identifiers that nobody has ever held MUST NOT be refused as a duplicate."""
    if not seen.is_fresh or _was_refused(seen) or _twins(seen):
        return
    yield Breach("errors[].code", "success", seen.told) if Code.HELD in seen.codes else None


@rule("duplicate-source/refused-add-reserves-nothing", source="refused-add-reserves-nothing", grade="a", on=(ADD,))
def refused_add_reserves_nothing(seen: Seen) -> Judgement:
    """Identifiers that only a refused add has named MUST still be free for the next one."""
    if not seen.is_fresh or freed_by(seen) != Episode.REFUSED or is_demanded_otherwise(seen):
        return
    yield None if seen.ok else Breach("createdId", "success", seen.told)


@rule(
    "duplicate-source/same-value-under-another-type-is-new",
    source="same-value-other-type-is-no-duplicate",
    grade="a",
    on=(ADD,),
)
def same_value_under_another_type_is_new(seen: Seen) -> Judgement:
    """A value held under one identifier type MUST be free under another."""
    twins = _twins(seen)
    if not seen.is_fresh or not twins or _was_refused(seen) or blames_a_value(seen):
        return
    yield Breach("createdId", "a new customer", seen.told) if not seen.ok or seen.customer in twins else None


@aftermath(
    "duplicate-source/refused-add-changes-nothing", source="refused-add-changes-nothing", grade="a", on=SHOW_HOLDERS
)
def refused_add_changes_nothing(seen: Seen) -> Judgement:
    """After a refused add every identifier it named MUST be held by whom it was held before."""
    yield from shown_holder(seen, Episode.REFUSED)


@aftermath("duplicate-source/add-never-updates", source="add-never-updates", grade="a", on=SHOW_PROFILES)
def add_never_updates(seen: Seen) -> Judgement:
    """An add for a customer known in that source MUST NOT change what is stored."""
    yield from shown_details(seen, Episode.REFUSED)


def _was_refused(seen: Seen) -> bool:
    return bool(freed_by(seen))


def _twins(seen: Seen) -> set[int]:
    """Who holds a value of the item under another type in the same place."""
    place = seen.situation.place
    if place is None:
        return set()
    holders = (
        seen.knowledge.holder(place, Identifier(other, identifier.value))
        for identifier in seen.asked.identifiers
        for other in PRIMARY_TYPES
        if other != identifier.type
    )
    return {who for who in holders if isinstance(who, int)}
