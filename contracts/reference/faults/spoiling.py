"""What faults share that are wrong for one member, place or position: where they come in, and how a path is walked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.state import Key, SourceAccount
from contracts.reference.values import Claim, Details, Plan

Channel = Mapping[str, Any]
Fields = Mapping[str, Any]


def within(before: Behaviour, *steps: str, **functions: Callable[..., Any]) -> Behaviour:
    """The behaviour in which those functions are others as long as one of these steps is done."""

    def spoilt(step: Callable[..., Any]) -> Callable[..., Any]:
        return lambda desk, *rest: step(desk.behaving(**functions), *rest)

    return replace(before, **{name: spoilt(getattr(before, name)) for name in steps})


def said(before: Behaviour, change: Callable[[Details], Details]) -> Behaviour:
    """The behaviour that reads other details out of every request."""

    def details(desk: Desk, customer: Mapping[str, Any]) -> Details:
        return change(before.details(desk, customer))

    def v11_details(desk: Desk, item: Mapping[str, Any]) -> Details:
        return change(before.v11_details(desk, item))

    return replace(before, details=details, v11_details=v11_details)


def written(before: Behaviour, change: Callable[[SourceAccount, Plan, Details], Details]) -> Behaviour:
    """The behaviour that stores other details than a plan has."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        before.write(desk, account, replace(plan, details=change(account, plan, plan.details)))

    return replace(before, write=write)


def channelled(before: Behaviour, change: Callable[[tuple[Channel, ...]], tuple[Channel, ...]]) -> Behaviour:
    """The behaviour that reads other communication channels out of every request that has some."""

    def changed(details: Details) -> Details:
        return replace(details, channels=change(details.channels)) if details.channels else details

    return said(before, changed)


def fielded(before: Behaviour, change: Callable[[Fields], Fields], *members: str) -> Behaviour:
    """The behaviour that reads other fields out of every request; members: `fields`, `extended`."""

    def changed(details: Details) -> Details:
        some: dict[str, Any] = {member: getattr(details, member) for member in members}
        some = {member: change(fields) for member, fields in some.items() if fields}
        return replace(details, **some)

    return said(before, changed)


def texts(fields: Fields, change: Callable[[str], Any]) -> Fields:
    """The fields with each text changed."""
    return {name: change(value) if isinstance(value, str) else value for name, value in fields.items()}


def linking(before: Behaviour, change: Callable[[Key], Key]) -> Behaviour:
    """The behaviour that stores identifiers in another form, and compares and finds them in the one that was sent."""

    def link(desk: Desk, account: SourceAccount, identifier: Key) -> None:
        before.link(desk, account, change(identifier))

    return replace(before, link=link)


def claiming(before: Behaviour, change: Callable[[Claim], Claim]) -> Behaviour:
    """The behaviour that takes other claims out of requests, of v2 and of v1.1."""

    def claim(desk: Desk, place: Place, customer: Mapping[str, Any]) -> Claim:
        return change(before.claim(desk, place, customer))

    def v11_claim(desk: Desk, place: Place, item: Mapping[str, Any]) -> Claim:
        return change(before.v11_claim(desk, place, item))

    return replace(before, claim=claim, v11_claim=v11_claim)


def at(value: Any, path: str) -> Iterator[tuple[Any, Any]]:
    """What stands at a path of a body, `profiles[].source`: what holds it, and under which name or number."""
    yield from _walked(value, path.replace("[]", ".[]").removeprefix(".").split("."))


def _walked(value: Any, steps: list[str]) -> Iterator[tuple[Any, Any]]:
    step, *rest = steps
    for name in _names(value, step):
        if rest:
            yield from _walked(value[name], rest)
        else:
            yield value, name


def _names(value: Any, step: str) -> Iterator[Any]:
    if step == "[]" and isinstance(value, list):
        yield from range(len(value))
    elif step != "[]" and isinstance(value, dict) and step in value:
        yield step
