"""Reads that must fit each other, and the source account that they name, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    History,
    Identifier,
    add,
    bad,
    created,
    details,
    found,
    get,
    good,
    kept,
    lookup,
    nobody,
    org,
    refused,
    shown,
    shows,
    silent,
    upsert,
    upserted,
)

EVERY = "reads/details-show-every-identifier"
PER_SOURCE = "cross-source/identifiers-kept-per-source"
AGREE = "reads/reads-agree"
SAME = "reads/reads-change-nothing"
FOUND = "reads/lookup-finds-the-holder"
ADDED = add(ADA).answers(created(7))
NOBODY_FOUND = "reads/nobody-is-not-found"
OWN_FIELDS = "reads/extended-fields-are-their-own"
WITHIN = "reads/lookup-stays-in-its-source-account"
CITIES = org(extended_fields=["city"])
IN_PUNE = add(ADA.but(extended={"city": "Pune"})).answers(created(7))
ASKED = "reads/asked-source-account-is-shown"
IN_BOTH = (add(ADA, "LINE", "l1").answers(created(7)), add(ADA, "LINE", "l2").answers(created(7)))
L1, L2 = shown(ADA, "LINE", "l1"), shown(ADA, "LINE", "l2")

HISTORIES = [
    good(
        OWN_FIELDS, "as sent", IN_PUNE, get(7).answers(shows(7, shown(ADA), extendedFields={"city": "Pune"})), on=CITIES
    ),
    good(
        OWN_FIELDS,
        "as updated",
        IN_PUNE,
        upsert(ADA.but(extended={"city": "Delhi"})).answers(upserted(kept(7))),
        get(7).answers(shows(7, shown(ADA), extendedFields={"city": "Delhi"})),
        on=CITIES,
    ),
    bad(
        OWN_FIELDS,
        "somebody else's",
        IN_PUNE,
        get(7).answers(shows(7, shown(ADA), extendedFields={"city": "Delhi"})),
        on=CITIES,
        says=("extendedFields.city", "Pune", "Delhi"),
    ),
    bad(
        OWN_FIELDS,
        "another's, for somebody who sent none",
        IN_PUNE,
        add(EVE).answers(created(8)),
        get(8).answers(shows(8, shown(EVE))),
        get(8).answers(shows(8, shown(EVE), extendedFields={"city": "Pune"})),
        on=CITIES,
        says=("extendedFields.city", "none, for none was stored", "Pune"),
    ),
    silent(
        OWN_FIELDS,
        "perhaps the organisation's usual value",
        IN_PUNE,
        add(EVE).answers(created(8)),
        get(8).answers(shows(8, shown(EVE), extendedFields={"city": "Pune"})),
        on=CITIES,
    ),
    silent(
        OWN_FIELDS,
        "perhaps sent by a request without an answer",
        IN_PUNE,
        get(7).answers(shows(7, shown(ADA))),
        add(EVE.but(extended={"city": "Pune"})).no_answer(),
        lookup(EVE["mobile"]).answers(found(8)),
        get(8).answers(shows(8, shown(EVE), extendedFields={"city": "Pune"})),
        on=CITIES,
    ),
    silent(OWN_FIELDS, "dropped", IN_PUNE, get(7).answers(shows(7, shown(ADA), extendedFields={})), on=CITIES),
    silent(
        OWN_FIELDS,
        "an update without an answer",
        IN_PUNE,
        upsert(ADA.but(extended={"city": "Delhi"})).no_answer(),
        get(7).answers(shows(7, shown(ADA), extendedFields={"city": "Delhi"})),
        on=CITIES,
    ),
    good(WITHIN, "8015", ADDED, lookup(ADA["mobile"], "WEBSITE").answers(nobody())),
    good(WITHIN, "8065", ADDED, lookup(ADA["mobile"], "WEBSITE").answers(refused(8065))),
    bad(
        WITHIN,
        "found by nobody here",
        ADDED,
        lookup(ADA["mobile"], "WEBSITE").answers(found(7)),
        says=("id", "found by nobody here", "success, id 7"),
    ),
    silent(
        WITHIN,
        "here under another identifier",
        ADDED,
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        lookup(ADA["email"], "WEBSITE").answers(found(7)),
    ),
    silent(
        WITHIN,
        "unanswered join",
        ADDED,
        add(ADA, "WEBSITE").no_answer(),
        lookup(ADA["email"], "WEBSITE").answers(found(7)),
    ),
    good(ASKED, "the account asked for", *IN_BOTH, get(7, "LINE", "l2").answers(shows(7, L2))),
    good(ASKED, "all accounts", *IN_BOTH, get(7, "LINE", "l2").answers(shows(7, L1, L2))),
    bad(
        ASKED,
        "the account of another question",
        *IN_BOTH,
        get(7, "LINE", "l2").answers(shows(7, L1)),
        says=("profiles[]", "LINE/l2", ("LINE/l1",)),
    ),
    silent(ASKED, "no account told", *IN_BOTH, get(7, "LINE", "l2").answers(shows(7, shown(ADA, "LINE")))),
    good(EVERY, "all of them", ADDED, get(7).answers(shows(7, shown(ADA)))),
    good(
        EVERY,
        "an email in other case",
        ADDED,
        get(7).answers(shows(7, shown(ADA.with_(Identifier("email", ADA["email"].value.upper()))))),
    ),
    bad(
        EVERY,
        "one is missing",
        ADDED,
        get(7).answers(shows(7, shown(ADA.only("mobile", "email")))),
        says=("profiles[].identifiers", "the externalId", "without it"),
    ),
    silent(EVERY, "nobody known", get(9).answers(shows(9, shown(ADA)))),
    silent(EVERY, "another source", ADDED, get(7, "ALL").answers(shows(7, shown(ADA.only(), "WEBSITE")))),
    bad(
        PER_SOURCE,
        "one of another source",
        ADDED,
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        get(7, "WEBSITE").answers(shows(7, shown(ADA.only("mobile", "email"), "WEBSITE"))),
        says=("profiles[].identifiers", "those of this source account", "the email"),
    ),
    good(
        PER_SOURCE,
        "each profile shows its own",
        ADDED,
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        get(7, "WEBSITE").answers(shows(7, shown(ADA.only("mobile"), "WEBSITE"))),
    ),
    silent(
        PER_SOURCE,
        "one that may have come here",
        ADDED,
        add(ADA, "WEBSITE").no_answer(),
        get(7, "WEBSITE").answers(shows(7, shown(ADA.only("email"), "WEBSITE"))),
    ),
    good(PER_SOURCE, "its own", ADDED, get(7).answers(shows(7, shown(ADA)))),
    good(
        AGREE,
        "the same customer",
        ADDED,
        lookup(ADA["email"]).answers(found(7)),
        details(ADA["email"]).answers(shows(7, shown(ADA))),
    ),
    good(
        AGREE,
        "one customer, of two before they were merged",
        ADDED,
        add(EVE).answers(created(8)),
        details(EVE["email"]).answers(shows(8, shown(EVE))),
        add(ADA.only("mobile").with_(EVE["email"]), "TMALL").answers(created(7, 8051)),
        lookup(EVE["email"]).answers(found(7)),
    ),
    silent(
        AGREE,
        "the same read twice",
        ADDED,
        lookup(ADA["email"]).answers(found(7)),
        lookup(ADA["email"]).answers(found(7)),
    ),
    good(
        SAME, "the same customer", ADDED, lookup(ADA["email"]).answers(found(7)), lookup(ADA["email"]).answers(found(7))
    ),
    bad(
        SAME,
        "nobody",
        ADDED,
        lookup(ADA["email"]).answers(found(7)),
        lookup(ADA["email"]).answers(nobody()),
        before=(FOUND,),
        says=("id", 7, (8015,)),
    ),
    bad(
        AGREE,
        "another customer",
        lookup(Identifier("mobile", "919999999999")).answers(found(7)),
        details(Identifier("mobile", "919999999999")).answers(shows(8)),
        on=org(operations={}),
        says=("id", 7, "success, id 8"),
    ),
    bad(
        SAME,
        "another customer",
        lookup(Identifier("mobile", "919999999999")).answers(found(7)),
        lookup(Identifier("mobile", "919999999999")).answers(found(8)),
        on=org(operations={}),
        says=("id", 7, "success, id 8"),
    ),
    good(NOBODY_FOUND, "refused", get(10**15).answers(nobody())),
    bad(NOBODY_FOUND, "shown", get(10**15).answers(shows(7)), says=("outcome", "an error", "success, id 7")),
    silent(NOBODY_FOUND, "an id that may be somebody's", get(10**15 - 1).answers(shows(7))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_reads_agree(history: History) -> None:
    history.check()
