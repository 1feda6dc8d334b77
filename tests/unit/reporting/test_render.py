"""The words of a finding, as they are read."""

import dataclasses
import enum

import pytest

from contracts.engine.exchange import Exchange, Missing, NoAnswer, Request, Response, Who
from contracts.engine.verdict import Breach, Finding, Grade, Verdict
from contracts.reporting import render
from contracts.reporting.summary import Citation, RuleReport, Told

CITATION = Citation("one-owner", "An identifier has one owner.", "Add, Prerequisites", Grade.DOCUMENTED)
RULE = RuleReport("duplicate/known-is-8006", "A known identifier MUST answer 8006.", CITATION, 14, Verdict.FAIL)
WORDS = render.Words("http://localhost", replay="again {number}")


def exchange(index, status=200, path="/customers", who=Who.WRITER, **request):
    made = Exchange(index, Request("add", "POST", path, as_who=who, **request), Response(status), 1.0, 1.2, "test")
    return Told(made, render.told(made))


def found(**changes):
    finding = Finding(RULE.id, Grade.DOCUMENTED, Breach("code", 8006, "8006"), "add", "test", 4, remark=False)
    return dataclasses.replace(finding, **changes)


def test_what_is_broken_is_safe_to_print_and_to_write():
    """A place may be named after a member of the target's own choice."""
    breach = Breach("$.\ud800\x1b", "\ud800", [float("nan"), "\udfff", b"\xff"])
    told = render.gist([found(breach=breach)])

    assert told == rf"{RULE.id}: $.\ud800\x1b: expected '\ud800', got [nan, '\udfff', b'\xff']"
    assert told.isascii()


def test_a_finding_is_told_whole():
    text = render.finding(found(count=14, number=2), RULE, [exchange(3), exchange(4, 201)], WORDS)

    assert text.split("\n") == [
        "[2] duplicate/known-is-8006 - A known identifier MUST answer 8006.",
        "  where     code",
        "  expected  8006 (int)",
        "  actual    '8006' (str)",
        "  promise   An identifier has one owner.",
        "  document  Add, Prerequisites (one-owner)",
        "  operation add",
        "  request   POST /customers -> 201",
        "  seen      14 times, first in exchange 4 by test",
        "  key       duplicate/known-is-8006 | add | test | code",
        "  story",
        "    1. POST /customers -> 200",
        "    2. POST /customers -> 201",
        "  again",
        "    again 2",
        "    curl -sS -i -X POST http://localhost/customers \\",
        '      -u "$CONTRACTS_USERNAME:$CONTRACTS_PASSWORD"',
    ]


def test_a_finding_is_told_shortly():
    text = render.finding(found(number=3), RULE, [exchange(4)], WORDS, whole=False)

    assert "seen      once in exchange 4" in text
    assert "story" not in text
    assert "curl" not in text
    assert text.endswith("again 3")


def test_without_a_story_and_a_replay_command_nothing_is_promised():
    text = render.finding(found(waived="CT-7"), RULE, [], render.Words("http://localhost"))

    assert text.endswith("seen      once in exchange 4 by test\n  waived    CT-7\n  key       " + str(found().keys[0]))


def test_a_finding_without_a_number_is_sent_again_by_its_request():
    text = render.finding(found(), RULE, [exchange(4)], WORDS, whole=False)

    assert "again 0" not in text
    assert "curl " in text


def test_what_no_exchange_shows_is_neither_seen_in_one_nor_sent_again():
    text = render.finding(found(number=3, exchange=-1), RULE, [], WORDS)

    assert "seen" not in text
    assert "again" not in text


def test_a_story_is_told_by_the_lines_of_its_exchanges():
    story = [dataclasses.replace(exchange(4), line="add INSTORE -> 200 8006")]

    assert "    1. add INSTORE -> 200 8006" in render.finding(found(), RULE, story, WORDS)


def test_values_that_are_told_by_their_end_are_explained():
    story = [dataclasses.replace(exchange(4), line="add mobile ..0001 -> 200 8006")]

    assert "  story     (.. stands for the beginning of a value)" in render.finding(found(), RULE, story, WORDS)


def test_a_long_story_shows_its_beginning_and_its_end():
    lines = render.told_in_order([exchange(n) for n in range(100)], "  ")

    assert len(lines) == render.STORY_LINES_MAX
    assert lines[2:5] == ["  3. POST /customers -> 200", "  ... 81 more ...", "  85. POST /customers -> 200"]
    assert lines[-1].startswith("  100.")


def test_no_answer_and_an_unusual_sender_are_named():
    lost = Exchange(0, Request("add", "GET", "/c", (("q", "a b"),), as_who=Who.NOBODY), NoAnswer(Missing.TIMEOUT), 0, 1)

    assert render.told(lost) == "GET /c?q=a+b as nobody -> no answer (timeout)"


class Colour(enum.Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (8006, "8006"),
        ("8006", "'8006'"),
        (None, "None"),
        (True, "True"),
        ((8006,), "(8006,)"),
        ((), "() (empty)"),
        ([], "[] (empty)"),
        ("", "'' (empty)"),
        (frozenset({10, 9, 8006}), "{9, 10, 8006}"),
        ({"code": [1, "1"]}, "{'code': [1, '1']}"),
        (b"\xff", "b'\\xff'"),
        ("\x1b[31m\n", "'\\x1b[31m\\n'"),
        (Colour.RED, "'red'"),
        (1.5, "1.5"),
    ],
)
def test_a_value_is_compact_and_unambiguous(fact, words):
    assert render.value(fact) == words


def test_a_long_value_is_cut_and_its_length_noted():
    assert render.value("x" * 5000, limit=10) == "'xxxxxxxxx... (5,000 characters)"
    assert render.value(tuple(range(5000)), limit=10) == "(0, 1, 2, ... (5,000 members)"


def test_types_are_named_only_where_they_differ():
    assert [text for _, text in render.compared(Breach("w", 1, 2))] == ["w", "1", "2"]
    assert [text for _, text in render.compared(Breach("w", 1, True))] == ["w", "1 (int)", "True (bool)"]
    assert [text for _, text in render.compared(Breach("w", 1, (2, 3)))] == ["w", "1", "2, 3"]
    assert [text for _, text in render.compared(Breach("w", 1, (8006, 1007)))] == ["w", "1", "codes 1007, 8006"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", "\\x3a:error::x"),
        ("  ::error::x", "\\x3a:error::x"),
        ("a ##[error] b", "a #\\x23[error] b"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("two\nlines\u2028three\u202e", "two\\nlines\\u2028three\\u202e"),
        ("\ud800", "\\ud800"),
        ("Zoë 王", "Zoë 王"),
    ],
)
def test_what_a_terminal_or_a_ci_would_obey_is_escaped(text, shown):
    assert render.escaped(text) == shown


def test_no_line_of_a_finding_is_a_command_even_where_it_is_wrapped():
    hostile = found(
        breach=Breach("::error::" + "x " * 60 + "::warning::y", "::add-mask::", "a\n::error::b"), test="\r::x"
    )

    text = render.finding(hostile, RULE, [exchange(4, path="/x\n::error::")], WORDS, width=40)

    assert not [line for line in text.split("\n") if line.lstrip().startswith("::")]
    assert "\r" not in text


def test_lines_keep_to_the_width_save_for_commands():
    rule = dataclasses.replace(RULE, must="must " * 80)

    text = render.finding(found(breach=Breach("w" * 300, "e" * 300, "a" * 300)), rule, [exchange(4)], WORDS)

    assert max(map(len, text.split("\n"))) <= render.WIDTH
