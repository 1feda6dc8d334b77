"""v2, v1.1 and bulk bodies decoded to one outcome: what the target says became of each item.

The body decides, never the HTTP status, save for who may ask (401, 403), when to wait
(429, or a 403 that speaks of a limit), that a server broke (5xx) and that the way to the target answered in its place.
Decoding is lenient, so that one crooked member does not hide the rest: the envelope rules
judge the shape.

The way is not the target. What it says - a redirect, a proxy's or a network's demand, a page
where JSON should be - is not evidence, neither that a promise is broken nor that credentials
are refused. Of pages only these are the target's own, or may be: a crash (500, 506 to 510);
a refusal of a request that is malformed or of an odd shape, by a status for that; and a router's 404, 405 or
501, where nothing else shows that the operation exists.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from contracts.documents.codes import LAST_STATUS, Code
from contracts.engine import limits
from contracts.engine.exchange import Exchange, Response
from contracts.engine.page import is_page, printable, title
from contracts.evidence.doubts import SHAPELESS
from contracts.evidence.intent import (
    ADD,
    CHANGE,
    DETAILS,
    GET,
    GET_V11,
    LOOKUP,
    REGISTER,
    UPDATE,
    UPSERT,
    V11_OPERATIONS,
    V11_TYPES,
    Asked,
    Intent,
)
from contracts.evidence.parsing import parse


class Kind(enum.StrEnum):
    """What an answer amounts to."""

    SUCCESS = "success"
    """Carried out; of a batch: each item has its own outcome."""
    FAILURE = "failure"
    """Refused for business reasons, or a 4xx of whatever body."""
    DENIED = "denied"
    """401 or 403, or 498 for a token that has ended: about who asks, not about what."""
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    """502, 503 or 504 without an envelope, a page over 511, a gateway's fault: in front of the target, no evidence."""
    ASTRAY = "astray"
    """Something on the way answered in the target's place; whether the target saw the request, nobody knows."""
    CRASHED = "crashed"
    """Another 5xx."""
    ABSENT = "absent"
    """404, 405 or 501 of a router: the target has no such operation."""
    UNREADABLE = "unreadable"
    """Answered, but neither a success nor a failure can be read from it."""
    NO_ANSWER = "no-answer"


_OF_CALLERS = (401, 403, 498)
DECIDED = frozenset({Kind.SUCCESS, Kind.FAILURE})
NO_EVIDENCE = frozenset({Kind.NO_ANSWER, Kind.THROTTLED, Kind.UNAVAILABLE, Kind.ASTRAY})
"""Says nothing of the target."""
OPEN = frozenset({Kind.NO_ANSWER, Kind.UNAVAILABLE, Kind.ASTRAY, Kind.CRASHED, Kind.UNREADABLE})
"""Whether anything was done nobody knows."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one item."""

    ok: bool | None
    """None where it cannot be told."""
    id: int | None = None
    codes: tuple[int, ...] = ()
    warnings: tuple[int, ...] = ()
    body: Any = None


@dataclass(frozen=True, slots=True)
class Detour:
    """What stands in the place of an answer, and what may help."""

    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.what}: {self.remedy}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request."""

    kind: Kind
    results: tuple[Result, ...] = ()
    codes: tuple[int, ...] = ()
    """Codes at the level of the request."""
    body: Any = None
    enveloped: bool = False
    """Whether the body has the documented outer shape."""
    detour: Detour | None = None
    """What answered in the target's place, or may have."""

    @property
    def is_decided(self) -> bool:
        """Whether it tells what became of the items."""
        return self.kind in DECIDED


