"""Stories that nobody thought of: many short ones, over all APIs at once, judged by the law."""

from __future__ import annotations

import pytest

from contracts.evidence.intent import ADD
from contracts.stories import Api, machine, scenario


@scenario("stateful/short-story", promise="one-owner-per-source", operation=ADD, depth="nightly")
def test_short_story(api: Api, seed: int) -> None:
    """A few people, some sources, and whatever may happen to them in twelve steps."""
    machine.play(api, seed, stories=5, steps=12)


@pytest.mark.parametrize("round_", range(20))
@scenario("stateful/long-stories", promise="one-owner-per-source", operation=ADD, depth="nightly")
def test_long_stories(api: Api, seed: int, round_: int) -> None:
    """Many stories of twenty-five steps."""
    machine.play(api, seed + 1 + round_, stories=20, steps=25)
