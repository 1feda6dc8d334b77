"""The documented behaviour, assembled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contracts.reference import identity, operations, reading, reads, render, routing, shapes, storing
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.values import Operation


def _parse(desk: Desk, body: bytes) -> Any:
    return shapes.parse(body)


def _flaws(desk: Desk, operation: Operation, value: Any) -> Sequence[str]:
    return tuple(shapes.flaws(operation, value, desk.manner.unknown_keys == "refused"))


CONFORMING = Behaviour(
    handle=routing.handle,
    authenticate=routing.authenticate,
    permits=routing.permits,
    is_json=routing.is_json,
    parse=_parse,
    flaws=_flaws,
    perform=operations.perform,
    add=operations.add,
    add_items=operations.add_items,
    upsert_items=operations.upsert_items,
    lookup=reads.lookup,
    get=reads.get,
    update=operations.update,
    change=operations.change,
    changes=reading.changes,
    place=reading.place,
    v11_place=reading.v11_place,
    claim=reading.claim,
    v11_claim=reading.v11_claim,
    normalise=reading.normalise,
    is_valid=reading.is_valid,
    name=reading.name,
    details=reading.details,
    v11_details=reading.v11_details,
    knows_programme=reading.knows_programme,
    knows_label=reading.knows_label,
    knows_field=reading.knows_field,
    knows_extended_field=reading.knows_extended_field,
    is_unique=identity.is_unique,
    holder=identity.holder,
    owners=identity.owners,
    holders=identity.holders,
    acquainted=identity.acquainted,
    card_owner=identity.card_owner,
    is_present=identity.is_present,
    plan_add=identity.plan_add,
    join=identity.join,
    guard_cards=identity.guard_cards,
    plan_item=identity.plan_item,
    mismatch=identity.mismatch,
    plan_upsert=identity.plan_upsert,
    plan_update=identity.plan_update,
    plan_change=identity.plan_change,
    settle=storing.settle,
    allot=storing.allot,
    merge=storing.merge,
    link=storing.link,
    unlink=storing.unlink,
    issue=storing.issue,
    write=storing.write,
    award=storing.award,
    advise=lambda desk, claim: tuple(reading.advise(desk, claim)),
    find=reads.find,
    view=reads.view,
    counts=operations.counts,
    body=render.body,
    status=render.status,
    encode=render.encode,
    deliver=render.deliver,
)
"""What the documents ask, as a value; faults are made from it with `dataclasses.replace`."""
