"""Exchanges in words: a line for each, and which of them a story hangs on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set

from contracts.documents import files
from contracts.engine.exchange import Who
from contracts.engine.target import Record
from contracts.evidence.envelope import Result
from contracts.evidence.intent import V11_OPERATIONS, Asked, Identifier
from contracts.reporting import render
from contracts.reporting.summary import Told
from contracts.rules.judge import Judged

SHOWN_MAX = 3
"""So many items of a batch are told."""
VALUE_CHARACTERS_MAX = 60


def line(judged: Judged, about: Set[object] = frozenset()) -> str:
    """One line of a story: method, path, what was asked, what came of it; of a batch first what is `about` those."""
    request = judged.exchange.request
    who = "" if request.as_who is Who.WRITER else f" as {request.as_who}"
    shown = _shown(judged.intent.items, about)
    asked = _asked(judged, shown, _brief)
    return f"{request.method} {request.path}{who} {asked} -> {_came(judged, shown)}"


def told(story: Sequence[Judged], request_ids: Iterable[str] = ()) -> list[Told]:
    """The exchanges of a story with their lines, and with their request ids by the headers that hold them."""
    names = tuple(request_ids)
    about = _people_in(story[-1]) if story else frozenset()
    return [_told(judged, about, names) for judged in story]


def _told(judged: Judged, about: Set[object], request_ids: tuple[str, ...]) -> Told:
    shown = _shown(judged.intent.items, about)
    results = _results(judged, shown)
    return Told(
        judged.exchange.as_sent,
        line(judged, about),
        judged.exchange.request_id(request_ids),
        _asked(judged, shown, _whole),
        tuple(_whole(each) for place in shown for each in _identifiers(judged.intent.items[place])),
        _came(judged, shown),
        tuple(dict.fromkeys(code for result in results for code in (*result.codes, *result.warnings))),
        any(result.ok for result in results),
    )


def told_of(record: Record[Judged]) -> Iterator[Told]:
    """The exchanges of a record with their lines; what could not be judged is told as any API's."""
    yield from told(record.judged)
    for exchange in record.exchanges[len(record.judged) :]:
        yield Told(exchange, render.told(exchange))


def meaning_of(operation: str, code: int) -> str:
    """What a code of an operation means, as far as the documents say; empty otherwise."""
    return files.load_meanings().get(("v1.1" if operation in V11_OPERATIONS else "v2", code), "")


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
    named: set[object] = {value for item in intent.items for value in _named(item)}
    named |= {result.id for result in judged.decoded.results} - {None}
    return named | ({intent.customer_id} - {None})


def _shown(items: Sequence[Asked], about: Set[object]) -> list[int]:
    """The places of the items that are told: those that name somebody of these first."""
    if len(items) <= SHOWN_MAX:
        return list(range(len(items)))
    by_nearness = sorted(range(len(items)), key=lambda place: about.isdisjoint(_named(items[place])))
    return sorted(by_nearness[:SHOWN_MAX])


def _asked(judged: Judged, shown: Sequence[int], told: Callable[[Identifier], str]) -> str:
    intent = judged.intent
    if intent.malformed:
        return intent.malformed
    items = (intent.items[place] for place in shown)
    asked = "; ".join(
        " ".join(filter(None, (_word(item.source), _word(item.account), _people(item, told)))) for item in items
    )
    return asked + _more(len(intent.items) - len(shown))


def _people(item: Asked, told: Callable[[Identifier], str]) -> str:
    return ", ".join([*map(told, item.identifiers), *(f"without {told(each)}" for each in item.removed)])


def _more(left_out: int) -> str:
    return f" and {left_out} more" if left_out > 0 else ""


def _came(judged: Judged, shown: Sequence[int]) -> str:
    response, outcome = judged.exchange.response, judged.decoded
    if response is None:
        return f"no answer ({judged.exchange.obstacle})"
    told = []
    for result in _results(judged, shown):
        words = ["ok"] if result.ok else ["refused"] if result.ok is False else ["unclear"]
        words += [f"id {result.id}"] if result.id is not None else []
        words += [",".join(map(str, result.codes))] if result.codes else []
        words += [f"warns {','.join(map(str, result.warnings))}"] if result.warnings else []
        told.append(" ".join(words))
    way = outcome.detour.what if outcome.detour else ""
    return way or f"{response.status} {'; '.join(told) or outcome.kind}{_more(len(outcome.results) - len(told))}"


def _results(judged: Judged, shown: Sequence[int]) -> Sequence[Result]:
    """What the answer says of the items that are told; all of it where not each item has a result of its own."""
    results = judged.decoded.results
    return [results[place] for place in shown] if len(results) == len(judged.intent.items) else results


def _brief(identifier: Identifier) -> str:
    """A type and the end of the value, by which people of one run differ."""
    value = identifier.value.partition("@")[0] if identifier.type == "email" else identifier.value
    return f"{identifier.type} {value if len(value) <= 8 else '..' + value[-6:]}"


def _whole(identifier: Identifier) -> str:
    return f"{identifier.type} {render.cut(identifier.value, VALUE_CHARACTERS_MAX)}"


def _named(item: Asked) -> Iterator[str]:
    yield from (each.value for each in _identifiers(item))


def _identifiers(item: Asked) -> tuple[Identifier, ...]:
    return (*item.identifiers, *item.removed)


def _word(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else repr(value)
