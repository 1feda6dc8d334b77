"""Who may do what: Basic credentials, OAuth tokens and the call that hands them out, and write access.

Sources: v2 Add Customer, prerequisites (Basic or OAuth; write access to the customer
resource); v1.1 Add Customer, headers; Authorization Flows (token header, 403 with 4000; the call for a
token, its answers, and the 300 s of the sample).
"""

from __future__ import annotations

import base64
import binascii
import enum
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from contracts.documents.tokens import TOKEN_CALL, TOKEN_HEADER
from contracts.engine.exchange import NOT_JSON, Answer, Request, Response

LIFETIME_S = 300
_BAD_PAIR = {"code": 320001, "message": "Invalid client key and secret"}


class Issued:
    """The tokens that were handed out, and until when they are good, in seconds of `clock`."""

    def __init__(self, clock: Callable[[], float] = lambda: 0.0) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}

    def issue(self) -> str:
        """A new token."""
        token = f"reference-token-{len(self._until) + 1}"
        self._until[token] = self._clock() + LIFETIME_S
        return token

    def is_good(self, token: str) -> bool:
        """Whether it was handed out and has not ended."""
        return self._clock() < self._until.get(token, float("-inf"))


@dataclass(frozen=True)
class Users:
    """The users that the specimen knows; none of them is a secret."""

    username: str = "till.1"
    password: str = "reference-writer"
    readonly_username: str = "till.2"
    readonly_password: str = "reference-reader"
    oauth_token: str = "reference-token"
    """One that never ends."""
    oauth_key: str = "reference-key"
    oauth_secret: str = "reference-secret"
    issued: Issued = field(default_factory=Issued, compare=False)


class Access(enum.Enum):
    """What a sender may do."""

    NONE = "none"
    READ = "read"
    WRITE = "write"


def authenticate(users: Users, request: Request) -> Access:
    """The access of the sender: its token where one is sent, else its Basic user and password."""
    token = request.header(TOKEN_HEADER)
    if token is not None:
        is_good = token and (token == users.oauth_token or users.issued.is_good(token))
        return Access.WRITE if is_good else Access.NONE
    user, password = basic(request)
    if user == users.username and is_password(password, users.password):
        return Access.WRITE
    if user == users.readonly_username and is_password(password, users.readonly_password):
        return Access.READ
    return Access.NONE


def hand_out(users: Users, request: Request) -> Answer:
    """The answer to a call for a token: HTTP 200 for a refusal, too, for no page says otherwise."""
    if request.method != "POST":
        return _told(405, None, {"code": 405, "message": "Method not allowed"})
    body = request.json
    if body is NOT_JSON or not isinstance(body, dict):
        return _told(400, None, {"code": 400, "message": "The body is not JSON"})
    if (body.get(TOKEN_CALL.key), body.get(TOKEN_CALL.secret)) != (users.oauth_key, users.oauth_secret):
        return _told(200, None, _BAD_PAIR)
    return _told(200, {"accessToken": users.issued.issue(), "ttlSeconds": LIFETIME_S})


def _told(status: int, data: Any, *errors: Any) -> Answer:
    body = json.dumps({"data": data, "errors": errors or None}).encode()
    return Answer(Response(status, (("Content-Type", "application/json;charset=UTF-8"),), body))


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
