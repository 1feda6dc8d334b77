"""What the page of a run shows, as plain values that its templates only have to write down. Pure.

What a target says stands here as it came, but cut: writing it down makes it harmless.
"""

from __future__ import annotations

import contextlib
import html
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.engine.exchange import Exchange, NoAnswer
from contracts.engine.verdict import Exit, Finding, Grade, Verdict, worst
from contracts.reporting import render
from contracts.reporting.changes import Night
from contracts.reporting.render import counted, cut
from contracts.reporting.shell import curl
from contracts.reporting.site.plots import plots_of
from contracts.reporting.summary import MemberReport, PromiseReport, RuleReport, RunReport, Told
from contracts.reporting.text import VERDICT_WORD, duration, numbered, summed

WHOLE_MAX = 50
"""So many findings are told with their story; further ones are a row each."""
STORY_MAX = 8
"""So many exchanges of a story are shown whole, the last ones."""
LINE_CHARACTERS_MAX = 240
BODY_CHARACTERS_MAX = 3_000
BREAKING_CHARACTERS_MAX = 40_000
"""Of the answer that breaks the promise: what is wrong may stand at its end."""
ROOM_CHARACTERS = 600_000
"""All requests, answers and commands of a page together, as HTML has them: what is beyond stands in the events."""
COMMAND_CHARACTERS_MAX = 8_000
_SIGN = {Verdict.FAIL: "✗", Verdict.UNKNOWN: "?", Verdict.PASS: "✓", Verdict.SKIP: "·"}
_WORD = {Verdict.FAIL: "broken", Verdict.UNKNOWN: "no verdict", Verdict.PASS: "held", Verdict.SKIP: "not exercised"}
_TONE = {Exit.CLEAN: "good", Exit.FINDINGS: "bad"}
_GRADE = {
    Grade.DOCUMENTED: "",
    Grade.VENDOR: "from the vendor's further documents",
    Grade.INFERRED: "inferred, in no document",
}


@dataclass(frozen=True)
class PageSource:
    """What a page is made of."""

    report: RunReport
    words: render.Words
    story_of: Callable[[Finding], Sequence[Told]]
    nights: Sequence[Night] = ()
    """Those before and tonight, the oldest first; empty without a history."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Key of a document -> its title."""
    why_not: Mapping[str, str] = field(default_factory=dict)
    """Promise -> why it was not exercised, as far as anything is known of that."""
    allure: Mapping[str, str] = field(default_factory=dict)
    """Identity of a test -> where the Allure report tells of it, from the page."""


@dataclass(frozen=True)
class ExchangeView:
    """An exchange of a story."""

    line: str
    breaks: bool
    request: str = ""
    answer: str = ""


@dataclass(frozen=True)
class FindingView:
    """A finding on the page."""

    number: int
    rule: str
    family: str
    must: str
    where: str
    due: str
    came: str
    promise: str
    document: str
    location: str
    operation: str
    since: str
    word: str
    waived: str
    is_remark: bool
    seen: str
    story: tuple[ExchangeView, ...]
    left_out: int
    cut_down: str
    replay: str
    curl: str
    keys: tuple[str, ...]
    allure: str


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


class Room:
    """How much of requests, answers and commands a page may still show."""

    def __init__(self, characters: int) -> None:
        self._left = characters

    def take(self, text: str, most: int = BODY_CHARACTERS_MAX) -> str:
        """The text as far as there is room for it, and no longer than that."""
        shown = text[:most]
        if not self._fits(shown):
            return "in run.jsonl"
        left_out = len(text) - len(shown)
        return f"{shown}\n... {left_out:,} more characters in run.jsonl" if left_out else shown

    def take_whole(self, command: str) -> str:
        """A command, which is of no use in part; empty where there is no room for it."""
        return command if len(command) <= COMMAND_CHARACTERS_MAX and self._fits(command) else ""

    def _fits(self, text: str) -> bool:
        size = len(html.escape(text))
        if size > self._left:
            return False
        self._left -= size
        return True


