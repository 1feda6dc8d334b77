"""Drift is what changed, and nothing that chance may have shown."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from contracts.reporting.drift import SLOWER_NIGHTS, Drift, What, drift

Json = dict[str, Any]


def night(**changes: Any) -> Json:
    """A night on which twenty adds were carried out, and ten refused."""
    members = {
        "createdId": {"of": 20, "types": {"integer": 20}},
        "warnings": {"of": 20, "types": {"list": 20}},
        "warnings[].code": {"of": 10, "types": {"integer": 10}},
        "points": {"of": 20, "types": {"integer": 2}},
    }
    success = {"answers": 20, "statuses": {"200": 20}, "content_types": {"application/json": 20}, "members": members}
    told = {
        "format": 1,
        "operations": {"add": {"latency": {"n": 30, "p50": 0.03}, "outcomes": {"success": success}}},
        "situations": {"add: nobody known": {"HTTP 200, ok": 20}, "add: held": {"HTTP 200, refused 8006": 10}},
        "readings": {"status": {"http-200": 30}},
    }
    for path, value in changes.items():
        _put(told, path.split("__"), value)
    return told


def _put(told: Json, path: list[str], value: Any) -> None:
    *around, name = path
    for each in around:
        told = told[each]
    if value is None:
        del told[name]
    else:
        told[name] = value


MEMBERS = "operations__add__outcomes__success__members__"


def types(*changes: tuple[str, Any]) -> Json:
    return night(**{MEMBERS + name: value for name, value in changes})


@pytest.mark.parametrize(
    ("tonight", "told"),
    [
        (night(), []),
        (
            types(("tier", {"of": 20, "types": {"string": 20}, "undocumented": True})),
            [Drift(What.NEW, ("add, success: tier",), "none", "string")],
        ),
        (types(("tier", {"of": 20, "types": {"string": 20}})), []),
        (types(("createdId", None)), [Drift(What.GONE, ("add, success: createdId",), "integer", "nowhere")]),
        (types(("points", None)), []),
        (
            types(("warnings", None), ("warnings[].code", None)),
            [Drift(What.GONE, ("add, success: warnings",), "list", "nowhere")],
        ),
        (
            types(("createdId", {"of": 20, "types": {"string": 20}})),
            [Drift(What.TYPE, ("add, success: createdId",), "integer", "string")],
        ),
        (types(("createdId", {"of": 20, "types": {"string": 1, "integer": 19}})), []),
        (
            types(("createdId", {"of": 20, "types": {"null": 8, "integer": 12}})),
            [Drift(What.TYPE, ("add, success: createdId",), "integer", "integer or null")],
        ),
        (types(("points", {"of": 20, "types": {"integer": 2, "number": 18}})), []),
        (
            night(situations={"add: held": {"HTTP 409, refused 8006": 10}, "add: nobody known": {"HTTP 201, ok": 20}}),
            [
                Drift(What.ANSWER, ("add: held",), "HTTP 200, refused 8006", "HTTP 409, refused 8006"),
                Drift(What.ANSWER, ("add: nobody known",), "HTTP 200, ok", "HTTP 201, ok"),
            ],
        ),
        (night(situations={"add: held": {"HTTP 200, refused 8006": 9, "HTTP 200, ok": 1}}), []),
        (night(situations={"add: elsewhere": {"HTTP 200, ok": 10}}), []),
        (
            night(readings={"status": {"http-400": 3}}),
            [Drift(What.READING, ("status",), "http-200", "http-400")],
        ),
        (
            night(operations__add__outcomes__success__content_types={"text/json": 20}),
            [Drift(What.CONTENT, ("add, success",), "application/json", "text/json")],
        ),
        (night(format=2, situations={}), []),
    ],
)
def test_one_change_is_one_drift(tonight: Json, told: list[Drift]) -> None:
    assert drift(tonight, [night(), night()]) == told


def test_nothing_is_said_where_nothing_is_known() -> None:
    assert drift(night(), []) == []
    assert drift(night(), [{}, night(format=2, readings={})]) == []


def test_what_changed_back_is_told_again_and_what_stays_is_not() -> None:
    other = night(readings={"status": {"http-400": 30}})
    assert [each.kind for each in drift(night(), [night(), other])] == [What.READING]
    assert drift(other, [night(), other]) == []


def test_an_undocumented_member_that_goes_again_is_told_twice() -> None:
    other = types(("tier", {"of": 20, "types": {"string": 20}, "undocumented": True}))
    assert [each.kind for each in drift(other, [night()])] == [What.NEW]
    assert [each.kind for each in drift(night(), [night(), other])] == [What.GONE]


def test_one_answer_that_was_seen_before_the_last_night_is_no_change() -> None:
    once = {"status": {"http-400": 1}}
    assert drift(night(readings={"status": {"http-200": 1}}), [night(), night(readings=once)]) == []


def test_changes_alike_are_one_and_the_worst_comes_first() -> None:
    tonight = night(
        readings={"status": {"http-400": 3}},
        situations={f"add: {n}": {"HTTP 400, ok": 5} for n in range(5)},
    )
    before = night(situations={f"add: {n}": {"HTTP 200, ok": 5} for n in range(5)})
    found = drift(tonight, [before])
    assert [each.kind for each in found] == [What.ANSWER, What.READING]
    assert found[0].told == "HTTP 200, ok -> HTTP 400, ok: add: 0; add: 1; add: 2 and 2 more"


def timed(*medians: float) -> list[Json]:
    return [night(operations__add__latency={"n": 30, "p50": median}) for median in medians]


@pytest.mark.parametrize(
    ("before", "now", "is_told"),
    [
        (timed(*[0.030] * SLOWER_NIGHTS), 0.046, True),
        (timed(*[0.030] * SLOWER_NIGHTS), 0.044, False),  # not half as much again
        (timed(*[0.002] * SLOWER_NIGHTS), 0.011, False),  # within five times the least noise
        (timed(*[0.030] * (SLOWER_NIGHTS - 1)), 3.0, False),
        (timed(0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07), 0.17, False),  # noise 30 ms
        (timed(0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07), 0.20, True),
    ],
)
def test_slower_is_told_beyond_the_noise_of_seven_nights(before: list[Json], now: float, is_told: bool) -> None:
    found = drift(*timed(now), before)
    assert [each.kind for each in found] == [What.SLOWER] * is_told


def test_slower_says_its_measure() -> None:
    (found,) = drift(*timed(0.046), timed(*[0.030] * 7))
    assert found.told == "30 ms over 7 nights (noise 2 ms, told from 5 times) -> 46 ms for half the answers: add"


@pytest.mark.parametrize("spoil", [dict.clear, lambda told: told.update(format=1, operations=7, situations=[])])
def test_what_another_release_wrote_is_left_alone(spoil: Callable[[Json], None]) -> None:
    strange = copy.deepcopy(night())
    spoil(strange)
    assert drift(night(), [strange]) == []
