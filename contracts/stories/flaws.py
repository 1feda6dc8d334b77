"""Flaws: the one thing that may be wrong with a generated request, where, and what the documents then promise.

They are made from the table of members and from the parameters of the specs. `nothing` is the flaw of a case that has
none. What a value of a member does to the whole is said of its usual form; where the documents leave it open, the law
has a doubt about it and nothing but a crash, a leak or a loss is a finding.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from contracts.documents.members import Fate, Member, Part, SpecialForm
from contracts.documents.profile import Profile
from contracts.evidence.intent import CHANGE, REGISTER
from contracts.stories import texts
from contracts.stories.odd import ODD
from contracts.stories.people import Person


class Due(enum.StrEnum):
    """What the documents promise of a case."""

    SUCCESS = "success"
    REFUSAL = "refusal"
    UNDECIDED = "undecided"


class _LeftOut:
    """Stands for a member that is not sent."""

    def __repr__(self) -> str:
        return "left out"


LEFT_OUT = _LeftOut()
NOTHING = "nothing"


@dataclass(frozen=True)
class Own:
    """A value that is made of whom it is about."""

    of: Callable[[Person], Any]


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong with a request to an operation: what of a member its value tries."""

    operation: str
    constraint: str
    path: str = ""
    """Of a member in a customer it begins there; `[]` follows a list. Of a parameter or header its name."""
    value: Any = None
    """What stands there: a JSON value, `LEFT_OUT`, or `Own`."""
    name: str = ""
    """Which of several values of the constraint."""
    part: Part = Part.CUSTOMER
    due: Due = Due.UNDECIDED
    codes: tuple[int, ...] = ()
    """Of a refusal: any of them tells so, or any code where there is none."""
    is_of_shape: bool = False
    """Whether a server may refuse a whole batch for it, since it cannot read it: it has a batch of its own."""

    def __deepcopy__(self, memo: object) -> Flaw:
        """The same: nothing changes a flaw, and what was dealt is known by its identity."""
        return self

    @property
    def direction(self) -> str:
        """Whether the documents allow it."""
        return {Due.SUCCESS: "within", Due.REFUSAL: "beyond"}.get(self.due, "open")

    def __str__(self) -> str:
        return " ".join(filter(None, (self.constraint, self.name, f"of {self.path}" if self.path else "")))


def nothing(operation: str) -> Flaw:
    """That there is nothing wrong with a request."""
    return Flaw(operation, NOTHING, due=Due.SUCCESS)


VALUES = frozenset({"profiles[].identifiers[].value", "add[].value", "mobile", "email", "external_id"})
"""Members that hold an identifier: whatever stands there is made of the run's own."""
ADDRESSES = frozenset({"profiles[].commChannels[].value", "commChannels[].value"})
"""Members that hold a way to reach somebody, who has to be the run's own too."""
_LISTS: Mapping[str, Callable[[Person, int], Any]] = {
    "profiles[].identifiers": lambda person, n: {"type": "externalId", "value": f"{_external_id(person)}~{n}"},
    "profiles[].commChannels": lambda person, n: _channel(person, n, True),
    "commChannels": lambda person, n: _channel(person, n, "true"),
    "custom_fields.field": lambda person, n: {"name": f"ct_{n}", "value": f"ct {n}"},
    "extended_fields.field": lambda person, n: {"name": f"ct_{n}", "value": f"ct {n}"},
    "add": lambda person, n: {"type": "externalId", "value": f"{_external_id(person)}~{n}"},
}
"""Lists that may be long, with what their nth entry is."""
_REPEATED = ("custom_fields.field", "extended_fields.field")
"""Lists of which an entry may be sent twice: what is stored once of two identifiers or channels is open."""
_SIZES, _LONG = (0, 1, 2, 50), (51, 100)
_WHOLE_MAX = 10**9
"""Whole numbers beyond it may not fit where they are read."""
_HANGING = frozenset({"profiles[].accountId", "mobile"})
"""Members of which it hangs on others what their forms come to: the source, the other identifiers."""
_LISTED = frozenset({"type", "loyaltyType"})
"""Members with a few values, which a server may read into an enumeration."""
_FLAGS = frozenset({"primary", "verified", "residence", "office", "subscribed"})
_MOMENTS = ("Date", "dateofbirth", "dob")
_LOCAL_TIMES = frozenset({"registered_on", "updated_on"})
_OBJECTS = {"": "", "profiles[].": "", "profiles[].identifiers[].": "", "profiles[].commChannels[].": ""}
_OBJECTS_V11 = {"": "", "commChannels[].": "", "custom_fields.": ""}


