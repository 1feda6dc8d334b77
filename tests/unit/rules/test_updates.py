"""Updates by id and changes of identifiers, in histories."""

from __future__ import annotations

import json

import pytest
from histories import *

KNOWN = "updates/known-customer-is-updated"
NOT_UPDATED = "updates/nobody-is-not-updated"
ADDS = "updates/free-identifier-is-added"
STOLEN = "updates/held-identifier-is-not-stolen"
STAYS = "updates/identifiers-stay"
HELD = "updates/added-identifier-is-held"
GONE = "updates/removed-identifier-is-gone"
UNCHANGED = "updates/refused-change-changes-nothing"
SHOWN = "updates/update-is-shown"
OTHERS = "updates/other-sources-stay"
FREE = "updates/removed-identifier-is-free"

BODY = json.loads(RENAME.request.body)
WITH_ZOES_EMAIL = {"profiles": [{"identifiers": [{"type": "email", "value": ZOE["email"].value}]}]}
TAKEN = change(7, add=[EVE["email"]])
NOT_TAKEN = TAKEN.answers(refused(8053))
UPDATED = RENAME.answers(created(7))
CHANGED = change(7, add=[ZOE["email"]]).answers(created(7))
LARGE = 10**15

OUTSIDE = ADA.but(extra={"loyaltyInfo": {"loyaltyType": "non_loyalty"}})
IN_TWO_SOURCES = [{"source": "INSTORE"}, {"source": "WEBSITE"}]

