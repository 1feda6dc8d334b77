"""Who is let in, and what cannot be read: refusals before any business outcome."""

import base64
import hashlib
import json

import pytest

from contracts.documents.tokens import TOKEN_CALL, TOKEN_HEADER
from contracts.engine.client import Client
from contracts.engine.credentials import Credentials
from contracts.engine.exchange import Request
from contracts.engine.grant import Grant
from contracts.engine.pace import Pace
from contracts.engine.transport import Direct
from contracts.reference.access import Issued, Users
from contracts.reference.manner import Manner
from reference.test_model import KNOWN, MOBILE, READER, WRITER, Till, basic, codes, person

JSON = ("Content-Type", "application/json")
ADD = json.dumps(person(MOBILE)).encode()
V11 = b'{"root":{"customer":[{"mobile":"917000000001"}]}}'
MD5 = hashlib.md5(KNOWN.password.encode(), usedforsecurity=False).hexdigest()
NOBODIES = [
    None,
    ("Authorization", ""),
    ("Authorization", "Basic"),
    ("Authorization", "Basic "),
    ("Authorization", "Basic !!!"),
    ("Authorization", "Basic ü"),
    ("Authorization", "Basic " + base64.b64encode(b"\xff\xfe").decode()),
    ("Authorization", "Bearer " + KNOWN.oauth_token),
    basic(KNOWN.username, ""),
    basic("", ""),
    basic(KNOWN.username, KNOWN.password[:-1]),
    basic(KNOWN.username, KNOWN.password + "x"),
    basic(KNOWN.username, KNOWN.password.upper()),
    basic(KNOWN.username[:-1], KNOWN.password),
    basic(KNOWN.username, KNOWN.readonly_password),
    ("X-CAP-API-OAUTH-TOKEN", ""),
    ("X-CAP-API-OAUTH-TOKEN", KNOWN.oauth_token[:-1]),
]


@pytest.fixture
def till() -> Till:
    return Till()


@pytest.mark.parametrize("header", NOBODIES)
@pytest.mark.parametrize(("path", "body"), [("/v2/customers", ADD), ("/v1.1/customer/add", V11)])
def test_nobody_gets_in_without_the_whole_credentials(till, header, path, body):
    answer = till.raw("POST", path, body, headers=(JSON,) if header is None else (header, JSON))
    assert answer.status == 401
    assert "401" in answer.body.decode()
    assert till.size() == 0


@pytest.mark.parametrize(
    "header",
    [
        WRITER,
        basic(KNOWN.username, MD5),
        ("authorization", WRITER[1].replace("Basic", "basic")),
        ("x-cap-api-oauth-token", KNOWN.oauth_token),
    ],
)
def test_a_writer_gets_in_by_password_its_md5_or_the_token(till, header):
    assert "createdId" in till.raw("POST", "/v2/customers", ADD, headers=(header, JSON)).json


PAIR = {"key": KNOWN.oauth_key, "secret": KNOWN.oauth_secret}


class Hour:
    """A clock that stands until it is told to go on."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def issued(till, **pair):
    return till.raw("POST", "/v3/oauth/token/generate", json.dumps(PAIR | pair).encode(), headers=(JSON,)).json


def test_a_key_and_a_secret_are_given_a_token_that_ends():
    hour = Hour()
    till = Till(users=Users(issued=Issued(hour)))
    first, second = issued(till), issued(till)
    assert first == {"data": {"accessToken": "reference-token-1", "ttlSeconds": 300}, "errors": None}
    assert second["data"]["accessToken"] == "reference-token-2"

    def status(token):
        return till.raw("POST", "/v2/customers", ADD, headers=(("X-CAP-API-OAUTH-TOKEN", token), JSON)).status

    tokens = ["reference-token-1", "reference-token-2", KNOWN.oauth_token, "reference-token-3"]
    hour.now = 299.9
    assert list(map(status, tokens)) == [200, 200, 200, 401]
    hour.now = 300.0
    assert list(map(status, tokens)) == [401, 401, 200, 401]


@pytest.mark.parametrize("haste", [1.0, 2.0])
@pytest.mark.parametrize("v11", ["envelope", "status"])
def test_a_run_of_two_hours_has_a_token_all_the_time(haste, v11):
    """Where the target's clock is faster than ours, too: what it refuses for that goes again, and is done once."""
    hour = Hour()
    users = Users(issued=Issued(lambda: haste * hour.now))
    till = Till(users=users, manner=Manner(v11_unauthorized_is_200=v11 == "envelope"))
    known = Credentials(token_header=TOKEN_HEADER, grant=Grant(TOKEN_CALL, users.oauth_key, users.oauth_secret))
    calls = []
    client = Client(Direct(till.reference.handle), Pace(), known, hour, hear=calls.append)
    for number in range(480):
        hour.now = 15.0 * number
        body = {"root": {"customer": [{"mobile": f"917000000{number:03}"}]}}
        request = Request("addCustomerV11", "POST", "/v1.1/customer/add", (), (JSON,), json.dumps(body).encode())
        *_, last = client.send(request)
        assert last.response.json["response"]["status"]["success"] == "true"
    assert till.size() == 480
    assert len(client.history) == 480 + (len(calls) - 1) * (haste > 1)
    assert {call.outcome for call in calls} == {"fetched"}
    assert len(calls) == 7200 // (150 if haste > 1 else 270) + (haste == 1.0)


