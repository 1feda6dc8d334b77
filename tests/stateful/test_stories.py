"""Stories that nobody thought of: many short ones, over all APIs at once, judged by the law."""

from __future__ import annotations

import pytest

from contracts.evidence.intent import ADD
from contracts.stories import Api, Setting, machine, scenario

REQUESTS = 60
"""Of a story."""
ROUNDS = 100
SETTINGS = [
    Setting("skip", {"flags": {"skip_secondary_on_mismatch": True, "strict_check": False}}),
    Setting("strict, by email", {"flags": {"strict_check": True}, "primary_identifier": "email"}),
    Setting("default label", {"default_status_label": True}),
]


@scenario("stateful/short-story", promise="one-owner-per-source", operation=ADD, depth="nightly")
def test_short_story(api: Api) -> None:
    """A few people, some sources, and whatever may happen to them."""
    machine.play(api, REQUESTS)


@scenario("stateful/other-settings", promise="one-owner-per-source", operation=ADD, depth="nightly", settings=SETTINGS)
def test_other_settings(api: Api) -> None:
    """The same where an organisation has set otherwise what becomes of a secondary of others, or of labels."""
    machine.play(api, REQUESTS)


@pytest.mark.parametrize("round_", range(ROUNDS))
@scenario("stateful/long-stories", promise="one-owner-per-source", operation=ADD, depth="nightly")
def test_long_stories(api: Api, round_: int) -> None:
    """Many more of them, until the budget of time or requests is spent."""
    machine.play(api, REQUESTS)
