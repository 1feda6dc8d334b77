"""Whom reads find, what they show of them, and that they fit each other, in histories."""

from __future__ import annotations

import pytest
from histories import *

STORED = "reads/details-show-what-was-stored"
FINDS = "reads/lookup-finds-the-holder"
UNKNOWN = "reads/unknown-is-8015"
HOLDER = "reads/identifiers-are-shown-with-their-holder"
NOT_FOUND = "reads/nobody-is-not-found"
EVERY = "reads/details-show-every-identifier"
ASKED = "reads/asked-source-account-is-shown"
OWN_FIELDS = "reads/extended-fields-are-their-own"
OF_CUSTOMER = "reads/customer-members-are-kept"
TILL = "reads/associated-till-is-shown"
ALL_SHOWN = "reads/all-source-accounts-are-shown"
USER = "reads/user-id-is-the-customers"
ONCE = "reads/nothing-is-listed-twice"
OWN_MEMBERS = "reads/members-are-their-own"
WITHIN = "reads/lookup-stays-in-its-source-account"
AGREE = "reads/reads-agree"
NAMES_AGREE = "reads/names-agree"
SAME = "reads/reads-change-nothing"
GETS = "reads/get-shows-the-customer-asked-for"
NO_SOURCE = "reads/unknown-source-is-refused"

LONGEST_NAME = "validation/longest-name-is-stored-whole"

NAMELESS = {"source": "INSTORE", "identifiers": []}
LATE = org(reads={"lag_s": 60})
FAR_TOO_LONG = ADA.named("a" * 120)
NUMBER = 10**15


def without_list(source: str) -> dict[str, object]:
    """A profile that says nothing of identifiers."""
    profile = shown(ADA, source)
    del profile["identifiers"]
    return profile


CITY_EXTENDS = org(extended_fields=["city"])
PUNE_ADDED = add(ADA.but(extended={"city": "Pune"})).answers(created(7))
IN_BOTH = (add(ADA, "LINE", "l1").answers(created(7)), add(ADA, "LINE", "l2").answers(created(7)))
HAS_TILL = org(tills=["till.1"])
AT_TILL = ADA.but(extra={"associatedWith": "till.1"})
EVES_TILL_SHOWN = (
    add(EVE.but(extra={"associatedWith": "till.1"})).answers(created(8)),
    get(8).answers(shows(8, shown(EVE), associatedWith="till.1")),
)


def reached(*channels: dict[str, object]) -> Person:
    """Ada with those ways to reach her."""
    return ADA.but(profile_extra={"commChannels": list(channels)})


def reaches(*channels: dict[str, object]) -> Line:
    """A read by id that shows Ada with those ways to reach her."""
    return get(7).answers(shows(7, {**shown(ADA), "commChannels": list(channels)}))


def all_of(customer: int = 7) -> Line:
    """A read by id of every source account."""
    return get(customer, "ALL")


JOINED_BY = add(ADA.but(profile_extra={"commChannels": [{"type": "mobile", "value": "918888888888"}]}), "WEBSITE")
AT_OFFICE = {"type": "mobile", "value": "918888888888"}
MOBILE = {"type": "mobile", "value": "919999999999"}
AT_HOME = {**MOBILE, "primary": "true", "verified": False, "meta": {"residence": True, "office": True}}
OFFICE = {"type": "email", "value": "Ada@Example.com"}
SPOT = "profiles[].commChannels[mobile 9999999999]"

RESULT = kept(7, result={**RECORD, "profiles": [shown(ADA, **WHOLE, commChannels=[AT_OFFICE])]})
L1, L2 = shown(ADA, "LINE", "l1"), shown(ADA, "LINE", "l2")
EVE_ELSEWHERE = add(EVE, "WEBSITE").answers(created(8))


def shows_at(customer: int, who: Person, till: str) -> Line:
    """A read by id that shows the customer with a till."""
    return get(customer).answers(shows(customer, shown(who), associatedWith=till))


def shows_in(source: str, customer: int, who: Person, till: str) -> Line:
    """The same in another source."""
    return get(customer, source).answers(shows(customer, shown(who, source), associatedWith=till))


TWO_TILLS = org(tills=["till.1", "till.2"])
WITHOUT_TILL = (ADDED, shows_at(7, ADA, "till.1"), EVE_ADDED)

