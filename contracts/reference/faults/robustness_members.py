"""Faults of one member in one shape on one operation: everything else is read as before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contracts.engine.exchange import NOT_JSON, Request
from contracts.reference.behaviour import Behaviour
from contracts.reference.faults.registry import fault
from contracts.reference.faults.robustness import anywhere, crashing
from contracts.reference.faults.spoiling import at
from contracts.reference.routing import route
from contracts.reference.values import Endpoint

FAMILY = "robustness"
BITS = 2**63
DEEP = 6
PAGE = "<html><body>Whitelabel Error Page</body></html>"
_CRASH = "robustness/no-server-error"
Test = Callable[[Any], bool]


@fault(_CRASH)
def breaks_on_null_for_channels(before: Behaviour) -> Behaviour:
    """An add goes through the channels of a profile without asking whether there are any: null is no list."""
    return _breaking(before, Endpoint.ADD, "profiles[].commChannels", _is_null)


@fault(_CRASH)
def breaks_on_null_for_a_name_over_v11(before: Behaviour) -> Behaviour:
    """v1.1 trims first names before it looks whether there is one."""
    return _breaking(before, Endpoint.ADD_V11, "root.customer[].firstname", _is_null)


@fault(_CRASH)
def breaks_on_null_among_the_items_of_a_batch(before: Behaviour) -> Behaviour:
    """A batch is parsed by a loop that takes each item for an object."""
    return _breaking(before, Endpoint.ADD_V11, "root.customer[]", _is_null)


@fault(_CRASH)
def breaks_on_null_among_upserts(before: Behaviour) -> Behaviour:
    """The bulk job groups its items by source before it checks them."""
    return _breaking(before, Endpoint.UPSERT, "[]", _is_null)


@fault(_CRASH)
def breaks_on_null_among_identifiers(before: Behaviour) -> Behaviour:
    """A change sorts what is to be added by type, and null has none."""
    return _breaking(before, Endpoint.CHANGE, "add[]", _is_null)


@fault(_CRASH)
def breaks_on_an_array_for_extended_fields(before: Behaviour) -> Behaviour:
    """PHP writes an empty map as a list, and the bulk job casts it."""
    return _breaking(before, Endpoint.UPSERT, "extendedFields", lambda value: isinstance(value, list))


@fault(_CRASH)
def breaks_on_a_number_for_a_label(before: Behaviour) -> Behaviour:
    """An update compares the status label in small letters, which numbers have not."""
    return _breaking(before, Endpoint.UPDATE, "statusLabel", _is_number)


@fault(_CRASH)
def breaks_on_a_number_for_an_account(before: Behaviour) -> Behaviour:
    """Accounts are long digits, and who sends them without quotes meets a cast."""
    return _breaking(before, Endpoint.ADD, "profiles[].accountId", _is_number)


@fault(_CRASH)
def breaks_on_an_object_for_a_source(before: Behaviour) -> Behaviour:
    """The source is the key of a map, and an object cannot be one."""
    return _breaking(before, Endpoint.ADD, "profiles[].source", lambda value: isinstance(value, dict))


@fault(_CRASH)
def breaks_on_a_flag_for_a_date(before: Behaviour) -> Behaviour:
    """Dates of enrolments are parsed by a library that takes texts and numbers."""
    path = "loyaltyProgramEnrollments[].tierExpiryDate"
    return _breaking(before, Endpoint.ADD, path, lambda value: isinstance(value, bool))


@fault(_CRASH)
def breaks_on_a_text_for_points(before: Behaviour) -> Behaviour:
    """Points are added up before they are validated."""
    path = "loyaltyProgramEnrollments[].loyaltyPoints"
    return _breaking(before, Endpoint.ADD, path, lambda value: isinstance(value, str))


@fault(_CRASH)
def breaks_on_an_enrolment_without_a_programme(before: Behaviour) -> Behaviour:
    """Enrolments are looked up by their programme, and nobody asked what comes of one that has none."""
    path = "loyaltyProgramEnrollments[]"
    return _breaking(before, Endpoint.ADD, path, lambda value: isinstance(value, dict) and "programId" not in value)


@fault(_CRASH)
def breaks_on_a_channel_without_a_value(before: Behaviour) -> Behaviour:
    """An upsert compares each channel with those stored by its value."""
    path = "profiles[].commChannels[]"
    return _breaking(before, Endpoint.UPSERT, path, lambda value: isinstance(value, dict) and "value" not in value)


@fault(_CRASH)
def breaks_on_a_text_for_meta(before: Behaviour) -> Behaviour:
    """An update reads flags out of `meta`, whatever that is."""
    return _breaking(before, Endpoint.UPDATE, "profiles[].commChannels[].meta", lambda value: isinstance(value, str))


@fault(_CRASH)
def breaks_on_an_object_to_remove(before: Behaviour) -> Behaviour:
    """A change goes through what is to be removed by number."""
    return _breaking(before, Endpoint.CHANGE, "remove", lambda value: isinstance(value, dict))


@fault(_CRASH)
def breaks_on_an_object_for_a_list_of_fields(before: Behaviour) -> Behaviour:
    """The converter from XML made a list of one field an object, and v1.1 counts on the list."""
    return _breaking(
        before, Endpoint.ADD_V11, "root.customer[].custom_fields.field", lambda each: isinstance(each, dict)
    )


@fault(_CRASH)
def breaks_on_an_array_for_a_mobile_over_v11(before: Behaviour) -> Behaviour:
    """A mobile is a text or a number over v1.1, and everything else is taken for a number."""
    return _breaking(before, Endpoint.ADD_V11, "root.customer[].mobile", lambda value: isinstance(value, list))


@fault(_CRASH)
def breaks_on_a_flag_for_a_list_of_subscriptions(before: Behaviour) -> Behaviour:
    """Subscriptions of an upsert are sent to a service that gives up over anything but a list."""
    return _breaking(before, Endpoint.UPSERT, "subscriptionInfo.subscriptions", lambda value: isinstance(value, bool))


@fault(_CRASH)
def breaks_on_an_empty_identifier(before: Behaviour) -> Behaviour:
    """A change hashes values by their first character."""
    return _breaking(before, Endpoint.CHANGE, "add[].value", lambda value: value == "")


@fault(_CRASH)
def breaks_on_numbers_beyond_64_bits(before: Behaviour) -> Behaviour:
    """Whole numbers are read into 64 bits, and the parser's exception for those that do not fit has no handler."""
    return crashing(
        before,
        lambda request: (
            request.json is not NOT_JSON and anywhere(request.json, lambda each: _is_number(each) and abs(each) >= BITS)
        ),
    )


