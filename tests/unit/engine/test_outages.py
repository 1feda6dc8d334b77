"""A target that has answered before is waited for while it is away, and no request is sent twice because of that."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from delivering import ADD, KNOWN

from contracts.engine.client import Client
from contracts.engine.exchange import Exchange, Missing, NoAnswer, Request, Response
from contracts.engine.outages import Outages, is_away
from contracts.engine.pace import Pace

OK = Response(200, (), b"{}")
REFUSED = NoAnswer(Missing.REFUSED, "nothing answers at 127.0.0.1:1")


class Clock:
    """Moves by what is slept, and by `each` at every look."""

    def __init__(self, each: float = 0.0) -> None:
        self.now = 0.0
        self.each = each
        self.slept: list[float] = []
        self.told: list[str] = []

    def __call__(self) -> float:
        self.now += self.each
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def outages(self, seconds: float = 120.0) -> Outages:
        return Outages(seconds, self, self.sleep, self.told.append)


def came(answer: Response | NoAnswer) -> Exchange:
    return Exchange(0, ADD, answer, 0.0, 1.0)


@pytest.mark.parametrize(
    ("answer", "away"),
    [
        *((NoAnswer(why), True) for why in (Missing.REFUSED, Missing.TIMEOUT, Missing.RESET)),
        *((NoAnswer(why), False) for why in (Missing.CUT, Missing.TOO_LARGE, Missing.UNREADABLE)),
        *((Response(status), True) for status in (502, 503, 504)),
        *((Response(status), False) for status in (200, 401, 404, 429, 500, 501)),
    ],
)
def test_who_is_away(answer: Response | NoAnswer, away: bool) -> None:
    assert is_away(came(answer)) is away


def test_who_never_answered_is_not_waited_for() -> None:
    clock = Clock()
    outages = clock.outages()
    outages.note(came(REFUSED))
    assert not outages.outwait("down")
    assert (clock.slept, clock.told, outages.is_too_long) == ([], [], False)


@pytest.mark.parametrize("each", [0.0, 4.0], ids=["waiting", "asking takes long, too"])
def test_patience_ends(each: float) -> None:
    clock = Clock(each)
    outages = clock.outages()
    outages.note(came(OK))
    while outages.outwait("down"):
        outages.note(came(REFUSED))
    assert clock.slept[:6] == [1.0, 2.0, 4.0, 8.0, 15.0, 15.0]
    assert sum(clock.slept) == 120.0 if not each else sum(clock.slept) < 120.0
    assert clock.told == ["waits for the target, 120 s at most (--patience): down"]
    assert outages.is_too_long
    outages.note(came(OK))
    assert not outages.is_too_long
    assert outages.outwait("down again"), "each outage has its own time"


def with_answers(answers: list[Response | NoAnswer], outages: Outages) -> tuple[Client, Callable[[], int]]:
    sent = 0

    def transport(request: Request, headers: Mapping[str, str]) -> Response | NoAnswer:
        nonlocal sent
        sent += 1
        return answers.pop(0)

    return Client(transport, Pace(), KNOWN, outages=outages), lambda: sent


def test_what_was_not_delivered_goes_when_somebody_is_there_again() -> None:
    """As tries of their own, which the history has; a person hears when, and for how long."""
    clock = Clock()
    outages = clock.outages()
    client, sent = with_answers([OK, REFUSED, REFUSED, OK], outages)
    list(client.send(ADD))
    tries = list(client.send(ADD))
    assert [each.response is not None for each in tries] == [False, False, True]
    assert clock.slept == [1.0, 2.0]
    assert clock.told == [
        "waits for the target, 120 s at most (--patience): nothing answers at 127.0.0.1:1",
        "the target answers again, after 3 s",
    ]
    assert outages.outwaited == [3.0]
    assert sent() == len(client.history) == 4


@pytest.mark.parametrize("answer", [NoAnswer(Missing.RESET), NoAnswer(Missing.TIMEOUT), Response(502), Response(504)])
def test_what_may_have_happened_is_not_sent_again(answer: Response | NoAnswer) -> None:
    clock = Clock()
    client, sent = with_answers([OK, answer], clock.outages())
    list(client.send(ADD))
    assert [each.answer for each in client.send(ADD)] == [answer]
    assert (clock.slept, sent()) == ([], 2)


def test_without_patience_nothing_goes_twice() -> None:
    client, sent = with_answers([OK, REFUSED], Clock().outages(0.0))
    list(client.send(ADD))
    assert [each.answer for each in client.send(ADD)] == [REFUSED]
    assert sent() == 2
