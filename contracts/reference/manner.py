"""The permitted ways of answering: every one of them conforms, and rules must accept it.

The documents are silent or disagree about these; a target may do either. The renderer
consults most of them, a few change what is decided. Rate limits and their `Retry-After`
are the server's (`contracts.engine.server.RateLimit`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Manner:
    """One way of answering; the defaults are the documents' preferred one."""

    first_id: int = 500_000_001
    """Id of the first customer."""
    error_status: Literal[200, 400, 409, 422, "mixed"] = 200
    """HTTP status of a business error in v2; mixed: each code has its own."""
    codes: Literal["first", "second", "third"] = "first"
    """Of the codes that the documents, or nothing, give for one refusal: which is told (`notices.CHOICES`)."""
    further_codes: Literal["none", "catalogue", "unknown"] = "none"
    """v2: whether a refusal has a second code, and whether the catalogue has it."""
    created_status: Literal[200, 201] = 200
    unreadable_status: Literal[200, 400] = 400
    """HTTP status of the refusal of a body that cannot be read; v1.1 with 200: that of its failures."""
    unauthorized_status: Literal[401, 403] = 401
    v11_error_status: Literal[200, 400, 500] = 200
    """HTTP status where every item of a v1.1 request failed."""
    v11_partial_code: Literal[200, 201] = 201
    """Code in the v1.1 body where some items failed."""
    v11_code_is_text: bool = False
    not_found_status: Literal[200, 400, 404] = 200
    """HTTP status of a read that finds nobody."""
    wording: Literal["documented", "catalogue", "observed"] = "documented"
    extra_members: bool = False
    """Whether answers carry members that no document names."""
    reversed_members: bool = False
    byte_order_mark: bool = False
    """Whether an answer begins with one, which parsers may ignore (RFC 8259, section 8.1)."""
    decimals: bool = True
    """Whether raw points are written 75.000."""
    leaves_out_empty_lists: bool = False
    empty_members: Literal["shown", "left-out"] = "shown"
    """v1.1 items and the results of upserts: whether members with nothing in them are there."""
    warnings_beside_errors: bool = False
    warning_status: bool = False
    """The flag of a warning, which means nothing."""
    ignores_content_type: bool = False
    null_id_beside_errors: bool = False
    empty_errors_beside_success: bool = False
    merge_notice: Literal["warnings", "errors"] = "warnings"
    """Where 8051 stands, beside an id."""
    says_8050: bool = True
    """Whether a registration that joins a customer of another source warns so."""
    several_owners: Literal["error", "first", "merge"] = "error"
    """Identifiers of two customers, none of them here: error 8052, warning 8052 with the first, or merge 8051."""
    several_reasons: Literal["duplicate", "flaw", "all"] = "duplicate"
    """v2 add: what is told where an identifier is known and the request is wrong besides."""
    known_before_source: bool = False
    """v2 add: whether somebody known anywhere is refused as known before the source is looked at."""
    owner_here: Literal[8066, 8006] = 8066
    """The code for somebody known elsewhere who is here already under other identifiers."""
    unknown_type: Literal["refused", "ignored", "stored"] = "refused"
    """Identifiers of a type that no document names."""
    bad_label: Literal["error", "warning"] = "error"
    """v2 add: for a status label that the organisation does not have."""
    label_needs_default: bool = False
    """v2 add: whether 8107 is told beside a status label of the request's own."""
    repeated_secondary: Literal["nobody", "one-of-them"] = "nobody"
    """Whom a look-up finds by an identifier that several customers may hold."""
    long_name: Literal["cut", "dropped"] = "cut"
    long_email: Literal["dropped", "cut", "refused"] = "dropped"
    bad_secondary: Literal["dropped", "refused"] = "dropped"
    unknown_keys: Literal["ignored", "refused"] = "ignored"
    missing_account: Literal["error", "warning", "accepted"] = "error"
    """A multi-account source without an account: error 8045, warning 8054, or nothing."""
    v11_get: Literal["there", "http-404", "http-403", "enveloped-404"] = "there"
    """Whether v1.1 customers can be read, or how a call of which nobody knows is refused."""
    v11_not_found: Literal["item-1012", "item-1013", "no-item"] = "item-1012"
    """v1.1 read: what is answered for a value that nobody has."""
    v11_read_id: Literal["number", "text", "none"] = "number"
    """v1.1 read: how the customer's id is told."""
    v11_read_form: Literal["as-add", "bare"] = "as-add"
    """v1.1 read: the envelope of the add; or none around it, one customer as an object and numbers as text."""
    unauthorized: Literal["json", "xml", "empty"] = "json"
    v11_unauthorized_is_200: bool = False
    v11_unauthorized_says_true: bool = False
    """Whether the success flag contradicts code 401, as a printed sample does."""
    forbidden: Literal["json", "xml", "empty"] = "json"
    """The body that refuses who may not write."""
    has_reads: bool = True
    """Whether the target has look-ups; without them they are answered 404."""
    mismatch: Literal["merged", "new-without-secondary"] = "merged"
    """v1.1, both switches off: an unknown primary with a known secondary."""
    mismatch_primary: Literal["not-gained", "gained"] = "not-gained"
    """v1.1: whether the customer whom the secondary names gains the new primary."""
    reregistration: Literal["same", "refused"] = "same"
    """v1.1: a known customer registered again."""
    new_identifier: Literal["added", "replaces"] = "added"
    """Upsert: a new identifier beside that of its type, or in its place."""
    left_out: Literal["kept", "cleared"] = "kept"
    """Upsert: members that the item does not have."""
    empty_fields: Literal["stored", "dropped"] = "stored"
    """Custom fields of v2 without a value."""
    unknown_till: Literal["left-out", "refused", "stored"] = "left-out"
    """The name of a till that the organisation does not have."""
    updated_on: Literal["honoured", "ignored"] = "honoured"
    """v1.1: whether a change has the time that is sent, or that of the request."""
    open_members: Literal["kept", "ignored"] = "kept"
    """Members that only samples, or other pages of the vendor, have; and the till of a customer."""
    flags: Literal["as-sent", "booleans", "words"] = "as-sent"
    """How the flags of a channel come back."""
    emails: Literal["as-sent", "lower"] = "as-sent"
    spelling: Literal["exact", "folded"] = "exact"
    """Whether identifiers that differ in case or in blanks at their ends are two, or one as first spelt."""
    country_code: Literal["as-sent", "added", "dropped", "demanded"] = "as-sent"
    """Mobiles of ten digits, or all: with 91 before them, without it, or refused without it."""
    names: Literal["trimmed", "as-sent"] = "trimmed"
    odd_names: Literal["kept", "altered", "refused"] = "kept"
    """Names with other characters than letters, digits, blanks, hyphens and apostrophes."""
    long_external_id: Literal["refused", "cut", "kept"] = "refused"
    unknown_fields: Literal["ignored", "warned", "stored"] = "ignored"
    """Custom fields of v2."""
    unknown_extended_fields: Literal["warned", "ignored", "refused"] = "warned"
    extended_days: Literal["as-sent", "hyphens"] = "as-sent"
    """Days in extended fields: with the signs that were sent between their parts, or with hyphens."""
    empty_extended_fields: Literal["dropped", "stored"] = "dropped"
    short_channels: Literal["left-out", "stored", "refused"] = "left-out"
    """Channels without a type or a value."""
    empty_dates: Literal["dropped", "kept"] = "dropped"
    """An empty `lastViewedDate`."""
    unlisted_values: Literal["refused", "ignored", "stored"] = "refused"
    """A type of customer that is neither loyalty nor non_loyalty."""
    other_dates: Literal["as-documented", "refused", "ignored", "stored"] = "as-documented"
    """Dates in another form: by default v2 refuses them, and v1.1 ignores them."""
    absent_details: Literal["left-out", "empty", "nulls"] = "left-out"
    """Reads: names and fields of the organisation that nobody has said."""
    absent_till: Literal["left-out", "writer"] = "left-out"
    """Reads: the till of a customer whom no request associates with one."""
    loyalty: Literal["loyalty", "non_loyalty"] = "loyalty"
    """The type of a customer where no request says it."""
    programme: Literal["refused", "ignored", "first"] = "refused"
    """An enrolment without a programme."""
    unknown_programme: Literal["warning", "error", "ignored"] = "warning"
    single_account: Literal["ignored", "refused"] = "ignored"
    """An account that is sent with a source that has none."""
    source_case: Literal["exact", "any"] = "exact"
    query_source: Literal["profile", "query", "refused"] = "profile"
    """Which source counts where the query of a v2 add names another than the profile."""
    identity: Literal["of-the-profile", "separate"] = "of-the-profile"
    """Whether v1.1 keeps its customers apart, whatever the profile says."""
    busy: bool = False
    """v2 add: whether who names somebody that is being added is refused with 521."""
    joined_details: Literal["kept", "updated"] = "kept"
    """What all source accounts share, where a v2 add joins a customer of another source."""
    flags_reach: Literal["v1.1", "everywhere"] = "v1.1"
    """Whether the switches for a primary mismatch govern v2 add, too."""
    v11_numbers: Literal["taken", "refused"] = "taken"
    """v1.1: a mobile that is a number."""
    v11_channels: Literal["optional", "required"] = "optional"
    v11_source_echo: Literal["lower", "as-sent"] = "lower"
    v11_type_echo: Literal["upper", "as-sent"] = "upper"
    v11_echo: Literal["as-sent", "stored"] = "as-sent"
    v11_absent: Literal["mixed", "nulls", "empty"] = "mixed"
    """v1.1: how names and identifiers are echoed that were not sent."""
    v11_source_place: Literal["instore", "named"] = "instore"
    """v1.1: where somebody is registered whose item names another source."""
    v11_unknown_source: Literal["refused", "instore", "as-sent"] = "refused"
    registered_on: Literal["honoured", "ignored"] = "honoured"
    v11_bad_mobile: Literal["refused", "dropped"] = "refused"
    """v1.1: a mobile with letters beside another identifier."""
    v11_nothing: Literal["item", "empty-item"] = "item"
    """v1.1: what is shown of items without identifier where all failed."""
    foreign_secondary: Literal["dropped", "refused"] = "dropped"
    """v1.1: a known primary with a secondary of somebody else."""
    reregistered_details: Literal["updated", "unchanged"] = "updated"
    mismatch_elsewhere: Literal["joined", "new-customer", "refused"] = "joined"
    """v1.1: an unknown primary with a secondary that another source alone knows."""
    mismatch_absent: Literal["matched", "new-customer", "refused"] = "matched"
    """v1.1: no primary, and a known secondary."""
    mismatch_several: Literal["refused", "new-customer", "first-owner", "merged"] = "refused"
    most_items: int = 0
    """Of a batch; 0: any number."""
    over_limit: Literal["items", "status"] = "items"
    """Whether a batch that is too long is refused item by item with 1060, or by its status."""
    upsert_source: Literal["instore", "refused"] = "instore"
    """Upsert: an item without a source."""
    upsert_default: Literal["change", "stay"] = "change"
    """Upsert: identifiers, where skipChangeIdentifier is not sent."""
    upsert_by: Literal["any", "first", "primary"] = "any"
    """Upsert: the identifiers by which a customer is found."""
    upsert_repeated: Literal["updates", "refused"] = "updates"
    """Upsert: the second of two equal items of a batch."""
    upsert_empty: Literal["answered", "status"] = "answered"
    upsert_failed: Literal["filled", "empty"] = "filled"
    """Upsert: whether an item that fails for its label shows the customer."""
    upsert_rest: Literal["applied", "nothing"] = "applied"
    """Upsert: the rest of such an item."""
    upsert_unlabelled: Literal["fine", "refused"] = "fine"
    """Upsert: an item without a status label, where the one that is stored is not valid."""
    modified_by: Literal["beside", "inside"] = "beside"
    """Where an upsert shows it: beside createdBy or in it."""
    foreign_on_change: Literal["refused", "ignored", "merged"] = "refused"
    """Change of identifiers: one that somebody holds in another source; ignored also where it is held here."""
    closes: bool = False
    """Whether the connection ends after every answer."""
    slow_every: int = 0
    """Every nth answer comes late; 0: none."""
    slow_s: float = 0.5
    lost_every: int = 0
    """Every nth answer is lost after its step was done; 0: none."""
    lost_how: Literal["cut", "reset"] = "reset"
