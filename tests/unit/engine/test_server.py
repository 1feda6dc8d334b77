"""The server obeys a model over real sockets, and survives what no model can answer."""

import json
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from contracts.engine.errors import UsageError
from contracts.engine.exchange import Answer, Delivery, Missing, NoAnswer, Request, Response
from contracts.engine.server import RateLimit, Server, in_process, interleaved

BODY = b'{"hello": "world"}'
HELLO = Answer(Response(200, (("Content-Type", "application/json"),), BODY))


def echo(request: Request) -> Answer:
    """Tells what the model saw."""
    seen = {
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "body": request.body.decode("latin-1"),
        "operation": request.operation,
        "till": request.header("x-till"),
    }
    return Answer(Response(200, (("Content-Type", "application/json"),), json.dumps(seen).encode()))


def raw(server: Server, sent: bytes, *, half_close: bool = False) -> bytes:
    """Everything that comes back for some bytes, until the connection ends."""
    host, port = server.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(sent)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        received = b""
        while piece := connection.recv(65_536):
            received += piece
        return received


def posted(length: str = "", coding: str = "", body: bytes = b"") -> bytes:
    head = "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + length + coding + "\r\n"
    return head.encode() + body


def test_a_model_sees_the_request_as_it_was_sent():
    with Server(echo) as server:
        answer = requests.post(
            server.base_url + "/v2/a%20b?x=1&x=2&empty=", data=b"caf\xe9", headers={"X-Till": "t"}, timeout=5
        )
    assert answer.json() == {
        "method": "POST",
        "path": "/v2/a b",
        "query": [["x", "1"], ["x", "2"], ["empty", ""]],
        "body": "caf\xe9",
        "operation": "",
        "till": "t",
    }


def test_a_connection_serves_many_requests():
    with Server(lambda _: HELLO) as server, requests.Session() as session:
        connections = set()
        for _ in range(3):
            answer = session.get(server.base_url, stream=True, timeout=5)
            connections.add(answer.raw.connection.sock.getsockname())
            assert answer.content == BODY
        assert len(connections) == 1
        assert server.requests_served == 3
        assert server.crashes == []


def test_ports_are_free_and_different():
    with Server(echo) as one, Server(echo) as other:
        assert one.base_url != other.base_url


def test_a_taken_port_is_a_usage_error():
    with Server(echo) as server:
        port = int(server.base_url.rsplit(":", 1)[1])
        with pytest.raises(UsageError, match=f"cannot listen on 127.0.0.1:{port}"):
            Server(echo, port=port)
    with pytest.raises(UsageError, match="cannot listen"):
        Server(echo, port=99_999)


def test_a_closed_server_has_hung_up_and_no_threads_are_left():
    before = threading.active_count()
    with Server(lambda _: HELLO) as server, requests.Session() as session:
        session.get(server.base_url, timeout=5)
        server.close()
        with pytest.raises(requests.ConnectionError):
            session.get(server.base_url, timeout=5)
    assert threading.active_count() == before


def test_a_model_that_crashes_is_kept_and_answered_bare():
    def crash(request: Request) -> Answer:
        raise LookupError("the model is broken")

    with Server(crash) as server:
        answer = requests.get(server.base_url, timeout=5)
    assert (answer.status_code, answer.content) == (500, b"")
    (crash_kept,) = server.crashes
    assert "the model is broken" in crash_kept


