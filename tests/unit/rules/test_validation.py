"""What a value may be, and what becomes of one that is too long or invalid, in histories."""

from __future__ import annotations

import pytest
from histories import *

FORMS = "validation/documented-forms-are-fine"
FORMS_V11 = "validation/documented-forms-are-fine-v11"
ANY_CHARACTER = "validation/external-id-takes-any-character"
PRIMARY = "validation/invalid-primary-mobile-is-8014"
ALONE = "validation/only-an-invalid-mobile-is-8014"
SECONDARY = "validation/invalid-secondary-is-no-silent-success"
LONG_NAME = "validation/long-name-is-no-error"
CHARACTERS = "validation/documented-characters-are-fine"
NOT_STORED_V11 = "validation/bad-mobile-is-not-stored-v11"
NOT_STORED = "validation/invalid-value-is-not-stored"
NAME_WHOLE = "validation/long-name-is-not-stored-whole"
LONGEST_NAME = "validation/longest-name-is-stored-whole"
EMAIL_WHOLE = "validation/long-email-is-not-stored-whole"

STORED = "reads/details-show-what-was-stored"
EVERY = "reads/details-show-every-identifier"

BAD_MOBILE = ADA.with_(Identifier("mobile", "91abc0000001"))
ONLY_BAD = BAD_MOBILE.only("mobile")
BAD_EMAIL = ADA.with_(Identifier("email", "ada.example.com"))
BY_ID = org(primary_identifier="externalId")
NO_CUID = person(6, "Cy", "Tan", "mobile", "cuid").with_(Identifier("cuid", " "))
NO_ID = ADA.with_(Identifier("externalId", " "))
LONG_EMAIL = ADA.with_(Identifier("email", "a" * 60 + "@" + "b" * 191 + ".com"))
LONGEST_EMAIL = ADA.with_(Identifier("email", "a" * 60 + "@" + "b" * 190 + ".com"))
V11_CHANNELS = {**v11_customer(ADA), "commChannels": []}
SPECIAL = ADA.with_(Identifier("externalId", "ct-t1-1 #"))
MARY_ANN = ADA.named("Mary Ann")
PLUS = ADA.with_(Identifier("email", "ct.t1.1+x@example.com"))

_NON, _STATUS, _SAMPLE = ("non_loyalty", "NON_LOYALTY"), {"status": "NORMAL"}, {"status": "Fraud_Suspected"}
ONE_OF = (
    ("type", _NON, ("type non_loyalty", 'one of "NON_LOYALTY" and "non_loyalty" is taken', (500,))),
    (
        "fraud_status",
        (_STATUS, _SAMPLE, [_STATUS]),
        (
            "fraud_status",
            'one of [{"status": "NORMAL"}] and {"status": "Fraud_Suspected"} and {"status": "NORMAL"} is taken',
            (500,),
        ),
    ),
)
"""Member, its documented forms, and what is said where none is taken."""

