"""Where v1.1 takes nobody without communication channels, preparations have some."""

from __future__ import annotations

from pathlib import Path

import pytest
from histories import ADA, Line, add, done, failed, refused, register, registered

from contracts.engine.client import Connection
from contracts.engine.errors import NoVerdict
from contracts.engine.target import Record
from contracts.evidence.intent import REGISTER, has_channels
from contracts.rules.judge import Judged
from contracts.runner import specimen
from contracts.runner.asked import Options
from contracts.runner.run import Run
from contracts.stories.weighing import Served

BARE, REACHABLE = register(ADA), register(ADA.but(extra={"commChannels": [{"type": "mobile", "value": "1"}]}))
TAKEN, REFUSED = registered(done(7, ADA)), registered(failed(1034))


def prepared(folder: Path, manner: str, **readings: str) -> list[bool]:
    """Of each v1.1 registration that two preparations come to: whether it has channels."""
    profile = specimen.EMBEDDED.model_copy(update={"readings": readings})
    options = Options(None, profile, "gate", 0, "4f2a91c", folder, Connection(), sockets=False, manner=(manner,))
    run = Run(options, specimen.credentials())
    run.open()
    api = run.api(Record("a story"))
    try:
        for _ in range(2):
            api.given.register(api.person(plain=True).alone)
    finally:
        run.close()
    intents = (judged.intent for judged in api.target.judged.values())
    return [has_channels(intent.items[0]) for intent in intents if intent.operation == REGISTER]


def test_a_preparation_that_is_refused_without_channels_has_some(tmp_path: Path) -> None:
    """And so has each one after it, at once."""
    assert prepared(tmp_path, "v11_channels=required") == [False, True, True]
    assert prepared(tmp_path, "v11_channels=optional") == [False, False]


def test_what_a_profile_says_of_channels_counts(tmp_path: Path) -> None:
    pinned = "v11-channels-required"
    assert prepared(tmp_path, "v11_channels=required", **{pinned: "required"}) == [True, True]
    with pytest.raises(NoVerdict, match="preparation failed"):
        prepared(tmp_path, "v11_channels=required", **{pinned: "optional"})


@pytest.mark.parametrize(
    ("lines", "demands"),
    [
        ((BARE.answers(REFUSED),), True),
        ((BARE.answers(REFUSED), REACHABLE.answers(TAKEN)), True),
        ((BARE.answers(REFUSED), BARE.answers(TAKEN)), False),
        ((BARE.answers(TAKEN),), False),
        ((REACHABLE.answers(REFUSED),), False),
        ((BARE.no_answer(),), False),
        ((add(ADA).answers(refused(8006)),), False),
        ((), False),
    ],
)
def test_channels_are_demanded_while_nobody_without_any_is_taken(lines: tuple[Line, ...], demands: bool) -> None:
    judged = [Judged.recorded(line.exchange(number)) for number, line in enumerate(lines)]
    served = Served(*judged)
    assert not served.demands_channels
    for each in judged:
        served.note_unprepared(each)
    assert served.demands_channels is demands
