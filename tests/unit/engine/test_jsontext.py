"""JSON is read leniently, and what is crooked in it is noted with its place."""

from __future__ import annotations

import pytest

from contracts.engine.exchange import Request, Response
from contracts.engine.jsontext import NOT_JSON, Constant, read


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": [1, "x", null, true, 1.5]}', {"a": [1, "x", None, True, 1.5]}),
        (b"7", 7),
        (b"1e999", float("inf")),
        (b"-1e999", float("-inf")),
        (b'"\\ud800"', "\ud800"),
        (b'{"a": 1}  \n', {"a": 1}),
        (b"", NOT_JSON),
        (b"{", NOT_JSON),
        (b"{'a': 1}", NOT_JSON),
        (b'{"a": 1,}', NOT_JSON),
        (b"nan", NOT_JSON),
        (b"+Infinity", NOT_JSON),
        (b'{"a": 1}{"b": 2}', NOT_JSON),
        (b'"\x01"', NOT_JSON),
        (b"[" * 100_000, NOT_JSON),
    ],
)
def test_what_a_body_says(body: bytes, value: object) -> None:
    text = read(body)
    assert text.value == value
    assert (text.constants, text.repeated, text.unread, text.is_marked) == ((), (), "", False)


def test_an_integer_of_any_length_is_a_number() -> None:
    """int() refuses over 4,300 digits; the document is JSON all the same."""
    assert read(b"[" + b"9" * 4_300 + b"]").value == [int("9" * 4_300)]
    assert read(b'{"a": ' + b"9" * 4_301 + b', "b": 1}').value == {"a": float("inf"), "b": 1}


@pytest.mark.parametrize(
    ("body", "places"),
    [
        (b"NaN", [("$", "NaN")]),
        (b'{"a": Infinity, "b": [0, -Infinity]}', [("$.a", "Infinity"), ("$.b[1]", "-Infinity")]),
        (
            b'{"a": {"not plain": NaN, "\\ud800\\u001b": NaN}}',
            [("$.a['not plain']", "NaN"), (r"$.a['\ud800\x1b']", "NaN")],
        ),
        (b'{"a": NaN, "a": 1}', [("$", "NaN")]),
        (b"[" + b"NaN," * 99 + b"NaN]", [(f"$[{index}]", "NaN") for index in range(20)]),
    ],
)
def test_constants_are_no_json_and_hide_nothing(body: bytes, places: list[tuple[str, str]]) -> None:
    text = read(body)
    assert text.value is not NOT_JSON
    assert list(text.constants) == places


def test_equal_texts_have_equal_values() -> None:
    """Though NaN is not equal to NaN: two reads of one customer do not differ."""
    assert read(b'{"a": [NaN]}').value == read(b'{"a": [NaN]}').value
    assert repr(read(b"[NaN, Infinity, -Infinity]").value) == "[NaN, Infinity, -Infinity]"


@pytest.mark.parametrize(
    ("body", "value", "places"),
    [
        (b'{"a": 1, "a": 2}', {"a": 2}, [("$.a", "given 2 times")]),
        (
            b'{"a": [{"b": 1, "c": 2, "b": 3, "b": 4, "c": 5}]}',
            {"a": [{"b": 4, "c": 5}]},
            [("$.a[0].b", "given 3 times"), ("$.a[0].c", "given 2 times")],
        ),
        (b'[{"a": 1}, {"a": 1}]', [{"a": 1}, {"a": 1}], []),
    ],
)
def test_of_a_member_given_twice_the_last_counts(body: bytes, value: object, places: list[tuple[str, str]]) -> None:
    text = read(body)
    assert text.value == value
    assert list(text.repeated) == places


def test_places_in_a_list_are_of_one_kind() -> None:
    assert {place.kind for place in read(b'{"a": [[NaN], [NaN, NaN]]}').constants} == {"$.a[][]"}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('{"a": "é"}'.encode("latin-1"), "not UTF-8: byte 0xE9 at offset 7"),
        (b"\xef\xbb\xbf\xff", "not UTF-8: byte 0xFF at offset 3"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8: byte 0xFF at offset 0"),
        ('"\ud800"'.encode("utf-8", "surrogatepass"), "not UTF-8: byte 0xED at offset 1"),
        (b'"\xc3', "not UTF-8: byte 0xC3 at offset 1"),
    ],
)
def test_what_is_not_utf8_is_told_with_the_byte(body: bytes, told: str) -> None:
    text = read(body)
    assert (text.value, text.unread) == (NOT_JSON, told)


@pytest.mark.parametrize(
    ("opens", "closes", "levels"), [(b"[", b"]", 1), (b'{"a": ', b"}", 1), (b'[{"a": [{}], "b": ', b"}]", 2)]
)
def test_how_deep_is_read_may_be_limited(opens: bytes, closes: bytes, levels: int) -> None:
    """By levels, not by brackets."""
    body = opens * (12 // levels) + b"1" + closes * (12 // levels)
    assert read(body, 14).value == read(body).value
    assert read(body).value is not NOT_JSON
    assert read(body, 11).unread == "nested over 11 levels deep"
    assert read(body, 11).value is NOT_JSON


def test_the_limit_itself_is_no_deeper() -> None:
    assert read(b"[" * 100 + b"]" * 100, 100).unread == ""
    assert read(b"[" * 101 + b"]" * 101, 100).unread == "nested over 100 levels deep"


def test_a_byte_order_mark_is_passed_over_once() -> None:
    assert (read(b"\xef\xbb\xbf{}").value, read(b"\xef\xbb\xbf{}").is_marked) == ({}, True)
    assert read(b"\xef\xbb\xbf\xef\xbb\xbf{}").value is NOT_JSON


def test_an_answer_is_read_leniently_and_a_request_to_the_letter() -> None:
    """What we are told may be crooked; what we send is JSON, or sent as none on purpose."""
    body = b'{"a": NaN}'
    assert isinstance(Response(200, (), body).json["a"], Constant)
    assert Request("", "POST", "/", body=body).json is NOT_JSON
    assert Request("", "POST", "/", body=b'{"a": 1, "a": 2}').json == {"a": 2}
