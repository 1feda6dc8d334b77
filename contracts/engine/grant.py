"""A token that a key and a secret fetch: how it is asked for, what the answer says, when it is fetched again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from contracts.engine.errors import ContractsError, HarnessError, NoVerdict, UsageError
from contracts.engine.exchange import Exchange, NoAnswer, Request, Response, Who
from contracts.engine.limits import asks_to_wait, told
from contracts.engine.page import printable

TRIES = 3
"""So often a token is asked for where the answer is lost, or the target in trouble: it writes nothing."""
_MARGIN_S = 30.0
_MARGIN_SHARE = 0.1
"""A token is fetched again so long before it ends: 30 s, or a tenth of its life where that is less."""
_REFUSALS = (400, 401, 403, 422)
_ENDED = frozenset({"401", "498"})
"""What a target answers to a token that it takes no more, as its status or as a code in the body of a 2xx."""


@dataclass(frozen=True)
class TokenCall:
    """How an API hands out tokens, all names being its own; a way is the names of members from the outside in."""

    path: str
    key: str
    """The member of the body that holds the key."""
    secret: str
    token: Sequence[str]
    """The way to the token in an answer."""
    lifetime_s: Sequence[str]
    """The way to the seconds that it lives."""
    errors: Sequence[str]
    """The way to what is said of a refusal; there is nothing, or nothing in it, where there is none."""
    code: Sequence[str] = ()
    """The way to what stands for a status in answers of other calls that are always a 2xx."""


@dataclass(frozen=True)
class Grant:
    """A key and a secret, and the call that they are for."""

    call: TokenCall
    key: str
    secret: str
    names: str = "the key and the secret"
    """What messages call the two: the variables that held them."""

    @property
    def request(self) -> Request:
        """The call for a token; it holds the secret, and is recorded nowhere."""
        body = json.dumps({self.call.key: self.key, self.call.secret: self.secret}, allow_nan=False).encode()
        headers = (("Content-Type", "application/json"),)
        return Request("token", "POST", self.call.path, headers=headers, body=body, as_who=Who.NOBODY)


@dataclass(frozen=True)
class Fetched:
    """A call for a token as a record may hold it: without secrets."""

    started: float
    ended: float
    """Seconds of the clock of the exchanges."""
    outcome: str
    """"fetched", or in words why there is no token."""
    lifetime_s: float | None = None
    """None where the answer does not tell."""


Heard = Callable[[Fetched], None]


def unheard(fetched: Fetched) -> None:
    """Tell nobody."""


class Tokens:
    """What has been fetched by one grant, and when it ends, by the clock of its client."""

    def __init__(self, grant: Grant) -> None:
        self.grant = grant
        self.count = 0
        """Tokens that were fetched."""
        self._token = ""
        self._until = 0.0
        self._failure: ContractsError | None = None

    def is_due(self, now: float) -> bool:
        """Whether a token has to be fetched before something is sent; raises what the last call for one came to."""
        if self._failure is not None:
            raise self._failure
        return not self._token or now >= self._until

    def has_ended(self, sent: str, answer: Response | NoAnswer) -> bool:
        """Whether an answer refuses the caller, who sent a token that was good once; it is not used again."""
        if sent != self._token or not isinstance(answer, Response) or not self.ends(answer):
            return False
        self._token = ""
        return True

    def ends(self, answer: Response) -> bool:
        """Whether an answer refuses whoever sends a token."""
        code = _at(answer, self.grant.call.code) if self.grant.call.code and answer.status < 300 else answer.status
        return str(code) in _ENDED

    def take(self, exchange: Exchange) -> tuple[str, Fetched]:
        """The token of an answer, and what is told of the call.

        Where there is none the token is empty, and `is_due` raises from then on: UsageError where the first
        call is refused, HarnessError otherwise.
        """
        answer = exchange.answer
        self._token = _text(answer, self.grant.call.token)
        lifetime = _seconds(answer, self.grant.call.lifetime_s)
        if not self._token:
            self._failure = self._why(answer)
            return "", Fetched(exchange.started, exchange.ended, str(self._failure))
        margin = min(_MARGIN_S, lifetime * _MARGIN_SHARE) if lifetime else 0.0
        self._until = exchange.started + lifetime - margin if lifetime else float("inf")
        self.count += 1
        return self._token, Fetched(exchange.started, exchange.ended, "fetched", lifetime)

    def _why(self, answer: Response | NoAnswer) -> ContractsError:
        """Why an answer holds no token."""
        asked, names = f"POST {self.grant.call.path}", self.grant.names
        if isinstance(answer, NoAnswer):
            return HarnessError(f"no token is to be had by {names}: {asked}: {answer.detail or answer.why}")
        if asks_to_wait(answer):
            return HarnessError(f"no token is to be had by {names}: {asked} answers {told(answer)}")
        said = _at(answer, self.grant.call.errors)
        if isinstance(answer.json, Mapping) and (answer.status in _REFUSALS or (said and answer.status < 300)):
            line = f"{asked} refuses {names} (HTTP {answer.status}{_said(answer, self.grant)})"
            return UsageError(line) if not self.count else HarnessError(line)
        what = "no token" if answer.status < 300 else "no token but an error"
        hint = "" if answer.status >= 500 else ": is the base URL right?"
        return HarnessError(f"no token is to be had by {names}: {asked} answers {what} (HTTP {answer.status}){hint}")


def is_lost(answer: Response | NoAnswer) -> bool:
    """Whether the same call for a token may do better at once."""
    return isinstance(answer, NoAnswer) or (answer.status >= 500 and not asks_to_wait(answer))


def for_a_story(error: ContractsError) -> NoVerdict:
    """What a test hears that would have used a token, in a run that goes on without one."""
    return NoVerdict(str(error))


def _at(answer: Response | NoAnswer, way: Sequence[str]) -> object:
    value: object = answer.json if isinstance(answer, Response) else None
    for name in way:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _text(answer: Response | NoAnswer, way: Sequence[str]) -> str:
    """A token that a header can carry; empty where there is none."""
    value = _at(answer, way) if isinstance(answer, Response) and answer.status < 300 else None
    fits = isinstance(value, str) and value.isascii() and value.isprintable() and value == value.strip()
    return str(value) if fits else ""


def _seconds(answer: Response | NoAnswer, way: Sequence[str]) -> float | None:
    value = _at(answer, way)
    try:
        seconds = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else 0.0
    except (ValueError, OverflowError):
        return None
    return seconds if 0 < seconds < float("inf") else None


def _said(answer: Response, grant: Grant) -> str:
    """What a refusal says, as the end of a sentence, without what it may repeat of the secret."""
    text = answer.body.decode("utf-8", "replace")
    for form in (grant.secret, json.dumps(grant.secret, allow_nan=False)[1:-1]):
        text = text.replace(form, "...")
    return f": {printable(text, 120)}"
