"""What is made of what the linters and Prism say, and of a machine that cannot have them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from contracts.documents import files
from contracts.documents.spec import Spec

from . import loading
from .contenders import ROOT
from .linters import SPECS, Run, lint, of_redocly, of_spectral

CLEAN = json.dumps({"totals": {"errors": 0, "warnings": 0}, "problems": []})
PROBLEM = {
    "ruleId": "struct",
    "severity": "warn",
    "message": "Property `the example` is not expected here.",
    "location": [{"source": {"ref": "specs/a.yaml"}, "pointer": "#/components"}],
}
MINOR = {
    "code": "array-items",
    "message": "no items",
    "path": ["components", "A"],
    "source": "/x/a.yaml",
    "severity": 1,
}


def tells(redocly: str, spectral: str, install: int = 0) -> Run:
    """A machine on which the linters say that."""

    def run(command: Sequence[str], seconds_max: int) -> subprocess.CompletedProcess[str]:
        if "install" in command:
            return subprocess.CompletedProcess(command, install, "", "npm error network")
        return subprocess.CompletedProcess(command, 0, redocly if "redocly" in command[0] else spectral, "")

    return run


def serves(command: Sequence[str]) -> str:
    """What Prism says of a file that it loads."""
    spec = Spec([Path(command[2]).read_text(encoding="utf-8")])
    shown = (f"{one.method:<10} http://127.0.0.1:4010{one.path}?a=b" for one in spec.operations.values())
    return "\n".join([*shown, f"{loading.READY} on http://127.0.0.1:4010"]).replace("{customerId}", "7")


@pytest.mark.parametrize(
    ("redocly", "spectral", "code", "said"),
    [
        (CLEAN * len(SPECS), "[]", 0, "nothing to say"),
        (CLEAN * 2 + json.dumps({"problems": [PROBLEM]}), "[]", 1, "specs/a.yaml #/components: struct: Property"),
        (CLEAN * len(SPECS), json.dumps([MINOR]), 1, "a.yaml components/A: array-items: no items"),
    ],
)
def test_a_warning_is_a_problem(redocly: str, spectral: str, code: int, said: str, tmp_path: Path) -> None:
    told: list[str] = []
    assert lint(tmp_path, tmp_path / "note.txt", tells(redocly, spectral), serves, told.append) == code
    assert said in told[0]
    assert not (tmp_path / "note.txt").exists()


def test_what_cannot_be_had_is_said_loudly(tmp_path: Path) -> None:
    """At the end of the run, too: continuous integration prints each note that is left."""
    told: list[str] = []
    assert lint(tmp_path, tmp_path / "reports" / "note.txt", tells("", "", install=1), serves, told.append) == 0
    assert "the specs are not linted, nor loaded by Prism: npm cannot bring them: npm error network" in told[0]
    assert (tmp_path / "reports" / "note.txt").read_text(encoding="utf-8") == told[0]


@pytest.mark.parametrize(
    ("says", "told"),
    [
        (lambda command: "No such thing", "customers-v1.1.yaml: Prism does not load it: No such thing"),
        (lambda command: loading.READY, "customers-v1.1.yaml: Prism does not serve POST /v1.1/customer/add"),
        (
            lambda command: f"GET http://127.0.0.1:1/x\n{serves(command)}",
            "customers-v1.1.yaml: Prism serves 3 operations, not 2",
        ),
    ],
)
def test_what_prism_does_not_serve_is_a_problem(says: Callable[[Sequence[str]], str], told: str) -> None:
    spec = files.specs_folder() / "customers-v1.1.yaml"
    assert told in list(loading.problems(Path("prism"), [spec], says))


@pytest.mark.parametrize("spec", files.SPECS)
def test_what_prism_serves_is_none(spec: str) -> None:
    assert list(loading.problems(Path("prism"), [files.specs_folder() / spec], serves)) == []


def test_what_serves_is_ended_once_it_is_ready(tmp_path: Path) -> None:
    """And what never gets ready is ended, too."""
    begin = loading.starting(os.environ, tmp_path, 30)
    serving = f"import time\nprint({loading.READY!r}, flush=True)\ntime.sleep(600)"
    assert begin([sys.executable, "-c", serving]) == f"{loading.READY}\n"
    assert begin([sys.executable, "-c", "print('no')"]) == "no\n"
    assert loading.starting(os.environ, tmp_path, 0)([sys.executable, "-c", "import time; time.sleep(600)"]) == ""


@pytest.mark.parametrize("text", ["", CLEAN, "Something went wrong"])
def test_a_linter_that_breaks_is_no_clean_spec(text: str) -> None:
    with pytest.raises(RuntimeError, match="told"):
        list(of_redocly(text))
    with pytest.raises(RuntimeError, match="told"):
        list(of_spectral("" if text == CLEAN else text))


@pytest.mark.parametrize("name", ["redocly.yaml", ".spectral.yaml"])
def test_a_rule_that_is_off_has_its_reason(name: str) -> None:
    """In the line above it, or above what it belongs to."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if line.endswith(": off"):
            assert any(above.lstrip().startswith("#") for above in lines[number - 3 : number]), line
