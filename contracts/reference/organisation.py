"""The organisation that the reference plays where no profile names another."""

from __future__ import annotations

from contracts.documents.profile import DOCUMENTED_SOURCES, MULTI_ACCOUNT_SOURCES, Flags, Operations, Profile, Source

EMBEDDED = Profile(
    name="embedded reference",
    sources={
        source: Source(
            accounts=(f"{source.lower()}-1", f"{source.lower()}-2") if source in MULTI_ACCOUNT_SOURCES else (),
            enumerated=True if source in MULTI_ACCOUNT_SOURCES else None,
        )
        for source in DOCUMENTED_SOURCES
    },
    primary_identifier="mobile",
    mandatory=(),
    flags=Flags(skip_secondary_on_mismatch=False, strict_check=False),
    shared_identity=True,
    default_status_label=False,
    status_labels=("Active", "Suspended", "active-1"),
    tills=("till.1", "till.2"),
    card_series=(73,),
    programs=(469, 470),
    custom_fields=("employee", "dateofbirth", "address", "City_name"),
    extended_fields=("gender", "city", "state", "area", "zip", "acquisition_channel", "age"),
    operations=Operations.model_validate(dict.fromkeys(Operations.model_fields, True)),
)
