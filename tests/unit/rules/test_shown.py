"""What details show, and what they leave open, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    History,
    Identifier,
    add,
    bad,
    created,
    details,
    done,
    found,
    get,
    good,
    lookup,
    nobody,
    org,
    refused,
    register,
    registered,
    shown,
    shows,
    silent,
    update,
)

STORED = "reads/details-show-what-was-stored"
EVERY = "reads/details-show-every-identifier"
ASKED = "reads/asked-source-account-is-shown"
AGREE = "reads/reads-agree"
SAME = "reads/reads-change-nothing"
WITHIN = "reads/lookup-stays-in-its-source-account"
FOUND = "reads/lookup-finds-the-holder"
NOT_FOUND = "reads/nobody-is-not-found"
OF_ANOTHER = "reads/get-shows-the-customer-asked-for"
PER_SOURCE = "cross-source/identifiers-kept-per-source"
LONG_NAME = "validation/long-name-is-not-stored-whole"
LONGEST = "validation/longest-name-is-stored-whole"
LONG_EMAIL = "validation/long-email-is-not-stored-whole"
UPDATED = "updates/update-is-shown"
SCHEMA = "envelope/answer-matches-the-schema"

ADDED = add(ADA).answers(created(7))
CITIES = org(custom_fields=["city"])
IN_PUNE = ADA.but(fields={"city": "Pune"})
LATE = org(reads={"lag_s": 60})
HUNDRED = ADA.named("a" * 100)
LONG = ADA.named("a" * 120)
NUMBER = 10**15
LINE_ID = Identifier("unionId", "ct-t1-1")
WITH_LINE = ADA.only("mobile").with_(LINE_ID)


def without_list(source: str) -> dict[str, object]:
    """A profile that says nothing of identifiers."""
    profile = shown(ADA, source)
    del profile["identifiers"]
    return profile


HISTORIES = [
    good(
        STORED,
        "a custom field",
        add(IN_PUNE).answers(created(7)),
        get(7).answers(shows(7, shown(IN_PUNE))),
        on=CITIES,
    ),
    bad(
        STORED,
        "another custom field",
        add(IN_PUNE).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.but(fields={"city": "Delhi"})))),
        on=CITIES,
        says=("profiles[].fields.city", "Pune", "Delhi"),
    ),
    good(STORED, "a long name, cut", add(LONG).answers(created(7)), get(7).answers(shows(7, shown(HUNDRED)))),
    good(
        STORED,
        "a long name, dropped",
        add(LONG).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named(None)))),
    ),
    good(
        STORED,
        "a long name, shown as nothing",
        add(LONG).answers(created(7)),
        get(7).answers(shows(7, shown(ADA, firstName=None))),
    ),
    bad(
        STORED,
        "a long name, and another of a hundred characters",
        add(LONG).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("b" * 100)))),
        says=("profiles[].firstName", "a" * 100, "b" * 100),
    ),
    good(
        STORED,
        "no name, as nothing or as an empty one",
        add(ADA.named(None)).answers(created(7)),
        get(7).answers(shows(7, shown(ADA, firstName=""))),
    ),
    bad(
        UPDATED,
        "the first name is gone, and the last is the old one",
        ADDED,
        update(7, ADA.named("Eva", "Smith")).answers(created(7)),
        get(7).answers(shows(7, shown(ADA, firstName=""))),
        also=(STORED,),
        says=("profiles[].lastName", "Smith", "Lovelace"),
    ),
    silent(
        LONG_NAME,
        "a name of 90 characters",
        ADDED,
        get(7).answers(shows(7, shown(ADA, firstName="a" * 90))),
        also=(STORED,),
    ),
    silent(LONG_NAME, "short names", ADDED, get(7).answers(shows(7, shown(ADA)))),
    good(
        LONG_NAME,
        "a name of 91 characters",
        add(ADA.named("a" * 91)).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("a" * 91)))),
    ),
    bad(
        LONGEST,
        "another one",
        add(HUNDRED).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("b" * 100)))),
        says=("profiles[].firstName", "100 characters", "b" * 100),
    ),
    silent(
        LONGEST,
        "a field of more characters",
        add(ADA.but(fields={"city": "a" * 101})).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.but(fields={"city": "a" * 101})))),
        on=CITIES,
    ),
    silent(
        LONG_EMAIL,
        "an external id and a card of more characters",
        get(7).answers(
            shows(7, shown(ADA.only().with_(Identifier("externalId", "x" * 256), Identifier("cardnumber", "7" * 256))))
        ),
    ),
    silent(
        NOT_FOUND,
        "an id that is large, and somebody's",
        add(ADA).answers(created(NUMBER)),
        get(NUMBER).answers(shows(NUMBER, shown(ADA))),
    ),
    bad(
        NOT_FOUND,
        "a larger one",
        get(NUMBER + 1).answers(shows(NUMBER + 1, shown(ADA))),
        says=("outcome", "an error", f"success, id {NUMBER + 1}"),
    ),
    bad(
        EVERY,
        "missing in the second profile",
        ADDED,
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        get(7).answers(shows(7, without_list("WEBSITE"), shown(ADA.only("mobile", "email")))),
        also=(SCHEMA,),
        says=("profiles[].identifiers", "the externalId", "without it"),
    ),
    bad(
        EVERY,
        "the email, shown as an external id",
        add(ADA.only("mobile", "email")).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.only("mobile").with_(Identifier("externalId", ADA["email"].value))))),
        says=("profiles[].identifiers", "the email", "without it"),
    ),
    bad(
        EVERY,
        "the mobile, shown as an external id",
        add(ADA.only("mobile", "email")).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.only("email").with_(Identifier("externalId", ADA["mobile"].value))))),
        says=("profiles[].identifiers", "the mobile", "without it"),
    ),
    good(
        PER_SOURCE,
        "an identifier of a type that only some sources have",
        add(WITH_LINE).answers(created(7)),
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        get(7, "WEBSITE").answers(shows(7, shown(WITH_LINE, "WEBSITE"))),
    ),
    good(
        PER_SOURCE,
        "one that may have come to yet another source",
        ADDED,
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        add(ADA, "ECOMMERCE").no_answer(),
        get(7, "WEBSITE").answers(shows(7, shown(ADA.only("mobile", "email"), "WEBSITE"))),
    ),
    silent(ASKED, "where no profile is known", ADDED, get(7, "WEBSITE").answers(shows(7, shown(ADA)))),
    silent(
        WITHIN,
        "one that may have come to yet another source",
        ADDED,
        add(ADA, "ECOMMERCE").no_answer(),
        lookup(ADA["email"], "WEBSITE").answers(found(7)),
    ),
    bad(
        AGREE,
        "the details first, and then a customer of a lower id",
        ADDED,
        details(ADA["email"]).answers(shows(7, shown(ADA))),
        lookup(ADA["email"]).answers(found(3)),
        before=(FOUND,),
        says=("id", 7, "success, id 3"),
    ),
    silent(
        AGREE,
        "within the lag that the profile grants",
        ADDED,
        lookup(ADA["email"]).answers(found(7)),
        details(ADA["email"]).answers(nobody()),
        on=LATE,
    ),
    silent(
        SAME,
        "within the lag that the profile grants",
        ADDED,
        lookup(ADA["email"]).answers(found(7)),
        lookup(ADA["email"]).answers(nobody()),
        on=LATE,
    ),
    bad(
        SAME,
        "a customer of a lower id",
        ADDED,
        lookup(ADA["email"]).answers(found(7)),
        lookup(ADA["email"]).answers(found(3)),
        before=(FOUND,),
        says=("id", 7, "success, id 3"),
    ),
    bad(
        FOUND,
        "a customer of a lower id",
        ADDED,
        lookup(ADA["email"]).answers(found(3)),
        says=("id", 7, "success, id 3"),
    ),
    bad(
        FOUND,
        "a customer of a higher id",
        ADDED,
        lookup(ADA["email"]).answers(found(9)),
        says=("id", 7, "success, id 9"),
    ),
    bad(
        OF_ANOTHER,
        "a customer of a lower id",
        ADDED,
        get(7).answers(shows(3)),
        says=("id", 7, "success, id 3"),
    ),
    bad(
        OF_ANOTHER,
        "a customer of a higher id",
        ADDED,
        get(7).answers(shows(9)),
        says=("id", 7, "success, id 9"),
    ),
    bad(
        "reads/identifiers-are-shown-with-their-holder",
        "of a customer with a higher id",
        ADDED,
        add(EVE).answers(created(8)),
        get(7).answers(shows(7, shown(ADA.with_(EVE["email"])))),
        also=(EVERY,),
        says=("profiles[].identifiers", "email of 8", 7),
    ),
    bad(
        "reads/identifiers-are-shown-with-their-holder",
        "of a customer with a lower id",
        ADDED,
        add(EVE).answers(created(8)),
        get(8).answers(shows(8, shown(EVE.with_(ADA["email"])))),
        also=(EVERY,),
        says=("profiles[].identifiers", "email of 7", 8),
    ),
    silent(OF_ANOTHER, "an id of which nothing is known", get(99, "ALL").answers(shows(98))),
    silent(
        OF_ANOTHER,
        "a customer of v1.1 alone, whom v2 may not know",
        register(ADA).answers(registered(done(7, ADA))),
        get(7, "ALL").answers(nobody()),
        on=org(shared_identity=False),
    ),
    silent(
        "reads/unknown-is-8015",
        "an external id that may be too long",
        lookup(Identifier("externalId", "ct-t1-1-" + "x" * 300)).answers(refused(8000)),
    ),
    good(
        FOUND,
        "after the lag that the profile grants",
        ADDED,
        lookup(ADA["email"]).answers(found(7)),
        lookup(ADA["email"]).answers(found(7)),
        on=org(reads={"lag_s": 1}),
    ),
    silent(
        LONG_NAME,
        "a refusal that shows profiles",
        get(9).answers(refused(8009, profiles=[shown(ADA, firstName="a" * 101)])),
    ),
    good(STORED, "beside a profile of text", ADDED, get(7).answers(shows(7, "x", shown(ADA))), also=(SCHEMA,)),
    silent(EVERY, "an identifier of text", get(9).answers(shows(9, shown(ADA, identifiers=["x"]))), also=(SCHEMA,)),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_shown(history: History) -> None:
    history.check()
