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

NO_READ_OF_V11 = {name: True for name in Operations.model_fields if name != "getCustomerV11"}

PINNED = {
    **{reading.id: reading.preferred for reading in load_readings().values() if reading.observable},
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
}
