"""What a value may be, and what becomes of one that is too long or invalid, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    History,
    Identifier,
    Line,
    Person,
    add,
    bad,
    created,
    customer,
    details,
    done,
    get,
    good,
    nobody,
    org,
    person,
    refused,
    register,
    registered,
    shown,
    shows,
    silent,
    update,
)

PRIMARY = "validation/invalid-primary-mobile-is-8014"
ALONE = "validation/only-an-invalid-mobile-is-8014"
SECONDARY = "validation/invalid-secondary-is-no-silent-success"
LONG = "validation/long-name-is-no-error"
CHARACTERS = "validation/documented-characters-are-fine"
STORED = "validation/invalid-value-is-not-stored"
WHOLE = "validation/long-name-is-not-stored-whole"
FRESH = "identifiers/fresh-person-is-registered"
SHOWN = "reads/details-show-what-was-stored"
V11_ECHO = "envelope/echo-v11"

BAD_MOBILE = ADA.with_(Identifier("mobile", "91abc0000001"))
ONLY_BAD = BAD_MOBILE.only("mobile")
BAD_EMAIL = ADA.with_(Identifier("email", "ada.example.com"))
OPEN = org(primary_identifier=None)
BY_EMAIL = org(primary_identifier="email")
BY_ID = org(primary_identifier="externalId")
NO_CUID = person(6, "Cy", "Tan", "mobile", "cuid").with_(Identifier("cuid", " "))
NO_ID = ADA.with_(Identifier("externalId", " "))
ADDED = add(ADA).answers(created(7))
LONG_EMAIL = ADA.with_(Identifier("email", "a" * 60 + "@" + "b" * 191 + ".com"))
LONGEST_EMAIL = ADA.with_(Identifier("email", "a" * 60 + "@" + "b" * 190 + ".com"))


def named(first: str | None, last: str | None = "Lovelace") -> Person:
    return ADA.named(first, last)


def registering(who: Person, **echo: object) -> Line:
    return register(who).answers(registered(done(7, who, **echo)))


HISTORIES = [
    good(PRIMARY, "8014", add(BAD_MOBILE).answers(refused(8014))),
    good(PRIMARY, "8014 among others", add(BAD_MOBILE).answers(refused(1, 8014))),
    good(PRIMARY, "symbols", add(ADA.with_(Identifier("mobile", "91700#000001"))).answers(refused(8014))),
    good(PRIMARY, "an empty mobile", add(ADA.with_(Identifier("mobile", ""))).answers(refused(8014))),
    good(PRIMARY, "the primary is unknown: 8014", add(BAD_MOBILE).answers(refused(8014)), on=OPEN),
    good(PRIMARY, "the primary is unknown: 8055", add(BAD_MOBILE).answers(refused(8055)), on=OPEN),
    good(PRIMARY, "the primary is unknown: 8056", add(BAD_MOBILE).answers(refused(8056)), on=OPEN),
    good(PRIMARY, "the primary is unknown: dropped with a warning", add(BAD_MOBILE).answers(created(7, 8056)), on=OPEN),
    bad(PRIMARY, "it registers", add(BAD_MOBILE).answers(created(7)), says=("errors[].code", 8014, "success, id 7")),
    bad(
        PRIMARY,
        "it registers with a warning",
        add(BAD_MOBILE).answers(created(7, 8014)),
        says=("errors[].code", 8014, "success, id 7"),
    ),
    bad(PRIMARY, "another code", add(BAD_MOBILE).answers(refused(8056)), says=("errors[].code", 8014, (8056,))),
    bad(
        PRIMARY,
        "an ampersand registers",
        add(ADA.with_(Identifier("mobile", "917&00000001"))).answers(created(7)),
        says=("errors[].code", 8014, "success, id 7"),
    ),
    bad(
        PRIMARY,
        "the primary is unknown: another code",
        add(BAD_MOBILE).answers(refused(1007)),
        on=OPEN,
        says=("errors[].code", (8014, 8055, 8056), (1007,)),
    ),
    bad(
        PRIMARY,
        "the primary is unknown: silent success",
        add(BAD_MOBILE).answers(created(7)),
        on=OPEN,
        says=("errors[].code", (8014, 8055, 8056), "success, id 7"),
    ),
    silent(PRIMARY, "a known email goes first", ADDED, add(BAD_MOBILE).answers(refused(8006))),
    silent(PRIMARY, "an email known elsewhere: any answer", ADDED, add(BAD_MOBILE, "WEBSITE").answers(refused(1))),
    silent(PRIMARY, "a request of doubts", add({**customer(BAD_MOBILE), "x": 1}).answers(refused(1))),
    silent(PRIMARY, "the mobile is secondary", add(BAD_MOBILE).answers(created(7, 8056)), on=BY_EMAIL),
    silent(
        PRIMARY,
        "the primary email is invalid, and a secondary mobile, too",
        add(BAD_EMAIL.with_(BAD_MOBILE["mobile"])).answers(refused(8055)),
        on=BY_EMAIL,
    ),
    silent(PRIMARY, "the email is invalid, too", add(BAD_EMAIL.with_(BAD_MOBILE["mobile"])).answers(refused(8055))),
    silent(PRIMARY, "the primary external id is invalid", add(NO_ID).answers(refused(1)), on=BY_ID),
    silent(PRIMARY, "the primary email is invalid", add(BAD_EMAIL).answers(refused(8055)), on=BY_EMAIL),
    silent(PRIMARY, "the primary email is invalid and dropped", add(BAD_EMAIL).answers(created(7)), on=BY_EMAIL),
    silent(
        PRIMARY, "a mobile of 7 digits: refused", add(ADA.with_(Identifier("mobile", "1234567"))).answers(refused(8014))
    ),
    silent(
        PRIMARY, "a mobile of 7 digits: accepted", add(ADA.with_(Identifier("mobile", "1234567"))).answers(created(7))
    ),
    silent(
        PRIMARY, "a plus sign may be fine", add(ADA.with_(Identifier("mobile", "+917000000001"))).answers(created(7))
    ),
    silent(PRIMARY, "blanks may be fine", add(ADA.with_(Identifier("mobile", "91 7000 000001"))).answers(created(7))),
    *(good(ALONE, f"{code}", add(ONLY_BAD).answers(refused(code))) for code in (8014, 1007, 8005, 500, 8055, 8056)),
    bad(
        ALONE,
        "another code",
        add(ONLY_BAD).answers(refused(3217)),
        says=("errors[].code", (500, 1007, 8005, 8014, 8055, 8056), (3217,)),
    ),
    silent(
        ALONE,
        "an invalid email beside it",
        add(BAD_MOBILE.only("mobile", "email").with_(Identifier("email", "x"))).answers(refused(1)),
    ),
    silent(ALONE, "an invalid email alone", add(BAD_EMAIL.only("email")).answers(refused(1))),
    silent(ALONE, "something valid beside it", add(BAD_MOBILE).answers(refused(8014))),
    silent(
        ALONE, "it registers", add(ONLY_BAD).answers(created(7)), also=("identifiers/at-least-one-valid-identifier",)
    ),
    silent(ALONE, "a request of doubts", add({**customer(ONLY_BAD), "x": 1}).answers(refused(1))),
    good(SECONDARY, "dropped with 8055", add(BAD_EMAIL).answers(created(7, 8055))),
    good(SECONDARY, "dropped with 8056", add(BAD_EMAIL).answers(created(7, 8056))),
    good(SECONDARY, "dropped with more warnings", add(BAD_EMAIL).answers(created(7, 8107, 8055))),
    good(SECONDARY, "a mobile where the email is primary", add(BAD_MOBILE).answers(created(7, 8056)), on=BY_EMAIL),
    bad(SECONDARY, "silently accepted", add(BAD_EMAIL).answers(created(7)), says=("warnings[].code", (8055, 8056), ())),
    bad(
        SECONDARY,
        "another warning",
        add(BAD_EMAIL).answers(created(7, 8107)),
        says=("warnings[].code", (8055, 8056), (8107,)),
    ),
    silent(SECONDARY, "refused", add(BAD_EMAIL).answers(refused(1))),
    silent(SECONDARY, "an empty email", add(ADA.with_(Identifier("email", ""))).answers(created(7))),
    silent(SECONDARY, "an empty external id", add(ADA.with_(Identifier("externalId", " "))).answers(created(7))),
    silent(SECONDARY, "a source's own id", add(NO_CUID, "WECHAT", "w1").answers(created(7))),
    silent(SECONDARY, "an odd email", add(ADA.with_(Identifier("email", "a b@example.com"))).answers(created(7))),
    silent(SECONDARY, "an email over 255: dropped", add(LONG_EMAIL).answers(created(7, 8055))),
    silent(SECONDARY, "an email over 255: cut", add(LONG_EMAIL).answers(created(7))),
    silent(SECONDARY, "an email over 255: refused", add(LONG_EMAIL).answers(refused(8055))),
    silent(SECONDARY, "a request of doubts", add({**customer(BAD_EMAIL), "x": 1}).answers(created(7))),
    silent(SECONDARY, "the others are known elsewhere", ADDED, add(BAD_EMAIL, "WEBSITE").answers(created(7))),
    # names
    good(LONG, "101 characters", add(named("a" * 101)).answers(created(7))),
    good(LONG, "101 characters of a last name", add(named("Ada", "b" * 101)).answers(created(7))),
    good(LONG, "with a warning", add(named("a" * 500)).answers(created(7, 8001))),
    bad(LONG, "101 characters", add(named("a" * 101)).answers(refused(8001)), says=("createdId", "success", (8001,))),
    bad(
        LONG,
        "101 characters of a last name",
        add(named("Ada", "b" * 101)).answers(refused(8001)),
        says=("createdId", "success", (8001,)),
    ),
    silent(LONG, "100 characters", add(named("a" * 100)).answers(created(7))),
    silent(LONG, "odd characters", add(named("<" * 101)).answers(refused(8001))),
    silent(LONG, "somebody known", ADDED, add(named("a" * 101)).answers(refused(8006))),
    good(CHARACTERS, "a blank", add(named("Mary Ann")).answers(created(7))),
    good(CHARACTERS, "an apostrophe in the last name", add(named("Ada", "O'Neil")).answers(created(7))),
    good(CHARACTERS, "a hyphen", add(named("Jean-Luc")).answers(created(7))),
    bad(
        CHARACTERS,
        "a blank",
        add(named("Mary Ann")).answers(refused(8001)),
        says=("createdId", "success", (8001,)),
    ),
    bad(
        CHARACTERS,
        "an apostrophe",
        add(named("Ada", "O'Neil")).answers(refused(8001)),
        says=("createdId", "success", (8001,)),
    ),
    bad(
        CHARACTERS,
        "a hyphen in the first of two names",
        add(named("Jean-Luc", None)).answers(refused(8001)),
        says=("createdId", "success", (8001,)),
    ),
    silent(CHARACTERS, "letters alone", add(ADA).answers(created(7))),
    silent(CHARACTERS, "no names", add(person(1, None, None)).answers(created(7))),
    silent(CHARACTERS, "other characters", add(named("A*a b")).answers(refused(8001))),
    silent(CHARACTERS, "too long", add(named("a b" * 50)).answers(created(7))),
    # v1.1 echoes
    # what reads show
    good(STORED, "valid values", ADDED, get(7).answers(shows(7, shown(ADA)))),
    good(
        STORED,
        "nothing of what was invalid",
        add(BAD_EMAIL).answers(created(7, 8055)),
        get(7).answers(shows(7, shown(ADA.only("mobile")))),
        also=("reads/details-show-every-identifier",),
    ),
    good(
        STORED,
        "a doubtful value",
        ADDED,
        details(ADA["mobile"]).answers(shows(7, shown(ADA.with_(Identifier("mobile", "1234567"))))),
        also=("reads/details-show-every-identifier",),
    ),
    bad(
        STORED,
        "an email without an at sign",
        add(BAD_EMAIL).answers(created(7, 8055)),
        get(7).answers(shows(7, shown(BAD_EMAIL))),
        says=("profiles[].identifiers", "valid identifiers", "email ada.example.com"),
    ),
    bad(
        STORED,
        "a mobile with letters",
        add(BAD_MOBILE).answers(created(7, 8056)),
        details(ADA["email"]).answers(shows(7, shown(BAD_MOBILE))),
        on=BY_EMAIL,
        says=("profiles[].identifiers", "valid identifiers", "mobile 91abc0000001"),
    ),
    bad(
        STORED,
        "in another source",
        ADDED,
        add(BAD_EMAIL.only("mobile", "email"), "WEBSITE").answers(created(7)),
        get(7, "ALL").answers(shows(7, shown(ADA), shown(BAD_EMAIL, "WEBSITE"))),
        before=("cross-source/identifiers-kept-per-source",),
        says=("profiles[].identifiers", "valid identifiers", "email ada.example.com"),
    ),
    silent(
        STORED,
        "other types",
        ADDED,
        get(7).answers(shows(7, shown(ADA.only("externalId").with_(Identifier("externalId", " "))))),
        also=("reads/details-show-every-identifier",),
    ),
    silent(STORED, "a profile of an unknown place", ADDED, get(7, "ALL").answers(shows(7, shown(BAD_EMAIL, "JD")))),
    silent(STORED, "nobody found", details(ADA["mobile"]).answers(nobody())),
    good(
        "validation/long-name-is-not-stored-whole",
        "100 characters",
        add(named("a" * 101)).answers(created(7)),
        get(7).answers(shows(7, shown(named("a" * 100)))),
    ),
    good(
        "validation/long-email-is-not-stored-whole",
        "dropped",
        add(named("a" * 101)).answers(created(7)),
        get(7).answers(shows(7, shown(named("")))),
    ),
    good(
        "validation/long-email-is-not-stored-whole",
        "255 characters of an email",
        add(LONG_EMAIL).answers(created(7)),
        get(7).answers(shows(7, shown(LONGEST_EMAIL))),
    ),
    bad(
        "validation/long-name-is-not-stored-whole",
        "101 characters after an update that was not answered",
        ADDED,
        update(7, named("a" * 101)).no_answer(),
        get(7).answers(shows(7, shown(named("a" * 101)))),
        says=("profiles[].firstName", "at most 100 characters", 101),
    ),
    bad(
        WHOLE,
        "101 characters",
        add(named("a" * 101)).answers(created(7)),
        get(7).answers(shows(7, shown(named("a" * 101)))),
        says=("profiles[].firstName", "at most 100 characters", 101),
    ),
    bad(
        WHOLE,
        "101 characters of a last name",
        add(named("Ada", "b" * 101)).answers(created(7)),
        details(ADA["mobile"]).answers(shows(7, shown(named("Ada", "b" * 101)))),
        says=("profiles[].lastName", "at most 100 characters", 101),
    ),
    bad(
        "validation/long-email-is-not-stored-whole",
        "256 characters of an email",
        add(LONG_EMAIL).answers(created(7)),
        get(7).answers(shows(7, shown(LONG_EMAIL))),
        says=("profiles[].identifiers", "at most 255 characters", 256),
    ),
    silent(
        WHOLE,
        "no names and no email",
        ADDED,
        get(7).answers(shows(7, {"source": "INSTORE", "identifiers": []})),
        also=("reads/details-show-what-was-stored", "reads/details-show-every-identifier"),
    ),
    silent(
        WHOLE,
        "a read may lag",
        add(named("a" * 101)).answers(created(7)),
        get(7).answers(shows(7, shown(named("a" * 101)))),
        on=org(reads={"lag_s": 5}),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_validation(history: History) -> None:
    history.check()
