"""Docstrings that are data: the sentence of a rule, the crime of a fault, the title of a story.

Python drops docstrings with -OO and PYTHONOPTIMIZE=2; the source has them still.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from functools import cache
from typing import Any


def docstring(function: Callable[..., Any]) -> str:
    """The docstring of a function without its indentation; empty where there is none to be found."""
    return inspect.cleandoc(function.__doc__ or "") or _in_source(function)


@cache
def _in_source(function: Callable[..., Any]) -> str:
    try:
        declared = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, TypeError, SyntaxError):
        return ""
    return (ast.get_docstring(declared) or "") if isinstance(declared, ast.FunctionDef) else ""
