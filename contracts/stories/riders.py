"""Riders: documented members that writes carry in turn, so that each request asks about more than its story does.

A *rider* is a member, or a group of members that goes together, with the forms that it takes. Which form rides on
which request follows a covering design: for each operation the forms come about equally often, and pairs of forms that
have not met are brought together first. What rides is what the table of members says to be kept, normalised or
followed, or to leave no trace; of what is the organisation's, only what the profile lists. What a story says of its
people wins over a rider, and every fourth request goes without any, for what shows on a bare one alone.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.documents.profile import CITIES, People, Profile
from contracts.engine.exchange import Pairs
from contracts.evidence.intent import ADD, REGISTER, UPDATE, UPSERT, Identifier

_SPARE, SHARED = -1, -2
"""Numbers of other addresses: one in place of an identifier that is lacking, and one that two people have."""
_NEXT = 100_001
"""Beyond the number of anybody, and no multiple of how many samples a field has."""
_SEARCHES = 8
_BARE = 4
"""Every so many requests of an operation go without riders, but for updates, of which there are few."""


@dataclass(frozen=True)
class RiderForm:
    """One form of a rider, and what of a request it makes up."""

    name: str
    customer: Mapping[str, Any] = field(default_factory=dict)
    """Members of the customer; in v1.1 of the item."""
    profile: Mapping[str, Any] = field(default_factory=dict)
    """Members of the v2 profile; in v1.1 of the item."""
    headers: Pairs = ()

    @property
    def where(self) -> str:
        """The members and headers that it makes up."""
        profile = (f"profiles[].{name}" for name in self.profile)
        return ", ".join((*self.customer, *profile, *(name for name, _ in self.headers)))


@dataclass(frozen=True)
class Occasion:
    """On what a rider may ride."""

    operation: str
    number: int
    """Of the person."""
    own: tuple[Identifier, ...]
    """The identifiers that are the person's, and nobody else's."""
    source: object
    profile: Profile
    turn: int
    """How often the run has sent the person before."""
    another: Callable[[str, int], str]
    """A value of the run's own, of a type of identifier, that is no identifier of anybody's; one for each number."""

    @property
    def values(self) -> int:
        """Number of the values that fields have, which are others each time that the person is sent."""
        return self.number + self.turn * _NEXT


Rider = Callable[[Occasion], Sequence[RiderForm]]
NONE = RiderForm("none")


class Riders:
    """Chooses what rides; the same for the same seed, profile and requests."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._requests: Counter[str] = Counter()
        self._forms: Counter[tuple[str, str, str]] = Counter()
        self._pairs: Counter[tuple[str, str, str]] = Counter()
        self._refused: set[tuple[str, str]] = set()
        self._searches = 0

    def choose(self, occasion: Occasion) -> list[RiderForm]:
        """The forms that ride on a request: none, or one of each rider."""
        operation = occasion.operation
        self._requests[operation] += 1
        is_rare = operation == UPDATE
        if self._requests[operation] % _BARE == 0 and not is_rare:
            return []
        others = ["in INSTORE" if occasion.source == "INSTORE" else "outside INSTORE"]
        chosen: list[RiderForm] = []
        for rider in RIDERS:
            forms = [
                form
                for form in rider(occasion)
                if (operation, form.name) not in self._refused and not (is_rare and form is NONE)
            ]
            if forms:
                form = self._next(operation, rider.__name__, forms, others)
                others.append(f"{rider.__name__}: {form.name}")
                chosen.append(form)
        return [form for form in chosen if form is not NONE]

    def may_search(self) -> bool:
        """Whether one more refusal is searched for the form to blame: each search costs several requests."""
        self._searches += 1
        return self._searches <= _SEARCHES

    def refuse(self, operation: str, form: RiderForm) -> None:
        """Let a form ride no more on that operation, whose target refuses it."""
        self._refused.add((operation, form.name))

    def _next(self, operation: str, rider: str, forms: Sequence[RiderForm], others: Sequence[str]) -> RiderForm:
        """The form that came least often, and least often beside those that ride already, and in such a source.

        Among equals chance decides; of updates, of which there are few, the fullest goes first.
        """

        def weight(lot: tuple[float, RiderForm]) -> tuple[int, float]:
            met = sum(self._pairs[operation, other, f"{rider}: {lot[1].name}"] for other in others)
            return met, lot[0]

        lots = [(-len(str(form)) if operation == UPDATE else self._rng.random(), form) for form in forms]
        fewest = min(self._forms[operation, rider, form.name] for form in forms)
        _, best = min((lot for lot in lots if self._forms[operation, rider, lot[1].name] == fewest), key=weight)
        self._forms[operation, rider, best.name] += 1
        for other in others:
            self._pairs[operation, other, f"{rider}: {best.name}"] += 1
        return best


