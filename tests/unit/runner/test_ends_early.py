"""A run that gets through to the target no more ends, with one line; one that does goes on."""

from __future__ import annotations

import base64
import itertools
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from outside import ENVIRONMENT, USERS, run

from contracts.engine.exchange import Answer, Delivery, Model, Request, Response, Rest
from contracts.engine.server import Server
from contracts.runner import specimen
from runner.test_way_of_a_run import impatient

Front = Callable[[Request, Model, int], "Answer | Rest"]
"""What stands before a model: it answers the request of a number itself, or asks the model."""

EXPIRED = Response(401, (("WWW-Authenticate", 'Bearer error="invalid_token"'),), b"{}")
LOST = Answer(Response(200), delivery=Delivery.RESET)


def before(
    folder: Path, front: Front, *options: str, **environment: str
) -> tuple[subprocess.CompletedProcess[str], int]:
    """A run against the reference behind a front, and how many requests came."""
    model, numbers = specimen.reference(specimen.EMBEDDED), itertools.count(1)
    with Server(lambda request: front(request, model, next(numbers))) as server:
        done = run(folder, "--base-url", server.base_url, *options, **ENVIRONMENT, **environment)
        return done, server.requests_served


def silent_from(first: int) -> Front:
    return lambda request, model, number: LOST if number >= first else model(request)


def expired(request: Request, model: Model, number: int) -> Answer | Rest:
    return Answer(EXPIRED) if number >= 28 else model(request)


def maintained(request: Request, model: Model, number: int) -> Answer | Rest:
    down = Response(503, (("Retry-After", "1800"), ("Content-Type", "application/json")), b'{"message": "maintenance"}')
    return Answer(down) if number >= 12 else model(request)


def swallows_writes(request: Request, model: Model, number: int) -> Answer | Rest:
    return LOST if number >= 12 and request.method != "GET" else model(request)


@pytest.mark.parametrize(
    ("front", "told", "requests_max"),
    [
        (silent_from(2), "no answer that says anything to ", 9),
        (silent_from(12), "no answer that says anything to 6 requests in a row, the last time 127.0.0.1", 18),
        (swallows_writes, "no answer that says anything to ", 30),
        (maintained, "6 requests in a row, the last time HTTP 503 and Retry-After: 1800 s (30 minutes)", 18),
        (expired, '(HTTP 401: Bearer error="invalid_token") 6 times in a row', 38),
    ],
    ids=["silent from the start", "silent later", "swallows writes", "maintenance", "expired"],
)
def test_a_run_that_gets_through_no_more_ends(tmp_path: Path, front: Front, told: str, requests_max: int) -> None:
    """Within a few requests, with exit code 3 and one line that says why."""
    done, requests = before(tmp_path, front, "--depth", "smoke", "--patience", "0")
    assert done.returncode == 3, done.stdout
    assert requests <= requests_max
    assert told in done.stdout, done.stdout


def away(first: int, requests: int) -> Front:
    return lambda request, model, number: LOST if first <= number < first + requests else model(request)


@pytest.mark.parametrize(
    ("requests", "is_over"),
    [(9, True), (99, False)],
    ids=["short", "long"],
)
def test_an_outage_is_waited_out(tmp_path: Path, requests: int, is_over: bool) -> None:
    """A short one is told, costs the test that met it, and the run goes on; a longer one ends it with what stands."""
    folder, options = impatient(tmp_path), ("--depth", "smoke")
    done, served = before(tmp_path, away(12, requests), *options, **folder)
    assert done.returncode == 3, done.stdout
    assert "contracts: waits for the target, 120 s at most (--patience): no answer that says anything" in done.stdout
    assert ("contracts: the target answers again, after " in done.stdout) is is_over
    assert ("  - the target was away for " in done.stdout) is is_over
    assert ("s: --patience SECONDS waits longer" in done.stdout) is not is_over
    assert (served > 45) is is_over
    assert "1 failed" in done.stdout


def test_writes_that_are_swallowed_are_no_outage(tmp_path: Path) -> None:
    """Somebody is there, and answers what is harmless: that is told soon, patience or not."""
    done, requests = before(tmp_path, swallows_writes, "--depth", "smoke", **impatient(tmp_path))
    assert done.returncode == 3, done.stdout
    assert requests <= 40
    assert "no answer that says anything to " in done.stdout
    assert "waits for the target" not in done.stdout


def hates_what_is_malformed(request: Request, model: Model, number: int) -> Answer | Rest:
    body = request.json
    is_fine = isinstance(body, list) and request.path.endswith("bulk")
    is_fine |= isinstance(body, dict) and ("profiles" in body or isinstance(body.get("root"), dict))
    return model(request) if is_fine or request.method == "GET" else LOST


def test_a_server_that_hangs_up_on_some_is_asked_on(tmp_path: Path) -> None:
    """One story of bodies that are no JSON loses all of its answers; the rest of the run goes on."""
    malformed = "malformed or upsert or known"
    done, requests = before(tmp_path, hates_what_is_malformed, "-k", malformed)
    assert done.returncode == 3
    assert "no answer that says anything to 5 requests in a row" in done.stdout
    assert requests > 40
    assert "stopping" not in done.stdout


def locking() -> Front:
    """A target that locks the user who writes after three wrong passwords in a row."""
    right = USER + b":" + str(USERS.password).encode()
    wrong = 0

    def front(request: Request, model: Model, number: int) -> Answer | Rest:
        nonlocal wrong
        scheme, _, token = (request.header("Authorization") or "").partition(" ")
        shown = base64.b64decode(token) if scheme == "Basic" else b""
        if shown.startswith(USER + b":") and wrong < 3:
            wrong = 0 if shown == right else wrong + 1
        return Answer(EXPIRED) if wrong >= 3 and shown.startswith(USER + b":") else model(request)

    return front


USER = str(USERS.username).encode()
SECURITY = ("-k", "test_security")


def test_our_wrong_passwords_lock_no_user(tmp_path: Path) -> None:
    """Never three in a row, without a right one between."""
    done, _ = before(tmp_path, locking(), *SECURITY)
    assert done.returncode == 0, done.stdout


def test_wrong_passwords_are_sent_only_where_the_profile_lets_them(tmp_path: Path) -> None:
    (tmp_path / "profile.yaml").write_text("credentials: {wrong_passwords: false}", encoding="utf-8")
    shown: set[str] = set()

    def front(request: Request, model: Model, number: int) -> Answer | Rest:
        scheme, _, token = (request.header("Authorization") or "").partition(" ")
        shown.add(base64.b64decode(token).decode() if scheme == "Basic" else "")
        return model(request)

    done, _ = before(tmp_path, front, *SECURITY, "--profile", "profile.yaml")
    assert done.returncode == 0, done.stdout
    assert {each for each in shown if each.startswith(f"{USERS.username}:")} == {f"{USERS.username}:{USERS.password}"}
