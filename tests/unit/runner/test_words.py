"""Exchanges in words, and which of them a story hangs on."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    ZOE,
    Line,
    Who,
    add,
    change,
    created,
    found,
    get,
    lookup,
    nobody,
    refused,
    register,
    status,
)

from contracts.engine.target import Record
from contracts.rules.judge import Judged
from contracts.runner import words


def judged(*lines: Line) -> list[Judged]:
    return [Judged.recorded(line.exchange(index)) for index, line in enumerate(lines)]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            add(ADA.only("mobile")).answers(created(7, 8107)),
            "POST /v2/customers INSTORE mobile ..920001 -> 200 ok id 7 warns 8107",
        ),
        (add(b"[").answers(refused(1)), "POST /v2/customers the body is not a JSON object -> 400 refused 1"),
        (
            lookup(ADA["email"]).by(Who.READER).answers(nobody()),
            "GET /v2/customers/lookup as reader INSTORE email ct.t1.1 -> 404 refused 8015",
        ),
        (
            add(ADA.only("mobile"), "LINE", 7).no_answer(),
            "POST /v2/customers LINE 7 mobile ..920001 -> no answer (timeout)",
        ),
        (
            add(ADA.only("mobile")).answers(status(302)),
            "POST /v2/customers INSTORE mobile ..920001 -> a redirect to nowhere (HTTP 302)",
        ),
    ],
)
def test_a_line_says_what_was_asked_and_what_came(line: Line, told: str) -> None:
    assert words.line(*judged(line)) == told


def test_a_long_batch_is_counted() -> None:
    (batch,) = judged(register(ADA, EVE, ZOE, ADA, EVE).no_answer())
    assert " and 2 more -> " in words.line(batch)


def test_of_a_long_batch_those_are_told_whom_the_story_is_about() -> None:
    story = judged(register(ADA, EVE, ZOE, ADA, EVE).no_answer(), lookup(ZOE["email"]).answers(nobody()))
    batch, last = words.told(story)
    assert last.named == (f"email {ZOE['email'].value}",)
    assert set(last.named) <= set(batch.named)
    assert len(batch.named) == 3 * len(ADA.identifiers)


def test_a_told_exchange_names_people_in_full_and_what_came_of_them() -> None:
    (told,) = words.told(judged(add(ADA.only("mobile")).answers(created(7, 8107))))
    mobile = f"mobile {ADA['mobile'].value}"
    assert (told.asked, told.named) == (f"INSTORE {mobile}", (mobile,))
    assert (told.came, told.codes, told.accepted) == ("200 ok id 7 warns 8107", (8107,), True)


def test_what_a_change_takes_away_is_told() -> None:
    (told,) = words.told(judged(change(7, add=(EVE["email"],), remove=(ADA["mobile"],)).answers(created(7))))
    email, mobile = f"email {EVE['email'].value}", f"mobile {ADA['mobile'].value}"
    assert told.asked == f"INSTORE {email}, without {mobile}"
    assert told.named == (email, mobile)


def test_a_code_means_what_the_documents_of_its_api_say() -> None:
    assert words.meaning_of("addCustomer", 8006) == "an identifier is already held in this source"
    assert words.meaning_of("addCustomerV11", 1016) == "somebody else has the e-mail address"
    assert words.meaning_of("addCustomer", 4711) == ""


def test_a_story_hangs_on_what_shares_people_with_its_end() -> None:
    """By their identifiers, and by the ids that answers tell."""
    story = judged(
        add(ADA).answers(created(7)),
        add(EVE).answers(created(8)),
        lookup(ADA["email"]).answers(found(7)),
        lookup(ZOE["mobile"]).answers(nobody()),
        get(7).answers(status(500)),
    )
    assert [each.exchange.index for each in words.related(story)] == [0, 2, 4]


def test_a_story_leaves_out_what_was_under_way_about_others() -> None:
    story = judged(
        add(ADA).answers(created(7)),
        add(EVE).answers(created(8)),
        add(ADA).answers(created(9)),
        add(EVE).answers(created(10)),
    )
    told = words.related(words.around(story, 0))
    assert [each.exchange.index for each in told] == [0, 2]


def test_what_could_not_be_judged_is_told_all_the_same() -> None:
    (first, last) = judged(add(ADA).answers(created(7)), add(EVE).answers(created(8)))
    record = Record("a test", [first.exchange, last.exchange], [first])
    told = list(words.told_of(record))
    assert [each.exchange for each in told] == record.exchanges
    assert [each.line for each in told] == [words.line(first), "POST /v2/customers -> 200"]
