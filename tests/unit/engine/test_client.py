"""The client waits where a target asks for it, and records everything in the order in which it ended."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping, Sequence

import pytest
from delivering import ADD, KNOWN, OK, PATIENT, Target, recorded, sending, sent

from contracts.engine import client as module
from contracts.engine.client import Client
from contracts.engine.errors import Unreachable
from contracts.engine.exchange import Missing, NoAnswer, Request, Response
from contracts.engine.http_transport import check_reachable
from contracts.engine.pace import BudgetSpent, Pace
from contracts.engine.server import RateLimit


def test_a_429_is_waited_for_and_each_try_is_recorded() -> None:
    answers = [Response(429, (("Retry-After", "2"),)), Response(429), OK]
    client, told, slept = recorded(lambda request, headers: answers.pop(0))
    last = sent(client, ADD, "test")
    assert [e.response.status for e in told if e.response] == [429, 429, 200]
    assert [e.index for e in told] == [0, 1, 2]
    assert {e.test for e in told} == {"test"}
    assert last is told[-1]
    assert slept == [2.0, 1.0]


@pytest.mark.parametrize("value", ["", "soon", "-5", "1e9", "²", ".", "nan", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_an_odd_retry_after_is_no_reason_to_wait_long(value: str) -> None:
    answers = [Response(429, (("Retry-After", value),)), OK]
    client, _, slept = recorded(lambda request, headers: answers.pop(0))
    sent(client)
    assert slept == [0.5]


@pytest.mark.parametrize("value", ["0", "0.01", "", "1"])
def test_waits_grow_whatever_is_asked(value: str) -> None:
    """A target that asks for nothing, again and again, is not asked fifty times within a second."""
    client, told, slept = recorded(lambda request, headers: Response(429, (("Retry-After", value),)))
    sent(client)
    assert len(told) < 12
    assert slept[1:5] == [1.0, 2.0, 4.0, 8.0]


APIGEE = b'{"fault": {"detail": {"errorcode": "policies.ratelimit.SpikeArrestViolation"}}}'


@pytest.mark.parametrize(
    "busy",
    [
        Response(403, (("Retry-After", "3"),)),
        Response(503, (("Retry-After", "3"),)),
        Response(403, (("X-RateLimit-Remaining", "0"),)),
        Response(503, (("RateLimit-Remaining", "0"),)),
        Response(500, (), APIGEE),
    ],
)
def test_what_says_the_same_as_429_is_waited_for(busy: Response) -> None:
    answers = [busy, OK]
    client, told, slept = recorded(lambda request, headers: answers.pop(0))
    sent(client)
    assert len(told) == 2
    assert slept == [3.0 if busy.header("Retry-After") else 0.5]


def test_maintenance_is_not_waited_for() -> None:
    """Where it lasts longer than we have patience."""
    client, told, slept = recorded(lambda request, headers: Response(503, (("Retry-After", "1800"),)))
    sent(client)
    assert (len(told), slept) == (1, [])


@pytest.mark.parametrize(("value", "waits"), [("100", [100.0, 50.0]), ("9" * 400, [module.PATIENCE_S])])
def test_patience_ends(value: str, waits: list[float]) -> None:
    client, told, slept = recorded(lambda request, headers: Response(429, (("Retry-After", value),)))
    last = sent(client)
    assert last.response is not None
    assert last.response.status == 429
    assert slept == waits
    assert len(told) == len(waits) + 1
    assert sum(slept) == module.PATIENCE_S


def test_a_long_wait_is_told_before_it_begins() -> None:
    answers = [Response(429, (("Retry-After", seconds),)) for seconds in ("5", "6", "40")] + [OK]
    done: list[object] = []
    client = Client(lambda request, headers: answers.pop(0), Pace(), KNOWN, sleep=done.append, tell=done.append)
    sent(client)
    told = "for POST /v2/customers: the target answers 429 (too many requests)"
    assert done == [5.0, f"waits 6 s {told}", 6.0, f"waits 40 s {told}", 40.0]


def test_a_lag_is_told_once() -> None:
    done: list[object] = []
    client = Client(
        lambda request, headers: OK,
        Pace(),
        KNOWN,
        clock=lambda: 100.0,
        sleep=done.append,
        tell=done.append,
    )
    for moment in (99.0, 104.0, 108.0, 107.5):
        client.wait_until(moment, "writes to arrive")
    assert done == [4.0, "waits 8 s for writes to arrive", 8.0, 7.5]


def test_patience_is_the_targets_until_it_answers() -> None:
    answers = [Response(429, (("Retry-After", "150"),))] * 3 + [OK, Response(429), OK]
    client, _, slept = recorded(lambda request, headers: answers.pop(0))
    for _ in range(4):
        sent(client)
    assert slept == [150.0, 0.5]


def test_a_run_that_would_end_meanwhile_is_not_waited_for() -> None:
    client, told, slept = recorded(
        lambda request, headers: Response(429, (("Retry-After", "100"),)), pace=Pace(until=50.0, clock=lambda: 0.0)
    )
    sent(client)
    assert (len(told), slept) == (1, [])


@pytest.mark.parametrize(
    "answer", [NoAnswer(Missing.RESET), NoAnswer(Missing.REFUSED), Response(503), Response(500), OK]
)
def test_what_does_not_ask_to_wait_is_not_sent_again(answer: Response | NoAnswer) -> None:
    client, told, slept = recorded(lambda request, headers: answer)
    sent(client)
    assert len(told) == 1
    assert slept == []


def test_a_real_429_is_followed_by_a_success() -> None:
    target = Target()
    with sending(target, limit=RateLimit(1, 60.0)) as send:
        client, told, _ = recorded(send)
        sent(client)
        other, tries, _ = recorded(send, pace=Pace(max_requests=2))
        last = sent(other)  # nobody knows what it would have said: that is no verdict, and no spent budget
        assert last.response is not None
        assert last.response.status == 429
        assert len(tries) == 2
        with pytest.raises(BudgetSpent):
            sent(other)
    assert len(told) == 1
    assert len(target.requests) == 1


def test_requests_together_are_recorded_in_the_order_in_which_they_ended() -> None:
    clock = iter(range(100))
    client = Client(lambda request, headers: OK, Pace(), KNOWN, clock=lambda: float(next(clock)))
    exchanges = client.together([ADD, ADD, ADD], "race")
    assert [e.index for e in client.history] == [0, 1, 2]
    assert [e.ended for e in client.history] == sorted(e.ended for e in exchanges)
    assert {e.test for e in exchanges} == {"race"}
    assert client.pace.spent == 3


class Turns:
    """A transport that has requests under way together without threads, and answers the last one first."""

    def __call__(self, request: Request, headers: Mapping[str, str]) -> Response | NoAnswer:
        return OK

    def together(
        self, requests: Sequence[tuple[Request, Mapping[str, str]]]
    ) -> Iterator[tuple[int, Response | NoAnswer]]:
        for place in reversed(range(len(requests))):
            yield place, Response(200, (("X-Place", str(place)), ("X-Who", requests[place][1]["Authorization"])))


def test_requests_that_take_turns_are_recorded_as_they_are_answered() -> None:
    clock = iter(range(100))
    client = Client(Turns(), Pace(), KNOWN, clock=lambda: float(next(clock)))
    exchanges = client.together([ADD, ADD], "race")
    assert [e.response and e.response.header("X-Place") for e in exchanges] == ["0", "1"]
    assert [e.response and e.response.header("X-Place") for e in client.history] == ["1", "0"]
    assert {e.started for e in exchanges} == {0.0}
    assert all(e.response and e.response.header("X-Who") != "" for e in exchanges)


def test_reachable_is_a_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        check_reachable(url, PATIENT)
    with pytest.raises(Unreachable, match=r"nothing answers at 127\.0\.0\.1"):
        check_reachable(url, PATIENT)
