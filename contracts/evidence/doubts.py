"""Doubts: why the documents do not decide what becomes of an item."""

from __future__ import annotations

import enum


class Doubt(enum.Enum):
    """Something about a request that the documents leave open; a plain request has none."""

    CONTENT_TYPE = "the content type is not application/json"
    BYTE_ORDER_MARK = "the body begins with a byte order mark"
    REPEATED_MEMBER = "a member of an object is given more than once"
    UNDOCUMENTED_PARAMETER = "a parameter is sent that no document settles"
    REPEATED_PARAMETER = "a parameter occurs twice"
    OTHER_FORMAT = "the answer is asked for in another format"
    NO_OBJECT = "the customer is not an object"
    UNDOCUMENTED_MEMBER = "a member is not documented"
    NULL = "a member is null"
    OTHER_TYPE = "a member is of another type than documented"
    OTHER_TYPE_OF_PLACE = "profiles, identifiers or source is of another type than documented"
    NUMERIC_MOBILE = "a v1.1 mobile is a number in place of a text"
    UNSHOWN = "a member holds what no document shows"
    NO_PROFILE = "no profile is sent"
    SEVERAL_PROFILES = "there is not exactly one profile"
    TWO_PLACES = "query and profile name different source accounts"
    PLACE_IN_QUERY = "query alone names the source account"
    NO_ARRAY = "the identifiers are not an array"
    UNTYPED_IDENTIFIER = "an identifier lacks a textual type or value"
    FURTHER_MEMBERS = "an identifier has further members"
    REPEATED_TYPE = "a type of identifier occurs twice"
    BLANK_IDENTIFIER = "an identifier of blanks may be none, or an invalid one"
    NOBODY_LOOKED_UP = "the lookup names no identifier"
    NAMED_TWICE = "a v1.1 read names customers in two ways"
    ODD_NAME = "a name has characters of which the documents say nothing"
    LONG_NAME = "a name is longer than v1.1 allows"
    OTHER_SOURCE = "a v1.1 item names a source other than INSTORE"
    LABEL_SENT = "a status label is sent, which the organisation may not have"
    TILL_SENT = "a till is sent, which the organisation may not have"
    TYPE_SENT = "a v1.1 type is sent, of which the documents have two spellings"
    SUBSCRIPTION_SENT = "subscriptions are sent, of which the organisation may have none"


CROOKED = frozenset(
    {
        Doubt.NO_OBJECT,
        Doubt.SEVERAL_PROFILES,
        Doubt.NO_ARRAY,
        Doubt.OTHER_TYPE_OF_PLACE,
        Doubt.UNTYPED_IDENTIFIER,
        Doubt.TWO_PLACES,
        Doubt.PLACE_IN_QUERY,
    }
)
"""With these it is open where the source and the identifiers of an item are."""

SHAPELESS = frozenset(
    {
        Doubt.CONTENT_TYPE,
        Doubt.UNDOCUMENTED_PARAMETER,
        Doubt.REPEATED_PARAMETER,
        Doubt.UNDOCUMENTED_MEMBER,
        Doubt.NULL,
        Doubt.OTHER_TYPE,
        Doubt.OTHER_TYPE_OF_PLACE,
        Doubt.NUMERIC_MOBILE,
        Doubt.UNSHOWN,
        Doubt.NO_PROFILE,
        Doubt.SEVERAL_PROFILES,
        Doubt.NO_ARRAY,
        Doubt.UNTYPED_IDENTIFIER,
        Doubt.FURTHER_MEMBERS,
    }
)
"""With these a request may be refused for its shape, which is not a business outcome."""
