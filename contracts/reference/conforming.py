"""The documented behaviour, assembled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contracts.reference import claims, claims_v11, identity, reads, render, routing, shapes, showing, storing, writes
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.values import Endpoint


def _parse(desk: Desk, body: bytes) -> Any:
    return shapes.parse(body)


def _flaws(desk: Desk, endpoint: Endpoint, value: Any) -> Sequence[str]:
    manner = desk.manner
    taken = shapes.Taken(
        closed=manner.unknown_keys == "refused",
        unlisted=manner.unlisted_values != "refused",
        dates=manner.other_dates in ("ignored", "stored"),
        numbers=manner.v11_numbers == "taken",
    )
    return tuple(shapes.flaws(endpoint, value, taken))


CONFORMING = Behaviour(
    handle=routing.handle,
    authenticate=routing.authenticate,
    permits=routing.permits,
    is_json=routing.is_json,
    parse=_parse,
    flaws=_flaws,
    perform=writes.perform,
    add=writes.add,
    add_items=writes.add_items,
    upsert_items=writes.upsert_items,
    lookup=reads.lookup,
    get=reads.get,
    get_v11=reads.get_v11,
    update=writes.update,
    change=writes.change,
    changes=claims.changes,
    place=claims.place,
    v11_place=claims_v11.v11_place,
    claim=claims.claim,
    v11_claim=claims_v11.v11_claim,
    normalise=claims.normalise,
    is_valid=claims.is_valid,
    name=claims.name,
    details=claims.details,
    v11_details=claims_v11.v11_details,
    knows_programme=claims.knows_programme,
    knows_label=claims.knows_label,
    knows_field=claims.knows_field,
    knows_extended_field=claims.knows_extended_field,
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
    welcome=storing.welcome,
    advise=lambda desk, claim: tuple(claims.advise(desk, claim)),
    find=reads.find,
    view=showing.view,
    counts=writes.counts,
    body=render.body,
    status=render.status,
    encode=render.encode,
    deliver=render.deliver,
)
"""What the documents ask, as a value; faults are made from it with `dataclasses.replace`."""
