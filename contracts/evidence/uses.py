"""How often each documented member of a write was sent, accepted and read back.

Counted is whether a member was there, never what it held: what is read back wrongly is a matter of the rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from contracts.documents.members import BEFORE_CUSTOMER, Member, Part, Shown
from contracts.engine.exchange import Exchange, Who
from contracts.engine.jsontext import NOT_JSON
from contracts.evidence.envelope import Outcome
from contracts.evidence.intent import DETAILS, GET, GET_V11, UPSERT, WRITES, Intent

MemberKey = tuple[str, Part, str]
"""Operation, part and full path of a member."""
_DEPTH_MAX = 8
_SHOWS = {DETAILS: Shown.DETAILS, GET: Shown.DETAILS, GET_V11: Shown.READ}


class Uses:
    """Counts members, in the order in which exchanges ended."""

    def __init__(self, members: Iterable[Member]) -> None:
        self.members = {(member.operation, member.part, member.full_path): member for member in members}
        self.sent: Counter[MemberKey] = Counter()
        self.accepted: Counter[MemberKey] = Counter()
        self.read_back: Counter[MemberKey] = Counter()
        self._awaited: dict[int, tuple[MemberKey, ...]] = {}
        """Customer -> members that were accepted for it, as often as they were, and not shown since."""
        self._of: dict[str, dict[Part, dict[str, MemberKey]]] = {}
        for key in self.members:
            self._of.setdefault(key[0], {}).setdefault(key[1], {})[key[2]] = key

    def note(self, exchange: Exchange, intent: Intent, outcome: Outcome) -> None:
        """Count what one exchange sent, and what its answer shows."""
        operation = exchange.request.operation
        if operation in WRITES:
            self._note_write(exchange, intent, outcome)
        elif operation in _SHOWS and outcome.results and outcome.results[0].ok:
            customer = outcome.results[0].id or intent.customer_id
            self._note_shown(customer, _SHOWS[operation], outcome.body)

    def _note_write(self, exchange: Exchange, intent: Intent, outcome: Outcome) -> None:
        known = self._of.get(exchange.request.operation, {})
        around = set(_around(exchange, known))
        top = set(_paths(exchange.request.json)) if known.get(Part.BODY) else set()
        around |= {key for path, key in known.get(Part.BODY, {}).items() if path in top}
        answered = set(_paths(outcome.body))
        before = BEFORE_CUSTOMER.get(exchange.request.operation, "")
        of_customer = known.get(Part.CUSTOMER, {})
        for place in range(max(1, len(intent.items))):
            raw = intent.items[place].raw if place < len(intent.items) else None
            held = {before + path for path in _paths(raw)}
            keys = around | {key for path, key in of_customer.items() if path in held}
            self.sent.update(keys)
            result = outcome.results[place] if outcome.is_decided and place < len(outcome.results) else None
            if result is None or not result.ok:
                continue
            self.accepted.update(keys)
            echoed = {key for key in keys if self.members[key].shown.get(Shown.ANSWER) in answered}
            self.read_back.update(echoed)
            customer = result.id or intent.customer_id
            if customer is not None:
                elsewhere = (key for key in keys - echoed if self.members[key].shown)
                self._awaited[customer] = (*self._awaited.get(customer, ()), *elsewhere)
                if exchange.request.operation == UPSERT and isinstance(result.body, dict):
                    self._note_shown(customer, Shown.DETAILS, result.body.get("result"))

    def _note_shown(self, customer: int | None, where: Shown, body: Any) -> None:
        awaited = self._awaited.pop(customer, ()) if customer is not None else ()
        if not awaited or customer is None:
            return
        shown = set(_paths(body))
        found = [key for key in awaited if self.members[key].shown.get(where) in shown]
        self.read_back.update(found)
        if len(found) < len(awaited):
            self._awaited[customer] = tuple(key for key in awaited if self.members[key].shown.get(where) not in shown)


def _around(exchange: Exchange, known: dict[Part, dict[str, MemberKey]]) -> Iterator[MemberKey]:
    """What stands around the body: headers, whatever the case of their names, parameters, the path."""
    headers = {name.casefold() for name, _ in exchange.request.headers}
    if exchange.request.as_who is not Who.NOBODY:  # whoever it is: a request holds no credential
        headers.add("authorization")
    query = {name for name, _ in exchange.request.query}
    yield from (key for name, key in known.get(Part.HEADER, {}).items() if name.casefold() in headers)
    yield from (key for name, key in known.get(Part.QUERY, {}).items() if name in query)
    yield from known.get(Part.PATH, {}).values()


def _paths(value: Any) -> Iterator[str]:
    """The path of each member that holds something: names joined by dots, `[]` after a list."""
    level = [("", value)] if value is not NOT_JSON else []
    for _ in range(_DEPTH_MAX):
        inner: list[tuple[str, Any]] = []
        for path, held in level:
            if isinstance(held, dict):
                inner += [(f"{path}.{name}" if path else str(name), each) for name, each in held.items()]
            elif isinstance(held, list):
                inner += [(f"{path}[]", each) for each in held]
        yield from (path for path, held in inner if held is not None)
        level = inner
