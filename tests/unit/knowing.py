"""What a judge knows once it has read the lines of a history."""

from __future__ import annotations

from collections.abc import Mapping

from histories import ADA, ORG, Identifier, Line, Profile, Trial

from contracts.documents.profile import Place
from contracts.evidence.facts import Hold, Holder
from contracts.evidence.knowledge import Knowledge

HERE, THERE, THIRD = Place("INSTORE"), Place("WEBSITE"), Place("ECOMMERCE")
NOBODY, UNSURE = Hold.NOBODY, Hold.UNSURE
MOBILE, EMAIL, EXTERNAL = ADA.identifiers


def after(*lines: Line | tuple[Line, ...], on: Profile = ORG) -> Knowledge:
    """What is known once a judge has read these lines."""
    return Trial(on, *lines).judge.knowledge


def holders(knowledge: Knowledge, place: Place, *identifiers: Identifier) -> tuple[Holder, ...]:
    return tuple(knowledge.holder(place, identifier) for identifier in identifiers or ADA.identifiers)


def kept_of(knowledge: Knowledge, who: int, place: Place) -> Mapping[str, object] | None:
    """The details that are certainly stored; None where there is no such profile."""
    return knowledge.stored(who, place) if knowledge.has_profile(who, place) else None