def decode(exchange: Exchange) -> Outcome:
    """The outcome of an exchange; never raises."""
    response = exchange.response
    if response is None:
        return Outcome(Kind.NO_ANSWER)
    body, status = response.json, response.status
    detour = _detour(response)
    if limits.is_refused(response):
        return Outcome(Kind.THROTTLED, body=body, detour=detour)
    if limits.asks_to_wait(response):
        return Outcome(Kind.UNAVAILABLE, body=body, detour=detour)
    if detour and not _may_be_its_own(exchange, response):
        return Outcome(Kind.ASTRAY, body=body, detour=detour)
    if status in _OF_CALLERS:
        return Outcome(Kind.DENIED, codes=_codes(_member(body, "errors")), body=body)
    if limits.is_fault_of_gateway(response):
        return Outcome(Kind.UNAVAILABLE, body=body)
    decoder = _DECODERS.get(exchange.request.operation, _flat)
    outcome = decoder(exchange.request.operation, response)
    if exchange.request.operation == GET_V11:
        outcome = _read_v11(outcome, parse(exchange.request))
    if status == 501 and not outcome.enveloped:
        return Outcome(Kind.ABSENT, body=body, detour=detour)
    if status >= 500 and not (exchange.request.operation in V11_OPERATIONS and outcome.enveloped):
        gateway = (status in (502, 503, 504) and not outcome.enveloped) or (status > 511 and detour)
        return Outcome(Kind.UNAVAILABLE if gateway else Kind.CRASHED, body=body, detour=detour)
    if status in (404, 405) and not (outcome.enveloped and _is_business(outcome)):
        return Outcome(Kind.ABSENT, body=body, detour=detour)
    return outcome


def cached(exchange: Exchange, since: float) -> Outcome | None:
    """The outcome of an answer that a cache had kept since before that moment: no evidence; None for any other.

    `since` is on the clock of the exchanges. Age is in whole seconds (RFC 9111, section 5.1), one more may have passed.
    """
    age = (exchange.response.header("Age") if exchange.response else None) or ""
    if not re.fullmatch(r"[1-9][0-9]{0,8}", age.strip()) or exchange.ended - int(age) - 1 >= since:
        return None
    return Outcome(Kind.UNAVAILABLE, detour=Detour(f"from a cache (Age: {age.strip()})", "let reads pass by the cache"))


_ON_THE_WAY = {
    407: ("a proxy's demand for a password", "give the proxy's user and password"),
    421: ("a host that is not the one asked for", "is the host of the base URL right?"),
    426: ("a demand for another version of HTTP", "does something on the way speak HTTP/2 only?"),
    451: ("a refusal for legal reasons", "ask those who run the network to let it pass"),
    505: ("a demand for another version of HTTP", "does something on the way speak HTTP/2 only?"),
    511: ("a network's demand for a sign-in", "sign in to the network first"),
}
"""Statuses that are never the target's own, whatever the body (RFC 9110, 7725, 6585); we send HTTP/1.1."""
_OF_FORM = frozenset({400, 411, 413, 414, 415, 422, 431})
"""Statuses by which a server refuses a request for its form, before any code of the API sees it."""


def _detour(response: Response) -> Detour | None:
    """What in an answer speaks of the way rather than of the target; None for an answer like an API's."""
    status, http = response.status, f"(HTTP {response.status})"
    if status < 200:
        return Detour(f"an announcement and no answer after it {http}", "is the base URL right?")
    if 300 <= status < 400:
        to = printable(response.header("Location") or "", 120)
        return Detour(f"a redirect {f'to {to}' if to else 'to nowhere'} {http}", "is the base URL right?")
    what, remedy = _ON_THE_WAY.get(status, ("", ""))
    if is_page(response):
        called = title(response)
        what = f'a page, "{called}" {http}' if called else f"a page without a title {http}"
        return Detour(what, remedy or _remedy(status))
    return Detour(f"{what} {http}", remedy) if what else None


def _remedy(status: int) -> str:
    if status == 401:
        return "is the base URL right? something on the way may want credentials of its own"
    if status in (403, 406):
        return "does a firewall hold the request back? ask for it to be let pass"
    if status >= 500:
        return "is the target up?"
    return "is the base URL right? does something on the way want a sign-in?"


