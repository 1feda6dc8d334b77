"""What is changed in a rule: cosmic-ray's operators, and three that it lacks.

Left out of cosmic-ray's are changes that say nothing about a history: a declaration removed,
`is` for `==` and back (one and the same for enums, None and interned constants), bit and
arithmetic operators that the operands do not have, and for `==` and `!=` the orders that a
sufficient set does without (Kaminski, Ammann and Offutt, "Improving logic-based testing", 2013).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import parso
from cosmic_ray.operators.operator import Example, Operator
from cosmic_ray.plugins import get_operator

Span = tuple[tuple[int, int], tuple[int, int]]


class DropOperand(Operator):
    """Leaves one operand out of a chain of `and` or `or`: a guard that is not there."""

    def mutation_positions(self, node: Any) -> Iterator[Span]:
        if node.type in ("and_test", "or_test"):
            yield from ((operand.start_pos, operand.end_pos) for operand in node.children[::2])

    def mutate(self, node: Any, index: int) -> Any:
        kept = [operand.get_code().strip() for place, operand in enumerate(node.children[::2]) if place != index]
        return parso.parse(" " + f" {node.children[1].value} ".join(kept))

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("a and b", " b"), Example("a or b or c", " a or c", occurrence=1))


class DropFilter(Operator):
    """Lets a comprehension take everything."""

    def mutation_positions(self, node: Any) -> Iterator[Span]:
        if node.type == "comp_if":
            yield (node.children[1].start_pos, node.children[1].end_pos)

    def mutate(self, node: Any, index: int) -> Any:
        node.children[1] = parso.parse(" True")
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("[x for x in y if x]", "[x for x in y if True]"),)


class SwapIn(Operator):
    """Takes members for non-members."""

    def mutation_positions(self, node: Any) -> Iterator[Span]:
        if node.type == "comparison":
            yield from ((op.start_pos, op.end_pos) for op in self._operators(node))

    def mutate(self, node: Any, index: int) -> Any:
        operator = self._operators(node)[index]
        swapped = " in" if operator.get_code().split() == ["not", "in"] else " not in"
        node.children[node.children.index(operator)] = parso.parse(swapped)
        return node

    @staticmethod
    def _operators(node: Any) -> list[Any]:
        return [op for op in node.children[1::2] if op.get_code().split()[-1] == "in"]

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        return (Example("a in b", "a not in b"), Example("a not in b", "a in b"))


_PAIRS = {
    "ReplaceComparisonOperator": (
        *("Eq_NotEq", "Eq_LtE", "Eq_GtE", "NotEq_Eq", "NotEq_Lt", "NotEq_Gt", "Is_IsNot", "IsNot_Is"),
        *(f"{a}_{b}" for a in ("Lt", "LtE", "Gt", "GtE") for b in ("Lt", "LtE", "Gt", "GtE", "Eq", "NotEq") if a != b),
    ),
    "ReplaceBinaryOperator": (
        *("BitOr_BitAnd", "BitOr_Sub", "BitAnd_BitOr", "BitAnd_Sub", "Sub_BitAnd"),
        *("Add_Sub", "Sub_Add", "Mul_FloorDiv", "FloorDiv_Mul"),
    ),
}
_OTHERS = (
    "AddNot",
    "NumberReplacer",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceUnaryOperator_Delete_Not",
    "ReplaceContinueWithBreak",
    "ReplaceBreakWithContinue",
    "ZeroIterationForLoop",
    "ExceptionReplacer",
)


def operators() -> list[Operator]:
    """All operators, those first whose changes are told most plainly."""
    pairs = dict.fromkeys(f"{name}_{pair}" for name, swaps in _PAIRS.items() for pair in swaps)
    stock = [get_operator(f"core/{name}")() for name in (*_OTHERS, *pairs)]
    return [DropOperand(), DropFilter(), SwapIn(), *stock]
