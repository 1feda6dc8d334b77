"""Which requests of a story matter to a finding: who sent what came, or what was due. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from contracts.engine.verdict import Breach, Phrase
from contracts.reporting.summary import Told

VALUE_CHARACTERS_MIN = 2
"""A shorter text stands in too many bodies to tell anything."""
BODY_BYTES_MAX = 200_000
READS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Traced:
    """What the requests of a story have to do with a breach; places count from 0."""

    came_from: tuple[int, ...] = ()
    """Those before the last that sent the very value that came."""
    due_from: tuple[int, ...] = ()
    """Those before the last that sent the very value that was due, and were accepted."""
    matter: frozenset[int] = field(default_factory=frozenset)
    """Those, the last, and where nothing sent what came the last write before it: the others stand beside them."""


def traced(breach: Breach, story: Sequence[Told]) -> Traced:
    """What the requests of a story have to do with a breach that its last exchange showed."""
    before = story[:-1]
    bodies = [set(_texts(told)) for told in before]
    came_from = tuple(_senders(bodies, breach.actual))
    due_from = tuple(place for place in _senders(bodies, breach.expected) if before[place].accepted)
    writes = [place for place, told in enumerate(before) if told.exchange.request.method not in READS]
    return Traced(came_from, due_from, frozenset((*(came_from or writes[-1:]), *due_from, len(before))))


def _senders(bodies: Sequence[set[str]], fact: object) -> Iterator[int]:
    if isinstance(fact, str) and not isinstance(fact, Phrase) and len(fact) >= VALUE_CHARACTERS_MIN:
        yield from (place for place, texts in enumerate(bodies) if fact in texts)


def _texts(told: Told) -> Iterator[str]:
    """Every text that stands as a value in the body of its request."""
    body = told.exchange.request.body
    if not body or len(body) > BODY_BYTES_MAX:
        return
    try:
        left = [json.loads(body)]
    except (ValueError, RecursionError):
        return
    while left:
        value = left.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)
