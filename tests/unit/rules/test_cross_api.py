"""Customers of one API that another knows, in histories."""

from __future__ import annotations

import pytest
from histories import *

FROM_V11 = "cross-api/v11-customers-are-known-to-v2"
FROM_UPSERT = "cross-api/upserted-customers-are-known"


HISTORIES = [
    good(FROM_V11, "v1.1 made them known, where it shares its customers", IN_V11, add(ADA).answers(refused(8006))),
    bad(
        FROM_V11,
        "registered again",
        IN_V11,
        add(ADA).answers(created(8)),
        says=("errors[].code", 8006, "success, id 8"),
    ),
    silent(FROM_V11, "added before", ADDED, add(ADA).answers(refused(8006))),
    good(FROM_V11, "a hundred exchanges later", *later(IN_V11, 100), add(ADA).answers(refused(8006))),
    silent(FROM_V11, "longer ago", *later(IN_V11, 101), add(ADA).answers(refused(8006))),
    good(FROM_UPSERT, "an upsert made them known", UPSERTED, add(ADA).answers(refused(8006))),
    good(
        FROM_UPSERT,
        "an identifier that was added later is known",
        ADDED,
        change(7, add=[ZOE["email"]]).answers(created(7)),
        add(ZOE.only("email")).answers(refused(8006)),
    ),
    bad(
        FROM_UPSERT,
        "registered again",
        UPSERTED,
        add(ADA).answers(created(8)),
        says=("errors[].code", 8006, "success, id 8"),
    ),
    silent(FROM_UPSERT, "added before", ADDED, add(ADA).answers(refused(8006))),
    good(FROM_UPSERT, "a hundred exchanges later", *later(UPSERTED, 100), add(ADA).answers(refused(8006))),
    silent(FROM_UPSERT, "longer ago", *later(UPSERTED, 101), add(ADA).answers(refused(8006))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_cross_api(history: History) -> None:
    history.check()
