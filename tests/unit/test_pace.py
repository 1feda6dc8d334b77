"""The budget is counted before anything is sent; no test here waits for a clock."""

from __future__ import annotations

import pytest

from contracts.errors import NotAsked
from contracts.pace import BudgetSpent, Pace


def test_without_limits_everything_may_go() -> None:
    pace = Pace()
    for _ in range(1000):
        pace.wait()
    assert pace.spent == 1000


def test_the_budget_is_spent_to_the_last_request() -> None:
    pace = Pace(max_requests=2)
    pace.wait()
    pace.wait()
    with pytest.raises(BudgetSpent, match="2 requests"):
        pace.wait()
    assert pace.spent == 2


def test_requests_that_go_together_are_refused_together() -> None:
    pace = Pace(max_requests=3)
    pace.wait(2)
    with pytest.raises(BudgetSpent):
        pace.wait(2)
    assert pace.spent == 2
    pace.wait(1)
    assert pace.spent == 3


def test_a_spent_budget_is_nobodys_fault() -> None:
    assert issubclass(BudgetSpent, NotAsked)


def test_a_fast_pace_lets_several_go() -> None:
    pace = Pace(limit_per_minute=60_000_000)
    pace.wait(3)
    assert pace.spent == 3
