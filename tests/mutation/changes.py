"""All changes of a module: each a source that differs in one place, and compiles to something else."""

from __future__ import annotations
import __future__

import ast
import textwrap
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code

from .operators import operators


@dataclass(frozen=True)
class Change:
    """One place of one module, otherwise."""

    module: str
    """Dotted name."""
    name: str
    """The name that the changed top-level statement gives to something; empty where it gives none."""
    function: str
    """Qualified name of the function whose body is changed; empty where a declaration or constant is."""
    at_import: bool
    """Whether the changed code runs when its module is imported, and perhaps never again."""
    lines: range
    """Lines of the statement, for compound ones of its head: who runs none of them cannot notice."""
    was: str
    now: str
    source: str

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What names it in the list of equivalents: no line numbers, for these move."""
        return (self.module, self.function or self.name, self.was, self.now)


def changes(module: str, source: str) -> list[Change]:
    """The changes of a module, no two of which compile to the same."""
    tree = ast.parse(source)
    builders = _called_at_import(tree)
    lines = source.splitlines(keepends=True)
    return [change for piece in _pieces(tree) for change in _changes_of(piece, module, lines, builders)]


@dataclass(frozen=True)
class _Piece:
    """A function, a method or a top-level statement that is no class: what is parsed by itself."""

    node: ast.stmt
    prefix: str = ""
    """`Class.` for a method."""

    @property
    def name(self) -> str:
        """The name that it gives to something."""
        node: Any = self.node
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", node)
        return self.prefix + (getattr(target, "name", "") or getattr(target, "id", ""))

    @property
    def span(self) -> tuple[int, int]:
        """Index of its first line, decorators included, and of the line after the last."""
        decorators = getattr(self.node, "decorator_list", ())
        return min([self.node.lineno, *(d.lineno for d in decorators)]) - 1, self.node.end_lineno or 0


def _pieces(tree: ast.Module) -> Iterator[_Piece]:
    """All but members and decorators of classes, and `rule`, which declares rules."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from (_Piece(part, f"{node.name}.") for part in node.body if isinstance(part, ast.FunctionDef))
        elif not (isinstance(node, ast.FunctionDef) and node.name == "rule"):
            yield _Piece(node)


def _changes_of(piece: _Piece, module: str, lines: Sequence[str], builders: set[str]) -> Iterator[Change]:
    begin, end = piece.span
    margin = "    " if piece.prefix else ""
    text = textwrap.dedent("".join(lines[begin:end]))
    known = {_essence(_compiled(text))}
    nodes = list(ast_nodes(get_ast(text)))
    unread = [_span(annotation) for annotation in _annotations(piece.node)]
    for operator in operators():
        places = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        for occurrence, (row, column) in enumerate(places):
            line = begin + row
            if any(start <= (line, column + len(margin)) < stop for start, stop in unread):
                continue
            mutated = mutate_code(text, operator, occurrence)
            try:
                essence = _essence(_compiled(mutated))
            except SyntaxError:  # the `*` of keyword-only arguments is taken for a product
                continue
            if essence in known:
                continue
            known.add(essence)
            is_body = isinstance(piece.node, ast.FunctionDef) and line >= piece.node.body[0].lineno
            yield Change(
                module,
                piece.name,
                piece.name if is_body else "",
                not is_body or piece.name in builders,
                _statement(piece.node, line),
                *_differing(text, mutated),
                "".join([*lines[:begin], textwrap.indent(mutated, margin), *lines[end:]]),
            )


def _called_at_import(tree: ast.Module) -> set[str]:
    """Functions that build rules: called by top-level statements or as decorators."""
    runs: list[ast.AST] = [d for node in tree.body for d in getattr(node, "decorator_list", ())]
    runs += [node for node in tree.body if not isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    calls = [call for part in runs for call in ast.walk(part) if isinstance(call, ast.Call)]
    return {call.func.id for call in calls if isinstance(call.func, ast.Name)}


def _annotations(piece: ast.stmt) -> Iterator[ast.expr]:
    """What nothing reads at run time."""
    for node in ast.walk(piece):
        for name in ("annotation", "returns"):
            if isinstance(annotation := getattr(node, name, None), ast.expr):
                yield annotation


def _span(node: ast.expr | ast.stmt) -> tuple[tuple[int, int], tuple[int, int]]:
    return (node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0)


def _statement(piece: ast.stmt, line: int) -> range:
    innermost = range(line, line + 1)
    for node in ast.walk(piece):  # breadth first: the last one that holds the line is the innermost
        if isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or 0):
            body = getattr(node, "body", None)
            end = body[0].lineno - 1 if body and body[0].lineno > node.lineno else node.end_lineno or node.lineno
            if line <= end:
                innermost = range(node.lineno, end + 1)
    return innermost


def _differing(text: str, mutated: str) -> tuple[str, str]:
    """The lines that differ, stripped; several are joined by a space."""
    old, new = text.splitlines(), mutated.splitlines()
    first = 0
    while old[first] == new[first]:
        first += 1
    last = 1
    while old[-last] == new[-last] and first < min(len(old), len(new)) - last + 1:
        last += 1
    ends = len(old) - last + 1, len(new) - last + 1
    return tuple(" ".join(" ".join(part[first:end]).split()) for part, end in zip((old, new), ends, strict=True))


def _compiled(text: str) -> CodeType:
    return compile(text, "piece", "exec", flags=__future__.annotations.compiler_flag)


def _essence(code: CodeType) -> Hashable:
    """What code does, without where it stands."""
    consts: tuple[Any, ...] = tuple(
        _essence(const) if isinstance(const, CodeType) else (type(const), repr(const)) for const in code.co_consts
    )
    return (code.co_code, consts, code.co_names, code.co_varnames, code.co_freevars, code.co_flags)
