"""What others set - of Python, pytest, its plugins, the machine - decides no run: verdict, report and order stay."""

from __future__ import annotations

import json
import os
import re
import ssl
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trustme
from outside import ENVIRONMENT

from contracts.engine.server import Server
from contracts.runner import cli, specimen

STORIES = '''
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

@scenario("story/repeats", promise="one-owner-per-source", depth="smoke")
def test_repeats(api: Api) -> None:
    """Adds somebody twice.

    The second time is one too many.
    """
    ada = api.person(first_name="Zoë")
    api.add(ada)
    api.add(ada)

@scenario("story/deeper", promise="one-owner-per-source")
def test_deeper(api: Api) -> None:
    """Adds somebody, at the gate only."""
    api.add(api.person())

@scenario("story/adds", promise="one-owner-per-source", depth="smoke")
def test_adds(api: Api) -> None:
    """Adds somebody else."""
    api.add(api.person())
'''
RUN = ("--no-sockets", "--fault", "accepts-a-duplicate", "--run-id", "repeated", "--alluredir", "results")


@dataclass(frozen=True)
class Outcome:
    """What came of a run, without its times."""

    code: int
    events: tuple[Any, ...]
    results: frozenset[Any]
    report: str


def outcome(folder: Path, *options: str, shell: str = '"$@"', **environment: str | None) -> Outcome:
    """A run of the stories in a folder; `None` unsets a variable, `shell` is how pytest is called."""
    (folder / "test_alone.py").write_text(STORIES, encoding="utf-8")
    environ = {**os.environ, **environment}
    done = subprocess.run(
        ["bash", "-c", shell, "bash", sys.executable, "-m", "pytest", *RUN, *options, "test_alone.py"],
        cwd=folder,
        env={name: value for name, value in environ.items() if value is not None},
        capture_output=True,
        timeout=120,
        check=False,
    )
    results = [json.loads(path.read_bytes()) for path in (folder / "results").glob("*-result.json")]
    told = done.stdout.decode("utf-8", "replace")
    found = re.search(
        r"^findings$.*^verdict: [^;]*;[^;]*;", re.sub("\x1b\\[[0-9;]*m", "", told), re.DOTALL | re.MULTILINE
    )
    return Outcome(
        done.returncode,
        tuple(_without_times(line) for line in (folder / "reports/run.jsonl").read_text(encoding="ascii").splitlines()),
        frozenset((each["name"], each["status"], each.get("description")) for each in results),
        found.group() if found else told + done.stderr.decode("utf-8", "replace"),
    )


_TIMES = ("started", "ended", "seconds", "latency_ms")


def _without_times(line: str) -> str:
    event = json.loads(line)
    return json.dumps({key: value for key, value in event.items() if key not in _TIMES})


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What comes of the stories where nobody has set anything."""
    found = outcome(tmp_path_factory.mktemp("usual"))
    assert found.code == 1
    assert len(found.results) == 3
    assert found.report.startswith("findings\n  [1] duplicate-source/known-identifier-is-8006")
    return found


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONOPTIMIZE": "1", "CI": "true", "PYTHONHASHSEED": "7"},
        {"PYTHONOPTIMIZE": "2"},
        {"PYTHONWARNINGS": "error", "PYTEST_ADDOPTS": "--strict-config --strict-markers"},
        {"HOME": None, "USER": None, "LOGNAME": None, "TMPDIR": None},
        {"HOME": "/nowhere", "TMPDIR": "/nowhere"},
    ],
    ids=str,
)
def test_the_environment_decides_nothing(tmp_path: Path, usual: Outcome, environment: dict[str, str | None]) -> None:
    """Docstrings that Python dropped, warnings that are errors, no home, no place for temporary files."""
    assert outcome(tmp_path, **environment) == usual


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "options",
    [
        "-W error -o filterwarnings=error -o xfail_strict=true",
        "-p no:terminal",
        "-p no:cacheprovider -p no:junitxml -p no:skipping -p no:logging -p no:warnings -p no:randomly -n0",
        "-p no:hypothesispytest --capture=no --tb=native -q -q -q",
        "--hypothesis-seed=7 --color=yes -v",
    ],
)
def test_the_options_of_pytest_decide_nothing(tmp_path: Path, usual: Outcome, options: str) -> None:
    """Its plugins may be left out, its own reporter, too."""
    assert outcome(tmp_path, *options.split()) == usual


def test_a_terminal_of_ascii_decides_nothing(tmp_path: Path, usual: Outcome) -> None:
    """It is shown names of other letters in an escaped form."""
    plain = {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    found = outcome(tmp_path, **plain)
    assert (found.code, found.events, found.results) == (usual.code, usual.events, usual.results)
    assert found.report.isascii()
    assert "Zo\\xeb" in found.report


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "shell",
    [
        '"$@" >&-',
        '"$@" >&- 2>&- <&-',
        '"$@" >/dev/full',
        '"$@" | head -1; exit "${PIPESTATUS[0]}"',
        '"$@" | true; exit "${PIPESTATUS[0]}"',
    ],
)
def test_nobody_has_to_read_what_a_run_says(tmp_path: Path, usual: Outcome, shell: str) -> None:
    """Closed streams, a full disk, a pipe that ended: the exit code and the records are those of any run."""
    found = outcome(tmp_path, shell=shell)
    assert (found.code, found.events, found.results) == (usual.code, usual.events, usual.results)


def test_a_checkout_may_be_read_only(tmp_path: Path, usual: Outcome) -> None:
    """Where no cache can be written: files stand in the place of its folders, for permissions do not bind everybody."""
    for name in (".pytest_cache", ".hypothesis", "__pycache__", ".schemathesis"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert outcome(tmp_path) == usual


SHUFFLES = """
import random
import pytest

