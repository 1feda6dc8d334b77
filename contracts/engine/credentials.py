"""Who sends a request: what goes into its headers, and what no record may hold because of that."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, replace

from contracts.engine.exchange import MASK, Pairs, Who
from contracts.engine.grant import Grant
from contracts.engine.secrecy import Secret

SECRET_CHARS_MIN = 6
"""A shorter password is not masked where it stands alone, for it might be a word of any answer; its headers are."""
WITHHELD = "[withheld]"
"""What stands in a record for a secret of the target's own: a session, a token."""
_OF_SECRETS = re.compile(r"(?i)(token|secret|key|session|session-?id|auth|authorization|password|jwt|credentials?)$")
"""How the names of headers end whose values open doors."""
_COOKIE = re.compile(r"(^|,\s*)([^=;,\s]*)=(.*?)(?=;|,\s*[^=;,\s]+=|$)")
"""A cookie in Set-Cookie, after another one, too: libraries join them by commas."""


def without_secrets(name: str, value: str) -> str:
    """The value of an answer's header as a record may hold it: of cookies, the names and attributes."""
    if name.lower() in ("set-cookie", "set-cookie2"):
        first, *attributes = value.split(";")
        if "=" not in first:
            return ";".join((_withheld(first), *attributes))
        return _COOKIE.sub(lambda cookie: f"{cookie[1]}{cookie[2]}={_withheld(cookie[3])}", value)
    return _withheld(value) if _OF_SECRETS.search(name) else value


def _withheld(value: str) -> str:
    """A credential of ours stays what it is told to be: that it was given away is a finding."""
    return MASK.decode() if MASK.decode() in value else WITHHELD if value else value


@dataclass(frozen=True)
class Credentials:
    """Who we are; None where that identity is not to be had."""

    username: str | None = None
    password: str | None = None
    readonly_username: str | None = None
    readonly_password: str | None = None
    token: str | None = None
    token_header: str = "Authorization"
    as_md5: bool = False
    """Whether the Basic password is sent as its MD5 in hex."""
    grant: Grant | None = None
    """What fetches the token, where none is given; the client then fills in what it has fetched."""
    added: Pairs = ()
    """Headers that go with every request, whoever sends it, as a gateway wants them."""

    def sends_token(self, who: Who) -> bool:
        """Whether that sender is known by a token."""
        return who is Who.TOKEN or (who is Who.WRITER and not self.has_user)

    @property
    def has_user(self) -> bool:
        """Whether the writer is known by Basic."""
        return self.username is not None

    def offers(self, who: Who) -> bool:
        """Whether a request can be sent in that name."""
        match who:
            case Who.READER:
                return self.readonly_username is not None and self.readonly_password is not None
            case Who.TOKEN:
                return self.token is not None or self.grant is not None
            case Who.WRONG_PASSWORD | Who.PASSWORD_PREFIX | Who.PASSWORD_LONGER | Who.NO_PASSWORD:
                return self.username is not None and bool(self.password)
            case Who.PASSWORD_CASE:
                return bool(self.password) and self.password != (self.password or "").swapcase()
            case _:
                return True

    def headers(self, who: Who) -> dict[str, str]:
        """The headers that say who sends, and those that go with every request."""
        return {**dict(self.added), **self._of(who)}

    def _of(self, who: Who) -> dict[str, str]:
        match who:
            case Who.WRITER if self.username is not None:
                return self._basic(self.username, self.password or "")
            case Who.WRITER | Who.TOKEN if self.token is not None:
                return {self.token_header: self.token}
            case Who.READER if self.readonly_username is not None:
                return self._basic(self.readonly_username, self.readonly_password or "")
            case Who.EMPTY:
                return {"Authorization": "Basic "}
            case Who.WRONG_PASSWORD:
                return self._basic(self.username or "", "wrong-" + (self.password or ""))
            case Who.PASSWORD_PREFIX:
                return self._basic(self.username or "", (self.password or "")[:-1], whole=self.password or "")
            case Who.PASSWORD_LONGER:
                return self._basic(self.username or "", (self.password or "") + "x")
            case Who.PASSWORD_CASE:
                return self._basic(self.username or "", (self.password or "").swapcase())
            case Who.NO_PASSWORD:
                return {"Authorization": f"Basic {_encoded(self.username or '', '')}"}
            case Who.UNKNOWN_USER:
                return self._basic("nobody-of-that-name", self.password or "none")
            case Who.GARBAGE_TOKEN:
                return {self.token_header: "garbage"}
            case _:
                return {}

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What no record may hold, the longest first: passwords, tokens, and what is sent only because of them."""
        given = {"the password": self.password, "the reader's password": self.readonly_password}
        found = {text: name for name, text in given.items() if text}
        for text, name in list(found.items()):
            found |= dict.fromkeys((_md5(text), _md5(text)[:-1]), f"the MD5 of {name}")
        found |= {self.token: "the token"} if self.token else {}
        found |= {self.grant.secret: "the secret"} if self.grant else {}
        found |= {value: f"the value of {name}" for name, value in self.added}
        # wrong passwords tell the right one; the words for nobody and "garbage" stay, for they tell nothing
        sent = self._sent() - replace(self, password=None, readonly_password=None, token=None)._sent()
        told = sent | {value.removeprefix("Basic ") for value in sent}
        found = dict.fromkeys(told, "the value of an Authorization header") | found
        return tuple(Secret(name, text) for text, name in sorted(found.items(), key=lambda each: -len(each[0])))

    def _sent(self) -> set[str]:
        return {value for who in Who for value in self._of(who).values()}

    def _basic(self, username: str, password: str, whole: str = "") -> dict[str, str]:
        sent = password
        if self.as_md5:
            sent = _md5(whole)[:-1] if whole else _md5(password)
        return {"Authorization": f"Basic {_encoded(username, sent)}"}


def _encoded(username: str, password: str) -> str:
    return base64.b64encode(f"{username}:{password}".encode()).decode()


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
