"""Faults made from the table of members: one member of one write that is refused, lost, another's or of another type.

None of them is in the catalogue: there are hundreds, and the table says which. An id is `kind:operation:path`,
such as `lost:addCustomer:profiles[].commChannels[].meta`.
"""

from __future__ import annotations

import copy
import enum
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.documents.members import Fate, Member, Part, Shown
from contracts.documents.profile import Place
from contracts.engine.errors import UsageError, nearest
from contracts.reference import shapes
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.claims import V11_MEMBERS
from contracts.reference.faults.registry import Deviation, Fault
from contracts.reference.faults.spoiling import at
from contracts.reference.notices import Notice
from contracts.reference.values import Call, Decision, Endpoint

ITEM = "response.customers.customer[]."
"""What stands before the members of one item in an answer of v1.1."""
_STEERING = frozenset({"source", "accountId", "profiles", "identifiers"})
"""Members without which, or with another's, a write is another write."""
Step = Callable[[Desk, Call], Decision]


class Harm(enum.StrEnum):
    """What goes wrong with a member."""

    REFUSED = "refused"
    """A write that has it is refused."""
    LOST = "lost"
    """It is neither stored nor repeated."""
    ANOTHERS = "anothers"
    """It shows what the customer before said who had one."""
    MISTYPED = "mistyped"
    """It is shown as another JSON type."""


_CRIMES = {
    Harm.REFUSED: "A validator came without {path}, and refuses whoever sends it.",
    Harm.LOST: "A mapper was generated anew, and {path} has not come along.",
    Harm.ANOTHERS: "The object that a request is read into is pooled: {path} is that of the request before.",
    Harm.MISTYPED: "The document store guesses types, and {path} comes back as another.",
}
_STEPS = {
    Endpoint.ADD: "add",
    Endpoint.ADD_V11: "add_items",
    Endpoint.UPSERT: "upsert_items",
    Endpoint.UPDATE: "update",
    Endpoint.CHANGE: "change",
}
_REFUSES = {
    Endpoint.ADD: "identifiers/fresh-person-is-registered",
    Endpoint.ADD_V11: "identifiers/fresh-person-is-registered-v11",
    Endpoint.UPSERT: "upsert/unknown-is-created",
    Endpoint.UPDATE: "updates/known-customer-is-updated",
    Endpoint.CHANGE: "updates/free-identifier-is-added",
}
_SHOWS = {
    Endpoint.UPSERT: "upsert/update-is-shown",
    Endpoint.UPDATE: "updates/update-is-shown",
    Endpoint.CHANGE: "updates/added-identifier-is-held",
}


def observable(table: Iterable[Member]) -> list[Member]:
    """The rows of members in a body that must be kept and can be read back."""
    return [
        member
        for member in table
        if member.fate in (Fate.KEPT, Fate.NORMALISED)
        and member.part in (Part.CUSTOMER, Part.BODY)
        and {Shown.DETAILS, Shown.ANSWER} & member.shown.keys()
    ]


def ids(table: Iterable[Member]) -> list[str]:
    """The ids of all faults that the table makes."""
    return [_id(kind, member) for member in observable(table) for kind in Harm]


def named(id: str, table: Iterable[Member]) -> Fault:  # noqa: A002
    """The fault of that id; UsageError naming the nearest where the table makes none."""
    rows = observable(table)
    for member in rows:
        for kind in Harm:
            if _id(kind, member) == id:
                return made(kind, member)
    raise UsageError(f"there is no fault {id!r}; {nearest(id, ids(rows))}")


def made(kind: Harm, member: Member) -> Fault:
    """The fault of that kind in that member."""
    on = Endpoint(member.operation)
    shows = _SHOWS.get(on, "reads/details-show-what-was-stored")
    if Shown.DETAILS not in member.shown:
        shows = "envelope/echo-v11"
    first = _REFUSES[on] if kind is Harm.REFUSED else shows
    return Fault(
        _id(kind, member),
        "members",
        member.promises[0] if member.promises else "",
        first,
        _CRIMES[kind].format(path=member.path),
        deviation(kind, member),
    )


def deviation(kind: Harm, member: Member) -> Deviation:
    """What makes a behaviour in which that goes wrong with the member, and nothing else."""

    def apply(before: Behaviour) -> Behaviour:
        if kind is Harm.REFUSED:
            return _stepping(before, member, lambda step, desk, call: _refuse(call, member))
        return _Spoilt(before, kind, member).behaviour()

    return apply


def _id(kind: Harm, member: Member) -> str:
    return f"{kind}:{member.operation}:{member.path}"


def _sent(call: Call, member: Member) -> list[Any]:
    return [holder[name] for holder, name in at(call.body, member.full_path)]


def _stepping(before: Behaviour, member: Member, instead: Callable[[Step, Desk, Call], Decision]) -> Behaviour:
    """The behaviour that does otherwise what has the member: a write, or an item of a batch."""
    endpoint = Endpoint(member.operation)
    name = _STEPS[endpoint]
    whole = getattr(before, name)

    def step(desk: Desk, call: Call) -> Decision:
        decided = whole(desk, call)
        return decided if isinstance(decided, Decision) else decided[0]

    def one(desk: Desk, call: Call) -> Decision:
        return instead(step, desk, call) if _sent(call, member) else step(desk, call)

    def several(desk: Desk, call: Call) -> Sequence[Decision]:
        return [one(desk, single) for single in _singles(call)]

    spoilt: dict[str, Any] = {name: several if endpoint in (Endpoint.ADD_V11, Endpoint.UPSERT) else one}
    return replace(before, **spoilt)


