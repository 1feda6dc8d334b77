"""Uniqueness within one source account."""

from __future__ import annotations

from contracts.intent import ADD, Identifier
from contracts.rules import Judgement, Seen, rule
from contracts.situation import Case
from contracts.verdict import Breach


@rule("duplicate-source/known-identifier-is-8006", source="one-owner-per-source", grade="a", on=(ADD,))
def known_identifier_is_8006(seen: Seen) -> Judgement:
    """An add whose identifier is already held in the same source account MUST be refused with 8006."""
    if not seen.is_decided or seen.situation.case is not Case.HELD or not seen.situation.plain:
        return
    yield None if 8006 in seen.codes and not seen.ok else Breach("errors[].code", 8006, seen.told)


@rule("duplicate-source/never-a-second-customer", source="one-owner-per-source", grade="a", on=(ADD,))
def never_a_second_customer(seen: Seen) -> Judgement:
    """Whatever else an add asks for, it MUST NOT make a second customer of an identifier held in its source account."""
    situation = seen.situation
    if not seen.is_decided or situation.case is not Case.HELD or situation.plain or situation.owner is None:
        return
    if seen.asked.doubts & {"there is not exactly one profile", "query and profile name different source accounts"}:
        return
    second = seen.ok and seen.result.id is not None and seen.knowledge.canonical(seen.result.id) != situation.owner
    yield Breach("createdId", f"no customer beside {situation.owner}", seen.result.id) if second else None


@rule("duplicate-source/only-a-known-identifier-is-8006", source="one-owner-per-source", grade="a", on=(ADD,))
def only_a_known_identifier_is_8006(seen: Seen) -> Judgement:
    """An add of identifiers that nobody has ever held MUST NOT be refused as a duplicate."""
    if not _is_fresh(seen) or _was_refused(seen) or _twin(seen):
        return
    yield Breach("errors[].code", "success", seen.told) if 8006 in seen.codes and not seen.ok else None


@rule("duplicate-source/refused-add-reserves-nothing", source="refused-add-reserves-nothing", grade="a", on=(ADD,))
def refused_add_reserves_nothing(seen: Seen) -> Judgement:
    """Identifiers that only a refused add has named MUST still be free for the next one."""
    if not _is_fresh(seen) or not _was_refused(seen):
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
    if not _is_fresh(seen) or not _twin(seen) or _was_refused(seen):
        return
    new = seen.ok and seen.result.id is not None and not seen.knowledge.is_known(seen.result.id)
    yield None if new else Breach("createdId", "a new customer", seen.told)


def _is_fresh(seen: Seen) -> bool:
    return seen.is_decided and seen.situation.case is Case.FRESH and seen.situation.plain


def _was_refused(seen: Seen) -> bool:
    return any(seen.knowledge.was_refused(identifier) for identifier in seen.asked.identifiers)


def _twin(seen: Seen) -> bool:
    """Whether a value of the item is held under another type in the same place."""
    place = seen.situation.place
    return place is not None and any(
        isinstance(seen.knowledge.holder(place, Identifier(other, identifier.value)), int)
        for identifier in seen.asked.identifiers
        for other in ("mobile", "email", "externalId")
        if other != identifier.type
    )
