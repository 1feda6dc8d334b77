"""No fault of one member, form, place or order is a no-op: an answer to the probes differs from the conforming one."""

from functools import cache

import pytest

from contracts.reference.faults import catalogue
from reference import probing

MODULES = (
    "concurrency_members",
    "cross_source_places",
    "duplicate_source_twins",
    "envelope_v11_members",
    "operations",
    "primary_mismatch_kinds",
    "reads_again",
    "reads_channels",
    "reads_fields",
    "robustness_members",
    "security_readers",
    "side_effects_points",
    "validation_forms",
)
FAULTS = [id_ for id_, each in catalogue().items() if each.apply.__module__.rpartition(".")[2] in MODULES]


@cache
def conforming(chapter: str) -> list[object]:
    return probing.told(chapter)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_changes_an_answer(fault: str):
    assert any(probing.told(chapter, fault) != conforming(chapter) for chapter in probing.CHAPTERS)


@pytest.mark.parametrize("chapter", [name for name in probing.CHAPTERS if name != "shapes"])
def test_the_conforming_reference_does_what_the_probes_ask(chapter: str):
    assert all(status < 500 for status, _, _ in conforming(chapter))
    assert conforming(chapter) == probing.told(chapter)
