"""OpenAPI Overlays: a document as a list of changes to another one, such as the limits of what is generated.

Overlay Specification 1.0.0. Of JSONPath (RFC 9535) a target has what such changes need:
`.name`, `['name','other']`, `[0]` and `.*`.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from contracts.engine.errors import UsageError

_STEP = re.compile(r"\.(?P<name>[\w-]+|\*)|\[(?P<names>'[^']+'(?:,\s*'[^']+')*)\]|\[(?P<position>\d+)\]")


def overlaid(document: Mapping[str, Any], overlay: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of the document with the actions of an overlay carried out, one after the other.

    Objects are merged, lists appended to, all else replaced. Raises UsageError for a target
    that cannot be read, or that the document does not have: a change of nothing is a slip.
    """
    changed = {"": copy.deepcopy(dict(document))}
    for action in overlay["actions"]:
        for holder, key in list(_places(changed, action["target"]))[::-1]:
            if action.get("remove"):
                del holder[key]
            else:
                holder[key] = _merged(holder[key], action["update"])
    return changed[""]


def _places(root: Any, target: str) -> Iterator[tuple[Any, Any]]:
    """Each place of a target, as its holder and its key there; the holder of the document is `root`."""
    steps = list(_STEP.finditer(target, 1))
    if not target.startswith("$") or "".join(step[0] for step in steps) != target[1:]:
        raise UsageError(f"an overlay's target cannot be read: {target}")
    places = [(root, "")]
    for step in steps:
        nodes = [holder[key] for holder, key in places]
        places = [(node, key) for node in nodes for key in _keys(node, step)]
        if not all(_has(*place) for place in places):
            raise UsageError(f"an overlay's target is not in the document: {target}")
    yield from places


def _keys(node: Any, step: re.Match[str]) -> list[Any]:
    if step["position"]:
        return [int(step["position"])]
    if step["names"]:
        return re.findall(r"'([^']+)'", step["names"])
    return list(node) if step["name"] == "*" and isinstance(node, dict) else [step["name"]]


def _has(node: Any, key: Any) -> bool:
    if isinstance(key, int):
        return isinstance(node, list) and key < len(node)
    return isinstance(node, dict) and key in node


def _merged(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{key: _merged(old[key], value) if key in old else value for key, value in new.items()}}
    return [*old, *new] if isinstance(old, list) and isinstance(new, list) else new
