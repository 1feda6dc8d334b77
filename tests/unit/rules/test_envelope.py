"""The shape of answers, in histories."""

from __future__ import annotations

import json

import pytest
from histories import (
    ADA,
    EVE,
    ORG,
    History,
    Line,
    Person,
    Response,
    Trial,
    Who,
    add,
    ask,
    bad,
    breaches,
    change,
    created,
    customer,
    done,
    envelope,
    failed,
    found,
    get,
    good,
    kept,
    lookup,
    notices,
    person,
    refused,
    register,
    registered,
    says,
    shown,
    shows,
    silent,
    status,
    update,
    upsert,
    upserted,
    wrong,
)

JSON = "envelope/answers-are-json"
EITHER = "envelope/success-and-failure-exclude-each-other"
FAILURE = "envelope/failure-shape-v2"
SUCCESS = "envelope/success-shape-v2"
LISTS = "envelope/success-lists-are-there"
V11 = "envelope/envelope-v11"
ITEM = "envelope/item-shape-v11"
FAILED = "envelope/failed-item-shape-v11"
ECHO = "envelope/echo-v11"
UPSERT = "envelope/envelope-upsert"
RESULT = "envelope/upsert-result-is-the-customer"
SCHEMA = "envelope/answer-matches-the-schema"
CODES = "codes/codes-have-one-type"
FRESH = "identifiers/fresh-person-is-registered"
FRESH_V11 = "identifiers/fresh-person-is-registered-v11"
KNOWN = "duplicate-source/known-identifier-is-8006"
GOOD = "counts/all-succeeded-is-200"
TRUE = "counts/counts-are-true-v11"
SEVERAL = "cross-source/several-owners-are-told"
CREATED = "upsert/unknown-is-created"
COUNTS = "counts/counts-are-true-upsert"

ADDED = add(ADA).answers(created(7))
AGAIN = add(ADA)
PERHAPS = add(ADA.only("email"))
"""An add that may be refused for reasons of the organisation."""
A = done(7, ADA)
NOBODY: dict[str, object] = {}
RECORD = {"id": 7, "profiles": [shown(ADA)]}
SUCCESS_JSON = {"createdId": 7, "warnings": [], "sideEffects": []}
NO_STATUS = {"status": False, "code": 8006, "message": "x"}


def error(**changes: object) -> Response:
    """A refusal by one error, whose members are replaced, or left out by ..."""
    return says({"errors": [{k: v for k, v in {**NO_STATUS, **changes}.items() if v is not ...}]}, 400)


def warning(**changes: object) -> Response:
    """A success with one warning, whose members are replaced, or left out by ..."""
    return created(7, warnings=[{k: v for k, v in {**NO_STATUS, **changes}.items() if v is not ...}])


def item(who: Person | dict[str, object], **changes: object) -> Line:
    """A v1.1 registration whose item is changed."""
    return register(who).answers(registered(done(7, who, **changes)))


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


