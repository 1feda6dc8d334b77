"""What CI systems are given: of the shape that they publish, with the documented commands, which do what they say."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from contracts.documents.profile import CredentialNames
from contracts.engine.server import Server
from contracts.runner import specimen

from . import audit, newcomer, newest

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
USERS = specimen.credentials()


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def loaded(name: str) -> Any:
    return yaml.safe_load(read(name))


def folded(text: str) -> str:
    return " ".join(text.split())


GATE, NIGHTLY = (line for line in read("docs/ci.md").splitlines() if line.startswith("pytest "))


def commands(name: str) -> Iterator[str]:
    """The commands of a template, each on one line."""
    if name == "action.yml":
        yield from (folded(step["run"]) for step in loaded(name)["runs"]["steps"] if "run" in step)
    elif name == "ci/gitlab.yml":
        yield from (folded(line) for job in loaded(name).values() for line in job.get("script", ()))
    else:
        yield from re.findall(r"sh '(.*)'", read(name))


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        (("vendor.github-workflows",), [str(path.relative_to(ROOT)) for path in WORKFLOWS]),
        (("vendor.github-actions",), ["action.yml"]),
        (("vendor.gitlab-ci", "--data-transform", "gitlab-ci"), ["ci/gitlab.yml"]),
    ],
    ids=["workflows", "action", "gitlab"],
)
def test_a_template_has_the_shape_that_its_system_publishes(schema: tuple[str, ...], names: list[str]) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", *schema, *names]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_documented_lines_have_it_too(tmp_path: Path) -> None:
    """What a caller writes: a workflow for GitHub, an include for GitLab; the workflow calls what is there."""
    github, gitlab = re.findall(r"^```yaml\n(.*?)^```$", read("docs/ci.md"), flags=re.MULTILINE | re.DOTALL)
    for name, text, schema in (("a.yml", github, "github-workflows"), ("b.yml", gitlab, "gitlab-ci")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", name]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
    for job in yaml.safe_load(github)["jobs"].values():
        path = re.fullmatch(r"OWNER/registration-contracts/(.*)@main", job["uses"])
        assert path, job
        assert set(job.get("with", ())) <= set((loaded(path[1])[True]["workflow_call"] or {}).get("inputs", ()))
    assert (ROOT / yaml.safe_load(gitlab)["include"]["file"]).is_file()


@pytest.mark.parametrize("name", ["action.yml", "ci/gitlab.yml", "ci/Jenkinsfile"])
def test_a_template_runs_the_documented_commands(name: str) -> None:
    """To the letter: the gate and the nightly."""
    assert [command for command in commands(name) if command.startswith("pytest ")] == [GATE, NIGHTLY]


def test_nothing_that_a_caller_says_becomes_a_script() -> None:
    """Expressions go to the environment, where a shell does not read them as words of its own."""
    jobs = [job for path in WORKFLOWS for job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()]
    steps = [step for job in (loaded("action.yml")["runs"], *jobs) for step in job["steps"]]
    assert [step["run"] for step in steps if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("name", ["gate", "nightly"])
def test_a_workflow_hands_on_every_credential(name: str) -> None:
    workflow = loaded(f".github/workflows/{name}.yml")
    (job,) = workflow["jobs"].values()
    names = [value for value in CredentialNames().model_dump().values() if str(value).startswith("CONTRACTS_")]
    called = workflow[True]["workflow_call"]  # which YAML 1.1 makes of `on`
    (ours,) = [step for step in job["steps"] if step.get("uses") == "./.contracts"]
    assert list(called["secrets"]) == list(ours["env"]) == names
    assert all(f"${{{{ secrets.{each} }}}}" == ours["env"][each] for each in names)
    assert set(ours["with"]) - {"nightly"} == set(called["inputs"]) - {"harness", "ref"}
    assert set(ours["with"]) <= set(loaded("action.yml")["inputs"])


def test_two_runs_do_not_share_the_limit_of_a_system() -> None:
    groups = [
        job["concurrency"]
        for name in ("gate", "nightly")
        for job in loaded(f".github/workflows/{name}.yml")["jobs"].values()
    ]
    assert groups == [{"group": "contracts-${{ inputs.base-url }}", "cancel-in-progress": False}] * 2
    assert loaded("ci/gitlab.yml")[".contracts"]["resource_group"]
    assert "disableConcurrentBuilds()" in read("ci/Jenkinsfile")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment that has what the wheel has, where the wheel would have it."""
    site = tmp_path_factory.mktemp("site")
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    ignored = shutil.ignore_patterns("__pycache__")
    for package in wheel["packages"]:
        shutil.copytree(ROOT / package, site / package, ignore=ignored)
    for origin, place in wheel["force-include"].items():
        if (ROOT / origin).is_dir():
            shutil.copytree(ROOT / origin, site / place, ignore=ignored)
        else:
            (site / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / origin, site / place)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "CONTRACTS_", "GITHUB_"))
    }
    return {**kept, "PATH": path, "PYTHONPATH": str(site)}


