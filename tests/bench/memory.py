"""What a run keeps of each exchange and each person, as its process grows, against a server in another process.

`python -m tests.bench.memory [--exchanges N] [--after N]`. The stories are those of the fuzz suites and of the
stateful ones, in as many rounds as it takes; what the process holds after the first 10,000 exchanges is not counted.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

from contracts.engine.server import Server
from contracts.runner import specimen

from .contenders import ROOT
from .measure import environment

EXCHANGE_BYTES, PERSON_BYTES = 1_000, 3_000
"""What a run may keep of each."""
_PAGE = 4096
_ROUND = 120
"""So many requests a round sends at least."""
SUITE = """
import pytest
from contracts.evidence.intent import READS, WRITES
from contracts.stories import Api, fuzz, machine, scenario

@pytest.mark.parametrize("kind", [*sorted(WRITES | READS), "stories"])
@pytest.mark.parametrize("round_", range({rounds}))
@scenario("memory/round", promise="documented-forms-are-accepted", operation="addCustomer", depth="nightly")
def test_round(api: Api, kind: str, round_: int) -> None:
    machine.play(api, 60) if kind == "stories" else fuzz.play(api, kind, 10)
"""


@dataclass(frozen=True)
class Standing:
    """How far a run is, and what its process holds."""

    exchanges: int
    people_bytes: int
    """Of the file that names the people."""
    held_bytes: int


def command(base_url: str, folder: Path, exchanges: int) -> list[str]:
    """A nightly run of so many requests."""
    profile = specimen.EMBEDDED.model_dump(mode="json")
    (folder / "profile.yaml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    (folder / "test_rounds.py").write_text(SUITE.format(rounds=exchanges // _ROUND + 1), encoding="utf-8")
    return [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-summary"),
        *("--seed", "0", "--run-id", "bench07", "--reports", str(folder), "--base-url", base_url),
        *("--profile", str(folder / "profile.yaml"), "--depth", "nightly", "--max-requests", str(exchanges)),
        str(folder / "test_rounds.py"),
    ]


def people(file: Path, until: int) -> int:
    """How many people that part of the file tells to be registered: each id once."""
    lines = file.read_bytes()[:until].splitlines()
    told = (json.loads(line) for line in lines if b'"answer": "ok' in line)
    return len({line.get("id") for line in told})


def watched(base_url: str, server: Server, folder: Path, exchanges: int, after: int) -> tuple[Standing, Standing]:
    """How a run stood after so many exchanges, and last."""
    where = {**environment(), "PYTHONPATH": str(ROOT)}
    called = command(base_url, folder, exchanges)
    with subprocess.Popen(called, cwd=folder, env=where, stdout=subprocess.DEVNULL) as child:
        first = last = Standing(0, 0, 0)
        while child.poll() is None:
            time.sleep(0.2)
            pages = Path(f"/proc/{child.pid}/statm").read_text(encoding="ascii").split()
            if len(pages) > 1 and int(pages[1]):
                named = folder / "people.jsonl"
                size = named.stat().st_size if named.exists() else 0
                last = Standing(server.requests_served, size, int(pages[1]) * _PAGE)
            first = last if last.exchanges <= after else first
    return first, last


def main() -> None:
    """Print what was kept, and what may be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exchanges", type=int, default=100_000)
    parser.add_argument("--after", type=int, default=10_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as told, Server(specimen.reference(specimen.EMBEDDED)) as server:
        folder = Path(told)
        first, last = watched(server.base_url, server, folder, asked.exchanges, asked.after)
        named = folder / "people.jsonl"
        before, those = people(named, first.people_bytes), people(named, last.people_bytes)
    sent, met = last.exchanges - first.exchanges, those - before
    kept, may = last.held_bytes - first.held_bytes, sent * EXCHANGE_BYTES + met * PERSON_BYTES
    sys.stdout.write(
        f"{first.exchanges} exchanges: {first.held_bytes / 1e6:.0f} MB; {sent} more with {met} people: "
        f"{kept / 1e6:.1f} MB more, may be {may / 1e6:.1f} MB ({kept / may:.0%})\n"
    )


if __name__ == "__main__":
    main()
