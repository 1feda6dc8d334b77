"""Whom a run names: written down before the request goes, counted, and bounded; then what came of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any, Protocol

from contracts.engine.exchange import Request
from contracts.engine.pace import MORE, BudgetSpent
from contracts.evidence.envelope import Kind, Outcome
from contracts.evidence.intent import REGISTRATIONS, WRITES, Asked, Identifier, Intent
from contracts.rules.judge import Judged


class Sink(Protocol):
    """What takes whole lines, and has kept them when it returns."""

    def write(self, text: str, /) -> object:
        """Take text that ends a line."""


class Ledger:
    """The people of one run, a line of JSON for each item of a write that names somebody.

    It is followed by another one, with what came of it in `answer`, once that is known. `target`
    is the base URL of the target, or what it is called; `people_max` bounds how many may be
    registered, None does not.
    """

    def __init__(self, file: Sink, run_id: str, people_max: int | None = None, target: str = "") -> None:
        self.people_max = people_max
        self.people = 0
        """How many people the requests so far may register."""
        self.places: Counter[str] = Counter()
        """How many registrations each source account was named in; "" is no source."""
        self._file = file
        self._run_id = run_id
        self._target = target
        self._known: set[Identifier] = set()

    def announce(self, requests: Sequence[Request], intents: Sequence[Intent]) -> None:
        """Take in requests that are about to go together, and what they ask for.

        Raises BudgetSpent where they would register too many. Somebody all of whose identifiers
        were in a registration before is nobody new, whatever came of that. An item without any
        may register somebody all the same, and so may a body that is not understood.
        """
        people, places, new = self.people, Counter[str](), set[Identifier]()
        for request, intent in zip(requests, intents, strict=True):
            if intent.operation in REGISTRATIONS:
                places.update(map(_place, intent.items))
                for named in _named(request, intent):
                    unknown = named - self._known - new
                    people += bool(unknown or not named)
                    new |= unknown
        if self.people_max is not None and people > self.people_max:
            raise BudgetSpent(f"the bound of {self.people_max} people is reached{MORE.format('--max-people N')}")
        self.people = people
        self._known |= new
        self.places.update(places)
        for intent in intents:
            if intent.operation in WRITES:
                self._write(intent, [{}] * len(intent.items))

    def heard(self, judged: Sequence[Judged]) -> None:
        """Take in what came of requests."""
        for each in judged:
            if each.intent.operation in WRITES:
                self._write(each.intent, _answers(each.decoded, len(each.intent.items)))

    def _write(self, intent: Intent, came: Sequence[dict[str, Any]]) -> None:
        """Write all items of a request at once."""
        text = "".join(
            json.dumps(self._line(intent.operation, item) | answer, allow_nan=False) + "\n"
            for item, answer in zip(intent.items, came, strict=True)
            if item.identifiers
        )
        if text:
            self._file.write(text)

    def _line(self, operation: str, item: Asked) -> dict[str, Any]:
        where = {"source": item.source, "account": item.account}
        return {
            "run_id": self._run_id,
            "target": self._target,
            "operation": operation,
            **{name: value for name, value in where.items() if isinstance(value, str)},
            "identifiers": [{"type": i.type, "value": i.value} for i in item.identifiers],
        }


def _answers(outcome: Outcome, items: int) -> list[dict[str, Any]]:
    """What an answer says of each item: "no answer", "ok", "refused" with its codes, or what was answered instead."""
    if not outcome.is_decided:
        return [{"answer": "no answer" if outcome.kind is Kind.NO_ANSWER else str(outcome.kind)}] * items
    if len(outcome.results) != items:
        codes = ",".join(map(str, outcome.codes))
        return [{"answer": f"refused {codes}".strip() if outcome.kind is Kind.FAILURE else "unclear"}] * items
    words = {True: "ok", False: "refused", None: "unclear"}
    return [
        {"answer": " ".join([words[result.ok], ",".join(map(str, result.codes))]).strip()}
        | ({"id": result.id} if result.id is not None else {})
        for result in outcome.results
    ]


def _place(item: Asked) -> str:
    return "/".join(part for part in (item.source, item.account) if isinstance(part, str) and part)


def _named(request: Request, intent: Intent) -> list[frozenset[Identifier]]:
    """The identifiers of each customer that a request may register."""
    if not intent.malformed:
        return [frozenset(item.identifiers) for item in intent.items]
    return [frozenset()] * (max(1, len(request.json)) if isinstance(request.json, list) else 1)
