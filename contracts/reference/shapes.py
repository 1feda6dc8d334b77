"""The shapes of request bodies: which members there are, and of which type.

Tables (v2 Add Customer and v1.1 Add Customer, body parameters; Upsert Customer, request
body parameters; Add or Remove Customer Identifiers). Where the documents' text and examples
disagree about a type, both are read. Values are judged elsewhere.
"""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from contracts.engine.exchange import NOT_JSON
from contracts.reference.values import Endpoint


class Taken(NamedTuple):
    """What bodies may have beyond, or not even as, the tables have it."""

    closed: bool = False
    """Whether unknown members are refused."""
    unlisted: bool = False
    """Whether a type of customer may be any."""
    dates: bool = False
    """Whether dates may have another form."""
    numbers: bool = True
    """Whether a mobile of v1.1 may be a number."""


Check = Callable[[Any, str, Taken], Iterator[str]]
"""Value, where it stands, what is taken -> what is wrong."""

KINDS = ("loyalty", "non_loyalty")
MAX_DEPTH = 64
MAX_NUMBER = 10**15
_MAX_PROFILES = 1
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:?\d\d)", re.ASCII)


def parse(body: bytes) -> Any:
    """The value of a JSON text in UTF-8; `NOT_JSON` for anything else, and for what nests too deeply."""
    try:
        value = json.loads(body.decode(), parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        return NOT_JSON
    return NOT_JSON if _nests_too_deeply(body, value) else value


def flaws(endpoint: Endpoint, value: Any, taken: Taken) -> Iterator[str]:
    """What is wrong with the shape of a body for that endpoint."""
    return _BODIES[endpoint](value, "body", taken)


def instant(text: str) -> datetime.datetime | None:
    """The moment of `YYYY-MM-DDTHH:MM:SS+HH:MM`; None where it is no such date."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        return None


def is_dated(value: Any) -> bool:
    """Whether it is a day, `YYYY-MM-DD`, or a moment."""
    return isinstance(value, str) and any(instant(text) is not None for text in (value, f"{value}T00:00:00Z"))


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError("number out of range")
    return number


def _nests_too_deeply(body: bytes, value: Any) -> bool:
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return False
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _text(value: Any, where: str, taken: Taken) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{where} is no string"


def _number(value: Any, where: str, taken: Taken) -> Iterator[str]:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        yield f"{where} is no number"
    elif abs(value) > MAX_NUMBER:
        yield f"{where} is out of range"


def _whole(value: Any, where: str, taken: Taken) -> Iterator[str]:
    if isinstance(value, float) and not value.is_integer():
        yield f"{where} is no whole number"
    else:
        yield from _number(value, where, taken)


def _flag(value: Any, where: str, taken: Taken) -> Iterator[str]:
    if not isinstance(value, bool) and value not in ("true", "false"):
        yield f"{where} is neither true nor false"


def _scalar(value: Any, where: str, taken: Taken) -> Iterator[str]:
    if not isinstance(value, (str, bool)):
        yield from _number(value, where, taken)


def _text_or_digits(value: Any, where: str, taken: Taken) -> Iterator[str]:
    # v1.1's own example sends a mobile as a bare number.
    kinds = (str, int) if taken.numbers else str
    if isinstance(value, bool) or not isinstance(value, kinds) or (not isinstance(value, str) and value < 0):
        yield f"{where} is no string"
    elif not isinstance(value, str):
        yield from _number(value, where, taken)


def _date(value: Any, where: str, taken: Taken) -> Iterator[str]:
    if not isinstance(value, str) or (instant(value) is None and not taken.dates):
        yield f"{where} is no date of the form YYYY-MM-DDTHH:MM:SS+HH:MM"


def _kind(value: Any, where: str, taken: Taken) -> Iterator[str]:
    if not isinstance(value, str) or (value.lower() not in KINDS and not taken.unlisted):
        yield f"{where} is neither loyalty nor non_loyalty"


def _object(value: Any, where: str, taken: Taken) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where} is no object"


def _object_or_array(value: Any, where: str, taken: Taken) -> Iterator[str]:
    if not isinstance(value, (dict, list)):
        yield f"{where} is neither object nor array"


def _map(value: Any, where: str, taken: Taken) -> Iterator[str]:
    yield from _object(value, where, taken)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _scalar(inner, f"{where}.{key}", taken)


def _array(of: Check, most: int | None = None) -> Check:
    def check(value: Any, where: str, taken: Taken) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{where} is no array"
        elif most is not None and len(value) > most:
            yield f"{where} has more than {most} element"
        else:
            for index, inner in enumerate(value):
                yield from of(inner, f"{where}[{index}]", taken)

    return check


def _one_or_array(of: Check) -> Check:
    several = _array(of)

    def check(value: Any, where: str, taken: Taken) -> Iterator[str]:
        return several(value, where, taken) if isinstance(value, list) else of(value, where, taken)

    return check


def _members(table: dict[str, Check], *required: str) -> Check:
    def check(value: Any, where: str, taken: Taken) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{where} is no object"
            return
        for name in required:
            if name not in value:
                yield f"{where}.{name} is missing"
        for name, inner in value.items():
            known = table.get(name)
            if known is not None:
                yield from known(inner, f"{where}.{name}", taken)
            elif taken.closed:
                yield f"{where}.{name} is unknown"

    return check


_META = _members({"residence": _flag, "office": _flag, "lastViewedDate": _text})
_IDENTIFIER = _members(
    {
        "type": _text,
        "value": _text,
        "seriesId": _whole,
        "seriesCode": _text,
        "statusLabel": _text,
        "extendedFields": _map,
        "customFields": _map,
    },
    "type",
    "value",
)
_CHANNEL = _members(
    {
        "type": _text,
        "value": _text,
        "primary": _flag,
        "verified": _flag,
        "subscribed": _flag,
        "meta": _META,
        "attributes": _object,
    }
)
_PROFILE = _members(
    {
        "firstName": _text,
        "lastName": _text,
        "identifiers": _array(_IDENTIFIER),
        "commChannels": _array(_CHANNEL),
        "fields": _map,
        "source": _text,
        "accountId": _text,
    }
)
_ENROLMENT = _members(
    {
        "programId": _whole,
        "tierNumber": _whole,
        "loyaltyPoints": _number,
        "tierExpiryDate": _date,
        "pointsExpiryDate": _date,
    },
    "programId",
)
_CUSTOMER = _members(
    {
        "profiles": _array(_PROFILE, most=_MAX_PROFILES),
        "associatedWith": _text,
        "loyaltyInfo": _members({"loyaltyType": _kind, "attributionV2": _object}),
        "extendedFields": _map,
        "loyaltyProgramEnrollments": _array(_ENROLMENT),
        "referralCode": _text,
        "statusLabel": _text,
        "subscriptionInfo": _members({"subscriptions": _array(_object)}),
    }
)
_FIELDS = _members({"field": _array(_members({"name": _text, "value": _scalar}, "name"))})
_ITEM = _members(
    {
        "mobile": _text_or_digits,
        "email": _text,
        "external_id": _text,
        "firstname": _text,
        "lastname": _text,
        "updated_on": _text,
        "registered_on": _text,
        "registered_till": _text,
        "associated_with": _text,
        "type": _kind,
        "source": _text,
        "accountId": _text,
        "fraud_status": _object_or_array,
        "commChannels": _array(
            _members(
                {"type": _text, "value": _text, "primary": _flag, "verified": _flag, "meta": _one_or_array(_META)},
            )
        ),
        "custom_fields": _FIELDS,
        "extended_fields": _FIELDS,
        "referral_code": _text,
        "card_details": _object,
        "subscriptions": _object,
    }
)
_CHANGES = _members({"add": _array(_IDENTIFIER), "remove": _array(_IDENTIFIER)})
_BODIES: dict[Endpoint, Check] = {
    Endpoint.ADD: _CUSTOMER,
    Endpoint.UPDATE: _CUSTOMER,
    Endpoint.UPSERT: _array(_CUSTOMER),
    Endpoint.ADD_V11: _members({"root": _members({"customer": _array(_ITEM)}, "customer")}, "root"),
    Endpoint.CHANGE: _CHANGES,
}
