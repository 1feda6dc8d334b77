"""The codes of answers and what comes with them, in histories."""

from __future__ import annotations

import pytest
from histories import *

CODES = "codes/known-codes"
ONE_TYPE = "codes/codes-have-one-type"
SUCCESS_CODE = "codes/success-code-means-success"
MESSAGES = "codes/codes-have-messages"

AGAIN = add(ADA)
ONE = {**NOTICE, "code": 8107}

HISTORIES = [
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
        upsert(TINY).answers(upserted(wrong(99999))),
        says=("code", "a code of the catalogue", 99999),
    ),
    silent(CODES, "no code", add(ADA).answers(created(7))),
    silent(CODES, "not let in", add(ADA).answers(refused(99999, status=401))),
    bad(
        ONE_TYPE,
        "text in errors",
        ADDED,
        AGAIN.answers(error(code="8006")),
        also=(SCHEMA,),
        says=("errors[].code", "an integer", "8006"),
    ),
    bad(
        ONE_TYPE,
        "text in warnings",
        add(ADA).answers(warning(code="8107")),
        also=(SCHEMA,),
        says=("warnings[].code", "an integer", "8107"),
    ),
    silent(ONE_TYPE, "no codes", add(ADA).answers(created(7))),
    silent(ONE_TYPE, "v1.1 has text", register(NO_ONE).answers(registered(failed("1007")))),
    silent(ONE_TYPE, "no code at all", PERHAPS.answers(error(code=...)), also=("envelope/failure-shape-v2", SCHEMA)),
    bad(
        ONE_TYPE,
        "a code of text",
        add(ADA).answers(created(7, warnings=[{**ONE, "code": "8107"}])),
        also=(SCHEMA,),
        says=("warnings[].code", "an integer", "8107"),
    ),
    bad(
        ONE_TYPE,
        "a code of text in an upsert",
        upsert(TINY).answers(upserted({"errors": [{**ONE, "code": "1"}]})),
        also=(SCHEMA,),
        says=("response[].errors[].code", "an integer", "1"),
    ),
    good(ONE_TYPE, "integers", ADDED, add(ADA).answers(refused(8006))),
    bad(
        ONE_TYPE,
        "text",
        ADDED,
        add(ADA).answers(says({"errors": [{"status": False, "code": "8006", "message": "x"}]}, 400)),
        also=(SCHEMA,),
        says=("errors[].code", "an integer", "8006"),
    ),
    silent(
        ONE_TYPE,
        "an answer that cannot be read",
        add(ADA).answers(created(7, errors=[{"status": False, "code": "8006", "message": "x"}])),
        also=(EITHER,),
    ),
    good(SUCCESS_CODE, "1000", item(ADA)),
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
        item(ADA, code="1001"),
        also=(SCHEMA,),
        says=("item_status.code", "1000 where success is true", 1001),
    ),
    silent(SUCCESS_CODE, "an empty item", register({}).answers(registered({}))),
    bad(
        SUCCESS_CODE,
        "another code",
        item_status(code="1001"),
        also=(SCHEMA,),
        says=("item_status.code", "1000 where success is true", 1001),
    ),
    bad(
        SUCCESS_CODE,
        "the code of a success",
        failing(code="1000"),
        says=("item_status.code", "1000 where success is true", 1000),
    ),
    bad(
        MESSAGES,
        "no message",
        ADDED,
        AGAIN.answers(error(message=...)),
        also=(SCHEMA,),
        says=("errors[].message", "text", None),
    ),
    bad(
        MESSAGES,
        "a message of no text",
        ADDED,
        AGAIN.answers(error(message=5)),
        also=(SCHEMA,),
        says=("errors[].message", "text", 5),
    ),
    bad(
        MESSAGES,
        "a warning without message",
        add(ADA).answers(warning(message=None)),
        also=(SCHEMA,),
        says=("warnings[].message", "text", None),
    ),
    bad(
        MESSAGES,
        "an error without a message",
        upsert(TINY).answers(upserted({"errors": [{"code": 1, "status": False}]})),
        also=(SCHEMA,),
        says=("response[].errors[].message", "text", None),
    ),
    good(MESSAGES, "a success", register(ADA).answers(registered(A))),
    good(MESSAGES, "an error", PERHAPS.answers(refused(8005))),
    good(MESSAGES, "an upsert error", upsert(TINY).answers(upserted(wrong(8005)))),
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
        upsert(TINY).answers(upserted({"errors": [{"status": False, "code": 8005}]})),
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
    silent(MESSAGES, "v1.1: 400 without an envelope", register({}).answers(says({}, 400))),
    silent(MESSAGES, "v1.1: not let in, without a word", register(ADA).answers(envelope(code=401, message=5))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_codes(history: History) -> None:
    history.check()
