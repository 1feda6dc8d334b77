"""What tests of stories share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.engine.client import Connection
from contracts.engine.target import Record
from contracts.runner import specimen
from contracts.runner.asked import Options
from contracts.runner.run import Run
from contracts.stories.verbs import Api


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Api]:
    """The verbs, to the reference."""
    options = Options(None, specimen.EMBEDDED, "nightly", 0, "4f2a91c", tmp_path, Connection(), sockets=False)
    run = Run(options, specimen.credentials())
    run.open()
    yield run.api(Record("a story"))
    run.close()
