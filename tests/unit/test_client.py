"""The client waits where a target asks for it, and records everything in the order in which it ended."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping, Sequence

import pytest
from delivering import ADD, KNOWN, OK, PATIENT, Target, recorded, sending

from contracts import client as module
from contracts.client import Client, check_base_url, check_reachable, is_loopback
from contracts.errors import Unreachable, UsageError
from contracts.exchange import Exchange, Missing, NoAnswer, Request, Response
from contracts.pace import BudgetSpent, Pace
from contracts.server import RateLimit


def test_a_429_is_waited_for_and_each_try_is_recorded() -> None:
    answers = [Response(429, (("Retry-After", "2"),)), Response(429), OK]
    client, told, slept = recorded(lambda request, headers: answers.pop(0))
    last = client.send(ADD, "item")
    assert [e.response.status for e in told if e.response] == [429, 429, 200]
    assert list(client.history) == told
    assert [e.index for e in told] == [0, 1, 2]
    assert {e.item for e in told} == {"item"}
    assert last is told[-1]
    assert slept == [2.0, 1.0]


@pytest.mark.parametrize("value", ["", "soon", "-5", "1e9", "²", ".", "nan", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_an_odd_retry_after_is_no_reason_to_wait_long(value: str) -> None:
    answers = [Response(429, (("Retry-After", value),)), OK]
    client, _, slept = recorded(lambda request, headers: answers.pop(0))
    client.send(ADD)
    assert slept == [0.5]


@pytest.mark.parametrize(("value", "waits"), [("100", [100.0, 50.0]), ("9" * 400, [module.PATIENCE_S])])
def test_patience_ends(value: str, waits: list[float]) -> None:
    client, told, slept = recorded(lambda request, headers: Response(429, (("Retry-After", value),)))
    last = client.send(ADD)
    assert last.response is not None
    assert last.response.status == 429
    assert slept == waits
    assert len(told) == len(waits) + 1
    assert sum(slept) == module.PATIENCE_S


def test_patience_is_the_targets_until_it_answers() -> None:
    answers = [Response(429, (("Retry-After", "150"),))] * 3 + [OK, Response(429), OK]
    client, _, slept = recorded(lambda request, headers: answers.pop(0))
    for _ in range(4):
        client.send(ADD)
    assert slept == [150.0, 0.5]


def test_a_run_that_would_end_meanwhile_is_not_waited_for() -> None:
    client, told, slept = recorded(
        lambda request, headers: Response(429, (("Retry-After", "100"),)), pace=Pace(until=50.0, clock=lambda: 0.0)
    )
    client.send(ADD)
    assert (len(told), slept) == (1, [])


@pytest.mark.parametrize(
    "answer", [NoAnswer(Missing.RESET), NoAnswer(Missing.REFUSED), Response(503), Response(500), OK]
)
def test_nothing_but_a_429_is_sent_again(answer: Response | NoAnswer) -> None:
    client, told, slept = recorded(lambda request, headers: answer)
    client.send(ADD)
    assert len(told) == 1
    assert slept == []


def test_a_real_429_is_followed_by_a_success() -> None:
    target = Target()
    with sending(target, limit=RateLimit(1, 60.0)) as send:
        client, told, _ = recorded(send)
        client.send(ADD)
        other, tries, _ = recorded(send, pace=Pace(max_requests=2))
        last = other.send(ADD)  # nobody knows what it would have said: that is no verdict, and no spent budget
        assert last.response is not None
        assert last.response.status == 429
        assert len(tries) == 2
        with pytest.raises(BudgetSpent):
            other.send(ADD)
    assert len(told) == 1
    assert len(target.requests) == 1


def test_requests_together_are_recorded_in_the_order_in_which_they_ended() -> None:
    clock = iter(range(100))
    told: list[Sequence[Exchange]] = []
    client = Client(lambda request, headers: OK, Pace(), KNOWN, told.append, clock=lambda: float(next(clock)))
    exchanges = client.together([ADD, ADD, ADD], "race")
    assert len(told) == 1
    assert [e.index for e in told[0]] == [0, 1, 2]
    assert [e.ended for e in told[0]] == sorted(e.ended for e in exchanges)
    assert {e.item for e in exchanges} == {"race"}
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
    told: list[Sequence[Exchange]] = []
    client = Client(Turns(), Pace(), KNOWN, told.append, clock=lambda: float(next(clock)))
    exchanges = client.together([ADD, ADD], "race")
    assert [e.response and e.response.header("X-Place") for e in exchanges] == ["0", "1"]
    assert [e.response and e.response.header("X-Place") for e in told[0]] == ["1", "0"]
    assert {e.started for e in exchanges} == {0.0}
    assert all(e.response and e.response.header("X-Who") != "" for e in exchanges)


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://localhost:1", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:80", True),
        ("http://10.0.0.1", False),
        ("", False),
    ],
)
def test_loopback_is_this_machine(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback


@pytest.mark.parametrize("url", ["http://h", "https://h:8443/a/b/", "http://[::1]:80", "http://127.0.0.1:8000/"])
def test_a_base_url_is_a_host_with_a_port_and_a_path(url: str) -> None:
    check_base_url(url)


BAD_HOSTS = ["ftp://h", "h", "http://", "http://:80", "http://h:abc", "http://h:0", "http://h:99999", "http://[::1"]

BAD_ENDS = ["http://h?a=1", "http://h/a?", "http://h#a", "http://h/a#b", "http://h /a", "http://h\n"]


@pytest.mark.parametrize("url", [*BAD_HOSTS, *BAD_ENDS])
def test_other_base_urls_are_quoted_with_what_would_do(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_base_url(url)
    assert str(caught.value).startswith(f"--base-url: got {url!r}, should be http://host or https://host, with a port")


@pytest.mark.parametrize("url", ["http://till:hush@h", "http://hush@h", "http://till:hu/hush@h", "https://:hush@h:1/a"])
def test_a_base_url_with_a_password_is_refused_and_not_quoted(url: str) -> None:
    with pytest.raises(UsageError, match="CONTRACTS_USERNAME and CONTRACTS_PASSWORD") as caught:
        check_base_url(url)
    assert "hush" not in str(caught.value)


def test_reachable_is_a_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        check_reachable(url, PATIENT)
    with pytest.raises(Unreachable, match=r"nothing answers at 127\.0\.0\.1"):
        check_reachable(url, PATIENT)
