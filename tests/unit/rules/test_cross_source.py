"""One customer in several source accounts, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    History,
    add,
    bad,
    created,
    customer,
    done,
    good,
    kept,
    notices,
    org,
    refused,
    register,
    registered,
    silent,
    upsert,
    upserted,
)

JOINS = "cross-source/known-elsewhere-joins-the-customer"
ACCOUNT = "cross-source/another-account-is-another-source-account"
HERE = "cross-source/owner-with-a-profile-here-is-refused"
SEVERAL = "cross-source/several-owners-are-told"

OPEN = org(shared_identity=None)

ADDED = add(ADA).answers(created(7))
EVE_ADDED = add(EVE).answers(created(8))
BOTH = ADA.only("mobile").with_(EVE["email"])
MET = add(BOTH, "WEBSITE")
AT_L1 = add(ADA, "LINE", "l1").answers(created(7))
AT_WEBSITE = add(ADA, "WEBSITE").answers(created(7))
OTHERWISE = (ADDED, add(ADA.only("mobile"), "WEBSITE").answers(created(7)), add(ADA.only("email"), "WEBSITE"))

HISTORIES = [
    # known in another source: success, with the id of the customer
    good(JOINS, "the customer joins", ADDED, add(ADA, "WEBSITE").answers(created(7))),
    good(JOINS, "combining may be warned of", ADDED, add(ADA, "WEBSITE").answers(created(7, 8050))),
    good(JOINS, "an empty list of errors is none", ADDED, add(ADA, "WEBSITE").answers(created(7, errors=[]))),
    good(JOINS, "HTTP 201 is a success", ADDED, add(ADA, "WEBSITE").answers(created(7, status=201))),
    good(JOINS, "one known identifier is enough", ADDED, add(EVE.with_(ADA["email"]), "WEBSITE").answers(created(7))),
    good(JOINS, "an identifier alone is enough", ADDED, add(ADA.only("email"), "WEBSITE").answers(created(7))),
    good(JOINS, "an account is another place than a source", ADDED, add(ADA, "LINE", "l1").answers(created(7))),
    good(
        JOINS,
        "an upsert made them known",
        upsert(ADA).answers(upserted(kept(7))),
        add(ADA, "WEBSITE").answers(created(7)),
    ),
    good(
        JOINS,
        "v1.1 made them known, where it shares its customers",
        register(ADA).answers(registered(done(7, ADA))),
        add(ADA, "WEBSITE").answers(created(7)),
    ),
    good(
        JOINS,
        "after a merge either id is the customer's",
        ADDED,
        EVE_ADDED,
        MET.answers(created(8, 8051)),
        add(ADA.only("externalId"), "ECOMMERCE").answers(created(7)),
    ),
    bad(
        JOINS, "the join is refused", ADDED, add(ADA, "WEBSITE").answers(refused(8006)), says=("createdId", 7, (8006,))
    ),
    bad(
        JOINS,
        "the join makes somebody new",
        ADDED,
        add(ADA, "WEBSITE").answers(created(8)),
        says=("createdId", 7, "success, id 8"),
    ),
    bad(
        JOINS,
        "after a merge a third id appears",
        ADDED,
        EVE_ADDED,
        MET.answers(created(8, 8051)),
        add(ADA.only("externalId"), "ECOMMERCE").answers(created(9)),
        says=("createdId", 8, "success, id 9"),
    ),
    silent(JOINS, "known here", ADDED, add(ADA).answers(refused(8006))),
    silent(JOINS, "known nowhere", add(ADA, "WEBSITE").answers(created(7))),
    silent(JOINS, "the request leaves doubts", ADDED, add({**customer(ADA, "WEBSITE"), "x": 1}).answers(refused(1))),
    silent(JOINS, "the first was not answered: new", add(ADA).no_answer(), add(ADA, "WEBSITE").answers(created(9))),
    silent(
        JOINS,
        "an unanswered join may have made a profile: refused",
        ADDED,
        add(ADA, "WEBSITE").no_answer(),
        add(ADA, "WEBSITE").answers(refused(8006)),
    ),
    silent(
        JOINS,
        "an unanswered join may have made a profile: joined",
        ADDED,
        add(ADA, "WEBSITE").no_answer(),
        add(ADA, "WEBSITE").answers(created(7)),
    ),
    silent(
        JOINS,
        "an unanswered join of one identifier",
        ADDED,
        add(ADA.only("email"), "WEBSITE").no_answer(),
        add(ADA.only("mobile"), "WEBSITE").answers(refused(8066)),
    ),
    *(
        silent(JOINS, f"v1.1 may have registered them in INSTORE: {how}", AT_WEBSITE, *between, again, on=OPEN)
        for how, between, again in (
            ("answered", [register(ADA).answers(registered(done(7, ADA)))], add(ADA).answers(refused(8006))),
            ("as somebody else", [register(ADA).answers(registered(done(9, ADA)))], add(ADA).answers(refused(8006))),
            ("not answered", [register(ADA).no_answer()], add(ADA).answers(refused(8006))),
            ("in a batch", [register(EVE, ADA).no_answer()], add(ADA).answers(refused(8006))),
            (
                "by another of their identifiers",
                [register(ADA.only("email")).answers(registered(done(7, ADA.only("email"))))],
                add(ADA.only("mobile")).answers(refused(8066)),
            ),
            (
                "by another of their identifiers, not answered",
                [register(ADA.only("email")).no_answer()],
                add(ADA.only("mobile")).answers(refused(8066)),
            ),
        )
    ),
    bad(
        JOINS,
        "v1.1 is another identity space",
        AT_WEBSITE,
        register(ADA).answers(registered(done(9, ADA))),
        add(ADA).answers(refused(8006)),
        on=org(shared_identity=False),
    ),
    silent(JOINS, "a source that nobody listed", ADDED, add(ADA, "JD").answers(refused(3217))),
    silent(JOINS, "an account is missing: error", ADDED, add(ADA, "LINE").answers(refused(8004))),
    silent(JOINS, "an account is missing: success", ADDED, add(ADA, "LINE").answers(created(7, 8045))),
    silent(JOINS, "an account that may exist", ADDED, add(ADA, "WECHAT", "w2").answers(refused(3217))),
    silent(
        JOINS,
        "an email that may repeat",
        ADDED,
        add(EVE.only("mobile").with_(ADA["email"]), "WEBSITE").answers(created(8)),
        on=org(unique={"email": False}),
    ),
    silent(
        JOINS,
        "v1.1 customers of whom nobody knows whether they are shared",
        register(ADA).answers(registered(done(7, ADA))),
        add(ADA, "WEBSITE").answers(created(8)),
        on=org(shared_identity=None),
    ),
    # another account of the same source
    good(ACCOUNT, "the customer joins another account", AT_L1, add(ADA, "LINE", "l2").answers(created(7))),
    good(
        ACCOUNT,
        "held in another source, too",
        ADDED,
        add(ADA, "LINE", "l1").answers(created(7)),
        add(ADA, "LINE", "l2").answers(created(7)),
    ),
    good(
        ACCOUNT,
        "the accounts of WECHAT need not be closed",
        add(ADA, "WECHAT", "w1").answers(created(7)),
        add(ADA, "LINE", "l1").answers(created(7)),
        add(ADA, "LINE", "l2").answers(created(7)),
    ),
    bad(
        ACCOUNT,
        "the other account makes somebody new",
        AT_L1,
        add(ADA, "LINE", "l2").answers(created(8)),
        says=("createdId", 7, "success, id 8"),
    ),
    bad(
        ACCOUNT,
        "the other account is refused",
        AT_L1,
        add(ADA, "LINE", "l2").answers(refused(8006)),
        says=("createdId", 7, (8006,)),
    ),
    silent(ACCOUNT, "another source", AT_L1, add(ADA, "WEBSITE").answers(created(7))),
    # the owner has a profile here under other identifiers
    good(HERE, "8006", *OTHERWISE[:2], OTHERWISE[2].answers(refused(8006))),
    good(HERE, "8066", *OTHERWISE[:2], OTHERWISE[2].answers(refused(8066))),
    good(HERE, "8066 among others", *OTHERWISE[:2], OTHERWISE[2].answers(refused(1, 8066))),
    silent(HERE, "what the organisation demands was not sent", *OTHERWISE[:2], OTHERWISE[2].answers(refused(1006))),
    bad(
        HERE,
        "another code",
        ADDED,
        add(ADA.only("email"), "WEBSITE").answers(created(7)),
        add(ADA.only("mobile"), "WEBSITE").answers(refused(1007)),
        says=("errors[].code", (8006, 8066), (1007,)),
    ),
    bad(
        HERE,
        "the profile is replaced",
        *OTHERWISE[:2],
        OTHERWISE[2].answers(created(7)),
        says=("errors[].code", (8006, 8066), "success, id 7"),
    ),
    bad(
        HERE,
        "somebody new appears",
        *OTHERWISE[:2],
        OTHERWISE[2].answers(created(8, 8066)),
        says=("errors[].code", (8006, 8066), "success, id 8"),
    ),
    silent(HERE, "no profile here", ADDED, add(ADA.only("email"), "WEBSITE").answers(created(7))),
    silent(
        HERE,
        "an email of unknown owner",
        add(ADA.only("email")).no_answer(),
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        add(ADA.only("email"), "WEBSITE").answers(refused(1)),
    ),
    # two customers of other sources
    good(SEVERAL, "an error of any code", ADDED, EVE_ADDED, MET.answers(refused(8052))),
    good(SEVERAL, "an error of another code", ADDED, EVE_ADDED, MET.answers(refused(1))),
    good(SEVERAL, "success with 8052", ADDED, EVE_ADDED, MET.answers(created(9, 8052))),
    good(SEVERAL, "a merge among the warnings", ADDED, EVE_ADDED, MET.answers(created(7, 8051))),
    good(SEVERAL, "a merge among the errors", ADDED, EVE_ADDED, MET.answers(created(7, errors=notices(8051)))),
    bad(
        SEVERAL,
        "a silent success",
        ADDED,
        EVE_ADDED,
        MET.answers(created(7)),
        says=("warnings[].code", (8051, 8052), ()),
    ),
    bad(
        SEVERAL,
        "another warning",
        ADDED,
        EVE_ADDED,
        MET.answers(created(9, 8050)),
        says=("warnings[].code", (8051, 8052), (8050,)),
    ),
    silent(SEVERAL, "one customer", ADDED, add(ADA, "WEBSITE").answers(created(7))),
    silent(SEVERAL, "one of them is known here", ADDED, EVE_ADDED, add(BOTH).answers(refused(8006))),
    silent(
        SEVERAL,
        "two customers who were merged are one",
        ADDED,
        EVE_ADDED,
        MET.answers(created(7, 8051)),
        add(ADA.only("externalId").with_(EVE["externalId"]), "ECOMMERCE").answers(created(7)),
    ),
    silent(SEVERAL, "the second may not exist", ADDED, add(EVE).no_answer(), MET.answers(created(7))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_cross_source(history: History) -> None:
    history.check()
