"""Labels, fields, points and names beside what else a request says, in histories."""

from __future__ import annotations

from typing import Any

import pytest
from histories import (
    ADA,
    EVE,
    KIM,
    History,
    Identifier,
    Person,
    Who,
    add,
    ask,
    bad,
    change,
    created,
    customer,
    done,
    envelope,
    failed,
    good,
    kept,
    org,
    refused,
    register,
    registered,
    says,
    silent,
    status,
    update,
    upsert,
    upserted,
    wrong,
)

POINTS_ONCE = "side-effects/enrolment-points-come-once"
NO_EFFECTS = "side-effects/refusal-brings-none"
MIXED_POINTS = "side-effects/no-points-of-another-request"
KINDS = "side-effects/kinds-and-members-are-documented"
NOT_UPDATED = "updates/nobody-is-not-updated"
STOLEN = "updates/held-identifier-is-not-stolen"
FOUND = "upsert/found-is-updated-in-place"
CREATED = "upsert/unknown-is-created"
LONG_NAME = "validation/long-name-is-no-error"
CHARACTERS = "validation/documented-characters-are-fine"
BAD_MOBILE = "validation/bad-mobile-is-not-stored-v11"
NO_1017 = "warnings/known-custom-field-is-no-1017"
SCHEMA = "envelope/answer-matches-the-schema"
EITHER = "envelope/success-and-failure-exclude-each-other"
WARNING = "warnings/warning-shape-v2"
NO_FAILURE = "warnings/warnings-do-not-fail"
COMBINED = "cross-source/combining-is-a-success"
ONE_TYPE = "codes/codes-have-one-type"
MESSAGES = "codes/codes-have-messages"
LOYALTY = "envelope/loyalty-members-v11"
WRONG_SHAPE = "robustness/wrong-shape-is-refused"

ADDED = add(ADA).answers(created(7))
ELEVEN = org(programs=[11])
LARGE = 10**15
MARY_ANN = ADA.named("Mary Ann")
LONG = ADA.named("a" * 101)
LETTERS = ADA.with_(Identifier("mobile", "91abc0000001"))
CITIES = org(custom_fields=["city"])
COUPON = {"type": "coupon", "couponCode": "x", "validTill": "2030-01-01", "description": "x"}


def enrolled(*programmes: tuple[int, Any], who: Any = ADA) -> dict[str, Any]:
    """A payload with enrolments in programmes, each with points."""
    return {**customer(who), "loyaltyProgramEnrollments": [{"programId": p, "loyaltyPoints": n} for p, n in programmes]}


def labelled(who: Person, source: str = "INSTORE") -> dict[str, Any]:
    """A payload with a status label."""
    return {**customer(who, source), "statusLabel": "Gold"}


def points(*numbers: int) -> list[Any]:
    return [{"type": "points", "awardedPoints": number} for number in numbers]


OTHERS_POINTS = add(enrolled((11, 1234))).answers(created(7))

