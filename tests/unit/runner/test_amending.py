"""A profile keeps its comments, order and style, and gains what was asked for."""

from __future__ import annotations

import datetime
import difflib

import pytest

from contracts.documents import files, profile
from contracts.runner.amending import amended

WAIVER = {"key": "a/b | add | dup/one | x[].y", "ticket": "T-1", "owner": "ada", "expires": datetime.date(2030, 1, 31)}
TEMPLATE = files.profile_template()


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went, and those that came."""
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    return [line[2:] for line in lines if line[0] == "-"], [line[2:] for line in lines if line[0] == "+"]


def test_nothing_asked_changes_nothing() -> None:
    assert amended(TEMPLATE, [], {}, []) == TEMPLATE


def test_members_are_filled_in_where_they_stand() -> None:
    members = [
        (("flags", "strict_check"), False),
        (("shared_identity",), True),
        (("sources", "WECHAT"), {"accounts": ["one", "two"]}),
        (("custom_fields",), ["city"]),
    ]
    went, came = changed(TEMPLATE, amended(TEMPLATE, members, {}, []))
    assert went == [
        "  strict_check: unknown                 # CONF_PRIMARY_IDENTIFIER_STRICT_CHECK",
        "shared_identity: unknown                # v1.1 and v2 INSTORE know the same customers",
        "# custom_fields: [employee]",
    ]
    assert came == [
        "  WECHAT: {accounts: [one, two]}",
        "  strict_check: false                   # CONF_PRIMARY_IDENTIFIER_STRICT_CHECK",
        "shared_identity: true                   # v1.1 and v2 INSTORE know the same customers",
        "custom_fields: [city]",
    ]


def test_readings_and_waivers_are_added() -> None:
    text = amended(TEMPLATE, [], {"missing-source-code": "code-8004"}, [WAIVER])
    went, came = changed(TEMPLATE, text)
    assert went == ["readings: {}", "waivers: []"]
    assert "  missing-source-code: code-8004" in came
    read = profile.read(text)
    assert read.readings == {"missing-source-code": "code-8004"}
    assert read.waivers == (profile.Waiver(**WAIVER),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing but a comment\n",
        "waivers:\n",
        "waivers: []   # none yet\n",
        "waivers:\n- {rule: x/y, ticket: T, owner: o, expires: 2030-01-31}   # of old\n",
        "waivers:\n  # of old\n  - rule: x/y\n    ticket: 'T'\n    owner: o\n    expires: 2030-01-31\nname: x\n",
        "name: 'x'\r\nwaivers: []\r\n",
        "readings: {a: b}\nwaivers: [{rule: x/y, ticket: T, owner: o, expires: 2030-01-31}]\n",
    ],
)
def test_a_text_of_any_style_gains_a_waiver_and_keeps_the_rest(text: str) -> None:
    before, after = profile.read(text), amended(text, [], {"r": "one"}, [WAIVER])
    read = profile.read(after)
    assert read.waivers == (*before.waivers, profile.Waiver(**WAIVER))
    assert read.readings == {**before.readings, "r": "one"}
    assert [
        word for word in ("# nothing", "# none yet", "# of old", "'T'", "'x'") if word in text and word not in after
    ] == []
    assert after.count("\r\n") == (after.count("\n") if "\r\n" in text else 0)


@pytest.mark.parametrize(
    "text",
    [
        "waivers: [{rule: a/b, ticket: T, owner: o, expires: 2020-01-31}]\n",
        "waivers:\n- rule: a/b\n  ticket: T\n  owner: o\n  expires: 2020-01-31\n# more\nname: x\n",
        "waivers:\n-\n  rule: a/b\n  ticket: T\n  owner: o\n  expires: 2020-01-31\nname: x\n",
        "waivers:\n- {rule: a/b, ticket: T,\n   owner: o, expires: 2020-01-31}\nname: x",
    ],
)
def test_the_only_waiver_goes_and_another_comes(text: str) -> None:
    assert profile.read(amended(text, [], {}, [], without=[0])).waivers == ()
    after = amended(text, [], {}, [WAIVER], without=[0])
    assert profile.read(after).waivers == (profile.Waiver(**WAIVER),)
    assert ("# more" in after, profile.read(after).name) == ("# more" in text, profile.read(text).name)


def test_waivers_go_and_the_comments_of_others_stay() -> None:
    text = (
        "waivers:\n"
        "  # the first\n"
        "  - {rule: a/b, ticket: T, owner: o, expires: 2020-01-31}   # gone\n"
        "  # the second\n"
        "  - {rule: c/d, ticket: U, owner: o, expires: 2030-01-31}   # stays\n"
        "name: x   # the name\n"
    )
    after = amended(text, [], {}, [], without=[0])
    assert [waiver.rule for waiver in profile.read(after).waivers] == ["c/d"]
    assert [word for word in ("# the second", "# stays", "# the name") if word not in after] == []
