"""The process that runs one target: how it is started, what it may know, how it ends, and what it came to.

It has the folder, the credentials and the part of a limit of its target, and nobody else's. It ends with who has
started it, however that ends (`told.outlive_nobody`).
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from contracts.engine import whole
from contracts.engine.verdict import Exit
from contracts.runner.asked import InCampaign
from contracts.runner.campaigns import told
from contracts.runner.campaigns.plan import FORMAT, Roster, TargetRun, run_id_of

OUTCOME, OUTPUT, BEGUN, STOP = "outcome.json", "output.txt", ".begun", ".stop"
_POLL_S = 0.05
_EVENT_BYTES_MAX = 1_000_000
_GRACE_S = 20.0
"""So long may a run that is interrupted take to leave its reports."""
_CREDENTIALS = re.compile(r"CONTRACTS_\w+")
_OF_THE_PARENT = ("PYTEST_ADDOPTS", "PYTEST_BASE_URL", "PYTEST_CURRENT_TEST", "GITHUB_STEP_SUMMARY")
"""What the environment says to the campaign, and not to the run of a target."""


@dataclass(frozen=True)
class TargetOutcome:
    """What the run of a target came to."""

    name: str
    exit: int
    why: str
    started: str
    ended: str
    requests: int
    cpu_seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Suites:
    """Which suites are run, and how pytest is called for them."""

    before: tuple[str, ...] = ()
    """Words of Python's, before `-m pytest`."""
    words: tuple[str, ...] = ()


def command(target: TargetRun, plan: Roster, suites: Suites, folder: Path) -> list[str]:
    """How pytest is called for a target whose reports go to that folder."""
    part = ("--rate", f"{target.part:.6g}") if target.part is not None else ()
    results = () if target.base_url else ("--alluredir", str(folder / "allure-results"), "--clean-alluredir")
    reports = ("--reports", str(folder), "--junitxml", str(folder / "junit.xml"))
    run_id = ("--run-id", run_id_of(plan, target.name))
    return [
        sys.executable,
        *suites.before,
        "-m",
        "pytest",
        *target.words,
        *part,
        *run_id,
        *reports,
        *results,
        *suites.words,
    ]


def environment(
    target: TargetRun, plan: Roster, environ: Mapping[str, str], asked: InCampaign
) -> tuple[dict[str, str], str]:
    """What the process finds in its environment, and why it cannot be started; empty where it can."""
    others = {variable for each in plan.targets for variable in each.variables.values()}
    kept = {
        name: value
        for name, value in environ.items()
        if name not in others
        and name not in _OF_THE_PARENT
        and not name.startswith("PYTEST_XDIST_")
        and not _CREDENTIALS.fullmatch(name)
    }
    missing = []
    for name, source in target.variables.items():
        if environ.get(source):
            kept[name] = environ[source]
        elif name != source:
            missing.append(source)
    why = f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set" if missing else ""
    return {**kept, **told.environment(asked)}, why


class Child:
    """One process under way."""

    def __init__(self, words: Sequence[str], environ: Mapping[str, str], folder: Path, here: Path) -> None:
        self._output = (folder / OUTPUT).open("wb")
        self._process = subprocess.Popen(  # noqa: S603 - the words are those of the person who has started us
            words,
            cwd=here,
            env=dict(environ),
            stdin=subprocess.PIPE,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # of interrupts it hears from us alone, and once
        )
        self._idle = threading.Event()
        self.cpu_seconds, self.peak_mb = 0.0, 0.0

    def wait(self, stop: Path) -> int:
        """Return its exit code, negative for a signal; an interrupt is passed on, and raised once it has ended.

        A file `stop`, or the end of who has started this process, is an interrupt, too.
        """
        parent = os.getppid()
        try:
            while (code := self._ended()) is None:
                if os.getppid() != parent or stop.exists():
                    raise KeyboardInterrupt
                self._idle.wait(_POLL_S)
            return code
        except KeyboardInterrupt:
            self._end()
            raise
        finally:
            self._output.close()
            if self._process.stdin:
                self._process.stdin.close()

    def _ended(self) -> int | None:
        """The exit code once it has ended, with what it took."""
        if not hasattr(os, "wait4"):
            return self._process.poll()
        pid, status, used = os.wait4(self._process.pid, os.WNOHANG)
        if pid == 0:
            return None
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu_seconds = used.ru_utime + used.ru_stime
        self.peak_mb = used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
        return self._process.returncode

    def _end(self) -> None:
        """Interrupt it, and wait until it has left its reports; end it where that takes too long."""
        for number in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)
            until = time.monotonic() + _GRACE_S
            while self._ended() is None and time.monotonic() < until:
                self._idle.wait(_POLL_S)
            if self._process.returncode is not None:
                return


