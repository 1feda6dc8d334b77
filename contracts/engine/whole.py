"""Files that are never half written, whatever ends the disk or the run."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from types import TracebackType

from contracts.engine.errors import Derailed


def write(path: Path, text: str) -> None:
    """Write a file through a second name, so that nobody ever reads half of it; raises OSError."""
    partial = path.with_name(path.name + ".tmp")
    try:
        partial.write_text(text, encoding="utf-8")
        os.replace(partial, path)
    finally:
        with contextlib.suppress(OSError):  # it is gone where all went well
            partial.unlink()


class Lines:
    """A file that grows by whole lines, for one writer at a time; `durable` ones outlast the machine, too.

    Raises OSError where it cannot be begun, Derailed where a line cannot be written.
    """

    def __init__(self, path: Path, *, fresh: bool = False, durable: bool = False) -> None:
        self.path = path
        self._durable = durable
        self._file = path.open("wb" if fresh else "ab+", buffering=0)
        if not fresh and path.is_file() and self._file.seek(0, os.SEEK_END):
            self._file.seek(-1, os.SEEK_END)
            if self._file.read(1) != b"\n":  # the machine went down in the middle of a line
                self.write("\n")

    def write(self, text: str) -> None:
        """Append text that ends a line; what a full disk cut off is taken back."""
        left = text.encode()
        whole = os.fstat(self._file.fileno()).st_size
        try:
            while left:
                left = left[self._file.write(left) :]
            if self._durable:
                os.fsync(self._file.fileno())
        except OSError as error:
            with contextlib.suppress(OSError):  # of what is not a file, as /dev/full
                self._file.truncate(whole)
            raise Derailed(f"{self.path} cannot be written: {error.strerror}") from None

    def close(self) -> None:
        """End the file; a second time does nothing."""
        self._file.close()

    def __enter__(self) -> Lines:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
