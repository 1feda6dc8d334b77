"""The plugin from outside: exit codes, one clear line for every bad input, and the same suites from anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts import cli, pack
from contracts.errors import UsageError
from contracts.exchange import Answer, Model, Response
from contracts.profile import Profile
from contracts.reporting import events
from contracts.server import Server

ROOT = Path(__file__).resolve().parents[2]
USERS = pack.reference_credentials()
ENVIRONMENT = {
    "CONTRACTS_USERNAME": str(USERS.username),
    "CONTRACTS_PASSWORD": str(USERS.password),
    "CONTRACTS_READONLY_USERNAME": str(USERS.readonly_username),
    "CONTRACTS_READONLY_PASSWORD": str(USERS.readonly_password),
}


@pytest.fixture
def served() -> Iterator[str]:
    with Server(pack.reference(pack.EMBEDDED)) as server:
        yield server.base_url
        assert server.crashes == []


def run(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml")),
            *("--rootdir", str(ROOT), *options, str(ROOT / "tests/scenarios"), str(ROOT / "tests/fuzz")),
        ],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def alone(folder: Path, suite: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A run of one file of scenarios."""
    (folder / "test_alone.py").write_text(suite, encoding="utf-8")
    where = () if "--base-url" in options else ("--no-sockets",)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *where, *options, "test_alone.py"],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_options_that_are_paths(tmp_path: Path) -> None:
    """A profile elsewhere, and a folder for reports that exists, do not make pytest lose its configuration."""
    (tmp_path / "brand.yaml").write_text("name: x\n", encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"),
            *("--profile", str(tmp_path / "brand.yaml"), "--reports", str(tmp_path)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    collected = [line for line in done.stdout.splitlines() if "::" in line]
    assert collected
    assert all(line.startswith(("tests/scenarios/", "tests/fuzz/", "tests/stateful/")) for line in collected)


def test_nothing_listens(tmp_path: Path) -> None:
    """An unreachable target is no verdict, told in one line, without a traceback."""
    done = run(tmp_path, "--base-url", "http://127.0.0.1:9")
    assert done.returncode == 3
    assert "nothing answers at 127.0.0.1:9" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_unknown_profile_key(tmp_path: Path) -> None:
    """A mistyped key is named with its line and the nearest valid key."""
    (tmp_path / "brand.yaml").write_text("name: x\nflags:\n  strict_chek: true\n", encoding="utf-8")
    done = run(tmp_path, "--profile", "brand.yaml")
    assert done.returncode == 4
    assert "brand.yaml:3: unknown key 'flags.strict_chek'; the nearest valid key is 'strict_check'" in done.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--base-url", "ftp://x"], "should be http://host"),
        (["--base-url", "http://h:abc"], "got 'http://h:abc', should be http://host"),
        (["--base-url", "https://eu.api.capillarytech.com"], "looks like a production host: nothing was sent"),
        (["--max-requests", "0"], "argument --max-requests: got '0', should be a whole number above 0"),
        (["--rate", "-5"], "argument --rate: got '-5', should be a number above 0"),
        (["--max-time", "inf"], "argument --max-time: got 'inf', should be a number above 0"),
        (["--run-id", "A B"], "should be 4 to 16 of a-z and 0-9"),
        (["--operation", "nothing"], "should be one of addCustomer"),
        (["--fault", "accepts-a-duplicat"], "accepts-a-duplicate"),
        (["--manner", "wordin=x"], "the nearest is 'wording'"),
        (["-n", "2"], "leave out -n"),
        (["--base-url", ""], "--base-url: got nothing"),
        (["--profile="], "--profile: got nothing"),
        (["--profile", "missing.yaml"], "cannot be read"),
    ],
)
def test_bad_input_is_one_line(tmp_path: Path, options: list[str], told: str) -> None:
    """What cannot be used says what was got and what would do."""
    done = run(tmp_path, *options)
    assert done.returncode == 4, done.stdout + done.stderr
    assert told in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_a_password_in_the_base_url_is_shown_nowhere(tmp_path: Path) -> None:
    """It is refused before anything, the header included, is printed or written."""
    done = run(tmp_path, "--base-url", "http://till:hush@127.0.0.1:9", "--alluredir", "results")
    assert done.returncode == 4
    assert "CONTRACTS_USERNAME and CONTRACTS_PASSWORD" in done.stderr
    assert "hush" not in done.stdout + done.stderr
    assert not any(b"hush" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_replay_takes_no_other_base_urls(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They are refused as a run refuses them."""
    assert cli.main(["replay", str(tmp_path / "run.jsonl"), "--base-url", "http://h:abc"]) == 4
    assert capsys.readouterr().err.startswith("contracts: --base-url: got 'http://h:abc', should be http://host")


def test_a_fault_is_a_finding(tmp_path: Path) -> None:
    """A broken promise is exit code 1, and its story is told."""
    done = run(tmp_path, "--fault", "accepts-a-duplicate", "--depth", "smoke", "--reports", "my reports{}")
    assert done.returncode == 1
    assert "[1] duplicate-source/known-identifier-is-8006" in done.stdout
    assert "contracts replay 'my reports{}/run.jsonl' --finding 1\n" in done.stdout
    assert cli.main(["replay", str(tmp_path / "my reports{}" / "run.jsonl"), "--finding", "1"]) == 1


SURPRISED = '''
from contracts.scenario import Api, scenario

@scenario("story/surprised", promise="one-owner-per-source")
def test_surprised(api: Api) -> None:
    """Adds somebody twice, and then stumbles."""
    ada = api.person()
    api.given.add(ada)
    api.add(ada)
    raise KeyError("what the answer should have had")
'''


@pytest.mark.parametrize(("fault", "code"), [("accepts-a-duplicate", 1), ("fills-up", 3)])
def test_a_story_that_stumbles_after_a_breach_tells_the_breach(tmp_path: Path, fault: str, code: int) -> None:
    """Findings win; without one, an error of the story is no verdict."""
    done = alone(tmp_path, SURPRISED, "--fault", fault)
    assert done.returncode == code
    assert ("broken promise" in done.stdout) == (code == 1)


REPEATS = '''
import os, signal
import pytest
from contracts.scenario import Api, scenario

@scenario("story/repeats", promise="one-owner-per-source", depth="smoke")
def test_repeats(api: Api) -> None:
    """Adds somebody twice."""
    ada = api.person()
    api.add(ada)
    api.add(ada)
'''
ADDS = '''
from contracts.scenario import Api, scenario

@scenario("story/adds", promise="one-owner-per-source")
def test_adds(api: Api) -> None:
    """Adds somebody."""
    api.add(api.person())
'''
PLAIN = """
def test_plain() -> None:
    assert False
"""
LEAKY = '''
@pytest.fixture
def leaky():
    yield
    raise RuntimeError("of the fixture")

@scenario("story/leaky", promise="one-owner-per-source")
def test_leaky(api: Api, leaky: None) -> None:
    """Adds somebody."""
    api.add(api.person())
'''
KILLED = """
def test_killed() -> None:
    os.kill(os.getpid(), signal.SIG%s)
"""


@pytest.mark.parametrize("suite", [REPEATS + PLAIN, REPEATS + LEAKY])
def test_a_failure_beside_the_contracts_is_no_verdict(tmp_path: Path, suite: str) -> None:
    """Plain tests and fixtures that fail do not end in exit code 0; findings come before them."""
    done = alone(tmp_path, suite)
    assert done.returncode == 3
    assert "1 failure beside the contracts" in done.stdout
    assert alone(tmp_path, suite, "--fault", "accepts-a-duplicate").returncode == 1


@pytest.mark.parametrize("options", [(), ("--continue-on-collection-errors",)])
def test_a_file_that_cannot_be_collected_is_no_verdict(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Whether pytest goes on without it, or not."""
    (tmp_path / "test_broken.py").write_text("import nothing_of_that_name\n", encoding="utf-8")
    assert alone(tmp_path, REPEATS, *options, "test_broken.py").returncode == 3


@pytest.mark.parametrize("name", ["INT", "TERM"])
def test_an_interrupted_run_tells_what_it_has_found(tmp_path: Path, name: str) -> None:
    """It is told as interrupted, whatever was found before."""
    done = alone(tmp_path, REPEATS + KILLED % name, "--fault", "accepts-a-duplicate")
    assert done.returncode == 2
    assert "[1] duplicate-source/known-identifier-is-8006" in done.stdout
    assert events.findings_of(tmp_path / "reports" / "run.jsonl")


def but_lookups(answer: Response) -> Model:
    """The reference, which answers every look-up so."""
    model = pack.reference(pack.EMBEDDED)
    return lambda request: Answer(answer) if "lookup" in request.path else model(request)


def test_a_finding_outside_of_every_item_fails_the_run(tmp_path: Path) -> None:
    """What the pre-flight request shows counts."""
    with Server(but_lookups(Response(500))) as server:
        done = alone(tmp_path, ADDS, "--base-url", server.base_url, **ENVIRONMENT)
    assert done.returncode == 1


CHANGES = '''
from contracts.scenario import Api, scenario

@scenario("story/changes", promise="one-owner-per-source")
def test_changes(api: Api) -> None:
    """Gives somebody an address by a body of its own, and a card by a change."""
    ada, eve = api.person("mobile"), api.person("email", "externalId")
    customer = api.given.add(ada).id
    api.change(customer, add=[eve["email"]])
    api.together(lambda one: one.add(eve), lambda one: one.register(eve))
'''


def test_everybody_whom_a_write_names_is_recorded(tmp_path: Path) -> None:
    """Also whom a change names; a second run is written behind the first."""
    assert alone(tmp_path, CHANGES, "--run-id", "first").returncode == 0
    assert alone(tmp_path, CHANGES, "--run-id", "second").returncode == 0
    text = (tmp_path / "reports" / "people.jsonl").read_text(encoding="utf-8")
    people = [json.loads(line) for line in text.splitlines()]
    named = [(one["run_id"], one["operation"], [i["type"] for i in one["identifiers"]]) for one in people]
    assert named == [
        (run_id, operation, types)
        for run_id in ("first", "second")
        for operation, types in (
            ("addCustomer", ["mobile"]),
            ("changeIdentifier", ["email"]),
            ("addCustomer", ["email", "externalId"]),
            ("addCustomerV11", ["email", "externalId"]),
        )
    ]


PAGE = Response(200, (("Content-Type", "text/html"),), b" <html>sign in</html>")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (PAGE, "answers with a page (HTTP 200): is the base URL right?"),
        (Response(302, (("Location", "/login"),)), "answers with a redirect (HTTP 302)"),
        (Response(429, (("Retry-After", "999"),)), "answers 429"),
    ],
)
def test_what_answers_as_no_api_is_no_verdict(tmp_path: Path, answer: Response, told: str) -> None:
    """A sign-in page, a redirect or a limit before the first request: nothing is sent to it."""
    with Server(but_lookups(answer)) as server:
        done = alone(tmp_path, ADDS, "--base-url", server.base_url, "--max-time", "30", **ENVIRONMENT)
    assert done.returncode == 3
    assert told in done.stdout
    assert "nothing was written" in done.stdout


