"""What came of a run is its exit code: what was broken, what was not told, what failed beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from outside import ENVIRONMENT, alone

from contracts.engine import jsontext
from contracts.engine.exchange import NOT_JSON, Answer, Model, Response
from contracts.engine.server import Server
from contracts.reporting import events
from contracts.runner import specimen

SURPRISED = '''
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

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
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

@scenario("story/repeats", promise="one-owner-per-source", depth="smoke")
def test_repeats(api: Api) -> None:
    """Adds somebody twice."""
    ada = api.person()
    api.add(ada)
    api.add(ada)
'''

ADDS = '''
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

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


ENDS = """
import pytest

@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    %s

def pytest_runtest_teardown(item):
    %s
"""


@pytest.mark.sampled(3)
@pytest.mark.parametrize("fault", [(), ("--fault", "accepts-a-duplicate")])
@pytest.mark.parametrize(
    ("at_the_end", "between", "told"),
    [
        ("raise RuntimeError('of theirs')", "pass", "a plugin failed: RuntimeError: of theirs"),
        ("pytest.exit('of theirs', 0)", "pass", "a plugin failed: Exit: of theirs"),
        ("session.exitstatus = 0 if session.exitstatus else 7", "pass", "ended with exit code"),
        ("pass", "pytest.exit('of theirs', 0)", "of theirs"),
        ("pass", "pytest.exit('of theirs', 1)", "of theirs"),
        ("raise KeyboardInterrupt", "pass", "so the verdict is INTERRUPTED (exit code 2)"),
    ],
)
def test_another_plugin_does_not_decide_a_run(
    tmp_path: Path, fault: tuple[str, ...], at_the_end: str, between: str, told: str
) -> None:
    """Neither by an exit code of its own nor by failing, as one does that cannot write its report."""
    (tmp_path / "conftest.py").write_text(ENDS % (at_the_end, between), encoding="utf-8")
    done = alone(tmp_path, REPEATS, *fault)
    code = 2 if "Keyboard" in at_the_end else 1 if fault else 3
    assert done.returncode == code, done.stdout
    assert told in done.stdout
    assert ("[1] duplicate-source/known-identifier-is-8006" in done.stdout) == bool(fault)
    log = (tmp_path / "reports" / "run.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(log[-1])["exit"] == code


def test_a_report_of_pytest_that_cannot_be_written_is_no_verdict(tmp_path: Path) -> None:
    """It was asked for; a Python that crashed would end in the exit code of findings."""
    done = alone(tmp_path, REPEATS, "--junitxml", "/proc/nowhere/junit.xml")
    assert done.returncode == 3
    assert "contracts: so the verdict is UNKNOWN (exit code 3)" in done.stdout


def test_a_decoration_that_cannot_be_made_is_said_again_at_the_end(tmp_path: Path) -> None:
    """It changes no verdict, and is not overlooked."""
    page = tmp_path / "nowhere" / "summary.md"
    done = alone(tmp_path, REPEATS, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(page))
    assert done.returncode == 0, done.stdout
    last = done.stdout.rstrip().splitlines()[-1]
    assert last.startswith(
        f"contracts: not made: the job summary ({page} cannot be written: No such file or directory)"
    )
    assert "GITHUB_STEP_SUMMARY" in last


def but_lookups(answer: Response) -> Model:
    """The reference, which answers every look-up so."""
    model = specimen.reference(specimen.EMBEDDED)
    return lambda request: Answer(answer) if "lookup" in request.path else model(request)


def test_a_finding_outside_of_every_test_fails_the_run(tmp_path: Path) -> None:
    """What the pre-flight request shows counts."""
    with Server(but_lookups(Response(500))) as server:
        done = alone(tmp_path, ADDS, "--base-url", server.base_url, **ENVIRONMENT)
    assert done.returncode == 1


CHANGES = '''
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

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
    people = [one for one in map(json.loads, text.splitlines()) if "answer" not in one]
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


def page(status: int, title: str = "") -> Response:
    head = f"<head><title>{title}</title></head>" if title else ""
    return Response(status, (("Content-Type", "text/html"),), f" <html>{head}sign in</html>".encode())


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (page(200, "Sign in"), 'answers with a page, "Sign in" (HTTP 200): is the base URL right?'),
        (Response(302, (("Location", "/login"),)), "answers with a redirect to /login (HTTP 302)"),
        (Response(429, (("Retry-After", "999"),)), "answers 429"),
    ],
)
def test_what_answers_as_no_api_is_no_verdict(tmp_path: Path, answer: Response, told: str) -> None:
    """A sign-in page, a redirect or a limit before the first request: one line says which, and nothing is sent."""
    with Server(but_lookups(answer)) as server:
        done = alone(tmp_path, ADDS, "--base-url", server.base_url, "--max-time", "30", **ENVIRONMENT)
    assert done.returncode == 3
    assert f"nothing was written: {server.base_url} {told}" in done.stdout


ODD = """{"createdId": 7, "sideEffects": [], "warnings": [],
 "\\ud800\\u001b[2J": NaN, "x": "\\udfff", "x": "\\udfff", "errors": "\\ud800"}"""


def test_what_no_text_can_hold_reaches_every_report(tmp_path: Path) -> None:
    """Half a surrogate pair and NaN in an answer: told, and every report is there and is JSON."""
    odd = Response(200, (("Content-Type", "application/json"),), ODD.encode())
    model = specimen.reference(specimen.EMBEDDED)
    with Server(lambda request: Answer(odd) if request.path == "/v2/customers" else model(request)) as server:
        options = ("--alluredir", "allure", "--junitxml", "junit.xml", "--base-url", server.base_url)
        done = alone(tmp_path, ADDS, *options, **ENVIRONMENT)
    assert done.returncode == 1
    assert "envelope/answers-are-json" in done.stdout
    assert r"$['\ud800\x1b[2J']" in done.stdout
    assert "\x1b[2J" not in done.stdout
    found = events.findings_of(tmp_path / "reports" / "run.jsonl")
    assert {"envelope/answers-are-json", "envelope/members-are-given-once"} <= {finding.rule for finding in found}
    written = [*(tmp_path / "allure").glob("*.json"), *(tmp_path / "allure").glob("*.httpexchange")]
    texts = [path.read_text(encoding="utf-8") for path in written]
    texts += (tmp_path / "reports" / "run.jsonl").read_text(encoding="ascii").splitlines()
    assert all(jsontext.read(text.encode()).value is not NOT_JSON for text in texts)
    assert not any(jsontext.read(text.encode()).constants for text in texts)
    assert len(written) > 2


EXPECTS = '''
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

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
