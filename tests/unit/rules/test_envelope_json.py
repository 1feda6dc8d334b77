"""JSON, the schema and the codes of answers, in histories."""

from __future__ import annotations

import json

import pytest
from histories import (
    ADA,
    ORG,
    History,
    Line,
    Response,
    Trial,
    add,
    ask,
    bad,
    breaches,
    created,
    customer,
    done,
    envelope,
    failed,
    found,
    get,
    good,
    lookup,
    notices,
    refused,
    register,
    registered,
    says,
    shown,
    shows,
    silent,
    status,
    upsert,
    upserted,
)

from contracts.engine.jsontext import MARK

JSON = "envelope/answers-are-json"
EITHER = "envelope/success-and-failure-exclude-each-other"
FAILURE = "envelope/failure-shape-v2"
SCHEMA = "envelope/answer-matches-the-schema"
CODES = "codes/codes-have-one-type"
ADDED = add(ADA).answers(created(7))
AGAIN = add(ADA)
PERHAPS = add(ADA.only("email"))
"""An add that may be refused for reasons of the organisation."""
A = done(7, ADA)
NOBODY: dict[str, object] = {}
MOBILE = ADA["mobile"]
ONCE = "envelope/members-are-given-once"
NO_NAN = "JSON, which has no NaN and no Infinity"
NUMBERS = b'{"createdId": 7, "warnings": [], "sideEffects": [], "x": [{"y": NaN}, {"y": NaN}]}'
INFINITE = b'{"errors": [{"status": false, "code": 1, "message": ""}], "x": Infinity}'
POINTS = registered({**A, "lifetime_points": 0.125}).body
DEEP = b'{"createdId": 7, "x": ' + b"[" * 900 + b"]" * 900 + b"}"
TOO_DEEP = "nested over 100 levels deep"
TWICE = b'{"createdId": 8, "warnings": [], "sideEffects": [], "createdId": 7}'
SUCCESS_JSON = {"createdId": 7, "warnings": [], "sideEffects": []}
NO_STATUS = {"status": False, "code": 8006, "message": "x"}


def error(**changes: object) -> Response:
    """A refusal by one error, whose members are replaced, or left out by ..."""
    return says({"errors": [{k: v for k, v in {**NO_STATUS, **changes}.items() if v is not ...}]}, 400)


def warning(**changes: object) -> Response:
    """A success with one warning, whose members are replaced, or left out by ..."""
    return created(7, warnings=[{k: v for k, v in {**NO_STATUS, **changes}.items() if v is not ...}])


def crooked(body: bytes, status: int = 200) -> Response:
    """An answer that claims to be JSON."""
    return says(body, status)


DETAILS = shows(7, shown(ADA)).body[:-1] + b', "x": NaN}'


def item_status(**changes: object) -> Line:
    """A v1.1 registration whose item_status is changed; members of ... are left out."""
    whole = {**A["item_status"], **changes}
    return register(ADA).answers(
        registered(
            {**A, "item_status": {k: v for k, v in whole.items() if v is not ...}},
            success="true",
            code=200,
            success_count="1",
        )
    )


HISTORIES = [
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
        before=("robustness/no-server-error",),
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
    # members that are given twice
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
    silent(JSON, "a crash", add(ADA).answers(says(b"<html>", 500, "text/html")), also=("robustness/no-server-error",)),
    silent(JSON, "no such operation", add(ADA).answers(says(b"<html>", 404, "text/html"))),
    bad(
        "codes/codes-have-messages",
        "no message",
        ADDED,
        AGAIN.answers(error(message=...)),
        also=("envelope/answer-matches-the-schema",),
        says=("errors[].message", "text", None),
    ),
    bad(
        "codes/codes-have-messages",
        "a message of no text",
        ADDED,
        AGAIN.answers(error(message=5)),
        also=("envelope/answer-matches-the-schema",),
        says=("errors[].message", "text", 5),
    ),
    bad(
        "codes/codes-have-messages",
        "a warning without message",
        add(ADA).answers(warning(message=None)),
        also=("envelope/answer-matches-the-schema",),
        says=("warnings[].message", "text", None),
    ),
    # codes
    bad(
        "codes/codes-have-one-type",
        "text in errors",
        ADDED,
        AGAIN.answers(error(code="8006")),
        also=("envelope/answer-matches-the-schema",),
        says=("errors[].code", "an integer", "8006"),
    ),
    bad(
        "codes/codes-have-one-type",
        "text in warnings",
        add(ADA).answers(warning(code="8107")),
        also=("envelope/answer-matches-the-schema",),
        says=("warnings[].code", "an integer", "8107"),
    ),
    silent(CODES, "no codes", add(ADA).answers(created(7))),
    silent(CODES, "v1.1 has text", register(NOBODY).answers(registered(failed("1007")))),
    silent(CODES, "no code at all", PERHAPS.answers(error(code=...)), also=(FAILURE, SCHEMA)),
    bad(
        "codes/codes-have-messages",
        "an error without a message",
        upsert(customer(ADA.only())).answers(upserted({"errors": [{"code": 1, "status": False}]})),
        also=("envelope/answer-matches-the-schema",),
        says=("response[].errors[].message", "text", None),
    ),
    # the schema
    good(SCHEMA, "a success", add(ADA).answers(created(7))),
    good(SCHEMA, "a failure", PERHAPS.answers(refused(1))),
    good(SCHEMA, "further members everywhere", add(ADA).answers(created(7, x=1, warnings=[{**NO_STATUS, "x": 1}]))),
    good(SCHEMA, "an id of null beside errors", PERHAPS.answers(refused(1, createdId=None, warnings=[]))),
    good(SCHEMA, "a code outside the catalogue", PERHAPS.answers(refused(99999))),
    good(SCHEMA, "a v1.1 failure", register(NOBODY).answers(registered(failed(1007), http=500))),
    good(SCHEMA, "a v1.1 mixture", register(NOBODY, ADA).answers(registered(failed(1007), A, code="201"))),
    good(SCHEMA, "details", ADDED, get(7).answers(shows(7, shown(ADA)))),
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
        lookup(ADA["mobile"]).answers(found("7")),
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
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_envelope_json(history: History) -> None:
    history.check()


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
        ("envelope/success-shape-v2", "warnings", 1),
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
    wrong_code = [*notices(*range(int(place[11]))), {**NO_STATUS, "code": "x"}]
    found = Trial(ORG, add(ADA).answers(created(7, warnings=wrong_code))).findings[0]
    assert place in [finding.breach.cause for finding in found]


def test_the_answer_may_be_written_in_any_order_and_spacing() -> None:
    body = json.dumps(dict(reversed(SUCCESS_JSON.items())), indent=3).encode()
    assert breaches(ORG, add(ADA).answers(says(body))) == ()
