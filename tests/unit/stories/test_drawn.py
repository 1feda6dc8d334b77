"""Cases of schemathesis go so that each is answered for what it tries, and whoever they register is read back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from contracts.documents.members import Part
from contracts.engine.exchange import Request
from contracts.evidence.intent import (
    ADD,
    CHANGE,
    DETAILS,
    GET,
    GET_V11,
    READS,
    REGISTER,
    UPDATE,
    UPSERT,
    Identifier,
)
from contracts.stories import drawn, payloads
from contracts.stories.bridge import Made
from contracts.stories.fuzz import BACK_EVERY
from contracts.stories.people import Known
from contracts.stories.verbs import INSTORE, Api

REQUESTS = 60


Sent = list[tuple[Sequence[Made], Request]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Cases with the request in which they went."""
    noted: Sent = []
    sends = drawn.send

    def noting(api: Api, made: Sequence[Made]) -> list[Known]:
        known = sends(api, made)
        noted.append((made, api.record.exchanges[-1].request))
        return known

    monkeypatch.setattr(drawn, "send", noting)
    return noted


@pytest.fixture
def dealt(monkeypatch: pytest.MonkeyPatch) -> list[Made]:
    """Cases as they were drawn, in order."""
    noted: list[Made] = []
    owns = drawn.own

    def noting(case: Made, api: Api) -> Made:
        noted.append(case)
        return owns(case, api)

    monkeypatch.setattr(drawn, "own", noting)
    return noted


def named(api: Api) -> list[Identifier]:
    """Whom the writes of a test name, in order."""
    return [
        identifier
        for judged in api.record.judged
        if judged.exchange.request.operation not in READS
        for item in judged.intent.items
        for identifier in item.identifiers
    ]


@pytest.mark.parametrize("operation", [REGISTER, UPSERT])
def test_neighbours_in_a_batch_hide_nothing_of_each_other(operation: str, api: Api, sent: Sent) -> None:
    """Those within the spec are with none that are not, and of another type are all or none."""
    drawn.play(api, operation, REQUESTS)
    batches = [made for made, _ in sent if len(made) > 1]
    assert {made.positive for batch in batches for made in batch} == {True, False}
    assert any(made.constraint == "incorrect type" for batch in batches for made in batch)
    for batch in batches:
        assert len({made.positive for made in batch}) == 1
        assert len({made.constraint == "incorrect type" for made in batch if not made.positive}) <= 1


@pytest.mark.parametrize("operation", [REGISTER, UPSERT])
def test_what_no_item_can_hold_is_sent_as_it_is(operation: str, api: Api, sent: Sent) -> None:
    """What is tried of the query, of a header, or of the list of items itself would be lost in a batch."""
    drawn.play(api, operation, REQUESTS)
    assert {made.part for (made, *_), _ in sent} >= {Part.BODY, Part.HEADER}
    for made, request in sent:
        first, *others = made
        body = request.json
        if others:
            items = body if operation == UPSERT else body["root"]["customer"]
            assert [each.body if operation == UPSERT else each.body["root"]["customer"] for each in made] == [
                [item] for item in items
            ]
            assert {each.part for each in made} == {Part.BODY}
        else:
            assert request.query == first.query
            assert {*first.headers} <= {*request.headers}
            assert request.body == (first.body if isinstance(first.body, bytes) else encoded(first.body))


def encoded(body: Any) -> bytes:
    return b"" if body is None else payloads.encode(body)


def test_counted_is_what_was_sent(api: Api) -> None:
    """Each item once; a request without items once, too."""
    drawn.play(api, REGISTER, REQUESTS)
    registrations = [each for each in api.record.judged if each.exchange.request.operation == REGISTER]
    assert sum(api.cast.trials.counted.values()) == sum(max(1, len(each.intent.items)) for each in registrations)


@pytest.mark.parametrize("operation", [REGISTER, UPSERT])
def test_what_is_within_the_spec_is_accepted(operation: str, api: Api) -> None:
    """Nobody pays for a neighbour whom the reference cannot read."""
    drawn.play(api, operation, REQUESTS)
    told = {outcome for (*_, direction, outcome) in api.cast.trials.counted if direction == "within"}
    assert told == {"accepted"}
    assert not api.record.breaches


@pytest.mark.parametrize("operation", [UPDATE, CHANGE, GET, DETAILS, GET_V11])
def test_what_is_within_the_spec_is_about_somebody_who_is_there(operation: str, api: Api) -> None:
    """Most of it is accepted; a look-up may be by a type of identifier that nobody has."""
    drawn.play(api, operation, REQUESTS)
    outcomes = Counter[str]()
    for (*_, direction, outcome), count in api.cast.trials.counted.items():
        outcomes[outcome] += count * (direction == "within")
    assert outcomes["accepted"] > (0 if operation in (DETAILS, GET_V11) else 3) * outcomes["refused"]
    assert not api.record.breaches


