"""The codes that the law names, each once; what else the documents list of them is in `specs/codes.yaml`."""

from __future__ import annotations

import enum

LAST_STATUS = 505
"""Codes up to here repeat HTTP statuses: they say nothing about a customer."""


class Code(enum.IntEnum):
    """What a code means, as far as a rule asks for it by itself."""

    ALL_FAILED = 500
    """v1.1: of a request, none of whose customers was registered. v2: the input is not valid or not supported."""
    BUSY = 521
    """Another action is running for the same customer: it says nothing about the request."""
    NO_ACCESS = 4000

    # v1.1 items (add-v1.1 § Error codes, and the vendor's list)
    REGISTERED = 1000
    BAD_MOBILE_V11 = 1001
    BAD_EMAIL_V11 = 1002
    BAD_EXTERNAL_ID_V11 = 1003
    MOBILE_MISSING = 1006
    NONE_VALID_V11 = 1007
    EXTERNAL_ID_NOT_REGISTERED = 1008
    NOBODY_HAS_IT = 1012
    """v1.1 finds nobody by that identifier."""
    NOT_A_MEMBER = 1013
    ALREADY_REGISTERED = 1014
    NOBODY_NAMED = 1015
    EMAIL_TAKEN = 1016
    UNKNOWN_CUSTOM_FIELD = 1017
    EMAIL_ALONE = 1019
    MOBILE_TAKEN = 1032
    EXTERNAL_ID_TAKEN = 1033
    EMAIL_MISSING = 1039
    EXTERNAL_ID_MISSING = 1043
    STAYS_LOYAL_V11 = 1046
    MISMATCHED = 1047
    """The primary identifier does not go with the others."""
    BATCH_LIMIT = 1060
    """More items than the organisation allows; of upserts, too."""
    UNKNOWN_PROGRAMME = 1213
    SHORT_PROGRAMME = 1302
    """A supplementary programme ends before the membership does."""
    PRIMARY_STAYS = 91005
    IDENTIFIER_STAYS = 91006
    """The organisation lets nobody change identifiers of this type."""

    # v2, and the items of upserts
    INVALID_LABEL = 3017
    INVALID_SOURCE = 3217
    SOURCE_NOT_VALID = 8003
    SOURCE_MISSING = 8004
    NONE_VALID = 8005
    HELD = 8006
    """An identifier is held in this source account already."""
    SOURCE_OF_LOOKUP = 8011
    SOURCE_OF_READ = 8012
    INVALID_MOBILE = 8014
    NOT_FOUND = 8015
    STAYS_LOYAL = 8018
    """Whoever is in the loyalty programme cannot be taken out of it."""
    INVALID_ATTRIBUTE = 8020
    """An attribute that customers are found by is not valid, or the external id is not."""
    ACCOUNT_MISSING = 8045
    COMBINED = 8050
    MERGED = 8051
    """Beside a createdId this code is a merge, even under `errors` (seen in the vendor's answers)."""
    CONFLICTING = 8052
    SEVERAL_OWNERS = 8053
    BAD_EMAIL = 8055
    BAD_MOBILE = 8056
    BAD_EXTERNAL_ID = 8064
    NOT_HERE = 8065
    """The source has no such customer."""
    CANNOT_COMBINE = 8066
    NOTHING_SENT = 8084
    UNKNOWN_LABEL = 8086
    ORPHAN = 8090
    """A source account of its own for who has none in INSTORE, where the organisation forbids that."""
    NO_DEFAULT_LABEL = 8107
    ACCOUNT_NOT_VALID = 8127
    BAD_EXTENDED_FIELD_V11 = 91015
    UNKNOWN_EXTENDED_FIELD = 91016

    __repr__ = int.__repr__  # findings show the number


OUTSIDE_PROGRAMME = frozenset({Code.NOT_A_MEMBER, 1020})
"""By these v1.1 says that somebody is not in the loyalty programme."""
LABEL_CODES = frozenset({Code.INVALID_LABEL, Code.UNKNOWN_LABEL})
"""They call a status label invalid."""
SOURCE_CODES = frozenset(
    {Code.INVALID_SOURCE, Code.SOURCE_NOT_VALID, Code.SOURCE_MISSING, Code.SOURCE_OF_LOOKUP, Code.SOURCE_OF_READ}
    | {Code.ACCOUNT_MISSING, Code.ACCOUNT_NOT_VALID, 3213, 3216, 3218}
)
"""They blame the source or its account."""
REQUIRED = frozenset(
    {Code.MOBILE_MISSING, Code.EMAIL_MISSING, Code.EMAIL_ALONE, Code.EXTERNAL_ID_MISSING, 1048, 1049, 1059}
    | {Code.NONE_VALID, Code.BAD_EXTERNAL_ID, Code.BAD_EXTERNAL_ID_V11}
)
"""By these an organisation says that it demands an identifier which was not sent."""
TAKEN = frozenset({Code.HELD, Code.CONFLICTING, Code.SEVERAL_OWNERS, Code.CANNOT_COMBINE, 8007, 8008, 8074})
"""By these v2 says that an identifier is somebody else's."""
ALL_INVALID = frozenset({Code.NONE_VALID_V11, Code.NONE_VALID, 1042})
"""They call all identifiers that were sent invalid."""
BLAMING = {
    "mobile": frozenset({Code.BAD_MOBILE_V11, Code.INVALID_MOBILE, Code.BAD_MOBILE}),
    "email": frozenset({Code.BAD_EMAIL_V11, Code.BAD_EMAIL}),
    "externalId": frozenset(
        {Code.BAD_EXTERNAL_ID_V11, Code.EXTERNAL_ID_NOT_REGISTERED, Code.INVALID_ATTRIBUTE, Code.BAD_EXTERNAL_ID, 1038}
    ),
}
"""They call the identifier of a type invalid (status codes of v1.1 and v2)."""
