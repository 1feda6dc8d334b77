"""The shape of upsert answers, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    History,
    bad,
    customer,
    good,
    kept,
    refused,
    shown,
    silent,
    upsert,
    upserted,
    wrong,
)

UPSERT = "envelope/envelope-upsert"
RESULT = "envelope/upsert-result-is-the-customer"
SCHEMA = "envelope/answer-matches-the-schema"
RECORD = {"id": 7, "profiles": [shown(ADA)]}

HISTORIES = [
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
    silent(UPSERT, "refused", upsert(customer(ADA.only())).answers(refused(1))),
    good(RESULT, "the same id", upsert(ADA).answers(upserted(kept(7, result=RECORD)))),
    bad(RESULT, "another id", upsert(ADA).answers(upserted(kept(8, result=RECORD))), says=("result.id", 8, 7)),
    silent(RESULT, "no result", upsert(ADA).answers(upserted(kept(7)))),
    silent(
        RESULT, "an error", upsert({**customer(ADA), "statusLabel": "x"}).answers(upserted(wrong(3017, result=RECORD)))
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_envelope_upsert(history: History) -> None:
    history.check()