HISTORIES = [
    good(FORMS, "registered", add(with_channels(ADA)).answers(created(7))),
    bad(FORMS, "refused", add(with_channels(ADA)).answers(refused(8005)), says=("createdId", "success", (8005,))),
    silent(FORMS, "names and identifiers alone", add(ADA).answers(created(7))),
    good(FORMS_V11, "registered", register(V11_CHANNELS).answers(registered(A))),
    bad(
        FORMS_V11,
        "refused",
        register(V11_CHANNELS).answers(registered(failed(1009))),
        says=("item_status.success", "true", (500, 1009)),
    ),
    silent(
        FORMS_V11,
        "no store to register in",
        register(V11_CHANNELS).answers(registered(failed(3217))),
        on=org(sources={"WEBSITE": {}}),
    ),
    silent(
        FORMS_V11,
        "a member beside the root",
        ask("addCustomerV11", {"root": {"customer": [V11_CHANNELS]}, "more": [[1]]}).answers(registered(failed(400))),
    ),
    silent(
        FORMS_V11,
        "a channel without a value",
        register(ADA.but(extra={"commChannels": [{"type": "mobile"}]})).answers(registered(failed(500))),
    ),
    *(
        bad(
            FORMS_V11,
            f"each form of {member} refused",
            *(register(ADA.but(extra={member: form})).answers(registered(failed(500))) for form in forms),
            says=says,
        )
        for member, forms, says in ONE_OF
    ),
    *(
        good(
            FORMS_V11,
            f"one form of {member} taken",
            *(
                register(who.but(extra={member: form})).answers(registered(failed(500)))
                for who, form in zip((ADA, EVE), forms[:-1], strict=False)
            ),
            register(KIM.but(extra={member: forms[-1]})).answers(registered(done(9, KIM, type="NON_LOYALTY"))),
        )
        for member, forms, _ in ONE_OF
    ),
    silent(FORMS_V11, "names and identifiers alone", register(ADA).answers(registered(A))),
    good(ANY_CHARACTER, "registered", add(SPECIAL).answers(created(7))),
    bad(
        ANY_CHARACTER, "refused", EVE_ADDED, add(SPECIAL).answers(refused(8020)), says=("createdId", "success", (8020,))
    ),
    silent(ANY_CHARACTER, "plain characters", add(ADA).answers(created(7))),
    silent(ANY_CHARACTER, "in the form of a sample", add(with_channels(SPECIAL)).answers(created(7))),
    good(PRIMARY, "8014", add(BAD_MOBILE).answers(refused(8014))),
    good(PRIMARY, "8014 among others", add(BAD_MOBILE).answers(refused(1, 8014))),
    good(PRIMARY, "symbols", add(ADA.with_(Identifier("mobile", "91700#000001"))).answers(refused(8014))),
    silent(PRIMARY, "an empty mobile may be none", add(ADA.with_(Identifier("mobile", ""))).answers(created(7))),
    good(PRIMARY, "the primary is unknown: 8014", add(BAD_MOBILE).answers(refused(8014)), on=NO_PRIMARY),
    good(PRIMARY, "the primary is unknown: 8055", add(BAD_MOBILE).answers(refused(8055)), on=NO_PRIMARY),
    good(PRIMARY, "the primary is unknown: 8056", add(BAD_MOBILE).answers(refused(8056)), on=NO_PRIMARY),
    good(
        PRIMARY,
        "the primary is unknown: dropped with a warning",
        add(BAD_MOBILE).answers(created(7, 8056)),
        on=NO_PRIMARY,
    ),
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
        on=NO_PRIMARY,
        says=("errors[].code", (8014, 8055, 8056), (1007,)),
    ),
    bad(
        PRIMARY,
        "the primary is unknown: silent success",
        add(BAD_MOBILE).answers(created(7)),
        on=NO_PRIMARY,
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
    good(LONG_NAME, "101 characters", add(TOO_LONG).answers(created(7))),
    good(LONG_NAME, "101 characters of a last name", add(ADA.named("Ada", "b" * 101)).answers(created(7))),
    good(LONG_NAME, "with a warning", add(ADA.named("a" * 500)).answers(created(7, 8001))),
    bad(LONG_NAME, "101 characters", add(TOO_LONG).answers(refused(8001)), says=("createdId", "success", (8001,))),
    bad(
        LONG_NAME,
        "101 characters of a last name",
        add(ADA.named("Ada", "b" * 101)).answers(refused(8001)),
        says=("createdId", "success", (8001,)),
    ),
    silent(LONG_NAME, "100 characters", add(HUNDRED).answers(created(7))),
    silent(LONG_NAME, "odd characters", add(ADA.named("<" * 101)).answers(refused(8001))),
    silent(LONG_NAME, "somebody known", ADDED, add(TOO_LONG).answers(refused(8006))),
    silent(
        LONG_NAME,
        "a stranger was refused with it before",
        add(TOO_LONG).by(Who.NOBODY).answers(status(401)),
        add(TOO_LONG).answers(refused(8001)),
        also=("security/refused-caller-stores-nothing",),
    ),
    silent(
        LONG_NAME,
        "the organisation demands what is missing",
        add(ADA.only("email").named("a" * 101)).answers(refused(8005)),
    ),
    good(CHARACTERS, "a blank", add(ADA.named("Mary Ann")).answers(created(7))),
    good(CHARACTERS, "an apostrophe in the last name", add(ADA.named("Ada", "O'Neil")).answers(created(7))),
    good(CHARACTERS, "a hyphen", add(ADA.named("Jean-Luc")).answers(created(7))),
    bad(
        CHARACTERS, "a blank", add(ADA.named("Mary Ann")).answers(refused(8001)), says=("createdId", "success", (8001,))
    ),
    bad(
        CHARACTERS,
        "an apostrophe",
        add(ADA.named("Ada", "O'Neil")).answers(refused(8001)),
        says=("createdId", "success", (8001,)),
    ),
    bad(
        CHARACTERS,
        "a hyphen in the first of two names",
        add(ADA.named("Jean-Luc", None)).answers(refused(8001)),
        says=("createdId", "success", (8001,)),
    ),
    silent(CHARACTERS, "letters alone", add(ADA).answers(created(7))),
    silent(CHARACTERS, "no names", add(person(1, None, None)).answers(created(7))),
    silent(CHARACTERS, "other characters", add(ADA.named("A*a b")).answers(refused(8001))),
    silent(CHARACTERS, "too long", add(ADA.named("a b" * 50)).answers(created(7))),
    bad(
        CHARACTERS,
        "letters outside ASCII",
        add(ADA.named("Zoë", "Šimić")).answers(refused(8001)),
        says=("createdId", "success", (8001,)),
    ),
    silent(
        CHARACTERS,
        "in the form of a sample",
        add({"profiles": [{**customer(MARY_ANN)["profiles"][0], "commChannels": []}]}).answers(refused(8005)),
        also=(FORMS,),
    ),
    good(
        CHARACTERS,
        "8006 has a rule of its own",
        add(MARY_ANN).answers(refused(8006)),
        also=("duplicate-source/only-a-known-identifier-is-8006",),
    ),
    good(CHARACTERS, "8066 tells of the owner", add(MARY_ANN).answers(refused(8066))),
    silent(
        CHARACTERS,
        "an external id with a plus sign",
        add(ADA.with_(Identifier("externalId", "ct-t1-1+x"))).answers(created(7)),
    ),
    silent(
        CHARACTERS,
        "the organisation demands what is missing",
        add(ADA.only("email").named("Mary Ann")).answers(refused(8005)),
    ),
    bad(
        CHARACTERS,
        "an email with a plus sign is refused",
        add(PLUS).answers(refused(8005)),
        says=("createdId", "success", (8005,)),
    ),
    good(NOT_STORED_V11, "refused", register(BAD_MOBILE).answers(registered(failed(1001)))),
    good(NOT_STORED_V11, "dropped", register(BAD_MOBILE).answers(registered(done(7, BAD_MOBILE, "8056", mobile=None)))),
    good(
        NOT_STORED_V11, "echoed, and warned of", register(BAD_MOBILE).answers(registered(done(7, BAD_MOBILE, "8056")))
    ),
    bad(
        NOT_STORED_V11,
        "shown as stored",
        register(BAD_MOBILE).answers(registered(done(7, BAD_MOBILE))),
        says=("mobile", "refused or dropped", "91abc0000001"),
    ),
    silent(NOT_STORED_V11, "digits", register(ADA).answers(registered(A))),
    silent(
        NOT_STORED_V11,
        "an invalid email",
        register(ADA.with_(Identifier("email", "nobody"))).answers(registered(failed(1001))),
    ),
    good(
        NOT_STORED_V11,
        "dropped without a word",
        register(BAD_MOBILE).answers(registered(done(7, BAD_MOBILE, mobile=None))),
    ),
    good(NOT_STORED, "valid values", ADDED, SHOWS_ADA),
    good(
        NOT_STORED,
        "nothing of what was invalid",
        add(BAD_EMAIL).answers(created(7, 8055)),
        get(7).answers(shows(7, shown(ADA.only("mobile")))),
        also=(EVERY,),
    ),
    good(
        NOT_STORED,
        "a doubtful value",
        ADDED,
        details(ADA["mobile"]).answers(shows(7, shown(ADA.with_(Identifier("mobile", "1234567"))))),
        also=(EVERY,),
    ),
    bad(
        NOT_STORED,
        "an email without an at sign",
        add(BAD_EMAIL).answers(created(7, 8055)),
        get(7).answers(shows(7, shown(BAD_EMAIL))),
        says=("profiles[].identifiers", "valid identifiers", "email ada.example.com"),
    ),
    bad(
        NOT_STORED,
        "a mobile with letters",
        add(BAD_MOBILE).answers(created(7, 8056)),
        details(ADA["email"]).answers(shows(7, shown(BAD_MOBILE))),
        on=BY_EMAIL,
        says=("profiles[].identifiers", "valid identifiers", "mobile 91abc0000001"),
    ),
    bad(
        NOT_STORED,
        "in another source",
        ADDED,
        add(BAD_EMAIL.only("mobile", "email"), "WEBSITE").answers(created(7)),
        get(7, "ALL").answers(shows(7, shown(ADA), shown(BAD_EMAIL, "WEBSITE"))),
        before=("cross-source/identifiers-kept-per-source",),
        says=("profiles[].identifiers", "valid identifiers", "email ada.example.com"),
    ),
    silent(
        NOT_STORED,
        "other types",
        ADDED,
        get(7).answers(shows(7, shown(ADA.only("externalId").with_(Identifier("externalId", " "))))),
        also=(EVERY,),
    ),
    silent(NOT_STORED, "a profile of an unknown place", ADDED, get(7, "ALL").answers(shows(7, shown(BAD_EMAIL, "JD")))),
    silent(NOT_STORED, "nobody found", details(ADA["mobile"]).answers(nobody())),
    silent(NOT_STORED, "profiles that are a number", ADDED, get(7).answers(shows(7, profiles=5)), also=(SCHEMA,)),
    silent(
        NOT_STORED,
        "identifiers that are a number",
        ADDED,
        get(7).answers(shows(7, shown(ADA, identifiers=5))),
        also=(SCHEMA,),
    ),
    good(NAME_WHOLE, "100 characters", add(TOO_LONG).answers(created(7)), get(7).answers(shows(7, shown(HUNDRED)))),
    bad(
        NAME_WHOLE,
        "101 characters after an update that was not answered",
        ADDED,
        update(7, TOO_LONG).no_answer(),
        get(7).answers(shows(7, shown(TOO_LONG))),
        says=("profiles[].firstName", "at most 100 characters", 101),
    ),
    bad(
        NAME_WHOLE,
        "101 characters",
        add(TOO_LONG).answers(created(7)),
        get(7).answers(shows(7, shown(TOO_LONG))),
        says=("profiles[].firstName", "at most 100 characters", 101),
    ),
    bad(
        NAME_WHOLE,
        "101 characters of a last name",
        add(ADA.named("Ada", "b" * 101)).answers(created(7)),
        details(ADA["mobile"]).answers(shows(7, shown(ADA.named("Ada", "b" * 101)))),
        says=("profiles[].lastName", "at most 100 characters", 101),
    ),
    silent(
        NAME_WHOLE,
        "no names and no email",
        ADDED,
        get(7).answers(shows(7, {"source": "INSTORE", "identifiers": []})),
        also=(STORED, EVERY),
    ),
    silent(
        NAME_WHOLE,
        "a read may lag",
        add(TOO_LONG).answers(created(7)),
        get(7).answers(shows(7, shown(TOO_LONG))),
        on=LAG,
    ),
    silent(
        NAME_WHOLE,
        "a name of 90 characters",
        ADDED,
        get(7).answers(shows(7, shown(ADA, firstName="a" * 90))),
        also=(STORED,),
    ),
    silent(NAME_WHOLE, "short names", ADDED, SHOWS_ADA),
    good(
        NAME_WHOLE,
        "a name of 91 characters",
        add(ADA.named("a" * 91)).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("a" * 91)))),
    ),
    silent(
        NAME_WHOLE,
        "a refusal that shows profiles",
        get(9).answers(refused(8009, profiles=[shown(ADA, firstName="a" * 101)])),
    ),
    bad(
        LONGEST_NAME,
        "another one",
        add(HUNDRED).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("b" * 100)))),
        says=("profiles[].firstName", "100 characters", "b" * 100),
    ),
    silent(
        LONGEST_NAME,
        "a field of more characters",
        add(ADA.but(fields={"city": "a" * 101})).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.but(fields={"city": "a" * 101})))),
        on=CITIES,
    ),
    silent(
        LONGEST_NAME,
        "a field of as many characters",
        add(ADA.but(fields={"city": "a" * 100})).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.but(fields={"city": "a" * 100})))),
        on=CITIES,
    ),
    good(LONGEST_NAME, "as sent", add(HUNDRED).answers(created(7)), get(7).answers(shows(7, shown(HUNDRED)))),
    bad(
        LONGEST_NAME,
        "cut",
        add(HUNDRED).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("a" * 99)))),
        says=(
            "profiles[].firstName",
            "100 characters",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ),
    ),
    silent(LONGEST_NAME, "a shorter one", ADDED, SHOWS_ADA),
    good(EMAIL_WHOLE, "dropped", add(TOO_LONG).answers(created(7)), get(7).answers(shows(7, shown(ADA.named(""))))),
    good(
        EMAIL_WHOLE,
        "255 characters of an email",
        add(LONG_EMAIL).answers(created(7)),
        get(7).answers(shows(7, shown(LONGEST_EMAIL))),
    ),
    bad(
        EMAIL_WHOLE,
        "256 characters of an email",
        add(LONG_EMAIL).answers(created(7)),
        get(7).answers(shows(7, shown(LONG_EMAIL))),
        says=("profiles[].identifiers", "at most 255 characters", 256),
    ),
    silent(
        EMAIL_WHOLE,
        "an external id and a card of more characters",
        get(7).answers(
            shows(7, shown(ADA.only().with_(Identifier("externalId", "x" * 256), Identifier("cardnumber", "7" * 256))))
        ),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_validation(history: History) -> None:
    history.check()
