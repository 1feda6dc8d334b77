"""Waivers: findings that somebody has accepted for a while, and what is wrong with them when they are not needed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence

from contracts.documents.profile import Profile, Waiver
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


def findings(
    active: Sequence[Waiver], expired: Sequence[Waiver], found: Sequence[Finding], tallies: Mapping[str, Tally]
) -> Iterator[Finding]:
    """A finding for each expired waiver, and for each one whose rule was exercised and held."""
    used = {finding.rule for finding in found if finding.waived}
    for waiver in expired:
        yield _finding(EXPIRED, waiver, f"used until {waiver.expires}", "expired")
    for waiver in active:
        exercised = waiver.rule in tallies and tallies[waiver.rule].exercised
        if exercised and waiver.rule not in used:
            yield _finding(UNUSED, waiver, "a finding that it waives", "none: the rule held each time")


def _finding(rule: str, waiver: Waiver, expected: str, actual: str) -> Finding:
    where = f"{waiver.rule} ({waiver.ticket}, {waiver.owner})"
    return Finding(
        rule=rule,
        grade=Grade.DOCUMENTED,
        breach=Breach(where, expected, actual),
        operation="profile",
        test="profile",
        exchange=-1,
        remark=False,
    )
