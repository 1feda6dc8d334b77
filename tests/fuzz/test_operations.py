"""Generated requests to every operation, judged by all rules."""

from __future__ import annotations

import pytest

from contracts.evidence.intent import ADD, CHANGE, LOOKUP, REGISTER, UPSERT
from contracts.stories import Api, fuzz, scenario

GATE = {
    ADD: (2, 2),
    REGISTER: (2, 1),
    UPSERT: (1, 1),
}
"""Cases within the spec and outside it, by operation."""
ROUNDS = 20


@pytest.mark.parametrize("operation", GATE)
@scenario("fuzz/generated", promise="documented-forms-are-accepted")
def test_generated(api: Api, operation: str, seed: int) -> None:
    """Requests drawn from the spec, and some that break it, about people made up for this run."""
    positive, negative = GATE[operation]
    fuzz.play(api, operation, seed, positive, negative)


@pytest.mark.parametrize("operation", [*GATE, LOOKUP, CHANGE])
@pytest.mark.parametrize("round_", range(ROUNDS))
@scenario("fuzz/deep", promise="documented-forms-are-accepted", depth="nightly")
def test_deep(api: Api, operation: str, seed: int, round_: int) -> None:
    """Many more of them, with other seeds, until the budget of time or requests is spent."""
    for number in (1, 2):
        fuzz.play(api, operation, seed + 2 * round_ + number, 25, 25, looks_back=True)
