"""How far a run is stands in one line that fits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.reporting.progress import Standing, line

HALF = Standing(
    requests=150,
    budget=300,
    seconds=100.0,
    seconds_left=float("inf"),
    findings=1,
    tests_over=40,
    tests=80,
    story="batch/order[1]",
)


def test_it_says_requests_pace_findings_time_and_story() -> None:
    told = "150 of 300 requests, 90 a minute, 1 finding, about 1 min 40 s left: batch/order[1]"
    assert line(HALF, 100) == told
    assert line(HALF, 60) == told[:57].rstrip() + "..."


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"budget": 160}, "about 7 s left"),
        ({"seconds_left": 20.0}, "about 20 s left"),
        ({"seconds_left": -1.0}, "about 0 s left"),
        ({"budget": None}, "about 1 min 40 s left"),
        ({"budget": None, "tests_over": 0}, "1 min 40 s so far"),
        ({"budget": None, "tests_over": 0, "seconds": 59.6}, "1 min 0 s so far"),
        ({"tests_over": 0, "requests": 0}, "0 of 300 requests, 0 a minute"),
        ({"requests": 12_345, "budget": None}, "12,345 requests"),
        ({"story": "\x1b[2Jevil"}, r"left: \x1b[2Jevil"),
    ],
)
def test_the_nearest_bound_tells_how_long_it_takes(changes: dict[str, object], told: str) -> None:
    assert told in line(replace(HALF, **changes), 200)  # type: ignore[arg-type]
