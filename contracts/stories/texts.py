"""Values that matter in this domain: texts, numbers, moments and flags that careless code gets wrong."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "combining marks": "Jose\u0301 Nu\u0303ez",
        "right to left": "\u0645\u062d\u0645\u062f \u05d3\u05d5\u05d3",
        "an override of direction": "Ada\u202eadA\u202c",
        "an emoji": "Ada \U0001f600",
        "a letter beyond 16 bits": "\U00020bb7\u91ce",
        "joined emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "NUL": "Ada\x00Eve",
        "a lone surrogate": "Ada\ud800",
        "look-alikes": "\u0410d\u0430",
        "no letters but blanks": " \t\u00a0\u2003\u3000",
        "blanks of every kind": "A"
        + "d".join(
            "\t\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
            "\u2028\u2029\u202f\u205f\u3000"
        )
        + "a",
        "a blank of no width": "A\u200bda",
        "a byte order mark": "\ufeffAda",
        "control characters": "Ada\x07\x1b[2J",
        "lines": "Ada\r\nEve",
        "a ligature": "\ufb01n\u00df\u0130",
        "markup": "<b onclick=x>&amp;</b>",
        "quotes": "'\"`;--",
        "a template": "${7*7}{{7*7}}%s%n",
        "a path": "../../etc/hosts",
        "an apostrophe within": "D'Ada",
        "a comma and a pipe": "a,b|c;d",
        "a backslash": "a\\b\\",
        "very long": "north gate " * 500,
    }
)
"""What stands in place of a text, or behind one: what becomes of it is mostly open, that nothing breaks is not."""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "nought": "0",
        "a number": "-17",
        "an exponent": "1e3",
        "a fraction": "0.5",
        "a number beyond 64 bits": "99999999999999999999",
        "null": "null",
        "a truth": "true",
        "none": "None",
        "empty": "",
        "a blank": " ",
    }
)
"""Texts that look like something else."""

NUMBERS: Mapping[str, Any] = MappingProxyType(
    {
        "nought": 0,
        "minus nought": -0.0,
        "minus one": -1,
        "a half": 0.5,
        "a whole fraction": 75.0,
        "an exponent": 1e21,
        "32 bits": 2**31 - 1,
        "beyond 32 bits": 2**31,
        "64 bits": 2**63 - 1,
        "beyond 64 bits": 2**63,
        "far beyond": 2**70,
        "as text": "75",
        "as text with zeros": "075",
    }
)

FLAGS: Mapping[str, Any] = MappingProxyType(
    {"capitals": "TRUE", "yes": "yes", "one": 1, "nought": 0, "one as text": "1", "empty": "", "padded": " true"}
)
"""What some take for a flag, beside the documented forms."""

MOMENTS: Mapping[str, str] = MappingProxyType(
    {
        "a leap day": "2028-02-29T23:59:59+05:30",
        "the end of a month": "2029-04-30T00:00:00+00:00",
        "the end of a year": "2029-12-31T23:59:59Z",
        "far east": "2030-01-01T00:00:00+14:00",
        "far west": "2029-12-31T23:59:59-12:00",
        "beyond 2038": "2038-01-19T03:14:08Z",
        "thousandths": "2029-06-30T12:00:00.123+05:45",
        "no such day": "2029-02-29T00:00:00Z",
        "no such month": "2029-13-01T00:00:00Z",
        "no such hour": "2029-06-30T24:00:01Z",
        "a leap second": "2016-12-31T23:59:60Z",
        "the epoch": "1970-01-01T00:00:00Z",
        "before it": "1899-12-31T23:59:59Z",
        "no offset": "2029-06-30T12:00:00",
        "a day": "2029-06-30",
        "seconds": "1893456000",
    }
)
"""Moments as v2 writes them, first those that are, then those that are none or in another form."""

LOCAL_TIMES: Mapping[str, str] = MappingProxyType(
    {
        "a leap day": "2024-02-29 23:59:59",
        "the end of a month": "2023-04-30 00:00:00",
        "the end of a year": "2023-12-31 23:59:59",
        "no such day": "2023-02-29 00:00:00",
        "no such hour": "2023-06-30 24:00:01",
        "nought": "0000-00-00 00:00:00",
        "another form": "30/06/2023",
        "with an offset": "2023-06-30T12:00:00Z",
        "far ahead": "9999-12-31 23:59:59",
    }
)
"""The same as v1.1 writes them."""
