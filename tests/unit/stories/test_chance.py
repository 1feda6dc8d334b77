"""Cases hang on the seed alone."""

from __future__ import annotations

from contextlib import suppress

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from contracts.stories.chance import drawing

OURS = "a password of a source"


def drawn(how: hypothesis.settings, length: int) -> set[str]:
    """Texts of up to so many characters, drawn so."""
    found: set[str] = set()

    @hypothesis.seed(0)
    @how
    @hypothesis.given(st.text(max_size=length))
    def collect(text: str) -> None:
        found.add(text)

    with suppress(hypothesis.errors.HypothesisException):
        collect()
    return found


def test_no_constant_of_our_sources_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password in the reference would be sent to targets, and every case of a seed would hang on the code."""
    monkeypatch.setattr(providers, "_get_local_constants", lambda: Constants(strings={OURS}))
    by_itself = hypothesis.settings(max_examples=500, database=None, deadline=None)
    assert OURS in drawn(by_itself, 60)
    assert OURS not in drawn(drawing(500), 61)
