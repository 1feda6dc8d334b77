"""Requests are read back from their bytes: rules judge whatever any suite sends, and know nothing else of it.

`parse` is lenient: it never fails, and what it cannot place becomes a *doubt*. A rule that
demands a certain answer asks for requests without doubts; a rule of safety (nobody loses
an identifier) holds with or without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from sys import intern
from typing import Any

from contracts.engine.exchange import Request
from contracts.evidence.doubts import Doubt
from contracts.evidence.intent import (
    ADD,
    CHANGE,
    DETAILS,
    GET,
    GET_V11,
    LOOKUP,
    REGISTER,
    TILLS,
    UPDATE,
    UPSERT,
    V11_OPERATIONS,
    V11_TYPES,
    Asked,
    Identifier,
    Intent,
)
from contracts.evidence.validity import is_plain_name


def parse(request: Request) -> Intent:
    """What a request asks for; never raises."""
    parser = _PARSERS.get(request.operation)
    return parser(request) if parser else Intent(request.operation, ())


_CUSTOMER_MEMBERS: Mapping[str, type | tuple[type, ...]] = {
    "profiles": list,
    "extendedFields": dict,
    "loyaltyInfo": dict,
    "associatedWith": str,
    "loyaltyProgramEnrollments": list,
    "referralCode": str,
    "statusLabel": str,
    "subscriptionInfo": dict,
}
_PROFILE_MEMBERS: Mapping[str, type | tuple[type, ...]] = {
    "firstName": str,
    "lastName": str,
    "identifiers": list,
    "commChannels": list,
    "fields": dict,
    "source": str,
    "accountId": str,
}
_V11_MEMBERS: Mapping[str, type | tuple[type, ...]] = {
    "mobile": str,
    "email": str,
    "external_id": str,
    "firstname": str,
    "lastname": str,
    "source": str,
    "type": str,
    "commChannels": list,
    "custom_fields": dict,
    "extended_fields": dict,
    "registered_on": str,
    "updated_on": str,
    "registered_till": str,
    "associated_with": str,
}
_UNSETTLED = {
    **dict.fromkeys(TILLS, Doubt.TILL_SENT),
    "statusLabel": Doubt.LABEL_SENT,
    "subscriptionInfo": Doubt.SUBSCRIPTION_SENT,
    "type": Doubt.TYPE_SENT,
}
"""Customer-level members of which it depends on the organisation what becomes of them."""
_ID = r"[0-9]{1,19}"
"""Of a customer: as many digits as 63 bits have."""
_PLACING = frozenset({"profiles", "identifiers", "source"})
"""Members that hold who is asked for, and where."""
_V11_SOURCE = "INSTORE"
"""Where v1.1 registers, and reads."""


_SETTLED_PARAMETERS: Mapping[str, frozenset[str]] = {
    ADD: frozenset({"source", "accountId"}),
    REGISTER: frozenset({"format"}),
    UPSERT: frozenset({"skipChangeIdentifier"}),
    LOOKUP: frozenset({"source", "accountId", "identifierName", "identifierValue"}),
    DETAILS: frozenset({"source", "accountId", "identifierName", "identifierValue"}),
    GET: frozenset({"source", "accountId"}),
    UPDATE: frozenset({"source", "accountId"}),
    CHANGE: frozenset({"source", "accountId"}),
    GET_V11: frozenset({"format", "user_id", "id", *V11_TYPES}),
}
"""Query parameters that leave no doubt about what becomes of a request."""


def _add(request: Request) -> Intent:
    body = request.json
    if not isinstance(body, dict):
        return Intent(request.operation, (), malformed="the body is not a JSON object")
    extra = _doubtful_envelope(request)
    return Intent(request.operation, (_customer(body, dict(request.query), extra),))


def _upsert(request: Request) -> Intent:
    body = request.json
    if not isinstance(body, list):
        return Intent(request.operation, (), malformed="the body is not a JSON array")
    extra = _doubtful_envelope(request)
    told = dict(request.query).get("skipChangeIdentifier")
    skip = {"true": True, "false": False}.get((told or "").lower())
    if told is not None and skip is None:
        extra |= {Doubt.UNDOCUMENTED_PARAMETER}
    items = tuple(_customer(item, {}, extra) for item in body)
    return Intent(request.operation, items, skip_change_identifier=skip)


def _register(request: Request) -> Intent:
    body = request.json
    root = _mapping(_mapping(body).get("root"))
    customers = root.get("customer")
    if not isinstance(customers, list):
        return Intent(request.operation, (), malformed="the body has no array root.customer")
    extra = _doubtful_envelope(request) | {
        *_odd_members(_mapping(body), {"root": dict}),
        *_odd_members(root, {"customer": list}),
    }
    return Intent(request.operation, tuple(_v11_customer(item, extra) for item in customers))


def _customer(body: Any, query: Mapping[str, str], doubts: frozenset[Doubt]) -> Asked:
    """A v2 customer object; members in the query duplicate those of the profile."""
    if not isinstance(body, dict):
        return Asked(body, doubts=doubts | {Doubt.NO_OBJECT})
    profiles = body.get("profiles")
    found = list(_odd_members(body, _CUSTOMER_MEMBERS))
    found += [doubt for member, doubt in _UNSETTLED.items() if member in body]
    if profiles is None or profiles == []:
        found.append(Doubt.NO_PROFILE)
    elif not isinstance(profiles, list) or len(profiles) != 1 or not isinstance(profiles[0], dict):
        found.append(Doubt.SEVERAL_PROFILES)
    first = profiles[0] if isinstance(profiles, list) and profiles and isinstance(profiles[0], dict) else {}
    found += _odd_members(first, _PROFILE_MEMBERS)
    identifiers, odd = _identifiers(first.get("identifiers"))
    found += odd
    source, account = first.get("source"), first.get("accountId")
    if "source" in query or "accountId" in query:
        if query.get("source", source) != source or query.get("accountId", account) != account:
            found.append(Doubt.TWO_PLACES)
        source, account = first.get("source", query.get("source")), first.get("accountId", query.get("accountId"))
        source, account = source or query.get("source"), account or query.get("accountId")
        if source != first.get("source") or account != first.get("accountId"):
            found.append(Doubt.PLACE_IN_QUERY)
    found += _odd_names(first.get("firstName"), first.get("lastName"))
    for other in profiles[1:] if isinstance(profiles, list) else [profiles]:
        identifiers += _identifiers(other.get("identifiers"))[0] if isinstance(other, dict) else ()
    return Asked(
        body,
        source,
        account,
        identifiers,
        first_name=first.get("firstName"),
        last_name=first.get("lastName"),
        fields=_mapping(first.get("fields")),
        extended=_mapping(body.get("extendedFields")),
        enrolments=_objects(body.get("loyaltyProgramEnrollments")),
        channels=_objects(first.get("commChannels")),
        till=body.get("associatedWith"),
        status_label=body.get("statusLabel"),
        doubts=doubts | set(found),
    )


def _v11_customer(body: Any, doubts: frozenset[Doubt]) -> Asked:
    if not isinstance(body, dict):
        return Asked(body, doubts=doubts | {Doubt.NO_OBJECT})
    found = list(_odd_members(body, _V11_MEMBERS))
    found += [doubt for member, doubt in _UNSETTLED.items() if member in body]
    identifiers = []
    for member, kind in V11_TYPES.items():
        value = body.get(member)
        if (isinstance(value, str) and value.strip()) or (isinstance(value, int) and not isinstance(value, bool)):
            identifiers.append(Identifier(kind, str(value)))
        elif value and isinstance(value, str):
            found.append(Doubt.BLANK_IDENTIFIER)
    names = (body.get("firstname"), body.get("lastname"))
    found += _odd_names(*names)
    if any(isinstance(name, str) and len(name) > 100 for name in names):
        found.append(Doubt.LONG_NAME)
    source = body.get("source")
    if isinstance(source, str) and source.casefold() != "instore":
        found.append(Doubt.OTHER_SOURCE)
    return Asked(
        body,
        _V11_SOURCE if not isinstance(source, str) or source.casefold() == "instore" else source,
        None,
        tuple(identifiers),
        first_name=body.get("firstname"),
        last_name=body.get("lastname"),
        fields=named(body.get("custom_fields")),
        extended=named(body.get("extended_fields")),
        channels=_objects(body.get("commChannels")),
        till=body.get("associated_with"),
        doubts=doubts | set(found),
    )


def _identifiers(raw: object) -> tuple[tuple[Identifier, ...], list[Doubt]]:
    if raw is None:
        return (), []
    if not isinstance(raw, list):
        return (), [Doubt.NO_ARRAY]
    found: list[Identifier] = []
    odd: list[Doubt] = []
    for entry in raw:
        kind = entry.get("type") if isinstance(entry, dict) else None
        value = entry.get("value") if isinstance(entry, dict) else None
        if not isinstance(kind, str) or not isinstance(value, str):
            odd.append(Doubt.UNTYPED_IDENTIFIER)
            if isinstance(kind, str) and isinstance(value, int):
                found.append(Identifier(kind, str(value)))
            continue
        found.append(Identifier(intern(kind), value))
        if set(entry) - {"type", "value"}:
            odd.append(Doubt.FURTHER_MEMBERS)
    if len({identifier.type for identifier in found}) < len(found):
        odd.append(Doubt.REPEATED_TYPE)
    return tuple(found), odd


def _odd_names(*names: object) -> Iterator[Doubt]:
    if any(isinstance(name, str) and not is_plain_name(name) for name in names):
        yield Doubt.ODD_NAME


def _odd_members(body: Mapping[str, Any], documented: Mapping[str, type | tuple[type, ...]]) -> Iterator[Doubt]:
    for member, value in body.items():
        if member not in documented:
            yield Doubt.UNDOCUMENTED_MEMBER
        elif value is None:
            yield Doubt.NULL
        elif not isinstance(value, documented[member]):
            yield _other_type(member, value)


def _other_type(member: str, value: object) -> Doubt:
    if member in _PLACING:
        return Doubt.OTHER_TYPE_OF_PLACE
    return Doubt.NUMERIC_MOBILE if member == "mobile" and type(value) is int else Doubt.OTHER_TYPE


def _doubtful_envelope(request: Request) -> frozenset[Doubt]:
    kind = (request.header("Content-Type") or "").partition(";")[0].strip().lower()
    return frozenset(
        {
            *((Doubt.CONTENT_TYPE,) if kind != "application/json" else ()),
            *_doubtful_text(request),
            *_doubtful_query(request),
        }
    )


def _doubtful_text(request: Request) -> Iterator[Doubt]:
    """What one parser of JSON takes and another refuses, or reads otherwise (RFC 8259, sections 4 and 8.1)."""
    if request.text.repeated:
        yield Doubt.REPEATED_MEMBER
    if request.text.is_marked:
        yield Doubt.BYTE_ORDER_MARK


def _doubtful_query(request: Request) -> Iterator[Doubt]:
    """Parameters whose effect nobody documents, and parameters that occur twice."""
    names = [name for name, _ in request.query]
    if not set(names) <= _SETTLED_PARAMETERS[request.operation]:
        yield Doubt.UNDOCUMENTED_PARAMETER
    if request.operation in V11_OPERATIONS and dict(request.query).get("format", "json") != "json":
        yield Doubt.OTHER_FORMAT
    if len(set(names)) < len(names):
        yield Doubt.REPEATED_PARAMETER


def _objects(value: object) -> tuple[Mapping[str, Any], ...]:
    return tuple(each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def named(value: object) -> Mapping[str, object]:
    """Name -> value of fields as v1.1 has them: a list of pairs under `field`."""
    entries = value.get("field") if isinstance(value, dict) else None
    if not isinstance(entries, list):
        return {}
    return {
        entry["name"]: entry.get("value")
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get("name"), str)
    }


def _lookup(request: Request) -> Intent:
    query = dict(request.query)
    kind, value = query.get("identifierName"), query.get("identifierValue")
    asked = Asked(
        None,
        query.get("source"),
        query.get("accountId"),
        (Identifier(kind, value),) if kind and value else (),
        doubts=frozenset({*_doubtful_query(request), *(() if kind and value else (Doubt.NOBODY_LOOKED_UP,))}),
    )
    return Intent(request.operation, (asked,))


def _by_id(request: Request) -> Intent:
    query = dict(request.query)
    body = request.json
    identifiers: tuple[Identifier, ...] = ()
    removed: tuple[Identifier, ...] = ()
    doubts = set(_doubtful_query(request))
    asked: dict[str, Any] = {}
    if request.operation == CHANGE and isinstance(body, dict):
        identifiers, odd = _identifiers(body.get("add"))
        removed, odd_removed = _identifiers(body.get("remove"))
        doubts |= {*odd, *odd_removed, *_odd_members(body, {"add": list, "remove": list}), *_doubtful_envelope(request)}
    elif request.operation == UPDATE and isinstance(body, dict):
        whole = _customer(body, {}, _doubtful_envelope(request))
        profiles = body.get("profiles")
        named = isinstance(profiles, list) and all(isinstance(each, dict) and each.get("source") for each in profiles)
        settled = {Doubt.NO_PROFILE, *((Doubt.SEVERAL_PROFILES,) if named else ())}
        doubts |= whole.doubts - settled
        asked = {"first_name": whole.first_name, "last_name": whole.last_name}
        asked |= {"fields": whole.fields, "extended": whole.extended, "identifiers": whole.identifiers}
        asked |= {"channels": whole.channels, "till": whole.till}
    asked.setdefault("identifiers", identifiers)
    known = _path_id(request.path)
    malformed = "" if request.operation == GET or isinstance(body, dict) else "the body is not a JSON object"
    if known is None:
        malformed = "the id in the path is no number of up to 19 digits"
    item = Asked(body, query.get("source"), query.get("accountId"), removed=removed, doubts=frozenset(doubts), **asked)
    return Intent(request.operation, (item,), malformed, known)


def _get_v11(request: Request) -> Intent:
    """By one of id, mobile, email and external_id; several values are parted by commas."""
    query = dict(request.query)
    named = [(member, query[member]) for member in ("id", *V11_TYPES) if query.get(member)]
    odd = {Doubt.NOBODY_LOOKED_UP} if not named else {Doubt.NAMED_TWICE} if len(named) > 1 else set()
    doubts = frozenset({*_doubtful_query(request), *odd})
    member, value = named[0] if named else ("", "")
    values = value.split(",")
    if member == "id":
        items = tuple(Asked(None, _V11_SOURCE, doubts=doubts) for _ in values)
        known = int(value) if re.fullmatch(_ID, value) else None
        return Intent(request.operation, items, customer_id=known)
    kinds = [(V11_TYPES[member], each) for each in values] if member else []
    found = [(Identifier(*each),) if each[1] else () for each in kinds] or [()]
    return Intent(request.operation, tuple(Asked(None, _V11_SOURCE, None, who, doubts=doubts) for who in found))


def _path_id(path: str) -> int | None:
    found = re.search(rf"/v2/customers/({_ID})(?:/|$)", path)
    return int(found.group(1)) if found else None


_PARSERS = {
    ADD: _add,
    REGISTER: _register,
    UPSERT: _upsert,
    LOOKUP: _lookup,
    DETAILS: _lookup,
    GET: _by_id,
    GET_V11: _get_v11,
    UPDATE: _by_id,
    CHANGE: _by_id,
}
