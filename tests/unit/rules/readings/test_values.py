"""What an exchange shows of identifiers and of values that are unknown, invalid or too long: all, and no more."""

from __future__ import annotations

from typing import Any

import pytest
from histories import *
from showing import Row, told, unshown

from contracts.rules.readings import values

NOBODY = {"profiles": [{"firstName": "A", "identifiers": [], "source": "INSTORE"}]}
BAD_EMAIL = ADA.with_(Identifier("email", "ada.example.com"))
BAD_MOBILE = ADA.with_(Identifier("mobile", "91abc0000001"))
CUID = person(1, "Ada", "Lovelace", "cuid")
ODD_TYPE = ADA.with_(Identifier("ctOdd", "ct-t1-1"))
FIELDS = org(extended_fields=("city",))
LONGEST = ADA["email"].value.replace("@", "@" + "d" * 240 + ".")
FULL_EMAIL = ADA.with_(Identifier("email", LONGEST.replace("ddddd", "", 1)))
LONG_EMAIL = ADA.with_(Identifier("email", LONGEST))
LONG_ID = ADA.with_(Identifier("externalId", ADA["externalId"].value + "." + "x" * 250))
CARD = {"type": "cardnumber", "value": "ct-t1-1", "seriesId": 73}
NAMELESS = person(5, None, None)
KNOWN = add(EVE.only("mobile")).answers(created(7))


def carded(who: Person, *cards: Any, **members: Any) -> Line:
    """An add with cards."""
    body = customer(who) | members
    body["profiles"][0]["identifiers"] += cards
    return add(body)


def read_after(who: Person, seen: Person, **members: Any) -> tuple[Line, Line]:
    """An add of somebody, and a read that shows somebody."""
    return add(who).answers(created(7)), get(7).answers(shows(7, shown(seen, **members)))


def channels(*flags: Any) -> Line:
    """An add with a channel for each flag."""
    each = [{"type": "mobile", "value": ADA["mobile"].value, "primary": flag} for flag in flags]
    return add(ADA.but(profile_extra={"commChannels": each}))


CARDED = carded(ADA, CARD).answers(created(7))

