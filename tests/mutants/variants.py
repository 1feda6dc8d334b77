"""Healthy variants: the reference in each way of answering that the documents permit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from contracts.documents.files import load_readings
from contracts.documents.profile import Operations
from contracts.reference.organisation import EMBEDDED


@dataclass(frozen=True)
class Variant:
    """A manner of answering, and what the organisation has differently."""

    manner: tuple[str, ...] = ()
    profile: Mapping[str, Any] = field(default_factory=dict)

    def options(self, folder: Path) -> list[str]:
        """The options that make the embedded reference into it; its profile is written into the folder."""
        told = [option for pair in self.manner for option in ("--manner", pair)]
        if self.profile:
            path = folder / "profile.yaml"
            whole = EMBEDDED.model_dump(mode="json") | dict(self.profile)
            path.write_text(yaml.safe_dump(whole), encoding="utf-8")
            told += ["--profile", str(path)]
        return told


def _manner(*pairs: str) -> Variant:
    return Variant(pairs)


def _profile(**members: Any) -> Variant:
    return Variant(profile=members)


FEW = {"INSTORE": {}, "WECHAT": {"accounts": ["one"]}, "TMALL": {}}

NOTHING_KNOWN: Mapping[str, Any] = {
    **dict.fromkeys(("sources", "primary_identifier", "mandatory", "shared_identity", "default_status_label")),
    **dict.fromkeys(("status_labels", "tills", "card_series", "programs", "custom_fields", "extended_fields")),
    "flags": {},
    "operations": {},
}
"""A profile that says nothing about its organisation."""

NO_LISTS = dict.fromkeys(("status_labels", "tills", "card_series", "programs", "custom_fields", "extended_fields"), ())

THREE = {"INSTORE": {}, "WEB_ENGAGE": {"accounts": ["one", "two"], "enumerated": True}, "TMALL": {}}

NO_STORE = {"WEB_ENGAGE": {"accounts": ["one", "two"], "enumerated": True}, "TMALL": {}}

NATIONAL = {"people": {"mobile_prefix": "9871", "mobile_digits": 10}}
"""Mobiles of ten digits, without the country code."""

NO_READ_OF_V11 = {name: True for name in Operations.model_fields if name != "getCustomerV11"}

MIXED = frozenset({"echo-normalisation", "other-date-form"})
"""The reference repeats identifiers as sent and names as stored, refuses odd dates over v2 and ignores them over v1.1:
none of the answers alone."""
PINNED = {
    **{each.id: each.preferred for each in load_readings().values() if each.observable and each.id not in MIXED},
    "default-label": "not-configured",  # as the embedded organisation has it
}
"""Every answer that a run can tell, as the reference gives it: an observer that errs is a finding here."""

VARIANTS: Mapping[str, Variant] = {
    "plain": Variant(),
    "errors as 400": _manner("error_status=400"),
    "errors as 409": _manner("error_status=409"),
    "errors as 422": _manner("error_status=422"),
    "created as 201": _manner("created_status=201"),
    "v1.1 failure as 400": _manner("v11_error_status=400"),
    "v1.1 failure as 500": _manner("v11_error_status=500"),
    "v1.1 partial as 200": _manner("v11_partial_code=200"),
    "not found as 400": _manner("not_found_status=400"),
    "not found as 404": _manner("not_found_status=404"),
    "texts of the catalogue": _manner("wording=catalogue"),
    "texts as observed": _manner("wording=observed"),
    "extra members": _manner("extra_members=true"),
    "empty members left out": _manner("empty_members=left-out"),
    "members reversed": _manner("reversed_members=true"),
    "byte order mark": _manner("byte_order_mark=true"),
    "decimals": _manner("decimals=true"),
    "null id beside errors": _manner("null_id_beside_errors=true"),
    "empty errors beside success": _manner("empty_errors_beside_success=true"),
    "no 8050": _manner("says_8050=false"),
    "several owners: 8052": _manner("several_owners=first"),
    "several owners: merged": _manner("several_owners=merge"),
    "flaws before duplicates": _manner("several_reasons=flaw", "bad_secondary=refused"),
    "every reason told": _manner("several_reasons=all"),
    "known before the source": _manner("known_before_source=true"),
    "long names dropped": _manner("long_name=dropped"),
    "long emails cut": _manner("long_email=cut"),
    "long emails refused": _manner("long_email=refused"),
    "bad secondaries refused": _manner("bad_secondary=refused"),
    "unknown keys refused": _manner("unknown_keys=refused"),
    "missing account warned": _manner("missing_account=warning"),
    "401 as XML": _manner("unauthorized=xml"),
    "401 without a body": _manner("unauthorized=empty"),
    "v1.1 401 as 200": _manner("v11_unauthorized_is_200=true"),
    "no look-ups": Variant(
        ("has_reads=false",),
        {"operations": {"addCustomer": True, "addCustomerV11": True, "upsertCustomers": True}},
    ),
    "no v1.1 read: 404": Variant(("v11_get=http-404",), {"operations": NO_READ_OF_V11}),
    "no v1.1 read: 403": Variant(("v11_get=http-403",), {"operations": NO_READ_OF_V11}),
    "no v1.1 read: told in the envelope": Variant(("v11_get=enveloped-404",), {"operations": NO_READ_OF_V11}),
    "v1.1 reads nobody: 1013": _manner("v11_not_found=item-1013"),
    "v1.1 reads nobody: no item": _manner("v11_not_found=no-item", "v11_error_status=400"),
    "v1.1 reads without ids": _manner("v11_read_id=none"),
    "v1.1 reads ids as text": _manner("v11_read_id=text"),
    "v1.1 reads are bare": _manner("v11_read_form=bare", "v11_read_id=none"),
    "mismatch: primary gained": _manner("mismatch_primary=gained"),
    "re-registration refused": _manner("reregistration=refused"),
    "new identifiers replace": _manner("new_identifier=replaces"),
    "left out is cleared": _manner("left_out=cleared"),
    "empty fields dropped": _manner("empty_fields=dropped"),
    "any till stored": _manner("unknown_till=stored"),
    "updated_on ignored": _manner("updated_on=ignored"),
    "one answer in five lost": _manner("lost_every=5"),
    "one answer in seven cut": _manner("lost_every=7", "lost_how=cut"),
    "primary externalId": _profile(primary_identifier="externalId"),
    "primary email": _profile(primary_identifier="email"),
    "ids beyond 32 bits": _manner("first_id=5000000001"),
    "ids beyond 53 bits": _manner("first_id=9007199254740993", "v11_read_id=text"),
    "statuses mixed": _manner("error_status=mixed", "unauthorized_status=403", "unreadable_status=200"),
    "unreadable, as v1.1 fails": _manner("unreadable_status=200", "v11_error_status=500"),
    "other codes": Variant(("codes=second", "owner_here=8006"), {"primary_identifier": None}),
    "codes that nobody would guess": Variant(("codes=third",), {"primary_identifier": None}),
    "a second code": _manner("further_codes=catalogue"),
    "codes of no page": _manner("further_codes=unknown"),
    "other shapes": _manner(
        *("v11_code_is_text=true", "leaves_out_empty_lists=true", "warnings_beside_errors=true"),
        *("warning_status=true", "decimals=false", "v11_absent=nulls", "modified_by=inside", "v11_nothing=empty-item"),
    ),
    "echo: empty texts, and as stored": _manner("v11_absent=empty", "v11_echo=stored", "v11_source_echo=as-sent"),
    "refusals: XML": _manner("forbidden=xml", "v11_unauthorized_is_200=true", "v11_unauthorized_says_true=true"),
    "refusals: empty": _manner("forbidden=empty", "ignores_content_type=true"),
    "a merge among the errors": _manner("several_owners=merge", "merge_notice=errors"),
    "members ignored": _manner(
        *("open_members=ignored", "registered_on=ignored", "updated_on=ignored", "empty_fields=dropped"),
        *("unlisted_values=ignored", "other_dates=ignored", "programme=ignored", "unknown_programme=ignored"),
        *("unknown_extended_fields=ignored", "unknown_type=ignored", "query_source=query"),
    ),
    "members kept": _manner(
        *("unlisted_values=stored", "other_dates=stored", "short_channels=stored", "empty_dates=kept"),
        *("unknown_fields=stored", "empty_extended_fields=stored", "long_external_id=kept", "unknown_type=stored"),
        *("names=as-sent", "unknown_till=stored", "v11_unknown_source=as-sent", "v11_type_echo=as-sent"),
    ),
    "members refused": _manner(
        *("short_channels=refused", "unknown_till=refused", "unknown_extended_fields=refused"),
        *("other_dates=refused", "odd_names=refused", "unknown_programme=error", "single_account=refused"),
        *("v11_numbers=refused", "query_source=refused"),
    ),
    "v1.1 channels required": _manner("v11_channels=required"),
    "members normalised: words": _manner(
        *("flags=words", "emails=lower", "spelling=folded", "odd_names=altered", "long_external_id=cut"),
        *("unknown_fields=warned", "v11_echo=stored"),
    ),
    "members normalised: booleans": _manner("flags=booleans", "emails=lower", "source_case=any"),
    "members defaulted: empty": _manner(
        *("absent_details=empty", "absent_till=writer", "loyalty=non_loyalty", "programme=first"),
        *("v11_unknown_source=instore", "joined_details=updated"),
    ),
    "members defaulted: null": _manner("absent_details=nulls"),
    "labels need a default": _manner("label_needs_default=true", "bad_label=warning"),
    "v1.1 in the named source": _manner("v11_source_place=named"),
    "v1.1 drops bad mobiles": _manner("v11_bad_mobile=dropped"),
    "v1.1 refuses foreign secondaries": _manner("foreign_secondary=refused", "reregistered_details=unchanged"),
    "mismatch: new customers": _manner(
        "mismatch_elsewhere=new-customer", "mismatch_absent=new-customer", "mismatch_several=new-customer"
    ),
    "mismatch: without the secondary": _manner("mismatch=new-without-secondary"),
    "mismatch: refused": _manner("mismatch_elsewhere=refused", "mismatch_absent=refused"),
    "mismatch: the first owner": _manner("mismatch_several=first-owner", "mismatch_primary=gained"),
    "mismatch: merged": _manner("mismatch_several=merged"),
    "small batches": _manner("most_items=2"),
    "small batches, by status": _manner("most_items=2", "over_limit=status", "v11_error_status=400"),
    "losers are told that somebody is busy": _manner("busy=true"),
    "upserts: found by the first": _manner("upsert_by=first", "upsert_default=stay", "upsert_source=refused"),
    "upserts: found by the primary": _manner("upsert_by=primary", "upsert_repeated=refused", "upsert_empty=status"),
    "upserts: a failed item shows nothing": _manner("upsert_failed=empty"),
    "upserts: a failed item does nothing": _manner("upsert_rest=nothing"),
    "upserts: neither": _manner("upsert_rest=nothing", "upsert_failed=empty"),
    "upserts: stored labels are not valid": _manner("upsert_unlabelled=refused"),
    "changes: foreign ones ignored": _manner("foreign_on_change=ignored"),
    "changes: foreign ones merged": _manner("foreign_on_change=merged"),
    "no account is fine": _manner("missing_account=accepted"),
    "skip, everywhere": Variant(
        ("flags_reach=everywhere",), {"flags": {"skip_secondary_on_mismatch": True, "strict_check": False}}
    ),
    "strict, everywhere": Variant(
        ("flags_reach=everywhere",), {"flags": {"skip_secondary_on_mismatch": False, "strict_check": True}}
    ),
    "repeated emails find somebody": Variant(
        ("repeated_secondary=one-of-them",), {"unique": {"mobile": True, "email": False, "externalId": True}}
    ),
    "national mobiles": _profile(**NATIONAL),
    "national mobiles, prefixed": Variant(("country_code=added",), NATIONAL),
    "mobiles without their prefix": _manner("country_code=dropped"),
    "mobiles with their prefix": _manner("country_code=demanded"),
    "national mobiles that look prefixed": Variant(
        ("country_code=added",), {"people": {"mobile_prefix": "9191", "mobile_digits": 10}}
    ),
    "three sources": _profile(sources=THREE),
    "INSTORE alone": _profile(sources={"INSTORE": {}}),
    "no INSTORE": _profile(sources=NO_STORE),
    "no INSTORE, one account": _profile(sources={"LINE": {"accounts": ["one"]}}),
    "whether identities are shared is unknown": _profile(shared_identity=None),
    "two identity spaces, unknown": Variant(("identity=separate",), {"shared_identity": None}),
    "no lists": _profile(**NO_LISTS),
    "unknown lists": _profile(**dict.fromkeys(NO_LISTS)),
    "nothing is known": _profile(**NOTHING_KNOWN),
    "nothing is known, two identity spaces": Variant(("identity=separate",), NOTHING_KNOWN),
    "much is demanded": _profile(mandatory=["mobile", "email", "firstName", "lastName"]),
    "all is demanded": _profile(mandatory=["mobile", "email", "externalId", "firstName", "lastName"]),
    "all is demanded, by no code of its own": Variant(
        ("codes=third",), {"mandatory": ["mobile", "email", "externalId", "firstName", "lastName"]}
    ),
    "much is demanded, unknown": _profile(mandatory=None, primary_identifier=None),
    "skip": _profile(flags={"skip_secondary_on_mismatch": True, "strict_check": False}),
    "strict": _profile(flags={"skip_secondary_on_mismatch": False, "strict_check": True}),
    "skip and strict": _profile(flags={"skip_secondary_on_mismatch": True, "strict_check": True}),
    "default label": _profile(default_status_label=True),
    "emails repeat": _profile(unique={"mobile": True, "email": False, "externalId": True}),
    "accounts not enumerated": _profile(
        sources={**{s: {} for s in ("INSTORE", "TMALL", "JD")}, "LINE": {"accounts": ["a", "b"], "enumerated": False}}
    ),
    "few sources": _profile(sources=FEW),
    "nothing mandatory is known": _profile(mandatory=None),
    "reads that may lag": _profile(reads={"lag_s": 0.02}),
    "two identity spaces": _profile(shared_identity=False),
    "pinned": _profile(readings=PINNED),
    "days with hyphens": _manner("extended_days=hyphens"),
}
