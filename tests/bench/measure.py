"""One contender against one server: what it told and what it cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from contracts.engine.server import Server
from contracts.reporting.events import exchanges_of
from contracts.runner import specimen

from .contenders import LOG, Contender, Told

LIMIT_S = 900.0
"""No command runs longer."""
LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Measurement:
    """A contender on a mutant, or on the healthy reference (fault None)."""

    contender: str
    fault: str | None
    told: Told
    requests: int
    """Counted at the server; in the log where the contender serves the reference itself."""
    seconds: float
    cpu_s: float
    """Of the contender's processes, not of the server."""
    peak_mb: float
    """Of its largest process."""
    ended: bool
    """False where it was cut off at the limit, or ended by something other than a verdict."""


def environment() -> Mapping[str, str]:
    """What a contender needs of ours, and the reference's credentials; no credentials of anybody else."""
    users = specimen.credentials()
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ},
        "PYTHONHASHSEED": "0",
        "CONTRACTS_USERNAME": str(users.username),
        "CONTRACTS_PASSWORD": str(users.password),
        "CONTRACTS_READONLY_USERNAME": str(users.readonly_username),
        "CONTRACTS_READONLY_PASSWORD": str(users.readonly_password),
    }


def measure(contender: Contender, fault: str | None) -> Measurement:
    """Serve the reference, spoilt by the fault, to the contender alone, on loopback."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        profile = specimen.EMBEDDED.model_dump(mode="json")
        (folder / "profile.yaml").write_text(yaml.safe_dump(profile), encoding="utf-8")
        if contender.serves:
            costs = _run(contender, None, fault, folder)
            requests = len(exchanges_of(folder / LOG))
        else:
            with Server(specimen.reference(specimen.EMBEDDED, [fault] if fault else [])) as server:
                costs = _run(contender, server.base_url, fault, folder)
                requests = server.requests_served
        codes = [cost["code"] for cost in costs]
        return Measurement(
            contender=contender.name,
            fault=fault,
            told=contender.told(folder, codes),
            requests=requests,
            seconds=sum(cost["seconds"] for cost in costs),
            cpu_s=sum(cost["cpu_s"] for cost in costs),
            peak_mb=max(cost["peak_mb"] for cost in costs),
            ended=all(code in (0, 1) for code in codes),
        )


def _run(contender: Contender, base_url: str | None, fault: str | None, folder: Path) -> list[dict[str, Any]]:
    costs = []
    for command in contender.commands(base_url, fault, folder):
        cost = folder / "cost"
        # -S -E: a launcher without site packages, whose own memory is far below that of what it runs.
        launcher = [sys.executable, "-S", "-E", str(LAUNCH), str(cost), str(LIMIT_S), *command]
        subprocess.run(launcher, cwd=folder, env=environment(), check=True)
        costs.append(json.loads(cost.read_text(encoding="utf-8")))
    return costs
