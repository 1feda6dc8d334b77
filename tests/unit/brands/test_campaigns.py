"""A campaign gives each target the verdict of a run of its own, and what ends one costs no other.

CAMPAIGN_TARGETS says how many targets the first test has, each a process of its own; else there are six, in this one.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from outside import ENVIRONMENT, run

from brands.called import (
    ALONE,
    HERE,
    IS_LONG,
    LONG,
    SUITES,
    TARGETS,
    Brand,
    Told,
    begun,
    campaign,
    findings,
    outcome,
    served,
    served_by_processes,
    write_campaign,
)
from contracts.engine.server import RateLimit
from contracts.runner import specimen

pytestmark = ALONE
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


def run_alone(folder: Path, base_url: str, *options: str) -> int:
    folder.mkdir(exist_ok=True)
    words = [sys.executable, "-m", "pytest", *HERE, "--base-url", base_url, "--depth", "smoke", *options, *SUITES[:1]]
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
    assert 'name="spoilt"' in (folder / "reports" / "junit.xml").read_text(encoding="utf-8")
    assert (folder / "reports" / "index.html").is_file()


@LONG
def test_two_workers_take_little_more_than_half_as_long(tmp_path: Path) -> None:
    """Of many targets, with the same verdicts and findings, and without growing."""
    brands = many(TARGETS)
    whole = RateLimit(2, 1.0)
    with served_by_processes(brands) as urls, served([each for each in brands if each.limit == whole]) as throttled:
        known = urls | {name: each.base_url for name, each in throttled.items()}
        took, came = {}, {}
        for workers in (1, 2):
            folder = tmp_path / f"on-{workers}"
            folder.mkdir()
            write_campaign(folder, brands, known, defaults={"depth": "smoke", "rate": 800})
            began = time.monotonic()
            process = begun(folder, "-n", str(workers), suites=SUITES[:1])
            sizes = list(sizes_of(process))
            took[workers] = time.monotonic() - began
            assert process.wait() == 1
            meanwhile = sizes[len(sizes) // 4 : -len(sizes) // 10]  # before the merge, which makes a page
            assert max(meanwhile) < 1.05 * min(meanwhile), "the controller has grown"
            came[workers] = {each.name: results_of(folder / "reports", each.name) for each in brands}
        alone = {}
        for brand in brands:
            (tmp_path / brand.name).mkdir()
            code = run_alone(tmp_path / brand.name, known.get(brand.name, "http://127.0.0.1:9"), "--rate", "800")
            alone[brand.name] = code, findings(tmp_path / brand.name / "reports")
    assert came[1] == came[2] == alone
    assert {code for code, _ in alone.values()} == {0, 1, 3}
    assert took[2] <= 0.65 * took[1], took


def many(count: int) -> list[Brand]:
    """Brands each with another fault or manner; two of them are down, two throttled."""
    faults = list(specimen.faults())
    manners = ("wording=catalogue", "extra_members=true", "reversed_members=true", "created_status=201")
    brands = [Brand("healthy"), Brand("down-1", is_up=False), Brand("down-2", is_up=False)]
    brands += [Brand(f"throttled-{number}", limit=RateLimit(2, 1.0)) for number in (1, 2)]
    brands += [Brand(manner.partition("=")[0].replace("_", "-"), manner=manner) for manner in manners]
    return brands + [Brand(fault, fault=fault) for fault in faults[: count - len(brands)]]


def sizes_of(process: subprocess.Popen[str]) -> Iterator[int]:
    """Kilobytes of a process, twice a second until it has ended."""
    while process.poll() is None:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8"))
        if found:
            yield int(found[1])
        threading.Event().wait(0.5)


def results_of(reports: Path, name: str) -> tuple[int, list[tuple[str, str, str]]]:
    """Exit code and findings of a target."""
    return (outcome(reports, name) or {"exit": -1})["exit"], findings(reports / "targets" / name)


def test_another_way_of_sharing_out_is_refused(tmp_path: Path) -> None:
    """It would have two of one group at work at once."""
    (tmp_path / "brands.yaml").write_text("targets: {acme: {}}\n", encoding="utf-8")
    done = run(tmp_path, "--campaign", "brands.yaml", "-n", "2", "--dist", "load")
    assert done.returncode == 4
    assert "--dist load: targets that share a limit are one group, so it should be loadgroup" in done.stderr
    assert not (tmp_path / "reports").exists()
