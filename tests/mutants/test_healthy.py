"""A rule that only one server can satisfy cries wolf: every permitted way of answering is clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.engine.server import RateLimit, Server
from contracts.engine.verdict import Exit, Verdict
from contracts.rules import law
from contracts.runner import specimen

from .suite import run
from .variants import VARIANTS

pytestmark = pytest.mark.xdist_group("healthy")  # they gather in EXERCISED, in one process
EXERCISED: set[str] = set()
SILENT_TARGETS = {"one answer in five lost", "one answer in seven cut"}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", VARIANTS)
def test_a_permitted_answer_is_no_finding_at_smoke(name: str, tmp_path: Path) -> None:
    """The variant trips nothing; only lost answers may leave promises without a verdict."""
    holds(name, "smoke", tmp_path)


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", VARIANTS)
def test_a_permitted_answer_is_no_finding(name: str, tmp_path: Path) -> None:
    """Nor at gate; `tox -e proof` asks over ten seeds."""
    holds(name, "gate", tmp_path)


def holds(name: str, depth: str, folder: Path) -> None:
    """A run against a variant finds nothing."""
    report = run(folder, "--depth", depth, *VARIANTS[name].options(folder))
    assert [(f.rule, f.breach) for f in report.findings if not f.remark] == []
    assert report.exit in ({Exit.CLEAN, Exit.NO_VERDICT} if name in SILENT_TARGETS else {Exit.CLEAN})
    EXERCISED.update(id_ for id_, rule in report.rules.items() if rule.exercised)


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    users = specimen.credentials()
    for name, value in (("USERNAME", users.username), ("PASSWORD", users.password)):
        monkeypatch.setenv(f"CONTRACTS_{name}", str(value))
    for name, value in (("USERNAME", users.readonly_username), ("PASSWORD", users.readonly_password)):
        monkeypatch.setenv(f"CONTRACTS_READONLY_{name}", str(value))


@pytest.mark.usefixtures("credentials")
@pytest.mark.parametrize("retry_after", [True, False], ids=["Retry-After", "no Retry-After"])
def test_a_limited_target_is_waited_for(retry_after: bool, tmp_path: Path) -> None:
    """A target that allows 30 requests in half a second is waited for, and a 429 is proof of nothing."""
    limit = RateLimit(30, 0.5, retry_after=retry_after)
    with Server(specimen.reference(specimen.EMBEDDED), limit=limit) as server:
        report = run(tmp_path, "--base-url", server.base_url, sockets=True)
        assert server.crashes == []
    assert [(f.rule, f.breach) for f in report.findings if not f.remark] == []
    assert report.exit is Exit.CLEAN
    EXERCISED.update(id_ for id_, rule in report.rules.items() if rule.exercised)


@pytest.mark.usefixtures("credentials")
def test_both_kinds_of_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token beside a user opens each of the APIs that takes tokens."""
    monkeypatch.setenv("CONTRACTS_OAUTH_TOKEN", specimen.lasting_token())
    with Server(specimen.reference(specimen.EMBEDDED)) as server:
        options = ("--base-url", server.base_url, "--scenario", "security/either-kind", "--depth", "nightly")
        report = run(tmp_path, *options, suites=("scenarios/test_security.py",), sockets=True)
    assert report.findings == ()
    assert report.exit is Exit.CLEAN
    EXERCISED.update(id_ for id_, rule in report.rules.items() if rule.exercised)


@pytest.mark.usefixtures("credentials")
@pytest.mark.parametrize("manner", ["closes=true", "slow_every=10"])
def test_a_slow_target_over_sockets(manner: str, tmp_path: Path) -> None:
    """Connections that end after each answer, and answers that take half a second, change nothing."""
    with Server(specimen.reference(specimen.EMBEDDED, manner=[manner, "slow_s=0.05"])) as server:
        report = run(tmp_path, "--base-url", server.base_url, sockets=True)
    assert report.findings == ()
    assert report.exit is Exit.CLEAN


def test_stories_are_clean(tmp_path: Path) -> None:
    """Stories that nobody thought of trip nothing."""
    report = run(tmp_path, "--depth", "nightly", "--seed", "0", "--max-requests", "900", suites=("stateful",))
    assert report.exit is Exit.CLEAN
    assert report.requests > 800
    assert [(f.rule, f.breach) for f in report.findings if not f.remark] == []
    EXERCISED.update(id_ for id_, rule in report.rules.items() if rule.exercised)


def test_every_rule_is_exercised() -> None:
    """Plain reference and variants together leave no rule without something to judge. Runs after them."""
    assert EXERCISED, "run together with the variants above"
    assert set(law()) <= EXERCISED


def test_verdicts_are_told_apart(tmp_path: Path) -> None:
    """Where answers are lost, promises are exercised all the same, and tests say that they have no verdict."""
    report = run(tmp_path, *VARIANTS["one answer in five lost"].options(tmp_path))
    assert report.tests[Verdict.UNKNOWN] > 0
    assert report.tests[Verdict.FAIL] == 0
