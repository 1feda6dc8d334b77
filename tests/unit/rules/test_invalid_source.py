"""Which sources and accounts a registration may name, in histories."""

from __future__ import annotations

import pytest
from histories import *

UNKNOWN = "invalid-source/unknown-source-is-3217"
NEVER = "invalid-source/unknown-source-never-registers"
MISSING = "invalid-source/missing-source-is-refused"
NO_ACCOUNT = "invalid-source/unknown-account-is-refused"
NOT_ENABLED = "invalid-source/source-not-enabled-is-3217"
LISTED = "invalid-source/listed-source-is-accepted"
STORES = "invalid-source/refused-source-stores-nothing"
OPEN_ACCOUNT = "invalid-source/open-account-is-answered"
WITHOUT_ACCOUNT = "invalid-source/missing-account-is-answered"
V11 = "invalid-source/unknown-source-v11-is-answered"

ODD = {**customer(ADA, "NOWHERE"), "colour": "red"}
NULL = {"profiles": [{**customer(ADA)["profiles"][0], "source": None}]}
BLAME = [3217, 8003, 8004, 8011, 8012, 8045, 8127, 3213, 3216, 3218]
BAD_MOBILE = Identifier("mobile", "91abc0000001")

HISTORIES = [
    good(UNKNOWN, "3217", add(ADA, "NOWHERE").answers(refused(3217))),
    good(UNKNOWN, "3217 among others", add(ADA, "NOWHERE").answers(refused(8003, 3217))),
    good(UNKNOWN, "3217 under HTTP 200", add(ADA, "NOWHERE").answers(refused(3217, status=200))),
    good(UNKNOWN, "a prefix of a source is none", add(ADA, "INSTOR").answers(refused(3217))),
    good(UNKNOWN, "a suffix makes another source", add(ADA, "INSTOREX").answers(refused(3217))),
    good(UNKNOWN, "a known customer elsewhere does not help", ADDED, add(ADA, "NOWHERE").answers(refused(3217))),
    silent(
        UNKNOWN,
        "that the customer is known elsewhere may be told in its place",
        ADDED,
        add(ADA, "NOWHERE").answers(refused(8006)),
    ),
    silent(
        UNKNOWN,
        "that a name is demanded may be told in its place",
        add(person(5, None, None), "NOWHERE").answers(refused(8064)),
    ),
    bad(
        UNKNOWN,
        "somebody unknown is called known",
        add(ADA, "NOWHERE").answers(refused(8006)),
        says=("errors[].code", 3217, (8006,)),
    ),
    bad(
        UNKNOWN,
        "the customer is known elsewhere, and neither reason is told",
        ADDED,
        add(ADA, "NOWHERE").answers(refused(8015)),
        says=("errors[].code", 3217, (8015,)),
    ),
    good(UNKNOWN, "nothing needs to be known of the organisation", add(ADA, "NOWHERE").answers(refused(3217)), on=ANY),
    bad(
        UNKNOWN, "it registers", add(ADA, "NOWHERE").answers(created(7)), says=("errors[].code", 3217, "success, id 7")
    ),
    bad(UNKNOWN, "another code", add(ADA, "NOWHERE").answers(refused(8003)), says=("errors[].code", 3217, (8003,))),
    silent(UNKNOWN, "no code", add(ADA, "NOWHERE").answers(says({}, 400)), also=("envelope/failure-shape-v2",)),
    bad(
        UNKNOWN,
        "3217 is but a warning",
        add(ADA, "NOWHERE").answers(created(7, 3217)),
        says=("errors[].code", 3217, "success, id 7"),
    ),
    silent(UNKNOWN, "another case: refused", add(ADA, "instore").answers(refused(1))),
    silent(UNKNOWN, "another case: accepted", add(ADA, "InStore").answers(created(7))),
    silent(UNKNOWN, "blanks around it: accepted", add(ADA, " INSTORE ").answers(created(7))),
    silent(UNKNOWN, "blanks within it: refused", add(ADA, "WEB ENGAGE").answers(refused(1))),
    silent(UNKNOWN, "a source of no text", add(ADA, 5).answers(refused(1))),
    silent(UNKNOWN, "a documented source that is not listed: refused", add(ADA, "JD").answers(refused(3217))),
    silent(UNKNOWN, "a documented source that is not listed: accepted", add(ADA, "JD").answers(created(7))),
    silent(
        UNKNOWN, "without a profile any documented source: refused", add(ADA, "WEBSITE").answers(refused(3217)), on=ANY
    ),
    silent(
        UNKNOWN, "without a profile any documented source: accepted", add(ADA, "WEBSITE").answers(created(7)), on=ANY
    ),
    silent(
        UNKNOWN,
        "a source of the organisation's own",
        add(ADA, "KIOSK").answers(created(7)),
        on=org(sources={"KIOSK": {}}),
    ),
    silent(UNKNOWN, "the identifiers are missing, too", add(ADA.only(), "NOWHERE").answers(refused(1007))),
    silent(
        UNKNOWN,
        "a v1.1 item is for its own rules",
        register({**v11_customer(ADA), "source": "NOWHERE"}).answers(registered(A)),
    ),
    silent(
        UNKNOWN,
        "an invalid mobile is refused before the unknown source",
        add(ADA.with_(BAD_MOBILE), "NOWHERE").answers(refused(8014)),
    ),
    good(NEVER, "an unknown member: any refusal", add(ODD).answers(refused(1))),
    good(NEVER, "another content type: any refusal", add(ADA, "NOWHERE").typed(None).answers(status(415))),
    good(NEVER, "an upsert item: any refusal", upsert(customer(ADA, "NOWHERE")).answers(upserted(wrong(1)))),
    good(NEVER, "an upsert item of doubts", upsert(ODD).answers(upserted(wrong(3217)))),
    bad(
        NEVER,
        "an unknown member makes it pass",
        add(ODD).answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    bad(
        NEVER,
        "an upsert passes",
        upsert(customer(ADA, "NOWHERE")).answers(upserted(kept(7))),
        also=("upsert/unknown-source-is-an-item-error",),
        says=("outcome", "an error", "success, id 7"),
    ),
    bad(
        NEVER,
        "an upsert of doubts passes",
        upsert(ODD).answers(upserted(kept(7))),
        says=("outcome", "an error", "success, id 7"),
    ),
    silent(NEVER, "a plain add is for the other rule", add(ADA, "NOWHERE").answers(refused(3217))),
    silent(NEVER, "a known source", add({**ODD, "profiles": customer(ADA)["profiles"]}).answers(created(7))),
    silent(
        NEVER, "the query may win over the profile", add(ADA, "NOWHERE").asking(source="INSTORE").answers(created(7))
    ),
    silent(NEVER, "the profile may win over the query", add(ADA).asking(source="NOWHERE").answers(created(7))),
    good(MISSING, "any code", add(ADA, None).answers(refused(1))),
    good(MISSING, "the code of an unknown source", add(ADA, None).answers(refused(3217))),
    good(MISSING, "a source of null", add(NULL).answers(refused(8004))),
    bad(
        MISSING,
        "a source of null registers",
        add(NULL).answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    good(MISSING, "an empty source", add(ADA, "").answers(refused(8004))),
    bad(MISSING, "it registers", add(ADA, None).answers(created(7)), says=("outcome", "an error", "success, id 7")),
    bad(
        MISSING,
        "an empty source registers",
        add(ADA, "").answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    bad(
        MISSING,
        "an account alone registers",
        add(ADA, None, "l1").answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    bad(
        MISSING,
        "it registers beside an unknown member",
        add({**customer(ADA, None), "x": 1}).answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    silent(MISSING, "a source in the query", add(ADA, None).asking(source="INSTORE").answers(created(7))),
    silent(MISSING, "a source is there", add(ADA).answers(created(7))),
    silent(MISSING, "an upsert without source: INSTORE", upsert(customer(ADA, None)).answers(upserted(kept(7)))),
    silent(MISSING, "an upsert without source: error", upsert(customer(ADA, None)).answers(upserted(wrong(1)))),
    silent(
        MISSING,
        "a source of null beside one in the query",
        add({"profiles": [{**customer(ADA)["profiles"][0], "source": None}]})
        .asking(source="INSTORE")
        .answers(created(7)),
    ),
    good(NO_ACCOUNT, "3217", add(ADA, "LINE", "l3").answers(refused(3217))),
    good(NO_ACCOUNT, "another code", add(ADA, "LINE", "l3").answers(refused(8045))),
    good(NO_ACCOUNT, "another case is another account", add(ADA, "LINE", "L1").answers(refused(3217))),
    good(NO_ACCOUNT, "an upsert item", upsert(customer(ADA, "LINE", "l3")).answers(upserted(wrong(1)))),
    bad(
        NO_ACCOUNT,
        "it registers",
        add(ADA, "LINE", "l3").answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    bad(
        NO_ACCOUNT,
        "an upsert registers",
        upsert(customer(ADA, "LINE", "l3")).answers(upserted(kept(7))),
        says=("outcome", "an error", "success, id 7"),
    ),
    bad(
        NO_ACCOUNT,
        "it registers beside an unknown member",
        add({**customer(ADA, "LINE", "l3"), "x": 1}).answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    silent(NO_ACCOUNT, "a listed account", add(ADA, "LINE", "l2").answers(created(7))),
    silent(NO_ACCOUNT, "no account: refused", add(ADA, "LINE").answers(refused(1))),
    silent(NO_ACCOUNT, "no account: accepted", add(ADA, "LINE").answers(created(7))),
    silent(NO_ACCOUNT, "an empty account", add(ADA, "LINE", "").answers(created(7))),
    silent(NO_ACCOUNT, "an account of no text", add(ADA, "LINE", 5).answers(created(7))),
    silent(NO_ACCOUNT, "an open list: accepted", add(ADA, "WECHAT", "w9").answers(created(7))),
    silent(NO_ACCOUNT, "an open list: refused", add(ADA, "WECHAT", "w9").answers(refused(3217))),
    silent(NO_ACCOUNT, "a source of which nothing is listed", add(ADA, "LINE", "l3").answers(created(7)), on=ANY),
    silent(NO_ACCOUNT, "an account where there are none", add(ADA, "WEBSITE", "x").answers(created(7))),
    good(NOT_ENABLED, "3217", add(ADA, "JD").answers(refused(3217))),
    good(NOT_ENABLED, "3217 where nothing is known", add(ADA, "WEBSITE").answers(refused(3217)), on=ANY),
    bad(NOT_ENABLED, "another code", add(ADA, "JD").answers(refused(8003)), says=("errors[].code", 3217, (8003,))),
    silent(NOT_ENABLED, "accepted", add(ADA, "JD").answers(created(7))),
    silent(NOT_ENABLED, "refused for another reason", add(ADA, "JD").answers(refused(8005))),
    silent(NOT_ENABLED, "an account is missing", add(ADA, "FACEBOOK").answers(refused(8045))),
    silent(NOT_ENABLED, "the account is blamed", add(ADA, "FACEBOOK", "f1").answers(refused(8127))),
    good(LISTED, "it registers", add(ADA, "WEBSITE").answers(created(7))),
    good(LISTED, "it registers in INSTORE where nothing is known", add(ADA).answers(created(7)), on=ANY),
    good(LISTED, "somebody joins", ADDED, add(ADA, "WEBSITE").answers(created(7))),
    good(LISTED, "an account of it", add(ADA, "LINE", "l1").answers(created(7))),
    good(LISTED, "an organisation may demand more", add(ADA.only("email")).answers(refused(8005))),
    bad(
        LISTED, "3217", add(ADA, "WEBSITE").answers(refused(3217)), says=("errors[].code", "WEBSITE accepted", (3217,))
    ),
    bad(
        LISTED,
        "3217 among others",
        add(ADA, "WEBSITE").answers(refused(1, 3217)),
        says=("errors[].code", "WEBSITE accepted", (1, 3217)),
    ),
    bad(
        LISTED,
        "3217 in INSTORE where nothing is known",
        add(ADA).answers(refused(3217)),
        on=ANY,
        says=("errors[].code", "INSTORE accepted", (3217,)),
    ),
    bad(
        LISTED,
        "3217 to somebody who joins",
        ADDED,
        add(ADA, "WEBSITE").answers(refused(3217)),
        says=("errors[].code", "WEBSITE accepted", (3217,)),
    ),
    bad(
        LISTED,
        "3217 for a listed account",
        add(ADA, "LINE", "l1").answers(refused(3217)),
        says=("errors[].code", "LINE accepted", (3217,)),
    ),
    silent(LISTED, "somebody known here", ADDED, add(ADA).answers(refused(8006))),
    silent(LISTED, "a request of doubts", add({**customer(ADA), "x": 1}).answers(refused(3217))),
    silent(LISTED, "INSTORE where others are listed", add(ADA).answers(refused(3217)), on=org(sources={"WEBSITE": {}})),
    silent(
        LISTED,
        "a source that was seen to work and is not listed",
        add(ADA, "WEBSITE").answers(created(7)),
        add(EVE, "WEBSITE").answers(created(8)),
        on=ANY,
    ),
    good(STORES, "after an unknown source", add(EVE, "NOWHERE").answers(refused(3217)), add(EVE).answers(created(8))),
    bad(
        STORES,
        "a refused newcomer is refused for another reason",
        add(EVE, "NOWHERE").answers(refused(3217)),
        add(EVE).answers(refused(1007)),
        says=("id", "still free: success", (1007,)),
    ),
    good(STORES, "the next one registers", add(ADA, "NOWHERE").answers(refused(3217)), add(ADA).answers(created(7))),
    bad(
        STORES,
        "somebody is found",
        add(ADA, "NOWHERE").answers(refused(3217)),
        finds(ADA["mobile"], 7),
        says=("id", "held by nobody", "success, id 7"),
    ),
    good(
        STORES,
        "a look-up after an unknown source",
        add(ADA, "NOWHERE").answers(refused(3217)),
        finds_nobody(ADA["mobile"]),
    ),
    bad(
        STORES,
        "an unknown source stored it",
        add(ADA, "NOWHERE").answers(refused(3217)),
        finds(ADA["mobile"], 7),
        says=("id", "held by nobody", "success, id 7"),
    ),
    good(OPEN_ACCOUNT, "accepted", add(ADA, "WECHAT", "w9").answers(created(7))),
    good(OPEN_ACCOUNT, "refused", add(ADA, "WECHAT", "w9").answers(refused(3217))),
    good(OPEN_ACCOUNT, "refused where there are no accounts", add(ADA, "INSTORE", "x").answers(refused(8045))),
    bad(
        OPEN_ACCOUNT,
        "neither",
        add(ADA, "WECHAT", "w9").answers(UNCLEAR),
        also=(EITHER,),
        says=("outcome", "a success or a refusal", "unreadable"),
    ),
    silent(OPEN_ACCOUNT, "a listed account", add(ADA, "WECHAT", "w1").answers(created(7))),
    silent(OPEN_ACCOUNT, "an account of a source that nobody has", add(ADA, "NOWHERE", "a1").answers(refused(3217))),
    good(WITHOUT_ACCOUNT, "accepted", add(ADA, "LINE").answers(created(7))),
    good(WITHOUT_ACCOUNT, "refused", add(ADA, "LINE").answers(refused(8045))),
    bad(
        WITHOUT_ACCOUNT,
        "neither",
        add(ADA, "LINE").answers(UNCLEAR),
        also=(EITHER,),
        says=("outcome", "a success or a refusal", "unreadable"),
    ),
    silent(WITHOUT_ACCOUNT, "an account", add(ADA, "LINE", "l1").answers(created(7))),
    good(V11, "accepted", register({**v11_customer(ADA), "source": "NOWHERE"}).answers(registered(A))),
    good(V11, "refused", register({**v11_customer(ADA), "source": "NOWHERE"}).answers(registered(failed(1001)))),
    bad(
        V11,
        "neither",
        register({**v11_customer(ADA), "source": "NOWHERE"}).answers(UNCLEAR),
        also=(EITHER,),
        says=("outcome", "a success or a refusal", "unreadable"),
    ),
    bad(
        V11,
        "an item that tells nothing",
        register({**v11_customer(ADA), "source": "NOWHERE"}).answers(UNTOLD),
        also=(SCHEMA,),
        says=("outcome", "a success or a refusal", "success"),
    ),
    silent(V11, "INSTORE", register({**v11_customer(ADA), "source": "instore"}).answers(registered(A))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_invalid_source(history: History) -> None:
    history.check()


@pytest.mark.parametrize("code", BLAME)
def test_every_code_that_blames_the_source_counts(code: int) -> None:
    assert breaches(ORG, add(ADA).answers(refused(code))) == (LISTED,)


@pytest.mark.parametrize(
    "source", ["FACEBOOK", "WEB_ENGAGE", "MARTJACK", "TMALL", "TAOBAO", "JD", "ECOMMERCE", "MOBILE_APP"]
)
def test_a_documented_source_may_be_refused_where_nothing_is_known(source: str) -> None:
    assert breaches(ANY, add(ADA, source, "x").answers(refused(3217))) == ()
