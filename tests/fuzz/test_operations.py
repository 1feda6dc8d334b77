"""Generated requests to every operation, judged by all rules."""

from __future__ import annotations

import pytest

from contracts.evidence.intent import ADD, CHANGE, DETAILS, GET, GET_V11, LOOKUP, REGISTER, UPDATE, UPSERT
from contracts.stories import Api, drawn, fuzz, scenario

GATE = {ADD: 3, REGISTER: 3, UPSERT: 4, UPDATE: 2, CHANGE: 1, LOOKUP: 1, DETAILS: 1, GET: 1, GET_V11: 1}
"""Requests of a gate by operation: what no story exercises, of batches many cases in each."""
NIGHTLY = {ADD: 18, REGISTER: 6, UPSERT: 6, UPDATE: 10, CHANGE: 10, LOOKUP: 4, DETAILS: 3, GET: 3, GET_V11: 3}
"""Requests of a round."""
ROUNDS = 100
DRAWN = {ADD: 8, REGISTER: 4, UPSERT: 4, UPDATE: 5, CHANGE: 3, LOOKUP: 2, DETAILS: 2, GET: 2, GET_V11: 2}
"""Requests of every other round, of what schemathesis makes of the specs."""


@pytest.mark.parametrize("operation", GATE)
@scenario("fuzz/generated", promise="documented-forms-are-accepted")
def test_generated(api: Api, operation: str) -> None:
    """Valid requests, and such with one thing wrong, about people made up for this run."""
    fuzz.play(api, operation, GATE[operation])


@pytest.mark.parametrize("operation", NIGHTLY)
@pytest.mark.parametrize("round_", range(ROUNDS))
@scenario("fuzz/deep", promise="documented-forms-are-accepted", depth="nightly")
def test_deep(api: Api, operation: str, round_: int) -> None:
    """Many more of them, until the budget of time or requests is spent."""
    fuzz.play(api, operation, NIGHTLY[operation])


@pytest.mark.parametrize("operation", DRAWN)
@pytest.mark.parametrize("round_", range(1, ROUNDS, 2))
@scenario("fuzz/drawn", promise="documented-forms-are-accepted", depth="nightly")
def test_drawn(api: Api, operation: str, round_: int) -> None:
    """What schemathesis makes of the specs: each constraint just within and just beyond, and draws of Hypothesis."""
    drawn.play(api, operation, DRAWN[operation])
