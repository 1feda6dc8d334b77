"""Codes and their texts: what an answer says beside its outcome.

The texts are the documents' own (v2 Add Customer, error codes; v1.1 Add Customer, error
codes; Upsert Customer, response example; Status codes), in up to three wordings, for no
client may rely on one of them.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Notice(NamedTuple):
    """An error or a warning: its code, and what its text mentions."""

    code: int
    detail: str = ""


_TEXTS: dict[int, tuple[str, ...]] = {
    400: ("Input is invalid. Please check request parameters or input xml/json", "Bad request: {0}"),
    401: ("Unauthorized", "Invalid credentials"),
    403: ("Client doesn't have access to the requested resource", "Forbidden"),
    404: ("Incorrect resource", "Not found"),
    405: ("Incorrect method", "Method not allowed"),
    406: ("Endpoint unsupported", "Only json is supported"),
    415: ("Unsupported media type", "Content type is not application/json"),
    500: ("All requests have failed due to errors. Invalid or unsupported inputs passed.", "Invalid input: {0}"),
    1001: ("Unable to register. Invalid mobile number", "Invalid mobile number"),
    1002: ("Unable to register. Invalid email id", "Invalid email id"),
    1003: ("Unable to register. Invalid external id", "Invalid external id"),
    1007: (
        "Error in customer registration: "
        "No Valid Mobile Number or External ID or Email provided required for registration.",
        "Unable to register customer. No valid primary identifier mobile number, email ID, or external ID passed.",
    ),
    1012: (
        "Cannot find customer with the provided mobile number/external ID/e-mail ID.",
        "Customer not found",
    ),
    1013: ("Customer is not registered for the loyalty program.",),
    1015: ("No identifier provided to get loyalty users",),
    1016: ("Unable to register. Email provided already exists for some other user", "Email exists"),
    1017: ("Provided Custom Field is invalid",),
    1032: ("A customer already exists with the same mobile number", "Mobile number exists"),
    1033: ("A customer already exists with the same external id", "External id exists"),
    1047: ("Customer's primary identifier not matching with other identifiers", "Primary identifier mismatch"),
    1213: ("Invalid programId passed", "Programme is not configured"),
    1302: ("supplementary program expiry is before membership expiry",),
    3017: ("status label invalid", "Status label is not valid"),
    3217: ("Source is invalid", "Org source addition failed, Invalid source account identifier passed"),
    4000: ("Not authorized. Access is denied!", "Access denied"),
    11013: ("identifierName, identifierValue, source can not be empty",),
    91015: ("Failed to update extended fields",),
    91016: ("Extended field name {0} is invalid.",),
    8003: ("Invalid source passed", "Invalid source"),
    8004: ("Add failed, No source passed", "Source is missing"),
    8005: ("Add failed, No valid identifiers passed",),
    8006: (
        "Customer already exists for same source",
        "Add failed, Customer already exists with id {0} for same source",
        "Add failed , Customer already exists for same  source",
    ),
    8007: ("Update failed, Customer already exists for same source",),
    8009: ("Update failed, Customer not found",),
    8013: ("Lookup,Invalid identifier passed",),
    8014: ("Error in customer registration: Invalid Primary Id", "Error in customer registration"),
    8015: ("Customer not found for the given identifiers", "Customer not found"),
    8016: ("GET failed, No source passed",),
    8045: ("Account id is not passed",),
    8050: ("Same Customer found in other sources,Combining", "Same Customer found in other sources, Combining"),
    8051: ("Same Customer found in other sources,Merging with userId {0}",),
    8052: ("Add customer, Conflicting Customers found", "Conflicting Customers found"),
    8053: ("Update customer, Conflicting Customers found", "Conflicting profile error"),
    8054: ("Account id not passed",),
    8055: ("Invalid email id",),
    8056: ("Invalid mobile",),
    8064: ("External id validation failed",),
    8065: ("User not found for given source",),
    8066: ("Combine not possible, User id already used in same source",),
    8069: ("Merged customer found",),
    8070: ("No valid change identifiers detected",),
    8071: ("Mobile already attached with this user",),
    8072: ("Email already attached with this user",),
    8073: ("External id already attached with this user",),
    8075: ("Primary identifier not matching with other identifiers",),
    8077: ("Invalid associatedWith passed, attribution not updated",),
    8084: ("Customer details not sent",),
    8086: ("Status label passed is not valid",),
    8107: ("Default customer status label not set",),
    8127: ("Invalid source or accountId passed",),
}

WORDINGS = ("documented", "catalogue", "observed")
"""Names of the wordings; a code with fewer texts says its last one."""


def text(notice: Notice, wording: str = "documented") -> str:
    """What the notice says in that wording."""
    texts = _TEXTS.get(notice.code, ("{0}",))
    return texts[min(WORDINGS.index(wording), len(texts) - 1)].replace("{0}", notice.detail)


CHOICES: dict[str, tuple[int, int, int]] = {
    "missing source": (8004, 3217, 8003),
    "source of a read": (8003, 8011, 8012),
    "no identifier": (1007, 8005, 500),
    "primary": (8014, 8055, 8056),
    "external id": (8064, 8020, 8013),
    "card of another": (8006, 8087, 8075),
    "label": (8086, 3017, 8086),
    "mismatch": (1047, 1032, 1016),
    "source of an item": (3217, 8003, 8011),
    "owners of an item": (8053, 8052, 8066),
    "held elsewhere": (8015, 8065, 8065),
    "unknown account": (3217, 8127, 8045),
    "lacks mobile": (1006, 1006, 500),
    "lacks email": (1039, 1039, 500),
    "lacks externalId": (1043, 1043, 500),
    "lacks firstName": (1048, 1048, 500),
    "lacks lastName": (1049, 1049, 500),
}
"""Refusals whose code is open, with those that a manner may choose; the documents' own first."""


def choice(of: str, codes: Literal["first", "second", "third"]) -> Notice:
    """The code of a refusal that has several, as the manner has it."""
    return Notice(CHOICES[of][("first", "second", "third").index(codes)])
