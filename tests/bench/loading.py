"""Prism loads the published specs, file by file, as whoever wants a mock of them would: `prism mock`.

What it says that it serves has to be what the file declares. Part of `tests.bench.linters`.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from contracts.documents.spec import Spec

READY = "Prism is listening"
_SERVED = re.compile(r"\b(GET|POST|PUT|DELETE|PATCH) +http://127\.0\.0\.1:\d+(/[^?\s]*)")

Serve = Callable[[Sequence[str]], str]
"""Starts a command that serves, and ends it once it is ready; returns what it said until then."""


def problems(program: Path, specs: Sequence[Path], serve: Serve) -> Iterator[str]:
    """What of the specs Prism does not serve, one line each."""
    for spec in specs:
        told = serve([str(program), "mock", str(spec), "--port", "0", "--host", "127.0.0.1"])
        if READY not in told:
            yield f"{spec.name}: Prism does not load it: {' '.join(told.split())[-500:]}"
            continue
        served = _SERVED.findall(told)
        declared = Spec([spec.read_text(encoding="utf-8")]).operations.values()
        for one in declared:
            if not any(one.method == method and _fits(one.path, path) for method, path in served):
                yield f"{spec.name}: Prism does not serve {one.label}"
        if len(served) != len(declared):
            yield f"{spec.name}: Prism serves {len(served)} operations, not {len(declared)}"


def _fits(path: str, served: str) -> bool:
    """Whether a path is served: where it has parameters, Prism shows values."""
    return re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)), served) is not None


def starting(environment: Mapping[str, str], folder: Path, seconds_max: float) -> Serve:
    """How commands are served here; each has so many seconds to become ready."""

    def serve(command: Sequence[str]) -> str:
        # A group of its own: `node` may be a script that starts the real one.
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        late = threading.Timer(seconds_max, _end, [process])
        late.start()
        said: list[str] = []
        try:
            assert process.stdout is not None
            for line in process.stdout:
                said.append(line)
                if READY in line:
                    break
        finally:
            late.cancel()
            _end(process)
            process.communicate()
        return "".join(said)

    return serve


def _end(process: subprocess.Popen[str]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
