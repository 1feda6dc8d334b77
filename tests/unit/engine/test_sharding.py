"""A target stays in its shard, whatever else is in the campaign."""

from __future__ import annotations

from collections import Counter

import pytest

from contracts.engine.sharding import shard_of

NAMES = [f"brand-{number}" for number in range(1000)]


def test_a_shard_follows_from_the_name_alone() -> None:
    """These are what the nights before have gone by: they may not move with a release."""
    assert [shard_of(name, 4) for name in ("acme", "bolt", "corp", "dune", "echo")] == [4, 2, 3, 2, 3]


@pytest.mark.parametrize("count", [1, 2, 4, 7])
def test_every_target_is_in_one_of_the_shards_and_they_are_about_even(count: int) -> None:
    sizes = Counter(shard_of(name, count) for name in NAMES)
    assert set(sizes) == set(range(1, count + 1))
    assert max(sizes.values()) < 1.3 * len(NAMES) / count


def test_another_shard_takes_its_part_and_moves_nothing_else() -> None:
    moved = [(shard_of(name, 4), shard_of(name, 5)) for name in NAMES if shard_of(name, 4) != shard_of(name, 5)]
    assert {new for _, new in moved} == {5}
    assert 120 < len(moved) < 280
