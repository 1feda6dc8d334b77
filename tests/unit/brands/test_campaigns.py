"""A campaign gives each target the verdict of a run of its own, and what ends one costs no other.

CAMPAIGN_TARGETS says how many targets the first test has, each a process of its own; else there are six, in this one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from outside import ENVIRONMENT

from brands.called import (
    HERE,
    IS_LONG,
    SUITES,
    Brand,
    Told,
    campaign,
    findings,
    outcome,
    served,
    write_campaign,
)
from contracts.engine.server import RateLimit

BRANDS = (
    Brand("healthy"),
    Brand("down", is_up=False),
    Brand("spoilt", fault="accepts-a-duplicate"),
    Brand("throttled", limit=RateLimit(6, 1.0)),
    Brand("wordy", manner="wording=catalogue"),
    Brand("shy", said={"username": "NOT_SET"}),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("campaign")


@pytest.fixture(scope="module")
def six(folder: Path) -> Iterator[tuple[int, str, dict[str, Told]]]:
    """What a campaign of six on two workers came to."""
    with served(BRANDS) as told:
        urls = {name: each.base_url for name, each in told.items()}
        write_campaign(folder, BRANDS, urls, defaults={"depth": "smoke"})
        yield *campaign(folder, "-n", "2", suites=SUITES[:1]), told


def test_each_target_has_the_verdict_of_a_run_of_its_own(
    six: tuple[int, str, dict[str, Told]], folder: Path, tmp_path: Path
) -> None:
    code, said, told = six
    exits = {brand.name: (outcome(folder / "reports", brand.name) or {}).get("exit") for brand in BRANDS}
    assert exits == {"healthy": 0, "down": 3, "spoilt": 1, "throttled": 0, "wordy": 0, "shy": 4}, said
    assert code == 4, said
    for name in ("spoilt", *(("healthy", "wordy", "throttled") if IS_LONG else ())):
        alone = run_alone(tmp_path / name, told[name].base_url)
        assert alone == exits[name]
        assert findings(tmp_path / name / "reports") == findings(folder / "reports" / "targets" / name)
    assert findings(folder / "reports/targets/spoilt")


def run_alone(folder: Path, base_url: str) -> int:
    folder.mkdir()
    words = [sys.executable, "-m", "pytest", *HERE, "--base-url", base_url, "--depth", "smoke", *SUITES[:1]]
    environ = {**os.environ, **ENVIRONMENT}
    return subprocess.run(words, cwd=folder, env=environ, capture_output=True, check=False).returncode


def test_what_a_target_says_is_said_once(six: tuple[int, str, dict[str, Told]], folder: Path) -> None:
    _, said, _ = six
    assert (outcome(folder / "reports", "shy") or {})["why"] == "NOT_SET is not set"
    down = outcome(folder / "reports", "down") or {}
    assert down["why"] == "nothing answers at 127.0.0.1:9 (Connection refused); is the base URL right?"
    assert f"down: UNKNOWN (exit code 3): {down['why']}" in said
    spent = outcome(folder / "reports", "healthy") or {}
    assert 0 < spent["requests"] <= 60
    assert spent["cpu_seconds"] > 0
    assert spent["peak_mb"] > 10
    assert "Traceback" not in said
