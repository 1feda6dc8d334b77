"""What a target answered, condensed: small enough to be kept for each night, and to be laid beside another.

Plain JSON, all of it counted:

    format: 1
    operations: operation -> {latency: figures, outcomes: outcome -> {answers, statuses, content_types, codes, warnings,
        bytes: figures, members: path -> {of, types, undocumented}}}
    situations: situation -> answer -> how often
    readings: reading -> answer -> how often

An *outcome* is the kind of an answer ("success", "denied", ...), or what became of an item of a batch ("item ok", "item
refused"), whose members are told apart from those around it. Of a member, `of` counts the objects that might hold it. A
*situation* is what the history says of an item that leaves nothing open, or whose credentials were no good. Figures are
{n, p50, p90, p99}: of latency in seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from contracts.documents.spec import Spec
from contracts.engine.jsontext import NOT_JSON, Constant
from contracts.evidence.classification import Category
from contracts.evidence.envelope import NO_EVIDENCE
from contracts.evidence.facts import Hold
from contracts.evidence.intent import READS, REGISTRATIONS
from contracts.evidence.seen import Seen

FORMAT = 1
_DEPTH_MAX = 8
_MEMBERS_MAX = 400
_SITUATIONS_MAX = 600
_SENT_MAX = 5_000
"""Names that requests hold and that are remembered: what echoes them is nothing new."""
_NAME_CHARACTERS_MAX = 60
_OTHER = "*"
"""In place of a name that is a number, as of a map by ids."""
_TYPES: Mapping[type, str] = {
    type(None): "null",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    Constant: "number",
    list: "list",
    dict: "object",
}
_OPEN = frozenset({Category.UNDECIDED, Category.SEVERAL_PROBLEMS})
"""Situations in which answers may differ from one time to the next."""

Json = dict[str, Any]


@dataclass
class _Member:
    around: str
    """Path of the objects that might hold it."""
    types: Counter[str] = field(default_factory=Counter)


@dataclass
class _Outcome:
    answers: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    content_types: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    sizes: list[int] = field(default_factory=list)
    members: dict[str, _Member] = field(default_factory=dict)
    objects: Counter[str] = field(default_factory=Counter)
    """Path -> how many objects stood there."""


class Answered:
    """Counts what one target answers; the judge notes each exchange and each of its items, once."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._latency: dict[str, list[float]] = {}
        self._outcomes: dict[tuple[str, str], _Outcome] = {}
        self._situations: dict[str, Counter[str]] = {}
        self._sent: set[str] = set()

    def note(self, seen: Seen) -> None:
        """Take in an exchange that says something of the target; `seen` is its first item, before it is learnt from."""
        exchange, outcome = seen.exchange, seen.outcome
        response = exchange.response
        if response is None or outcome.kind in NO_EVIDENCE:
            return
        operation = seen.operation
        self._remember(exchange.request.json)
        self._latency.setdefault(operation, []).append(exchange.ended - exchange.started)
        kept = self._of(operation, str(outcome.kind))
        kept.statuses[str(response.status)] += 1
        kept.content_types[_content_type(response.header("Content-Type"))] += 1
        kept.sizes.append(len(response.body))
        entries = [result for result in outcome.results if result.body is not outcome.body and result.body is not None]
        for result in outcome.results if not entries else ():
            kept.codes.update(map(str, result.codes))
            kept.warnings.update(map(str, result.warnings))
        if not outcome.results:
            kept.codes.update(map(str, outcome.codes))
        _take(kept, outcome.body, {id(result.body) for result in entries})
        for result in entries:
            item = self._of(operation, {True: "item ok", False: "item refused", None: "item unclear"}[result.ok])
            item.codes.update(map(str, result.codes))
            item.warnings.update(map(str, result.warnings))
            _take(item, result.body, ())

    def note_item(self, seen: Seen) -> None:
        """Take in what became of an item, before it is learnt from."""
        situation, response = _situation(seen), seen.exchange.response
        if situation is None or response is None:
            return
        if situation in self._situations or len(self._situations) < _SITUATIONS_MAX:
            codes = " ".join(map(str, sorted(seen.codes)))
            became = {True: "ok", False: "refused", None: "unclear"}[seen.ok]
            told = f"HTTP {response.status}, {became}{f' {codes}' if codes else ''}"
            self._situations.setdefault(situation, Counter())[told] += 1

    def condensed(self, readings: Mapping[str, Mapping[str, int]]) -> Json:
        """All that was noted, with the answers that were seen of readings."""
        operations: dict[str, Json] = {}
        for operation, latency in sorted(self._latency.items()):
            outcomes = {
                kind: self._told(operation, of) for (name, kind), of in self._outcomes.items() if name == operation
            }
            operations[operation] = {"latency": figures(latency), "outcomes": dict(sorted(outcomes.items()))}
        return {
            "format": FORMAT,
            "operations": operations,
            "situations": {name: dict(sorted(seen.items())) for name, seen in sorted(self._situations.items())},
            "readings": {name: dict(sorted(seen.items())) for name, seen in sorted(readings.items())},
        }

    def _of(self, operation: str, kind: str) -> _Outcome:
        outcome = self._outcomes.setdefault((operation, kind), _Outcome())
        outcome.answers += 1
        return outcome

    def _told(self, operation: str, outcome: _Outcome) -> Json:
        documented = self._spec.answered(operation)
        members = {
            path: {"of": outcome.objects[member.around], "types": dict(sorted(member.types.items()))}
            | ({"undocumented": True} if _is_new(path, documented, self._sent) else {})
            for path, member in sorted(outcome.members.items())
        }
        counters = {
            name: dict(sorted(getattr(outcome, name).items()))
            for name in ("statuses", "content_types", "codes", "warnings")
        }
        return {"answers": outcome.answers, **counters, "bytes": figures(outcome.sizes), "members": members}

    def _remember(self, sent: Any) -> None:
        if len(self._sent) < _SENT_MAX and sent is not NOT_JSON:
            self._sent.update(_names(sent))


