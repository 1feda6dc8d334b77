"""The primary identifier is unknown and a secondary belongs to somebody (v1.1 Add Customer, additional notes)."""

from __future__ import annotations

from contracts.engine.verdict import Breach
from contracts.evidence.attribution import Episode
from contracts.evidence.classification import Category
from contracts.evidence.intent import REGISTER
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, aftermath, rule
from contracts.rules.grounds import is_demanded_otherwise
from contracts.rules.shown import (
    SHOW_HOLDERS,
    SHOW_PROFILES,
    shown_details,
    shown_holder,
    shown_with_holder,
)

_NEW = "new-without-secondary"


@rule(
    "primary-mismatch/skip-registers-a-new-customer", source="skip-registers-a-new-customer", grade="a", on=(REGISTER,)
)
def skip_registers_a_new_customer(seen: Seen) -> Judgement:
    """With SKIP on, a new primary with somebody's secondary MUST register a new customer."""
    if _is_mismatch(seen) and seen.profile.flags.skip_secondary_on_mismatch and not seen.profile.flags.strict_check:
        yield _registers_anew(seen)


@rule("primary-mismatch/skip-overrides-strict", source="skip-overrides-strict", grade="a", on=(REGISTER,))
def skip_overrides_strict(seen: Seen) -> Judgement:
    """With SKIP and STRICT both on, a new primary with somebody's secondary MUST register a new customer."""
    if _is_mismatch(seen) and seen.profile.flags.skip_secondary_on_mismatch and seen.profile.flags.strict_check:
        yield _registers_anew(seen)


@rule("primary-mismatch/strict-refuses", source="strict-refuses", grade="b", on=(REGISTER,))
def strict_refuses(seen: Seen) -> Judgement:
    """With STRICT on and SKIP off, a new primary with somebody's secondary MUST be refused."""
    flags = seen.profile.flags
    if _is_mismatch(seen) and flags.strict_check and flags.skip_secondary_on_mismatch is False:
        yield Breach("item_status.success", "an error", seen.told) if seen.ok else None


@rule("primary-mismatch/no-flag-matches-the-owner", source="no-flag-matches-the-owner", grade="b", on=(REGISTER,))
def no_flag_matches_the_owner(seen: Seen) -> Judgement:
    """With both flags off, a new primary with somebody's secondary MUST NOT be refused, and names an existing owner."""
    if not _is_mismatch(seen) or not _both_off(seen) or _is_new(seen):
        return
    yield None if _is_owner(seen) else Breach("user_id", seen.situation.owner, seen.told)


@rule(
    "primary-mismatch/no-flag-makes-nobody-new",
    source="no-flag-matches-the-owner",
    grade="c",
    on=(REGISTER,),
    reading="mismatch-no-flags",
)
def no_flag_makes_nobody_new(seen: Seen) -> Judgement:
    """With both flags off, a new primary with somebody's secondary MUST be matched to its owner, not made anew."""
    if not _is_mismatch(seen) or not _both_off(seen) or not seen.ok:
        return
    pinned = seen.profile.readings.get("mismatch-no-flags")
    yield Breach("user_id", seen.situation.owner, seen.told) if _is_new(seen) and pinned != _NEW else None


@rule(
    "primary-mismatch/secondary-is-not-echoed-for-another",
    source="mismatch-never-two-owners",
    grade="a",
    on=(REGISTER,),
)
def secondary_is_not_echoed_for_another(seen: Seen) -> Judgement:
    """A customer registered with somebody else's secondary MUST be one that exists already, or brand new."""
    if not _is_mismatch(seen) or seen.customer is None:
        return
    third = seen.knowledge.is_known(seen.customer) and not _is_owner(seen)
    yield Breach("user_id", "the owner or a new customer", seen.told) if third else None


@rule(
    "primary-mismatch/absent-primary-makes-nobody-new",
    source="mismatch-never-two-owners",
    grade="a",
    on=(REGISTER,),
)
def absent_primary_makes_nobody_new(seen: Seen) -> Judgement:
    """A known secondary identifier without any primary MUST NOT make a second customer."""
    if not seen.is_decided or seen.situation.category is not Category.NO_PRIMARY or not seen.situation.plain:
        return
    if set(seen.asked.identifiers) - set(seen.situation.held):
        return  # a new customer may hold the others
    yield Breach("user_id", seen.situation.owner, seen.told) if _is_new(seen) else None


@aftermath(
    "primary-mismatch/strict-refusal-reserves-nothing",
    source="strict-refusal-reserves-nothing",
    grade="b",
    on=SHOW_HOLDERS,
)
def strict_refusal_reserves_nothing(seen: Seen) -> Judgement:
    """A registration that STRICT refused MUST leave every identifier as it was."""
    yield from shown_holder(seen, Episode.STRICT)


@aftermath(
    "primary-mismatch/secondary-stays-with-its-owner",
    source="secondary-stays-with-its-owner",
    grade="a",
    on=SHOW_HOLDERS,
)
def secondary_stays_with_its_owner(seen: Seen) -> Judgement:
    """A secondary identifier MUST stay with its owner when somebody registers with it and another primary."""
    yield from shown_holder(seen, Episode.MISMATCH)


@aftermath("primary-mismatch/no-flag-has-one-owner", source="no-flag-has-one-owner", grade="a", on=SHOW_HOLDERS)
def no_flag_has_one_owner(seen: Seen) -> Judgement:
    """With both flags off, a secondary identifier MUST NOT get a second owner."""
    yield from shown_holder(seen, Episode.NO_FLAG)


@aftermath(
    "primary-mismatch/strict-refusal-changes-nothing",
    source="strict-refusal-reserves-nothing",
    grade="b",
    on=SHOW_PROFILES,
)
def strict_refusal_changes_nothing(seen: Seen) -> Judgement:
    """A registration that STRICT refused MUST change no stored customer."""
    yield from shown_details(seen, Episode.STRICT)


@aftermath(
    "primary-mismatch/owner-of-the-secondary-stays-as-it-was",
    source="skip-registers-a-new-customer",
    grade="a",
    on=SHOW_PROFILES,
)
def owner_of_the_secondary_stays_as_it_was(seen: Seen) -> Judgement:
    """A new customer registered with somebody's secondary MUST leave the owner's details as they are."""
    yield from shown_details(seen, Episode.MISMATCH)


@aftermath(
    "primary-mismatch/secondary-is-not-shown-for-another",
    source="secondary-stays-with-its-owner",
    grade="a",
    on=SHOW_PROFILES,
    also={"mismatch-never-two-owners": lambda seen: True},
)
def secondary_is_not_shown_for_another(seen: Seen) -> Judgement:
    """A secondary with which somebody else registered MUST NOT be shown as that customer's."""
    yield from shown_with_holder(seen, mismatched=True)


def _is_mismatch(seen: Seen) -> bool:
    mismatch = seen.is_decided and seen.situation.category is Category.MISMATCH and seen.situation.plain
    return mismatch and not is_demanded_otherwise(seen)


def _both_off(seen: Seen) -> bool:
    return seen.profile.flags.strict_check is False and seen.profile.flags.skip_secondary_on_mismatch is False


def _is_new(seen: Seen) -> bool:
    return seen.customer is not None and not seen.knowledge.is_known(seen.customer)


def _is_owner(seen: Seen) -> bool:
    return seen.customer == seen.situation.owner


def _registers_anew(seen: Seen) -> Breach | None:
    return None if _is_new(seen) else Breach("user_id", "a new customer", seen.told)