@pytest.mark.parametrize(
    ("command", "fault", "code"),
    [(GATE, (), 0), (GATE, ("accepts-a-duplicate",), 1), (NIGHTLY, (), 0)],
    ids=["green", "red", "nightly"],
)
def test_a_command_does_what_it_says(
    tmp_path: Path, installed: dict[str, str], command: str, fault: tuple[str, ...], code: int
) -> None:
    """As the templates run it, with what they say in the environment, and here with a small budget."""
    (tmp_path / "brand.yaml").write_text("sources: {INSTORE: {}}\n", encoding="utf-8")
    with Server(specimen.reference(specimen.EMBEDDED, fault)) as server:
        asked = {
            "CONTRACTS_BASE_URL": server.base_url,
            "CONTRACTS_PROFILE": "brand.yaml",
            "CONTRACTS_OPTIONS": "--max-requests 40 -p no:cacheprovider",
            "CONTRACTS_USERNAME": str(USERS.username),
            "CONTRACTS_PASSWORD": str(USERS.password),
        }
        done = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, env=installed | asked, capture_output=True, text=True, check=False
        )
        assert 30 <= server.requests_served <= 40
    assert done.returncode == code, done.stdout + done.stderr
    assert (tmp_path / "reports/junit.xml").is_file()
    assert (tmp_path / "history.sqlite").is_file() is (command == NIGHTLY)


def test_the_image_runs_as_nobody_of_importance() -> None:
    """Not as root, and what it runs are the suites."""
    lines = read("Dockerfile").splitlines()
    assert int(next(line for line in lines if line.startswith("USER ")).split()[1]) > 0
    assert lines[-1].endswith('"--pyargs", "contracts.suites"]')
    assert (
        folded(read("action.yml")).count("pip install --require-hashes -r constraints.txt && pip install --no-deps .")
        == 1
    )


def pinned() -> dict[str, Version]:
    """Name -> release of each line of the constraints."""
    found = {}
    for entry in re.split(r"\n(?=[a-z])", re.sub(r"^#.*\n", "", read("constraints.txt"), flags=re.MULTILINE)):
        assert "--hash=sha256:" in entry, entry
        requirement = Requirement(entry.split("\\")[0].strip())
        (exact,) = requirement.specifier
        assert exact.operator == "=="
        found[canonicalize_name(requirement.name)] = Version(exact.version)
    return found


def test_the_tested_set_is_one_that_is_allowed() -> None:
    releases = pinned()
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = [Requirement(each) for each in PROJECT["project"]["dependencies"]]
    beside = [Requirement(each) for each in (*extras["campaign"], *extras["shared"])]
    assert [
        str(each) for each in (*wanted, *beside) if releases[canonicalize_name(each.name)] not in each.specifier
    ] == []
    assert newest.names() == [each.name for each in wanted]


def test_every_python_is_tried() -> None:
    """By a newcomer, from the first one that is allowed on."""
    versions = loaded(".github/workflows/ci.yml")["jobs"]["newcomer"]["strategy"]["matrix"]["python"]
    assert versions == ["3.11", "3.12", "3.13", "3.14"]
    assert PROJECT["project"]["requires-python"] == f">={versions[0]}"


def test_what_is_accepted_has_a_reason_and_a_date() -> None:
    assert all(set(each) == {"id", "release", "until", "why"} for each in audit.accepted())
    listed = [{"id": "PYSEC-1", "release": "x 1", "until": datetime.date(2026, 1, 31), "why": "unused"}]
    assert audit.expired(listed, datetime.date(2026, 1, 31)) == []
    (line,) = audit.expired(listed, datetime.date(2026, 2, 1))
    assert "PYSEC-1 was accepted until 2026-01-31" in line


def test_a_newcomer_has_lines_to_type() -> None:
    """From the wheel to a gate against a sandbox on another port."""
    first, *_, last = newcomer.lines(read("README.md"))
    assert first.startswith("pip install --require-hashes -r constraints.txt")
    assert last.startswith("pytest --pyargs contracts.suites --base-url http://127.0.0.1:8001")