def channels(on: Occasion) -> Sequence[RiderForm]:
    """Ways to reach the customer: by the own addresses and by others, several, of one type, with flags in all forms."""
    own = {i.type: i.value for i in on.own if i.type in ("mobile", "email")}
    mobile, email = (own.get(type_) or on.another(type_, _SPARE) for type_ in ("mobile", "email"))
    other, work = on.another("mobile", on.turn), on.another("email", on.turn)
    listed = {
        "no channels": [],
        "a mobile, flags as texts": [_channel("mobile", mobile, "true", "false", {"residence": "true"})],
        "an email, flags off": [_channel("email", email, False, False, {"residence": False, "office": True})],
        "another mobile": [_channel("mobile", other, False, True, {"residence": False})],
        "another email": [_channel("email", work, True, False, {})],
        "a mobile that two share": [_channel("mobile", on.another("mobile", SHARED), True, False, {"residence": True})],
        "two mobiles": [
            _channel("mobile", mobile, True, False, {"residence": True}),
            _channel("mobile", other, False, True, {"residence": False}),
        ],
        "two media": [
            _channel("mobile", mobile, True, True, {"residence": "false", "office": False}),
            _channel("email", email, "false", "true", {"lastViewedDate": "2019-10-10T22:04:38+05:30"}),
        ],
        "three channels": [
            _channel("mobile", mobile, True, True, {"residence": False}),
            _channel("email", email, True, True, {"residence": True}),
            _channel("email", work, False, False, {"residence": False}),
        ],
        "type and value alone": [{"type": "email", "value": email}],
    }
    forms = [RiderForm(name, profile={"commChannels": each}) for name, each in listed.items()]
    if on.operation == REGISTER:
        return [NONE, *forms[1:2], *(RiderForm(f.name, profile=_textual(f.profile)) for f in forms[3:4])]
    return [NONE, *forms]


def custom_fields(on: Occasion) -> Sequence[RiderForm]:
    """The organisation's own fields: each with a text, with digits, all of them."""
    names = on.profile.custom_fields or ()
    if not names:
        return ()
    number = on.values
    texts = {name: sample(name, number, on.profile.people) for name in names}
    one = names[number % len(names)]
    free = next((name for name in names if texts[name] == on.profile.people.text(number)), None)
    values = {"all": texts, f"the field {one}": {one: texts[one]}}
    if free is not None:
        odd = {
            "digits": "007",
            "a word": ("true", "false")[number % 2],
            "of many letters": f'Ünï 東京 o\'{number} "x", 5% & ' + "long " * 12,
            "nothing": "",
        }
        values |= {name: texts | {free: text.strip()} for name, text in odd.items()}
    return [NONE, *(_fields(on, f"fields: {name}", each, "fields", "custom_fields") for name, each in values.items())]


def extended_fields(on: Occasion) -> Sequence[RiderForm]:
    """The extended fields that the organisation lists: one at a time, and all of them."""
    names = on.profile.extended_fields or ()
    if not names:
        return ()
    texts = {name: sample(name, on.values, on.profile.people) for name in names}
    one = names[on.number % len(names)]
    values = {"all": texts, f"the field {one}": {one: texts[one]}}
    return [
        NONE,
        *(
            _fields(on, f"extended: {name}", each, "extendedFields", "extended_fields", of_profile=False)
            for name, each in values.items()
        ),
    ]


