"""Faults of custom and extended fields, of the kind of loyalty and the till: one field, form or source account."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.reads import Shown, profiles, shown
from contracts.reference.faults.registry import fault
from contracts.reference.faults.robustness import crashing
from contracts.reference.faults.spoiling import Fields, at, fielded, said, texts, within, written
from contracts.reference.state import Customer, SourceAccount
from contracts.reference.values import Details, Plan

FAMILY = "reads"
SHOWS = "reads/details-show-what-was-stored"
_MIXED = {"first": SHOWS, "breaks": "no-mixing-of-customers"}
SHORT = 20
DAY, ISO = "%d-%m-%Y", "%Y-%m-%d"


@fault(SHOWS)
def keeps_the_first_custom_field(before: Behaviour) -> Behaviour:
    """The batch of inserts is flushed after its first row, and the others are never sent."""
    return fielded(before, _first, "fields")


@fault(SHOWS)
def keeps_the_first_extended_field(before: Behaviour) -> Behaviour:
    """Extended fields are written in a loop that returns where it should continue."""
    return fielded(before, _first, "extended")


@fault(SHOWS)
def keeps_three_extended_fields(before: Behaviour) -> Behaviour:
    """A vertical has three columns that are not generic, and what is beyond them is left out."""
    return fielded(before, lambda fields: dict(list(fields.items())[:3]), "extended")


@fault(SHOWS)
def reads_digits_of_a_custom_field_as_a_number(before: Behaviour) -> Behaviour:
    """The type of a custom field is guessed from its value: fax 0612 is 612."""
    return fielded(before, lambda fields: texts(fields, _guessed), "fields")


@fault(SHOWS)
def loses_zeros_of_a_zip(before: Behaviour) -> Behaviour:
    """Zip codes are numbers to the analytics team, and are written back from their table."""

    def change(fields: Fields) -> Fields:
        zip_code = fields.get("zip")
        is_number = isinstance(zip_code, str) and zip_code.isdigit()
        return {**fields, "zip": str(int(str(zip_code)))} if is_number else fields

    return fielded(before, change, "extended")


@fault(SHOWS)
def reads_words_of_a_custom_field_as_flags(before: Behaviour) -> Behaviour:
    """The parser of YAML reads the values of custom fields, and "true" is no text to it."""
    return fielded(before, lambda fields: texts(fields, lambda text: text == "true" or text), "fields")


@fault(SHOWS)
def writes_days_of_custom_fields_in_order(before: Behaviour) -> Behaviour:
    """A converter recognises days like 22-10-2000 and writes them as the database does."""
    return fielded(before, lambda fields: texts(fields, _as_the_database), "fields")


@fault(SHOWS)
def cuts_custom_fields(before: Behaviour) -> Behaviour:
    """The column of values has twenty characters, enough for what the campaign asked."""
    return fielded(before, lambda fields: texts(fields, lambda text: text[:SHORT]), "fields")


@fault(SHOWS)
def stores_question_marks_in_custom_fields(before: Behaviour) -> Behaviour:
    """Names go through a connection that speaks UTF-8 and custom fields through one that does not."""
    return fielded(before, lambda fields: texts(fields, _in_latin), "fields")


@fault("warnings/known-custom-field-is-no-1017")
def folds_names_of_fields(before: Behaviour) -> Behaviour:
    """Names of fields are looked up in small letters, and the one field that has a capital is not found."""
    return replace(before, knows_field=lambda desk, field: field.islower() and before.knows_field(desk, field))


@fault(SHOWS)
def loses_fields_without_a_value_and_their_neighbours(before: Behaviour) -> Behaviour:
    """One empty value fails the serialisation of the map, which is then taken for empty."""
    return said(
        before,
        lambda details: replace(details, fields=None) if "" in (details.fields or {}).values() else details,
    )


@fault("robustness/no-server-error", breaks="documented-forms-are-accepted")
def breaks_on_a_custom_field_without_a_value(before: Behaviour) -> Behaviour:
    """The first character of a value decides its type, and an empty one has none."""
    return crashing(
        before,
        lambda request: any("" in _values(holder[name]) for holder, name in at(request.json, "profiles[].fields")),
    )


@fault("cross-source/details-kept-per-source")
def shares_fields_between_accounts(before: Behaviour) -> Behaviour:
    """Custom fields are read by customer and source: both accounts of a source show those of the last one."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        before.write(desk, account, plan)
        for other in account.customer.accounts:
            if plan.details.fields and other.place.source == account.place.source:
                other.fields = account.fields

    return replace(before, write=write)