@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    '''As pytest-randomly and its like do.'''
    items.reverse()

def pytest_runtest_setup():
    random.seed(7)
"""


def test_what_shuffles_tests_decides_nothing(tmp_path: Path, usual: Outcome) -> None:
    """The order says who the people are, so that the seed and the run id repeat every byte."""
    (tmp_path / "conftest.py").write_text(SHUFFLES, encoding="utf-8")
    assert outcome(tmp_path) == usual


RERUNS = """
from _pytest.runner import runtestprotocol

def pytest_runtest_protocol(item, nextitem):
    '''As pytest-rerunfailures does: of a test that failed, another attempt is told.'''
    for last in (False, False, True):
        item._initrequest()
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
        if last or not any(report.failed for report in reports):
            break
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
"""


def test_a_broken_promise_is_not_tried_again(tmp_path: Path, usual: Outcome) -> None:
    """Another attempt could only hide it: it sends nothing, and says the same."""
    (tmp_path / "conftest.py").write_text(RERUNS, encoding="utf-8")
    assert outcome(tmp_path) == usual


FALTERS = '''
from contracts.engine.errors import NoVerdict
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

attempts = []

@scenario("story/falters", promise="one-owner-per-source")
def test_falters(api: Api) -> None:
    """Is told no outcome at first."""
    api.add(api.person())
    attempts.append(len(api.record.exchanges))
    if len(attempts) == 1:
        raise NoVerdict("no answer: POST /v2/customers")
    if set(attempts) != {1}:
        raise KeyError(attempts)
'''


@pytest.mark.parametrize(("budget", "code", "told"), [("9", 0, "2 requests in"), ("1", 3, "1 request in")])
def test_a_new_attempt_begins_anew(tmp_path: Path, budget: str, code: int, told: str) -> None:
    """With a record of its own, within the one budget, and the report says that there was an earlier one."""
    (tmp_path / "conftest.py").write_text(RERUNS, encoding="utf-8")
    (tmp_path / "test_falters.py").write_text(FALTERS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--no-sockets", "--max-requests", budget, "test_falters.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == code, done.stdout
    assert told in done.stdout
    assert "story/falters was tried again: no answer: POST /v2/customers" in done.stdout


def test_certificates_may_be_left_unchecked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said once, and no library's warning ends a run or a replay, or is printed beside it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    (tmp_path / "test_alone.py").write_text(STORIES, encoding="utf-8")
    with Server(specimen.reference(specimen.EMBEDDED, ["accepts-a-duplicate"])) as server:
        listener = server._listener
        listener.socket = context.wrap_socket(listener.socket, server_side=True)
        url = server.base_url.replace("http:", "https:")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-W", "error", "--base-url", url, "--insecure", "test_alone.py"],
            cwd=tmp_path,
            env={**os.environ, **ENVIRONMENT},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        for name, value in ENVIRONMENT.items():
            monkeypatch.setenv(name, value)
        assert cli.main(["replay", str(tmp_path / "reports" / "run.jsonl")]) == 1
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.count("contracts: certificates are not checked (--insecure)") == 1
    assert capsys.readouterr().out.count("certificates are not checked (--insecure)") == 1
    assert "Warning" not in done.stdout + done.stderr
