"""The Allure results of targets as one set, in which a test of one target is never a retry of another's.

Allure tells tests apart by `testCaseId` and `historyId`: both are made anew of the target and the test. Their uuids,
too, follow from target and result, so that a merge again, or in another order, leaves the same files.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from hashlib import md5
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from contracts.engine import whole
from contracts.engine.verdict import Exit
from contracts.reporting import folder
from contracts.reporting.campaign.values import Campaign, Concluded, Conclusion
from contracts.reporting.render import counted, escaped
from contracts.reporting.text import VERDICT_WORD

_TREE = ("parentSuite", "suite", "subSuite", "target")
_SOURCE = re.compile(rb'"source": ?"([A-Za-z0-9._-]+)"')


def leave(results: Path, campaign: Campaign, conclusion: Conclusion, targets: Path) -> None:
    """Write the set into a folder, in the place of an earlier one of ours; raise UsageError, or OSError.

    `targets` is the folder of the runs. A result that cannot be read is one without a verdict.
    """
    folder.clear(results)
    for target in conclusion.targets:
        place = targets / target.name / folder.RESULTS
        for path in sorted(place.glob("*-result.json")):
            _leave(results, _of_target(path, target.name))
            for source in _SOURCE.findall(path.read_bytes()):
                _carry(place, results, source.decode())
        if target.exit not in (Exit.CLEAN, Exit.FINDINGS) or target.why:
            _leave(results, _without_verdict(target))
    for name, text in _about(campaign, conclusion):
        if not (results / name).exists():
            whole.write(results / name, text)


def _leave(results: Path, result: Mapping[str, Any]) -> None:
    path = results / f"{folder.OURS}{result['uuid']}-result.json"
    path.write_text(json.dumps(result, allow_nan=False), encoding="utf-8")


def _carry(place: Path, results: Path, source: str) -> None:
    """Have an attachment there as well, without its bytes once more where that can be; its name is unique."""
    if (place / source).is_file() and not (place / source).is_symlink():
        try:
            os.link(place / source, results / source)
        except OSError:
            shutil.copyfile(place / source, results / source)


def _of_target(path: Path, target: str) -> Mapping[str, Any]:
    try:
        told = json.loads(path.read_bytes())
        kept = [label for label in told.get("labels", ()) if label["name"] not in _TREE]
        suites = {label["name"]: label["value"] for label in told.get("labels", ()) if label["name"] in _TREE}
        identity = str(told.get("fullName") or told.get("name") or path.name)
        uuid = str(told.get("uuid") or path.name)
    except (AttributeError, KeyError, OSError, RecursionError, TypeError, ValueError):
        return _made(target, f"{path.name} cannot be read", "broken", f"{folder.RESULTS}/{path.name} is cut or broken")
    tree = [target, *filter(None, (suites.get("suite"), suites.get("subSuite")))]
    labels = [{"name": name, "value": value} for name, value in zip(_TREE, tree, strict=False)]
    return {
        **told,
        **_identity(target, identity, uuid),
        "titlePath": [target, *told.get("titlePath", ())],
        "labels": [*kept, *labels, {"name": "target", "value": target}],
    }


def _identity(target: str, identity: str, uuid: str) -> Mapping[str, Any]:
    full = f"{target}: {identity}"
    case = _md5(full)
    return {
        "uuid": str(uuid5(NAMESPACE_URL, f"{target}/{uuid}")),
        "fullName": full,
        "testCaseId": case,
        "historyId": f"{_md5(case)}.{_md5('')}",
    }


def _without_verdict(target: Concluded) -> Mapping[str, Any]:
    result, word = target.result, VERDICT_WORD[target.exit]
    why = target.why or (result.why if result else "")
    return _made(target.name, "verdict", "broken", f"{word}: {why}" if why else word)


def _made(target: str, name: str, status: str, message: str) -> Mapping[str, Any]:
    labels = [("parentSuite", target), ("suite", "The run itself"), ("epic", "The run itself"), ("target", target)]
    return {
        "name": name,
        "status": status,
        "statusDetails": {"message": escaped(message)},
        "titlePath": [target, "The run itself"],
        "labels": [{"name": label, "value": value} for label, value in labels],
        **_identity(target, name, name),
    }


def _about(campaign: Campaign, conclusion: Conclusion) -> Iterator[tuple[str, str]]:
    specs = {each.result.spec_sha256[:12] for each in conclusion.targets if each.result} - {""}
    facts = {
        "Target": f"campaign {campaign.name}",
        "Verdict": conclusion.exit.name.replace("_", " ").lower(),
        "Spec sha256": " ".join(sorted(specs)),
        "Targets": str(len(conclusion.targets)),
        "Requests": str(sum(each.result.requests for each in conclusion.targets if each.result)),
        "Missing": "; ".join(conclusion.missing[:9]) or "nothing",
    }
    yield from folder.run_files(facts)
    if conclusion.missing:
        told = f"no full verdict: {counted(len(conclusion.missing), 'part')} missing; {conclusion.missing[0]}"
        errors = {"attachments": [], "errors": [{"message": escaped(told)}]}
        yield f"{folder.OURS}{uuid5(NAMESPACE_URL, 'campaign')}-globals.json", json.dumps(errors, allow_nan=False)


def _md5(text: str) -> str:
    return md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()
