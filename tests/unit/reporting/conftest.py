"""A browser for the tests of pages."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Tab, found, tab

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Tab]:
    """A browser, or a skip that nobody overlooks."""
    note = ROOT / "reports" / "browser-not-made.txt"
    path = found()
    if path is None:
        told = "the page was opened in no browser: no Chromium on the PATH (apt-get install chromium)"
        note.write_text(f"{'=' * 100}\n{told}\n{'=' * 100}\n")
        pytest.skip(told)
    note.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile, tab(path, Path(profile)) as opened:
        yield opened
