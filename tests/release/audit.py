"""Holds the pinned releases against the known vulnerabilities; what is accepted, until a date, stands in accepted.yaml.

    python -m tests.release.audit

Ends in 1 where there is one that is not accepted, or no more; needs pip-audit and the network.
"""

from __future__ import annotations

import datetime
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from . import say

ROOT = Path(__file__).resolve().parents[2]
ACCEPTED = Path(__file__).with_name("accepted.yaml")


def accepted() -> list[dict[str, Any]]:
    """The exceptions: id, release, until (a date), why."""
    return list(yaml.safe_load(ACCEPTED.read_text(encoding="utf-8")) or [])


def expired(exceptions: list[dict[str, Any]], today: datetime.date) -> list[str]:
    """A line for each exception that holds no more."""
    return [
        f"{ACCEPTED.name}: {each['id']} was accepted until {each['until']}: look at it again"
        for each in exceptions
        if each["until"] < today
    ]


def main() -> int:
    """Ask pip-audit; returns the exit code."""
    exceptions = accepted()
    late = expired(exceptions, datetime.date.today())
    ignored = [word for each in exceptions for word in ("--ignore-vuln", each["id"])]
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--strict",
        "--require-hashes",
        "--disable-pip",
        "-r",
        str(ROOT / "constraints.txt"),
    ]
    done = subprocess.run([*command, *ignored], check=False)
    say("\n".join(late))
    return int(bool(late) or done.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
