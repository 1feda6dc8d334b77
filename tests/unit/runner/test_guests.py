"""Among other suites and plugins: theirs stay as they are, and what bars a run of ours is one line, told everywhere."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from outside import ENVIRONMENT, alone, in_folder

from contracts.engine import tls
from contracts.engine.client import Connection
from contracts.engine.errors import UsageError
from contracts.engine.exchange import Request, Who
from contracts.engine.http_transport import HttpTransport
from contracts.engine.server import Server
from contracts.runner import guests, specimen

STORY = '''
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

@scenario("story/repeats", promise="one-owner-per-source", depth="smoke")
def test_repeats(api: Api, seed: int) -> None:
    """Adds somebody twice."""
    ada = api.person()
    api.add(ada)
    api.add(ada)
'''
THEIRS = """
import allure
import pytest

@pytest.fixture
def seed():
    return "of theirs"

@allure.epic("Shop")
@pytest.mark.parametrize("n", [1, 2])
def test_basket(seed, n):
    print("captured")
    assert seed == "of theirs"
"""
NOWHERE = ("--base-url", "http://127.0.0.1:9")


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(specimen.reference(specimen.EMBEDDED)) as served:
        yield served


def told_by(folder: Path, *options: str) -> tuple[str, list[object]]:
    """What a suite of others prints, and what it leaves in Allure's folder, without times and random names."""
    (folder / "test_theirs.py").write_text(THEIRS, encoding="utf-8")
    done = in_folder(folder, "-p", "no:randomly", "-o", "console_output_style=classic", *options, "test_theirs.py")
    results = []
    for path in (folder / "results").glob("*-result.json"):
        told = json.loads(path.read_bytes())
        told["labels"] = [label for label in told["labels"] if label["name"] != "thread"]
        attached = [each["name"] for each in told.get("attachments", [])]
        results.append(({key: told[key] for key in told.keys() - {"uuid", "start", "stop", "attachments"}}, attached))
        path.unlink()
    lines = [line.partition(" in ")[0] for line in done.stdout.splitlines() if not line.startswith("plugins:")]
    names = sorted(path.name for path in (folder / "results").iterdir() if "attachment" not in path.name)
    names = [name for name in names if "container" not in name]
    return "\n".join(lines), [names, *sorted(results, key=str)]


def test_a_run_of_others_is_as_if_we_were_not_there(tmp_path: Path) -> None:
    """What it prints, and what Allure writes of it; options of ours may be its own."""
    (tmp_path / "conftest.py").write_text(
        "def pytest_addoption(parser):\n    parser.addoption('--depth', type=int, default=1)\n", encoding="utf-8"
    )
    with_us = told_by(tmp_path, "--alluredir", "results", "--depth", "7")
    assert with_us == told_by(tmp_path, "--alluredir", "results", "--depth", "7", "-p", "no:contracts")
    assert "2 passed" in with_us[0]
    assert not (tmp_path / "reports").exists()


def test_a_conftest_with_an_option_of_ours_is_named(tmp_path: Path) -> None:
    """Where contracts are to run."""
    (tmp_path / "conftest.py").write_text(
        "def pytest_addoption(parser):\n    parser.addoption('--profile', default='dev')\n", encoding="utf-8"
    )
    done = alone(tmp_path, STORY)
    assert done.returncode == 4, done.stdout
    assert "--profile is an option of contract suites and of " in done.stderr
    assert "conftest.py: call it otherwise there" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_plugin_with_an_option_of_ours_is_named(tmp_path: Path) -> None:
    """With what leaves it out."""
    (tmp_path / "profiles.py").write_text(
        "def pytest_addoption(parser):\n    parser.addoption('--profile', action='store_true')\n", encoding="utf-8"
    )
    done = alone(tmp_path, STORY, "-p", "profiles", PYTHONPATH=os.pathsep.join([str(tmp_path), *sys.path]))
    assert done.returncode == 4, done.stdout
    assert "leave that plugin out of contract runs with -p no:profiles" in done.stderr


@pytest.mark.parametrize(
    ("options", "variables"), [(("-p", "no:contracts"), {}), ((), {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})]
)
def test_without_the_plugin_a_story_says_what_to_do(
    tmp_path: Path, options: tuple[str, ...], variables: dict[str, str]
) -> None:
    """It is not for pytest to say that there is no fixture `api`."""
    (tmp_path / "test_alone.py").write_text(STORY, encoding="utf-8")
    done = in_folder(tmp_path, *options, "test_alone.py", **variables)
    assert done.returncode == 4
    assert "contract suites need their plugin: load it with -p contracts" in done.stdout


