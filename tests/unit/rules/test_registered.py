"""Who is registered and under which id, whatever form a request has, in histories."""

from __future__ import annotations

from dataclasses import replace

import pytest
from histories import (
    ADA,
    EVE,
    History,
    Identifier,
    Line,
    add,
    bad,
    change,
    created,
    customer,
    done,
    good,
    kept,
    org,
    refused,
    register,
    registered,
    says,
    silent,
    update,
    upsert,
    upserted,
    v11_customer,
    wrong,
)

FRESH = "identifiers/fresh-person-is-registered"
NEW_ID = "identifiers/a-new-customer-has-a-new-id"
KEEPS = "identifiers/known-customer-keeps-its-id-v11"
FOREIGN = "identifiers/foreign-secondary-moves-nothing-v11"
SECOND = "duplicate-source/never-a-second-customer"
ELSEWHERE = "cross-source/known-elsewhere-joins-the-customer"
FOUND = "upsert/found-is-updated-in-place"
JOINED = "upsert/known-elsewhere-is-joined"
INSTORE = "upsert/missing-source-is-instore"
UPDATED = "updates/known-customer-is-updated"
CHANGED = "updates/free-identifier-is-added"
OWNER = "primary-mismatch/no-flag-matches-the-owner"
THIRD = "primary-mismatch/secondary-is-not-echoed-for-another"
CHARACTERS = "validation/documented-characters-are-fine"
ANY_CHARACTER = "validation/external-id-takes-any-character"
AUDIT = "operations/audit-headers-are-accepted"
SUCCESS = "envelope/success-shape-v2"
LISTS = "envelope/success-lists-are-there"
EITHER = "envelope/success-and-failure-exclude-each-other"
ECHO = "envelope/echo-v11"
ITEM = "envelope/item-shape-v11"
UPSERT_SHAPE = "envelope/envelope-upsert"
RESULT = "envelope/upsert-result-is-the-customer"
SCHEMA = "envelope/answer-matches-the-schema"
MALFORMED = "robustness/wrong-shape-is-refused"
OPEN_ACCOUNT = "invalid-source/open-account-is-answered"
LABEL = "warnings/invalid-label-is-answered"
NOTHING = "side-effects/unknown-programme-awards-nothing"
KINDS = "side-effects/kinds-and-members-are-documented"
NO_EFFECTS = "side-effects/refusal-brings-none"

ADDED = add(ADA).answers(created(7))
IN_V11 = register(ADA).answers(registered(done(7, ADA)))
EVE_IN_V11 = register(EVE).answers(registered(done(8, EVE)))
SPECIAL = ADA.with_(Identifier("externalId", "ct-t1-1 #"))
PLUS = ADA.with_(Identifier("email", "ct.t1.1+x@example.com"))
FAR = ADA.with_(Identifier("externalId", "ct-t1-1-" + "x" * 93))
MIXED = ADA.only("mobile").with_(EVE["email"])
APART = org(shared_identity=None)
ELEVEN = org(programs=[11])


def with_channels(person: object) -> dict[str, object]:
    """A payload in the form of a sample."""
    return {"profiles": [{**customer(person)["profiles"][0], "commChannels": []}]}


def enrolled(*programmes: tuple[int, int]) -> dict[str, object]:
    """A payload with enrolments in programmes, each with points."""
    return {**customer(ADA), "loyaltyProgramEnrollments": [{"programId": p, "loyaltyPoints": n} for p, n in programmes]}


def audited(line: Line) -> Line:
    """The same request, saying who stands behind it."""
    headers = (*line.request.headers, ("User-Context-Entity-Id", "till 4"))
    return replace(line, request=replace(line.request, headers=headers))


def effects(*points: int) -> list[dict[str, object]]:
    return [{"type": "points", "awardedPoints": n} for n in points]