def run(target: TargetRun, plan: Roster, suites: Suites, reports: Path, here: Path, asked: InCampaign) -> TargetOutcome:
    """Run a target to its end, and leave what it came to in its folder; a KeyboardInterrupt is raised after that.

    Without outcome.json there is no verdict: it is the last thing that is written, and the first that goes.
    """
    folder = reports / "targets" / target.name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / OUTCOME).unlink(missing_ok=True)
    begun = time.time()
    environ, why = environment(target, plan, os.environ, asked)
    if why:
        return _leave(folder, target.name, int(Exit.USAGE), why, begun, None)
    (folder / BEGUN).touch()
    child = Child(command(target, plan, suites, _seen_from(here, folder)), environ, folder, here)
    try:
        code = child.wait(reports / STOP)
    except KeyboardInterrupt:
        _leave(folder, target.name, int(Exit.INTERRUPTED), "interrupted", begun, child)
        raise
    known = code in set(Exit)
    told = f"ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
    why = "" if code in (Exit.CLEAN, Exit.FINDINGS) else _why(folder, begun) if known else told
    return _leave(folder, target.name, code if known else int(Exit.NO_VERDICT), why, begun, child)


def _leave(folder: Path, name: str, code: int, why: str, begun: float, child: Child | None) -> TargetOutcome:
    outcome = TargetOutcome(
        name,
        code,
        why,
        _utc(begun),
        _utc(time.time()),
        int(_verdict(folder, begun).get("requests") or 0),
        round(child.cpu_seconds, 3) if child else 0.0,
        round(child.peak_mb, 1) if child else 0.0,
    )
    whole.write(folder / OUTCOME, json.dumps({"format": FORMAT, **asdict(outcome)}, allow_nan=False) + "\n")
    return outcome


def outcome_of(reports: Path, name: str) -> TargetOutcome | None:
    """What the run of a target came to; None where it has none."""
    try:
        form = json.loads((reports / "targets" / name / OUTCOME).read_text(encoding="utf-8"))
        return TargetOutcome(**{key: value for key, value in form.items() if key != "format"})
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _why(folder: Path, begun: float) -> str:
    """Why a run has no verdict, in one line, as it has told it: in its log, or where it never began, to JUnit."""
    notes = _verdict(folder, begun).get("notes") or [""]
    return str(notes[-1]) or _of_junit(folder / "junit.xml", begun) or _last_line(folder / OUTPUT)


def _verdict(folder: Path, begun: float) -> Mapping[str, Any]:
    """The last event of a log that was written since."""
    try:
        path = folder / "run.jsonl"
        if path.stat().st_mtime < begun - 1:
            return {}
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _EVENT_BYTES_MAX))
            last = file.read().splitlines()[-1]
        event = json.loads(last)
    except (OSError, ValueError, IndexError):
        return {}
    return event if isinstance(event, dict) and event.get("event") == "verdict" else {}


def _of_junit(path: Path, begun: float) -> str:
    try:
        if path.stat().st_mtime < begun - 1:
            return ""
        error = ElementTree.parse(path).find(".//testcase[@name='the run']/error")  # noqa: S314 - pytest wrote it
    except (OSError, ElementTree.ParseError):
        return ""
    return str(error.get("message") or "").partition("\n")[0] if error is not None else ""


def _last_line(path: Path) -> str:
    with contextlib.suppress(OSError):
        lines = [line for line in path.read_text("utf-8", "replace").splitlines() if line.strip(" =!")]
        return lines[-1].strip()[:300] if lines else ""
    return ""


def _utc(moment: float) -> str:
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).isoformat(timespec="milliseconds")


def _seen_from(here: Path, folder: Path) -> Path:
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
