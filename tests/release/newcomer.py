"""What the README tells somebody who has a wheel and an empty folder, done to the letter and timed.

    python -m tests.release.newcomer [INTERPRETER ...]

For each interpreter (this one, where none is named): the wheel is built, an empty folder gets it with its constraints,
and the lines of the README run there, in an environment of its own: first against a sandbox that conforms, then against
a spoilt one. Ends in 1 where a gate is not green and then red, or leaves no page or no summary.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from . import say

ROOT = Path(__file__).resolve().parents[2]
PORT = "8001"
"""That of the README; another one is taken, for it may be in use."""
SPOILT = "--fault accepts-a-duplicate"
WAIT_S = 120.0
SUMMARY = "summary.md"


def lines(readme: str) -> list[str]:
    """The commands of the README that begin with the wheel, as they stand there."""
    blocks = re.findall(r"^```\n(.*?)^```$", readme, flags=re.MULTILINE | re.DOTALL)
    (block,) = [block for block in blocks if "registration_contracts-*.whl" in block]
    return block.splitlines()


def main(interpreters: list[str]) -> int:
    """Try them all; returns the exit code."""
    with tempfile.TemporaryDirectory() as built:
        wheel = _wheel(Path(built))
        say(f"the wheel has {wheel.stat().st_size // 1024:,} kB")
        problems = [problem for python in interpreters or [sys.executable] for problem in _tried(python, wheel)]
    say("\n".join(problems) or "all of it as the README says")
    return int(bool(problems))


def _wheel(folder: Path) -> Path:
    """The project built by pip, from a copy: a build leaves nothing in the clone."""
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)], check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _tried(python: str, wheel: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as empty:
        folder, environment = Path(empty) / "empty", Path(empty) / "environment"
        folder.mkdir()
        shutil.copy(wheel, folder)
        shutil.copy(ROOT / "constraints.txt", folder)
        began = time.monotonic()
        subprocess.run([python, "-m", "venv", str(environment)], check=True)
        version = subprocess.run(
            [str(environment / "bin/python"), "--version"], check=True, capture_output=True, text=True
        ).stdout.strip()
        say(f"{version}: an environment in {time.monotonic() - began:.1f} s")
        session = _Session(folder, environment)
        try:
            install, *rest = lines((ROOT / "README.md").read_text(encoding="utf-8"))
            session.run(install)
            for spoilt, due in ((False, 0), (True, 1)):
                yield from _gate(session, rest, spoilt, due)
        finally:
            session.close()


def _gate(session: _Session, commands: list[str], spoilt: bool, due: int) -> Iterator[str]:
    """One gate from the sandbox on; what is wrong with it."""
    shutil.rmtree(session.folder / "reports", ignore_errors=True)
    (session.folder / SUMMARY).unlink(missing_ok=True)
    (session.folder / "brand.yaml").unlink(missing_ok=True)
    began = time.monotonic()
    for line in commands:
        if line.endswith("&"):
            session.serve(line.removesuffix("&") + (SPOILT if spoilt else ""))
        elif line.startswith("export "):
            session.environ.update(word.split("=", 1) for word in shlex.split(line)[1:])
        else:
            code = session.run(line)
    told = f"a {'red' if spoilt else 'green'} gate"
    say(f"  {told}, from `contracts serve` to its exit code {code}, in {time.monotonic() - began:.1f} s")
    if code != due:
        yield f"{told} ended with exit code {code}, due {due}"
    for name in ("reports/index.html", "reports/run.jsonl", SUMMARY):
        if not (session.folder / name).is_file():
            yield f"{told} leaves no {name}"


class _Session:
    """What a person types, in one folder, with one environment."""

    def __init__(self, folder: Path, environment: Path) -> None:
        self.folder = folder
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("CONTRACTS_", "PYTEST", "PYTHON"))
        }
        path = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
        github = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(folder / SUMMARY)}
        self.environ = {**kept, **github, "PATH": path, "VIRTUAL_ENV": str(environment)}
        self._served: subprocess.Popen[bytes] | None = None
        self._port = PORT

    def run(self, line: str) -> int:
        """Run a line to its end; returns its exit code, and shows what it said where that is not 0 or 1."""
        began = time.monotonic()
        done = subprocess.run(
            ["bash", "-c", line.replace(PORT, self._port)],
            cwd=self.folder,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        say(f"  {time.monotonic() - began:6.1f} s  {line}")
        if done.returncode not in (0, 1):
            say(done.stdout[-4_000:] + done.stderr[-4_000:])
        return done.returncode

    def serve(self, line: str) -> None:
        """Start what goes on behind, on a free port, and wait until it answers."""
        self.close()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = str(free.getsockname()[1])
        words = shlex.split(line.replace(PORT, self._port))
        self._served = subprocess.Popen(words, cwd=self.folder, env=self.environ, stdout=subprocess.DEVNULL)
        until = time.monotonic() + WAIT_S
        while time.monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", int(self._port)), timeout=1.0):
                    return
            except OSError:
                self._served.poll()
                time.sleep(0.05)

    def close(self) -> None:
        """End what goes on behind."""
        if self._served is not None:
            self._served.terminate()
            self._served.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
