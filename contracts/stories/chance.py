"""How Hypothesis draws here: from the seed alone.

By itself it mixes in the constants of the code at hand, so that a change of a comment's neighbour
changes every case of a seed, and names and passwords that stand in our sources are sent to targets.
"""

from __future__ import annotations

from functools import cached_property

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider
from hypothesis.internal.constants_ast import Constants

_NAME = "contracts"


class SeedAlone(HypothesisProvider):
    """Hypothesis's own way of drawing, without constants of local modules."""

    @cached_property
    def _local_constants(self) -> Constants:
        return Constants()


AVAILABLE_PROVIDERS[_NAME] = f"{__name__}.{SeedAlone.__name__}"


def drawing(count: int) -> hypothesis.settings:
    """Settings that draw so many examples and do nothing else: no shrinking, no database, no deadline."""
    return hypothesis.settings(
        max_examples=count,
        backend=_NAME,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
