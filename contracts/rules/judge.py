"""The judge: applies the law to each exchange once, in order, and keeps what it proves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache

from contracts.documents import waivers
from contracts.documents.profile import People, Profile
from contracts.documents.spec import Spec
from contracts.engine.exchange import Exchange, Request
from contracts.engine.keys import key_of
from contracts.engine.verdict import Breach, Finding, Grade, Ruling, Tally
from contracts.evidence import overlapping
from contracts.evidence.answered import Answered
from contracts.evidence.contents import doubting
from contracts.evidence.envelope import Kind, Outcome, cached, decode
from contracts.evidence.intent import READS, Intent
from contracts.evidence.learning import anticipate, learn, settle
from contracts.evidence.memory import Memory
from contracts.evidence.parsing import parse
from contracts.evidence.questions import Questions
from contracts.evidence.seen import Seen
from contracts.rules import Rule, Scope, law
from contracts.rules.grounds import types_spurned
from contracts.rules.readings import observed

SPURNED_MAX = 5
"""After so many refusals of a type of identifier, and none taken, the rest would be refused, too."""
BREACHES_MAX = 100
"""So often one rule may speak of one item of an answer: what follows would be more of the same."""
_Index = dict[tuple[Scope, str | None], tuple[Rule, ...]]


@dataclass(frozen=True)
class Judged:
    """An exchange with what was read from it, once: whoever comes after the judge takes it from here."""

    exchange: Exchange
    intent: Intent
    decoded: Outcome
    """What the answer says."""
    outcome: Outcome
    """What it proves: the same, but nothing where a cache had kept it since before the last write."""
    readings: frozenset[tuple[str, str]] = frozenset()
    """The answers to readings that it shows."""

    @classmethod
    def recorded(cls, exchange: Exchange) -> Judged:
        """An exchange of an earlier run, read again."""
        decoded = decode(exchange)
        return cls(exchange, parse(exchange.request), decoded, decoded)


@dataclass
class _Hearing:
    """What comes of exchanges while they are judged."""

    findings: list[Finding] = field(default_factory=list)
    exercised: dict[str, None] = field(default_factory=dict)
    no_verdict: str = ""


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
        self.questions = Questions(profile, spec)
        self.answered = Answered(spec)
        self.findings: dict[tuple[str, ...], Finding] = {}
        self.readings: dict[str, Counter[str]] = {}
        """Reading id -> the answers that the target gave, and how often."""
        self._shown: dict[frozenset[tuple[str, str]], frozenset[tuple[str, str]]] = {}
        """Equal sets of them once, for each exchange holds one."""
        self._of: _Index = _index_of_the_law() if rules is None else {}

    @property
    def hopeless(self) -> str:
        """Why no request will say anything, in a line: the target takes none of what the run makes up."""
        known = self.knowledge
        for type_, count in known.types_spurned.items():
            if count >= SPURNED_MAX and type_ not in known.types_taken:
                return spurned(type_, known.profile.people)
        return ""

    def parse(self, request: Request) -> Intent:
        """What a request asks for, as its bytes say it, with why the documents may not decide what becomes of it."""
        profile = self.knowledge.profile
        tills, labels = profile.tills or (), profile.status_labels or ()
        return doubting(parse(request), self.spec.shows, tills, labels, self.spec.names)

    def judge(self, exchange: Exchange) -> tuple[Outcome, Sequence[Finding]]:
        """Judge an exchange that was under way alone; returns its outcome and the findings it made or repeated."""
        ruling = self.judge_all([exchange])
        return ruling.judged[0].outcome, ruling.findings

    def judge_all(self, exchanges: Sequence[Exchange], intents: Sequence[Intent] = ()) -> Ruling[Judged]:
        """Judge exchanges that were under way together, in the order in which they ended, and learn from them.

        `intents` are what their requests ask for, where that was read before they went. The
        findings that tell most come first.
        """
        asked = intents or [self.parse(exchange.request) for exchange in exchanges]
        judged = [self._judged(exchange, intent) for exchange, intent in zip(exchanges, asked, strict=True)]
        seen = [Seen(each.exchange, each.intent, each.outcome, self.knowledge, self.spec) for each in judged]
        hearing = _Hearing()
        if len(seen) > 1:
            rivals = overlapping.rivals(seen)
            self._memory.fly(rivals)
            seen = [replace(each, together=tuple(seen)) for each in seen]
            self._apply(self._rules_of(Scope.TOGETHER), seen[0], hearing)
            readings = [self._one(each, hearing) for each in seen]
            self._memory.fly(frozenset())
            settle(self._memory, seen, rivals)
        else:
            readings = [self._one(seen[0], hearing)]
        judged = [replace(each, readings=shown) for each, shown in zip(judged, readings, strict=True)]
        if len(hearing.findings) > 1:
            rank = {id_: position for position, id_ in enumerate(self.rules)}
            hearing.findings.sort(key=lambda finding: rank[finding.rule])
        return Ruling(tuple(judged), tuple(hearing.findings), tuple(hearing.exercised), hearing.no_verdict)

    def _judged(self, exchange: Exchange, intent: Intent) -> Judged:
        decoded = decode(exchange)
        stale = cached(exchange, self.knowledge.last_write) if exchange.request.operation in READS else None
        return Judged(exchange, intent, decoded, stale or decoded)

    def _one(self, before: Seen, hearing: _Hearing) -> frozenset[tuple[str, str]]:
        """Judge an exchange and learn from it; returns the answers to readings that it shows."""
        exchange = before.exchange
        shown: set[tuple[str, str]] = set()
        operation = exchange.request.operation
        anticipate(self._memory, before)
        heard = before.outcome.kind is not Kind.ASTRAY  # else nothing was heard of the target
        if heard:
            self.answered.note(before)
            self._apply(self._rules_of(Scope.EXCHANGE, operation), before, hearing)
        for index in range(len(before.intent.items)):
            seen = before.at(index) if index else before
            if heard:
                self._note_spurned(types_spurned(seen), hearing)
                self._apply(self._rules_of(Scope.ITEM, operation), seen, hearing)
                shown |= self._observe(seen)
                self.answered.note_item(seen)
            learn(self._memory, seen)
        if heard and not before.intent.items:
            self._apply(self._rules_of(Scope.ITEMLESS, operation), before, hearing)
            shown |= self._observe(before)
        if before.outcome.is_decided or before.outcome.kind is Kind.DENIED:
            self._memory.note_caller(exchange.request.as_who, operation, before.outcome.is_decided)
        self._memory.note_write(exchange)
        return self._shown.setdefault(frozenset(shown), frozenset(shown))

    def _note_spurned(self, types: Iterable[str], hearing: _Hearing) -> None:
        self._memory.note_spurned(types)
        for type_ in sorted(types):
            hearing.no_verdict = spurned(type_, self.knowledge.profile.people)

    def _observe(self, seen: Seen) -> Set[tuple[str, str]]:
        found = observed.observe(seen)
        for reading, answer in found.items():
            self.readings.setdefault(reading, Counter())[answer] += 1
        return found.items()

    def find(self, rule: str, exchange: Exchange, breach: Breach) -> Finding:
        """Note a breach that only its story could see."""
        finding = self._find(self.rules[rule], exchange, breach)
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

    def _apply(self, rules: Iterable[Rule], seen: Seen, hearing: _Hearing) -> None:
        exercised: dict[str, None] = {}
        for rule in rules:
            for finding in self._judge(rule, seen):
                exercised[rule.id] = None
                if finding is not None:
                    hearing.findings.append(finding)
        self.questions.note(seen, exercised)
        hearing.exercised |= exercised

    def _judge(self, rule: Rule, seen: Seen) -> Iterator[Finding | None]:
        whole, breaches = self.tallies[rule.id], 0
        for breach in rule.judge(seen):
            tallies = [whole, *(whole.of(anchor) for anchor, is_asked in rule.also.items() if is_asked(seen))]
            finding = self._find(rule, seen.exchange, breach) if breach is not None else None
            for tally in tallies:
                tally.exercised += 1
                if finding is not None:
                    tally.note(finding)
            yield finding
            breaches += breach is not None
            if breaches == BREACHES_MAX:
                return

    def _find(self, rule: Rule, exchange: Exchange, breach: Breach) -> Finding:
        profile, operation = self.knowledge.profile, exchange.request.operation
        key = key_of(rule.id, operation, exchange.test, breach.cause or breach.where)
        finding = Finding(
            rule=rule.id,
            grade=rule.grade,
            breach=breach,
            operation=operation,
            test=exchange.test,
            exchange=exchange.index,
            remark=rule.grade is Grade.INFERRED and rule.reading not in profile.readings,
            waived=waivers.ticket(profile.waivers, key),
        )
        known = self.findings.setdefault(finding.cause, finding)
        known.note(exchange.test)
        if known is not finding:
            known.count += 1
        return known


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