def test_a_cut_answer_ends_before_its_end():
    with Server(lambda _: Answer(HELLO.response, delivery=Delivery.CUT)) as server:
        received = raw(server, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    head, _, body = received.partition(b"\r\n\r\n")
    assert f"Content-Length: {len(BODY)}".encode() in head
    assert body == BODY[: len(BODY) // 2]


def test_a_reset_answer_is_a_reset_connection():
    with Server(lambda _: Answer(HELLO.response, delivery=Delivery.RESET)) as server:
        with pytest.raises(ConnectionResetError):
            raw(server, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert server.requests_served == 1
        assert server.crashes == []


def test_an_answer_may_end_its_connection():
    with Server(lambda _: Answer(HELLO.response, close=True)) as server:
        received = raw(server, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b"Connection: close" in received
    assert received.endswith(BODY)


def test_a_late_answer_does_not_hold_up_the_others():
    first = threading.Event()

    def model(request: Request) -> Answer:
        if request.path == "/late":
            first.set()
            return Answer(HELLO.response, delay_s=60)
        return HELLO

    with Server(model) as server, ThreadPoolExecutor(1) as pool:
        late = pool.submit(requests.get, server.base_url + "/late", timeout=30)
        assert first.wait(5)
        assert requests.get(server.base_url, timeout=5).content == BODY
        server.close()
        assert late.exception() is not None or late.result().content == BODY


def racing() -> tuple[Callable[[Request], Any], list[str]]:
    """A model in two halves, and what it did: each step notes its beginning and its end."""
    done: list[str] = []

    def model(request: Request) -> Any:
        done.append(request.path + " begins")

        def rest() -> Answer:
            done.append(request.path + " ends")
            return HELLO

        return rest

    return model, done


def test_the_rest_of_a_step_lets_another_step_come_first():
    model, done = racing()
    with Server(model, interleave_s=5) as server, ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda path: requests.get(server.base_url + path, timeout=10), ["/a", "/b"]))
    assert [each.split()[1] for each in done[:2]] == ["begins", "begins"]


def test_the_rest_of_a_lonely_step_comes_all_the_same():
    model, done = racing()
    with Server(model, interleave_s=0.001) as server:
        assert requests.get(server.base_url, timeout=5).content == BODY
    assert done == ["/ begins", "/ ends"]


def test_steps_without_a_rest_run_one_at_a_time():
    inside, most = 0, 0

    def model(request: Request) -> Answer:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        threading.Event().wait(0.001)
        inside -= 1
        return HELLO

    with Server(model) as server, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: requests.get(server.base_url, timeout=10), range(40)))
    assert most == 1
    assert server.requests_served == 40


