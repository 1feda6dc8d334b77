"""pytest, called as a person calls it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from contracts.runner import specimen

ROOT = Path(__file__).resolve().parents[2]

USERS = specimen.credentials()

ENVIRONMENT = {
    "CONTRACTS_USERNAME": str(USERS.username),
    "CONTRACTS_PASSWORD": str(USERS.password),
    "CONTRACTS_READONLY_USERNAME": str(USERS.readonly_username),
    "CONTRACTS_READONLY_PASSWORD": str(USERS.readonly_password),
}


def in_folder(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What pytest says when it is called there."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=as_in_a_terminal,
    )


def as_in_a_terminal() -> None:
    """What a shell starts in the background is deaf to an interrupt, and so is what that starts (POSIX, 2.11)."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A run of the project's suites from another folder."""
    here = ("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT))
    return in_folder(folder, *here, *options, str(ROOT / "tests/scenarios"), str(ROOT / "tests/fuzz"), **environment)


def alone(folder: Path, suite: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A run of one file of scenarios."""
    (folder / "test_alone.py").write_text(suite, encoding="utf-8")
    where = () if "--base-url" in options else ("--no-sockets",)
    return in_folder(folder, *where, *options, "test_alone.py", **environment)
