"""Forms of identifiers and names: no two people of a run are alike in form.

Every form is one that the documents allow and leave no doubt about: special characters in
external ids (v2 Add Customer, notes on `type` and `value`), 250 characters of them (v1.1 Add
Customer, body parameters), a-z A-Z 0-9 - _ + . @ in emails, and letters, digits, spaces, hyphens
and apostrophes in names of up to 100 characters. The seed fixes an order in which they rotate.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from contracts.documents.profile import Profile
from contracts.evidence.validity import EXTERNAL_ID_LIMIT, NAME_LIMIT
from contracts.stories.namespace import Namespace

Form = Callable[[Namespace, int], str]

PLAIN = "plain"
"""The form with which every rotation begins: of the same letters and digits for everybody."""
LOCAL_LIMIT = 60
"""Characters before the @ of an email: what may stand there is 64, and stories add some."""
OWN_LIMIT = 100
"""Characters of an identifier of a source's own."""
_TAIL = "north-gate-till-of-the-old-town-"
"""Letters that stand behind what tells people apart, for others to differ in them."""
_HOUSE = "_member_of_the_house_7z"


def _marked(pattern: str, upper: bool = False) -> Form:
    """A form that holds label, run id and number as the pattern says."""

    def spell(names: Namespace, number: int) -> str:
        value = pattern.format(label=names.people.label, run=names.run_id, n=number + names.shift)
        return value.upper() if upper else value

    return spell


def _address(pattern: str, sub: str = "") -> Form:
    """A form of what stands before the @, and of the domain below the profile's."""
    local = _marked(pattern)
    return lambda names, number: f"{local(names, number)}@{sub}{names.people.email_domain}"


def _filled(form: Form, limit: int, letters: str = _TAIL) -> Form:
    """The form with letters behind it, as many as there may be."""

    def spell(names: Namespace, number: int) -> str:
        value = form(names, number)
        return value + (letters * limit)[: limit - len(value) - 1] + "z"

    return spell


def _long_address(names: Namespace, number: int) -> str:
    local = _filled(_marked("{label}.{run}.{n}."), LOCAL_LIMIT, "north.gate.")(names, number)
    return f"{local}@{names.people.email_domain}"


EXTERNAL_IDS: Mapping[str, Form] = MappingProxyType(
    {
        PLAIN: Namespace.external_id,
        "digits": Namespace.digits,
        "leading zeros": lambda names, number: f"000{names.digits(number)}",
        "short": Namespace.short,
        "longest": _filled(_marked("{label}-{run}-{n}-"), EXTERNAL_ID_LIMIT),
        "dots": _marked("{label}.{run}.{n}.north.gate.till.7z"),
        "underscores": _marked("{label}_{run}_{n}" + _HOUSE),
        "plus": _marked("{label}-{run}+{n}"),
        "something before": _marked("A-{label}-{run}-{n}"),
        "symbols": _marked("{label}-{run}-{n}/a#b&c=d?e"),
        "capitals": _marked("A.{label}-{run}-{n}", upper=True),
        "inner blanks": _marked("{label} {run} {n} of the house z"),
        "letters of other scripts": _marked("é.{label}.{run}.{n}.ж漢é"),
        "quotes": _marked('{label}-{run}-{n}-o\'neil "x"'),
        "percent": _marked("{label}-{run}-{n}%2B"),
    }
)
OWN_IDS: Mapping[str, Form] = MappingProxyType(
    {
        PLAIN: Namespace.external_id,
        "underscores": _marked("{label}_{run}_{n}" + _HOUSE),
        "capitals": _marked("{label}-{run}-{n}", upper=True),
        "longest": _filled(_marked("{label}-{run}-{n}-"), OWN_LIMIT - 21),
    }
)
"""Ids that a source brings along; the type stands before them."""
CENTRES: Mapping[str, Form] = MappingProxyType(
    {
        "externalId": _marked("00é.{label}_{run}-{n}.1 of the ж漢+house/%7z-north"),
        "email": _address("{label}.{run}_{n}.north_gate-7z+news"),
    }
)
"""Forms that hold something for every careless comparison to overlook."""
EMAILS: Mapping[str, Form] = MappingProxyType(
    {
        PLAIN: Namespace.email,
        "plus": _address("{label}.{run}.{n}+news"),
        "hyphens": _address("{label}-{run}-{n}-at-home"),
        "underscores": _address("{label}_{run}_{n}" + _HOUSE),
        "capitals": _address("{label}.{run}.{n}.NewYork"),
        "digits": lambda names, number: f"{names.mobile(number)}@{names.people.email_domain}",
        "long": _long_address,
        "domain below": _address("{label}.{run}.{n}", sub="mail.post-1."),
    }
)
FIRST_NAMES: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {
        PLAIN: lambda name: name,
        "one letter": lambda name: name[0],
        "longest": lambda name: (name * NAME_LIMIT)[:NAME_LIMIT],
        "hyphen": lambda name: f"{name}-Jo",
        "apostrophe": lambda name: f"D'{name}",
        "inner blank": lambda name: f"{name} Jo",
        "other letters": lambda name: f"Ł{name.lower()}é",
        "other script": lambda name: f"Юлия {name}",
        "capitals": str.upper,
        "digits": lambda name: f"{name} 2",
        "none": lambda name: None,
    }
)
LAST_NAMES: Mapping[str, Callable[[str, str], str | None]] = MappingProxyType(
    {
        PLAIN: lambda name, ending: name + ending,
        "longest": lambda name, ending: (name.lower() * NAME_LIMIT).title()[: NAME_LIMIT - len(ending)] + ending,
        "hyphen": lambda name, ending: f"Smith-{name}{ending}",
        "apostrophe": lambda name, ending: f"O'{name}{ending}",
        "inner blank": lambda name, ending: f"de la {name}{ending}",
        "other letters": lambda name, ending: f"Ü{name.lower()}é{ending}",
        "capitals": lambda name, ending: name.upper() + ending,
        "digits": lambda name, ending: f"{name}{ending} 42",
        "none": lambda name, ending: None,
    }
)
"""The ending tells whose it is, and stands at the end of a word."""