HISTORIES = [
    good(FRESH, "a name of two words", add(ADA.named("Mary Ann")).answers(created(7))),
    bad(
        CHARACTERS,
        "an email with a plus sign is refused",
        add(PLUS).answers(refused(8005)),
        says=("createdId", "success", (8005,)),
    ),
    silent(ANY_CHARACTER, "in the form of a sample", add(with_channels(SPECIAL)).answers(created(7))),
    bad(
        NEW_ID,
        "the id of another of the same identity space",
        ADDED,
        add(EVE).answers(created(7)),
        on=APART,
        says=("id", "an id not seen before", 7),
    ),
    silent(
        NEW_ID,
        "an item that failed, with somebody's id",
        ADDED,
        upsert(EVE).answers(upserted(wrong(8005, entityId=7))),
        also=("upsert/unknown-is-created",),
    ),
    silent(
        AUDIT,
        "in the form of a sample",
        audited(add(with_channels(ADA))).answers(created(7)),
    ),
    bad(
        KEEPS,
        "a lower id",
        IN_V11,
        register(ADA).answers(registered(done(3, ADA))),
        says=("user_id", 7, "success, id 3"),
    ),
    bad(
        KEEPS,
        "a higher id",
        IN_V11,
        register(ADA).answers(registered(done(9, ADA))),
        says=("user_id", 7, "success, id 9"),
    ),
    bad(
        FOREIGN,
        "a lower id",
        IN_V11,
        EVE_IN_V11,
        register(MIXED).answers(registered(done(3, MIXED))),
        says=("user_id", 7, "success, id 3"),
    ),
    bad(
        ELSEWHERE, "a lower id", ADDED, add(ADA, "WEBSITE").answers(created(3)), says=("createdId", 7, "success, id 3")
    ),
    bad(
        ELSEWHERE, "a higher id", ADDED, add(ADA, "WEBSITE").answers(created(9)), says=("createdId", 7, "success, id 9")
    ),
    bad(FOUND, "a lower id", ADDED, upsert(ADA).answers(upserted(kept(3))), says=("entityId", 7, "success, id 3")),
    bad(FOUND, "a higher id", ADDED, upsert(ADA).answers(upserted(kept(9))), says=("entityId", 7, "success, id 9")),
    bad(
        FOUND,
        "it failed, with its id",
        ADDED,
        upsert(ADA).answers(upserted(wrong(8005, entityId=7))),
        says=("entityId", 7, (8005,)),
    ),
    bad(
        JOINED,
        "a lower id",
        ADDED,
        upsert(customer(ADA, "WEBSITE")).answers(upserted(kept(3))),
        says=("entityId", 7, "success, id 3"),
    ),
    bad(
        JOINED,
        "a higher id",
        ADDED,
        upsert(customer(ADA, "WEBSITE")).answers(upserted(kept(9))),
        says=("entityId", 7, "success, id 9"),
    ),
    good(
        INSTORE,
        "it failed, with another id",
        ADDED,
        upsert(customer(ADA, None)).answers(upserted(wrong(8004, entityId=9))),
    ),
    bad(UPDATED, "a lower id", ADDED, update(7, ADA).answers(created(3)), says=("createdId", 7, "success, id 3")),
    bad(UPDATED, "a higher id", ADDED, update(7, ADA).answers(created(9)), says=("createdId", 7, "success, id 9")),
    bad(
        CHANGED,
        "a lower id",
        ADDED,
        change(7, add=[EVE["email"]]).answers(created(3)),
        says=("createdId", 7, "success, id 3"),
    ),
    bad(
        CHANGED,
        "a higher id",
        ADDED,
        change(7, add=[EVE["email"]]).answers(created(9)),
        says=("createdId", 7, "success, id 9"),
    ),
    bad(
        EITHER,
        "neither, of a body that is no object",
        add([]).answers(says({"x": 1})),
        says=("body", "a success or a failure", "members x"),
    ),
    bad(
        SUCCESS,
        "an id of text, of a body that is no object",
        add([]).answers(created("7", warnings=None)),
        before=(MALFORMED,),
        also=(LISTS, SCHEMA),
        says=("createdId", "a positive integer", "7"),
    ),
    good(ITEM, "the first customer of all", register(ADA).answers(registered(done(1, ADA)))),
    good(UPSERT_SHAPE, "the first customer of all", upsert(ADA).answers(upserted(kept(1)))),
    bad(
        UPSERT_SHAPE,
        "an id below nothing",
        upsert(ADA).answers(upserted(kept(-1))),
        also=(SCHEMA,),
        says=("response[].entityId", "a positive integer", -1),
    ),
    good(
        ECHO,
        "a long external id, cut",
        register(FAR).answers(registered(done(7, {**v11_customer(FAR), "external_id": "ct-t1-1"}))),
    ),
    bad(
        ECHO,
        "a number for an email that was not sent",
        register(ADA.only("mobile")).answers(registered(done(7, {**v11_customer(ADA.only("mobile")), "email": 5}))),
        also=(SCHEMA,),
        says=("email", "null or empty", 5),
    ),
    silent(
        RESULT,
        "a result without an id",
        upsert(ADA).answers(upserted(kept(7, result={"x": 1}))),
        also=(SCHEMA,),
    ),
    bad(
        RESULT,
        "a later customer",
        upsert(ADA).answers(upserted(kept(7, result={"id": 9}))),
        also=(SCHEMA,),
        says=("result.id", 7, 9),
    ),
    silent(OPEN_ACCOUNT, "an account of a source that nobody has", add(ADA, "NOWHERE", "a1").answers(refused(3217))),
    silent(
        LABEL,
        "a label that is a number",
        add({**customer(ADA), "statusLabel": 5}).answers(refused(3017)),
        on=org(status_labels=["Gold"]),
    ),
    silent(NOTHING, "a programme that the organisation has", add(enrolled((11, 5))).answers(created(7)), on=ELEVEN),
    good(
        NOTHING,
        "the same points in a programme that the organisation has",
        add(enrolled((11, 5), (99, 5))).answers(created(7, sideEffects=effects(5))),
        on=ELEVEN,
    ),
    good(NOTHING, "none, for none", add(enrolled((99, 0))).answers(created(7, sideEffects=effects(0))), on=ELEVEN),
    bad(
        NOTHING,
        "a single point",
        add(enrolled((99, 1))).answers(created(7, sideEffects=effects(1))),
        on=ELEVEN,
        says=("sideEffects", "no points", (1,)),
    ),
    good(
        NOTHING,
        "an effect of text",
        add(enrolled((99, 5))).answers(created(7, sideEffects=["x"])),
        on=ELEVEN,
        also=(KINDS, SCHEMA),
    ),
    silent(
        NOTHING,
        "a refusal",
        add(enrolled((99, 5))).answers(refused(8005, sideEffects=effects(5))),
        on=ELEVEN,
        also=(NO_EFFECTS,),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_registered(history: History) -> None:
    history.check()
