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
SUCCESS_JSON = {"createdId": 7, "warnings": [], "sideEffects": []}
NO_STATUS = {"status": False, "code": 8006, "message": "x"}


def error(**changes: object) -> Response:
    """A refusal by one error, whose members are replaced, or left out by ..."""
    return says({"errors": [{k: v for k, v in {**NO_STATUS, **changes}.items() if v is not ...}]}, 400)


def warning(**changes: object) -> Response:
    """A success with one warning, whose members are replaced, or left out by ..."""
    return created(7, warnings=[{k: v for k, v in {**NO_STATUS, **changes}.items() if v is not ...}])


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
    bad(JSON, "a body that is none", add(ADA).answers(says(b"<html>", 200)), says=("body", "JSON", "<html>")),
    bad(JSON, "an empty body", add(ADA).answers(says(b"", 201)), says=("body", "JSON", "")),
    bad(
        JSON,
        "a page",
        add(ADA).answers(says(b"<html>" * 20, 200, "text/html")),
        says=("Content-Type", "application/json", "text/html"),
    ),
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
    silent(JSON, "throttled", add(ADA).answers(status(429))),
    silent(JSON, "a gateway", add(ADA).answers(says(b"<html>", 503, "text/html"))),
    silent(JSON, "a crash", add(ADA).answers(says(b"<html>", 500, "text/html")), also=("robustness/no-server-error",)),
    silent(JSON, "no such operation", add(ADA).answers(says(b"<html>", 404, "text/html"))),
    silent(JSON, "no answer", add(ADA).no_answer()),
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
    silent(CODES, "no answer", add(ADA).no_answer()),
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
    silent(SCHEMA, "no answer", add(ADA).no_answer()),
    silent(SCHEMA, "not let in", add(ADA).answers(refused(1, status=401))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_envelope_json(history: History) -> None:
    history.check()


def test_a_body_that_is_no_json_is_quoted_in_part() -> None:
    (finding,) = Trial(ORG, add(ADA).answers(says(b"x" * 100))).findings[0]
    assert finding.breach.actual == "x" * 60


@pytest.mark.parametrize("place", ["$.warnings[0].code", "$.warnings[1].code"])
def test_places_of_a_schema_breach_tell_its_causes_apart(place: str) -> None:
    wrong_code = [*notices(*range(int(place[11]))), {**NO_STATUS, "code": "x"}]
    found = Trial(ORG, add(ADA).answers(created(7, warnings=wrong_code))).findings[0]
    assert place in [finding.breach.cause for finding in found]


def test_the_answer_may_be_written_in_any_order_and_spacing() -> None:
    body = json.dumps(dict(reversed(SUCCESS_JSON.items())), indent=3).encode()
    assert breaches(ORG, add(ADA).answers(says(body))) == ()
