"""A target hands on what its judge made of each exchange, whatever that is, and loses none."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from delivering import ADD, KNOWN, OK

from contracts.engine.client import Client
from contracts.engine.errors import Derailed
from contracts.engine.exchange import Exchange, Request, Response
from contracts.engine.pace import BudgetSpent, Pace
from contracts.engine.target import Record, Target
from contracts.engine.verdict import Breach, Finding, Grade, Ruling

BUSY = Response(429)


class Clerk:
    """A judge of no API: it reads the method of a request, and the status of an answer."""

    hopeless = ""

    def __init__(self, fails_at: int = -1) -> None:
        self.asked: list[str] = []
        self._fails_at = fails_at

    def parse(self, request: Request) -> str:
        return request.method

    def judge_all(self, exchanges: Sequence[Exchange], intents: Sequence[str]) -> Ruling[str]:
        if exchanges[-1].index == self._fails_at:
            raise ZeroDivisionError("of ours")
        self.asked += intents
        judged = tuple(f"{each.index} {each.response.status}" for each in exchanges if each.response)
        return Ruling(judged, (self.find("clerk/all", exchanges[0], Breach("all", 1, 2)),), ("clerk/all",), "a reason")

    def find(self, rule: str, exchange: Exchange, breach: Breach) -> Finding:
        return Finding(rule, Grade.DOCUMENTED, breach, "add", exchange.test, exchange.index, remark=False)


class Opened:
    """A target that answers so, with all that it was heard to say, in order."""

    def __init__(self, *answers: Response, fails_at: int = -1) -> None:
        self.heard: list[tuple[str, object]] = []
        left, clock = list(answers), iter(range(100))
        client = Client(
            lambda request, headers: left.pop(0), Pace(), KNOWN, clock=lambda: float(next(clock)), sleep=lambda s: None
        )
        self.target = Target("http://localhost", Clerk(fails_at), client, self._announce, self._watch)
        self.record = Record[str]("a test")

    def _announce(self, requests: Sequence[Request], intents: Sequence[str]) -> None:
        self.heard.append(("goes", tuple(intents)))

    def _watch(self, exchanges: Sequence[Exchange], ruling: Ruling[str]) -> None:
        self.heard.append((" ".join(str(each.index) for each in exchanges), ruling.judged))


def test_what_was_read_of_the_last_answer_comes_back() -> None:
    """Each try is judged, and seen by who watches, before the next one goes."""
    opened = Opened(BUSY, OK)
    assert opened.target.send(ADD, opened.record) == "1 200"
    assert opened.heard == [("goes", ("POST",)), ("0", ("0 429",)), ("1", ("1 200",))]
    assert opened.record.judged == ["0 429", "1 200"]
    assert [(each.index, each.test) for each in opened.record.exchanges] == [(0, "a test"), (1, "a test")]
    assert opened.record.reasons == ["a reason"] * 2
    assert list(opened.record.exercised) == ["clerk/all"]
    assert [finding.story for finding in opened.record.findings] == [[0], [0, 1]]


def test_what_goes_together_is_judged_together_and_comes_back_in_its_place() -> None:
    opened = Opened(OK, OK, OK)
    read = opened.target.together([ADD, ADD, ADD], opened.record)
    assert sorted(read) == ["0 200", "1 200", "2 200"]
    assert [heard for heard, _ in opened.heard] == ["goes", "0 1 2"]
    assert opened.target.judged == dict(enumerate(sorted(read)))


def test_an_exchange_that_cannot_be_judged_is_kept_and_seen_once() -> None:
    opened = Opened(OK, OK, fails_at=1)
    opened.target.send(ADD, opened.record)
    with pytest.raises(Derailed, match=r"^exchange 1 cannot be judged \(ZeroDivisionError: of ours\)"):
        opened.target.send(ADD, opened.record)
    assert opened.heard[2:] == [("goes", ("POST",)), ("1", ())]
    assert [each.index for each in opened.record.exchanges] == [0, 1]
    assert opened.record.judged == ["0 200"]


def test_what_may_not_go_is_announced_to_nobody() -> None:
    opened = Opened()
    opened.target.client.pace.max_requests = 0
    with pytest.raises(BudgetSpent):
        opened.target.send(ADD, opened.record)
    assert opened.heard == []


def test_what_only_a_story_sees_is_seen_by_who_watches() -> None:
    opened = Opened(OK)
    opened.target.send(ADD, opened.record)
    opened.target.find("clerk/story", opened.record.exchanges[0], Breach("story", 1, 2), opened.record)
    assert [finding.rule for finding in opened.record.findings] == ["clerk/all", "clerk/story"]
    assert opened.heard[-1] == ("", ())


def test_what_is_put_off_of_several_at_once_is_sent_again_alone() -> None:
    """The other one is not: it may have been done."""
    opened = Opened(OK, BUSY, OK)
    last = opened.target.together([ADD, ADD], opened.record)
    assert sorted(status.split()[1] for status in last) == ["200", "200"]
    assert [each.response.status for each in opened.record.exchanges if each.response] == [200, 429, 200]
    assert [indices for indices, _ in opened.heard if indices != "goes"] == ["0 1", "2"]
