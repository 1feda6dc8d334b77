"""Profiles: everything may be unknown, and what is meant is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.documents import files
from contracts.documents.profile import DOCUMENTED_SOURCES, MULTI_ACCOUNT_SOURCES, Limits, Place, Profile, Source, read
from contracts.stories.namespace import Namespace

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
    ("text", "profile"),
    [
        ("limits:\n  # burst: 3\npeople:\nsources:\nflags: ~\nname:\nwaivers:\nmandatory:", Profile()),
        ("~", Profile()),
        ("---\nname: x\n...\n", Profile(name="x")),
        ("sources:\n  INSTORE:\n  LINE:\n    accounts:", Profile(sources={"INSTORE": Source(), "LINE": Source()})),
        ("sources: unknown\nmandatory: unknown\nlimits: {max_people: unknown}", Profile()),
        ("\ufeffname: x\r\nlimits:\r\n  burst: 3\r\n", Profile(name="x", limits=Limits(burst=3))),
        ("name: '0123'\nshared_identity: yes", Profile(name="0123", shared_identity=True)),
        ("limits: {timeout_s: 3, rate_per_minute: 0.5}", Profile(limits=Limits(timeout_s=3.0, rate_per_minute=0.5))),
        (
            "sources:\n  A: &a {accounts: [x], enumerated: true}\n  B: {<<: *a, accounts: [y]}\n  C: *a",
            Profile(
                sources={
                    "A": Source(accounts=("x",), enumerated=True),
                    "B": Source(accounts=("y",), enumerated=True),
                    "C": Source(accounts=("x",), enumerated=True),
                }
            ),
        ),
        (
            "sources:\n  A: &a {accounts: [x]}\n  B: &b {accounts: [y], enumerated: true}\n  C: {<<: [*a, *b]}",
            Profile(
                sources={
                    "A": Source(accounts=("x",)),
                    "B": Source(accounts=("y",), enumerated=True),
                    "C": Source(accounts=("x",), enumerated=True),
                }
            ),
        ),
    ],
)
def test_what_is_meant_is_read(text: str, profile: Profile) -> None:
    """Keys without anything behind them, notes above and below, and what one part takes over from another."""
    assert read(text) == profile


def test_a_file_with_a_mark_of_its_order_is_read(tmp_path: Path) -> None:
    """As editors write it."""
    (tmp_path / "p.yaml").write_bytes("name: x\r\n".encode("utf-8-sig"))
    assert files.load_profile(tmp_path / "p.yaml") == Profile(name="x")


def test_a_prefix_leaves_room_to_tell_people_apart() -> None:
    people = read('people: {mobile_prefix: "9170", mobile_digits: 10}').people
    assert len(Namespace(people, "r1").mobile(1)) == 10


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