@fault(_CRASH)
def breaks_on_bodies_that_are_not_utf_8(before: Behaviour) -> Behaviour:
    """The body is decoded for the access log before it is parsed, and Latin-1 ends that."""
    return crashing(before, lambda request: not _is_utf_8(request.body))


@fault(_CRASH)
def breaks_on_an_id_that_is_no_number(before: Behaviour) -> Behaviour:
    """The id in a path is parsed without a guard: a text in its place is an exception."""
    return crashing(before, lambda request: _id(request) is not None and not str(_id(request)).isdigit(), PAGE)


@fault(_CRASH)
def breaks_on_an_id_beyond_64_bits(before: Behaviour) -> Behaviour:
    """The pattern of the route takes digits of any number, and the parser of longs does not."""
    return crashing(before, lambda request: str(_id(request)).isdigit() and int(str(_id(request))) >= BITS, PAGE)


@fault(_CRASH)
def breaks_on_an_empty_look_up(before: Behaviour) -> Behaviour:
    """The value of a look-up is normalised by its first character before anybody asks whether it has one."""
    return crashing(before, lambda request: ("identifierValue", "") in request.query)


@fault(_CRASH)
def breaks_on_a_flag_that_is_none(before: Behaviour) -> Behaviour:
    """A value of skipChangeIdentifier that is neither true nor false fails a conversion that nobody catches."""
    return crashing(
        before,
        lambda request: any(
            k == "skipChangeIdentifier" and v.lower() not in ("true", "false") for k, v in request.query
        ),
    )


@fault(_CRASH)
def breaks_on_deep_lists(before: Behaviour) -> Behaviour:
    """The audit of requests flattens them into columns, and has room for six lists within each other."""
    return crashing(before, lambda request: anywhere(request.json, lambda each: _lists(each) > DEEP))


def _breaking(before: Behaviour, on: Endpoint, path: str, is_bad: Test) -> Behaviour:
    """The behaviour that answers 500 where what stands at that path of a request to that endpoint is bad."""
    start = "[]." if on is Endpoint.UPSERT and path != "[]" else ""

    def breaks(request: Request) -> bool:
        if route(request.path)[0].get(request.method) is not on or request.json is NOT_JSON:
            return False
        return any(is_bad(holder[name]) for holder, name in at(request.json, start + path))

    return crashing(before, breaks)


def _is_null(value: Any) -> bool:
    return value is None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_utf_8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _id(request: Request) -> str | None:
    """What stands in the path in the place of a customer's id; None for paths that have none."""
    methods, _ = route(request.path)
    own = methods.get(request.method) in (Endpoint.GET, Endpoint.UPDATE, Endpoint.CHANGE)
    return request.path.split("/")[3] if own else None


def _lists(value: Any) -> int:
    """How many lists stand within each other."""
    level, deep = [value], 0
    while level := [inner for each in level for inner in (each if isinstance(each, list) else ())]:
        deep += 1
    return deep
