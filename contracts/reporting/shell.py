"""Exchanges as shell commands that a person can run as they are.

A command names the credential by its environment variable: it can be pasted into a ticket.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from contracts.engine.environment import Variables
from contracts.engine.exchange import Exchange, Pairs, Request, Who
from contracts.engine.grant import TokenCall

Credential = Callable[[Who], Sequence[str]]
"""The words of a curl command that stand for a sender, quoted for the shell."""

_TRANSPORT = frozenset({"accept-encoding", "connection", "content-length", "host", "user-agent"})
_ARGUMENT_BYTES_MAX = 100_000
"""Linux refuses a single argument above 128 KiB."""
_IN_URL = "/%:@!$&'()*+,;=~"


@dataclass(frozen=True)
class FromEnvironment:
    """Basic credentials, and a token header, from environment variables; the wrong ones as harmless words."""

    variables: Variables = field(default_factory=Variables)
    token_header: str = "Authorization: Bearer "
    """What precedes the token: header name, colon and scheme."""
    token_only: bool = False
    """Whether the writer, too, is known by the token."""
    fetched: str = ""
    """What the shell puts in the place of the token, as `fetching` has it; empty where a variable holds one."""
    added: Pairs = ()
    """Headers that go with every request, each with the variable that holds its value."""

    def __call__(self, who: Who) -> list[str]:
        """The words for one sender, none for nobody, and for the headers of every request."""
        return [*self._of(who), *_added(self.added)]

    def _of(self, who: Who) -> list[str]:
        if who is Who.WRITER and self.token_only:
            who = Who.TOKEN
        names = self.variables
        words = {
            Who.WRITER: ["-u", f'"${names.username}:{self._sent(names.password)}"'],
            Who.READER: ["-u", f'"${names.readonly_username}:{self._sent(names.readonly_password)}"'],
            Who.TOKEN: ["-H", f'"{self.token_header}{self.fetched or "$" + names.oauth_token}"'],
            Who.NOBODY: [],
            Who.EMPTY: ["-H", "'Authorization: Basic'"],
            Who.WRONG_PASSWORD: ["-u", f'"${names.username}:wrong-password"'],
            Who.PASSWORD_PREFIX: ["-u", f'"${names.username}:{self._sent(names.password, cut=True)}"'],
            Who.PASSWORD_LONGER: ["-u", f'"${names.username}:{self._sent(names.password)}x"'],
            Who.PASSWORD_CASE: ["-u", f'"${names.username}:wrong-case"'],
            Who.NO_PASSWORD: ["-u", f'"${names.username}:"'],
            Who.UNKNOWN_USER: ["-u", "unknown-user:wrong-password"],
            Who.GARBAGE_TOKEN: ["-H", f"'{self.token_header}garbage-token'"],
        }
        return words[who]

    def _sent(self, variable: str, cut: bool = False) -> str:
        if self.variables.as_md5:
            end = "1-31" if cut else "1-32"
            return f'$(printf %s "${variable}" | md5sum | cut -c{end})'
        return f"${{{variable}%?}}" if cut else f"${variable}"


def _added(headers: Pairs) -> list[str]:
    return [word for name, variable in headers for word in ("-H", f'"{name}: ${variable}"')]


def fetching(variables: Variables, call: TokenCall, base_url: str, added: Pairs = ()) -> str:
    """What stands in quotes of the shell for a token that is fetched by key and secret, as the command is run."""
    body = ", ".join(
        rf"\"{member}\": \"${variable}\""
        for member, variable in ((call.key, variables.oauth_key), (call.secret, variables.oauth_secret))
    )
    head = " ".join(["curl -sS -H Content-Type:application/json", *_added(added)])
    sent = f'{head} --data-raw "{{{body}}}" {quoted(base_url.rstrip("/") + call.path)}'
    return rf"""$({sent} | sed -n 's/.*"{call.token[-1]}" *: *"\([^"]*\)".*/\1/p')"""


FROM_ENVIRONMENT = FromEnvironment()


def curl(exchange: Exchange, base_url: str, credential: Credential = FROM_ENVIRONMENT, *, folded: bool = False) -> str:
    """The command that sends the request of an exchange again: bash or zsh, one line.

    `folded` puts every option on a line of its own, still one command. Nothing in it is
    printed raw: control characters appear in $'...' quoting only.
    """
    request = exchange.request
    head = ["curl", "-sS", "-i"]
    if "/." in request.path:
        head.append("--path-as-is")
    head += ["--head"] if request.method == "HEAD" else ["-X", quoted(request.method)]
    head.append(quoted(url(request, base_url)))
    groups = [head, list(credential(request.as_who))]
    groups += [["-H", quoted(_header(name, value))] for name, value in _chosen(request)]
    pipe = ""
    if request.body:
        if request.header("content-type") is None:
            groups.append(["-H", "Content-Type:"])
        if _fits_an_argument(request.body):
            groups.append([_body_option(request.body), quoted_bytes(request.body)])
        else:
            pipe = f"printf {_for_printf(request.body)} | "
            groups.append(["--data-binary", "@-"])
    joint = " \\\n  " if folded else " "
    return pipe + joint.join(" ".join(group) for group in groups if group)


def url(request: Request, base_url: str) -> str:
    """The address of a request, percent-encoded; escapes already in the path stay."""
    query = f"?{urlencode(request.query, errors='surrogatepass')}" if request.query else ""
    return base_url.rstrip("/") + quote(request.path, safe=_IN_URL, errors="surrogatepass") + query


def quoted(text: str) -> str:
    """One shell word that stands for the text."""
    return quoted_bytes(text.encode("utf-8", "surrogatepass"))


def quoted_bytes(data: bytes) -> str:
    """One shell word that stands for the bytes (NUL cannot be in one)."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = None
    # "##" begins commands of several CI systems wherever it stands in a line.
    if text is not None and text.isprintable() and "##" not in text:
        return shlex.quote(text)
    return "$'" + "".join(_ansi_c(text) if text is not None else map(_ansi_byte, data)) + "'"


def _chosen(request: Request) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.headers if name.lower() not in _TRANSPORT]


def _header(name: str, value: str) -> str:
    # curl drops a header that is given as "Name:".
    return f"{name}: {value}" if value.strip() else f"{name};"


def _fits_an_argument(body: bytes) -> bool:
    return b"\0" not in body and len(body) <= _ARGUMENT_BYTES_MAX


def _body_option(body: bytes) -> str:
    try:
        body.decode()
    except UnicodeDecodeError:
        # --data-binary reads a file where its argument begins with "@".
        return "--data-raw" if body.startswith(b"@") else "--data-binary"
    return "--data-raw"


def _ansi_c(text: str) -> list[str]:
    text = text.replace("##", "#\0")
    return ["\\x23" if c == "\0" else _ansi_character(c) for c in text]


def _ansi_character(character: str) -> str:
    known = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", "'": "\\'"}.get(character)
    if known or character.isprintable():
        return known or character
    return "".join(f"\\x{byte:02x}" for byte in character.encode())


def _ansi_byte(byte: int) -> str:
    return _ansi_character(chr(byte)) if byte < 0x7F else f"\\x{byte:02x}"


def _for_printf(body: bytes) -> str:
    special = b"\\'%"
    parts = (chr(b) if 0x20 <= b < 0x7F and b not in special and b != 0x23 else f"\\{b:03o}" for b in body)
    return "'" + "".join(parts) + "'"