def of_customers(operation: str, members: Iterable[Member], profile: Profile) -> list[Flaw]:
    """What may be wrong with one customer of a write."""
    found: list[Flaw] = []
    for member in members:
        if member.operation == operation and member.part is Part.CUSTOMER and _has(profile, member.path):
            found += _of_member(member)
    for outer in _OBJECTS_V11 if operation == REGISTER else _OBJECTS:
        odd = Flaw(operation, "an undocumented member", f"{outer}ctUndocumented", {"a": [1, None]}, is_of_shape=True)
        found.append(odd)
    return found


def of_long_lists(operation: str, members: Iterable[Member]) -> list[Flaw]:
    """Lists of one entry more than fifty, and of a hundred: what only a long run has the time for."""
    return [
        Flaw(operation, "a list of another length", member.path, _list(member.path, size), str(size), member.part)
        for member in members
        if member.operation == operation and member.path in _LISTS
        for size in _LONG
    ]


def of_lists(members: Iterable[Member]) -> list[Flaw]:
    """What may be wrong with a change of identifiers."""
    found: list[Flaw] = []
    for member in members:
        if member.operation == CHANGE and member.part is Part.BODY:
            found += [
                *_of_member(member),
                *(
                    Flaw(CHANGE, each.constraint, each.path.replace("add", "remove", 1), each.value, each.name)
                    for each in _of_member(member)
                ),
            ]
    found.append(Flaw(CHANGE, "an undocumented member", "ctUndocumented", [None]))
    return found


def _has(profile: Profile, path: str) -> bool:
    """Whether the organisation has what a path names, as far as it has to."""
    outer, _, name = path.rpartition(".")
    if outer == "profiles[].fields":
        return name in (profile.custom_fields or ())
    if outer in ("extendedFields", "profiles[].extendedFields"):
        return name in (profile.extended_fields or ())
    return bool(profile.programs) or not path.startswith("loyaltyProgramEnrollments[]")


def _of_member(member: Member) -> Iterator[Flaw]:
    """What may be wrong with one member."""
    operation, path = member.operation, member.path
    name = path.rpartition(".")[2]
    is_listed = name in _LISTED and "[]" not in path

    def flaw(constraint: str, value: Any, name: str = "", due: Due = Due.UNDECIDED) -> Flaw:
        shapeless = not isinstance(value, Own) and not _fits(value, member)
        return Flaw(operation, constraint, path, value, name, member.part, due, is_of_shape=shapeless)

    yield flaw("null", None)
    for odd in ODD:
        if odd is not None and not _fits(odd, member):
            yield flaw("beyond 64 bits" if odd == 2**70 else "another type", odd, type(odd).__name__)
    yield from _left_out(member)
    yield from _of_forms(member)
    if path in VALUES:
        for name, value in _identifiers(path).items():
            yield replace(flaw("an odd identifier", value, name), is_of_shape=name in _NUMERIC)
    elif path not in ADDRESSES and "string" in member.types and name not in _FLAGS | _LISTED:
        yield from (flaw("odd text", text, name) for name, text in texts.TEXTS.items())
        yield from (flaw("a word for something else", text, name) for name, text in texts.WORDS.items())
    elif path in ADDRESSES:
        yield from (flaw("an odd address", _address(text), name) for name, text in texts.TEXTS.items())
    if name in _LISTED:
        for word in ("", " ", "Mobile", "EMAIL", "mobile ", "telex", "a" * 300):
            yield replace(flaw("a word that is not listed", word, word[:10]), is_of_shape=is_listed)
    if not {"integer", "number"}.isdisjoint(member.types) and path not in VALUES:
        for says, value in texts.NUMBERS.items():
            odd = flaw("an odd number", value, says)
            yield replace(odd, is_of_shape=odd.is_of_shape or abs(float(value)) > _WHOLE_MAX)
    if name in _FLAGS:
        yield from (replace(flaw("an odd flag", value, name), is_of_shape=True) for name, value in texts.FLAGS.items())
    if any(each in name for each in _MOMENTS):
        yield from (flaw("an odd moment", value, name) for name, value in texts.MOMENTS.items())
    if name in _LOCAL_TIMES:
        yield from (flaw("an odd moment", value, name) for name, value in texts.LOCAL_TIMES.items())
    if path in _LISTS:
        yield from (flaw("a list of another length", _list(path, size), str(size)) for size in _SIZES)
    if path in _REPEATED:
        yield flaw("an entry twice", _twice(path))


