"""A profile's text with members filled in: comments, order and whatever else stands there are kept. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

_WIDTH = 120


class _Text:
    """Takes what is written, as a stream does."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, text: str) -> None:
        self.parts.append(text)


def amended(
    text: str,
    members: Sequence[tuple[tuple[str, ...], Any]],
    readings: Mapping[str, str],
    waivers: Sequence[Mapping[str, Any]],
    without: Sequence[int] = (),
) -> str:
    """The text with these members, pinned readings and waivers; `without` are the places of waivers that go."""
    ends = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    both_ways = _both_ways(text)
    known = both_ways.load(text)
    for path, _ in members:
        if path[0] not in (known or {}):
            text = re.sub(
                rf"^# ?({path[0]}:) \[.*\]$", r"\1", text, count=1, flags=re.MULTILINE
            )  # where it is explained
    text = _with_fewer(text, known, without)
    data = both_ways.load(text)
    ahead = ""
    if data is None:
        data, ahead = CommentedMap(), text
    for path, value in members:
        _put(data, path, value)
    if readings:
        held = _map_of(data, "readings")
        for reading, answer in readings.items():
            held[reading] = answer
    if waivers:
        _list_of(data, "waivers").extend(CommentedMap(waiver) for waiver in waivers)
    out = _Text()
    if data or not ahead:
        both_ways.dump(data, out)
    written = ahead + "".join(out.parts)
    return written.replace("\n", ends) if ends != "\n" else written


def _both_ways(text: str) -> YAML:
    both_ways = YAML()
    both_ways.encoding = None  # type: ignore[assignment]  # text, not bytes
    both_ways.preserve_quotes = True
    both_ways.width = _WIDTH * 10  # what stands on one line is to stay there
    if re.search(r"^\w+:[^\n]*\n(?:[ \t]*#[^\n]*\n)*  +- ", text, re.MULTILINE):
        both_ways.indent(mapping=2, sequence=4, offset=2)
    return both_ways


def _with_fewer(text: str, data: CommentedMap, places: Sequence[int]) -> str:
    """The text without some waivers, and with the comments of the others; what stands above one that goes stays."""
    lines = text.split("\n")
    for place in sorted(places, reverse=True):
        begin = data["waivers"].lc.item(place)[0]
        indent = len(lines[begin]) - len(lines[begin].lstrip())
        if not lines[begin].lstrip().startswith("- "):
            return _with_fewer_of_one_line(text, places)
        end = begin + 1
        while end < len(lines) and _is_of_an_item(lines[end], indent):
            end += 1
        while end > begin + 1 and re.fullmatch(r"\s*(#.*)?", lines[end - 1]):
            end -= 1
        del lines[begin:end]
    return "\n".join(lines)


def _is_of_an_item(line: str, indent: int) -> bool:
    """Whether a line goes on with what a dash at that indent has begun, or says nothing."""
    return re.fullmatch(r"\s*(#.*)?", line) is not None or len(line) - len(line.lstrip()) > indent


def _with_fewer_of_one_line(text: str, places: Sequence[int]) -> str:
    both_ways = _both_ways(text)
    data = both_ways.load(text)
    for place in sorted(places, reverse=True):
        del data["waivers"][place]
    out = _Text()
    both_ways.dump(data, out)
    return "".join(out.parts)


def _put(data: CommentedMap, path: tuple[str, ...], value: Any) -> None:
    for name in path[:-1]:
        data = _map_of(data, name)
    data[path[-1]] = _flow(value)


def _flow(value: Any) -> Any:
    """A list or members on the line of their name."""
    made: CommentedMap | CommentedSeq
    if isinstance(value, Mapping):
        made = CommentedMap((name, _flow(each)) for name, each in value.items())
    elif isinstance(value, list | tuple):
        made = CommentedSeq(map(_flow, value))
    else:
        return value
    made.fa.set_flow_style()
    return made


def _map_of(data: CommentedMap, name: str) -> CommentedMap:
    """What stands there as members on lines of their own, made where there is none."""
    if not isinstance(data.get(name), CommentedMap):
        data[name] = CommentedMap()
    held: CommentedMap = data[name]
    if not held:
        held.fa.set_block_style()
    return held


def _list_of(data: CommentedMap, name: str) -> CommentedSeq:
    if not isinstance(data.get(name), CommentedSeq):
        data[name] = CommentedSeq()
    held: CommentedSeq = data[name]
    if not held:
        held.fa.set_block_style()
    return held
