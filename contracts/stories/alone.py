"""Forms alone: each form that a member of a write may take, on somebody about whom nothing else is special.

Riders go several at once, so that a few requests ask a lot; what one of them hides of another, and what only a form
alone shows beyond doubt, is left. Here are theirs, and forms that ride nowhere, since an organisation may refuse them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from contracts.evidence.intent import REGISTER
from contracts.stories.people import Person
from contracts.stories.riders import NONE, RIDERS, Occasion, RiderForm
from contracts.stories.verbs import INSTORE, Api

_OFFSETS = ("+05:30", "-08:00", "+00:00", "Z")


def forms(api: Api, operation: str, person: Person) -> list[RiderForm]:
    """Every form that a write of somebody in INSTORE may take; the same for everybody but for what is the person's."""
    another = partial(api.cast.another, person)
    on = Occasion(operation, person.number, person.own, INSTORE.source, api.profile, 0, another)
    ridden = {form.name: form for rider in RIDERS for form in rider(on) if form is not NONE}
    return [*ridden.values(), *_media(on), *(_of_v11() if operation == REGISTER else _of_v2())]


def carrying(person: Person, form: RiderForm, operation: str) -> Person:
    """The person with that form, and without riders."""
    if operation == REGISTER:
        return person.alone.but(extra={**form.customer, **form.profile})
    return person.alone.but(extra=dict(form.customer), profile_extra=dict(form.profile))


def _media(on: Occasion) -> Iterator[RiderForm]:
    """A channel of each medium that the documents name, and moments of the last view in every offset."""
    token = f"Ct-{on.number}-aXb-9Z"
    if on.operation == REGISTER:
        card = {"type": "card number", "value": token, "primary": "false", "verified": "false"}
        yield RiderForm("a channel by card number", profile={"commChannels": [card]})
        return
    for type_ in ("line", "mobilePush", "cardnumber"):
        yield RiderForm(f"a channel of {type_}", profile={"commChannels": [_channel(type_, token)]})
    for offset in _OFFSETS:
        seen = _channel("email", on.another("email", 0)) | {"meta": {"lastViewedDate": f"2019-10-10T22:04:38{offset}"}}
        yield RiderForm(f"last viewed at {offset}", profile={"commChannels": [seen]})


def _of_v2() -> Iterator[RiderForm]:
    for type_ in ("loyalty", "non_loyalty"):
        yield RiderForm(f"{type_} alone", customer={"loyaltyInfo": {"loyaltyType": type_}})


def _of_v11() -> Iterator[RiderForm]:
    for type_ in ("loyalty", "LOYALTY", "non_loyalty", "NON_LOYALTY"):
        yield RiderForm(f"type {type_}", customer={"type": type_})
    for fraud in ({"status": "NORMAL"}, {"status": "Fraud_Suspected"}, [{"status": "NORMAL"}]):
        yield RiderForm(f"fraud status {fraud}", customer={"fraud_status": fraud})


def _channel(type_: str, value: str) -> dict[str, Any]:
    return {"type": type_, "value": value, "primary": False, "verified": False, "meta": {}}
