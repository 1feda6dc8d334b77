"""The fixtures of contract suites, lent where a contract is collected: other suites have their own of these names."""

from __future__ import annotations

import pytest

from contracts.engine.errors import NotAsked
from contracts.runner.session import options_of, run_of
from contracts.runner.tests import record_of
from contracts.stories.declaring import Setting
from contracts.stories.verbs import Api

ONE_PROCESS = "contract suites run in one process, for a target has one history: leave out -n"


class Fixtures:
    """A pytest plugin."""

    @pytest.fixture
    def setting(self) -> Setting | None:
        """The organisation setting of a scenario; None: as the target is."""
        return None

    @pytest.fixture
    def api(self, request: pytest.FixtureRequest, setting: Setting | None) -> Api:
        """The verbs of a story, against the target of this run."""
        if hasattr(request.config, "workerinput"):
            raise pytest.UsageError(ONE_PROCESS)
        try:
            return run_of(request.node).api(record_of(request.node), setting)
        except NotAsked as why:
            pytest.skip(str(why))

    @pytest.fixture(scope="session")
    def seed(self, request: pytest.FixtureRequest) -> int:
        """What decides the shapes and the order of generated cases."""
        return options_of(request.config).seed