@pytest.mark.parametrize("operation", [REGISTER, UPSERT])
def test_every_case_comes_before_any_comes_again(operation: str, api: Api, dealt: list[Made]) -> None:
    """Whatever a search would rather have: a case that goes alone costs a request."""
    api.cast.trials.learns = True
    drawn.play(api, operation, REQUESTS)
    covering = [id(case) for case in dealt if case.constraint]
    assert covering
    assert len(covering) - len(set(covering)) == max(
        0, len(covering) - len(drawn.bridge(operation).coverage(operation))
    )


def test_a_flaw_is_where_the_case_has_it() -> None:
    parts = {made.part for made in drawn.bridge(UPSERT).coverage(UPSERT)}
    assert parts == {Part.BODY, Part.QUERY, Part.HEADER}
    assert all(drawn.flaw_of(made).part is made.part for made in drawn.bridge(UPSERT).coverage(UPSERT))


@pytest.mark.parametrize("operation", [REGISTER, UPSERT])
def test_near_twins_are_as_much_within_the_spec(operation: str, api: Api) -> None:
    """Every case that is within it stays so with the run's people in it, in whatever form."""
    positive = [made for made in drawn.bridge(operation).coverage(operation) if made.positive]
    assert all(drawn.own(made, api).positive for made in positive)


def test_each_item_is_about_somebody_of_its_own(api: Api) -> None:
    """And nobody is made up who is in none."""
    item = {"mobile": "919876543210", "email": "a@b.example", "custom_fields": {"field": [{"name": "x", "value": "y"}]}}
    made = drawn.own(Made(REGISTER, True, {"root": {"customer": [item, item, {}]}}, (("format", "json"),), ()), api)
    assert [person.number for person in made.people] == [0, 1]
    assert api.person().number == 2
    assert [(each["mobile"], each["email"]) for each in made.body["root"]["customer"][:2]] == [
        (person["mobile"].value, person["email"].value) for person in made.people
    ]


def test_people_of_cases_within_the_spec_are_near_twins(api: Api) -> None:
    """Of somebody in a case before; those of the others are plain."""
    good = next(made for made in drawn.bridge(UPSERT).coverage(UPSERT) if made.positive)
    mobiles = [{"type": "mobile", "value": "919876543210"}, {"type": "externalId", "value": "12345"}]
    profile = {"identifiers": mobiles, "source": "INSTORE"}
    case = Made(UPSERT, True, [{"profiles": [profile]}], good.query, good.headers)
    for _ in range(8):
        assert drawn.send(api, [drawn.own(case, api)])
    sent = {identifier.value for identifier in named(api)}
    names = api.cast.namespace
    assert all(map(names.owns, sent))
    assert any(names.counts(value) and names.twin_of(value) in sent for value in sent if value.isdigit())
    before, numbers = len(named(api)), range(api.cast.top + 100)
    drawn.send(api, [drawn.own(Made(UPSERT, False, [{"profiles": [profile], "x": 1}], (), ()), api)])
    plain = {api.cast.identifier(type_, number) for type_ in ("mobile", "externalId") for number in numbers}
    assert set(named(api)[before:]) <= plain


@pytest.mark.parametrize("operation", [ADD, REGISTER, UPSERT])
def test_whoever_is_registered_is_known_and_read_back(operation: str, api: Api) -> None:
    """Every third of them, as far as there are requests left; nothing more is sent than may be."""
    for requests in (1, 4, 25):
        before = len(api.record.exchanges)
        drawn.play(api, operation, requests)
        assert len(api.record.exchanges) == before + requests
    registered = [known for known in api.cast.known if known.operation == operation]
    reads = [each for each in api.record.exchanges if each.request.operation != operation]
    assert registered
    assert 0 < len(reads) <= len(registered) / BACK_EVERY + 3
    for known in registered[-3:]:
        told = api.lookup(known.person.identifiers[0], known.place)
        assert told.id == known.id


def test_nobody_is_known_by_what_may_be_anothers(api: Api) -> None:
    """A case that is refused registers nobody, and neither does one that names nobody of the run."""

    def known(value: str, source: str) -> list[Known]:
        profile = {"identifiers": [{"type": "externalId", "value": value}], "source": source}
        return drawn.send(api, [Made(ADD, True, {"profiles": [profile]}, (), (), people=(person,))])

    person = api.person(plain=True)
    own = person["externalId"].value
    assert known("somebody", "INSTORE") == known(own, "NOWHERE") == []
    (registered,) = known(own, "INSTORE")
    assert (registered.place, registered.person.identifiers) == (INSTORE, (person["externalId"],))
