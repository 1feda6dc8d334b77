"""Who sends is known by its headers, and no record holds what tells a password."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from delivering import ADD, KNOWN, recorded, sent

from contracts.engine.credentials import Credentials
from contracts.engine.exchange import MASK, Missing, NoAnswer, Request, Response, Who


def as_json(text: str) -> str:
    return json.dumps(text)[1:-1]


@pytest.mark.parametrize("secret", ["pass-word-1", "read-word-1", "token-token-1"])
def test_secrets_are_masked_in_what_is_recorded(secret: str) -> None:
    encoded = base64.b64encode(f"writer:{secret}".encode())
    leaky = Response(200, (("X-Echo", f"a {secret}"),), b"you said " + secret.encode() + b"; " + encoded)
    client, told, _ = recorded(lambda request, headers: leaky)
    sent(client)
    (exchange,) = told
    assert exchange.response is not None
    assert secret.encode() not in exchange.response.body
    assert MASK in exchange.response.body
    assert exchange.response.header("X-Echo") == "a " + MASK.decode()


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("Set-Cookie", "JSESSIONID=abc123; Path=/; HttpOnly", "JSESSIONID=[withheld]; Path=/; HttpOnly"),
        ("set-cookie", "a=1,2; Max-Age=5", "a=[withheld]; Max-Age=5"),
        (
            "Set-Cookie",
            "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT, b=x=y==; Secure, c=3",
            "a=[withheld]; Expires=Wed, 21 Oct 2026 07:28:00 GMT, b=[withheld]; Secure, c=[withheld]",
        ),
        ("Set-Cookie", "abc123; Path=/", "[withheld]; Path=/"),
        ("Set-Cookie", "=abc123; Path=/", "=[withheld]; Path=/"),
        ("Set-Cookie", "a=; Path=/", "a=; Path=/"),
        ("X-Auth-Token", "abc123", "[withheld]"),
        ("X-CSRF-TOKEN", "abc123", "[withheld]"),
        ("X-Api-Key", "abc123", "[withheld]"),
        ("X-Session", "abc123", "[withheld]"),
        ("X-Session-Id", "abc123", "[withheld]"),
        ("X-Amz-Secret", "abc123", "[withheld]"),
        ("Authorization", "Bearer abc123", "[withheld]"),
        ("Proxy-Authorization", "Basic abc123", "[withheld]"),
        ("X-Auth", "abc123", "[withheld]"),
        ("X-Echo", "abc123", "abc123"),
        ("WWW-Authenticate", 'Basic realm="abc123"', 'Basic realm="abc123"'),
        ("Retry-After", "5", "5"),
        ("Keyboard", "abc123", "abc123"),
        ("X-Auth-Token", "pass-word-1", "[credential withheld]"),
        ("Set-Cookie", "a=pass-word-1; Path=/", "a=[credential withheld]; Path=/"),
    ],
)
def test_sessions_and_tokens_of_the_target_are_not_recorded(name: str, value: str, kept: str) -> None:
    client, told, _ = recorded(lambda request, headers: Response(200, ((name, value),)))
    sent(client)
    assert [exchange.response and exchange.response.headers for exchange in told] == [((name, kept),)]


def test_secrets_are_masked_in_the_detail_of_no_answer() -> None:
    client, told, _ = recorded(lambda request, headers: NoAnswer(Missing.CUT, "broken: token-token-1"))
    sent(client)
    assert told[0].answer == NoAnswer(Missing.CUT, f"broken: {MASK.decode()}")


def test_every_form_of_a_password_is_a_secret() -> None:
    secrets = {secret.text: secret.name for secret in KNOWN.secrets}
    assert secrets["pass-word-1"] == "the password"
    assert secrets["read-word-1"] == "the reader's password"
    assert secrets["token-token-1"] == "the token"
    assert secrets[base64.b64encode(b"writer:pass-word-1").decode()] == "the value of an Authorization header"
    assert secrets[hashlib.md5(b"pass-word-1").hexdigest()] == "the MD5 of the password"
    assert list(secrets) == sorted(secrets, key=len, reverse=True)
    assert Credentials().secrets == ()


@pytest.mark.parametrize("password", ["pass-word-1", "pw"], ids=["long", "short"])
@pytest.mark.parametrize("as_md5", [False, True], ids=["plain", "md5"])
@pytest.mark.parametrize("who", Who)
def test_an_echo_of_who_sends_is_masked_where_it_tells_a_secret(who: Who, as_md5: bool, password: str) -> None:
    def echo(request: Request, headers: Mapping[str, str]) -> Response:
        words = [word for value in headers.values() for word in (value, value.removeprefix("Basic "))]
        return Response(401, tuple(headers.items()), json.dumps(words).encode())

    credentials = replace(KNOWN, password=password, as_md5=as_md5)
    client, told, _ = recorded(echo, credentials)
    sent(client, replace(ADD, as_who=who))
    response = told[0].response
    assert response is not None
    shown = [*(value for _, value in response.headers), *response.json]
    tells_nothing = who in (Who.NOBODY, Who.EMPTY, Who.NO_PASSWORD, Who.GARBAGE_TOKEN)
    assert [MASK.decode() in word for word in shown] == [not tells_nothing] * len(shown)


def test_a_password_is_masked_as_json_writes_it() -> None:
    leaky = Response(401, (), json.dumps('say "friend"').encode())
    client, told, _ = recorded(lambda request, headers: leaky, Credentials("writer", 'say "friend"'))
    sent(client)
    assert told[0].answer == Response(401, (), b'"' + MASK + b'"')


@pytest.mark.parametrize("write", [urllib.parse.quote, urllib.parse.quote_plus, html.escape, as_json])
def test_a_password_is_masked_however_it_is_escaped(write: Callable[[str], str]) -> None:
    password = 'sésame & "open" it'
    leaky = Response(401, (("X-Echo", write(password)),), write(password).encode())
    client, told, _ = recorded(lambda request, headers: leaky, Credentials("writer", password))
    sent(client)
    assert told[0].answer == Response(401, (("X-Echo", MASK.decode()),), MASK)


def test_a_password_beyond_ascii_is_masked_in_headers_as_http_reads_them() -> None:
    leaky = Response(401, (("X-Echo", "s\u00e9same-open".encode().decode("latin-1")),))
    client, told, _ = recorded(lambda request, headers: leaky, Credentials("writer", "s\u00e9same-open"))
    sent(client)
    assert told[0].answer == Response(401, (("X-Echo", MASK.decode()),))


def test_a_short_password_is_an_ordinary_word() -> None:
    harmless = Response(400, (), b'{"message": "a test failed"}')
    client, told, _ = recorded(lambda request, headers: harmless, Credentials("writer", "test"))
    sent(client)
    assert told[0].answer == harmless


@pytest.mark.parametrize(
    ("who", "user", "password"),
    [
        (Who.WRITER, "writer", "pass-word-1"),
        (Who.READER, "reader", "read-word-1"),
        (Who.WRONG_PASSWORD, "writer", "wrong-pass-word-1"),
        (Who.PASSWORD_PREFIX, "writer", "pass-word-"),
        (Who.PASSWORD_LONGER, "writer", "pass-word-1x"),
        (Who.PASSWORD_CASE, "writer", "PASS-WORD-1"),
        (Who.NO_PASSWORD, "writer", ""),
        (Who.UNKNOWN_USER, "nobody-of-that-name", "pass-word-1"),
    ],
)
def test_basic_credentials_are_those_of_the_sender(who: Who, user: str, password: str) -> None:
    sent = KNOWN.headers(who)["Authorization"].removeprefix("Basic ")
    assert base64.b64decode(sent).decode() == f"{user}:{password}"


def test_other_senders_send_what_they_are() -> None:
    assert KNOWN.headers(Who.TOKEN) == {"X-TOKEN": "token-token-1"}
    assert KNOWN.headers(Who.GARBAGE_TOKEN) == {"X-TOKEN": "garbage"}
    assert KNOWN.headers(Who.NOBODY) == {}
    assert KNOWN.headers(Who.EMPTY) == {"Authorization": "Basic "}
    assert Credentials(token="t" * 9).headers(Who.WRITER) == {"Authorization": "t" * 9}


def test_a_password_may_be_sent_as_its_md5() -> None:
    whole, prefix = (
        base64.b64decode(Credentials("u", "secret", as_md5=True).headers(who)["Authorization"][6:]).decode()
        for who in (Who.WRITER, Who.PASSWORD_PREFIX)
    )
    assert whole == "u:5ebe2294ecd0e0f08eab7690d2a6ee69"
    assert prefix == whole[:-1]


def test_identities_are_offered_where_they_are_known() -> None:
    assert all(map(KNOWN.offers, Who))
    assert {who for who in Who if not Credentials().offers(who)} == {
        Who.READER,
        Who.TOKEN,
        Who.WRONG_PASSWORD,
        Who.PASSWORD_PREFIX,
        Who.PASSWORD_LONGER,
        Who.PASSWORD_CASE,
        Who.NO_PASSWORD,
    }
