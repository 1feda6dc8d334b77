"""The organisations that the reference plays where no profile names another.

`EMBEDDED` is that of a run without a target. `SANDBOX` has besides what the documents' examples
name, and gives what their answers show, so that each example works as it is printed.
"""

from __future__ import annotations

from contracts.documents.profile import DOCUMENTED_SOURCES, MULTI_ACCOUNT_SOURCES, Flags, Operations, Profile, Source
from contracts.reference.loyalty import Coupon, Currency, Loyalty, Programme, Series


class Organisation(Profile):
    """A profile with what the organisation gives to its customers."""

    loyalty: Loyalty = Loyalty()


CUSTOMER_STATUSES = (
    *("Active", "Suspended", "Deleted"),
    *("Fraud suspected", "Fraud confirmed", "Internal", "Pending deletion"),
)
"""All that there are (v2 Add Customer, statusLabel); here each has a label of its own name."""
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
    status_labels=(*CUSTOMER_STATUSES, "active-1"),
    tills=("till.1", "till.2"),
    card_series=(73,),
    programs=(469, 470),
    custom_fields=("employee", "dateofbirth", "address", "City_name"),
    extended_fields=("gender", "city", "state", "area", "zip", "acquisition_channel", "age", "dob"),
    operations=Operations.model_validate(dict.fromkeys(Operations.model_fields, True)),
)
_PRINTED_ACCOUNTS = {"MOBILE_APP": "testmobilepush1", "LINE": "2001914141242", "WEB_ENGAGE": "311c4dd1"}
_CURRENCY = Currency("rgpws7", "ac1", 110)
_COUPONS = (
    Coupon("Welcome Offer - 10% flat discount", "2025-07-29T23:59:59Z"),
    Coupon("DSG - $5 Coupon", "2024-09-27T23:59:59Z"),
)
SANDBOX = Organisation.model_validate(
    dict(EMBEDDED)
    | {
        "name": "sandbox",
        "sources": {
            name: source.model_copy(update={"accounts": (*source.accounts, _PRINTED_ACCOUNTS[name])})
            if name in _PRINTED_ACCOUNTS
            else source
            for name, source in (EMBEDDED.sources or {}).items()
        },
        "tills": (
            *(EMBEDDED.tills or ()),
            "bukl.till",
            "bukl.ind.solution",
            "rutuja_capillary",
            "till_name",
            "currency.till",
        ),
        "card_series": (46, 73),
        "programs": (469, 470, 1204, 2088),
        "custom_fields": (
            *(EMBEDDED.custom_fields or ()),
            "gender",
            "city",
            "kanjifirstname",
            "kanjilastname",
            "email2",
            "mobile2",
            "fax",
            "customer_address",
            "pincode",
        ),
        "extended_fields": (
            *(EMBEDDED.extended_fields or ()),
            "country_of_residence",
            "preferred_language",
        ),
        "loyalty": Loyalty(
            programmes={
                469: Programme(referral=100),
                470: Programme(coupons=_COUPONS),
                1204: Programme(next_slab="Milestone 1", next_description="Milestone 1", points=100),
                2088: Programme("NONE", "2123-09-12 23:59:59", "", "-1", "", currency=_CURRENCY),
            },
            series=(Series(46, "BUKLPRM", "BUKL Premier", "DIGITAL"), Series(73, "MYSTAYS", "Mystays", programme=1204)),
            of_tills={"rutuja_capillary": 469, "till_name": 1204, "currency.till": 2088},
            not_issued=("NEW CARD",),
        ),
    }
)
"""The organisation of the documents' examples: till `currency.till` alone is not theirs, for no example names one.

Which programme gives what is read off the answers: 469, 1204 and 2088 are those of the v1.1 samples' summaries,
470 has the coupons of the v2 sample. A card of series 73 brings the points of the sample beside it.
"""
