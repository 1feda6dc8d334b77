"""The judge: applies the law to each exchange once, in order, and keeps what it proves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from contracts.documents.profile import People, Profile
from contracts.documents.spec import Spec
from contracts.engine.exchange import Exchange
from contracts.engine.verdict import Breach, Finding, Grade, Tally
from contracts.evidence import overlapping
from contracts.evidence.contents import doubting
from contracts.evidence.envelope import Kind, Outcome, cached, decode
from contracts.evidence.intent import READS
from contracts.evidence.learning import anticipate, learn, settle
from contracts.evidence.memory import Memory
from contracts.evidence.parsing import parse
from contracts.evidence.seen import Seen
from contracts.rules import Rule, Scope, law
from contracts.rules.grounds import types_spurned
from contracts.rules.readings import observed

SPURNED_MAX = 5
"""After so many refusals of a type of identifier, and none taken, the rest would be refused, too."""
_Index = dict[tuple[Scope, str | None], tuple[Rule, ...]]


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
        self._memory = Memory(profile, is_ours)
        self.knowledge = self._memory.view
        self.spec = spec
        self.rules = law() if rules is None else rules
        self.tallies = {id_: Tally() for id_ in self.rules}
        self.findings: dict[tuple[str, ...], Finding] = {}
        self.readings: dict[str, Counter[str]] = {}
        """Reading id -> the answers that the target gave, and how often."""
        self._of: _Index = _index_of_the_law() if rules is None else {}
        self.exercised: dict[str, None] = {}
        """Ids of the rules that had something to judge in the last exchange."""
        self.no_verdict = ""
        """Why the last exchange, though answered, says nothing about a promise; empty where it may."""

    @property
    def hopeless(self) -> str:
        """Why no request will say anything, in a line: the target takes none of what the run makes up."""
        known = self.knowledge
        for type_, count in known.types_spurned.items():
            if count >= SPURNED_MAX and type_ not in known.types_taken:
                return spurned(type_, known.profile.people)
        return ""

    def judge(self, exchange: Exchange) -> tuple[Outcome, list[Finding]]:
        """Judge an exchange that was under way alone; returns its outcome and the findings it made or repeated."""
        outcomes, findings = self.judge_all([exchange])
        return outcomes[0], findings

    def judge_all(self, exchanges: Sequence[Exchange]) -> tuple[list[Outcome], list[Finding]]:
        """Judge exchanges that were under way together, in the order in which they ended, and learn from them.

        Returns their outcomes, and the findings that they made or repeated, the telling
        ones first.
        """
        self.exercised, self.no_verdict = {}, ""
        seen = [self._seen(exchange) for exchange in exchanges]
        found: list[Finding] = []
        if len(seen) > 1:
            rivals = overlapping.rivals(seen)
            self._memory.fly(rivals)
            whole = replace(seen[0], together=tuple(seen))
            found += [finding for rule in self._rules_of(Scope.TOGETHER) for finding in self._judge(rule, whole)]
            for each in seen:
                found += self._one(each)
            self._memory.fly(frozenset())
            settle(self._memory, seen, rivals)
        else:
            found += self._one(seen[0])
        if len(found) > 1:
            rank = {id_: position for position, id_ in enumerate(self.rules)}
            found.sort(key=lambda finding: rank[finding.rule])
        return [each.outcome for each in seen], found

    def _one(self, before: Seen) -> list[Finding]:
        exchange = before.exchange
        operation = exchange.request.operation
        anticipate(self._memory, before)
        heard = before.outcome.kind is not Kind.ASTRAY  # else nothing was heard of the target
        found = self._of_exchange(before) if heard else []
        for index in range(len(before.intent.items)):
            seen = before.at(index)
            self._note_spurned(types_spurned(seen) if heard else ())
            found += self._of_item(seen) if heard else []
            learn(self._memory, seen)
        if heard and not before.intent.items:
            found += [f for rule in self._rules_of(Scope.ITEMLESS, operation) for f in self._judge(rule, before)]
            self._observe(before)
        self._memory.note_write(exchange)
        return found

    def _note_spurned(self, types: Iterable[str]) -> None:
        self._memory.note_spurned(types)
        for type_ in sorted(types):
            self.no_verdict = spurned(type_, self.knowledge.profile.people)

    def _of_exchange(self, seen: Seen) -> list[Finding]:
        return [f for rule in self._rules_of(Scope.EXCHANGE, seen.operation) for f in self._judge(rule, seen)]

    def _of_item(self, seen: Seen) -> list[Finding]:
        found = [f for rule in self._rules_of(Scope.ITEM, seen.operation) for f in self._judge(rule, seen)]
        self._observe(seen)
        return found

    def _observe(self, seen: Seen) -> None:
        for reading, answer in observed.observe(seen).items():
            self.readings.setdefault(reading, Counter())[answer] += 1

    def _seen(self, exchange: Exchange) -> Seen:
        intent = doubting(parse(exchange.request), self.spec.shows)
        stale = cached(exchange, self.knowledge.last_write) if exchange.request.operation in READS else None
        return Seen(exchange, intent, stale or decode(exchange), self.knowledge, self.spec)

    def find(self, rule: str, exchange: Exchange, breach: Breach) -> Finding:
        """Note a breach that only its story could see."""
        finding = self._find(self.rules[rule], self._seen(exchange), breach)
        self.tallies[rule].exercised += 1
        self.tallies[rule].note(finding)
        return finding

    def _rules_of(self, scope: Scope, operation: str | None = None) -> tuple[Rule, ...]:
        """The rules of a scope; where an operation is given, those that apply to it."""
        if (scope, operation) not in self._of:
            self._of[scope, operation] = tuple(
                rule
                for rule in self.rules.values()
                if scope in rule.scope and (operation is None or not rule.operations or operation in rule.operations)
            )
        return self._of[scope, operation]

    def _judge(self, rule: Rule, seen: Seen) -> Iterable[Finding]:
        tally = self.tallies[rule.id]
        for breach in rule.judge(seen):
            tally.exercised += 1
            self.exercised[rule.id] = None
            if breach is not None:
                finding = self._find(rule, seen, breach)
                tally.note(finding)
                yield finding

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
        self.findings[finding.key] = finding
        return finding


def spurned(type_: str, people: People) -> str:
    """Which made-up identifiers a target does not take, and what to do about it, in a line."""
    made_up, remedy = {
        "mobile": (
            f"mobiles of {people.mobile_digits} digits that begin with {people.mobile_prefix}",
            "people.mobile_prefix and people.mobile_digits in the profile name numbers that it takes",
        ),
        "email": (
            f"addresses at {people.email_domain}",
            "people.email_domain in the profile names a domain that it takes",
        ),
        "externalId": (f"external ids like {people.label}-...", "people.label in the profile begins them"),
    }.get(type_, (f"identifiers of type {type_}", "does the organisation have that type?"))
    return f"the target calls {made_up} invalid and has taken none: {remedy}"


@cache
def _index_of_the_law() -> _Index:
    """What applies where, found once for all judges of the whole law: one to fill in, the same each time."""
    return {}
