"""What no client can bring a target to do."""

from __future__ import annotations

from contracts.engine.exchange import NOT_JSON
from contracts.engine.verdict import Breach
from contracts.evidence.envelope import NO_EVIDENCE, Kind
from contracts.evidence.intent import UPSERT, WRITES
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, rule


@rule("robustness/no-server-error", source="no-server-error", grade="a", whole=True)
def no_server_error(seen: Seen) -> Judgement:
    """No request MUST be answered with a 5xx, save that v1.1 may send its documented envelope under 500."""
    response = seen.exchange.response
    if response is None or seen.outcome.kind in NO_EVIDENCE:
        return
    crashed = seen.outcome.kind is Kind.CRASHED
    yield Breach("status", "no 5xx", response.status, cause=f"status {response.status}") if crashed else None


@rule(
    "robustness/malformed-body-is-refused",
    source="malformed-json-is-refused",
    grade="a",
    on=tuple(sorted(WRITES)),
    whole=True,
)
def malformed_body_is_refused(seen: Seen) -> Judgement:
    """A body that is empty or no JSON MUST be refused."""
    if seen.exchange.request.json is NOT_JSON:
        yield from _malformed_is_refused(seen)


@rule(
    "robustness/wrong-shape-is-refused",
    source="wrong-shape-is-refused",
    grade="a",
    on=tuple(sorted(WRITES)),
    also=("add-v2-is-no-batch",),
    whole=True,
)
def wrong_shape_is_refused(seen: Seen) -> Judgement:
    """A JSON body that has not the outer shape of the operation MUST be refused."""
    body = seen.exchange.request.json
    lone = seen.operation == UPSERT and isinstance(body, dict) and "profiles" in body  # a customer for a list of one
    if seen.exchange.request.json is not NOT_JSON and not lone:
        yield from _malformed_is_refused(seen)


def _malformed_is_refused(seen: Seen) -> Judgement:
    if seen.exchange.request.text.repeated:
        return  # which of the two members counts is the target's choice
    if not seen.intent.malformed or not seen.outcome.is_decided or not seen.exchange.request.as_who.is_authentic:
        return
    succeeded = any(result.ok for result in seen.outcome.results)
    yield Breach("outcome", "refused", "success") if succeeded else None
