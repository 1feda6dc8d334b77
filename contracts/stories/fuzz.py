"""Plays generated cases against a target: the spec makes them, the rules judge them."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from contracts.documents import files
from contracts.documents.profile import Place
from contracts.engine.errors import NotAsked
from contracts.engine.verdict import Breach
from contracts.evidence.envelope import Kind
from contracts.evidence.intent import CHANGE, GET, READS, REGISTRATIONS, UPDATE
from contracts.stories import own_people
from contracts.stories.bridge import Bridge, Made
from contracts.stories.reply import Reply
from contracts.stories.verbs import Api

_RULES = {
    "not_a_server_error": "robustness/no-server-error",
    "content_type_conformance": "envelope/answers-are-json",
    "response_schema_conformance": "envelope/answer-matches-the-schema",
}
"""The rules under which schemathesis's own checks speak."""


def play(api: Api, operation: str, seed: int, positive: int, negative: int, looks_back: bool = False) -> None:
    """Send so many cases that the spec allows, and so many that it does not, about the run's own people.

    `looks_back`: whether somebody whom a case registered is looked up after it.
    """
    customer = None
    if operation in (GET, UPDATE, CHANGE):
        customer = api.given.add(api.person()).id
    for drawn in bridge(operation).draw(operation, seed, positive, negative):
        made = own(drawn, api)
        reply = send(api, made, customer)
        _judge(api, made, reply)
        if looks_back:
            _look_back(api, reply)


def _look_back(api: Api, reply: Reply) -> None:
    """Look one of those up who were registered: what was stored is asked, and not only what was said."""
    intent = reply.judged.intent
    items = intent.items if intent.operation in REGISTRATIONS and reply.ok else ()
    registered = [item for item in items if item.identifiers and isinstance(item.source, str)]
    if registered:
        asked = api.cast.rng.choice(registered)
        account = asked.account if isinstance(asked.account, str) else ""
        with contextlib.suppress(NotAsked):  # a target without look-ups is judged by the rest
            api.lookup(api.cast.rng.choice(asked.identifiers), Place(str(asked.source), account))


def own(drawn: Made, api: Api) -> Made:
    """The case about the run's own people, as it is sent; with them it may be within the spec, or no longer."""
    body = own_people.body(drawn.body, api.cast, api.profile, drawn.positive)
    query = own_people.query(drawn.query, api.cast) if drawn.operation in READS else drawn.query
    made = replace(drawn, body=body, query=query)
    return replace(made, positive=bridge(made.operation).allows(made))


def send(api: Api, made: Made, customer: int | None) -> Reply:
    """Send all that a case says, and nothing else; operations on a customer are on this one."""
    return api.send(made.operation, made.body, query=made.query, headers=made.headers, id=customer)


def _judge(api: Api, made: Made, reply: Reply) -> None:
    kind, response = reply.outcome.kind, reply.exchange.response
    crooked = response is not None and response.text.constants  # a rule tells that, and schemathesis nothing more
    # an answer to a case outside the spec may echo what was wrong with it
    told = made.positive and kind in (Kind.SUCCESS, Kind.FAILURE) and reply.outcome.enveloped and not crooked
    if not told and kind is not Kind.CRASHED:
        return
    for check, message in bridge(made.operation).problems(made, reply.exchange, str(kind)):
        breach = Breach(check, "what the spec shows", message)
        api.target.find(_RULES[check], reply.exchange, breach, api.record)


def bridge(operation: str) -> Bridge:
    """Where cases of an operation are drawn."""
    spec = files.load_spec()
    return _bridges()[spec.operations[operation].title]


@cache
def _bridges() -> Mapping[str, Bridge]:
    return {document["info"]["title"]: Bridge(document) for document in files.load_spec().narrowed}
