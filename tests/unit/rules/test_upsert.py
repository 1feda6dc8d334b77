"""Update or create, in histories."""

from __future__ import annotations

from typing import Any

import pytest
from histories import *

KEEPS_BACK = "upsert/failing-item-keeps-nobody-back"
EMPTY = "upsert/empty-array-is-empty"
TWICE = "upsert/repeated-item-is-one-customer"
FOUND = "upsert/found-is-updated-in-place"
CREATED = "upsert/unknown-is-created"
JOINS = "upsert/known-elsewhere-is-joined"
CONFLICT = "upsert/two-customers-in-one-item-fail"
SOURCE = "upsert/unknown-source-is-an-item-error"
NO_IDENTIFIER = "upsert/no-identifier-is-an-item-error"
INSTORE = "upsert/missing-source-is-instore"
LABEL = "upsert/invalid-status-label-is-3017"
UNCHANGED = "upsert/conflict-changes-nothing"
KEEPS = "upsert/kept-identifiers-stay"
ADDS = "upsert/new-identifiers-are-added"
ALONE = "upsert/conflict-leaves-details-alone"
SHOWN = "upsert/update-is-shown"
BESIDE = "upsert/details-and-identifiers-together"
DETAILS = "upsert/kept-identifiers-do-not-keep-details"
OTHERS = "upsert/other-sources-stay"
RESULT = "upsert/result-shows-what-was-sent"
ERROR = "upsert/error-shape"

COUNTS = "counts/counts-are-true-upsert"
UPSERT = "envelope/envelope-upsert"

EVE_UPSERTED = upsert(EVE).answers(upserted(kept(8)))


def labelled(label: object, who: Person = ADA, source: str = "INSTORE") -> dict[str, Any]:
    return {**customer(who, source), "statusLabel": label}


AT_ODDS = upsert(BOTH).answers(upserted(wrong(8052)))
LABELS = org(status_labels=["Gold", "Silver"])
NEW_EMAIL = ADA.only("mobile").with_(KIM["email"]).named("Zoe")
EMAIL_CHANGED = upsert(NEW_EMAIL, skip=False).answers(upserted(kept(7)))
EMAIL_KEPT = upsert(NEW_EMAIL, skip=True).answers(upserted(kept(7)))

SHOWN_IDENTIFIERS = [{"type": i.type, "value": i.value} for i in (*ADA.identifiers, KIM["email"])]
SPOKEN = ADA.but(profile_extra={"commChannels": [{"type": "mobile", "value": "919999999999"}]})


def of(who: Person, *warnings: int, source: str = "INSTORE", **members: Any) -> dict[str, Any]:
    """An upsert item that succeeded and shows the customer."""
    result = {"id": 7, "profiles": [shown(who, source, **WHOLE)], "loyaltyInfo": LOYAL, **members}
    return kept(7, *warnings, result=result)


