"""Who is registered, under which id, by which identifiers, in histories."""

from __future__ import annotations

import pytest
from histories import *

FRESH_V11 = "identifiers/fresh-person-is-registered-v11"
NEW_ID = "identifiers/a-new-customer-has-a-new-id"
ONE = "identifiers/at-least-one-identifier"
VALID = "identifiers/at-least-one-valid-identifier"
ONE_V11 = "identifiers/at-least-one-identifier-v11"
PROBLEMS = "identifiers/several-problems-are-refused"
KEEPS = "identifiers/known-customer-keeps-its-id-v11"
AGAIN = "identifiers/reregistration-answers-v11"
FOREIGN = "identifiers/foreign-secondary-moves-nothing-v11"
CARD = "identifiers/card-has-one-owner"
FOREIGN_STAYS = "identifiers/foreign-secondary-stays-v11"

FAILURE = "envelope/failure-shape-v2"

CARD_1 = ADA.only("mobile").with_(Identifier("cardnumber", "ct-t1-77"))
CARD_2 = EVE.only("mobile").with_(Identifier("cardnumber", "ct-t1-77"))
DEMANDS = [1003, 1006, 1019, 1039, 1043, 1048, 1049, 1059, 8005, 8064]
NOBODY = ADA.only()
BAD = Identifier("mobile", "91abc")
ALL_BAD = ADA.only("mobile", "email").with_(BAD, Identifier("email", "ada.example.com"))
SHOWN = [("registered_on", "2024-07-29 11:11:11"), ("updated_on", "2024-02-29 09:10:00")]
SPELLED = ("loyalty", "non_loyalty", "LOYALTY", "NON_LOYALTY")
INVENTED = [
    *(("type", value) for value in ("Loyalty", "gold", "")),
    *(("registered_on", value) for value in ("yesterday", "2024-13-01 00:00:00", "2024-07-29T11:11:11Z")),
    ("updated_on", "0"),
    ("extended_fields", {"field": [7]}),
    ("custom_fields", {"field": {}}),
]
REFUSED = register(BOTH).answers(registered(failed(1047)))
V11_NUMERIC = {**v11_customer(ADA), "mobile": int(ADA["mobile"].value)}

