"""The pace of a run: by its own limit, or by the turns of one that other runs of a campaign use, too."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from contracts.engine.pace import Pace, Turns
from contracts.runner.asked import Options


def of(options: Options, until: float | None, tell: Callable[[str], None], *, is_first: bool) -> Pace:
    """The pace of the target of a run, which is the first, or of a reference beside it."""
    asked = options.in_campaign if is_first else None
    begins_in = max(0.0, asked.begins_at - time.time()) if asked else 0.0
    return Pace(
        options.rate,
        options.budget,
        until,
        tell=tell,
        begins_in=begins_in,
        turns=_turns(options) if asked and asked.limit else None,
    )


def _turns(options: Options) -> Turns:
    from contracts.engine.shared import Shared  # an optional library: only who asks for it needs it

    asked = options.in_campaign
    return Shared(asked.shared).limit(asked.limit, asked.limit_per_minute, Path(asked.lost))
