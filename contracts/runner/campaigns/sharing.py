"""How pytest-xdist shares out the targets of a campaign: by its own groups, also to a worker that comes late.

A worker begins a test once it knows the one after it, or that there is none. One that takes the place of another which
has died is given one group (`LoadScopeScheduling.schedule`, 3.8): where that is one target, it would wait for ever.
"""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadGroupScheduling  # type: ignore[import-untyped]


class Sharing(LoadGroupScheduling):  # type: ignore[misc]
    """Groups, one after another, to whoever has the least to do."""

    def schedule(self) -> None:
        """Begin; or give who comes late a second group, and tell all where there is no more."""
        is_under_way = self.collection is not None
        super().schedule()
        if not is_under_way:
            return
        for node in self.nodes:
            self._reschedule(node)
        if not self.workqueue:
            for node in self.nodes:
                if not node.shutting_down:
                    node.shutdown()


def scheduler(config: Any, log: Any) -> Any:
    """Who shares out the items of a session."""
    return Sharing(config, log)