def _fits(value: Any, member: Member) -> bool:
    """Whether a value has a type that the documents give the member."""
    if value is None:
        return False
    if isinstance(value, str):
        return "string" in member.types or member.path in VALUES
    kinds = {bool: {"boolean"}, int: {"integer", "number"}, float: {"number"}, list: {"array"}, dict: {"object"}}
    return not kinds[type(value)].isdisjoint(member.types)


def _left_out(member: Member) -> Iterator[Flaw]:
    form = next((form for form in member.forms if "left out" in form.says), None)
    untyped = member.path.endswith(("identifiers[].type", "identifiers[].value", "field[].name"))
    due = Due.UNDECIDED if member.required or form or untyped else Due.SUCCESS
    if form and form.fate is Fate.REFUSED and member.path not in _HANGING:
        due = Due.REFUSAL
    yield Flaw(
        *(member.operation, "left out", member.path, LEFT_OUT),
        part=member.part,
        due=due,
        codes=form.codes if form and due is Due.REFUSAL else (),
        is_of_shape=untyped,
    )


def _of_forms(member: Member) -> Iterator[Flaw]:
    """The forms that the table tells apart, with what it says of each, and the longest ones."""
    if member.path in VALUES | ADDRESSES:
        return
    for form in member.forms:
        value = "n" * form.length if form.length else form.example
        if value is not None and "left out" not in form.says:
            constraint = "a length" if form.length else "a form of the table"
            yield Flaw(
                *(
                    member.operation,
                    constraint,
                    member.path,
                    value,
                    form.says,
                    member.part,
                    _due(member, form),
                    form.codes,
                ),
                is_of_shape=not _fits(value, member) or form.says == "neither of the two",
            )


def _due(member: Member, form: SpecialForm) -> Due:
    if member.path in _HANGING or form.fate is Fate.OPEN or not _fits(form.example or "", member):
        return Due.UNDECIDED
    return Due.REFUSAL if form.fate is Fate.REFUSED else Due.SUCCESS


def _external_id(person: Person) -> str:
    return next(i.value for i in person.own if i.type == "externalId")


def _own(person: Person, type_: str) -> str:
    return next(i.value for i in person.own if i.type == type_)


def _channel(person: Person, number: int, flag: Any) -> dict[str, Any]:
    local, _, domain = _own(person, "email").partition("@")
    value = f"{local}+{number}@{domain}" if number else f"{local}@{domain}"
    return {"type": "email", "value": value, "primary": flag, "verified": flag, "meta": {"residence": flag}}


def _identifiers(path: str) -> dict[str, Any]:
    """Values of an identifier by what they try; each is made of the person's own, so that it is nobody else's."""
    found: dict[str, Any] = {}
    if path != "email":
        kind = "mobile" if path == "mobile" else "externalId"
        found |= {name: Own(_behind(kind, text)) for name, text in texts.TEXTS.items()}
        found |= {
            "blanks around": Own(lambda person: f" {_own(person, kind)} "),
            "as a number": Own(lambda person: int(_own(person, "mobile"))),
            "a fraction": Own(lambda person: float(_own(person, "mobile"))),
            "of 251 characters": Own(lambda person: (_own(person, kind) + "~" + "n" * 251)[:251]),
            "of 5,000 characters": Own(lambda person: _own(person, kind) + "n" * 5000),
            "a plus before it": Own(lambda person: "+" + _own(person, "mobile")),
            "blank": " ",
            "empty": "",
        }
        return found
    found |= {name: Own(_before_at(text)) for name, text in texts.TEXTS.items()}
    return found | {
        "no at": "tom at home",
        "two ats": Own(lambda person: _own(person, "email").replace("@", "@@")),
        "nothing behind": Own(lambda person: _own(person, "email").partition("@")[0] + "@"),
        "a dot at its end": Own(lambda person: _own(person, "email") + "."),
        "in capitals": Own(lambda person: _own(person, "email").upper()),
        "of 256 characters": Own(lambda person: ("n" * 256 + _own(person, "email"))[-256:]),
        "blank": " ",
        "empty": "",
    }


_NUMERIC = frozenset({"as a number", "a fraction"})


def _behind(type_: str, text: str) -> Callable[[Person], str]:
    return lambda person: f"{_own(person, type_)}~{text}"


def _before_at(text: str) -> Callable[[Person], str]:
    return lambda person: _own(person, "email").replace("@", f"+{text}@")


def _address(text: str) -> Own:
    return Own(_before_at(text))


def _list(path: str, size: int) -> Own:
    entry = _LISTS[path]
    return Own(lambda person: [entry(person, number) for number in range(size)])


def _twice(path: str) -> Own:
    entry = _LISTS[path]
    return Own(lambda person: [entry(person, 0)] * 2)
