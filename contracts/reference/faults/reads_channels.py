"""Faults of communication channels: one medium, flag, position or source account that is stored or shown wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from contracts.documents.profile import Place
from contracts.reference.behaviour import Behaviour, Desk
from contracts.reference.faults.reads import Shown, profiles, shown
from contracts.reference.faults.registry import fault
from contracts.reference.faults.spoiling import Channel, channelled, within, written
from contracts.reference.notices import Notice
from contracts.reference.shapes import instant
from contracts.reference.state import SourceAccount
from contracts.reference.values import Call, Claim, Decision, Details, Plan

FAMILY = "reads"
SHOWS = "reads/details-show-what-was-stored"
WIDTH = 24


@fault(SHOWS)
def loses_channels_of_email(before: Behaviour) -> Behaviour:
    """Channels go to a queue by their medium, and the one for email is bound to nothing."""
    return channelled(before, lambda some: tuple(each for each in some if each["type"] != "email"))


@fault(SHOWS)
def loses_channels_of_line(before: Behaviour) -> Behaviour:
    """Media are an enumeration in the new service, and LINE came later: what it does not know it leaves out."""
    return channelled(before, lambda some: tuple(each for each in some if each["type"] != "line"))


@fault(SHOWS)
def shows_the_identifier_for_its_channel(before: Behaviour) -> Behaviour:
    """Channels are joined to identifiers by type, and the value is read from the wrong side of the join."""

    def change(account: SourceAccount, plan: Plan, details: Details) -> Details:
        held = {identifier.type: identifier.value for identifier in account.identifiers}
        channels = tuple({**each, "value": held.get(each["type"], each["value"])} for each in details.channels or ())
        return replace(details, channels=channels) if channels else details

    return written(before, change)


@fault(SHOWS)
def keeps_one_channel_of_a_type(before: Behaviour) -> Behaviour:
    """Channels became a map by type: of two mobiles the second one is left."""
    return channelled(before, lambda some: tuple({each["type"]: each for each in some}.values()))


@fault(SHOWS)
def keeps_two_channels(before: Behaviour) -> Behaviour:
    """The table has a column for the first channel and one for the second."""
    return channelled(before, lambda some: some[:2])


@fault(SHOWS)
def loses_the_meta_of_a_channel(before: Behaviour) -> Behaviour:
    """The mapper skips members that are objects, and only `meta` is one."""
    return channelled(before, lambda some: tuple({k: v for k, v in each.items() if k != "meta"} for each in some))


@fault(SHOWS)
def loses_the_meta_after_the_first_channel(before: Behaviour) -> Behaviour:
    """The statement for `meta` is prepared before the loop and executed once."""

    def change(some: tuple[Channel, ...]) -> tuple[Channel, ...]:
        return (some[0], *({k: v for k, v in each.items() if k != "meta"} for each in some[1:]))

    return channelled(before, change)


@fault(SHOWS)
def takes_the_word_false_for_true(before: Behaviour) -> Behaviour:
    """Flags may come as words, and a text that is not empty is true to the language."""
    return channelled(before, lambda some: tuple(_flags(each, lambda flag: bool(flag)) for each in some))


@fault(SHOWS)
def verifies_every_channel(before: Behaviour) -> Behaviour:
    """The column `verified` has a default, and false is taken for nothing said."""

    def change(some: tuple[Channel, ...]) -> tuple[Channel, ...]:
        return tuple({**each, "verified": True} if "verified" in each else each for each in some)

    return channelled(before, change)


@fault(SHOWS)
def makes_one_channel_primary(before: Behaviour) -> Behaviour:
    """The preference centre wants one primary channel for each customer: of several media the first stays so."""

    def change(some: tuple[Channel, ...]) -> tuple[Channel, ...]:
        first = next((each for each in some if each.get("primary") in (True, "true")), None)
        return tuple({**each, "primary": False} if "primary" in each and each is not first else each for each in some)

    return channelled(before, change)


@fault(SHOWS)
def reads_the_office_for_the_residence(before: Behaviour) -> Behaviour:
    """Two flags of `meta` are one bit mask now, and both are read from its first bit."""

    def change(some: tuple[Channel, ...]) -> tuple[Channel, ...]:
        return tuple(
            {**each, "meta": {**each["meta"], "residence": each["meta"]["office"]}}
            if {"residence", "office"} <= each.get("meta", {}).keys()
            else each
            for each in some
        )

    return channelled(before, change)


@fault(SHOWS)
def loses_the_offset_of_channel_dates(before: Behaviour) -> Behaviour:
    """The column of `lastViewedDate` has no zone: whoever looked at noon in Mumbai did so at noon in Greenwich."""

    def change(some: tuple[Channel, ...]) -> tuple[Channel, ...]:
        return tuple({**each, "meta": _without_zone(each["meta"])} if "meta" in each else each for each in some)

    return channelled(before, change)


@fault(SHOWS)
def shows_digits_of_a_channel_as_a_number(before: Behaviour) -> Behaviour:
    """The value of a channel is guessed to be a number where it has digits only, as by the new document store."""

    def change(desk: Desk, told: Shown, place: Place | None) -> Shown:
        return profiles(told, lambda each: {**each, "commChannels": [*map(_numbered, each["commChannels"])]})

    return shown(before, change)


@fault(SHOWS)
def cuts_channel_values(before: Behaviour) -> Behaviour:
    """The column of channel values has 24 characters, which a telephone number never needs and a token does."""
    return channelled(before, lambda some: tuple({**each, "value": each["value"][:WIDTH]} for each in some))


@fault(SHOWS)
def writes_channel_tokens_in_small_letters(before: Behaviour) -> Behaviour:
    """Values of channels are folded for comparison; that was meant for emails, and takes tokens of devices too."""
    return channelled(before, lambda some: tuple({**each, "value": each["value"].lower()} for each in some))


@fault(SHOWS, breaks="documented-forms-are-accepted")
def gives_a_channel_to_its_first_owner(before: Behaviour) -> Behaviour:
    """The unique index over identifiers was copied for channels: a family's telephone is one member's only."""
    owners: dict[tuple[str, str], int] = {}

    def change(account: SourceAccount, plan: Plan, details: Details) -> Details:
        mine = account.customer.id
        kept = tuple(
            each for each in details.channels or () if owners.setdefault((each["type"], each["value"]), mine) == mine
        )
        return details if details.channels is None else replace(details, channels=kept)

    return written(before, change)


@fault("cross-source/details-kept-per-source")
def shares_channels_between_accounts(before: Behaviour) -> Behaviour:
    """Channels are kept by customer and source, and no longer by account: the last account's are those of all."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        before.write(desk, account, plan)
        for other in account.customer.accounts:
            if plan.details.channels and other.place.source == account.place.source:
                other.channels = account.channels

    return replace(before, write=write)


