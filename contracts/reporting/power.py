"""The power of the suites as text: what each depth catches, and with how many requests."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from contracts.documents import depths
from contracts.documents.depths import DEPTHS, Matrix, Suspect

POINTS = (10, 20, 40, 60, 100, 150, 200, 250, 300, 400, 600, 1000, 2000, 3000)
"""Requests at which the curve is read."""
_NAME, _COLUMN = 18, 7


def lines(
    matrix: Matrix, suspects: Mapping[str, Suspect], rules: Collection[str], depth: str = "gate"
) -> Iterator[str]:
    """All figures; the survivors are those of `depth`. Faults that the matrix does not know are left out."""
    known = {fault: suspects[fault] for fault in matrix.rows if fault in suspects}
    matrix = replace(matrix, rows={fault: matrix.rows[fault] for fault in known})
    yield f"{len(known)} faults, depth by depth, against the embedded reference, seed 0"
    yield ""
    yield from _caught(matrix, known)
    yield ""
    yield from _curves(matrix)
    yield ""
    yield from _clarity(matrix, known, rules)
    yield ""
    yield from _survivors(matrix, known, depth)


def _caught(matrix: Matrix, known: Mapping[str, Suspect]) -> Iterator[str]:
    families: dict[str, list[str]] = {}
    for fault, suspect in known.items():
        families.setdefault(suspect.family, []).append(fault)
    yield _row("caught", ["faults", *DEPTHS])
    for family, faults in sorted(families.items()):
        yield _row(family, [len(faults), *(len(set(matrix.caught(depth)) & set(faults)) for depth in DEPTHS)])
    caught = [len(matrix.caught(depth)) for depth in DEPTHS]
    yield _row("all", [len(known), *caught])
    yield _row("share", ["", *(f"{count / len(known):.1%}" if known else "-" for count in caught)])
    yield _row("requests", ["", *(matrix.requests[depth] for depth in DEPTHS)])
    yield "nightly: the most that a run took which a gate had missed; what a gate catches was not run again"


def _curves(matrix: Matrix) -> Iterator[str]:
    yield "faults caught after so many requests"
    points = [point for point in POINTS if point <= max(matrix.requests.values())]
    yield _row("", points)
    for depth in DEPTHS:
        counts = depths.curve(matrix, depth, points)
        reached = sum(point < matrix.requests[depth] for point in points) + 1
        yield _row(depth, counts[:reached])


def _clarity(matrix: Matrix, known: Mapping[str, Suspect], rules: Collection[str]) -> Iterator[str]:
    culprit = depths.culprit(matrix, known)
    yield (
        f"the first finding is of the fault's own family in {culprit.named} of {culprit.caught} ({culprit.share:.1%}); "
        f"findings of a fault: median {culprit.findings_median:g}, most {culprit.findings_max}"
    )
    alone = [rule for rule in rules if depths.survivors_without(matrix, rule)]
    first = set(rules) - set(depths.unneeded(matrix, rules, known)) - set(alone)
    yield (
        f"of {len(rules)} rules {len(alone)} are the only one to see some fault, {len(first)} more are the first to "
        f"name one, {len(rules) - len(alone) - len(first)} stay for a reason of their own"
    )


def _survivors(matrix: Matrix, known: Mapping[str, Suspect], depth: str) -> Iterator[str]:
    survivors = matrix.survivors(depth)
    remarked = [fault for fault in survivors if known[fault].first in matrix.rows[fault].remarks]
    yield f"{len(survivors)} survive {depth}" + (
        f", {len(remarked)} of them with a remark, which is all that an inferred promise allows" if remarked else ""
    )
    for fault in survivors:
        suspect = known[fault]
        later = [f"{d} sees it" for d in DEPTHS[DEPTHS.index(depth) + 1 :] if matrix.caught_at(fault, d) is not None]
        told = "; remarked" if fault in remarked else f"; {later[0]}" if later else ""
        yield f"  {fault}  [{suspect.family}]  needs {suspect.needs}{told}"


def _row(name: str, cells: Sequence[object]) -> str:
    return f"{name:<{_NAME}}" + "".join(f" {cell!s:>{max(_COLUMN, len(str(cell)))}}" for cell in cells)
