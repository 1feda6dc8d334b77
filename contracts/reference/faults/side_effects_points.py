"""Faults of enrolments: one amount, programme, tier, form of a date or source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.registry import fault
from contracts.reference.faults.side_effects import affected
from contracts.reference.notices import Notice
from contracts.reference.state import Customer
from contracts.reference.values import Claim, Enrolment, Plan

FAMILY = "side-effects"
POINTS = "side-effects/enrolment-points-come-once"
FRESH = "identifiers/fresh-person-is-registered"
SIXTEEN_BITS = 0xFFFF
REFUSED = Notice(500, "loyaltyProgramEnrollments")


@fault(POINTS)
def awards_the_first_programme_only(before: Behaviour) -> Behaviour:
    """A customer is enrolled by one call to the loyalty service, which takes one programme."""
    return _enrolling(before, lambda due: due[:1])


@fault(POINTS)
def awards_in_sixteen_bits(before: Behaviour) -> Behaviour:
    """Points travel in a field of two bytes: who brings 65,536 of them has none."""
    return affected(before, lambda told: [replace(each, points=int(each.points) & SIXTEEN_BITS) for each in told])


@fault(POINTS)
def awards_nothing_for_one_point(before: Behaviour) -> Behaviour:
    """The check for points above zero became one for points above one."""
    return affected(before, lambda told: [each for each in told if each.points > 1])


@fault(POINTS)
def awards_hundreds(before: Behaviour) -> Behaviour:
    """Points above a thousand are rounded to hundreds, as they are shown in the console."""
    return affected(before, lambda told: [replace(each, points=_rounded(each.points)) for each in told])


@fault(POINTS)
def awards_in_instore_only(before: Behaviour) -> Behaviour:
    """Bonus points were a matter of tills: adds of other sources enrol and bring none."""

    def award(desk: Desk, customer: Customer, enrolments: Sequence[Enrolment]) -> Sequence[Enrolment]:
        is_instore = customer.accounts[-1].place.source == "INSTORE"
        none = [replace(each, points=0) for each in enrolments]
        return before.award(desk, customer, enrolments if is_instore else none)

    return replace(before, award=award)


@fault(POINTS)
def awards_the_first_tier_only(before: Behaviour) -> Behaviour:
    """Welcome points are for those who begin at the bottom, the new rule says; who brings a tier has none."""
    return affected(before, lambda told: [each for each in told if each.tier == 1])


@fault(POINTS)
def awards_nothing_that_ends(before: Behaviour) -> Behaviour:
    """Points with a date of expiry go to another ledger, and its effects are not told."""
    return affected(before, lambda told: [each for each in told if each.points_end is None])


@fault(POINTS)
def adds_points_of_one_programme_up(before: Behaviour) -> Behaviour:
    """Two enrolments of equal points are one: a set stands where a list should."""
    return affected(before, lambda told: list({each.points: each for each in told}.values()))


@fault(FRESH, breaks="zero-points-no-side-effect")
def refuses_enrolments_without_points(before: Behaviour) -> Behaviour:
    """Points have to be positive, says the schema of the loyalty service: who brings none is refused."""
    return _refusing(before, lambda raw, parsed: raw.get("loyaltyPoints") == 0)


@fault(FRESH, breaks="tier-of-an-enrolment")
def refuses_the_second_tier(before: Behaviour) -> Behaviour:
    """Nobody begins in a tier above the first, the validation says, and migrations were forgotten."""
    return _refusing(before, lambda raw, parsed: parsed.tier > 1)


@fault(FRESH, breaks="tier-of-an-enrolment")
def refuses_dates_west_of_greenwich(before: Behaviour) -> Behaviour:
    """The pattern for dates has a plus before the offset, as in the sample."""
    return _refusing(before, lambda raw, parsed: any("-" in _date(raw, name)[19:] for name in DATES))


@fault(FRESH, breaks="tier-of-an-enrolment")
def refuses_dates_that_end_in_z(before: Behaviour) -> Behaviour:
    """The pattern for dates wants digits for the offset, and Z is none."""
    return _refusing(before, lambda raw, parsed: any(_date(raw, name).endswith("Z") for name in DATES))


@fault(FRESH, breaks="tier-of-an-enrolment")
def refuses_dates_with_an_offset_of_half_an_hour(before: Behaviour) -> Behaviour:
    """Offsets are whole hours to the new library: whoever writes from Mumbai is refused."""
    return _refusing(before, lambda raw, parsed: any(_date(raw, name).endswith(":30") for name in DATES))


@fault(FRESH, breaks="enrolment-points-side-effect")
def refuses_enrolments_outside_instore(before: Behaviour) -> Behaviour:
    """Enrolments are a right of tills, says a check of the loyalty service, and refuses the whole add."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        strange = claim.details.enrolments and claim.place.source != "INSTORE"
        return Plan(claim.place, errors=(REFUSED,)) if strange else before.plan_add(desk, claim)

    return replace(before, plan_add=plan_add)


@fault(FRESH, breaks="enrolment-points-side-effect")
def refuses_enrolments_beside_channels(before: Behaviour) -> Behaviour:
    """Two optional members take two mappers, and the second one finds the body read to its end."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        both = claim.details.enrolments and claim.details.channels
        return Plan(claim.place, errors=(REFUSED,)) if both else before.plan_add(desk, claim)

    return replace(before, plan_add=plan_add)


@fault(FRESH, breaks="documented-forms-are-accepted")
def refuses_a_referral_code_of_letters(before: Behaviour) -> Behaviour:
    """Referral codes became ids of customers inside, and ABC123 is no id."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        strange = claim.details.referral and not claim.details.referral.isdigit()
        return Plan(claim.place, errors=(Notice(500, "referralCode"),)) if strange else before.plan_add(desk, claim)

    return replace(before, plan_add=plan_add)


DATES = ("tierExpiryDate", "pointsExpiryDate")


def _date(raw: Mapping[str, Any], name: str) -> str:
    return str(raw.get(name, ""))


def _rounded(points: float) -> float:
    return points if points < 1_000 else points // 100 * 100


def _enrolling(before: Behaviour, change: Callable[[Sequence[Enrolment]], Sequence[Enrolment]]) -> Behaviour:
    """The behaviour that enrols in other programmes than it should."""
    return replace(before, award=lambda desk, customer, due: before.award(desk, customer, change(due)))


def _refusing(before: Behaviour, is_bad: Callable[[Mapping[str, Any], Enrolment], bool]) -> Behaviour:
    """The behaviour that refuses customers with some enrolment that is fine, as sent and as read."""

    def claim(desk: Desk, place: Place, customer: Mapping[str, Any]) -> Claim:
        found = before.claim(desk, place, customer)
        sent = zip(customer.get("loyaltyProgramEnrollments", ()), found.details.enrolments, strict=True)
        return replace(found, errors=(*found.errors, REFUSED)) if any(is_bad(*each) for each in sent) else found

    return replace(before, claim=claim)
