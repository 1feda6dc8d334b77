"""What a run writes down of itself before it begins, and what it removes of the last one."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contracts.engine.client import Connection
from contracts.engine.hosts import without_user
from contracts.reporting.events import RunFacts
from contracts.reporting.site import placing
from contracts.runner.asked import Options


def facts(options: Options, spec_sha256: str, target: str, corpus_sha256: str) -> RunFacts:
    """What the run can be repeated from."""
    whole = options.profile.model_copy(update={"waivers": (*options.profile.waivers, *options.expired)})
    return RunFacts(
        seed=options.seed,
        run_id=options.run_id,
        depth=options.depth,
        profile=whole.model_dump(mode="json"),
        spec_sha256=spec_sha256,
        target=target,
        faults=options.faults,
        manner=options.manner,
        sockets=options.sockets,
        connection=_without_secrets(options.connection),
        rate_per_minute=options.rate_per_minute,
        corpus_sha256=corpus_sha256,
    )


def forget(folder: Path) -> None:
    """Remove what the last run said at its end, from a folder that is claimed."""
    with contextlib.suppress(OSError):  # where it matters, writing it will tell
        placing.forget(folder)
        (folder / "readings.yaml").unlink()
    if (folder / "html" / "index.html").is_file():
        shutil.rmtree(folder / "html", ignore_errors=True)


def _without_secrets(connection: Connection) -> Mapping[str, Any]:
    """What a log holds of a connection; its limits are the profile's."""
    proxy = without_user(connection.proxy) if connection.proxy else None
    told = {"verify": connection.verify, "cert": connection.cert, "proxy": proxy}
    return told | ({"headers": connection.headers} if connection.headers else {})
