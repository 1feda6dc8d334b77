"""Every answer of a gate, and answers made odd: jsonschema-rs says of each what jsonschema says."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from contracts.documents import files
from contracts.documents.schemas import Schema
from contracts.documents.spec import Spec
from contracts.engine import jsontext
from contracts.engine.exchange import Exchange
from contracts.evidence.envelope import decode
from contracts.reporting import events
from contracts.rules.judge import Judge
from contracts.runner import specimen

from . import suite

ODD: list[Any] = [None, True, "", "12\n", "a", "\u0661", "\ud800", 0, -1, 2.0, 1.5, 10**30, [], {}, [None], {"a": 1}]
ODD += [jsontext.read(name).value for name in (b"NaN", b"Infinity")]
MADE = 3
"""Odd answers of each real one."""


@pytest.fixture(scope="module")
def exchanges(tmp_path_factory: pytest.TempPathFactory) -> list[Exchange]:
    reports = tmp_path_factory.mktemp("reports")
    suite.run(reports)
    return events.exchanges_of(Path(reports) / "run.jsonl")


def made_odd(body: Any, rng: random.Random) -> Any:
    """The same, but for one or two spots that hold something else, nothing, or a member more."""
    odd = copy.deepcopy(body)
    for _ in range(rng.randint(1, 2)):
        holder, key = rng.choice(list(spots(odd)) or [(None, None)])
        if holder is None:
            return odd_one(rng)
        change = rng.randrange(3)
        if change == 0:
            holder[key] = odd_one(rng)
        elif change == 1:
            del holder[key]
        elif isinstance(holder, dict):
            holder[rng.choice(["more", "id", "code", "status"])] = odd_one(rng)
        else:
            holder.append(odd_one(rng))
    return odd


def odd_one(rng: random.Random) -> Any:
    return copy.deepcopy(rng.choice(ODD))


def spots(node: Any) -> Iterator[tuple[Any, Any]]:
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield node, key
        yield from spots(value)


def without_the_quick_one(ask: Any) -> Any:
    with mock.patch.object(Schema, "_takes_at_once", return_value=False):
        return ask()


def test_answers(exchanges: list[Exchange]) -> None:
    spec, rng, refused = files.load_spec(), random.Random(7), 0
    for exchange in exchanges:
        outcome = decode(exchange)
        if not outcome.is_decided:
            continue
        for body in [outcome.body, *(made_odd(outcome.body, rng) for _ in range(MADE))]:
            asked = (exchange.request.operation, str(outcome.kind), body)
            told = spec.mismatch(*asked)
            assert told == without_the_quick_one(lambda asked=asked: spec.mismatch(*asked)), body
            refused += told is not None
    assert refused > len(exchanges)


def test_members_of_requests(exchanges: list[Exchange]) -> None:
    asked: list[tuple[str, str, Any]] = []
    spec, rng = files.load_spec(), random.Random(7)
    judge = Judge(specimen.EMBEDDED, spec, lambda _: True)
    with mock.patch.object(Spec, "shows", side_effect=lambda *each: asked.append(each) or True):
        for exchange in exchanges:
            judge.parse(exchange.request)
    assert len(asked) > len(exchanges)
    for operation, member, value in asked:
        for each in [value, *(made_odd(value, rng) for _ in range(MADE))]:
            told = spec.shows(operation, member, each)
            assert told is without_the_quick_one(lambda each=(operation, member, each): spec.shows(*each)), each
