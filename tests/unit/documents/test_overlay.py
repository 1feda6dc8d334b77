"""What an overlay changes of a document, and what of it is refused."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.documents import files
from contracts.documents.overlay import overlaid
from contracts.engine.errors import UsageError

DOCUMENT: dict[str, Any] = {
    "a": {"one": {"n": 1, "list": [1]}, "two": {"n": 2}, "x.y": {"n": 3}},
    "b": [{"n": 4}, {"n": 5}],
}


def changed(target: str, **change: Any) -> Any:
    return overlaid(DOCUMENT, {"info": {"title": "-"}, "actions": [{"target": target, **change}]})


@pytest.mark.parametrize(
    ("target", "change", "expected"),
    [
        ("$", {"c": 1}, {**DOCUMENT, "c": 1}),
        ("$.a.one", {"m": 7}, {**DOCUMENT, "a": {**DOCUMENT["a"], "one": {"n": 1, "list": [1], "m": 7}}}),
        ("$.a.one", {"n": "x"}, {**DOCUMENT, "a": {**DOCUMENT["a"], "one": {"n": "x", "list": [1]}}}),
        ("$.a.one", {"list": [2]}, {**DOCUMENT, "a": {**DOCUMENT["a"], "one": {"n": 1, "list": [1, 2]}}}),
        ("$.a['two','x.y']", {"n": 9}, {**DOCUMENT, "a": {**DOCUMENT["a"], "two": {"n": 9}, "x.y": {"n": 9}}}),
        ("$.b[1]", {"n": 9}, {**DOCUMENT, "b": [{"n": 4}, {"n": 9}]}),
        ("$.b[0].n", 8, {**DOCUMENT, "b": [{"n": 8}, {"n": 5}]}),
        (
            "$.a.*",
            {"m": 0},
            {**DOCUMENT, "a": {name: {**node, "m": 0} for name, node in DOCUMENT["a"].items()}},
        ),
    ],
)
def test_an_update_merges(target: str, change: Any, expected: Any) -> None:
    """Objects are merged, lists appended to, all else replaced; the document itself stays as it is."""
    assert changed(target, update=change) == expected
    assert DOCUMENT["a"]["one"] == {"n": 1, "list": [1]}


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("$.a['one','two']", {**DOCUMENT, "a": {"x.y": {"n": 3}}}),
        ("$.b[0]", {**DOCUMENT, "b": [{"n": 5}]}),
        ("$.a.*", {**DOCUMENT, "a": {}}),
    ],
)
def test_a_removal_removes(target: str, expected: Any) -> None:
    """Also several at once."""
    assert changed(target, remove=True) == expected


@pytest.mark.parametrize(
    "target", ["a.one", "$..n", "$.a[?@.n]", "$.a.one ", "$.c", "$.a['one','three']", "$.b[2]", "$.b.n"]
)
def test_a_target_that_leads_nowhere_is_refused(target: str) -> None:
    """A change of nothing is a slip."""
    with pytest.raises(UsageError, match="target"):
        changed(target, update={})


def test_each_spec_has_its_overlay() -> None:
    """Of the same file name, and saying so itself."""
    folder = files.specs_folder() / "generation"
    assert {path.name for path in folder.iterdir()} == set(files.SPECS)
    for name in files.SPECS:
        assert f"\nextends: ../{name}\n" in (folder / name).read_text(encoding="utf-8")
