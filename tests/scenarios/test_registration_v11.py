"""v1.1 batches: envelopes, counts, warnings."""

from __future__ import annotations

from dataclasses import replace

from contracts.intent import REGISTER, Identifier
from contracts.scenario import Api, scenario


@scenario("v11/partial-batch", promise="items-in-order", operation=REGISTER, depth="smoke")
def test_partial_batch(api: Api) -> None:
    """Of a batch one item lacks every identifier: the others are registered, in order, and counted."""
    ada, nobody, eve = api.person(), api.person().but(identifiers=()), api.person()
    api.register(nobody, ada, eve)
    api.register(eve)


@scenario("v11/all-failed", promise="all-failed-is-500", operation=REGISTER, depth="smoke")
def test_all_failed(api: Api) -> None:
    """A batch in which nobody has an identifier fails as a whole."""
    nobody = api.person().but(identifiers=())
    api.register(nobody, nobody)


@scenario("v11/empty-batch", promise="empty-batch-fails", operation=REGISTER)
def test_empty_batch(api: Api) -> None:
    """A batch without items is no success."""
    api.register()


@scenario("v11/all-sorts", promise="unknown-custom-field-warns-1017", operation=REGISTER)
def test_all_sorts(api: Api) -> None:
    """Fields defined and not, one identifier, a mobile with letters, a source of no document: each for itself."""
    known = (api.profile.custom_fields or ())[:1]
    ada = api.person()
    api.register(
        ada.with_(Identifier("mobile", ada["mobile"].value[:-2] + "ab")),
        api.person().but(extra={"source": "ct-no-such-source"}),
        api.person().but(fields={"ct_no_such_field": "x"}),
        api.person().but(fields=dict.fromkeys(known, "x")),
        *(api.person(type_) for type_ in ("mobile", "email", "externalId")),
    )
    api.details(ada["email"])


@scenario("v11/again", promise="reregistration-v11", operation=REGISTER, depth="smoke")
def test_again(api: Api) -> None:
    """The same people again, in the other order, beside somebody new."""
    ada, eve, joe = api.person(), api.person(), api.person()
    api.given.register(ada, eve)
    api.register(eve, joe, ada)
    kim = api.person()
    api.register(kim, kim)


@scenario("v11/documented-forms", promise="documented-forms-are-accepted-v11", operation=REGISTER)
def test_documented_forms(api: Api) -> None:
    """An item in the form of the sample: flags as text, channels, fields; over-long names; no names and a long id."""
    ada, joe, kim = (api.person() for _ in range(3))
    long_id = Identifier("externalId", f"{kim['externalId'].value}.{'x' * 200}")
    channel = {
        "type": "mobile",
        "value": ada["mobile"].value,
        "primary": "true",
        "verified": "true",
        "meta": {"residence": "true"},
    }
    api.register(
        ada.named("Mary Ann", "O'Neil-Lee").but(
            extra={"commChannels": [channel], "custom_fields": {"field": []}, "extended_fields": {"field": []}}
        ),
        joe.named("N" * 101, "M" * 300),
        replace(kim.with_(long_id), first_name=None, last_name=None),
    )
    api.details(joe["mobile"])
    api.details(kim["mobile"])
