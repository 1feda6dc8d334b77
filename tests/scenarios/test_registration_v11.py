"""v1.1 batches: envelopes, counts, warnings."""

from __future__ import annotations

from contracts.intent import REGISTER, Identifier
from contracts.scenario import Api, scenario


@scenario("v11/partial-batch", promise="items-in-order", operation=REGISTER, depth="smoke")
def test_partial_batch(api: Api) -> None:
    """Of a batch one item lacks every identifier: the others are registered, in order, and counted."""
    ada, nobody, eve = api.person(), api.person().but(identifiers=()), api.person()
    api.register(nobody, ada, eve)
    api.register(eve)


@scenario("v11/all-failed", promise="all-failed-is-500", operation=REGISTER)
def test_all_failed(api: Api) -> None:
    """A batch in which nobody has an identifier fails as a whole."""
    nobody = api.person().but(identifiers=())
    api.register(nobody, nobody)


@scenario("v11/empty-batch", promise="empty-batch-fails", operation=REGISTER)
def test_empty_batch(api: Api) -> None:
    """A batch without items is no success."""
    api.register()


@scenario("v11/custom-fields", promise="unknown-custom-field-warns-1017", operation=REGISTER)
def test_custom_fields(api: Api) -> None:
    """A custom field that nobody has defined is warned about, a defined one is not."""
    known = (api.profile.custom_fields or ())[:1]
    api.register(api.person().but(fields={"ct_no_such_field": "x"}), api.person().but(fields=dict.fromkeys(known, "x")))


@scenario("v11/one-identifier", promise="any-one-identifier-suffices-v11", operation=REGISTER)
def test_one_identifier(api: Api) -> None:
    """The primary identifier alone registers somebody; so may each of the others."""
    api.register(*(api.person(type_) for type_ in ("mobile", "email", "externalId")))


@scenario("v11/invalid-mobile", promise="invalid-mobile-v11", operation=REGISTER)
def test_invalid_mobile(api: Api) -> None:
    """A mobile with letters registers nobody under it."""
    ada = api.person()
    bad = Identifier("mobile", ada["mobile"].value[:-2] + "ab")
    api.register(ada.with_(bad), api.person().but(extra={"source": "ct-no-such-source"}))


@scenario("v11/again", promise="reregistration-v11", operation=REGISTER)
def test_again(api: Api) -> None:
    """The same people again, in the other order, beside somebody new."""
    ada, eve, joe = api.person(), api.person(), api.person()
    api.given.register(ada, eve)
    api.register(eve, joe, ada)
    kim = api.person()
    api.register(kim, kim)


@scenario("v11/documented-forms", promise="documented-forms-are-accepted-v11", operation=REGISTER)
def test_documented_forms(api: Api) -> None:
    """An item in the form of the sample: flags as text, channels, fields, a date; and names over the limit."""
    ada = api.person()
    channel = {
        "type": "mobile",
        "value": ada["mobile"].value,
        "primary": "true",
        "verified": "true",
        "meta": {"residence": "true"},
    }
    api.register(
        ada.but(extra={"commChannels": [channel], "custom_fields": {"field": []}, "extended_fields": {"field": []}}),
        api.person().named("N" * 101, "M" * 300),
    )
