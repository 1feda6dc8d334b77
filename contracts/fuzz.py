"""Plays generated cases against a target: the spec makes them, the rules judge them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from contracts import files, refresh
from contracts.bridge import Bridge, Made
from contracts.envelope import Kind
from contracts.intent import ADD, CHANGE, GET, READS, REGISTER, UPDATE
from contracts.scenario import Api, Reply
from contracts.verdict import Breach

_RULES = {
    "not_a_server_error": "robustness/no-server-error",
    "content_type_conformance": "envelope/answers-are-json",
    "response_schema_conformance": "envelope/answer-matches-the-schema",
}
"""The rules under which schemathesis's own checks speak."""


def play(api: Api, operation: str, seed: int, positive: int, negative: int) -> None:
    """Send so many cases that the spec allows, and so many that it does not, about the run's own people."""
    customer = None
    if operation in (GET, UPDATE, CHANGE):
        customer = api.given.add(api.person()).id
    for made in _bridge(operation).draw(operation, seed, positive, negative):
        _judge(api, made, _send(api, made, customer))


def _send(api: Api, made: Made, customer: int | None) -> Reply:
    body = refresh.body(made.body, api.cast, api.profile, made.positive)
    query = made.query
    if made.operation in READS:
        own = {"identifierName": "mobile", "identifierValue": api.person()["mobile"].value}
        query = tuple((key, own.get(key, value)) for key, value in query)
    if made.operation == REGISTER:
        query = (("format", "json"),)  # another format is another envelope
    elif made.operation == ADD and api.cast.rng.random() < 0.5:
        query = ()
    headers = tuple((k, v) for k, v in made.headers if k.lower().startswith("user-context"))
    return api.send(made.operation, body, query=query, headers=headers, id=customer)


def _judge(api: Api, made: Made, reply: Reply) -> None:
    kind, response = reply.outcome.kind, reply.exchange.response
    crooked = response is not None and response.text.constants  # a rule tells that, and schemathesis nothing more
    # an answer to a case outside the spec may echo what was wrong with it
    told = made.positive and kind in (Kind.SUCCESS, Kind.FAILURE) and reply.outcome.enveloped and not crooked
    if not told and kind is not Kind.CRASHED:
        return
    for check, message in _bridge(made.operation).problems(made, reply.exchange, str(kind)):
        breach = Breach(check, "what the spec shows", message)
        api.target.find(_RULES[check], reply.exchange, breach, api.record)


def _bridge(operation: str) -> Bridge:
    spec = files.load_spec()
    return _bridges()[spec.operations[operation].title]


@cache
def _bridges() -> Mapping[str, Bridge]:
    return {document["info"]["title"]: Bridge(document) for document in files.load_spec().documents}
