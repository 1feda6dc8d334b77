"""Of each documented member is counted how often it was sent, accepted and read back."""

from __future__ import annotations

from histories import *

from contracts.documents.files import load_members
from contracts.documents.members import Part
from contracts.evidence.intent import ADD
from contracts.evidence.uses import Uses
from contracts.rules.judge import Judged

FIRST_NAME = (ADD, Part.CUSTOMER, "profiles[].firstName")
MOBILE = (ADD, Part.CUSTOMER, "profiles[].identifiers[].value")


def uses(*lines) -> Uses:
    counted = Uses(load_members())
    for index, line in enumerate(lines):
        judged = Judged.recorded(line.exchange(index))
        counted.note(judged.exchange, judged.intent, judged.outcome)
    return counted


def numbers(counted: Uses, key) -> tuple[int, int, int]:
    return counted.sent[key], counted.accepted[key], counted.read_back[key]


def test_what_is_refused_is_sent_and_no_more() -> None:
    counted = uses(add(ADA).answers(refused(8006)))
    assert numbers(counted, FIRST_NAME) == (1, 0, 0)
    assert numbers(counted, (ADD, Part.CUSTOMER, "extendedFields")) == (0, 0, 0)


def test_without_an_answer_nobody_knows_whether_it_was_accepted() -> None:
    assert numbers(uses(add(ADA).no_answer()), MOBILE) == (1, 0, 0)


def test_what_a_read_of_the_customer_shows_was_read_back_once() -> None:
    read = get(7).answers(shows(7, shown(ADA)))
    counted = uses(add(ADA).answers(created(7)), read, read)
    assert numbers(counted, MOBILE) == (1, 1, 1)
    assert numbers(counted, FIRST_NAME) == (1, 1, 1)


def test_what_shows_somebody_else_reads_nothing_back() -> None:
    counted = uses(add(ADA).answers(created(7)), get(8).answers(shows(8, shown(EVE))))
    assert numbers(counted, MOBILE) == (1, 1, 0)
