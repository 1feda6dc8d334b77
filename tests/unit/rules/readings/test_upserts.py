"""What an exchange shows of an upsert: all of it, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from histories import *
from showing import Row, told, unshown

from contracts.evidence.intent import UPSERT
from contracts.rules.readings import upserts

FIELDS = org(custom_fields=("size",), extended_fields=("city", "area"))
ONE = ADA.only("mobile")
ONE_ADDED = add(ONE).answers(created(7))


def result(*profiles: Mapping[str, Any], **members: Any) -> Mapping[str, Any]:
    """A customer as an item shows it."""
    return {"id": 7, "profiles": list(profiles), **members}


def writes(
    who: Person, shows_: Mapping[str, Any] | None = None, *, skip: bool | str | None = False, id_: int = 7
) -> Line:
    """An upsert that succeeds and shows a customer."""
    return upsert(who, skip=skip).answers(upserted(kept(id_, result=shows_)))


def fails(who: Person, *codes: int, skip: bool | None = False) -> Line:
    """An upsert whose item fails."""
    return upsert(who, skip=skip).answers(upserted(wrong(*codes)))


def labelled(who: Person, **answer: Any) -> Line:
    """An upsert with a status label that the organisation does not have."""
    return upsert({**customer(who), "statusLabel": "Tin"}).answers(upserted(wrong(3017, **answer)))


FIRST_KNOWN = KIM.with_(ADA["mobile"]).ordered("mobile", "email", "externalId")
FIRST_NEW = KIM.with_(ADA["email"]).ordered("mobile", "email", "externalId")
MOBILE_LAST = KIM.with_(ADA["mobile"]).ordered("email", "externalId", "mobile")
EMAIL_FIRST = KIM.with_(ADA["email"]).ordered("email", "mobile", "externalId")
CITY = ADA.but(extended={"city": "Pune", "area": ""})
SIZE = ADA.but(fields={"size": "L", "colour": "red"})
LEFT = ADA.named(None)


def loyal(loyalty: Any) -> Mapping[str, Any]:
    """A customer as an item shows it, with a type."""
    return result(loyaltyInfo={"loyaltyType": loyalty})


def attributed(**attribution: Any) -> Mapping[str, Any]:
    """A customer as an item shows it, with who made the profile."""
    return result({"attribution": attribution})


BY = {"id": 1}

ROWS = [
    told(upsert().answers(upserted()), upsert_empty_array="empty-answer"),
    told(upsert().answers(status(400)), upsert_empty_array="http-4xx"),
    told(upsert().answers(refused(500, status=200))),
    told(upsert().no_answer()),
    # by which identifier
    told(ADDED, writes(FIRST_NEW), upsert_lookup_identifier="any"),
    told(ADDED, writes(FIRST_KNOWN)),
    told(ADDED, writes(MOBILE_LAST)),
    told(ADDED, writes(FIRST_NEW), on=org(primary_identifier=None)),
    told(ADDED, writes(FIRST_NEW, id_=8)),
    told(ADDED, fails(MOBILE_LAST, 8006), upsert_lookup_identifier="first"),
    told(ADDED, fails(EMAIL_FIRST, 8006), upsert_lookup_identifier="primary"),
    told(ADDED, fails(FIRST_NEW, 8006)),
    told(ADDED, fails(MOBILE_LAST, 3017), upsert_label_unsent="stored-label"),
    told(ADDED, fails(MOBILE_LAST, 521)),
    told(ADDED, fails(MOBILE_LAST, 8006, 521)),
    told(ADDED, EVE_ADDED, fails(EVE.with_(ADA["mobile"]), 8053), upsert_conflict_code="code-8053"),
    told(ADDED, EVE_ADDED, fails(EVE.with_(ADA["mobile"]), 8052), upsert_conflict_code="code-8052"),
    told(ADDED, EVE_ADDED, fails(EVE.with_(ADA["mobile"]), 8066), upsert_conflict_code="other-code"),
    told(ADDED, EVE_ADDED, fails(EVE.with_(ADA["mobile"]), 8052, 8053)),
    told(ADDED, EVE_ADDED, fails(EVE.with_(ADA["mobile"]), 521)),
    told(ADDED, EVE_ADDED, writes(EVE.with_(ADA["mobile"]))),
    told(ADDED, fails(ADA, 8053)),
    # whether identifiers change
    *(
        told(ONE_ADDED, writes(ADA.only("mobile", "email"), shows_, skip=skip), **expected)
        for shows_, skip, expected in (
            (result(shown(ADA)), None, {"upsert_skip_default": "identifiers-change"}),
            (result(shown(ONE)), None, {"upsert_skip_default": "identifiers-stay"}),
            (result(shown(ADA)), False, {}),
            (result(shown(ADA)), "perhaps", {}),
            (result(shown(KIM)), None, {}),
            (result(shown(ADA, "WEBSITE")), None, {}),
            (result(shown(ADA), shown(ADA)), None, {}),
            (None, None, {}),
        )
    ),
    told(ONE_ADDED, writes(ONE, result(shown(ONE)), skip=None)),
    told(ONE_ADDED, writes(ADA.only("mobile", "email"), result(shown(ADA)), skip=None, id_=8)),
    *(
        told(ADDED, writes(ADA.only("mobile").with_(KIM["email"]), shows_), **expected)
        for shows_, expected in (
            (result(shown(ADA.but(identifiers=(*ADA.identifiers, KIM["email"])))), {"upsert_new_identifier": "added"}),
            (result(shown(ADA.with_(KIM["email"]))), {"upsert_new_identifier": "replaces"}),
            (result(shown(ADA)), {}),
            (None, {}),
        )
    ),
    told(ADDED, writes(ADA.only("mobile").with_(KIM["email"]), result(shown(ADA.with_(KIM["email"]))), id_=8)),
    told(ONE_ADDED, writes(ADA.only("mobile", "email"), result(shown(ADA)))),
    # members left out
    *(
        told(ADDED, writes(LEFT, result(shown(who))), **expected)
        for who, expected in (
            (ADA, {"upsert_members_left_out": "kept"}),
            (LEFT, {"upsert_members_left_out": "cleared"}),
            (ADA.named("Eve"), {}),
            (ADA.named("Ada", "Smith"), {}),
        )
    ),
    told(ADDED, writes(LEFT)),
    told(ADDED, writes(ADA, result(shown(ADA)))),
    told(ADDED, writes(LEFT, result(shown(ADA)), id_=8)),
    told(
        add(CITY).answers(created(7)),
        writes(ADA, result(shown(ADA), extendedFields={"city": "Pune"})),
        on=FIELDS,
        upsert_members_left_out="kept",
    ),
    told(
        add(CITY).answers(created(7)),
        writes(ADA, result(shown(ADA), extendedFields={})),
        on=FIELDS,
        upsert_members_left_out="cleared",
    ),
    told(add(CITY).answers(created(7)), writes(LEFT, result(shown(ADA), extendedFields={})), on=FIELDS),
    told(add(CITY).answers(created(7)), writes(ADA, result(shown(ADA), extendedFields={"city": "Delhi"})), on=FIELDS),
    # an invalid label
    told(ADDED, labelled(ADA, entityId=7, result=result(shown(ADA))), upsert_failed_item_result="filled"),
    told(ADDED, labelled(ADA), upsert_failed_item_result="empty"),
    told(ADDED, labelled(ADA, entityId=7)),
    told(ADDED, labelled(ADA, result=result(shown(ADA)))),
    told(labelled(ADA), upsert_failed_item_result="empty"),
    told(
        labelled(ADA, entityId=7, result=result(shown(ADA))),
        upsert_failed_item_result="filled",
        upsert_item_atomicity="rest-applied",
    ),
    told(labelled(ADA, entityId=7, result=result(shown(ONE))), upsert_failed_item_result="filled"),
    *(
        told(
            ADDED,
            labelled(ADA.named("Adele"), entityId=7, result=result(shown(ADA.named(name)))),
            upsert_failed_item_result="filled",
            **expected,
        )
        for name, expected in (
            ("Adele", {"upsert_item_atomicity": "rest-applied"}),
            ("Ada", {"upsert_item_atomicity": "nothing-applied"}),
            ("Eve", {}),
        )
    ),
    told(ADDED, EVE_ADDED, labelled(EVE.with_(ADA["mobile"]))),
    told(ADDED, upsert({**customer(ADA), "statusLabel": "Tin"}).answers(upserted(wrong(3017, 8055)))),
    told(ADDED, fails(ADA, 3017), upsert_label_unsent="stored-label"),
    told(ADDED, fails(ADA, 8086)),
    told(ADDED, fails(ADA.but(extra={"colour": 1}), 3017)),
    told(ADDED, fails(ADA.with_(Identifier("cardnumber", "ct-t1-1")), 3017)),
    told(ADDED, writes(ADA)),
    # the same twice
    told(upsert(ADA, ADA).answers(upserted(kept(7), kept(7))), upsert_duplicates_in_batch="updates"),
    told(upsert(ADA, ADA).answers(upserted(kept(7), wrong(8006))), upsert_duplicates_in_batch="item-error"),
    told(upsert(ADA, ADA).answers(upserted(kept(7), wrong(521)))),
    told(upsert(ADA, ADA).answers(upserted(kept(7), kept(8)))),
    told(upsert(ADA, ADA).answers(upserted(wrong(8006), wrong(8006)))),
    told(upsert(ADA, ADA.named("Eve")).answers(upserted(kept(7), wrong(8006)))),
    told(upsert(ADA, ADA).answers(upserted(kept(7)))),
    # what an item shows of the customer
    told(writes(ADA, attributed(createdBy=BY, modifiedBy=BY)), upsert_attribution_nesting="beside"),
    told(writes(ADA, attributed(createdBy={**BY, "modifiedBy": BY})), upsert_attribution_nesting="inside"),
    told(writes(ADA, attributed(createdBy=BY))),
    told(writes(ADA, attributed(createdBy={**BY, "modifiedBy": BY}, modifiedBy=BY))),
    told(writes(ADA, attributed(modifiedBy=BY))),
    told(writes(ADA, loyal("LOYALTY")), loyalty_type_left_out="loyalty"),
    told(writes(ADA, loyal("non_loyalty")), loyalty_type_left_out="non-loyalty"),
    told(writes(ADA, loyal("vip"))),
    told(writes(ADA, loyal(7))),
    told(writes(ADA.but(extra={"loyaltyInfo": {"loyaltyType": "loyalty"}}), loyal("loyalty"))),
    told(ADDED, writes(ADA, loyal("loyalty"))),
    told(writes(CITY, result(extendedFields={"city": "Pune"})), on=FIELDS, empty_extended_values="dropped"),
    told(writes(CITY, result(extendedFields={"city": "Pune", "area": ""})), on=FIELDS, empty_extended_values="stored"),
    told(writes(CITY, result(extendedFields={"city": "Pune", "area": "x"})), on=FIELDS),
    told(writes(CITY, result(extendedFields={})), on=FIELDS),
    told(writes(CITY, result()), on=FIELDS),
    told(writes(CITY, result(extendedFields={"city": "Pune"}))),
    told(writes(SIZE, result(shown(SIZE))), on=FIELDS, unknown_v2_field="stored"),
    told(writes(SIZE, result(shown(SIZE.but(fields={"size": "L"})))), on=FIELDS, unknown_v2_field="ignored"),
    told(
        upsert(SIZE).answers(upserted(kept(7, 1017, result=result(shown(SIZE.but(fields={"size": "L"})))))),
        on=FIELDS,
        unknown_v2_field="warned",
    ),
    told(
        upsert(SIZE).answers(upserted(kept(7, 8059, result=result(shown(SIZE.but(fields={"size": "L"})))))), on=FIELDS
    ),
    told(writes(SIZE, result(shown(ADA, fields={}))), on=FIELDS),
    told(writes(SIZE, result(shown(ADA))), on=FIELDS),
    told(writes(SIZE, result(shown(SIZE))), on=ORG),
    told(writes(SIZE.but(fields={"size": "L"}), result(shown(SIZE))), on=FIELDS),
    told(ask(UPSERT, b"[").answers(status(400))),
]

NEVER = {("upsert-label-unsent", "never")}
"""Answers that stand for many exchanges."""


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_an_answer_shows(row: Row) -> None:
    row.check(upserts)


def test_every_answer_is_shown() -> None:
    assert unshown(upserts, ROWS) == NEVER
