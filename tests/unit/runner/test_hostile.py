"""Whatever a target sends: the right exit code, in bounded time and memory, and every report intact."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

import pytest
from hostile import BARRED, BREAKING, HARMLESS, Attack, HostileTarget
from outside import ENVIRONMENT

from contracts.reporting import events

SUITE = '''
import urllib.parse
import pytest
from contracts.stories import scenario
from contracts.stories.payloads import v2_customer

@pytest.mark.parametrize("attack", ATTACKS)
@scenario("hostile/answers", promise="one-owner-per-source", depth="smoke")
def test_answers(api, attack):
    """Adds somebody, is answered so, and goes on."""
    api.add(api.person().alone)
    name = (("X-Attack", urllib.parse.quote(attack)),)
    api.send("addCustomer", v2_customer(api.person(plain=True).alone, "INSTORE"), headers=name)
    api.lookup(api.person()["mobile"])
'''
MEMORY_MAX_MB = 300
TIME_MAX_S = 100.0
"""Of a run: each attack may take as long as an answer, which is a second."""
LIMITS = "limits: {timeout_s: 1, max_requests: 300}\n"


@dataclass(frozen=True)
class Ran:
    """What became of a run."""

    code: int
    told: str
    memory_mb: float
    folder: Path

    def outcomes(self) -> dict[str, str]:
        """Attack -> how JUnit begins to tell of its test."""
        told: dict[str, str] = {}
        for case in ElementTree.parse(self.folder / "junit.xml").getroot().iter("testcase"):
            words = next((each.get("message", "") for each in case), "ok")
            told[case.get("name", "").partition("[")[2][:-1]] = words.partition(":")[0]
        return told


MEASURED = """
import pathlib, resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
pathlib.Path(sys.argv[1]).write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""
"""Runs a command and writes down its peak in KB: a child's is at least what its parent held when it was forked."""


PYTEST = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider")


def attacked(folder: Path, attacks: dict[str, Attack]) -> Ran:
    """A run against a target with these attacks, each in a test of its own, with every report there is."""
    for name in ("home", "tmp", "here"):
        (folder / name).mkdir()
    here = folder / "here"
    (here / "test_alone.py").write_text(f"ATTACKS = {list(attacks)!r}\n{SUITE}", encoding="utf-8")
    (here / "brand.yaml").write_text(LIMITS, encoding="utf-8")
    (here / "summary.md").touch()
    output = folder / "output"
    with HostileTarget(attacks) as target, output.open("wb") as out:
        options = ("--profile", "brand.yaml", "--base-url", target.base_url)
        options += ("--junitxml", "junit.xml", "--alluredir", "reports/allure")
        run = subprocess.Popen(
            [sys.executable, "-c", MEASURED, str(folder / "peak"), *PYTEST, *options, "test_alone.py"],
            cwd=here,
            env=os.environ
            | ENVIRONMENT
            | {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(here / "summary.md")}
            | {"HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        stuck = threading.Timer(TIME_MAX_S, os.killpg, (run.pid, signal.SIGKILL))
        stuck.start()
        run.wait()
        stuck.cancel()
    assert "crash" not in target.served
    told = output.read_bytes().decode()
    return Ran(run.returncode, told, int((folder / "peak").read_text(encoding="utf-8")) / 1024, here)


def check_intact(ran: Ran) -> None:
    """Nothing outside of what was asked for, and every report can be read and does as it is told."""
    left = {path.name for path in ran.folder.iterdir()}
    assert left == {"test_alone.py", "brand.yaml", "summary.md", "junit.xml", "reports"}
    assert not list((ran.folder.parent / "home").iterdir())
    assert not list((ran.folder.parent / "tmp").iterdir())
    allowed = {"run.jsonl", "people.jsonl", "readings.yaml", "index.html", ".lock", "allure"}
    assert {path.name for path in (ran.folder / "reports").iterdir()} <= allowed
    assert "Traceback" not in ran.told
    check_terminal(ran.told)
    check_terminal((ran.folder / "junit.xml").read_text(encoding="utf-8"))
    log = (ran.folder / "reports" / "run.jsonl").read_text(encoding="ascii")
    assert json.loads(log.splitlines()[-1])["event"] == "verdict"
    assert events.exchanges_of(ran.folder / "reports" / "run.jsonl")
    for path in (ran.folder / "reports" / "allure").glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    summary = (ran.folder / "summary.md").read_text(encoding="utf-8")
    check_terminal(summary)
    assert not re.search(r"<(script|img)|\]\(javascript|<!--", summary)


def check_terminal(text: str) -> None:
    """No control or bidi character, and no line that is a command of a target's."""
    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]", text) == []
    assert re.findall("(?m)^.*(::stop-commands|##vso|^::error file).*$", text) == []


@pytest.mark.parametrize(
    ("attacks", "code", "outcome"),
    [(BARRED, 3, "no verdict"), (BREAKING, 1, "broken promise"), (HARMLESS, 0, "ok")],
    ids=["no answer", "broken promises", "harmless"],
)
def test_whatever_a_target_sends(tmp_path: Path, attacks: dict[str, Attack], code: int, outcome: str) -> None:
    """What is no answer is no broken promise; what is one, with whatever beside it, is judged."""
    ran = attacked(tmp_path, attacks)
    assert ran.outcomes() == dict.fromkeys(attacks, outcome)
    assert ran.code == code
    assert ran.memory_mb < MEMORY_MAX_MB
    check_intact(ran)