def loyalty(on: Occasion) -> Sequence[RiderForm]:
    """The type of customer, and with an add the enrolment of somebody new: each programme, tier, number and offset."""
    if on.operation == REGISTER:
        return ()  # how its type is spelt is open
    infos = [
        RiderForm(f"loyaltyType {type_}", customer={"loyaltyInfo": {"loyaltyType": type_}})
        for type_ in ("loyalty", "non_loyalty")[: 1 if on.turn or on.operation == UPDATE else 2]
    ]  # whom an earlier request made loyal cannot become non-loyal (code 8018)
    if on.operation != ADD or on.turn:
        return [NONE, *infos]
    return [NONE, *infos, *_enrolments(on.profile.programs or ())]


def tills(on: Occasion) -> Sequence[RiderForm]:
    """The tills that the organisation lists."""
    if on.operation not in (ADD, REGISTER):
        return ()
    member = "associatedWith" if on.operation == ADD else "associated_with"
    forms = [RiderForm(f"till {till}", customer={member: till}) for till in on.profile.tills or ()]
    if on.operation == REGISTER:
        forms += [
            RiderForm(f"registering till {till}", customer={"registered_till": till, **more})
            for till in on.profile.tills or ()
            for more in ({}, {member: till})[: 1 + (till == (on.profile.tills or ())[0])]
        ]
    return [NONE, *forms] if forms else ()


def referral(on: Occasion) -> Sequence[RiderForm]:
    """A referral code that is empty, as a sample has it."""
    return (
        [NONE, NONE, RiderForm("an empty referral code", customer={"referralCode": ""})] if on.operation == ADD else ()
    )


def labels(on: Occasion) -> Sequence[RiderForm]:
    """The status labels of the organisation."""
    forms = [RiderForm(f"label {label}", customer={"statusLabel": label}) for label in on.profile.status_labels or ()]
    return [NONE, NONE, *forms] if forms and on.operation == ADD else ()


def dates(on: Occasion) -> Sequence[RiderForm]:
    """When a v1.1 customer was registered and changed: a leap day among them."""
    if on.operation != REGISTER:
        return ()
    return [
        NONE,
        RiderForm("registered on a day", customer={"registered_on": "2024-07-29 11:11:11"}),
        RiderForm("updated on a leap day", customer={"updated_on": "2024-02-29 09:10:00"}),
    ]


def v11_source(on: Occasion) -> Sequence[RiderForm]:
    """The source of a v1.1 item, in the spelling of the sample."""
    if on.operation != REGISTER or not on.profile.has_stores:
        return ()
    return [NONE, RiderForm("source INSTORE", customer={"source": "INSTORE"})]


def audit(on: Occasion) -> Sequence[RiderForm]:
    """Who stands behind a request, by each of the headers that take any text, and by all of them."""
    if on.operation not in (ADD, REGISTER, UPSERT):
        return ()
    texts = {
        "TYPE": ("Intouch Admin User",),
        "ID": ("3124587", "ct/7 x", "9" * 120),
        "SOURCE": ("API", "IMPORT", "CONNECT_PLUS", "MEMBER_CARE", "REQUEST_WORKFLOW"),
        "SOURCE-ID": ("ct 7", "9" * 120, "crm 7/\u00c4"),
    }
    pairs = [(f"USER-CONTEXT-ENTITY-{name}", text) for name, several in texts.items() for text in several]
    whole = tuple((f"USER-CONTEXT-ENTITY-{name}", several[0]) for name, several in texts.items())
    forms = [RiderForm(f"header {name}: {text}", headers=((name, text),)) for name, text in pairs]
    return [NONE, NONE, *forms, RiderForm("all audit headers", headers=whole)]


RIDERS: tuple[Rider, ...] = (
    channels,
    custom_fields,
    extended_fields,
    loyalty,
    tills,
    referral,
    labels,
    dates,
    v11_source,
    audit,
)


def dressed(body: dict[str, Any], forms: Sequence[RiderForm]) -> dict[str, Any]:
    """The body of one customer with what rides on it; what the body says already stays."""
    customer = _united([form.customer for form in forms])
    profile = _united([form.profile for form in forms])
    if "profiles" not in body:
        return {**profile, **customer, **body}
    first, *rest = body["profiles"]
    return {**customer, **body, "profiles": [{**profile, **first}, *rest]}