def context(source: PageSource) -> dict[str, Any]:
    """Everything that the templates name."""
    report, room = source.report, Room(ROOM_CHARACTERS)
    every = numbered(report)
    whole = every[:WHOLE_MAX]
    told = [_finding(each, source, room) for each in whole]
    return {
        "title": f"{VERDICT_WORD[report.exit]} - contract tests of {report.target}",
        "verdict": VERDICT_WORD[report.exit],
        "tone": _TONE.get(report.exit, "unsure"),
        "sentence": sentence(report),
        "brief": brief(report),
        "facts": _facts(report),
        "notes": list(report.notes),
        "findings": [each for each in told if not each.is_remark],
        "remarks": [each for each in told if each.is_remark],
        "further": [
            (f.number, f.rule, cut(f.breach.where, LINE_CHARACTERS_MAX), f.since, f.count) for f in every[WHOLE_MAX:]
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


def sentence(report: RunReport) -> str:
    """The verdict as a person would say it."""
    found = [each for each in report.findings if each.decides]
    exercised = sum(bool(promise.exercised) for promise in report.promises)
    waived = sum(bool(each.waived) and not each.remark for each in report.findings)
    aside = f" {counted(waived, 'finding')} more {'is' if waived == 1 else 'are'} waived." if waived else ""
    if report.exit is Exit.FINDINGS:
        rules = {each.rule for each in found}
        families = sorted({rule.partition("/")[0] for rule in rules})
        return (
            f"The target breaks what its documents promise: {counted(len(found), 'finding')} in "
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


def _finding(finding: Finding, source: PageSource, room: Room) -> FindingView:
    rule = source.report.rules.get(finding.rule)
    story = list(source.story_of(finding))
    where, due, came = (text for _, text in render.compared(finding.breach))
    replay = source.words.replay.format(number=finding.number) if finding.exchange >= 0 else ""
    command = curl(story[-1].exchange, source.words.base_url, source.words.credential, folded=True) if story else ""
    shown = story[-STORY_MAX:]
    return FindingView(
        number=finding.number,
        rule=finding.rule,
        family=finding.rule.partition("/")[0],
        must=rule.must if rule else finding.rule,
        where=cut(where, LINE_CHARACTERS_MAX),
        due=due,
        came=came,
        promise=rule.citation.text if rule else "",
        document=_document(rule, source.titles) if rule else "",
        location=rule.location if rule else "",
        operation=finding.operation,
        since=finding.since,
        word=finding.since.partition(" ")[0].rstrip(":,"),
        waived=finding.waived,
        is_remark=finding.remark,
        seen=render.seen(finding),
        story=tuple(_sent(told, told is story[-1], room) for told in shown),
        left_out=len(story) - len(shown),
        cut_down=room.take_whole("\n".join(map(render.escaped, finding.cut_down))),
        replay=replay,
        curl=room.take_whole(command),
        keys=tuple(str(key) for key in finding.keys) if finding.exchange >= 0 else (),
        allure=source.allure.get(finding.test, ""),
    )


def _sent(told: Told, breaks: bool, room: Room) -> ExchangeView:
    exchange = told.exchange
    return ExchangeView(
        cut(render.traced(told), LINE_CHARACTERS_MAX),
        breaks,
        room.take(_request(exchange)),
        room.take(_answer(exchange), BREAKING_CHARACTERS_MAX if breaks else BODY_CHARACTERS_MAX),
    )


def _request(exchange: Exchange) -> str:
    request = exchange.request
    lines = [render.request_line(request)]
    lines += [f"{name}: {text}" for name, text in request.headers]
    return "\n".join([*lines, *_body(request.body)])


def _answer(exchange: Exchange) -> str:
    answer = exchange.answer
    if isinstance(answer, NoAnswer):
        return f"no answer: {answer.why.value} {answer.detail}".strip()
    kind = answer.header("content-type")
    return "\n".join([f"{answer.status}", *([f"Content-Type: {kind}"] if kind else []), *_body(answer.body)])


def _body(data: bytes) -> Iterator[str]:
    if not data:
        return
    yield ""
    text = data[: 40 * BODY_CHARACTERS_MAX].decode("utf-8", "backslashreplace")
    with contextlib.suppress(ValueError, RecursionError):
        text = json.dumps(json.loads(text), indent=1, ensure_ascii=False, allow_nan=False)
    yield text


def _document(rule: RuleReport, titles: Mapping[str, str]) -> str:
    return _cited(rule.citation.source or rule.citation.anchor, rule.citation.grade, titles)


def _cited(source: str, grade: Grade, titles: Mapping[str, str]) -> str:
    """Where a promise stands, each document by its title."""
    parts = []
    for part in source.split(";"):
        key, mark, section = part.strip().partition(" § ")
        parts.append(f"{titles.get(key, key)}{mark}{section}")
    return "; ".join(parts) + (f" ({_GRADE[grade]})" if _GRADE[grade] else "")


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
        document=_cited(promise.citation.source, promise.citation.grade, source.titles),
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
        rows = tuple(
            (name, *(outcomes.get(word, 0) for word in ("accepted", "refused", "undecided")))
            for name, outcomes in constraints.items()
        )
        tried = sum(any(numbers) for _, *numbers in rows)
        yield TriedTable(operation, f"{tried} of {counted(len(rows), 'constraint')} tried", rows)


def _drift(report: RunReport) -> Iterator[tuple[str, str, str, str]]:
    """Kind, places, before and now of what a target answers otherwise than before, the worst first."""
    for each in report.drift:
        yield str(each.kind), "; ".join(each.places), each.before, each.now
