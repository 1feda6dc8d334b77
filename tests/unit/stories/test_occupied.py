"""Which identifiers somebody has."""

from __future__ import annotations

from contracts.evidence.intent import Identifier
from contracts.stories.occupied import Occupied

ADA, EVE = Identifier("email", "ada@example.com"), Identifier("email", "eve@example.com")


def taken(*identifiers: Identifier) -> Occupied:
    made = Occupied()
    made.update(identifiers)
    return made


def test_what_somebody_has_is_taken_and_nothing_else() -> None:
    made = taken(ADA)
    assert ADA in made
    assert EVE not in made
    assert Identifier("externalId", ADA.value) not in made


def test_spellings_that_differ_in_capitals_and_blanks_are_one() -> None:
    assert Identifier("email", " Ada@Example.com") in taken(ADA)


def test_two_are_one_with_what_either_had() -> None:
    made, other = taken(ADA), taken(EVE)
    made |= other
    assert ADA in made
    assert EVE in made
    assert ADA not in other


def test_any_text_can_be_taken() -> None:
    assert Identifier("externalId", "\ud800") in taken(Identifier("externalId", "\ud800"))


def test_few_of_many_seem_to_be_taken_without_being_so() -> None:
    made = taken(*(Identifier("externalId", f"one-{n}") for n in range(3_000)))
    assert sum(Identifier("externalId", f"other-{n}") in made for n in range(10_000)) < 30