HISTORIES = [
    good(KNOWN, "the customer's id", ADDED, RENAME.answers(created(7))),
    good(KNOWN, "side effects left out", ADDED, RENAME.answers(created(7, sideEffects=None))),
    good(
        KNOWN,
        "in another source",
        add(ADA, "LINE", "l1").answers(created(7)),
        update(7, ADA.named("Zoe"), "LINE", "l1").answers(created(7)),
    ),
    good(KNOWN, "by the id of somebody merged", *MERGED, RENAME.answers(created(8))),
    good(KNOWN, "answered with the id of somebody merged", *MERGED, update(8, ADA.named("Zoe")).answers(created(7))),
    good(KNOWN, "a long name", ADDED, update(7, TOO_LONG).answers(created(7))),
    silent(KNOWN, "a profile that is null", ADDED, update(7, {"profiles": [None]}).answers(refused(500))),
    silent(KNOWN, "a text beside a profile", ADDED, update(7, {"profiles": [{}, "x"]}).answers(refused(500))),
    good(KNOWN, "two profiles", ADDED, update(7, {"profiles": IN_TWO_SOURCES}).answers(created(7))),
    silent(KNOWN, "two profiles of no source", ADDED, update(7, {"profiles": [{}, {}]}).answers(refused(500))),
    bad(KNOWN, "another id", ADDED, RENAME.answers(created(8)), says=("createdId", 7, "success, id 8")),
    silent(
        KNOWN,
        "a member of the programme who is to leave it",
        ADDED,
        update(7, OUTSIDE).answers(refused(8018)),
    ),
    bad(
        KNOWN,
        "another error for one who is to leave the programme",
        ADDED,
        update(7, OUTSIDE).answers(refused(8009)),
        says=("createdId", 7, (8009,)),
    ),
    bad(KNOWN, "an error", ADDED, RENAME.answers(refused(8009)), says=("createdId", 7, (8009,))),
    bad(KNOWN, "another id after a merge", *MERGED, RENAME.answers(created(9)), says=("createdId", 8, "success, id 9")),
    silent(KNOWN, "nobody known", RENAME.answers(refused(8009))),
    silent(KNOWN, "no profile in that source", ADDED, update(7, ADA.named("Zoe"), "WEBSITE").answers(refused(8065))),
    silent(
        KNOWN,
        "a profile that may be there",
        ADDED,
        add(ADA, "WEBSITE").no_answer(),
        update(7, ADA.named("Zoe"), "WEBSITE").answers(refused(8065)),
    ),
    silent(KNOWN, "no source", ADDED, update(7, ADA.named("Zoe"), None).answers(refused(1))),
    silent(KNOWN, "an unknown source", ADDED, update(7, ADA.named("Zoe"), "NOWHERE").answers(refused(1))),
    silent(KNOWN, "no number", ADDED, update("ada", ADA.named("Zoe")).answers(refused(1))),
    silent(KNOWN, "identifiers are sent", ADDED, update(7, customer(ADA, None)).answers(refused(1))),
    silent(KNOWN, "an unknown member", ADDED, update(7, {**BODY, "x": 1}).answers(refused(1))),
    silent(KNOWN, "another content type", ADDED, RENAME.typed("text/plain").answers(status(415))),
    silent(KNOWN, "no JSON", ADDED, ask("updateCustomer", b"{", 7, source="INSTORE").answers(status(400))),
    silent(KNOWN, "no such operation", ADDED, RENAME.answers(status(404))),
    silent(KNOWN, "an odd name is refused", ADDED, update(7, ADA.named("<b>")).answers(refused(8001))),
    bad(KNOWN, "a lower id", ADDED, update(7, ADA).answers(created(3)), says=("createdId", 7, "success, id 3")),
    bad(KNOWN, "a higher id", ADDED, update(7, ADA).answers(created(9)), says=("createdId", 7, "success, id 9")),
    good(NOT_UPDATED, "refused", update(10**15, ADA).answers(refused(8009))),
    good(NOT_UPDATED, "a refused change", change(10**15, add=[ADA["email"]]).answers(refused(8009))),
    bad(NOT_UPDATED, "updated", update(10**15, ADA).answers(created(7)), says=("outcome", "an error", "success, id 7")),
    silent(NOT_UPDATED, "an id that may be somebody's", update(10**15 - 1, ADA).answers(created(9))),
    silent(
        NOT_UPDATED,
        "a large id that is somebody's",
        add(ADA).answers(created(LARGE)),
        update(LARGE, ADA).answers(created(LARGE)),
    ),
    silent(
        NOT_UPDATED,
        "a large id of somebody of whom it is open where they are",
        add(customer(ADA, 7)).answers(created(LARGE)),
        update(LARGE, ADA).answers(created(LARGE)),
    ),
    bad(
        NOT_UPDATED,
        "a larger id",
        update(LARGE + 1, ADA).answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    good(ADDS, "it succeeds", ADDED, change(7, add=[ZOE["email"]]).answers(created(7))),
    good(ADDS, "two at once", ADDED, change(7, add=[ZOE["email"], ZOE["mobile"]]).answers(created(7))),
    good(ADDS, "by the id of somebody merged", *MERGED, change(7, add=[ZOE["email"]]).answers(created(8))),
    good(
        ADDS,
        "one that was removed",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        change(7, add=[ADA["email"]]).answers(created(7)),
    ),
    bad(
        ADDS,
        "an error",
        ADDED,
        change(7, add=[ZOE["email"]]).answers(refused(8020)),
        says=("createdId", "success", (8020,)),
    ),
    bad(
        ADDS,
        "one of two",
        ADDED,
        change(7, add=[ZOE["email"], ZOE["mobile"]]).answers(refused(8020)),
        says=("createdId", "success", (8020,)),
    ),
    silent(ADDS, "nobody known", change(7, add=[ZOE["email"]]).answers(refused(8009))),
    silent(
        ADDS, "no profile in that source", ADDED, change(7, add=[ZOE["email"]], source="WEBSITE").answers(refused(1))
    ),
    silent(ADDS, "one's own", ADDED, change(7, add=[ADA["email"]]).answers(refused(1))),
    silent(
        ADDS,
        "one that somebody elsewhere holds: refused",
        ADDED,
        add(EVE, "WEBSITE").answers(created(8)),
        TAKEN.answers(refused(8053)),
    ),
    silent(
        ADDS,
        "one that somebody elsewhere holds: merged",
        ADDED,
        add(EVE, "WEBSITE").answers(created(8)),
        TAKEN.answers(created(7, 8051)),
    ),
    silent(ADDS, "one that somebody may hold", ADDED, add(EVE).no_answer(), TAKEN.answers(refused(8053))),
    silent(ADDS, "nothing is added", ADDED, change(7).answers(refused(1))),
    silent(
        ADDS,
        "something is removed, too",
        ADDED,
        change(7, add=[ZOE["email"]], remove=[EVE["email"]]).answers(refused(1)),
    ),
    silent(ADDS, "two of one type", ADDED, change(7, add=[ZOE["email"], KIM["email"]]).answers(refused(1))),
    silent(
        ADDS,
        "an unknown member",
        ADDED,
        ask("changeIdentifier", {"add": [], "x": 1}, 7, source="INSTORE").answers(refused(1)),
    ),
    silent(ADDS, "no source", ADDED, change(7, add=[ZOE["email"]], source=None).answers(refused(1))),
    silent(ADDS, "an account is missing", ADDED, change(7, add=[ZOE["email"]], source="LINE").answers(refused(1))),
    silent(ADDS, "no number", ADDED, change("x", add=[ZOE["email"]]).answers(refused(1))),
    silent(
        ADDS,
        "an invalid mobile is refused",
        ADDED,
        change(7, add=[Identifier("mobile", ZOE["externalId"].value)]).answers(refused(8014)),
    ),
    silent(
        ADDS,
        "a type that nobody knows is refused",
        ADDED,
        change(7, add=[Identifier("fax", ZOE["externalId"].value)]).answers(refused(8014)),
    ),
    silent(
        ADDS,
        "another content type is refused",
        ADDED,
        change(7, add=[ZOE["email"]]).typed("text/plain").answers(status(415)),
    ),
    bad(
        ADDS,
        "a lower id",
        ADDED,
        change(7, add=[EVE["email"]]).answers(created(3)),
        says=("createdId", 7, "success, id 3"),
    ),
    bad(
        ADDS,
        "a higher id",
        ADDED,
        change(7, add=[EVE["email"]]).answers(created(9)),
        says=("createdId", 7, "success, id 9"),
    ),
    bad(
        ADDS,
        "the id of somebody else",
        add(ADA.only("mobile")).answers(created(7)),
        change(7, add=[ADA["email"]]).answers(created(8)),
        says=("createdId", 7, "success, id 8"),
    ),
    good(STOLEN, "refused", ADDED, EVE_ADDED, NOT_TAKEN),
    good(STOLEN, "refused with any code", ADDED, EVE_ADDED, TAKEN.answers(refused(1))),
    good(
        STOLEN,
        "refused in an account",
        add(ADA, "LINE", "l1").answers(created(7)),
        add(EVE, "LINE", "l1").answers(created(8)),
        change(7, add=[EVE["email"]], source="LINE", account="l1").answers(refused(1)),
    ),
    good(
        STOLEN,
        "one of two is somebody's",
        ADDED,
        EVE_ADDED,
        change(7, add=[ZOE["mobile"], EVE["email"]]).answers(refused(1)),
    ),
    bad(
        STOLEN,
        "it succeeds silently",
        ADDED,
        EVE_ADDED,
        TAKEN.answers(created(7)),
        says=("errors", "an error, or a warning", "success, id 7"),
    ),
    bad(
        STOLEN,
        "it succeeds for somebody without a profile here",
        add(ADA, "WEBSITE").answers(created(7)),
        EVE_ADDED,
        TAKEN.answers(created(7)),
        says=("errors", "an error, or a warning", "success, id 7"),
    ),
    bad(
        STOLEN,
        "beside something removed",
        ADDED,
        EVE_ADDED,
        change(7, add=[EVE["email"]], remove=[ADA["email"]]).answers(created(7)),
        says=("errors", "an error, or a warning", "success, id 7"),
    ),
    silent(STOLEN, "one's own", ADDED, change(7, add=[ADA["email"]]).answers(created(7))),
    silent(
        STOLEN, "one of somebody merged with oneself", *MERGED, change(7, add=[EVE["externalId"]]).answers(created(8))
    ),
    silent(STOLEN, "one of another source", ADDED, add(EVE, "WEBSITE").answers(created(8)), TAKEN.answers(created(7))),
    silent(STOLEN, "one that may repeat", ADDED, EVE_ADDED, TAKEN.answers(created(7)), on=EMAIL_REPEATS),
    silent(STOLEN, "nobody known", EVE_ADDED, TAKEN.answers(created(7))),
    silent(
        STOLEN,
        "an unknown member",
        ADDED,
        EVE_ADDED,
        ask(
            "changeIdentifier", {"add": [{"type": "email", "value": EVE["email"].value}], "x": 1}, 7, source="INSTORE"
        ).answers(created(7)),
    ),
    bad(
        STOLEN,
        "from a customer with a lower id",
        ADDED,
        EVE_ADDED,
        change(8, add=[ADA["email"]]).answers(created(8)),
        says=("errors", "an error, or a warning", "success, id 8"),
    ),
    good(
        STOLEN,
        "the change leaves the foreign one out and warns",
        ADDED,
        EVE_ADDED,
        change(7, add=[EVE["email"]]).answers(created(7, 8053)),
    ),
    good(STAYS, "an update leaves the email", ADDED, UPDATED, finds(ADA["email"], 7)),
    bad(STAYS, "an update loses the email", ADDED, UPDATED, finds_nobody(ADA["email"]), says=instead_of(7)),
    bad(STAYS, "an update gives the email away", ADDED, UPDATED, finds(ADA["email"], 8), says=instead_of(7, 8)),
    bad(
        STAYS,
        "an update brings an email, and it is the customer's",
        ADDED,
        update(7, WITH_ZOES_EMAIL).answers(created(7)),
        details(ADA["mobile"]).answers(shows(7, shown(ADA.but(identifiers=(*ADA.identifiers, ZOE["email"]))))),
        says=("profiles[].identifiers", "without the email, nobody's", "with it"),
    ),
    silent(
        STAYS,
        "an update that was refused",
        ADDED,
        update(7, ADA).by(Who.READER).answers(status(403)),
        finds(ADA["email"], 7),
    ),
    good(HELD, "an added email is found", ADDED, CHANGED, finds(ZOE["email"], 7)),
    bad(HELD, "an added email is nobody's", ADDED, CHANGED, finds_nobody(ZOE["email"]), says=instead_of(7)),
    bad(HELD, "an added email is another's", ADDED, CHANGED, finds(ZOE["email"], 8), says=instead_of(7, 8)),
    silent(
        HELD, "a change without answer", ADDED, change(7, add=[ZOE["email"]]).no_answer(), finds_nobody(ZOE["email"])
    ),
    good(
        HELD,
        "what was added to a customer",
        ADDED,
        change(7, add=[ZOE["email"]]).answers(created(7)),
        finds(ZOE["email"], 7),
    ),
    silent(
        GONE,
        "what v1.1 was told again, which may be one with INSTORE",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        register(ADA).answers(registered(A)),
        SHOWS_ADA,
        on=EITHER_WAY,
    ),
    good(
        GONE,
        "a removed email is nobody's",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        finds_nobody(ADA["email"]),
    ),
    bad(
        GONE,
        "a removed email is still found",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        finds(ADA["email"], 7),
        says=("id", "held by nobody", "success, id 7"),
    ),
    bad(
        GONE,
        "a removed email is still shown by id",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        get(7).answers(shows(7, shown(ADA))),
        says=("profiles[].identifiers", "without the email, nobody's", "with it"),
    ),
    bad(
        GONE,
        "it is held in another source, and still shown in this one",
        ADDED,
        add(ADA, "WEBSITE").answers(created(7)),
        change(7, remove=[ADA["email"]]).answers(created(7)),
        get(7, "ALL").answers(shows(7, shown(ADA), shown(ADA, "WEBSITE"))),
    ),
    bad(
        GONE,
        "an email that had got company is removed, and still found",
        ADDED,
        CHANGED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        finds(ADA["email"], 7),
        says=("id", "held by nobody", "success, id 7"),
    ),
    silent(
        GONE,
        "it is shown in another source",
        ADDED,
        add(ADA, "WEBSITE").answers(created(7)),
        change(7, remove=[ADA["email"]]).answers(created(7)),
        get(7, "WEBSITE").answers(shows(7, shown(ADA, "WEBSITE"))),
    ),
    silent(
        GONE,
        "it is held in another source",
        ADDED,
        add(ADA, "WEBSITE").answers(created(7)),
        change(7, remove=[ADA["email"]]).answers(created(7)),
        finds(ADA["email"], 7),
    ),
    good(
        GONE, "after a removal", ADDED, change(7, remove=[ADA["email"]]).answers(created(7)), finds_nobody(ADA["email"])
    ),
    bad(
        GONE,
        "somebody after a removal",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        finds(ADA["email"], 7),
        says=("id", "held by nobody", "success, id 7"),
    ),
    good(UNCHANGED, "it is still its owner's", ADDED, EVE_ADDED, NOT_TAKEN, finds(EVE["email"], 8)),
    good(
        UNCHANGED,
        "what was free is free",
        ADDED,
        change(7, add=[ZOE["email"]], remove=[EVE["email"]]).answers(refused(1)),
        finds_nobody(ZOE["email"]),
    ),
    bad(UNCHANGED, "it moved", ADDED, EVE_ADDED, NOT_TAKEN, finds(EVE["email"], 7), says=instead_of(8, 7)),
    bad(UNCHANGED, "it is nobody's", ADDED, EVE_ADDED, NOT_TAKEN, finds_nobody(EVE["email"]), says=instead_of(8)),
    bad(
        UNCHANGED,
        "what was free was added all the same",
        ADDED,
        change(7, add=[ZOE["email"]], remove=[EVE["email"]]).answers(refused(1)),
        finds(ZOE["email"], 7),
        says=("id", "held by nobody", "success, id 7"),
    ),
    bad(
        UNCHANGED,
        "by its details",
        ADDED,
        EVE_ADDED,
        NOT_TAKEN,
        details(EVE["email"]).answers(shows(7)),
        says=instead_of(8, 7),
    ),
    silent(UNCHANGED, "an identifier that was not at stake", ADDED, EVE_ADDED, NOT_TAKEN, finds(ADA["email"], 7)),
    silent(
        UNCHANGED,
        "a change that succeeded",
        ADDED,
        change(7, add=[ZOE["email"]]).answers(created(7)),
        finds(ZOE["email"], 7),
    ),
    silent(UNCHANGED, "a change that was not answered", ADDED, EVE_ADDED, TAKEN.no_answer(), finds(EVE["email"], 8)),
    good(SHOWN, "the names of an update", ADDED, RENAME.answers(created(7)), SHOWS_ZOE),
    silent(
        SHOWN,
        "an over-long name, which may leave the former",
        ADDED,
        update(7, person(1, "Z" * 101, None)).answers(created(7)),
        SHOWS_ADA,
    ),
    good(
        SHOWN,
        "a last name kept by an update without one",
        ADDED,
        update(7, {"profiles": [{"firstName": "Zoe"}]}).answers(created(7)),
        SHOWS_ZOE,
    ),
    bad(
        SHOWN,
        "an accepted update is forgotten",
        ADDED,
        RENAME.answers(created(7)),
        SHOWS_ADA,
        says=("profiles[].firstName", "Zoe", "Ada"),
    ),
    bad(
        SHOWN,
        "the first name is gone, and the last is the old one",
        ADDED,
        update(7, ADA.named("Eva", "Smith")).answers(created(7)),
        get(7).answers(shows(7, shown(ADA, firstName=""))),
        also=("reads/details-show-what-was-stored",),
        says=("profiles[].lastName", "Smith", "Lovelace"),
    ),
    good(SHOWN, "the new name", ADDED, UPDATED, SHOWS_ZOE),
    bad(SHOWN, "the old name", ADDED, UPDATED, SHOWS_ADA, says=("profiles[].firstName", "Zoe", "Ada")),
    bad(
        OTHERS,
        "an update in one source changed another",
        ADDED,
        add(ADA, "WEBSITE").answers(created(7)),
        update(7, ADA.named("Zoe"), "WEBSITE").answers(created(7)),
        get(7, "ALL").answers(shows(7, shown(ADA.named("Zoe")), shown(ADA.named("Zoe"), "WEBSITE"))),
        says=("profiles[].firstName", "Ada", "Zoe"),
    ),
    good(
        OTHERS,
        "the name in the other source",
        ADDED,
        JOINED,
        UPDATED,
        get(7, "WEBSITE").answers(shows(7, shown(ADA.named("Zoe"), "WEBSITE"))),
    ),
    bad(
        OTHERS,
        "another name in the other source",
        ADDED,
        JOINED,
        update(7, ADA.named("Kim")).answers(created(7)),
        get(7, "WEBSITE").answers(shows(7, shown(ADA.named("Kim"), "WEBSITE"))),
        says=("profiles[].firstName", "Zoe", "Kim"),
    ),
    good(
        FREE,
        "a removed email is registered again",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        add(EVE.only("mobile").with_(ADA["email"])).answers(created(8)),
    ),
    bad(
        FREE,
        "a removed email is refused",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        add(EVE.with_(ADA["email"])).answers(refused(8020)),
        says=("createdId", "success", (8020,)),
    ),
    silent(FREE, "nothing was removed", ADDED, add(EVE).answers(created(8))),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_updates(history: History) -> None:
    history.check()
