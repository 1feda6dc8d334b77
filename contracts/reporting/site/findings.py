"""The findings of a page in bundles: what is broken, the promise, the requests that matter, a command. Pure."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from contracts.engine.exchange import Exchange, NoAnswer, Who
from contracts.engine.verdict import Finding
from contracts.reporting import render
from contracts.reporting.bundles import Bundle
from contracts.reporting.render import cut
from contracts.reporting.shell import curl
from contracts.reporting.site.source import BODY_CHARACTERS_MAX, PageSource, Room, cited
from contracts.reporting.site.tracing import READS, Traced, traced
from contracts.reporting.summary import RuleReport, Told

STORY_MAX = 8
"""So many exchanges of a story are shown whole: those that matter, then the last ones."""
STATEMENTS_MAX = 6
LINE_CHARACTERS_MAX = 240
ASKED_CHARACTERS_MAX = 600
WHOM_CHARACTERS_MAX = 120
VALUE_CHARACTERS_MAX = 80
NAMERS_MAX = 3
NAMED_CHARACTERS_MAX = 80
BREAKING_CHARACTERS_MAX = 40_000
"""Of the answer that breaks the promise: what is wrong may stand at its end."""
_SENDERS = {
    Who.READER: "as reader: with the credentials that may only read",
    Who.NOBODY: "as nobody: without credentials",
}


@dataclass(frozen=True)
class ExchangeView:
    """An exchange of a story."""

    place: int
    """In the story, from 1."""
    line: str
    breaks: bool
    matters: bool
    """Whether it sent what came or was due, or may have brought it about."""
    notes: tuple[str, ...] = ()
    """What it has to do with the breach."""
    request: str = ""
    answer: str = ""


@dataclass(frozen=True)
class StatementView:
    """What the documents say where a promise stands."""

    says: str
    at: str


@dataclass(frozen=True)
class FindingView:
    """A finding on the page."""

    number: int
    rule: str
    must: str
    asked: str
    """For whom the request was that showed it, and as whom it was sent where that is unusual."""
    request: str
    answer: str
    where: str
    due: str
    came: str
    hints: tuple[str, ...]
    """Where the values that came and that were due were seen before."""
    promise: str
    anchor: str
    document: str
    statements: tuple[StatementView, ...]
    location: str
    operation: str
    since: str
    word: str
    waived: str
    is_remark: bool
    seen: str
    story: tuple[ExchangeView, ...]
    left_out: int
    legend: tuple[tuple[str, str], ...]
    """What the lines of the story do not explain by themselves."""
    told_by: int
    """Number of the finding whose story is this one's, too; 0 where it has its own."""
    cut_down: str
    replay: str
    curl: str
    keys: tuple[str, ...]
    allure: str
    also: tuple[FindingView, ...] = ()
    also_rules: str = ""
    """Rules of those, each with its number."""
    also_since: tuple[tuple[str, str], ...] = ()
    """What a history says of those: its first word, and the words with how many there are."""
    also_left_out: int = 0
    """So many of those are told in a row of a table, further down."""

    @property
    def aside(self) -> tuple[ExchangeView, ...]:
        """The requests of its story that only stand beside what matters; a single one is not worth a fold."""
        others = tuple(each for each in self.story if not each.matters)
        return others if len(others) > 1 else ()

    @property
    def in_sight(self) -> tuple[ExchangeView, ...]:
        """The others."""
        return tuple(each for each in self.story if each not in self.aside)


def views(bundles: Sequence[Bundle], source: PageSource, room: Room, most: int) -> tuple[list[FindingView], set[int]]:
    """A view for each bundle, at most so many findings together, and the numbers of those that are told."""
    firsts = [_finding(bundle.first, source, room) for bundle in bundles[:most]]
    left = most - len(firsts)
    told = {each.number for each in firsts}
    made = []
    for first, bundle in zip(firsts, bundles, strict=False):
        also = [_finding(each, source, room, beside=bundle.first) for each in bundle.also[:left]]
        left -= len(also)
        told |= {each.number for each in also}
        made.append(
            replace(
                first,
                also=tuple(also),
                also_rules=", ".join(_counts(each.rule for each in bundle.also)),
                also_since=tuple((_word(said), said) for said in _counts(each.since for each in bundle.also)),
                also_left_out=len(bundle.also) - len(also),
            )
        )
    return made, told


