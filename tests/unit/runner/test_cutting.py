"""A finding of a generated case shows the smallest request that was found to break the same rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from mutants.suite import run
from outside import ENVIRONMENT

from contracts.engine.server import Server
from contracts.reporting import events
from contracts.runner import specimen

FAULT = "breaks-on-null-among-the-items-of-a-batch"
"""A batch with null among its items is answered 500."""


def findings(reports: Path) -> dict[str, list[str]]:
    """Rule and operation -> the smallest requests."""
    return {f"{each.rule} {each.operation}": each.cut_down for each in events.findings_of(reports / "run.jsonl")}


def broken(tmp_path: Path, *options: str, sockets: bool = False) -> Any:
    """A run of what is generated, by a reference that breaks."""
    return run(tmp_path, *options, suites=("fuzz",), sockets=sockets)


def test_what_breaks_is_cut_down(tmp_path: Path) -> None:
    """From fifty items to one, outside the run's budget and history; the run asks the same without it."""
    whole, plain = tmp_path / "whole", tmp_path / "plain"
    one = broken(whole, "--fault", FAULT, "--cut-down", "200", "--corpus", str(tmp_path / "corpus"))
    other = broken(plain, "--fault", FAULT)
    small = ['POST /v1.1/customer/add?format=json {"root":{"customer":[null]}}']
    assert findings(whole)["robustness/no-server-error addCustomerV11"] == small
    assert not any(findings(plain).values())
    assert one.requests == other.requests
    bodies = [
        [exchange.request.body for exchange in events.exchanges_of(folder / "run.jsonl")] for folder in (whole, plain)
    ]
    assert bodies[0] == bodies[1]
    kept = [json.loads(file.read_text(encoding="utf-8")) for file in (tmp_path / "corpus").iterdir()]
    assert "cut down: robustness/no-server-error" in [story["tries"] for story in kept]


def test_another_target_is_asked_within_a_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which is part of the run's; people are new each time."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    sent = {}
    for requests in (0, 9):
        folder = tmp_path / str(requests)
        with Server(specimen.reference(specimen.EMBEDDED, [FAULT])) as server:
            options = ("--base-url", server.base_url, "--scenario", "robustness/odd-members", "--max-requests", "60")
            report = broken(folder, *options, "--cut-down", str(requests), sockets=True)
            assert report.requests == server.requests_served
        told = findings(folder)["robustness/no-server-error addCustomerV11"]
        assert bool(told) is bool(requests)
        sent[requests] = [exchange.request.body for exchange in events.exchanges_of(folder / "run.jsonl")]
    assert 0 < len(sent[9]) - len(sent[0]) <= 9
    batches = [body for body in sent[9] if b'"root"' in body]
    assert len(set(batches)) == len(batches)
