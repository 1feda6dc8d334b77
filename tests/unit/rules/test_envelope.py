"""The shape of v2 answers about one customer, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    ORG,
    History,
    Line,
    Response,
    Trial,
    add,
    bad,
    breaches,
    change,
    created,
    done,
    failed,
    get,
    good,
    lookup,
    notices,
    refused,
    register,
    registered,
    says,
    silent,
    status,
    update,
    upsert,
)

JSON = "envelope/answers-are-json"
EITHER = "envelope/success-and-failure-exclude-each-other"
FAILURE = "envelope/failure-shape-v2"
SUCCESS = "envelope/success-shape-v2"
LISTS = "envelope/success-lists-are-there"
SCHEMA = "envelope/answer-matches-the-schema"
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


def failing(**changes: object) -> Line:
    """A v1.1 item without identifiers whose failure is changed."""
    failure = failed(1007)
    whole = {**failure["item_status"], **changes}
    return register(NOBODY).answers(registered({"item_status": {k: v for k, v in whole.items() if v is not ...}}))


HISTORIES = [
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
    silent(EITHER, "no JSON", add(ADA).answers(says(b"no")), also=(JSON,)),
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
    silent(FAILURE, "a read", get(7).answers(says({}, 400))),
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
    bad(
        "codes/success-code-means-success",
        "another code",
        item_status(code="1001"),
        also=("envelope/answer-matches-the-schema",),
        says=("item_status.code", "1000 where success is true", 1001),
    ),
    bad(
        "codes/success-code-means-success",
        "the code of a success",
        failing(code="1000"),
        says=("item_status.code", "1000 where success is true", 1000),
    ),
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