HISTORIES = [
    silent(POINTS_ONCE, "points below nothing", add(enrolled((11, -5))).waiting().answers(created(7)), on=ELEVEN),
    silent(POINTS_ONCE, "points of text", add(enrolled((11, 5), (11, "x"))).waiting().answers(created(7)), on=ELEVEN),
    silent(
        POINTS_ONCE,
        "a programme that the organisation does not have",
        add(enrolled((99, 5))).waiting().answers(created(7)),
        on=ELEVEN,
    ),
    bad(
        POINTS_ONCE,
        "another effect that names as many",
        add(enrolled((11, 5)))
        .waiting()
        .answers(created(7, sideEffects=[{**COUPON, "awardedPoints": 5}, {**COUPON, "type": "a", "awardedPoints": 5}])),
        on=ELEVEN,
        also=(KINDS, SCHEMA),
        says=("sideEffects", "one points effect of 5", ()),
    ),
    bad(
        POINTS_ONCE,
        "an effect of text",
        add(enrolled((11, 5))).waiting().answers(created(7, sideEffects=["x"])),
        on=ELEVEN,
        also=(KINDS, SCHEMA),
        says=("sideEffects", "one points effect of 5", ()),
    ),
    bad(
        NO_EFFECTS,
        "a coupon",
        add(enrolled((99, 5))).answers(refused(8005, sideEffects=[COUPON])),
        says=("sideEffects", "none", 1),
    ),
    silent(
        MIXED_POINTS,
        "a refusal",
        OTHERS_POINTS,
        add(EVE.named("<b>")).answers(refused(8001, sideEffects=points(1234))),
        on=ELEVEN,
    ),
    silent(
        MIXED_POINTS,
        "an enrolment of its own",
        OTHERS_POINTS,
        add(enrolled((11, 5), who=EVE)).answers(created(8, sideEffects=points(1234))),
        on=ELEVEN,
    ),
    silent(
        NOT_UPDATED,
        "a large id that is somebody's",
        add(ADA).answers(created(LARGE)),
        update(LARGE, ADA).answers(created(LARGE)),
    ),
    bad(
        NOT_UPDATED,
        "a larger id",
        update(LARGE + 1, ADA).answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    bad(
        STOLEN,
        "from a customer with a lower id",
        ADDED,
        add(EVE).answers(created(8)),
        change(8, add=[ADA["email"]]).answers(created(8)),
        says=("errors", "an error, or a warning", "success, id 8"),
    ),
    bad(
        FOUND,
        "somebody else, by the second identifier",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"]).ordered("email", "mobile")).answers(upserted(kept(9))),
        says=("entityId", 7, "success, id 9"),
    ),
    bad(
        FOUND,
        "the label is not all that is told",
        ADDED,
        upsert(ADA).answers(upserted(wrong(3017, 8001))),
        says=("entityId", 7, (3017, 8001)),
    ),
    bad(
        CREATED,
        "the label is not all that is told",
        upsert(ADA).answers(upserted(wrong(3017, 8001))),
        says=("entityId", "success", (3017, 8001)),
    ),
    silent(
        LONG_NAME,
        "a stranger was refused with it before",
        add(LONG).by(Who.NOBODY).answers(status(401)),
        add(LONG).answers(refused(8001)),
        also=("security/refused-caller-stores-nothing",),
    ),
    silent(
        CHARACTERS,
        "in the form of a sample",
        add({"profiles": [{**customer(MARY_ANN)["profiles"][0], "commChannels": []}]}).answers(refused(8005)),
        also=("validation/documented-forms-are-fine",),
    ),
    good(
        CHARACTERS,
        "8006 has a rule of its own",
        add(MARY_ANN).answers(refused(8006)),
        also=("duplicate-source/only-a-known-identifier-is-8006",),
    ),
    good(CHARACTERS, "8066 tells of the owner", add(MARY_ANN).answers(refused(8066))),
    silent(
        BAD_MOBILE,
        "an invalid email",
        register(ADA.with_(Identifier("email", "nobody"))).answers(registered(failed(1001))),
    ),
    good(BAD_MOBILE, "dropped without a word", register(LETTERS).answers(registered(done(7, LETTERS, mobile=None)))),
    silent(
        NO_1017,
        "an item that failed",
        register(ADA.only("mobile")).answers(registered(failed(1003))),
        on=CITIES,
    ),
    bad(
        WARNING,
        "of a body that is no object",
        add([]).answers(created(7, warnings=[{"status": "x", "code": 8107, "message": "x"}])),
        before=(WRONG_SHAPE,),
        also=(SCHEMA,),
        says=("warnings[].status", "a boolean", "x"),
    ),
    bad(
        NO_FAILURE,
        "of a body that is no object",
        add([]).answers(says({"warnings": [{"status": False, "code": 8107, "message": "x"}]})),
        also=(EITHER,),
        says=("createdId", "a customer id", None),
    ),
    bad(
        COMBINED,
        "of a body that is no object",
        add([]).answers(refused(8050)),
        says=("createdId", "a customer id", None),
    ),
    silent(
        WARNING,
        "an answer that cannot be read",
        add(ADA).answers(says({"warnings": [5]})),
        also=(NO_FAILURE, EITHER),
    ),
    silent(
        ONE_TYPE,
        "an answer that cannot be read",
        add(ADA).answers(created(7, errors=[{"status": False, "code": "8006", "message": "x"}])),
        also=(EITHER,),
    ),
    silent(MESSAGES, "v1.1: 400 without an envelope", register({}).answers(says({}, 400))),
    silent(MESSAGES, "v1.1: not let in, without a word", register(ADA).answers(envelope(code=401, message=5))),
    silent(
        LOYALTY,
        "an item that failed",
        register({}).answers(registered(failed(1007, loyalty_points="x"))),
    ),
    bad(
        WRONG_SHAPE,
        "v1.1: a customer of v2",
        ask("addCustomerV11", customer(ADA)).answers(registered(done(7, ADA))),
        says=("outcome", "refused", "success"),
    ),
    good(
        SCHEMA,
        "an upsert of a doubtful item shows an odd customer",
        upsert({**customer(ADA), "colour": "red"}).answers(upserted(kept(7, result={"x": 1}))),
    ),
    bad(
        SCHEMA,
        "an upsert of a doubtful item shows an entry of text",
        upsert({**customer(ADA), "colour": "red"}).answers(upserted("x")),
        before=("robustness/unknown-keys-are-answered", "envelope/envelope-upsert"),
    ),
    silent(
        CHARACTERS,
        "an external id with a plus sign",
        add(ADA.with_(Identifier("externalId", "ct-t1-1+x"))).answers(created(7)),
    ),
    silent(SCHEMA, "v1.1: not let in", register(ADA).answers(envelope(code=401))),
    silent(FOUND, "with a label", ADDED, upsert(labelled(ADA)).answers(upserted(wrong(3017, 8001)))),
    silent(
        "upsert/known-elsewhere-is-joined",
        "with a label",
        ADDED,
        upsert(labelled(ADA, "WEBSITE")).answers(upserted(wrong(3017, 8001))),
    ),
    silent(
        "upsert/two-customers-in-one-item-fail",
        "with a label",
        ADDED,
        add(EVE).answers(created(8)),
        upsert(labelled(ADA.only("mobile").with_(EVE["email"]))).answers(upserted(wrong(8006))),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_odd_forms(history: History) -> None:
    history.check()
