"""A campaign as CI systems and Kubernetes are given it: of their shape, and each shard by the documented command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "ci" / "campaign"
COMMAND = "pytest --pyargs contracts.suites --campaign brands.yaml -n 4 --dist loadgroup --shard"
ENVIRONMENTS = {
    "github.yml": {
        "CAMPAIGN_SHARD": "3/4",
        "CAMPAIGN_RUN": "r123x1",
        "CAMPAIGN_REPORTS": "shard-3",
        "CAMPAIGN_OPTIONS": "--tag eu",
    },
    "gitlab.yml": {
        "CI_NODE_INDEX": "3",
        "CI_NODE_TOTAL": "4",
        "CI_PIPELINE_ID": "123",
        "CAMPAIGN_OPTIONS": "--tag eu",
    },
    "kubernetes.yaml": {
        "JOB_COMPLETION_INDEX": "2",
        "JOB_UID": "0d6c4c1e-8a35-4f2b",
        "CAMPAIGN_OPTIONS": "--tag eu",
    },
}


def read(name: str) -> Any:
    return list(yaml.safe_load_all((FOLDER / name).read_text(encoding="utf-8")))


def scripts(name: str) -> Iterator[str]:
    """What a template lets a shell do."""
    document, *_ = read(name)
    if name == "github.yml":
        yield from (step["run"] for job in document["jobs"].values() for step in job["steps"] if "run" in step)
    elif name == "gitlab.yml":
        yield from (line for job in document.values() for line in job.get("script", ()))
    else:
        yield from (each["spec"]["template"]["spec"]["containers"][0]["args"][0] for each in read(name))


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        (("vendor.github-workflows",), "github.yml"),
        (("vendor.gitlab-ci", "--data-transform", "gitlab-ci"), "gitlab.yml"),
    ],
)
def test_a_template_has_the_shape_that_its_system_publishes(schema: tuple[str, ...], name: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", *schema, str(FOLDER / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_manifest_has_the_shape_that_kubernetes_publishes() -> None:
    """Indexed, as many at once as there are, and a shard with findings neither is tried again nor ends another."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import kubernetes_validate
    shards, merge = read("kubernetes.yaml")
    for document in (shards, merge):
        assert kubernetes_validate.validate(document, "1.34", strict=True) == "1.34"
    assert shards["spec"]["completionMode"] == "Indexed"
    count = shards["spec"]["completions"]
    assert shards["spec"]["parallelism"] == shards["spec"]["maxFailedIndexes"] == count == 4
    assert shards["spec"]["backoffLimitPerIndex"] == 0
    assert f"/{count}" in next(scripts("kubernetes.yaml"))


@pytest.mark.parametrize("name", sorted(ENVIRONMENTS))
def test_each_shard_is_run_by_the_documented_command(name: str, tmp_path: Path) -> None:
    """As a shell of that system would read it; the merge takes the folders of all."""
    stub = tmp_path / "pytest"
    stub.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$SAID"\n', encoding="utf-8")
    stub.chmod(0o755)
    (script,) = [line for line in scripts(name) if "--campaign" in line]
    environ = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "SAID": str(tmp_path / "said")}
    subprocess.run(["sh", "-c", script], env=environ | ENVIRONMENTS[name], check=True)
    said = (tmp_path / "said").read_text(encoding="utf-8").split()
    assert said[said.index("--shard") + 1] == "3/4"
    assert re.fullmatch("[a-z0-9]{4,16}", said[said.index("--run-id") + 1])
    assert said[said.index("--reports") + 1].endswith("shard-3")
    assert said[-2:] == ["--tag", "eu"]
    words = " ".join(word for word in said if word not in ("-p", "no:cacheprovider"))
    assert words.startswith(COMMAND.removeprefix("pytest "))
    (merge,) = [line for line in scripts(name) if "contracts merge" in line]
    assert "contracts merge shard-*/ --into " in merge


def test_the_guide_gives_the_command() -> None:
    text = (ROOT / "docs" / "campaigns.md").read_text(encoding="utf-8")
    assert COMMAND in " ".join(text.split())
    assert [name for name in ENVIRONMENTS if f"ci/campaign/{name}" not in text] == []


def test_nothing_that_github_says_becomes_a_script() -> None:
    """Expressions go to the environment, where a shell does not read them as words of its own."""
    assert [line for line in scripts("github.yml") if "${{" in line] == []
