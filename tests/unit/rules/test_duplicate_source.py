"""Uniqueness within one source account, in histories."""

from __future__ import annotations

import pytest
from histories import *

KNOWN = "duplicate-source/known-identifier-is-8006"
REPEATS = "duplicate-source/repeatable-type-is-no-duplicate"
SECOND = "duplicate-source/never-a-second-customer"
ONLY = "duplicate-source/only-a-known-identifier-is-8006"
RESERVES = "duplicate-source/refused-add-reserves-nothing"
TWIN = "duplicate-source/same-value-under-another-type-is-new"
UNCHANGED = "duplicate-source/refused-add-changes-nothing"
NEVER = "duplicate-source/add-never-updates"

NEW_ID = "identifiers/a-new-customer-has-a-new-id"

LINA = person(5, "Lina", "Tan", "line", "mobile")
CUID = person(6, "Cy", "Tan", "cuid", "unionId", "mobile")
BAD_MOBILE = Identifier("mobile", "91abc")
BAD_EMAIL = Identifier("email", "ct.t1.1.example.com")
UNLISTED = add({**customer(ADA), "colour": "red"})
SHARED_EMAIL = EVE.only("mobile").with_(ADA["email"])
SAME_VALUE = EVE.only("mobile").with_(Identifier("externalId", ADA["mobile"].value))
BLANK = ADA.with_(Identifier("email", " "))
DUPLICATE = add(ADA.only("mobile").with_(ZOE["email"])).answers(refused(8006))
TWO_PROFILES = {"profiles": [*customer(ADA)["profiles"], *customer(EVE, "WEBSITE")["profiles"]]}
IN_TWO = at_once(ADDED, add(ADA, "WEBSITE").answers(created(7)))

SKIPS = org(flags={"skip_secondary_on_mismatch": True})
NEWCOMER = KIM.only("mobile").with_(ADA["email"])
STAYS_IN_V11 = add(EVE.with_(ADA["email"])).answers(refused(8006))
"""An add in which a setting that is on had the new primary decide, and it did not."""