HISTORIES = [
    good(STORED, "the names", ADDED, details(ADA["mobile"]).answers(shows(7, shown(ADA)))),
    good(STORED, "trimmed names", add(ADA.named(" Ada ")).answers(created(7)), SHOWS_ADA),
    good(
        STORED,
        "names with their blanks",
        add(ADA.named(" Ada ")).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named(" Ada ")))),
    ),
    good(
        STORED,
        "no name as null",
        add(person(1, None, None)).answers(created(7)),
        get(7).answers(shows(7, {**NAMELESS, "firstName": None, "lastName": ""})),
        also=(EVERY,),
    ),
    good(
        STORED,
        "no name at all",
        add(person(1, None, None)).answers(created(7)),
        get(7).answers(shows(7, NAMELESS)),
        also=(EVERY,),
    ),
    good(
        STORED,
        "a blank name as null",
        add(person(1, "  ", "L")).answers(created(7)),
        get(7).answers(shows(7, {**NAMELESS, "firstName": None, "lastName": "L"})),
        also=(EVERY,),
    ),
    good(
        STORED,
        "an empty name as null",
        add(person(1, "", "L")).answers(created(7)),
        get(7).answers(shows(7, {**NAMELESS, "lastName": "L"})),
        also=(EVERY,),
    ),
    good(STORED, "a long name cut", add(TOO_LONG).answers(created(7)), get(7).answers(shows(7, shown(HUNDRED)))),
    good(
        STORED, "a long name dropped", add(TOO_LONG).answers(created(7)), get(7).answers(shows(7, shown(ADA.named(""))))
    ),
    good(
        STORED,
        "a long name trimmed, then cut",
        add(ADA.named(" " + "a" * 101)).answers(created(7)),
        get(7).answers(shows(7, shown(HUNDRED))),
    ),
    good(
        STORED,
        "a long name cut, then trimmed",
        add(ADA.named(" " + "a" * 101)).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("a" * 99)))),
    ),
    good(
        STORED,
        "the old names after a refused update",
        ADDED,
        update(7, {**customer(ADA.named("Zoe"), None), "x": 1}).answers(refused(1)),
        SHOWS_ADA,
    ),
    good(STORED, "after a throttled update", ADDED, RENAME.answers(status(429)), SHOWS_ADA),
    bad(
        STORED,
        "another first name",
        ADDED,
        get(7).answers(shows(7, shown(ADA.named("Eve")))),
        says=("profiles[].firstName", "Ada", "Eve"),
    ),
    bad(
        STORED,
        "another last name",
        ADDED,
        details(ADA["mobile"]).answers(shows(7, shown(ADA.named("Ada", "Eve")))),
        says=("profiles[].lastName", "Lovelace", "Eve"),
    ),
    bad(
        STORED,
        "a missing name",
        ADDED,
        get(7).answers(shows(7, shown(ADA.named("")))),
        says=("profiles[].firstName", "Ada", ""),
    ),
    bad(
        STORED,
        "a name that nobody sent",
        add(person(1, None, "L")).answers(created(7)),
        get(7).answers(shows(7, shown(person(1, "A", "L")))),
        says=("profiles[].firstName", None, "A"),
    ),
    good(
        STORED,
        "a name of 100 characters cut",
        add(HUNDRED).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("a" * 99)))),
        also=(LONGEST_NAME,),
    ),
    good(
        STORED,
        "a name of 100 characters dropped",
        add(HUNDRED).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("")))),
        also=(LONGEST_NAME,),
    ),
    bad(
        STORED,
        "other case",
        ADDED,
        get(7).answers(shows(7, shown(ADA.named("ADA")))),
        says=("profiles[].firstName", "Ada", "ADA"),
    ),
    bad(
        STORED,
        "a throttled update was carried out",
        ADDED,
        RENAME.answers(status(429)),
        SHOWS_ZOE,
        says=("profiles[].firstName", "Ada", "Zoe"),
    ),
    silent(STORED, "an update that was not answered: new", ADDED, RENAME.no_answer(), SHOWS_ZOE),
    silent(STORED, "an update that was not answered: old", ADDED, RENAME.no_answer(), SHOWS_ADA),
    silent(STORED, "an upsert that was not answered", ADDED, upsert(ADA.named("Zoe")).no_answer(), SHOWS_ZOE),
    silent(
        STORED,
        "an upsert that failed",
        ADDED,
        upsert({**customer(ADA.named("Zoe")), "statusLabel": "x"}).answers(upserted(wrong(3017))),
        SHOWS_ZOE,
    ),
    silent(
        STORED,
        "an update of doubts",
        ADDED,
        update(7, {**customer(ADA.named("Zoe"), None), "x": 1}).answers(created(7)),
        SHOWS_ADA,
    ),
    silent(
        STORED,
        "v1.1 registered again",
        IN_V11,
        register(ADA.named("Zoe")).answers(registered(done(7, ADA.named("Zoe")))),
        SHOWS_ADA,
    ),
    silent(STORED, "v1.1 registers elsewhere", IN_V11, get(7).answers(shows(7, shown(EVE.only()))), on=SEPARATE),
    silent(
        STORED,
        "a merge",
        ADDED,
        add(EVE, "LINE", "l1").answers(created(8)),
        MET.answers(created(8, 8051)),
        get(8, "WEBSITE").answers(shows(8, shown(KIM.only(), "WEBSITE"))),
        also=(EVERY,),
    ),
    silent(STORED, "a place that nobody listed", ADDED, get(7, "ALL").answers(shows(7, shown(KIM, "JD")))),
    silent(STORED, "no profiles", ADDED, get(7).answers(shows(7))),
    silent(STORED, "odd profiles", ADDED, get(7).answers(shows(7, profiles=None)), also=(SCHEMA,)),
    silent(STORED, "within the lag", ADDED, get(7).answers(shows(7, shown(KIM))), on=LAG),
    silent(STORED, "not found", ADDED, finds_nobody(KIM["mobile"])),
    silent(STORED, "nobody known", get(9).answers(shows(9, shown(ADA)))),
    good(
        STORED, "a custom field", add(IN_PUNE).answers(created(7)), get(7).answers(shows(7, shown(IN_PUNE))), on=CITIES
    ),
    bad(
        STORED,
        "another custom field",
        add(IN_PUNE).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.but(fields={"city": "Delhi"})))),
        on=CITIES,
        says=("profiles[].fields.city", "Pune", "Delhi"),
    ),
    good(STORED, "a long name, cut", add(FAR_TOO_LONG).answers(created(7)), get(7).answers(shows(7, shown(HUNDRED)))),
    good(
        STORED,
        "a long name, dropped",
        add(FAR_TOO_LONG).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named(None)))),
    ),
    good(
        STORED,
        "a long name, shown as nothing",
        add(FAR_TOO_LONG).answers(created(7)),
        get(7).answers(shows(7, shown(ADA, firstName=None))),
    ),
    bad(
        STORED,
        "a long name, and another of a hundred characters",
        add(FAR_TOO_LONG).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("b" * 100)))),
        says=("profiles[].firstName", "a" * 100, "b" * 100),
    ),
    good(
        STORED,
        "no name, as nothing or as an empty one",
        add(ADA.named(None)).answers(created(7)),
        get(7).answers(shows(7, shown(ADA, firstName=""))),
    ),
    good(STORED, "beside a profile of text", ADDED, get(7).answers(shows(7, "x", shown(ADA))), also=(SCHEMA,)),
    bad(
        STORED,
        "half of a name that was too long",
        add(TOO_LONG).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("a" * 50)))),
    ),
    bad(
        STORED,
        "another name for one that was too long",
        add(TOO_LONG).answers(created(7)),
        get(7).answers(shows(7, shown(ADA.named("Eve")))),
    ),
    good(STORED, "a channel", add(reached(AT_HOME, OFFICE)).answers(created(7)), reaches(OFFICE, AT_HOME)),
    good(
        STORED,
        "a channel in another spelling, a flag that is off left out",
        add(reached(AT_HOME, OFFICE)).answers(created(7)),
        reaches(
            {"type": "mobile", "value": "9999999999", "primary": True, "meta": {"residence": "true"}},
            {"type": "email", "value": "ada@example.com"},
        ),
    ),
    bad(
        STORED,
        "without the channel",
        add(reached(AT_HOME)).answers(created(7)),
        reaches(),
        says=(SPOT, True, None),
    ),
    bad(
        STORED,
        "a channel under another address",
        add(reached(OFFICE)).answers(created(7)),
        reaches({"type": "email", "value": "eve@example.com"}),
        says=("profiles[].commChannels[email ada@example.com]", True, None),
    ),
    bad(
        STORED,
        "a flag that is off as one that is on",
        add(reached(AT_HOME)).answers(created(7)),
        reaches({**AT_HOME, "verified": True}),
        says=(f"{SPOT}.verified", False, True),
    ),
    bad(
        STORED,
        "a flag that is on left out",
        add(reached(AT_HOME)).answers(created(7)),
        reaches({**AT_HOME, "meta": {}}),
        says=(f"{SPOT}.meta.residence", True, None),
    ),
    good(
        STORED,
        "a channel that was sent twice, once without flags",
        add(reached(AT_HOME, MOBILE)).answers(created(7)),
        reaches(AT_HOME, MOBILE),
    ),
    bad(
        STORED,
        "a channel that was sent twice, and is not there at all",
        add(reached(AT_HOME, MOBILE)).answers(created(7)),
        reaches(),
        says=(SPOT, True, None),
    ),
    good(
        STORED,
        "the office, which one table has, left out",
        upsert(reached(AT_HOME)).answers(upserted(kept(7))),
        reaches({**AT_HOME, "meta": {"residence": True}}),
    ),
    good(
        STORED,
        "a v1.1 name with characters of which the documents say nothing, without them",
        register(ADA.named("Ada", "a/b")).answers(registered(A)),
        get(7).answers(shows(7, shown(ADA.named("Ada", "ab")))),
    ),
    bad(
        STORED,
        "a flag as a number",
        add(reached(AT_HOME)).answers(created(7)),
        reaches({**AT_HOME, "primary": 1}),
        says=(f"{SPOT}.primary", True, 1),
        also=("envelope/answer-matches-the-schema",),
    ),
    good(
        STORED,
        "a channel of a type that only samples have, not kept",
        add(reached({"type": "line", "value": "abc"})).answers(created(7)),
        reaches(),
    ),
    good(FINDS, "the holder", ADDED, finds(ADA["mobile"], 7)),
    good(FINDS, "the holder as text", ADDED, details(ADA["email"]).answers(shows(7, shown(ADA)))),
    good(FINDS, "with warnings", ADDED, lookup(ADA["mobile"]).answers(found(7, 1))),
    good(FINDS, "in an account", add(ADA, "LINE", "l1").answers(created(7)), finds(ADA["mobile"], 7, "LINE", "l1")),
    good(FINDS, "the survivor of a merge", *MERGED, finds(ADA["externalId"], 8)),
    good(FINDS, "a merged customer by the old id", *MERGED, finds(EVE["externalId"], 7)),
    good(FINDS, "a v1.1 customer, where they are shared", IN_V11, finds(ADA["mobile"], 7)),
    good(FINDS, "an upserted customer", UPSERTED, finds(ADA["mobile"], 7)),
    good(
        FINDS, "what a look-up had found before", add(ADA).no_answer(), finds(ADA["mobile"], 7), finds(ADA["mobile"], 7)
    ),
    good(FINDS, "past the lag", ADDED.under_way(0, 1), finds(ADA["mobile"], 7).under_way(6, 7), on=LAG),
    bad(FINDS, "somebody else", ADDED, finds(ADA["mobile"], 8), says=instead_of(7, 8)),
    bad(FINDS, "nobody", ADDED, finds_nobody(ADA["mobile"]), says=instead_of(7)),
    bad(FINDS, "nobody under HTTP 200", ADDED, lookup(ADA["mobile"]).answers(nobody(200)), says=instead_of(7)),
    bad(
        FINDS,
        "nobody with another code",
        ADDED,
        lookup(ADA["mobile"]).answers(nobody(400, 8009)),
        says=("id", 7, (8009,)),
    ),
    bad(FINDS, "details of somebody else", ADDED, details(ADA["mobile"]).answers(shows(8)), says=instead_of(7, 8)),
    bad(
        FINDS,
        "the removed owner",
        add(ADA).no_answer(),
        finds(ADA["mobile"], 7),
        finds(ADA["mobile"], 8),
        says=instead_of(7, 8),
    ),
    bad(
        FINDS,
        "nobody when the lag is just over",
        ADDED.under_way(0, 1),
        finds_nobody(ADA["mobile"]).under_way(6, 7),
        on=LAG,
        says=instead_of(7),
    ),
    silent(FINDS, "within the lag", ADDED.under_way(0, 1), finds_nobody(ADA["mobile"]).under_way(5.9, 7), on=LAG),
    silent(
        FINDS,
        "within the lag of another write",
        ADDED.under_way(0, 1),
        EVE_ADDED.under_way(4, 5),
        finds_nobody(ADA["mobile"]).under_way(8, 9),
        on=LAG,
    ),
    silent(
        FINDS,
        "within the lag of a write that ended before another",
        ADDED.under_way(0, 5),
        EVE_ADDED.under_way(3, 4),
        finds_nobody(ADA["mobile"]).under_way(9.5, 9.6),
        on=LAG,
    ),
    silent(FINDS, "nobody holds it", finds_nobody(ADA["mobile"])),
    silent(FINDS, "an email that may repeat", ADDED, finds_nobody(ADA["email"]), on=EMAIL_REPEATS),
    silent(FINDS, "in a source where the holder has no profile: nobody", ADDED, finds_nobody(ADA["mobile"], "WEBSITE")),
    silent(
        FINDS,
        "in a source where the holder has no profile: 8065",
        ADDED,
        lookup(ADA["mobile"], "WEBSITE").answers(nobody(400, 8065)),
    ),
    silent(FINDS, "no source", ADDED, finds_nobody(ADA["mobile"], None)),
    silent(FINDS, "an unknown source", ADDED, lookup(ADA["mobile"], "NOWHERE").answers(refused(8011))),
    silent(FINDS, "no identifier", ADDED, ask("lookupCustomer", source="INSTORE").answers(refused(1))),
    silent(
        FINDS, "no value", ADDED, ask("lookupCustomer", source="INSTORE", identifierName="mobile").answers(refused(1))
    ),
    silent(FINDS, "another spelling", ADDED, finds_nobody(Identifier("email", ADA["email"].value.upper()))),
    silent(FINDS, "the write was not answered: found", add(ADA).no_answer(), finds(ADA["mobile"], 7)),
    silent(FINDS, "the write was not answered: nobody", add(ADA).no_answer(), finds_nobody(ADA["mobile"])),
    silent(
        FINDS,
        "the removal was not answered",
        ADDED,
        change(7, remove=[ADA["email"]]).no_answer(),
        finds_nobody(ADA["email"]),
    ),
    silent(FINDS, "no such operation", ADDED, lookup(ADA["mobile"]).answers(status(404))),
    silent(
        FINDS,
        "an invalid email that was dropped",
        add(ADA.with_(Identifier("email", "x"))).answers(created(7, 8055)),
        finds_nobody(Identifier("email", "x")),
    ),
    silent(
        FINDS,
        "a look-up in a system that does not look up",
        add(ADA).no_answer(),
        finds(ADA["mobile"], 7),
        finds(ADA["mobile"], 8),
        on=org(operations={}),
        also=(SAME,),
    ),
    bad(FINDS, "a customer of a lower id", ADDED, finds(ADA["email"], 3), says=instead_of(7, 3)),
    bad(FINDS, "a customer of a higher id", ADDED, finds(ADA["email"], 9), says=instead_of(7, 9)),
    good(
        FINDS,
        "after the lag that the profile grants",
        ADDED,
        finds(ADA["email"], 7),
        finds(ADA["email"], 7),
        on=org(reads={"lag_s": 1}),
    ),
    silent(
        FINDS,
        "an upsert may have put a new email in place of the old",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"]), skip=False).answers(upserted(kept(7))),
        finds_nobody(ADA["email"]),
    ),
    good(
        FINDS,
        "an upsert merged two customers",
        ADDED,
        EVE_ELSEWHERE,
        upsert(customer(BOTH, "ECOMMERCE")).answers(upserted(kept(8, 8051))),
        finds(ADA["externalId"], 8),
    ),
    silent(
        FINDS,
        "an upsert without the switch may have put a new email in place of the old",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"])).answers(upserted(kept(7))),
        finds_nobody(ADA["email"]),
    ),
    silent(
        FINDS,
        "an unanswered upsert may have put a new email in place of the old",
        ADDED,
        upsert(ADA.only("mobile").with_(KIM["email"]), skip=False).no_answer(),
        finds_nobody(ADA["email"]),
    ),
    silent(
        FINDS,
        "an upsert that failed in part may have put a new email in place of the old",
        ADDED,
        upsert({**customer(ADA.only("mobile").with_(KIM["email"])), "statusLabel": "x"}, skip=False).answers(
            upserted(wrong(3017))
        ),
        finds_nobody(ADA["email"]),
    ),
    silent(
        FINDS,
        "an unanswered add may have merged two customers",
        ADDED,
        EVE_ELSEWHERE,
        add(BOTH, "ECOMMERCE").no_answer(),
        finds(ADA["mobile"], 8),
    ),
    silent(
        FINDS,
        "an unanswered add may have merged: an identifier that it did not name",
        ADDED,
        EVE_ELSEWHERE,
        add(BOTH, "ECOMMERCE").no_answer(),
        finds(ADA["externalId"], 8),
    ),
    good(
        FINDS,
        "an upsert merged two customers, as its errors say",
        ADDED,
        EVE_ELSEWHERE,
        upsert(customer(BOTH, "ECOMMERCE")).answers(upserted(kept(8, errors=notices(8051)), failureCount=1)),
        finds(ADA["externalId"], 8),
    ),
    good(
        FINDS,
        "while somebody else is registered",
        ADDED,
        (add(EVE).answers(created(8)).under_way(10.0, 12.0), finds(ADA["email"], 7).under_way(10.0, 13.0)),
    ),
    good(UNKNOWN, "8015", finds_nobody(ADA["mobile"])),
    good(UNKNOWN, "8015 under HTTP 200", lookup(ADA["mobile"]).answers(nobody(200))),
    good(UNKNOWN, "8015 under HTTP 400", details(ADA["mobile"]).answers(nobody(400))),
    good(UNKNOWN, "8015 among others", lookup(ADA["mobile"]).answers(refused(1, 8015))),
    bad(UNKNOWN, "somebody", finds(ADA["mobile"], 7), says=("errors[].code", 8015, "success, id 7")),
    bad(
        UNKNOWN, "another code", lookup(ADA["mobile"]).answers(nobody(400, 8009)), says=("errors[].code", 8015, (8009,))
    ),
    bad(
        UNKNOWN,
        "no code",
        lookup(ADA["mobile"]).answers(says({}, 400)),
        says=("errors[].code", 8015, "refused without a code"),
    ),
    silent(UNKNOWN, "somebody else's value", finds(Identifier("mobile", "919999999999"), 7)),
    silent(UNKNOWN, "an email that may repeat", finds(ADA["email"], 7), on=EMAIL_REPEATS),
    silent(UNKNOWN, "after a write without an answer", add(ADA).no_answer(), finds(ADA["mobile"], 7)),
    silent(
        UNKNOWN,
        "after an upsert that failed in part",
        upsert(ADA.only("email")).answers(upserted(wrong(1))),
        finds(ADA["email"], 7),
    ),
    silent(
        UNKNOWN,
        "after a v1.1 item of doubts",
        register({**v11_customer(ADA), "source": "WEBSITE"}).answers(registered(A)),
        finds(ADA["mobile"], 7),
    ),
    silent(
        UNKNOWN,
        "after a v1.1 item where nobody knows whether they are shared",
        IN_V11,
        finds(ADA["mobile"], 7),
        on=EITHER_WAY,
    ),
    silent(
        UNKNOWN,
        "an external id that may be too long",
        lookup(Identifier("externalId", "ct-t1-1-" + "x" * 300)).answers(refused(8000)),
    ),
    good(HOLDER, "one's own", ADDED, SHOWS_ADA),
    silent(
        HOLDER,
        "of one with whom an upsert merges the customer that it shows",
        ADDED,
        EVE_ADDED,
        upsert(customer(BOTH, "WEBSITE")).answers(
            upserted(
                kept(
                    8, 8051, result={"id": 8, "profiles": [shown(BOTH, **WHOLE | {"userId": 8})], "loyaltyInfo": LOYAL}
                )
            )
        ),
    ),
    good(HOLDER, "a merged customer's", *MERGED, get(7).answers(shows(8, shown(EVE))), also=(EVERY,)),
    bad(
        HOLDER,
        "another's email",
        ADDED,
        EVE_ADDED,
        get(7).answers(shows(7, shown(ADA.with_(EVE["email"])))),
        also=(EVERY,),
        says=("profiles[].identifiers", "email of 8", 7),
    ),
    bad(
        HOLDER,
        "another's email, which may be named",
        ADDED,
        EVE_ADDED,
        details(EVE["email"]).answers(shows(7, shown(ADA.with_(EVE["email"])))),
        before=(FINDS,),
        also=(EVERY,),
        says=("profiles[].identifiers", "email of 8", 7),
    ),
    silent(
        HOLDER,
        "another's email in another source",
        ADDED,
        get(7, "ALL").answers(shows(7, shown(ADA.only("mobile"), "WEBSITE"))),
        also=("cross-source/identifiers-kept-per-source", ALL_SHOWN),
    ),
    silent(
        HOLDER,
        "an email that may repeat",
        ADDED,
        get(7).answers(shows(7, shown(ADA.only("email")))),
        on=EMAIL_REPEATS,
        also=(EVERY,),
    ),
    silent(
        HOLDER,
        "an identifier of whom nobody knows",
        ADDED,
        get(7).answers(shows(7, shown(ADA.only("mobile").with_(Identifier("mobile", "1234567"))))),
        also=(EVERY,),
    ),
    silent(
        HOLDER,
        "identifiers of odd shape",
        ADDED,
        get(7).answers(shows(7, {**shown(ADA), "identifiers": [{"type": 5, "value": "x"}, {"type": "mobile"}]})),
        also=(EVERY, SCHEMA),
    ),
    silent(HOLDER, "no identifiers", ADDED, get(7).answers(shows(7, shown(ADA.only()))), also=(EVERY,)),
    bad(
        HOLDER,
        "of a customer with a higher id",
        ADDED,
        EVE_ADDED,
        get(7).answers(shows(7, shown(ADA.with_(EVE["email"])))),
        also=(EVERY,),
        says=("profiles[].identifiers", "email of 8", 7),
    ),
    bad(
        HOLDER,
        "of a customer with a lower id",
        ADDED,
        EVE_ADDED,
        get(8).answers(shows(8, shown(EVE.with_(ADA["email"])))),
        also=(EVERY,),
        says=("profiles[].identifiers", "email of 7", 8),
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
    good(NOT_FOUND, "refused", get(10**15).answers(nobody())),
    bad(NOT_FOUND, "shown", get(10**15).answers(shows(7)), says=("outcome", "an error", "success, id 7")),
    silent(NOT_FOUND, "an id that may be somebody's", get(10**15 - 1).answers(shows(7))),
    good(
        EVERY,
        "without a text that has no at, added as an email",
        ADDED,
        change(7, add=[Identifier("email", "ct-t1-1 zoe")]).answers(created(7, 8055)),
        get(7).answers(shows(7, shown(ADA))),
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
    silent(EVERY, "an identifier of text", get(9).answers(shows(9, shown(ADA, identifiers=["x"]))), also=(SCHEMA,)),
    good(EVERY, "all of them", ADDED, SHOWS_ADA),
    silent(
        EVERY,
        "one that a change has removed, nobody knows in which source account",
        add(ADA.only("mobile")).answers(created(7)),
        change(7, remove=[ADA["mobile"]], account="no-such-account").answers(created(7)),
        get(7).answers(shows(7, shown(ADA.only()))),
    ),
    good(
        EVERY,
        "an email in other case",
        ADDED,
        get(7).answers(shows(7, shown(ADA.with_(Identifier("email", ADA["email"].value.upper()))))),
    ),
    bad(
        EVERY,
        "one is missing",
        ADDED,
        get(7).answers(shows(7, shown(ADA.only("mobile", "email")))),
        says=("profiles[].identifiers", "the externalId", "without it"),
    ),
    silent(EVERY, "nobody known", get(9).answers(shows(9, shown(ADA)))),
    silent(
        EVERY,
        "another source",
        ADDED,
        get(7, "ALL").answers(shows(7, shown(ADA.only(), "WEBSITE"))),
        also=(ALL_SHOWN,),
    ),
    good(
        EVERY,
        "the mobile without its country code",
        ADDED,
        get(7).answers(shows(7, shown(ADA.with_(Identifier("mobile", ADA["mobile"].value[2:]))))),
    ),
    silent(ASKED, "where no profile is known", ADDED, get(7, "WEBSITE").answers(shows(7, shown(ADA)))),
    good(ASKED, "the account asked for", *IN_BOTH, get(7, "LINE", "l2").answers(shows(7, L2))),
    good(ASKED, "all accounts", *IN_BOTH, get(7, "LINE", "l2").answers(shows(7, L1, L2))),
    bad(
        ASKED,
        "the account of another question",
        *IN_BOTH,
        get(7, "LINE", "l2").answers(shows(7, L1)),
        says=("profiles[]", "LINE/l2", ("LINE/l1",)),
    ),
    silent(ASKED, "no account told", *IN_BOTH, get(7, "LINE", "l2").answers(shows(7, shown(ADA, "LINE")))),
    good(
        ALL_SHOWN,
        "two source accounts",
        ADDED,
        JOINED,
        all_of().answers(shows(7, shown(ADA), shown(ADA.named("Zoe"), "WEBSITE"))),
    ),
    bad(
        ALL_SHOWN,
        "one of two",
        ADDED,
        JOINED,
        all_of().answers(shows(7, shown(ADA))),
        says=("profiles[]", "WEBSITE", ("INSTORE",)),
    ),
    silent(ALL_SHOWN, "in one source", ADDED, JOINED, SHOWS_ADA),
    silent(
        ALL_SHOWN,
        "a profile that says not where it is",
        ADDED,
        all_of().answers(shows(7, {"firstName": "Ada"})),
        also=(SCHEMA,),
    ),
    good(USER, "the customer's", ADDED, get(7).answers(shows(7, shown(ADA, userId=7)))),
    bad(USER, "another one", ADDED, get(7).answers(shows(7, shown(ADA, userId=8))), says=("profiles[].userId", 7, 8)),
    good(
        USER,
        "that of one who became this customer",
        *MERGED,
        get(8).answers(shows(8, shown(EVE, userId=7))),
        also=(EVERY,),
    ),
    silent(USER, "not shown", ADDED, SHOWS_ADA),
    good(ONCE, "each once", ADDED, SHOWS_ADA),
    bad(
        ONCE,
        "an identifier twice",
        ADDED,
        get(7).answers(shows(7, shown(ADA, identifiers=[*shown(ADA)["identifiers"], shown(ADA)["identifiers"][0]]))),
        says=("profiles[].identifiers", "each once", "mobile " + ADA["mobile"].value),
    ),
    bad(
        ONCE,
        "a channel twice",
        add(reached(MOBILE)).answers(created(7)),
        reaches(MOBILE, {**MOBILE, "verified": False}),
        says=("profiles[].commChannels", "each once", "mobile 919999999999"),
    ),
    good(
        ONCE,
        "a channel that was sent twice",
        add(reached(MOBILE, {**MOBILE, "verified": False})).answers(created(7)),
        reaches(MOBILE, {**MOBILE, "verified": False}),
    ),
    silent(
        ONCE,
        "entries that are no pairs",
        get(7).answers(shows(7, shown(ADA, identifiers=["x", "x", {}]))),
        also=(SCHEMA,),
    ),
    *(
        (good if same else bad)(
            OWN_FIELDS,
            f"a day sent as 1988/05/10 is {told}",
            add(ADA.but(extended={"city": "1988/05/10"})).answers(created(7)),
            get(7).answers(shows(7, shown(ADA), extendedFields={"city": told})),
            on=CITY_EXTENDS,
            **({} if same else {"says": ("extendedFields.city", "1988/05/10", told)}),
        )
        for told, same in (("1988-05-10", True), ("1988/10/05", False), ("1988-05-1", False), ("19880510", False))
    ),
    good(
        OWN_FIELDS,
        "as sent",
        PUNE_ADDED,
        get(7).answers(shows(7, shown(ADA), extendedFields={"city": "Pune"})),
        on=CITY_EXTENDS,
    ),
    good(
        OWN_FIELDS,
        "as updated",
        PUNE_ADDED,
        upsert(ADA.but(extended={"city": "Delhi"})).answers(upserted(kept(7))),
        get(7).answers(shows(7, shown(ADA), extendedFields={"city": "Delhi"})),
        on=CITY_EXTENDS,
    ),
    bad(
        OWN_FIELDS,
        "somebody else's",
        PUNE_ADDED,
        get(7).answers(shows(7, shown(ADA), extendedFields={"city": "Delhi"})),
        on=CITY_EXTENDS,
        says=("extendedFields.city", "Pune", "Delhi"),
    ),
    bad(
        OWN_FIELDS,
        "somebody else's, as the result of an upsert",
        PUNE_ADDED,
        upsert(ADA.only("email")).answers(upserted(kept(7, result=RECORD | {"extendedFields": {"city": "Delhi"}}))),
        on=CITY_EXTENDS,
        says=("extendedFields.city", "Pune", "Delhi"),
    ),
    silent(
        OWN_FIELDS,
        "of two writes at the same moment that of which the answer came first",
        PUNE_ADDED,
        at_once(
            upsert(ADA.but(extended={"city": "Delhi"})).answers(upserted(kept(7))),
            upsert(ADA.but(extended={"city": "Agra"})).answers(upserted(kept(7))),
        ),
        get(7).answers(shows(7, shown(ADA), extendedFields={"city": "Delhi"})),
        on=CITY_EXTENDS,
    ),
    silent(
        OWN_FIELDS,
        "of a write without an answer at the same moment",
        PUNE_ADDED,
        at_once(
            upsert(ADA.but(extended={"city": "Delhi"})).no_answer(),
            upsert(ADA.but(extended={"city": "Agra"})).answers(upserted(kept(7))),
        ),
        get(7).answers(shows(7, shown(ADA), extendedFields={"city": "Delhi"})),
        on=CITY_EXTENDS,
    ),
    bad(
        OWN_FIELDS,
        "somebody else's, of one whom one of two writes at the same moment concerned",
        at_once(PUNE_ADDED, EVE_ADDED),
        get(7).answers(shows(7, shown(ADA), extendedFields={"city": "Delhi"})),
        on=CITY_EXTENDS,
        says=("extendedFields.city", "Pune", "Delhi"),
    ),
    silent(
        OWN_FIELDS,
        "of one whom another write named at the same moment",
        PUNE_ADDED,
        at_once(
            upsert(ADA.but(extended={"city": "Delhi"})).answers(upserted(kept(7))),
            upsert(ADA.only("mobile")).answers(
                upserted(kept(7, result=RECORD | {"extendedFields": {"city": "Delhi"}}))
            ),
        ),
        on=CITY_EXTENDS,
    ),
    bad(
        OWN_FIELDS,
        "another's, for somebody who sent none",
        PUNE_ADDED,
        EVE_ADDED,
        get(8).answers(shows(8, shown(EVE))),
        get(8).answers(shows(8, shown(EVE), extendedFields={"city": "Pune"})),
        on=CITY_EXTENDS,
        says=("extendedFields.city", "none, for none was stored", "Pune"),
    ),
    silent(
        OWN_FIELDS,
        "half a character, which is no text",
        add(ADA.but(extended={"city": "Pune\ud800"})).answers(created(7)),
        get(7).answers(shows(7, shown(ADA), extendedFields={"city": "Pune?"})),
        on=CITY_EXTENDS,
    ),
    silent(
        OWN_FIELDS,
        "perhaps the organisation's usual value",
        PUNE_ADDED,
        EVE_ADDED,
        get(8).answers(shows(8, shown(EVE), extendedFields={"city": "Pune"})),
        on=CITY_EXTENDS,
    ),
    silent(
        OWN_FIELDS,
        "perhaps sent by a request without an answer",
        PUNE_ADDED,
        get(7).answers(shows(7, shown(ADA), extendedFields={"city": "Pune"})),
        add(EVE.but(extended={"city": "Pune"})).no_answer(),
        finds(EVE["mobile"], 8),
        get(8).answers(shows(8, shown(EVE), extendedFields={"city": "Pune"})),
        on=CITY_EXTENDS,
    ),
    silent(
        OWN_FIELDS,
        "an update without an answer",
        PUNE_ADDED,
        upsert(ADA.but(extended={"city": "Delhi"})).no_answer(),
        get(7).answers(shows(7, shown(ADA), extendedFields={"city": "Delhi"})),
        on=CITY_EXTENDS,
    ),
    bad(
        OF_CUSTOMER,
        "an extended field is dropped",
        PUNE_ADDED,
        get(7).answers(shows(7, shown(ADA), extendedFields={})),
        on=CITY_EXTENDS,
        says=("extendedFields.city", "Pune", None),
    ),
    bad(
        OF_CUSTOMER,
        "an extended field as a number",
        PUNE_ADDED,
        get(7).answers(shows(7, shown(ADA), extendedFields={"city": 1})),
        on=CITY_EXTENDS,
        says=("extendedFields.city", "Pune", 1),
    ),
    bad(
        OF_CUSTOMER,
        "no extended fields at all",
        PUNE_ADDED,
        SHOWS_ADA,
        on=CITY_EXTENDS,
        says=("extendedFields.city", "Pune", None),
    ),
    good(
        OF_CUSTOMER,
        "the extended field",
        PUNE_ADDED,
        get(7).answers(shows(7, shown(ADA), extendedFields={"city": "Pune"})),
        on=CITY_EXTENDS,
        also=(),
    ),
    silent(
        OF_CUSTOMER,
        "a field that was warned of",
        add(ADA.but(extended={"city": "Pune"})).answers(created(7, 91016)),
        SHOWS_ADA,
        on=CITY_EXTENDS,
    ),
    silent(
        OF_CUSTOMER,
        "a field that the organisation does not list",
        PUNE_ADDED,
        SHOWS_ADA,
    ),
    good(
        TILL,
        "the till",
        add(AT_TILL).answers(created(7)),
        get(7).answers(shows(7, shown(ADA), associatedWith="till.1")),
        on=HAS_TILL,
    ),
    bad(
        TILL,
        "another till, where others are shown with theirs",
        *EVES_TILL_SHOWN,
        add(AT_TILL).answers(created(7)),
        get(7).answers(shows(7, shown(ADA), associatedWith="till.2")),
        on=HAS_TILL,
        says=("associatedWith", "till.1", "till.2"),
    ),
    bad(
        TILL,
        "no till, where others are shown with theirs",
        *EVES_TILL_SHOWN,
        add(AT_TILL).answers(created(7)),
        SHOWS_ADA,
        on=HAS_TILL,
        says=("associatedWith", "till.1", None),
    ),
    silent(
        TILL,
        "the caller's till, where nobody is shown with another",
        add(AT_TILL).answers(created(7)),
        get(7).answers(shows(7, shown(ADA), associatedWith="till.9")),
        on=HAS_TILL,
    ),
    silent(
        TILL,
        "the caller's till for one of v1.1, where those of v2 are shown with theirs",
        *EVES_TILL_SHOWN,
        register(ADA.but(extra={"associated_with": "till.1"})).answers(registered(done(7, ADA))),
        get(7).answers(shows(7, shown(ADA), associatedWith="till.9")),
        on=HAS_TILL,
    ),
    silent(
        TILL,
        "another till, where the customer was registered again through v1.1 with a till that registers",
        *EVES_TILL_SHOWN,
        add(AT_TILL).answers(created(7)),
        register(ADA.but(extra={"registered_till": "till.2"})).answers(registered(done(7, ADA))),
        get(7).answers(shows(7, shown(ADA), associatedWith="till.2")),
        on=HAS_TILL,
    ),
    silent(TILL, "no till, and nobody is shown with one", add(AT_TILL).answers(created(7)), SHOWS_ADA, on=HAS_TILL),
    silent(TILL, "a till that nobody lists", add(AT_TILL).answers(created(7)), SHOWS_ADA),
    silent(
        TILL,
        "a till that an upsert may have changed",
        add(AT_TILL).answers(created(7)),
        upsert(ADA.but(extra={"associatedWith": "till.2"})).answers(upserted(kept(7))),
        get(7).answers(shows(7, shown(ADA), associatedWith="till.2")),
        on=org(tills=["till.1", "till.2"]),
    ),
    good(OWN_MEMBERS, "the till of all without one", *WITHOUT_TILL, shows_at(8, EVE, "till.1"), on=TWO_TILLS),
    bad(
        OWN_MEMBERS,
        "another till than others without one",
        *WITHOUT_TILL,
        shows_at(8, EVE, "till.2"),
        on=TWO_TILLS,
        says=("associatedWith", "till.1, as others without one have", "till.2"),
    ),
    silent(
        OWN_MEMBERS,
        "another till than others without one, after an update",
        *WITHOUT_TILL,
        update(8, EVE).answers(created(8)),
        shows_at(8, EVE, "till.2"),
        on=TWO_TILLS,
    ),
    silent(
        OWN_MEMBERS,
        "another till than others without one, which a write without an answer may have named",
        *WITHOUT_TILL,
        upsert(EVE.but(extra={"associatedWith": "till.2"})).no_answer(),
        shows_at(8, EVE, "till.2"),
        on=TWO_TILLS,
    ),
    *(
        silent(
            OWN_MEMBERS,
            f"another till than others without one who were made {how}",
            *WITHOUT_TILL[:2],
            made.answers(created(8)),
            shows_in("WEBSITE", 8, EVE, "till.2") if how == "elsewhere" else shows_at(8, EVE, "till.2"),
            on=TWO_TILLS,
        )
        for how, made in {"elsewhere": add(EVE, "WEBSITE"), "by a token": add(EVE).by(Who.TOKEN)}.items()
    ),
    silent(OWN_MEMBERS, "a till that is not listed", *WITHOUT_TILL, shows_at(8, EVE, "till.9"), on=TWO_TILLS),
    good(OWN_MEMBERS, "a channel that was given", add(reached(MOBILE)).answers(created(7)), reaches(MOBILE)),
    bad(
        OWN_MEMBERS,
        "a channel of another source account",
        ADDED,
        JOINED_BY.answers(created(7)),
        reaches(AT_OFFICE),
        says=("profiles[].commChannels[mobile 8888888888]", "nothing of others, or of elsewhere", True),
    ),
    bad(
        OWN_MEMBERS,
        "a channel of a refused request",
        ADDED,
        add(reached(AT_OFFICE)).answers(refused(8006)),
        reaches(AT_OFFICE),
        says=("profiles[].commChannels[mobile 8888888888]", "nothing of others, or of elsewhere", True),
    ),
    bad(
        OWN_MEMBERS,
        "a custom field of another customer",
        add(IN_PUNE).answers(created(7)),
        EVE_ADDED,
        get(8).answers(shows(8, shown(EVE.but(fields={"city": "Pune"})))),
        on=CITIES,
        says=("profiles[].fields.city", "nothing of others, or of elsewhere", "Pune"),
    ),
    good(
        OWN_MEMBERS,
        "a custom field that two were given",
        add(IN_PUNE).answers(created(7)),
        add(EVE.but(fields={"city": "Pune"})).answers(created(8)),
        get(8).answers(shows(8, shown(EVE.but(fields={"city": "Pune"})))),
        on=CITIES,
    ),
    good(
        OWN_MEMBERS,
        "a channel of a request without an answer",
        ADDED,
        add(reached(AT_OFFICE)).no_answer(),
        reaches(AT_OFFICE),
    ),
    good(
        OWN_MEMBERS,
        "a channel of an upsert that failed",
        ADDED,
        upsert(reached(AT_OFFICE)).answers(upserted(wrong(3017, entityId=7))),
        reaches(AT_OFFICE),
    ),
    bad(
        OWN_MEMBERS,
        "a channel of another source account, as the result of an upsert",
        ADDED,
        JOINED_BY.answers(created(7)),
        upsert(ADA.only("email")).answers(upserted(RESULT)),
        says=("profiles[].commChannels[mobile 8888888888]", "nothing of others, or of elsewhere", True),
    ),
    silent(
        OWN_MEMBERS,
        "channels of two items about one customer, as the result of the first",
        ADDED,
        JOINED_BY.answers(created(7)),
        upsert(ADA.only("email"), reached(AT_OFFICE)).answers(upserted(RESULT, kept(7))),
    ),
    good(
        OWN_MEMBERS,
        "a channel that an update gave to somebody of whom nothing else was known",
        update(7, reached(AT_OFFICE).but(identifiers=())).answers(created(7)),
        upsert(ADA).answers(upserted(kept(7))),
        reaches(AT_OFFICE),
    ),
    silent(
        OWN_MEMBERS, "a channel made of an identifier", ADDED, reaches({"type": "mobile", "value": ADA["mobile"].value})
    ),
    silent(
        WITHIN,
        "one that may have come to yet another source",
        ADDED,
        add(ADA, "ECOMMERCE").no_answer(),
        finds(ADA["email"], 7, "WEBSITE"),
    ),
    good(WITHIN, "8015", ADDED, finds_nobody(ADA["mobile"], "WEBSITE")),
    good(WITHIN, "8065", ADDED, lookup(ADA["mobile"], "WEBSITE").answers(refused(8065))),
    bad(
        WITHIN,
        "found by nobody here",
        ADDED,
        finds(ADA["mobile"], 7, "WEBSITE"),
        says=("id", "found by nobody here", "success, id 7"),
    ),
    silent(
        WITHIN,
        "here under another identifier",
        ADDED,
        add(ADA.only("mobile"), "WEBSITE").answers(created(7)),
        finds(ADA["email"], 7, "WEBSITE"),
    ),
    silent(WITHIN, "unanswered join", ADDED, add(ADA, "WEBSITE").no_answer(), finds(ADA["email"], 7, "WEBSITE")),
    bad(
        AGREE,
        "the details first, and then a customer of a lower id",
        ADDED,
        details(ADA["email"]).answers(shows(7, shown(ADA))),
        finds(ADA["email"], 3),
        before=(FINDS,),
        says=instead_of(7, 3),
    ),
    silent(
        AGREE,
        "within the lag that the profile grants",
        ADDED,
        finds(ADA["email"], 7),
        details(ADA["email"]).answers(nobody()),
        on=LATE,
    ),
    good(
        AGREE, "the same customer", ADDED, finds(ADA["email"], 7), details(ADA["email"]).answers(shows(7, shown(ADA)))
    ),
    good(
        AGREE,
        "one customer, of two before they were merged",
        ADDED,
        EVE_ADDED,
        details(EVE["email"]).answers(shows(8, shown(EVE))),
        add(BOTH, "TMALL").answers(created(7, 8051)),
        finds(EVE["email"], 7),
    ),
    silent(AGREE, "the same read twice", ADDED, finds(ADA["email"], 7), finds(ADA["email"], 7)),
    bad(
        AGREE,
        "another customer",
        finds(Identifier("mobile", "919999999999"), 7),
        details(Identifier("mobile", "919999999999")).answers(shows(8)),
        on=org(operations={}),
        says=instead_of(7, 8),
    ),
    silent(
        AGREE,
        "an email that may repeat finds one of its holders",
        ADDED,
        add(EVE.only("mobile").with_(ADA["email"])).answers(created(8)),
        finds(ADA["email"], 7),
        details(ADA["email"]).answers(shows(8)),
        on=EMAIL_REPEATS,
    ),
    good(NAMES_AGREE, "by details, by id and over v1.1", ADDED, SHOWS_ADA, get(7).answers(shows(7, shown(ADA)))),
    bad(
        NAMES_AGREE,
        "over v1.1 those of the second registration, over v2 those of the first",
        IN_V11,
        register(ADA.named("Adele")).answers(registered(done(7, ADA.named("Adele")))),
        SHOWS_ADA,
        get_v11(ADA["mobile"]).answers(registered(read(7, ADA.named("Adele")))),
        says=("firstName", "Ada", "Adele"),
    ),
    silent(
        NAMES_AGREE,
        "somebody has written in between",
        IN_V11,
        SHOWS_ADA,
        register(ADA.named("Adele")).answers(registered(done(7, ADA.named("Adele")))),
        get_v11(ADA["mobile"]).answers(registered(read(7, ADA.named("Adele")))),
    ),
    silent(
        NAMES_AGREE,
        "within the lag that the profile grants",
        IN_V11,
        register(ADA.named("Adele")).answers(registered(done(7, ADA.named("Adele")))),
        SHOWS_ADA,
        get_v11(ADA["mobile"]).answers(registered(read(7, ADA.named("Adele")))),
        on=LATE,
    ),
    silent(
        SAME,
        "within the lag that the profile grants",
        ADDED,
        finds(ADA["email"], 7),
        finds_nobody(ADA["email"]),
        on=LATE,
    ),
    bad(
        SAME,
        "a customer of a lower id",
        ADDED,
        finds(ADA["email"], 7),
        finds(ADA["email"], 3),
        before=(FINDS,),
        says=instead_of(7, 3),
    ),
    good(SAME, "the same customer", ADDED, finds(ADA["email"], 7), finds(ADA["email"], 7)),
    bad(SAME, "nobody", ADDED, finds(ADA["email"], 7), finds_nobody(ADA["email"]), before=(FINDS,), says=instead_of(7)),
    bad(
        SAME,
        "another customer",
        finds(Identifier("mobile", "919999999999"), 7),
        finds(Identifier("mobile", "919999999999"), 8),
        on=org(operations={}),
        says=instead_of(7, 8),
    ),
    silent(
        SAME,
        "an update in between",
        ADDED,
        finds(ADA["email"], 7),
        change(7, remove=[ADA["email"]]).answers(created(7)),
        add(EVE.only("mobile").with_(ADA["email"])).answers(created(8)),
        finds(ADA["email"], 8),
    ),
    silent(
        SAME,
        "an email that may repeat finds one of its holders",
        ADDED,
        add(EVE.only("mobile").with_(ADA["email"])).answers(created(8)),
        finds(ADA["email"], 7),
        finds(ADA["email"], 8),
        on=EMAIL_REPEATS,
    ),
    good(
        GETS,
        "the customer into whom a change of identifiers has merged the one asked for",
        ADDED,
        add(EVE, "WEBSITE").answers(created(8)),
        change(7, add=[EVE["mobile"]]).answers(created(8, 8051)),
        get(7).answers(shows(8, shown(ADA))),
    ),
    good(GETS, "the customer", ADDED, SHOWS_ADA),
    good(GETS, "all of the customer", ADDED, get(7, "ALL").answers(shows(7, shown(ADA)))),
    good(GETS, "in an account", add(ADA, "LINE", "l1").answers(created(7)), get(7, "LINE", "l1").answers(shows(7))),
    good(GETS, "the survivor", *MERGED, get(7).answers(shows(8))),
    good(GETS, "the old id", *MERGED, get(8).answers(shows(7))),
    bad(GETS, "somebody else", ADDED, get(7).answers(shows(8)), says=instead_of(7, 8)),
    bad(GETS, "nobody", ADDED, get(7).answers(nobody()), says=instead_of(7)),
    bad(GETS, "nobody where all is asked for", ADDED, get(7, "ALL").answers(refused(8009)), says=("id", 7, (8009,))),
    silent(GETS, "nobody known", get(7).answers(nobody())),
    silent(GETS, "no profile in that source", ADDED, get(7, "WEBSITE").answers(nobody())),
    silent(
        GETS, "a profile that may be there", ADDED, add(ADA, "WEBSITE").no_answer(), get(7, "WEBSITE").answers(nobody())
    ),
    silent(GETS, "a parameter that no document names", ADDED, get(7).asking(verbose="1").answers(refused(400))),
    bad(
        GETS,
        "somebody else, whatever is asked beside",
        ADDED,
        get(7).asking(verbose="1").answers(shows(8)),
        says=instead_of(7, 8),
    ),
    silent(GETS, "no source", ADDED, get(7, None).answers(nobody())),
    silent(GETS, "an unknown source", ADDED, get(7, "NOWHERE").answers(refused(8012))),
    silent(GETS, "all in small letters", ADDED, get(7, "all").answers(refused(8012))),
    silent(GETS, "no number", ADDED, get("ada").answers(nobody())),
    silent(GETS, "within the lag", ADDED, get(7).answers(nobody()), on=LAG),
    bad(GETS, "a customer of a lower id", ADDED, get(7).answers(shows(3)), says=instead_of(7, 3)),
    bad(GETS, "a customer of a higher id", ADDED, get(7).answers(shows(9)), says=instead_of(7, 9)),
    silent(GETS, "an id of which nothing is known", get(99, "ALL").answers(shows(98))),
    silent(
        GETS, "a customer of v1.1 alone, whom v2 may not know", IN_V11, get(7, "ALL").answers(nobody()), on=SEPARATE
    ),
    good(NO_SOURCE, "refused", lookup(ADA["mobile"], "NOWHERE").answers(refused(8011))),
    good(NO_SOURCE, "refused with another code", get(7, "NOWHERE").answers(refused(3217))),
    bad(NO_SOURCE, "found", finds(ADA["mobile"], 7, "NOWHERE"), says=("outcome", "an error", "success, id 7")),
    bad(NO_SOURCE, "shown", get(7, "NOWHERE").answers(shows(7)), says=("outcome", "an error", "success, id 7")),
    silent(NO_SOURCE, "all sources", get(7, "ALL").answers(shows(7))),
    silent(NO_SOURCE, "another case", finds(ADA["mobile"], 7, "instore")),
]


@pytest.mark.parametrize("history", HISTORIES, ids=str)
def test_reads(history: History) -> None:
    history.check()
