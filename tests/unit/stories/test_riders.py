"""What rides on requests: each form in its turn, never more than the documents show, the same for the same seed."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial

import pytest

from contracts.documents import files
from contracts.documents.profile import People, Profile
from contracts.engine.exchange import Request
from contracts.evidence.contents import doubting
from contracts.evidence.intent import ADD, REGISTER, UPDATE, UPSERT
from contracts.evidence.parsing import parse
from contracts.reference.organisation import EMBEDDED, SANDBOX
from contracts.stories import payloads, riders
from contracts.stories.people import Cast, Namespace, Person
from contracts.stories.riders import RIDERS, Occasion, RiderForm, Riders, custom_fields, extended_fields

SPEC = files.load_spec()
PROFILES = {"embedded": EMBEDDED, "sandbox": SANDBOX, "unknown": Profile()}
OPERATIONS = (ADD, REGISTER, UPSERT, UPDATE)
SOURCES = ("INSTORE", "INSTORE", "WECHAT")
GATE = 60
"""So many requests of one operation at least are made by a gate."""


def cast(seed: int = 0) -> Cast:
    return Cast(Namespace(People(), "abc1234"), seed)


def occasion(
    operation: str, person: Person, it: Cast, profile: Profile = EMBEDDED, source: object = "INSTORE"
) -> Occasion:
    return Occasion(
        operation,
        person.number,
        person.own,
        source,
        profile,
        it.turn_of(person),
        partial(it.another, person),
    )


def rides(
    operation: str, count: int, profile: Profile = EMBEDDED, seed: int = 0
) -> list[tuple[Person, list[RiderForm]]]:
    """So many people, and what rides on a request about each."""
    it, chooser = cast(seed), Riders(seed)
    found = []
    for number in range(count):
        person = it.person()
        source = SOURCES[number % len(SOURCES)]
        found.append((person, chooser.choose(occasion(operation, person, it, profile, source))))
    return found


def body_of(operation: str, person: Person, forms: list[RiderForm]) -> object:
    if operation == REGISTER:
        return {"root": {"customer": [riders.dressed(payloads.v11_customer(person), forms)]}}
    body = riders.dressed(payloads.v2_customer(person, "INSTORE"), forms)
    return [body] if operation == UPSERT else body


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("profile", PROFILES)
def test_what_rides_leaves_no_doubt(profile: str, operation: str) -> None:
    """Each request with riders is one of which the documents say what becomes."""
    known = PROFILES[profile]
    for person, forms in rides(operation, GATE, known):
        raw = json.dumps(body_of(operation, person, forms)).encode()
        query = (("format", "json"),) if operation == REGISTER else ()
        path = SPEC.operations[operation].path.replace("{id}", "7")
        headers = (("Content-Type", "application/json"), *riders.headers_of(forms))
        request = Request(operation, "POST", path, query, headers, raw)
        intent = doubting(parse(request), SPEC.shows, known.tills or (), known.status_labels or ())
        assert not intent.items[0].doubts, forms


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_form_comes_often(operation: str) -> None:
    """Within what a gate asks, each form of each rider comes twice at least, and every fourth request is bare."""
    chosen = [forms for _, forms in rides(operation, GATE)]
    counts = Counter(form.name.split(" field ")[0] for forms in chosen for form in forms)
    it = cast()
    possible = {
        form.name.split(" field ")[0]
        for rider in RIDERS
        for form in rider(occasion(operation, it.person(), it))
        if form is not riders.NONE
    }
    assert {name for name in possible if counts[name] < 2} == set()
    assert [bool(forms) for forms in chosen[3::4]] == [operation == UPDATE] * (GATE // 4)


def test_each_member_goes_outside_instore() -> None:
    """Each member that an add may hold rides once at least on an add in another source."""
    outside = [forms for number, (_, forms) in enumerate(rides(ADD, GATE)) if SOURCES[number % 3] != "INSTORE"]
    members = {member for forms in outside for form in forms for member in (*form.customer, *form.profile)}
    audited = {name for forms in outside for form in forms for name, _ in form.headers}
    assert members == {
        "commChannels",
        "fields",
        "extendedFields",
        "loyaltyInfo",
        "loyaltyProgramEnrollments",
        "associatedWith",
        "referralCode",
        "statusLabel",
    }
    assert len(audited) == 4


def test_pairs_meet_in_a_night() -> None:
    """In what a nightly asks of adds, each two forms of two riders ride together once at least."""
    met = {
        frozenset((one.name, other.name))
        for _, forms in rides(ADD, 1_500)
        for one in forms
        for other in forms
        if one is not other
    }
    it = cast()
    on = occasion(ADD, it.person(), it)
    groups = [[form.name for form in rider(on) if form is not riders.NONE] for rider in RIDERS]
    pairs = {
        frozenset((one, other))
        for place, group in enumerate(groups)
        for others in groups[place + 1 :]
        for one in group
        for other in others
        if "the field" not in one + other
    }
    assert pairs - met == set()


def test_the_same_seed_gives_the_same() -> None:
    assert rides(ADD, 30, seed=4) == rides(ADD, 30, seed=4)
    assert rides(ADD, 30, seed=4) != rides(ADD, 30, seed=5)


def test_only_what_the_profile_lists_rides() -> None:
    """Of fields, programmes and tills that nobody lists, none is made up."""
    members = {m for _, forms in rides(ADD, GATE, Profile()) for f in forms for m in (*f.customer, *f.profile)}
    assert members == {"commChannels", "loyaltyInfo", "referralCode"}


def test_a_story_wins_over_a_rider() -> None:
    """What a story says of its person is what is sent."""
    person = cast().person().but(extended={"city": "Ct Hill"}, profile_extra={"commChannels": []})
    form = RiderForm(
        "x", customer={"extendedFields": {"city": "Osaka"}}, profile={"commChannels": [{}], "fields": {"a": "1"}}
    )
    body = riders.dressed(payloads.v2_customer(person, "INSTORE"), [form])
    assert body["extendedFields"] == {"city": "Ct Hill"}
    assert body["profiles"][0]["commChannels"] == []
    assert body["profiles"][0]["fields"] == {"a": "1"}


def test_channels_are_the_persons_own() -> None:
    """Whatever identifiers a story gives somebody, no channel leads to another person."""
    it = cast()
    ada, eve = it.person(), it.person()
    borrowed = ada.with_(eve["mobile"], eve["email"])
    values = {
        channel["value"]
        for form in riders.channels(occasion(ADD, borrowed, it))
        for channel in form.profile.get("commChannels", ())
    }
    assert not values & {eve["mobile"].value, eve["email"].value}
    assert all(it.namespace.owns(value) for value in values)


def test_fields_are_others_each_time_that_somebody_is_sent() -> None:
    """What a second write has not stored, or has stored though it was refused, shows."""
    it = cast()
    person = it.person()
    first, second = (occasion(UPDATE, person, it) for _ in range(2))
    for rider, kind in ((custom_fields, "profile"), (extended_fields, "customer")):
        ((one,), (other,)) = (
            [next(iter(getattr(form, kind).values())) for form in rider(on) if form.name.endswith(": all")]
            for on in (first, second)
        )
        changed = {name for name in one if one[name] != other[name]}
        assert one.keys() == other.keys()
        assert changed >= {"dateofbirth"} if kind == "profile" else changed >= {"gender", "state", "area", "dob"}


def test_somebody_is_enrolled_once() -> None:
    """Enrolments ride on the first request about a person only: a second one may bring points again."""
    it = cast()
    ada = it.person()
    kinds = [{m for form in riders.loyalty(occasion(ADD, ada, it)) for m in form.customer} for _ in ("first", "second")]
    assert kinds == [{"loyaltyInfo", "loyaltyProgramEnrollments"}, {"loyaltyInfo"}]


def test_nobody_known_is_made_non_loyal() -> None:
    """A customer may become loyal, and never non-loyal again: the first request about somebody alone may say so."""
    it = cast()
    ada = it.person()

    def types(operation: str) -> set[str]:
        forms = riders.loyalty(occasion(operation, ada, it))
        return {form.customer["loyaltyInfo"]["loyaltyType"] for form in forms if "loyaltyInfo" in form.customer}

    assert [types(UPDATE), types(ADD), types(UPSERT)] == [{"loyalty"}] * 3
    eve = it.person()
    assert {f.name for f in riders.loyalty(occasion(ADD, eve, it))} >= {
        "loyaltyType loyalty",
        "loyaltyType non_loyalty",
    }
