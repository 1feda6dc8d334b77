"""Who is to blame is found by few tries, and nobody is blamed without one."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from contracts.stories.blame import culprit


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 9])
def test_the_one_to_blame_is_found(count: int) -> None:
    for guilty in range(count):
        tried: list[Sequence[int]] = []

        def is_refused(some: Sequence[int], guilty: int = guilty, tried: list[Sequence[int]] = tried) -> bool:
            tried.append(some)
            return guilty in some

        assert culprit(range(count), is_refused) == guilty
        assert len(tried) <= 1 + math.ceil(math.log2(count))


def test_nobody_is_blamed_where_only_two_together_are_refused() -> None:
    assert culprit(range(4), lambda some: {0, 3} <= set(some)) is None


def test_nobody_is_blamed_where_nothing_rode() -> None:
    assert culprit([], lambda some: True) is None
