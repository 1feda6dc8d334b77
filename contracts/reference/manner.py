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

    error_status: Literal[200, 400, 409, 422] = 200
    """HTTP status of a business error in v2."""
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
    """v2 add: code 8086, for a status label that the organisation does not have."""
    repeated_secondary: Literal["nobody", "one-of-them"] = "nobody"
    """Whom a look-up finds by an identifier that several customers may hold."""
    long_name: Literal["cut", "dropped"] = "cut"
    long_email: Literal["dropped", "cut", "refused"] = "dropped"
    bad_secondary: Literal["dropped", "refused"] = "dropped"
    unknown_keys: Literal["ignored", "refused"] = "ignored"
    missing_account: Literal["error", "warning"] = "error"
    """A multi-account source without an account: error 8045, or warning 8054."""
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
    unknown_till: Literal["left-out", "stored"] = "left-out"
    """The name of a till that the organisation does not have."""
    updated_on: Literal["honoured", "ignored"] = "honoured"
    """v1.1: whether a change has the time that is sent, or that of the request."""
    closes: bool = False
    """Whether the connection ends after every answer."""
    slow_every: int = 0
    """Every nth answer comes late; 0: none."""
    slow_s: float = 0.5
    lost_every: int = 0
    """Every nth answer is lost after its step was done; 0: none."""
    lost_how: Literal["cut", "reset"] = "reset"
