"""Tells a person who waits for a run how far it is: on a terminal a line that renews itself, else one now and then."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import pytest

from contracts.reporting.progress import Standing, line
from contracts.reporting.render import WIDTH
from contracts.runner.run import Run
from contracts.runner.terminal import say, uncaptured
from contracts.runner.tests import identity_of

QUIET_S = 10.0
"""A run that is over by then needs no word."""
_RENEWED_S = 0.25
_TOLD_S = 15.0
_TOLD_SHARE = 0.1
"""Where nothing can be renewed a line comes every 15 s, and later whenever a tenth of the run has gone by."""
_SHOW = "\x1bD\x1b[1A\x1b7\x1b[1B\r\x1b[2K{}\x1b8"
"""Make sure of a line below, write there, and come back: index, up, save, down, erase, restore (ECMA-48, VT100)."""
_ERASE = "\x1b7\x1b[1B\r\x1b[2K\x1b8"


class Progress:
    """A pytest plugin that watches a run; `tell` says how far it is, and is called `every` so many seconds at most.

    `every` is given the seconds since the run began.
    """

    def __init__(
        self,
        run: Run,
        tests: int,
        tell: Callable[[Standing], None],
        every: Callable[[float], float],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._run = run
        self._tests = tests
        self._tell = tell
        self._every = every
        self._clock = clock
        self._started = clock()
        self._next = QUIET_S
        self._story = ""
        run.watch = self.look

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Remember which test is under way."""
        self._story = identity_of(item)

    def look(self) -> None:
        """Tell how far the run is, if it is time."""
        seconds = self._clock() - self._started
        if seconds < self._next:
            return
        self._next = seconds + self._every(seconds)
        run, options = self._run, self._run.options
        self._tell(
            Standing(
                requests=run.spent,
                budget=options.budget,
                seconds=seconds,
                seconds_left=(options.max_seconds or float("inf")) - seconds,
                findings=len({finding.number for finding in run.findings if finding.decides}),
                tests_over=len(run.tests),
                tests=self._tests,
                story=self._story,
            )
        )


class Beneath:
    """The file of a terminal with a line beneath what is written, that goes whenever something is written."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._shown = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def show(self, text: str) -> None:
        """Write the line, in the place of an earlier one."""
        self._file.write(_SHOW.format(text))
        self._file.flush()
        self._shown = True

    def write(self, text: str) -> int:
        """As of a text file."""
        if self._shown:
            self._shown = False
            self._file.write(_ERASE)
        written: int = self._file.write(text)
        return written


def watch(config: pytest.Config, run: Run, tests: int) -> None:
    """Let a person hear how far a run is, but where they asked for less (`-q`)."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or config.get_verbosity() < 0:
        return
    if _can_renew(config, reporter):
        beneath = reporter._tw._file = Beneath(reporter._tw._file)

        def renew(standing: Standing) -> None:
            with uncaptured(config):
                beneath.show(line(standing, reporter._tw.fullwidth - 1))

        progress = Progress(run, tests, renew, lambda seconds: _RENEWED_S)
    else:
        width = WIDTH - len("contracts: ")
        progress = Progress(
            run,
            tests,
            lambda standing: say(config, line(standing, width)),
            lambda seconds: max(_TOLD_S, seconds * _TOLD_SHARE),
        )
    config.pluginmanager.register(progress, "contracts-progress")


def _can_renew(config: pytest.Config, reporter: Any) -> bool:
    """Whether a line can be written and taken back, and nothing but pytest writes there meanwhile."""
    alone = config.getoption("capture", "no") in ("fd", "sys")
    return bool(reporter.isatty) and os.environ.get("TERM", "dumb") != "dumb" and alone
