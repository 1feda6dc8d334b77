"""A target and what a run does with it: one client, one judge, one history, a record for each test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from contracts.engine.client import Client
from contracts.engine.errors import Derailed
from contracts.engine.exchange import Exchange, Request
from contracts.engine.verdict import Breach, Finding, JudgedT, Ruling

IntentT = TypeVar("IntentT")


class Judge(Protocol[IntentT, JudgedT]):
    """What judges a target: its law, and how its requests and answers are read."""

    def parse(self, request: Request) -> IntentT:
        """What a request asks for."""

    def judge_all(self, exchanges: Sequence[Exchange], intents: Sequence[IntentT]) -> Ruling[JudgedT]:
        """Judge and learn from exchanges that were under way together (mostly one), once, and from what they ask."""

    def find(self, rule: str, exchange: Exchange, breach: Breach) -> Finding:
        """Note a breach that only its story could see."""

    @property
    def hopeless(self) -> str:
        """Why no request will say anything; empty while one may."""


@dataclass
class Record(Generic[JudgedT]):
    """What one test did and what came of it."""

    id: str
    exchanges: list[Exchange] = field(default_factory=list)
    judged: list[JudgedT] = field(default_factory=list)
    """What was read from each exchange, but from one that could not be judged, which is the last."""
    findings: list[Finding] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    """Why there may be no verdict: throttled, no answer, preparation failed."""
    exercised: dict[str, None] = field(default_factory=dict)
    """Ids of the rules that had something to judge, in the order in which they first had."""

    @property
    def breaches(self) -> list[Finding]:
        """The findings that decide: neither remarks nor waived."""
        return [finding for finding in self.findings if finding.decides]

    def let_go(self) -> None:
        """Have the exchanges no more, nor what was read from them."""
        self.exchanges, self.judged = [], []

    def take(self, ruling: Ruling[JudgedT]) -> None:
        """Take in what a judge made of exchanges that the record has."""
        self.judged.extend(ruling.judged)
        self.exercised.update(dict.fromkeys(ruling.exercised))
        if ruling.no_verdict:
            self.reasons.append(ruling.no_verdict)
        for finding in ruling.findings:
            self.add(finding)

    def add(self, finding: Finding) -> None:
        """Take in a finding, once."""
        if all(finding is not known for known in self.findings):
            self.findings.append(finding)
            if not finding.story:
                finding.story.extend(exchange.index for exchange in self.exchanges)


class Target(Generic[IntentT, JudgedT]):
    """A base URL with its one history.

    `announce` hears of requests before they go, with what they ask for, and may raise
    BudgetSpent; `watch` sees each exchange once, and what the judge made of it.
    """

    def __init__(
        self,
        base_url: str,
        judge: Judge[IntentT, JudgedT],
        client: Client,
        announce: Callable[[Sequence[Request], Sequence[IntentT]], None] = lambda requests, intents: None,
        watch: Callable[[Sequence[Exchange], Ruling[JudgedT]], None] = lambda exchanges, ruling: None,
    ) -> None:
        self.base_url = base_url
        self.judge = judge
        self.client = client
        self.judged: dict[int, JudgedT] = {}
        """What was read from each exchange that the history has, by its index."""
        self._announce = announce
        self._watch = watch

    def send(self, request: Request, record: Record[JudgedT]) -> JudgedT:
        """Send a request for a test, again while the target asks to wait; returns what was read from the last answer.

        Raises BudgetSpent where it may not go, and Derailed where an exchange cannot be judged.
        """
        intents = self._announced([request])
        for exchange in self.client.send(request, record.id):
            self._judge([exchange], intents, record)
        return self.judged[exchange.index]

    def together(self, requests: Sequence[Request], record: Record[JudgedT]) -> list[JudgedT]:
        """Send requests at the same moment, as `send` does; what was read from each, in the order of the requests.

        One that the target has put off is sent again afterwards, alone.
        """
        intents = self._announced(requests)
        exchanges = self.client.together(requests, record.id)
        ended = sorted(zip(exchanges, intents, strict=True), key=lambda pair: pair[0].index)
        self._judge([exchange for exchange, _ in ended], [intent for _, intent in ended], record)
        for number, intent in enumerate(intents):
            for exchange in self.client.after(exchanges[number], record.id):
                self._judge([exchange], [intent], record)
                exchanges[number] = exchange
        return [self.judged[exchange.index] for exchange in exchanges]

    def let_go(self) -> None:
        """Have the exchanges so far no more, nor what was read from them: who wants them later has kept them."""
        self.client.history.let_go()
        self.judged.clear()

    def find(self, rule: str, exchange: Exchange, breach: Breach, record: Record[JudgedT]) -> None:
        """Note a breach that only a story could see."""
        finding = self.judge.find(rule, exchange, breach)
        record.add(finding)
        self._watch([], Ruling(findings=(finding,)))

    def _announced(self, requests: Sequence[Request]) -> list[IntentT]:
        self.client.pace.check(len(requests))
        intents = [self.judge.parse(request) for request in requests]
        self._announce(requests, intents)
        return intents

    def _judge(self, exchanges: Sequence[Exchange], intents: Sequence[IntentT], record: Record[JudgedT]) -> None:
        record.exchanges.extend(exchanges)
        try:
            ruling = self.judge.judge_all(exchanges, intents)
        except Exception as error:
            self._watch(exchanges, Ruling())  # it was sent, whatever may be said of it
            where = ", ".join(str(exchange.index) for exchange in exchanges)
            raise Derailed(f"exchange {where} cannot be judged ({type(error).__name__}: {error})") from error
        self.judged.update(zip((exchange.index for exchange in exchanges), ruling.judged, strict=True))
        record.take(ruling)
        self._watch(exchanges, ruling)
