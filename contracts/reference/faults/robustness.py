"""Faults of robustness: crashes on odd input, and input that is taken for something else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.engine.exchange import NOT_JSON, Answer, Request, Response, Rest
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.envelope import answering
from contracts.reference.faults.registry import fault
from contracts.reference.reads import find as exact
from contracts.reference.routing import is_json
from contracts.reference.state import Key

_CRASH = "robustness/no-server-error"
_SHAPE = "robustness/wrong-shape-is-refused"
_MALFORMED = "robustness/malformed-body-is-refused"
DEEP = 12
LONG = 250
KNOWN = frozenset(
    {
        "root",
        "add",
        "remove",
        "profiles",
        "associatedWith",
        "loyaltyInfo",
        "extendedFields",
        "loyaltyProgramEnrollments",
        "referralCode",
        "statusLabel",
        "subscriptionInfo",
    }
)
TRACE = (
    "java.lang.NullPointerException\n\tat com.example.customer.RegistrationService.add(RegistrationService.java:217)"
)


def crashing(before: Behaviour, on: Callable[[Request], bool], told: str = "internal server error") -> Behaviour:
    """The behaviour that answers a bare 500 to some requests, and does nothing."""

    def handle(desk: Desk, request: Request) -> Answer | Rest:
        if not on(request):
            return before.handle(desk, request)
        body = json.dumps({"status": 500, "error": told}).encode()
        return desk.behaviour.deliver(desk, Response(500, (("Content-Type", "application/json"),), body))

    return replace(before, handle=handle)


def anywhere(value: Any, is_bad: Callable[[Any], bool]) -> bool:
    """Whether a value, or one in it, is bad."""
    return any(is_bad(inner) for inner, _ in _walked(value))


def depth(value: Any) -> int:
    """How deep a value nests: 1 where it is neither object nor array."""
    return max(level for _, level in _walked(value))


def _walked(value: Any) -> Iterator[tuple[Any, int]]:
    """A value and all in it, each with its level; bodies may nest deeper than a function may call itself."""
    waiting = [(value, 1)]
    while waiting:
        inner, level = waiting.pop()
        yield inner, level
        members = inner.values() if isinstance(inner, dict) else inner if isinstance(inner, list) else ()
        waiting += ((member, level + 1) for member in members)


def _has(is_bad: Callable[[Any], bool]) -> Callable[[Request], bool]:
    return lambda request: request.json is not NOT_JSON and anywhere(request.json, is_bad)


def _has_text(is_bad: Callable[[str], bool]) -> Callable[[Request], bool]:
    return _has(lambda value: isinstance(value, str) and is_bad(value))


@fault(_CRASH)
def breaks_on_null(before: Behaviour) -> Behaviour:
    """A member that is null passes every check for presence, and is used."""
    return crashing(before, _has(lambda value: value is None))


@fault(_CRASH)
def breaks_on_an_identifier_without_a_type(before: Behaviour) -> Behaviour:
    """Identifiers are sorted by type before anything looks whether each has one."""
    return crashing(before, _has(lambda value: isinstance(value, dict) and value.get("type", "") is None))


@fault(_CRASH)
def breaks_on_an_apostrophe(before: Behaviour) -> Behaviour:
    """A statement is put together from texts: O'Neil ends it early."""
    return crashing(before, _has_text(lambda text: "'" in text))


@fault(_CRASH)
def breaks_on_an_emoji(before: Behaviour) -> Behaviour:
    """The columns hold characters of three bytes at most."""
    return crashing(before, _has_text(lambda text: any(ord(each) > 0xFFFF for each in text)))


@fault(_CRASH)
def breaks_on_letters_beyond_latin(before: Behaviour) -> Behaviour:
    """The connection to the database speaks Latin-1."""
    return crashing(before, _has_text(lambda text: any(0xFF < ord(each) <= 0xFFFF for each in text)))


@fault(_CRASH)
def breaks_on_a_null_character(before: Behaviour) -> Behaviour:
    """The database refuses a text with a null character, and nobody catches that."""
    return crashing(before, _has_text(lambda text: "\0" in text))


