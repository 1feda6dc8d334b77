"""Whether a run still gets through to its target; an outage of the target is waited out."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from contracts.engine.errors import Derailed, NotAsked, NoVerdict
from contracts.engine.outages import Outages
from contracts.engine.resuming import Past
from contracts.stories.weighing import Passage

PRE_FLIGHT = "pre-flight"
"""Stands in the place of a test where a request asks whether the target is there."""


class Lookout:
    """Looks after each test whether the next one may begin.

    `ask` sends the target something harmless, which `passage` and `outages` hear of; `whom` names who asks. What a
    resumed run did in the `past` it does again, and it goes on where it ended then.
    """

    def __init__(self, outages: Outages, ask: Callable[[], object], whom: Callable[[], str], past: Past) -> None:
        self.outages = outages
        self.passage = Passage()
        self._ask = ask
        self._whom = whom
        self._past = past

    @property
    def barred(self) -> str:
        """Why nothing gets through, in a line."""
        return self.passage.told(self._whom())

    def look(self) -> str:
        """Why the run has to end; empty where it goes on. One harmless request tells, or several in an outage."""
        passage, outages = self.passage, self.outages
        if self._past.plays:
            self._look_back()
            return ""
        may_be_out = passage.is_away and outages.seconds > 0
        if not (passage.is_shut or passage.is_in_doubt or may_be_out):
            return ""
        try:
            if may_be_out or not passage.is_shut:
                self._outlast()
        except Derailed as error:
            return str(error)
        except NotAsked:  # no request is left
            pass
        if outages.is_too_long:
            return f"{outages.why}, for over {outages.seconds:g} s: --patience SECONDS waits longer"
        return self.barred if passage.is_shut or passage.is_in_doubt else ""

    def _look_back(self) -> None:
        """Ask what was asked then; where nothing got through any more, the run was resumed."""
        asked = 0
        while self._past.next_test == PRE_FLIGHT:
            with contextlib.suppress(NoVerdict):
                self._ask()
            asked += 1
        if self.passage.is_shut or self.passage.is_in_doubt:
            self.passage = Passage()
        elif asked > 1:
            self.passage.begin_again()

    def _outlast(self) -> None:
        """Ask until somebody is there, or patience is over."""
        waited = False
        while True:
            with contextlib.suppress(NoVerdict):  # this one was lost, too
                self._ask()
            if not self.passage.is_away:
                break
            if not self.outages.outwait(self.barred):
                return
            waited = True
        if waited:
            self.passage.begin_again()
