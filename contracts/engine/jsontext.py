"""JSON as RFC 8259 has it, read leniently: what is crooked in a text is noted beside its value.

One crooked number must not hide the rest of a document: NaN and the infinities are read as
numbers, and of a member that is given twice the last counts, as with most parsers. A byte
order mark before the text is passed over (section 8.1). What is not UTF-8 is not JSON, and
a reader may set a limit to how deep it goes (section 9).
"""

from __future__ import annotations

import enum
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

MARK = b"\xef\xbb\xbf"
"""The byte order mark, in UTF-8."""
_DIGITS_MAX = 4_300
"""Longer integers are read as floats: int() refuses them."""
DEPTH_MAX = 100
"""Of answers: what is nested deeper cannot be told of without running out of stack."""
_BLEMISHES_MAX = 20
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


class NotJson(enum.Enum):
    """Type of the one value that stands for a body that is not JSON."""

    NOT_JSON = "not json"


NOT_JSON = NotJson.NOT_JSON


class Constant(float):
    """NaN, Infinity or -Infinity, which JSON does not have; one of each, so that equal texts have equal values."""

    def __repr__(self) -> str:
        return "NaN" if self != self else "Infinity" if self > 0 else "-Infinity"


_CONSTANTS = {name: Constant(name) for name in ("NaN", "Infinity", "-Infinity")}


class Blemish(NamedTuple):
    """Where in a text something is crooked, and what it is."""

    where: str
    """As JSONPath writes it: `$.errors[0].code`."""
    told: str

    @property
    def kind(self) -> str:
        """Where, without indices: the same for all entries of a list."""
        return re.sub(r"\[\d+\]", "[]", self.where)


@dataclass(frozen=True)
class Text:
    """What a body says, and what in it is not as RFC 8259 wants it."""

    value: Any
    """`NOT_JSON` where it is none."""
    constants: tuple[Blemish, ...] = ()
    """Where NaN, Infinity or -Infinity stands; the first 20 places."""
    repeated: tuple[Blemish, ...] = ()
    """Members that one object gives more than once (section 4); the first 20."""
    unread: str = ""
    """Why it was not read, where its grammar is not the reason: the first byte that is not UTF-8, or its depth."""
    is_marked: bool = False
    """Whether it begins with a byte order mark."""


class _Repeated(dict[str, Any]):
    """An object that gives a member more than once."""

    times: dict[str, int]


def read(body: bytes, depth_max: int | None = None) -> Text:
    """What a body says, unless it is nested deeper than that; never raises."""
    marked = body.startswith(MARK)
    try:
        text = body.removeprefix(MARK).decode()
    except UnicodeDecodeError as error:
        at = error.start + marked * len(MARK)
        return Text(NOT_JSON, unread=f"not UTF-8: byte 0x{body[at]:02X} at offset {at}", is_marked=marked)
    constants: list[str] = []
    repeated: list[str] = []

    def constant(name: str) -> Constant:
        constants.append(name)
        return _CONSTANTS[name]

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) == len(pairs):
            return value
        repeated.extend(value)
        return _repeated(pairs)

    try:
        value = json.loads(text, parse_constant=constant, parse_int=_integer, object_pairs_hook=members)
    except (ValueError, RecursionError):
        return Text(NOT_JSON, is_marked=marked)
    if depth_max is not None and _is_deeper(body, value, depth_max):
        return Text(NOT_JSON, unread=f"nested over {depth_max} levels deep", is_marked=marked)
    if not constants and not repeated:
        return Text(value, is_marked=marked)
    blemishes = list(_blemishes(value))
    found = [blemish for blemish, is_constant in blemishes if is_constant]
    return Text(
        value,
        tuple(found[:_BLEMISHES_MAX] or (Blemish("$", name) for name in constants[:1])),  # a later member may hide it
        tuple([blemish for blemish, is_constant in blemishes if not is_constant][:_BLEMISHES_MAX]),
        is_marked=marked,
    )


def _is_deeper(body: bytes, value: Any, levels: int) -> bool:
    if body.count(b"[") + body.count(b"{") <= levels:
        return False
    level = [value]
    for _ in range(levels):
        level = [inner for each in level for inner in _inside(each)]
    return any(isinstance(each, dict | list) for each in level)


def _inside(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _DIGITS_MAX else float(digits)


def _repeated(pairs: list[tuple[str, Any]]) -> _Repeated:
    value = _Repeated(pairs)
    value.times = {}
    for name, _ in pairs:
        value.times[name] = value.times.get(name, 0) + 1
    return value


def _blemishes(value: Any) -> Iterator[tuple[Blemish, bool]]:
    """Each blemish in the order of the text, and whether it is a constant rather than a repeated member."""
    left: list[tuple[str, Any]] = [("$", value)]
    while left:
        where, each = left.pop()
        if isinstance(each, Constant):
            yield Blemish(where, repr(each)), True
        inner: list[tuple[str, Any]] = []
        if isinstance(each, _Repeated):
            yield from ((Blemish(_at(where, n), f"given {t} times"), False) for n, t in each.times.items() if t > 1)
        if isinstance(each, dict):
            inner = [(_at(where, name), member) for name, member in each.items()]
        elif isinstance(each, list):
            inner = [(f"{where}[{index}]", entry) for index, entry in enumerate(each)]
        left += reversed(inner)


def _at(where: str, name: str) -> str:
    return f"{where}.{name}" if _PLAIN.fullmatch(name) else f"{where}[{name!a}]"
