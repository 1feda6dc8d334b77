"""Credentials and headers from the environment: which variables hold them, and which values were never meant to be
sent."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from contracts.engine.credentials import Credentials
from contracts.engine.errors import UsageError
from contracts.engine.exchange import Pairs
from contracts.engine.grant import Grant, TokenCall

_BASIC_VALUE = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff]+")
"""Of a user or password: no control characters (RFC 7617), nor bytes of the environment that are no text."""
_HEADER_VALUE = re.compile(r"[!-~]([ -~]*[!-~])?")
_BLANKS = " \u00a0\ufeff"
"""What copying adds to the ends of a value, the byte order mark of a file among it."""
_UNEXPANDED = re.compile(r"\$\([\w.-]+\)|\$\{[\w.-]+\}|\$\{\{[^{}]*\}\}")
"""What a build server leaves of a variable that it does not know."""
_HEADER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
"""Of those that RFC 9110 allows the ones in use: none that means something to a shell."""
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
"""A name that may be quoted; of another form it may be a secret that was put in the place of a name."""
OURS = frozenset(
    {"accept", "accept-encoding", "authorization", "cache-control", "connection", "content-encoding", "content-length"}
    | {"content-type", "expect", "host", "te", "trailer", "transfer-encoding", "upgrade", "user-agent"}
)
"""Headers that HTTP, the credentials or the requests set, in small letters."""


def added_header(text: str, taken: Collection[str]) -> tuple[str, str]:
    """A header and the variable that holds its value, from "NAME=VARIABLE"; raises UsageError for any other text.

    `taken` are the headers that requests set themselves, in small letters. What stands behind the sign is never
    quoted where it may be a value.
    """
    name, sign, variable = text.partition("=")
    if not sign or not _HEADER_NAME.fullmatch(name):
        raise UsageError("got no NAME=VARIABLE: should be a header and the environment variable that holds its value")
    if name.lower() in OURS or name.lower() in taken:
        raise UsageError(f"got {name}, which a run sets itself: credentials have variables of their own")
    if not _VARIABLE.fullmatch(variable):
        raise UsageError(f"{name}: what stands behind = is no name of a variable: a value never stands here")
    return name, variable


def added_headers(asked: Pairs, environ: Mapping[str, str]) -> Pairs:
    """The headers with their values, from pairs of header and variable; raises UsageError with names only."""
    found: dict[str, tuple[str, str]] = {}
    for name, variable in asked:
        if name.lower() in found:
            raise UsageError(f"--header {name}: is given twice")
        called = variable if _CAPITALS.fullmatch(variable) else "the variable that it names"
        if not environ.get(variable):
            raise UsageError(f"--header {name}: {called} is {'empty' if variable in environ else 'not set'}")
        value = _sendable(called, environ[variable], _HEADER_VALUE)
        found[name.lower()] = name, value
    return tuple(found.values())


@dataclass(frozen=True)
class Variables:
    """Names of the environment variables that hold credentials, and how these are sent."""

    username: str = "CONTRACTS_USERNAME"
    password: str = "CONTRACTS_PASSWORD"
    readonly_username: str = "CONTRACTS_READONLY_USERNAME"
    readonly_password: str = "CONTRACTS_READONLY_PASSWORD"
    oauth_token: str = "CONTRACTS_OAUTH_TOKEN"
    oauth_key: str = "CONTRACTS_OAUTH_KEY"
    oauth_secret: str = "CONTRACTS_OAUTH_SECRET"
    token_header: str = "Authorization"
    as_md5: bool = False
    """Whether the Basic password is sent as its MD5 in hex."""
    token_call: TokenCall | None = None
    """How the API hands out tokens; None: it does not, and nobody looks for a key."""

    def credentials(self, environ: Mapping[str, str]) -> Credentials:
        """What they hold; an empty one counts as not set.

        Raises UsageError for a value that cannot be sent or was not meant, for a user without a password or
        a key without a secret and the reverse, and for a token beside a key; the message holds the names of
        variables only.
        """
        username, password = _basic(environ, self.username, self.password)
        reader, of_reader = _basic(environ, self.readonly_username, self.readonly_password)
        return Credentials(
            username=username,
            password=password,
            readonly_username=reader,
            readonly_password=of_reader,
            token=_credential(environ, self.oauth_token, _HEADER_VALUE),
            token_header=self.token_header,
            as_md5=self.as_md5,
            grant=self._grant(environ),
        )

    def _grant(self, environ: Mapping[str, str]) -> Grant | None:
        if self.token_call is None:
            return None
        key, secret = _pair(environ, self.oauth_key, self.oauth_secret)
        if key is None or secret is None:
            return None
        names = f"{self.oauth_key} and {self.oauth_secret}"
        if environ.get(self.oauth_token):
            raise UsageError(f"{self.oauth_token} is set, and so are {names}: set the token, or what fetches one")
        return Grant(self.token_call, key, secret, names)


def _basic(environ: Mapping[str, str], user: str, password: str) -> tuple[str | None, str | None]:
    found = _pair(environ, user, password)
    if found[0] is not None and ":" in found[0]:
        raise UsageError(f"{user}: got a user with a colon, which Basic takes for the end of the user (RFC 7617)")
    return found


def _pair(environ: Mapping[str, str], first: str, second: str) -> tuple[str | None, str | None]:
    """Both halves, or neither: one alone would be sent as a login that is wrong, and count as one."""
    found = _credential(environ, first), _credential(environ, second)
    if (found[0] is None) is not (found[1] is None):
        missing, there = (first, second) if found[0] is None else (second, first)
        raise UsageError(f"{missing} is not set, but {there} is: set both, or neither")
    return found


def _credential(environ: Mapping[str, str], name: str, form: re.Pattern[str] = _BASIC_VALUE) -> str | None:
    value = environ.get(name) or None
    return None if value is None else _sendable(name, value, form)


def _sendable(name: str, value: str, form: re.Pattern[str]) -> str:
    if not form.fullmatch(value.strip(_BLANKS)):
        raise UsageError(f"{name}: got a value that no header can carry, should be one line without a break at its end")
    if value != value.strip(_BLANKS):
        raise UsageError(f"{name}: got a value with a blank or a byte order mark at an end: leave that out")
    if _UNEXPANDED.fullmatch(value):
        raise UsageError(f"{name}: got the name of a variable in place of its value: nothing has expanded it")
    return value
