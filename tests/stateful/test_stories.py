"""Stories that nobody thought of: many short ones, over all APIs at once, judged by the law."""

from __future__ import annotations

import pytest

from contracts.evidence.intent import ADD
from contracts.stories import Api, machine, scenario

REQUESTS = 60
"""Of a story."""
ROUNDS = 100


@scenario("stateful/short-story", promise="one-owner-per-source", operation=ADD, depth="nightly")
def test_short_story(api: Api) -> None:
    """A few people, some sources, and whatever may happen to them."""
    machine.play(api, REQUESTS)


@pytest.mark.parametrize("round_", range(ROUNDS))
@scenario("stateful/long-stories", promise="one-owner-per-source", operation=ADD, depth="nightly")
def test_long_stories(api: Api, round_: int) -> None:
    """Many more of them, until the budget of time or requests is spent."""
    machine.play(api, REQUESTS)
