"""A YAML text as plain values, with the spot of each, and what in it does not mean what it says.

Keys are taken as they are written. A key that is given twice, or that YAML reads as
something else than a name, is a problem; the values are read as YAML 1.1 has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

VALUES_MAX = 10_000
"""How many values a text may stand for: an alias may stand for many, among them other aliases."""
_TAG = "tag:yaml.org,2002:"
_WORDS = frozenset({"str", "value", "merge"})
_PLAIN = _WORDS | {"int", "float", "bool", "null", "timestamp"}
_LONG = 100
"""Characters of a scalar that nobody takes for a number any more."""
_OWN_WORDS = (
    (r"found character '\\t'.*", "a tab, where YAML takes blanks only"),
    (r"but found another document", "a second document begins here, and there is to be one"),
    (r"found undefined alias '?(.*?)'?", r"*\1 stands for nothing: no &\1 comes before it"),
)

Path = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, and in which line, counted from 1."""

    line: int
    told: str


class NotYaml(Exception):
    """The text cannot be read at all."""

    def __init__(self, line: int, told: str) -> None:
        super().__init__(told)
        self.problem = Problem(line, told)


@dataclass(frozen=True)
class Spot:
    """Where a value stands."""

    line: int
    text: str | None = None
    """A scalar as it is written, without quotes; None for a list or a mapping."""
    quoted: bool = False


@dataclass
class Written:
    """What a text says."""

    value: Any = None
    spots: dict[Path, Spot] = field(default_factory=dict)
    """Path of keys and indices -> where its value stands; of a member, the line of its key."""
    problems: dict[Path, list[Problem]] = field(default_factory=dict)
    """By the path of what they are about."""

    def leaves(self) -> Iterator[tuple[Path, Any]]:
        """Each scalar with its path."""
        yield from _leaves((), self.value)


def read(text: str) -> Written:
    """What a text says; raises NotYaml where it is none, or stands for more than 10,000 values."""
    try:
        loader = yaml.SafeLoader(text)
        tree = loader.get_single_node()
        return _Reading(loader).whole(tree)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        told = f"not YAML: the character U+{ord(text[error.position]):04X} may not occur"
        raise NotYaml(line, told) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotYaml(mark.line + 1 if mark else 1, f"not YAML: {_worded(error.problem or str(error))}") from None
    except RecursionError:
        raise NotYaml(1, "nested too deep") from None


def _worded(problem: str) -> str:
    told = " ".join(problem.split())
    for pattern, words in _OWN_WORDS:
        if found := re.fullmatch(pattern, told):
            return found.expand(words)
    return told


class _Reading:
    """Turns the nodes of one text into values."""

    def __init__(self, loader: yaml.SafeLoader) -> None:
        self._loader = loader
        self._written = Written()
        self._left = VALUES_MAX
        self._open: set[int] = set()
        """Nodes that are being read: an alias to one of them stands for itself."""

    def whole(self, tree: yaml.Node | None) -> Written:
        if tree is not None:
            self._written.value = self._value(tree, (), _line(tree))
        return self._written

    def _value(self, node: yaml.Node, path: Path, line: int) -> Any:
        self._left -= 1
        if self._left < 0:
            raise NotYaml(line, f"more than {VALUES_MAX} values, with what the aliases stand for")
        if id(node) in self._open:
            raise NotYaml(line, "an alias stands for something that it is a part of")
        quoted = isinstance(node, yaml.ScalarNode) and node.style is not None
        text = node.value if isinstance(node, yaml.ScalarNode) else None
        self._written.spots[path] = Spot(line, text, quoted)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        self._open.add(id(node))
        if node.tag not in (_TAG + "seq", _TAG + "map"):
            self._problem(path, line, f"{_shown(node.tag)} is not plain YAML: leave it out")
        value: Any = None
        if isinstance(node, yaml.MappingNode):
            value = self._mapping(node, path)
        else:
            value = [self._value(entry, (*path, n), _line(entry)) for n, entry in enumerate(node.value)]
        self._open.discard(id(node))
        return value

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> Any:
        kind = node.tag.removeprefix(_TAG)
        if kind not in _PLAIN:
            self._problem(path, _line(node), f"{_shown(node.tag)} is not plain YAML: leave it out")
        if kind not in _PLAIN or kind in _WORDS or len(node.value) > _LONG:
            return node.value
        try:
            return self._loader.construct_object(node)
        except (ValueError, LookupError, AttributeError):  # the 31st of June, or a tag that does not fit
            return node.value

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        first: dict[str, int] = {}
        value: dict[str, Any] = {}
        merges = [(key, below) for key, below in node.value if key.tag == _TAG + "merge"]
        for _, below in merges:
            value |= self._merged(below, path)
        for key, below in node.value:
            name, line = self._name(key, path), _line(key)
            if name in first:
                told = (
                    f"repeated key {dotted((*path, name))!r}, which is in line {first[name]} already: keep one of them"
                )
                self._problem((*path, name), line, told)
                continue
            first[name] = line
            if key.tag != _TAG + "merge":
                value[name] = self._value(below, (*path, name), line)
        return value

    def _merged(self, node: yaml.Node, path: Path) -> dict[str, Any]:
        """What `<<` takes over: of several mappings, the earlier ones win."""
        value: dict[str, Any] = {}
        own = self._written.spots[path]
        for each in reversed(node.value) if isinstance(node, yaml.SequenceNode) else [node]:
            if not isinstance(each, yaml.MappingNode):
                self._problem((*path, "<<"), _line(each), "<<: should be followed by a mapping, as in <<: *name")
                continue
            value |= self._value(each, path, _line(each))
        self._written.spots[path] = own
        return value

    def _name(self, key: yaml.Node, path: Path) -> str:
        """A key as it is written."""
        if not isinstance(key, yaml.ScalarNode):
            self._problem((*path, "?"), _line(key), "got a list or a mapping as a key, should be a name")
            return "?"
        name = str(key.value)
        taken = read_as(self._scalar(key, (*path, name)))
        if taken and not name:
            self._problem((*path, name), _line(key), "got nothing as a key, should be a name before the colon")
        elif taken:
            told = f'YAML reads the key {name} as {taken}; write it in quotes: "{name}"'
            self._problem((*path, name), _line(key), f"{dotted((*path, name))}: {told}")
        return name

    def _problem(self, path: Path, line: int, told: str) -> None:
        known = self._written.problems.setdefault(path, [])
        if Problem(line, told) not in known:
            known.append(Problem(line, told))


def read_as(value: Any) -> str:
    """What YAML has made of a scalar, in words; empty where it is text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return f"the number {value!r:.40}"
    return "" if isinstance(value, str) else "nothing" if value is None else "a date"


def _leaves(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _leaves((*path, name), below)
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield from _leaves((*path, number), entry)
    else:
        yield path, value


def dotted(path: Path) -> str:
    """A path as people write it: sources.LINE.accounts.0."""
    return ".".join(map(str, path))


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _shown(tag: str) -> str:
    return "!!" + tag.removeprefix(_TAG) if tag.startswith(_TAG) else tag
