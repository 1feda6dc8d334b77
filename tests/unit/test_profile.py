"""Profiles: everything may be unknown, and every problem is named with its line."""

from __future__ import annotations

import pytest

from contracts.cases import Namespace
from contracts.errors import UsageError
from contracts.profile import DOCUMENTED_SOURCES, MULTI_ACCOUNT_SOURCES, Place, Profile, Source, read

ORG = Profile(
    sources={"INSTORE": Source(), "LINE": Source(accounts=("l1",)), "KIOSK": Source(accounts=("k1",)), "POS": Source()}
)


def test_nothing_said_is_nothing_known() -> None:
    for text in ("", "# nothing", "{}"):
        profile = read(text)
        assert profile == Profile()
        assert (profile.sources, profile.shared_identity, profile.flags.strict_check) == (None, None, None)
        assert profile.primary == "mobile"


def test_unknown_may_be_said() -> None:
    profile = read("shared_identity: unknown\nflags: {strict_check: true}\nprimary_identifier: email")
    assert (profile.shared_identity, profile.flags.strict_check, profile.primary) == (None, True, "email")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "sharred_identity: true",
            "p.yaml:1: unknown key 'sharred_identity'; the nearest valid key is 'shared_identity'",
        ),
        ("name: x\nflags:\n  strikt_check: true", "p.yaml:3: unknown key 'flags.strikt_check'"),
        ("name: x\nshared_identity: 5", "p.yaml:2: shared_identity: got 5"),
        ("- a", "p.yaml: got list, a profile is a mapping"),
        ("a: [", "not YAML"),
        ("limits:\n  burst: 0", "p.yaml:2: limits.burst: got 0"),
        ("limits:\n  max_requests: 0", "p.yaml:2: limits.max_requests: got 0, should be greater than or equal to 1"),
        ("limits:\n  rate_per_minute: -5", "p.yaml:2: limits.rate_per_minute: got -5, should be greater than 0"),
        ("limits:\n  timeout_s: .inf", "p.yaml:2: limits.timeout_s: got inf, should be a finite number"),
        (
            'people:\n  mobile_prefix: "91700"\n  mobile_digits: 10',
            "p.yaml:3: people.mobile_digits: got 10, should be 11 or more, for 6 after",
        ),
        ("credentials:\n  username: secret", "p.yaml:2: credentials.username"),
    ],
)
def test_a_problem_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(text, "p.yaml")
    assert message in str(caught.value)


def test_a_prefix_leaves_room_to_tell_people_apart() -> None:
    people = read('people: {mobile_prefix: "9170", mobile_digits: 10}').people
    assert len(Namespace(people, "r1").mobile(1)) == 10


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        read("nam: x\nshared_identity: 5", "p.yaml")
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("source", "account", "place"),
    [
        ("INSTORE", None, Place("INSTORE")),
        ("INSTORE", "x", Place("INSTORE")),
        ("LINE", "l1", Place("LINE", "l1")),
        ("LINE", "l9", Place("LINE", "l9")),
        ("LINE", None, None),
        ("LINE", "", None),
        ("LINE", 5, None),
        ("KIOSK", "k1", Place("KIOSK", "k1")),
        ("KIOSK", None, None),
        ("WEBSITE", None, None),
        (None, None, None),
        ([], None, None),
    ],
)
def test_a_place_is_a_source_account_that_may_exist(source: object, account: object, place: Place | None) -> None:
    assert ORG.place_of(source, account) == place


def test_where_nothing_is_listed_documented_sources_may_exist() -> None:
    assert all(map(Profile().lists, DOCUMENTED_SOURCES))
    assert not Profile().lists("KIOSK")
    assert ORG.lists("KIOSK")
    assert not ORG.lists("WEBSITE")
    assert {s for s in DOCUMENTED_SOURCES if Profile().has_accounts(s)} == MULTI_ACCOUNT_SOURCES
    assert (ORG.accounts("LINE"), ORG.accounts("WEBSITE"), Profile().accounts("LINE")) == (("l1",), (), ())


def test_types_are_unique_unless_said_otherwise() -> None:
    profile = read("unique: {email: false}")
    assert [profile.is_unique(t) for t in ("mobile", "email", "externalId", "line")] == [True, False, True, True]


def test_places_are_spoken() -> None:
    assert (str(Place("LINE", "l1")), str(Place("INSTORE"))) == ("LINE/l1", "INSTORE")
