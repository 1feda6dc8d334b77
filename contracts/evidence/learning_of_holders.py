"""Who holds what after a success: what is surely stored, and what may have been replaced."""

from __future__ import annotations

from contracts.documents.profile import Place
from contracts.evidence.envelope import Result
from contracts.evidence.facts import Hold
from contracts.evidence.intent import Asked, Identifier
from contracts.evidence.memory import Memory
from contracts.evidence.validity import Validity, types_blamed, validity


def hold_valid(memory: Memory, place: Place, asked: Asked, result: Result) -> None:
    """Whoever was registered holds what is surely stored; of the rest it is open who does."""
    for identifier in asked.identifiers:
        sure = is_taken(memory, identifier, asked, result)
        memory.hold(place, identifier, result.id if sure and result.id is not None else Hold.UNSURE)


def is_taken(memory: Memory, identifier: Identifier, asked: Asked, result: Result) -> bool:
    """Whether a success stores it: of an invalid one nobody knows, nor of a type that it warns of and none took."""
    spurned = types_blamed({i.type for i in asked.identifiers}, result.warnings) - memory.types_taken
    return validity(identifier, memory.profile) is Validity.VALID and identifier.type not in spurned


def loosen_types(memory: Memory, customer: int, place: Place | None, asked: Asked) -> None:
    """A new identifier is one more of its type, or in place of the former: undecided."""
    if place is None:
        return
    for type_ in {identifier.type for identifier in asked.identifiers}:
        for former in memory.held_by(customer, place, type_):
            if former not in asked.identifiers:
                memory.hold(place, former, Hold.UNSURE)


def loosen(memory: Memory, identifiers: tuple[Identifier, ...], customer: int) -> None:
    """Of these identifiers it is open, wherever the customer holds them, who holds them now."""
    for identifier in identifiers:
        for place, who in list(memory.places_of(identifier).items()):
            if isinstance(who, int) and memory.canonical(who) == customer:
                memory.hold(place, identifier, Hold.UNSURE)