def _may_be_its_own(exchange: Exchange, response: Response) -> bool:
    """Whether a page may come from the target itself, by the status that it has."""
    status = response.status
    if status in _OF_FORM:
        kind = (exchange.request.header("Content-Type") or "").partition(";")[0].strip().lower()
        intent = parse(exchange.request)
        is_odd = bool(intent.malformed) or not intent.items or any(item.doubts & SHAPELESS for item in intent.items)
        return is_odd or (bool(exchange.request.body) and kind != "application/json")
    return status in (404, 405, 429) or (status >= 500 and status not in _ON_THE_WAY)


def _is_business(outcome: Outcome) -> bool:
    """Whether a 404 speaks of a customer rather than of a path."""
    codes = {*outcome.codes, *(code for result in outcome.results for code in result.codes)}
    return any(code > LAST_STATUS for code in codes) or outcome.kind is Kind.SUCCESS


def _flat(operation: str, response: Response) -> Outcome:
    """A v2 answer about one customer: createdId, entity or id on success, errors on failure."""
    body = response.json
    errors, warnings = _codes(_member(body, "errors")), _codes(_member(body, "warnings"))
    customer = as_id(_member(body, _ID_MEMBER.get(operation, "createdId")))
    if customer is not None and set(errors) <= {Code.MERGED}:
        result = Result(True, customer, (), warnings + errors, body)
        return Outcome(Kind.SUCCESS, (result,), (), body, enveloped=True)
    if errors and customer is None:
        return Outcome(Kind.FAILURE, (Result(False, None, errors, warnings, body),), errors, body, enveloped=True)
    if 400 <= response.status < 500 and customer is None:
        return Outcome(Kind.FAILURE, (Result(False, body=body),), (), body)
    return Outcome(Kind.UNREADABLE, (Result(None, customer, errors, warnings, body),), errors, body)


def _bulk(operation: str, response: Response) -> Outcome:
    """The upsert envelope: response[], totalCount, failureCount."""
    body = response.json
    entries = _member(body, "response")
    if isinstance(entries, list):
        return Outcome(Kind.SUCCESS, tuple(_bulk_result(entry) for entry in entries), (), body, enveloped=True)
    errors = _codes(_member(body, "errors"))
    if errors:
        return Outcome(Kind.FAILURE, (), errors, body, enveloped=True)
    if 400 <= response.status < 500:
        return Outcome(Kind.FAILURE, (), (), body)
    return Outcome(Kind.UNREADABLE, (), (), body)


def _bulk_result(entry: Any) -> Result:
    if not isinstance(entry, Mapping):
        return Result(None, body=entry)
    errors, warnings = _codes(entry.get("errors")), _codes(entry.get("warnings"))
    customer = as_id(entry.get("entityId"))
    failed = bool(entry.get("errors")) and not set(errors) <= {Code.MERGED}
    merged = errors if set(errors) == {Code.MERGED} else ()
    return Result(None if not failed and customer is None else not failed, customer, errors, warnings + merged, entry)


def _v11(operation: str, response: Response) -> Outcome:
    """The v1.1 envelope: response.status and response.customers.customer[]."""
    body = response.json
    whole = v11_whole(operation, body)
    status = _member(whole, "status")
    if not isinstance(status, Mapping):
        if 400 <= response.status < 500:
            return Outcome(Kind.FAILURE, (), (), body)
        return Outcome(Kind.UNREADABLE, (), (), body)
    code = as_code(status.get("code"))
    customers = _member(_member(whole, "customers"), "customer")
    if operation == GET_V11 and isinstance(customers, Mapping):
        customers = [customers]
    entries = customers if isinstance(customers, list) else []
    if code in _OF_CALLERS and not (truth(status.get("success")) and entries):  # a printed refusal says success: true
        return Outcome(Kind.DENIED, (), (code,), body, enveloped=True)
    all_failed = truth(status.get("success")) is False and str(status.get("success_count", "0")) == "0"
    results = tuple(_v11_result(entry, all_failed) for entry in entries)
    codes = () if code is None else (code,)
    kind = Kind.FAILURE if all_failed and not any(result.ok for result in results) else Kind.SUCCESS
    return Outcome(kind, results, codes, body, enveloped=True)


