"""What breaks is cut down to what breaks it, the same each time, and no further than it may be tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contracts.engine.exchange import Request
from contracts.evidence.intent import ADD, LOOKUP, UPSERT
from contracts.stories import payloads
from contracts.stories.shrinking import Spent, Story, shrunk

JSON = ("Content-Type", "application/json")


def asked(body: Any, operation: str = ADD, **query: str) -> Request:
    """A request with a JSON body and an audit header."""
    return Request(operation, "POST", "/", tuple(query.items()), (JSON, ("X-Audit", "1")), payloads.encode(body))


def with_(found: Callable[[Any], bool]) -> Callable[[Story], bool]:
    """A target that breaks where the last body is so."""
    return lambda story: found(story[-1].json)


LOOK = Request(LOOKUP, "GET", "/look")


@pytest.mark.parametrize(
    ("breaks", "left"),
    [
        (lambda body: len(body) > 0 and any(item.get("a") is None and "a" in item for item in body), [{"a": None}]),
        (lambda body: len(body) > 2, [{}, {}, {}]),
        (lambda body: any(item.get("b", {}).get("c", [])[1:] for item in body), [{"b": {"c": [None, None]}}]),
    ],
)
def test_items_and_members_that_break_nothing_go(breaks: Callable[[Any], bool], left: Any) -> None:
    """Of fifty items and all their members."""
    items = [{"n": {"x": number}, "b": {"c": [None] * 3, "d": 1}, "z": "long text " * 9} for number in range(50)]
    items[37] |= {"a": None}
    assert shrunk((LOOK, asked(items, UPSERT, skip="true"), LOOK, asked(items, UPSERT)), with_(breaks))[-1].json == left


def test_requests_that_break_nothing_go() -> None:
    """But for the one upon which the last hangs."""
    story = (LOOK, asked({"a": 1}), LOOK, asked({"b": 1, "c": 2}), asked({"d": 1}))
    found = shrunk(story, lambda kept: any("b" in (each.json or {}) for each in kept[:-1] if each.body))
    assert [each.json for each in found] == [{"b": 1}, {}]


def test_headers_and_parameters_that_break_nothing_go() -> None:
    """But for the types, without which a request is another."""
    found = shrunk((asked({}, format="json", source="X"),), lambda kept: True)
    assert (found[0].headers, found[0].query) == ((JSON,), (("format", "json"),))
    found = shrunk((asked({}, format="json", source="X"),), lambda kept: dict(kept[0].query).get("source") == "X")
    assert found[0].query == (("format", "json"), ("source", "X"))


def test_long_texts_are_halved() -> None:
    """As long as they break it, and no further than a word."""
    found = shrunk((asked({"a": "n" * 300}),), with_(lambda body: len(body.get("a", "")) > 100))
    assert found[0].json == {"a": "n" * 150}
    found = shrunk((asked({"a": "n" * 300}),), with_(lambda body: "a" in body))
    assert len(found[0].json["a"]) < 13


def test_what_is_no_json_stays() -> None:
    """Bytes are not cut: they would be others."""
    story = (LOOK, Request(ADD, "POST", "/", (), (JSON,), b'{"a":'))
    assert shrunk(story, lambda kept: True) == story[1:]


def test_it_ends_where_no_more_may_be_tried() -> None:
    """With the best that was found, and the same again."""

    def bounded(tries: int) -> Callable[[Story], bool]:
        left = iter(range(tries))

        def breaks(story: Story) -> bool:
            if next(left, None) is None:
                raise Spent
            return len(story[-1].json) > 0

        return breaks

    story = (asked([{"a": number} for number in range(64)], UPSERT),)
    found = [shrunk(story, bounded(tries))[0].json for tries in (0, 3, 3, 200)]
    assert found[0] == story[0].json
    assert len(found[3]) == 1 < len(found[1]) == len(found[2]) < 64
    assert found[3] == [{}]
