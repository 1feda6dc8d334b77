"""What may be wrong around the customers of a request: its bytes, headers and query, and the id in its path."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from contracts.documents.members import Part
from contracts.stories import texts
from contracts.stories.flaws import LEFT_OUT, Due, Flaw

_FIRST_MEMBER = re.compile(rb'"(\w+)":')
_NAMED = re.compile(rb'("(firstName|firstname|type)":"[^"\\]*")')
"""Members that may be there twice and name nobody else for it."""
ANOTHER_BODY = "a body of another form"
BODIES: Mapping[str, Callable[[bytes], bytes]] = {
    "cut": lambda raw: raw[:-2],
    "something behind": lambda raw: raw + b" ]",
    "two of it": lambda raw: raw + raw,
    "a byte order mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "blanks around": lambda raw: b" \r\n\t" + raw + b"\n\n",
    "in UTF-16": lambda raw: raw.decode("utf-8", "replace").encode("utf-16"),
    "bytes that are no UTF-8": lambda raw: raw.replace(b'"', b'"\xe9', 1),
    "single quotes": lambda raw: raw.replace(b'"', b"'"),
    "a comma at its end": lambda raw: raw[:-1] + b"," + raw[-1:],
    "a comment": lambda raw: b"/* ct */" + raw,
    "a list around": lambda raw: b"[" + raw + b"]",
    "an object around": lambda raw: b'{"ct":' + raw + b"}",
    "null": lambda raw: b"null",
    "a text": lambda raw: b'"' + b"x" * 10 + b'"',
    "a number": lambda raw: b"7",
    "an empty list": lambda raw: b"[]",
    "an empty object": lambda raw: b"{}",
    "nothing": lambda raw: b"",
    "a member twice": lambda raw: _FIRST_MEMBER.sub(rb'"\1":null,"\1":', raw, count=1),
    "a member twice alike": lambda raw: _NAMED.sub(rb"\1,\1", raw, count=1),
    "a member twice otherwise": lambda raw: _NAMED.sub(rb'"\2":"ct",\1', raw, count=1),
    "an exponent of 400": lambda raw: raw.replace(b"{", b'{"ctOdd":1e400,', 1),
    "minus nought": lambda raw: raw.replace(b"{", b'{"ctOdd":-0,', 1),
    "deep": lambda raw: raw.replace(b"{", b'{"ctDeep":' + b"[" * 300 + b"]" * 300 + b",", 1),
    "wide": lambda raw: raw.replace(
        b"{", b"{" + b"".join(b'"ct%d":%d,' % (number, number) for number in range(500)), 1
    ),
}
"""What may become of the bytes of a body."""
_HARMLESS = {"blanks around"}
_NOT_READ = {"cut", "something behind", "two of it", "single quotes", "a comma at its end", "a comment", "nothing"}


def of_bodies(operation: str) -> list[Flaw]:
    """What may be wrong with a body as a whole."""
    return [
        Flaw(
            *(operation, ANOTHER_BODY, "", None, name, Part.BODY),
            due=Due.SUCCESS if name in _HARMLESS else Due.REFUSAL if name in _NOT_READ else Due.UNDECIDED,
        )
        for name in BODIES
    ]


_HEADERS = ("TYPE", "ID", "SOURCE", "SOURCE-ID")
_KINDS = (
    *("text/plain", "application/xml", "application/json; charset=utf-8", "application/json;charset=latin1"),
    *("x", ""),
)


def of_headers(operation: str) -> list[Flaw]:
    """What may be wrong with the headers of a write: odd text in those for audits, and other types of content."""
    said = {"long": "9" * 900, "signs": 'a,b;c="d" %00 {}', "empty": "", "a number": "-1", "blanks within": "a   b"}
    found = [
        Flaw(operation, "odd text of a header", f"USER-CONTEXT-ENTITY-{name}", text, says, Part.HEADER)
        for name in _HEADERS
        for says, text in said.items()
    ]
    found += [Flaw(operation, "another content type", "Content-Type", kind, kind, Part.HEADER) for kind in _KINDS]
    return [*found, Flaw(operation, "an undocumented header", "X-Ct-Undocumented", "1", "", Part.HEADER)]


def of_parameters(operation: str, names: Sequence[str]) -> list[Flaw]:
    """What may be wrong with the query, by the parameters that the operation has."""
    odd = {**texts.WORDS, **{name: text[:300] for name, text in texts.TEXTS.items() if "surrogate" not in name}}
    found = [
        Flaw(operation, "an odd parameter", name, value, says, Part.QUERY)
        for name in names
        if name != "format"
        for says, value in odd.items()
    ]
    for name in names:
        found.append(Flaw(operation, "a parameter left out", name, LEFT_OUT, "", Part.QUERY))
        found.append(Flaw(operation, "a parameter twice", name, None, "", Part.QUERY))
        found.append(Flaw(operation, "a parameter in capitals", name, None, "", Part.QUERY))
    return [*found, Flaw(operation, "an undocumented parameter", "ctUndocumented", "1", "", Part.QUERY)]


IDS: Mapping[str, str] = {
    "of nobody": "1000000000000000",
    "nought": "0",
    "64 bits": str(2**63 - 1),
    "beyond 64 bits": str(2**63),
    "far beyond": str(2**70),
    "negative": "-1",
    "a text": "ct-nobody",
    "a fraction": "1.5",
    "a blank": "%20",
    "two": "1000000000000000,1000000000000001",
    "an exponent": "1e15",
    "hexadecimal": "0xDEADBEEFCAFE",
}
"""Ids in a path that are nobody's."""


def of_paths(operation: str) -> list[Flaw]:
    """What may be wrong with the id in a path."""
    return [
        Flaw(
            *(operation, "an odd id", "id", value, name, Part.PATH),
            due=Due.REFUSAL if name == "of nobody" else Due.UNDECIDED,
        )
        for name, value in IDS.items()
    ]