def v11_whole(operation: str, body: Any) -> Any:
    """What a v1.1 answer holds; one sample of the read has it without the member `response` around it."""
    whole = _member(body, "response")
    return body if operation == GET_V11 and whole is None else whole


_NO_SUCH_CALL = frozenset({402, 404, 405, 406, 407})
"""Request codes of v1.1 by which it says that it has no such version, resource, method or operation."""


def _read_v11(outcome: Outcome, intent: Intent) -> Outcome:
    """What a v1.1 read says: without an entry nobody was found, and what refuses the call itself lacks it.

    No page says in which order several come, or whether all do: an entry is of the identifier that it shows.
    """
    refused = outcome.kind is Kind.FAILURE and not outcome.results
    if refused and (not outcome.enveloped or _NO_SUCH_CALL & set(outcome.codes)):
        return replace(outcome, kind=Kind.ABSENT)
    if outcome.kind is Kind.SUCCESS and not outcome.results:
        return replace(outcome, kind=Kind.FAILURE, codes=())
    if len(intent.items) < 2 or outcome.kind is not Kind.SUCCESS:
        return outcome
    rest, placed = list(outcome.results), list[Result | None]()
    for item in intent.items:
        own = next((number for number, result in enumerate(rest) if _shows(result, item)), None)
        placed.append(rest.pop(own) if own is not None else None)
    is_whole = len(outcome.results) == len(intent.items)
    return replace(outcome, results=tuple(each or (rest.pop(0) if is_whole else Result(None)) for each in placed))


def _shows(result: Result, item: Asked) -> bool:
    """Whether an entry shows the identifier that was asked for."""
    shown = {type_: _member(result.body, member) for member, type_ in V11_TYPES.items()}
    return any(shown.get(i.type) == i.value for i in item.identifiers)


def _v11_result(entry: Any, all_failed: bool) -> Result:
    status = _member(entry, "item_status")
    ok = truth(_member(status, "success"))
    if ok is None and all_failed:
        ok = False
    code = as_code(_member(status, "code"))
    raw = _member(_member(status, "warnings"), "warning")
    warnings = tuple(c for c in map(as_code, raw) if c is not None) if isinstance(raw, list) else ()
    codes = (code,) if code is not None and ok is not True else ()
    return Result(ok, as_id(_member(entry, "user_id")) if ok is not False else None, codes, warnings, entry)


def as_id(value: object) -> int | None:
    """A customer id: a positive integer, or its digits as a string (the envelope rules judge the type)."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 18:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def as_code(value: object) -> int | None:
    """A code: an integer or the same digits as a string."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 9:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def truth(value: object) -> bool | None:
    """The v1.1 `success`: "true" or "false" in any case, or the boolean; None for anything else."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.casefold()) if isinstance(value, str) else None


def _codes(entries: object) -> tuple[int, ...]:
    """Codes of an array of {status, code, message}; an entry without one counts as code 0."""
    if not isinstance(entries, list):
        return ()
    return tuple(as_code(_member(entry, "code")) or 0 for entry in entries)


def _member(body: object, name: str) -> Any:
    return body.get(name) if isinstance(body, Mapping) else None


_ID_MEMBER = {ADD: "createdId", LOOKUP: "entity", DETAILS: "id", GET: "id", UPDATE: "createdId", CHANGE: "createdId"}
_DECODERS = {UPSERT: _bulk, REGISTER: _v11, GET_V11: _v11}
