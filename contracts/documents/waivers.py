"""Waivers: findings that somebody has accepted for a while, and what is wrong with them when they are not needed."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence

from contracts.documents.profile import Profile, Waiver
from contracts.engine.keys import FUZZ, FindingKey, read
from contracts.engine.verdict import Breach, Finding, Grade, Tally

EXPIRED = "waivers/expired"
UNUSED = "waivers/unused"
MUST = {
    EXPIRED: "A waiver MUST NOT be used after its day: renew it, or let the finding count.",
    UNUSED: "A waiver MUST go once the promise that it waives is kept again.",
}
"""The sentences of the two rules about waivers."""


def split(profile: Profile, today: datetime.date) -> tuple[Profile, tuple[Waiver, ...]]:
    """The profile with the waivers that hold today, and those that have expired."""
    expired = tuple(waiver for waiver in profile.waivers if waiver.expires < today)
    active = tuple(waiver for waiver in profile.waivers if waiver.expires >= today)
    return profile.model_copy(update={"waivers": active}), expired


def ticket(active: Sequence[Waiver], key: FindingKey) -> str:
    """The ticket of the waiver that accepts a finding, one of its key before one of its rule; empty where none does."""
    by_rule = ""
    for waiver in active:
        if waiver.key and read(waiver.key) == key:
            return waiver.ticket
        if waiver.rule == key.rule and not by_rule:
            by_rule = waiver.ticket
    return by_rule


def findings(
    active: Sequence[Waiver],
    expired: Sequence[Waiver],
    found: Sequence[Finding],
    tallies: Mapping[str, Tally],
    exercised: Mapping[str, Collection[str]],
) -> Iterator[Finding]:
    """A finding for each expired waiver, and for each one that had something to waive, and did not have to.

    `exercised` are the rules that each scenario exercised to its end. What is drawn proves no waiver useless.
    """
    used = {key for finding in found if finding.waived for key in finding.keys}
    rules_used = {key.rule for key in used}
    for waiver in expired:
        yield _finding(EXPIRED, waiver, f"used until {waiver.expires}", "expired")
    for waiver in active:
        key = read(waiver.key)
        if key is not None:
            unused = key.scenario != FUZZ and key.rule in exercised.get(key.scenario, ()) and key not in used
        else:
            tally = tallies.get(waiver.rule)
            unused = tally is not None and tally.exercised > 0 and waiver.rule not in rules_used
        if unused:
            yield _finding(UNUSED, waiver, "a finding that it waives", "none: the rule held each time")


def where(waiver: Waiver) -> str:
    """By what a finding about a waiver names it."""
    return f"{waiver.key or waiver.rule} ({waiver.ticket}, {waiver.owner})"


def _finding(rule: str, waiver: Waiver, expected: str, actual: str) -> Finding:
    return Finding(
        rule=rule,
        grade=Grade.DOCUMENTED,
        breach=Breach(where(waiver), expected, actual),
        operation="profile",
        test="profile",
        exchange=-1,
        remark=False,
    )