@pytest.mark.parametrize("pair", [{"key": "other"}, {"secret": "other"}, {"secret": None}, {"key": ["reference-key"]}])
def test_a_wrong_pair_is_given_no_token(till, pair):
    errors = [{"code": 320001, "message": "Invalid client key and secret"}]
    assert issued(till, **pair) == {"data": None, "errors": errors}


@pytest.mark.parametrize(
    ("method", "body", "status"),
    [("GET", b"", 405), ("POST", b"", 400), ("POST", b"[]", 400), ("POST", b"{", 400), ("POST", b"{}", 200)],
)
def test_a_call_for_a_token_that_is_none_is_answered(till, method, body, status):
    answer = till.raw(method, "/v3/oauth/token/generate", body)
    assert answer.status == status
    assert answer.json["data"] is None
    assert answer.json["errors"]


@pytest.mark.parametrize(
    "path", ["/v2/customers", "/v2/integrations/customer/upsert/bulk", "/v2/customers/1/changeIdentifier"]
)
def test_a_reader_may_not_write(till, path):
    answer = till.raw("POST", path, ADD, headers=(READER, JSON))
    assert answer.status == 403
    assert codes(answer.json) == [4000]
    assert till.size() == 0


def test_a_reader_may_not_write_in_v11(till):
    answer = till.raw("POST", "/v1.1/customer/add", V11, headers=(READER, JSON))
    assert answer.status == 403
    assert answer.json["response"]["status"]["success"] == "false"
    assert till.size() == 0


def test_a_reader_may_read(till):
    till.add(person(MOBILE))
    query = (("source", "INSTORE"), ("identifierName", "mobile"), ("identifierValue", MOBILE[1]))
    assert "entity" in till.raw("GET", "/v2/customers/lookup", query=query, headers=(READER,)).json


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("POST", "/v2/customer", 404),
        ("POST", "/v2/customers/1/2", 404),
        ("POST", "/v1.1/customer/get", 405),
        ("GET", "/v2/customers", 405),
        ("DELETE", "/v2/customers/1", 405),
        ("PUT", "/v1.1/customer/add", 405),
        ("HEAD", "/v2/customers/lookup", 405),
    ],
)
def test_a_wrong_path_or_method_is_told_in_json(till, method, path, status):
    answer = till.raw(method, path)
    assert answer.status == status
    assert isinstance(answer.json, dict)


def test_a_wrong_method_is_told_the_right_ones(till):
    assert till.raw("GET", "/v2/customers").header("Allow") == "POST"


@pytest.mark.parametrize("sent", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "nonsense"])
def test_another_content_type_is_refused(till, sent):
    assert till.raw("POST", "/v2/customers", ADD, headers=(WRITER, ("Content-Type", sent))).status == 415
    assert till.size() == 0


@pytest.mark.parametrize("sent", ["application/json", "Application/JSON;charset=utf-8", ""])
def test_json_under_its_content_type_is_read(till, sent):
    assert till.raw("POST", "/v2/customers", ADD, headers=(WRITER, ("Content-Type", sent))).status == 200


UNREADABLE = [
    b"",
    b"{",
    b"nonsense",
    b"\xff\xfe",
    b"null",
    b"5",
    b'"x"',
    b"NaN",
    b"[[1]]",
    b'{"profiles":{}}',
    b'{"profiles":[{"identifiers":[{"type":"mobile","value":917000000001}],"source":"INSTORE"}]}',
    b'{"profiles":[{"identifiers":[{"type":"mobile"}],"source":"INSTORE"}]}',
    b'{"profiles":[{"identifiers":null,"source":"INSTORE"}]}',
    b'{"profiles":[{"source":5}]}',
    b'{"profiles":[{},{}]}',
    b'{"root":{}}',
    b'{"root":[]}',
    b'{"root":{"customer":[5]}}',
    b'{"root":{"customer":[{"mobile":true}]}}',
    b"[" * 100_000,
    b'{"profiles":' + b"[" * 500 + b"]" * 500 + b"}",
    b'{"a":' * 70 + b"1" + b"}" * 70,
    b'{"extendedFields":{"a":1e999}}',
    b'{"extendedFields":{"a":' + b"9" * 5000 + b"}}",
]


@pytest.mark.parametrize("body", UNREADABLE, ids=range(len(UNREADABLE)))
@pytest.mark.parametrize("path", ["/v2/customers", "/v1.1/customer/add", "/v2/integrations/customer/upsert/bulk"])
def test_what_cannot_be_read_is_refused_in_the_envelope_of_the_api(till, path, body):
    answer = till.raw("POST", path, body)
    assert till.size() == 0
    if path == "/v1.1/customer/add":
        assert answer.json["response"]["status"]["success"] == "false"
    else:
        assert answer.json["errors"]
    assert answer.status in (200, 400)
