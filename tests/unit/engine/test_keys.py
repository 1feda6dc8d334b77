"""The key of a finding is the same in every night, and is read as it was written."""

from __future__ import annotations

import pytest

from contracts.engine.keys import FindingKey, key_of, read


@pytest.mark.parametrize(
    ("test", "scenario"),
    [
        ("dup/one", "dup/one"),
        ("dup/one[skip-off, mobile]", "dup/one"),
        ("robustness/odd-members", "robustness/odd-members"),
        ("fuzz/generated[addCustomer]", "fuzz"),
        ("fuzz/deep[17-addCustomer]", "fuzz"),
        ("stateful/long-stories[3]", "fuzz"),
    ],
)
def test_a_key_knows_the_scenario_without_its_parameters(test: str, scenario: str) -> None:
    assert key_of("a/b", "add", test, "code").scenario == scenario


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("response[12].code", "response[].code"),
        ("a\n b", "a b"),
        ("profiles[].commChannels[email ada@example.com]", "profiles[].commChannels[email]"),
        ("\x1b[2Jx", "\\x1b[2Jx"),
        ("x" * 500, "x" * 160),
    ],
)
def test_a_place_is_one_printable_line_without_indices(where: str, told: str) -> None:
    assert key_of("a/b", "add", "dup/one", where).where == told


@pytest.mark.parametrize("where", ["code", "a | b", "response[].code"])
def test_a_key_is_read_as_it_was_written(where: str) -> None:
    key = FindingKey("a/b", "add", "fuzz", where)
    assert read(str(key)) == key


@pytest.mark.parametrize("text", ["", "a/b", "a | b | c", "a | | c | d"])
def test_another_text_is_no_key(text: str) -> None:
    assert read(text) is None
