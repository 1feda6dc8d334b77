"""Which runs the full figures are made of, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import proof
from .proof import PLAIN, Case, asked, gates, nights
from .variants import VARIANTS


def test_each_variant_is_asked_a_gate_by_each_seed() -> None:
    made = gates(3)
    assert len(made) == len(set(made)) == 3 * len(VARIANTS)
    assert {case.seed for case in made if case.variant == PLAIN} == {0, 1, 2}
    assert all(case.nightly is None for case in made)


def test_a_long_night_is_one_of_each_variant_and_many_of_the_plain_reference() -> None:
    made = nights(500, 20, 3000)
    assert [case.seed for case in made if case == Case(PLAIN, case.seed, 3000)] == list(range(20))
    assert [case.variant for case in made if case.nightly == 500] == list(VARIANTS)


@pytest.mark.parametrize(("case", "said"), [(Case(PLAIN, 1), ""), (Case("decimals", 0, 40), ", nightly 40")])
def test_what_a_run_came_to_is_a_line(case: Case, said: str) -> None:
    line, is_wolf = asked(case)
    assert not is_wolf
    assert line.endswith(f"{case.variant}, seed {case.seed}{said} \n")
    assert case.nightly is None or f" {case.nightly} requests" in line


@pytest.mark.parametrize(
    ("arguments", "cases"),
    [
        ([], [*gates(10)]),
        (["--seeds", "2"], [*gates(2)]),
        (["--nightly", "7"], nights(7, 20, 3000)),
        (["--nightly", "7", "--plain", "3", "9"], nights(7, 3, 9)),
    ],
)
def test_one_wolf_is_an_exit_code(
    arguments: list[str], cases: list[Case], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked_for: list[Case] = []

    class Pool:
        def __init__(self, processes: int) -> None:
            assert processes == 2

        def __enter__(self) -> Pool:
            return self

        def __exit__(self, *error: object) -> None:
            pass

        def map(self, function: object, given: list[Case], chunksize: int) -> Iterator[tuple[str, bool]]:
            asked_for.extend(given)
            return iter([(f"{case}\n", case == given[-1]) for case in given])

    monkeypatch.setattr(proof, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr(proof, "limited", lambda: iter([("limit\n", False)]))
    assert proof.main(arguments) == 1
    assert asked_for == cases
    runs = len(cases) + ("--nightly" not in arguments)
    assert capsys.readouterr().out.splitlines()[-1] == f"1 of {runs} runs have findings"


def test_the_plain_reference_has_nights_of_its_own_only_at_nightly() -> None:
    with pytest.raises(SystemExit):
        proof.main(["--plain", "2", "100"])
