"""The report of a run in the terminal: findings first, the verdict last, in 100 columns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from contracts.engine.verdict import Exit, Finding, Verdict
from contracts.reporting.bundles import StoryOf, bundled
from contracts.reporting.changes import Change
from contracts.reporting.render import WIDTH, Words, also, counted, cut, escaped, wrapped
from contracts.reporting.render import finding as rendered
from contracts.reporting.summary import NOT_EXERCISED, CasesReport, PromiseReport, RunReport

CHANGES_MAX = 50
FINDINGS_MAX = 50
"""So many findings are printed; the events hold all of them."""
VERDICT_WORD = {
    Exit.CLEAN: "PASS",
    Exit.FINDINGS: "FAIL",
    Exit.INTERRUPTED: "INTERRUPTED",
    Exit.NO_VERDICT: "UNKNOWN",
    Exit.USAGE: "USAGE ERROR",
    Exit.NOTHING: "NOTHING EXERCISED",
}
_STYLE = {Verdict.FAIL: "red", Verdict.UNKNOWN: "yellow", Verdict.PASS: "green", Verdict.SKIP: ""}


class Line(NamedTuple):
    """A line and the colour it may be given; empty for none."""

    text: str
    style: str = ""


def lines(report: RunReport, words: Words, story_of: StoryOf, width: int = WIDTH) -> list[str]:
    """The report as plain lines, each safe to print."""
    return [line.text for line in styled(report, words, story_of, width)]


def styled(report: RunReport, words: Words, story_of: StoryOf, width: int = WIDTH) -> list[Line]:
    """The report as lines with their colours; `style` is "red", "yellow", "green", "bold" or empty."""
    every = numbered(report)
    found = [each for each in every if not each.remark]
    remarks = [each for each in every if each.remark]
    parts = [
        _section("findings", _findings(found, report, words, story_of, width)),
        _section("remarks (no documented promise is broken)", _findings(remarks, report, words, story_of, width)),
        _section("promises", chain(_promises(report.promises, width), _statements(report))),
        _section("generated cases (constraints tried, by how many of their documented cases)", _cases(report, width)),
        _section("drift (no documented promise is broken by it)", _drift(report, width)),
        _section("readings seen", _readings(report, width)),
        _section(_since(report), _changes(report, width)),
        _section("notes", (Line(line) for note in report.notes for line in wrapped(note, "  - ", width))),
        [Line(f"page: {words.page}")] if words.page else [],
        [Line(conclusion(report), _conclusion_style(report.exit))],
    ]
    return [line for part in parts for line in part]


def numbered(report: RunReport) -> list[Finding]:
    """The findings of a run, each with a number: its own, or else its place."""
    return [each if each.number else replace(each, number=place) for place, each in enumerate(report.findings, 1)]


def conclusion(report: RunReport) -> str:
    """The last line of a run: the verdict and the figures that support it."""
    broken = sum(not each.remark for each in report.findings)
    waived = sum(bool(each.waived) and not each.remark for each in report.findings)
    exercised = sum(1 for promise in report.promises if promise.exercised)
    found = counted(broken, "finding") + (f" ({waived} waived)" if waived else "")
    return (
        f"verdict: {VERDICT_WORD[report.exit]} - {found}, {counted(len(report.findings) - broken, 'remark')}; "
        f"{exercised} of {counted(len(report.promises), 'promise')} exercised; "
        f"{counted(report.requests, 'request')} in {duration(report.seconds)} "
        f"asked {counted(report.questions, 'distinct question')} (seed {report.seed}, run id {escaped(report.run_id)})"
    )


def duration(seconds: float) -> str:
    """Seconds as a person says them: "3.1 s", "12 min 4 s", "2 h 5 min"."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _section(title: str, body: Iterator[Line]) -> list[Line]:
    content = list(body)
    return [Line(title, "bold"), *content, Line("")] if content else []


def _findings(
    findings: Sequence[Finding], report: RunReport, words: Words, story_of: StoryOf, width: int
) -> Iterator[Line]:
    told_whole: set[str] = set()
    bundles = bundled(findings[:FINDINGS_MAX], story_of)
    for bundle in bundles:
        first = bundle.first
        family = family_of(first.rule)
        whole = not first.remark and family not in told_whole
        if bundle is not bundles[0]:
            yield Line("")
        text = rendered(first, report.rules[first.rule], story_of(first), words, whole=whole, width=width - 2)
        told_whole.add(family)
        colour = "yellow" if first.remark or first.waived else "red"
        for place, line in enumerate(text.split("\n")):
            yield Line(f"  {line}", colour if place == 0 else "")
        for line in also(bundle.also, words, width - 2):
            yield Line(f"  {line}")
    if (left_out := len(findings) - FINDINGS_MAX) > 0:
        yield Line(f"  and {left_out:,} more: the events of the run hold all of them")


