"""Near-twins: values equal to somebody's but for one thing, which a careless comparison does not see.

A short index misses the 25th character, a collation an accent, a number zeros and what stands
behind a point, LIKE a wildcard. A twin is somebody new. Spellings that differ in capitals or
blanks alone are no twins: whether they are one value is open (reading identifier-spelling).
"""

from __future__ import annotations

import itertools
import random
import re
import unicodedata
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from contracts.evidence.intent import Identifier
from contracts.evidence.validity import EXTERNAL_ID_LIMIT
from contracts.stories.namespace import Namespace
from contracts.stories.occupied import Occupied
from contracts.stories.shapes import LOCAL_LIMIT, OWN_LIMIT

Kind = Callable[[str], Iterable[str]]
"""From a value to its twins of one kind, the best first; none where it can have none."""

OTHER_TYPE = "under another type"
IN_THE_MIDDLE = "in the middle"
AS_IT_COMES = "as it comes"


def _changed(text: str, place: int) -> Iterator[str]:
    """The text with another character in one place, if it has the place.

    A digit among digits becomes another, so that the text still is a number; one beside letters
    becomes a letter, for with another digit it may be the counter of another person. A letter stays
    one of its script.
    """
    if not 0 <= place < len(text):
        return
    old = text[place]
    if old.isascii() and old.isdigit():
        others = str((int(old) + 5) % 10) if text.isdigit() else "abcdefghij"[int(old)]
    elif old.isascii() and old.isalpha():
        others = {"z": "y", "Z": "Y"}.get(old) or chr(ord(old) + 1)
    elif old.isalpha():  # two on, for the next one may be the same letter in small
        others = chr(ord(old) + 2)
    else:
        others = "~x"
    yield from (text[:place] + other + text[place + 1 :] for other in others)


def _from_the_middle(text: str) -> Iterator[str]:
    middle = len(text) // 2
    for place in sorted(range(1, len(text) - 1), key=lambda place: abs(place - middle)):
        yield from _changed(text, place)


def _zero_more(text: str) -> Iterator[str]:
    """A zero before a number that begins with none, or behind one that ends with some."""
    if text.isdigit():
        yield text + "0"
    yield from (
        text[: found.start()] + "0" + text[found.start() :] for found in _last_first(r"(?<=[-._+ ])[1-9]", text)
    )


def _zero_less(text: str) -> Iterator[str]:
    if text.isdigit() and text[0] == "0":
        yield text[1:]
    if text.isdigit() and text[-1] == "0":
        yield text[:-1]


def _wildcard(sign: str) -> Kind:
    """LIKE takes the sign for any character, or for any number of them."""

    def twins(text: str) -> Iterator[str]:
        for found in _last_first(r"[-.+ /]|.$", text):
            yield text[: found.start()] + sign + text[found.end() :]

    return twins


def _suffix(*endings: str) -> Kind:
    return lambda text: (text + ending for ending in endings)


def _shorter(text: str) -> Iterator[str]:
    """Without the last character, where that is part of no counter."""
    if not text[-1].isdigit():
        yield text[:-1]


def _crossed(text: str) -> Iterator[str]:
    """Two letters beside each other in the other order."""
    for found in _last_first(r"[A-Za-z](?=[A-Za-z])", text):
        place = found.start()
        if text[place].casefold() != text[place + 1].casefold():
            yield text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _without_accent(text: str) -> Iterator[str]:
    for place, letter in enumerate(text):
        if (base := unicodedata.normalize("NFD", letter)[0]) != letter:
            yield text[:place] + base + text[place + 1 :]


def _of_its_script(text: str) -> Iterator[str]:
    """Another letter where one beyond ASCII stands."""
    for place, letter in enumerate(text):
        if not letter.isascii() and letter.isalpha():
            yield from _changed(text, place)


def _local(kind: Kind) -> Kind:
    """The kind, of what stands before the @."""

    def twins(address: str) -> Iterator[str]:
        local, at, domain = address.partition("@")
        return (twin + at + domain for twin in kind(local))

    return twins


def _dot_more(local: str) -> Iterator[str]:
    yield from (local[: found.end()] + "." + local[found.end() :] for found in _last_first(r"\w(?=\w)", local))


def _dot_less(local: str) -> Iterator[str]:
    yield from (local[: found.start()] + local[found.end() :] for found in _last_first(r"\.(?=[A-Za-z])", local))


def _untagged(local: str) -> Iterator[str]:
    if "+" in local:
        yield local.partition("+")[0]


def _at_a_subdomain(address: str) -> Iterator[str]:
    yield address.replace("@", "@x.")


