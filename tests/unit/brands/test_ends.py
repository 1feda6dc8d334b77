"""Whatever ends a worker or a campaign: no request comes after it, and no verdict that was not proved."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from brands.called import (
    ALONE,
    LONG,
    SUITES,
    Brand,
    Told,
    begun,
    children_of,
    end,
    outcome,
    served,
    wait_for,
    write_campaign,
)

pytestmark = ALONE
PATIENT = {"depth": "smoke", "rate": 240, "max_requests": 20}
TWO = (Brand("acme"), Brand("bolt"))


@pytest.fixture
def told(tmp_path: Path) -> Iterator[dict[str, Told]]:
    with served(TWO) as targets:
        urls = {name: each.base_url for name, each in targets.items()}
        write_campaign(tmp_path, TWO, urls, defaults=PATIENT)
        yield targets


@contextlib.contextmanager
def asking(folder: Path, told: dict[str, Told], *options: str, runs: int = 2) -> Iterator[subprocess.Popen[str]]:
    """A campaign under way, so many runs of which are asking."""
    process = begun(folder, *options, suites=SUITES[:1])
    try:
        wait_for(lambda: sum(len(each.at) >= 3 for each in told.values()) == runs)
        yield process
    finally:
        end(process)


@pytest.fixture
def under_way(tmp_path: Path, told: dict[str, Told]) -> Iterator[subprocess.Popen[str]]:
    """A campaign on two workers, both of which are asking."""
    with asking(tmp_path, told, "-n", "2") as process:
        yield process


def test_a_worker_that_dies_costs_its_own_target_alone(
    tmp_path: Path, told: dict[str, Told], under_way: subprocess.Popen[str]
) -> None:
    """Its run ends with it, and is not begun again: it would meet its own people."""
    os.kill(children_of(under_way.pid)[0], signal.SIGKILL)
    died = time.monotonic()
    assert under_way.wait(90) == 3, (tmp_path / "said.txt").read_text()
    outcomes = {name: outcome(tmp_path / "reports", name) for name in told}
    (lost,) = [name for name, each in outcomes.items() if each is None]
    (kept,) = [each for each in outcomes.values() if each]
    assert kept["exit"] == 0
    assert max(told[lost].at) - died < 1
    assert (tmp_path / "reports" / "targets" / lost / "run.jsonl").is_file()
    said = (tmp_path / "said.txt").read_text()
    assert f"{lost}: no verdict: the worker that ran it has died" in said
    assert f"target {lost}: no verdict: its run left no outcome" in said


def test_an_interrupt_reaches_the_run(tmp_path: Path, told: dict[str, Told]) -> None:
    """It leaves its reports; what comes after it is not begun."""
    with asking(tmp_path, told, runs=1) as process:
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 2
    assert (outcome(tmp_path / "reports", "acme") or {})["exit"] == 2
    assert (tmp_path / "reports" / "targets" / "acme" / "index.html").is_file()
    assert outcome(tmp_path / "reports", "bolt") is None
    assert told["bolt"].at == []


@LONG
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_reaches_the_runs_of_workers(
    tmp_path: Path, told: dict[str, Told], under_way: subprocess.Popen[str], number: signal.Signals
) -> None:
    """Also where only the campaign hears of it, as of a job's end."""
    under_way.send_signal(number)
    ended = time.monotonic()
    assert under_way.wait(60) == 2
    for name, each in told.items():
        assert max(each.at) - ended < 1
        assert (outcome(tmp_path / "reports", name) or {})["exit"] == 2
        assert (tmp_path / "reports" / "targets" / name / "index.html").is_file()


@LONG
def test_a_campaign_that_is_killed_takes_its_runs_with_it(
    tmp_path: Path, told: dict[str, Told], under_way: subprocess.Popen[str]
) -> None:
    under_way.kill()
    died = time.monotonic()
    under_way.wait()
    wait_for(lambda: not running(tmp_path))
    assert all(max(each.at) - died < 1 for each in told.values())
    assert all((outcome(tmp_path / "reports", name) or {"exit": 2})["exit"] == 2 for name in told)


def running(folder: Path) -> list[str]:
    """The processes that work there."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if path.resolve() == folder.resolve():
                found.append(path.parent.name)
        except OSError:
            continue
    return found