HISTORIES = [
    good(FRESH, "all identifiers", add(ADA).answers(created(7))),
    good(FRESH, "the primary alone", add(ADA.only("mobile")).answers(created(7))),
    good(FRESH, "another alone, if it succeeds", add(ADA.only("email")).answers(created(7))),
    good(FRESH, "in another source", add(ADA, "WEBSITE").answers(created(7))),
    good(FRESH, "without names", add(person(1, None, None)).answers(created(7))),
    good(FRESH, "with warnings", add(ADA).answers(created(7, 8107, 1302))),
    good(FRESH, "a name of 100 characters", add(HUNDRED).answers(created(7))),
    bad(FRESH, "an error", add(ADA).answers(refused(1007)), says=("createdId", "success", (1007,))),
    bad(
        FRESH,
        "an error under HTTP 200",
        add(ADA).answers(refused(1007, status=200)),
        says=("createdId", "success", (1007,)),
    ),
    bad(
        FRESH,
        "an error for the primary alone",
        add(ADA.only("mobile")).answers(refused(1)),
        says=("createdId", "success", (1,)),
    ),
    bad(
        FRESH,
        "all three identifiers and still a demand",
        add(ADA).answers(refused(8005)),
        on=NO_PRIMARY,
        says=("createdId", "success", (8005,)),
    ),
    bad(
        FRESH,
        "an error without a code",
        add(ADA).answers(says({"message": "no"}, 422)),
        also=(FAILURE,),
        says=("createdId", "success", "refused without a code"),
    ),
    bad(
        FRESH,
        "what another was registered without",
        add(EVE.only("externalId")).answers(created(8)),
        add(ADA.only("email")).answers(refused(8014)),
        says=("createdId", "success", (8014,)),
    ),
    bad(
        FRESH,
        "what others were registered without, where nobody knows what is demanded",
        add(EVE.only("externalId").nameless).answers(created(8)),
        add(person(3, None, None).only("mobile")).answers(created(9)),
        add(ADA.only("email").nameless).answers(refused(8014)),
        on=NO_PRIMARY,
        says=("createdId", "success", (8014,)),
    ),
    silent(
        FRESH,
        "what v1.1 has registered another without",
        register(EVE.only("externalId")).answers(registered(E)),
        add(ADA.only("email")).answers(refused(8014)),
    ),
    silent(
        FRESH,
        "another one was not registered without it",
        add(EVE.only("externalId")).answers(refused(8014)),
        add(ADA.only("email")).answers(refused(8014)),
    ),
    silent(
        FRESH,
        "each was registered alone, and one is demanded beside an email",
        add(EVE.only("externalId")).answers(created(8)),
        add(ADA.only("email")).answers(refused(1019)),
        on=NO_PRIMARY,
    ),
    bad(FRESH, "a name of 100 characters", add(HUNDRED).answers(refused(8001)), says=("createdId", "success", (8001,))),
    bad(
        FRESH,
        "a last name of 100 characters",
        add(ADA.named("Ada", "b" * 100)).answers(refused(8001)),
        says=("createdId", "success", (8001,)),
    ),
    bad(
        FRESH,
        "the primary email alone",
        add(ADA.only("email")).answers(refused(1)),
        on=BY_EMAIL,
        says=("createdId", "success", (1,)),
    ),
    bad(
        FRESH,
        "refused as unauthorised under HTTP 404",
        add(ADA).answers(refused(8001, status=404)),
        says=("createdId", "success", (8001,)),
    ),
    silent(FRESH, "the demanded one is missing", add(ADA.only("email")).answers(refused(8005))),
    silent(FRESH, "the demanded one is missing, any code", add(ADA.only("email", "externalId")).answers(refused(1))),
    silent(FRESH, "nobody knows what is demanded", add(ADA.only("mobile")).answers(refused(1)), on=NO_PRIMARY),
    silent(
        FRESH,
        "nobody knows what is demanded of two",
        add(ADA.only("mobile", "email")).answers(refused(1)),
        on=NO_PRIMARY,
    ),
    silent(FRESH, "another may be demanded beside the primary", add(ADA.only("mobile")).answers(refused(1003))),
    silent(FRESH, "no connection", add(ADA).no_answer(Missing.REFUSED)),
    silent(FRESH, "no such operation", add(ADA).answers(status(404))),
    silent(FRESH, "no such method", add(ADA).answers(status(405))),
    silent(FRESH, "a name of 101 characters succeeds", add(TOO_LONG).answers(created(7))),
    silent(FRESH, "an odd name is refused", add(ADA.named("<b>")).answers(refused(8001))),
    silent(FRESH, "an odd last name is refused", add(ADA.named("Ada", "L@ce")).answers(refused(8001))),
    silent(FRESH, "an odd name succeeds", add(ADA.named("A_da")).answers(created(7))),
    silent(FRESH, "a request of doubts", add({**customer(ADA), "x": 1}).answers(refused(1))),
    silent(FRESH, "a status label", add({**customer(ADA), "statusLabel": "GOLD"}).answers(refused(3017))),
    silent(
        FRESH, "a short mobile", add(ADA.only("mobile").with_(Identifier("mobile", "1234567"))).answers(refused(8014))
    ),
    silent(FRESH, "a type that nobody knows", add(ADA.with_(Identifier("fax", "ct-t1-1"))).answers(refused(1))),
    silent(FRESH, "an odd external id", add(ADA.with_(Identifier("externalId", "a/b"))).answers(refused(8020))),
    silent(
        FRESH,
        "an external id of 101 characters",
        add(ADA.with_(Identifier("externalId", "a" * 101))).answers(refused(1)),
    ),
    silent(
        FRESH,
        "an email of 256 characters",
        add(ADA.with_(Identifier("email", "a@" + "b" * 250 + ".com"))).answers(refused(8055)),
    ),
    silent(FRESH, "a read-only user", add(ADA).by(Who.READER).answers(status(403))),
    silent(FRESH, "somebody who may be known elsewhere", add(ADA, "WEBSITE").no_answer(), add(ADA).answers(refused(1))),
    good(
        FRESH,
        "whom nobody found, twice at the same moment",
        tuple(finds_nobody(EVE["email"]).under_way(10.0, 12.0 + place) for place in (0, 1)),
        add(EVE).answers(created(8)),
    ),
    silent(
        FRESH,
        "an extended field that the organisation does not have is refused",
        add(ADA.but(extended={"hobby": "x"})).answers(refused(8005)),
    ),
    silent(
        FRESH,
        "a programme that the organisation does not have is refused",
        add({**customer(ADA), "loyaltyProgramEnrollments": [{"programId": 99, "loyaltyPoints": 5}]}).answers(
            refused(8005)
        ),
    ),
    good(FRESH, "a name of two words", add(ADA.named("Mary Ann")).answers(created(7))),
    bad(
        FRESH,
        "empty names, where nothing is mandatory",
        add(person(1, "", "")).answers(refused(8001)),
        on=org(mandatory=[]),
    ),
    silent(FRESH, "empty names, where nobody knows what is mandatory", add(person(1, "", "")).answers(refused(8001))),
    good(FRESH_V11, "all identifiers", register(ADA).answers(registered(A))),
    good(FRESH_V11, "the primary alone", register(ADA.only("mobile")).answers(registered(done(7, ADA.only("mobile"))))),
    good(FRESH_V11, "the code as text", register(ADA).answers(registered(A, code="200"))),
    good(FRESH_V11, "the source is named", register(ADA.but(extra={"source": "INSTORE"})).answers(registered(A))),
    good(
        FRESH_V11,
        "the source is named in lower case",
        register(ADA.but(extra={"source": "instore"})).answers(registered(A)),
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
            f"a type in one of its two spellings is refused: {value}",
            register({**v11_customer(ADA), "type": value}).answers(registered(failed(1009))),
        )
        for value in SPELLED
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
        register(HUNDRED).answers(registered(failed(1))),
        says=("item_status.success", "true", (1, 500)),
    ),
    bad(
        FRESH_V11,
        "a 400 without an envelope",
        register(ADA).answers(status(400)),
        says=("item_status.success", "true", "refused without a code"),
    ),
    bad(
        FRESH_V11,
        "the primary, which another was registered without",
        register(EVE.only("email")).answers(registered(E)),
        register(ADA.only("externalId")).answers(registered(failed(1007), code=500)),
        says=("item_status.success", "true", (500, 1007)),
    ),
    silent(FRESH_V11, "the demanded one is missing", register(ADA.only("email")).answers(registered(failed(1003)))),
    silent(FRESH_V11, "another may be demanded", register(ADA.only("mobile")).answers(registered(failed(1006)))),
    silent(
        FRESH_V11,
        "nobody knows what is demanded",
        register(ADA.only("mobile")).answers(registered(failed(1))),
        on=NO_PRIMARY,
    ),
    silent(FRESH_V11, "not let in by the envelope", register(ADA).answers(envelope(code=401))),
    silent(FRESH_V11, "not let in by the envelope, in text", register(ADA).answers(envelope(code="403"))),
    silent(FRESH_V11, "a name of 101 characters", register(TOO_LONG).answers(registered(failed(1)))),
    silent(FRESH_V11, "an odd name", register(ADA.named("a#")).answers(registered(failed(1)))),
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
        FRESH_V11, "another source: accepted", register(ADA.but(extra={"source": "NOWHERE"})).answers(registered(A))
    ),
    silent(
        FRESH_V11,
        "a mobile that is a number",
        register({**v11_customer(ADA), "mobile": 917}).answers(registered(failed(1001))),
    ),
    silent(FRESH_V11, "twins in one batch", register(ADA, ADA).answers(registered(A, failed(1016)))),
    silent(FRESH_V11, "a read-only user", register(ADA).by(Who.READER).answers(status(403))),
    good(FRESH_V11, "with a field that is defined", register(IN_PUNE).answers(registered(A)), on=CITIES),
    good(FRESH_V11, "two at once", PAIR.answers(registered(A, E))),
    silent(FRESH_V11, "more items than the organisation allows", register(ADA).answers(registered(failed(1060)))),
    good(NEW_ID, "a first customer", add(ADA).answers(created(7))),
    good(NEW_ID, "a second customer", ADDED, add(EVE).answers(created(8))),
    good(NEW_ID, "a v1.1 customer", ADDED, register(EVE).answers(registered(E))),
    good(NEW_ID, "an upserted customer", ADDED, upsert(EVE).answers(upserted(kept(8)))),
    good(NEW_ID, "two of one batch", PAIR.answers(registered(A, E))),
    bad(
        NEW_ID,
        "a second customer with the first one's id",
        ADDED,
        add(EVE).answers(created(7)),
        says=("id", "an id not seen before", 7),
    ),
    bad(
        NEW_ID,
        "a v1.1 customer with the first one's id",
        ADDED,
        register(EVE).answers(registered(done(7, EVE))),
        says=("id", "an id not seen before", 7),
    ),
    bad(
        NEW_ID,
        "an upserted customer with the first one's id",
        ADDED,
        upsert(EVE).answers(upserted(kept(7))),
        says=("id", "an id not seen before", 7),
    ),
    bad(NEW_ID, "two of one batch", PAIR.answers(registered(A, done(7, EVE))), says=("id", "an id not seen before", 7)),
    bad(
        NEW_ID,
        "two of one upsert",
        upsert(ADA, EVE).answers(upserted(kept(7), kept(7))),
        says=("id", "an id not seen before", 7),
    ),
    bad(
        NEW_ID,
        "the id of somebody who was merged",
        ADDED,
        EVE_ADDED,
        MET.answers(created(8, 8051)),
        add(ZOE).answers(created(7)),
        says=("id", "an id not seen before", 7),
    ),
    bad(
        NEW_ID,
        "the id of somebody who joined",
        add(ADA, "WEBSITE").answers(created(7)),
        add(EVE).answers(created(7)),
        says=("id", "an id not seen before", 7),
    ),
    silent(NEW_ID, "somebody who is known", ADDED, add(ADA, "WEBSITE").answers(created(7))),
    silent(NEW_ID, "somebody who may be known", add(ADA).no_answer(), add(ADA).answers(created(7))),
    silent(
        NEW_ID,
        "another spelling of a known email",
        ADDED,
        add(EVE.only("mobile").with_(Identifier("email", ADA["email"].value.upper()))).answers(created(7)),
    ),
    silent(
        NEW_ID,
        "a known mobile without its country code",
        ADDED,
        add(EVE.only("email").with_(Identifier("mobile", ADA["mobile"].value[2:]))).answers(created(7)),
    ),
    silent(NEW_ID, "a refusal", ADDED, add(EVE.only("email")).answers(refused(8005))),
    bad(
        NEW_ID,
        "the id of somebody whom a look-up found",
        lookup(Identifier("email", "somebody@example.com")).answers(says({"entity": 9, "warnings": []})),
        upsert(KIM).answers(upserted(kept(9))),
        says=("id", "an id not seen before", 9),
    ),
    silent(
        NEW_ID,
        "a v1.1 mobile that was a number may have been registered",
        register(V11_NUMERIC).answers(registered(A)),
        register(ADA.only("mobile")).answers(registered(done(7, ADA.only("mobile")))),
    ),
    bad(
        NEW_ID,
        "the id of another of the same identity space",
        ADDED,
        add(EVE).answers(created(7)),
        on=EITHER_WAY,
        says=("id", "an id not seen before", 7),
    ),
    silent(
        NEW_ID,
        "an item that failed, with somebody's id",
        ADDED,
        upsert(EVE).answers(upserted(wrong(8005, entityId=7))),
        also=("upsert/unknown-is-created",),
    ),
    silent(NEW_ID, "two identity spaces may count alike", ADDED, register(ADA).answers(registered(A)), on=SEPARATE),
    good(ONE, "1007", add(NOBODY).answers(refused(1007))),
    good(ONE, "8005", add(NOBODY).answers(refused(8005))),
    good(ONE, "500", add(NOBODY).answers(refused(500))),
    good(ONE, "8084", add(NOBODY).answers(refused(8084))),
    good(ONE, "1007 among others", add(NOBODY).answers(refused(1, 1007))),
    good(ONE, "no list at all", add({"profiles": [{"source": "INSTORE"}]}).answers(refused(1007))),
    good(ONE, "a list of null", add({"profiles": [{"source": "INSTORE", "identifiers": None}]}).answers(refused(1))),
    bad(
        ONE,
        "a list of null registers",
        add({"profiles": [{"source": "INSTORE", "identifiers": None}]}).answers(created(7)),
        says=("errors[].code", (1007, 8005, 500), "success, id 7"),
    ),
    good(ONE, "any code where the request leaves doubts", add({**customer(NOBODY), "x": 1}).answers(refused(1))),
    bad(
        ONE, "it registers", add(NOBODY).answers(created(7)), says=("errors[].code", (1007, 8005, 500), "success, id 7")
    ),
    bad(ONE, "another code", add(NOBODY).answers(refused(8015)), says=("errors[].code", (1007, 8005, 500), (8015,))),
    good(ONE, "the identifier that the organisation demands", add(NOBODY).answers(refused(1039))),
    bad(
        ONE,
        "it registers beside an unknown member",
        add({**customer(NOBODY), "x": 1}).answers(created(7)),
        says=("errors[].code", (1007, 8005, 500), "success, id 7"),
    ),
    bad(
        ONE,
        "no code",
        add(NOBODY).answers(says({"errors": [{"status": False, "message": "no"}]}, 400)),
        also=(FAILURE, SCHEMA),
        says=("errors[].code", (1007, 8005, 500), "refused without a code"),
    ),
    silent(ONE, "one is there", add(ADA.only("email")).answers(created(7))),
    silent(
        ONE,
        "identifiers are no list",
        add({"profiles": [{"source": "INSTORE", "identifiers": {}}]}).answers(created(7)),
    ),
    silent(
        ONE,
        "the identifiers stand in the second profile",
        add({"profiles": [{"source": "INSTORE"}, customer(EVE)["profiles"][0]]}).answers(created(7)),
    ),
    silent(ONE, "a mobile that is a number may be one", add(NUMERIC).answers(created(7))),
    good(VALID, "8014", add(ALL_BAD).answers(refused(8014))),
    good(VALID, "any code", add(ALL_BAD).answers(refused(1))),
    good(VALID, "an empty value", add(ADA.only("mobile").with_(Identifier("mobile", " "))).answers(refused(1007))),
    good(
        VALID,
        "an empty external id",
        add(ADA.only("externalId").with_(Identifier("externalId", ""))).answers(refused(1007)),
    ),
    bad(
        VALID,
        "it registers",
        add(ALL_BAD).answers(created(7, 8055, 8056)),
        says=("outcome", "an error", "success, id 7"),
    ),
    bad(
        VALID,
        "an email without an at sign registers",
        add(ADA.only("email").with_(Identifier("email", "ada"))).answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    bad(
        VALID,
        "it registers beside an unknown member",
        add({**customer(ALL_BAD), "x": 1}).answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    silent(VALID, "one is valid", add(ADA.with_(Identifier("email", "ada"))).answers(created(7, 8055))),
    silent(
        VALID, "one may be valid", add(ADA.only("email").with_(BAD, Identifier("email", "a.b@c"))).answers(created(7))
    ),
    good(ONE_V11, "1007 in the item", register({}).answers(registered(failed(1007)))),
    good(ONE_V11, "an empty item under 500", register({}).answers(registered({}))),
    good(ONE_V11, "no item under 500", register({}).answers(envelope(total="1"))),
    good(ONE_V11, "1007 in one item of two", register({}, ADA).answers(registered(failed(1007), A))),
    good(ONE_V11, "names alone are not enough", register({"firstname": "Ada"}).answers(registered(failed(1007)))),
    good(
        ONE_V11,
        "null and blanks are no identifiers",
        register({"mobile": None, "email": " ", "external_id": ""}).answers(registered(failed(1007))),
    ),
    good(
        ONE_V11, "blanks are an invalid one", register({"external_id": "\t"}, ADA).answers(registered(failed(1003), A))
    ),
    silent(ONE_V11, "fewer items at once", register({}, ADA).answers(registered(failed(1060), failed(1060)))),
    good(ONE_V11, "a 400 without envelope", register({}).answers(status(400))),
    good(ONE_V11, "any code where the item leaves doubts", register({"x": 1}, ADA).answers(registered(failed(1), A))),
    bad(
        ONE_V11,
        "it registers",
        register({}).answers(registered(done(7, {}))),
        says=("item_status.code", (1007, 500), "success, id 7"),
    ),
    bad(
        ONE_V11,
        "another code in one item of two",
        register({}, ADA).answers(registered(failed(1001), A)),
        says=("item_status.code", (1007, 500), (201, 1001)),
    ),
    silent(ONE_V11, "a mobile that is a number", register({"mobile": 917000000001}).answers(registered(done(7, {})))),
    silent(ONE_V11, "a card", register({"card_details": {"number": "1"}}).answers(registered(done(7, {})))),
    silent(ONE_V11, "an id", register({"user_id": "7"}).answers(registered(done(7, {})))),
    silent(ONE_V11, "an item that is no object", register("ada").answers(registered(done(7, {})))),
    silent(
        ONE_V11, "the item is neither fine nor failed", register({}, ADA).answers(registered({}, A)), also=(SCHEMA,)
    ),
    silent(
        ONE_V11,
        "the second of two, without an answer of its own",
        register({"email": "nobody"}, NO_ONE).answers(registered(failed(1001), total="2")),
        also=("counts/one-answer-for-each-item",),
    ),
    good(ONE_V11, "400", register(NO_ONE, ADA).answers(registered(failed(400), A))),
    good(ONE_V11, "1015", register(NO_ONE, ADA).answers(registered(failed(1015), A))),
    bad(
        ONE_V11,
        "registered, though the request is doubtful",
        register(NO_ONE).asking(verbose="true").answers(registered(done(7, NO_ONE))),
        says=("item_status.code", (1007, 500), "success, id 7"),
    ),
    good(PROBLEMS, "no source and no identifier", add(NOBODY, None).answers(refused(1))),
    good(PROBLEMS, "an unknown source and no identifier", add(NOBODY, "NOWHERE").answers(refused(1007))),
    good(PROBLEMS, "an unknown account and nothing valid", add(ALL_BAD, "LINE", "l3").answers(refused(8014))),
    good(PROBLEMS, "a missing account and no identifier", add(NOBODY, "LINE").answers(refused(1007))),
    bad(
        PROBLEMS,
        "no source and no identifier",
        add(NOBODY, None).answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    bad(
        PROBLEMS,
        "an unknown source and nothing valid",
        add(ALL_BAD, "NOWHERE").answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    good(PROBLEMS, "an empty object", add({}).answers(refused(1))),
    good(PROBLEMS, "an upsert item without anything", upsert({}).answers(upserted(wrong(1)))),
    bad(PROBLEMS, "an empty object", add({}).answers(created(7)), says=("outcome", "an error", "success, id 7")),
    bad(
        PROBLEMS,
        "a list of no profiles",
        add({"profiles": []}).answers(created(7)),
        says=("outcome", "an error", "success, id 7"),
    ),
    bad(
        PROBLEMS,
        "an upsert item without anything",
        upsert({}).answers(upserted(kept(7))),
        says=("outcome", "an error", "success, id 7"),
    ),
    silent(PROBLEMS, "one problem", add(NOBODY).answers(refused(1007))),
    silent(
        PROBLEMS,
        "profiles as an object may be accepted",
        add({"profiles": customer(ADA)["profiles"][0]}).answers(created(7)),
    ),
    silent(
        PROBLEMS,
        "an upsert with profiles as an object may be accepted",
        upsert({"profiles": customer(ADA)["profiles"][0]}).answers(upserted(kept(7))),
    ),
    good(KEEPS, "the same id", IN_V11, register(ADA).answers(registered(A))),
    good(
        KEEPS,
        "the same id under another name",
        IN_V11,
        register(ADA.named("Eve")).answers(registered(done(7, ADA.named("Eve")))),
    ),
    good(KEEPS, "the same id by the primary alone", IN_V11, register(ADA.only("mobile")).answers(registered(A))),
    good(KEEPS, "refused", IN_V11, register(ADA).answers(registered(failed(1016)))),
    good(KEEPS, "v2 made them known", ADDED, register(ADA).answers(registered(A))),
    good(KEEPS, "with something new", IN_V11, register(ADA.only("mobile").with_(ZOE["email"])).answers(registered(A))),
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
        on=SEPARATE,
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
        on=EITHER_WAY,
    ),
    silent(KEEPS, "the first was not answered", register(ADA).no_answer(), register(ADA).answers(registered(A))),
    silent(KEEPS, "the first was throttled", register(ADA).answers(status(429)), register(ADA).answers(registered(A))),
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
    *(
        good(AGAIN, f"refused with {code}", IN_V11, register(ADA).answers(registered(failed(code))))
        for code in (1014, 1016, 1032, 1033, 1047)
    ),
    good(AGAIN, "refused beside somebody new", IN_V11, PAIR.answers(registered(failed(1016), E))),
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
    silent(
        AGAIN,
        "no store to register in",
        IN_V11,
        register(ADA).answers(registered(failed(3217))),
        on=org(sources={"WEBSITE": {}}),
    ),
    silent(AGAIN, "the same id", IN_V11, register(ADA).answers(registered(A))),
    silent(AGAIN, "nobody known", register(ADA.only("email")).answers(registered(failed(1003)))),
    silent(AGAIN, "an empty item beside the code of the request", IN_V11, register(ADA).answers(registered({}))),
    silent(
        AGAIN,
        "somebody known is busy with another batch",
        IN_V11,
        at_once(register(ADA).answers(registered(failed(521))), IN_V11),
    ),
    good(FOREIGN, "the primary's owner", IN_V11, EVE_IN_V11, register(BOTH).answers(registered(done(7, BOTH)))),
    good(FOREIGN, "refused", IN_V11, EVE_IN_V11, register(BOTH).answers(registered(failed(1047)))),
    good(FOREIGN, "refused with any code", IN_V11, EVE_IN_V11, register(BOTH).answers(registered(failed(1)))),
    bad(
        FOREIGN,
        "the secondary's owner",
        IN_V11,
        EVE_IN_V11,
        register(BOTH).answers(registered(done(8, BOTH))),
        says=("user_id", 7, "success, id 8"),
    ),
    bad(
        FOREIGN,
        "somebody new",
        IN_V11,
        EVE_IN_V11,
        register(BOTH).answers(registered(done(9, BOTH))),
        says=("user_id", 7, "success, id 9"),
    ),
    silent(FOREIGN, "one's own secondary", IN_V11, register(ADA).answers(registered(A))),
    silent(
        FOREIGN,
        "the secondary may be nobody's",
        IN_V11,
        register(EVE).no_answer(),
        register(BOTH).answers(registered(done(8, BOTH))),
    ),
    bad(
        FOREIGN,
        "a lower id",
        IN_V11,
        EVE_IN_V11,
        register(BOTH).answers(registered(done(3, BOTH))),
        says=("user_id", 7, "success, id 3"),
    ),
    silent(
        FOREIGN,
        "nobody says which identifier is the primary one",
        IN_V11,
        EVE_IN_V11,
        register(ADA.with_(EVE["email"])).answers(registered(done(8, ADA))),
        on=NO_PRIMARY,
    ),
    good(CARD, "refused", add(CARD_1).answers(created(7)), add(CARD_2).answers(refused(8006))),
    good(CARD, "refused with any code", add(CARD_1).answers(created(7)), add(CARD_2).answers(refused(1))),
    good(
        CARD,
        "the owner again in another source",
        add(CARD_1).answers(created(7)),
        add(CARD_1, "WEBSITE").answers(created(7)),
    ),
    bad(
        CARD,
        "issued to a second customer",
        add(CARD_1).answers(created(7)),
        add(CARD_2).answers(created(8)),
        says=("createdId", "refused, or 7", "success, id 8"),
    ),
    bad(
        CARD,
        "issued to a second customer in another source",
        add(CARD_1).answers(created(7)),
        add(CARD_2, "WEBSITE").answers(created(8)),
        says=("createdId", "refused, or 7", "success, id 8"),
    ),
    bad(
        CARD,
        "issued to a third",
        add(CARD_1).answers(created(7)),
        add(CARD_2, "WEBSITE").answers(refused(1)),
        add(CARD_2).answers(created(9)),
        says=("createdId", "refused, or 7", "success, id 9"),
    ),
    silent(CARD, "nobody has it", add(CARD_1).answers(created(7))),
    silent(CARD, "the first was refused", add(CARD_1).answers(refused(1)), add(CARD_2).answers(created(8))),
    silent(CARD, "the first was not answered", add(CARD_1).no_answer(), add(CARD_2).answers(created(8))),
    silent(
        CARD,
        "another number",
        add(CARD_1).answers(created(7)),
        add(CARD_2.with_(Identifier("cardnumber", "ct-t1-78"))).answers(created(8)),
    ),
    silent(
        CARD,
        "two cards of two owners",
        add(CARD_1).answers(created(7)),
        add(EVE.only("mobile").with_(Identifier("card", "ct-t1-79"))).answers(created(8)),
        add(ZOE.only("mobile").with_(Identifier("cardnumber", "ct-t1-77"), Identifier("card", "ct-t1-79"))).answers(
            created(9)
        ),
    ),
    silent(
        CARD,
        "the number of a card as an external id",
        add(ADA.with_(Identifier("cardnumber", "ct-t1-77"))).answers(created(7)),
        add(EVE.only("mobile").with_(Identifier("externalId", "ct-t1-77"))).answers(created(8)),
    ),
    bad(
        CARD,
        "the later customer's card, given to the earlier",
        ADDED,
        add(EVE.only("mobile").with_(Identifier("cardnumber", "ct-t1-77"))).answers(created(8)),
        add(ADA.only("email").with_(Identifier("cardnumber", "ct-t1-77"))).answers(created(7)),
        says=("createdId", "refused, or 8", "success, id 7"),
    ),
    good(FOREIGN_STAYS, "after a refusal", IN_V11, EVE_IN_V11, REFUSED, finds(EVE["email"], 8)),
    good(
        FOREIGN_STAYS,
        "after it was dropped",
        IN_V11,
        EVE_IN_V11,
        register(BOTH).answers(registered(done(7, BOTH))),
        finds(EVE["email"], 8),
    ),
    bad(FOREIGN_STAYS, "it moved", IN_V11, EVE_IN_V11, REFUSED, finds(EVE["email"], 7), says=instead_of(8, 7)),
    bad(FOREIGN_STAYS, "it is lost", IN_V11, EVE_IN_V11, REFUSED, finds_nobody(EVE["email"]), says=instead_of(8)),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_identifiers(history: History) -> None:
    history.check()


@pytest.mark.parametrize("code", DEMANDS)
def test_every_code_by_which_an_organisation_demands_more_is_believed_where_something_is_missing(code: int) -> None:
    assert breaches(ORG, add(ADA.only("mobile")).answers(refused(code))) == ()
    assert breaches(ORG, add(EVE).answers(created(7)), add(ADA).answers(refused(code))) == (FRESH,)


@pytest.mark.parametrize("type_", ["card", "cardnumber", "cardExternalId"])
def test_every_type_of_card_has_one_owner(type_: str) -> None:
    card = Identifier(type_, "ct-t1-80")
    lines = (
        add(ADA.only("mobile").with_(card)).answers(created(7)),
        add(EVE.only("mobile").with_(card)).answers(created(8)),
    )
    assert breaches(ORG, *lines) == (CARD,)


def test_after_a_merge_a_card_is_the_survivors() -> None:
    lines = (
        add(CARD_1).answers(created(7)),
        add(ADA.only("email"), "WEBSITE").answers(created(8)),
        add(EVE).answers(created(9)),
        add(ADA.only("email").with_(EVE["externalId"]), "ECOMMERCE").answers(created(9, 8051)),
    )
    assert breaches(ORG, *lines, add(CARD_2, "LINE", "l1").answers(created(9))) == (CARD,)
