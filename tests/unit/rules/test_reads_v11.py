"""Whom the read of v1.1 finds, and what it shows of them, in histories."""

from __future__ import annotations

from typing import Any

import pytest
from histories import *

FINDS = "reads-v11/finds-the-holder"
UNKNOWN = "reads-v11/unknown-is-not-found"
NAMES = "reads-v11/names-are-shown"
IDENTIFIERS = "reads-v11/identifiers-are-shown"
FIELDS = "reads-v11/custom-fields-are-shown"
EXTENDED = "reads-v11/extended-fields-are-shown"
AGREES = "reads-v11/agrees-with-the-look-up"
COUNTS = "reads-v11/counts-are-true"
STATUS = "reads-v11/status-sums-up"
ENVELOPE = "reads-v11/envelope"

PUNE = ADA.but(fields={"city": "Pune"}, extended={"city": "Pune"})
IN_PUNE_BOTH = org(custom_fields=["city"], extended_fields=["city"])
PUNE_IN_V11 = register(PUNE).answers(registered(done(7, PUNE)))
OUTSIDER = register({**v11_customer(ADA), "type": "NON_LOYALTY"})
ONE_FIELD = {"field": {"name": "city", "value": "Pune"}}
NO_FIELDS: dict[str, Any] = {"field": []}
NOT_FOUND = registered(failed(1012))
NONE_AT_ALL = registered(success="true", code=200)
NOBODYS = 10**15


def reads(what: Any, *items: Any, **claims: Any) -> Line:
    """A v1.1 read of an identifier or an id, answered with these items."""
    return get_v11(what).answers(registered(*items, **claims))


def bare(*items: Any) -> Response:
    """The answer of a sample: without the member `response`, one customer as an object."""
    told = {"success": "true", "code": "200", "message": "Success", "total": "1", "success_count": "1"}
    return says({"status": told, "customers": {"customer": items[0] if len(items) == 1 else list(items)}})


def short(item: dict[str, Any], **status: Any) -> dict[str, Any]:
    """An item whose status has other members; those of ... are left out."""
    told = {**item["item_status"], **status}
    return {**item, "item_status": {name: value for name, value in told.items() if value is not ...}}


SHOWN, SHOWN_EVE = read(7, ADA), read(8, EVE)
FINDS_ADA = reads(ADA["mobile"], SHOWN)

