"""Shapes of the smaller parts, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    History,
    Line,
    add,
    bad,
    created,
    customer,
    done,
    failed,
    good,
    kept,
    notices,
    refused,
    register,
    registered,
    says,
    silent,
    upsert,
    upserted,
    wrong,
)

WARNING = "warnings/warning-shape-v2"
NO_FAILURE = "warnings/warnings-do-not-fail"
COMBINED = "cross-source/combining-is-a-success"
UPSERT_ERROR = "upsert/error-shape"
CODES = "codes/known-codes"
SUCCESS_CODE = "codes/success-code-means-success"
MESSAGES = "codes/codes-have-messages"
EFFECTS = "side-effects/kinds-and-members-v11"
LOYALTY = "envelope/loyalty-members-v11"
OUTCOME = "envelope/business-outcome-status"
CREATION = "envelope/creation-status"
SCHEMA = "envelope/answer-matches-the-schema"
EITHER = "envelope/success-and-failure-exclude-each-other"

PERHAPS = add(ADA.only("email"))
ONE = {"status": False, "code": 8107, "message": "x"}


def item(**members: object) -> Line:
    return register(ADA).answers(registered(done(7, ADA, **members)))


def effects(*told: object) -> Line:
    return item(side_effects={"effect": list(told)})


HISTORIES = [
    good(WARNING, "one warning", add(ADA).answers(created(7, 8107))),
    good(NO_FAILURE, "a success that warns", add(ADA).answers(created(7, 8107))),
    good(WARNING, "one beside an error", PERHAPS.answers(refused(8005, warnings=notices(8107)))),
    bad(
        WARNING,
        "a status of text",
        add(ADA).answers(created(7, warnings=[{**ONE, "status": "no"}])),
        also=(SCHEMA,),
        says=("warnings[].status", "a boolean", "no"),
    ),
    bad(
        "codes/codes-have-one-type",
        "a code of text",
        add(ADA).answers(created(7, warnings=[{**ONE, "code": "8107"}])),
        also=("envelope/answer-matches-the-schema",),
        says=("warnings[].code", "an integer", "8107"),
    ),
    bad(
        WARNING,
        "a code that is a flag",
        add(ADA).answers(created(7, warnings=[{**ONE, "code": True}])),
        also=(SCHEMA,),
        says=("warnings[].code", "a code", True),
    ),
    bad(
        WARNING,
        "no object",
        add(ADA).answers(created(7, warnings=[8107])),
        also=(SCHEMA,),
        says=("warnings[]", "an object", 8107),
    ),
    silent(WARNING, "no warnings", add(ADA).answers(created(7))),
    bad(
        NO_FAILURE,
        "a warning alone",
        PERHAPS.answers(says({"warnings": notices(8107)})),
        also=(EITHER,),
        says=("createdId", "a customer id", None),
    ),
    bad(
        NO_FAILURE,
        "a warning alone under 400",
        PERHAPS.answers(says({"warnings": notices(8107)}, 400)),
        also=("envelope/failure-shape-v2",),
        says=("createdId", "a customer id", None),
    ),
    silent(NO_FAILURE, "errors beside warnings", PERHAPS.answers(refused(8005, warnings=notices(8107)))),
    silent(NO_FAILURE, "no warnings", add(ADA).answers(created(7))),
    silent(NO_FAILURE, "not let in", add(ADA).answers(says({"warnings": notices(8107)}, 401))),
    good(COMBINED, "a success", add(ADA, "WEBSITE").answers(created(7)), add(ADA).answers(created(7, 8050))),
    bad(COMBINED, "an error", PERHAPS.answers(refused(8050)), says=("createdId", "a customer id", None)),
    bad(
        COMBINED,
        "a warning without an id",
        PERHAPS.answers(says({"warnings": notices(8050), "errors": notices(8006)}, 400)),
        before=("duplicate-source/only-a-known-identifier-is-8006",),
        says=("createdId", "a customer id", None),
    ),
    silent(COMBINED, "another code", PERHAPS.answers(refused(8052))),
    good(UPSERT_ERROR, "an error", upsert(customer(ADA.only())).answers(upserted(wrong(8005)))),
    good(UPSERT_ERROR, "a warning", upsert(ADA).answers(upserted(kept(7, 8107)))),
    bad(
        "codes/codes-have-one-type",
        "a code of text in an upsert",
        upsert(customer(ADA.only())).answers(upserted({"errors": [{**ONE, "code": "1"}]})),
        also=("envelope/answer-matches-the-schema",),
        says=("response[].errors[].code", "an integer", "1"),
    ),
    bad(
        UPSERT_ERROR,
        "no status in a warning",
        upsert(ADA).answers(upserted(kept(7, warnings=[{"code": 8107, "message": "x"}]))),
        also=(SCHEMA,),
        says=("response[].warnings[].status", "a boolean", None),
    ),
    silent(UPSERT_ERROR, "no errors", upsert(ADA).answers(upserted(kept(7)))),
    good(CODES, "8107", add(ADA).answers(created(7, 8107))),
    good(CODES, "8005", PERHAPS.answers(refused(8005))),
    good(CODES, "v1.1: 1007", register({}).answers(registered(failed(1007)))),
    bad(
        CODES,
        "an error that nobody lists",
        PERHAPS.answers(refused(99999)),
        says=("code", "a code of the catalogue", 99999),
    ),
    bad(
        CODES,
        "a warning that nobody lists",
        add(ADA).answers(created(7, 99999)),
        says=("code", "a code of the catalogue", 99999),
    ),
    bad(
        CODES,
        "an upsert error that nobody lists",
        upsert(customer(ADA.only())).answers(upserted(wrong(99999))),
        says=("code", "a code of the catalogue", 99999),
    ),
    silent(CODES, "no code", add(ADA).answers(created(7))),
    silent(CODES, "not let in", add(ADA).answers(refused(99999, status=401))),
    good(SUCCESS_CODE, "1000", item()),
    good(SUCCESS_CODE, "another code and false", register({}).answers(registered(failed(1007)))),
    bad(
        SUCCESS_CODE,
        "1000 and false",
        register({}).answers(registered(failed(1000))),
        says=("item_status.code", "1000 where success is true", 1000),
    ),
    bad(
        SUCCESS_CODE,
        "1001 and true",
        item(code="1001"),
        also=(SCHEMA,),
        says=("item_status.code", "1000 where success is true", 1001),
    ),
    silent(SUCCESS_CODE, "an empty item", register({}).answers(registered({}))),
    good(MESSAGES, "a success", register(ADA).answers(registered(done(7, ADA)))),
    good(MESSAGES, "an error", PERHAPS.answers(refused(8005))),
    good(MESSAGES, "an upsert error", upsert(customer(ADA.only())).answers(upserted(wrong(8005)))),
    bad(
        MESSAGES,
        "no message in an error",
        PERHAPS.answers(says({"errors": [{"status": False, "code": 8005}]}, 400)),
        also=(SCHEMA,),
        says=("errors[].message", "text", None),
    ),
    bad(
        MESSAGES,
        "a number in a warning",
        add(ADA).answers(created(7, warnings=[{**ONE, "message": 5}])),
        also=(SCHEMA,),
        says=("warnings[].message", "text", 5),
    ),
    bad(
        MESSAGES,
        "no message in an upsert error",
        upsert(customer(ADA.only())).answers(upserted({"errors": [{"status": False, "code": 8005}]})),
        also=(SCHEMA,),
        says=("response[].errors[].message", "text", None),
    ),
    bad(
        MESSAGES,
        "no message in an item",
        register({}).answers(registered({"item_status": {"success": "false", "code": "1007"}})),
        also=(SCHEMA,),
        says=("item_status.message", "text", None),
    ),
    silent(MESSAGES, "no codes", add(ADA).answers(created(7))),
    good(EFFECTS, "none", effects()),
    good(EFFECTS, "points", effects({"type": "points", "awarded_points": 5})),
    bad(
        EFFECTS,
        "another type",
        effects({"type": "gift"}),
        says=("side_effects.effect[].type", ("points", "alternate_currency"), "gift"),
    ),
    bad(
        EFFECTS,
        "points without a number",
        effects({"type": "points"}),
        also=(SCHEMA,),
        says=("side_effects.effect[points]", ("awarded_points",), "without awarded_points"),
    ),
    bad(
        EFFECTS,
        "no object",
        effects("points"),
        also=(SCHEMA,),
        says=("side_effects.effect[points]", ("awarded_points",), "without awarded_points"),
    ),
    silent(EFFECTS, "no effects", item()),
    silent(EFFECTS, "a failed item", register({}).answers(registered(failed(1007, side_effects={"effect": [5]})))),
    good(LOYALTY, "numbers", item(lifetime_points=0, loyalty_points=5, lifetime_purchases=1)),
    good(LOYALTY, "summaries", item(points_summaries={"points_summary": []})),
    bad(LOYALTY, "text", item(loyalty_points="5"), also=(SCHEMA,), says=("loyalty_points", "a number", "5")),
    bad(LOYALTY, "a flag", item(lifetime_points=True), also=(SCHEMA,), says=("lifetime_points", "a number", True)),
    bad(
        LOYALTY,
        "summaries that are no list",
        item(points_summaries={"points_summary": {}}),
        also=(SCHEMA,),
        says=("points_summaries.points_summary", "an array", {}),
    ),
    silent(LOYALTY, "none shown", item()),
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
    silent(CREATION, "one of two failed", register({}, ADA).answers(registered(failed(1007), done(7, ADA), http=202))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_shapes(history: History) -> None:
    history.check()