def _singles(call: Call) -> Iterator[Call]:
    """The items of a batch, each as a batch of its own."""
    if call.endpoint is Endpoint.UPSERT:
        yield from (replace(call, body=[item]) for item in call.body)
    else:
        yield from (replace(call, body={"root": {"customer": [item]}}) for item in call.body["root"]["customer"])


def _refuse(call: Call, member: Member) -> Decision:
    item = call.body["root"]["customer"][0] if call.endpoint is Endpoint.ADD_V11 else {}
    names = ("firstname", "lastname", *V11_MEMBERS)
    return Decision(errors=(Notice(500, member.path),), echo={name: item.get(name) for name in names})


@dataclass
class _Spoilt:
    """What was sent of a member, by whom, and what is made of it."""

    before: Behaviour
    kind: Harm
    member: Member
    last: list[Any] = field(default_factory=list)
    """What the customer before said."""
    marked: dict[int, tuple[list[Any], list[Any]]] = field(default_factory=dict)
    """By customer: what was sent, and what the one before had said."""

    def behaviour(self) -> Behaviour:
        """The behaviour that spoils what is stored; where that would be another write, what is shown of it."""
        return replace(_stepping(self.before, self.member, self.step), view=self.view, body=self.body)

    def step(self, step: Step, desk: Desk, call: Call) -> Decision:
        sent, former = _sent(call, self.member), self.last
        self.last = sent
        changed = self._changed(call, former)
        if changed is not None:
            return step(desk, changed)
        decision = step(desk, call)
        if decision.customer is not None:
            self.marked[decision.customer] = sent, former
        return self._result(desk, decision)

    def view(self, desk: Desk, customer_id: int, place: Place | None) -> Mapping[str, Any] | None:
        """The customer as shown, spoilt where it is due."""
        told = self.before.view(desk, customer_id, place)
        path = self.member.shown.get(Shown.DETAILS)
        customer = desk.state.customer(customer_id)
        mark = self.marked.get(customer.id) if customer else None
        if told is None or path is None or mark is None:
            return told
        return self._spoilt(told, path, *mark)

    def body(self, desk: Desk, call: Call, decisions: Sequence[Decision]) -> Mapping[str, Any]:
        """The answer, in which v1.1 repeats what was sent."""
        told = self.before.body(desk, call, decisions)
        path = self.member.shown.get(Shown.ANSWER)
        if call.endpoint is not Endpoint.ADD_V11 or path is None:
            return told
        items = [self._item(item, path.removeprefix(ITEM)) for item in told["response"]["customers"]["customer"]]
        return {"response": {**told["response"], "customers": {"customer": items}}}

    def _item(self, item: Mapping[str, Any], path: str) -> Mapping[str, Any]:
        mark = self.marked.get(item.get("user_id", 0))
        return self._spoilt(item, path, *mark) if mark else item

    def _result(self, desk: Desk, decision: Decision) -> Decision:
        """The decision of an upsert, whose result was viewed before the customer was marked."""
        if decision.view is None or decision.customer is None:
            return decision
        return replace(decision, view=self.view(desk, decision.customer, None))

    def _changed(self, call: Call, former: list[Any]) -> Call | None:
        """The write without the member, or with another's; None where that would be a write of another kind."""
        name, is_identity = self.member.path.rpartition(".")[2], Shown.LOOKUP in self.member.shown
        is_another = self.member.required or is_identity or name in _STEERING or call.endpoint is Endpoint.CHANGE
        if self.kind is Harm.MISTYPED or is_another or (self.kind is Harm.ANOTHERS and not former):
            return None
        body = copy.deepcopy(call.body)
        for holder, key in list(at(body, self.member.full_path)):
            if self.kind is Harm.LOST:
                del holder[key]
            else:
                holder[key] = former[0]
        return None if any(shapes.flaws(call.endpoint, body, shapes.Taken())) else replace(call, body=body)

    def _spoilt(self, told: Mapping[str, Any], path: str, sent: list[Any], former: list[Any]) -> Mapping[str, Any]:
        whole = copy.deepcopy(dict(told))
        for holder, name in list(at(whole, path)):
            value = holder[name]
            if not _is_of(value, sent):
                continue
            if self.kind is Harm.MISTYPED:
                holder[name] = _mistyped(value)
            elif self.kind is Harm.ANOTHERS:
                holder[name] = former[0] if former else value
            elif isinstance(value, list):
                gone = [inner for each in sent for inner in (each if isinstance(each, list) else [each])]
                holder[name] = [each for each in value if not any(_covers(other, each) for other in gone)]
            else:
                del holder[name]
        return whole


def _is_of(shown: Any, sent: list[Any]) -> bool:
    """Whether it is what was sent, or holds it."""
    if isinstance(shown, (dict, list)):
        return True
    return any(_same(shown, each) for each in sent)


def _same(one: Any, other: Any) -> bool:
    return str(one).strip().casefold() == str(other).strip().casefold()


def _covers(sent: Any, shown: Any) -> bool:
    """Whether a shown entry of a list is one that was sent, as far as they have plain members in common."""
    if not isinstance(sent, dict) or not isinstance(shown, dict):
        return bool(sent == shown)
    common = [name for name in sent.keys() & shown.keys() if not isinstance(sent[name], (dict, list))]
    return bool(common) and all(_same(sent[name], shown[name]) for name in common)


def _mistyped(value: Any) -> Any:
    """As another type, which no document gives it: flags as numbers, digits as numbers, lists as their first entry."""
    if isinstance(value, bool) or value in ("true", "false"):
        return int(value in (True, "true"))
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() else [value]
    if isinstance(value, list):
        return value[0] if value else {}
    return json.dumps(value) if isinstance(value, dict) else str(value)
