"""Before the first request it is known whether something usable answers; nothing is written until then."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from contracts.documents.profile import Operations, Profile
from contracts.engine.client import Connection
from contracts.engine.errors import HarnessError
from contracts.engine.exchange import Answer, Model, Response
from contracts.engine.server import Server
from contracts.evidence.intent import READS
from contracts.reporting import events
from contracts.runner import preflight, specimen
from contracts.runner.asked import Options
from contracts.runner.run import Run
from contracts.stories.namespace import Namespace

NO_LOOK_UPS = Operations(lookupCustomer=False, lookupCustomerDetails=False)


def page(status: int, title: str = "") -> Response:
    head = f"<head><title>{title}</title></head>" if title else ""
    return Response(status, (("Content-Type", "text/html"),), f" <html>{head}sign in</html>".encode())


def opened(model: Model, folder: Path, operations: Operations | None = None, below: str = "") -> str:
    """What a run says of a target that answers so; empty where it goes on."""
    with Server(model) as server:
        options = Options(
            base_url=server.base_url + below,
            profile=Profile(operations=operations or Operations()),
            depth="smoke",
            seed=0,
            run_id="t1",
            reports=folder,
            connection=Connection(),
        )
        run = Run(options, specimen.credentials())
        try:
            run.open()
        except HarnessError as error:
            return str(error).replace(server.base_url, "URL")
        finally:
            run.close()
    return ""


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (page(200, "Sign in"), 'a page, "Sign in" (HTTP 200): is the base URL right? does something on the way want'),
        (page(200), "a page without a title (HTTP 200): is the base URL right?"),
        (page(401, "Who are you?"), 'a page, "Who are you?" (HTTP 401): is the base URL right? something on the way'),
        (page(403, "Blocked \x1b[2J&#27;"), 'a page, "Blocked [2J" (HTTP 403): does a firewall hold the request back?'),
        (page(503, "Maintenance"), 'a page, "Maintenance" (HTTP 503): is the target up?'),
        (Response(503), "HTTP 503: is the target up?"),
        (
            Response(503, (("Retry-After", "1800"),), b'{"message": "maintenance"}'),
            "HTTP 503 and Retry-After: 1800 s (30 minutes), and nothing else",
        ),
        (
            Response(503, (("Retry-After", "1800"),), b"<html><title>Down</title>"),
            'HTTP 503 and Retry-After: 1800 s (30 minutes) (a page, "Down" (HTTP 503)), and nothing else',
        ),
        (Response(426), "a demand for another version of HTTP (HTTP 426): does something on the way speak HTTP/2 only"),
        (Response(505), "a demand for another version of HTTP (HTTP 505): does something on the way speak HTTP/2 only"),
        (Response(302, (("Location", "/login"),)), "a redirect to /login (HTTP 302): is the base URL right?"),
        (Response(304), "a redirect to nowhere (HTTP 304): is the base URL right?"),
        (Response(407), "a proxy's demand for a password (HTTP 407): give the proxy's user and password"),
        (Response(421), "a host that is not the one asked for (HTTP 421): is the host of the base URL right?"),
        (Response(451), "a refusal for legal reasons (HTTP 451): ask those who run the network to let it pass"),
        (Response(511), "a network's demand for a sign-in (HTTP 511): sign in to the network first"),
    ],
    ids=lambda each: str(each.status) if isinstance(each, Response) else "",
)
def test_what_answers_in_the_place_of_a_target_is_told(tmp_path: Path, answer: Response, told: str) -> None:
    """In one line with what may help; never as refused credentials, and never as a broken promise."""
    line = opened(lambda request: Answer(answer), tmp_path)
    assert line.removeprefix("nothing was written: URL answers ").removeprefix("with ").startswith(told)
    assert line.isprintable()
    assert events.findings_of(tmp_path / "run.jsonl") == []


@pytest.mark.parametrize(
    ("operations", "told"),
    [
        (Operations(), ""),
        (Operations(lookupCustomer=True), "the look-up"),
        (NO_LOOK_UPS, "the add"),
    ],
)
def test_a_page_that_is_not_found_may_be_a_look_up(tmp_path: Path, operations: Operations, told: str) -> None:
    """A router's page for what the target does not have, unless it is known to have it."""
    line = opened(lambda request: Answer(page(404, "Not Found")), tmp_path, operations)
    assert ('answers with a page, "Not Found" (HTTP 404)' in line) == bool(told)


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("body", [b"", b"{}", b"<?xml version='1.0'?><error/>"])
def test_credentials_are_refused_by_the_target(tmp_path: Path, status: int, body: bytes) -> None:
    """In JSON, in XML, or without a word."""
    line = opened(lambda request: Answer(Response(status, (), body)), tmp_path)
    assert line == "URL refuses the credentials (HTTP 401 or 403): nothing was written"


@pytest.mark.parametrize(
    ("scheme", "told"),
    [
        (
            'Digest realm="a", nonce="b"',
            ", and asks for Digest, which is not spoken here: a user with Basic or a token",
        ),
        ("Negotiate", ", and asks for Negotiate, "),
        ('Basic realm="till"', "): nothing was written"),
        ('Bearer error="invalid_token"', "): nothing was written"),
    ],
)
def test_another_scheme_than_ours_is_named(tmp_path: Path, scheme: str, told: str) -> None:
    refusal = Answer(Response(401, (("WWW-Authenticate", scheme),)))
    assert f"refuses the credentials (HTTP 401 or 403{')' * told.startswith(',')}{told}" in opened(
        lambda request: refusal, tmp_path
    )


def test_a_base_url_that_ends_in_a_version_is_told_once(tmp_path: Path) -> None:
    served = specimen.reference(specimen.EMBEDDED)
    said = opened(served, tmp_path, below="/v2")
    assert said == (
        "nothing was written: GET URL/v2/v2/customers/lookup is not there: "
        "every path begins with its version, so --base-url has to end before /v2"
    )
    assert opened(served, tmp_path, below="/") == ""


@pytest.mark.parametrize("times", [1, 2])
def test_a_gateway_that_hesitates_is_asked_again(tmp_path: Path, times: int) -> None:
    """Three times at most."""
    model, asked = specimen.reference(specimen.EMBEDDED), itertools.count()
    starting = Answer(page(503, "Starting"))
    assert opened(lambda request: starting if next(asked) < times else model(request), tmp_path) == ""
    assert next(asked) == times + 1


def test_the_first_request_changes_nothing() -> None:
    """A look-up of nobody, or a write without a body."""
    for operations in (Operations(), NO_LOOK_UPS):
        probe = preflight.probe(Profile(operations=operations), Namespace(Profile().people, "t1"))
        assert probe.operation in READS or probe.body == b""