@pytest.mark.parametrize(("path", "code"), [("/api", 3), ("", 5)])
def test_a_run_that_could_ask_nothing_does_not_pass(tmp_path: Path, served: str, path: str, code: int) -> None:
    """At a wrong path, or with a budget for the pre-flight request only."""
    budget = ("--max-requests", "1") if not path else ()
    done = run(tmp_path, "--base-url", served + path, "--depth", "smoke", *budget, **ENVIRONMENT)
    assert done.returncode == code


def test_a_command_that_is_mistyped_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    """As every other bad input; help is none."""
    assert cli.main(["srve"]) == 4
    assert cli.main(["--help"]) == 0
    assert "invalid choice: 'srve'" in capsys.readouterr().err


EXPECTS = '''
from contracts.scenario import Api, scenario

@scenario("story/expects", promise="one-owner-per-source")
def test_expects(api: Api) -> None:
    """Compares what only the story knows."""
    reply = api.add(api.person())
    api.expect("side-effects/no-points-no-effect", reply, 7, 7, "story")
    api.expect("side-effects/no-points-no-effect", reply, 7, 8, "story")
'''


def test_what_only_a_story_knows_is_a_finding(tmp_path: Path) -> None:
    """Where the two differ."""
    done = alone(tmp_path, EXPECTS)
    assert done.returncode == 1
    assert "[1] side-effects/no-points-no-effect" in done.stdout


