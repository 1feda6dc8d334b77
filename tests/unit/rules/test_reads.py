"""Whom reads find, and under which id, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    History,
    Identifier,
    add,
    ask,
    bad,
    change,
    created,
    details,
    done,
    found,
    get,
    good,
    kept,
    lookup,
    nobody,
    org,
    refused,
    register,
    registered,
    says,
    shown,
    shows,
    silent,
    status,
    upsert,
    upserted,
    v11_customer,
    wrong,
)

FINDS = "reads/lookup-finds-the-holder"
UNKNOWN = "reads/unknown-is-8015"
HOLDER = "reads/identifiers-are-shown-with-their-holder"
GETS = "reads/get-shows-the-customer-asked-for"
ADDED = add(ADA).answers(created(7))
EVE_ADDED = add(EVE).answers(created(8))
BOTH = ADA.only("mobile").with_(EVE["email"])
MERGED = (ADDED, EVE_ADDED, add(BOTH, "WEBSITE").answers(created(8, 8051)))
LAG = org(reads={"lag_s": 5})
EMAIL_REPEATS = org(unique={"email": False})

HISTORIES = [
    good(FINDS, "the holder", ADDED, lookup(ADA["mobile"]).answers(found(7))),
    good(FINDS, "the holder as text", ADDED, details(ADA["email"]).answers(shows(7, shown(ADA)))),
    good(FINDS, "with warnings", ADDED, lookup(ADA["mobile"]).answers(found(7, 1))),
    good(
        FINDS,
        "in an account",
        add(ADA, "LINE", "l1").answers(created(7)),
        lookup(ADA["mobile"], "LINE", "l1").answers(found(7)),
    ),
    good(FINDS, "the survivor of a merge", *MERGED, lookup(ADA["externalId"]).answers(found(8))),
    good(FINDS, "a merged customer by the old id", *MERGED, lookup(EVE["externalId"]).answers(found(7))),
    good(
        FINDS,
        "a v1.1 customer, where they are shared",
        register(ADA).answers(registered(done(7, ADA))),
        lookup(ADA["mobile"]).answers(found(7)),
    ),
    good(
        FINDS, "an upserted customer", upsert(ADA).answers(upserted(kept(7))), lookup(ADA["mobile"]).answers(found(7))
    ),
    good(
        FINDS,
        "what a look-up had found before",
        add(ADA).no_answer(),
        lookup(ADA["mobile"]).answers(found(7)),
        lookup(ADA["mobile"]).answers(found(7)),
    ),
    good(FINDS, "past the lag", ADDED.under_way(0, 1), lookup(ADA["mobile"]).answers(found(7)).under_way(6, 7), on=LAG),
    bad(FINDS, "somebody else", ADDED, lookup(ADA["mobile"]).answers(found(8)), says=("id", 7, "success, id 8")),
    bad(FINDS, "nobody", ADDED, lookup(ADA["mobile"]).answers(nobody()), says=("id", 7, (8015,))),
    bad(FINDS, "nobody under HTTP 200", ADDED, lookup(ADA["mobile"]).answers(nobody(200)), says=("id", 7, (8015,))),
    bad(
        FINDS,
        "nobody with another code",
        ADDED,
        lookup(ADA["mobile"]).answers(nobody(400, 8009)),
        says=("id", 7, (8009,)),
    ),
    bad(
        FINDS,
        "details of somebody else",
        ADDED,
        details(ADA["mobile"]).answers(shows(8)),
        says=("id", 7, "success, id 8"),
    ),
    bad(
        FINDS,
        "the removed owner",
        add(ADA).no_answer(),
        lookup(ADA["mobile"]).answers(found(7)),
        lookup(ADA["mobile"]).answers(found(8)),
        says=("id", 7, "success, id 8"),
    ),
    bad(
        FINDS,
        "nobody when the lag is just over",
        ADDED.under_way(0, 1),
        lookup(ADA["mobile"]).answers(nobody()).under_way(6, 7),
        on=LAG,
        says=("id", 7, (8015,)),
    ),
    silent(
        FINDS,
        "within the lag",
        ADDED.under_way(0, 1),
        lookup(ADA["mobile"]).answers(nobody()).under_way(5.9, 7),
        on=LAG,
    ),
    silent(
        FINDS,
        "within the lag of another write",
        ADDED.under_way(0, 1),
        EVE_ADDED.under_way(4, 5),
        lookup(ADA["mobile"]).answers(nobody()).under_way(8, 9),
        on=LAG,
    ),
    silent(
        FINDS,
        "within the lag of a write that ended before another",
        ADDED.under_way(0, 5),
        EVE_ADDED.under_way(3, 4),
        lookup(ADA["mobile"]).answers(nobody()).under_way(9.5, 9.6),
        on=LAG,
    ),
    silent(FINDS, "nobody holds it", lookup(ADA["mobile"]).answers(nobody())),
    silent(FINDS, "an email that may repeat", ADDED, lookup(ADA["email"]).answers(nobody()), on=EMAIL_REPEATS),
    silent(
        FINDS,
        "in a source where the holder has no profile: nobody",
        ADDED,
        lookup(ADA["mobile"], "WEBSITE").answers(nobody()),
    ),
    silent(
        FINDS,
        "in a source where the holder has no profile: 8065",
        ADDED,
        lookup(ADA["mobile"], "WEBSITE").answers(nobody(400, 8065)),
    ),
    silent(FINDS, "no source", ADDED, lookup(ADA["mobile"], None).answers(nobody())),
    silent(FINDS, "an unknown source", ADDED, lookup(ADA["mobile"], "NOWHERE").answers(refused(8011))),
    silent(FINDS, "no identifier", ADDED, ask("lookupCustomer", source="INSTORE").answers(refused(1))),
    silent(
        FINDS, "no value", ADDED, ask("lookupCustomer", source="INSTORE", identifierName="mobile").answers(refused(1))
    ),
    silent(FINDS, "another spelling", ADDED, lookup(Identifier("email", ADA["email"].value.upper())).answers(nobody())),
    silent(FINDS, "the write was not answered: found", add(ADA).no_answer(), lookup(ADA["mobile"]).answers(found(7))),
    silent(FINDS, "the write was not answered: nobody", add(ADA).no_answer(), lookup(ADA["mobile"]).answers(nobody())),
    silent(
        FINDS,
        "the removal was not answered",
        ADDED,
        change(7, remove=[ADA["email"]]).no_answer(),
        lookup(ADA["email"]).answers(nobody()),
    ),
    silent(FINDS, "no such operation", ADDED, lookup(ADA["mobile"]).answers(status(404))),
    silent(
        FINDS,
        "an invalid email that was dropped",
        add(ADA.with_(Identifier("email", "x"))).answers(created(7, 8055)),
        lookup(Identifier("email", "x")).answers(nobody()),
    ),
    silent(
        FINDS,
        "a look-up in a system that does not look up",
        add(ADA).no_answer(),
        lookup(ADA["mobile"]).answers(found(7)),
        lookup(ADA["mobile"]).answers(found(8)),
        on=org(operations={}),
        also=("reads/reads-change-nothing",),
    ),
    # nobody
    good(UNKNOWN, "8015", lookup(ADA["mobile"]).answers(nobody())),
    good(UNKNOWN, "8015 under HTTP 200", lookup(ADA["mobile"]).answers(nobody(200))),
    good(UNKNOWN, "8015 under HTTP 400", details(ADA["mobile"]).answers(nobody(400))),
    good(UNKNOWN, "8015 among others", lookup(ADA["mobile"]).answers(refused(1, 8015))),
    bad(UNKNOWN, "somebody", lookup(ADA["mobile"]).answers(found(7)), says=("errors[].code", 8015, "success, id 7")),
    bad(
        UNKNOWN, "another code", lookup(ADA["mobile"]).answers(nobody(400, 8009)), says=("errors[].code", 8015, (8009,))
    ),
    bad(
        UNKNOWN,
        "no code",
        lookup(ADA["mobile"]).answers(says({}, 400)),
        says=("errors[].code", 8015, "refused without a code"),
    ),
    silent(UNKNOWN, "somebody else's value", lookup(Identifier("mobile", "919999999999")).answers(found(7))),
    silent(UNKNOWN, "an email that may repeat", lookup(ADA["email"]).answers(found(7)), on=EMAIL_REPEATS),
    silent(UNKNOWN, "after a write without an answer", add(ADA).no_answer(), lookup(ADA["mobile"]).answers(found(7))),
    silent(
        UNKNOWN,
        "after an upsert that failed in part",
        upsert(ADA.only("email")).answers(upserted(wrong(1))),
        lookup(ADA["email"]).answers(found(7)),
    ),
    silent(
        UNKNOWN,
        "after a v1.1 item of doubts",
        register({**v11_customer(ADA), "source": "WEBSITE"}).answers(registered(done(7, ADA))),
        lookup(ADA["mobile"]).answers(found(7)),
    ),
    silent(
        UNKNOWN,
        "after a v1.1 item where nobody knows whether they are shared",
        register(ADA).answers(registered(done(7, ADA))),
        lookup(ADA["mobile"]).answers(found(7)),
        on=org(shared_identity=None),
    ),
    # identifiers
    good(HOLDER, "one's own", ADDED, get(7).answers(shows(7, shown(ADA)))),
    good(
        HOLDER,
        "a merged customer's",
        *MERGED,
        get(7).answers(shows(8, shown(EVE))),
        also=("reads/details-show-every-identifier",),
    ),
    bad(
        HOLDER,
        "another's email",
        ADDED,
        EVE_ADDED,
        get(7).answers(shows(7, shown(ADA.with_(EVE["email"])))),
        also=("reads/details-show-every-identifier",),
        says=("profiles[].identifiers", "email of 8", 7),
    ),
    bad(
        HOLDER,
        "another's email, which may be named",
        ADDED,
        EVE_ADDED,
        details(EVE["email"]).answers(shows(7, shown(ADA.with_(EVE["email"])))),
        before=("reads/lookup-finds-the-holder",),
        also=("reads/details-show-every-identifier",),
        says=("profiles[].identifiers", "email of 8", 7),
    ),
    silent(
        HOLDER,
        "another's email in another source",
        ADDED,
        get(7, "ALL").answers(shows(7, shown(ADA.only("mobile"), "WEBSITE"))),
        also=("cross-source/identifiers-kept-per-source",),
    ),
    silent(
        HOLDER,
        "an email that may repeat",
        ADDED,
        get(7).answers(shows(7, shown(ADA.only("email")))),
        on=EMAIL_REPEATS,
        also=("reads/details-show-every-identifier",),
    ),
    silent(
        HOLDER,
        "an identifier of whom nobody knows",
        ADDED,
        get(7).answers(shows(7, shown(ADA.only("mobile").with_(Identifier("mobile", "1234567"))))),
        also=("reads/details-show-every-identifier",),
    ),
    silent(
        HOLDER,
        "identifiers of odd shape",
        ADDED,
        get(7).answers(shows(7, {**shown(ADA), "identifiers": [{"type": 5, "value": "x"}, {"type": "mobile"}]})),
        also=("reads/details-show-every-identifier", "envelope/answer-matches-the-schema"),
    ),
    silent(
        HOLDER,
        "no identifiers",
        ADDED,
        get(7).answers(shows(7, shown(ADA.only()))),
        also=("reads/details-show-every-identifier",),
    ),
    # by id
    good(GETS, "the customer", ADDED, get(7).answers(shows(7, shown(ADA)))),
    good(GETS, "all of the customer", ADDED, get(7, "ALL").answers(shows(7, shown(ADA)))),
    good(GETS, "in an account", add(ADA, "LINE", "l1").answers(created(7)), get(7, "LINE", "l1").answers(shows(7))),
    good(GETS, "the survivor", *MERGED, get(7).answers(shows(8))),
    good(GETS, "the old id", *MERGED, get(8).answers(shows(7))),
    bad(GETS, "somebody else", ADDED, get(7).answers(shows(8)), says=("id", 7, "success, id 8")),
    bad(GETS, "nobody", ADDED, get(7).answers(nobody()), says=("id", 7, (8015,))),
    bad(GETS, "nobody where all is asked for", ADDED, get(7, "ALL").answers(refused(8009)), says=("id", 7, (8009,))),
    silent(GETS, "nobody known", get(7).answers(nobody())),
    silent(GETS, "no profile in that source", ADDED, get(7, "WEBSITE").answers(nobody())),
    silent(
        GETS, "a profile that may be there", ADDED, add(ADA, "WEBSITE").no_answer(), get(7, "WEBSITE").answers(nobody())
    ),
    silent(GETS, "no source", ADDED, get(7, None).answers(nobody())),
    silent(GETS, "an unknown source", ADDED, get(7, "NOWHERE").answers(refused(8012))),
    silent(GETS, "all in small letters", ADDED, get(7, "all").answers(refused(8012))),
    silent(GETS, "no number", ADDED, get("ada").answers(nobody())),
    silent(GETS, "within the lag", ADDED, get(7).answers(nobody()), on=LAG),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_reads(history: History) -> None:
    history.check()
