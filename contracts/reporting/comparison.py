"""Two runs side by side: findings, readings, members, codes, latency; what differs comes first. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.engine.verdict import Exit, Finding
from contracts.reporting.render import cut, escaped
from contracts.reporting.text import VERDICT_WORD

WIDTH = 120
_NONE = "-"
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Side:
    """One of two runs."""

    called: str
    target: str
    depth: str
    seed: int
    exit: int | None
    requests: int
    findings: Sequence[Finding]
    answered: Json
    """What it answered, as `evidence.answered` condenses it."""


@dataclass(frozen=True)
class Pair:
    """One thing of both runs."""

    what: str
    a: str
    b: str

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return self.a != self.b


@dataclass(frozen=True)
class Table:
    """Rows of one kind."""

    title: str
    rows: Sequence[Pair] = field(default_factory=tuple)
    alike: int = 0
    """Things that are the same in both, and not among the rows."""


def tables(a: Side, b: Side) -> list[Table]:
    """All that differs, by kind; of the figures also what does not."""
    return [
        Table("runs", list(_runs(a, b))),
        _differing("findings", _findings(a, b)),
        _differing("readings", _counters("", _of(a, "readings"), _of(b, "readings"))),
        _differing("answers in the same situation", _counters("", _of(a, "situations"), _of(b, "situations"))),
        _differing("statuses, codes, warnings of one alone", _outcomes(a, b)),
        _differing("members", _members(a, b)),
        Table("latency: half of the answers, nine in ten", list(_latency(a, b))),
    ]


def lines(a: Side, b: Side, width: int = WIDTH) -> Iterator[str]:
    """The tables as plain lines, each safe to print."""
    for table in tables(a, b):
        yield f"{table.title}{f' ({table.alike:,} alike)' if table.alike else ''}"
        if not table.rows:
            yield "  no difference"
        room = (width - 6) // 4
        for row in table.rows:
            what = cut(escaped(row.what), 2 * room)
            yield f"  {what:<{2 * room}}  {cut(escaped(row.a), room):<{room}}  {cut(escaped(row.b), room)}".rstrip()
        yield ""
    yield conclusion(a, b)


def conclusion(a: Side, b: Side) -> str:
    """How many findings only one of them has."""
    first, second = _keys(a), _keys(b)
    told = [
        f"{len(second.keys() - first.keys()):,} in B only",
        f"{len(first.keys() - second.keys()):,} in A only",
        f"{len(first.keys() & second.keys()):,} in both",
    ]
    return f"findings and remarks: {', '.join(told)}"


def _runs(a: Side, b: Side) -> Iterator[Pair]:
    yield Pair("", f"A {a.called}", f"B {b.called}")
    yield Pair("target", a.target, b.target)
    yield Pair("verdict", _verdict(a), _verdict(b))
    yield Pair("depth, seed", f"{a.depth}, {a.seed}", f"{b.depth}, {b.seed}")
    yield Pair("requests", f"{a.requests:,}", f"{b.requests:,}")


def _verdict(side: Side) -> str:
    return VERDICT_WORD[Exit(side.exit)] if side.exit in list(Exit) else "killed"


def _findings(a: Side, b: Side) -> Iterator[Pair]:
    first, second = _keys(a), _keys(b)
    for key in sorted({*first, *second}):
        yield Pair(key, first.get(key, _NONE), second.get(key, _NONE))


def _keys(side: Side) -> dict[str, str]:
    """Key of each finding of an exchange -> what it is."""
    return {
        str(key): "remark" if finding.remark else "waived" if finding.waived else "broken"
        for finding in side.findings
        if finding.exchange >= 0
        for key in finding.keys
    }


def _counters(lead: str, a: Json, b: Json) -> Iterator[Pair]:
    """What was answered, without how often: two runs need not ask alike often. What only one asked is left out."""
    for name in sorted({*a, *b}):
        if name in a and name in b:
            yield Pair(f"{lead}{name}", _listed(a[name]), _listed(b[name]))


def _outcomes(a: Side, b: Side) -> Iterator[Pair]:
    for operation, outcome, first, second in _both(a, b):
        for what in ("statuses", "content_types", "codes", "warnings"):
            first_only, second_only = _apart(first.get(what, {}), second.get(what, {}))
            yield Pair(f"{operation}, {outcome}: {what.replace('_', ' ')}", first_only, second_only)


def _apart(a: Json, b: Json) -> tuple[str, str]:
    """What only one of them has; the same in both places where there is nothing."""
    return " or ".join(sorted(a.keys() - b.keys())) or _NONE, " or ".join(sorted(b.keys() - a.keys())) or _NONE


def _members(a: Side, b: Side) -> Iterator[Pair]:
    for operation, outcome, first, second in _both(a, b):
        members = first.get("members", {}), second.get("members", {})
        for path in sorted({*members[0], *members[1]}):
            told = [_listed(each[path].get("types", {})) if path in each else _NONE for each in members]
            yield Pair(f"{operation}, {outcome}: {path}", *told)


def _latency(a: Side, b: Side) -> Iterator[Pair]:
    operations = _of(a, "operations"), _of(b, "operations")
    for operation in sorted({*operations[0], *operations[1]}):
        told = [_figures(each.get(operation, {}).get("latency", {})) for each in operations]
        yield Pair(operation, *told)


def _figures(latency: Json) -> str:
    if not latency.get("n"):
        return _NONE
    return f"{latency['p50'] * 1000:,.0f} ms, {latency['p90'] * 1000:,.0f} ms ({latency['n']:,})"


def _both(a: Side, b: Side) -> Iterator[tuple[str, str, Json, Json]]:
    """The outcomes of operations that both runs saw."""
    first, second = _of(a, "operations"), _of(b, "operations")
    for operation in sorted(first.keys() & second.keys()):
        outcomes = first[operation].get("outcomes", {}), second[operation].get("outcomes", {})
        for outcome in sorted(outcomes[0].keys() & outcomes[1].keys()):
            yield operation, outcome, outcomes[0][outcome], outcomes[1][outcome]


def _of(side: Side, what: str) -> Json:
    held: Json = side.answered.get(what, {})
    return held


def _listed(seen: Json) -> str:
    return " or ".join(sorted(seen)) or "none"


def _differing(title: str, rows: Iterator[Pair]) -> Table:
    every = list(rows)
    other = [row for row in every if row.differs]
    return Table(title, other, len(every) - len(other))
