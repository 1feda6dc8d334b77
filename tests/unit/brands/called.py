"""A campaign, called as a person calls it, and what its targets came to."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from outside import ENVIRONMENT, ROOT, as_in_a_terminal

from contracts.engine.exchange import Answer, Request, Rest
from contracts.engine.server import RateLimit, Server
from contracts.runner import specimen

HERE = ("-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT))
SUITES = (str(ROOT / "tests/scenarios"), str(ROOT / "tests/fuzz"))
TARGETS = int(os.environ.get("CAMPAIGN_TARGETS", "6"))
"""How many targets a campaign of a test has."""
IS_LONG = TARGETS > 6
"""Whether the tests may take minutes."""
LONG = pytest.mark.skipif(not IS_LONG, reason="CAMPAIGN_TARGETS asks for the long tests: tox -e campaign")
ALONE = pytest.mark.xdist_group("campaigns")
"""For tests that take several processes each: one after another."""
_SERVED = re.compile(r" at (http://\S+);")


@dataclass(frozen=True)
class Brand:
    """A target of a campaign: how it is spoilt, how it answers, and what it allows."""

    name: str
    fault: str = ""
    manner: str = ""
    limit: RateLimit | None = None
    """What is answered 429 beyond it."""
    is_up: bool = True
    said: Mapping[str, Any] = field(default_factory=dict)
    """What the file of the campaign says of it besides."""


class Told:
    """A reference, and when it was asked what."""

    def __init__(self, brand: Brand) -> None:
        manner = [brand.manner] if brand.manner else []
        self._model = specimen.reference(specimen.EMBEDDED, [brand.fault] if brand.fault else [], manner)
        self.at: list[float] = []
        self.base_url = ""

    def __call__(self, request: Request) -> Answer | Rest:
        self.at.append(time.monotonic())
        return self._model(request)


@contextlib.contextmanager
def served(brands: Sequence[Brand]) -> Iterator[dict[str, Told]]:
    """The brands that are up, by name."""
    told: dict[str, Told] = {}
    with contextlib.ExitStack() as stack:
        for brand in brands:
            if brand.is_up:
                model = told[brand.name] = Told(brand)
                model.base_url = stack.enter_context(Server(model, limit=brand.limit)).base_url
        yield told


@contextlib.contextmanager
def served_by_processes(brands: Sequence[Brand]) -> Iterator[dict[str, str]]:
    """The base URLs of the brands that are up, each a `contracts serve` of its own."""
    command = [sys.executable, "-m", "contracts.runner.cli", "serve", "--port", "0"]
    processes: dict[str, subprocess.Popen[str]] = {}
    readers = []
    try:
        for brand in brands:
            if brand.is_up and brand.limit is None:
                words = [*(("--fault", brand.fault) if brand.fault else ())]
                words += ["--manner", brand.manner] if brand.manner else []
                processes[brand.name] = subprocess.Popen([*command, *words], stdout=subprocess.PIPE, text=True)
        urls = {}
        for name, process in processes.items():
            assert process.stdout
            found = _SERVED.search(process.stdout.readline())
            assert found, name
            urls[name] = found[1]
            readers.append(threading.Thread(target=process.stdout.read, daemon=True))
            readers[-1].start()
        yield urls
    finally:
        for process in processes.values():
            process.kill()
            process.wait()
        for reader in readers:
            reader.join()
        for process in processes.values():
            if process.stdout:
                process.stdout.close()


def write_campaign(folder: Path, brands: Sequence[Brand], urls: Mapping[str, str], **said: Any) -> None:
    """The file of a campaign; one that is down is at a port where nobody listens."""
    targets = {each.name: {"base_url": urls.get(each.name, "http://127.0.0.1:9"), **each.said} for each in brands}
    (folder / "brands.yaml").write_text(yaml.safe_dump(said | {"targets": targets}), encoding="utf-8")


def begun(folder: Path, *options: str, suites: Sequence[str] = SUITES, **environment: str) -> subprocess.Popen[str]:
    """A campaign under way; what it prints goes to a file."""
    words = [sys.executable, "-m", "pytest", *HERE, "--campaign", "brands.yaml", *options, *suites]
    with (folder / "said.txt").open("w") as output:
        return subprocess.Popen(
            words,
            cwd=folder,
            env={**os.environ, **ENVIRONMENT, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=as_in_a_terminal,
            start_new_session=True,
        )


def campaign(
    folder: Path, *options: str, suites: Sequence[str] = SUITES, timeout: float = 120, **environment: str
) -> tuple[int, str]:
    """The exit code of a campaign, and what it printed."""
    process = begun(folder, *options, suites=suites, **environment)
    try:
        return process.wait(timeout), (folder / "said.txt").read_text(encoding="utf-8")
    finally:
        end(process)


def end(process: subprocess.Popen[str]) -> None:
    """End a campaign, and all that it has started, if it has not ended."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def outcome(reports: Path, name: str) -> dict[str, Any] | None:
    """What the run of a target came to."""
    path = reports / "targets" / name / "outcome.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def findings(run: Path) -> list[tuple[str, str, str]]:
    """Rule, operation and place of each finding of a run, by its log."""
    if not (run / "run.jsonl").exists():
        return []
    events = [json.loads(line) for line in (run / "run.jsonl").read_text(encoding="utf-8").splitlines()]
    found = {
        (each["rule"], each["operation"], each["breach"]["where"]) for each in events if each["event"] == "finding"
    }
    return sorted(found)


def wait_for(happened: Callable[[], bool], seconds: float = 60) -> None:
    """Return once something has happened."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it has not happened"
        time.sleep(0.05)


def children_of(pid: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(path.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(path.parent.name))
    return sorted(found)
