"""Pages: HTML that stands where an API's answer should be, as a sign-in, a firewall or a router sends it.

XML is not a page: a documented refusal of credentials may be XML.
"""

from __future__ import annotations

import html
import re

from contracts.engine.exchange import NOT_JSON, Response
from contracts.engine.jsontext import MARK

TITLE_MAX = 80
"""Characters of a title that are told."""
_HEAD_BYTES = 16_384
"""Where a page says what it is."""
_TYPES = ("text/html", "application/xhtml+xml")
_HTML = re.compile(
    rb"(?:\s|<\?xml[^>]*>|<!--.*?-->)*+"
    rb"<(?:!doctype\s+html|(?:html|head|body|title|meta|link|script|style|h[1-6]|p|div|span|center|table|form|pre|br|hr"
    rb"|font|iframe|frameset|noscript)[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
_TITLE = tuple(
    re.compile(rb"<%b(?:\s[^>]*)?>(.*?)</%b\s*>" % (tag, tag), re.IGNORECASE | re.DOTALL) for tag in (b"title", b"h1")
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def is_page(response: Response) -> bool:
    """Whether the body is HTML by its first element, or is called so and is neither JSON nor XML."""
    body = response.body.removeprefix(MARK).lstrip()
    if _HTML.match(body[:_HEAD_BYTES]):
        return True
    kind = (response.header("Content-Type") or "").partition(";")[0].strip().lower()
    return kind in _TYPES and bool(body) and body[:1] not in (b"<", b"{", b"[") and response.json is NOT_JSON


def title(response: Response) -> str:
    """What a page calls itself: its title or first heading, fit to be printed; empty where it has neither."""
    head, content_type = response.body[:_HEAD_BYTES], response.header("Content-Type") or ""
    for found in filter(None, (pattern.search(head) for pattern in _TITLE)):
        text = re.sub(r"<[^>]*>", " ", _decoded(found.group(1), content_type))
        if told := printable(html.unescape(text), TITLE_MAX):
            return told
    return ""


def printable(text: str, limit: int) -> str:
    """The text on one line, without what a terminal would obey; dots stand for what is over the limit."""
    shown = "".join(c for c in " ".join(text.split()) if c.isprintable())
    return shown if len(shown) <= limit else shown[: limit - 3].rstrip() + "..."


def _decoded(text: bytes, content_type: str) -> str:
    declared = _CHARSET.search(content_type)
    for charset in (declared.group(1) if declared else "utf-8", "utf-8"):
        try:
            return text.decode(charset)
        except (LookupError, UnicodeError):
            continue
    return text.decode("latin-1")
