"""Runs the contract suites inside this process, without sockets, against a reference made into anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.plugin import REPORT
from contracts.summary import RunReport

ROOT = Path(__file__).resolve().parents[2]


class _Catcher:
    """Takes the report out of a run."""

    report: RunReport | None = None

    def pytest_unconfigure(self, config: pytest.Config) -> None:
        self.report = config.stash.get(REPORT, None)


def run(
    reports: Path, *options: str, suites: tuple[str, ...] = ("scenarios", "fuzz"), sockets: bool = False
) -> RunReport:
    """One run of the suites; the report it came to."""
    catcher = _Catcher()
    code = pytest.main(
        [
            *(() if sockets else ("--no-sockets",)),
            *("-q", "--no-header", "--no-summary", "--capture=no", "--disable-warnings"),
            *("-p", "no:xdist", "-p", "no:cacheprovider"),
            *("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT)),
            *("--run-id", "mutant7", "--reports", str(reports)),
            *options,
            *(str(ROOT / "tests" / name) for name in suites),
        ],
        plugins=[catcher],
    )
    assert catcher.report is not None, f"the run came to nothing: exit code {code}"
    assert int(code) == int(catcher.report.exit)
    return catcher.report
