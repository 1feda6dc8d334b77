"""v1.1 batches: envelopes, counts, warnings."""

from __future__ import annotations

import itertools

from contracts.evidence.intent import REGISTER
from contracts.evidence.validity import EXTERNAL_ID_LIMIT
from contracts.stories import Api, Identifier, Person, scenario

CROWD = 45
"""So many others come with two in one batch."""
HOSTILE = ("Robert'); DROP TABLE customers;--", "<script>alert(1)</script>", "a\u0000b", "\U0001f600" * 40)
"""What is harmful as a part of a statement or a page."""


@scenario("v11/all-sorts", promise="items-in-order", operation=REGISTER, depth="smoke")
def test_all_sorts(api: Api) -> None:
    """A batch of good and bad items, in many forms: each for itself, in order, counted, and known afterwards."""
    known = (api.profile.custom_fields or ())[:1]
    ada, joe, bob, eve, dan, fay, lee = (api.person() for _ in range(7))
    kim = api.person(plain=True)
    channel = {"type": "mobile", "value": ada["mobile"].value, "primary": "true", "meta": {"residence": "true"}}
    sample = {"commChannels": [channel], "custom_fields": {"field": []}, "extended_fields": {"field": []}}
    long_id = Identifier("externalId", f"{kim['externalId'].value}.".ljust(EXTERNAL_ID_LIMIT, "x"))
    api.register(
        _nobody(api),
        *map(_misnumbered, (api.person(plain=True) for _ in range(4)), itertools.count()),
        api.person().but(extra={"source": "ct-no-such-source"}),
        api.person().but(fields=dict.fromkeys((*known, *(f"{name}_2" for name in known), "ct_no_such_field"), "x")),
        api.person().but(fields=dict.fromkeys(known, "x")),
        *(api.person(type_).nameless.alone for type_ in ("mobile", "email", "externalId")),
        ada.named("Mary Ann", "O'Neil-Lee").but(extra=sample),
        joe.named("N" * 101, "M" * 300),
        kim.with_(long_id).nameless,
        *(bob, eve, dan, fay),
        *(api.person().but(extra={"type": type_}) for type_ in ("loyalty", "NON_LOYALTY")),
        *(api.person().named(text, text) for text in HOSTILE),
    )
    api.register(eve, bob, dan.only("mobile").with_(fay["email"]), lee, _nobody(api))
    api.add(lee.only("email"))
    api.details(kim["mobile"])
    api.details(joe["mobile"])
    api.lookup(fay["email"])
    api.register(*[api.person().alone] * 2)


@scenario("v11/all-failed", promise="all-failed-is-500", operation=REGISTER)
def test_all_failed(api: Api) -> None:
    """A batch in which nobody has an identifier fails as a whole."""
    api.register(_nobody(api), _nobody(api))


@scenario("v11/empty-batch", promise="empty-batch-fails", operation=REGISTER)
def test_empty_batch(api: Api) -> None:
    """A batch without items is no success."""
    api.register()


@scenario("v11/again", promise="reregistration-v11", operation=REGISTER)
def test_again(api: Api) -> None:
    """People of v1.1 again, under other names, among many newcomers; an email without @ is never stored."""
    ada, eve = api.person(first_name="Ada"), api.person(plain=True)
    odd, others = Identifier("email", eve["email"].value.replace("@", ".")), api.cast.crowd(CROWD)
    api.given.register(ada, eve.with_(odd))
    api.details(eve["externalId"])
    api.register(ada.named("Adele", "Souza"), eve.only("mobile", "externalId").named("Eva", "Curie"), *others)
    api.details(eve["externalId"])
    api.lookup(ada["externalId"])
    api.get_v11(ada["externalId"], Identifier("externalId", ada["mobile"].value), eve["externalId"])


def _misnumbered(person: Person, kind: int) -> Person:
    """The person with letters in the mobile, at its end, beginning or middle, or with digits of another script."""
    mobile = person["mobile"].value
    arabic = "".join(chr(0x660 + int(digit)) for digit in mobile)
    odd = (f"{mobile[:-2]}ab", f"x{mobile[1:]}", f"{mobile[:5]}o{mobile[6:]}", arabic)
    return person.with_(Identifier("mobile", odd[kind]))


def _nobody(api: Api) -> Person:
    """Somebody without any identifier."""
    return api.person().but(identifiers=())