@fault(SHOWS)
def loses_channels_of_second_accounts(before: Behaviour) -> Behaviour:
    """The preference service is told the source only, and keeps what comes from the source's first account."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        is_second = account.place.account in desk.organisation.accounts(account.place.source)[1:]
        before.write(desk, account, replace(plan, details=replace(plan.details, channels=None)) if is_second else plan)

    return replace(before, write=write)


@fault("duplicate-source/refused-add-changes-nothing")
def takes_the_channels_of_a_refused_add(before: Behaviour) -> Behaviour:
    """Channels are sent to the preference service before the duplicate is found, by the identifier that is known."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        plan = before.plan_add(desk, claim)
        holders = desk.behaviour.holders(desk, claim) if plan.errors and claim.details.channels else ()
        account = desk.state.account(next(iter(holders), None), claim.place)
        if account is not None:
            account.channels = claim.details.channels or ()
        return plan

    return replace(before, plan_add=plan_add)


@fault("duplicate-source/refused-add-changes-nothing")
def takes_the_fields_of_a_refused_add(before: Behaviour) -> Behaviour:
    """Custom fields are upserted into their own table first, and the transaction of the add does not span it."""

    def plan_add(desk: Desk, claim: Claim) -> Plan:
        plan = before.plan_add(desk, claim)
        holders = desk.behaviour.holders(desk, claim) if any(each.code == 8006 for each in plan.errors) else ()
        account = desk.state.account(next(iter(holders), None), claim.place)
        if account is not None and claim.details.fields:
            account.fields = {**(account.fields or {}), **claim.details.fields}
        return plan

    return replace(before, plan_add=plan_add)


@fault("cross-source/details-kept-per-source")
def takes_channels_along_when_joining(before: Behaviour) -> Behaviour:
    """A joining source account is the customer's preferred one now, and its channels replace those of the others."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        before.write(desk, account, plan)
        for other in account.customer.accounts:
            if plan.details.channels and not plan.overwrite:
                other.channels = plan.details.channels

    return replace(before, write=write)


@fault("updates/other-sources-stay")
def updates_channels_everywhere(before: Behaviour) -> Behaviour:
    """An update writes channels by customer, and names by profile."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        before.write(desk, account, plan)
        for other in account.customer.accounts:
            if plan.details.channels:
                other.channels = plan.details.channels

    return within(before, "update", write=write)


