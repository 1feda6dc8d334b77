"""What the page of a run shows, as plain values that its templates only have to write down. Pure.

What a target says stands here as it came, but cut: writing it down makes it harmless.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.engine.verdict import Exit, Verdict, worst
from contracts.reporting.bundles import Bundle, bundled
from contracts.reporting.render import counted, cut
from contracts.reporting.site.findings import LINE_CHARACTERS_MAX, views
from contracts.reporting.site.plots import plots_of
from contracts.reporting.site.source import PageSource, Room, cited
from contracts.reporting.summary import OUTCOMES, CasesReport, MemberReport, PromiseReport, RunReport
from contracts.reporting.text import VERDICT_WORD, duration, numbered, summed

WHOLE_MAX = 50
"""So many findings are told with their story; further ones are a row each."""
ROOM_CHARACTERS = 600_000
"""All requests, answers and commands of a page together, as HTML has them: what is beyond stands in the events."""
_SIGN = {Verdict.FAIL: "✗", Verdict.UNKNOWN: "?", Verdict.PASS: "✓", Verdict.SKIP: "·"}
_WORD = {Verdict.FAIL: "broken", Verdict.UNKNOWN: "no verdict", Verdict.PASS: "held", Verdict.SKIP: "not exercised"}
_TONE = {Exit.CLEAN: "good", Exit.FINDINGS: "bad"}


@dataclass(frozen=True)
class PromiseCell:
    """A promise in the matrix."""

    anchor: str
    sign: str
    word: str
    times: str
    text: str
    document: str
    reason: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class FamilyRow:
    """A row of the matrix."""

    name: str
    sign: str
    word: str
    exercised: int
    cells: tuple[PromiseCell, ...]


def context(source: PageSource) -> dict[str, Any]:
    """Everything that the templates name."""
    report, room = source.report, Room(ROOM_CHARACTERS)
    every = numbered(report)
    bundles = bundled(every, source.story_of)
    told, numbers = views(bundles, source, room, WHOLE_MAX)
    return {
        "title": f"{VERDICT_WORD[report.exit]} - contract tests of {report.target}",
        "verdict": VERDICT_WORD[report.exit],
        "tone": _TONE.get(report.exit, "unsure"),
        "sentence": sentence(report, bundles),
        "brief": brief(report),
        "facts": _facts(report),
        "notes": list(report.notes),
        "findings": [each for each in told if not each.is_remark],
        "remarks": [each for each in told if each.is_remark],
        "further": [
            (f.number, f.rule, cut(f.breach.where, LINE_CHARACTERS_MAX), f.since, f.count)
            for f in every
            if f.number not in numbers
        ],
        "changes": [(change.word, change.told, change.what) for change in report.changes],
        "summed": summed(report.changes),
        "nights": len(source.nights),
        "families": list(_families(source)),
        "statements": list(report.statements.items()),
        "members": list(_members(report.members)),
        "constraints": list(_constraints(report)),
        "readings": [(name, answer) for name, answer in report.readings.items()],
        "plots": list(plots_of(source.nights)),
        "drift": list(_drift(report)),
        "has_allure": bool(source.allure),
        "is_embedded": "://" not in report.target,
    }


def sentence(report: RunReport, bundles: Sequence[Bundle] = ()) -> str:
    """The verdict as a person would say it."""
    found = [each for each in report.findings if each.decides]
    exercised = sum(bool(promise.exercised) for promise in report.promises)
    waived = sum(bool(each.waived) and not each.remark for each in report.findings)
    aside = f" {counted(waived, 'finding')} more {'is' if waived == 1 else 'are'} waived." if waived else ""
    if report.exit is Exit.FINDINGS:
        rules = {each.rule for each in found}
        families = sorted({rule.partition("/")[0] for rule in rules})
        deciding = sum(each.first.decides for each in bundles)
        of = f", which seem to have {counted(deciding, 'cause')}," if 0 < deciding < len(found) else ""
        return (
            f"The target breaks what its documents promise: {counted(len(found), 'finding')}{of} in "
            f"{', '.join(families[:6])}{' and others' if len(families) > 6 else ''}.{aside}"
        )
    if report.exit is Exit.CLEAN:
        return f"The target kept every promise that was asked for: {exercised} of {len(report.promises)}.{aside}"
    why = report.notes[-1] if report.notes else ""
    return {
        Exit.INTERRUPTED: "The run was interrupted: below is what it had seen by then.",
        Exit.NOTHING: "Nothing was exercised, so nothing is known of the target.",
        Exit.USAGE: f"The run did not begin: {why}",
    }.get(report.exit, f"There is no verdict: {why or 'the run could not be completed'}")


def brief(report: RunReport) -> str:
    """What the verdict rests on, in a line."""
    exercised = sum(bool(promise.exercised) for promise in report.promises)
    return (
        f"{exercised} of {counted(len(report.promises), 'promise')} exercised by {counted(report.requests, 'request')} "
        f"in {duration(report.seconds)}, depth {report.depth}, seed {report.seed}, run id {report.run_id}"
    )


def _facts(report: RunReport) -> list[tuple[str, str]]:
    exercised = sum(bool(promise.exercised) for promise in report.promises)
    latency = f"{report.latency_ms[0]} ms, 95 % within {report.latency_ms[1]} ms" if report.latency_ms else "-"
    return [
        ("target", report.target),
        ("profile", report.profile or "-"),
        ("depth", report.depth),
        ("promises exercised", f"{exercised} of {len(report.promises)}"),
        ("requests", f"{report.requests:,} in {duration(report.seconds)}"),
        ("distinct questions", f"{report.questions:,}"),
        ("half of the answers within", latency),
        ("seed", str(report.seed)),
        ("run id", report.run_id),
        ("specs", report.spec_sha256[:12]),
    ]


def _families(source: PageSource) -> Iterator[FamilyRow]:
    report = source.report
    for name in dict.fromkeys(promise.family for promise in report.promises):
        promises = [promise for promise in report.promises if promise.family == name]
        verdict = worst(promise.verdict for promise in promises)
        yield FamilyRow(
            name=name,
            sign=_SIGN[verdict],
            word=_WORD[verdict],
            exercised=sum(bool(promise.exercised) for promise in promises),
            cells=tuple(_cell(promise, source) for promise in promises),
        )


def _cell(promise: PromiseReport, source: PageSource) -> PromiseCell:
    why = source.why_not.get(promise.citation.anchor, "") if promise.verdict is Verdict.SKIP else ""
    accepted = promise.verdict is Verdict.PASS and bool(promise.reason)
    return PromiseCell(
        anchor=promise.citation.anchor,
        sign="!" if accepted else _SIGN[promise.verdict],
        word="remarked or waived" if accepted else _WORD[promise.verdict],
        times=f"{promise.exercised:,}",
        text=promise.citation.text,
        document=cited(promise.citation.source, source.titles, promise.citation.grade),
        reason=why or promise.reason,
        rules=promise.rules,
    )


@dataclass(frozen=True)
class TriedTable:
    """What was tried of one operation."""

    operation: str
    told: str
    rows: tuple[Any, ...]


def _members(members: Sequence[MemberReport]) -> Iterator[TriedTable]:
    for operation in dict.fromkeys(member.operation for member in members):
        rows = tuple(member for member in members if member.operation == operation)
        told = (
            f"{sum(bool(row.sent) for row in rows)} of {counted(len(rows), 'member')} sent, "
            f"{sum(bool(row.accepted) for row in rows)} accepted, "
            f"{sum(bool(row.read_back) for row in rows)} of the {sum(row.read_back is not None for row in rows)} "
            "that can be read back were"
        )
        yield TriedTable(operation, told, rows)


def _constraints(report: RunReport) -> Iterator[TriedTable]:
    for operation, constraints in report.cases.items():
        cases = CasesReport.of(constraints)
        rows = tuple(
            (
                name if numbers else f"left out: {name}",
                numbers.get("documented"),
                numbers.get("dealt"),
                *(numbers.get(word, 0) for word in OUTCOMES),
            )
            for name, numbers in constraints.items()
        )
        told = (
            f"{cases.tried} of {counted(cases.constraints, 'constraint')} tried, "
            f"by {cases.dealt:,} of {counted(cases.documented, 'documented case')}"
        )
        left_out = f"; left out: {', '.join(cases.left_out)}" if cases.left_out else ""
        yield TriedTable(operation, told + left_out, rows)


def _drift(report: RunReport) -> Iterator[tuple[str, str, str, str]]:
    """Kind, places, before and now of what a target answers otherwise than before, the worst first."""
    for each in report.drift:
        yield str(each.kind), "; ".join(each.places), each.before, each.now
