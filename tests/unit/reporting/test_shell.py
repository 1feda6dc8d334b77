"""A command must send exactly what was sent: bash itself says what it understands of it."""

import hashlib
import shlex
import shutil
import subprocess
import tempfile

import pytest

from contracts.documents.profile import Profile
from contracts.documents.tokens import TOKEN_HEADER
from contracts.engine.environment import Variables
from contracts.engine.exchange import Exchange, Request, Response, Who
from contracts.reporting.shell import FromEnvironment, curl
from contracts.runner import identity

BASE = "http://localhost:8080"
ENVIRONMENT = {
    "CONTRACTS_USERNAME": "till",
    "CONTRACTS_PASSWORD": "pass word$",
    "CONTRACTS_READONLY_USERNAME": "reader",
    "CONTRACTS_READONLY_PASSWORD": "r",
    "CONTRACTS_OAUTH_TOKEN": "t0k",
    "CONTRACTS_OAUTH_KEY": "k3y",
    "CONTRACTS_OAUTH_SECRET": "s3 cret$",
    "PATH": "/usr/bin:/bin",
}


def exchange(body=b"", who=Who.WRITER, **request):
    return Exchange(
        0, Request("op", "POST", "/v2/customers", body=body, as_who=who, **request), Response(200), 0.0, 0.1
    )


def understood(command, before=""):
    """The arguments that curl would get, and its standard input."""
    if not shutil.which("bash"):
        pytest.skip("there is no bash to ask")
    function = (
        f"curl() {{ {before or ':'}; "
        + "printf '%s\\0' \"$@\"; printf '\\1\\0'; [ \"${@: -1}\" = @- ] && cat; true; }\n"
    )
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as script:
        script.write(function + command)
        script.flush()
        done = subprocess.run(["bash", script.name], capture_output=True, env=ENVIRONMENT, check=True)
    assert done.stderr == b""
    words, stdin = done.stdout.split(b"\0\1\0", 1)
    return words.split(b"\0"), stdin


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "O\'Neill"}',
        b"two\nlines\r\n\ttab",
        "Zoë 王 \u202e".encode(),
        b"\xff\xfe not utf-8 'quoted' \\",
        b"@not-a-file",
        b"@\xff",
        b"::error::injected",
        b"##[command]",
        b"$(id) `id` $HOME !!",
    ],
)
def test_the_body_arrives_byte_by_byte(body):
    command = curl(exchange(body), BASE)

    words, _ = understood(command)

    assert words[-1] == body
    assert command.isprintable()
    assert "##" not in command


@pytest.mark.parametrize("body", [b"nul \0 % \\ ' end", b"##" + b"x" * 200_000 + b"\xff"], ids=["nul", "long"])
def test_a_body_that_is_no_argument_goes_through_a_pipe(body):
    words, stdin = understood(curl(exchange(body), BASE))

    assert words[-1] == b"@-"
    assert stdin == body


def test_a_utf8_body_is_raw_and_another_is_binary():
    assert "--data-raw hello" in curl(exchange(b"hello"), BASE)
    assert "--data-binary $'\\xff'" in curl(exchange(b"\xff"), BASE)


def test_a_body_without_a_content_type_gets_none_from_curl():
    assert "-H Content-Type: --data-raw" in curl(exchange(b"x"), BASE)
    assert "-H Content-Type: " not in curl(exchange(b"x", headers=(("content-type", "text/plain"),)), BASE)


def test_an_empty_header_is_sent_and_transport_headers_are_left_to_curl():
    words, _ = understood(curl(exchange(headers=(("X-Empty", ""), ("Host", "h"), ("Content-Length", "0"))), BASE))

    assert words[-2:] == [b"-H", b"X-Empty;"]


