"""What becomes of values that the documents neither list nor rule out."""

from __future__ import annotations

from typing import Any

import pytest
from histories import *
from showing import Row, told, unshown

from contracts.rules.readings import left_open

FIELDS, TILLS = org(custom_fields=["size", "hat"]), org(tills=["till.1"])
SENT, NOW = "2023-07-11 10:12:00", "2024-08-01 07:28:32"
HUNDRED = {"loyaltyPoints": 100, "tierNumber": 1}
SHORT = {"type": "mobile"}


def profiled(**members: Any) -> dict[str, Any]:
    """A payload with further members of its profile."""
    return {"profiles": [{**customer(ADA)["profiles"][0], **members}]}


def shows_one(**members: Any) -> Response:
    """An upsert that shows a source account."""
    return upserted(kept(7, result={"id": 7, "profiles": [members]}))


def sent(item: dict[str, Any], **shown_: Any) -> Line:
    """A v1.1 registration of an item, whose answer shows that."""
    payload = {**v11_customer(ADA), **item}
    return register(payload).answers(registered(done(7, payload, **shown_)))


def refuses(item: dict[str, Any], code: int = 1034) -> Line:
    """A v1.1 registration of an item that is refused."""
    return register({**v11_customer(ADA), **item}).answers(registered(failed(code)))


def enrols(**changes: int) -> Line:
    """An add with an enrolment that names no programme."""
    return add({**customer(ADA), "loyaltyProgramEnrollments": [{**HUNDRED, **changes}]})


TILLS = org(tills=["till.1"])
AT_TILL = add(ADA.but(extra={"associatedWith": "till.1"})).answers(created(7))

ROWS = [
    told(
        upsert(profiled(fields={"size": ""})).answers(shows_one(fields={"size": ""})),
        on=FIELDS,
        empty_custom_values="stored",
    ),
    told(
        upsert(profiled(fields={"size": "", "hat": "L"})).answers(shows_one(fields={"hat": "L"})),
        on=FIELDS,
        empty_custom_values="dropped",
    ),
    told(upsert(profiled(fields={"size": ""})).answers(shows_one(fields={"size": "M"})), on=FIELDS),
    told(upsert(profiled(fields={"size": ""})).answers(shows_one()), on=FIELDS),
    told(upsert(profiled(fields={"size": "M"})).answers(shows_one(fields={})), on=FIELDS),
    told(upsert(profiled(fields={"shoe": ""})).answers(shows_one(fields={})), on=FIELDS),
    # a channel without a type or a value
    told(
        upsert(profiled(commChannels=[SHORT])).answers(shows_one(commChannels=[SHORT])),
        channel_members_left_out="stored",
    ),
    told(
        upsert(profiled(commChannels=[SHORT])).answers(shows_one(commChannels=[])), channel_members_left_out="left-out"
    ),
    told(upsert(profiled(commChannels=[SHORT])).answers(shows_one(commChannels=[{"type": "email"}]))),
    told(upsert(profiled(commChannels=[{}])).answers(shows_one(commChannels=[]))),
    told(upsert(profiled(commChannels=[{**SHORT, "value": "1"}])).answers(shows_one(commChannels=[]))),
    told(upsert(profiled(commChannels=[SHORT, SHORT])).answers(shows_one(commChannels=[]))),
    told(upsert(profiled(commChannels=7)).answers(shows_one(commChannels=[]))),
    told(add(profiled(commChannels=[SHORT])).answers(refused(8010)), channel_members_left_out="refused"),
    told(add(profiled(commChannels=[SHORT])).answers(created(7))),
    told(ADDED, add(profiled(commChannels=[SHORT])).answers(refused(8006))),
    # somebody else's till
    told(add({**customer(ADA), "associatedWith": "x"}).answers(refused(8010)), on=TILLS, unknown_till="refused"),
    told(
        upsert({**customer(ADA), "associatedWith": "x"}).answers(upserted(kept(7, result={"associatedWith": "x"}))),
        on=TILLS,
        unknown_till="stored",
    ),
    told(
        upsert({**customer(ADA), "associatedWith": "x"}).answers(upserted(kept(7, result={"id": 7}))),
        on=TILLS,
        unknown_till="left-out",
    ),
    told(upsert({**customer(ADA), "associatedWith": "x"}).answers(upserted(kept(7))), on=TILLS),
    told(upsert({**customer(ADA), "associatedWith": "x"}).answers(upserted(kept(7, result={"id": 7})))),
    told(upsert({**customer(ADA), "associatedWith": "till.1"}).answers(upserted(kept(7, result={"id": 7}))), on=TILLS),
    told(upsert({**customer(ADA), "associatedWith": " "}).answers(upserted(kept(7, result={"id": 7}))), on=TILLS),
    # an enrolment in no programme
    told(enrols().answers(refused(8062)), enrolment_without_programme="refused"),
    told(enrols().answers(created(7)), enrolment_without_programme="ignored"),
    told(
        enrols().answers(created(7, sideEffects=[{"awardedPoints": 100}])),
        enrolment_without_programme="default-programme",
    ),
    told(enrols().answers(created(7, sideEffects=[{"awardedPoints": 5}]))),
    told(enrols(programId=1).answers(created(7))),
    told(enrols(loyaltyPoints=0).answers(created(7))),
    # the date of a change
    told(sent({"updated_on": SENT}, updated_on=SENT), v11_updated_on="honoured"),
    told(sent({"updated_on": SENT}, updated_on=NOW), v11_updated_on="ignored"),
    told(sent({"updated_on": SENT}, updated_on="now")),
    told(sent({"updated_on": SENT}, updated_on=None)),
    told(sent({}, updated_on=NOW)),
    told(sent({"updated_on": "11/07/2023"}, updated_on="11/07/2023"), other_date_form="stored"),
    told(sent({"updated_on": "11/07/2023"}, updated_on=NOW), other_date_form="ignored"),
    told(refuses({"updated_on": "11/07/2023"}), other_date_form="refused"),
    told(sent({"updated_on": "11/07/2023"}, updated_on=None)),
    told(sent({"updated_on": " "}, updated_on=NOW)),
    # the till that a customer is associated with
    told(AT_TILL, get(7).answers(shows(7, shown(ADA), associatedWith="till.1")), on=TILLS, associated_till="kept"),
    told(AT_TILL, get(7).answers(shows(7, shown(ADA))), on=TILLS, associated_till="ignored"),
    told(AT_TILL, get(7).answers(shows(7, shown(ADA), associatedWith="till.2")), on=TILLS),
    told(ADDED, get(7).answers(shows(7, shown(ADA), associatedWith="till.1")), on=TILLS),
    # a type of customer that is none
    told(sent({"type": "gold"}, type="gold"), unlisted_value="stored"),
    told(sent({"type": "gold"}, type="LOYALTY"), unlisted_value="ignored"),
    told(refuses({"type": "gold"}), unlisted_value="refused"),
    told(refuses({"type": "gold", "colour": "red"})),
    told(refuses({"type": "gold", "custom_fields": {"field": [{"name": "size", "value": "x"}]}}), on=FIELDS),
    told(sent({"type": "Loyalty"}, type="LOYALTY")),
    told(sent({"type": 7}, type="LOYALTY")),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_an_answer_shows(row: Row) -> None:
    row.check(left_open)


def test_every_answer_is_shown() -> None:
    assert unshown(left_open, ROWS) == set()