HISTORIES = [
    good(KEEPS_BACK, "an upsert", upsert(TINY, ADA).answers(upserted(wrong(1), kept(7)))),
    bad(
        KEEPS_BACK,
        "of four identifiers",
        upsert(TINY, ADA.with_(Identifier("unionId", "ct-t1-1"))).answers(upserted(wrong(8005), wrong(8015))),
        also=(CREATED,),
        says=("entries", "success", "item 2 failed"),
    ),
    bad(
        KEEPS_BACK,
        "the good item fails",
        upsert(TINY, ADA).answers(upserted(wrong(8005), wrong(8015))),
        also=(CREATED,),
        says=("entries", "success", "item 2 failed"),
    ),
    silent(KEEPS_BACK, "fewer items at once", upsert(TINY, ADA).answers(upserted(wrong(1060), wrong(1060)))),
    good(EMPTY, "an empty list", upsert().answers(upserted())),
    good(EMPTY, "refused", upsert().answers(status(400))),
    silent(EMPTY, "an item", upsert(ADA).answers(upserted(kept(7)))),
    silent(EMPTY, "no list", ask("upsertCustomers", {}).answers(status(400))),
    bad(
        EMPTY,
        "an answer to an item that was not sent",
        upsert().answers(upserted(kept(7), totalCount=0)),
        says=("totalCount", 0, 0),
    ),
    bad(EMPTY, "a total of one", upsert().answers(upserted(totalCount=1)), before=(COUNTS,), says=("totalCount", 0, 1)),
    bad(
        EMPTY,
        "no total",
        upsert().answers(upserted(totalCount=None)),
        also=(UPSERT, SCHEMA),
        says=("totalCount", 0, None),
    ),
    good(TWICE, "the same id", upsert(ZOE, ZOE).answers(upserted(kept(9), kept(9)))),
    bad(TWICE, "two ids", upsert(ZOE, ZOE).answers(upserted(kept(9), kept(10))), says=("entityId", 9, 10)),
    silent(TWICE, "different people", upsert(ZOE, ADA).answers(upserted(kept(9), kept(10)))),
    silent(TWICE, "one refused", upsert(ZOE, ZOE).answers(upserted(kept(9), wrong(8052)))),
    silent(TWICE, "the second failed", upsert(ADA, ADA).answers(upserted(kept(7), wrong(8006, entityId=8)))),
    good(FOUND, "the same id", UPSERTED, upsert(ADA).answers(upserted(kept(7)))),
    good(FOUND, "a third time", UPSERTED, UPSERTED, upsert(ADA).answers(upserted(kept(7)))),
    good(FOUND, "under another name", UPSERTED, upsert(ADA.named("Eve")).answers(upserted(kept(7)))),
    good(FOUND, "with a result", UPSERTED, upsert(ADA).answers(upserted(kept(7, result=RECORD)))),
    good(FOUND, "by one identifier", UPSERTED, upsert(ADA.only("email")).answers(upserted(kept(7)))),
    good(
        FOUND, "with something new", UPSERTED, upsert(ADA.only("mobile").with_(ZOE["email"])).answers(upserted(kept(7)))
    ),
    good(FOUND, "identifiers left alone", UPSERTED, upsert(ADA, skip=True).answers(upserted(kept(7)))),
    good(FOUND, "an added customer", ADDED, upsert(ADA).answers(upserted(kept(7)))),
    good(FOUND, "somebody of v1.1", IN_V11, upsert(ADA).answers(upserted(kept(7)))),
    good(
        FOUND,
        "in an account",
        add(ADA, "LINE", "l1").answers(created(7)),
        upsert(customer(ADA, "LINE", "l1")).answers(upserted(kept(7))),
    ),
    good(FOUND, "beside somebody new", UPSERTED, upsert(EVE, ADA).answers(upserted(kept(8), kept(7)))),
    good(FOUND, "beside an error", UPSERTED, upsert(TINY, ADA).answers(upserted(wrong(1), kept(7)))),
    good(
        FOUND,
        "after either id of a merge",
        UPSERTED,
        EVE_UPSERTED,
        MET.answers(created(8, 8051)),
        upsert(ADA).answers(upserted(kept(7))),
    ),
    good(
        FOUND,
        "new identifiers are there the next time",
        UPSERTED,
        upsert(ADA.only("mobile").with_(ZOE["email"]), skip=False).answers(upserted(kept(7))),
        upsert(ZOE.only("email")).answers(upserted(kept(7))),
    ),
    bad(FOUND, "another id", UPSERTED, upsert(ADA).answers(upserted(kept(8))), says=("entityId", 7, "success, id 8")),
    bad(FOUND, "an error", UPSERTED, upsert(ADA).answers(upserted(wrong(8006))), says=("entityId", 7, (8006,))),
    bad(
        FOUND,
        "an error that shows the customer",
        UPSERTED,
        upsert(ADA).answers(upserted(wrong(8006, entityId=7, result=RECORD))),
        says=("entityId", 7, (8006,)),
    ),
    bad(
        FOUND,
        "another id for the second item",
        UPSERTED,
        upsert(EVE, ADA).answers(upserted(kept(8), kept(9))),
        says=("entityId", 7, "success, id 9"),
    ),
    bad(FOUND, "a refusal of the whole", UPSERTED, upsert(ADA).answers(refused(1)), says=("entityId", 7, (1,))),
    bad(
        FOUND,
        "another id than add's",
        ADDED,
        upsert(ADA).answers(upserted(kept(8))),
        says=("entityId", 7, "success, id 8"),
    ),
    silent(FOUND, "nobody known", upsert(ADA).answers(upserted(kept(7)))),
    silent(FOUND, "the first was not answered", upsert(ADA).no_answer(), upsert(ADA).answers(upserted(kept(9)))),
    silent(
        FOUND,
        "the item is left out of the answer",
        UPSERTED,
        upsert(ADA).answers(upserted()),
        also=("counts/one-answer-for-each-item", COUNTS),
    ),
    silent(
        FOUND,
        "an invalid identifier beside it",
        UPSERTED,
        upsert(ADA.with_(Identifier("email", "x"))).answers(upserted(wrong(8055))),
    ),
    silent(
        FOUND,
        "an identifier that somebody elsewhere holds",
        UPSERTED,
        add(EVE, "WEBSITE").answers(created(8)),
        upsert(BOTH).answers(upserted(wrong(8052))),
    ),
    silent(
        FOUND,
        "an identifier that may be somebody's",
        UPSERTED,
        upsert(EVE).no_answer(),
        upsert(BOTH).answers(upserted(wrong(8052))),
    ),
    silent(FOUND, "a status label", UPSERTED, upsert(labelled("Odd")).answers(upserted(wrong(3017)))),
    silent(FOUND, "a request of doubts", UPSERTED, upsert({**customer(ADA), "x": 1}).answers(upserted(wrong(1)))),
    silent(
        FOUND, "the same twice in one batch: updated", UPSERTED, upsert(ADA, ADA).answers(upserted(kept(7), kept(7)))
    ),
    silent(
        FOUND, "the same twice in one batch: an error", UPSERTED, upsert(ADA, ADA).answers(upserted(kept(7), wrong(1)))
    ),
    silent(
        FOUND,
        "after an item of two customers nothing is sure of new ones",
        UPSERTED,
        upsert(ADA.only("email").with_(ZOE["mobile"]), skip=None).answers(upserted(kept(7))),
        upsert(ZOE.only("mobile")).answers(upserted(kept(9))),
    ),
    bad(
        FOUND,
        "somebody else, by the second identifier",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"]).ordered("email", "mobile")).answers(upserted(kept(9))),
        says=("entityId", 7, "success, id 9"),
    ),
    bad(
        FOUND,
        "the label is not all that is told",
        ADDED,
        upsert(ADA).answers(upserted(wrong(3017, 8001))),
        says=("entityId", 7, (3017, 8001)),
    ),
    silent(FOUND, "with a label", ADDED, upsert(labelled("Gold")).answers(upserted(wrong(3017, 8001)))),
    silent(
        FOUND,
        "an upsert may look by the first identifier only",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"]).ordered("email", "mobile")).answers(upserted(wrong(8006))),
    ),
    silent(FOUND, "fewer items at once", ADDED, upsert(ADA, EVE).answers(upserted(wrong(1060), wrong(1060)))),
    bad(
        FOUND,
        "one item is too many",
        ADDED,
        upsert(ADA).answers(upserted(wrong(1060))),
        says=("entityId", 7, (1060,)),
    ),
    silent(FOUND, "a stored label may be invalid", ADDED, upsert(ADA).answers(upserted(wrong(3017, entityId=7)))),
    bad(FOUND, "a lower id", ADDED, upsert(ADA).answers(upserted(kept(3))), says=("entityId", 7, "success, id 3")),
    bad(FOUND, "a higher id", ADDED, upsert(ADA).answers(upserted(kept(9))), says=("entityId", 7, "success, id 9")),
    bad(
        FOUND,
        "it failed, with its id",
        ADDED,
        upsert(ADA).answers(upserted(wrong(8005, entityId=7))),
        says=("entityId", 7, (8005,)),
    ),
    good(
        FOUND,
        "somebody known is busy with the other one",
        ADDED,
        at_once(UPSERTED, upsert(ADA).answers(upserted(wrong(521)))),
    ),
    bad(FOUND, "another code", ADDED, at_once(UPSERTED, upsert(ADA).answers(upserted(wrong(8005))))),
    bad(FOUND, "busy with nobody", ADDED, upsert(ADA).answers(upserted(wrong(521)))),
    good(CREATED, "an id", upsert(ADA).answers(upserted(kept(7)))),
    good(CREATED, "in another source", upsert(customer(ADA, "WEBSITE")).answers(upserted(kept(7)))),
    good(CREATED, "lists left out", upsert(ADA).answers(upserted({"entityId": 7}))),
    good(CREATED, "the primary alone", upsert(ADA.only("mobile")).answers(upserted(kept(7)))),
    good(CREATED, "another alone, if it succeeds", upsert(ADA.only("email")).answers(upserted(kept(7)))),
    bad(CREATED, "an error", upsert(ADA).answers(upserted(wrong(8015))), says=("entityId", "success", (8015,))),
    bad(
        CREATED,
        "an error for the primary alone",
        upsert(ADA.only("mobile")).answers(upserted(wrong(1))),
        says=("entityId", "success", (1,)),
    ),
    bad(CREATED, "a 400", upsert(ADA).answers(status(400)), says=("entityId", "success", "refused without a code")),
    silent(CREATED, "the demanded one is missing", upsert(ADA.only("email")).answers(upserted(wrong(8005)))),
    silent(CREATED, "no such operation", upsert(ADA).answers(status(404))),
    silent(CREATED, "somebody known", UPSERTED, upsert(ADA).answers(upserted(kept(7)))),
    silent(CREATED, "an entry that is neither", upsert(ADA).answers(upserted({})), also=(UPSERT, SCHEMA)),
    bad(
        CREATED,
        "an upsert",
        upsert(TINY, ADA).answers(upserted(wrong(1), wrong(1))),
        before=(KEEPS_BACK,),
        says=("entityId", "success", (1,)),
    ),
    bad(
        CREATED,
        "the label is not all that is told",
        upsert(ADA).answers(upserted(wrong(3017, 8001))),
        says=("entityId", "success", (3017, 8001)),
    ),
    silent(CREATED, "an odd name is refused", upsert(ADA.named("<b>")).answers(upserted(wrong(8001)))),
    silent(
        CREATED,
        "nobody knows what is demanded",
        upsert(ADA.only("mobile")).answers(upserted(wrong(8005))),
        on=NO_PRIMARY,
    ),
    silent(CREATED, "an odd parameter", upsert(ADA, skip="no").answers(refused(500))),
    silent(CREATED, "a stored or default label may be invalid", upsert(ADA).answers(upserted(wrong(3017, entityId=7)))),
    good(JOINS, "the same id", add(ADA, "WEBSITE").answers(created(7)), upsert(ADA).answers(upserted(kept(7)))),
    good(
        JOINS,
        "by one identifier",
        add(ADA, "WEBSITE").answers(created(7)),
        upsert(ADA.only("email")).answers(upserted(kept(7))),
    ),
    bad(
        JOINS,
        "another id",
        add(ADA, "WEBSITE").answers(created(7)),
        upsert(ADA).answers(upserted(kept(8))),
        says=("entityId", 7, "success, id 8"),
    ),
    bad(
        JOINS,
        "an error",
        add(ADA, "WEBSITE").answers(created(7)),
        upsert(ADA).answers(upserted(wrong(8015))),
        says=("entityId", 7, (8015,)),
    ),
    silent(
        JOINS,
        "two customers elsewhere: an error",
        add(ADA, "WEBSITE").answers(created(7)),
        add(EVE, "WEBSITE").answers(created(8)),
        upsert(BOTH).answers(upserted(wrong(8052))),
    ),
    silent(
        JOINS,
        "two customers elsewhere: success",
        add(ADA, "WEBSITE").answers(created(7)),
        add(EVE, "WEBSITE").answers(created(8)),
        upsert(BOTH).answers(upserted(kept(9, 8052))),
    ),
    silent(JOINS, "somebody known here", UPSERTED, upsert(ADA).answers(upserted(kept(7)))),
    silent(
        JOINS,
        "a profile here under other identifiers",
        UPSERTED,
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        upsert(customer(ADA.only("email"), "WEBSITE")).answers(upserted(wrong(8066))),
    ),
    silent(JOINS, "a stored label", ADDED, upsert(customer(ADA, "WEBSITE")).answers(upserted(wrong(3017)))),
    silent(JOINS, "with a label", ADDED, upsert(labelled("Gold", ADA, "WEBSITE")).answers(upserted(wrong(3017, 8001)))),
    bad(
        JOINS,
        "a lower id",
        ADDED,
        upsert(customer(ADA, "WEBSITE")).answers(upserted(kept(3))),
        says=("entityId", 7, "success, id 3"),
    ),
    bad(
        JOINS,
        "a higher id",
        ADDED,
        upsert(customer(ADA, "WEBSITE")).answers(upserted(kept(9))),
        says=("entityId", 7, "success, id 9"),
    ),
    good(CONFLICT, "8052", UPSERTED, EVE_UPSERTED, AT_ODDS),
    good(CONFLICT, "any code", UPSERTED, EVE_UPSERTED, upsert(BOTH).answers(upserted(wrong(1)))),
    good(
        CONFLICT,
        "beside somebody new",
        UPSERTED,
        EVE_UPSERTED,
        upsert(ZOE, BOTH).answers(upserted(kept(9), wrong(8053))),
    ),
    bad(
        CONFLICT,
        "it succeeds for one",
        UPSERTED,
        EVE_UPSERTED,
        upsert(BOTH).answers(upserted(kept(7))),
        says=("response[].errors", "an error", "success, id 7"),
    ),
    bad(
        CONFLICT,
        "it succeeds for somebody new",
        UPSERTED,
        EVE_UPSERTED,
        upsert(BOTH).answers(upserted(kept(9, 8052))),
        says=("response[].errors", "an error", "success, id 9"),
    ),
    silent(CONFLICT, "one customer", UPSERTED, EVE_UPSERTED, upsert(ADA).answers(upserted(kept(7)))),
    silent(
        CONFLICT,
        "merged customers are one",
        UPSERTED,
        EVE_UPSERTED,
        MET.answers(created(8, 8051)),
        upsert(BOTH).answers(upserted(kept(8))),
    ),
    silent(
        CONFLICT,
        "an email that may repeat",
        UPSERTED,
        EVE_UPSERTED,
        upsert(BOTH).answers(upserted(kept(7))),
        on=EMAIL_REPEATS,
    ),
    silent(CONFLICT, "with a label", ADDED, EVE_ADDED, upsert(labelled("Gold", BOTH)).answers(upserted(wrong(8006)))),
    good(SOURCE, "3217", upsert(customer(ADA, "NOWHERE")).answers(upserted(wrong(3217)))),
    good(SOURCE, "any code", upsert(customer(ADA, "NOWHERE")).answers(upserted(wrong(1)))),
    bad(
        SOURCE,
        "it registers",
        upsert(customer(ADA, "NOWHERE")).answers(upserted(kept(7))),
        before=("invalid-source/unknown-source-never-registers",),
        says=("response[].errors", "an error", "success, id 7"),
    ),
    silent(
        SOURCE,
        "a request of doubts is for the other rule",
        upsert({**customer(ADA, "NOWHERE"), "x": 1}).answers(upserted(wrong(1))),
    ),
    silent(SOURCE, "another case", upsert(customer(ADA, "instore")).answers(upserted(kept(7)))),
    good(NO_IDENTIFIER, "any code", upsert(TINY).answers(upserted(wrong(1)))),
    good(NO_IDENTIFIER, "beside somebody new", upsert(TINY, EVE).answers(upserted(wrong(1007), kept(7)))),
    bad(
        NO_IDENTIFIER,
        "it registers",
        upsert(TINY).answers(upserted(kept(7))),
        says=("response[].errors", "an error", "success, id 7"),
    ),
    bad(
        NO_IDENTIFIER,
        "it registers beside an unknown member",
        upsert({**TINY, "x": 1}).answers(upserted(kept(7))),
        says=("response[].errors", "an error", "success, id 7"),
    ),
    silent(
        NO_IDENTIFIER,
        "identifiers that are no list",
        upsert({"profiles": [{"source": "INSTORE", "identifiers": {}}]}).answers(upserted(kept(7))),
    ),
    silent(NO_IDENTIFIER, "somebody", upsert(ADA).answers(upserted(kept(7)))),
    good(INSTORE, "the customer of INSTORE", ADDED, upsert(customer(ADA, None)).answers(upserted(kept(7)))),
    good(INSTORE, "an error", ADDED, upsert(customer(ADA, None)).answers(upserted(wrong(8004)))),
    bad(
        INSTORE,
        "somebody new",
        ADDED,
        upsert(customer(ADA, None)).answers(upserted(kept(8))),
        says=("entityId", 7, "success, id 8"),
    ),
    silent(INSTORE, "nobody known", upsert(customer(ADA, None)).answers(upserted(kept(8)))),
    silent(INSTORE, "a source", ADDED, upsert(ADA).answers(upserted(kept(7)))),
    good(
        INSTORE,
        "it failed, with another id",
        ADDED,
        upsert(customer(ADA, None)).answers(upserted(wrong(8004, entityId=9))),
    ),
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
    silent(LABEL, "an odd parameter", upsert(labelled("Odd"), skip="no").answers(refused(500)), on=LABELS),
    silent(LABEL, "a blank label", upsert(labelled(" ")).answers(upserted(kept(7))), on=LABELS),
    silent(LABEL, "a label of no text", upsert(labelled(5)).answers(upserted(kept(7))), on=LABELS),
    silent(LABEL, "other doubts", upsert({**labelled("Odd"), "x": 1}).answers(upserted(wrong(1))), on=LABELS),
    good(LABEL, "beside another item", upsert(labelled("Odd"), EVE).answers(upserted(wrong(3017), kept(7))), on=LABELS),
    good(LABEL, "for somebody known", UPSERTED, upsert(labelled("Odd")).answers(upserted(wrong(3017))), on=LABELS),
    bad(
        LABEL,
        "accepted for somebody known",
        UPSERTED,
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
        upsert({**TINY, "statusLabel": "Odd"}).answers(upserted(wrong(1))),
        on=LABELS,
    ),
    bad(UNCHANGED, "the mobile moved", UPSERTED, EVE_UPSERTED, AT_ODDS, finds(ADA["mobile"], 8), says=instead_of(7, 8)),
    bad(
        UNCHANGED,
        "the email is nobody's",
        UPSERTED,
        EVE_UPSERTED,
        AT_ODDS,
        finds_nobody(EVE["email"]),
        says=instead_of(8),
    ),
    bad(
        UNCHANGED,
        "the email moved although it succeeded for one",
        UPSERTED,
        EVE_UPSERTED,
        upsert(BOTH).no_answer(),
        AT_ODDS,
        finds(EVE["email"], 7),
        says=instead_of(8, 7),
    ),
    bad(
        UNCHANGED,
        "a new identifier is reserved",
        UPSERTED,
        EVE_UPSERTED,
        upsert(BOTH.with_(ZOE["externalId"])).answers(upserted(wrong(8052))),
        finds(ZOE["externalId"], 7),
        says=("id", "held by nobody", "success, id 7"),
    ),
    silent(UNCHANGED, "an identifier that was not at stake", UPSERTED, EVE_UPSERTED, AT_ODDS, finds(ADA["email"], 7)),
    silent(
        UNCHANGED, "no answer to the item", UPSERTED, EVE_UPSERTED, upsert(BOTH).no_answer(), finds(ADA["mobile"], 7)
    ),
    good(
        UNCHANGED,
        "each its own",
        ADDED,
        EVE_ADDED,
        upsert(BOTH).answers(upserted(wrong(8052))),
        finds(ADA["mobile"], 7),
    ),
    good(KEEPS, "the new email is nobody's", ADDED, EMAIL_KEPT, finds_nobody(KIM["email"])),
    good(KEEPS, "the mobile stays", ADDED, EMAIL_KEPT, finds(ADA["mobile"], 7)),
    bad(
        KEEPS,
        "the new email was added",
        ADDED,
        EMAIL_KEPT,
        finds(KIM["email"], 7),
        says=("id", "held by nobody", "success, id 7"),
    ),
    bad(
        KEEPS,
        "the details have the new email beside the old one",
        ADDED,
        EMAIL_KEPT,
        details(ADA["mobile"]).answers(shows(7, shown(ADA.named("Zoe"), identifiers=SHOWN_IDENTIFIERS))),
        says=("profiles[].identifiers", "without the email, nobody's", "with it"),
    ),
    bad(KEEPS, "the mobile is lost", ADDED, EMAIL_KEPT, finds_nobody(ADA["mobile"]), says=instead_of(7)),
    good(
        KEEPS,
        "what an upsert was told to skip",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"]), skip=True).answers(upserted(kept(7))),
        finds_nobody(KIM["email"]),
    ),
    bad(
        KEEPS,
        "an upsert did not skip",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"]), skip=True).answers(upserted(kept(7))),
        finds(KIM["email"], 7),
        says=("id", "held by nobody", "success, id 7"),
    ),
    good(ADDS, "it is found", ADDED, EMAIL_CHANGED, finds(KIM["email"], 7)),
    bad(ADDS, "it is nobody's", ADDED, EMAIL_CHANGED, finds_nobody(KIM["email"]), says=instead_of(7)),
    bad(ADDS, "it is another's", ADDED, EMAIL_CHANGED, finds(KIM["email"], 8), says=instead_of(7, 8)),
    silent(ADDS, "the old one may be replaced: gone", ADDED, EMAIL_CHANGED, finds_nobody(ADA["email"])),
    silent(ADDS, "the old one may be replaced: kept", ADDED, EMAIL_CHANGED, finds(ADA["email"], 7)),
    good(
        ADDS,
        "what an upsert added",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"]), skip=False).answers(upserted(kept(7))),
        finds(KIM["email"], 7),
    ),
    good(ALONE, "as before", UPSERTED, EVE_UPSERTED, AT_ODDS, details(ADA["mobile"]).answers(shows(7, shown(ADA)))),
    bad(
        ALONE,
        "renamed by the conflict",
        UPSERTED,
        EVE_UPSERTED,
        AT_ODDS,
        details(ADA["mobile"]).answers(shows(7, shown(ADA.named("Eve")))),
        says=("profiles[].firstName", "Ada", "Eve"),
    ),
    silent(ALONE, "no conflict", UPSERTED, EVE_UPSERTED, details(ADA["mobile"]).answers(shows(7, shown(ADA)))),
    good(
        SHOWN,
        "the names of an upsert",
        ADDED,
        upsert(ADA.named("Zoe"), skip=True).answers(upserted(kept(7))),
        SHOWS_ZOE,
    ),
    good(
        SHOWN,
        "the names of an upsert that adds",
        ADDED,
        upsert(ADA.named("Zoe"), skip=False).answers(upserted(kept(7))),
        SHOWS_ZOE,
    ),
    bad(
        SHOWN,
        "an accepted upsert is forgotten",
        ADDED,
        upsert(ADA.named("Zoe"), skip=True).answers(upserted(kept(7))),
        SHOWS_ADA,
        says=("profiles[].firstName", "Zoe", "Ada"),
    ),
    good(
        BESIDE,
        "the new name",
        ADDED,
        EMAIL_CHANGED,
        get(7).answers(shows(7, shown(ADA.with_(KIM["email"]).named("Zoe")))),
    ),
    bad(
        BESIDE,
        "the old name",
        ADDED,
        EMAIL_CHANGED,
        get(7).answers(shows(7, shown(ADA.with_(KIM["email"])))),
        says=("profiles[].firstName", "Zoe", "Ada"),
    ),
    good(DETAILS, "the new name", ADDED, EMAIL_KEPT, SHOWS_ZOE),
    bad(DETAILS, "the old name", ADDED, EMAIL_KEPT, SHOWS_ADA, says=("profiles[].firstName", "Zoe", "Ada")),
    silent(
        DETAILS,
        "identifiers may change",
        ADDED,
        EMAIL_CHANGED,
        get(7).answers(shows(7, shown(ADA.with_(KIM["email"]).named("Zoe")))),
    ),
    silent(
        DETAILS, "no new identifiers", ADDED, upsert(ADA.named("Zoe"), skip=True).answers(upserted(kept(7))), SHOWS_ZOE
    ),
    good(RESULT, "all that was sent", upsert(SPOKEN).answers(upserted(of(SPOKEN)))),
    silent(RESULT, "no result", upsert(SPOKEN).answers(upserted(kept(7)))),
    good(
        RESULT,
        "of somebody known, whose other identifiers are not shown",
        ADDED,
        upsert(SPOKEN.only("mobile")).answers(upserted(of(SPOKEN.only("mobile")))),
    ),
    bad(
        RESULT,
        "another source account",
        upsert(SPOKEN).answers(upserted(of(SPOKEN, source="WEBSITE"))),
        says=("result.profiles[]", "INSTORE", ("WEBSITE",)),
    ),
    bad(
        RESULT,
        "the name of the item before",
        upsert(SPOKEN).answers(upserted(of(SPOKEN.named("Eve")))),
        says=("result.profiles[].firstName", "Ada", "Eve"),
    ),
    bad(
        RESULT,
        "without an identifier",
        upsert(ADA).answers(upserted(of(ADA.only("mobile", "email")))),
        says=("result.profiles[].identifiers", "the externalId", "without it"),
    ),
    bad(
        RESULT,
        "with the channel of another",
        add(EVE.but(profile_extra={"commChannels": [{"type": "mobile", "value": "918888888888"}]})).answers(created(8)),
        upsert(ADA).answers(
            upserted(of(ADA.but(profile_extra={"commChannels": [{"type": "mobile", "value": "918888888888"}]})))
        ),
        says=("result.profiles[].commChannels[mobile 8888888888]", "nothing of others", True),
    ),
    bad(
        RESULT,
        "without the channel",
        upsert(SPOKEN).answers(upserted(of(ADA))),
        says=("result.profiles[].commChannels[mobile 9999999999]", True, None),
    ),
    bad(
        RESULT,
        "without the extended field",
        upsert(ADA.but(extended={"city": "Pune"})).answers(upserted(of(ADA, extendedFields={}))),
        on=org(extended_fields=["city"]),
        says=("result.extendedFields.city", "Pune", None),
    ),
    good(
        RESULT,
        "without an extended field that it warns of",
        upsert(ADA.but(extended={"city": "Pune"})).answers(upserted(of(ADA, 91016, extendedFields={}))),
        on=org(extended_fields=["city"]),
    ),
    silent(
        RESULT,
        "of one whom another request named at the same moment",
        at_once(
            upsert(ADA.named("Zoe")).answers(upserted(of(ADA))), upsert(ADA).answers(upserted(of(ADA.named("Zoe"))))
        ),
    ),
    bad(
        OTHERS,
        "an upsert in one source changed another",
        ADDED,
        add(ADA, "WEBSITE").answers(created(7)),
        upsert(customer(ADA.named("Zoe"), "WEBSITE"), skip=True).answers(upserted(kept(7))),
        get(7, "ALL").answers(shows(7, shown(ADA.named("Zoe")))),
        also=("reads/all-source-accounts-are-shown",),
        says=("profiles[].firstName", "Ada", "Zoe"),
    ),
    good(
        OTHERS,
        "the name in the other source",
        ADDED,
        JOINED,
        upsert(ADA.named("Kim"), skip=True).answers(upserted(kept(7))),
        get(7, "WEBSITE").answers(shows(7, shown(ADA.named("Zoe"), "WEBSITE"))),
    ),
    bad(
        OTHERS,
        "another name in the other source",
        ADDED,
        JOINED,
        upsert(ADA.named("Kim"), skip=True).answers(upserted(kept(7))),
        get(7, "WEBSITE").answers(shows(7, shown(ADA.named("Kim"), "WEBSITE"))),
        says=("profiles[].firstName", "Zoe", "Kim"),
    ),
    bad(
        ERROR,
        "a warning without status",
        upsert(ADA).answers(upserted(kept(7, warnings=[{"code": 1, "message": "x"}]))),
        also=(SCHEMA,),
        says=("response[].warnings[].status", "a boolean", None),
    ),
    good(ERROR, "an error", upsert(TINY).answers(upserted(wrong(8005)))),
    good(ERROR, "a warning", upsert(ADA).answers(upserted(kept(7, 8107)))),
    bad(
        ERROR,
        "no status in a warning",
        upsert(ADA).answers(upserted(kept(7, warnings=[{"code": 8107, "message": "x"}]))),
        also=(SCHEMA,),
        says=("response[].warnings[].status", "a boolean", None),
    ),
    silent(ERROR, "no errors", upsert(ADA).answers(upserted(kept(7)))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_upsert(history: History) -> None:
    history.check()
