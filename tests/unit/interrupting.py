"""Runs that end before their time, at a request of one's choice, against a target that counts what it is sent."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from outside import ENVIRONMENT, ROOT, as_in_a_terminal

from contracts.engine.exchange import Answer, Delivery, Request, Response, Rest
from contracts.engine.server import Server
from contracts.reporting import events
from contracts.runner import specimen

RUN_ID = "4f2a91c"
SUITES = ("scenarios", "fuzz")
_RACES = re.compile("test_same_person_|test_unknown_person_upserts|test_upserts")
"""Over sockets nobody decides who comes first: these tests of a mutant may pass and fail by turns."""


@dataclass(frozen=True)
class Ending:
    """When and how the first part of a run ends."""

    at: int
    """At which of its requests."""
    how: str = "killed"
    """killed, interrupted, out: the target is gone for a while."""
    answered: bool = False
    """Whether the target has answered that request by then."""


class CountingTarget:
    """A reference behind a port, and what it was asked; from entry to exit."""

    def __init__(self, faults: Sequence[str] = ()) -> None:
        self.seen: Counter[Request] = Counter()
        self.ending: Ending | None = None
        self.process: subprocess.Popen[str] | None = None
        self._model = specimen.reference(specimen.EMBEDDED, faults)
        self.count = 0
        """Requests of this run."""
        self._server = Server(self)
        self.base_url = self._server.base_url

    def __call__(self, request: Request) -> Answer | Rest:
        self.count += 1
        ending = self.ending
        if ending and ending.how == "out" and self.count >= ending.at:
            if self.count == ending.at:
                self.seen[request] += 1
                self._model(request)
            return Answer(Response(503), delivery=Delivery.RESET)
        self.seen[request] += 1
        if ending and self.count == ending.at:
            if ending.answered:
                threading.Timer(0.02, self._end).start()
            else:
                self._end()
        return self._model(request)

    def _end(self) -> None:
        assert self.process is not None
        assert self.ending is not None
        self.process.send_signal(signal.SIGKILL if self.ending.how == "killed" else signal.SIGINT)
        if self.ending.how == "killed":
            self.process.wait()

    def written_again(self, log: Path) -> list[tuple[str, str, bytes]]:
        """Writes that came more often than the log of the run tells: a story may well make one twice."""
        came = Counter(_bare(request) for request in self.seen.elements() if request.method != "GET")
        return list((came - Counter(_bare(exchange.request) for exchange in events.exchanges_of(log))).elements())

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()


def _bare(request: Request) -> tuple[str, str, bytes]:
    return request.method, request.path, request.body


def run(target: CountingTarget, folder: Path, *options: str, ending: Ending | None = None) -> tuple[int, str]:
    """A run of the project's suites from that folder: its exit code and what it says."""
    target.ending, target.count = ending, 0
    folder.mkdir(exist_ok=True)
    output = folder / "output"
    with output.open("w") as out:
        target.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "-q"),
                *("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "--junitxml", "junit.xml"),
                *options,
                *("--patience", "1"),
                *(str(ROOT / "tests" / name) for name in SUITES),
            ],
            cwd=folder,
            env={**os.environ, **ENVIRONMENT, "PYTHONPATH": str(ROOT)},
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=as_in_a_terminal,
        )
        code = target.process.wait(120)
    target.ending = None
    return code, output.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Reported:
    """What a run reports, as far as two runs can be the same."""

    exit: int
    findings: frozenset[tuple[str, str, str]]
    """Rules with operation and whether they are remarks."""
    tests: frozenset[tuple[str, str]]
    """Tests with how they ended."""
    promises: frozenset[str]
    """Anchors with their verdicts."""

    def differences(self, other: Reported) -> list[object]:
        """What only one of the two has."""
        several = ((self.findings, other.findings), (self.tests, other.tests), (self.promises, other.promises))
        odd: list[object] = [each for ours, theirs in several for each in sorted(ours ^ theirs)]
        return odd if self.exit == other.exit else [self.exit, other.exit, *odd]


def reported(folder: Path, said: str) -> Reported:
    """What a run that has ended reports."""
    log = folder / "reports" / "run.jsonl"
    found = {(each.rule, each.operation, str(each.remark)) for each in events.findings_of(log)}
    last = json.loads(log.read_text(encoding="ascii").splitlines()[-1])
    cases = ElementTree.parse(folder / "junit.xml").getroot().iter("testcase")
    cases = [case for case in cases if not _RACES.match(case.get("name", ""))]
    tests = {(case.get("name", ""), next((each.tag for each in case), "passed")) for case in cases}
    table = re.findall(r"(?m)^  (FAIL|UNKNOWN|PASS) +\S+ +([a-z0-9-]+)", said)
    return Reported(last["exit"], frozenset(found), frozenset(tests), frozenset(map(" ".join, table)))
