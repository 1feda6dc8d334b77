"""Which identifiers somebody has, in the same room however many there are."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

from contracts.evidence.intent import Identifier

_BITS = 1 << 22
"""Of so many, people of 300 requests take one in a thousand, and those of 100,000 one in eight."""
_BLANKS = re.compile(r"\s")


class Occupied:
    """A set of identifiers that is never told: it may hold one more that fell upon the bit of another.

    Where that is, whoever wanted the value gets another one: the same with every seed of Python's hashes. A set of
    hashes would be a fifth of what a run keeps of each person.
    """

    def __init__(self) -> None:
        self._bits = bytearray(_BITS // 8)

    def __contains__(self, identifier: Identifier) -> bool:
        place, bit = divmod(_place(identifier), 8)
        return bool(self._bits[place] >> bit & 1)

    def update(self, identifiers: Iterable[Identifier]) -> None:
        """Take identifiers in."""
        for identifier in identifiers:
            place, bit = divmod(_place(identifier), 8)
            self._bits[place] |= 1 << bit

    def __ior__(self, other: Occupied) -> Occupied:
        both = int.from_bytes(self._bits, "little") | int.from_bytes(other._bits, "little")
        self._bits = bytearray(both.to_bytes(_BITS // 8, "little"))
        return self


def _place(identifier: Identifier) -> int:
    """Of type and value, as a target may take them where the documents leave spellings open."""
    spelled = _BLANKS.sub("", f"{identifier.type}:{identifier.value}").casefold()
    return zlib.crc32(spelled.encode(errors="surrogatepass")) % _BITS
