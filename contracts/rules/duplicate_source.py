"""Uniqueness within one source account."""

from __future__ import annotations

from contracts.engine.verdict import Breach
from contracts.evidence.attribution import Story
from contracts.evidence.classification import Case
from contracts.evidence.intent import ADD, PRIMARY_TYPES, REGISTER, Identifier
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, rule
from contracts.rules.aftermath import freed_by, is_demanded_otherwise, may_tell_another_reason

LONG_AGO = 100
"""Exchanges after which a registration is an old one: caches have had time to forget it."""


@rule(
    "duplicate-source/known-identifier-is-8006",
    source="one-owner-per-source",
    grade="a",
    on=(ADD,),
    also=("position-and-type-do-not-matter", "unique-secondary-has-one-owner"),
)
def known_identifier_is_8006(seen: Seen) -> Judgement:
    """An add whose identifier is already held in the same source account MUST be refused with 8006."""
    if _is_duplicate(seen) and _age(seen) <= LONG_AGO and _origin(seen) == ADD:
        yield from _refused(seen)


@rule("delivery/accepted-write-stays", source="accepted-write-stays", grade="a", on=(ADD,))
def accepted_write_stays(seen: Seen) -> Judgement:
    """A registration MUST be remembered: long after it, its identifiers are still held."""
    if _is_duplicate(seen) and _age(seen) > LONG_AGO:
        yield from _refused(seen)


@rule("cross-api/v11-customers-are-known-to-v2", source="one-identity-space", grade="a", on=(ADD,))
def v11_customers_are_known_to_v2(seen: Seen) -> Judgement:
    """Where v1.1 and v2 share identities, somebody registered over v1.1 MUST be a duplicate to the v2 add."""
    if _is_duplicate(seen) and _age(seen) <= LONG_AGO and _origin(seen) == REGISTER:
        yield from _refused(seen)


@rule("cross-api/upserted-customers-are-known", source="add-and-upsert-know-the-same-customers", grade="a", on=(ADD,))
def upserted_customers_are_known(seen: Seen) -> Judgement:
    """Somebody whom an upsert or a change of identifiers made known MUST be a duplicate to the v2 add."""
    if _is_duplicate(seen) and _age(seen) <= LONG_AGO and _origin(seen) not in (ADD, REGISTER):
        yield from _refused(seen)


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
        yield Breach("errors[].code", "no 8006", seen.told) if 8006 in seen.codes else None


@rule("duplicate-source/never-a-second-customer", source="one-owner-per-source", grade="a", on=(ADD,))
def never_a_second_customer(seen: Seen) -> Judgement:
    """Whatever else an add asks for, it MUST NOT make a second customer of an identifier held in its source account."""
    situation = seen.situation
    if not seen.is_decided or situation.case is not Case.HELD or situation.plain or situation.owner is None:
        return
    if seen.asked.doubts & {"there is not exactly one profile", "query and profile name different source accounts"}:
        return
    second = seen.customer not in (None, situation.owner)
    yield Breach("createdId", f"no customer beside {situation.owner}", seen.result.id) if second else None


@rule("duplicate-source/only-a-known-identifier-is-8006", source="one-owner-per-source", grade="a", on=(ADD,))
def only_a_known_identifier_is_8006(seen: Seen) -> Judgement:
    """An add of identifiers that nobody has ever held MUST NOT be refused as a duplicate."""
    if not seen.is_fresh or _was_refused(seen) or _twins(seen):
        return
    yield Breach("errors[].code", "success", seen.told) if 8006 in seen.codes else None


@rule("duplicate-source/refused-add-reserves-nothing", source="refused-add-reserves-nothing", grade="a", on=(ADD,))
def refused_add_reserves_nothing(seen: Seen) -> Judgement:
    """Identifiers that only a refused add has named MUST still be free for the next one."""
    if not seen.is_fresh or freed_by(seen) != Story.REFUSED or is_demanded_otherwise(seen):
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
    if not seen.is_fresh or not twins or _was_refused(seen):
        return
    yield Breach("createdId", "a new customer", seen.told) if not seen.ok or seen.customer in twins else None


def _was_refused(seen: Seen) -> bool:
    return bool(freed_by(seen))


def _is_duplicate(seen: Seen) -> bool:
    held = seen.is_decided and seen.situation.case is Case.HELD and seen.situation.plain
    return held and not _flags_may_decide(seen)


def _flags_may_decide(seen: Seen) -> bool:
    """Whether a mismatch setting that is on may reach v2 add, too, and its new primary decide: no document says."""
    flags, primary = seen.profile.flags, [i for i in seen.asked.identifiers if i.type == seen.profile.primary]
    is_on = flags.skip_secondary_on_mismatch or flags.strict_check
    is_open = seen.profile.readings.get("flags-reach-v2") != "v11-only"
    return bool(is_on and is_open and primary) and all(map(seen.knowledge.is_free, primary))


def _refused(seen: Seen) -> Judgement:
    if not seen.is_speechless and (8006 in seen.codes or not may_tell_another_reason(seen)):
        yield None if 8006 in seen.codes else Breach("errors[].code", 8006, seen.told)


def _since(seen: Seen) -> list[tuple[int, str]]:
    """How many exchanges ago, and by which operation, each identifier of a duplicate came to its holder."""
    place = seen.situation.place
    return [seen.knowledge.since(place, i) for i in seen.situation.held] if place else []


def _age(seen: Seen) -> int:
    return max(age for age, _ in _since(seen))


def _origin(seen: Seen) -> str:
    """The operation by which the identifier came to its holder."""
    origins = {operation for _, operation in _since(seen)}
    return origins.pop() if len(origins) == 1 else ADD


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
