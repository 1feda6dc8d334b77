"""Two judgements are two questions where a rule read something else, and one where people differ in a counter."""

from __future__ import annotations

import pytest
from histories import *

from contracts.evidence.questions import form


def asked(*lines: Line | tuple[Line, ...]) -> int:
    """How many questions a run of these lines has asked."""
    return len(Trial(ORG, *lines).judge.questions)


def more(line: Line, *before: Line) -> int:
    """How many questions a line adds to those of others."""
    return asked(*before, line) - asked(*before)


def test_nothing_asked_is_no_question() -> None:
    assert asked() == 0


def test_people_who_differ_in_a_counter_are_one_question() -> None:
    assert more(add(EVE).answers(created(8)), ADDED) == 0


def test_a_rule_that_had_nothing_to_judge_asked_nothing() -> None:
    """Where no answer came, no rule has."""
    assert asked(add(ADA).no_answer()) == 0


@pytest.mark.parametrize(
    "line",
    [
        add(EVE, "WEBSITE"),
        add(EVE.but(fields={"city": "Pune"})),
        add({**customer(EVE), "extendedFields": {"gender": "Female"}}),
        add(EVE.only("email", "mobile")),
        add(EVE.named("eve")),
        add(EVE.named("Eve Mary")),
        add(EVE.with_(Identifier("externalId", "007"))),
        add(EVE).by(Who.READER),
        add(EVE).waiting(),
        add(EVE).asking(source="INSTORE"),
    ],
)
def test_a_member_a_form_a_place_and_a_sender_are_questions(line: Line) -> None:
    """Each beside an add that has everything else."""
    assert more(line.answers(created(8)), ADDED) > 0


def test_the_same_person_again_is_another_case() -> None:
    """What the history says of an item is a part of the question."""
    assert more(add(ADA).answers(refused(8006)), ADDED) > 0


def test_a_position_in_a_batch_is_a_question_and_its_size_is_none() -> None:
    three = register(ADA, EVE, ZOE).answers(registered(done(7, ADA), done(8, EVE), done(9, ZOE)))
    pair = PAIR.answers(registered(done(7, ADA), done(8, EVE)))
    one = register(KIM).answers(registered(done(10, KIM)))
    assert more(one, pair) > 0
    assert asked(three) > asked(pair)
    four = register(ADA, EVE, ZOE, KIM)
    assert asked(four.answers(registered(*(done(7, ADA), done(8, EVE), done(9, ZOE), done(10, KIM))))) == asked(three)


def test_names_that_no_document_has_are_one() -> None:
    first = add({**customer(ADA), "x": 1}).answers(created(7))
    assert more(add({**customer(EVE), "y": 1}).answers(created(8)), first) == 0
    assert more(add({**customer(EVE), "y": True}).answers(created(8)), first) > 0


def test_what_is_nested_beyond_all_documents_is_read_no_deeper() -> None:
    deep: object = 1
    for _ in range(500):
        deep = [deep]
    assert asked(add({"extendedFields": deep}).answers(refused(8006))) > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada", "Josephine"), ("ada@example.com", "eve@example.com"), ("919700000001", "919700000002"), ("a1", "b2")],
)
def test_forms_that_are_the_same(one: str, other: str) -> None:
    assert form(one) == form(other)


def test_forms_that_differ() -> None:
    """In kind, length, signs, capitals, leading zeros."""
    values = [None, True, False, 0, 1, -1, 2**64, [], [1], {}, {"a": 1}, "", " ", "A", "Ada", "ADA", "ada", "Ada B"]
    values += [
        "O'Neil",
        "a" * 100,
        "a" * 101,
        "a" * 251,
        "a" * 256,
        "Ünal",
        "a1",
        "7",
        "007",
        "07",
        "1" * 7,
        "1" * 10,
        "%",
    ]
    assert [(a, b) for place, a in enumerate(values) for b in values[place + 1 :] if form(a) == form(b)] == []
