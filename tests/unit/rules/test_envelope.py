"""The shape of answers, in histories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from histories import *

from contracts.engine.jsontext import MARK
from contracts.rules import samples
from contracts.rules.samples import without

LOYALTY = "envelope/loyalty-members-v11"
OUTCOME = "envelope/business-outcome-status"
CREATION = "envelope/creation-status"
JSON = "envelope/answers-are-json"
ONCE = "envelope/members-are-given-once"
FAILURE = "envelope/failure-shape-v2"
SUCCESS = "envelope/success-shape-v2"
LISTS = "envelope/success-lists-are-there"
V11 = "envelope/envelope-v11"
ITEM = "envelope/item-shape-v11"
FAILED = "envelope/failed-item-shape-v11"
ECHO = "envelope/echo-v11"
FIELDS = "envelope/echo-of-fields-v11"
UPSERT = "envelope/envelope-upsert"
RESULT = "envelope/upsert-result-is-the-customer"
MEMBERS = "envelope/members-of-the-samples-v11"
MEMBERS_UPSERT = "envelope/members-of-the-sample-upsert"
DATES = "envelope/dates-v11"

NOBODY_NEW = "cross-source/nobody-new-is-combined"
CRASH = "robustness/no-server-error"
MESSAGES = "codes/codes-have-messages"

AGAIN = add(ADA)
SUCCESS_JSON = {"createdId": 7, "warnings": [], "sideEffects": []}
MOBILE = ADA["mobile"]
NO_NAN = "JSON, which has no NaN and no Infinity"
NUMBERS = b'{"createdId": 7, "warnings": [], "sideEffects": [], "x": [{"y": NaN}, {"y": NaN}]}'
INFINITE = b'{"errors": [{"status": false, "code": 1, "message": ""}], "x": Infinity}'
DEEP = b'{"createdId": 7, "x": ' + b"[" * 900 + b"]" * 900 + b"}"
TOO_DEEP = "nested over 100 levels deep"
TWICE = b'{"createdId": 8, "warnings": [], "sideEffects": [], "createdId": 7}'


def crooked(body: bytes, status: int = 200) -> Response:
    """An answer that claims to be JSON."""
    return says(body, status)


DETAILS = shows(7, shown(ADA)).body[:-1] + b', "x": NaN}'
FAR = ADA.with_(Identifier("externalId", "ct-t1-1-" + "x" * 93))

SUMMARY = dict.fromkeys(samples.SUMMARY_MEMBERS, "0") | {
    "nextSlab": "",
    "totalPoints": "",
    "slabExpiryDate": "2124-08-01 23:59:59",
}
INSIDE = {**MADE, "modifiedBy": ..., "createdBy": {**MADE["createdBy"], "modifiedBy": MADE["modifiedBy"]}}
CARD = {"cardNumber": "1", "statusInfo": {}, "type": "DIGITAL", "seriesName": "one", "activeAndDigital": True}
CARD |= {"transactionNotAllowed": False, "issuedDate": "x", "createdDate": "x", "expiryDate": "x"}
CARD |= dict.fromkeys(("cardId", "expiryDays", "customerId", "maxActiveCards", "orgId", "entityId", "id"), 1)


def there(told: Any) -> Any:
    """What is told, without the members that are ..."""
    if isinstance(told, list):
        return [there(entry) for entry in told]
    return {m: there(v) for m, v in told.items() if v is not ...} if isinstance(told, dict) else told


def summed(**changes: Any) -> Line:
    """A v1.1 registration whose item sums one programme up; members of ... are left out."""
    return item(ADA, points_summaries={"points_summary": [there({**SUMMARY, **changes})]})


def lacking(*members: str) -> Line:
    """A v1.1 registration whose item lacks these members."""
    return register(ADA).answers(registered({name: value for name, value in A.items() if name not in members}))


def lacks(where: str, members: str) -> tuple[object, object, object]:
    """What a breach says of members that are not there."""
    return (where, "the members of the samples", f"without {members}")


def upserts(attribution: Any = MADE, standing: Any = LOYAL, cards: Any = ...) -> Line:
    """An upsert whose result shows that; members of ... are left out."""
    profile = shown(ADA, **{**WHOLE, "attribution": attribution})
    result = {"id": 7, "profiles": [profile], "loyaltyInfo": standing, "cardDetails": cards}
    return upsert(ADA).answers(upserted(kept(7, result=there(result))))


BARE = {name: value for name, value in A.items() if name not in STANDING}

SPEAKING = org(custom_fields=["city"], extended_fields=["age"])
SPOKEN = ADA.but(fields={"city": "Pune"}, extended={"age": "25"})
TYPED = ADA.but(extra={"type": "loyalty"})


def fields(**values: str) -> dict[str, object]:
    """Fields as v1.1 shows them."""
    return {"field": [{"name": name, "value": value} for name, value in values.items()]}


SPEAKS = {"custom_fields": fields(city="Pune"), "extended_fields": fields(age="25")}


def odd_channel(odd: object, member: str) -> dict[str, object]:
    """A channel that holds something odd."""
    return {"type": "mobile", "value": ADA["mobile"].value, member: odd}


def with_odd(odd: object, member: str) -> Person:
    """Ada with such a channel."""
    return ADA.but(profile_extra={"commChannels": [odd_channel(odd, member)]})


def shows_odd(odd: object, member: str) -> Line:
    """A read that shows it."""
    return get(7).answers(shows(7, {**shown(ADA), "commChannels": [odd_channel(odd, member)]}))


HISTORIES = [
    good(LOYALTY, "numbers", item(ADA, lifetime_points=0, loyalty_points=5, lifetime_purchases=1)),
    good(LOYALTY, "summaries", item(ADA, points_summaries={"points_summary": []})),
    bad(LOYALTY, "text", item(ADA, loyalty_points="5"), also=(SCHEMA,), says=("loyalty_points", "a number", "5")),
    bad(LOYALTY, "a flag", item(ADA, lifetime_points=True), also=(SCHEMA,), says=("lifetime_points", "a number", True)),
    bad(
        LOYALTY,
        "summaries that are no list",
        item(ADA, points_summaries={"points_summary": {}}),
        also=(SCHEMA,),
        says=("points_summaries.points_summary", "an array", {}),
    ),
    silent(LOYALTY, "none shown", register(ADA).answers(registered(BARE)), also=(MEMBERS,)),
    silent(LOYALTY, "an item that failed", register({}).answers(registered(failed(1007, loyalty_points="x")))),
    good(OUTCOME, "200", add(ADA).answers(created(7))),
    good(OUTCOME, "422", PERHAPS.answers(refused(8005, status=422))),
    good(OUTCOME, "v1.1: 500", register({}).answers(registered(failed(1007), http=500))),
    silent(OUTCOME, "302", PERHAPS.answers(refused(8005, status=302))),
    bad(
        OUTCOME,
        "v1.1: 501",
        register({}).answers(registered(failed(1007), http=501)),
        says=("status", "2xx or 4xx", 501),
    ),
    good(CREATION, "200", add(ADA).answers(created(7))),
    good(CREATION, "201", add(ADA).answers(created(7, status=201))),
    bad(CREATION, "202", add(ADA).answers(created(7, status=202)), says=("status", (200, 201), 202)),
    bad(CREATION, "400", add(ADA).answers(created(7, status=400)), says=("status", (200, 201), 400)),
    silent(CREATION, "a refusal", PERHAPS.answers(refused(8005))),
    silent(CREATION, "one of two failed", register({}, ADA).answers(registered(failed(1007), A, http=202))),
    good(JSON, "a success", add(ADA).answers(created(7))),
    good(JSON, "parameters of the type", add(ADA).answers(says(SUCCESS_JSON, 200, "application/json; charset=utf-8"))),
    good(JSON, "the type in other case", add(ADA).answers(says(SUCCESS_JSON, 200, "Application/JSON ;charset=utf-8"))),
    good(JSON, "a refusal", PERHAPS.answers(refused(1))),
    bad(
        JSON,
        "another type",
        add(ADA).answers(says(SUCCESS_JSON, 200, "text/html")),
        says=("Content-Type", "application/json", "text/html"),
    ),
    bad(
        JSON,
        "no type",
        add(ADA).answers(says(SUCCESS_JSON, 200, None)),
        says=("Content-Type", "application/json", "none"),
    ),
    bad(
        JSON,
        "a refusal of another type",
        PERHAPS.answers(says({"errors": notices(1)}, 400, "text/plain")),
        says=("Content-Type", "application/json", "text/plain"),
    ),
    bad(
        JSON,
        "another type that begins alike",
        add(ADA).answers(says(SUCCESS_JSON, 200, "application/json-patch")),
        says=("Content-Type", "application/json", "application/json-patch"),
    ),
    bad(JSON, "a body that is none", add(ADA).answers(says(b"no", 200)), says=("body", "JSON", "no")),
    bad(JSON, "XML", add(ADA).answers(says(b"<x/>", 200)), says=("body", "JSON", "<x/>")),
    bad(JSON, "an empty body", add(ADA).answers(says(b"", 201)), says=("body", "JSON", "")),
    bad(
        JSON,
        "text",
        add(ADA).answers(says(b"done", 200, "text/plain")),
        says=("Content-Type", "application/json", "text/plain"),
    ),
    good(JSON, "a byte order mark", add(ADA).answers(says(MARK + created(7).body))),
    good(JSON, "a member that is given twice", add(ADA).answers(says(TWICE)), also=(ONCE,)),
    good(JSON, "a number over every number", add(ADA).answers(created(7, x=[10**400]))),
    bad(JSON, "NaN", add(ADA).answers(crooked(NUMBERS)), says=("$.x[0].y", NO_NAN, "NaN")),
    bad(JSON, "Infinity in a refusal", PERHAPS.answers(crooked(INFINITE, 400)), says=("$.x", NO_NAN, "Infinity")),
    bad(
        JSON,
        "-Infinity where v1.1 has points",
        register(ADA).answers(
            crooked(registered({**A, "lifetime_points": 0.125}).body.replace(b"0.125", b"-Infinity"))
        ),
        says=("$.response.customers.customer[0].lifetime_points", NO_NAN, "-Infinity"),
    ),
    bad(
        JSON,
        "NaN for an id",
        add(ADA).answers(crooked(b'{"createdId": NaN, "warnings": [], "sideEffects": []}')),
        also=(EITHER,),
        says=("$.createdId", NO_NAN, "NaN"),
    ),
    bad(JSON, "NaN in details", ADDED, get(7).answers(crooked(DETAILS)), says=("$.x", NO_NAN, "NaN")),
    bad(JSON, "NaN and nothing else", add(ADA).answers(crooked(b"NaN")), also=(EITHER,), says=("$", NO_NAN, "NaN")),
    bad(JSON, "NaN to who is not let in", add(ADA).answers(crooked(b'{"x": NaN}', 401)), says=("$.x", NO_NAN, "NaN")),
    bad(JSON, "NaN where nothing is", lookup(MOBILE).answers(crooked(b'{"x": NaN}', 404)), says=("$.x", NO_NAN, "NaN")),
    bad(
        JSON,
        "NaN in a crash",
        add(ADA).answers(crooked(b'{"x": NaN}', 500)),
        before=(CRASH,),
        says=("$.x", NO_NAN, "NaN"),
    ),
    bad(
        JSON,
        "a body that is not UTF-8",
        add(ADA).answers(says('{"createdId": 7, "x": "é"}'.encode("latin-1"))),
        says=("body", "JSON", "not UTF-8: byte 0xE9 at offset 23"),
    ),
    bad(JSON, "a body without a bottom", add(ADA).answers(says(DEEP)), says=("body", "JSON", TOO_DEEP)),
    bad(
        JSON,
        "a body in UTF-16",
        add(ADA).answers(says('{"createdId": 7}'.encode("utf-16-le"), 200, "application/json")),
        says=("body", "JSON", '{\0"\0c\0r\0e\0a\0t\0e\0d\0I\0d\0"\0:\0 \0' + "7\0}\0"),
    ),
    bad(
        JSON,
        "a refusal that is not UTF-8",
        PERHAPS.answers(says(b'{"errors": "\xff"}', 400)),
        also=(FAILURE,),
        says=("body", "JSON", "not UTF-8: byte 0xFF at offset 12"),
    ),
    bad(
        JSON,
        "who is not let in, not in UTF-8",
        add(ADA).answers(says(b"\xff", 401)),
        says=("body", "JSON", "not UTF-8: byte 0xFF at offset 0"),
    ),
    silent(JSON, "who is not let in, in another text", add(ADA).answers(says(b"\xff", 401, "text/plain"))),
    silent(JSON, "NaN in a wait", add(ADA).answers(crooked(b'{"x": NaN}', 429))),
    silent(JSON, "NaN of a gateway", add(ADA).answers(crooked(b'{"x": NaN}', 503))),
    silent(JSON, "NaN on the way", add(ADA).answers(crooked(b'{"x": NaN}', 302))),
    silent(JSON, "a page", add(ADA).answers(says(b"<html>", 200, "text/html"))),
    silent(JSON, "a page that claims to be JSON", add(ADA).answers(says(b"<html>\xff", 200))),
    bad(
        JSON,
        "a look-up",
        lookup(ADA["mobile"]).answers(says({"errors": notices(8015)}, 404, None)),
        says=("Content-Type", "application/json", "none"),
    ),
    silent(JSON, "a 400 without any body", add(b"{").answers(status(400))),
    silent(JSON, "a 400 of a page", add(b"{").answers(says(b"<html>", 400, "text/html"))),
    silent(JSON, "credentials refused in XML", add(ADA).answers(says(b"<x/>", 401, "application/xml"))),
    silent(JSON, "v1.1: credentials refused", register(ADA).answers(envelope(code=401))),
    silent(JSON, "a gateway", add(ADA).answers(says(b"<html>", 503, "text/html"))),
    silent(JSON, "a crash", add(ADA).answers(says(b"<html>", 500, "text/html")), also=(CRASH,)),
    silent(JSON, "no such operation", add(ADA).answers(says(b"<html>", 404, "text/html"))),
    good(ONCE, "a success", add(ADA).answers(created(7))),
    good(ONCE, "one name in two objects", PERHAPS.answers(refused(1, 1))),
    bad(ONCE, "in a success", add(ADA).answers(says(TWICE)), says=("$.createdId", "given once", "given 2 times")),
    bad(
        ONCE,
        "in a refusal, three times",
        PERHAPS.answers(says(b'{"errors": [{"code": 1, "code": 2, "status": false, "message": "", "code": 1}]}', 400)),
        says=("$.errors[0].code", "given once", "given 3 times"),
    ),
    bad(
        ONCE,
        "where nobody was asked about",
        add(b"{").answers(says(b'{"x": 1, "x": 1}', 400)),
        says=("$.x", "given once", "given 2 times"),
    ),
    bad(
        ONCE,
        "to who is not let in",
        add(ADA).answers(says(b'{"x": 1, "x": 1}', 401)),
        says=("$.x", "given once", "given 2 times"),
    ),
    silent(ONCE, "no JSON", add(ADA).answers(says(b"no")), also=(JSON,)),
    silent(ONCE, "throttled", add(ADA).answers(says(b'{"x": 1, "x": 1}', 429))),
    silent(ONCE, "on the way", add(ADA).answers(says(b'{"x": 1, "x": 1}', 302))),
    good(EITHER, "a success", add(ADA).answers(created(7))),
    good(EITHER, "a failure", PERHAPS.answers(refused(1))),
    good(EITHER, "a merge in errors", add(ADA).answers(created(7, errors=notices(8051))), also=(NOBODY_NEW,)),
    bad(
        EITHER,
        "both",
        add(ADA).answers(created(7, errors=notices(8006))),
        says=("body", "a success or a failure", "members createdId, errors, sideEffects, warnings"),
    ),
    bad(
        EITHER,
        "both, under 400",
        add(ADA).answers(created(7, errors=notices(8006), status=400)),
        says=("body", "a success or a failure", "members createdId, errors, sideEffects, warnings"),
    ),
    bad(
        EITHER,
        "a merge and another error",
        add(ADA).answers(created(7, errors=notices(8051, 1))),
        says=("body", "a success or a failure", "members createdId, errors, sideEffects, warnings"),
    ),
    bad(
        EITHER,
        "neither",
        add(ADA).answers(says({"warnings": [], "sideEffects": []})),
        says=("body", "a success or a failure", "members sideEffects, warnings"),
    ),
    bad(EITHER, "no object", add(ADA).answers(says([SUCCESS_JSON])), says=("body", "a success or a failure", "list")),
    bad(
        EITHER,
        "an id of 0",
        add(ADA).answers(created(0)),
        says=("body", "a success or a failure", "members createdId, sideEffects, warnings"),
    ),
    bad(
        EITHER,
        "an id below 0",
        add(ADA).answers(created(-7)),
        says=("body", "a success or a failure", "members createdId, sideEffects, warnings"),
    ),
    bad(
        EITHER,
        "an id of words",
        add(ADA).answers(created("seven")),
        says=("body", "a success or a failure", "members createdId, sideEffects, warnings"),
    ),
    bad(
        EITHER,
        "an id that is true",
        add(ADA).answers(created(True)),
        says=("body", "a success or a failure", "members createdId, sideEffects, warnings"),
    ),
    bad(
        EITHER,
        "a fraction for an id",
        add(ADA).answers(created(7.5)),
        says=("body", "a success or a failure", "members createdId, sideEffects, warnings"),
    ),
    bad(
        EITHER,
        "an id of null and no errors",
        add(ADA).answers(says({"createdId": None, "errors": []})),
        says=("body", "a success or a failure", "members createdId, errors"),
    ),
    bad(
        EITHER,
        "v1.1: no envelope",
        register(ADA).answers(says({"response": {}})),
        says=("body", "a success or a failure", "members response"),
    ),
    bad(
        EITHER,
        "an upsert without a response",
        upsert(ADA).answers(says({"totalCount": 1})),
        says=("body", "a success or a failure", "members totalCount"),
    ),
    bad(
        EITHER,
        "a look-up of neither",
        lookup(ADA["mobile"]).answers(says({"entity": None})),
        says=("body", "a success or a failure", "members entity"),
    ),
    bad(EITHER, "a read of neither", get(7).answers(says({})), says=("body", "a success or a failure", "members ")),
    silent(EITHER, "no JSON", add(ADA).answers(says(b"no")), also=(JSON,)),
    silent(EITHER, "no such operation", add(ADA).answers(says({}, 404))),
    bad(
        EITHER,
        "neither, of a body that is no object",
        add([]).answers(says({"x": 1})),
        says=("body", "a success or a failure", "members x"),
    ),
    good(FAILURE, "one error", ADDED, AGAIN.answers(refused(8006))),
    good(FAILURE, "several errors", ADDED, AGAIN.answers(refused(8006, 1007))),
    silent(FAILURE, "a body of another shape is refused by 400 alone", add({}).answers(says(b"", 400))),
    good(FAILURE, "with warnings", ADDED, AGAIN.answers(refused(8006, warnings=[]))),
    good(FAILURE, "a status that is true", ADDED, AGAIN.answers(error(status=True))),
    good(FAILURE, "an empty message", ADDED, AGAIN.answers(error(message=""))),
    good(FAILURE, "an update", update(7, ADA).answers(refused(8009))),
    good(FAILURE, "a change", change(7, add=[ADA["email"]]).answers(refused(8009))),
    bad(FAILURE, "no errors", PERHAPS.answers(says({}, 400)), says=("errors", "a non-empty array", "members ")),
    bad(
        FAILURE,
        "an empty list",
        PERHAPS.answers(says({"errors": []}, 400)),
        says=("errors", "a non-empty array", "members errors"),
    ),
    bad(
        FAILURE,
        "no list",
        PERHAPS.answers(says({"errors": {"code": 8006}}, 400)),
        says=("errors", "a non-empty array", "members errors"),
    ),
    bad(FAILURE, "no object", PERHAPS.answers(says(["no"], 400)), says=("errors", "a non-empty array", "list")),
    bad(FAILURE, "no JSON", PERHAPS.answers(says(b"no", 400)), says=("errors", "a non-empty array", "NotJson")),
    bad(
        FAILURE,
        "a status of text",
        ADDED,
        AGAIN.answers(error(status="false")),
        also=(SCHEMA,),
        says=("errors[].status", "a boolean", "false"),
    ),
    bad(
        FAILURE,
        "no status",
        ADDED,
        AGAIN.answers(error(status=...)),
        also=(SCHEMA,),
        says=("errors[].status", "a boolean", None),
    ),
    bad(FAILURE, "no code", PERHAPS.answers(error(code=...)), also=(SCHEMA,), says=("errors[].code", "a code", None)),
    bad(
        FAILURE,
        "a code of words",
        PERHAPS.answers(error(code="known")),
        also=(SCHEMA,),
        says=("errors[].code", "a code", "known"),
    ),
    bad(
        FAILURE,
        "an error of no object",
        ADDED,
        AGAIN.answers(says({"errors": ["taken", NOTICE]}, 400)),
        also=(SCHEMA,),
        says=("errors[]", "an object", "taken"),
    ),
    bad(
        FAILURE,
        "a refused update",
        update(7, ADA).answers(says({"message": "no"}, 400)),
        says=("errors", "a non-empty array", "members message"),
    ),
    silent(FAILURE, "a body that is no JSON", add(b"{").answers(status(400))),
    silent(FAILURE, "another content type", add(ADA).typed("text/plain").answers(status(415))),
    silent(FAILURE, "no content type", add(ADA).typed(None).answers(status(415))),
    silent(FAILURE, "a success", add(ADA).answers(created(7))),
    silent(FAILURE, "a read", get(7).answers(says({}, 400))),
    bad(
        FAILURE,
        "a fraction",
        PERHAPS.answers(error(code=8006.5)),
        also=(SCHEMA,),
        says=("errors[].code", "a code", 8006.5),
    ),
    bad(FAILURE, "a flag", PERHAPS.answers(error(code=True)), also=(SCHEMA,), says=("errors[].code", "a code", True)),
    good(SUCCESS, "plain", add(ADA).answers(created(7))),
    good(SUCCESS, "a warning", add(ADA).answers(created(7, 8107))),
    good(SUCCESS, "a warning whose status is true", add(ADA).answers(warning(status=True, code=8107))),
    good(SUCCESS, "no errors", add(ADA).answers(created(7, errors=[]))),
    good(SUCCESS, "a merge in errors", add(ADA).answers(created(7, errors=notices(8051))), also=(NOBODY_NEW,)),
    good(SUCCESS, "further members", add(ADA).answers(created(7, serverInfo={"node": 1}))),
    good(SUCCESS, "an update", ADDED, update(7, ADA).answers(created(7, sideEffects=None))),
    good(SUCCESS, "an update without lists", ADDED, update(7, ADA).answers(says({"createdId": 7}))),
    good(SUCCESS, "an id of 1", add(ADA).answers(created(1))),
    bad(
        SUCCESS,
        "an id as text",
        add(ADA).answers(created("7")),
        also=(SCHEMA,),
        says=("createdId", "a positive integer", "7"),
    ),
    bad(
        SUCCESS,
        "warnings of null",
        add(ADA).answers(says({**SUCCESS_JSON, "warnings": None})),
        also=(SCHEMA,),
        says=("warnings", "an array", None),
    ),
    bad(
        SUCCESS,
        "side effects of null",
        add(ADA).answers(says({**SUCCESS_JSON, "sideEffects": None})),
        also=(SCHEMA,),
        says=("sideEffects", "an array", None),
    ),
    bad(
        SUCCESS,
        "warnings as an object",
        add(ADA).answers(created(7, warnings={})),
        also=(SCHEMA,),
        says=("warnings", "an array", {}),
    ),
    bad(
        SUCCESS,
        "side effects as an object",
        add(ADA).answers(created(7, sideEffects={})),
        also=(SCHEMA,),
        says=("sideEffects", "an array", {}),
    ),
    bad(
        SUCCESS,
        "errors as an object",
        add(ADA).answers(created(7, errors={})),
        also=(SCHEMA,),
        says=("errors", "absent or an array", {}),
    ),
    bad(
        SUCCESS,
        "an update with an id as text",
        ADDED,
        update(7, ADA).answers(created("7")),
        also=(SCHEMA,),
        says=("createdId", "a positive integer", "7"),
    ),
    silent(SUCCESS, "a failure", PERHAPS.answers(refused(1))),
    bad(
        SUCCESS,
        "warnings that are a number",
        add(ADA).answers(created(7, warnings=5)),
        also=(SCHEMA,),
        says=("warnings", "an array", 5),
    ),
    bad(
        SUCCESS,
        "errors that are a number",
        add(ADA).answers(created(7, errors=5)),
        also=(SCHEMA,),
        says=("errors", "absent or an array", 5),
    ),
    bad(
        SUCCESS,
        "an id of text, of a body that is no object",
        add([]).answers(created("7", warnings=None)),
        before=("robustness/wrong-shape-is-refused",),
        also=(LISTS, SCHEMA),
        says=("createdId", "a positive integer", "7"),
    ),
    good(LISTS, "both", add(ADA).answers(created(7))),
    bad(
        LISTS,
        "no warnings",
        add(ADA).answers(created(7, warnings=None)),
        says=("body", ("warnings", "sideEffects"), "without warnings"),
    ),
    bad(
        LISTS,
        "no side effects",
        add(ADA).answers(created(7, sideEffects=None)),
        says=("body", ("warnings", "sideEffects"), "without sideEffects"),
    ),
    bad(
        LISTS,
        "neither",
        add(ADA).answers(says({"createdId": 7})),
        says=("body", ("warnings", "sideEffects"), "without warnings, sideEffects"),
    ),
    silent(LISTS, "an update", ADDED, update(7, ADA).answers(says({"createdId": 7}))),
    silent(LISTS, "a failure", PERHAPS.answers(refused(1))),
    good(V11, "all fine", register(ADA).answers(registered(A))),
    good(V11, "a code as text", register(ADA).answers(registered(A, code="200"))),
    good(V11, "a failure", register(NO_ONE).answers(registered(failed(1007)))),
    good(V11, "a failure without customers", register(NO_ONE).answers(envelope(total="1"))),
    good(V11, "no JSON: counts do not matter", ask("addCustomerV11", b"{").answers(envelope(total="5"))),
    good(V11, "an empty batch: counts do not matter", register().answers(envelope(total="5"))),
    bad(
        V11,
        "success as a boolean",
        register(ADA).answers(registered(A, success=True)),
        also=(SCHEMA,),
        says=("status.success", ("true", "false"), True),
    ),
    bad(
        V11,
        "success in capitals",
        register(ADA).answers(registered(A, success="TRUE")),
        also=(SCHEMA,),
        says=("status.success", ("true", "false"), "TRUE"),
    ),
    bad(
        V11,
        "no message",
        register(ADA).answers(registered(A, message=...)),
        before=(MESSAGES,),
        also=(SCHEMA,),
        says=("status.message", "text", None),
    ),
    bad(
        V11,
        "a message of no text",
        register(ADA).answers(registered(A, message=None)),
        before=(MESSAGES,),
        also=(SCHEMA,),
        says=("status.message", "text", None),
    ),
    bad(
        V11,
        "a code of words",
        register(ADA).answers(registered(A, code="fine")),
        before=("counts/all-succeeded-is-200",),
        also=(SCHEMA,),
        says=("status.code", "a code", "fine"),
    ),
    bad(
        V11,
        "a total of no text",
        register(ADA).answers(registered(A, total=1)),
        also=(SCHEMA,),
        says=("status.total", "a number as text", 1),
    ),
    bad(
        V11,
        "a count of no text",
        register(ADA).answers(registered(A, success_count=1)),
        also=(SCHEMA,),
        says=("status.success_count", "a number as text", 1),
    ),
    bad(
        V11,
        "a total of other digits",
        register(ADA).answers(registered(A, total="\u0661")),
        before=("counts/counts-are-true-v11",),
        also=(SCHEMA,),
        says=("status.total", "a number as text", "\u0661"),
    ),
    bad(
        V11,
        "customers are no list",
        register(ADA).answers(
            says(
                {
                    "response": {
                        "status": {"success": "true", "code": 200, "message": "", "total": "1", "success_count": "1"},
                        "customers": {"customer": A},
                    }
                }
            )
        ),
        also=(SCHEMA,),
        says=(
            "customers.customer",
            "an array",
            {"customer": A},
        ),
    ),
    bad(
        V11,
        "customers are a list",
        register(ADA).answers(
            says(
                {
                    "response": {
                        "status": {"success": "true", "code": 200, "message": "", "total": "1", "success_count": "1"},
                        "customers": [A],
                    }
                }
            )
        ),
        also=(SCHEMA,),
        says=(
            "customers.customer",
            "an array",
            [A],
        ),
    ),
    silent(V11, "no envelope", register(NO_ONE).answers(status(400))),
    silent(V11, "credentials are refused", register(ADA).answers(envelope(code=401, total=5))),
    good(V11, "an empty batch is counted by a number", register().answers(envelope(total=0)), also=(SCHEMA,)),
    good(ITEM, "plain", item(ADA)),
    good(ITEM, "no warnings at all", item_status(warnings=...)),
    good(ITEM, "a warning", register(ADA).answers(registered(done(7, ADA, "1017")))),
    good(ITEM, "further members", item(ADA, loyalty_points=0)),
    bad(ITEM, "an id as text", item(ADA, user_id="7"), also=(SCHEMA,), says=("user_id", "a positive integer", "7")),
    bad(ITEM, "no id", item(ADA, user_id=None), also=(SCHEMA,), says=("user_id", "a positive integer", None)),
    bad(ITEM, "an id of 0", item(ADA, user_id=0), also=(SCHEMA,), says=("user_id", "a positive integer", 0)),
    bad(ITEM, "an id below 0", item(ADA, user_id=-1), also=(SCHEMA,), says=("user_id", "a positive integer", -1)),
    bad(
        ITEM,
        "an id that is true",
        item(ADA, user_id=True),
        also=(SCHEMA,),
        says=("user_id", "a positive integer", True),
    ),
    bad(
        ITEM,
        "success as a boolean",
        item_status(success=True),
        also=(SCHEMA,),
        says=("item_status", ("true", "a code as text"), (True, "1000")),
    ),
    bad(
        ITEM,
        "a code of no text",
        item_status(code=1000),
        also=(SCHEMA,),
        says=("item_status", ("true", "a code as text"), ("true", 1000)),
    ),
    bad(
        ITEM,
        "no code",
        item_status(code=...),
        before=("codes/success-code-means-success",),
        also=(SCHEMA,),
        says=("item_status", ("true", "a code as text"), ("true", None)),
    ),
    bad(
        ITEM,
        "warnings that are one text",
        item_status(warnings={"warning": "1017"}),
        also=(SCHEMA,),
        says=("item_status.warnings.warning", "an array of texts", "1017"),
    ),
    bad(
        ITEM,
        "warnings of no text",
        item_status(warnings={"warning": [1017]}),
        also=(SCHEMA,),
        says=("item_status.warnings.warning", "an array of texts", [1017]),
    ),
    bad(
        ITEM,
        "one warning of two is no text",
        item_status(warnings={"warning": ["1017", None]}),
        also=(SCHEMA,),
        says=("item_status.warnings.warning", "an array of texts", ["1017", None]),
    ),
    silent(ITEM, "a failed item", register(NO_ONE).answers(registered(failed(1007)))),
    silent(ITEM, "a strange sender", item(ADA).by(Who.NOBODY), also=("security/credentials-are-required",)),
    good(ITEM, "the first customer of all", register(ADA).answers(registered(done(1, ADA)))),
    good(FAILED, "a code", failing()),
    good(FAILED, "an echo", register(NO_ONE).answers(registered(failed(1007, mobile=None, email=None)))),
    good(FAILED, "an id of somebody known", item(ADA), register(ADA).answers(registered(failed(1016, user_id=7)))),
    good(FAILED, "an id of nobody known", register(NO_ONE).answers(registered(failed(1007, user_id=7)))),
    bad(
        FAILED,
        "a code of no text",
        failing(code=1007),
        also=(SCHEMA,),
        says=("item_status", ("false", "an error code"), ("false", 1007)),
    ),
    bad(
        FAILED,
        "no code",
        failing(code=...),
        also=(SCHEMA,),
        says=("item_status", ("false", "an error code"), ("false", None)),
    ),
    bad(
        FAILED,
        "a code of words",
        failing(code="no"),
        also=(SCHEMA,),
        says=("item_status", ("false", "an error code"), ("false", "no")),
    ),
    bad(
        FAILED,
        "success as a boolean",
        failing(success=False),
        also=(SCHEMA,),
        says=("item_status", ("false", "an error code"), (False, "1007")),
    ),
    bad(
        FAILED,
        "no success",
        failing(success=...),
        also=(SCHEMA,),
        says=("item_status", ("false", "an error code"), (None, "1007")),
    ),
    bad(
        FAILED,
        "no item_status",
        register(NO_ONE).answers(registered({"user_id": None})),
        also=(SCHEMA,),
        says=("item_status", "an object", None),
    ),
    silent(FAILED, "no items at all", register(NO_ONE).answers(envelope(total="1"))),
    bad(
        FAILED,
        "an id for somebody unknown",
        register(ADA.only("email"), EVE).answers(registered(failed(1003, user_id=7), E)),
        says=("user_id", "none", 7),
    ),
    silent(FAILED, "an empty item", register(NO_ONE).answers(registered({}))),
    silent(FAILED, "a good item", item(ADA)),
    silent(FAILED, "an entry of text where all failed", register(NO_ONE).answers(registered("x")), also=(SCHEMA,)),
    good(ECHO, "as sent", item(ADA)),
    good(ECHO, "a mobile with a plus", item(ADA, mobile="+" + ADA["mobile"].value)),
    good(ECHO, "a mobile without its country code", item(ADA, mobile=ADA["mobile"].value[2:])),
    good(ECHO, "trimmed names", item(ADA.named(" Ada ", " L "), firstname="Ada", lastname="L")),
    good(ECHO, "an email in small letters", item(ADA, email=ADA["email"].value.upper())),
    good(ECHO, "what was not sent is null", item(ADA.only("mobile"))),
    good(
        ECHO,
        "what was not sent is empty",
        item(person(1, None, None, "mobile"), firstname="", lastname="", email="", external_id=""),
    ),
    good(
        ECHO,
        "what was not sent is absent",
        register(ADA.only("mobile")).answers(
            registered({k: v for k, v in done(7, ADA.only("mobile")).items() if v is not None})
        ),
    ),
    silent(ECHO, "a name of over 100 characters is left to another rule", item(TOO_LONG, firstname="b")),
    good(ECHO, "an empty name comes back null", item(person(1, "", "L"), firstname=None)),
    good(ECHO, "a blank name as sent", item(person(1, " ", "L"))),
    bad(ECHO, "an empty mobile", item(ADA, mobile=""), says=("mobile", "917593920001", "")),
    bad(ECHO, "one digit of a mobile", item(ADA, mobile="1"), says=("mobile", "917593920001", "1")),
    bad(ECHO, "another first name", item(ADA, firstname="Eve"), says=("firstname", "Ada", "Eve")),
    bad(ECHO, "another last name", item(ADA, lastname="Curie"), says=("lastname", "Lovelace", "Curie")),
    bad(ECHO, "another mobile", item(ADA, mobile="917999999999"), says=("mobile", "917593920001", "917999999999")),
    bad(
        ECHO,
        "another email",
        item(ADA, email="eve@example.com"),
        says=("email", "ct.t1.1@example.com", "eve@example.com"),
    ),
    bad(ECHO, "another external id", item(ADA, external_id="x"), says=("external_id", "ct-t1-1", "x")),
    bad(ECHO, "a name in other case", item(ADA, firstname="ADA"), says=("firstname", "Ada", "ADA")),
    bad(
        ECHO,
        "an external id in other case",
        item(ADA, external_id=ADA["externalId"].value.upper()),
        says=("external_id", "ct-t1-1", "CT-T1-1"),
    ),
    bad(ECHO, "no mobile", item(ADA, mobile=None), says=("mobile", "917593920001", None)),
    bad(
        ECHO,
        "a mobile as a number",
        item(ADA, mobile=int(ADA["mobile"].value)),
        also=(SCHEMA,),
        says=("mobile", "917593920001", 917593920001),
    ),
    bad(
        ECHO,
        "an email that nobody sent",
        item(ADA.only("mobile"), email="x@example.com"),
        says=("email", "null or empty", "x@example.com"),
    ),
    bad(
        ECHO,
        "a name of 100 characters that is another",
        item(HUNDRED, firstname="b"),
        says=(
            "firstname",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "b",
        ),
    ),
    silent(ECHO, "somebody known", item(ADA), register(ADA).answers(registered(done(7, ADA, firstname="Zoe")))),
    silent(ECHO, "a failed item", register(NO_ONE).answers(registered(failed(1007)))),
    silent(ECHO, "a request of doubts", item({"x": 1, "mobile": ADA["mobile"].value}, mobile="1")),
    good(
        ECHO,
        "a long external id, cut",
        register(FAR).answers(registered(done(7, {**v11_customer(FAR), "external_id": "ct-t1-1"}))),
    ),
    bad(
        ECHO,
        "a number for an email that was not sent",
        register(ADA.only("mobile")).answers(registered(done(7, {**v11_customer(ADA.only("mobile")), "email": 5}))),
        also=(SCHEMA,),
        says=("email", "null or empty", 5),
    ),
    good(FIELDS, "as sent", register(SPOKEN).answers(registered(done(7, SPOKEN, **SPEAKS))), on=SPEAKING),
    silent(FIELDS, "shown by no answer", register(SPOKEN).answers(registered(done(7, SPOKEN))), on=SPEAKING),
    silent(
        FIELDS,
        "fields that nobody lists",
        register(SPOKEN).answers(registered(done(7, SPOKEN, custom_fields={"field": []}))),
    ),
    bad(
        FIELDS,
        "without the custom field",
        register(SPOKEN).answers(registered(done(7, SPOKEN, custom_fields={"field": []}))),
        on=SPEAKING,
        says=("custom_fields.city", "Pune", None),
    ),
    bad(
        FIELDS,
        "another extended field",
        register(SPOKEN).answers(registered(done(7, SPOKEN, extended_fields=fields(age="26")))),
        on=SPEAKING,
        says=("extended_fields.age", "25", "26"),
    ),
    silent(
        FIELDS,
        "an extended field that it warns of",
        register(SPOKEN).answers(registered(done(7, SPOKEN, "91015", extended_fields=fields()))),
        on=SPEAKING,
    ),
    bad(
        FIELDS,
        "the custom field of the item before",
        register(EVE.but(fields={"city": "Pune"}), ADA).answers(
            registered(done(8, EVE, custom_fields=fields(city="Pune")), done(7, ADA, custom_fields=fields(city="Pune")))
        ),
        on=SPEAKING,
        says=("custom_fields.city", "nothing of others", "Pune"),
    ),
    bad(
        FIELDS,
        "the extended field of the item before",
        add(KIM).answers(created(9)),
        get(9).answers(shows(9, shown(KIM))),
        register(EVE.but(extended={"age": "25"})).answers(registered(done(8, EVE, extended_fields=fields(age="25")))),
        register(ADA).answers(registered(done(7, ADA, extended_fields=fields(age="25")))),
        on=SPEAKING,
        says=("extended_fields.age", "nothing of others", "25"),
    ),
    silent(
        FIELDS,
        "a type that no document has",
        register(ADA.but(extra={"type": "x"})).answers(registered(done(7, ADA, type="LOYALTY"))),
    ),
    good(FIELDS, "the type in capitals", register(TYPED).answers(registered(done(7, TYPED, type="LOYALTY")))),
    bad(
        FIELDS,
        "another type",
        register(TYPED).answers(registered(done(7, TYPED, type="NON_LOYALTY"))),
        says=("type", "loyalty", "NON_LOYALTY"),
    ),
    good(UPSERT, "one", upsert(ADA).answers(upserted(kept(7)))),
    good(UPSERT, "lists left out", upsert(ADA).answers(upserted({"entityId": 7}))),
    good(UPSERT, "a warning", upsert(ADA).answers(upserted(kept(7, 8107)))),
    good(UPSERT, "an error", upsert(TINY).answers(upserted(wrong(1)))),
    good(
        UPSERT,
        "an error that shows the customer",
        upsert({**customer(ADA), "statusLabel": "x"}).answers(upserted(wrong(3017, entityId=7, result=RECORD))),
    ),
    bad(
        UPSERT,
        "a total as text",
        upsert(ADA).answers(upserted(kept(7), totalCount="1")),
        also=(SCHEMA,),
        says=("totalCount", "an integer", "1"),
    ),
    bad(
        UPSERT,
        "failures as text",
        upsert(ADA).answers(upserted(kept(7), failureCount="0")),
        also=(SCHEMA,),
        says=("failureCount", "an integer", "0"),
    ),
    bad(
        UPSERT,
        "failures that are false",
        upsert(ADA).answers(upserted(kept(7), failureCount=False)),
        also=(SCHEMA,),
        says=("failureCount", "an integer", False),
    ),
    bad(
        UPSERT,
        "an entry of no object",
        upsert(ADA).answers(upserted("kept")),
        also=(SCHEMA,),
        says=("response[]", "an object", "kept"),
    ),
    bad(
        UPSERT,
        "an id as text",
        upsert(ADA).answers(upserted(kept("7"))),
        also=(SCHEMA,),
        says=("response[].entityId", "a positive integer", "7"),
    ),
    bad(
        UPSERT,
        "no id",
        upsert(ADA).answers(upserted(kept(None))),
        also=(SCHEMA,),
        says=("response[].entityId", "a positive integer", None),
    ),
    bad(
        UPSERT,
        "an id of 0",
        upsert(ADA).answers(upserted(kept(0))),
        also=(SCHEMA,),
        says=("response[].entityId", "a positive integer", 0),
    ),
    bad(
        UPSERT,
        "errors as text",
        upsert(TINY).answers(upserted({"errors": "no", "warnings": []}, failureCount=1)),
        also=(SCHEMA,),
        says=("response[].errors", "an array", "no"),
    ),
    bad(
        UPSERT,
        "warnings as an object",
        upsert(ADA).answers(upserted(kept(7, warnings={"code": 1}))),
        also=(SCHEMA,),
        says=("response[].warnings", "an array", {"code": 1}),
    ),
    silent(UPSERT, "refused", upsert(TINY).answers(refused(1))),
    good(UPSERT, "the first customer of all", upsert(ADA).answers(upserted(kept(1)))),
    bad(
        UPSERT,
        "an id below nothing",
        upsert(ADA).answers(upserted(kept(-1))),
        also=(SCHEMA,),
        says=("response[].entityId", "a positive integer", -1),
    ),
    good(RESULT, "the same id", upsert(ADA).answers(upserted(kept(7, result=RECORD)))),
    bad(RESULT, "another id", upsert(ADA).answers(upserted(kept(8, result=RECORD))), says=("result.id", 8, 7)),
    silent(RESULT, "no result", upsert(ADA).answers(upserted(kept(7)))),
    silent(
        RESULT, "an error", upsert({**customer(ADA), "statusLabel": "x"}).answers(upserted(wrong(3017, result=RECORD)))
    ),
    silent(
        RESULT,
        "a result without an id",
        upsert(ADA).answers(upserted(kept(7, result={"loyaltyInfo": LOYAL}))),
        also=(SCHEMA,),
    ),
    bad(
        RESULT,
        "a later customer",
        upsert(ADA).answers(upserted(kept(7, result={**RECORD, "id": 9}))),
        says=("result.id", 7, 9),
    ),
    good(MEMBERS, "all of them", item(ADA)),
    good(MEMBERS, "null is there", item(ADA, current_slab=None, tier_expiry_date=None)),
    good(MEMBERS, "a whole summary", summed()),
    good(MEMBERS, "no summaries, where there is nothing in them", lacking("points_summaries")),
    good(MEMBERS, "a summary without what a sample leaves empty", summed(nextSlab=..., totalPoints=...)),
    bad(
        MEMBERS,
        "no dates",
        lacking("registered_on", "updated_on"),
        says=lacks("customer[]", "registered_on, updated_on"),
    ),
    bad(MEMBERS, "no points", lacking("lifetime_points"), says=lacks("customer[]", "lifetime_points")),
    bad(MEMBERS, "a short summary", summed(slabSNo=...), says=lacks("points_summary[]", "slabSNo")),
    silent(MEMBERS, "an item that failed", register(NO_ONE).answers(registered(failed(1007)))),
    silent(
        MEMBERS,
        "a doubtful item",
        register({**v11_customer(ADA), "colour": "red"}).answers(
            registered({"user_id": 7, "item_status": A["item_status"]})
        ),
    ),
    good(MEMBERS_UPSERT, "all of them", upserts()),
    good(MEMBERS_UPSERT, "modifiedBy in createdBy", upserts(attribution=INSIDE)),
    good(MEMBERS_UPSERT, "a whole card", upserts(cards=[CARD])),
    good(MEMBERS_UPSERT, "odd members", upserts(attribution=None, standing=None, cards=None)),
    bad(MEMBERS_UPSERT, "no loyaltyInfo", upserts(standing=...), says=lacks("result", "loyaltyInfo")),
    bad(MEMBERS_UPSERT, "no attribution", upserts(attribution=...), says=lacks("result.profiles[]", "attribution")),
    bad(
        MEMBERS_UPSERT,
        "nobody made it",
        upserts(attribution={**MADE, "createDate": ...}),
        says=lacks("attribution", "createDate"),
    ),
    bad(
        MEMBERS_UPSERT,
        "a standing of nothing",
        upserts(standing={}),
        says=lacks("result.loyaltyInfo", "loyaltyType, attributionV2, lifetimePurchases"),
    ),
    bad(
        MEMBERS_UPSERT,
        "nobody made the standing",
        upserts(standing={**LOYAL, "attributionV2": {**MADE, "modifiedBy": ...}}),
        says=lacks("attribution", "modifiedBy"),
    ),
    bad(
        MEMBERS_UPSERT,
        "a short card",
        upserts(cards=[{**CARD, "expiryDays": ...}]),
        says=lacks("result.cardDetails[]", "expiryDays"),
    ),
    silent(MEMBERS_UPSERT, "no result", upsert(ADA).answers(upserted(kept(7)))),
    silent(MEMBERS_UPSERT, "an empty result", upsert(ADA).answers(upserted(kept(7, result={})))),
    silent(
        MEMBERS_UPSERT,
        "a doubtful item",
        upsert({**customer(ADA), "colour": "red"}).answers(upserted(kept(7, result={"id": 7}))),
    ),
    good(DATES, "days with times", item(ADA)),
    good(DATES, "the end of a tier in a summary", summed()),
    silent(DATES, "none", item(ADA, registered_on=None, updated_on="", tier_expiry_date=" ")),
    bad(
        DATES,
        "as the other API has them",
        item(ADA, registered_on="2024-08-01T07:28:32Z"),
        says=("registered_on", "YYYY-MM-DD HH:MM:SS", "2024-08-01T07:28:32Z"),
    ),
    bad(DATES, "a day", item(ADA, updated_on="2024-08-01")),
    bad(DATES, "a day that there is not", item(ADA, tier_expiry_date="2023-02-29 00:00:00")),
    bad(DATES, "a number of one digit", item(ADA, updated_on="2024-8-01 07:28:32")),
    bad(
        DATES,
        "in a summary",
        summed(slabExpiryDate="NONE"),
        says=("points_summary[].slabExpiryDate", "YYYY-MM-DD HH:MM:SS", "NONE"),
    ),
    silent(
        DATES,
        "of a doubtful item",
        register({**v11_customer(ADA), "colour": "red"}).answers(registered({**A, "updated_on": "x"})),
    ),
    good(SCHEMA, "a success", add(ADA).answers(created(7))),
    good(SCHEMA, "a failure", PERHAPS.answers(refused(1))),
    good(SCHEMA, "further members everywhere", add(ADA).answers(created(7, x=1, warnings=[{**NOTICE, "x": 1}]))),
    good(SCHEMA, "an id of null beside errors", PERHAPS.answers(refused(1, createdId=None, warnings=[]))),
    good(SCHEMA, "a code outside the catalogue", PERHAPS.answers(refused(99999))),
    good(SCHEMA, "a v1.1 failure", register(NO_ONE).answers(registered(failed(1007), http=500))),
    good(SCHEMA, "a v1.1 mixture", register(NO_ONE, ADA).answers(registered(failed(1007), A, code="201"))),
    good(SCHEMA, "details", ADDED, SHOWS_ADA),
    good(
        SCHEMA,
        "members of a customer that are null",
        ADDED,
        get(7).answers(shows(7, shown(ADA, commChannels=None, allFields=None), segments=None)),
    ),
    *(
        good(
            SCHEMA,
            f"{member}: {odd!r}, as the run has sent it",
            add(with_odd(odd, member)).answers(created(7)),
            shows_odd(odd, member),
        )
        for member, odd in (("primary", "yes"), ("verified", 1), ("meta", []), ("value", {"a": [1]}))
    ),
    good(
        SCHEMA,
        "an odd name, as the run has sent it to the other API",
        register({**v11_customer(ADA), "firstname": 7}).answers(registered(done(7, ADA))),
        get(7).answers(shows(7, {**shown(ADA), "firstName": 7})),
    ),
    bad(
        SCHEMA,
        "an odd flag of another member than was sent",
        add(with_odd("yes", "verified")).answers(created(7)),
        shows_odd("yes", "primary"),
        says=("$.profiles[0].commChannels[0].primary", "enum: [True, False, 'true', 'false']", "yes"),
    ),
    bad(
        SCHEMA,
        "something odd beside what the run has sent",
        add(with_odd("yes", "primary")).answers(created(7)),
        get(7).answers(shows(7, {**shown(ADA), "commChannels": [odd_channel("yes", "primary")], "lastName": 5})),
        says=("$.profiles[0].lastName", "type: ['string', 'null']", 5),
    ),
    bad(
        SCHEMA,
        "warnings that are null beside a customer",
        ADDED,
        get(7).answers(shows(7, shown(ADA), warnings=None)),
        says=("$.warnings", "type: array", None),
    ),
    bad(
        SCHEMA,
        "details without profiles",
        ADDED,
        get(7).answers(says({"id": 7})),
        says=("$", "required: ['id', 'profiles']", {"id": 7}),
    ),
    bad(
        SCHEMA,
        "points that are text",
        add(ADA).answers(created(7, sideEffects=[{"type": "points", "awardedPoints": "5"}])),
        says=("$.sideEffects[0].awardedPoints", "type: integer", "5"),
    ),
    bad(
        SCHEMA,
        "a look-up with an id as text",
        ADDED,
        finds(ADA["mobile"], "7"),
        says=("$.entity", "type: integer", "7"),
    ),
    bad(
        SCHEMA,
        "v1.1: warnings that are no object",
        item_status(warnings=[]),
        says=("$.response.customers.customer[0].item_status.success", "const: false", "true"),
    ),
    silent(SCHEMA, "neither success nor failure", add(ADA).answers(says({})), also=(EITHER,)),
    silent(SCHEMA, "a 400 without any body", add(b"{").answers(status(400))),
    silent(SCHEMA, "an operation that the specs do not have", ask("other").answers(created(7)), also=()),
    silent(SCHEMA, "not let in", add(ADA).answers(refused(1, status=401))),
    good(
        SCHEMA,
        "an upsert of a doubtful item shows an odd customer",
        upsert({**customer(ADA), "colour": "red"}).answers(upserted(kept(7, result={"x": 1}))),
    ),
    bad(
        SCHEMA,
        "an upsert of a doubtful item shows an entry of text",
        upsert({**customer(ADA), "colour": "red"}).answers(upserted("x")),
        before=("robustness/unknown-keys-are-answered", UPSERT),
    ),
    good(
        SCHEMA,
        "v1.1: an odd item is given back as it came",
        register({**v11_customer(ADA), "fraud_status": 7}).answers(registered({**A, "fraud_status": 7})),
    ),
    bad(
        SCHEMA,
        "v1.1: an odd item brings something odd that was not sent",
        register({**v11_customer(ADA), "fraud_status": 7}).answers(registered({**A, "fraud_status": 8})),
        says=("$.response.customers.customer[0].item_status.success", "const: false", "true"),
    ),
    good(SCHEMA, "a moment in another form", upserts(attribution={**MADE, "createDate": "19 Dec 2022"})),
    *(
        bad(
            SCHEMA,
            f"a {what} that there is not",
            upserts(attribution={**MADE, "createDate": moment}),
            says=("$.response[0].result.profiles[0].attribution.createDate", "a day of the calendar", moment),
        )
        for what, moment in (
            ("year", "0000-12-19"),
            ("month", "2022-13-19T09:12:11Z"),
            ("day", "2022-12-00T09:12:11Z"),
        )
    ),
    silent(SCHEMA, "v1.1: not let in", register(ADA).answers(envelope(code=401))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_envelope(history: History) -> None:
    history.check()


def test_left_out_lists_are_but_a_remark() -> None:
    (finding,) = Trial(ORG, add(ADA).answers(says({"createdId": 7}))).findings[0]
    assert (finding.rule, finding.remark) == (LISTS, True)


@pytest.mark.parametrize("status", [200, 201, 202, 400, 409, 422, 499])
def test_a_refusal_may_have_any_status_of_2xx_or_4xx(status: int) -> None:
    assert breaches(ORG, ADDED, AGAIN.answers(refused(8006, status=status))) == ()


def test_a_body_that_is_no_json_is_quoted_in_part() -> None:
    (finding,) = Trial(ORG, add(ADA).answers(says(b"x" * 100))).findings[0]
    assert finding.breach.actual == "x" * 60
    (finding,) = Trial(ORG, add(ADA).answers(says(b"x" + "é".encode() * 60))).findings[0]
    assert finding.breach.actual == "x" + "é" * 29 + "\ufffd"


def test_an_answer_of_another_type_is_told_with_its_byte() -> None:
    """It is no answer of an API, and no text either."""
    told = Trial(ORG, add(ADA).answers(says(b"\xff", 200, "text/plain"))).findings[0]
    assert [(f.breach.where, f.breach.actual) for f in told if f.rule == JSON] == [
        ("body", "not UTF-8: byte 0xFF at offset 0"),
        ("Content-Type", "text/plain"),
    ]


def test_one_crooked_number_hides_nothing() -> None:
    """What the rest of the answer says is judged, and two places of a list are one finding."""
    trial = Trial(ORG, add(ADA).answers(says(NUMBERS.replace(b"[]", b"5", 1))))
    assert [(f.rule, f.breach.where, f.count) for f in trial.judge.findings.values()] == [
        (JSON, "$.x[0].y", 2),
        (SUCCESS, "warnings", 1),
        (SCHEMA, "$.warnings", 1),
    ]


def test_what_is_no_number_is_not_told_again_by_the_schema() -> None:
    effect = b'{"type": "points", "awardedPoints": NaN, "rawAwardedPoints": "x"}'
    body = b'{"createdId": 7, "warnings": [], "sideEffects": [%b]}' % effect
    told = {f.rule: f.breach.where for f in Trial(ORG, add(ADA).answers(says(body))).findings[0]}
    assert told == {JSON: "$.sideEffects[0].awardedPoints", SCHEMA: "$.sideEffects[0].rawAwardedPoints"}


def test_the_same_details_read_twice_are_the_same() -> None:
    """NaN is not equal to itself, which is no change of the customer."""
    first, again = Trial(ORG, ADDED, get(7).answers(says(DETAILS)), get(7).answers(says(DETAILS))).spoken[1:]
    assert first == again == (JSON,)


@pytest.mark.parametrize("place", ["$.warnings[0].code", "$.warnings[1].code"])
def test_places_of_a_schema_breach_tell_its_causes_apart(place: str) -> None:
    wrong_code = [*notices(*range(int(place[11]))), {**NOTICE, "code": "x"}]
    found = Trial(ORG, add(ADA).answers(created(7, warnings=wrong_code))).findings[0]
    assert place in [finding.breach.cause for finding in found]


def test_the_answer_may_be_written_in_any_order_and_spacing() -> None:
    body = json.dumps(dict(reversed(SUCCESS_JSON.items())), indent=3).encode()
    assert breaches(ORG, add(ADA).answers(says(body))) == ()


EXAMPLES = Path(__file__).resolve().parents[2] / "golden" / "examples"


def filled(*shown: Any) -> set[str]:
    """The members that are there in each of them with something in it."""
    return set.intersection(*({m for m, value in one.items() if value not in (None, "", [], {})} for one in shown))


def test_the_members_are_those_that_every_sample_fills() -> None:
    """Save those that follow from what was sent, and those that have a rule of their own."""
    printed = [json.loads(path.read_text("utf-8")) for path in EXAMPLES.glob("1[789]-v11-*.json")]
    items = [item for sample in printed for item in sample["response"]["customers"]["customer"]]
    of_its_own = {"user_id", "item_status", "side_effects"}
    containers = {"custom_fields", "extended_fields", "subscriptions"}  # whose lists are empty in one sample
    containers.add("points_summaries")  # empty for who is in no programme
    assert filled(*items) - of_its_own - containers == set(samples.ITEM_MEMBERS)
    summaries = [summary for item in items for summary in item["points_summaries"]["points_summary"]]
    assert filled(*summaries) == set(samples.SUMMARY_MEMBERS)

    (path,) = EXAMPLES.glob("23-*.json")
    result = json.loads(path.read_text("utf-8"))["response"][0]["result"]
    (profile,), (card,), standing = result["profiles"], result["cardDetails"], result["loyaltyInfo"]
    sent = {"firstName", "lastName", "commChannels", "accountId"}
    assert filled(profile) - sent == set(samples.PROFILE_MEMBERS)
    assert filled(standing) == set(samples.STANDING_MEMBERS)
    assert filled(profile["attribution"], standing["attributionV2"]) == set(samples.ATTRIBUTION_MEMBERS)
    assert filled(card) - {"seriesId", "seriesCode"} == set(samples.CARD_MEMBERS)  # a card has one of the two


WHOLE_OF = {"a": 0, "b": [{"c": 1}, {"d": [2]}], "profiles": [{"e": [{"f": 3}]}]}


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("$.a", {"b": [{"c": 1}, {"d": [2]}], "profiles": [{"e": [{"f": 3}]}]}),
        ("$.b[0].c", {"a": 0, "b": [{"d": [2]}], "profiles": [{"e": [{"f": 3}]}]}),
        ("$.b[1].d[0]", {"a": 0, "b": [{"c": 1}, {"d": []}], "profiles": [{"e": [{"f": 3}]}]}),
        ("$.profiles[0].e", {"a": 0, "b": [{"c": 1}, {"d": [2]}], "profiles": [{}]}),
        ("$.profiles[0].e[0].f", {"a": 0, "b": [{"c": 1}, {"d": [2]}], "profiles": [{"e": []}]}),
        *((path, WHOLE_OF) for path in ("$", "$.x", "$.b[7].c", "$.a.b", "$['it\\'s']")),
    ],
)
def test_what_is_odd_is_left_out_of_an_answer(path: str, left: object) -> None:
    """A member, or the entry of a list around it; of a path that leads nowhere nothing is."""
    assert without(WHOLE_OF, path) == left
