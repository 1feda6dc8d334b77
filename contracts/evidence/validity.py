"""What a value can be: identifiers, sources and accounts, as far as the documents decide it."""

from __future__ import annotations

import enum
import re
from collections.abc import Collection

from contracts.documents.codes import BLAMING
from contracts.documents.profile import DOCUMENTED_SOURCES, Profile
from contracts.evidence.intent import SOURCE_OWN_TYPES, Identifier

NAME_LIMIT = 100
"""Characters of a first or last name (v2 Add Customer, request body parameters)."""
EMAIL_LIMIT = 255
EXTERNAL_ID_LIMIT = 250
"""v1.1 Add Customer, body parameters."""


class Validity(enum.StrEnum):
    """Whether a value can be an identifier of its type."""

    VALID = "valid"
    INVALID = "invalid"
    DOUBTFUL = "doubtful"
    """The documents do not decide."""


class SourceKind(enum.StrEnum):
    """What the source of a request is to the organisation."""

    LISTED = "listed"
    UNKNOWN = "unknown"
    """No source of the documents nor of the profile, nor a spelling of one."""
    MISSING = "missing"
    UNDECIDED = "undecided"


class AccountKind(enum.StrEnum):
    """What the account of a request is to its source."""

    FINE = "fine"
    MISSING = "missing"
    UNKNOWN = "unknown"
    """Not among the enumerated ones."""
    UNDECIDED = "undecided"


def validity(identifier: Identifier, profile: Profile) -> Validity:
    """Whether the value can be an identifier of its type.

    Mobiles are digits with the country code, emails of a-z A-Z 0-9 - _ + . @ up to 255
    characters (v2 Add Customer, notes on `type` and `value`); external ids up to 250
    (v1.1 Add Customer, body parameters). Lengths of mobiles and special characters
    elsewhere are left open.
    """
    value = identifier.value
    if not value.strip():
        return Validity.INVALID
    match identifier.type:
        case "mobile":
            return _mobile(value, profile)
        case "email":
            return _email(value)
        case "externalId":
            plain = value == value.strip() and len(value) <= EXTERNAL_ID_LIMIT and value.isprintable()
            return Validity.VALID if plain else Validity.DOUBTFUL
        case _ if identifier.type in SOURCE_OWN_TYPES:
            return Validity.VALID if re.fullmatch(r"[A-Za-z0-9_-]{1,100}", value) else Validity.DOUBTFUL
        case _:
            return Validity.DOUBTFUL


def types_blamed(types: Collection[str], codes: Collection[int]) -> frozenset[str]:
    """Of the types of identifier that a request sent, those that the codes of its answer call invalid."""
    return frozenset(type_ for type_ in types if not BLAMING.get(type_, frozenset()).isdisjoint(codes))


def is_same_value(type_: str, sent: str, told: object) -> bool:
    """Whether a value that an answer shows is the one that was sent, up to documented normalisation.

    Mobiles may gain or lose their country code (Setup customer, mobile validation), emails
    their capitals, everything the blanks at its ends.
    """
    if not isinstance(told, str):
        return False
    if type_ == "mobile":
        bare = told.lstrip("+")
        return bare.endswith(sent) or (len(bare) >= _NATIONAL_DIGITS and sent.endswith(bare))
    if type_ == "email":
        return told.strip().casefold() == sent.strip().casefold()
    return told.strip() == sent.strip()


COUNTRY_CODE = "91"
_BEHIND_THE_CODE = re.compile(rf"{COUNTRY_CODE}([0-9]{{10}})")


def national(mobile: str) -> str | None:
    """The ten digits of a mobile behind the country code 91: the samples have such mobiles with it and without.

    None for any other, for its digits do not tell where its country code ends.
    """
    found = _BEHIND_THE_CODE.fullmatch(mobile)
    return found[1] if found else None


_NATIONAL_DIGITS = 7
"""The shortest mobile of the samples: what may be left of one without its country code."""


def source_kind(source: object, profile: Profile) -> SourceKind:
    """What a source is to the organisation; another case or blanks around a known name decide nothing."""
    if source is None or source == "":
        return SourceKind.MISSING
    if not isinstance(source, str):
        return SourceKind.UNDECIDED
    known = {*DOCUMENTED_SOURCES, *(profile.sources or {})}
    if source in known:
        is_listed = source == "INSTORE" if profile.sources is None else profile.lists(source)
        return SourceKind.LISTED if is_listed else SourceKind.UNDECIDED
    folded = {re.sub(r"[\s_-]", "", name).casefold() for name in known}
    return SourceKind.UNDECIDED if re.sub(r"[\s_-]", "", source).casefold() in folded else SourceKind.UNKNOWN


def account_kind(source: str, account: object, profile: Profile) -> AccountKind:
    """What an account is to its source, which must be a listed one."""
    missing = account is None or account == ""
    if not profile.has_accounts(source):
        return AccountKind.FINE if missing else AccountKind.UNDECIDED
    if missing:
        return AccountKind.MISSING
    if account in profile.accounts(source):
        return AccountKind.FINE
    listed = (profile.sources or {}).get(source)
    closed = bool(listed and listed.enumerated)
    return AccountKind.UNKNOWN if closed and isinstance(account, str) else AccountKind.UNDECIDED


def _mobile(value: str, profile: Profile) -> Validity:
    if re.search(r"[^\W\d_]|[#*$%&@!?]", value) or any(sign.isdecimal() and not sign.isascii() for sign in value):
        return Validity.INVALID  # "only numeric values are supported 0-9": digits of other scripts are none of those
    if not re.fullmatch(r"[0-9]+", value):
        return Validity.DOUBTFUL
    ours = value.startswith(profile.people.mobile_prefix) and len(value) == profile.people.mobile_digits
    return Validity.VALID if ours else Validity.DOUBTFUL


def _email(value: str) -> Validity:
    if "@" not in value:
        return Validity.INVALID
    plain = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_+.-]*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", value)
    short = len(value) <= EMAIL_LIMIT and len(value.partition("@")[0]) <= 64 and ".." not in value
    return Validity.VALID if plain and short else Validity.DOUBTFUL


def is_plain_name(name: str) -> bool:
    """Whether a name has no characters but those that the documents allow: letters, digits, spaces, - and '."""
    return all(c.isalnum() or c in " -'" for c in name)