def test_the_plugin_brings_what_it_needs(tmp_path: Path) -> None:
    """Also where pytest loads none by itself."""
    done = alone(tmp_path, STORY, "-p", "contracts", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_empty_variable_is_no_base_url(tmp_path: Path) -> None:
    """The run would be about the embedded reference."""
    (tmp_path / "test_alone.py").write_text(STORY, encoding="utf-8")
    done = in_folder(tmp_path, "test_alone.py", PYTEST_BASE_URL="")
    assert done.returncode == 4, done.stdout
    assert "PYTEST_BASE_URL: got nothing" in done.stderr


@pytest.mark.parametrize("source", ["--base-url", "PYTEST_BASE_URL", "base_url in "])
def test_it_is_said_who_named_the_target(tmp_path: Path, server: Server, source: str) -> None:
    """And nobody asks it past our client."""
    url, options, variables = server.base_url, ("--verify-base-url",), dict(ENVIRONMENT)
    if source == "--base-url":
        options += ("--base-url", url)
    elif source == "PYTEST_BASE_URL":
        variables[source] = url
    else:
        (tmp_path / "pytest.ini").write_text(f"[pytest]\nbase_url = {url}\n", encoding="utf-8")
    (tmp_path / "test_alone.py").write_text(STORY, encoding="utf-8")
    done = in_folder(tmp_path, *options, "test_alone.py", **variables)
    assert done.returncode == 0, done.stdout
    assert f"target {url} ({source}" in done.stdout
    sent = (tmp_path / "reports" / "run.jsonl").read_text(encoding="utf-8").count('"event":"exchange"')
    assert server.requests_served == sent


def test_what_was_found_is_told_whatever_pytest_leaves_out(tmp_path: Path) -> None:
    """As with `--no-summary` in the addopts of others."""
    done = alone(tmp_path, STORY, "--no-summary", "--fault", "accepts-a-duplicate")
    assert done.returncode == 1
    assert done.stdout.count("[1] duplicate-source/known-identifier-is-8006") == 1
    assert "verdict: FAIL" in done.stdout


def test_a_story_is_collected_whatever_an_ini_calls_tests(tmp_path: Path) -> None:
    """Once, and with its fixtures."""
    for names in ("it_*", "test_*"):
        done = alone(tmp_path, STORY, "-o", f"python_functions={names}")
        assert done.returncode == 0, done.stdout
        assert "1 passed" in done.stdout


def test_a_suite_is_collected_whatever_an_ini_calls_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it lies in a wheel; other files are not."""
    for name in ("test_alone.py", "helper.py"):
        (tmp_path / name).write_text(STORY, encoding="utf-8")
    (tmp_path / "conftest.py").write_text(
        "import pathlib\nfrom contracts.runner import guests\nguests._SUITES = pathlib.Path(__file__).parent\n",
        encoding="utf-8",
    )
    assert guests._SUITES.name == "suites"
    done = in_folder(tmp_path, "--no-sockets", "-o", "python_files=check_*.py")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (NOWHERE, 3, "nothing answers at 127.0.0.1:9"),
        (("--profile", "missing.yaml"), 4, "cannot be read"),
        (("--base-url", "https://eu.api.capillarytech.com"), 4, "looks like a production host"),
    ],
)
def test_a_run_that_does_not_begin_says_so_everywhere(
    tmp_path: Path, options: tuple[str, ...], code: int, told: str
) -> None:
    """And nothing of an earlier run stands in its place."""
    reports = tmp_path / "reports"
    (reports / "html").mkdir(parents=True)
    for name in ("run.jsonl", "readings.yaml", "html/index.html"):
        (reports / name).write_text("CLEAN", encoding="utf-8")
    page = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "page.md")}
    (tmp_path / "test_alone.py").write_text(STORY, encoding="utf-8")
    done = in_folder(tmp_path, *options, "--junitxml", "junit.xml", "test_alone.py", **page, **ENVIRONMENT)
    assert done.returncode == code, done.stdout
    errors = list(ET.parse(tmp_path / "junit.xml").iter("error"))
    assert told in errors[0].attrib["message"]
    assert [line for line in done.stdout.splitlines() if line.startswith("::error title=no verdict") and told in line]
    assert told in (tmp_path / "page.md").read_text(encoding="utf-8")
    left = {path.name for path in reports.iterdir()} - {".lock"}
    assert left == {"index.html", "run.previous.jsonl"}
    assert told in (reports / "index.html").read_text(encoding="utf-8")


def test_a_module_of_ours_that_cannot_be_collected_leaves_a_result(tmp_path: Path) -> None:
    """In the place of those of an earlier run."""
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "contracts-1-result.json").write_text('{"status": "passed"}', encoding="utf-8")
    done = alone(tmp_path, STORY + "import nothing_of_that_name\n", "--alluredir", "results")
    assert done.returncode == 3
    (result,) = (tmp_path / "results").glob("*-result.json")
    assert json.loads(result.read_bytes())["status"] == "broken"


HANGS = '''
import os, signal
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

@scenario("story/hangs", promise="one-owner-per-source")
def test_hangs(api: Api) -> None:
    """Is hung up on."""
    api.add(api.person())
    os.kill(os.getpid(), signal.SIGHUP)
'''


@pytest.mark.parametrize(("shell", "code"), [('"$@"', 2), ("trap '' HUP; \"$@\"", 0)])
def test_a_terminal_that_goes_ends_a_run(tmp_path: Path, shell: str, code: int) -> None:
    """With a report; under nohup it goes on."""
    (tmp_path / "test_alone.py").write_text(HANGS, encoding="utf-8")
    words = [sys.executable, "-m", "pytest", "--no-sockets", "test_alone.py"]
    done = subprocess.run(
        ["bash", "-c", shell, "bash", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # this test may run under nohup itself
    )
    assert done.returncode == code, done.stdout
    assert "verdict: " in done.stdout


def test_a_file_for_keys_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a variable that says so."""
    monkeypatch.setenv("SSLKEYLOGFILE", "/nowhere/keys")
    with pytest.raises(UsageError, match=r"SSLKEYLOGFILE: got '/nowhere/keys', which cannot be written"):
        tls.context(True, tls.Trust(), None)


def test_a_request_says_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Us, and in which run."""
    transport = HttpTransport("http://127.0.0.1", Connection(run_id="abcd"))
    prepared = transport._prepared(transport._session(), Request("x", "GET", "/", as_who=Who.NOBODY), {})
    assert prepared.headers["User-Agent"].startswith("registration-contracts/")
    assert prepared.headers["User-Agent"].endswith(" (run abcd)")
