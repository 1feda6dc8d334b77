"""The last step of a run: whether a file that it leaves behind holds a secret that it has used."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from contracts.engine.secrecy import CHARS_SURE, Secret, found
from contracts.reporting.render import counted

_NAMED_MAX = 5
"""So many files are named."""


def told(places: Iterable[Path], secrets: Sequence[Secret], folder: Path) -> tuple[list[str], list[str]]:
    """What is said of secrets in some folders and files: what lets no verdict stand, and what is but a warning.

    Files are named as from `folder`. Raises OSError for what cannot be read.
    """
    held: dict[Path, list[Secret]] = {}
    roots = [place.resolve() for place in places]
    for root in dict.fromkeys(roots):
        if not any(root.is_relative_to(other) for other in roots if other != root):
            for path, secret in found(root, secrets):
                held.setdefault(path, []).append(secret)
    sure = {path: [secret for secret in of if secret.is_sure] for path, of in held.items()}
    short = {path: [secret for secret in of if not secret.is_sure] for path, of in held.items()}
    remedy = "delete what was published of it, and change what it tells"
    may_be = f"of fewer than {CHARS_SURE} characters, so it may be a word there"
    return list(_lines(sure, folder, f": {remedy}")), list(_lines(short, folder, f", {may_be}"))


def _lines(held: dict[Path, list[Secret]], folder: Path, end: str) -> Iterable[str]:
    """A line for each file, the last one for all that are not named."""
    holding = {path: of for path, of in held.items() if of}
    for path, of in list(holding.items())[:_NAMED_MAX]:
        names = " and ".join(dict.fromkeys(secret.name for secret in of))
        yield f"{_seen_from(folder.resolve(), path)} holds {names}{end}"
    if (more := len(holding) - _NAMED_MAX) > 0:
        yield f"{counted(more, 'more file')} hold such"


def _seen_from(folder: Path, path: Path) -> Path:
    with contextlib.suppress(ValueError):
        return path.relative_to(folder)
    return path