def _counts(texts: Iterable[str]) -> list[str]:
    return [f"{text} ({number})" if number > 1 else text for text, number in Counter(filter(None, texts)).items()]


def _word(since: str) -> str:
    return since.partition(" ")[0].rstrip(":,")


def _finding(finding: Finding, source: PageSource, room: Room, beside: Finding | None = None) -> FindingView:
    rule = source.report.rules.get(finding.rule)
    story = list(source.story_of(finding))
    shared = beside is not None and _is_told(story, source.story_of(beside)) and beside.test == finding.test
    where, due, came = (text for _, text in render.compared(finding.breach))
    trace = traced(finding.breach, story) if story else Traced()
    last = story[-1] if story else None
    command = curl(last.exchange, source.words.base_url, source.words.credential, folded=True) if last else ""
    shown = [] if shared else _shown(story, trace)
    return FindingView(
        number=finding.number,
        rule=finding.rule,
        must=rule.must if rule else finding.rule,
        asked=_whom(last) if last else "",
        request=cut(render.request_line(last.exchange.request), ASKED_CHARACTERS_MAX) if last else "",
        answer=cut(_came(last), LINE_CHARACTERS_MAX) if last else "",
        where=cut(where, LINE_CHARACTERS_MAX),
        due=due,
        came=came,
        hints=tuple(_hints(trace, story, came, due)),
        promise=rule.citation.text if rule else "",
        anchor=rule.citation.anchor if rule else "",
        document=_document(rule, source) if rule else "",
        statements=tuple(_statements(rule, source)) if rule else (),
        location=rule.location if rule else "",
        operation=finding.operation,
        since=finding.since,
        word=_word(finding.since),
        waived=finding.waived,
        is_remark=finding.remark,
        seen=render.seen(finding),
        story=tuple(_sent(story, place, trace, room) for place in shown),
        left_out=0 if shared else len(story) - len(shown),
        legend=() if shared else tuple(_legend(finding, [story[place] for place in shown], source)),
        told_by=beside.number if beside and shared else 0,
        cut_down=room.take_whole("\n".join(map(render.escaped, finding.cut_down))),
        replay=source.words.replay.format(number=finding.number) if finding.exchange >= 0 else "",
        curl=room.take_whole(command),
        keys=tuple(str(key) for key in finding.keys) if finding.exchange >= 0 else (),
        allure=source.allure.get(finding.test, ""),
    )


def _whom(told: Told) -> str:
    """The people that a request names; where it names none, the request itself, whose path may hold an id."""
    request = told.exchange.request
    if not told.named:
        return cut(render.request_line(request), WHOM_CHARACTERS_MAX)
    who = "" if request.as_who is Who.WRITER else f" as {request.as_who}"
    return f"{cut(told.asked, WHOM_CHARACTERS_MAX)}{who}"


def _is_told(story: Sequence[Told], by: Sequence[Told]) -> bool:
    """Whether another story holds all exchanges of one."""
    return {each.index for each in story} <= {each.index for each in by}


def _shown(story: Sequence[Told], trace: Traced) -> list[int]:
    """The places of the exchanges that are shown: those that matter, then late ones."""
    ranked = sorted(range(len(story)), key=lambda place: (place == len(story) - 1, place in trace.matter, place))
    return sorted(ranked[-STORY_MAX:])


def _hints(trace: Traced, story: Sequence[Told], came: str, due: str) -> Iterator[str]:
    """Which request sent the very value that came, and which the one that was due; backticks stand round quotations."""
    for value, places in ((came, trace.came_from), (due, trace.due_from)):
        if places:
            yield f"`{cut(_quoted(value), VALUE_CHARACTERS_MAX)}` was sent by {_sender(story, places[-1])}."
    if story and not trace.came_from:
        yield from _named_before(story)
        is_read = story[-1].exchange.request.method in READS
        write = max(trace.matter - {len(story) - 1, *trace.due_from}, default=None)
        if is_read and write is not None:
            yield f"The last write before it was {_sender(story, write)}."