def _last_first(pattern: str, text: str) -> Iterator[re.Match[str]]:
    return iter(list(re.finditer(pattern, text))[::-1])


_LAST: Kind = lambda text: _changed(text, len(text) - 1)  # noqa: E731 - kinds stand in tables
_FIRST: Kind = lambda text: _changed(text, 0)  # noqa: E731
_25TH: Kind = lambda text: _changed(text, 24)  # noqa: E731

EXTERNAL_IDS: Mapping[str, Kind] = MappingProxyType(
    {
        "last character": _LAST,
        "first character": _FIRST,
        IN_THE_MIDDLE: _from_the_middle,
        "25th character": _25TH,
        "zero more": _zero_more,
        "zero less": _zero_less,
        "any one character": _wildcard("_"),
        "any characters": _wildcard("%"),
        "a dot for any character": _wildcard("."),
        "two letters crossed": _crossed,
        "longer": _suffix(".0", "-1"),
        "shorter": _shorter,
        "accent": _without_accent,
        "another letter of its script": _of_its_script,
        OTHER_TYPE: lambda text: (),
    }
)
OWN_IDS: Mapping[str, Kind] = MappingProxyType(
    {
        "last character": _LAST,
        IN_THE_MIDDLE: _from_the_middle,
        "25th character": _25TH,
        "zero more": _zero_more,
        "any one character": _wildcard("_"),
        "longer": _suffix("-1"),
        OTHER_TYPE: lambda text: (),
    }
)
EMAILS: Mapping[str, Kind] = MappingProxyType(
    {
        "last character": _local(_LAST),
        IN_THE_MIDDLE: _local(_from_the_middle),
        "25th character": _local(_25TH),
        "zero more": _local(_zero_more),
        "any one character": _local(_wildcard("_")),
        "tag more": _local(_suffix("+x")),
        "tag less": _local(_untagged),
        "dot more": _local(_dot_more),
        "dot less": _local(_dot_less),
        "longer": _local(_suffix("-1")),
        "domain below": _at_a_subdomain,
    }
)
MOBILES = (AS_IT_COMES, IN_THE_MIDDLE)
"""Mobiles count up: one as it comes differs from those before it in its last digits."""

_MODELS_MAX = 1_000
"""So many of those who were made are remembered as models: whom a run registers, it does soon."""
_SHORT_INDEX = 25
_PRONE = {"digits": ("zero less", "zero more", "longer"), "long": ("25th character", "last character")}
"""The kinds of which a form is to have one first: numbers mislead by zeros, long texts behind what an index takes."""

_FITS = {
    "email": re.compile(rf"(?!.*\.\.)[A-Za-z0-9]([A-Za-z0-9_+.-]{{0,{LOCAL_LIMIT + 2}}}[A-Za-z0-9_+-])?@.*"),
    "externalId": re.compile(rf"\S(.{{0,{EXTERNAL_ID_LIMIT - 2}}}\S)?"),
}
_FITS_OWN = re.compile(rf"[A-Za-z0-9_-]{{1,{OWN_LIMIT}}}")


@dataclass(frozen=True, slots=True)
class Model:
    """Somebody of whom others are twins."""

    identifiers: tuple[Identifier, ...]
    first_name: str | None
    last_name: str | None


