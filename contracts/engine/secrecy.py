"""Secrets as files and answers may hold them: as they are, or as URLs, JSON, HTML and base64 write them."""

from __future__ import annotations

import base64
import html
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

CHARS_SURE = 8
"""A shorter secret that stands in a file may be a word of any text: that is told, and decides nothing."""
_BLOCK = 1_000_000
"""Bytes of a file that are looked through at once."""
_BYTES_OF_A_CHAR = 40
"""More than any writing of one character takes: `\\\\\\\\u0022`, or `%252522`."""
_PLAIN = re.compile("[A-Za-z0-9]+")


@dataclass(frozen=True)
class Secret:
    """What no record may hold; `name` is what messages call it."""

    name: str
    text: str

    @property
    def is_sure(self) -> bool:
        """Whether it is long enough to be no word of any text."""
        return len(self.text) >= CHARS_SURE

    def masked(self, data: bytes, mask: bytes) -> bytes:
        """The data with the mask wherever the secret stands, however it is escaped."""
        return self._written.sub(mask, data) if self._anchor in data else data

    def is_in(self, data: bytes) -> bool:
        """Whether it stands in the data, however it is escaped; if it is long enough, also in base64."""
        if self._anchor in data and self._written.search(data):
            return True
        return self.is_sure and any(core in data for core in self._cores)

    @cached_property
    def _written(self) -> re.Pattern[bytes]:
        return re.compile(b"".join(map(_written, self.text)))

    @cached_property
    def _anchor(self) -> bytes:
        """What every writing of it but base64 has in common, to be looked for first: that takes no time."""
        return max(_PLAIN.findall(self.text), key=len, default="").encode()

    @cached_property
    def _cores(self) -> Sequence[bytes]:
        """What base64 makes of it behind 0, 1 or 2 other bytes, without the signs that depend on its neighbours."""
        raw = self.text.encode()
        return [
            base64.b64encode(bytes(before) + raw)[(0, 2, 3)[before] : (before + len(raw)) * 8 // 6]
            for before in range(3)
        ]


def _written(char: str) -> bytes:
    """A pattern of all that stands for a character in text, URLs, JSON (JSON within JSON, too) and HTML."""
    raw = char.encode()
    if char.isascii() and char.isalnum():
        return raw
    units = char.encode("utf-16-be").hex()
    in_json = "".join(rf"\\+u{units[at : at + 4]}" for at in range(0, len(units), 4))
    in_url = "".join(f"%(?:25)*{byte:02x}" for byte in raw)
    escaped = html.escape(char)
    others = [in_json, in_url, f"&#0*{ord(char)};", f"&#x0*{ord(char):x};"]
    others += [re.escape(escaped)] if escaped != char else []
    others += [r"\+"] if char == " " else []
    return rb"(?:\\*" + re.escape(raw) + b"|(?i:" + "|".join(others).encode() + b"))"


def masked(data: bytes, secrets: Iterable[Secret], mask: bytes) -> bytes:
    """The data with the mask wherever one of the secrets stands."""
    for secret in secrets:
        data = secret.masked(data, mask)
    return data


def found(folder: Path, secrets: Sequence[Secret]) -> Iterator[tuple[Path, Secret]]:
    """The files below a folder that hold a secret, or are called by one; a file itself may be given.

    Raises OSError for what cannot be read.
    """
    for path in _files(folder):
        left = list(secrets)
        name = [os.fsencode(path.relative_to(folder.parent))]
        overlap = max((len(secret.text) for secret in secrets), default=0) * _BYTES_OF_A_CHAR
        for block in (*name, *_blocks(path, overlap)) if left else ():
            held = [secret for secret in left if secret.is_in(block)]
            yield from ((path, secret) for secret in held)
            left = [secret for secret in left if secret not in held]


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        yield from [folder] if folder.is_file() else []
        return
    for where, folders, names in os.walk(folder, onerror=_raise):
        folders.sort()
        yield from (path for name in sorted(names) if (path := Path(where, name)).is_file())


def _raise(error: OSError) -> None:
    raise error


def _blocks(path: Path, overlap: int) -> Iterator[bytes]:
    """A file in pieces that overlap, so that nothing is cut in two."""
    with path.open("rb") as file:
        rest = b""
        while read := file.read(_BLOCK):
            block = rest + read
            yield block
            rest = block[-overlap:] if overlap else b""