def failing(**changes: object) -> Line:
    """A v1.1 item without identifiers whose failure is changed."""
    failure = failed(1007)
    whole = {**failure["item_status"], **changes}
    return register(NOBODY).answers(registered({"item_status": {k: v for k, v in whole.items() if v is not ...}}))


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
    good(EITHER, "a success", add(ADA).answers(created(7))),
    good(EITHER, "a failure", PERHAPS.answers(refused(1))),
    good(
        EITHER,
        "a merge in errors",
        add(ADA).answers(created(7, errors=notices(8051))),
        also=("cross-source/nobody-new-is-combined",),
    ),
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
    silent(EITHER, "no JSON", add(ADA).answers(says(b"<html>")), also=(JSON,)),
    silent(EITHER, "no answer", add(ADA).no_answer()),
    silent(EITHER, "not let in", add(ADA).answers(status(401))),
    silent(EITHER, "throttled", add(ADA).answers(status(429))),
    silent(EITHER, "no such operation", add(ADA).answers(says({}, 404))),
    # v2 failures
    good(FAILURE, "one error", ADDED, AGAIN.answers(refused(8006))),
    good(FAILURE, "several errors", ADDED, AGAIN.answers(refused(8006, 1007))),
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
        FAILURE,
        "no code",
        PERHAPS.answers(error(code=...)),
        also=("envelope/answer-matches-the-schema",),
        says=("errors[].code", "a code", None),
    ),
    bad(
        FAILURE,
        "a code of words",
        PERHAPS.answers(error(code="known")),
        also=("envelope/answer-matches-the-schema",),
        says=("errors[].code", "a code", "known"),
    ),
    bad(
        FAILURE,
        "an error of no object",
        ADDED,
        AGAIN.answers(says({"errors": ["taken", NO_STATUS]}, 400)),
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
    silent(FAILURE, "not let in", add(ADA).answers(status(403))),
    silent(FAILURE, "a read", get(7).answers(says({}, 400))),
    silent(FAILURE, "no answer", add(ADA).no_answer()),
    # v2 successes
    good(SUCCESS, "plain", add(ADA).answers(created(7))),
    good(SUCCESS, "a warning", add(ADA).answers(created(7, 8107))),
    good(SUCCESS, "a warning whose status is true", add(ADA).answers(warning(status=True, code=8107))),
    good(SUCCESS, "no errors", add(ADA).answers(created(7, errors=[]))),
    good(
        SUCCESS,
        "a merge in errors",
        add(ADA).answers(created(7, errors=notices(8051))),
        also=("cross-source/nobody-new-is-combined",),
    ),
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
        "warnings/warning-shape-v2",
        "a warning of no object",
        add(ADA).answers(created(7, warnings=["careful"])),
        also=("envelope/answer-matches-the-schema",),
        says=("warnings[]", "an object", "careful"),
    ),
    bad(
        "warnings/warning-shape-v2",
        "a warning without status",
        add(ADA).answers(warning(status=...)),
        also=("envelope/answer-matches-the-schema",),
        says=("warnings[].status", "a boolean", None),
    ),
    bad(
        "warnings/warning-shape-v2",
        "a warning without code",
        add(ADA).answers(warning(code=...)),
        also=("envelope/answer-matches-the-schema",),
        says=("warnings[].code", "a code", None),
    ),
    bad(
        "codes/codes-have-messages",
        "a warning without message",
        add(ADA).answers(warning(message=None)),
        also=("envelope/answer-matches-the-schema",),
        says=("warnings[].message", "text", None),
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
    silent(SUCCESS, "no answer", add(ADA).no_answer()),
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
    silent(LISTS, "no answer", add(ADA).no_answer()),
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
    bad(
        "envelope/failure-shape-v2",
        "a fraction",
        PERHAPS.answers(error(code=8006.5)),
        also=("envelope/answer-matches-the-schema",),
        says=("errors[].code", "a code", 8006.5),
    ),
    bad(
        "envelope/failure-shape-v2",
        "a flag",
        PERHAPS.answers(error(code=True)),
        also=("envelope/answer-matches-the-schema",),
        says=("errors[].code", "a code", True),
    ),
    silent(CODES, "no codes", add(ADA).answers(created(7))),
    silent(CODES, "v1.1 has text", register(NOBODY).answers(registered(failed("1007")))),
    silent(CODES, "no code at all", PERHAPS.answers(error(code=...)), also=(FAILURE, SCHEMA)),
    silent(CODES, "no answer", add(ADA).no_answer()),
    # v1.1
    good(V11, "all fine", register(ADA).answers(registered(A))),
    good(V11, "a code as text", register(ADA).answers(registered(A, code="200"))),
    good(V11, "a failure", register(NOBODY).answers(registered(failed(1007)))),
    good(V11, "a failure without customers", register(NOBODY).answers(envelope(total="1"))),
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
        before=("codes/codes-have-messages",),
        also=("envelope/answer-matches-the-schema",),
        says=("status.message", "text", None),
    ),
    bad(
        V11,
        "a message of no text",
        register(ADA).answers(registered(A, message=None)),
        before=("codes/codes-have-messages",),
        also=("envelope/answer-matches-the-schema",),
        says=("status.message", "text", None),
    ),
    bad(
        V11,
        "a code of words",
        register(ADA).answers(registered(A, code="fine")),
        before=(GOOD,),
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
        before=(TRUE,),
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
        also=("envelope/answer-matches-the-schema",),
        says=(
            "customers.customer",
            "an array",
            {
                "customer": {
                    "user_id": 7,
                    "firstname": "Ada",
                    "lastname": "Lovelace",
                    "mobile": "917593920001",
                    "email": "ct.t1.1@example.com",
                    "external_id": "ct-t1-1",
                    "item_status": {
                        "success": "true",
                        "code": "1000",
                        "message": "registered",
                        "warnings": {"warning": []},
                    },
                }
            },
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
        also=("envelope/answer-matches-the-schema",),
        says=(
            "customers.customer",
            "an array",
            [
                {
                    "user_id": 7,
                    "firstname": "Ada",
                    "lastname": "Lovelace",
                    "mobile": "917593920001",
                    "email": "ct.t1.1@example.com",
                    "external_id": "ct-t1-1",
                    "item_status": {
                        "success": "true",
                        "code": "1000",
                        "message": "registered",
                        "warnings": {"warning": []},
                    },
                }
            ],
        ),
    ),
    silent(V11, "no envelope", register(NOBODY).answers(status(400))),
    silent(V11, "credentials are refused", register(ADA).answers(envelope(code=401, total=5))),
    silent(V11, "no answer", register(ADA).no_answer()),
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
        also=("envelope/answer-matches-the-schema",),
        says=("item_status", ("true", "a code as text"), (True, "1000")),
    ),
    bad(
        "codes/success-code-means-success",
        "another code",
        item_status(code="1001"),
        also=("envelope/answer-matches-the-schema",),
        says=("item_status.code", "1000 where success is true", 1001),
    ),
    bad(
        ITEM,
        "a code of no text",
        item_status(code=1000),
        also=("envelope/answer-matches-the-schema",),
        says=("item_status", ("true", "a code as text"), ("true", 1000)),
    ),
    bad(
        ITEM,
        "no code",
        item_status(code=...),
        before=("codes/success-code-means-success",),
        also=("envelope/answer-matches-the-schema",),
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
    silent(ITEM, "a failed item", register(NOBODY).answers(registered(failed(1007)))),
    silent(ITEM, "no answer", register(ADA).no_answer()),
    silent(ITEM, "a strange sender", item(ADA).by(Who.NOBODY), also=("security/credentials-are-required",)),
    good(FAILED, "a code", failing()),
    good(FAILED, "an echo", register(NOBODY).answers(registered(failed(1007, mobile=None, email=None)))),
    good(FAILED, "an id of somebody known", item(ADA), register(ADA).answers(registered(failed(1016, user_id=7)))),
    good(FAILED, "an id of nobody known", register(NOBODY).answers(registered(failed(1007, user_id=7)))),
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
        "codes/success-code-means-success",
        "the code of a success",
        failing(code="1000"),
        says=("item_status.code", "1000 where success is true", 1000),
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
        register(NOBODY).answers(registered({"user_id": None})),
        also=(SCHEMA,),
        says=("item_status", "an object", None),
    ),
    silent(FAILED, "no items at all", register(NOBODY).answers(envelope(total="1"))),
    bad(
        FAILED,
        "an id for somebody unknown",
        register(ADA.only("email"), EVE).answers(registered(failed(1003, user_id=7), done(8, EVE))),
        says=("user_id", "none", 7),
    ),
    silent(FAILED, "an empty item", register(NOBODY).answers(registered({}))),
    silent(FAILED, "a good item", item(ADA)),
    silent(FAILED, "no answer", register(NOBODY).no_answer()),
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
    silent(ECHO, "a name of over 100 characters is left to another rule", item(ADA.named("a" * 101), firstname="b")),
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
        item(ADA.named("a" * 100), firstname="b"),
        says=(
            "firstname",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "b",
        ),
    ),
    silent(ECHO, "somebody known", item(ADA), register(ADA).answers(registered(done(7, ADA, firstname="Zoe")))),
    silent(ECHO, "a failed item", register(NOBODY).answers(registered(failed(1007)))),
    silent(ECHO, "a request of doubts", item({"x": 1, "mobile": ADA["mobile"].value}, mobile="1")),
    silent(ECHO, "no answer", register(ADA).no_answer()),
    # upserts
    good(UPSERT, "one", upsert(ADA).answers(upserted(kept(7)))),
    good(UPSERT, "lists left out", upsert(ADA).answers(upserted({"entityId": 7}))),
    good(UPSERT, "a warning", upsert(ADA).answers(upserted(kept(7, 8107)))),
    good(UPSERT, "an error", upsert(customer(ADA.only())).answers(upserted(wrong(1)))),
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
        upsert(customer(ADA.only())).answers(upserted({"errors": "no", "warnings": []}, failureCount=1)),
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
    bad(
        "upsert/error-shape",
        "a warning without status",
        upsert(ADA).answers(upserted(kept(7, warnings=[{"code": 1, "message": "x"}]))),
        also=("envelope/answer-matches-the-schema",),
        says=("response[].warnings[].status", "a boolean", None),
    ),
    bad(
        "codes/codes-have-messages",
        "an error without a message",
        upsert(customer(ADA.only())).answers(upserted({"errors": [{"code": 1, "status": False}]})),
        also=("envelope/answer-matches-the-schema",),
        says=("response[].errors[].message", "text", None),
    ),
    silent(UPSERT, "refused", upsert(customer(ADA.only())).answers(refused(1))),
    silent(UPSERT, "no answer", upsert(ADA).no_answer()),
    good(RESULT, "the same id", upsert(ADA).answers(upserted(kept(7, result=RECORD)))),
    bad(RESULT, "another id", upsert(ADA).answers(upserted(kept(8, result=RECORD))), says=("result.id", 8, 7)),
    silent(RESULT, "no result", upsert(ADA).answers(upserted(kept(7)))),
    silent(
        RESULT, "an error", upsert({**customer(ADA), "statusLabel": "x"}).answers(upserted(wrong(3017, result=RECORD)))
    ),
    silent(RESULT, "no answer", upsert(ADA).no_answer()),
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
def test_envelope(history: History) -> None:
    history.check()


