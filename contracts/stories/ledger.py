"""Whom a run names: written down before the request goes, counted, and bounded."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from contracts.engine.exchange import Request
from contracts.engine.pace import MORE, BudgetSpent
from contracts.evidence.intent import REGISTRATIONS, WRITES, Asked, Identifier, Intent


class Sink(Protocol):
    """What takes whole lines, and has kept them when it returns."""

    def write(self, text: str, /) -> object:
        """Take text that ends a line."""


class Ledger:
    """The people of one run, a line of JSON for each item of a write that names somebody.

    `people_max` bounds how many may be registered; None does not.
    """

    def __init__(self, file: Sink, run_id: str, people_max: int | None = None) -> None:
        self.people_max = people_max
        self.people = 0
        """How many people the requests so far may register."""
        self.places: Counter[str] = Counter()
        """How many registrations each source account was named in; "" is no source."""
        self._file = file
        self._run_id = run_id
        self._known: set[Identifier] = set()

    def announce(self, requests: Sequence[Request], intents: Sequence[Intent]) -> None:
        """Take in requests that are about to go together, and what they ask for.

        Raises BudgetSpent where they would register too many. Somebody all of whose identifiers
        were in a registration before is nobody new, whatever came of that. An item without any
        may register somebody all the same, and so may a body that is not understood.
        """
        people, known, places = self.people, set(self._known), Counter[str]()
        for request, intent in zip(requests, intents, strict=True):
            if intent.operation in REGISTRATIONS:
                places.update(map(_place, intent.items))
                for named in _named(request, intent):
                    if not named or not named <= known:
                        people += 1
                    known |= named
        if self.people_max is not None and people > self.people_max:
            raise BudgetSpent(f"the bound of {self.people_max} people is reached{MORE.format('--max-people N')}")
        self.people, self._known = people, known
        self.places.update(places)
        for intent in intents:
            if intent.operation in WRITES:
                self._write(intent)

    def _write(self, intent: Intent) -> None:
        for item in intent.items:
            if item.identifiers:
                named = [{"type": i.type, "value": i.value} for i in item.identifiers]
                line = {"run_id": self._run_id, "operation": intent.operation, "identifiers": named}
                self._file.write(json.dumps(line, allow_nan=False) + "\n")


def _place(item: Asked) -> str:
    return "/".join(part for part in (item.source, item.account) if isinstance(part, str) and part)


def _named(request: Request, intent: Intent) -> list[frozenset[Identifier]]:
    """The identifiers of each customer that a request may register."""
    if not intent.malformed:
        return [frozenset(item.identifiers) for item in intent.items]
    return [frozenset()] * (max(1, len(request.json)) if isinstance(request.json, list) else 1)