ROWS = [
    # which types there are
    told(add(CUID, "WEBSITE").answers(created(7))),
    told(add(CUID, "WEBSITE").answers(refused(8005))),
    told(
        add(ADA.but(identifiers=(*ADA.identifiers, CUID["cuid"]))).answers(created(7)),
        add(KIM.but(identifiers=(*KIM.identifiers, CUID["cuid"]))).answers(refused(8006)),
        partly_known_identifiers="8006-alone",
    ),
    told(ADDED),
    told(add(ODD_TYPE).answers(refused(1007)), unknown_identifier_type="refused"),
    told(add(ODD_TYPE).answers(refused(521))),
    told(add(ODD_TYPE).answers(created(7))),
    told(add(ODD_TYPE.but(extra={"colour": 1})).answers(refused(1007))),
    told(ADDED, add(ODD_TYPE).answers(refused(8006))),
    told(*read_after(ODD_TYPE, ODD_TYPE), unknown_identifier_type="stored"),
    told(*read_after(ODD_TYPE, ADA)),
    told(*read_after(ADA, ODD_TYPE)),
    # known identifiers
    told(ADDED, add(KIM.with_(ADA["email"])).answers(refused(8006)), partly_known_identifiers="8006-alone"),
    told(
        ADDED, add(KIM.with_(ADA["email"])).answers(refused(8006, 8053)), partly_known_identifiers="8006-among-others"
    ),
    told(ADDED, add(KIM.with_(ADA["email"])).answers(refused(8053))),
    told(ADDED, add(KIM.with_(ADA["email"])).answers(created(8))),
    told(
        ADDED,
        EVE_ADDED,
        add(KIM.with_(ADA["email"], EVE["mobile"])).answers(refused(8006)),
        partly_known_identifiers="8006-alone",
    ),
    told(ADDED, add(EVE, "WEBSITE").answers(created(8)), add(EVE.with_(ADA["email"])).answers(refused(8006))),
    told(ADDED, add(ADA).answers(refused(8006))),
    *(
        told(
            ADDED,
            add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
            add(ADA.only("email"), "WEBSITE").answers(answer),
            **expected,
        )
        for answer, expected in (
            (refused(8006), {"owner_already_here": "refused-8006"}),
            (refused(8066), {"owner_already_here": "refused-8066"}),
            (refused(1007), {}),
            (created(7), {}),
        )
    ),
    told(ADDED, add(KIM.with_(ADA["email"])).answers(created(8)), on=EMAIL_REPEATS, secondary_uniqueness="not-unique"),
    told(ADDED, add(KIM.with_(ADA["email"])).answers(created(7)), on=EMAIL_REPEATS),
    told(ADDED, add(KIM).answers(created(8)), on=EMAIL_REPEATS),
    told(ADDED, add({**customer(KIM.with_(ADA["email"])), "colour": 1}).answers(created(8)), on=EMAIL_REPEATS),
    told(add(ADA.only("email")).answers(refused(1006)), registration_requirements="organisation-list"),
    told(add(ADA.only("mobile")).answers(refused(1039)), registration_requirements="organisation-list"),
    told(register(ADA.only("mobile")).answers(registered(failed(1043))), registration_requirements="organisation-list"),
    told(add(ADA).answers(refused(1006))),
    told(add(ADA.only("mobile")).answers(refused(1007))),
    told(ADDED, add(ADA.only("mobile")).answers(refused(1039))),
    told(add(ADA.only("mobile")).answers(created(7))),
    *(told(add(NOBODY).answers(refused(code)), no_identifier_code=f"code-{code}") for code in (1007, 8005, 8014, 500)),
    told(add(NOBODY).answers(refused(8014, 1007)), no_identifier_code="code-1007"),
    told(add(NOBODY).answers(refused(1))),
    told(add(NOBODY | {"colour": 1}).answers(refused(500))),
    told(add(NOBODY).answers(status(400))),
    told(upsert(NOBODY).answers(upserted(kept(7)))),
    # cards
    told(CARDED, carded(EVE, CARD).answers(refused(8006)), card_conflict_code="code-8006"),
    told(CARDED, carded(EVE, CARD).answers(refused(8087)), card_conflict_code="other-code"),
    told(CARDED, carded(EVE, CARD).answers(refused(521))),
    told(CARDED, carded(EVE, CARD).answers(created(8))),
    told(CARDED, carded(EVE, CARD, colour=1).answers(refused(8006))),
    told(CARDED, carded(ADA, CARD).answers(refused(8006))),
    told(CARDED, carded(EVE, CARD, {**CARD, "value": "ct-t1-2"}).answers(refused(8006))),
    told(carded(EVE, CARD).answers(refused(8006))),
    # invalid values
    *(
        told(add(EVE).answers(created(8)), add(BAD_MOBILE).answers(refused(code)), bad_primary_mobile=f"refused-{code}")
        for code in (8014, 8055, 8056)
    ),
    told(add(BAD_MOBILE).answers(refused(8014, 8056))),
    told(add(BAD_MOBILE).answers(refused(1007))),
    told(add(BAD_MOBILE).answers(created(7, 8056))),
    told(add(BAD_MOBILE.but(extra={"colour": 1})).answers(refused(8014))),
    told(add(BAD_EMAIL).answers(refused(8055)), on=org(primary_identifier="email")),
    told(add(BAD_EMAIL).answers(created(7, 8055)), bad_secondary="dropped-with-warning"),
    told(add(BAD_EMAIL).answers(refused(8055)), bad_secondary="refused"),
    told(add(BAD_EMAIL).answers(created(7))),
    told(add(BAD_EMAIL).answers(refused(521))),
    told(add(BAD_EMAIL).no_answer()),
    told(add(BAD_EMAIL.but(extra={"colour": 1})).answers(created(7, 8055))),
    told(add(ADA.with_(Identifier("externalId", " "))).answers(refused(8064))),
    # names
    told(*read_after(TOO_LONG, ADA.named("a" * 100)), over_long_name="cut"),
    told(*read_after(TOO_LONG, ADA.named("")), over_long_name="dropped"),
    told(*read_after(TOO_LONG, ADA, firstName=None), over_long_name="dropped"),
    told(*read_after(TOO_LONG, TOO_LONG)),
    told(*read_after(TOO_LONG, ADA.named("Eve"))),
    told(*read_after(ADA.named("a" * 101, "b" * 101), ADA.named("a" * 100, ""))),
    told(*read_after(ADA.named("a" * 100), ADA.named("a" * 100))),
    told(*read_after(ADA.named("a" * 98 + "   "), ADA.named("a" * 98))),
    told(*read_after(ADA.named(" " * 101), ADA.named(""))),
    told(*read_after(ADA.named(" Ada "), ADA), name_trimming="trimmed"),
    told(*read_after(ADA.named(" Ada "), ADA.named(" Ada ")), name_trimming="kept"),
    told(*read_after(ADA.named(" Ada "), ADA.named("Eve"))),
    told(*read_after(ADA, ADA)),
    told(
        add(TOO_LONG).answers(created(7)),
        details(ADA["mobile"]).answers(shows(7, shown(ADA, firstName="a" * 100))),
        over_long_name="cut",
    ),
    told(add(TOO_LONG).answers(created(7)), get(8).answers(shows(8, shown(ADA, firstName="a" * 100)))),
    told(add(TOO_LONG).answers(created(7)), update(7, EVE).answers(created(7))),
    told(add(ADA.named("A<b>")).answers(refused(1007)), name_characters="refused"),
    told(add(ADA.named("A<b>")).answers(created(7))),
    told(add(ADA.named("A\x00b")).answers(refused(1007))),
    told(add(ADA.named("A<b>").but(extra={"colour": 1})).answers(refused(1007))),
    told(ADDED, add(ADA.named("A<b>")).answers(refused(8006))),
    # long identifiers
    told(add(LONG_EMAIL).answers(created(7, 8055)), over_long_email="dropped-with-warning"),
    told(add(LONG_EMAIL).answers(refused(8055)), over_long_email="refused"),
    told(add(LONG_EMAIL).answers(created(7))),
    told(add(LONG_EMAIL).answers(refused(521))),
    told(add(LONG_EMAIL.but(extra={"colour": 1})).answers(refused(8055))),
    told(ADDED, add(LONG_EMAIL).answers(refused(8006))),
    told(add(LONG_EMAIL).answers(refused(1039))),
    told(add(LONG_EMAIL).answers(refused(8055)), on=org(mandatory=("email",))),
    told(add(LONG_EMAIL).answers(refused(8055)), on=org(primary_identifier="email")),
    told(add(LONG_EMAIL).answers(refused(8055)), on=org(primary_identifier=None)),
    told(*read_after(LONG_EMAIL, ADA.with_(Identifier("email", LONGEST[:255]))), over_long_email="cut"),
    told(*read_after(LONG_EMAIL, ADA.only("mobile"))),
    told(*read_after(FULL_EMAIL, FULL_EMAIL)),
    told(*read_after(ADA, ADA.with_(Identifier("email", "x" * 255)))),
    told(get(7).answers(shows(7, shown(ADA.with_(Identifier("email", LONGEST[:255])))))),
    told(add(LONG_ID).answers(refused(8064)), long_external_id="refused", external_id_refusal_code="code-8064"),
    told(add(LONG_ID).answers(refused(8020)), long_external_id="refused", external_id_refusal_code="code-8020"),
    told(add(LONG_ID).answers(refused(1003)), long_external_id="refused", external_id_refusal_code="other-code"),
    told(add(LONG_ID).answers(created(7, 8064)), external_id_refusal_code="code-8064"),
    told(add(LONG_ID).answers(created(7))),
    told(add(LONG_ID).answers(refused(521))),
    told(ADDED, add(LONG_ID).answers(refused(8006))),
    told(register(LONG_ID).answers(registered(failed(1003))), long_external_id="refused"),
    told(register(LONG_ID).answers(registered(done(7, LONG_ID)))),
    told(*read_after(LONG_ID, LONG_ID), long_external_id="stored-whole"),
    told(
        *read_after(LONG_ID, ADA.with_(Identifier("externalId", LONG_ID["externalId"].value[:250]))),
        long_external_id="cut",
    ),
    told(*read_after(LONG_ID, ADA.only("mobile"))),
    # flags and fields
    told(channels(True, "false").answers(created(7))),
    told(channels(True, False).answers(created(7))),
    told(channels(True, "yes").answers(created(7))),
    told(channels(True, "false").answers(refused(1007))),
    told(
        add(ADA.but(extended={"city": "Pune", "zip": "1"})).answers(created(7, 91016)),
        on=FIELDS,
        unknown_extended_field="warned",
    ),
    told(add(ADA.but(extended={"zip": "1"})).answers(created(7, 8107)), on=FIELDS, unknown_extended_field="ignored"),
    told(add(ADA.but(extended={"zip": "1"})).answers(refused(91015)), on=FIELDS, unknown_extended_field="refused"),
    told(add(ADA.but(extended={"zip": "1"})).answers(created(7, 8050)), on=FIELDS),
    told(add(ADA.but(extended={"city": "Pune"})).answers(created(7)), on=FIELDS),
    told(add(ADA.but(extended={"zip": "1"})).answers(created(7)), on=ORG),
    told(add(ADA.but(extended={"zip": "1"}, extra={"colour": 1})).answers(refused(91015)), on=FIELDS),
    told(ADDED, add(ADA.but(extended={"zip": "1"})).answers(refused(8006)), on=FIELDS),
    told(add(NAMELESS.but(extended={"zip": "1"})).answers(refused(1006)), on=FIELDS),
    told(KNOWN, change(7, add=[ADA["email"]]).answers(created(7))),
]

NEVER = {
    ("unknown-identifier-type", "ignored"),
    ("secondary-uniqueness", "unique"),
    ("registration-requirements", "nothing-more"),
    ("name-characters", "stored"),
    ("name-characters", "altered"),
}
"""Answers that take several exchanges, or that something else may be the reason of."""


def test_the_full_email_is_at_the_limit() -> None:
    assert (len(LONGEST), len(FULL_EMAIL["email"].value)) == (260, 255)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_an_answer_shows(row: Row) -> None:
    row.check(values)


def test_every_answer_is_shown() -> None:
    assert unshown(values, ROWS) == NEVER
