"""Who is registered over v1.1, and under which id, in histories."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    ZOE,
    History,
    Identifier,
    Person,
    Who,
    add,
    bad,
    created,
    done,
    envelope,
    failed,
    good,
    org,
    register,
    registered,
    silent,
    status,
    v11_customer,
)

FRESH_V11 = "identifiers/fresh-person-is-registered-v11"
ONE_V11 = "identifiers/at-least-one-identifier-v11"
KEEPS = "identifiers/known-customer-keeps-its-id-v11"
AGAIN = "identifiers/reregistration-answers-v11"
FOREIGN = "identifiers/foreign-secondary-moves-nothing-v11"
ADDED = add(ADA).answers(created(7))
IN_V11 = register(ADA).answers(registered(done(7, ADA)))
EVE_IN_V11 = register(EVE).answers(registered(done(8, EVE)))
BAD = Identifier("mobile", "91abc")
MIXED = ADA.only("mobile").with_(EVE["email"])
OPEN = org(primary_identifier=None)
BY_EMAIL = org(primary_identifier="email")
SHOWN = [
    *(("type", value) for value in ("loyalty", "non_loyalty", "LOYALTY", "NON_LOYALTY")),
    ("registered_on", "2024-07-29 11:11:11"),
]
INVENTED = [
    *(("type", value) for value in ("Loyalty", "gold", "")),
    *(("registered_on", value) for value in ("yesterday", "2024-13-01 00:00:00", "2024-07-29T11:11:11Z")),
    ("updated_on", "0"),
    ("extended_fields", {"field": [7]}),
    ("custom_fields", {"field": {}}),
]


def named(first: str, last: str | None = "Lovelace") -> Person:
    return ADA.named(first, last)


HISTORIES = [
    good(FRESH_V11, "all identifiers", register(ADA).answers(registered(done(7, ADA)))),
    good(FRESH_V11, "the primary alone", register(ADA.only("mobile")).answers(registered(done(7, ADA.only("mobile"))))),
    good(FRESH_V11, "the code as text", register(ADA).answers(registered(done(7, ADA), code="200"))),
    good(
        FRESH_V11,
        "the source is named",
        register(ADA.but(extra={"source": "INSTORE"})).answers(registered(done(7, ADA))),
    ),
    good(
        FRESH_V11,
        "the source is named in lower case",
        register(ADA.but(extra={"source": "instore"})).answers(registered(done(7, ADA))),
    ),
    *(
        bad(
            FRESH_V11,
            f"a documented {member} is refused: {value}",
            register({**v11_customer(ADA), member: value}).answers(registered(failed(1009))),
            says=("item_status.success", "true", (500, 1009)),
        )
        for member, value in SHOWN
    ),
    *(
        silent(
            FRESH_V11,
            f"an invented {member} is refused: {value!r:.20}",
            register({**v11_customer(ADA), member: value}).answers(registered(failed(1009))),
        )
        for member, value in INVENTED
    ),
    bad(
        FRESH_V11,
        "an error",
        register(ADA).answers(registered(failed(1009))),
        says=("item_status.success", "true", (500, 1009)),
    ),
    bad(
        FRESH_V11,
        "an error under HTTP 500",
        register(ADA).answers(registered(failed(1009), http=500)),
        says=("item_status.success", "true", (500, 1009)),
    ),
    bad(
        FRESH_V11,
        "an error of the whole batch",
        register(ADA).answers(envelope(total="1")),
        says=("item_status.success", "true", (500,)),
    ),
    bad(
        FRESH_V11,
        "a name of 100 characters",
        register(named("a" * 100)).answers(registered(failed(1))),
        says=("item_status.success", "true", (1, 500)),
    ),
    bad(
        FRESH_V11,
        "a 400 without an envelope",
        register(ADA).answers(status(400)),
        says=("item_status.success", "true", "refused without a code"),
    ),
    silent(FRESH_V11, "the demanded one is missing", register(ADA.only("email")).answers(registered(failed(1003)))),
    silent(FRESH_V11, "another may be demanded", register(ADA.only("mobile")).answers(registered(failed(1006)))),
    silent(
        FRESH_V11, "nobody knows what is demanded", register(ADA.only("mobile")).answers(registered(failed(1))), on=OPEN
    ),
    silent(FRESH_V11, "not let in by the envelope", register(ADA).answers(envelope(code=401))),
    silent(FRESH_V11, "not let in by the envelope, in text", register(ADA).answers(envelope(code="403"))),
    silent(FRESH_V11, "a name of 101 characters", register(named("a" * 101)).answers(registered(failed(1)))),
    silent(FRESH_V11, "an odd name", register(named("a#")).answers(registered(failed(1)))),
    silent(FRESH_V11, "letters in the mobile: refused", register(ADA.with_(BAD)).answers(registered(failed(1001)))),
    silent(
        FRESH_V11,
        "letters in the mobile: dropped",
        register(ADA.with_(BAD)).answers(registered(done(7, {**v11_customer(ADA), "mobile": None}, "8056"))),
    ),
    silent(
        FRESH_V11,
        "another source: refused",
        register(ADA.but(extra={"source": "WEBSITE"})).answers(registered(failed(1))),
    ),
    silent(
        FRESH_V11,
        "another source: accepted",
        register(ADA.but(extra={"source": "NOWHERE"})).answers(registered(done(7, ADA))),
    ),
    silent(
        FRESH_V11,
        "a mobile that is a number",
        register({**v11_customer(ADA), "mobile": 917}).answers(registered(failed(1001))),
    ),
    silent(FRESH_V11, "twins in one batch", register(ADA, ADA).answers(registered(done(7, ADA), failed(1016)))),
    silent(FRESH_V11, "a read-only user", register(ADA).by(Who.READER).answers(status(403))),
    good(ONE_V11, "1007 in the item", register({}).answers(registered(failed(1007)))),
    good(ONE_V11, "an empty item under 500", register({}).answers(registered({}))),
    good(ONE_V11, "no item under 500", register({}).answers(envelope(total="1"))),
    good(ONE_V11, "1007 in one item of two", register({}, ADA).answers(registered(failed(1007), done(7, ADA)))),
    good(ONE_V11, "names alone are not enough", register({"firstname": "Ada"}).answers(registered(failed(1007)))),
    good(
        ONE_V11,
        "null and blanks are no identifiers",
        register({"mobile": None, "email": " ", "external_id": ""}).answers(registered(failed(1007))),
    ),
    good(
        ONE_V11,
        "blanks are an invalid one",
        register({"external_id": "\t"}, ADA).answers(registered(failed(1003), done(7, ADA))),
    ),
    good(ONE_V11, "a 400 without envelope", register({}).answers(status(400))),
    good(
        ONE_V11,
        "any code where the item leaves doubts",
        register({"x": 1}, ADA).answers(registered(failed(1), done(7, ADA))),
    ),
    bad(
        ONE_V11,
        "it registers",
        register({}).answers(registered(done(7, {}))),
        says=("item_status.code", (1007, 500), "success, id 7"),
    ),
    bad(
        ONE_V11,
        "another code in one item of two",
        register({}, ADA).answers(registered(failed(1001), done(7, ADA))),
        says=("item_status.code", (1007, 500), (201, 1001)),
    ),
    silent(ONE_V11, "a mobile that is a number", register({"mobile": 917000000001}).answers(registered(done(7, {})))),
    silent(ONE_V11, "a card", register({"card_details": {"number": "1"}}).answers(registered(done(7, {})))),
    silent(ONE_V11, "an id", register({"user_id": "7"}).answers(registered(done(7, {})))),
    silent(ONE_V11, "an item that is no object", register("ada").answers(registered(done(7, {})))),
    silent(
        ONE_V11,
        "the item is neither fine nor failed",
        register({}, ADA).answers(registered({}, done(7, ADA))),
        also=("envelope/answer-matches-the-schema",),
    ),
    # v1.1 again
    good(KEEPS, "the same id", IN_V11, register(ADA).answers(registered(done(7, ADA)))),
    good(
        KEEPS,
        "the same id under another name",
        IN_V11,
        register(ADA.named("Eve")).answers(registered(done(7, ADA.named("Eve")))),
    ),
    good(
        KEEPS,
        "the same id by the primary alone",
        IN_V11,
        register(ADA.only("mobile")).answers(registered(done(7, ADA))),
    ),
    good(KEEPS, "refused", IN_V11, register(ADA).answers(registered(failed(1016)))),
    good(KEEPS, "v2 made them known", ADDED, register(ADA).answers(registered(done(7, ADA)))),
    good(
        KEEPS,
        "with something new",
        IN_V11,
        register(ADA.only("mobile").with_(ZOE["email"])).answers(registered(done(7, ADA))),
    ),
    bad(
        KEEPS,
        "another id",
        IN_V11,
        register(ADA).answers(registered(done(8, ADA))),
        says=("user_id", 7, "success, id 8"),
    ),
    bad(
        KEEPS,
        "another id by the primary alone",
        IN_V11,
        register(ADA.only("mobile")).answers(registered(done(8, ADA))),
        says=("user_id", 7, "success, id 8"),
    ),
    bad(
        KEEPS,
        "another id than v2's",
        ADDED,
        register(ADA).answers(registered(done(8, ADA))),
        says=("user_id", 7, "success, id 8"),
    ),
    bad(
        KEEPS,
        "another id where v1.1 has its own",
        IN_V11,
        register(ADA).answers(registered(done(8, ADA))),
        on=org(shared_identity=False),
        says=("user_id", 7, "success, id 8"),
    ),
    bad(
        KEEPS,
        "another id where the email is primary",
        IN_V11,
        register(ADA.only("email")).answers(registered(done(8, ADA))),
        on=BY_EMAIL,
        says=("user_id", 7, "success, id 8"),
    ),
    silent(KEEPS, "nobody known", IN_V11),
    silent(
        KEEPS,
        "v2 made them known and nobody knows whether they are shared",
        ADDED,
        register(ADA).answers(registered(done(8, ADA))),
        on=org(shared_identity=None),
    ),
    silent(
        KEEPS, "the first was not answered", register(ADA).no_answer(), register(ADA).answers(registered(done(7, ADA)))
    ),
    silent(
        KEEPS,
        "the first was throttled",
        register(ADA).answers(status(429)),
        register(ADA).answers(registered(done(7, ADA))),
    ),
    silent(
        KEEPS,
        "one of them may be another's",
        IN_V11,
        register(ZOE.only("email")).no_answer(),
        register(ADA.only("mobile").with_(ZOE["email"])).answers(registered(done(8, ADA))),
    ),
    silent(
        KEEPS, "a request of doubts", IN_V11, register({**v11_customer(ADA), "x": 1}).answers(registered(done(8, ADA)))
    ),
    *(
        good(AGAIN, f"refused with {code}", IN_V11, register(ADA).answers(registered(failed(code))))
        for code in (1014, 1016, 1032, 1033, 1047)
    ),
    good(
        AGAIN, "refused beside somebody new", IN_V11, register(ADA, EVE).answers(registered(failed(1016), done(8, EVE)))
    ),
    bad(
        AGAIN,
        "refused with another code",
        IN_V11,
        register(ADA).answers(registered(failed(1015))),
        says=("item_status.code", (1014, 1016, 1032, 1033, 1047), (500, 1015)),
    ),
    bad(
        AGAIN,
        "refused with 1034",
        IN_V11,
        register(ADA).answers(registered(failed(1034))),
        says=("item_status.code", (1014, 1016, 1032, 1033, 1047), (500, 1034)),
    ),
    silent(AGAIN, "the same id", IN_V11, register(ADA).answers(registered(done(7, ADA)))),
    silent(AGAIN, "nobody known", register(ADA.only("email")).answers(registered(failed(1003)))),
    good(FOREIGN, "the primary's owner", IN_V11, EVE_IN_V11, register(MIXED).answers(registered(done(7, MIXED)))),
    good(FOREIGN, "refused", IN_V11, EVE_IN_V11, register(MIXED).answers(registered(failed(1047)))),
    good(FOREIGN, "refused with any code", IN_V11, EVE_IN_V11, register(MIXED).answers(registered(failed(1)))),
    bad(
        FOREIGN,
        "the secondary's owner",
        IN_V11,
        EVE_IN_V11,
        register(MIXED).answers(registered(done(8, MIXED))),
        says=("user_id", 7, "success, id 8"),
    ),
    bad(
        FOREIGN,
        "somebody new",
        IN_V11,
        EVE_IN_V11,
        register(MIXED).answers(registered(done(9, MIXED))),
        says=("user_id", 7, "success, id 9"),
    ),
    silent(FOREIGN, "one's own secondary", IN_V11, register(ADA).answers(registered(done(7, ADA)))),
    silent(
        FOREIGN,
        "the secondary may be nobody's",
        IN_V11,
        register(EVE).no_answer(),
        register(MIXED).answers(registered(done(8, MIXED))),
    ),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_identifiers_v11(history: History) -> None:
    history.check()
