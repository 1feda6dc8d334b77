"""Runs the contract suites inside this process, without sockets, against a reference made into anything.

A matrix is hundreds of runs, so what is pure is shared between those of one process: the
parsed specs and the drawn cases. A mutant is not asked which readings it follows: no row
tells of them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from unittest import mock

import pytest

from contracts.engine.verdict import Exit
from contracts.reporting.summary import RunReport
from contracts.rules.readings import observed
from contracts.runner.ending import REPORT
from contracts.runner.plugin import RUN

ROOT = Path(__file__).resolve().parents[2]
SUITES = ("scenarios", "fuzz")


class _Catcher:
    """Takes the report out of a run; where so asked, ends it with the test that made the first finding."""

    report: RunReport | None = None

    def __init__(self, until_found: bool) -> None:
        self._until_found = until_found

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        result = yield
        opened = item.config.stash.get(RUN, None)
        if self._until_found and opened and Exit.FINDINGS in opened.exits:  # -x would end at an unknown verdict too
            item.session.shouldfail = "a finding"
        return result

    def pytest_unconfigure(self, config: pytest.Config) -> None:
        self.report = config.stash.get(REPORT, None)


def run(
    reports: Path,
    *options: str,
    suites: tuple[str, ...] = SUITES,
    sockets: bool = False,
    until_found: bool = False,
) -> RunReport:
    """One run of the suites; the report it came to."""
    catcher = _Catcher(until_found)
    with _cheaply("--fault" in options) if "nightly" not in options else nullcontext():
        code = pytest.main(
            [
                *(() if sockets else ("--no-sockets",)),
                *("-q", "--no-header", "--no-summary", "--capture=no", "--disable-warnings", "--tb=no"),
                *("-p", "no:xdist", "-p", "no:cacheprovider"),
                *("-p", "no:unraisableexception", "-p", "no:threadexception"),  # each ends in several collections
                *("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)),
                *("--run-id", "mutant7", "--reports", str(reports), "--cut-down", "0"),
                *options,
                *(str(ROOT / "tests" / name) for name in suites),
            ],
            plugins=[catcher],
        )
    assert catcher.report is not None, f"the run came to nothing: exit code {code}"
    assert int(code) == int(catcher.report.exit)
    return catcher.report


@contextmanager
def _cheaply(is_mutant: bool) -> Iterator[None]:
    """A run is short and its garbage small; collecting it while it runs costs a tenth."""
    enabled = gc.isenabled()
    gc.disable()
    observing = mock.patch.object(observed, "observe", return_value={}) if is_mutant else nullcontext()
    try:
        with observing:
            yield
    finally:
        if enabled:
            gc.enable()