class Twins:
    """Makes near-twins: the kinds in turn, each value once."""

    def __init__(self, namespace: Namespace, seed: int, numbers: bool = True) -> None:
        self._names = namespace
        self._numbers = numbers
        """Whether a mobile may be an external id."""
        self._rng = random.Random(f"{seed}/twins")
        self._made: Counter[tuple[str, str]] = Counter()
        """How many twins of each type and kind there are."""
        self._made_of: Counter[tuple[str, str, str]] = Counter()
        """The same for each form that their models have."""
        self._turns: dict[str, Sequence[str]] = {}
        self.taken = Occupied()
        """What there is."""
        self._models: dict[int, Model] = {}
        self._newest: Model | None = None
        self._registered: deque[Model] = deque(maxlen=20)
        self._chosen = 0
        self._is_late = False
        """Whether the model of the next twin is one of those registered of late."""

    def take(self, identifiers: Iterable[Identifier]) -> None:
        """Note that somebody has these identifiers, so that no twin gets them."""
        self.taken.update(identifiers)

    def note(self, number: int, model: Model) -> None:
        """Note that there is person number n, of whom others may be twins."""
        self._newest = self._models[number] = model
        if len(self._models) > _MODELS_MAX:
            del self._models[next(iter(self._models))]

    def prefer(self, number: int) -> None:
        """Note that person number n is registered."""
        if number in self._models:
            self._registered.append(self._models[number])

    def model(self, given: Model | None = None) -> Model | None:
        """Of whom the next one is to be a twin: the given one, or in turn who was made last and who was registered."""
        self._chosen += 1
        self._is_late = given is None and self._chosen % 2 == 0 and bool(self._registered)
        if self._is_late:
            self._registered.rotate(int(self._rng.random() * len(self._registered)))
            return self._registered.popleft()
        return given or self._newest

    def is_namesake(self) -> bool:
        """Whether the next twin is equal in name, too: one in four, and only to somebody of an earlier story."""
        return self._chosen % 4 == 0 and self._is_late

    def identifiers(self, own: Sequence[Identifier], model: Model, reordered: bool) -> tuple[Identifier, ...]:
        """One's own identifiers, each like the model's but for one thing; where none will do, as it is.

        `reordered`: in another order each time.
        """
        twins = [Identifier(i.type, self.of(i.type, model.identifiers) or i.value) for i in own]
        ways = list(itertools.permutations(twins)) if reordered else [tuple(twins)]
        return ways[self._chosen % len(ways)]

    def around(self, model: Model) -> list[tuple[Identifier, ...]]:
        """Everybody who is a near-twin of one model: the values of each type, one of each kind that it can have.

        Where a type has no more kinds, its value is left out.
        """
        rows = itertools.zip_longest(
            *([Identifier(i.type, value) for value in self._all_of(i, model.identifiers)] for i in model.identifiers)
        )
        return [tuple(twin for twin in row if twin is not None) for row in rows]

    def _all_of(self, identifier: Identifier, model: Sequence[Identifier]) -> Iterator[str]:
        kinds = (IN_THE_MIDDLE,) if identifier.type == "mobile" else _kinds(identifier.type)
        for kind in kinds:
            for value in self._candidates(identifier.type, kind, identifier.value, model):
                twin = Identifier(identifier.type, value)
                if self._is_new(twin, kind):
                    self.take((twin,))
                    yield value
                    break

    def of(self, type_: str, model: Sequence[Identifier]) -> str | None:
        """A value that differs in one thing from that of somebody with these identifiers.

        None where it is to be as it comes: with mobiles every other time, and where no kind will do.
        """
        value = next((i.value for i in model if i.type == type_), None)
        if value is None:
            return None
        form = _form(value)
        for kind in self._in_turn(type_, form):
            twins = [None] if kind == AS_IT_COMES else self._candidates(type_, kind, value, model)
            for twin in twins:
                if twin is None or self._is_new(Identifier(type_, twin), kind):
                    self._made[type_, kind] += 1
                    self._made_of[type_, kind, form] += 1
                    return twin
        return None

    def _in_turn(self, type_: str, form: str) -> Sequence[str]:
        """The kinds of twin that a type has: of which there are fewest of that form, and what it is prone to first."""
        if type_ not in self._turns:
            kinds = list(MOBILES if type_ == "mobile" else _kinds(type_))
            self._rng.shuffle(kinds)
            self._turns[type_] = kinds
        prone = _PRONE.get(form, ())
        return sorted(
            self._turns[type_],
            key=lambda kind: (self._made_of[type_, kind, form], kind not in prone, self._made[type_, kind]),
        )

    def _candidates(self, type_: str, kind: str, value: str, model: Sequence[Identifier]) -> Iterable[str]:
        if kind == OTHER_TYPE:
            others = [i.value for i in model if i.type != type_ and (self._numbers or not i.value.isdigit())]
            return others if self._made[type_, kind] % 2 else others[::-1]
        if type_ == "mobile":  # a twin has none of its own
            return [self._names.twin_of(value)] if self._names.counts(value) else ()
        return _kinds(type_)[kind](value)

    def _is_new(self, twin: Identifier, kind: str) -> bool:
        """Whether the value can be of that type, is the run's, and is nobody else's now or later."""
        fits = twin.type == "mobile" or _FITS.get(twin.type, _FITS_OWN).fullmatch(twin.value)
        will_come = kind != OTHER_TYPE and self._names.counts(twin.value)
        return bool(fits) and self._names.owns(twin.value) and not will_come and twin not in self.taken


def _form(value: str) -> str:
    """What of a value decides which comparisons it misleads."""
    local = value.partition("@")[0]
    return "digits" if local.isdigit() else "long" if len(local) > _SHORT_INDEX else ""


def _kinds(type_: str) -> Mapping[str, Kind]:
    return {"externalId": EXTERNAL_IDS, "email": EMAILS}.get(type_, OWN_IDS)
