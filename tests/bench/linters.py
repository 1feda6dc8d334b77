"""Redocly and Spectral lint the published specs, and Prism loads them: what they say is mended or explained.

The explanations stand in redocly.yaml and .spectral.yaml, beside the rules that are off. Part of `tox`, and so of
continuous integration. Exit code 1 for an error or a warning. Where npm cannot bring the three, the last lines say
so, reports/spec-linters-not-made.txt too, and the exit code is 0.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from contracts.documents import files

from . import loading, proxy
from .contenders import ROOT
from .loading import Serve

PACKAGES = ("@redocly/cli@2.77.0", "@stoplight/spectral-cli@6.16.3", proxy.PACKAGE)
PROGRAMS = ("redocly", "spectral", "prism")
SPECS = [f"specs/{name}" for name in files.SPECS]
NOTE = ROOT / "reports" / "spec-linters-not-made.txt"
_SILENT = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
_INSTALL_S, _LINT_S, _START_S = 600, 120, 60
_WIDTH = 78

Run = Callable[[Sequence[str], int], "subprocess.CompletedProcess[str]"]


class NotHere(Exception):
    """The linters cannot be had; the message says why."""


def problems(home: Path, run: Run, serve: Serve) -> Iterator[str]:
    """What the three find in the specs, one line each; raises NotHere, or RuntimeError where a linter breaks."""
    programs = home / "node_modules" / ".bin"
    _install(home, programs, run)
    told = run([str(programs / "redocly"), "lint", "--format=json"], _LINT_S)
    yield from of_redocly(told.stdout)
    told = run([str(programs / "spectral"), "lint", "--format=json", "--quiet", *SPECS], _LINT_S)
    yield from of_spectral(told.stdout)
    yield from loading.problems(programs / "prism", [files.specs_folder() / name for name in files.SPECS], serve)


def of_redocly(text: str) -> Iterator[str]:
    """The problems of its output, which is one JSON object for each spec."""
    reports = list(_values(text))
    if len(reports) != len(SPECS):
        raise RuntimeError(f"Redocly told of {len(reports)} specs, not of {len(SPECS)}")
    for problem in (problem for report in reports for problem in report["problems"]):
        place = problem["location"][0]
        yield f"{place['source']['ref']} {place.get('pointer', '')}: {problem['ruleId']}: {problem['message']}"


def of_spectral(text: str) -> Iterator[str]:
    """The problems of its output, one JSON array for all specs."""
    reports = list(_values(text))
    if len(reports) != 1:
        raise RuntimeError("Spectral told nothing")
    for problem in reports[0]:
        place = "/".join(map(str, problem["path"]))
        yield f"{Path(problem['source']).name} {place}: {problem['code']}: {problem['message']}"


def _values(text: str) -> Iterator[Any]:
    """The JSON values that stand one behind the other."""
    decoder, rest = json.JSONDecoder(), text.strip()
    while rest:
        try:
            value, end = decoder.raw_decode(rest)
        except ValueError:
            raise RuntimeError(f"a linter told no JSON: {rest[:200]}") from None
        yield value
        rest = rest[end:].strip()


def _install(home: Path, programs: Path, run: Run) -> None:
    """Put the linters there, once."""
    if all((programs / name).exists() for name in PROGRAMS):
        return
    npm = shutil.which("npm", path=str(Path(sys.executable).parent)) or shutil.which("npm")
    if npm is None:
        raise NotHere("npm is not here")
    home.mkdir(parents=True, exist_ok=True)
    install = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(home), *PACKAGES]
    done = run(install, _INSTALL_S)
    if done.returncode:
        raise NotHere(f"npm cannot bring them: {(done.stderr or done.stdout).strip()[:300]}")


def _run(command: Sequence[str], seconds_max: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=_environment(), capture_output=True, text=True, timeout=seconds_max, check=False
    )


def _environment() -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, **_SILENT, "PATH": path}


def lint(home: Path, note: Path, run: Run, serve: Serve, say: Callable[[str], object]) -> int:
    """Lint and tell; 1 for problems, 0 where there are none, or no linters, which the note then says too."""
    note.unlink(missing_ok=True)
    try:
        found = list(problems(home, run, serve))
    except (NotHere, subprocess.TimeoutExpired) as error:
        text = "\n".join(["=" * _WIDTH, f"the specs are not linted, nor loaded by Prism: {error}", "=" * _WIDTH, ""])
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(text, encoding="utf-8")
        say(text)
        return 0
    say("".join(f"{problem}\n" for problem in found or [f"{', '.join(PACKAGES)}: nothing to say of the specs"]))
    return 1 if found else 0


if __name__ == "__main__":
    begin = loading.starting(_environment(), ROOT, _START_S)
    sys.exit(lint(ROOT / ".tox" / "linters", NOTE, _run, begin, sys.stdout.write))
