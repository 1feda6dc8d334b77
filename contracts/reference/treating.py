"""What becomes of members that the documents leave open, before anything else looks at a request.

Sources: the table of members (fates open and normalised) and its readings: sample-only-members,
vendor-only-members, associated-till, unlisted-value, other-date-form, v11-registered-on, v11-updated-on,
enrolment-without-programme, source-in-query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from contracts.reference.behaviour import Desk
from contracts.reference.claims_v11 import DATES
from contracts.reference.clock import tick
from contracts.reference.shapes import KINDS, instant
from contracts.reference.values import Call, Endpoint

_FLAGS = ("primary", "verified", "subscribed", "residence", "office")
_WORDS = {True: "true", False: "false", "true": "true", "false": "false"}
_OPEN = frozenset(
    {"loyaltyInfo", "subscriptionInfo", "associatedWith", "associated_with", "registered_on", "updated_on"}
    | {"fraud_status", "card_details", "subscriptions"}
)
_OPEN_OF_CHANNELS = ("subscribed", "attributes")
_OPEN_OF_META = ("office", "lastViewedDate")
"""Of a channel; an upsert documents both."""

Customer = Mapping[str, Any]


def prepared(desk: Desk, endpoint: Endpoint, value: Any) -> Any:
    """The body without what a manner overlooks of its shape: enrolments without a programme."""
    if desk.manner.programme == "refused" or endpoint is not Endpoint.ADD or not isinstance(value, dict):
        return value
    sent = value.get("loyaltyProgramEnrollments")
    if not isinstance(sent, list) or not all(isinstance(each, dict) for each in sent):
        return value
    first = (desk.organisation.programs or (0,))[0]
    named = [each if "programId" in each else {**each, "programId": first} for each in sent]
    kept = named if desk.manner.programme == "first" else [each for each in sent if "programId" in each]
    return {**value, "loyaltyProgramEnrollments": kept}


def treated(desk: Desk, call: Call) -> Any:
    """The body of a write as its manner takes it."""
    body = call.body
    if call.endpoint is Endpoint.CHANGE:
        return body

    def customer(sent: Customer) -> Customer:
        return _customer(desk, call.endpoint, sent)

    if call.endpoint is Endpoint.UPSERT:
        return [customer(each) for each in body]
    if call.endpoint is Endpoint.ADD_V11:
        return {**body, "root": {**body["root"], "customer": [customer(each) for each in body["root"]["customer"]]}}
    return customer(body)


def _customer(desk: Desk, endpoint: Endpoint, sent: Customer) -> Customer:
    manner = desk.manner
    kept = dict(sent)
    if manner.open_members == "ignored":
        kept = {name: value for name, value in kept.items() if name not in _OPEN}
    if manner.unlisted_values == "ignored":
        kept = dict(_listed(kept))
    if manner.other_dates == "ignored":
        kept = {name: value for name, value in kept.items() if name not in DATES or tick(value) is not None}
        if "loyaltyProgramEnrollments" in kept:
            kept["loyaltyProgramEnrollments"] = [_dated(each) for each in kept["loyaltyProgramEnrollments"]]
    if "profiles" in kept:
        kept["profiles"] = [_profile(desk, endpoint, each) for each in kept["profiles"]]
    return _profile(desk, endpoint, kept) if endpoint is Endpoint.ADD_V11 else kept


def _listed(sent: Customer) -> Iterator[tuple[str, Any]]:
    for name, value in sent.items():
        is_strange = name == "type" and value.lower() not in KINDS
        if name == "loyaltyInfo" and value.get("loyaltyType", KINDS[0]).lower() not in KINDS:
            value = {inner: told for inner, told in value.items() if inner != "loyaltyType"}
        if not is_strange:
            yield name, value


def _dated(enrolment: Customer) -> Customer:
    ends = ("tierExpiryDate", "pointsExpiryDate")
    return {name: value for name, value in enrolment.items() if name not in ends or instant(value) is not None}


def _profile(desk: Desk, endpoint: Endpoint, sent: Customer) -> dict[str, Any]:
    kept = dict(sent)
    if "commChannels" in kept:
        kept["commChannels"] = [_channel(desk, endpoint, each) for each in kept["commChannels"]]
    if "identifiers" in kept and desk.manner.open_members == "ignored":
        open_ = ("extendedFields", "customFields", "seriesCode")
        kept["identifiers"] = [_without(each, *open_) for each in kept["identifiers"]]
    return kept


def _channel(desk: Desk, endpoint: Endpoint, sent: Customer) -> Customer:
    kept = dict(sent)
    meta = kept.get("meta")
    if desk.manner.open_members == "ignored":
        kept = _without(kept, *_OPEN_OF_CHANNELS)
        if isinstance(meta, dict) and endpoint is not Endpoint.UPSERT:
            meta = kept["meta"] = _without(meta, *_OPEN_OF_META)
    if desk.manner.flags != "as-sent":
        kept = _flagged(desk, kept)
        if isinstance(meta, dict):
            kept["meta"] = _flagged(desk, meta)
    return kept


def _flagged(desk: Desk, sent: Customer) -> dict[str, Any]:
    form: Callable[[str], Any] = (lambda word: word) if desk.manner.flags == "words" else (lambda word: word == "true")
    return {name: form(_WORDS[value]) if name in _FLAGS else value for name, value in sent.items()}


def _without(sent: Customer, *names: str) -> dict[str, Any]:
    return {name: value for name, value in sent.items() if name not in names}
