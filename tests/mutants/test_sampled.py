"""The command that tries a sample of the faults: which ones, and what it tells of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from contracts.documents.files import load_matrix
from contracts.runner import specimen

from . import sampled
from .sampled import SUITES, Told, night


def test_a_sample_is_stratified_and_grows() -> None:
    """Each family is there before any comes again, and none has two more than another that is not through."""
    known = specimen.faults()
    families = {fault.family for fault in known.values()}
    small, large = specimen.sampled(len(families), 1), specimen.sampled(80, 1)
    assert {known[fault].family for fault in small} == families
    assert large[: len(small)] == small
    assert len(set(large)) == 80
    assert large != specimen.sampled(80, 2)
    assert set(specimen.sampled(10_000, 1)) == set(known)
    drawn = [known[fault].family for fault in large]
    sizes = {family: sum(fault.family == family for fault in known.values()) for family in families}
    least = min(drawn.count(family) for family in families if drawn.count(family) < sizes[family])
    assert max(map(drawn.count, families)) <= least + 1


@pytest.mark.parametrize("suites", SUITES)
def test_what_nobody_can_overlook_is_found_by_the_suites_that_are_asked(suites: str, tmp_path: Path) -> None:
    """With scenarios by one of them, for they come first."""
    told = night("says-500-for-everything", tmp_path, 100, SUITES[suites])
    assert told.rule
    assert told.by
    assert told.by.startswith(("stateful/", "fuzz/")) is (suites == "fuzz")


def test_the_shares_are_of_all_and_of_those_that_a_gate_misses(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the golden matrix has it."""
    rows = load_matrix().rows
    missed = [fault for fault, row in rows.items() if not row.by][:2]
    caught = [fault for fault, row in rows.items() if row.by][:2]
    found = Told(missed[0], "fuzz/deep", "reads/one"), Told(caught[0], "stateful/long-stories", "reads/one")
    told = [*found, Told(missed[1], "", "", remark="reads/two"), Told(caught[1], "", "")]

    def tried(faults: Sequence[str], requests: int, suites: tuple[str, ...], processes: int) -> Iterator[Told]:
        assert (list(faults), requests, suites) == (specimen.sampled(4, 7), 300, ("stateful", "fuzz"))
        yield from told

    monkeypatch.setattr(sampled, "tried", tried)
    sampled.main(["--faults", "4", "--seed", "7", "--requests", "300", "--suites", "fuzz"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [str(each) for each in told]
    assert lines[4:] == [
        "stateful, fuzz, 300 requests: 2 of 4 found, 50%; remarks of 1 more",
        "of those that a gate misses: 1 of 2 found, 50%; remarks of 1 more",
    ]


def test_a_remark_of_its_own_rule_tells_of_a_fault(tmp_path: Path) -> None:
    """And is no finding."""
    told = night("gives-warnings-twice", tmp_path, 60, SUITES["all"])
    assert (told.by, told.remark) == ("", "envelope/members-are-given-once")
    assert str(told) == "remark  gives-warnings-twice  envelope/members-are-given-once"


def test_what_a_gate_leaves_is_tried_whole(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """By the golden matrix."""
    left = [fault for fault, row in load_matrix().rows.items() if not row.by]

    def tried(faults: Sequence[str], requests: int, suites: tuple[str, ...], processes: int) -> Iterator[Told]:
        yield from (Told(fault, "", "") for fault in faults)

    monkeypatch.setattr(sampled, "tried", tried)
    sampled.main(["--left"])
    assert capsys.readouterr().out.splitlines()[: len(left)] == [f"MISSED  {fault}" for fault in left]
