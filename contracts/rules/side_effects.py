"""Points, currencies and coupons that a registration brings."""

from __future__ import annotations

from collections import Counter
from typing import Any

from contracts.engine.verdict import Breach
from contracts.evidence.classification import Category
from contracts.evidence.intent import ADD, REGISTER
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, rule, shape

KINDS = {
    "points": ("awardedPoints",),
    "alternate_currency": ("awardedValue", "alternateCurrencyIdentifier", "alternateCurrencyName"),
    "coupon": ("couponCode", "validTill", "description"),
}
"""Kinds of side effect with the members that each sample of them has."""
V11_EFFECTS = {
    "points": ("awarded_points",),
    "alternate_currency": ("awarded_value", "alternate_currency_identifier", "alternate_currency_name"),
}


@rule("side-effects/enrolment-points-come-once", source="enrolment-points-side-effect", grade="a", on=(ADD,))
def enrolment_points_come_once(seen: Seen) -> Judgement:
    """An enrolment with points in a programme of the organisation MUST bring exactly one points effect of that many."""
    if not _enrols(seen):
        return
    told = _points_told(seen)
    for points, enrolments in Counter(_points_asked(seen)).items():
        if points > 0:
            expected = f"one points effect of {points}" + (f" for each of {enrolments}" if enrolments > 1 else "")
            in_one = enrolments > 1 and told.count(points * enrolments) == 1  # how equal ones are told is open
            came = in_one or told.count(points) == enrolments
            yield None if came else Breach("sideEffects", expected, told)


@rule("side-effects/no-points-no-effect", source="zero-points-no-side-effect", grade="a", on=(ADD,))
def no_points_no_effect(seen: Seen) -> Judgement:
    """An enrolment without points MUST NOT bring a points effect of nothing."""
    if not _enrols(seen) or set(_points_asked(seen)) != {0}:
        return
    empty = [effect for effect in _effects(seen) if _points_of(effect) == 0]
    yield Breach("sideEffects", "no points effect of 0", _points_told(seen)) if empty else None


@rule("side-effects/kinds-and-members-are-documented", source="side-effect-kinds", grade="a", on=(ADD,))
def kinds_and_members_are_documented(seen: Seen) -> Judgement:
    """A side effect MUST be of a documented kind and have that kind's members."""
    if not seen.is_decided or not seen.ok:
        return
    for effect in _effects(seen):
        kind = effect.get("type") if isinstance(effect, dict) else effect
        members = KINDS.get(kind) if isinstance(kind, str) else None
        if members is None:
            yield Breach("sideEffects[].type", tuple(KINDS), kind)
            continue
        missing = [member for member in members if member not in effect]
        yield Breach(f"sideEffects[{kind}]", members, f"without {', '.join(missing)}") if missing else None


@rule("side-effects/refusal-brings-none", source="refused-add-changes-nothing", grade="a", on=(ADD,))
def refusal_brings_none(seen: Seen) -> Judgement:
    """A refused add MUST NOT bring side effects."""
    if seen.is_decided and not seen.ok and seen.asked.enrolments:
        told = _effects(seen)
        yield Breach("sideEffects", "none", _points_told(seen) or len(told)) if told else None


@rule("side-effects/no-points-of-another-request", source="enrolment-points-side-effect", grade="a", on=(ADD,))
def no_points_of_another_request(seen: Seen) -> Judgement:
    """An add without enrolments MUST NOT bring points that another request enrolled with."""
    if seen.is_decided and seen.ok and not seen.asked.enrolments and seen.knowledge.points:
        told = tuple(points for points in sorted(seen.knowledge.points) if points in _points_told(seen))
        yield Breach("sideEffects", "no points of another request", told) if told else None


@shape("side-effects/kinds-and-members-v11", source="side-effects-v11", grade="a", on=(REGISTER,))
def kinds_and_members_v11(seen: Seen) -> Judgement:
    """A v1.1 side effect MUST be of a documented type and have that type's members."""
    body = seen.result.body
    raw = body.get("side_effects") if isinstance(body, dict) else None
    effects = raw.get("effect") if isinstance(raw, dict) else None
    if not seen.is_decided or not seen.ok or not isinstance(effects, list):
        return
    yield None
    for effect in effects:
        kind = effect.get("type") if isinstance(effect, dict) else effect
        members = V11_EFFECTS.get(kind) if isinstance(kind, str) else None
        if members is None:
            yield Breach("side_effects.effect[].type", tuple(V11_EFFECTS), kind)
        elif missing := [member for member in members if member not in effect]:
            yield Breach(f"side_effects.effect[{kind}]", members, f"without {', '.join(missing)}")


@shape(
    "side-effects/unknown-programme-awards-nothing",
    source="unknown-programme-is-a-business-answer",
    grade="c",
    on=(ADD,),
)
def unknown_programme_awards_nothing(seen: Seen) -> Judgement:
    """An enrolment in a programme that the organisation does not have MUST NOT bring its points."""
    body = seen.result.body
    if not seen.is_decided or not seen.ok or not _has_unknown_programme(seen):
        return
    known, unknown = _points(seen, listed=True), _points(seen, listed=False)
    asked = unknown - known - {0}
    effects = body.get("sideEffects")
    effects = effects if isinstance(effects, list) else []
    told = [e.get("awardedPoints") for e in effects if isinstance(e, dict)]
    yield Breach("sideEffects", "no points", tuple(told)) if any(points in told for points in asked) else None


def _effects(seen: Seen) -> list[Any]:
    body = seen.result.body
    effects = body.get("sideEffects") if isinstance(body, dict) else None
    return effects if isinstance(effects, list) else []


def _points_of(effect: Any) -> object:
    return effect.get("awardedPoints") if isinstance(effect, dict) and effect.get("type") == "points" else None


def _points_told(seen: Seen) -> tuple[object, ...]:
    return tuple(points for effect in _effects(seen) if (points := _points_of(effect)) is not None)


def _points_asked(seen: Seen) -> list[int]:
    asked = [enrolment.get("loyaltyPoints") for enrolment in seen.asked.enrolments]
    whole = [points for points in asked if isinstance(points, int) and not isinstance(points, bool)]
    return whole if len(whole) == len(asked) else []


def _enrols(seen: Seen) -> bool:
    """Whether a new customer is enrolled in programmes that exist, and waits for what that brings."""
    programs = seen.profile.programs or ()
    if not seen.is_decided or not seen.ok or seen.situation.category is not Category.FRESH or not seen.situation.plain:
        return False
    if seen.exchange.request.header("WAIT_FOR_DOWNSTREAM") != "true":
        return False
    ids = [enrolment.get("programId") for enrolment in seen.asked.enrolments]
    return bool(ids) and len(ids) == len(set(map(str, ids))) and all(id_ in programs for id_ in ids)


def _has_unknown_programme(seen: Seen) -> bool:
    programs = seen.profile.programs
    return programs is not None and any(e.get("programId") not in programs for e in seen.asked.enrolments)


def _points(seen: Seen, listed: bool) -> set[int]:
    """The points of enrolments in programmes that the organisation has, or has not."""
    programs = seen.profile.programs or ()
    asked = (e.get("loyaltyPoints") for e in seen.asked.enrolments if (e.get("programId") in programs) is listed)
    return {points for points in asked if isinstance(points, int)}
