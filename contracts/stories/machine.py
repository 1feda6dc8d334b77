"""A state machine over people, sources, accounts, identifiers and all three APIs at once.

Hypothesis chooses the steps, the verbs send them, the law judges them: the machine has no
oracle of its own. Nothing is shrunk by sending it again; the story of a finding is cut
afterwards to the exchanges that it hangs on.
"""

from __future__ import annotations

from collections.abc import Callable

import hypothesis
from hypothesis import strategies as st

from contracts.documents.profile import Place
from contracts.engine.errors import NotAsked
from contracts.stories.chance import drawing
from contracts.stories.people import Person
from contracts.stories.verbs import INSTORE, Api

TYPES = ("mobile", "email", "externalId")
STEPS = ("add", "add", "add", "register", "upsert", "lookup", "details", "update", "change", "twice")


class Machine:
    """What a story remembers between its steps: some people, and the ids they were told."""

    def __init__(self, api: Api, places: list[Place]) -> None:
        self._api = api
        self._places = places
        self._people: list[Person] = []
        self._ids: dict[int, int] = {}

    def step(self, choose: Callable[[int], int]) -> None:
        """One step; `choose(n)` picks a number below n. An operation that the target lacks is passed over."""
        verb = STEPS[choose(len(STEPS))]
        person = self._person(choose)
        place = self._places[choose(len(self._places))]
        try:
            getattr(self, f"_{verb}")(person, place, choose)
        except NotAsked:
            return

    def _person(self, choose: Callable[[int], int]) -> Person:
        """Somebody new, somebody known, or a known person with an identifier of another."""
        if not self._people or choose(3) == 0:
            self._people.append(self._api.person())
            return self._people[-1]
        person = self._people[choose(len(self._people))]
        if choose(3) == 0:
            other = self._people[choose(len(self._people))]
            return person.with_(other[TYPES[choose(len(TYPES))]])
        return person

    def _chosen(self, person: Person, choose: Callable[[int], int]) -> Person:
        kept = [type_ for type_ in TYPES if choose(3)]
        return person.only(*kept) if kept else person

    def _add(self, person: Person, place: Place, choose: Callable[[int], int]) -> None:
        reply = self._api.add_at(self._chosen(person, choose), place)
        if reply.ok and reply.id is not None:
            self._ids[person.number] = reply.id

    def _twice(self, person: Person, place: Place, choose: Callable[[int], int]) -> None:
        for _ in range(2):
            self._api.add_at(person.named("Again"), place)

    def _register(self, person: Person, place: Place, choose: Callable[[int], int]) -> None:
        self._api.register(self._chosen(person, choose))

    def _upsert(self, person: Person, place: Place, choose: Callable[[int], int]) -> None:
        named = self._chosen(person, choose).named(("Ada", "Eve", "Joe")[choose(3)])
        self._api.upsert(named, place=place, skip=choose(2) == 0)

    def _lookup(self, person: Person, place: Place, choose: Callable[[int], int]) -> None:
        self._api.lookup(person[TYPES[choose(len(TYPES))]], place)

    def _details(self, person: Person, place: Place, choose: Callable[[int], int]) -> None:
        self._api.details(person[TYPES[choose(len(TYPES))]], place)

    def _update(self, person: Person, place: Place, choose: Callable[[int], int]) -> None:
        if person.number in self._ids:
            self._api.update(self._ids[person.number], person.named("Renamed"), place)

    def _change(self, person: Person, place: Place, choose: Callable[[int], int]) -> None:
        if person.number in self._ids:
            identifier = person[TYPES[choose(len(TYPES))]]
            add, remove = ([identifier], []) if choose(2) else ([], [identifier])
            self._api.change(self._ids[person.number], place, add=add, remove=remove)


def play(api: Api, seed: int, stories: int, steps: int) -> None:
    """Play so many stories of so many steps; same seed, same stories."""
    places = [INSTORE, *(place for place in api.places() if place != INSTORE)][:4]

    @hypothesis.seed(seed)
    @drawing(stories)
    @hypothesis.given(
        st.lists(st.lists(st.integers(0, 10**6), min_size=12, max_size=12), min_size=steps, max_size=steps)
    )
    def story(choices: list[list[int]]) -> None:
        drawn.append(choices)

    drawn: list[list[list[int]]] = []
    story()
    for choices in drawn[:stories]:
        machine = Machine(api, places)
        for numbers in choices:
            machine.step(_chooser(numbers))


def _chooser(numbers: list[int]) -> Callable[[int], int]:
    left = iter(numbers)
    return lambda n: next(left, 0) % n
