"""Which sources and accounts a registration may name, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    ANY,
    EVE,
    ORG,
    History,
    add,
    bad,
    breaches,
    created,
    customer,
    done,
    good,
    kept,
    org,
    person,
    refused,
    register,
    registered,
    says,
    silent,
    status,
    upsert,
    upserted,
    v11_customer,
    wrong,
)

UNKNOWN = "invalid-source/unknown-source-is-3217"
NEVER = "invalid-source/unknown-source-never-registers"
MISSING = "invalid-source/missing-source-is-refused"
NO_ACCOUNT = "invalid-source/unknown-account-is-refused"
LISTED = "invalid-source/listed-source-is-accepted"
UPSERT_UNKNOWN = "upsert/unknown-source-is-an-item-error"
FRESH = "identifiers/fresh-person-is-registered"
JOINS = "cross-source/known-elsewhere-joins-the-customer"

ODD = {**customer(ADA, "NOWHERE"), "colour": "red"}
NULL = {"profiles": [{**customer(ADA)["profiles"][0], "source": None}]}

HISTORIES = [
    good(UNKNOWN, "3217", add(ADA, "NOWHERE").answers(refused(3217))),
    good(UNKNOWN, "3217 among others", add(ADA, "NOWHERE").answers(refused(8003, 3217))),
    good(UNKNOWN, "3217 under HTTP 200", add(ADA, "NOWHERE").answers(refused(3217, status=200))),
    good(UNKNOWN, "a prefix of a source is none", add(ADA, "INSTOR").answers(refused(3217))),
    good(UNKNOWN, "a suffix makes another source", add(ADA, "INSTOREX").answers(refused(3217))),
    good(
        UNKNOWN,
        "a known customer elsewhere does not help",
        add(ADA).answers(created(7)),
        add(ADA, "NOWHERE").answers(refused(3217)),
    ),
    silent(
        UNKNOWN,
        "that the customer is known elsewhere may be told in its place",
        add(ADA).answers(created(7)),
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
        add(ADA).answers(created(7)),
        add(ADA, "NOWHERE").answers(refused(8015)),
        says=("errors[].code", 3217, (8015,)),
    ),
    good(UNKNOWN, "nothing needs to be known of the organisation", add(ADA, "NOWHERE").answers(refused(3217)), on=ANY),
    bad(
        UNKNOWN, "it registers", add(ADA, "NOWHERE").answers(created(7)), says=("errors[].code", 3217, "success, id 7")
    ),
    bad(UNKNOWN, "another code", add(ADA, "NOWHERE").answers(refused(8003)), says=("errors[].code", 3217, (8003,))),
    silent(
        UNKNOWN,
        "no code",
        add(ADA, "NOWHERE").answers(says({}, 400)),
        also=("envelope/failure-shape-v2",),
    ),
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
        register({**v11_customer(ADA), "source": "NOWHERE"}).answers(registered(done(7, ADA))),
    ),
    # whatever else is asked for
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
        also=(UPSERT_UNKNOWN,),
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
    # no source
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
    # an account that the organisation does not have
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
    # a source of the organisation
    good(LISTED, "it registers", add(ADA, "WEBSITE").answers(created(7))),
    good(LISTED, "it registers in INSTORE where nothing is known", add(ADA).answers(created(7)), on=ANY),
    good(LISTED, "somebody joins", add(ADA).answers(created(7)), add(ADA, "WEBSITE").answers(created(7))),
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
        add(ADA).answers(created(7)),
        add(ADA, "WEBSITE").answers(refused(3217)),
        says=("errors[].code", "WEBSITE accepted", (3217,)),
    ),
    bad(
        LISTED,
        "3217 for a listed account",
        add(ADA, "LINE", "l1").answers(refused(3217)),
        says=("errors[].code", "LINE accepted", (3217,)),
    ),
    silent(LISTED, "somebody known here", add(ADA).answers(created(7)), add(ADA).answers(refused(8006))),
    silent(LISTED, "a request of doubts", add({**customer(ADA), "x": 1}).answers(refused(3217))),
    silent(LISTED, "INSTORE where others are listed", add(ADA).answers(refused(3217)), on=org(sources={"WEBSITE": {}})),
    silent(
        LISTED,
        "a source that was seen to work and is not listed",
        add(ADA, "WEBSITE").answers(created(7)),
        add(EVE, "WEBSITE").answers(created(8)),
        on=ANY,
    ),
]
"""Tables of claims; the last line of each is the one that counts."""

BLAME = [3217, 8003, 8004, 8011, 8012, 8045, 8127, 3213, 3216, 3218]


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
