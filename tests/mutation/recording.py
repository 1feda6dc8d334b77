"""What rules and observers were shown in a history, kept so that changed ones can be asked again without the story.

Only where nothing but these is changed: what is known, and which rule is shown what, stays as it was.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from histories import DRIFT, History

from contracts.documents.spec import Spec
from contracts.engine.exchange import Exchange, Request
from contracts.engine.verdict import Breach
from contracts.evidence.envelope import Outcome, decode
from contracts.evidence.intent import Intent
from contracts.evidence.knowledge import Knowledge
from contracts.evidence.parsing import parse
from contracts.evidence.seen import Seen
from contracts.rules import Rule
from contracts.rules import judge as judge_module
from contracts.rules.judge import Judge
from contracts.rules.readings import observed

Shown = dict[str, list[list[Seen]]]
"""Rule id -> for each line of a history, in what the rule is asked."""
Said = tuple[Breach | None, frozenset[str]]
"""What a rule yields, and of which special cases."""


@dataclass
class Recording:
    """What rules and observers were shown in a test, in order."""

    shown: Shown = field(default_factory=dict)
    said: dict[str, list[list[Said]]] = field(default_factory=dict)
    """What the unchanged rules said of it."""
    observed: list[tuple[Seen, Mapping[str, str]]] = field(default_factory=list)
    """What was observed, and which readings it showed."""

    def is_observed_alike(self) -> bool:
        """Whether the observers see now what they saw. Raises what they raise."""
        return all(observed.observe(seen) == shown for seen, shown in self.observed)

    def is_answered_alike(self, rules: Mapping[str, Rule]) -> bool:
        """Whether these rules say what was said before: if so, the test ends as it did. Raises what they raise."""
        if not self.said:
            self.said = {id_: [_said(rules[id_], line) for line in lines] for id_, lines in self.shown.items()}
        asked = [(rule, *line) for id_, rule in rules.items() for line in zip(*self._of(id_), strict=True)]
        return all(_said(rule, seen) == said for rule, seen, said in asked)

    def _of(self, id_: str) -> tuple[list[list[Seen]], list[list[Said]]]:
        return self.shown.get(id_, []), self.said.get(id_, [])

    def objects(self, history: History, rules: Mapping[str, Rule]) -> bool:
        """Whether a claim does not hold of these rules any more: as `History.check`, rule by rule."""
        return any(self._objects(history, id_, rule) for id_, rule in rules.items() if id_ in self.shown)

    def _objects(self, history: History, id_: str, rule: Rule) -> bool:
        named = {history.rule, *history.also, *history.before}
        due = id_ in (*history.before, *history.also) or (id_ == history.rule and history.kind == "bad")
        *earlier, last = [_answers(rule, line) for line in self.shown[id_]]
        if id_ != DRIFT or DRIFT in named:
            if any(breach is not None for line in earlier for breach in line):
                return True
            if any(breach is not None for breach in last) is not due:
                return True
        if id_ != history.rule:
            return False
        if bool(last) is (history.kind == "silent"):
            return True
        told = next(((b.where, b.expected, b.actual) for b in last if b is not None), None)
        return history.says is not None and told != history.says


def _answers(rule: Rule, line: Iterable[Seen]) -> list[Breach | None]:
    return [breach for seen in line for breach in rule.judge(seen)]


def _said(rule: Rule, line: Iterable[Seen]) -> list[Said]:
    return [(breach, _cases(rule, seen)) for seen in line for breach in rule.judge(seen)]


def _cases(rule: Rule, seen: Seen) -> frozenset[str]:
    return frozenset(anchor for anchor, is_asked in rule.also.items() if is_asked(seen))


@contextmanager
def recording() -> Iterator[Recording]:
    """Notes what rules and observers are shown meanwhile."""
    noted = Recording()
    kept: dict[int, tuple[Seen, Seen]] = {}
    line = -1

    def judge_all(self: Judge, *arguments: Any) -> Any:
        nonlocal line
        line += 1
        for lines in noted.shown.values():
            lines.append([])
        return wholly(self, *arguments)

    def keep(seen: Seen) -> Seen:
        if id(seen) not in kept:
            kept[id(seen)] = seen, _kept(seen)  # the first keeps its number from being given again
        return kept[id(seen)][1]

    def judge(self: Judge, rule: Rule, seen: Seen) -> Any:
        noted.shown.setdefault(rule.id, [[] for _ in range(line + 1)])[-1].append(keep(seen))
        return singly(self, rule, seen)

    def observe(self: Judge, seen: Seen) -> Any:
        noted.observed.append((keep(seen), observed.observe(seen)))
        return watch(self, seen)

    wholly, singly, watch = Judge.judge_all, Judge._judge, Judge._observe
    Judge.judge_all, Judge._judge, Judge._observe = judge_all, judge, observe
    try:
        yield noted
    finally:
        Judge.judge_all, Judge._judge, Judge._observe = wholly, singly, watch


def read_once() -> None:
    """Let judges read each request and answer a single time: no change touches how they are read."""
    of_requests: dict[int, tuple[Request, Intent]] = {}
    of_answers: dict[tuple[int, int], tuple[Exchange, Outcome]] = {}

    def intent(request: Request) -> Intent:
        if id(request) not in of_requests:
            of_requests[id(request)] = request, parse(request)
        return of_requests[id(request)][1]

    def outcome(exchange: Exchange) -> Outcome:
        key = id(exchange.request), id(exchange.answer)
        if key not in of_answers:
            of_answers[key] = exchange, decode(exchange)
        return of_answers[key][1]

    judge_module.parse, judge_module.decode = intent, outcome
    schema = Spec.mismatch
    of_bodies: dict[tuple[int, str, str, int], tuple[Spec, Any, Any]] = {}

    def mismatch(self: Spec, operation: str, kind: str, body: Any) -> Any:
        key = id(self), operation, kind, id(body)
        if key not in of_bodies:
            of_bodies[key] = self, body, schema(self, operation, kind, body)
        return of_bodies[key][2]

    Spec.mismatch = mismatch


def _kept(seen: Seen) -> Seen:
    """The same, with what is known at this moment: later lines teach more."""
    known = copy.copy(seen.knowledge)
    known._facts = _copied(known._facts)
    return _with(seen, known, tuple(_with(each, known, ()) for each in seen.together))


def _with(seen: Seen, known: Knowledge, together: tuple[Seen, ...]) -> Seen:
    found = replace(seen, knowledge=known, together=together)
    vars(found).update({name: value for name, value in vars(seen).items() if name not in vars(found)})
    return found


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(one) for key, one in value.items()}
    if isinstance(value, set):
        return set(value)
    if is_dataclass(value) and not type(value).__hash__:  # what can be changed has no hash
        return replace(value, **{f.name: _copied(getattr(value, f.name)) for f in fields(value)})
    return value
