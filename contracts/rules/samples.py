"""What the samples of answers have in common: the members that each of them fills, and how dates are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from contracts.engine.verdict import Breach, Phrase
from contracts.evidence.intent import DETAILS, GET, REGISTER, UPSERT
from contracts.evidence.seen import Seen

ITEM_MEMBERS = (
    *("lifetime_points", "loyalty_points", "lifetime_purchases"),
    *("current_slab", "tier_expiry_date", "registered_on", "updated_on", "type", "source"),
)
"""Of a v1.1 item; its summaries may be empty, and then left out."""
SUMMARY_MEMBERS = (
    *("programId", "redeemed", "expired", "returned", "adjusted", "lifetimePoints", "loyaltyPoints"),
    *("cumulativePurchases", "currentSlab", "nextSlabSerialNumber", "slabSNo", "slabExpiryDate"),
)
PROFILE_MEMBERS = ("attribution", "identifiers", "source", "userId", "autoUpdateTime", "identifiersAll")
STANDING_MEMBERS = ("loyaltyType", "attributionV2", "lifetimePurchases")
ATTRIBUTION_MEMBERS = ("createDate", "createdBy", "modifiedBy", "modifiedDate")
CARD_MEMBERS = (
    *("cardId", "issuedDate", "createdDate", "expiryDays", "seriesName", "customerId", "maxActiveCards", "type"),
    *("cardNumber", "orgId", "entityId", "statusInfo", "id", "activeAndDigital", "transactionNotAllowed", "expiryDate"),
)
"""What every sample fills, but for what was sent and what has a rule: a member that a sample leaves empty may be left
out."""


def lacks(where: str, shown: Mapping[str, Any], members: Iterable[str]) -> Breach | None:
    """A breach for those of the members that are not there; null is there."""
    absent = [member for member in members if member not in shown]
    if not absent:
        return None
    told = Phrase(f"without {', '.join(absent)}")
    return Breach(where or "customer[]", Phrase("the members of the samples"), told)


def summaries(seen: Seen) -> list[dict[str, Any]]:
    """The points summaries of a v1.1 item."""
    summaries = seen.result.body.get("points_summaries")
    return objects(summaries.get("points_summary") if isinstance(summaries, dict) else None)


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; none where it is no list."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def is_local_time(value: str) -> bool:
    """Whether a text is a moment as v1.1 writes it: YYYY-MM-DD HH:MM:SS."""
    try:
        return datetime.strptime(value, "%Y-%m-%d %H:%M:%S").strftime("%Y-%m-%d %H:%M:%S") == value
    except ValueError:
        return False


_LISTS = frozenset({"warnings", "errors"})
_CUSTOMERS = frozenset({"profiles", "customer", "response"})
_STEP = re.compile(r"\.([^.\[\]]+)|\['((?:[^'\\]|\\.)*)'\]|\[([0-9]+)\]")


def _without_nulls(value: Any) -> Any:
    """The value without members that are null, however deep."""
    if isinstance(value, list):
        return [_without_nulls(each) for each in value]
    if isinstance(value, dict):
        return {name: _without_nulls(member) for name, member in value.items() if member is not None}
    return value


def as_judged(seen: Seen) -> Any:
    """The answer; without the customers that an upsert shows where it was asked to store something odd.

    Nor has it what v1.1 gives back as it came, of an odd item. A member of a customer that is null counts as one that
    is not there (reading: empty-members).
    """
    body = seen.outcome.body
    if seen.operation in (DETAILS, GET):
        body = {name: body[name] for name in _LISTS & body.keys()} | {
            name: _without_nulls(value) for name, value in body.items() if name not in _LISTS and value is not None
        }
    entries = body.get("response")
    if seen.operation == REGISTER:
        return _without_echoes(body, seen)
    if seen.operation == UPSERT and isinstance(entries, list):
        shown = [
            {**e, "result": _without_nulls(e["result"])} if isinstance(e, dict) and "result" in e else e
            for e in entries
        ]
        body = {**body, "response": shown}
    if not isinstance(entries, list) or not any(item.doubts for item in seen.intent.items):
        return body
    bare = [{k: v for k, v in e.items() if k != "result"} if isinstance(e, dict) else e for e in entries]
    return {**body, "response": bare}


def _without_echoes(body: Any, seen: Seen) -> Any:
    """The answer of v1.1 without those members of odd items that hold what was sent there, and that is no text."""
    response = _object(body.get("response"))
    customers = _object(response.get("customers"))
    listed = customers.get("customer")
    if not isinstance(listed, list) or not any(item.doubts for item in seen.intent.items):
        return body
    asked = [_object(item.raw) if item.doubts else {} for item in seen.intent.items]
    asked += [{}] * (len(listed) - len(asked))
    shown = [
        {k: v for k, v in told.items() if isinstance(v, str) or k not in sent or v != sent[k]}
        if isinstance(told, dict)
        else told
        for told, sent in zip(listed, asked, strict=False)
    ]
    return {**body, "response": {**response, "customers": {**customers, "customer": shown}}}


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def last_member(path: str) -> str:
    """The name at the end of a JSON path."""
    return next((name for name, _ in reversed(_steps(path)) if name), "")


def without(value: Any, path: str) -> Any:
    """The value without what stands at a JSON path, and without the entry of a list around it, unless of customers."""
    steps = _steps(path)
    entries = [n for n, (_, index) in enumerate(steps) if index and n and steps[n - 1][0] not in _CUSTOMERS]
    return _without(value, steps[: entries[-1] + 1] if entries else steps)


def _without(value: Any, steps: Sequence[tuple[str, str]]) -> Any:
    if not steps:
        return value
    (name, index), *rest = steps
    if isinstance(value, dict) and name in value:
        inner = {name: _without(value[name], rest)} if rest else {}
        return {key: each for key, each in value.items() if key != name} | inner
    if isinstance(value, list) and index and int(index) < len(value):
        place = int(index)
        inner_entry = [_without(value[place], rest)] if rest else []
        return [*value[:place], *inner_entry, *value[place + 1 :]]
    return value


def _steps(path: str) -> list[tuple[str, str]]:
    """Names and indices of a JSON path, as jsonschema writes it: `$.a[0]['b c']`."""
    return [(plain or quoted, index) for plain, quoted, index in _STEP.findall(path)]