HISTORIES = [
    good(FINDS, "whom v1.1 registered", IN_V11, FINDS_ADA),
    good(FINDS, "whom v2 registered", ADDED, reads(ADA["email"], SHOWN)),
    good(FINDS, "by id", ADDED, reads(7, SHOWN)),
    good(FINDS, "by an id as text", ADDED, reads(ADA["email"], read("7", ADA))),
    good(FINDS, "without an id, by what it shows", ADDED, reads(ADA["email"], read(..., ADA))),
    good(FINDS, "as in a sample", ADDED, get_v11(ADA["email"]).answers(bare(read(..., ADA)))),
    good(FINDS, "one of two", ADDED, get_v11(ADA["mobile"], EVE["mobile"]).answers(registered(SHOWN, failed(1012)))),
    good(
        FINDS,
        "two in another order",
        ADDED,
        EVE_ADDED,
        get_v11(ADA["mobile"], EVE["mobile"]).answers(registered(SHOWN_EVE, SHOWN)),
    ),
    bad(FINDS, "nobody", IN_V11, get_v11(ADA["mobile"]).answers(NOT_FOUND), says=("user_id", 7, (500, 1012))),
    bad(FINDS, "no item", IN_V11, get_v11(ADA["mobile"]).answers(NONE_AT_ALL)),
    bad(FINDS, "nobody by id", ADDED, get_v11(7).answers(NOT_FOUND)),
    bad(FINDS, "somebody else", ADDED, reads(ADA["mobile"], read(9, ADA)), says=("user_id", 7, "success, id 9")),
    bad(
        FINDS,
        "somebody else's identifiers without an id",
        ADDED,
        EVE_ADDED,
        reads(ADA["mobile"], read(..., EVE.named("Ada", "Lovelace"))),
        says=("mobile", ADA["mobile"].value, EVE["mobile"].value),
        before=("security/nobody-elses-data",),
        also=(IDENTIFIERS,),
    ),
    silent(FINDS, "where v1.1 has customers of its own", ADDED, get_v11(ADA["mobile"]).answers(NOT_FOUND), on=SEPARATE),
    silent(FINDS, "where nobody says", ADDED, get_v11(ADA["mobile"]).answers(NOT_FOUND), on=EITHER_WAY),
    silent(FINDS, "not in the programme", ADDED, reads(ADA["mobile"], failed(1013))),
    silent(
        FINDS,
        "who was kept out of the programme",
        OUTSIDER.answers(registered(done(7, ADA, type="NON_LOYALTY"))),
        get_v11(ADA["mobile"]).answers(NOT_FOUND),
    ),
    silent(FINDS, "within the lag", ADDED, get_v11(ADA["mobile"]).answers(NOT_FOUND), on=LAG),
    silent(FINDS, "known elsewhere", add(ADA, "WEBSITE").answers(created(7)), reads(ADA["mobile"], SHOWN)),
    silent(FINDS, "by nothing", ADDED, ask("getCustomerV11", format="json").answers(NOT_FOUND)),
    silent(FINDS, "by an id in another source", add(ADA, "WEBSITE").answers(created(7)), get_v11(7).answers(NOT_FOUND)),
    silent(FINDS, "no such call", ADDED, get_v11(ADA["mobile"]).answers(status(404))),
    silent(FINDS, "no such call, in the envelope", ADDED, get_v11(ADA["mobile"]).answers(envelope(code=404))),
    silent(FINDS, "refused without an envelope", ADDED, get_v11(ADA["mobile"]).answers(says({"error": "no"}, 400))),
    silent(FINDS, "fewer items than values", ADDED, get_v11(EVE["mobile"], ADA["mobile"]).answers(NOT_FOUND)),
    good(UNKNOWN, "an item that failed", get_v11(ADA["mobile"]).answers(NOT_FOUND)),
    good(UNKNOWN, "no item", get_v11(ADA["mobile"]).answers(registered(success="true", code=200))),
    good(UNKNOWN, "a code of the programme", reads(ADA["mobile"], failed(1020))),
    good(UNKNOWN, "an id of nobody", get_v11(NOBODYS).answers(NOT_FOUND)),
    good(UNKNOWN, "under another type", ADDED, reads(Identifier("externalId", ADA["mobile"].value), failed(1012))),
    bad(
        UNKNOWN,
        "somebody",
        reads(ADA["mobile"], SHOWN),
        says=("customers.customer", "nobody", "success, id 7"),
    ),
    bad(UNKNOWN, "somebody for an id of nobody", reads(NOBODYS, SHOWN)),
    silent(UNKNOWN, "somebody who is held in another source", add(ADA, "WEBSITE").answers(created(7)), FINDS_ADA),
    silent(UNKNOWN, "an id that may be somebody's", reads(99, read(99, ADA))),
    silent(UNKNOWN, "not ours", reads(Identifier("mobile", "1"), SHOWN)),
    good(NAMES, "as stored", IN_V11, FINDS_ADA),
    good(
        NAMES,
        "none as null",
        register(person(1, None, None)).answers(registered(done(7, ADA, firstname="", lastname=None))),
        reads(ADA["mobile"], read(7, ADA, firstname=None, lastname="")),
    ),
    bad(
        NAMES,
        "none",
        IN_V11,
        reads(ADA["mobile"], read(7, ADA, firstname="", lastname="Lovelace")),
        says=("firstname", "Ada", ""),
    ),
    bad(NAMES, "another", ADDED, reads(7, read(7, ADA.named("Ada", "Byron"))), says=("lastname", "Lovelace", "Byron")),
    silent(
        NAMES,
        "another after one was sent again",
        IN_V11,
        register(ADA.named("Zoe")).answers(registered(done(7, ADA.named("Zoe")))),
        FINDS_ADA,
    ),
    silent(NAMES, "of several sources", ADDED, JOINED, FINDS_ADA),
    silent(NAMES, "after an update", ADDED, RENAME.answers(created(7)), FINDS_ADA),
    silent(NAMES, "at their limit", add(HUNDRED.named("a" * 100, "b" * 100)).answers(created(7)), FINDS_ADA),
    good(IDENTIFIERS, "all three", IN_V11, FINDS_ADA),
    good(IDENTIFIERS, "in other capitals", ADDED, reads(7, read(7, ADA, email=ADA["email"].value.upper()))),
    bad(
        IDENTIFIERS,
        "not one",
        IN_V11,
        reads(ADA["mobile"], read(7, ADA, external_id=None)),
        says=("external_id", ADA["externalId"].value, None),
    ),
    good(
        IDENTIFIERS,
        "one of two, where nobody knows whether the former one is still there",
        ADDED,
        upsert(ADA.only("mobile").with_(EVE["externalId"]), skip=False).answers(upserted(kept(7))),
        reads(7, read(7, ADA)),
    ),
    silent(IDENTIFIERS, "of nobody known", reads(99, read(99, ADA))),
    silent(
        IDENTIFIERS,
        "of a mobile that a change has added",
        add(ADA.only("mobile")).answers(created(7)),
        change(7, add=[EVE["mobile"]]).answers(created(7)),
        reads(7, read(7, ADA.only("mobile"))),
    ),
    good(FIELDS, "as stored", PUNE_IN_V11, reads(ADA["mobile"], read(7, PUNE)), on=IN_PUNE_BOTH),
    good(
        FIELDS,
        "one as an object",
        PUNE_IN_V11,
        reads(ADA["mobile"], read(7, PUNE, custom_fields=ONE_FIELD)),
        on=IN_PUNE_BOTH,
    ),
    bad(
        FIELDS,
        "none",
        PUNE_IN_V11,
        reads(ADA["mobile"], read(7, PUNE, custom_fields=NO_FIELDS)),
        on=IN_PUNE_BOTH,
        says=("custom_fields.city", "Pune", None),
    ),
    silent(
        FIELDS,
        "of a field that may not exist",
        PUNE_IN_V11,
        reads(ADA["mobile"], read(7, PUNE, custom_fields=NO_FIELDS)),
    ),
    good(EXTENDED, "as stored", PUNE_IN_V11, reads(ADA["mobile"], read(7, PUNE)), on=IN_PUNE_BOTH),
    good(
        EXTENDED,
        "in capitals",
        PUNE_IN_V11,
        reads(ADA["mobile"], read(7, PUNE, extended_fields={"field": {"name": "city", "value": "PUNE"}})),
        on=IN_PUNE_BOTH,
    ),
    bad(
        EXTENDED,
        "none",
        PUNE_IN_V11,
        reads(ADA["mobile"], read(7, PUNE, extended_fields=NO_FIELDS)),
        on=IN_PUNE_BOTH,
        says=("extended_fields.city", "Pune", None),
    ),
    silent(
        EXTENDED,
        "a date",
        register(ADA.but(extended={"dob": "1990/01/02"})).answers(registered(done(7, ADA))),
        reads(ADA["mobile"], read(7, ADA)),
        on=org(extended_fields=["dob"]),
    ),
    good(AGREES, "both find the same", IN_V11, finds(ADA["mobile"], 7), FINDS_ADA),
    bad(
        AGREES,
        "another",
        add(ADA).no_answer(),
        finds(ADA["mobile"], 7),
        reads(ADA["mobile"], read(9, ADA)),
        on=org(operations={}),
        says=("user_id", 7, "success, id 9"),
    ),
    silent(AGREES, "no look-up before", IN_V11, FINDS_ADA),
    silent(
        AGREES,
        "nobody was found",
        IN_V11,
        add(EVE).no_answer(),
        finds_nobody(EVE["mobile"]),
        reads(EVE["mobile"], SHOWN_EVE),
    ),
    silent(
        AGREES, "without an id", add(ADA).no_answer(), finds(ADA["mobile"], 7), reads(ADA["mobile"], read(..., ADA))
    ),
    silent(
        AGREES,
        "two identity spaces",
        ADDED,
        finds(ADA["mobile"], 7),
        get_v11(ADA["mobile"]).answers(NOT_FOUND),
        on=SEPARATE,
    ),
    silent(
        AGREES,
        "not in the programme",
        add(ADA).no_answer(),
        finds(ADA["mobile"], 7),
        reads(ADA["mobile"], failed(1013)),
        on=org(operations={}),
    ),
    good(COUNTS, "of one", IN_V11, FINDS_ADA),
    good(COUNTS, "of those shown", get_v11(ADA["mobile"], EVE["mobile"]).answers(registered(failed(1012)))),
    bad(COUNTS, "a total of none", IN_V11, reads(ADA["mobile"], SHOWN, total="0"), says=("status.total", (1,), 0)),
    bad(
        COUNTS,
        "a success that was none",
        IN_V11,
        get_v11(ADA["mobile"], EVE["mobile"]).answers(registered(SHOWN, failed(1012), success_count="2")),
        says=("success_count", 1, 2),
    ),
    silent(COUNTS, "nothing to count", get_v11(ADA["mobile"]).answers(envelope(code=400))),
    good(STATUS, "200 where all were found", IN_V11, FINDS_ADA),
    good(STATUS, "500 where none was", get_v11(ADA["mobile"]).answers(NOT_FOUND)),
    good(
        STATUS,
        "200 where some were",
        IN_V11,
        get_v11(ADA["mobile"], EVE["mobile"]).answers(registered(SHOWN, failed(1012), code=200)),
    ),
    bad(
        STATUS,
        "201 where all were",
        IN_V11,
        reads(ADA["mobile"], SHOWN, code=201),
        says=("status", (200, True), (201, True)),
    ),
    bad(
        STATUS,
        "200 where none was",
        reads(ADA["mobile"], failed(1012), success="true", code=200),
        says=("status", (500, False), (200, True)),
    ),
    bad(
        STATUS,
        "400 where some were",
        IN_V11,
        get_v11(ADA["mobile"], EVE["mobile"]).answers(registered(SHOWN, failed(1012), code=400)),
        also=(SCHEMA,),
        says=("status.code", (201, 200), 400),
    ),
    silent(STATUS, "no item", get_v11(ADA["mobile"]).answers(NONE_AT_ALL)),
    good(ENVELOPE, "as the add", IN_V11, FINDS_ADA),
    good(ENVELOPE, "an empty item that failed", reads(ADA["mobile"], {})),
    bad(
        ENVELOPE,
        "an item without a message",
        IN_V11,
        reads(ADA["mobile"], short(SHOWN, message=...)),
        also=(SCHEMA,),
        says=("item_status", "success as text, a code, a message", ("true", 1000, None)),
    ),
    bad(
        ENVELOPE,
        "success as a boolean",
        IN_V11,
        reads(ADA["mobile"], SHOWN, success=True),
        also=(SCHEMA,),
        says=("status", "success as text, a code, a message", (True, 200, "said")),
    ),
    silent(ENVELOPE, "no such call", get_v11(ADA["mobile"]).answers(status(404))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_reads_of_v11(history: History) -> None:
    history.check()
