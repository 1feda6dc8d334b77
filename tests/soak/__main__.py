"""The reference on a bad day: `python -m tests.soak --seconds 3600`.

No false finding, a pace that is kept, a ledger that lacks nobody, and memory that follows the requests.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import yaml

from contracts.documents import files
from contracts.engine.exchange import Answer, Delivery, Request, Response, Rest
from contracts.engine.server import Server
from contracts.evidence.parsing import parse
from contracts.reporting import events
from contracts.runner import specimen

ROOT = Path(__file__).resolve().parents[2]
RATE = 1_200
"""Requests a minute that the target is said to allow."""
RESTART_S = 20.0
"""So often the target is gone, for two seconds."""
KB_A_REQUEST = 100
"""Of memory: what a run remembers of a request, and of whom it names."""
WARM = 2_000
"""Over fewer requests nothing is said of growth: what draws cases takes 200 MB when it is first asked."""
MEMORY_MAX_MB = 1_000


class BadDay:
    """The reference behind something that spoils one answer in ten; what reached it, and when."""

    def __init__(self, seed: int) -> None:
        self.arrivals: list[float] = []
        self.named: set[str] = set()
        self._draw = random.Random(seed)
        self._model = specimen.reference(specimen.EMBEDDED)

    def __call__(self, request: Request) -> Answer | Rest:
        self.arrivals.append(time.monotonic())
        luck = self._draw.random()
        if luck < 0.01:
            return Answer(Response(503), delivery=Delivery.RESET)
        if luck < 0.03:
            return Answer(Response(429, (("Retry-After", "1"),)))
        if luck < 0.04:
            return Answer(Response(503))
        if request.method != "GET":
            self.named |= {each.value for item in parse(_as_called(request)).items for each in item.identifiers}
        answer = self._model(request)
        while not isinstance(answer, Answer):
            answer = answer()
        if luck < 0.05:
            return Answer(answer.response, delivery=Delivery.RESET)
        if luck < 0.06:
            return Answer(answer.response, delivery=Delivery.CUT)
        return Answer(answer.response, delay_s=0.3) if luck < 0.09 else answer


def _as_called(request: Request) -> Request:
    """The request with the operation that its path means."""
    for id_, operation in files.load_spec().operations.items():
        parts, path = operation.path.split("/"), request.path.split("/")
        fits = len(parts) == len(path) and all(a == b or a.startswith("{") for a, b in zip(parts, path, strict=True))
        if fits and operation.method == request.method:
            return replace(request, operation=id_)
    return request


def soak(seconds: float, folder: Path) -> list[str]:
    """Run for so long; what did not hold."""
    day = BadDay(7)
    server = Server(day).__enter__()
    port = int(server.base_url.rpartition(":")[2])
    (folder / "org.yaml").write_text(yaml.safe_dump(specimen.EMBEDDED.model_dump(mode="json")), encoding="utf-8")
    users = specimen.credentials()
    run = subprocess.Popen(
        [
            *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-c", str(ROOT / "pyproject.toml")),
            *("--rootdir", str(ROOT), "--base-url", server.base_url, "--profile", "org.yaml", "--depth", "nightly"),
            *("--seed", "7", "--rate", str(RATE), "--max-time", str(seconds)),
            *(str(ROOT / "tests" / suite) for suite in ("scenarios", "fuzz", "stateful")),
        ],
        cwd=folder,
        env={
            **os.environ,
            "CONTRACTS_USERNAME": str(users.username),
            "CONTRACTS_PASSWORD": str(users.password),
            "CONTRACTS_READONLY_USERNAME": str(users.readonly_username),
            "CONTRACTS_READONLY_PASSWORD": str(users.readonly_password),
        },
        stdout=(folder / "output").open("w"),
        stderr=subprocess.STDOUT,
    )
    memory: list[tuple[int, int]] = []
    ended = threading.Event()
    threading.Thread(target=lambda: (run.wait(), ended.set()), daemon=True).start()
    while not ended.wait(RESTART_S):
        server.close()
        memory.append((len(day.arrivals), _memory_kb(run.pid)))
        time.sleep(2)
        server = Server(day, port=port).__enter__()
    server.close()
    return _problems(day, folder, run.returncode, memory)


def _memory_kb(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS")), 0)


def _problems(day: BadDay, folder: Path, code: int, memory: list[tuple[int, int]]) -> list[str]:
    log = folder / "reports" / "run.jsonl"
    found = [f"a false finding: {each.rule} at {each.test}" for each in events.findings_of(log) if each.decides]
    if code not in (0, 3):
        found.append(f"exit code {code}")
    minutes = max(1e-9, day.arrivals[-1] - day.arrivals[0]) / 60
    if len(day.arrivals) / minutes > RATE:
        found.append(f"{len(day.arrivals) / minutes:.0f} requests a minute")
    people = (folder / "reports" / "people.jsonl").read_text(encoding="utf-8").splitlines()
    written = {each["value"] for line in people for each in json.loads(line)["identifiers"]}
    if missing := day.named - written:
        found.append(f"{len(missing)} values that reached the target are not in the ledger, as {min(missing)!r}")
    kept = [(requests, kb) for requests, kb in memory if kb]
    (first, before), (last, after) = (kept[len(kept) // 2], kept[-1]) if kept else ((0, 0), (0, 0))
    grown = (after - before) / (last - first) if last > first + WARM else 0.0
    if after > MEMORY_MAX_MB * 1024:
        found.append(f"{after // 1024} MB of memory")
    if grown > KB_A_REQUEST:
        found.append(f"{grown:.0f} KB of memory a request, {after // 1024} MB in the end")
    print(  # noqa: T201 - a script
        f"{len(day.arrivals)} requests in {minutes:.1f} minutes, "
        f"{len(day.named)} values in the ledger, {after // 1024} MB in the end, {grown:.1f} KB a request, exit {code}"
    )
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3600.0)
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        problems = soak(parser.parse_args().seconds, Path(folder))
        if problems:
            print((Path(folder) / "output").read_text(encoding="utf-8")[-4000:])  # noqa: T201
    print(*(problems or ["all of it held"]), sep="\n")  # noqa: T201
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
