"""Answers of all three kinds are decoded to one outcome; the body decides, not the status."""

from __future__ import annotations

import pytest
from histories import (
    ADA,
    EVE,
    Line,
    add,
    created,
    done,
    envelope,
    failed,
    found,
    get,
    kept,
    lookup,
    nobody,
    notices,
    refused,
    register,
    registered,
    says,
    shows,
    status,
    upsert,
    upserted,
    wrong,
)

from contracts.envelope import Kind, Outcome, as_code, as_id, decode, truth


def outcome(line: Line) -> Outcome:
    return decode(line.exchange(0))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (add(ADA).answers(created(7)), Kind.SUCCESS),
        (add(ADA).answers(created(7, status=400)), Kind.SUCCESS),
        (add(ADA).answers(created("7")), Kind.SUCCESS),
        (add(ADA).answers(created(7, errors=notices(8051))), Kind.SUCCESS),
        (add(ADA).answers(created(7, errors=notices(8006))), Kind.UNREADABLE),
        (add(ADA).answers(refused(8006)), Kind.FAILURE),
        (add(ADA).answers(refused(8006, status=200)), Kind.FAILURE),
        (add(ADA).answers(refused(8006, status=404)), Kind.FAILURE),
        (add(ADA).answers(refused(404, status=404)), Kind.ABSENT),
        (add(ADA).answers(status(404)), Kind.ABSENT),
        (add(ADA).answers(status(405)), Kind.ABSENT),
        (add(ADA).answers(status(400)), Kind.FAILURE),
        (add(ADA).answers(says({})), Kind.UNREADABLE),
        (add(ADA).answers(says(b"<html>")), Kind.UNREADABLE),
        (add(ADA).answers(status(204)), Kind.UNREADABLE),
        (add(ADA).answers(status(401)), Kind.DENIED),
        (add(ADA).answers(created(7, status=403)), Kind.DENIED),
        (add(ADA).answers(created(7, status=429)), Kind.THROTTLED),
        (add(ADA).answers(status(500)), Kind.CRASHED),
        (add(ADA).answers(created(7, status=500)), Kind.CRASHED),
        (add(ADA).answers(status(502)), Kind.UNAVAILABLE),
        (add(ADA).answers(refused(1, status=503)), Kind.CRASHED),
        (add(ADA).no_answer(), Kind.NO_ANSWER),
        (lookup(ADA["email"]).answers(found(7)), Kind.SUCCESS),
        (lookup(ADA["email"]).answers(created(7)), Kind.UNREADABLE),
        (lookup(ADA["email"]).answers(nobody()), Kind.FAILURE),
        (get(7).answers(shows(7)), Kind.SUCCESS),
        (upsert(ADA).answers(upserted(kept(7))), Kind.SUCCESS),
        (upsert(ADA).answers(upserted(wrong(1))), Kind.SUCCESS),
        (upsert(ADA).answers(refused(1)), Kind.FAILURE),
        (upsert(ADA).answers(status(400)), Kind.FAILURE),
        (upsert(ADA).answers(says({})), Kind.UNREADABLE),
        (register(ADA).answers(registered(done(7, ADA))), Kind.SUCCESS),
        (register(ADA).answers(registered(failed())), Kind.FAILURE),
        (register(ADA).answers(registered(failed(), http=500)), Kind.FAILURE),
        (register(ADA).answers(envelope(code=401)), Kind.DENIED),
        (register(ADA).answers(envelope(code="403")), Kind.DENIED),
        (register(ADA).answers(envelope(code=400)), Kind.FAILURE),
        (register(ADA).answers(status(400)), Kind.FAILURE),
        (register(ADA).answers(status(500)), Kind.CRASHED),
        (register(ADA).answers(says({"response": {}})), Kind.UNREADABLE),
    ],
)
def test_what_an_answer_amounts_to(line: Line, kind: Kind) -> None:
    got = outcome(line)
    assert got.kind is kind
    assert got.is_decided is (kind in (Kind.SUCCESS, Kind.FAILURE))


def test_a_merge_is_a_warning_wherever_it_stands() -> None:
    for answer in (created(7, 8051), created(7, errors=notices(8051))):
        (result,) = outcome(add(ADA).answers(answer)).results
        assert (result.ok, result.id, result.codes, result.warnings) == (True, 7, (), (8051,))


def test_each_item_has_its_own_result() -> None:
    got = outcome(register({}, ADA).answers(registered(failed(1007), done(7, ADA, "1017"))))
    assert [(r.ok, r.id, r.codes, r.warnings) for r in got.results] == [
        (False, None, (1007,), ()),
        (True, 7, (), (1017,)),
    ]
    assert got.codes == (201,)
    got = outcome(upsert({}, EVE).answers(upserted(wrong(3017, entityId=7), kept(8, 8107))))
    assert [(r.ok, r.id, r.codes, r.warnings) for r in got.results] == [(False, 7, (3017,), ()), (True, 8, (), (8107,))]


def test_an_empty_item_has_failed_where_all_have() -> None:
    assert outcome(register({}).answers(registered({}))).results[0].ok is False
    assert outcome(register({}, ADA).answers(registered({}, done(7, ADA)))).results[0].ok is None


def test_an_upsert_entry_may_be_neither() -> None:
    got = outcome(upsert(ADA, EVE).answers(upserted({}, "x")))
    assert [result.ok for result in got.results] == [None, None]


def test_codes_of_the_request_are_told_apart_and_missing_ones_count_as_nothing() -> None:
    got = outcome(add(ADA).answers(says({"errors": [{"code": "8006"}, {}, 5]}, 400)))
    assert got.codes == (8006, 0, 0)


@pytest.mark.parametrize(
    ("value", "id_", "code"),
    [
        (7, 7, 7),
        ("7", 7, 7),
        (0, None, 0),
        ("0", None, 0),
        (-7, None, -7),
        (True, None, None),
        (7.0, None, None),
        ("", None, None),
        (" 7", None, None),
        ("\u0667", None, None),
        ("9" * 9, 999999999, 999999999),
        ("9" * 10, 9999999999, None),
        ("9" * 18, int("9" * 18), None),
        ("9" * 19, None, None),
        (None, None, None),
        ([], None, None),
    ],
)
def test_ids_and_codes_are_integers_or_their_digits(value: object, id_: int | None, code: int | None) -> None:
    assert (as_id(value), as_code(value)) == (id_, code)


@pytest.mark.parametrize(
    ("value", "meaning"),
    [("true", True), ("FALSE", False), (True, True), (False, False), ("yes", None), (1, None), (None, None)],
)
def test_truth_is_a_word_or_a_boolean(value: object, meaning: bool | None) -> None:
    assert truth(value) is meaning
