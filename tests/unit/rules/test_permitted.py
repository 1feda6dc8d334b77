"""Answers that the readings permit, and odd ones that crash nobody, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    KIM,
    ZOE,
    History,
    Identifier,
    add,
    ask,
    bad,
    change,
    created,
    customer,
    details,
    done,
    failed,
    flagged,
    found,
    get,
    good,
    kept,
    lookup,
    nobody,
    notices,
    org,
    refused,
    register,
    registered,
    shown,
    shows,
    silent,
    status,
    update,
    upsert,
    upserted,
    v11_customer,
    wrong,
)

ADDED = add(ADA).answers(created(7))
EVE_ADDED = add(EVE).answers(created(8))
EVE_ELSEWHERE = add(EVE, "WEBSITE").answers(created(8))
BOTH = ADA.only("mobile").with_(EVE["email"])
OPEN = org(primary_identifier=None)
TWO_PROFILES = {"profiles": [*customer(ADA)["profiles"], *customer(EVE, "WEBSITE")["profiles"]]}
NUMERIC = {"profiles": [{"source": "INSTORE", "identifiers": [{"type": "mobile", "value": int(ADA["mobile"].value)}]}]}
V11_NUMERIC = {**v11_customer(ADA), "mobile": int(ADA["mobile"].value)}
BAD_MOBILE = Identifier("mobile", "91abc0000001")
EMAIL_REPEATS = flagged(False, True, unique={"email": False})

HISTORIES = [
    silent("duplicate-source/known-identifier-is-8006", "a source that is a list", add(ADA, []).answers(refused(8003))),
    silent(
        "duplicate-source/known-identifier-is-8006",
        "a source that is an object",
        upsert(customer(ADA, {})).answers(upserted(wrong(8003))),
    ),
    bad(
        "counts/one-answer-for-each-item",
        "two answers to one v1.1 item",
        register(ADA).answers(registered(done(7, ADA), done(8, EVE), total="1")),
        says=("entries", 1, 2),
    ),
    bad(
        "counts/one-answer-for-each-item",
        "two answers to three v1.1 items",
        register(ADA, EVE, ZOE).answers(registered(done(7, ADA), done(8, EVE), total="3")),
        says=("entries", 3, 2),
    ),
    bad(
        "envelope/success-shape-v2",
        "warnings that are a number",
        add(ADA).answers(created(7, warnings=5)),
        also=("envelope/answer-matches-the-schema",),
        says=("warnings", "an array", 5),
    ),
    bad(
        "envelope/success-shape-v2",
        "errors that are a number",
        add(ADA).answers(created(7, errors=5)),
        also=("envelope/answer-matches-the-schema",),
        says=("errors", "absent or an array", 5),
    ),
    silent(
        "validation/documented-characters-are-fine",
        "the organisation demands what is missing",
        add(ADA.only("email").named("Mary Ann")).answers(refused(8005)),
    ),
    silent(
        "updates/free-identifier-is-added",
        "an invalid mobile is refused",
        ADDED,
        change(7, add=[Identifier("mobile", ZOE["externalId"].value)]).answers(refused(8014)),
    ),
    silent(
        "updates/free-identifier-is-added",
        "a type that nobody knows is refused",
        ADDED,
        change(7, add=[Identifier("fax", ZOE["externalId"].value)]).answers(refused(8014)),
    ),
    silent(
        "reads/lookup-finds-the-holder",
        "an upsert may have put a new email in place of the old",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"]), skip=False).answers(upserted(kept(7))),
        lookup(ADA["email"]).answers(nobody()),
    ),
    good(
        "reads/lookup-finds-the-holder",
        "an upsert merged two customers",
        ADDED,
        EVE_ELSEWHERE,
        upsert(customer(BOTH, "ECOMMERCE")).answers(upserted(kept(8, 8051))),
        lookup(ADA["externalId"]).answers(found(8)),
    ),
    silent(
        "primary-mismatch/strict-refuses",
        "an email that may repeat is no mismatch",
        register(ADA).answers(registered(done(7, ADA))),
        register(ZOE.only("mobile").with_(ADA["email"])).answers(
            registered(done(9, ZOE.only("mobile").with_(ADA["email"])))
        ),
        on=EMAIL_REPEATS,
    ),
    silent(
        "reads/reads-change-nothing",
        "an update in between",
        ADDED,
        lookup(ADA["email"]).answers(found(7)),
        change(7, remove=[ADA["email"]]).answers(created(7)),
        add(EVE.only("mobile").with_(ADA["email"])).answers(created(8)),
        lookup(ADA["email"]).answers(found(8)),
    ),
    good(
        "batch/repeated-item-is-one-customer",
        "a large id twice",
        register(ADA, ADA).answers(registered(done(70000, ADA), done(70000, ADA))),
    ),
    bad(
        "batch/repeated-item-is-one-customer",
        "two ids",
        register(ADA, ADA).answers(registered(done(7, ADA), done(8, ADA))),
        says=("user_id", 7, 8),
    ),
    good(
        "robustness/no-server-error",
        "a refusal whose HTTP status is 501 of v1.1",
        register({}).answers(registered(failed(1007), http=500)),
    ),
    silent(
        "duplicate-source/known-identifier-is-8006",
        "521 to an add that overlaps the first",
        (add(ADA).answers(created(7)).under_way(0, 1), add(ADA).answers(refused(521)).under_way(0, 2)),
    ),
    good(
        "cross-source/known-elsewhere-joins-the-customer",
        "an update may have come between",
        ADDED,
        update(7, ADA.named("Zoe")).no_answer(),
        add(ADA, "WEBSITE").answers(created(7)),
    ),
    silent(
        "validation/invalid-value-is-not-stored",
        "profiles that are a number",
        ADDED,
        get(7).answers(shows(7, profiles=5)),
        also=("envelope/answer-matches-the-schema",),
    ),
    silent(
        "validation/invalid-value-is-not-stored",
        "identifiers that are a number",
        ADDED,
        get(7).answers(shows(7, shown(ADA, identifiers=5))),
        also=("envelope/answer-matches-the-schema",),
    ),
    good(
        "side-effects/unknown-programme-awards-nothing",
        "points that are a list",
        add({**customer(ADA), "loyaltyProgramEnrollments": [{"programId": 99, "loyaltyPoints": []}]}).answers(
            created(7)
        ),
        on=org(programs=[11]),
    ),
    silent(
        "identifiers/fresh-person-is-registered",
        "an extended field that the organisation does not have is refused",
        add(ADA.but(extended={"hobby": "x"})).answers(refused(8005)),
    ),
    silent(
        "identifiers/fresh-person-is-registered",
        "a programme that the organisation does not have is refused",
        add({**customer(ADA), "loyaltyProgramEnrollments": [{"programId": 99, "loyaltyPoints": 5}]}).answers(
            refused(8005)
        ),
    ),
    silent(
        "validation/long-name-is-no-error",
        "the organisation demands what is missing",
        add(ADA.only("email").named("a" * 101)).answers(refused(8005)),
    ),
    silent(
        "duplicate-source/refused-add-reserves-nothing",
        "the organisation demands what is missing, twice",
        add(ADA.only("email")).answers(refused(8005)),
        add(ADA.only("email")).answers(refused(8005)),
    ),
    silent(
        "duplicate-source/refused-add-reserves-nothing",
        "an odd name is refused twice",
        add(ADA.named("<b>")).answers(refused(8001)),
        add(ADA.named("<b>")).answers(refused(8001)),
    ),
    silent(
        "invalid-source/unknown-source-is-3217",
        "an invalid mobile is refused before the unknown source",
        add(ADA.with_(BAD_MOBILE), "NOWHERE").answers(refused(8014)),
    ),
    silent(
        "cross-source/known-elsewhere-joins-the-customer",
        "an odd name is refused",
        ADDED,
        add(ADA.named("<b>"), "WEBSITE").answers(refused(8001)),
    ),
    silent(
        "upsert/unknown-is-created", "an odd name is refused", upsert(ADA.named("<b>")).answers(upserted(wrong(8001)))
    ),
    silent(
        "upsert/unknown-is-created",
        "nobody knows what is demanded",
        upsert(ADA.only("mobile")).answers(upserted(wrong(8005))),
        on=OPEN,
    ),
    silent(
        "updates/known-customer-is-updated",
        "an odd name is refused",
        ADDED,
        update(7, ADA.named("<b>")).answers(refused(8001)),
    ),
    silent(
        "warnings/unknown-custom-field-is-1017",
        "the organisation demands what is missing",
        register(ADA.only("mobile").but(fields={"x": "1"})).answers(registered(failed(1003))),
        on=org(custom_fields=["y"]),
    ),
    silent(
        "updates/free-identifier-is-added",
        "another content type is refused",
        ADDED,
        change(7, add=[ZOE["email"]]).typed("text/plain").answers(status(415)),
    ),
    good(
        "updates/held-identifier-is-not-stolen",
        "the change leaves the foreign one out and warns",
        ADDED,
        EVE_ADDED,
        change(7, add=[EVE["email"]]).answers(created(7, 8053)),
    ),
    silent(
        "reads/lookup-finds-the-holder",
        "an upsert without the switch may have put a new email in place of the old",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"])).answers(upserted(kept(7))),
        lookup(ADA["email"]).answers(nobody()),
    ),
    silent(
        "reads/lookup-finds-the-holder",
        "an unanswered upsert may have put a new email in place of the old",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"]), skip=False).no_answer(),
        lookup(ADA["email"]).answers(nobody()),
    ),
    silent(
        "reads/lookup-finds-the-holder",
        "an upsert that failed in part may have put a new email in place of the old",
        ADDED,
        upsert({**customer(ADA.only("mobile").with_(KIM["email"])), "statusLabel": "x"}, skip=False).answers(
            upserted(wrong(3017))
        ),
        lookup(ADA["email"]).answers(nobody()),
    ),
    silent(
        "reads/lookup-finds-the-holder",
        "an unanswered add may have merged two customers",
        ADDED,
        EVE_ELSEWHERE,
        add(BOTH, "ECOMMERCE").no_answer(),
        lookup(ADA["mobile"]).answers(found(8)),
    ),
    silent(
        "reads/lookup-finds-the-holder",
        "an unanswered add may have merged: an identifier that it did not name",
        ADDED,
        EVE_ELSEWHERE,
        add(BOTH, "ECOMMERCE").no_answer(),
        lookup(ADA["externalId"]).answers(found(8)),
    ),
    good(
        "reads/lookup-finds-the-holder",
        "an upsert merged two customers, as its errors say",
        ADDED,
        EVE_ELSEWHERE,
        upsert(customer(BOTH, "ECOMMERCE")).answers(upserted(kept(8, errors=notices(8051)), failureCount=1)),
        lookup(ADA["externalId"]).answers(found(8)),
    ),
    silent(
        "reads/reads-change-nothing",
        "an email that may repeat finds one of its holders",
        ADDED,
        add(EVE.only("mobile").with_(ADA["email"])).answers(created(8)),
        lookup(ADA["email"]).answers(found(7)),
        lookup(ADA["email"]).answers(found(8)),
        on=org(unique={"email": False}),
    ),
    silent(
        "reads/reads-agree",
        "an email that may repeat finds one of its holders",
        ADDED,
        add(EVE.only("mobile").with_(ADA["email"])).answers(created(8)),
        lookup(ADA["email"]).answers(found(7)),
        details(ADA["email"]).answers(shows(8)),
        on=org(unique={"email": False}),
    ),
    silent(
        "duplicate-source/only-a-known-identifier-is-8006",
        "the second profile of an add may have been registered",
        add(TWO_PROFILES).answers(created(7)),
        add(EVE, "WEBSITE").answers(refused(8006)),
    ),
    silent(
        "identifiers/at-least-one-identifier",
        "the identifiers stand in the second profile",
        add({"profiles": [{"source": "INSTORE"}, customer(EVE)["profiles"][0]]}).answers(created(7)),
    ),
    silent(
        "identifiers/at-least-one-identifier", "a mobile that is a number may be one", add(NUMERIC).answers(created(7))
    ),
    silent(
        "duplicate-source/only-a-known-identifier-is-8006",
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
    silent(
        "identifiers/a-new-customer-has-a-new-id",
        "a v1.1 mobile that was a number may have been registered",
        register(V11_NUMERIC).answers(registered(done(7, ADA))),
        register(ADA.only("mobile")).answers(registered(done(7, ADA.only("mobile")))),
    ),
    silent(
        "identifiers/several-problems-are-refused",
        "profiles as an object may be accepted",
        add({"profiles": customer(ADA)["profiles"][0]}).answers(created(7)),
    ),
    silent(
        "identifiers/several-problems-are-refused",
        "an upsert with profiles as an object may be accepted",
        upsert({"profiles": customer(ADA)["profiles"][0]}).answers(upserted(kept(7))),
    ),
    silent(
        "robustness/wrong-shape-is-refused",
        "an upsert of one object may be accepted",
        ask("upsertCustomers", customer(ADA)).answers(upserted(kept(7))),
    ),
    silent(
        "invalid-source/missing-source-is-refused",
        "a source of null beside one in the query",
        add({"profiles": [{**customer(ADA)["profiles"][0], "source": None}]})
        .asking(source="INSTORE")
        .answers(created(7)),
    ),
    silent(
        "upsert/found-is-updated-in-place",
        "an upsert may look by the first identifier only",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"]).ordered("email", "mobile")).answers(upserted(wrong(8006))),
    ),
    silent(
        "upsert/unknown-is-created",
        "a stored or default label may be invalid",
        upsert(ADA).answers(upserted(wrong(3017, entityId=7))),
    ),
    silent(
        "upsert/found-is-updated-in-place",
        "a stored label may be invalid",
        ADDED,
        upsert(ADA).answers(upserted(wrong(3017, entityId=7))),
    ),
    good(
        "batch/repeated-item-is-one-customer",
        "the same id twice",
        register(ADA, ADA).answers(registered(done(7, ADA), done(7, ADA))),
    ),
    silent(
        "primary-mismatch/absent-primary-makes-nobody-new",
        "a new customer without the known email",
        register(ADA).answers(registered(done(7, ADA))),
        register(KIM.only("externalId").with_(ADA["email"])).answers(registered(done(9, KIM.only("externalId")))),
    ),
    silent(
        "invalid-source/unknown-source-never-registers",
        "the query may win over the profile",
        add(ADA, "NOWHERE").asking(source="INSTORE").answers(created(7)),
    ),
    silent(
        "invalid-source/unknown-source-never-registers",
        "the profile may win over the query",
        add(ADA).asking(source="NOWHERE").answers(created(7)),
    ),
    silent(
        "identifiers/reregistration-answers-v11",
        "an empty item beside the code of the request",
        register(ADA).answers(registered(done(7, ADA))),
        register(ADA).answers(registered({})),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_permitted(history: History) -> None:
    history.check()