@fault(SHOWS, breaks="details-kept-per-source")
def loses_fields_when_joining(before: Behaviour) -> Behaviour:
    """A joining profile is written by another path, which does not know of custom fields yet."""
    return written(
        before,
        lambda account, plan, details: replace(details, fields=None) if _joins(account) else details,
    )


@fault("cross-source/details-kept-per-source")
def copies_fields_when_joining(before: Behaviour) -> Behaviour:
    """A joining profile begins with the custom fields of the customer's first one."""

    def change(account: SourceAccount, plan: Plan, details: Details) -> Details:
        first = account.customer.accounts[0].fields
        return replace(details, fields={**first, **(details.fields or {})}) if first and _joins(account) else details

    return written(before, change)


@fault(SHOWS)
def empties_extended_fields_when_joining(before: Behaviour) -> Behaviour:
    """Joining saves the person anew, with the extended fields of the request, which has none."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        if _joins(account):
            account.customer.extended = None
        before.write(desk, account, plan)

    return replace(before, write=write)


@fault("upsert/update-is-shown")
def never_upserts_fields(before: Behaviour) -> Behaviour:
    """The bulk job updates names and channels; custom fields belong to a call that it makes for newcomers only."""

    def change(account: SourceAccount, plan: Plan, details: Details) -> Details:
        return replace(details, fields=None) if plan.overwrite else details

    return within(before, "upsert_items", write=written(before, change).write)


@fault("updates/update-is-shown")
def never_updates_extended_fields(before: Behaviour) -> Behaviour:
    """The update of a profile is sent to the profile's service, and extended fields are the customer's."""
    return within(before, "update", write=written(before, lambda a, p, details: replace(details, extended=None)).write)


@fault("updates/other-sources-stay")
def updates_fields_of_every_account(before: Behaviour) -> Behaviour:
    """Names are updated by profile, custom fields by customer."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        before.write(desk, account, plan)
        for other in account.customer.accounts:
            if plan.details.fields:
                other.fields = {**(other.fields or {}), **plan.details.fields}

    return within(before, "update", write=write)


@fault(SHOWS)
def keeps_fields_in_instore_only(before: Behaviour) -> Behaviour:
    """Custom fields were a feature of tills, and their table has no source: the other sources keep none."""

    def change(account: SourceAccount, plan: Plan, details: Details) -> Details:
        return details if account.place.source == "INSTORE" else replace(details, fields=None)

    return written(before, change)


@fault(SHOWS)
def keeps_extended_fields_of_the_first_registration(before: Behaviour) -> Behaviour:
    """Extended fields are written with the customer's row: who has a row already keeps what it had."""

    def change(account: SourceAccount, plan: Plan, details: Details) -> Details:
        is_old = account.customer.extended is not None and not plan.overwrite
        return replace(details, extended=None) if is_old or _joins(account) else details

    return written(before, change)


@fault(**_MIXED)
def shows_fields_of_the_account_before(before: Behaviour) -> Behaviour:
    """The buffer for custom fields is filled by profiles that have some, and is shown by those that have none."""
    last: dict[str, Any] = {}

    def profile(each: Shown) -> Shown:
        if each["fields"]:
            last.clear()
            last.update(each["fields"])
        return {**each, "fields": dict(last), "allFields": dict(last)}

    return shown(before, lambda desk, told, place: profiles(told, profile))