HISTORIES = [
    good(KNOWN, "the same person is refused", ADDED, add(ADA).answers(refused(8006))),
    good(KNOWN, "8006 among other codes is 8006", ADDED, add(ADA).answers(refused(1007, 8006, 8003))),
    good(KNOWN, "a refusal under HTTP 200 is a refusal", ADDED, add(ADA).answers(refused(8006, status=200))),
    good(KNOWN, "a refusal under HTTP 409 is a refusal", ADDED, add(ADA).answers(refused(8006, status=409))),
    good(KNOWN, "a refusal under HTTP 404 is a refusal", ADDED, add(ADA).answers(refused(8006, status=404))),
    good(KNOWN, "a createdId of null beside errors is none", ADDED, add(ADA).answers(refused(8006, createdId=None))),
    good(KNOWN, "the email alone is known", ADDED, add(ADA.only("email")).answers(refused(8006))),
    good(KNOWN, "the external id alone is known", ADDED, add(ADA.only("externalId")).answers(refused(8006))),
    good(KNOWN, "the known one may stand last", ADDED, add(EVE.with_(ADA["externalId"])).answers(refused(8006))),
    good(KNOWN, "the known one may stand in the middle", ADDED, add(EVE.with_(ADA["email"])).answers(refused(8006))),
    good(
        KNOWN,
        "an id that the source brought along is known",
        add(LINA, "LINE", "l1").answers(created(7)),
        add(LINA.only("line"), "LINE", "l1").answers(refused(8006)),
    ),
    good(
        KNOWN,
        "a union id is known",
        add(CUID, "WECHAT", "w1").answers(created(7)),
        add(CUID.only("unionId"), "WECHAT", "w1").answers(refused(8006)),
    ),
    good(
        KNOWN,
        "a customer who joined is known here, too",
        ADDED,
        add(ADA, "WEBSITE").answers(created(7)),
        add(ADA, "WEBSITE").answers(refused(8006)),
    ),
    good(
        KNOWN, "a known email goes before an invalid mobile", ADDED, add(ADA.with_(BAD_MOBILE)).answers(refused(8006))
    ),
    good(
        KNOWN,
        "a known identifier here goes before others known elsewhere",
        ADDED,
        add(EVE, "WEBSITE").answers(created(8)),
        add(BOTH).answers(refused(8006)),
    ),
    good(
        KNOWN,
        "identifiers of two customers are both known",
        ADDED,
        EVE_ADDED,
        add(ADA.with_(EVE["email"])).answers(refused(8006)),
    ),
    good(
        KNOWN, "a known mobile counts where emails may repeat", ADDED, add(ADA).answers(refused(8006)), on=EMAIL_REPEATS
    ),
    good(
        KNOWN,
        "nothing needs to be known of the organisation for INSTORE",
        ADDED,
        add(ADA).answers(refused(8006)),
        on=ANY,
    ),
    bad(
        KNOWN,
        "the same person is registered again",
        ADDED,
        add(ADA).answers(created(8)),
        says=("errors[].code", 8006, "success, id 8"),
    ),
    bad(
        KNOWN,
        "the same person is updated",
        ADDED,
        add(ADA.named("Eve")).answers(created(7)),
        says=("errors[].code", 8006, "success, id 7"),
    ),
    bad(
        KNOWN,
        "the refusal has another code",
        ADDED,
        add(ADA).answers(refused(1007)),
        says=("errors[].code", 8006, (1007,)),
    ),
    bad(
        KNOWN,
        "8006 is but a warning",
        ADDED,
        add(ADA).answers(created(7, 8006)),
        says=("errors[].code", 8006, "success, id 7"),
    ),
    silent(
        KNOWN, "the refusal has no code", ADDED, add(ADA).answers(says({}, 400)), also=("envelope/failure-shape-v2",)
    ),
    bad(
        KNOWN,
        "a known email makes somebody new",
        ADDED,
        add(EVE.with_(ADA["email"])).answers(created(8)),
        says=("errors[].code", 8006, "success, id 8"),
    ),
    bad(
        KNOWN,
        "an id of the source makes somebody new",
        add(LINA, "LINE", "l1").answers(created(7)),
        add(LINA.only("line"), "LINE", "l1").answers(created(8)),
        says=("errors[].code", 8006, "success, id 8"),
    ),
    bad(
        KNOWN,
        "identifiers of two customers make a third",
        ADDED,
        EVE_ADDED,
        add(ADA.with_(EVE["email"])).answers(created(9)),
        says=("errors[].code", 8006, "success, id 9"),
    ),
    # several reasons to refuse: a code of any of them, and never a success
    silent(KNOWN, "an invalid mobile is told", ADDED, add(ADA.with_(BAD_MOBILE)).answers(refused(8014))),
    silent(KNOWN, "an invalid email is told", ADDED, add(ADA.with_(BAD_EMAIL)).answers(refused(8055))),
    silent(KNOWN, "another code for a bad email", ADDED, add(ADA.with_(BAD_EMAIL)).answers(refused(1002))),
    good(KNOWN, "both are told", ADDED, add(ADA.with_(BAD_MOBILE)).answers(refused(8014, 8006))),
    silent(
        KNOWN,
        "the mobile may be a secondary one",
        ADDED,
        add(ADA.with_(BAD_MOBILE)).answers(refused(8056)),
        on=NO_PRIMARY,
    ),
    bad(
        KNOWN,
        "neither reason is told",
        ADDED,
        add(ADA.with_(BAD_MOBILE)).answers(refused(8056)),
        says=("errors[].code", 8006, (8056,)),
    ),
    bad(
        KNOWN,
        "an invalid mobile hides a known email",
        ADDED,
        add(ADA.with_(BAD_MOBILE)).answers(created(8)),
        says=("errors[].code", 8006, "success, id 8"),
    ),
    bad(
        KNOWN,
        "an invalid email is dropped, and the known mobile with it",
        ADDED,
        add(ADA.with_(BAD_EMAIL)).answers(created(8, 8055)),
        says=("errors[].code", 8006, "success, id 8"),
    ),
    silent(KNOWN, "nobody is known", add(ADA).answers(created(7))),
    silent(KNOWN, "the target crashes", ADDED, add(ADA).answers(status(500)), also=("robustness/no-server-error",)),
    silent(KNOWN, "the first was not answered: created", add(ADA).no_answer(), add(ADA).answers(created(7))),
    silent(KNOWN, "the first was not answered: refused", add(ADA).no_answer(), add(ADA).answers(refused(8006))),
    silent(KNOWN, "the first was cut", add(ADA).no_answer(Missing.CUT), add(ADA).answers(refused(8006))),
    silent(KNOWN, "the first got a 503", add(ADA).answers(status(503)), add(ADA).answers(refused(8006))),
    silent(KNOWN, "the first got no readable answer", add(ADA).no_answer(), add(ADA.only("email")).answers(created(7))),
    silent(KNOWN, "the first was throttled", add(ADA).answers(status(429)), add(ADA).answers(created(7))),
    silent(KNOWN, "the first was not let in", add(ADA).answers(status(403)), add(ADA).answers(created(7))),
    silent(KNOWN, "the emails may repeat", ADDED, add(SHARED_EMAIL).answers(created(8)), on=EMAIL_REPEATS),
    silent(
        KNOWN,
        "another account is another place",
        add(ADA, "LINE", "l1").answers(created(7)),
        add(ADA, "LINE", "l2").answers(created(7)),
    ),
    silent(KNOWN, "an account where there are none: refused", ADDED, add(ADA, "INSTORE", "x").answers(refused(8006))),
    silent(KNOWN, "an account where there are none: created", ADDED, add(ADA, "INSTORE", "x").answers(created(9))),
    silent(
        KNOWN,
        "a removed identifier is free",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        add(EVE.only("mobile").with_(ADA["email"])).answers(created(8)),
    ),
    silent(
        KNOWN,
        "a removal that was not answered",
        ADDED,
        change(7, remove=[ADA["email"]]).no_answer(),
        add(ADA.only("email")).answers(created(8)),
    ),
    silent(
        KNOWN,
        "somebody else's values prove nothing",
        add(ADA.with_(Identifier("mobile", "919999999999"))).answers(created(7)),
        add(KIM.with_(Identifier("mobile", "919999999998"))).answers(refused(8006)),
    ),
    silent(
        KNOWN,
        "another spelling may be another identifier",
        ADDED,
        add(EVE.with_(Identifier("email", ADA["email"].value.upper()))).answers(refused(8006)),
    ),
    silent(
        KNOWN,
        "a mobile without country code may be the same",
        ADDED,
        add(EVE.with_(Identifier("mobile", ADA["mobile"].value[2:]))).answers(refused(8006)),
    ),
    silent(
        KNOWN,
        "a v1.1 customer where nobody knows whether they are shared",
        IN_V11,
        add(ADA).answers(refused(8006)),
        on=EITHER_WAY,
    ),
    silent(
        KNOWN,
        "v1.1 customers where they are not shared",
        IN_V11,
        add(ADA.only("mobile")).answers(created(8)),
        on=SEPARATE,
    ),
    silent(
        KNOWN,
        "the wrong sender proves nothing",
        ADDED,
        STRANGER.answers(created(8)),
        also=("security/credentials-are-required",),
    ),
    bad(
        KNOWN,
        "an odd external id hides a known mobile",
        ADDED,
        add(ADA.with_(Identifier("externalId", "a b"))).answers(refused(8064)),
        says=("errors[].code", 8006, (8064,)),
    ),
    bad(
        KNOWN,
        "a source that was seen to be accepted",
        add(ADA, "WEBSITE").answers(created(7)),
        add(EVE, "WEBSITE").answers(created(8)),
        add(EVE, "WEBSITE").answers(created(9)),
        on=ANY,
    ),
    good(KNOWN, "a hundred exchanges later", *later(ADDED, 100), add(ADA).answers(refused(8006))),
    good(
        KNOWN,
        "one identifier by an add, another by a change",
        add(ADA.only("mobile", "externalId")).answers(created(7)),
        change(7, add=[ADA["email"]]).answers(created(7)),
        add(ADA).answers(refused(8006)),
    ),
    good(
        KNOWN,
        "one identifier by an upsert, another by a change",
        upsert(ADA.only("mobile", "externalId")).answers(upserted(kept(7))),
        change(7, add=[ADA["email"]]).answers(created(7)),
        add(ADA).answers(refused(8006)),
    ),
    silent(
        KNOWN,
        "the organisation demands the email that is left out",
        ADDED,
        add(ADA.only("mobile")).answers(refused(8005)),
    ),
    silent(KNOWN, "the organisation demands the email that is blank", ADDED, add(BLANK).answers(refused(8005))),
    silent(KNOWN, "a source that is a list", add(ADA, []).answers(refused(8003))),
    silent(KNOWN, "a source that is an object", upsert(customer(ADA, {})).answers(upserted(wrong(8003)))),
    silent(
        KNOWN,
        "521 to an add that overlaps the first",
        (add(ADA).answers(created(7)).under_way(0, 1), add(ADA).answers(refused(521)).under_way(0, 2)),
    ),
    silent(
        KNOWN,
        "somebody known is busy with another add",
        ADDED,
        at_once(add(ADA).answers(refused(521)), add(ADA).answers(refused(521))),
    ),
    bad(KNOWN, "busy with nobody", ADDED, add(ADA).answers(refused(521))),
    bad(
        KNOWN,
        "a newcomer with a known secondary, where flags were seen to stay in v1.1",
        ADDED,
        STAYS_IN_V11,
        add(NEWCOMER).answers(created(9)),
        on=SKIPS,
        says=("errors[].code", 8006, "success, id 9"),
    ),
    silent(
        KNOWN,
        "a newcomer with a known secondary, where flags were seen to reach v2 as well",
        ADDED,
        add(ZOE.with_(ADA["email"])).answers(created(8)),
        STAYS_IN_V11,
        add(NEWCOMER).answers(created(9)),
        on=SKIPS,
    ),
    good(REPEATS, "registered", ADDED, add(SHARED_EMAIL).answers(created(8)), on=EMAIL_REPEATS),
    bad(
        REPEATS,
        "refused as known",
        ADDED,
        add(SHARED_EMAIL).answers(refused(8006)),
        on=EMAIL_REPEATS,
        also=(ONLY,),
        says=("errors[].code", "no 8006", (8006,)),
    ),
    silent(REPEATS, "nobody has it", add(ADA).answers(created(7)), on=EMAIL_REPEATS),
    good(
        SECOND, "an unknown member does not excuse a second customer: refused", ADDED, UNLISTED.answers(refused(1007))
    ),
    good(SECOND, "an unknown member may turn it into an update", ADDED, UNLISTED.answers(created(7))),
    good(SECOND, "another content type may be refused", ADDED, add(ADA).typed("text/plain").answers(status(415))),
    good(
        SECOND,
        "a source in the query that agrees leaves no second customer",
        ADDED,
        add({**customer(ADA), "x": 1}).asking(source="INSTORE").answers(refused(8006)),
    ),
    bad(
        SECOND,
        "an unknown member makes a second customer",
        ADDED,
        UNLISTED.answers(created(8)),
        says=("createdId", "no customer beside 7", 8),
    ),
    bad(
        SECOND,
        "another content type makes a second customer",
        ADDED,
        add(ADA).typed("text/plain").answers(created(8)),
        says=("createdId", "no customer beside 7", 8),
    ),
    bad(
        SECOND,
        "a status label makes a second customer",
        ADDED,
        add({**customer(ADA), "statusLabel": "GOLD"}).answers(created(8)),
        says=("createdId", "no customer beside 7", 8),
    ),
    silent(SECOND, "a plain item is for the other rule", ADDED, add(ADA).answers(refused(8006))),
    silent(
        SECOND,
        "two profiles may mean two customers",
        ADDED,
        add({"profiles": [*customer(ADA)["profiles"], *customer(EVE)["profiles"]]}).answers(created(8)),
    ),
    silent(SECOND, "nobody knows which source counts", ADDED, add(ADA).asking(source="WEBSITE").answers(created(8))),
    silent(SECOND, "nobody knows which account counts", ADDED, add(ADA).asking(accountId="l1").answers(created(8))),
    silent(
        SECOND,
        "two customers hold them",
        ADDED,
        EVE_ADDED,
        add({**customer(ADA.with_(EVE["email"])), "x": 1}).answers(created(9)),
    ),
    silent(
        SECOND,
        "of two mobiles the new one may be the primary",
        ADDED,
        add(EVE.but(identifiers=(*EVE.identifiers, ADA["mobile"]))).answers(created(8)),
        on=flagged(True, False),
    ),
    silent(SECOND, "nobody is held", UNLISTED.answers(created(8))),
    good(ONLY, "somebody unknown is registered", add(ADA).answers(created(7))),
    good(ONLY, "somebody unknown is registered although 8006 is warned of", add(ADA).answers(created(7, 8006))),
    good(ONLY, "an organisation may demand more", add(ADA.only("email")).answers(refused(8005))),
    bad(
        ONLY,
        "somebody unknown is refused as known",
        add(ADA).answers(refused(8006)),
        says=("errors[].code", "success", (8006,)),
    ),
    bad(
        ONLY,
        "8006 hides among other codes",
        add(ADA).answers(refused(1007, 8006)),
        says=("errors[].code", "success", (1007, 8006)),
    ),
    bad(
        ONLY,
        "an email that may repeat is refused as known",
        ADDED,
        add(SHARED_EMAIL).answers(refused(8006)),
        on=EMAIL_REPEATS,
        before=(REPEATS,),
        says=("errors[].code", "success", (8006,)),
    ),
    bad(
        ONLY,
        "a removed identifier is refused as known",
        ADDED,
        change(7, remove=[ADA["email"]]).answers(created(7)),
        add(EVE.only("mobile").with_(ADA["email"])).answers(refused(8006)),
        also=("updates/removed-identifier-is-free",),
        says=("errors[].code", "success", (8006,)),
    ),
    bad(
        ONLY,
        "a value that is known as an id of a source is refused as known",
        add(person(8, "L", "T", "mobile").with_(Identifier("line", ADA["externalId"].value)), "LINE", "l1").answers(
            created(7)
        ),
        add(ADA, "LINE", "l1").answers(refused(8006)),
        says=("errors[].code", "success", (8006,)),
    ),
    silent(ONLY, "somebody is known", ADDED, add(ADA).answers(refused(8006))),
    silent(ONLY, "somebody is known elsewhere", ADDED, add(ADA, "WEBSITE").answers(created(7))),
    silent(ONLY, "one of them may be known", add(ADA.only("email")).no_answer(), add(ADA).answers(refused(8006))),
    silent(ONLY, "the request leaves doubts", UNLISTED.answers(refused(8006))),
    silent(
        ONLY,
        "the second profile of an add may have been registered",
        add(TWO_PROFILES).answers(created(7)),
        add(EVE, "WEBSITE").answers(refused(8006)),
    ),
    silent(
        ONLY,
        "a mobile that was a number may have been registered",
        add(
            {
                **NUMERIC,
                "profiles": [
                    {
                        **NUMERIC["profiles"][0],
                        "identifiers": [
                            *NUMERIC["profiles"][0]["identifiers"],
                            {"type": "email", "value": ADA["email"].value},
                        ],
                    }
                ],
            }
        ).answers(created(7)),
        add(ADA.only("mobile", "externalId")).answers(refused(8006)),
    ),
    silent(ONLY, "it was registered in two sources at the same moment", IN_TWO, add(ADA).answers(refused(8006))),
    good(
        RESERVES,
        "a refused newcomer may come again",
        ADDED,
        add(EVE.with_(ADA["mobile"])).answers(refused(8006)),
        add(EVE).answers(created(8)),
    ),
    good(
        RESERVES,
        "in another source as well",
        ADDED,
        add(EVE.with_(ADA["mobile"])).answers(refused(8006)),
        add(EVE, "WEBSITE").answers(created(8)),
    ),
    good(
        RESERVES,
        "after a refused v1.1 item",
        ADDED,
        register(ZOE.with_(Identifier("mobile", "x"))).answers(registered(failed(1001))),
        add(ZOE).answers(created(8)),
    ),
    bad(
        RESERVES,
        "a refused newcomer is refused as known",
        ADDED,
        add(EVE.with_(ADA["mobile"])).answers(refused(8006)),
        add(EVE).answers(refused(8006)),
        says=("createdId", "success", (8006,)),
    ),
    bad(
        RESERVES,
        "one of its identifiers is refused",
        ADDED,
        add(EVE.with_(ADA["mobile"])).answers(refused(8006)),
        add(ZOE.with_(EVE["email"])).answers(refused(8006)),
        says=("createdId", "success", (8006,)),
    ),
    silent(RESERVES, "nobody was refused", add(EVE).answers(created(8))),
    silent(RESERVES, "the refused one was known", ADDED, add(ADA).answers(refused(8006)), add(EVE).answers(created(8))),
    silent(
        RESERVES,
        "the refused one was registered since",
        add(EVE, "NOWHERE").answers(refused(3217)),
        EVE_ADDED,
        add(EVE).answers(refused(8006)),
    ),
    silent(
        RESERVES,
        "the organisation demands what is missing, twice",
        add(ADA.only("email")).answers(refused(8005)),
        add(ADA.only("email")).answers(refused(8005)),
    ),
    silent(
        RESERVES,
        "an odd name is refused twice",
        add(ADA.named("<b>")).answers(refused(8001)),
        add(ADA.named("<b>")).answers(refused(8001)),
    ),
    silent(
        RESERVES,
        "the second time a value is called invalid",
        ADDED,
        add(EVE.with_(ADA["mobile"])).answers(refused(8006)),
        add(EVE).answers(refused(8055)),
        also=(FRESH,),
    ),
    silent(
        RESERVES,
        "the second time something is not supported",
        ADDED,
        add(EVE.with_(ADA["mobile"])).answers(refused(8006)),
        add(EVE).answers(refused(500)),
        also=(FRESH,),
    ),
    good(TWIN, "a mobile as somebody's external id", ADDED, add(SAME_VALUE).answers(created(8))),
    good(
        TWIN,
        "an external id as somebody's email is judged by types",
        ADDED,
        add(SAME_VALUE.ordered("externalId", "mobile")).answers(created(8)),
    ),
    bad(
        TWIN,
        "a mobile as somebody's external id is refused",
        ADDED,
        add(SAME_VALUE).answers(refused(1007)),
        also=(FRESH,),
        says=("createdId", "a new customer", (1007,)),
    ),
    bad(
        TWIN,
        "a mobile as somebody's external id is refused as known",
        ADDED,
        add(SAME_VALUE).answers(refused(8006)),
        says=("createdId", "a new customer", (8006,)),
    ),
    bad(
        TWIN,
        "a mobile as somebody's external id is taken for its owner",
        ADDED,
        add(SAME_VALUE).answers(created(7)),
        also=(NEW_ID,),
        says=("createdId", "a new customer", "success, id 7"),
    ),
    silent(TWIN, "in another source nothing is held", ADDED, add(SAME_VALUE, "WEBSITE").answers(created(8))),
    silent(TWIN, "a value is called invalid", ADDED, add(SAME_VALUE).answers(refused(500)), also=(FRESH,)),
    silent(TWIN, "no value is known", ADDED, add(EVE).answers(created(8))),
    silent(
        TWIN,
        "the value was refused before",
        ADDED,
        add(SAME_VALUE, "NOWHERE").answers(refused(3217)),
        add(SAME_VALUE).answers(created(8)),
    ),
    silent(TWIN, "the value is unsure under the other type", add(ADA).no_answer(), add(SAME_VALUE).answers(created(8))),
    good(
        TWIN,
        "a number that is held as an external id",
        add(ADA.only("email").with_(Identifier("externalId", EVE["mobile"].value))).answers(created(7)),
        add(EVE.only("mobile")).answers(created(8)),
    ),
    bad(
        TWIN,
        "the holder of the number as an external id",
        add(ADA.only("email").with_(Identifier("externalId", EVE["mobile"].value))).answers(created(7)),
        add(EVE.only("mobile")).answers(created(7)),
        also=(NEW_ID,),
        says=("createdId", "a new customer", "success, id 7"),
    ),
    good(
        UNCHANGED,
        "after a refused v1.1 item",
        register(ADA.only("email")).answers(registered(failed(1003))),
        finds_nobody(ADA["email"]),
    ),
    good(UNCHANGED, "the known one is still held", ADDED, DUPLICATE, finds(ADA["mobile"], 7)),
    good(UNCHANGED, "the new one is still free", ADDED, DUPLICATE, finds_nobody(ZOE["email"])),
    good(UNCHANGED, "by its details", ADDED, DUPLICATE, details(ADA["mobile"]).answers(shows(7, shown(ADA)))),
    bad(UNCHANGED, "the known one is another's", ADDED, DUPLICATE, finds(ADA["mobile"], 8), says=instead_of(7, 8)),
    bad(UNCHANGED, "the known one is nobody's", ADDED, DUPLICATE, finds_nobody(ADA["mobile"]), says=instead_of(7)),
    bad(
        UNCHANGED,
        "the new one was stored",
        ADDED,
        DUPLICATE,
        finds(ZOE["email"], 7),
        says=("id", "held by nobody", "success, id 7"),
    ),
    silent(UNCHANGED, "an identifier that was not named", ADDED, DUPLICATE, finds(ADA["email"], 7)),
    silent(
        UNCHANGED,
        "the refusal was not answered",
        ADDED,
        add(ADA.only("mobile").with_(ZOE["email"])).no_answer(),
        finds(ZOE["email"], 7),
    ),
    silent(UNCHANGED, "within the lag", ADDED, DUPLICATE, finds(ZOE["email"], 7), on=LAG),
    good(NEVER, "the old names after a refusal", ADDED, add(ADA.named("Zoe")).answers(refused(8006)), SHOWS_ADA),
    bad(
        NEVER,
        "a refused add changed it",
        ADDED,
        add(ADA.named("Zoe")).answers(refused(8006)),
        SHOWS_ZOE,
        says=("profiles[].firstName", "Ada", "Zoe"),
    ),
    good(NEVER, "the old name", ADDED, add(ADA.named("Zoe")).answers(refused(8006)), SHOWS_ADA),
    bad(
        NEVER,
        "the new name",
        ADDED,
        add(ADA.named("Zoe")).answers(refused(8006)),
        SHOWS_ZOE,
        says=("profiles[].firstName", "Ada", "Zoe"),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_duplicate_source(history: History) -> None:
    history.check()
