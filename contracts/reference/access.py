"""Who may do what: Basic credentials, the OAuth token, and write access.

Sources: v2 Add Customer, prerequisites (Basic or OAuth; write access to the customer
resource); v1.1 Add Customer, headers; Authorization Flows (token header, 403 with 4000).
"""

from __future__ import annotations

import base64
import binascii
import enum
import hashlib
from dataclasses import dataclass

from contracts.engine.exchange import Request

TOKEN_HEADER = "X-CAP-API-OAUTH-TOKEN"


@dataclass(frozen=True)
class Users:
    """The users that the specimen knows; none of them is a secret."""

    username: str = "till.1"
    password: str = "reference-writer"
    readonly_username: str = "till.2"
    readonly_password: str = "reference-reader"
    oauth_token: str = "reference-token"


class Access(enum.Enum):
    """What a sender may do."""

    NONE = "none"
    READ = "read"
    WRITE = "write"


def authenticate(users: Users, request: Request) -> Access:
    """The access of the sender: its token where one is sent, else its Basic user and password."""
    token = request.header(TOKEN_HEADER)
    if token is not None:
        return Access.WRITE if token and token == users.oauth_token else Access.NONE
    user, password = basic(request)
    if user == users.username and is_password(password, users.password):
        return Access.WRITE
    if user == users.readonly_username and is_password(password, users.readonly_password):
        return Access.READ
    return Access.NONE


def basic(request: Request) -> tuple[str, str]:
    """User and password of the Authorization header; empty where it has none."""
    scheme, _, encoded = (request.header("Authorization") or "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return "", ""
    user, _, password = text.partition(":")
    return user, password


def is_password(sent: str, password: str) -> bool:
    """Whether that is the password: as it is, or its MD5 in hex."""
    digest = hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()
    return bool(password) and sent in (password, digest)
