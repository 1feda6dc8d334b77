"""The primary identifier is unknown and a secondary belongs to somebody (v1.1 Add Customer, additional notes)."""

from __future__ import annotations

from contracts.engine.verdict import Breach
from contracts.evidence.classification import Case
from contracts.evidence.intent import REGISTER
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, rule
from contracts.rules.aftermath import is_demanded_otherwise


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
    if not seen.is_decided or seen.situation.case is not Case.NO_PRIMARY or not seen.situation.plain:
        return
    if set(seen.asked.identifiers) - set(seen.situation.held):
        return  # a new customer may hold the others
    yield Breach("user_id", seen.situation.owner, seen.told) if _is_new(seen) else None


_NEW = "new-without-secondary"


def _is_mismatch(seen: Seen) -> bool:
    mismatch = seen.is_decided and seen.situation.case is Case.MISMATCH and seen.situation.plain
    return mismatch and not is_demanded_otherwise(seen)


def _both_off(seen: Seen) -> bool:
    return seen.profile.flags.strict_check is False and seen.profile.flags.skip_secondary_on_mismatch is False


def _is_new(seen: Seen) -> bool:
    return seen.customer is not None and not seen.knowledge.is_known(seen.customer)


def _is_owner(seen: Seen) -> bool:
    return seen.customer == seen.situation.owner


def _registers_anew(seen: Seen) -> Breach | None:
    return None if _is_new(seen) else Breach("user_id", "a new customer", seen.told)
