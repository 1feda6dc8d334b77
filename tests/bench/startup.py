"""How soon a run begins: what its documents and its law take to load, and when a target gets the first request.

`python -m tests.bench.startup [--runs N]`. Each run is a process of its own; figures are medians of the runs.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import yaml

from contracts.engine.exchange import Request
from contracts.engine.server import Server
from contracts.runner import specimen

from .contenders import GATE, ROOT, run_suites
from .measure import environment

LOADING_S, FIRST_REQUEST_S = 0.25, 1.5
"""What each may take."""
_LIMIT_S, _LOOK_S = 60.0, 0.05
LOADING = """
import json, time
begun = time.perf_counter()
from contracts.documents import files
from contracts.rules import law
imported, spent = time.perf_counter(), time.process_time()
files.load_spec()
files.load_readings()
law()
loaded = time.perf_counter()
print(json.dumps({"imports_s": imported - begun, "s": loaded - imported, "cpu_s": time.process_time() - spent}))
"""


def loading() -> dict[str, float]:
    """Seconds that specs, readings and law take to load together: `s`, their CPU time `cpu_s`.

    `imports_s` is what the libraries and modules beneath them take before.
    """
    done = subprocess.run(
        [sys.executable, "-c", LOADING], env=_environment(), check=True, capture_output=True, text=True
    )
    told: dict[str, float] = json.loads(done.stdout)
    return told


def first_request() -> dict[str, float]:
    """Seconds `s` from the start of a gate against a served reference to the first request that reaches it.

    `cpu_s` is the CPU time of the gate until then.
    """
    reached, at = threading.Event(), 0.0
    model = specimen.reference(specimen.EMBEDDED)

    def noting(request: Request) -> Any:
        nonlocal at
        if not reached.is_set():
            at = time.monotonic()
            reached.set()
        return model(request)

    with tempfile.TemporaryDirectory() as name, Server(noting) as server:
        folder = Path(name)
        profile = specimen.EMBEDDED.model_dump(mode="json")
        (folder / "profile.yaml").write_text(yaml.safe_dump(profile), encoding="utf-8")
        command = run_suites(server.base_url, None, folder, *GATE)
        spent, started = _children_cpu_s(), time.monotonic()
        child = subprocess.Popen(
            command, cwd=folder, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            while not reached.wait(_LOOK_S):
                if child.poll() is not None or time.monotonic() - started > _LIMIT_S:
                    raise RuntimeError(f"no request has reached the target; exit code {child.poll()}")
        finally:
            child.kill()
            child.wait()
    return {"s": at - started, "cpu_s": _children_cpu_s() - spent}


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _median(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: median(run[name] for run in runs) for name in runs[0]}


def _environment() -> dict[str, str]:
    return {**environment(), "PYTHONPATH": str(ROOT)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both figures, and what they may be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = range(parser.parse_args(arguments).runs)
    loads, begins = _median([loading() for _ in runs]), _median([first_request() for _ in runs])
    sys.stdout.write(
        f"specs, readings and law: {loads['s']:.2f} s, may be {LOADING_S} s "
        f"({loads['cpu_s']:.2f} s of CPU; imports before it {loads['imports_s']:.2f} s)\n"
        f"from start to the first request: {begins['s']:.2f} s, may be {FIRST_REQUEST_S} s "
        f"({begins['cpu_s']:.2f} s of CPU)\n"
    )


if __name__ == "__main__":
    main()
