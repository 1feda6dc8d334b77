"""An operation that the documents do not name is tried once, and left alone where the target lacks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.documents.profile import Operations
from contracts.engine.client import Connection
from contracts.engine.target import Record
from contracts.evidence.intent import GET_V11
from contracts.rules.judge import Judged
from contracts.runner import specimen
from contracts.runner.asked import Options
from contracts.runner.run import Run


def asked(folder: Path, known: bool | None, *manner: str) -> tuple[int, Record[Judged]]:
    """How often v1.1 was read in a story that tries three times, and the record of the story."""
    operations = Operations.model_validate({**specimen.EMBEDDED.operations.model_dump(), GET_V11: known})
    profile = specimen.EMBEDDED.model_copy(update={"operations": operations})
    options = Options(None, profile, "gate", 0, "4f2a91c", folder, Connection(), manner=manner)
    run, record = Run(options, specimen.credentials()), Record[Judged]("reads")
    run.open()
    api = run.api(record)
    ada = api.person()
    api.given.register(ada)
    for identifier in ada.identifiers:
        api.get_v11(identifier)
    run.close()
    return sum(judged.intent.operation == GET_V11 for judged in api.target.judged.values()), record


@pytest.mark.parametrize(
    ("known", "manner", "times"),
    [
        (True, "v11_get=there", 3),
        (None, "v11_get=there", 3),
        (None, "v11_get=http-404", 1),
        (None, "v11_get=http-403", 1),
        (None, "v11_get=enveloped-404", 1),
        (False, "v11_get=there", 0),
    ],
)
def test_it_is_tried_once(tmp_path: Path, known: bool | None, manner: str, times: int) -> None:
    """And whatever comes of it, the story goes on, with a verdict and without a finding."""
    count, record = asked(tmp_path, known, manner)
    assert (count, record.reasons, record.findings) == (times, [], [])
