"""How somebody who is to be registered is related to those who are: again, elsewhere, with an identifier of theirs."""

from __future__ import annotations

from contracts.documents.profile import Place
from contracts.stories.people import Known, Person
from contracts.stories.verbs import INSTORE, Api

RELATIONS = (
    *("again", "again under another name", "elsewhere", "in another account"),
    *("one beside new ones", "one beside new ones, elsewhere", "one alone", "one of each of two", "in another order"),
)
_TYPES = ("mobile", "email", "externalId")


class Relatives:
    """Makes people who are related to those whom generated cases have registered, nobody twice in one request."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._named: set[str] = set()

    def begin(self) -> None:
        """A new request begins."""
        self._named.clear()

    def of(self, person: Person) -> tuple[Person, Place] | None:
        """Somebody new as whoever the turn makes of them, and where; None where nobody is left to be related to."""
        trials = self._api.cast.trials
        known = self._somebody()
        if known is None:
            return None
        relation, type_ = trials.turn("relation", RELATIONS), trials.turn("relation by", _TYPES)
        old, place = known.person, known.place
        match relation:
            case "again":
                return old, place
            case "again under another name":
                return old.named(person.first_name, person.last_name), place
            case "elsewhere":
                return old.named(person.first_name), self._other(place)
            case "in another account":
                return old, self._another_account(place)
            case "one beside new ones":
                return person.with_(old[type_]), place
            case "one beside new ones, elsewhere":
                return person.with_(old[type_]), self._other(place)
            case "one alone":
                return old.only(type_), place
            case "in another order":
                order = list(_TYPES)
                trials.rng.shuffle(order)
                return old.ordered(*order), place
            case _:
                other = self._somebody()
                second = trials.turn("relation by", _TYPES)
                return (person.with_(old[type_], other.person[second]) if other else person.with_(old[type_])), place

    def _somebody(self) -> Known | None:
        """Somebody registered by all types who is not in the request yet."""
        known = [each for each in self._api.cast.known if self._is_left(each.person)]
        chosen = next(iter(self._api.cast.trials.some(known)), None)
        if chosen is None:
            return None
        self._named.update(identifier.value for identifier in chosen.person.identifiers)
        return chosen

    def _is_left(self, person: Person) -> bool:
        types = {identifier.type for identifier in person.identifiers}
        return types >= set(_TYPES) and self._named.isdisjoint(i.value for i in person.identifiers)

    def _other(self, place: Place) -> Place:
        others = [each for each in self._api.places() if each.source != place.source]
        return self._api.cast.trials.turn(("relation", "place"), others) if others else INSTORE

    def _another_account(self, place: Place) -> Place:
        same = [each for each in self._api.places() if each.source == place.source and each != place]
        return self._api.cast.trials.turn(("relation", "account"), same) if same else self._other(place)
