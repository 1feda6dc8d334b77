"""Faults of registration: uniqueness, sources, primary identifiers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.registry import fault
from contracts.reference.notices import Notice
from contracts.reference.values import Claim, Plan


@fault("duplicate-source/known-identifier-is-8006", family="duplicate-source")
def accepts_a_duplicate(before: Behaviour) -> Behaviour:
    """The unique index over identifiers was dropped in a migration: every add makes a customer of its own."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        if claim.errors:
            return before.plan_add(desk, claim)
        return desk.behaviour.guard_cards(desk, replace(before.join(desk, claim, ()), warnings=_advice(desk, claim)))

    return replace(before, plan_add=plan_add)


@fault("invalid-source/unknown-source-is-3217", family="invalid-source")
def answers_8003_for_an_unknown_source(before: Behaviour) -> Behaviour:
    """The source check moved into a shared library, and its error code with it: 8003 in place of 3217."""

    def place(desk: Desk, source: str, account: str) -> Place | Notice:
        found = before.place(desk, source, account)
        return Notice(8003) if found == Notice(3217) else found

    return replace(before, place=place)


@fault("primary-mismatch/skip-overrides-strict", family="primary-mismatch")
def strict_wins_over_skip(before: Behaviour) -> Behaviour:
    """The switches are read in the order of the settings page: the strict check refuses before skipping is asked."""

    def mismatch(desk: Desk, claim: Claim, strangers: Sequence[int]) -> Plan:
        if desk.organisation.flags.strict_check:
            return Plan(claim.place, errors=(Notice(1047),))
        return before.mismatch(desk, claim, strangers)

    return replace(before, mismatch=mismatch)


def _advice(desk: Desk, claim: Claim) -> tuple[Notice, ...]:
    return (*claim.warnings, *desk.behaviour.advise(desk, claim))