def test_a_promise_whose_story_breaks_down_is_unknown(tmp_path: Path) -> None:
    """What a story set out to exercise, and could not, is not told as never exercised."""
    suite = ADDS.replace("one-owner-per-source", "missing-source-is-refused")
    done = alone(tmp_path, suite + '    raise KeyError("what the answer should have had")\n')
    assert done.returncode == 3
    assert any(line.split()[:3] == ["UNKNOWN", "0x", "missing-source-is-refused"] for line in done.stdout.splitlines())


def test_nothing_selected(tmp_path: Path) -> None:
    """A run that exercises nothing is not green."""
    assert run(tmp_path, "-k", "no_such_test").returncode == 5


@pytest.mark.parametrize("depth", ["smoke", "gate"])
def test_outside_target_without_a_profile(tmp_path: Path, served: str, depth: str) -> None:
    """A conforming target of which nothing is known is clean, and no secret is left in any file."""
    done = run(tmp_path, "--base-url", served, "--depth", depth, "--alluredir", "results", **ENVIRONMENT)
    assert done.returncode == 0, done.stdout
    for path in tmp_path.rglob("*"):
        if path.is_file() and ".hypothesis" not in path.parts:  # that one holds constants of our own source
            assert str(USERS.password).encode() not in path.read_bytes(), path
    assert (tmp_path / "reports" / "people.jsonl").stat().st_size > 0


