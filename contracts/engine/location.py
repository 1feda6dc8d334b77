"""Where something is declared: the file and the line, for who wants to read it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds the package: a clone, or where a wheel was installed."""


@dataclass(frozen=True, slots=True)
class Location:
    """A line of a file. Its text is the same on every machine: a path of ours begins at the package."""

    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self._below(_ROOT) or self.path.name}:{self.line}"

    def seen_from(self, folder: Path) -> str:
        """The path as somebody in that folder opens it, and the line: relative where the file is below the folder."""
        return f"{self._below(folder) or self.path}:{self.line}"

    def _below(self, folder: Path) -> str:
        return self.path.relative_to(folder).as_posix() if self.path.is_relative_to(folder) else ""


def location(function: Callable[..., Any]) -> Location:
    """Where a function is written, its decorators included; of one made by another, where that one writes it."""
    code = inspect.unwrap(function).__code__
    return Location(Path(code.co_filename).resolve(), code.co_firstlineno)
