"""One customer in several source accounts, in histories."""

from __future__ import annotations

import pytest
from histories import *

JOINS = "cross-source/known-elsewhere-joins-the-customer"
ACCOUNT = "cross-source/another-account-is-another-source-account"
HERE = "cross-source/owner-with-a-profile-here-is-refused"
SEVERAL = "cross-source/several-owners-are-told"
NOBODY_NEW = "cross-source/nobody-new-is-combined"
LOSE_NOTHING = "cross-source/several-owners-lose-nothing"
ONE_LEFT = "cross-source/merge-leaves-one-customer"
FOUND = "cross-source/joined-customer-is-found"
APART = "cross-source/details-kept-per-source"
PER_SOURCE = "cross-source/identifiers-kept-per-source"
COMBINED = "cross-source/combining-is-a-success"

AT_L1 = add(ADA, "LINE", "l1").answers(created(7))
AT_WEBSITE = add(ADA, "WEBSITE").answers(created(7))
OTHERWISE = (ADDED, add(ADA.only("mobile"), "WEBSITE").answers(created(7)), add(ADA.only("email"), "WEBSITE"))
LINE_ID = Identifier("unionId", "ct-t1-1")
WITH_LINE = ADA.only("mobile").with_(LINE_ID)

HISTORIES = [
    good(JOINS, "the customer joins", ADDED, add(ADA, "WEBSITE").answers(created(7))),
    good(JOINS, "combining may be warned of", ADDED, add(ADA, "WEBSITE").answers(created(7, 8050))),
    good(JOINS, "an empty list of errors is none", ADDED, add(ADA, "WEBSITE").answers(created(7, errors=[]))),
    good(JOINS, "HTTP 201 is a success", ADDED, add(ADA, "WEBSITE").answers(created(7, status=201))),
    good(JOINS, "one known identifier is enough", ADDED, add(EVE.with_(ADA["email"]), "WEBSITE").answers(created(7))),
    good(JOINS, "an identifier alone is enough", ADDED, add(ADA.only("email"), "WEBSITE").answers(created(7))),
    good(JOINS, "an account is another place than a source", ADDED, add(ADA, "LINE", "l1").answers(created(7))),
    good(JOINS, "an upsert made them known", UPSERTED, add(ADA, "WEBSITE").answers(created(7))),
    good(JOINS, "v1.1 made them known, where it shares its customers", IN_V11, add(ADA, "WEBSITE").answers(created(7))),
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
        silent(JOINS, f"v1.1 may have registered them in INSTORE: {how}", AT_WEBSITE, *between, again, on=EITHER_WAY)
        for how, between, again in (
            ("answered", [register(ADA).answers(registered(A))], add(ADA).answers(refused(8006))),
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
        on=SEPARATE,
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
        on=EMAIL_REPEATS,
    ),
    silent(
        JOINS,
        "v1.1 customers of whom nobody knows whether they are shared",
        IN_V11,
        add(ADA, "WEBSITE").answers(created(8)),
        on=EITHER_WAY,
    ),
    good(
        JOINS,
        "it was taken away in the other account of the source",
        ADDED,
        add(ADA.only("mobile", "email"), "LINE", "l1").answers(created(7)),
        change(7, remove=[ADA["mobile"]], source="LINE", account="l1").answers(created(7)),
        add(ADA.only("mobile"), "LINE", "l2").answers(created(7)),
    ),
    good(JOINS, "an update may have come between", ADDED, RENAME.no_answer(), add(ADA, "WEBSITE").answers(created(7))),
    silent(JOINS, "an odd name is refused", ADDED, add(ADA.named("<b>"), "WEBSITE").answers(refused(8001))),
    bad(JOINS, "a lower id", ADDED, add(ADA, "WEBSITE").answers(created(3)), says=("createdId", 7, "success, id 3")),
    bad(JOINS, "a higher id", ADDED, add(ADA, "WEBSITE").answers(created(9)), says=("createdId", 7, "success, id 9")),
    silent(JOINS, "an attribute is demanded", ADDED, add(ADA.only("mobile"), "WEBSITE").answers(refused(1039))),
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
    good(
        ACCOUNT,
        "one identifier is known in the source, another elsewhere",
        add(ADA.only("mobile"), "LINE", "l1").answers(created(7)),
        ADDED,
        add(ADA, "LINE", "l2").answers(created(7)),
    ),
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
    good(NOBODY_NEW, "nothing of the kind", add(ADA).answers(created(7, 8107))),
    bad(NOBODY_NEW, "8050", add(ADA).answers(created(7, 8050)), says=("warnings[].code", "no 8050, no 8051", (8050,))),
    bad(NOBODY_NEW, "8051", add(ADA).answers(created(7, 8051)), says=("warnings[].code", "no 8050, no 8051", (8051,))),
    silent(NOBODY_NEW, "somebody joins", ADDED, add(ADA, "WEBSITE").answers(created(7, 8050))),
    good(
        LOSE_NOTHING,
        "each keeps its own after an error",
        ADDED,
        EVE_ADDED,
        MET.answers(refused(8052)),
        finds(ADA["mobile"], 7),
    ),
    good(
        LOSE_NOTHING,
        "each keeps its own after a success",
        ADDED,
        EVE_ADDED,
        MET.answers(created(9, 8052)),
        finds(EVE["email"], 8),
    ),
    bad(
        LOSE_NOTHING,
        "the mobile moved",
        ADDED,
        EVE_ADDED,
        MET.answers(created(9, 8052)),
        finds(ADA["mobile"], 9),
        says=instead_of(7, 9),
    ),
    bad(
        LOSE_NOTHING,
        "the email is nobody's",
        ADDED,
        EVE_ADDED,
        MET.answers(refused(8052)),
        finds_nobody(EVE["email"]),
        says=instead_of(8),
    ),
    silent(
        LOSE_NOTHING,
        "an identifier that was not at stake",
        ADDED,
        EVE_ADDED,
        MET.answers(refused(8052)),
        finds(ADA["email"], 7),
    ),
    silent(
        LOSE_NOTHING,
        "here nobody knows",
        ADDED,
        EVE_ADDED,
        MET.answers(created(9, 8052)),
        finds(ADA["mobile"], 9, "WEBSITE"),
    ),
    good(ONE_LEFT, "a merge unites them", ADDED, EVE_ADDED, MET.answers(created(7, 8051)), finds(EVE["email"], 7)),
    bad(
        ONE_LEFT,
        "a merge loses one",
        ADDED,
        EVE_ADDED,
        MET.answers(created(7, 8051)),
        finds(EVE["email"], 9),
        says=instead_of(7, 9),
    ),
    good(FOUND, "here", ADDED, JOINED, finds(ADA["mobile"], 7, "WEBSITE")),
    good(FOUND, "there", ADDED, JOINED, finds(ADA["mobile"], 7)),
    bad(FOUND, "not here", ADDED, JOINED, finds_nobody(ADA["mobile"], "WEBSITE"), says=instead_of(7)),
    bad(FOUND, "no more there", ADDED, JOINED, finds_nobody(ADA["mobile"]), says=instead_of(7)),
    good(
        FOUND, "in another source", ADDED, add(ADA, "WEBSITE").answers(created(7)), finds(ADA["mobile"], 7, "WEBSITE")
    ),
    good(
        APART,
        "the names of each source",
        ADDED,
        JOINED,
        get(7, "ALL").answers(shows(7, shown(ADA), shown(ADA.named("Zoe"), "WEBSITE"))),
    ),
    good(
        APART,
        "the names of each account",
        add(ADA, "LINE", "l1").answers(created(7)),
        add(ADA.named("Zoe"), "LINE", "l2").answers(created(7)),
        get(7, "ALL").answers(shows(7, shown(ADA, "LINE", "l1"), shown(ADA.named("Zoe"), "LINE", "l2"))),
    ),
    bad(APART, "a join changed the first", ADDED, JOINED, SHOWS_ZOE, says=("profiles[].firstName", "Ada", "Zoe")),
    bad(
        APART,
        "another account shows them",
        add(ADA, "LINE", "l1").answers(created(7)),
        add(ADA.named("Zoe"), "LINE", "l2").answers(created(7)),
        get(7, "ALL").answers(shows(7, shown(ADA.named("Zoe"), "LINE", "l1"))),
        also=("reads/all-source-accounts-are-shown",),
        says=("profiles[].firstName", "Ada", "Zoe"),
    ),
    good(
        APART,
        "each its name",
        ADDED,
        JOINED,
        get(7, "ALL").answers(shows(7, shown(ADA), shown(ADA.named("Zoe"), "WEBSITE"))),
    ),
    bad(APART, "the first has the second's", ADDED, JOINED, SHOWS_ZOE, says=("profiles[].firstName", "Ada", "Zoe")),
    bad(
        APART,
        "the second has the first's",
        ADDED,
        JOINED,
        get(7, "WEBSITE").answers(shows(7, shown(ADA, "WEBSITE"))),
        says=("profiles[].firstName", "Zoe", "Ada"),
    ),
    good(
        PER_SOURCE,
        "an identifier of a type that only some sources have",
        add(WITH_LINE).answers(created(7)),
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        get(7, "WEBSITE").answers(shows(7, shown(WITH_LINE, "WEBSITE"))),
    ),
    good(
        PER_SOURCE,
        "one that may have come to yet another source",
        ADDED,
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        add(ADA, "ECOMMERCE").no_answer(),
        get(7, "WEBSITE").answers(shows(7, shown(ADA.only("mobile", "email"), "WEBSITE"))),
    ),
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
    good(PER_SOURCE, "its own", ADDED, SHOWS_ADA),
    good(COMBINED, "a success", add(ADA, "WEBSITE").answers(created(7)), add(ADA).answers(created(7, 8050))),
    bad(COMBINED, "an error", PERHAPS.answers(refused(8050)), says=("createdId", "a customer id", None)),
    bad(
        COMBINED,
        "a warning without an id",
        PERHAPS.answers(says({"warnings": notices(8050), "errors": notices(8006)}, 400)),
        before=("duplicate-source/only-a-known-identifier-is-8006",),
        says=("createdId", "a customer id", None),
    ),
    silent(COMBINED, "another code", PERHAPS.answers(refused(8052))),
    bad(
        COMBINED,
        "of a body that is no object",
        add([]).answers(refused(8050)),
        says=("createdId", "a customer id", None),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_cross_source(history: History) -> None:
    history.check()
