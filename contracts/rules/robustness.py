"""What no client can bring a target to do."""

from __future__ import annotations

import re

from contracts.engine.exchange import NOT_JSON
from contracts.engine.verdict import Breach
from contracts.evidence.doubts import Doubt
from contracts.evidence.envelope import NO_EVIDENCE, Kind
from contracts.evidence.intent import ADD, PRIMARY_TYPES, REGISTER, SOURCE_OWN_TYPES, UPSERT, WRITES
from contracts.evidence.seen import Seen
from contracts.rules import Judgement, rule, shape
from contracts.rules.grounds import answered

_SENT_TYPES = {*PRIMARY_TYPES, *SOURCE_OWN_TYPES, "cardnumber", "card", "cardExternalId", "tmall_uname", "ali_uname"}
_HOSTILE = re.compile(r"[<>;\"'\\\x00]|--|\.\./|\$\{")


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
    also={"add-v2-is-no-batch": lambda seen: seen.operation == ADD and isinstance(seen.exchange.request.json, list)},
    whole=True,
)
def wrong_shape_is_refused(seen: Seen) -> Judgement:
    """A JSON body that has not the outer shape of the operation MUST be refused."""
    body = seen.exchange.request.json
    lone = seen.operation == UPSERT and isinstance(body, dict) and "profiles" in body  # a customer for a list of one
    if seen.exchange.request.json is not NOT_JSON and not lone:
        yield from _malformed_is_refused(seen)


@shape("robustness/unknown-keys-are-answered", source="unknown-keys-never-crash", grade="c", on=(ADD, REGISTER, UPSERT))
def unknown_keys_are_answered(seen: Seen) -> Judgement:
    """Members that no document names MUST be ignored or refused in due form."""
    if _has_odd_members(seen):
        yield from answered(seen)


@shape(
    "robustness/unknown-identifier-type-is-answered",
    source="unknown-identifier-type-is-a-business-answer",
    grade="c",
    on=(ADD,),
)
def unknown_identifier_type_is_answered(seen: Seen) -> Judgement:
    """An identifier of a type that no document names MUST be accepted or refused in due form."""
    if _has_odd_type(seen):
        yield from answered(seen)


@shape("robustness/hostile-text-is-data", source="hostile-text-is-data", grade="a", on=(ADD, REGISTER, UPSERT))
def hostile_text_is_data(seen: Seen) -> Judgement:
    """Text that looks like markup, a query or a path MUST be stored as text or refused in due form."""
    if _is_hostile(seen):
        yield from answered(seen)


@shape(
    "robustness/other-content-type-is-answered",
    source="other-content-type-is-answered",
    grade="a",
    on=tuple(sorted(WRITES)),
    whole=True,
)
def other_content_type_is_answered(seen: Seen) -> Judgement:
    """Valid JSON under another content type MUST be refused or treated as JSON."""
    request = seen.exchange.request
    kind = (request.header("Content-Type") or "").partition(";")[0].strip().lower()
    if kind == "application/json" or request.json is NOT_JSON or not request.as_who.is_authentic:
        return
    if seen.outcome.kind in (Kind.SUCCESS, Kind.FAILURE, Kind.UNREADABLE, Kind.CRASHED):
        yield None if seen.outcome.is_decided else Breach("outcome", "refused, or treated as JSON", seen.outcome.kind)


def _malformed_is_refused(seen: Seen) -> Judgement:
    if seen.exchange.request.text.repeated:
        return  # which of the two members counts is the target's choice
    if not seen.intent.malformed or not seen.outcome.is_decided or not seen.exchange.request.as_who.is_authentic:
        return
    succeeded = any(result.ok for result in seen.outcome.results)
    yield Breach("outcome", "refused", "success") if succeeded else None


def _has_odd_members(seen: Seen) -> bool:
    return Doubt.UNDOCUMENTED_MEMBER in seen.asked.doubts


def _has_odd_type(seen: Seen) -> bool:
    return any(i.type not in _SENT_TYPES for i in seen.asked.identifiers)


def _is_hostile(seen: Seen) -> bool:
    """Whether a name has such text; apostrophes and hyphens of names are documented."""
    names = (seen.asked.first_name, seen.asked.last_name)
    return Doubt.ODD_NAME in seen.asked.doubts and any(isinstance(n, str) and _HOSTILE.search(n) for n in names)
