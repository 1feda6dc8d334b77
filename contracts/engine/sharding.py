"""Which shard a target of a campaign belongs to. Pure."""

from __future__ import annotations

import hashlib


def shard_of(name: str, count: int) -> int:
    """The shard of 1 to `count` that has a target of that name, and of no other fact: adding a target moves no other.

    The highest of one hash for each shard wins (rendezvous hashing), so that of `count` + 1 shards the new one
    takes over its part, and nothing goes from one old shard to another.
    """
    return max(range(1, count + 1), key=lambda shard: hashlib.sha256(f"{shard}\0{name}".encode()).digest())
