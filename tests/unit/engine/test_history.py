"""A history has its exchanges until it lets them go, and figures of all of them."""

from __future__ import annotations

import pytest

from contracts.engine.exchange import Exchange, History, Missing, NoAnswer, Request, Response

SET = Response(200, (("set-cookie", "first=1"),), b'{"id": 7}')


def told(*exchanges: tuple[str, Response | NoAnswer]) -> History:
    """Exchanges of these operations, each of which took a second longer than the one before."""
    history = History()
    for index, (operation, answer) in enumerate(exchanges):
        history.append(Exchange(index, Request(operation, "GET", "/"), answer, 10.0 * index, 11.0 * index))
    return history


THREE = (("read", SET), ("write", NoAnswer(Missing.TIMEOUT)), ("read", Response(200, (("Set-Cookie", "second=2"),))))


def test_what_is_let_go_counts() -> None:
    history = told(*THREE)
    history.let_go()
    assert len(history) == 3
    with pytest.raises(LookupError, match="exchange 2 was let go"):
        history[-1]
    with pytest.raises(IndexError):
        history[3]
    following = Exchange(3, Request("read", "GET", "/"), SET, 40.0, 41.0)
    history.append(following)
    assert history[3] is history[-1] is following
    with pytest.raises(LookupError, match="exchange 0 was let go"):
        list(history)


def test_its_figures_are_of_all() -> None:
    """An answer that did not come has taken no time."""
    history = told(*THREE)
    history.let_go()
    assert list(history.taken_s) == [0.0, 2.0]
    assert history.ended == {"read": 22.0, "write": 11.0}
    assert history.cookie == "first=1"


def test_an_exchange_as_sent_is_the_same_unread() -> None:
    (exchange,) = told(("read", SET))
    assert exchange.response is not None
    assert exchange.response.json == {"id": 7}
    assert exchange.as_sent == exchange
    assert "text" in vars(exchange.answer)
    assert "text" not in vars(exchange.as_sent.answer)