@fault(_CRASH)
def breaks_on_empty_lists(before: Behaviour) -> Behaviour:
    """The first element is taken of lists that have none."""
    return crashing(before, _has(lambda value: value == []))


@fault(_CRASH)
def breaks_without_profiles(before: Behaviour) -> Behaviour:
    """An object without profiles is dereferenced before it is checked."""

    def on(request: Request) -> bool:
        body = request.json
        return request.path == "/v2/customers" and isinstance(body, dict) and "profiles" not in body

    return crashing(before, on)


@fault(_CRASH)
def breaks_on_long_text(before: Behaviour) -> Behaviour:
    """A text that exceeds its column is an error of the database, and nobody cuts it any more."""
    return crashing(before, _has_text(lambda text: len(text) > LONG))


@fault(_CRASH)
def breaks_on_numbers_for_text(before: Behaviour) -> Behaviour:
    """A mobile that is sent as a number fails a cast."""

    def on(request: Request) -> bool:
        return _has(lambda value: isinstance(value, dict) and isinstance(value.get("mobile"), int))(request)

    return crashing(before, on)


@fault(_CRASH)
def breaks_on_deep_nesting(before: Behaviour) -> Behaviour:
    """The mapper recurses into members that it does not know."""
    return crashing(before, lambda request: request.json is not NOT_JSON and depth(request.json) > DEEP)


@fault(_CRASH)
def breaks_on_no_json(before: Behaviour) -> Behaviour:
    """The parser's exception has no handler."""
    return crashing(before, lambda request: request.method != "GET" and request.json is NOT_JSON)


@fault(_CRASH)
def breaks_on_another_content_type(before: Behaviour) -> Behaviour:
    """No converter for the content type is a server error in the new framework."""

    def on(request: Request) -> bool:
        sent = (request.header("Content-Type") or "application/json").partition(";")[0]
        return request.method == "POST" and sent.strip().lower() != "application/json"

    return crashing(before, on)


@fault("robustness/no-server-error", breaks="unknown-keys-never-crash")
def breaks_on_unknown_members(before: Behaviour) -> Behaviour:
    """The mapper was told to fail on members that it does not know, and its failure has no status of its own."""

    def on(request: Request) -> bool:
        body = request.json
        return request.method == "POST" and isinstance(body, dict) and not set(body) <= KNOWN

    return crashing(before, on)


@fault(_CRASH)
def breaks_on_a_plus_in_a_query(before: Behaviour) -> Behaviour:
    """The value of a look-up becomes a pattern, and a plus at its start is none."""
    return crashing(before, lambda request: any(value.startswith("+") for _, value in request.query))


@fault(_CRASH)
def breaks_on_an_id_of_nobody(before: Behaviour) -> Behaviour:
    """The customer of an id in a path is loaded and used, though it may be none."""

    def handle(desk: Desk, request: Request) -> Answer | Rest:
        number = request.path.removeprefix("/v2/customers/").partition("/")[0]
        if number.isdigit() and desk.state.customer(int(number)) is None:
            return desk.behaviour.deliver(
                desk, Response(500, (("Content-Type", "application/json"),), b'{"error": "NPE"}')
            )
        return before.handle(desk, request)

    return replace(before, handle=handle)


@fault(_MALFORMED)
def takes_no_json_for_nothing(before: Behaviour) -> Behaviour:
    """A body that cannot be parsed is taken for an empty one, and an empty one is registered as somebody unknown."""

    def parse(desk: Desk, body: bytes) -> Any:
        value = before.parse(desk, body)
        guest = {"profiles": [{"source": "INSTORE", "identifiers": [{"type": "mobile", "value": "917999999999"}]}]}
        return guest if value is NOT_JSON else value

    return replace(before, parse=parse)


