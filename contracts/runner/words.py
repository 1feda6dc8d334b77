"""Exchanges in words: a line for each, and which of them a story hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from contracts.engine.exchange import Who
from contracts.engine.target import Record
from contracts.evidence.intent import Identifier
from contracts.reporting import render
from contracts.reporting.summary import Told
from contracts.rules.judge import Judged


def line(judged: Judged) -> str:
    """One line of a story: method, path, what was asked, what came of it."""
    request, intent = judged.exchange.request, judged.intent
    asked = "; ".join(
        " ".join(filter(None, (_word(item.source), _word(item.account), ", ".join(map(_brief, item.identifiers)))))
        for item in intent.items[:3]
    )
    more = f" and {len(intent.items) - 3} more" if len(intent.items) > 3 else ""
    who = "" if request.as_who is Who.WRITER else f" as {request.as_who}"
    return f"{request.method} {request.path}{who} {intent.malformed or asked}{more} -> {_came(judged)}"


def told(story: Sequence[Judged], request_ids: Iterable[str] = ()) -> list[Told]:
    """The exchanges of a story with their lines, and with their request ids by the headers that hold them."""
    names = tuple(request_ids)
    return [Told(judged.exchange.as_sent, line(judged), judged.exchange.request_id(names)) for judged in story]


def told_of(record: Record[Judged]) -> Iterator[Told]:
    """The exchanges of a record with their lines; what could not be judged is told as any API's."""
    yield from told(record.judged)
    for exchange in record.exchanges[len(record.judged) :]:
        yield Told(exchange, render.told(exchange))


def related(story: Sequence[Judged]) -> list[Judged]:
    """Of the exchanges of a story those that the last one hangs on: they share people with it."""
    kept: list[Judged] = []
    people: set[object] = set()
    for judged in reversed(story):
        named = _people_in(judged)
        if not kept or named & people:
            kept.append(judged)
            people |= named
    return kept[::-1]


def around(story: Sequence[Judged], breaking: int) -> list[Judged]:
    """Of a story what came before an exchange, and what was under way beside it about the same people."""
    people = {each for judged in story if judged.exchange.index == breaking for each in _people_in(judged)}
    return [each for each in story if each.exchange.index <= breaking or _people_in(each) & people]


def _people_in(judged: Judged) -> set[object]:
    intent = judged.intent
    named: set[object] = {i.value for item in intent.items for i in (*item.identifiers, *item.removed)}
    named |= {result.id for result in judged.decoded.results} - {None}
    return named | ({intent.customer_id} - {None})


def _came(judged: Judged) -> str:
    response, outcome = judged.exchange.response, judged.decoded
    if response is None:
        return f"no answer ({judged.exchange.obstacle})"
    told = []
    for result in outcome.results:
        words = ["ok"] if result.ok else ["refused"] if result.ok is False else ["unclear"]
        words += [f"id {result.id}"] if result.id is not None else []
        words += [",".join(map(str, result.codes))] if result.codes else []
        words += [f"warns {','.join(map(str, result.warnings))}"] if result.warnings else []
        told.append(" ".join(words))
    way = outcome.detour.what if outcome.detour else ""
    return way or f"{response.status} {'; '.join(told) or outcome.kind}"


def _brief(identifier: Identifier) -> str:
    """A type and the end of the value, by which people of one run differ."""
    value = identifier.value.partition("@")[0] if identifier.type == "email" else identifier.value
    return f"{identifier.type} {value if len(value) <= 8 else '..' + value[-6:]}"


def _word(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else repr(value)
