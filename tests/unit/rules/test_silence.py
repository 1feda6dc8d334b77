"""What silences a rule, for each rule: no answer, a refusal to listen, a way that is barred, for most a doubt.

A history that breaks a rule is told again but for its last line, of which the rule then has
nothing to judge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pytest
from histories import History, Line, Response, Trial, Who, status

from contracts.rules import Rule, law

from .tables import tables

REASONS: Mapping[str, Callable[[Line], Line]] = {
    "no answer": lambda line: line.no_answer(),
    "a stranger": lambda line: line.by(Who.NOBODY),
    "too many requests": lambda line: line.answers(status(429)),
    "not let in": lambda line: line.answers(status(401)),
    "something in front is down": lambda line: line.answers(status(503)),
    "a redirect": lambda line: line.answers(replace(line.answer, status=307)),
    "a page": lambda line: line.answers(status(403, b"<html>")),
    "a request of doubts": lambda line: line.asking(verbose="true"),
}
WHOEVER_ASKS = """
    batch/repeated-item-is-one-customer codes/codes-have-messages codes/codes-have-one-type codes/known-codes
    counts/counts-are-true-upsert cross-source/combining-is-a-success envelope/answer-matches-the-schema
    envelope/answers-are-json envelope/business-outcome-status envelope/creation-status envelope/envelope-upsert
    envelope/envelope-v11 envelope/failure-shape-v2 envelope/success-and-failure-exclude-each-other
    envelope/members-are-given-once envelope/success-lists-are-there envelope/success-shape-v2
    robustness/no-server-error security/no-credentials-shown security/no-inner-workings security/nobody-elses-data
    upsert/error-shape upsert/repeated-item-is-one-customer warnings/warning-shape-v2 warnings/warnings-do-not-fail
"""
WHATEVER_IS_ANSWERED = """
    security/no-credentials-shown security/no-inner-workings security/nobody-elses-data
"""
WHOEVER_IS_TURNED_AWAY = """
    robustness/no-server-error security/no-credentials-shown security/no-inner-workings security/nobody-elses-data
    security/reader-is-told-403 security/reader-never-writes
"""
WITH_DOUBTS = """
    batch/empty-batch-fails batch/repeated-item-is-one-customer codes/codes-have-messages
    codes/codes-have-one-type codes/known-codes codes/success-code-means-success concurrency/each-stores-its-own
    counts/all-failed-is-500 counts/all-succeeded-is-200 counts/counts-are-true-upsert counts/counts-are-true-v11
    counts/items-in-order-v11 counts/one-answer-for-each-item counts/partial-batch-is-201-or-200
    cross-source/combining-is-a-success cross-source/details-kept-per-source
    cross-source/identifiers-kept-per-source duplicate-source/add-never-updates
    duplicate-source/never-a-second-customer envelope/answer-matches-the-schema envelope/answers-are-json
    envelope/business-outcome-status envelope/creation-status envelope/envelope-upsert envelope/envelope-v11
    envelope/failed-item-shape-v11 envelope/failure-shape-v2 envelope/item-shape-v11 envelope/loyalty-members-v11
    envelope/members-are-given-once
    envelope/success-and-failure-exclude-each-other envelope/success-lists-are-there envelope/success-shape-v2
    envelope/upsert-result-is-the-customer identifiers/at-least-one-identifier
    identifiers/at-least-one-identifier-v11 identifiers/at-least-one-valid-identifier
    identifiers/card-has-one-owner identifiers/several-problems-are-refused
    invalid-source/missing-account-is-answered invalid-source/missing-source-is-refused
    invalid-source/open-account-is-answered invalid-source/unknown-account-is-refused
    invalid-source/unknown-source-never-registers invalid-source/unknown-source-v11-is-answered
    primary-mismatch/owner-of-the-secondary-stays-as-it-was primary-mismatch/secondary-is-not-shown-for-another
    primary-mismatch/strict-refusal-changes-nothing reads/details-show-every-identifier
    reads/details-show-what-was-stored reads/get-shows-the-customer-asked-for
    reads/identifiers-are-shown-with-their-holder reads/nobody-is-not-found reads/unknown-source-is-refused
    robustness/hostile-text-is-data robustness/malformed-body-is-refused robustness/no-server-error
    robustness/other-content-type-is-answered robustness/unknown-identifier-type-is-answered
    robustness/unknown-keys-are-answered robustness/wrong-shape-is-refused security/no-credentials-shown
    security/no-inner-workings security/nobody-elses-data security/reader-is-told-403 security/reader-never-writes
    security/refused-caller-changes-nothing side-effects/kinds-and-members-are-documented
    side-effects/kinds-and-members-v11 side-effects/no-points-of-another-request side-effects/refusal-brings-none
    side-effects/unknown-programme-awards-nothing updates/nobody-is-not-updated updates/other-sources-stay
    updates/update-is-shown upsert/details-and-identifiers-together upsert/empty-array-is-empty upsert/error-shape
    upsert/kept-identifiers-do-not-keep-details upsert/missing-source-is-instore
    upsert/no-identifier-is-an-item-error upsert/other-sources-stay upsert/update-is-shown
    reads/asked-source-account-is-shown reads/customer-members-are-kept reads/extended-fields-are-their-own
    reads/members-are-their-own reads/nothing-is-listed-twice reads/associated-till-is-shown
    reads/user-id-is-the-customers
    upsert/conflict-leaves-details-alone
    upsert/repeated-item-is-one-customer validation/invalid-value-is-not-stored
    security/one-token-opens-both warnings/known-label-is-taken
    validation/long-email-is-not-stored-whole validation/long-name-is-not-stored-whole
    validation/longest-name-is-stored-whole warnings/invalid-label-is-answered warnings/warning-shape-v2
    warnings/warnings-do-not-fail
