"""Upsert items that fail for a reason of their own, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    History,
    Person,
    bad,
    customer,
    good,
    kept,
    org,
    shown,
    silent,
    upsert,
    upserted,
    wrong,
)

SOURCE = "upsert/unknown-source-is-an-item-error"
NONE = "upsert/no-identifier-is-an-item-error"
LABEL = "upsert/invalid-status-label-is-3017"
NEVER = "invalid-source/unknown-source-never-registers"
ADDED = upsert(ADA).answers(upserted(kept(7)))
RECORD = {"id": 7, "profiles": [shown(ADA)]}
LABELS = org(status_labels=["Gold", "Silver"])
TINY = customer(ADA.only())


def labelled(label: object, who: Person = ADA) -> dict[str, object]:
    return {**customer(who), "statusLabel": label}


HISTORIES = [
    good(SOURCE, "3217", upsert(customer(ADA, "NOWHERE")).answers(upserted(wrong(3217)))),
    good(SOURCE, "any code", upsert(customer(ADA, "NOWHERE")).answers(upserted(wrong(1)))),
    bad(
        SOURCE,
        "it registers",
        upsert(customer(ADA, "NOWHERE")).answers(upserted(kept(7))),
        before=(NEVER,),
        says=("response[].errors", "an error", "success, id 7"),
    ),
    silent(
        SOURCE,
        "a request of doubts is for the other rule",
        upsert({**customer(ADA, "NOWHERE"), "x": 1}).answers(upserted(wrong(1))),
    ),
    silent(SOURCE, "another case", upsert(customer(ADA, "instore")).answers(upserted(kept(7)))),
    good(NONE, "any code", upsert(TINY).answers(upserted(wrong(1)))),
    good(NONE, "beside somebody new", upsert(TINY, EVE).answers(upserted(wrong(1007), kept(7)))),
    bad(
        NONE,
        "it registers",
        upsert(TINY).answers(upserted(kept(7))),
        says=("response[].errors", "an error", "success, id 7"),
    ),
    bad(
        NONE,
        "it registers beside an unknown member",
        upsert({**TINY, "x": 1}).answers(upserted(kept(7))),
        says=("response[].errors", "an error", "success, id 7"),
    ),
    silent(
        NONE,
        "identifiers that are no list",
        upsert({"profiles": [{"source": "INSTORE", "identifiers": {}}]}).answers(upserted(kept(7))),
    ),
    silent(NONE, "somebody", upsert(ADA).answers(upserted(kept(7)))),
    good(LABEL, "3017", upsert(labelled("Odd")).answers(upserted(wrong(3017))), on=LABELS),
    good(
        LABEL,
        "3017 beside the customer",
        upsert(labelled("Odd")).answers(upserted(wrong(3017, entityId=7, result=RECORD))),
        on=LABELS,
    ),
    good(LABEL, "3017 among others", upsert(labelled("Odd")).answers(upserted(wrong(1, 3017))), on=LABELS),
    bad(
        LABEL,
        "it is accepted",
        upsert(labelled("Odd")).answers(upserted(kept(7))),
        on=LABELS,
        says=("response[].errors[].code", 3017, "success, id 7"),
    ),
    bad(
        LABEL,
        "it is but a warning",
        upsert(labelled("Odd")).answers(upserted(kept(7, 3017))),
        on=LABELS,
        says=("response[].errors[].code", 3017, "success, id 7"),
    ),
    bad(
        LABEL,
        "another code",
        upsert(labelled("Odd")).answers(upserted(wrong(8086))),
        on=LABELS,
        says=("response[].errors[].code", 3017, (8086,)),
    ),
    bad(
        LABEL,
        "no label is listed",
        upsert(labelled("Gold")).answers(upserted(kept(7))),
        on=org(status_labels=[]),
        says=("response[].errors[].code", 3017, "success, id 7"),
    ),
    silent(LABEL, "a listed label", upsert(labelled("Gold")).answers(upserted(kept(7))), on=LABELS),
    silent(
        LABEL, "a listed label in other case: accepted", upsert(labelled("GOLD")).answers(upserted(kept(7))), on=LABELS
    ),
    silent(
        LABEL,
        "a listed label in other case: refused",
        upsert(labelled("gold")).answers(upserted(wrong(3017))),
        on=LABELS,
    ),
    silent(LABEL, "nobody knows the labels", upsert(labelled("Odd")).answers(upserted(kept(7)))),
    silent(LABEL, "no label", upsert(ADA).answers(upserted(kept(7))), on=LABELS),
    silent(LABEL, "a blank label", upsert(labelled(" ")).answers(upserted(kept(7))), on=LABELS),
    silent(LABEL, "a label of no text", upsert(labelled(5)).answers(upserted(kept(7))), on=LABELS),
    silent(LABEL, "other doubts", upsert({**labelled("Odd"), "x": 1}).answers(upserted(wrong(1))), on=LABELS),
    good(LABEL, "beside another item", upsert(labelled("Odd"), EVE).answers(upserted(wrong(3017), kept(7))), on=LABELS),
    good(LABEL, "for somebody known", ADDED, upsert(labelled("Odd")).answers(upserted(wrong(3017))), on=LABELS),
    bad(
        LABEL,
        "accepted for somebody known",
        ADDED,
        upsert(labelled("Odd")).answers(upserted(kept(7))),
        on=LABELS,
        says=("response[].errors[].code", 3017, "success, id 7"),
    ),
    silent(
        LABEL,
        "the source is unknown, too",
        upsert({**customer(ADA, "NOWHERE"), "statusLabel": "Odd"}).answers(upserted(wrong(3217))),
        on=LABELS,
    ),
    silent(
        LABEL,
        "an unknown source may be all that is told",
        upsert({**customer(ADA.only()), "statusLabel": "Odd"}).answers(upserted(wrong(1))),
        on=LABELS,
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_upsert_items(history: History) -> None:
    history.check()
