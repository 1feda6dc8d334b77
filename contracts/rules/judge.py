"""The judge: applies the law to each exchange once, in order, and keeps what it proves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from contracts.envelope import Outcome, decode
from contracts.exchange import Exchange
from contracts.intent import read
from contracts.knowledge import Knowledge
from contracts.learning import learn
from contracts.profile import Profile
from contracts.rules import Rule, Seen, law
from contracts.spec import Spec
from contracts.verdict import Breach, Finding, Grade, Tally


class Judge:
    """One law, one history, one knowledge: the judge of one target.

    `judge` is to be called once for each exchange, in the order in which they ended.
    """

    def __init__(
        self,
        profile: Profile,
        spec: Spec,
        is_ours: Callable[[str], bool],
        rules: Mapping[str, Rule] | None = None,
    ) -> None:
        self.knowledge = Knowledge(profile, is_ours)
        self.spec = spec
        self.rules = law() if rules is None else rules
        self.tallies = {id_: Tally() for id_ in self.rules}
        self.findings: dict[tuple[str, ...], Finding] = {}
        self.exercised: dict[str, None] = {}
        """Ids of the rules that had something to judge in the last exchange."""

    def judge(self, exchange: Exchange) -> tuple[Outcome, list[Finding]]:
        """Judge an exchange, learn from it; returns its outcome and the findings it made or repeated."""
        self.exercised = {}
        self.knowledge.now, self.knowledge.operation = exchange.index, exchange.request.operation
        intent, outcome = read(exchange.request), decode(exchange)
        before = Seen(exchange, intent, outcome, self.knowledge, self.spec)
        found = [
            finding
            for rule in self._applicable
            if rule.whole and _applies(rule, exchange)
            for finding in self._judge(rule, before)
        ]
        for index in range(len(intent.items)):
            seen = before.at(index)
            situation = seen.situation
            for rule in self._applicable:
                if not rule.whole and _applies(rule, exchange):
                    found += self._judge(rule, seen)
            learn(self.knowledge, intent, outcome, index, situation)
        self.knowledge.note_write(exchange)
        rank = {id_: position for position, id_ in enumerate(self.rules)}
        return outcome, sorted(found, key=lambda finding: rank[finding.rule])

    def find(self, rule: str, exchange: Exchange, breach: Breach) -> Finding:
        """Note a breach that only its story could see."""
        self.tallies[rule].exercised += 1
        self.tallies[rule].broken += 1
        intent, outcome = read(exchange.request), decode(exchange)
        return self._find(self.rules[rule], Seen(exchange, intent, outcome, self.knowledge, self.spec), breach)

    @cached_property
    def _applicable(self) -> tuple[Rule, ...]:
        return tuple(self.rules.values())

    def _judge(self, rule: Rule, seen: Seen) -> Iterable[Finding]:
        tally = self.tallies[rule.id]
        for breach in rule.judge(seen):
            tally.exercised += 1
            self.exercised[rule.id] = None
            if breach is not None:
                tally.broken += 1
                yield self._find(rule, seen, breach)

    def _find(self, rule: Rule, seen: Seen, breach: Breach) -> Finding:
        profile = self.knowledge.profile
        finding = Finding(
            rule=rule.id,
            grade=rule.grade,
            breach=breach,
            operation=seen.operation,
            item=seen.exchange.item,
            exchange=seen.exchange.index,
            remark=rule.grade is Grade.INFERRED and rule.reading not in profile.readings,
            waived=next((waiver.ticket for waiver in profile.waivers if waiver.rule == rule.id), ""),
        )
        known = self.findings.get(finding.key)
        if known is not None:
            known.count += 1
            return known
        finding.number = len(self.findings) + 1
        self.findings[finding.key] = finding
        return finding


def _applies(rule: Rule, exchange: Exchange) -> bool:
    return not rule.operations or exchange.request.operation in rule.operations
