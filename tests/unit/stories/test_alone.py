"""Forms that go alone."""

from __future__ import annotations

import pytest

from contracts.evidence.intent import ADD, REGISTER, UPDATE, UPSERT
from contracts.stories import alone
from contracts.stories.verbs import Api


@pytest.mark.parametrize("operation", [ADD, REGISTER, UPSERT, UPDATE])
def test_each_form_goes_once_and_alone(operation: str, api: Api) -> None:
    """Of everybody there are as many; a person with one has the members of that one, and nothing rides."""
    person, other = api.person(), api.person(plain=True)
    forms = alone.forms(api, operation, person)
    assert len({form.name for form in forms}) == len(forms) == len(alone.forms(api, operation, other)) > 10
    for form in forms:
        carrying = alone.carrying(person, form, operation)
        assert {*carrying.extra} | {*carrying.profile_extra} == {*form.customer} | {*form.profile}
        assert carrying.rides_alone
        assert carrying.identifiers == person.identifiers


def test_an_add_says_what_its_form_says(api: Api) -> None:
    """And somebody bare says nothing of it."""
    person = api.person(plain=True)
    form = next(form for form in alone.forms(api, ADD, person) if "channel of line" in form.name)
    api.add(alone.carrying(person, form, ADD))
    (profile,) = api.record.exchanges[-1].request.json["profiles"]
    assert profile["commChannels"] == form.profile["commChannels"]
    assert {*profile} == {"firstName", "lastName", "identifiers", "source", "commChannels"}
