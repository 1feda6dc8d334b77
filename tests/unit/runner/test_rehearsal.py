"""A dry run says what a run would do: it sends nothing, writes nothing, and counts as the run does."""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from pathlib import Path

import pytest
from outside import ENVIRONMENT, alone, run

from contracts.documents.profile import Limits, Profile
from contracts.engine.client import Connection
from contracts.engine.exchange import Who
from contracts.engine.server import Server
from contracts.runner import identity, rehearsal, specimen
from contracts.runner.asked import Options
from contracts.runner.rehearsal import Rehearsed, lines

OFFLINE = """
import socket

def refuse(*args, **kwargs):
    raise AssertionError("a dry run asks nobody")

socket.getaddrinfo = socket.create_connection = socket.socket.connect = refuse
"""


def told(stdout: str) -> dict[str, str]:
    """First words of a row -> the row."""
    rows: dict[str, str] = {}
    name = ""
    for line in stdout[stdout.index("= dry run =") :].splitlines()[2:]:
        if not line.startswith("  "):
            break
        name = line[2:14].strip() or name
        rows[name] = f"{rows.get(name, '')} {line[14:]}".strip()
    return rows


@pytest.mark.parametrize(
    "target",
    [
        ("--base-url", "https://eu.api.capillarytech.com", "--depth", "smoke"),
        ("--base-url", "http://no-such-host.invalid", "--verify-base-url", "--depth", "smoke"),
        ("--depth", "smoke"),
    ],
)
def test_nothing_is_sent_and_nothing_is_written(tmp_path: Path, target: tuple[str, ...]) -> None:
    """No connection, no name looked up, no report; credentials are not needed."""
    (tmp_path / "offline.py").write_text(OFFLINE, encoding="utf-8")
    reports = ("--alluredir", "results", "--junitxml", "junit.xml", "-p", "offline")
    done = run(tmp_path, "--dry-run", *target, *reports, PYTHONPATH=os.pathsep.join([str(tmp_path), *sys.path]))
    assert done.returncode == 0, done.stdout + done.stderr
    assert {path.name for path in tmp_path.iterdir()} <= {"offline.py", "__pycache__", ".hypothesis"}
    rows = told(done.stdout)
    assert re.match(
        r"at most [1-9][0-9]* people, from ct-\w+-0, ct\.\w+\.0@example\.com, 917[0-9]{9} on$", rows["registers"]
    )
    assert " passed" not in done.stdout
    assert ("it would be refused: eu.api.capillarytech.com looks like" in done.stdout) == (
        "capillarytech" in str(target)
    )


@pytest.mark.parametrize(
    ("url", "shared"),
    [(None, False), ("http://127.0.0.1:8080", False), ("https://eu.api.example.com", True)],
)
def test_people_are_those_of_the_run(tmp_path: Path, url: str | None, shared: bool) -> None:
    """The reference is asked in this process, of people who can be nobody real where those of the run have to be."""
    options = Options(url, Profile(), "gate", 0, "r1", tmp_path, Connection())
    assert options.is_shared is shared
    rehearsing = rehearsal._rehearsing(options, tmp_path)
    assert rehearsing.base_url is None
    assert rehearsing.is_shared is shared


def test_it_counts_what_the_run_does(tmp_path: Path) -> None:
    """On a target that answers as the reference does, with the same seed and run id: the same requests and people."""
    with Server(specimen.reference(specimen.EMBEDDED)) as server:
        options = ("--base-url", server.base_url, "--run-id", "4f2a91c")
        rows = told(run(tmp_path, "--dry-run", *options, **ENVIRONMENT).stdout)
        assert server.requests_served == 0
        assert run(tmp_path, *options, **ENVIRONMENT).returncode == 0
        assert rows["sends"] == f"{server.requests_served} requests"
    exchanges = [
        event["request"]["operation"]
        for event in map(json.loads, (tmp_path / "reports/run.jsonl").read_text(encoding="utf-8").splitlines())
        if event["event"] == "exchange"
    ]
    foretold = {name: int(count) for name, count in (part.rsplit(" ", 1) for part in rows["to"].split(", "))}
    assert foretold == dict(Counter(exchanges))