def figures(values: Collection[float]) -> Json:
    """How many there are, and what half, nine in ten and 99 in a hundred of them do not exceed."""
    ordered = sorted(values)
    last = len(ordered) - 1
    shares = {f"p{share}": round(ordered[round(last * share / 100)], 6) for share in (50, 90, 99)} if ordered else {}
    return {"n": len(ordered), **shares}


def _situation(seen: Seen) -> str | None:
    """The situation in words; None where the answer may be this one or another."""
    who = seen.exchange.request.as_who
    if not who.is_authentic:
        return f"{seen.operation}: sent as {who}" if seen.index == 0 else None
    if not seen.is_decided:
        return None
    if seen.operation in READS:
        return _of_a_read(seen)
    if seen.operation not in REGISTRATIONS:
        return None
    situation = seen.situation
    if not situation.plain or situation.besides or situation.category in _OPEN:
        return None
    types = " and ".join(sorted({identifier.type for identifier in situation.held}))
    return f"{seen.operation}: {situation.category}{f' ({types})' if types else ''}"


def _of_a_read(seen: Seen) -> str | None:
    """Whom a read by one identifier looks for."""
    place, asked = seen.situation.place, seen.asked
    if place is None or not seen.situation.plain or len(asked.identifiers) != 1 or len(seen.intent.items) != 1:
        return None
    (identifier,) = asked.identifiers
    holder = seen.knowledge.holder(place, identifier)
    if holder is Hold.UNSURE or asked.removed:
        return None
    whom = "nobody" if holder is Hold.NOBODY else "somebody"
    return f"{seen.operation}: {whom} ({identifier.type})"


def _content_type(value: str | None) -> str:
    return (value or "none").partition(";")[0].strip().lower()[:_NAME_CHARACTERS_MAX]


def _take(outcome: _Outcome, body: Any, elsewhere: Collection[int]) -> None:
    """Count the members of a body; objects with an id of `elsewhere` are told of on their own."""
    level = [("", body)]
    for _ in range(_DEPTH_MAX):
        further: list[tuple[str, Any]] = []
        for path, value in level:
            if isinstance(value, dict):
                if path == "" or id(value) not in elsewhere:
                    further += _take_object(outcome, path, value)
            elif isinstance(value, list):
                further += [(f"{path}[]", entry) for entry in value if id(entry) not in elsewhere]
        level = further


def _take_object(outcome: _Outcome, path: str, value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    outcome.objects[path] += 1
    for name, entry in value.items():
        inner = _path(path, name)
        member = outcome.members.get(inner)
        if member is None:
            if len(outcome.members) >= _MEMBERS_MAX:
                continue
            member = outcome.members[inner] = _Member(path)
        member.types[_TYPES.get(type(entry), "other")] += 1
        if type(entry) in (dict, list):
            yield inner, entry


@lru_cache(maxsize=10_000)
def _path(around: str, name: str) -> str:
    return f"{around}.{_named(name)}" if around else _named(name)


@lru_cache(maxsize=10_000)
def _named(name: str) -> str:
    return _OTHER if name.isdigit() else "".join(c if c.isprintable() else "?" for c in name[:_NAME_CHARACTERS_MAX])


def _names(value: Any) -> Iterator[str]:
    left, depth = [value], 0
    while left and depth < _DEPTH_MAX:
        level, left, depth = left, [], depth + 1
        for each in level:
            if isinstance(each, dict):
                yield from map(_named, each)
                left += each.values()
            elif isinstance(each, list):
                left += each


def _is_new(path: str, documented: Collection[str], sent: Collection[str]) -> bool:
    """Whether no document names a member of that operation's answers so, and no request has."""
    name = path.rpartition(".")[2].removesuffix("[]")
    return name not in documented and name not in sent and name != _OTHER