_NAMED = frozenset({NOT_EXERCISED})
"""Reasons for which a reader wants to know which promises they are."""


def family_of(rule: str) -> str:
    """The family in a rule's id."""
    return rule.partition("/")[0]


def _promises(promises: Sequence[PromiseReport], width: int) -> Iterator[Line]:
    families: dict[str, list[PromiseReport]] = defaultdict(list)
    aside: dict[str, list[PromiseReport]] = defaultdict(list)
    for promise in promises:
        if promise.verdict is Verdict.SKIP:
            aside[promise.reason or "never exercised"].append(promise)
        else:
            families[promise.family].append(promise)
    for family, members in families.items():
        yield Line(f"  {family}")
        for promise in sorted(members, key=lambda p: (-p.verdict, p.citation.anchor)):
            yield _promise(promise, width)
    for reason, members in aside.items():
        names = ", ".join(promise.citation.anchor for promise in members)
        told = f"{counted(len(members), 'promise')} {escaped(reason)}"
        yield from map(Line, wrapped(f"{told}: {names}" if reason in _NAMED else told, "  SKIP     ", width))


def _statements(report: RunReport) -> Iterator[Line]:
    if report.statements:
        told = ", ".join(f"{number:,} {cover}" for cover, number in report.statements.items())
        yield Line(f"  of {sum(report.statements.values()):,} statements of the documents: {told} (contracts promises)")


def _promise(promise: PromiseReport, width: int) -> Line:
    lead = f"    {promise.verdict.name:<8}{promise.exercised:>6,}x  {escaped(promise.citation.anchor)}"
    style = "yellow" if promise.reason and promise.verdict is Verdict.PASS else _STYLE[promise.verdict]
    return Line(cut(f"{lead:<52}  {escaped(promise.reason or promise.citation.text)}", width), style)


def _cases(report: RunReport, width: int) -> Iterator[Line]:
    columns = min(max(map(len, report.cases), default=0), 22)
    left_out: Counter[str] = Counter()
    for operation, constraints in report.cases.items():
        cases = CasesReport.of(constraints)
        left_out.update(cases.left_out)
        told = ", ".join(f"{number:,} {word}" for word, number in cases.outcomes.items())
        tried = f"{cases.tried} of {cases.constraints} by {cases.dealt:,} of {cases.documented:,}"
        yield Line(cut(f"  {escaped(operation):<{columns}}  {tried}: {told}", width))
    for name, operations in left_out.items():
        yield Line(cut(f"  left out of {counted(operations, 'operation')}: {escaped(name)}", width))


def _readings(report: RunReport, width: int) -> Iterator[Line]:
    columns = min(max(map(len, report.readings), default=0), 50)
    for reading, answer in report.readings.items():
        yield Line(cut(f"  {escaped(reading):<{columns}}  {escaped(answer)}", width))


def _since(report: RunReport) -> str:
    return f"since the nights before ({counted(report.nights, 'run')} in the history)"


def _changes(report: RunReport, width: int) -> Iterator[Line]:
    if report.nights and not report.changes:
        yield Line("  nothing has changed")
    if report.changes:
        yield Line(f"  {summed(report.changes)}")
    shown = report.changes[:CHANGES_MAX]
    columns = max((len(change.told) for change in shown), default=0)
    for change in shown:
        yield Line(cut(f"  {change.told:<{columns}}  {escaped(change.what)}", width))
    if (left_out := len(report.changes) - len(shown)) > 0:
        yield Line(f"  and {left_out:,} more")


def _drift(report: RunReport, width: int) -> Iterator[Line]:
    shown = report.drift[:CHANGES_MAX]
    columns = max((len(each.kind) for each in shown), default=0)
    for each in shown:
        yield Line(cut(f"  {each.kind:<{columns}}  {escaped(each.told)}", width))
    if (left_out := len(report.drift) - len(shown)) > 0:
        yield Line(f"  and {left_out:,} more")


def summed(changes: Sequence[Change]) -> str:
    """How many findings and promises there are of each word: "2 new, 1 mended"; remarks apart."""
    counts = Counter((change.word, change.is_remark, not change.operation) for change in changes)
    told = []
    for (word, is_remark, is_promise), number in counts.items():
        what = word.removesuffix(" since")
        kind = "promise" if is_promise else "remark" if is_remark else ""
        told.append(f"{number} {counted(number, kind).split(' ', 1)[1]} {what}" if kind else f"{number} {what}")
    return ", ".join(told)


def _conclusion_style(code: Exit) -> str:
    if code is Exit.CLEAN:
        return "green"
    return "red" if code in (Exit.FINDINGS, Exit.USAGE) else "yellow"
