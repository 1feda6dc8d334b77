"""Cuts a story that breaks a rule down to what it takes: first whole requests, then items of batches, then members."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from contracts.engine.exchange import NOT_JSON, Request
from contracts.stories import payloads

T = TypeVar("T")
Story = tuple[Request, ...]
Breaks = Callable[[Story], bool]
"""Whether a story breaks the rule all the same; raises `Spent` where it may not be tried."""
Path = tuple[str | int, ...]
_LONG = 12
"""Characters of a text that is not worth halving."""
_KEPT = frozenset({"content-type", "format"})


class Spent(Exception):
    """No more may be tried."""


def shrunk(story: Story, breaks: Breaks) -> Story:
    """The smallest story that was found to break the rule, the breaking request last; the same for the same answers.

    The story itself has to break it.
    """
    best, tried = [story], {story}

    def tries(candidate: Story) -> bool:
        if candidate in tried:
            return False
        tried.add(candidate)
        if breaks(candidate):
            best[0] = candidate
            return True
        return False

    try:
        _without(story[:-1], lambda kept: tries((*kept, story[-1])))
        for place in range(len(best[0]) - 1, -1, -1):
            _smaller(place, best, tries)
    except Spent:
        pass
    return best[0]


def _smaller(place: int, best: Sequence[Story], tries: Breaks) -> None:
    """Cut one request of the story down."""

    def with_(**changes: Any) -> bool:
        story = best[0]
        return tries((*story[:place], replace(story[place], **changes), *story[place + 1 :]))

    body = best[0][place].json
    if best[0][place].body and body is not NOT_JSON:
        path = _batch(body)
        if path is not None:
            _without(_at(body, path), lambda kept: with_(body=payloads.encode(_changed(body, path, list(kept)))))
        _trim(best[0][place].json, lambda smaller: with_(body=payloads.encode(smaller)))
    for name in ("headers", "query"):
        for pair in getattr(best[0][place], name):
            if pair[0].lower() not in _KEPT:
                with_(**{name: tuple(each for each in getattr(best[0][place], name) if each is not pair)})


def _without(entries: Sequence[T], tries: Callable[[Sequence[T]], bool]) -> None:
    """Leave out as many entries as can be: all, half of them, a quarter, and so on down to each."""
    kept, size = list(entries), len(entries)
    while size:
        start = 0
        while start < len(kept):
            smaller = [*kept[:start], *kept[start + size :]]
            if tries(smaller):
                kept = smaller
            else:
                start += size
        size = min(size // 2, len(kept))


def _trim(body: Any, tries: Callable[[Any], bool]) -> None:
    """Leave out each member that can be, the outer ones first, and halve long texts."""
    place = 0
    while place < len(paths := _members(body)):
        path = paths[place]
        smaller = _changed(body, path)
        if tries(smaller):
            body = smaller  # what follows stands in its place
            continue
        value = _at(body, path)
        while isinstance(value, str) and len(value) > _LONG:
            value = value[: len(value) // 2]
            if not tries(halved := _changed(body, path, value)):
                break
            body = halved
        place += 1


def _members(value: Any) -> list[Path]:
    """Paths to all members and entries, the outer ones first."""
    found: list[Path] = []
    level: list[tuple[Path, Any]] = [((), value)]
    while level:
        level = [((*path, name), held) for path, node in level for name, held in _inner(node)]
        found += [path for path, _ in level]
    return found


def _inner(node: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(node, dict):
        yield from node.items()
    elif isinstance(node, list):
        yield from enumerate(node)


def _batch(body: Any) -> Path | None:
    """The path to the outermost list of several entries: of a batch to its items."""
    return next((path for path in ((), *_members(body)) if isinstance(_at(body, path), list) and _at(body, path)), None)


def _at(value: Any, path: Path) -> Any:
    for name in path:
        value = value[name]
    return value


_GONE = object()


def _changed(value: Any, path: Path, new: Any = _GONE) -> Any:
    """The value with something else at a path, or without what stands there."""
    if not path:
        return new
    whole = copy.deepcopy(value)
    holder = _at(whole, path[:-1])
    if new is _GONE:
        del holder[path[-1]]
    else:
        holder[path[-1]] = new
    return whole
