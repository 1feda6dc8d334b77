"""The budget is counted before anything is sent, the pace is even, long waits are told; no test waits for a clock."""

from __future__ import annotations

import pytest

from contracts.engine.errors import NotAsked
from contracts.engine.pace import BudgetSpent, Pace, TurnsLost, Waits


class Clock:
    """A clock that shows what was slept."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []
        self.told: list[str] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds

    def pace(self, limit: float | None, max_requests: int | None = None, until: float | None = None) -> Pace:
        return Pace(limit, max_requests, until, clock=self, sleep=self.sleep, tell=self.told.append)


def test_without_limits_everything_may_go() -> None:
    clock = Clock()
    pace = clock.pace(None)
    for _ in range(1000):
        pace.wait()
    assert pace.spent == 1000
    assert clock.slept == []


def test_the_budget_is_spent_to_the_last_request() -> None:
    pace = Pace(max_requests=2)
    pace.wait()
    pace.wait()
    with pytest.raises(BudgetSpent, match="the budget of 2 requests is spent: --max-requests N allows more, or"):
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


def test_requests_go_at_even_distances() -> None:
    """95 % of the limit; time that has passed anyway is not waited for, nor saved up."""
    clock = Clock()
    pace = clock.pace(100)
    for _ in range(3):
        pace.wait()
    clock.now += 0.2
    pace.wait()
    clock.now += 60
    pace.wait()
    pace.wait()
    assert clock.slept == [0.632, 0.632, 0.432, 0.632]
    assert clock.told == []


def test_requests_together_wait_for_the_time_of_all() -> None:
    clock = Clock()
    pace = clock.pace(60 / 0.95)
    pace.wait(3)
    pace.wait()
    pace.wait(3)
    assert clock.slept == [2.0, 1.0, 3.0]
    assert pace.spent == 7


def test_a_run_that_would_end_meanwhile_does_not_wait() -> None:
    clock = Clock()
    pace = clock.pace(6 / 0.95, until=115.0)
    pace.wait()
    pace.wait()
    with pytest.raises(BudgetSpent, match="time of the run is spent: --max-time allows more, or"):
        pace.wait()
    assert clock.slept == [10.0]
    assert pace.spent == 2


def test_a_slow_pace_is_told_once() -> None:
    clock = Clock()
    pace = clock.pace(6)
    for _ in range(3):
        pace.wait()
    pace.wait(2)
    pace.wait()
    assert clock.told == [
        "waits 11 s for the limit of 6 requests a minute: as before every request",
        "waits 21 s for the limit of 6 requests a minute: 2 go at once",
    ]
    assert len(clock.slept) == 4


@pytest.mark.parametrize(("seconds", "lines"), [(5.0, []), (5.1, ["waits 5 s for tea"] * 2)])
def test_over_five_seconds_a_wait_is_told_before_it_begins(seconds: float, lines: list[str]) -> None:
    done: list[object] = []
    waits = Waits(done.append, done.append)
    for _ in range(2):
        waits.wait(seconds, "tea")
    assert done == [each for line in lines or [None] * 2 for each in ([line] if line else []) + [seconds]]


class Others:
    """Whose turn it is, as others leave it: seconds to wait for each turn, then nobody says any more."""

    limit_per_minute = 120.0

    def __init__(self, *pauses: float, why: str = "no Redis answers at redis.example:6379") -> None:
        self._pauses = list(pauses)
        self._why = why
        self.heard = 0

    def take(self) -> float:
        if not self._pauses:
            raise TurnsLost(self._why)
        return self._pauses.pop(0)

    def lost(self) -> None:
        self.heard += 1


def test_the_first_request_may_have_to_wait() -> None:
    """For the step to the last one of who had the limit before."""
    clock = Clock()
    pace = Pace(60 / 0.95, clock=clock, sleep=clock.sleep, begins_in=2.5)
    pace.wait()
    pace.wait()
    assert clock.slept == [2.5, 1.0]


def test_others_say_whose_turn_it_is() -> None:
    clock = Clock()
    pace = Pace(30, clock=clock, sleep=clock.sleep, turns=Others(0, 0.2, 0.1, 0, 0, 0))
    pace.wait()
    pace.wait()
    pace.wait(2)
    assert clock.slept == [0.2, 0.1]
    assert pace.spent == 4


def test_turns_that_are_lost_leave_the_part_which_is_said_once() -> None:
    clock, others = Clock(), Others(0)
    pace = Pace(30 / 0.95, clock=clock, sleep=clock.sleep, tell=clock.told.append, turns=others)
    for _ in range(4):
        pace.wait()
    assert clock.slept == [2.0, 2.0, 2.0]
    assert clock.told == [
        "no Redis answers at redis.example:6379: from here on 31.5789 requests a minute, its part of 120"
    ]
    assert others.heard == 3
    assert pace.spent == 4


def test_a_turn_that_comes_too_late_is_not_waited_for() -> None:
    clock = Clock()
    pace = Pace(30, until=101.0, clock=clock, sleep=clock.sleep, turns=Others(5.0))
    with pytest.raises(BudgetSpent, match="the time of the run is spent"):
        pace.wait()
    assert clock.slept == []
