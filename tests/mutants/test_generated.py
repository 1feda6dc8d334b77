"""The command that tries the faults of the table of members; what they do to answers is tested with the reference."""

from __future__ import annotations

import pytest

from contracts.reference.faults.of_members import Harm
from contracts.runner import specimen

from . import generated
from .generated import Found

REFUSED = "refused:addCustomer:profiles[].identifiers"
UNSEEN = "lost:addCustomer:profiles[].no.such.member"
FOUND = Found(REFUSED, "identifiers/one", "identifiers/fresh-person-is-registered")


def test_a_gate_finds_what_nobody_can_overlook() -> None:
    """Who refuses every add is found; what is found names the item and the rule."""
    (told,) = generated.tried([REFUSED], processes=1)
    assert told.fault == REFUSED
    assert told.rule.partition("/")[2]
    assert told.by.partition("/")[2]


def test_a_sample_is_drawn_by_its_seed_from_the_kinds_asked_for() -> None:
    """The same seed draws the same ones; without a sample it is all."""
    drawn = generated.chosen(["lost", "mistyped"], 10, 7)
    assert len(drawn) == 10
    assert {id_.partition(":")[0] for id_ in drawn} == {"lost", "mistyped"}
    assert generated.chosen(["lost", "mistyped"], 10, 7) == drawn
    assert generated.chosen(["lost", "mistyped"], 10, 8) != drawn
    assert generated.chosen(list(Harm), None, 0) == specimen.generated()


@pytest.mark.parametrize(("at_least", "code"), [("0.5", 0), ("0.6", 1)])
def test_the_figure_decides(
    at_least: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line for each, what of each kind was found, the share; and too small a share is an exit code."""
    monkeypatch.setattr(generated, "tried", lambda ids, processes: [FOUND, Found(UNSEEN, "", "")])
    assert generated.main(["--at-least", at_least]) == code
    told = capsys.readouterr().out.splitlines()
    assert told == [
        f"found   {REFUSED}  identifiers/fresh-person-is-registered (identifiers/one)",
        f"MISSED  {UNSEEN}",
        "refused: 1 of 1",
        "lost: 0 of 1",
        "1 of 2 found, 50%",
    ]
