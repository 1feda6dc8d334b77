"""A run that ended before its time goes on with `--resume`: it reports what it would have, and writes nothing twice."""

from __future__ import annotations

import json
import os
import random
import subprocess
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from interrupting import RUN_ID, CountingTarget, Ending, reported, run
from outside import ENVIRONMENT, alone, in_folder

from contracts.engine.server import Server
from contracts.reference.faults import catalogue
from contracts.runner import specimen

MUTANTS = int(os.environ.get("RESUMED_MUTANTS", "0"))
"""How many mutants are interrupted at a gate; `tox -e resume` asks for many."""


def chosen(count: int) -> list[str]:
    """So many faults, from all over the catalogue."""
    known = sorted(catalogue())
    return [known[(2 * n + 1) * len(known) // (2 * count)] for n in range(count)]


def ending_of(fault: str) -> Ending:
    """How the run against a mutant ends early, by the name of its fault."""
    draw = random.Random(zlib.crc32(fault.encode()))
    return Ending(draw.randrange(5, 240), draw.choice(("killed", "interrupted", "out")), draw.random() < 0.5)


def check(folder: Path, fault: Sequence[str], endings: Sequence[Ending], *options: str) -> None:
    """Let a run end early, once or more often, and compare it with one that does not."""
    org = yaml.safe_dump(specimen.EMBEDDED.model_dump(mode="json"))
    once, parts = folder / "once", folder / "parts"
    for each in (once, parts):
        each.mkdir()
        (each / "org.yaml").write_text(org, encoding="utf-8")
    began = ("--run-id", RUN_ID, "--profile", "org.yaml", *options)
    with CountingTarget(fault) as whole:
        due = reported(once, run(whole, once, "--base-url", whole.base_url, *began)[1])
    with CountingTarget(fault) as target:
        code, said = run(target, parts, "--base-url", target.base_url, *began, ending=endings[0])
        for ending in (*endings[1:], None):
            assert code in (1, 2, 3, -9), said
            code, said = run(target, parts, "--resume", "reports", ending=ending)
        assert target.written_again(parts / "reports" / "run.jsonl") == []
    assert reported(parts, said).differences(due) == []


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("endings", "fault"),
    [
        ([Ending(30)], ()),
        ([Ending(20, answered=True)], ("accepts-a-duplicate",)),
        ([Ending(25, "interrupted"), Ending(20, "killed")], ()),
        ([Ending(20, "out")], ()),
    ],
    ids=["killed", "killed later", "interrupted, then killed", "an outage"],
)
def test_a_resumed_run_reports_what_it_would_have(
    tmp_path: Path, endings: Sequence[Ending], fault: tuple[str, ...]
) -> None:
    check(tmp_path, fault, endings, "--depth", "smoke")


@pytest.mark.parametrize("fault", chosen(MUTANTS))
def test_a_resumed_run_finds_what_it_would_have(tmp_path: Path, fault: str) -> None:
    check(tmp_path, (fault,), [ending_of(fault)])


SUITE = '''
from contracts.stories import scenario

@scenario("story/first", promise="one-owner-per-source", depth="smoke")
def test_first(api):
    """Adds people."""
    api.add(api.person())
    api.add(api.person())

@scenario("story/second", promise="one-owner-per-source", depth="smoke")
def test_second(api):
    """Adds somebody."""
    api.add(api.person())
'''


@pytest.fixture
def served() -> Server:
    return Server(specimen.reference(specimen.EMBEDDED))


def resume(folder: Path) -> subprocess.CompletedProcess[str]:
    return in_folder(folder, "--resume", "reports", "test_alone.py", **ENVIRONMENT)


def events_of(folder: Path) -> list[str]:
    lines = (folder / "reports" / "run.jsonl").read_text(encoding="ascii").splitlines()
    return [json.loads(line)["event"] for line in lines]


def test_a_budget_that_has_ended_may_be_raised(tmp_path: Path, served: Server) -> None:
    """What is left is asked, and the log goes on as one."""
    with served:
        first = alone(tmp_path, SUITE, "--base-url", served.base_url, "--max-requests", "3", **ENVIRONMENT)
        assert (first.returncode, served.requests_served) == (0, 3)
        then = resume(tmp_path)
    assert then.returncode == 0, then.stdout
    assert served.requests_served == 4
    assert "goes on after 3 requests of " in then.stdout
    assert "4 requests in" in then.stdout
    assert [each for each in events_of(tmp_path) if each in ("run", "exchange", "verdict")] == [
        *("run", "exchange", "exchange", "exchange", "verdict", "exchange", "verdict")
    ]
    people = (tmp_path / "reports" / "people.jsonl").read_text(encoding="utf-8").splitlines()
    assert sum("answer" not in json.loads(line) for line in people) == 3


def test_a_line_that_a_run_was_killed_in_is_cut_off(tmp_path: Path, served: Server) -> None:
    with served:
        alone(tmp_path, SUITE, "--base-url", served.base_url, **ENVIRONMENT)
        log = tmp_path / "reports" / "run.jsonl"
        lines = log.read_bytes().split(b"\n")
        last = max(n for n, line in enumerate(lines) if b'"exchange"' in line)
        log.write_bytes(b"\n".join([*lines[:last], lines[last][:50]]))
        again = resume(tmp_path)
    assert again.returncode == 0, again.stdout
    assert served.requests_served == 5
    assert "story/second was tried again: no answer: POST /v2/customers: the run ended before an" in again.stdout


def test_other_tests_than_those_of_the_run_are_not_gone_on_with(tmp_path: Path, served: Server) -> None:
    with served:
        alone(tmp_path, SUITE, "--base-url", served.base_url, **ENVIRONMENT)
        (tmp_path / "test_alone.py").write_text(SUITE.replace("story/first", "story/third"), encoding="utf-8")
        other = resume(tmp_path)
    assert other.returncode == 3
    assert "request 2 of the log is another one: are the suites, the tests that were chosen" in other.stdout
    assert served.requests_served == 4


def test_a_target_that_is_not_back_yet_costs_the_log_nothing(tmp_path: Path, served: Server) -> None:
    with served:
        alone(tmp_path, SUITE, "--base-url", served.base_url, **ENVIRONMENT)
    before = (tmp_path / "reports" / "run.jsonl").read_bytes()
    done = resume(tmp_path)
    assert done.returncode == 3
    assert (tmp_path / "reports" / "run.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--resume", "nowhere"), "nowhere/run.jsonl: cannot be read: No such file or directory"),
        (("--resume", ""), "--resume: got nothing, should be followed by the folder of a run's reports"),
        (("--resume", "reports", "--seed", "1"), "--seed: the run that --resume goes on with has settled that"),
    ],
)
def test_what_cannot_be_resumed_is_said_in_one_line(tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    done = in_folder(tmp_path, *options)
    assert done.returncode == 4
    (line,) = [line for line in done.stderr.splitlines() if line]
    assert told in line


def test_a_run_of_the_embedded_reference_begins_anew(tmp_path: Path) -> None:
    """Of which nothing is left."""
    assert alone(tmp_path, SUITE, "--fault", "accepts-a-duplicate", "--run-id", RUN_ID).returncode == 0
    again = resume(tmp_path)
    assert again.returncode == 0
    assert f"run id {RUN_ID}" in again.stdout
