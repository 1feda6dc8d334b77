"""Which of the accepted answers a target gives: what a run infers, and what a profile can pin."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.engine.verdict import Breach
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, shape
from contracts.rules.readings.observing import OBSERVERS

EVERYTHING = {"business-error-status": "mixed"}
"""Answers that any other answer fits: to pin them forbids nothing."""


@shape("readings/answers-as-pinned", source="pinned-reading", grade="a", itemless=True)
def answers_as_pinned(seen: Seen) -> Judgement:
    """Where the profile pins a reading, the target MUST give that answer."""
    for reading, pinned in seen.profile.readings.items():
        observer = OBSERVERS.get(reading)
        answer = observer.answer(seen) if observer else None
        if answer is not None:
            kept = answer == pinned or EVERYTHING.get(reading) == pinned
            yield None if kept else Breach(reading, pinned, answer, cause=reading)


def observe(seen: Seen) -> Mapping[str, str]:
    """The answers that an exchange shows."""
    if not seen.exchange.response:
        return {}
    found = ((reading, observer.answer(seen)) for reading, observer in OBSERVERS.items())
    return {reading: answer for reading, answer in found if answer is not None}
