"""What the history says about a request before it is answered: the one thing that is decided, or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from histories import *

from contracts.documents.profile import Place
from contracts.evidence.classification import MUST_FAIL, Category, Situation, classify, valid
from contracts.evidence.parsing import parse

SHARED = org(shared_identity=True)

ADDED_ELSEWHERE = add(ADA, "WEBSITE").answers(created(7))
EVE_ELSEWHERE = add(EVE, "WEBSITE").answers(created(8))
MOBILE_ELSEWHERE = add(ADA.only("mobile"), "WEBSITE").answers(created(7))

NOBODY = ADA.only()
NEW_EMAIL = ADA.only("mobile").with_(KIM["email"])
SHARED_EMAIL = KIM.only("mobile").with_(ADA["email"])
BAD_MOBILE = ADA.with_(Identifier("mobile", "91abc"))
BAD_EMAIL = ADA.with_(Identifier("email", "ada"))
ALL_BAD = BAD_MOBILE.only("mobile")
REACHABLE = ADA.but(extra={"commChannels": [{"type": "EMAIL", "value": ADA["email"].value}]})
HERE, THERE = Place("INSTORE"), Place("WEBSITE")


def situation(profile: Profile, *lines: Line, index: int = 0) -> Situation:
    """The situation of an item of the last line, after a judge read those before it."""
    *before, last = lines
    return classify(parse(last.request), index, Trial(profile, *before).judge.knowledge)


def row(claim: str, case: Category, *lines: Line, on: Profile = ORG, plain: bool | None = None, index: int = 0) -> Any:
    """A claim; where nothing is decided the request is not plain, else it is, unless it says so."""
    expected = case is not Category.UNDECIDED if plain is None else plain
    return pytest.param(on, lines, index, case, expected, id=claim)


def to_v2(who: Any, source: Any = "INSTORE", account: Any = None) -> tuple[Line, Line]:
    """An add and an upsert of the same customer."""
    return add(who, source, account), upsert(customer(who, source, account))


ADDS = [
    row("nobody known", Category.FRESH, add(ADA)),
    row("known here", Category.HELD, ADDED, add(ADA)),
    row("one identifier known here, the others new", Category.HELD, ADDED, add(NEW_EMAIL)),
    row("two customers here", Category.HELD, ADDED, EVE_ADDED, add(BOTH)),
    row("known here beside an invalid email", Category.HELD, ADDED, add(BAD_EMAIL)),
    row("known here beside an unknown member", Category.HELD, ADDED, add({**customer(ADA), "x": 1}), plain=False),
    row("known here and elsewhere", Category.HELD, ADDED, ADDED_ELSEWHERE, add(ADA)),
    row("known elsewhere", Category.ELSEWHERE, ADDED, add(ADA, "WEBSITE")),
    row(
        "known in another account",
        Category.ELSEWHERE,
        add(ADA, "LINE", "l1").answers(created(7)),
        add(ADA, "LINE", "l2"),
    ),
    row(
        "a profile here under other identifiers",
        Category.OWNER_HERE,
        ADDED,
        MOBILE_ELSEWHERE,
        add(ADA.only("email"), "WEBSITE"),
    ),
    row("two customers elsewhere", Category.SEVERAL_OWNERS, ADDED, EVE_ADDED, add(BOTH, "WEBSITE")),
    row("an invalid primary", Category.BAD_PRIMARY, add(BAD_MOBILE)),
    row(
        "an invalid mobile where the email is primary",
        Category.BAD_SECONDARY,
        add(BAD_MOBILE),
        on=org(primary_identifier="email"),
    ),
    row("an invalid secondary", Category.BAD_SECONDARY, add(BAD_EMAIL)),
    row(
        "an invalid secondary of somebody known elsewhere",
        Category.BAD_SECONDARY,
        ADDED,
        add(BAD_EMAIL, "WEBSITE"),
        plain=False,
    ),
    row("nothing valid", Category.NO_VALID_IDENTIFIER, add(ALL_BAD)),
    row("nothing at all", Category.NO_IDENTIFIER, add(NOBODY)),
    row(
        "nothing at all beside an unknown member",
        Category.NO_IDENTIFIER,
        add({**customer(NOBODY), "x": 1}),
        plain=False,
    ),
    row("a mobile of odd length", Category.UNDECIDED, add(ADA.with_(Identifier("mobile", "123")))),
    row("a type that nobody knows", Category.UNDECIDED, add(ADA.with_(Identifier("fax", "123")))),
    row("a mobile that others may hold", Category.UNDECIDED, add(ADA.with_(Identifier("mobile", "917999999999")))),
    row("a custom field that may not exist", Category.UNDECIDED, add(ADA.but(fields={"a": "b"}))),
    row("a custom field that exists", Category.FRESH, add(ADA.but(fields={"a": "b"})), on=org(custom_fields=["a"])),
    row(
        "an extended field that exists",
        Category.FRESH,
        add(ADA.but(extended={"a": "b"})),
        on=org(extended_fields=["a"]),
    ),
    row(
        "two profiles",
        Category.UNDECIDED,
        add({"profiles": [*customer(ADA)["profiles"], *customer(EVE, "WEBSITE")["profiles"]]}),
    ),
    row("no object", Category.MALFORMED, ask("addCustomer", []), plain=False),
]

SOURCES = [
    row(f"{claim}: {line.request.operation}", case, line)
    for claim, case, who, source, account in (
        ("no source", Category.MISSING_SOURCE, ADA, None, None),
        ("an empty source", Category.MISSING_SOURCE, ADA, "", None),
        ("an unknown source", Category.UNKNOWN_SOURCE, ADA, "NOWHERE", None),
        ("another case", Category.UNDECIDED, ADA, "instore", None),
        ("a source that is no text", Category.UNDECIDED, ADA, 5, None),
        ("a documented source that is not listed", Category.UNDECIDED, ADA, "JD", None),
        ("no account", Category.MISSING_ACCOUNT, ADA, "LINE", None),
        ("an unknown account", Category.UNKNOWN_ACCOUNT, ADA, "LINE", "l9"),
        ("an account of an open list", Category.UNDECIDED, ADA, "WECHAT", "w9"),
        ("an account that is no text", Category.UNDECIDED, ADA, "LINE", 5),
        ("a listed account of an open list", Category.FRESH, ADA, "WECHAT", "w1"),
        ("neither source nor identifier", Category.SEVERAL_PROBLEMS, NOBODY, None, None),
        ("an unknown source and no identifier", Category.SEVERAL_PROBLEMS, NOBODY, "NOWHERE", None),
        ("an unknown account and no identifier", Category.SEVERAL_PROBLEMS, NOBODY, "LINE", "l9"),
        ("no account and no identifier", Category.SEVERAL_PROBLEMS, NOBODY, "LINE", None),
    )
    for line in to_v2(who, source, account)
] + [
    row("an unknown source and nothing valid: add", Category.SEVERAL_PROBLEMS, add(ALL_BAD, "NOWHERE"), plain=False),
    row("an unknown source and an invalid email: add", Category.UNKNOWN_SOURCE, add(BAD_EMAIL, "NOWHERE"), plain=False),
    row("an unknown source of somebody known", Category.UNKNOWN_SOURCE, ADDED, add(ADA, "NOWHERE")),
    row("a source in the query alone", Category.UNDECIDED, add(ADA, None).asking(source="INSTORE")),
    row("another source in the query", Category.UNDECIDED, add(ADA).asking(source="WEBSITE")),
    row(
        "no source in a profile of several",
        Category.UNDECIDED,
        add({"profiles": [customer(ADA, None)["profiles"][0], customer(EVE)["profiles"][0]]}),
    ),
]

UNKNOWN_ORGANISATION = [
    row("nobody known in INSTORE", Category.FRESH, add(ADA), on=ANY),
    row("known in INSTORE", Category.HELD, ADDED, add(ADA), on=ANY),
    row("another source may not exist", Category.UNDECIDED, add(ADA, "WEBSITE"), on=ANY),
    row("an upsert in another source", Category.UNDECIDED, upsert(customer(ADA, "WEBSITE")), on=ANY),
    row("another source that exists, as was seen", Category.FRESH, EVE_ELSEWHERE, add(ADA, "WEBSITE"), on=ANY),
    row("somebody of whom that was seen", Category.UNDECIDED, EVE_ELSEWHERE, add(EVE, "WEBSITE"), on=ANY),
    row("no such source", Category.UNKNOWN_SOURCE, add(ADA, "NOWHERE"), on=ANY),
    row("no source", Category.MISSING_SOURCE, add(ADA, None), on=ANY),
    row("an invalid mobile counts as the primary", Category.BAD_PRIMARY, add(BAD_MOBILE), on=ANY),
    row("somebody new for v1.1, who may have to have channels", Category.FRESH, register(ADA), on=ANY, plain=False),
    row("the same with channels", Category.FRESH, register(REACHABLE), on=ANY),
    row("somebody new for v1.1, which asked for no channels before", Category.FRESH, IN_V11, register(EVE), on=ANY),
    row("known to v2, new to v1.1", Category.UNDECIDED, ADDED, register(ADA), on=ANY),
    row("a mismatch within v1.1", Category.MISMATCH, IN_V11, register(MIXED), on=ANY),
]

SPACES = [
    row(f"{claim}, {name}", category, *lines, on=on)
    for name, on, position in (("shared", SHARED, 0), ("separate", SEPARATE, 1), ("unknown", EITHER_WAY, 2))
    for claim, lines, categories in (
        ("v1.1 alone", (register(ADA),), (Category.FRESH, Category.FRESH, Category.FRESH)),
        ("v1.1 twice", (IN_V11, register(ADA)), (Category.HELD, Category.HELD, Category.HELD)),
        ("v2, then v1.1", (ADDED, register(ADA)), (Category.HELD, Category.FRESH, Category.UNDECIDED)),
        ("v1.1, then an add", (IN_V11, add(ADA)), (Category.HELD, Category.FRESH, Category.UNDECIDED)),
        ("v1.1, then an upsert", (IN_V11, upsert(ADA)), (Category.HELD, Category.FRESH, Category.UNDECIDED)),
        (
            "v1.1, then another source",
            (IN_V11, add(ADA, "WEBSITE")),
            (Category.ELSEWHERE, Category.FRESH, Category.UNDECIDED),
        ),
        (
            "another source, then v1.1",
            (ADDED_ELSEWHERE, register(ADA)),
            (Category.UNDECIDED, Category.FRESH, Category.UNDECIDED),
        ),
        (
            "a mismatch within v1.1",
            (IN_V11, register(MIXED)),
            (Category.MISMATCH, Category.MISMATCH, Category.MISMATCH),
        ),
        ("a mismatch with v2", (ADDED, register(MIXED)), (Category.MISMATCH, Category.FRESH, Category.UNDECIDED)),
        (
            "an unanswered add, then v1.1",
            (add(ADA).no_answer(), register(ADA)),
            (Category.UNDECIDED, Category.FRESH, Category.UNDECIDED),
        ),
        (
            "unanswered v1.1, then an add",
            (register(ADA).no_answer(), add(ADA)),
            (Category.UNDECIDED, Category.FRESH, Category.UNDECIDED),
        ),
    )
    for category in [categories[position]]
]

REGISTRATIONS = [
    row("primary of one, secondary of another", Category.FOREIGN_SECONDARY, IN_V11, EVE_IN_V11, register(BOTH)),
    row("a known secondary alone", Category.NO_PRIMARY, IN_V11, register(ADA.only("email"))),
    row("a new secondary alone", Category.FRESH, register(ADA.only("email")), plain=False),
    row(
        "secondaries of two customers",
        Category.UNDECIDED,
        IN_V11,
        EVE_IN_V11,
        register(ZOE.only("mobile").with_(ADA["email"], EVE["externalId"])),
    ),
    row("a secondary known elsewhere", Category.UNDECIDED, ADDED_ELSEWHERE, register(MIXED)),
    row(
        "a primary email",
        Category.MISMATCH,
        IN_V11,
        register(KIM.only("email").with_(ADA["mobile"])),
        on=org(primary_identifier="email"),
    ),
    row(
        "a secondary that may be somebody's",
        Category.UNDECIDED,
        IN_V11,
        add(KIM).no_answer(),
        register(NEW_EMAIL),
        plain=True,
    ),
    row("an invalid mobile", Category.BAD_SECONDARY, register(BAD_MOBILE)),
    row("nothing at all", Category.NO_IDENTIFIER, register({})),
    row("a card may be an identifier", Category.UNDECIDED, register({"card_details": [1]})),
    row("another source", Category.UNDECIDED, register({**v11_customer(ADA), "source": "NOWHERE"})),
    row("a name that is too long", Category.FRESH, register(ADA.named("a" * 101)), plain=False),
    row("a custom field does not matter", Category.FRESH, register(ADA.but(fields={"a": "b"}))),
    row("an extended field does", Category.FRESH, register(ADA.but(extended={"a": "b"})), plain=False),
    row("the second item", Category.HELD, ADDED, register(EVE, ADA), index=1),
    row("the first item", Category.FRESH, ADDED, register(EVE, ADA)),
    row("two items name one identifier", Category.UNDECIDED, register(ADA, ADA.only("email"))),
    row("no items", Category.UNDECIDED, register()),
    row("no list", Category.MALFORMED, ask("addCustomerV11", {}), plain=False),
]

UPSERTS = [
    row("nobody known", Category.FRESH, upsert(ADA)),
    row("known here", Category.HELD, ADDED, upsert(ADA)),
    row("known here with a new email", Category.HELD, ADDED, upsert(NEW_EMAIL)),
    row("two customers here", Category.CONFLICT, ADDED, EVE_ADDED, upsert(BOTH)),
    row("one customer here, another elsewhere", Category.UNDECIDED, ADDED, EVE_ELSEWHERE, upsert(BOTH)),
    row(
        "known here with an email that may be another's",
        Category.UNDECIDED,
        ADDED,
        add(KIM).no_answer(),
        upsert(NEW_EMAIL),
    ),
    row("known elsewhere", Category.ELSEWHERE, ADDED, upsert(customer(ADA, "WEBSITE"))),
    row("two customers elsewhere", Category.SEVERAL_OWNERS, ADDED, EVE_ADDED, upsert(customer(BOTH, "WEBSITE"))),
    row(
        "a profile here under other identifiers",
        Category.OWNER_HERE,
        ADDED,
        MOBILE_ELSEWHERE,
        upsert(customer(ADA.only("email"), "WEBSITE")),
    ),
    row("an invalid email", Category.UNDECIDED, ADDED, upsert(BAD_EMAIL)),
    row("nothing valid", Category.UNDECIDED, upsert(ALL_BAD)),
    row("nothing at all", Category.NO_IDENTIFIER, upsert(NOBODY)),
    row(
        "a label does not touch who it is",
        Category.HELD,
        ADDED,
        upsert({**customer(ADA), "statusLabel": "x"}),
        plain=False,
    ),
    row("an unknown member does", Category.UNDECIDED, ADDED, upsert({**customer(ADA), "x": 1})),
    row("a custom field does not", Category.HELD, ADDED, upsert(ADA.but(fields={"a": "b"})), plain=False),
    row("two items name one identifier", Category.UNDECIDED, upsert(ADA, ADA.only("mobile"))),
    row("no items", Category.UNDECIDED, upsert()),
    row("no list", Category.MALFORMED, ask("upsertCustomers", {}), plain=False),
]

MAY_REPEAT = [
    row("a known email beside a new mobile", Category.FRESH, ADDED, add(SHARED_EMAIL), on=EMAIL_REPEATS),
    row(
        "a known email beside a new mobile elsewhere",
        Category.FRESH,
        ADDED,
        add(SHARED_EMAIL, "WEBSITE"),
        on=EMAIL_REPEATS,
    ),
    row("an email alone proves nothing", Category.UNDECIDED, ADDED, add(ADA.only("email")), on=EMAIL_REPEATS),
    row("a new email alone proves nothing", Category.UNDECIDED, add(ADA.only("email")), on=EMAIL_REPEATS),
    row("a known mobile beside it", Category.HELD, ADDED, add(ADA.only("email", "mobile")), on=EMAIL_REPEATS),
    row("an upsert with an email", Category.UNDECIDED, ADDED, upsert(ADA.only("mobile", "email")), on=EMAIL_REPEATS),
    row("an upsert without", Category.HELD, ADDED, upsert(ADA.only("mobile")), on=EMAIL_REPEATS),
    row("v1.1: no mismatch", Category.FRESH, IN_V11, register(MIXED), on=EMAIL_REPEATS),
]

UNANSWERED = [
    row("the same again", Category.UNDECIDED, add(ADA).no_answer(), add(ADA)),
    row("in another source", Category.UNDECIDED, add(ADA).no_answer(), add(ADA, "WEBSITE")),
    row("with one identifier of it", Category.UNDECIDED, add(ADA.only("mobile")).no_answer(), add(ADA)),
    row("with none of it", Category.FRESH, add(ADA).no_answer(), add(EVE)),
    row("a crash is no answer", Category.UNDECIDED, add(ADA).answers(status(500)), add(ADA)),
    row("an unreadable answer is none", Category.UNDECIDED, add(ADA).answers(says({})), add(ADA)),
    row("a refusal is one", Category.FRESH, add(ADA).answers(refused(8005)), add(ADA)),
    row("429 is one", Category.FRESH, add(ADA).answers(status(429)), add(ADA)),
    row("401 is one", Category.FRESH, add(ADA).answers(status(401)), add(ADA)),
    row("what was held stays held", Category.HELD, ADDED, add(ADA).no_answer(), add(ADA)),
    row(
        "a profile that may have been made",
        Category.UNDECIDED,
        ADDED,
        add(ADA.only("mobile"), "WEBSITE").no_answer(),
        add(ADA.only("email"), "WEBSITE"),
        plain=True,
    ),
    row(
        "a merge that may have been made",
        Category.UNDECIDED,
        ADDED,
        EVE_ADDED,
        add(BOTH, "WEBSITE").no_answer(),
        add(BOTH, "ECOMMERCE"),
    ),
]

MERGES = [
    row("the one who is gone is the survivor", Category.HELD, *MERGED, add(ADA)),
    row("their identifiers conflict no more", Category.HELD, *MERGED, upsert(BOTH)),
    row(
        "they are one elsewhere",
        Category.ELSEWHERE,
        *MERGED,
        add(ADA.only("mobile").with_(EVE["externalId"]), "ECOMMERCE"),
    ),
    row(
        "two who were left apart are two",
        Category.SEVERAL_OWNERS,
        ADDED,
        EVE_ADDED,
        add(BOTH, "WEBSITE").answers(refused(8052)),
        add(BOTH, "WEBSITE"),
    ),
    row(
        "of two who were left apart by a success nothing is known there",
        Category.UNDECIDED,
        ADDED,
        EVE_ADDED,
        add(BOTH, "WEBSITE").answers(created(9, 8052)),
        add(BOTH, "WEBSITE"),
    ),
]

OTHERS = [
    row("a look-up", Category.UNDECIDED, ADDED, lookup(ADA["mobile"]), plain=True),
    row("a look-up of doubts", Category.UNDECIDED, lookup(ADA["mobile"]).asking(x="1")),
    row("a read of no place", Category.UNDECIDED, get(7, "NOWHERE"), plain=True),
    row("an update", Category.UNDECIDED, ADDED, update(7, ADA), plain=True),
    row("a change", Category.UNDECIDED, ADDED, change(7, add=[ADA["email"]]), plain=True),
    row("an update of a text", Category.MALFORMED, ask("updateCustomer", "x", 7), plain=False),
]


@pytest.mark.parametrize(
    ("profile", "lines", "index", "case", "plain"),
    [
        *ADDS,
        *SOURCES,
        *UNKNOWN_ORGANISATION,
        *SPACES,
        *REGISTRATIONS,
        *UPSERTS,
        *MAY_REPEAT,
        *UNANSWERED,
        *MERGES,
        *OTHERS,
    ],
)
def test_situation(profile: Profile, lines: tuple[Line, ...], index: int, case: Category, plain: bool) -> None:
    it = situation(profile, *lines, index=index)
    assert (it.category, it.plain) == (case, plain)


@pytest.mark.parametrize(
    ("lines", "place", "owner", "owners", "held"),
    [
        ((add(ADA),), HERE, None, set(), ()),
        ((add(ADA, "NOWHERE"),), None, None, set(), ()),
        ((add(ADA, "LINE", "l1"),), Place("LINE", "l1"), None, set(), ()),
        ((ADDED, add(ADA.ordered("email", "externalId", "mobile"))), HERE, 7, {7}, ("email", "externalId", "mobile")),
        ((ADDED, EVE_ADDED, add(BOTH)), HERE, None, {7, 8}, ("mobile", "email")),
        ((ADDED, add(BAD_EMAIL)), HERE, 7, {7}, ("mobile", "externalId")),
        ((add(BAD_EMAIL),), HERE, None, set(), ("email",)),
        ((ADDED, add(NEW_EMAIL, "WEBSITE")), THERE, 7, {7}, ("mobile",)),
        ((ADDED, MOBILE_ELSEWHERE, add(ADA.only("email"), "WEBSITE")), THERE, 7, {7}, ("email",)),
        ((ADDED, EVE_ADDED, add(BOTH, "WEBSITE")), THERE, None, {7, 8}, ("mobile", "email")),
        ((*MERGED, add(ADA.only("mobile"))), HERE, 8, {8}, ("mobile",)),
        ((IN_V11, register(MIXED)), HERE, 7, {7}, ("email",)),
        ((IN_V11, register(ADA.only("email"))), HERE, 7, {7}, ("email",)),
        ((IN_V11, EVE_IN_V11, register(BOTH)), HERE, 7, {7, 8}, ("mobile", "email")),
        ((ADDED, upsert(NEW_EMAIL)), HERE, 7, {7}, ("mobile",)),
        ((ADDED, EVE_ADDED, upsert(BOTH)), HERE, None, {7, 8}, ("mobile", "email")),
        ((ADDED, lookup(ADA["email"], "WEBSITE")), THERE, None, set(), ()),
        ((get(7, "ALL"),), None, None, set(), ()),
    ],
)
def test_a_situation_says_whom_it_concerns(
    lines: tuple[Line, ...], place: Place | None, owner: int | None, owners: set[int], held: tuple[str, ...]
) -> None:
    it = situation(ORG, *lines)
    assert (it.place, it.owner, set(it.owners)) == (place, owner, owners)
    assert tuple(identifier.type for identifier in it.held) == held


def test_v11_has_a_place_of_its_own_unless_it_shares() -> None:
    assert situation(SHARED, register(ADA)).place == HERE
    assert situation(SHARED, get_v11(ADA["mobile"])).place == HERE
    assert situation(SEPARATE, get_v11(ADA["mobile"])).place == Place("v1.1")
    assert situation(SEPARATE, register(ADA)).place == situation(EITHER_WAY, register(ADA)).place == Place("v1.1")


def test_what_counts_is_valid_and_unique() -> None:
    knowledge = Trial(EMAIL_REPEATS).judge.knowledge
    (asked,) = parse(add(BAD_MOBILE).request).items
    assert valid(asked, knowledge) == (ADA["externalId"],)


@pytest.mark.parametrize(
    "line",
    [
        ask("addCustomer", []),
        add(NOBODY),
        add(ALL_BAD),
        add(ADA, None),
        add(ADA, "NOWHERE"),
        add(ADA, "LINE", "l9"),
        add(NOBODY, "NOWHERE"),
    ],
)
def test_what_must_fail_is_known_as_such(line: Line) -> None:
    assert situation(ORG, line).category in MUST_FAIL


@pytest.mark.parametrize("line", [add(ADA), add(BAD_EMAIL), add(ADA, "LINE"), add(ADA, "JD")])
def test_what_may_succeed_is_not(line: Line) -> None:
    assert situation(ORG, line).category not in MUST_FAIL
