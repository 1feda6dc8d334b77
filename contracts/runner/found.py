"""The findings of a run: each with the number by which people speak of it, its target, and its story."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.engine.target import Target
from contracts.engine.verdict import Finding
from contracts.evidence.intent import Intent
from contracts.reporting.summary import Told
from contracts.rules.judge import Judged
from contracts.runner import words


class Found:
    """Takes findings in, each once; `request_ids` name the headers by which a target's operators find a request."""

    def __init__(self, request_ids: Sequence[str]) -> None:
        self.all: list[Finding] = []
        self._request_ids = request_ids
        self._targets: dict[int, str] = {}
        self._stories: dict[int, Sequence[Told]] = {}
        """Both by the identity of a finding."""
        self._numbers: dict[tuple[str, ...], int] = {}
        """Cause of a finding -> its number."""

    def take(self, finding: Finding, name: str, target: Target[Intent, Judged]) -> bool:
        """Take in a finding about the target of that name, while its exchanges are at hand; whether it is a new one."""
        if id(finding) in self._targets:
            return False
        self._targets[id(finding)] = name
        self.all.append(finding)
        self.number(finding)
        story = words.around([target.judged[index] for index in finding.story or (finding.exchange,)], finding.exchange)
        self._stories[id(finding)] = words.told(words.related(story), self._request_ids)
        finding.request_id = target.client.history[finding.exchange].request_id(self._request_ids)
        return True

    def number(self, finding: Finding) -> None:
        """Give a finding its number, the same for equal causes."""
        finding.number = self._numbers.setdefault(finding.cause, len(self._numbers) + 1)

    def target_of(self, finding: Finding) -> str:
        """The name of its target; empty for the main one, and where it is about the profile."""
        return self._targets.get(id(finding), "")

    def story(self, finding: Finding) -> Sequence[Told]:
        """The exchanges of a finding, the breaking one last; none where it is about the profile."""
        return self._stories.get(id(finding), ())
