"""A target and what a run does with it: one client, one judge, one history, a record for each item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from contracts.engine.client import Client
from contracts.engine.errors import Derailed
from contracts.engine.exchange import Exchange, Request
from contracts.engine.verdict import Breach, Finding

OutcomeT = TypeVar("OutcomeT")


class Judge(Protocol[OutcomeT]):
    """What judges a target: the pack's law."""

    def judge_all(self, exchanges: Sequence[Exchange]) -> tuple[list[OutcomeT], list[Finding]]:
        """Judge and learn from exchanges that were under way together (mostly one), once."""

    def find(self, rule: str, exchange: Exchange, breach: Breach) -> Finding:
        """Note a breach that only its story could see."""

    @property
    def exercised(self) -> Iterable[str]:
        """Ids of the rules that had something to judge in the last exchange."""

    @property
    def no_verdict(self) -> str:
        """Why the last exchange, though answered, says nothing; empty where it may."""

    @property
    def hopeless(self) -> str:
        """Why no request will say anything; empty while one may."""


@dataclass
class Record:
    """What one item did and what came of it."""

    id: str
    exchanges: list[Exchange] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    """Why there may be no verdict: throttled, no answer, preparation failed."""
    exercised: dict[str, None] = field(default_factory=dict)
    """Ids of the rules that had something to judge, in the order in which they first had."""

    @property
    def rules(self) -> tuple[str, ...]:
        """Ids of the rules that judged the item."""
        return tuple(self.exercised)

    @property
    def breaches(self) -> list[Finding]:
        """The findings that decide: neither remarks nor waived."""
        return [finding for finding in self.findings if finding.decides]

    def add(self, finding: Finding) -> None:
        """Take in a finding, once."""
        if all(finding is not known for known in self.findings):
            self.findings.append(finding)
            if not finding.story:
                finding.story.extend(exchange.index for exchange in self.exchanges)


class Target(Generic[OutcomeT]):
    """A base URL with its one history."""

    def __init__(
        self,
        base_url: str,
        judge: Judge[OutcomeT],
        connect: Callable[[Callable[[Sequence[Exchange]], None]], Client],
        watch: Callable[[Sequence[Exchange], list[Finding]], None] = lambda exchanges, findings: None,
    ) -> None:
        self.base_url = base_url
        self.judge = judge
        self.client = connect(self._judge)
        self._watch = watch
        self._record = Record("")
        self._outcomes: dict[int, OutcomeT] = {}

    def send(self, request: Request, record: Record) -> tuple[Exchange, OutcomeT]:
        """Send a request for an item; the judge has seen the exchange when this returns."""
        self._record = record
        exchange = self.client.send(request, record.id)
        return exchange, self._outcomes[exchange.index]

    def together(self, requests: Sequence[Request], record: Record) -> list[tuple[Exchange, OutcomeT]]:
        """Send requests at the same moment; exchanges and outcomes in the order of the requests."""
        self._record = record
        return [(exchange, self._outcomes[exchange.index]) for exchange in self.client.together(requests, record.id)]

    def find(self, rule: str, exchange: Exchange, breach: Breach, record: Record) -> Finding:
        """Note a breach that only a story could see."""
        finding = self.judge.find(rule, exchange, breach)
        record.add(finding)
        self._watch([], [finding])
        return finding

    def _judge(self, exchanges: Sequence[Exchange]) -> None:
        self._record.exchanges.extend(exchanges)
        try:
            outcomes, findings = self.judge.judge_all(exchanges)
        except Exception as error:
            self._watch(exchanges, [])  # it was sent, whatever may be said of it
            where = ", ".join(str(exchange.index) for exchange in exchanges)
            raise Derailed(f"exchange {where} cannot be judged ({type(error).__name__}: {error})") from error
        self._outcomes = {exchange.index: outcome for exchange, outcome in zip(exchanges, outcomes, strict=True)}
        self._record.exercised.update(dict.fromkeys(self.judge.exercised))
        if self.judge.no_verdict:
            self._record.reasons.append(self.judge.no_verdict)
        for finding in findings:
            self._record.add(finding)
        self._watch(exchanges, findings)
