"""A folder that one run at a time writes into; the claim to it ends with the process, however that ends."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from contracts.engine.errors import UsageError

try:
    import fcntl
except ImportError:  # Windows, where two runs are not told apart
    fcntl = None  # type: ignore[assignment]

LOCK = ".lock"
_claimed: set[tuple[int, int]] = set()
"""Locks that this process holds, by device and inode: results and records may share a folder."""


def claim(folder: Path, option: str) -> Callable[[], None]:
    """Make the folder where it is missing, and claim it; returns what ends the claim.

    Raises UsageError, which names the option, where another run has it or it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise UsageError(f"{option}: {folder} cannot be written: {error.strerror}; name another folder") from None
    status = os.fstat(lock)
    identity = status.st_dev, status.st_ino
    if identity in _claimed or fcntl is None:
        os.close(lock)
        return lambda: None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise UsageError(
            f"{option}: {folder} is in use by another run; give each run folders of its own (--reports, --alluredir)"
        ) from None
    except OSError as error:  # of a network's file system
        os.close(lock)
        raise UsageError(
            f"{option}: {folder} cannot be locked: {error.strerror}; name a folder on a disk of this machine"
        ) from None
    _claimed.add(identity)

    def release() -> None:
        _claimed.discard(identity)
        os.close(lock)

    return release
