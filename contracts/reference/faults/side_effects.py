"""Faults of side effects: points too often, too few, for the wrong reason, of somebody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.envelope import each, retold
from contracts.reference.faults.registry import fault
from contracts.reference.state import Customer
from contracts.reference.values import Call, Decision, Endpoint, Enrolment

_POINTS = "side-effects/enrolment-points-come-once"
Effects = Callable[[Sequence[Enrolment]], Sequence[Enrolment]]


def affected(before: Behaviour, change: Effects) -> Behaviour:
    """The behaviour that tells other effects than those of the enrolments."""

    def award(desk: Desk, customer: Customer, enrolments: Sequence[Enrolment]) -> Sequence[Enrolment]:
        return change(before.award(desk, customer, enrolments))

    return replace(before, award=award)


@fault(_POINTS)
def tells_points_twice(before: Behaviour) -> Behaviour:
    """The event of the award is delivered at least once, here twice, and every delivery is listed."""
    return affected(before, lambda effects: (*effects, *effects))


@fault(_POINTS)
def awards_in_eight_bits(before: Behaviour) -> Behaviour:
    """Points travel to the loyalty service in a field of one byte."""
    return affected(before, lambda effects: [replace(each, points=int(each.points) & 0x7F) for each in effects])


@fault(_POINTS)
def awards_the_last_programme_only(before: Behaviour) -> Behaviour:
    """Effects are kept in a map by their type, and both are of the type points."""
    return affected(before, lambda effects: effects[-1:])


@fault(_POINTS)
def caps_points_at_a_thousand(before: Behaviour) -> Behaviour:
    """A limit meant for manual corrections now guards every award."""
    return affected(before, lambda effects: [replace(each, points=min(each.points, 1000)) for each in effects])


@fault(_POINTS)
def mixes_points_of_programmes(before: Behaviour) -> Behaviour:
    """Every effect reads the points of the first enrolment through a shared variable."""

    def change(effects: Sequence[Enrolment]) -> Sequence[Enrolment]:
        return [replace(effect, points=effects[0].points) for effect in effects]

    return affected(before, change)


@fault(_POINTS)
def tells_points_as_text(before: Behaviour) -> Behaviour:
    """Awarded points are formatted for display."""

    def change(told: dict[str, Any]) -> Any:
        return each(told, "sideEffects", lambda effect: {**effect, "awardedPoints": str(effect["awardedPoints"])})

    return retold(before, change, Endpoint.ADD)


@fault("side-effects/no-points-of-another-request")
def tells_the_effects_of_the_add_before(before: Behaviour) -> Behaviour:
    """The collector of side effects belongs to the thread and is emptied by the next award, not by the next add."""
    kept: tuple[Enrolment, ...] = ()

    def add(desk: Desk, call: Call) -> Decision:
        nonlocal kept
        decision = before.add(desk, call)
        if decision.customer is None:
            return decision
        kept = tuple(decision.effects) or kept
        return replace(decision, effects=kept)

    return replace(before, add=add)


@fault("side-effects/refusal-brings-none", breaks="failure-shape-v2")
def tells_effects_of_a_refused_add(before: Behaviour) -> Behaviour:
    """Effects are told as they are asked for, also where the add was refused."""

    def body(desk: Desk, call: Call, decisions: Sequence[Decision]) -> Any:
        told = before.body(desk, call, decisions)
        if call.endpoint is not Endpoint.ADD or decisions[0].customer is not None:
            return told
        effects = [
            {"entityType": "USER", "awardedPoints": enrolment.points, "type": "points"}
            for enrolment in _asked(desk, call)
        ]
        return {**told, "sideEffects": effects} if effects else told

    return replace(before, body=body)


@fault("side-effects/no-points-no-effect")
def tells_points_for_nothing(before: Behaviour) -> Behaviour:
    """The check for points above zero became one for points that are sent."""

    def award(desk: Desk, customer: Customer, enrolments: Sequence[Enrolment]) -> Sequence[Enrolment]:
        before.award(desk, customer, enrolments)
        return [each for each in enrolments if desk.behaviour.knows_programme(desk, each.programme)]

    return replace(before, award=award)


@fault("side-effects/kinds-and-members-are-documented")
def calls_points_loyalty_points(before: Behaviour) -> Behaviour:
    """The type of an effect is the name of an enumeration, and a constant was renamed."""

    def change(told: dict[str, Any]) -> Any:
        return each(told, "sideEffects", lambda effect: {**effect, "type": "loyaltyPoints"})

    return retold(before, change, Endpoint.ADD)


@fault("side-effects/kinds-and-members-are-documented")
def gives_a_coupon_without_its_code(before: Behaviour) -> Behaviour:
    """The coupon is issued asynchronously: the answer has the effect and not yet the code."""
    coupon = {"entityType": "USER", "type": "coupon", "description": "welcome", "validTill": "2030-01-01"}

    def change(told: dict[str, Any]) -> Any:
        return {**told, "sideEffects": [*told["sideEffects"], coupon]} if "createdId" in told else told

    return retold(before, change, Endpoint.ADD)


@fault("side-effects/unknown-programme-awards-nothing")
def awards_programmes_that_there_are_not(before: Behaviour) -> Behaviour:
    """Programmes are no longer looked up: any number is one, and brings points."""
    return replace(before, knows_programme=lambda desk, programme: True)


@fault("side-effects/kinds-and-members-v11")
def gives_a_badge_over_v11(before: Behaviour) -> Behaviour:
    """Gamification adds effects of its own kind to the old envelope."""

    def change(told: dict[str, Any]) -> Any:
        for item in told["response"]["customers"]["customer"]:
            if "side_effects" in item:
                item["side_effects"] = {"effect": [{"type": "badge", "name": "newcomer"}]}
        return told

    return retold(before, change, Endpoint.ADD_V11)


@fault("side-effects/enrolment-points-come-once")
def enrols_again_on_joining(before: Behaviour) -> Behaviour:
    """Whoever signs up in a second source is enrolled anew in all programmes, and told those points again."""

    def award(desk: Desk, customer: Customer, enrolments: Sequence[Enrolment]) -> Sequence[Enrolment]:
        former = customer.points or {}
        again = [Enrolment(programme, points) for programme, points in former.items() if points > 0]
        return before.award(desk, customer, (*enrolments, *again))

    return replace(before, award=award)


def _asked(desk: Desk, call: Call) -> Sequence[Enrolment]:
    return desk.behaviour.details(desk, call.body).enrolments