def test_beyond_the_limit_the_answer_is_429():
    with Server(lambda _: HELLO, limit=RateLimit(2, 60)) as server:
        answers = [requests.get(server.base_url, timeout=5) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    assert answers[2].json() == {"error": "too many requests"}
    assert server.requests_served == 2


def test_a_limit_need_not_say_when_to_come_back():
    with Server(lambda _: HELLO, limit=RateLimit(0, 60, retry_after=False)) as server:
        answer = requests.get(server.base_url, timeout=5)
    assert answer.status_code == 429
    assert "Retry-After" not in answer.headers


def test_a_limit_is_over_when_its_time_is():
    with Server(lambda _: HELLO, limit=RateLimit(1, 0.001)) as server:
        for _ in range(50):
            threading.Event().wait(0.002)
            assert requests.get(server.base_url, timeout=5).status_code == 200


def test_a_body_over_the_limit_is_413():
    with Server(echo, max_body_bytes=1_000) as server:
        answer = requests.post(server.base_url, data=b"x" * 5_000_000, timeout=10)
        assert requests.post(server.base_url, data=b"x" * 1_000, timeout=10).status_code == 200
    assert answer.status_code == 413
    assert answer.json() == {"error": "the body exceeds 1000 bytes"}
    assert server.requests_served == 1


def test_chunked_bodies_are_read():
    with Server(echo) as server:
        answer = requests.post(server.base_url, data=iter([b"a" * 10, b"b"]), timeout=5)
    assert answer.json()["body"] == "a" * 10 + "b"


def test_a_client_that_waits_for_100_is_told_to_go_on():
    with Server(echo) as server:
        received = raw(server, posted("Content-Length: 2\r\n", "Expect: 100-continue\r\n", b"ok"))
    assert received.startswith(b"HTTP/1.1 100 ")
    assert b'"body": "ok"' in received


CHUNKED = "Transfer-Encoding: chunked\r\n"
BROKEN = [
    (posted("Content-Length: x\r\n"), 400),
    (posted("Content-Length: -1\r\n"), 400),
    (posted("Content-Length: 1, 2\r\n"), 400),
    (posted("Content-Length: 1\r\nContent-Length: 2\r\n"), 400),
    (posted("Content-Length: " + "9" * 50 + "\r\n"), 413),
    (posted("Content-Length: 1\r\n", CHUNKED), 400),
    (posted("", "Transfer-Encoding: gzip\r\n"), 501),
    (posted("", CHUNKED, b"zz\r\n"), 400),
    (posted("", CHUNKED, b"-1\r\n"), 400),
    (posted("", CHUNKED, b"fffffffff\r\n"), 400),
    (posted("", CHUNKED, b"ffffffff\r\n"), 413),
    (posted("", CHUNKED, b"1\r\nabc"), 400),
    (posted("", CHUNKED, b"0\r\n" + b"x: y\r\n" * 200), 400),
    (b"nonsense\r\n\r\n", 400),
    (b"GET / HTTP/9.9\r\n\r\n", 505),
    (b"GET / NONSENSE\r\n\r\n", 400),
    (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
    (b"BREW / HTTP/1.1\r\n\r\n", 501),
    (b"GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400),
    (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n", 414),
    (b"GET / HTTP/1.1\r\n" + b"x: y\r\n" * 200 + b"\r\n", 431),
]


@pytest.mark.parametrize(("sent", "status"), BROKEN, ids=range(len(BROKEN)))
def test_broken_framing_is_told_in_one_line_of_json(sent, status):
    with Server(echo) as server:
        received = raw(server, sent, half_close=True)
        assert requests.get(server.base_url, timeout=5).status_code == 200
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert list(json.loads(body)) == ["error"]
    assert b"\n" not in body
    assert server.crashes == []


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET",
        b"GET / HTTP/1.1\r\nHost",
        posted("Content-Length: 10\r\n", "", b"half"),
        posted("", CHUNKED, b"5\r\nab"),
        posted("", CHUNKED, b""),
    ],
    ids=range(6),
)
def test_a_client_that_leaves_early_is_nobodys_crash(sent):
    with Server(echo) as server:
        raw(server, sent, half_close=True)
        assert requests.get(server.base_url, timeout=5).status_code == 200
    assert server.crashes == []
    assert server.requests_served == 1 or b"Host" in sent


def test_a_head_request_has_no_body():
    with Server(lambda _: HELLO) as server:
        received = raw(server, b"HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert received.endswith(b"\r\n\r\n")
    assert f"Content-Length: {len(BODY)}".encode() in received


@pytest.mark.parametrize(("delivery", "why"), [(Delivery.CUT, Missing.CUT), (Delivery.RESET, Missing.RESET)])
def test_in_process_a_lost_answer_is_no_answer(delivery, why):
    send = in_process(lambda _: Answer(HELLO.response, delivery=delivery))
    assert send(Request("", "GET", "/")) == NoAnswer(why)


def test_in_process_a_rest_is_run_to_its_end():
    model, done = racing()
    assert in_process(model)(Request("", "GET", "/")) == HELLO.response
    assert done == ["/ begins", "/ ends"]


def test_interleaved_requests_have_one_turn_after_the_other():
    model, done = racing()
    told = list(interleaved(model, [Request("", "GET", "/a"), Request("", "GET", "/b")]))
    assert told == [(0, HELLO.response), (1, HELLO.response)]
    assert done == ["/a begins", "/b begins", "/a ends", "/b ends"]


def test_interleaved_requests_without_a_rest_are_answered_at_once():
    rest = Answer(Response(201))
    told = list(
        interleaved(
            lambda request: HELLO if request.path == "/b" else lambda: rest,
            [Request("", "GET", "/a"), Request("", "GET", "/b")],
        )
    )
    assert told == [(1, HELLO.response), (0, rest.response)]


def test_in_process_a_delay_is_skipped():
    send = in_process(lambda _: Answer(HELLO.response, delay_s=3_600))
    assert send(Request("", "GET", "/")) == HELLO.response
