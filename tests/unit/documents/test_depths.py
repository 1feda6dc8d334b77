"""The figures that follow from a matrix."""

from __future__ import annotations

import pytest

from contracts.documents import depths
from contracts.documents.depths import Figure, Matrix, Row, Suspect
from contracts.engine.errors import UsageError
from contracts.reporting.power import lines

ROWS = {
    "blind": Row(),
    "early": Row("f/first[x]", ("a/one",)),
    "late": Row("f/last", ("b/two", "a/one"), ("c/three",)),
    "nightly-only": Row(remarks=("c/three",), nightly_by="fuzz", nightly_rule="a/two"),
}
FIGURES = {
    "blind": Figure(),
    "early": Figure(7, 1),
    "late": Figure(250, 4),
    "nightly-only": Figure(nightly_at=900),
}
MATRIX = Matrix(ROWS, FIGURES, {"smoke": 60, "gate": 300, "nightly": 1000})
SUSPECTS = {
    "blind": Suspect("apart", "a/two", "luck"),
    "early": Suspect("apart", "a/two", ""),
    "late": Suspect("beside", "a/one", ""),
    "nightly-only": Suspect("beside", "a/two", "volume"),
}
RULES = ("a/one", "a/two", "b/two", "c/three")


def test_what_is_written_is_read_again() -> None:
    rows, figures = depths.written_rows(MATRIX), depths.written_figures(MATRIX)
    assert depths.read(rows, figures) == MATRIX
    assert len(rows.splitlines()) == len(ROWS)
    assert "late: {by: f/last, rules: [b/two, a/one], remarks: [c/three]}" in rows.splitlines()
    assert "  early: {at: 7, findings: 1}" in figures.splitlines()


@pytest.mark.parametrize("rows", ["", "x: {y: 1}", "x: [", "x: {}\nfigureless: {}"])
def test_what_is_no_matrix_is_refused(rows: str) -> None:
    with pytest.raises(UsageError, match="the matrix cannot be read"):
        depths.read(rows, "requests: {smoke: 1, gate: 1, nightly: 1}\nfaults: {x: {}}")


@pytest.mark.parametrize("figures", ["", "requests: {smoke: 1}\nfaults: {}", "requests: [", "faults: {x: {y: 1}}"])
def test_what_are_no_figures_is_refused(figures: str) -> None:
    with pytest.raises(UsageError, match="the matrix cannot be read"):
        depths.read("x: {}", figures)


@pytest.mark.parametrize(
    ("depth", "caught"),
    [("smoke", ["early"]), ("gate", ["early", "late"]), ("nightly", ["early", "late", "nightly-only"])],
)
def test_a_deeper_run_catches_what_a_shallower_one_does(depth: str, caught: list[str]) -> None:
    assert MATRIX.caught(depth) == caught
    assert sorted([*MATRIX.survivors(depth), *caught]) == sorted(ROWS)


def test_the_curve_counts_what_is_caught_by_then() -> None:
    assert depths.curve(MATRIX, "gate", [6, 7, 249, 250]) == [0, 1, 1, 2]
    assert depths.curve(MATRIX, "smoke", [7, 300]) == [1, 1]
    assert depths.curve(MATRIX, "nightly", [899, 900], ["nightly-only"]) == [0, 1]


def test_a_rule_that_alone_sees_a_fault_is_needed() -> None:
    assert depths.survivors_without(MATRIX, "a/one") == ["early"]
    assert depths.survivors_without(MATRIX, "b/two") == []
    assert depths.unneeded(MATRIX, RULES, SUSPECTS) == ["a/two", "b/two", "c/three"]


def test_a_rule_that_names_the_culprit_is_needed() -> None:
    named = {**SUSPECTS, "late": Suspect("beside", "b/other", "")}
    assert depths.named_by(MATRIX, "b/two", named) == ["late"]
    assert depths.unneeded(MATRIX, RULES, named) == ["a/two", "c/three"]


def test_the_culprit_is_named_where_the_families_agree() -> None:
    told = depths.culprit(MATRIX, SUSPECTS)
    assert (told.named, told.caught, told.share) == (1, 2, 0.5)
    assert (told.findings_median, told.findings_max) == (2.5, 4)
    assert depths.culprit(Matrix({}, {}, {}), {}).share == 0.0


def test_the_text_tells_depths_families_curve_and_survivors() -> None:
    told = [" ".join(line.split()) for line in lines(MATRIX, SUSPECTS, RULES)]
    assert "beside 2 0 1 2" in told
    assert "all 4 1 2 3" in told
    assert "share 25.0% 50.0% 75.0%" in told
    assert "smoke 1 1 1 1" in told
    assert "2 survive gate" in told
    assert "nightly-only [beside] needs volume; nightly sees it" in told
    assert "blind [apart] needs luck" in told


def test_the_text_leaves_out_faults_that_there_are_no_more() -> None:
    told = list(lines(MATRIX, {"early": SUSPECTS["early"]}, RULES, "smoke"))
    assert told[0].startswith("1 faults")
    assert "0 survive smoke" in told