ADDS = '''
from contracts.stories.declaring import scenario
from contracts.stories.verbs import Api

@scenario("story/adds", promise="one-owner-per-source", depth="smoke")
def test_adds(api: Api) -> None:
    """Adds two people, one of them twice."""
    ada = api.person()
    api.add(ada)
    api.add(ada)
    api.add(api.person())
'''
BROKEN = ADDS + '    raise KeyError("a story of ours")\n'
PLAIN = """
def test_plain() -> None:
    raise AssertionError("a plain test may do anything, and is not played")
"""


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("suite", "options", "code", "row", "text"),
    [
        (ADDS, (), 0, "sends", "3 requests"),
        (ADDS, (), 0, "registers", "at most 2 people, from"),
        (ADDS, ("--max-people", "1"), 0, "registers", "at most 1 person, from"),
        (ADDS, ("--max-people", "1"), 0, "is bound by", "--max-people 1, 300 requests of depth gate, no --max-time"),
        (ADDS, ("--max-requests", "2"), 0, "sends", "2 requests"),
        (ADDS, ("--max-requests", "2"), 0, "is bound by", "no --max-people, --max-requests 2, no --max-time"),
        (ADDS, ("--base-url", "http://staging.example", "--max-requests", "1"), 0, "sends", "1 request"),
        (ADDS, ("--base-url", "http://staging.example"), 0, "takes", "about 0.0 minutes, at 95 requests a minute"),
        (ADDS, ("--fault", "accepts-a-duplicate"), 0, "to", "addCustomer 3"),
        (BROKEN, (), 3, "without", "story/adds: KeyError('a story of ours')"),
        (ADDS + PLAIN, (), 0, "sends", "3 requests"),
    ],
)
def test_a_plan(tmp_path: Path, suite: str, options: tuple[str, ...], code: int, row: str, text: str) -> None:
    done = alone(tmp_path, suite, "--dry-run", *options)
    assert done.returncode == code, done.stdout + done.stderr
    assert told(done.stdout)[row].startswith(text)
    assert ("1 test beside the contracts left alone" in done.stdout) == (PLAIN in suite)
    assert not (tmp_path / "reports").exists()


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("suite", "options", "code", "text"),
    [
        (PLAIN, (), 5, "registers   at most 0 people"),
        (ADDS, ("-k", "nothing"), 5, ""),
        (ADDS, ("-n", "2"), 4, "leave out -n"),
        (ADDS, ("--profile", "missing.yaml"), 4, "cannot be read"),
        (ADDS, ("--fault", "accepts-a-duplicat"), 4, "accepts-a-duplicate"),
        ("import nothing_of_that_name\n", (), 3, "1 file cannot be collected"),
        (ADDS, ("--collect-only", "-q"), 0, "test_alone.py::test_adds"),
    ],
)
def test_what_cannot_be_planned(tmp_path: Path, suite: str, options: tuple[str, ...], code: int, text: str) -> None:
    """Exit codes are those of a run."""
    done = alone(tmp_path, suite, "--dry-run", *options)
    assert done.returncode == code, done.stdout + done.stderr
    assert text in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr or code == 3


def test_credentials_that_cannot_be_sent_are_told_of_before_the_run(tmp_path: Path) -> None:
    done = alone(tmp_path, ADDS, "--dry-run", "--base-url", "http://staging.example", CONTRACTS_PASSWORD="hush\n")
    assert done.returncode == 4
    assert "CONTRACTS_PASSWORD: got a value that no header can carry" in done.stderr


def test_who_is_missing_is_missed_in_the_rehearsal() -> None:
    """With nobody named everybody is there; with some, those."""
    everybody = specimen.rehearsing(identity.credentials(Profile(), {}))
    assert all(map(everybody.offers, Who))
    some = specimen.rehearsing(identity.credentials(Profile(), {"CONTRACTS_USERNAME": "a", "CONTRACTS_PASSWORD": "b"}))
    assert (some.username, some.password) == (everybody.username, everybody.password)
    assert (some.readonly_username, some.token) == (None, None)


def test_a_dry_run_says_that_a_token_would_be_fetched(tmp_path: Path) -> None:
    """And asks nobody for it."""
    pair = {"CONTRACTS_OAUTH_KEY": "a-key", "CONTRACTS_OAUTH_SECRET": "hush-hush"}
    with Server(specimen.reference(specimen.EMBEDDED)) as server:
        done = alone(tmp_path, ADDS, "--dry-run", "--base-url", server.base_url, **pair)
        assert server.requests_served == 0
    assert done.returncode == 0, done.stdout
    assert "  but         it would fetch a token, again before it ends" in done.stdout
    assert "hush" not in done.stdout


@pytest.mark.parametrize("environ", [{}, {"CONTRACTS_OAUTH_KEY": "a", "CONTRACTS_OAUTH_SECRET": "b"}])
def test_a_rehearsal_fetches_no_token(environ: dict[str, str]) -> None:
    """It has one where a run would fetch it: the plan counts requests of stories."""
    someone = specimen.rehearsing(identity.credentials(Profile(), environ))
    assert someone.grant is None
    assert someone.offers(Who.TOKEN)
    assert someone.offers(Who.READER) is not bool(environ)


NIGHTLY = Rehearsed(
    people=300, places={}, operations={}, requests=600, others=0, seconds=380.0, goes_on=True
)  # fmt: skip


def options(**changes: object) -> Options:
    known = {"base_url": "http://staging.example", "profile": Profile(), "depth": "nightly", "seed": 0}
    return Options(**{**known, "run_id": "r1", "reports": Path(), "connection": Connection(), **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "  takes       about 6.3 minutes for the first 600, at 95 requests a minute"),
        ({}, "  registers   300 people by the first 600 requests and about 50 by each 100 more, from ct-r1-0,"),
        ({}, "  sends       600 requests, and goes on like the last of them until a bound is reached or all is"),
        ({}, "  is bound by no --max-people, no --max-requests, no --max-time"),
        ({"max_people": 300}, "  registers   at most 300 people, from ct-r1-0, ct.r1.0@example.com, "),
        ({"max_requests": 6000}, "  takes       about 63.3 minutes, at 95 requests a minute"),
        ({"max_seconds": 1800.0}, "  takes       about 30.0 minutes, at 95 requests a minute"),
        ({"max_seconds": 1800.0, "max_requests": 6000}, "  takes       about 30.0 minutes, at 95 requests a minute"),
        (
            {"profile": Profile(limits=Limits(max_people=20, max_requests=40))},
            "  is bound by --max-people 20, --max-requests 40, no --max-time",
        ),
        ({"base_url": None}, "  takes       as long as the target takes to answer, for nothing sets a pace"),
    ],
)
def test_a_nightly_is_told_by_its_bounds(changes: dict[str, object], said: str) -> None:
    """It is not rehearsed for hours."""
    assert any(line.startswith(said) for line in lines(NIGHTLY, options(**changes)))
