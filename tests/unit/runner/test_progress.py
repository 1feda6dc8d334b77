"""A person who waits hears how far a run is, once it takes long, and never over what pytest writes."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import Any

import pytest
from outside import alone

from contracts.reporting.progress import Standing
from contracts.runner import progress
from contracts.runner.progress import Beneath, Progress


class Time:
    """A clock that is set."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def watched(every: float) -> tuple[Any, Time, list[Standing]]:
    """A run, its clock, and what is told of it."""
    clock, told = Time(), list[Standing]()
    findings = [SimpleNamespace(number=n, decides=d) for n, d in ((1, True), (1, True), (2, False), (3, True))]
    options = SimpleNamespace(budget=300, max_seconds=60.0)
    run: Any = SimpleNamespace(spent=7, options=options, findings=findings, tests={"a": 1}, watch=None)
    plugin = Progress(run, 4, told.append, lambda seconds: every, clock)
    plugin._story = "batch/order"
    return run, clock, told


def test_nothing_is_said_for_ten_seconds_and_then_at_intervals() -> None:
    run, clock, told = watched(every=15.0)
    for clock.now in (1000.0, 1009.9, 1010.0, 1012.0, 1024.9, 1025.1):
        run.watch()
    assert [standing.seconds for standing in told] == [10.0, pytest.approx(25.1)]
    assert told[0] == Standing(7, 300, 10.0, 50.0, 2, 1, 4, "batch/order")


def test_a_line_beneath_goes_before_anything_else_is_written() -> None:
    file = io.StringIO()
    beneath = Beneath(file)
    beneath.write(".")
    beneath.show("one")
    beneath.show("two")
    beneath.write("\n")
    beneath.write(".")
    assert (
        file.getvalue() == "." + progress._SHOW.format("one") + progress._SHOW.format("two") + progress._ERASE + "\n."
    )


SUITE = '''
import pytest
from contracts.runner import progress
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

progress.QUIET_S = 0.0  # read when a run is opened

@scenario("story/alone", promise="one-owner-per-source")
def test_alone(api: Api) -> None:
    """Adds somebody."""
    api.add(api.person())
'''


def test_lines_are_plain_where_it_is_no_terminal_and_quiet_where_asked(tmp_path: Any) -> None:
    done = alone(tmp_path, SUITE)
    assert "\ncontracts: 1 of 300 requests" in done.stdout
    assert "left: story/alone" in done.stdout or "so far: story/alone" in done.stdout
    assert "\x1b" not in done.stdout
    assert " of 300 requests" not in alone(tmp_path, SUITE, "-q").stdout
