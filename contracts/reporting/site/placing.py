"""The place of the page in the folder of a run: ours is replaced, anybody else's is left alone."""

from __future__ import annotations

import contextlib
import errno
from pathlib import Path

from contracts.engine import whole

NAME = "index.html"
GENERATOR = "registration-contracts"
"""By which a page of ours is known."""
_HEAD_BYTES = 4_096


def leave(folder: Path, page: str) -> None:
    """Write the page into a folder, in the place of an earlier one; raise OSError where somebody else's is there."""
    path = folder / NAME
    if path.exists() and not is_ours(path):
        raise FileExistsError(errno.EEXIST, "somebody else's page is there; --reports names another folder")
    whole.write(path, page)


def forget(folder: Path) -> None:
    """Remove the page of an earlier run; raise OSError where it cannot be."""
    if is_ours(folder / NAME):
        (folder / NAME).unlink()


def is_ours(path: Path) -> bool:
    """Whether a page of a run is there."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        return f'name="generator" content="{GENERATOR}"'.encode() in file.read(_HEAD_BYTES)
    return False
