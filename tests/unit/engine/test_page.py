"""What is a page, and what it calls itself."""

from __future__ import annotations

import pytest

from contracts.engine.exchange import Response
from contracts.engine.page import is_page, title

HTML, JSON, XML, TEXT = "text/html", "application/json", "application/xml", "text/plain"


def answer(body: bytes, content_type: str = HTML) -> Response:
    return Response(200, (("Content-Type", content_type),), body)


@pytest.mark.parametrize("content_type", [HTML, JSON, XML, TEXT, ""])
@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b" \r\n<HTML lang=en>",
        b"\xef\xbb\xbf<!DOCTYPE html>",
        b"<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>",
        b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">',
        b"<!-- a comment <x> -->\n<html/>",
        b"<h1>Forbidden</h1>",
        b"<br/>\n<b>Warning</b>: oops",
        b"<script>location='/login'</script>",
    ],
)
def test_html_is_a_page_whatever_it_is_called(body: bytes, content_type: str) -> None:
    assert is_page(answer(body, content_type))


@pytest.mark.parametrize("content_type", [HTML, JSON, XML, TEXT])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  \n",
        b"<error/>",
        b"<?xml version='1.0'?><response><status>401</status></response>",
        b"<htmlish/>",
        b"<!-- html -->",
        b"<" * 50_000,
        b"<!--" * 5_000,
        b'{"createdId": 7}',
        b'\xef\xbb\xbf{"createdId": 7}',
        b'{"createdId": 7, "warni',
        b"[",
        b'"text"',
        b"7",
    ],
)
def test_json_and_xml_are_no_pages_whatever_they_are_called(body: bytes, content_type: str) -> None:
    assert not is_page(answer(body, content_type))


@pytest.mark.parametrize(("content_type", "expected"), [(HTML, True), ("Text/HTML ; charset=x", True), (TEXT, False)])
def test_a_text_is_a_page_where_it_is_called_one(content_type: str, expected: bool) -> None:
    assert is_page(answer(b"Access denied", content_type)) is expected


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<html><head><title>Sign in</title>", "Sign in"),
        (b"<TITLE data-x='1'>\n  Sign\t in  \n</TITLE >", "Sign in"),
        (b"<title>403 &mdash; &lt;Forbidden&gt; &amp; gone</title>", "403 \u2014 <Forbidden> & gone"),
        ("<title>Zugriff verweigert: Müller</title>".encode(), "Zugriff verweigert: Müller"),
        ("<title>Müller</title>".encode("latin-1"), "Müller"),
        (b"<title>a\x1b[31mb&#27;]0;c\x07\xe2\x80\xaed</title>", "a[31mb]0;cd"),
        (b"<title> </title><h1>Blocked</h1>", "Blocked"),
        (b"<h1 class=x>Request <b>blocked</b></h1>", "Request blocked"),
        (b"<title>" + b"x" * 200 + b"</title>", "x" * 77 + "..."),
        (b"<title>never closed", ""),
        (b"Access denied", ""),
    ],
)
def test_a_title_is_fit_to_be_printed(body: bytes, told: str) -> None:
    assert title(answer(body)) == told


@pytest.mark.parametrize("charset", ["iso-8859-1", '"ISO-8859-1"', "no-such-charset", "hex", ""])
def test_a_charset_is_taken_where_there_is_one(charset: str) -> None:
    assert title(answer("<title>Müller</title>".encode("latin-1"), f"{HTML}; charset={charset}")) == "Müller"