def test_the_address_is_encoded_once():
    request = Request("op", "GET", "/a b/%2F/[x]", query=(("q", "a b&c"), ("q", "é")))

    words, _ = understood(curl(Exchange(0, request, Response(200), 0, 0), BASE + "/"))

    assert words[-1] != b""
    assert b"http://localhost:8080/a%20b/%2F/%5Bx%5D?q=a+b%26c&q=%C3%A9" in words


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (Who.WRITER, [b"-u", b"till:pass word$"]),
        (Who.READER, [b"-u", b"reader:r"]),
        (Who.TOKEN, [b"-H", b"Authorization: Bearer t0k"]),
        (Who.NOBODY, []),
        (Who.EMPTY, [b"-H", b"Authorization: Basic"]),
        (Who.WRONG_PASSWORD, [b"-u", b"till:wrong-password"]),
        (Who.PASSWORD_PREFIX, [b"-u", b"till:pass word"]),
        (Who.UNKNOWN_USER, [b"-u", b"unknown-user:wrong-password"]),
        (Who.GARBAGE_TOKEN, [b"-H", b"Authorization: Bearer garbage-token"]),
    ],
)
def test_every_sender_has_his_words_and_no_secret(who, expected):
    command = curl(exchange(who=who), BASE)

    words, _ = understood(command)

    assert words[5:] == expected
    assert "pass word" not in command


def test_a_hashed_password_is_hashed_by_the_shell():
    credential = FromEnvironment(Variables(as_md5=True))

    words, _ = understood(curl(exchange(), BASE, credential))

    hashed = hashlib.md5(b"pass word$").hexdigest().encode()
    assert words[-1] == b"till:" + hashed


def test_a_writer_without_a_password_is_known_by_the_token():
    assert FromEnvironment(token_only=True)(Who.WRITER) == ["-H", '"Authorization: Bearer $CONTRACTS_OAUTH_TOKEN"']


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["OAUTH_TOKEN"], ["-H", f'"{TOKEN_HEADER}: $CONTRACTS_OAUTH_TOKEN"']),
        (["OAUTH_TOKEN", "USERNAME", "PASSWORD"], ["-u", '"$CONTRACTS_USERNAME:$CONTRACTS_PASSWORD"']),
        ([], ["-u", '"$CONTRACTS_USERNAME:$CONTRACTS_PASSWORD"']),
    ],
)
def test_a_command_names_the_credential_that_was_sent(names, words):
    environ = {name: ENVIRONMENT[name] for name in (f"CONTRACTS_{name}" for name in names)}
    credentials = identity.credentials(Profile(), environ)

    assert identity.shell_words(Profile(), credentials, BASE)(Who.WRITER) == words
    assert (TOKEN_HEADER in credentials.headers(Who.WRITER)) == ("-H" in words)


def test_a_command_fetches_the_token_that_key_and_secret_fetch():
    """As it is run: by a call of its own, whose answer the shell puts in the token's place."""
    environ = {name: ENVIRONMENT[f"CONTRACTS_{name}"] for name in ("OAUTH_KEY", "OAUTH_SECRET")}
    credentials = identity.credentials(Profile(), {f"CONTRACTS_{name}": value for name, value in environ.items()})
    credential = identity.shell_words(Profile(), credentials, BASE + "/")
    command = curl(exchange(b"x"), BASE, credential)
    assert environ["OAUTH_SECRET"] not in command
    assert credential(Who.TOKEN) == credential(Who.WRITER)

    answer = '{"data": {"accessToken": "a.b-c_d", "ttlSeconds": 300}, "errors": null}'
    body = '{"key": "k3y", "secret": "s3 cret$"}'
    fake = (
        f"""[ "$5" = {shlex.quote(body)} ] && [ "$6" = {BASE}/v3/oauth/token/generate ] && echo {shlex.quote(answer)}"""
    )
    words, _ = understood(command, f'[ "$2" = -H ] && {{ {fake}; return; }}')
    assert words[6] == f"{TOKEN_HEADER}: a.b-c_d".encode()


def test_a_credential_of_the_caller_replaces_the_default():
    assert curl(exchange(), BASE, lambda who: ["-H", f'"X-Sender: ${who.name}"']).endswith('-H "X-Sender: $WRITER"')


def test_folded_is_the_same_command_on_several_lines():
    one = exchange(b"x", headers=(("Accept", "a/b"),))

    folded = curl(one, BASE, folded=True)

    assert folded.split("\n") == [
        "curl -sS -i -X POST http://localhost:8080/v2/customers \\",
        '  -u "$CONTRACTS_USERNAME:$CONTRACTS_PASSWORD" \\',
        "  -H 'Accept: a/b' \\",
        "  -H Content-Type: \\",
        "  --data-raw x",
    ]
    assert understood(folded) == understood(curl(one, BASE))