@dataclass(frozen=True)
class Latitude:
    """Which forms a run may use beside those that are harmless anywhere."""

    numbers: bool = True
    """External ids of digits alone."""
    numbered_addresses: bool = True
    """Emails of a mobile number before the @."""
    first_name_left_out: bool = True
    last_name_left_out: bool = True


ANY_FORM = Latitude()


def latitude(profile: Profile, is_shared: bool) -> Latitude:
    """What is harmless there: where others share the system, numbers are only made up in ranges of the profile."""
    mandatory = profile.mandatory
    return Latitude(
        numbers=not is_shared or profile.people.external_id_digits is not None,
        numbered_addresses=not is_shared or "mobile_prefix" in profile.people.model_fields_set,
        first_name_left_out=mandatory is not None and "firstName" not in mandatory,
        last_name_left_out=mandatory is not None and "lastName" not in mandatory,
    )


class Shapes:
    """Gives each person forms; number n has the same ones for the same seed."""

    def __init__(self, namespace: Namespace, seed: int, latitude: Latitude) -> None:
        self._names = namespace
        rng = random.Random(f"{seed}/shapes")
        numbers = () if latitude.numbers else ("digits", "leading zeros")
        self._external_ids = _order(rng, EXTERNAL_IDS, numbers)
        self._own_ids = _order(rng, OWN_IDS)
        self._emails = _order(rng, EMAILS, () if latitude.numbered_addresses else ("digits",))
        self._first = _order(rng, FIRST_NAMES, () if latitude.first_name_left_out else ("none",))
        self._last = _order(rng, LAST_NAMES, () if latitude.last_name_left_out else ("none",))

    def value(self, type_: str, number: int, turn: int) -> str:
        """The value of that type for person number n, in the form whose turn it is.

        Types of a source's own look like external ids with the type before them.
        """
        match type_:
            case "mobile":
                return self._names.mobile(number)
            case "email":
                return EMAILS[_at(self._emails, turn)](self._names, number)
            case "externalId":
                return EXTERNAL_IDS[_at(self._external_ids, turn)](self._names, number)
            case _:
                return f"{type_}_{OWN_IDS[_at(self._own_ids, turn)](self._names, number)}"

    def central(self, type_: str, number: int) -> str:
        """The value for person number n of which there can be near-twins of almost every kind."""
        form = CENTRES.get(type_)
        return form(self._names, number) if form else self.value(type_, number, 0)

    def first_name(self, name: str, turn: int) -> str | None:
        """The first name in the form whose turn it is; None where it is left out."""
        return FIRST_NAMES[_at(self._first, turn)](name)

    def last_name(self, name: str, ending: str, turn: int) -> str | None:
        """The last name with its ending in the form whose turn it is; None where it is left out."""
        return LAST_NAMES[_at(self._last, turn)](name, ending)


def _order(rng: random.Random, forms: Mapping[str, object], without: Collection[str] = ()) -> Sequence[str]:
    others = [name for name in forms if name != PLAIN and name not in without]
    rng.shuffle(others)
    return [PLAIN, *others]


def _at(order: Sequence[str], turn: int) -> str:
    return order[turn % len(order)]