"""
NOT_SILENCED = {
    "no answer": frozenset[str](),
    "a stranger": frozenset(WHOEVER_ASKS.split()),
    "too many requests": frozenset(WHATEVER_IS_ANSWERED.split()),
    "not let in": frozenset(WHOEVER_IS_TURNED_AWAY.split()),
    "something in front is down": frozenset(WHATEVER_IS_ANSWERED.split()),
    "a redirect": frozenset(),
    "a page": frozenset(),
    "a request of doubts": frozenset(WITH_DOUBTS.split()),
}
"""Rules that judge all the same: of shapes and leaks whoever asks, of safety whatever is asked."""


@dataclass(frozen=True)
class Silence:
    """A history that breaks a rule, and why it would not with another last line."""

    history: History
    reason: str

    def __str__(self) -> str:
        return f"{self.reason}: {self.history.rule}: {self.history.claim}"

    @property
    def is_broken(self) -> bool:
        """Whether the rule has something to judge, notwithstanding."""
        *before, last = self.history.lines
        assert isinstance(last, Line)
        rules = {self.history.rule: law()[self.history.rule]}
        trial = Trial(self.history.profile, *before, REASONS[self.reason](last), rules=rules)
        return self.history.rule in trial.exercised[-1]

    def check(self, rules: Mapping[str, Rule] | None = None) -> None:
        """Find that the rule is silent; of other rules nothing is claimed."""
        if rules is None or self.history.rule in rules:
            assert not self.is_broken


def _silences() -> list[Silence]:
    return [
        Silence(history, reason)
        for reason in REASONS
        for history in tables()
        if history.kind == "bad"
        and isinstance(last := history.lines[-1], Line)
        and isinstance(last.answer, Response)
        and last.request.as_who.is_authentic
    ]


SILENCES = _silences()
ONE_EACH = {(s.reason, s.history.rule): s for s in reversed(SILENCES)}


@pytest.mark.parametrize(
    "history", [s for s in ONE_EACH.values() if s.history.rule not in NOT_SILENCED[s.reason]], ids=str
)
def test_silence(history: Silence) -> None:
    history.check()


@pytest.mark.parametrize(("reason", "id_"), [(why, id_) for why, ids in NOT_SILENCED.items() for id_ in sorted(ids)])
def test_not_silenced(reason: str, id_: str) -> None:
    assert any(s.is_broken for s in SILENCES if s.history.rule == id_ and s.reason == reason)
