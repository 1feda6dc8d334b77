"""What a campaign leaves beside the folders of its targets: one JUnit, one set of Allure results, one page."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from contracts.engine.errors import HarnessError
from contracts.engine.secrecy import Secret
from contracts.engine.verdict import Exit
from contracts.reporting.folder import RESULTS
from contracts.runner.merging import merge_into

_ASKED = pytest.StashKey[dict[str, Path]]()


def keep_reports_asked_for(config: pytest.Config) -> None:
    """Let `--junitxml` and `--alluredir` be about what the targets came to, rather than about items of this session."""
    asked = config.stash[_ASKED] = {}
    for name in ("xmlpath", "allure_report_dir"):
        if value := getattr(config.option, name, None):
            asked[name] = config.invocation_params.dir / value
            setattr(config.option, name, None)


def as_text(form: Mapping[str, Any]) -> str:
    """A file of the campaign."""
    return json.dumps(form, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def merged(config: pytest.Config, reports: Path, secrets: Sequence[Secret], tell: Callable[[str], None]) -> Exit:
    """Merge the reports of all targets, where somebody has asked for them, too; returns what they come to.

    Raises ContractsError where they cannot be written.
    """
    history = config.invocation_params.dir / config.option.history if config.option.history else None
    code = merge_into([reports], reports, history=history, secrets=secrets, say=tell)
    asked = config.stash.get(_ASKED, {})
    try:
        junit, results = reports / "junit.xml", reports / RESULTS
        if "xmlpath" in asked and junit.is_file() and asked["xmlpath"] != junit:
            asked["xmlpath"].parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(junit, asked["xmlpath"])
        if "allure_report_dir" in asked and results.is_dir() and asked["allure_report_dir"] != results:
            shutil.copytree(results, asked["allure_report_dir"], dirs_exist_ok=True)
    except OSError as error:
        raise HarnessError(f"{error.filename} cannot be written: {error.strerror}") from None
    return code
