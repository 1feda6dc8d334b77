"""The plan of fourteen nights: what befalls the reference in each of them, and all that the night is to say of it."""

from __future__ import annotations

from dataclasses import dataclass

POINTS = "side-effects/enrolment-points-come-once"
COUNTS = "counts/counts-are-true-upsert"
PASSWORD = "security/wrong-credentials-are-refused"
NAMES = "validation/longest-name-is-stored-whole"
_FAULTS = {
    POINTS: "awards-nothing-for-one-point",
    COUNTS: "counts-only-upserts-without-an-id",
    PASSWORD: "compares-eight-characters-of-a-password",
    NAMES: "counts-bytes-for-characters",
}
LAST_SCENARIO = "tests/scenarios/test_validation.py::test_all_sorts"
"""Leaving it out changes nothing for those before it."""
ONLY_THERE = ("documented-characters-are-accepted", "long-name-is-not-an-error")


@dataclass(frozen=True)
class Planned:
    """One night."""

    broken: tuple[str, ...] = ()
    """Rules that the reference breaks."""
    options: tuple[str, ...] = ()
    step_s: str = "0.005"
    """How long an answer takes."""
    member: str = ""
    """A member of its answers that no document has."""
    says: tuple[tuple[str, str], ...] = ()
    """What is said of which rule, or promise, in this order."""
    drifts: tuple[str, ...] = ()
    """The kinds of drift, each as often as it is told, the worst first."""

    @property
    def faults(self) -> list[str]:
        """The options that have it so."""
        return [word for rule in self.broken for word in ("--fault", _FAULTS[rule])]


def day(number: int) -> str:
    """The day of a night; the first is 1."""
    return f"2030-01-{number:02}"


def _still(number: int) -> str:
    return f"still broken since {day(number)}"


def _mended(number: int) -> str:
    return f"mended, last broken on {day(number)}"


def _flaky(broke: int, of: int) -> str:
    return f"flaky: broke in {broke} of {of} nights"


_TIER = {"member": "tier"}
PLAN = (
    Planned(),
    Planned((POINTS,), says=(("new", POINTS),)),
    Planned((POINTS, COUNTS), says=(("new", COUNTS), (_still(2), POINTS))),
    Planned(
        (COUNTS,),
        options=("--manner", "error_status=409"),
        says=((_still(3), COUNTS), (_mended(3), POINTS)),
        drifts=(*["another answer"] * 6, "another reading"),
    ),
    Planned(
        (POINTS, COUNTS),
        **_TIER,
        says=((_still(3), COUNTS), (_flaky(3, 4), POINTS)),
        drifts=(*["another answer"] * 2, "another reading", "an undocumented member"),
    ),
    Planned(**_TIER, says=((_flaky(3, 5), POINTS), (_mended(5), COUNTS))),
    Planned(**_TIER, says=((_flaky(3, 6), POINTS),)),
    Planned(**_TIER, says=((_flaky(3, 7), POINTS),)),
    Planned(**_TIER, says=((_flaky(3, 8), POINTS),)),
    Planned(**_TIER, step_s="0.05", drifts=("slower",)),
    Planned((PASSWORD,), says=(("new", PASSWORD),), drifts=("a member is gone", "another answer")),
    Planned((NAMES,), says=(("new", NAMES), (_mended(11), PASSWORD))),
    Planned(
        options=("--deselect", LAST_SCENARIO),
        says=tuple(("no longer exercised", each) for each in (NAMES, *ONLY_THERE)),
    ),
    Planned((COUNTS,), says=((_flaky(4, 12), COUNTS), (_mended(12), NAMES))),
)