@pytest.mark.parametrize("name", [*ENVIRONMENT, "CONTRACTS_OAUTH_TOKEN"])
@pytest.mark.parametrize("value", ["hush\n", "hu\rsh", "hush\x00", "hush\udcff"])
def test_a_credential_that_cannot_be_sent_is_named_and_not_shown(name: str, value: str) -> None:
    """A line break at the end of a secret is the person's affair, not the target's."""
    with pytest.raises(UsageError) as caught:
        pack.credentials(Profile(), {name: value})
    told = str(caught.value)
    assert told.startswith(f"{name}: got a value that no header can carry, should be one line")
    assert "hu" not in told


def test_credentials_that_can_be_sent() -> None:
    """Passwords may have any letters and tokens spaces inside; what is empty is not set."""
    found = pack.credentials(
        Profile(),
        {"CONTRACTS_USERNAME": "till 1", "CONTRACTS_PASSWORD": "pässword ", "CONTRACTS_OAUTH_TOKEN": "Bearer x=="}
        | {"CONTRACTS_READONLY_USERNAME": ""},
    )
    assert (found.username, found.password, found.token) == ("till 1", "pässword ", "Bearer x==")
    assert found.readonly_username is None


def test_wrong_credentials(tmp_path: Path, served: str) -> None:
    """Credentials that do not do are no verdict, told in one line before anything is written."""
    done = run(tmp_path, "--base-url", served, CONTRACTS_USERNAME="till.1", CONTRACTS_PASSWORD="wrong-one")
    assert done.returncode == 3
    assert "refuses the credentials" in done.stdout


def test_credentials_that_may_only_read(tmp_path: Path, served: str) -> None:
    """A user who may read and not write is told of once, after a few writes, and not by every story."""
    reader = {
        name: ENVIRONMENT[name.replace("_", "_READONLY_")] for name in ("CONTRACTS_USERNAME", "CONTRACTS_PASSWORD")
    }
    done = run(tmp_path, "--base-url", served, **reader)
    assert done.returncode == 3, done.stdout
    assert "all of 5 writes were refused (HTTP 401 or 403): may the user of CONTRACTS_USERNAME write?" in done.stdout
    assert len((tmp_path / "reports/run.jsonl").read_text(encoding="utf-8").splitlines()) < 20


def test_the_budget_is_kept(tmp_path: Path) -> None:
    """A run cut short by design is green on what it did, and says what it did not."""
    with Server(pack.reference(pack.EMBEDDED)) as server:
        done = run(tmp_path, "--base-url", server.base_url, "--max-requests", "20", **ENVIRONMENT)
        assert server.requests_served <= 20
    assert done.returncode == 0, done.stdout
    assert "skipped" in done.stdout


def test_suites_of_an_installed_wheel(tmp_path: Path, served: str) -> None:
    """The suites run from an installed wheel, in an empty folder."""
    pytest.importorskip("contracts.suites", reason="contracts is installed from a checkout, not from a wheel")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--pyargs", "contracts.suites", "--base-url", served, "--depth", "smoke"],
        cwd=tmp_path,
        env={**os.environ, **ENVIRONMENT},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