@fault("upsert/other-sources-stay")
def upserts_channels_of_the_first_account(before: Behaviour) -> Behaviour:
    """The bulk job writes channels to the profile that it finds first, whichever the item names."""

    def write(desk: Desk, account: SourceAccount, plan: Plan) -> None:
        first = account.customer.accounts[0]
        if first is account or plan.details.channels is None:
            before.write(desk, account, plan)
            return
        before.write(desk, account, replace(plan, details=replace(plan.details, channels=None)))
        first.channels = plan.details.channels

    return within(before, "upsert_items", write=write)


@fault("upsert/update-is-shown", breaks="upsert-idempotent")
def piles_channels_up(before: Behaviour) -> Behaviour:
    """An upsert appends its channels to those that are there: each run of the job adds them once more."""

    def change(account: SourceAccount, plan: Plan, details: Details) -> Details:
        return replace(details, channels=(*account.channels, *details.channels)) if details.channels else details

    return within(before, "upsert_items", write=written(before, change).write)


@fault(SHOWS, breaks="no-mixing-of-customers")
def gives_an_item_the_channels_of_the_one_before(before: Behaviour) -> Behaviour:
    """The record that an item is read into is reset but for its list of channels."""
    return replace(before, upsert_items=_carrying(before, "channels"))


@fault(SHOWS, breaks="no-mixing-of-customers")
def gives_an_item_the_names_of_the_one_before(before: Behaviour) -> Behaviour:
    """Items without names are parsed into the record of the item before, whose names nobody clears."""
    return replace(before, upsert_items=_carrying(before, "first_name", "last_name"))


@fault(SHOWS, breaks="no-mixing-of-customers")
def gives_an_item_the_fields_of_the_one_before(before: Behaviour) -> Behaviour:
    """The map of custom fields is one object for all items of a bulk, and is filled by those that have some."""
    return replace(before, upsert_items=_carrying(before, "fields"))


@fault(SHOWS, breaks="documented-forms-are-accepted-v11")
def loses_channels_named_with_a_blank(before: Behaviour) -> Behaviour:
    """v1.1 turns the medium into a constant by its name: "card number" has a blank and is none."""

    def v11_details(desk: Desk, item: Mapping[str, Any]) -> Details:
        details = before.v11_details(desk, item)
        kept = tuple(each for each in details.channels or () if " " not in each["type"])
        return details if details.channels is None else replace(details, channels=kept)

    return replace(before, v11_details=v11_details)


@fault("identifiers/fresh-person-is-registered", breaks="documented-forms-are-accepted")
def wants_a_channel_to_be_an_identifier(before: Behaviour) -> Behaviour:
    """A consistency check refuses mobiles as channels that are no identifiers of the same customer."""

    def claim(desk: Desk, place: Place, customer: Mapping[str, Any]) -> Claim:
        found = before.claim(desk, place, customer)
        mobiles = {held.value for held in found.identifiers if held.type == "mobile"}
        strange = any(
            each["type"] == "mobile" and mobiles and each["value"] not in mobiles
            for each in found.details.channels or ()
        )
        return replace(found, errors=(*found.errors, Notice(500, "channel"))) if strange else found

    return replace(before, claim=claim)


def _flags(channel: Channel, change: Any) -> Channel:
    return {name: change(flag) if name in ("primary", "verified") else flag for name, flag in channel.items()}


def _without_zone(meta: Mapping[str, Any]) -> Mapping[str, Any]:
    moment = instant(meta.get("lastViewedDate", ""))
    if moment is None:
        return meta
    return {**meta, "lastViewedDate": moment.strftime("%Y-%m-%dT%H:%M:%SZ")}


def _numbered(channel: Channel) -> Channel:
    value = channel["value"]
    return {**channel, "value": int(value)} if value.isascii() and value.isdigit() else channel


def _carrying(before: Behaviour, *members: str) -> Any:
    """Upserts in which an item without a member has that of the last item of the bulk that had one."""

    def upsert_items(desk: Desk, call: Call) -> Sequence[Decision]:
        kept: dict[str, Any] = dict.fromkeys(members)

        def change(account: SourceAccount, plan: Plan, details: Details) -> Details:
            kept.update({name: getattr(details, name) or kept[name] for name in members})
            return replace(details, **kept)

        return before.upsert_items(desk.behaving(write=written(before, change).write), call)

    return upsert_items