@fault(_MALFORMED)
def repairs_a_cut_body(before: Behaviour) -> Behaviour:
    """A lenient parser closes what a cut body left open: half a request is carried out."""

    def parse(desk: Desk, body: bytes) -> Any:
        value = before.parse(desk, body)
        for end in (b"}", b"]}", b"}]}", b'"}]}]}') if value is NOT_JSON else ():
            repaired = before.parse(desk, body + end)
            if repaired is not NOT_JSON:
                return repaired
        return value

    return replace(before, parse=parse)


@fault(_MALFORMED)
def ignores_what_follows_the_body(before: Behaviour) -> Behaviour:
    """The parser stops after the first value: two bodies in one are the first of them."""

    def parse(desk: Desk, body: bytes) -> Any:
        value = before.parse(desk, body)
        if value is not NOT_JSON:
            return value
        try:
            return json.JSONDecoder().raw_decode(body.decode())[0]
        except ValueError:
            return value

    return replace(before, parse=parse)


@fault(_SHAPE)
def adds_the_first_of_a_list(before: Behaviour) -> Behaviour:
    """The mapper accepts a list of one for an object, and since its update one of several."""

    def handle(desk: Desk, request: Request) -> Answer | Rest:
        body = request.json
        if request.path == "/v2/customers" and isinstance(body, list) and body:
            request = replace(request, body=json.dumps(body[0]).encode())
        return before.handle(desk, request)

    return replace(before, handle=handle)


@fault(_SHAPE)
def upserts_a_single_object(before: Behaviour) -> Behaviour:
    """Any object is taken for a list of one, also {} and those of other calls, and answered as carried out."""

    def handle(desk: Desk, request: Request) -> Answer | Rest:
        body = request.json
        if not request.path.endswith("/upsert/bulk") or not isinstance(body, dict):
            return before.handle(desk, request)
        told = {"response": [{"entityId": 1, "errors": [], "warnings": []}], "totalCount": 1, "failureCount": 0}
        return desk.behaviour.deliver(
            desk, Response(200, (("Content-Type", "application/json"),), json.dumps(told).encode())
        )

    return replace(before, handle=handle)


@fault("security/no-inner-workings")
def shows_its_stack(before: Behaviour) -> Behaviour:
    """The page for developers was left on: what fails tells where."""
    told = json.dumps({"errors": [{"status": False, "code": 500, "message": TRACE}]}).encode()
    return answering(before, 400, lambda response: replace(response, body=told))


@fault("envelope/echo-v11", breaks="hostile-text-is-data")
def strips_markup_from_names(before: Behaviour) -> Behaviour:
    """A filter against script injection removes tags and quotes before anything is stored: O'Neil is ONeil."""

    def name(desk: Desk, text: str) -> str | None:
        return before.name(desk, re.sub(r"<[^>]*>|['\";]", "", text))

    return replace(before, name=name)


@fault("reads/unknown-is-8015", breaks="hostile-text-is-data")
def looks_up_with_wildcards(before: Behaviour) -> Behaviour:
    """A look-up compares by pattern: a percent sign finds everybody, an underscore any character."""

    def find(desk: Desk, place: Place | None, identifier: Key) -> int | None:
        own = exact(desk, place, identifier)
        if own is not None or not {"%", "_"} & set(identifier.value):
            return own
        pattern = re.compile(re.escape(identifier.value).replace("%", ".*").replace("_", "."))
        return next(
            (
                customer.id
                for customer in desk.state
                for account in customer.accounts
                for held in account.identifiers
                if held.type == identifier.type and pattern.fullmatch(held.value)
            ),
            None,
        )

    return replace(before, find=find)


@fault("envelope/answers-are-json", breaks="other-content-type-is-answered")
def takes_forms_for_json(before: Behaviour) -> Behaviour:
    """A body of another content type is not read at all, and what was not read is answered with nothing."""

    def handle(desk: Desk, request: Request) -> Answer | Rest:
        if request.method != "POST" or is_json(desk, request):
            return before.handle(desk, request)
        return desk.behaviour.deliver(desk, Response(200, (("Content-Type", "text/html"),)))

    return replace(before, handle=handle)
