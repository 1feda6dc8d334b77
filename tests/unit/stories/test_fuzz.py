"""What is on the wire, what the rules read and what a case claims to be agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.engine.client import Connection
from contracts.engine.exchange import Request
from contracts.engine.server import Server
from contracts.engine.target import Record
from contracts.evidence.intent import ADD, CHANGE, DETAILS, GET, GET_V11, LOOKUP, REGISTER, UPDATE, UPSERT
from contracts.runner import specimen
from contracts.runner.asked import Options
from contracts.runner.run import Run
from contracts.stories import fuzz, own_people, payloads
from contracts.stories.verbs import Api

OPERATIONS = (ADD, REGISTER, UPSERT, LOOKUP, DETAILS, GET, UPDATE, CHANGE, GET_V11)


@pytest.fixture
def received() -> list[Request]:
    """What has reached the target."""
    return []


@pytest.fixture
def api(tmp_path: Path, received: list[Request]) -> Iterator[Api]:
    """The verbs, over HTTP, to a reference that notes what reaches it."""
    model = specimen.reference(specimen.EMBEDDED)

    def noting(request: Request) -> Any:
        received.append(request)
        return model(request)

    with Server(noting) as server:
        run = Run(
            Options(server.base_url, specimen.EMBEDDED, "gate", 0, "4f2a91c", tmp_path, Connection()),
            specimen.credentials(),
        )
        run.open()
        yield run.api(Record("fuzz"))
        run.close()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_a_case_says_is_what_is_sent(operation: str, api: Api, received: list[Request]) -> None:
    """Query, headers and body arrive as the case has them; a case is within the spec if what is sent is."""
    customer = api.given.add(api.person()).id
    for drawn in fuzz.bridge(operation).draw(operation, 3, 8, 30):
        made = fuzz.own(drawn, api)
        reply = fuzz.send(api, made, customer)
        seen = received[-1]
        assert reply.exchange.request.query == seen.query == made.query
        assert {(k.lower(), v) for k, v in made.headers} <= {(k.lower(), v) for k, v in seen.headers}
        given = {k.lower() for k, _ in made.headers} | {"accept", "authorization", "content-type"}
        plumbing = {"host", "user-agent", "cache-control", "accept-encoding", "connection", "content-length"}
        assert {k.lower() for k, _ in seen.headers} <= given | plumbing
        raw = made.body if isinstance(made.body, bytes) else b"" if made.body is None else payloads.encode(made.body)
        assert seen.body == reply.exchange.request.body == raw
        assert made.positive is fuzz.bridge(operation).allows(made)
        assert made.positive or not drawn.positive


def test_the_format_of_v11_is_always_asked_for(api: Api, received: list[Request]) -> None:
    """Another format is another envelope, and none leaves it open."""
    fuzz.play(api, REGISTER, 0, 5, 5)
    assert [request.query for request in received if "/v1.1" in request.path] == [(("format", "json"),)] * 10


def test_a_case_that_our_people_mend_is_no_longer_outside_the_spec(api: Api) -> None:
    """An address of 600 characters, and the run's own in its place."""
    body = {"profiles": [{"identifiers": [{"type": "email", "value": "a@b" * 200}], "source": "INSTORE"}]}
    drawn = fuzz.Made(ADD, False, body, (), (), None)
    assert not fuzz.bridge(ADD).allows(drawn)
    assert fuzz.own(drawn, api).positive
    still = fuzz.Made(ADD, False, {**body, "more": 1}, (), (), None)
    assert not fuzz.own(still, api).positive


@pytest.mark.parametrize(
    ("type_", "value", "sent"),
    [
        ("mobile", "919876543210", "917"),
        ("email", "someone@gmail.com", "ct.4f2a91c."),
        ("wechat", "o6_bmjrPTlm6_2sgVt7hMZOPfL2M", "wechat_ct-4f2a91c-"),
        ("", "919876543210", "ct-4f2a91c-"),
        ("mobile", "98x7", "00x0"),
        ("email", "nobody", "nobody"),
        ("email", " ", " "),
    ],
)
def test_nobody_else_is_looked_up(api: Api, type_: str, value: str, sent: str) -> None:
    """What may be somebody's is replaced by the run's own of the same type; what is nobody's stays."""
    ((_, kept), (_, asked)) = own_people.query((("identifierName", type_), ("identifierValue", value)), api.cast)
    assert (kept, asked.startswith(sent)) == (type_, True)


@pytest.mark.parametrize(
    "body",
    [
        {"root": {"customer": [{"mobile": 919876543210}]}},
        {"root": {"customer": [{"external_id": 12345.0}]}},
        {"profiles": [{"identifiers": [{"type": "mobile", "value": 919876543210}]}]},
        {"profiles": [{"identifiers": {"type": "externalId", "value": "12345"}}]},
        {"add": {"type": "email", "value": "someone@gmail.com"}},
    ],
)
def test_no_form_of_an_identifier_is_somebody_elses(api: Api, body: Any) -> None:
    """Numbers in the place of text, and an object in that of a list, may be read as meant."""
    text = json.dumps(own_people.body(body, api.cast, api.profile, positive=False))
    assert not any(theirs in text for theirs in ("919876543210", "12345", "someone"))
    assert own_people.body({"mobile": True, "email": None}, api.cast, api.profile, positive=False) == {
        "mobile": True,
        "email": None,
    }