def _sender(story: Sequence[Told], place: int) -> str:
    request = cut(_quoted(render.request_line(story[place].exchange.request)), ASKED_CHARACTERS_MAX)
    return f"request {place + 1} of the story: `{request}`, answered `{_came(story[place])}`"


def _named_before(story: Sequence[Told]) -> Iterator[str]:
    """Of whom the last request names: which requests named them before, and what came of it.

    Whom a read asks for, an accepted write has named: that tells nothing.
    """
    by: dict[tuple[int, ...], list[str]] = {}
    for identifier in dict.fromkeys(story[-1].named if story else ()):
        places = tuple(place for place, told in enumerate(story[:-1]) if identifier in told.named)
        is_plain = story[-1].exchange.request.method in READS and any(story[place].accepted for place in places)
        if places and not is_plain:
            by.setdefault(places, []).append(f"`{_quoted(identifier)}`")
    for places, named in by.items():
        requests = "; by ".join(
            f"request {place + 1}, answered `{cut(_came(story[place]), NAMED_CHARACTERS_MAX)}`"
            for place in places[-NAMERS_MAX:]
        )
        yield f"{', '.join(named)} {'was' if len(named) == 1 else 'were'} named before by {requests}."


def _quoted(text: str) -> str:
    return text.replace("`", "'")


def _came(told: Told) -> str:
    return _quoted(told.came or render.answer_word(told.exchange))


def _sent(story: Sequence[Told], place: int, trace: Traced, room: Room) -> ExchangeView:
    told, breaks = story[place], place == len(story) - 1
    exchange = told.exchange
    notes = [
        *(["sent what came"] if place in trace.came_from else []),
        *(["sent what was due"] if place in trace.due_from else []),
    ]
    return ExchangeView(
        place + 1,
        cut(_line(told), ASKED_CHARACTERS_MAX),
        breaks,
        place in trace.matter,
        tuple(notes),
        room.take(_request(exchange)),
        room.take(_answer(exchange), BREAKING_CHARACTERS_MAX if breaks else BODY_CHARACTERS_MAX),
    )


def _line(told: Told) -> str:
    """An exchange with its identifiers in full."""
    if not told.came:
        return render.traced(told)
    request = told.exchange.request
    who = "" if request.as_who is Who.WRITER else f" as {request.as_who}"
    line = f"{request.method} {request.path}{who} {told.asked} -> {told.came}"
    return render.escaped(f"{line} (id {told.request_id})" if told.request_id else line)


def _legend(finding: Finding, story: Sequence[Told], source: PageSource) -> Iterator[tuple[str, str]]:
    """What codes of the story and of the breach mean, and who the unusual senders are."""
    for who, words in _SENDERS.items():
        if any(told.exchange.request.as_who is who for told in story):
            name, _, meaning = words.partition(": ")
            yield name, meaning
    codes = dict.fromkeys((told.exchange.request.operation, code) for told in story for code in told.codes)
    for fact in (finding.breach.expected, finding.breach.actual):
        if isinstance(fact, int) and not isinstance(fact, bool):
            codes[finding.operation, fact] = None
    meanings = ((str(int(code)), source.meaning_of(operation, code)) for operation, code in codes)
    yield from dict.fromkeys((code, meaning) for code, meaning in meanings if meaning)


def _statements(rule: RuleReport, source: PageSource) -> Iterator[StatementView]:
    """What the documents say that the promise of a rule stands for."""
    stating = [each for each in source.statements if rule.citation.anchor in each.promises]
    for each in stating[:STATEMENTS_MAX]:
        yield StatementView(each.says, cited("; ".join(each.at), source.titles))


def _document(rule: RuleReport, source: PageSource) -> str:
    return cited(rule.citation.source or rule.citation.anchor, source.titles, rule.citation.grade)


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