@fault("reads/members-are-their-own")
def gives_the_till_of_the_customer_before(before: Behaviour) -> Behaviour:
    """The till is kept in the session: whoever is registered without one has that of the last request."""
    return _remembering(before, "associated_with")


@fault(**_MIXED)
def gives_the_loyalty_of_the_customer_before(before: Behaviour) -> Behaviour:
    """The kind of loyalty is a field of a pooled object, and is set only where the request has it."""
    return _remembering(before, "loyalty")


@fault(SHOWS)
def makes_everybody_loyal(before: Behaviour) -> Behaviour:
    """Registration enrols, and who is enrolled is of the kind loyalty, whatever was said."""
    return written(before, lambda a, plan, said: replace(said, loyalty="loyalty") if said.loyalty else said)


@fault(SHOWS)
def makes_the_upserted_loyal(before: Behaviour) -> Behaviour:
    """The bulk job was written for members: whoever it touches is of the kind loyalty."""
    member = written(before, lambda a, plan, said: replace(said, loyalty="loyalty"))
    return within(before, "upsert_items", write=member.write)


@fault(SHOWS, breaks="associated-till")
def keeps_tills_of_instore_only(before: Behaviour) -> Behaviour:
    """A till stands in a store, so the other sources have none to the new check."""

    def change(account: SourceAccount, plan: Plan, details: Details) -> Details:
        return details if account.place.source == "INSTORE" else replace(details, associated_with=None)

    return written(before, change)


@fault(SHOWS, breaks="associated-till")
def loses_the_till_when_joining(before: Behaviour) -> Behaviour:
    """Joining saves the attribution of the newest profile, and with it that it has no till."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        if _joins(account):
            account.customer.associated_with = None
        before.write(desk, account, plan)

    return replace(before, write=write)


@fault(SHOWS, breaks="till-names-v11")
def keeps_the_callers_till_over_v11(before: Behaviour) -> Behaviour:
    """v1.1 attributes a registration to the till that sends it, and overlooks the one that is named."""

    def v11_details(desk: Desk, item: Mapping[str, Any]) -> Details:
        details = before.v11_details(desk, item)
        return replace(details, associated_with=desk.users.username) if details.associated_with else details

    return replace(before, v11_details=v11_details)


@fault(SHOWS, breaks="documented-forms-are-accepted")
def mixes_channels_and_fields(before: Behaviour) -> Behaviour:
    """One member `attributes` holds both for the search index: who has custom fields loses the channels."""

    def changed(details: Details) -> Details:
        return replace(details, channels=None) if details.fields and details.channels else details

    return said(before, changed)


def _first(fields: Fields) -> Fields:
    return dict(list(fields.items())[:1])


def _guessed(text: str) -> Any:
    return int(text) if text.isascii() and text.isdigit() else text


def _as_the_database(text: str) -> str:
    try:
        return datetime.datetime.strptime(text, DAY).strftime(ISO)
    except ValueError:
        return text


def _in_latin(text: str) -> str:
    return text.encode("latin-1", "replace").decode("latin-1")


def _values(fields: Any) -> Any:
    return fields.values() if isinstance(fields, dict) else ()


def _joins(account: SourceAccount) -> bool:
    """Whether nothing was stored in the source account yet, and something in another one."""
    customer: Customer = account.customer
    is_empty = account.first_name is None and account.fields is None and not account.channels
    return is_empty and customer.accounts[0] is not account


def _remembering(before: Behaviour, member: str) -> Behaviour:
    last: dict[str, Any] = {member: None}

    def change(account: SourceAccount, plan: Plan, details: Details) -> Details:
        last[member] = getattr(details, member) or last[member]
        return replace(details, **last)

    return written(before, change)