def test_left_out_lists_are_but_a_remark() -> None:
    (finding,) = Trial(ORG, add(ADA).answers(says({"createdId": 7}))).findings[0]
    assert (finding.rule, finding.remark) == (LISTS, True)


def test_a_body_that_is_no_json_is_quoted_in_part() -> None:
    (finding,) = Trial(ORG, add(ADA).answers(says(b"x" * 100))).findings[0]
    assert finding.breach.actual == "x" * 60


@pytest.mark.parametrize("status", [200, 201, 202, 400, 409, 422, 499])
def test_a_refusal_may_have_any_status_of_2xx_or_4xx(status: int) -> None:
    assert breaches(ORG, ADDED, AGAIN.answers(refused(8006, status=status))) == ()


@pytest.mark.parametrize("place", ["$.warnings[0].code", "$.warnings[1].code"])
def test_places_of_a_schema_breach_tell_its_causes_apart(place: str) -> None:
    wrong_code = [*notices(*range(int(place[11]))), {**NO_STATUS, "code": "x"}]
    found = Trial(ORG, add(ADA).answers(created(7, warnings=wrong_code))).findings[0]
    assert place in [finding.breach.cause for finding in found]


def test_the_answer_may_be_written_in_any_order_and_spacing() -> None:
    body = json.dumps(dict(reversed(SUCCESS_JSON.items())), indent=3).encode()
    assert breaches(ORG, add(ADA).answers(says(body))) == ()
