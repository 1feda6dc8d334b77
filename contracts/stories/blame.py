"""Which of several things that went along is why a request is refused: found by halving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def culprit(suspects: Sequence[T], is_refused: Callable[[Sequence[T]], bool]) -> T | None:
    """The one of the suspects, which were refused together, that is refused alone; None where none is.

    `is_refused` tries some of them, on somebody new; it is asked 1 + log2 of the suspects times at most.
    """
    rest = list(suspects)
    while len(rest) > 1:
        half = rest[: len(rest) // 2]
        rest = half if is_refused(half) else rest[len(half) :]
    return rest[0] if rest and is_refused(rest) else None