def headers_of(forms: Sequence[RiderForm]) -> Pairs:
    """The headers that ride."""
    return tuple(itertools.chain.from_iterable(form.headers for form in forms))


def _united(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {name: value for part in parts for name, value in part.items()}


def _channel(type_: str, value: str, primary: object, verified: object, meta: Mapping[str, object]) -> dict[str, Any]:
    return {"type": type_, "value": value, "primary": primary, "verified": verified, "meta": dict(meta)}


def _textual(profile: Mapping[str, Any]) -> dict[str, Any]:
    """Channels as v1.1 has them: their flags are texts."""
    return {
        "commChannels": [
            {
                **channel,
                **{flag: str(channel[flag]).lower() for flag in ("primary", "verified")},
                "meta": {name: str(value).lower() for name, value in channel["meta"].items()},
            }
            for channel in profile["commChannels"]
        ]
    }


def _enrolments(programs: Sequence[int]) -> list[RiderForm]:
    """Enrolments of each kind, and in two programmes at once."""
    kinds = [(0, 1, "+05:30"), (0, 2, "+05:30"), (1, 2, "+00:00"), (75, 1, "-08:00"), (100_000, 2, "Z")]
    single = [
        (f"{points} points in {program}", [enrolment(program, points, tier, offset)])
        for (points, tier, offset), program in zip(kinds, itertools.cycle(programs), strict=False)
    ]
    both = [enrolment(program, 1201 + 6 * n, 1, "+05:30") for n, program in enumerate(programs[:2])]
    alike = [enrolment(program, 1219, 1, "+05:30") for program in programs[:2]]
    several = [("two programmes", both), ("two programmes, equal points", alike)] if len(programs) > 1 else []
    listed = [*single, *several]
    return [RiderForm(name, customer={"loyaltyProgramEnrollments": each}) for name, each in listed]


def enrolment(program: int, points: int, tier: int, offset: str) -> dict[str, Any]:
    """An enrolment, whose tier and points end on one day in 2030."""
    expiry = f"2030-05-11T16:36:17{offset}"
    return {
        "programId": program,
        "tierNumber": tier,
        "loyaltyPoints": points,
        "tierExpiryDate": expiry,
        "pointsExpiryDate": expiry,
    }


def _fields(
    on: Occasion, name: str, values: Mapping[str, str], v2: str, v11: str, of_profile: bool = True
) -> RiderForm:
    if on.number % 2:  # in the order of no alphabet and of no list of the organisation's
        values = dict(reversed([*values.items()]))
    if on.operation == REGISTER:
        pairs = [{"name": key, "value": value} for key, value in values.items()]
        return RiderForm(name, customer={v11: {"field": pairs}})
    return RiderForm(name, profile={v2: values}) if of_profile else RiderForm(name, customer={v2: values})


_SAMPLES: Mapping[str, Sequence[str]] = {
    "gender": ("Male", "Female"),
    "city": ("Bangalore", "Osaka", CITIES[0]),
    "state": ("Karnataka", "Test3", "Osaka"),
    "area": ("Test1", "Area 51", "Area 7"),
    "zip": ("123456", "012345", "560001"),
    "pincode": ("123456", "012345"),
    "age": ("25", "60"),
    "age_group": ("25-30",),
    "acquisition_channel": ("Facebook", "Microsite", "Website"),
    "country_of_residence": ("Japan",),
    "nationality": ("Indian",),
    "preferred_language": ("Japanese",),
    "dob": ("1988/05/10", "2000/02/29"),
    "dateofbirth": ("22-10-2000", "29-02-2000", "03-04-1999", "31-12-1990"),
}
"""Values that the samples show for fields of these names, or that are like them; other fields take any text."""


def sample(name: str, number: int, people: People) -> str:
    """A value that a field of that name takes, for person number n."""
    samples = _SAMPLES.get(name.casefold())
    return samples[number % len(samples)] if samples else people.text(number)
